//! The day of an event, as people remember it.

use chrono::NaiveDate;

use crate::i18n::Lang;

/// The state is as old as this; nobody complains about earlier.
const FIRST_YEAR: i32 = 1945;

/// What is wrong with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// Month or year is empty.
    Missing,
    /// Not four digits, or before the state was founded.
    Year,
    /// Not in the calendar.
    NoSuchDay,
    /// After today.
    Future,
}

/// A day that may be known only to the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoughDay {
    /// Day of the month, if remembered.
    pub day: Option<u32>,
    /// Month, 1–12.
    pub month: u32,
    /// Year.
    pub year: i32,
}

impl RoughDay {
    /// Reads three typed parts; the day may be empty.
    ///
    /// # Errors
    ///
    /// What is wrong with it, the first problem only.
    pub fn parse(day: &str, month: &str, year: &str, today: NaiveDate) -> Result<Self, DateProblem> {
        let (day, month, year) = (day.trim(), month.trim(), year.trim());
        if month.is_empty() || year.is_empty() {
            return Err(DateProblem::Missing);
        }
        let year: i32 = digits(year).filter(|_| year.len() == 4).ok_or(DateProblem::Year)?;
        if year < FIRST_YEAR {
            return Err(DateProblem::Year);
        }
        let month: u32 = digits(month).ok_or(DateProblem::NoSuchDay)?;
        let day: Option<u32> = if day.is_empty() { None } else { Some(digits(day).ok_or(DateProblem::NoSuchDay)?) };
        let first = NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1)).ok_or(DateProblem::NoSuchDay)?;
        if first > today {
            return Err(DateProblem::Future);
        }
        Ok(Self { day, month, year })
    }

    /// `14 November 2026`, or only the month.
    #[must_use]
    pub fn words(self, lang: Lang) -> String {
        match NaiveDate::from_ymd_opt(self.year, self.month, self.day.unwrap_or(1)) {
            Some(first) if self.day.is_some() => lang.short_date(first),
            Some(first) => lang.month_year(first),
            None => self.year.to_string(),
        }
    }
}

fn digits<T: std::str::FromStr>(typed: &str) -> Option<T> {
    // `parse` alone would take a sign.
    typed.bytes().all(|byte| byte.is_ascii_digit()).then(|| typed.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, month: &str, year: &str) -> Result<RoughDay, DateProblem> {
        RoughDay::parse(day, month, year, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
    }

    #[test]
    fn a_day_may_be_rough_but_must_exist_and_lie_behind_us() {
        assert_eq!(day("14", "11", "2026"), Ok(RoughDay { day: Some(14), month: 11, year: 2026 }));
        assert_eq!(day("", " 3 ", "2024"), Ok(RoughDay { day: None, month: 3, year: 2024 }));
        assert_eq!(day("20", "11", "2026").map(|d| d.day), Ok(Some(20)), "today");
        assert_eq!(day("", "11", "2026").map(|d| d.day), Ok(None), "this month");
        assert_eq!(day("21", "11", "2026"), Err(DateProblem::Future));
        assert_eq!(day("", "12", "2026"), Err(DateProblem::Future));
        assert_eq!(day("14", "", "2026"), Err(DateProblem::Missing));
        assert_eq!(day("14", "11", ""), Err(DateProblem::Missing));
        assert_eq!(day("14", "11", "26"), Err(DateProblem::Year));
        assert_eq!(day("14", "11", "1944"), Err(DateProblem::Year));
        assert_eq!(day("14", "11", "+026"), Err(DateProblem::Year));
        assert_eq!(day("29", "2", "2025"), Err(DateProblem::NoSuchDay));
        assert_eq!(day("29", "2", "2024").map(|d| d.day), Ok(Some(29)));
        assert_eq!(day("0", "1", "2024"), Err(DateProblem::NoSuchDay));
        assert_eq!(day("1", "13", "2024"), Err(DateProblem::NoSuchDay));
        assert_eq!(day("x", "1", "2024"), Err(DateProblem::NoSuchDay));
    }

    #[test]
    fn a_rough_day_is_told_as_it_was_given() {
        assert_eq!(day("14", "11", "2026").unwrap().words(Lang::Id), "14 November 2026");
        assert_eq!(day("", "3", "2024").unwrap().words(Lang::En), "March 2024");
    }
}

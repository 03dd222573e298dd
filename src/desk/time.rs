//! Deadlines and moments in an officer's words.

use chrono::{DateTime, NaiveDate, Utc};
use i18n_embed_fl::fl;

use crate::case::calendar::Calendar;
use crate::case::db::Author;
use crate::case::state::{Mode, Zone};
use crate::web::Page;
use crate::web::view::Due;

/// The chip of a deadline, counted in working days of the office.
pub fn due(at: DateTime<Utc>, zone: Zone, calendar: &Calendar, now: DateTime<Utc>) -> Due {
    let (today, last) = (zone.day(now), zone.day(at));
    if at < now {
        // a deadline of yesterday is late by a day even when yesterday was Sunday
        return Due::Late(i64::from(calendar.working_between(last, today)).max(1));
    }
    if last == today { Due::Today } else { Due::Left(i64::from(calendar.working_between(today, last)).max(1)) }
}

/// Whose doing something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// An officer's.
    Officer,
    /// The reporter's, or that of the program, which answers a reporter within seconds.
    Others,
}

impl By {
    /// From the line of the record: an officer stands there as `role:id`.
    pub fn actor(actor: &str) -> Self {
        if actor.contains(':') { Self::Officer } else { Self::Others }
    }

    /// From a message or a file.
    pub fn author(author: Author) -> Self {
        if author == Author::Officer { Self::Officer } else { Self::Others }
    }
}

/// When something happened, as precisely as officers may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// To the minute.
    Exact(DateTime<Utc>),
    /// The day in the office's zone.
    Day(NaiveDate),
}

impl Moment {
    /// The day only of what an anonymous or confidential reporter did: whoever reads the log of the office's own network
    /// would know who was there in that minute (security.md, R16).
    pub fn of(page: &Page, mode: Mode, by: By, at: DateTime<Utc>) -> Self {
        if mode == Mode::Open || by == By::Officer { Self::Exact(at) } else { Self::Day(page.brand.zone.day(at)) }
    }

    fn day(self, page: &Page) -> NaiveDate {
        match self {
            Self::Exact(at) => page.brand.zone.day(at),
            Self::Day(day) => day,
        }
    }

    /// "20 November 2026, 14.07 WIB".
    pub fn long(self, page: &Page) -> String {
        match self {
            Self::Exact(at) => page.moment(at),
            Self::Day(day) => page.lang.short_date(day),
        }
    }

    /// "Hari ini, 08.10", "Kemarin, 16.20", otherwise the day.
    pub fn lately(self, page: &Page, now: DateTime<Utc>) -> String {
        let day = self.day(page);
        match ((page.brand.zone.day(now) - day).num_days(), self) {
            (0, Self::Exact(at)) => fl!(page.t, "meja-hari-ini", jam = page.lang.time(at, page.brand.zone)),
            (1, Self::Exact(at)) => fl!(page.t, "meja-kemarin", jam = page.lang.time(at, page.brand.zone)),
            (0, Self::Day(_)) => fl!(page.t, "umum-hari-ini"),
            (1, Self::Day(_)) => fl!(page.t, "meja-kemarin-saja"),
            _ => page.lang.short_date(day),
        }
    }

    /// As [`Self::lately`], with the minute also of what is older.
    pub fn fully(self, page: &Page, now: DateTime<Utc>) -> String {
        let when = self.lately(page, now);
        let Self::Exact(at) = self else { return when };
        let time = page.lang.time(at, page.brand.zone);
        if when.contains(&time) { when } else { format!("{when}, {time}") }
    }

    /// As [`Self::lately`], short enough for a column: "16 Nov" within the year.
    pub fn briefly(self, page: &Page, now: DateTime<Utc>) -> String {
        let (day, today) = (self.day(page), page.brand.zone.day(now));
        if (today - day).num_days() < 2 { self.lately(page, now) } else { page.lang.brief_date(day, today) }
    }

    /// For `<time datetime>`.
    pub fn stamp(self, page: &Page) -> String {
        match self {
            Self::Exact(at) => page.stamp(at),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// "1.000+" beyond a thousand.
pub fn capped(page: &Page, count: i64) -> String {
    if count > 1000 { format!("{}+", page.lang.number(1000)) } else { page.lang.number(count) }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_deadline_counts_working_days() {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let calendar = Calendar { version: 1, days_off: [monday].into(), estimated: [].into(), covered_until: 2027 };
        let friday = Utc.with_ymd_and_hms(2026, 11, 20, 3, 0, 0).unwrap();
        let end = |day| Zone::Wib.end_of(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
        let chip = |day| due(end(day), Zone::Wib, &calendar, friday);
        assert_eq!([chip(20), chip(24), chip(26)], [Due::Today, Due::Left(1), Due::Left(3)]);
        assert_eq!([chip(19), chip(17)], [Due::Late(1), Due::Late(3)]);
        let sunday = Utc.with_ymd_and_hms(2026, 11, 22, 3, 0, 0).unwrap();
        assert_eq!(due(end(21), Zone::Wib, &calendar, sunday), Due::Late(1));
    }
}

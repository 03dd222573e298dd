//! Dates, times, numbers and spans in words, always with their zone (ui.md, Words).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};

use super::Lang;

/// Indonesia's three time zones; none has summer time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// UTC+7.
    #[default]
    Wib,
    /// UTC+8.
    Wita,
    /// UTC+9.
    Wit,
}

impl Zone {
    /// All that Indonesia has.
    pub const ALL: [Self; 3] = [Self::Wib, Self::Wita, Self::Wit];

    /// What stands after a time.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// Reads `WIB`, `WITA` or `WIT`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Wib, Self::Wita, Self::Wit].into_iter().find(|zone| zone.name().eq_ignore_ascii_case(name))
    }

    /// The fixed distance from UTC.
    #[must_use]
    pub fn offset(self) -> FixedOffset {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
    }

    /// The wall clock of this zone.
    #[must_use]
    pub fn local(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset())
    }

    /// The calendar day of this zone.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "here is the zone that everybody else must ask")]
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }
}

const DAYS: [[&str; 7]; 2] = [
    ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

const MONTHS: [[&str; 12]; 2] = [
    [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

impl Lang {
    const fn row(self) -> usize {
        match self {
            Self::Id => 0,
            Self::En => 1,
        }
    }

    /// `Jumat, 20 November 2026`.
    #[must_use]
    pub fn date(self, day: NaiveDate) -> String {
        let weekday = DAYS[self.row()][day.weekday().num_days_from_monday() as usize];
        format!("{weekday}, {}", self.short_date(day))
    }

    /// `20 November 2026`.
    #[must_use]
    pub fn short_date(self, day: NaiveDate) -> String {
        format!("{} {} {}", day.day(), self.month(day.month0()), day.year())
    }

    /// `November 2026`.
    #[must_use]
    pub fn month_year(self, day: NaiveDate) -> String {
        format!("{} {}", self.month(day.month0()), day.year())
    }

    /// `16 Nov`, with the year when it is another one.
    #[must_use]
    pub fn brief_date(self, day: NaiveDate, today: NaiveDate) -> String {
        let month: String = self.month(day.month0()).chars().take(3).collect();
        let text = format!("{} {month}", day.day());
        if day.year() == today.year() { text } else { format!("{text} {}", day.year()) }
    }

    fn month(self, month0: u32) -> &'static str {
        MONTHS[self.row()].get(month0 as usize).copied().unwrap_or_default()
    }

    /// `14.07 WIB`, in English `14:07 WIB`.
    #[must_use]
    pub fn time(self, at: DateTime<Utc>, zone: Zone) -> String {
        let local = zone.local(at);
        let mark = if self == Self::Id { '.' } else { ':' };
        format!("{:02}{mark}{:02} {}", local.hour(), local.minute(), zone.name())
    }

    /// `14.07.09 WIB` / `14:07:09 WIB`, where seconds matter.
    #[must_use]
    pub fn time_with_seconds(self, at: DateTime<Utc>, zone: Zone) -> String {
        let local = zone.local(at);
        let mark = if self == Self::Id { '.' } else { ':' };
        format!("{:02}{mark}{:02}{mark}{:02} {}", local.hour(), local.minute(), local.second(), zone.name())
    }

    /// `20 November 2026, 14.07 WIB`.
    #[must_use]
    pub fn moment(self, at: DateTime<Utc>, zone: Zone) -> String {
        format!("{}, {}", self.short_date(zone.day(at)), self.time(at, zone))
    }

    /// `1.284`, in English `1,284`.
    #[must_use]
    pub fn number(self, n: impl Into<i64>) -> String {
        let n: i64 = n.into();
        let mark = if self == Self::Id { '.' } else { ',' };
        let digits = n.unsigned_abs().to_string();
        let mut out = String::from(if n < 0 { "-" } else { "" });
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(digit);
        }
        out
    }

    /// `3 hari kerja`, `1 working day`, `2 working days`.
    #[must_use]
    pub fn working_days(self, n: i64) -> String {
        match self {
            Self::Id => format!("{} hari kerja", self.number(n)),
            Self::En => format!("{} working day{}", self.number(n), if n == 1 { "" } else { "s" }),
        }
    }

    /// `3 hari`, `1 day`, `2 days`.
    #[must_use]
    pub fn days(self, n: i64) -> String {
        match self {
            Self::Id => format!("{} hari", self.number(n)),
            Self::En => format!("{} day{}", self.number(n), if n == 1 { "" } else { "s" }),
        }
    }

    /// A file size: `1,2 MB`, `640 KB`, in English `1.2 MB`. One MB is 1024 × 1024 bytes, like the limit that we print.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        const MB: u64 = 1024 * 1024;
        if bytes >= MB {
            let tenths = bytes.saturating_mul(10) / MB;
            let mark = if self == Self::Id { ',' } else { '.' };
            format!("{}{mark}{} MB", tenths / 10, tenths % 10)
        } else {
            format!("{} KB", bytes.div_ceil(1024))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn dates_times_and_numbers_read_as_the_style_sheet_says() {
        let at = Utc.with_ymd_and_hms(2026, 11, 20, 7, 7, 0).unwrap();
        let day = Zone::Wib.day(at);
        assert_eq!(Lang::Id.date(day), "Jumat, 20 November 2026");
        assert_eq!(Lang::En.date(day), "Friday, 20 November 2026");
        assert_eq!(Lang::Id.time(at, Zone::Wib), "14.07 WIB");
        assert_eq!(Lang::En.time(at, Zone::Wita), "15:07 WITA");
        assert_eq!(Lang::Id.moment(at, Zone::Wit), "20 November 2026, 16.07 WIT");
        assert_eq!(Lang::Id.brief_date(day, day), "20 Nov");
        assert_eq!(Lang::En.brief_date(day, day + chrono::Days::new(60)), "20 Nov 2026");
        assert_eq!(Lang::Id.number(1284), "1.284");
        assert_eq!(Lang::En.number(-1_234_567), "-1,234,567");
        assert_eq!(Lang::Id.number(999), "999");
        assert_eq!(Lang::En.working_days(1), "1 working day");
        assert_eq!(Lang::Id.working_days(1284), "1.284 hari kerja");
        assert_eq!(Lang::Id.size(1_258_291), "1,1 MB");
        assert_eq!(Lang::En.size(1), "1 KB");
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_own_zone() {
        let late = Utc.with_ymd_and_hms(2026, 11, 20, 15, 30, 0).unwrap();
        assert_eq!(Zone::Wib.day(late).day(), 20);
        assert_eq!(Zone::Wit.day(late).day(), 21);
    }
}

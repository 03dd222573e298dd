//! Working days of Indonesian offices: Monday to Friday without national holidays and joint leave (Perpres 21/2023),
//! in three zones without daylight saving time.
//!
//! The day of receipt is day 0. A filing after 15.00 office time or on a day off counts as received on the next working
//! day. A deadline ends with the last second of its day; calendar deadlines that end on a day off roll forward.

use std::collections::BTreeSet;
use std::ops::Bound;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone, Utc, Weekday};

use super::state::Zone;

impl Zone {
    /// Distance from UTC.
    #[must_use]
    pub fn offset(self) -> FixedOffset {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| Utc.fix())
    }

    /// The day in this zone.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "here is the zone that everybody else must ask")]
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.offset()).date_naive()
    }

    /// The time of day in this zone.
    #[must_use]
    pub fn time(self, at: DateTime<Utc>) -> NaiveTime {
        at.with_timezone(&self.offset()).time()
    }

    /// The last second of a day in this zone.
    #[must_use]
    pub fn end_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN))
    }

    /// A time of a day in this zone.
    #[must_use]
    pub fn at(self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        self.offset().from_local_datetime(&local).single().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}

/// Days off, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Version that a case pins.
    pub version: i32,
    /// Holidays and joint leave; weekends need not be named.
    pub days_off: BTreeSet<NaiveDate>,
    /// Days off whose date is an estimate (the moon decides).
    pub estimated: BTreeSet<NaiveDate>,
    /// Last year that is covered. After it Monday to Friday counts, and ends are provisional.
    pub covered_until: i32,
}

impl Calendar {
    /// Whether offices work on this day.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        is_weekday(day) && !self.days_off.contains(&day)
    }

    /// This day, or the next working day when it is off.
    #[must_use]
    pub fn roll(&self, mut day: NaiveDate) -> NaiveDate {
        while !self.is_working(day) {
            day = next(day);
        }
        day
    }

    /// The n-th working day after this day, which is day 0.
    #[must_use]
    pub fn add_working(&self, mut day: NaiveDate, n: u32) -> NaiveDate {
        for _ in 0..n {
            day = self.roll(next(day));
        }
        day
    }

    /// How many working days lie after `from`, up to and with `to`.
    #[must_use]
    pub fn working_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = (to - from).num_days();
        if days <= 0 {
            return 0;
        }
        // whole weeks by arithmetic: a queue asks this for deadlines that ended years ago
        let rest = from.iter_days().skip(1).take(usize::try_from(days % 7).unwrap_or_default());
        let weekdays = days / 7 * 5 + i64::try_from(rest.filter(|day| is_weekday(*day)).count()).unwrap_or_default();
        let off = self.days_off.range((Bound::Excluded(from), Bound::Included(to))).filter(|day| is_weekday(**day));
        u32::try_from(weekdays).unwrap_or(u32::MAX).saturating_sub(u32::try_from(off.count()).unwrap_or(u32::MAX))
    }

    /// Day 0 of a filing: the day itself, or the next working day when it came after 15.00 or on a day off.
    #[must_use]
    pub fn day_of_filing(&self, at: DateTime<Utc>, zone: Zone) -> NaiveDate {
        let day = zone.day(at);
        let late = zone.time(at) > NaiveTime::from_hms_opt(15, 0, 0).unwrap_or(NaiveTime::MIN);
        self.roll(if late { next(day) } else { day })
    }

    /// Whether a count that ends on this day may still change: past the coverage, or over an estimated day off.
    #[must_use]
    pub fn is_provisional(&self, from: NaiveDate, to: NaiveDate) -> bool {
        to.year() > self.covered_until || self.estimated.range(from..).next().is_some_and(|day| *day <= to)
    }
}

fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

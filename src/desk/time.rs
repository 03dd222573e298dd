//! Deadlines and moments in an officer's words.

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;

use crate::case::calendar::Calendar;
use crate::case::state::Zone;
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

/// "Hari ini, 08.10", "Kemarin, 16.20", otherwise the day.
pub fn lately(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let zone = page.brand.zone;
    let time = page.lang.time(at, zone);
    match (zone.day(now) - zone.day(at)).num_days() {
        0 => fl!(page.t, "meja-hari-ini", jam = time),
        1 => fl!(page.t, "meja-kemarin", jam = time),
        _ => page.lang.short_date(zone.day(at)),
    }
}

/// As [`lately`], short enough for a column: "16 Nov" within the year.
pub fn briefly(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let zone = page.brand.zone;
    let (day, today) = (zone.day(at), zone.day(now));
    if (today - day).num_days() < 2 { lately(page, at, now) } else { page.lang.brief_date(day, today) }
}

/// "1.000+" beyond a thousand.
pub fn capped(page: &Page, count: i64) -> String {
    if count > 1000 { format!("{}+", page.lang.number(1000)) } else { page.lang.number(count) }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeZone};

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

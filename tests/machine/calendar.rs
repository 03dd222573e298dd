//! Working days, worked out by hand over Lebaran 2026 in three zones, and properties that hold for every day.

use chrono::{Days, NaiveDate, TimeDelta};
use kentongan::case::action::{Action, Addressee};
use kentongan::case::case::Zone;
use kentongan::case::policy::{Deadline, Unit};
use kentongan::case::state::{ClockKind as C, Finding, Kind, State};
use proptest::prelude::*;

use super::office::*;
use super::sample::*;

fn due_day(office: &Office, kind: C) -> NaiveDate {
    office.case.zone.day(office.clock(kind).due_at)
}

#[test]
fn there_are_240_working_days_in_2026_and_242_in_2027() {
    let calendar = calendar();
    assert_eq!(calendar.working_between(day("2025-12-31"), day("2026-12-31")), 240);
    assert_eq!(calendar.working_between(day("2026-12-31"), day("2027-12-31")), 242);
}

#[test]
fn a_complaint_before_nyepi_is_verified_after_lebaran() {
    // Tuesday 17 March; Nyepi and Lebaran take 18 to 24 March
    let office = Office::of(Kind::Complaint, "2026-03-17 10:00");
    assert_eq!(due_day(&office, C::Screen), day("2026-03-27"));
    assert_eq!(office.clock(C::Screen).due_at, wib("2026-03-27 23:59") + TimeDelta::seconds(59));
}

#[test]
fn a_filing_after_three_in_the_afternoon_counts_from_the_next_working_day() {
    let office = Office::of(Kind::Complaint, "2026-03-17 15:00");
    assert_eq!(due_day(&office, C::Screen), day("2026-03-27"), "three sharp is still in time");
    let office = Office::of(Kind::Complaint, "2026-03-17 15:01");
    assert_eq!(due_day(&office, C::Screen), day("2026-03-30"), "day 0 is Wednesday 25 March");
    let office = Office::of(Kind::Complaint, "2026-03-21 08:00");
    assert_eq!(due_day(&office, C::Screen), day("2026-03-30"), "so it is for a filing on Lebaran itself");
}

#[test]
fn the_same_instant_is_another_hour_and_another_deadline_in_each_zone() {
    let calendar = calendar();
    let instant = wib("2026-03-17 13:30");
    assert_eq!(calendar.day_of_filing(instant, Zone::Wib), day("2026-03-17"));
    assert_eq!(calendar.day_of_filing(instant, Zone::Wita), day("2026-03-17"), "14.30 in Makassar");
    assert_eq!(calendar.day_of_filing(instant, Zone::Wit), day("2026-03-25"), "15.30 in Jayapura");
    let policy = policy();
    let end = |zone| policy.due(policy.deadline(C::Screen), instant, zone, true).at;
    assert_eq!(end(Zone::Wib), at(Zone::Wib, "2026-03-27 23:59") + TimeDelta::seconds(59));
    assert_eq!(end(Zone::Wita), at(Zone::Wita, "2026-03-27 23:59") + TimeDelta::seconds(59));
    assert_eq!(end(Zone::Wib) - end(Zone::Wita), TimeDelta::hours(1));
    assert_eq!(end(Zone::Wit), at(Zone::Wit, "2026-03-30 23:59") + TimeDelta::seconds(59));
}

#[test]
fn shortly_before_midnight_it_is_already_tomorrow_in_the_east() {
    let instant = wib("2026-03-16 22:30");
    assert_eq!(Zone::Wib.day(instant), day("2026-03-16"));
    assert_eq!(Zone::Wita.day(instant), day("2026-03-16"));
    assert_eq!(Zone::Wit.day(instant), day("2026-03-17"));
    let calendar = calendar();
    assert_eq!(calendar.day_of_filing(instant, Zone::Wib), day("2026-03-17"), "after 15.00 of Monday");
    assert_eq!(calendar.day_of_filing(instant, Zone::Wit), day("2026-03-17"), "early on Tuesday");
}

#[test]
fn an_officer_s_act_counts_from_its_own_day() {
    let mut office = Office::of(Kind::Complaint, "2026-03-16 09:00");
    office.by(VERIFIER, Action::StartScreening);
    office.now = wib("2026-03-17 16:40");
    office.by(VERIFIER, accept());
    assert_eq!(due_day(&office, C::FirstAnswer), day("2026-03-31"), "25, 26, 27, 30, 31 March");
}

#[test]
fn calendar_deadlines_that_end_on_a_day_off_roll_forward() {
    let mut office = Office::of(Kind::Complaint, "2026-01-19 09:00");
    office.by(VERIFIER, Action::StartScreening).by(VERIFIER, accept());
    // 60 days after 19 January is Friday 20 March, in the middle of Lebaran
    assert_eq!(due_day(&office, C::Resolve), day("2026-03-25"));
    assert_eq!(due_day(&office, C::Feedback), day("2026-04-20"), "three months end on Sunday 19 April");
}

#[test]
fn a_question_over_lebaran_costs_the_office_only_its_working_days() {
    let mut office = Office::of(Kind::Complaint, "2026-03-16 09:00");
    office.by(VERIFIER, Action::StartScreening);
    assert_eq!(due_day(&office, C::Screen), day("2026-03-26"));
    office.by(VERIFIER, Action::AskReporter { question: YES });
    assert_eq!(due_day(&office, C::ReporterReply), day("2026-04-07"), "ten working days, Good Friday off");
    office.now = wib("2026-03-26 09:00");
    office.reporter(Action::Answer { text: YES });
    // stopped on the 16th, on again on the 26th: the 17th, 25th and 26th are given back
    assert_eq!(due_day(&office, C::Screen), day("2026-03-31"));
}

#[test]
fn a_pause_within_one_day_changes_no_end() {
    let mut office = Office::screening();
    let due = office.clock(C::Screen).due_at;
    office.by(VERIFIER, Action::AskReporter { question: YES });
    office.now += TimeDelta::hours(2);
    office.reporter(Action::Answer { text: YES });
    assert_eq!(office.clock(C::Screen).due_at, due);
}

#[test]
fn overlapping_pauses_are_given_back_once() {
    let mut office = Office::screening(); // Monday 2 February
    let due = office.clock(C::Screen).due_at;
    office.by(VERIFIER, Action::AskReporter { question: YES });
    office.days(1);
    let until = office.case.zone.day(office.now) + Days::new(8);
    office.by(VERIFIER, hold(until)).days(1).reporter(Action::Answer { text: YES });
    assert!(office.paused(C::Screen), "the hold goes on");
    assert_eq!(office.clock(C::Screen).due_at, due);
    office.days(2).by(VERIFIER, Action::Unhold);
    let again = office.policy.working_after(due, 4, Zone::Wib);
    assert_eq!(office.clock(C::Screen).due_at, again, "Monday to Friday: four working days in all");
}

#[test]
fn past_the_calendar_monday_to_friday_counts_and_the_end_is_provisional() {
    let (policy, calendar) = (policy(), calendar());
    assert!(calendar.is_working(day("2028-03-01")));
    let end = policy.due(policy.deadline(C::Resolve), wib("2027-12-01 09:00"), Zone::Wib, false);
    assert!(end.provisional);
    let early = policy.due(policy.deadline(C::Screen), wib("2026-02-02 09:00"), Zone::Wib, true);
    assert!(!early.provisional);
    let moon = policy.due(policy.deadline(C::ReporterReply), wib("2027-03-04 09:00"), Zone::Wib, false);
    assert!(moon.provisional, "Lebaran 2027 is an estimate");
}

#[test]
fn a_provisional_end_is_counted_again_when_the_calendar_arrives() {
    let mut office = Office::of(Kind::Complaint, "2027-12-29 09:00");
    assert!(office.clock(C::Screen).provisional);
    assert_eq!(due_day(&office, C::Screen), day("2028-01-03"), "New Year is not known yet");
    let mut newer = office.policy.clone();
    newer.calendar.version = 2;
    newer.calendar.covered_until = 2028;
    newer.calendar.days_off.insert(day("2028-01-03"));
    let old = std::mem::replace(&mut office.policy, newer);
    let effects = kentongan::case::clocks::recount(&office.case, &old, &office.policy, office.now);
    kentongan::case::decide::apply(&mut office.case, &effects, office.now);
    assert_eq!(due_day(&office, C::Screen), day("2028-01-04"));
    assert!(!office.clock(C::Screen).provisional);
    assert_eq!(office.case.clocks.len(), 2, "the old row stays, voided");
    office.is(State::Received);
}

impl Office {
    /// 2028 is decreed, with this day off.
    fn calendar_arrives(&mut self, off: &str) {
        let mut newer = self.policy.clone();
        newer.calendar.version += 1;
        newer.calendar.covered_until = 2028;
        newer.calendar.days_off.insert(day(off));
        let old = std::mem::replace(&mut self.policy, newer);
        let effects = kentongan::case::clocks::recount(&self.case, &old, &self.policy, self.now);
        kentongan::case::decide::apply(&mut self.case, &effects, self.now);
    }
}

#[test]
fn a_clock_that_stands_still_loses_no_time_when_the_calendar_arrives() {
    let mut office = Office::of(Kind::Complaint, "2027-12-29 09:00");
    office.by(VERIFIER, Action::StartScreening).by(VERIFIER, Action::AskReporter { question: YES });
    let mut unhurried = office.clone();
    office.now = wib("2028-01-07 09:00");
    office.calendar_arrives("2028-01-26");
    office.now = wib("2028-01-11 09:00");
    office.reporter(Action::Answer { text: YES });
    unhurried.now = office.now;
    unhurried.reporter(Action::Answer { text: YES });
    assert_eq!(due_day(&office, C::Screen), due_day(&unhurried, C::Screen), "as if no calendar had come between");
}

#[test]
fn an_end_that_was_set_as_a_date_stays_when_the_calendar_arrives() {
    let mut office = Office::of(Kind::Complaint, "2027-12-20 09:00");
    office.by(VERIFIER, Action::StartScreening).by(VERIFIER, accept());
    let clock = office.clock(C::FirstAnswer).id;
    let until = day("2028-01-03");
    office.by(ANALYST, Action::ExtendDeadline { clock, until, reason: YES });
    assert!(office.clock(C::FirstAnswer).provisional);
    office.calendar_arrives("2028-01-03");
    assert_eq!(due_day(&office, C::FirstAnswer), until);
    assert!(!office.clock(C::FirstAnswer).provisional, "but it is certain now");
    let id = office.clock(C::FirstAnswer).id;
    assert!(office.case.facts.extended.contains(&id) && office.case.facts.dated.contains(&id));
}

#[test]
fn a_promise_keeps_its_own_date_when_the_calendar_arrives() {
    let mut office = Office::resolved(Finding::Proven);
    office.policy.calendar.covered_until = 2025;
    let until = day("2026-08-20");
    let promise =
        Action::Recommend { to: Addressee::Ppk, ppk_accused: false, letter: YES, commitments: vec![Some(until)] };
    office.by(CHIEF, promise);
    assert_eq!(due_day(&office, C::FollowUp), until);
    office.calendar_arrives("2026-08-18");
    assert_eq!(due_day(&office, C::FollowUp), until, "the day that was promised, not a number of days");
}

#[test]
fn minutes_and_desk_days_end_on_the_clock() {
    let policy = policy();
    let now = wib("2026-03-17 10:15");
    let minutes = policy.due(Deadline { amount: 120, unit: Unit::Minutes, extra: 0 }, now, Zone::Wib, true);
    assert_eq!(minutes.at, wib("2026-03-17 12:15"));
    let desk = policy.due(policy.deadline(C::Queue), now, Zone::Wit, true);
    assert_eq!(desk.at, at(Zone::Wit, "2026-03-17 15:00"));
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..730).prop_map(|n| day("2026-01-01") + Days::new(n))
}

proptest! {
    #[test]
    fn adding_working_days_is_undone_by_counting_them(from in any_day(), n in 0u32..120) {
        let calendar = calendar();
        let to = calendar.add_working(from, n);
        prop_assert_eq!(calendar.working_between(from, to), n);
        let one_by_one = from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| calendar.is_working(*day)).count();
        prop_assert_eq!(calendar.working_between(from, to) as usize, one_by_one);
        prop_assert!(n == 0 || calendar.is_working(to));
    }

    #[test]
    fn a_later_start_never_ends_earlier(from in any_day(), n in 0u32..60) {
        let calendar = calendar();
        prop_assert!(calendar.add_working(from, n) <= calendar.add_working(from + Days::new(1), n));
    }

    #[test]
    fn no_working_deadline_ends_on_a_day_off(from in any_day(), hour in 0u32..24, n in 1u32..40) {
        let policy = policy();
        let now = from.and_hms_opt(hour, 0, 0).unwrap().and_utc();
        for zone in Zone::ALL {
            for unit in [Unit::Working, Unit::Calendar] {
                let due = policy.due(Deadline { amount: n, unit, extra: 0 }, now, *zone, true);
                prop_assert!(policy.calendar.is_working(zone.day(due.at)));
                prop_assert!(due.at > now);
                prop_assert_eq!(zone.time(due.at).to_string(), "23:59:59");
            }
        }
    }

    #[test]
    fn filing_later_on_the_same_day_never_shortens(from in any_day(), early in 0u32..24, late in 0u32..24) {
        prop_assume!(early <= late);
        let calendar = calendar();
        let time = |hour| Zone::Wita.at(from, chrono::NaiveTime::from_hms_opt(hour, 30, 0).unwrap());
        prop_assert!(calendar.day_of_filing(time(early), Zone::Wita) <= calendar.day_of_filing(time(late), Zone::Wita));
    }
}

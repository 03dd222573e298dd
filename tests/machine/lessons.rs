//! What earlier systems got wrong (workflow.md): the lessons that the machine itself can keep.

use kentongan::case::action::{Action, Bounced};
use kentongan::case::actor::Actor;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{ClockKind as C, Finding, Kind, Role, State};
use kentongan::case::table::rows;

use super::office::*;
use super::sample::*;

#[test]
fn lesson_1_no_officer_sets_a_state_without_a_row() {
    for state in State::of(Kind::Complaint) {
        let mut office = Office::review();
        office.case.state = *state;
        office.case.clocks.clear();
        for (officer, ..) in STAFF {
            let moves = rows(Kind::Complaint).iter().filter(|row| !row.begins_at(*state, None));
            for row in moves {
                if let Some(action) = sample(&office, &staff(*officer), row.action, &mut |_| 0) {
                    office.not_now(&staff(*officer), &action);
                }
            }
        }
    }
}

#[test]
fn lesson_3_an_unassigned_case_has_a_running_clock() {
    let office = Office::complaint();
    assert_eq!(office.case.handler, None);
    assert!(office.clock(C::Screen).runs());
    assert!(Office::consultation().clock(C::Answer).runs());
}

#[test]
fn lesson_4_a_breached_clock_stays_open_and_a_case_stays_watched() {
    let mut office = Office::complaint();
    office.reach_the_desk();
    assert!(office.clock(C::Screen).runs());
}

#[test]
fn lesson_5_a_message_moves_no_clock() {
    for mut office in [Office::complaint(), Office::review(), Office::clarification(), Office::follow_up()] {
        let before = office.case.clocks.clone();
        office.days(3).reporter(Action::Message { text: YES });
        office.act(staff(CHIEF), Action::Message { text: YES }).act(staff(CHIEF), Action::Note { text: YES });
        assert_eq!(office.case.clocks, before);
    }
}

#[test]
fn lesson_8_nothing_closes_without_an_outcome_and_a_text() {
    let mut office = Office::review();
    office.not_now(&staff(ANALYST), &Action::CloseFollowUp);
    office.not_now(&Actor::system(), &Action::Lapse);
    office.refuses(&staff(ANALYST), &propose(&[]), Guard::Findings);
    let office = Office::closed();
    assert!(office.case.outcome.is_some());
}

#[test]
fn lesson_9_an_objection_has_a_clock() {
    assert!(Office::objection(Finding::NotProven).clock(C::ObjectionDecide).runs());
}

#[test]
fn lesson_11_no_ping_pong_between_bodies_or_units() {
    let mut office = Office::referred();
    office.by(VERIFIER, Action::Bounce { why: Bounced::Refused }).by(VERIFIER, refer("bkn"));
    office.by(VERIFIER, Action::Bounce { why: Bounced::Refused });
    assert_eq!(office.case.facts.referral.bounces, 2);
    assert!(office.clock(C::Arbiter).runs(), "the second return goes to an arbiter");
    let mut office = Office::review();
    let over = |unit| Action::HandOver { to: None, unit: Some(unit), ground: YES };
    office.refuses(&staff(ANALYST), &Action::HandOver { to: None, unit: Some(UNIT_B), ground: NO }, Guard::Words);
    office.by(ANALYST, over(UNIT_B)).by(ANALYST_B, Action::Take);
    office.refuses(&staff(ANALYST_B), &over(UNIT_A), Guard::SecondHandOver);
    let sly =
        Action::Amend { category: None, severity: None, agency: None, unit: Some(UNIT_A), title: false, reason: YES };
    office.refuses(&staff(ANALYST_B), &sly, Guard::SecondHandOver);
    assert_eq!(staff(DESK[0]).role, Role::Integrity);
    office.by(DESK[0], over(UNIT_A));
}

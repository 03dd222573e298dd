//! Who may not, although somebody of the same role may: excluded, struck, not the one it went to.

use kentongan::case::action::{Action, Bounced};
use kentongan::case::state::Side;

use super::office::*;
use super::sample::*;

/// An officer when nobody of the case's unit is left.
fn alone(officer: uuid::Uuid) -> kentongan::case::actor::Actor {
    let mut actor = staff(officer);
    actor.nobody_else = true;
    actor
}

#[test]
fn whom_the_reporter_excludes_does_nothing_but_say_why() {
    let mut office = Office::review();
    office.case.facts.excluded = vec![ANALYST];
    office.not_yours(&staff(ANALYST), &Action::AskReporter { question: YES });
    assert!(office.attempt(&staff(ANALYST), &Action::DeclareConflict { reason: YES }).is_ok());
}

#[test]
fn a_mediator_whom_a_side_struck_or_who_handled_the_case_mediates_in_no_way() {
    let mut office = Office::offered();
    let consent = Action::RecordConsent { side: Side::Respondent, yes: true, struck: vec![] };
    for actor in [alone(DESK[0]), alone(MEDIATOR_B)] {
        assert!(office.attempt(&actor, &consent).is_ok(), "{:?} stands in", actor.role);
        office.case.facts.mediation.struck = actor.officer.into_iter().collect();
        office.not_yours(&actor, &consent);
        office.case.facts.mediation.struck.clear();
    }
    office.not_yours(&staff(MEDIATOR_B), &consent);
    let handler = office.case.handler.replace(DESK[0]);
    office.not_yours(&alone(DESK[0]), &consent);
    office.case.handler = handler;
}

#[test]
fn the_desk_takes_up_a_second_hand_over_only() {
    let mut office = Office::review();
    let over = Action::HandOver { to: None, unit: Some(UNIT_B), ground: YES };
    office.not_yours(&staff(DESK[0]), &over);
    office.case.facts.hand_overs = 1;
    assert!(office.attempt(&staff(DESK[0]), &over).is_ok());
}

#[test]
fn an_outcome_is_recorded_by_who_referred_or_handles() {
    let mut office = Office::screening();
    office.by(VERIFIER, refer("bkn"));
    let bounce = Action::Bounce { why: Bounced::Refused };
    office.not_yours(&staff(VERIFIER2), &bounce);
    office.not_yours(&staff(ANALYST2), &bounce);
    assert!(office.attempt(&staff(VERIFIER), &bounce).is_ok());
}

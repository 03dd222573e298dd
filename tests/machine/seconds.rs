//! Second persons: who proposes, who approves, and who never may.

use kentongan::case::action::{Action, ActionKind};
use kentongan::case::actor::Actor;
use kentongan::case::decide::{Effect, Refusal};
use kentongan::case::refusal::Guard;
use kentongan::case::state::{Finding, Role, Side, State};

use super::office::*;
use super::sample::*;

#[test]
fn a_row_with_a_second_person_changes_nothing_by_itself() {
    let office = Office::screening();
    assert_eq!(office.attempt(&staff(VERIFIER), &refuse()), Ok(vec![Effect::Propose { needed: 1 }]));
}

#[test]
fn guards_come_before_the_proposal() {
    let mut office = Office::follow_up();
    office.refuses(&staff(ANALYST), &Action::CloseFollowUp, Guard::Commitment);
}

#[test]
fn the_proposer_never_approves_and_nobody_counts_twice() {
    let mut office = Office::review();
    let action = repair(State::Deciding, None);
    office.refuses(&staff(CHIEF).approved_by(vec![CHIEF2]), &action, Guard::Approval);
    office.refuses(&staff(CHIEF).approved_by(vec![CHIEF2, CHIEF2]), &action, Guard::Approval);
    office.refuses(&staff(CHIEF).approved_by(vec![CHIEF, CHIEF2]), &action, Guard::Approval);
    assert!(office.attempt(&staff(CHIEF).approved_by(vec![CHIEF2, DESK[0]]), &action).is_ok());
}

#[test]
fn an_approved_act_is_decided_again_on_the_case_as_it_is_now() {
    let mut office = Office::screening();
    let approved = staff(VERIFIER).approved_by(vec![CHIEF]);
    assert!(office.attempt(&approved, &refuse()).is_ok());
    office.by(VERIFIER, Action::AskReporter { question: YES });
    office.refuses(&approved, &refuse(), Guard::StillRunning);
}

#[test]
fn supervisors_of_the_unit_approve_then_of_any_then_the_desk() {
    let kind = ActionKind::Refuse;
    let mut office = Office::screening();
    assert!(office.approves(kind, VERIFIER, &[], &staff(CHIEF)));
    assert!(!office.approves(kind, CHIEF, &[], &staff(CHIEF)), "not one's own");
    assert!(!office.approves(kind, VERIFIER, &[CHIEF], &staff(CHIEF)), "not twice");
    assert!(!office.approves(kind, VERIFIER, &[], &staff(CHIEF_B)));
    assert!(!office.approves(kind, VERIFIER, &[], &staff(DESK[0])));
    assert!(!office.approves(kind, VERIFIER, &[], &staff(ANALYST)));
    let alone = Actor { nobody_else: true, ..staff(CHIEF_B) };
    assert!(office.approves(kind, VERIFIER, &[], &alone));
    let walled = Actor { walled: true, ..staff(CHIEF) };
    assert!(!office.approves(kind, VERIFIER, &[], &walled));
    office.case.facts.lapsed.insert(kind.code().into(), 1);
    assert!(office.approves(kind, VERIFIER, &[], &staff(DESK[0])), "after one lapsed proposal of that action");
    assert!(!office.approves(ActionKind::Join, VERIFIER, &[], &staff(DESK[0])), "and of no other");
    office.case.facts.lapsed.clear();
    office.reach_the_desk();
    assert!(office.approves(kind, DESK[1], &[], &staff(DESK[0])));
    assert!(!office.approves(kind, DESK[0], &[], &staff(DESK[0])));
}

#[test]
fn a_walled_person_hears_nothing_of_any_row() {
    let office = Office::review();
    for (officer, ..) in STAFF {
        let walled = Actor { walled: true, ..staff(*officer) };
        let buttons = kentongan::case::decide::offered(&office.case, &walled, &office.policy, office.now);
        assert!(buttons.is_empty());
        assert_eq!(office.attempt(&walled, &Action::Note { text: YES }), Err(Refusal::Walled));
    }
}

#[test]
fn another_unit_steps_in_only_when_nobody_is_left() {
    let mut office = Office::complaint();
    office.not_yours(&staff(VERIFIER_B), &Action::StartScreening);
    office.act(Actor { nobody_else: true, ..staff(VERIFIER_B) }, Action::StartScreening).is(State::Screening);
    let mut desk = Office::complaint();
    desk.act(Actor { nobody_else: true, ..staff(DESK[3]) }, Action::StartScreening).is(State::Screening);
}

#[test]
fn four_people_of_the_desk_can_carry_a_case_alone() {
    let mut office = Office::complaint();
    office.reach_the_desk().by(DESK[0], Action::StartScreening);
    let Action::Accept { checks, category, severity, agency, unit, .. } = accept() else { unreachable!() };
    office.by(DESK[0], Action::Accept { checks, category, severity, agency, unit, handler: free(DESK[0]) });
    office.reach_the_desk().by(DESK[0], propose(&[Finding::Proven]));
    office.refuses(&staff(DESK[0]), &Action::Decide { letter: YES }, Guard::Handler);
    office.by(DESK[1], Action::Decide { letter: YES }).is(State::Resolved);
    office.reporter(Action::Object { side: Side::Reporter, reason: YES }).reach_the_desk();
    office.refuses(&staff(DESK[1]), &Action::ConfirmDecision { reason: YES }, Guard::Touched);
    office.by(DESK[2], Action::ConfirmDecision { reason: YES }).is(State::Resolved);
}

#[test]
fn who_proposes_an_outcome_in_the_handlers_place_does_not_decide_it() {
    let mut office = Office::complaint();
    office.reach_the_desk().by(DESK[0], Action::StartScreening);
    let Action::Accept { checks, category, severity, agency, unit, .. } = accept() else { unreachable!() };
    office.by(DESK[0], Action::Accept { checks, category, severity, agency, unit, handler: free(DESK[0]) });
    office.reach_the_desk().by(DESK[1], propose(&[Finding::Proven]));
    office.refuses(&staff(DESK[1]), &Action::Decide { letter: YES }, Guard::Approval);
    // the last station decides also when all of it handled the case once, but never alone
    office.by(DESK[2], Action::Assign { to: free(DESK[3]) });
    office.refuses(&staff(DESK[3]), &Action::Decide { letter: YES }, Guard::Handler);
    office.by(DESK[0], Action::Decide { letter: YES }).is(State::Resolved);
}

#[test]
fn what_a_reporter_does_on_paper_is_recorded_for_them() {
    let mut office = Office::screening();
    office.by(VERIFIER, Action::AskReporter { question: YES });
    let answer = Action::Answer { text: YES };
    office.not_yours(&staff(VERIFIER2).on_behalf_of(Side::Reporter), &answer);
    let clerk = Actor::officer(Role::Clerk, uuid::Uuid::from_u128(1), vec![UNIT_A]);
    office.not_yours(&clerk, &answer);
    let mut counter = office.clone();
    counter.act(clerk.clone().on_behalf_of(Side::Reporter), answer.clone()).is(State::Screening);
    counter.not_yours(&clerk.on_behalf_of(Side::Reporter), &Action::ChangeCode);
    office.act(staff(VERIFIER).on_behalf_of(Side::Reporter), answer).is(State::Screening);
}

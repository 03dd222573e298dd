//! Who sees a case in which state, and whose turn it is there.

use kentongan::case::action::Action;
use kentongan::case::case::Clock;
use kentongan::case::state::{ClockKind as C, Finding, Role, State as S};
use kentongan::case::viewers::{Turn, Viewer, viewers};
use uuid::Uuid;

use super::office::*;
use super::sample::*;

fn turn(office: &Office, viewer: Viewer) -> Option<Turn> {
    viewers(&office.case).into_iter().find(|reader| reader.viewer == viewer).map(|reader| reader.turn)
}

fn own(office: &Office, officer: Uuid) -> Option<Turn> {
    turn(office, Viewer::Officer(officer))
}

#[test]
fn verifiers_of_the_unit_see_intake_and_analysts_do_not() {
    let office = Office::complaint();
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Verifier)), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Supervisor)), Some(Turn::Wait));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Analyst)), None);
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_B, Role::Verifier)), None);
    let mut homeless = office;
    homeless.case.unit = None;
    assert_eq!(turn(&homeless, Viewer::OtherUnits(Role::Verifier)), Some(Turn::Act));
}

#[test]
fn after_acceptance_only_the_handler_and_the_supervisors_see_it() {
    let office = Office::review();
    assert_eq!(own(&office, ANALYST), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Verifier)), None);
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Analyst)), None);
    assert_eq!(viewers(&office.case).len(), 2);
}

#[test]
fn a_case_that_lost_its_handler_is_there_for_every_analyst_of_the_unit() {
    let mut office = Office::review();
    office.by(ANALYST, Action::DeclareConflict { reason: YES });
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Analyst)), Some(Turn::Act));
    assert_eq!(own(&office, ANALYST), None);
}

#[test]
fn a_referral_from_screening_that_lost_its_handler_is_there_for_the_verifiers() {
    let mut office = Office::screening();
    office.by(VERIFIER, refer("bkn"));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Verifier)), None, "it has somebody");
    office.by(VERIFIER, Action::DeclareConflict { reason: YES });
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Verifier)), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Analyst)), None, "who could not take it");
    office.by(VERIFIER2, Action::Take);
}

#[test]
fn whose_turn_it_is_follows_the_clocks() {
    let mut office = Office::review();
    office.by(ANALYST, Action::AskReporter { question: YES });
    assert_eq!(own(&office, ANALYST), Some(Turn::Wait));
    office.past(C::ReporterReply).tick();
    assert_eq!(own(&office, ANALYST), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Supervisor)), Some(Turn::Act), "and the one above knows");
    let deciding = Office::deciding(&[Finding::Proven]);
    assert_eq!(own(&deciding, ANALYST), Some(Turn::Wait));
    assert_eq!(turn(&deciding, Viewer::UnitRole(UNIT_A, Role::Supervisor)), Some(Turn::Act));
}

#[test]
fn mediators_see_an_offer_and_then_only_the_one_who_mediates() {
    let office = Office::offered();
    assert_eq!(own(&office, MEDIATOR), Some(Turn::Act));
    assert_eq!(own(&office, MEDIATOR2), Some(Turn::Act));
    let office = Office::mediation();
    assert_eq!(own(&office, MEDIATOR), Some(Turn::Act));
    assert_eq!(own(&office, MEDIATOR2), None);
    assert_eq!(own(&office, ANALYST), Some(Turn::Wait));
}

#[test]
fn other_units_see_objections_and_the_desk_what_reached_it() {
    let office = Office::objection(Finding::NotProven);
    assert_eq!(turn(&office, Viewer::OtherUnits(Role::Supervisor)), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::Integrity), None);
    let mut office = Office::complaint();
    assert_eq!(turn(&office, Viewer::OtherUnits(Role::Supervisor)), None);
    office.reach_the_desk();
    assert_eq!(turn(&office, Viewer::OtherUnits(Role::Supervisor)), Some(Turn::Act));
    assert_eq!(turn(&office, Viewer::Integrity), Some(Turn::Act));
}

#[test]
fn a_closed_case_waits_for_nobody() {
    let office = Office::closed();
    assert!(viewers(&office.case).iter().all(|reader| reader.turn == Turn::None));
}

#[test]
fn consultants_see_what_nobody_took() {
    let mut office = Office::consultation();
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Consultant)), Some(Turn::Act));
    office.by(CONSULTANT, Action::Take);
    assert_eq!(turn(&office, Viewer::UnitRole(UNIT_A, Role::Consultant)), None);
    assert_eq!(own(&office, CONSULTANT), Some(Turn::Act));
}

/// An analyst's case in a state, with only these clocks open, each at its level.
fn standing(state: S, clocks: &[(C, i16)]) -> Office {
    let mut office = Office::review();
    let like = office.case.open_clocks().next().unwrap().clone();
    office.case.state = state;
    office.case.clocks =
        clocks.iter().map(|(kind, level)| Clock { kind: *kind, level: *level, ..like.clone() }).collect();
    office
}

#[test]
fn in_every_state_the_clocks_say_whose_turn_it_is() {
    use Turn::{Act, None as Over, Wait};
    let table: [(S, &[(C, i16)], Turn, Turn); 18] = [
        (S::Review, &[(C::FirstAnswer, 0)], Act, Wait),
        (S::Review, &[(C::FirstAnswer, 1)], Act, Act),
        (S::Review, &[(C::Hold, 0)], Wait, Wait),
        (S::Clarification, &[(C::RespondentReply, 0)], Wait, Wait),
        (S::Clarification, &[(C::RespondentReply, 1)], Act, Act),
        (S::Clarification, &[(C::RespondentReply, 0), (C::FirstAnswer, 0)], Act, Wait),
        (S::Clarification, &[], Act, Wait),
        (S::Referred, &[(C::ReferralReply, 0)], Wait, Wait),
        (S::Referred, &[], Act, Wait),
        (S::Deciding, &[], Wait, Act),
        (S::Resolved, &[(C::Recommend, 0)], Wait, Act),
        (S::Resolved, &[(C::Feedback, 0)], Wait, Wait),
        (S::FollowUp, &[(C::FollowUp, 0)], Wait, Wait),
        (S::FollowUp, &[(C::FollowUp, 1)], Act, Act),
        (S::FollowUp, &[(C::FollowUp, 0), (C::Feedback, 1)], Wait, Act),
        (S::FollowUp, &[(C::CloseOut, 0)], Act, Wait),
        (S::Withdrawn, &[(C::ExOfficio, 0)], Over, Act),
        (S::Withdrawn, &[], Over, Over),
    ];
    for (state, clocks, handler, above) in table {
        let office = standing(state, clocks);
        assert_eq!(own(&office, ANALYST), Some(handler), "the handler, {state:?} {clocks:?}");
        let supervisors = turn(&office, Viewer::UnitRole(UNIT_A, Role::Supervisor));
        assert_eq!(supervisors, Some(above), "those above, {state:?} {clocks:?}");
    }
}

#[test]
fn the_second_level_and_an_arbiter_reach_other_units_and_a_second_handover_the_desk() {
    let others =
        |office: &Office| (turn(office, Viewer::OtherUnits(Role::Supervisor)), turn(office, Viewer::Integrity));
    assert_eq!(others(&standing(S::FollowUp, &[(C::FollowUp, 1)])), (None, None));
    assert_eq!(others(&standing(S::FollowUp, &[(C::FollowUp, 2)])), (Some(Turn::Act), None));
    assert_eq!(others(&standing(S::Referred, &[(C::Arbiter, 0)])), (Some(Turn::Act), Some(Turn::Act)));
    let mut office = standing(S::Review, &[]);
    office.case.facts.hand_overs = 1;
    assert_eq!(others(&office), (None, Some(Turn::None)));
    office.case.state = S::Closed;
    assert_eq!(others(&office), (None, None));
}

#[test]
fn who_has_no_part_in_a_state_is_no_reader() {
    let mut office = standing(S::Review, &[]);
    office.case.facts.referral.referrer = Some(VERIFIER);
    assert_eq!(own(&office, VERIFIER), None, "it is referred no more");
    office.case.state = S::Referred;
    assert_eq!(own(&office, VERIFIER), Some(Turn::Act));
    let mut closed = standing(S::Closed, &[]);
    closed.case.handler = None;
    assert_eq!(turn(&closed, Viewer::UnitRole(UNIT_A, Role::Analyst)), None, "nobody takes what has ended");
}

#[test]
fn mediators_act_while_the_respondent_has_not_answered() {
    let mut office = Office::offered();
    office.case.facts.mediation.respondent = Some(true);
    assert_eq!(own(&office, MEDIATOR), Some(Turn::Wait));
    office.case.facts.mediation.respondent = None;
    office.case.clocks.retain(|clock| clock.kind != C::MediationReply);
    assert_eq!(own(&office, MEDIATOR), Some(Turn::Wait));
    let mut talks = Office::mediation();
    talks.case.facts.mediation.mediator = None;
    assert_eq!(own(&talks, MEDIATOR2), Some(Turn::Act), "whoever is on the roster when the mediator is gone");
}

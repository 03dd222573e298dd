//! Who sees a case in which state, and whose turn it is there.

use kentongan::case::action::Action;
use kentongan::case::state::{ClockKind as C, Finding, Role};
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

//! Every numbered row of a consultation.

use chrono::TimeDelta;
use kentongan::case::action::Action;
use kentongan::case::actor::Actor;
use kentongan::case::begin::Submission;
use kentongan::case::case::Case;
use kentongan::case::decide::{Effect, Refusal};
use kentongan::case::refusal::Guard;
use kentongan::case::state::{ClockKind as C, Kind, Role, State};

use super::office::*;
use super::sample::*;

fn taken() -> Office {
    let mut office = Office::consultation();
    office.by(CONSULTANT, Action::Take);
    office
}

fn answered() -> Office {
    let mut office = taken();
    office.by(CONSULTANT, Action::Answer { text: YES });
    office
}

/// In the live queue.
fn queued() -> Office {
    let mut office = Office::consultation();
    let clean = Case { clocks: Vec::new(), ..office.case.clone() };
    office.case = clean.queued(&office.policy, office.now);
    office
}

fn scheduled() -> Office {
    let mut office = taken();
    let slot = office.now + TimeDelta::days(1);
    office.by(CONSULTANT, Action::Schedule { slot, free: true });
    office
}

#[test]
fn row_1_a_question_has_twenty_letters_and_a_clock() {
    Office::consultation().is(State::Received).open(&[C::Answer]);
    queued().is(State::Received).open(&[C::Queue]);
    let ask = Submission {
        kind: Kind::Consultation,
        role: Role::Reporter,
        good_faith: false,
        privacy: false,
        what: false,
        whom: false,
        when: false,
        letters: 20,
    };
    assert_eq!(ask.check(), Ok(()));
    assert_eq!(Submission { letters: 19, ..ask }.check(), Err(Refusal::Guard(Guard::TooShort)));
}

#[test]
fn rows_2_and_3_somebody_takes_it_and_answers() {
    let mut office = Office::consultation();
    office.not_yours(&staff(CONSULTANT_B), &Action::Take);
    office.not_yours(&staff(CONSULTANT), &Action::Answer { text: YES });
    office.by(CONSULTANT, Action::Take).refuses(&staff(CONSULTANT2), &Action::Take, Guard::Taken);
    office.by(CONSULTANT, Action::HandOver { to: Some(free(CONSULTANT2)), unit: None, ground: YES });
    office.refuses(&staff(CONSULTANT2), &Action::Answer { text: NO }, Guard::Words);
    office.by(CONSULTANT2, Action::Answer { text: YES }).is(State::Answered).open(&[C::Silence]);
    office.not_now(&Actor::reporter(), &Action::Withdraw);
}

#[test]
fn rows_4_and_5_a_slot_becomes_a_session() {
    let mut office = taken();
    let slot = office.now + TimeDelta::days(1);
    office.refuses(&staff(CONSULTANT), &Action::Schedule { slot, free: false }, Guard::Slot);
    office.refuses(&staff(CONSULTANT), &Action::Schedule { slot: office.now, free: true }.clone(), Guard::Date);
    office.reporter(Action::Schedule { slot, free: true }).is(State::Scheduled).open(&[C::Session]);
    assert_eq!(office.clock(C::Session).due_at, slot + TimeDelta::minutes(30));
    office.refuses(&staff(CONSULTANT), &Action::Start { on_duty: false }, Guard::OffDuty);
    office.by(CONSULTANT, Action::Start { on_duty: true }).is(State::InSession).open(&[C::Session]);
    assert_eq!(office.clock(C::Session).due_at, office.now + TimeDelta::hours(2));
    let mut live = queued();
    live.by(CONSULTANT, Action::Start { on_duty: true }).is(State::InSession);
    assert_eq!(live.case.handler, Some(CONSULTANT));
}

#[test]
fn row_6_a_queue_that_the_desk_did_not_reach_is_answered_in_writing() {
    let mut office = queued();
    office.refuses(&Actor::system(), &Action::DeskClosed, Guard::StillRunning);
    office.past(C::Queue).tick().is(State::Received).open(&[C::Answer]);
}

#[test]
fn row_7_two_missed_slots_end_it_and_one_does_not() {
    let absent = Action::NoShow { on_duty: true };
    let mut office = scheduled();
    office.refuses(&staff(CONSULTANT), &absent, Guard::TooEarly);
    office.days(2).refuses(&staff(CONSULTANT), &Action::NoShow { on_duty: false }, Guard::OffDuty);
    office.by(CONSULTANT, absent.clone()).is(State::Received).open(&[C::Answer]);
    let slot = office.now + TimeDelta::days(1);
    office.by(CONSULTANT, Action::Schedule { slot, free: true }).days(2).by(CONSULTANT, absent);
    office.is(State::Closed).open(&[C::Retention]);
}

#[test]
fn row_7b_a_slot_that_nobody_recorded_is_not_the_citizen_s_fault() {
    let mut office = scheduled();
    office.past(C::Session).refuses(&Actor::system(), &Action::Missed, Guard::StillRunning);
    office.days(4).tick().is(State::Received).open(&[C::Answer]);
    assert_eq!(office.case.facts.no_shows, 0);
}

#[test]
fn row_8_a_session_ends_with_a_summary_or_by_time() {
    let mut office = queued();
    office.by(CONSULTANT, Action::Start { on_duty: true });
    office.refuses(&staff(CONSULTANT), &Action::End { summary: NO }, Guard::Words);
    office.refuses(&Actor::system(), &Action::End { summary: NO }, Guard::StillRunning);
    let mut left = office.clone();
    left.past(C::Session).tick().is(State::Answered).open(&[C::Silence]);
    office.by(CONSULTANT, Action::End { summary: YES }).is(State::Answered);
}

#[test]
fn row_9_asks_again() {
    let mut office = answered();
    office.refuses(&Actor::reporter(), &Action::AskAgain { text: NO }, Guard::Words);
    office.reporter(Action::AskAgain { text: YES }).is(State::Received).open(&[C::Answer]);
    assert_eq!(office.case.handler, Some(CONSULTANT), "the same consultant goes on");
}

#[test]
fn rows_10_and_11_become_a_complaint_only_with_the_citizen_s_yes() {
    let mut office = answered();
    office.refuses(&Actor::reporter(), &Action::Convert { agreed: true }, Guard::Summary);
    office.refuses(&staff(CONSULTANT), &Action::OfferConvert { summary: NO }, Guard::Words);
    office.by(CONSULTANT, Action::OfferConvert { summary: YES });
    office.refuses(&Actor::reporter(), &Action::Convert { agreed: false }, Guard::Summary);
    office.not_yours(&staff(CONSULTANT), &Action::Convert { agreed: true });
    office.reporter(Action::Convert { agreed: true }).is(State::Converted).open(&[C::Retention]);
    let opened = Effect::NewLinkedCase { kind: Kind::Complaint, without_reporter: false, relation: "conversion" };
    assert!(office.last.contains(&opened));
}

#[test]
fn rows_12_and_13_end_by_calling_off_or_by_silence() {
    let mut office = taken();
    office.refuses(&staff(CONSULTANT), &Action::Cancel { reason: NO }, Guard::Words);
    let mut called_off = office.clone();
    called_off.reporter(Action::Cancel { reason: NO }).is(State::Closed).open(&[C::Retention]);
    office.by(CONSULTANT, Action::Cancel { reason: YES }).is(State::Closed);
    let mut silent = answered();
    silent.refuses(&Actor::system(), &Action::Lapse, Guard::StillRunning);
    silent.past(C::Silence).tick().is(State::Closed).open(&[C::Retention, C::Survey]);
}

#[test]
fn row_14_an_unanswered_question_reaches_the_integrity_desk() {
    let mut office = Office::consultation();
    office.by(CHIEF, Action::Assign { to: free(CONSULTANT2) });
    office.by(CONSULTANT2, Action::DeclareConflict { reason: YES });
    assert_eq!(office.case.handler, None);
    office.not_yours(&staff(DESK[0]), &Action::Answer { text: YES });
    office.reach_the_desk().by(DESK[0], Action::Answer { text: YES }).is(State::Answered);
}

#[test]
fn rows_15_and_16_rating_and_erasure() {
    let mut office = answered();
    office.not_now(&Actor::reporter(), &Action::Rate { score: 3 });
    office.past(C::Silence).tick().reporter(Action::Rate { score: 3 }).open(&[C::Retention]);
    office.refuses(&Actor::reporter(), &Action::Rate { score: 3 }, Guard::Once);
    office.past(C::Retention).tick().open(&[]);
    assert!(office.case.facts.purged);
}

//! Rows of a consultation.

use super::{From, Row, To, Why, at};
use crate::case::action::ActionKind as A;
use crate::case::state::{ClockKind as C, Kind, Role as R, State as S};

const fn row(no: &'static str, from: From, action: A, to: &'static [To], who: &'static [R]) -> Row {
    Row::new(no, Kind::Consultation, from, action, to, who)
}

const RECEIVED: From = From::Places(&[at(S::Received)]);
const LIVE: From = From::Places(&[at(S::Received), at(S::Scheduled)]);
const ENDED: From = From::Places(&[at(S::Closed), at(S::Converted)]);

/// Every row, in the order of workflow.md.
pub(super) const ROWS: &[Row] = &[
    row("1", From::Nothing, A::Ask, &[To::State(S::Received)], &[R::Reporter, R::Clerk])
        .silent(Why::OwnAct)
        .starts(&[C::Answer, C::Queue]),
    row("2", RECEIVED, A::Take, &[To::Same], &[R::Consultant]),
    row("2", RECEIVED, A::HandOver, &[To::Same], &[R::Consultant, R::Integrity]),
    row("3", RECEIVED, A::Answer, &[To::State(S::Answered)], &[R::Consultant])
        .note()
        .starts(&[C::Silence])
        .meets(&[C::Answer])
        .voids(&[C::Queue]),
    row("4", RECEIVED, A::Schedule, &[To::State(S::Scheduled)], &[R::Consultant, R::Reporter])
        .note()
        .starts(&[C::Session])
        .voids(&[C::Answer, C::Queue]),
    row("5", LIVE, A::Start, &[To::State(S::InSession)], &[R::Consultant])
        .note()
        .starts(&[C::Session])
        .meets(&[C::Queue, C::Session])
        .voids(&[C::Answer]),
    row("6", RECEIVED, A::DeskClosed, &[To::Same], &[R::System]).note().starts(&[C::Answer]).voids(&[C::Queue]),
    row(
        "7",
        From::Places(&[at(S::Scheduled)]),
        A::NoShow,
        &[To::State(S::Received), To::State(S::Closed)],
        &[R::Consultant],
    )
    .note()
    .starts(&[C::Answer, C::Retention])
    .meets(&[C::Session]),
    row("7b", From::Places(&[at(S::Scheduled)]), A::Missed, &[To::State(S::Received)], &[R::System])
        .note()
        .starts(&[C::Answer])
        .voids(&[C::Session]),
    row("8", From::Places(&[at(S::InSession)]), A::End, &[To::State(S::Answered)], &[R::Consultant, R::System])
        .note()
        .starts(&[C::Silence])
        .meets(&[C::Session]),
    row("9", From::Places(&[at(S::Answered)]), A::AskAgain, &[To::State(S::Received)], &[R::Reporter])
        .silent(Why::OwnAct)
        .starts(&[C::Answer])
        .voids(&[C::Silence]),
    row("10", From::AnyOpen, A::OfferConvert, &[To::Same], &[R::Consultant]).note(),
    row("11", From::AnyOpen, A::Convert, &[To::State(S::Converted)], &[R::Reporter])
        .silent(Why::OwnAct)
        .starts(&[C::Retention]),
    row(
        "12",
        From::Places(&[at(S::Received), at(S::Scheduled), at(S::Answered)]),
        A::Cancel,
        &[To::State(S::Closed)],
        &[R::Reporter, R::Consultant],
    )
    .note()
    .starts(&[C::Retention]),
    row("13", From::Places(&[at(S::Answered)]), A::Lapse, &[To::State(S::Closed)], &[R::System])
        .note()
        .starts(&[C::Retention, C::Survey]),
    row("14", From::AnyOpen, A::Assign, &[To::Same], &[R::Supervisor, R::System]),
    row("14", From::AnyOpen, A::DeclareConflict, &[To::Same], &[R::Consultant, R::Supervisor, R::Integrity]),
    row("14", From::AnyOpen, A::Message, &[To::Same], &[R::Reporter, R::Consultant, R::Supervisor]).note(),
    row("14", From::AnyOpen, A::Note, &[To::Same], &[R::Consultant, R::Supervisor, R::Integrity]),
    row("14", From::AnyOpen, A::AddEvidence, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("14", From::Any, A::ChangeCode, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("14", From::AnyOpen, A::Breach, &[To::Same], &[R::System]),
    row("15", From::Places(&[at(S::Closed)]), A::Rate, &[To::Same], &[R::Reporter])
        .silent(Why::OwnAct)
        .meets(&[C::Survey]),
    row("16", ENDED, A::ExpireSurvey, &[To::Same], &[R::System]).silent(Why::Over).voids(&[C::Survey]),
    row("16", ENDED, A::Purge, &[To::Same], &[R::System]).silent(Why::Over).meets(&[C::Retention]),
];

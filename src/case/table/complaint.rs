//! Rows of a complaint.

use super::{From, Row, Second, To, Why, at, within};
use crate::case::action::ActionKind as A;
use crate::case::state::{Cause, ClockKind as C, Kind, Role as R, State as S};

const fn row(no: &'static str, from: From, action: A, to: &'static [To], who: &'static [R]) -> Row {
    Row::new(no, Kind::Complaint, from, action, to, who)
}

const CLARIFYING: From = From::Places(&[at(S::Clarification), within(S::AwaitingReporter, S::Clarification)]);
const WORKED: From = From::Places(&[at(S::Review), at(S::Clarification)]);
const OFFERED: From = From::Places(&[at(S::Review), at(S::Clarification), at(S::AwaitingReporter)]);
const TALKING: From = From::Places(&[at(S::Mediation)]);
const WATCHED: From = From::Places(&[at(S::FollowUp), within(S::Objection, S::FollowUp)]);
const OBJECTED: From = From::Places(&[at(S::Objection)]);
const OFFICERS: &[R] = &[R::Verifier, R::Analyst, R::Mediator, R::Supervisor, R::Reviewer, R::Integrity];

/// Every row, in the order of workflow.md.
pub(super) const ROWS: &[Row] = &[
    row("1", From::Nothing, A::Submit, &[To::State(S::Received)], &[R::Reporter, R::Clerk, R::Supervisor])
        .silent(Why::OwnAct)
        .starts(&[C::Screen]),
    row("2", From::Places(&[at(S::Received)]), A::StartScreening, &[To::State(S::Screening)], &[R::Verifier]).note(),
    row(
        "3",
        From::Places(&[at(S::Screening), at(S::Review), at(S::Clarification)]),
        A::AskReporter,
        &[To::State(S::AwaitingReporter)],
        &[R::Verifier, R::Analyst],
    )
    .second(Second::FromFourthRound)
    .note()
    .starts(&[C::ReporterReply])
    .pauses(Cause::Question),
    row("4", From::Places(&[at(S::AwaitingReporter)]), A::Answer, &[To::Resume], &[R::Reporter])
        .silent(Why::OwnAct)
        .meets(&[C::ReporterReply])
        .unpauses(Cause::Question),
    row("5", From::Places(&[at(S::AwaitingReporter)]), A::ExtendReply, &[To::Same], &[R::Verifier, R::Analyst])
        .note()
        .starts(&[C::ReporterReply])
        .voids(&[C::ReporterReply]),
    row("6", From::Places(&[at(S::AwaitingReporter)]), A::GoOnWithout, &[To::Resume], &[R::Verifier, R::Analyst])
        .note()
        .voids(&[C::ReporterReply])
        .unpauses(Cause::Question),
    row("7", From::Places(&[at(S::Screening)]), A::Accept, &[To::State(S::Review)], &[R::Verifier])
        .note()
        .starts(&[C::FirstAnswer, C::Resolve, C::Feedback])
        .meets(&[C::Screen])
        .voids(&[C::Feedback]),
    row(
        "8",
        From::Places(&[at(S::Screening), within(S::AwaitingReporter, S::Screening)]),
        A::Refuse,
        &[To::State(S::NotAdmissible)],
        &[R::Verifier],
    )
    .second(Second::One)
    .note()
    .paper("outcome")
    .starts(&[C::ObjectionWindow])
    .meets(&[C::Screen])
    .voids(&[C::ReporterReply]),
    row(
        "9",
        From::Places(&[at(S::Screening), at(S::Review)]),
        A::Refer,
        &[To::State(S::Referred)],
        &[R::Verifier, R::Analyst],
    )
    .second(Second::One)
    .note()
    .paper("referral")
    .starts(&[C::ReferralReply])
    .meets(&[C::Screen])
    .voids(&[C::MediationReply])
    .pauses(Cause::Referral),
    row("10", From::Places(&[at(S::Referred)]), A::Bounce, &[To::Resume, To::Same], &[R::Verifier, R::Analyst])
        .note()
        .starts(&[C::Screen, C::Arbiter])
        .meets(&[C::ReferralReply])
        .unpauses(Cause::Referral),
    row(
        "11",
        From::Places(&[at(S::Referred)]),
        A::Arbitrate,
        &[To::State(S::Review), To::Same],
        &[R::Reviewer, R::Integrity],
    )
    .note()
    .starts(&[C::FirstAnswer, C::Resolve, C::Feedback, C::ReferralReply])
    .meets(&[C::Arbiter])
    .unpauses(Cause::Referral),
    row(
        "12",
        From::Places(&[at(S::Referred)]),
        A::RecordOutcome,
        &[To::State(S::Resolved)],
        &[R::Verifier, R::Analyst],
    )
    .second(Second::One)
    .note()
    .paper("outcome")
    .starts(&[C::ObjectionWindow, C::Recommend])
    .meets(&[C::ReferralReply, C::Arbiter, C::FirstAnswer, C::Resolve]),
    row("13", From::Places(&[at(S::Screening)]), A::Join, &[To::State(S::Closed)], &[R::Verifier])
        .second(Second::One)
        .note()
        .starts(&[C::Retention]),
    row("13b", From::Places(&[at(S::Closed)]), A::Release, &[To::State(S::Received)], &[R::System])
        .note()
        .starts(&[C::Screen])
        .voids(&[C::Retention, C::Survey]),
    row(
        "14",
        From::Places(&[at(S::Review), at(S::Clarification), at(S::Mediation)]),
        A::GiveFirstAnswer,
        &[To::Same],
        &[R::Analyst],
    )
    .note()
    .meets(&[C::FirstAnswer]),
    row("15", From::Places(&[at(S::Review)]), A::OpenClarification, &[To::State(S::Clarification)], &[R::Analyst])
        .note()
        .paper("brief")
        .starts(&[C::RespondentReply]),
    row("16", CLARIFYING, A::RecordResponse, &[To::Same], &[R::Analyst])
        .silent(Why::OtherSide)
        .meets(&[C::RespondentReply]),
    row("17", From::Places(&[at(S::Clarification)]), A::SecondCall, &[To::Same], &[R::Analyst])
        .silent(Why::OtherSide)
        .paper("brief")
        .starts(&[C::RespondentReply])
        .voids(&[C::RespondentReply]),
    row("18", CLARIFYING, A::SetHearing, &[To::Same], &[R::Analyst])
        .silent(Why::OtherSide)
        .paper("summons")
        .starts(&[C::Hearing])
        .voids(&[C::Hearing]),
    row("18", CLARIFYING, A::HoldHearing, &[To::Same], &[R::Analyst])
        .silent(Why::OtherSide)
        .paper("minutes")
        .meets(&[C::Hearing]),
    row("18", CLARIFYING, A::RecordNoShow, &[To::Same], &[R::Analyst]).silent(Why::OtherSide).meets(&[C::Hearing]),
    row("19", From::Places(&[at(S::Clarification)]), A::ConcludeClarification, &[To::State(S::Review)], &[R::Analyst])
        .note()
        .voids(&[C::RespondentReply, C::Hearing]),
    row("20", WORKED, A::OfferMediation, &[To::Same], &[R::Analyst]).note().starts(&[C::MediationReply]),
    row("21", OFFERED, A::RecordConsent, &[To::Same], &[R::Reporter, R::Mediator])
        .silent(Why::OtherSide)
        .meets(&[C::MediationReply]),
    row("22", OFFERED, A::MediationLapse, &[To::Same], &[R::System]).note().meets(&[C::MediationReply]),
    row("23", WORKED, A::BeginMediation, &[To::State(S::Mediation)], &[R::Mediator])
        .note()
        .starts(&[C::MediationEnd])
        .voids(&[C::RespondentReply, C::Hearing])
        .pauses(Cause::Mediation),
    row("24", TALKING, A::ProposeTerm, &[To::Same], &[R::Mediator]).note(),
    row("24", TALKING, A::AcceptTerm, &[To::Same], &[R::Reporter, R::Mediator]).silent(Why::OtherSide),
    row("24", TALKING, A::RefuseTerm, &[To::Same], &[R::Reporter, R::Mediator]).silent(Why::OtherSide),
    row("24", TALKING, A::WantMoreTime, &[To::Same], &[R::Reporter, R::Mediator])
        .silent(Why::OtherSide)
        .starts(&[C::MediationEnd])
        .voids(&[C::MediationEnd]),
    row("25", TALKING, A::Settle, &[To::State(S::FollowUp)], &[R::Mediator])
        .second(Second::One)
        .note()
        .paper("agreement")
        .starts(&[C::FollowUp, C::ObjectionWindow])
        .meets(&[C::MediationEnd, C::FirstAnswer, C::Resolve]),
    row("26", TALKING, A::EndWithout, &[To::State(S::Review)], &[R::Mediator, R::Reporter, R::System])
        .note()
        .voids(&[C::MediationEnd])
        .unpauses(Cause::Mediation),
    row("27", WORKED, A::ProposeOutcome, &[To::State(S::Deciding)], &[R::Analyst]).note().voids(&[
        C::RespondentReply,
        C::Hearing,
        C::MediationReply,
    ]),
    row("28", From::Places(&[at(S::Deciding)]), A::SendBack, &[To::State(S::Review)], &[R::Supervisor]).note(),
    row("29", From::Places(&[at(S::Deciding)]), A::Decide, &[To::State(S::Resolved)], &[R::Supervisor])
        .note()
        .paper("outcome")
        .starts(&[C::ObjectionWindow, C::Recommend])
        .meets(&[C::FirstAnswer, C::Resolve]),
    row("30", From::Places(&[at(S::Resolved)]), A::Recommend, &[To::State(S::FollowUp)], &[R::Supervisor])
        .note()
        .paper("recommendation")
        .starts(&[C::FollowUp])
        .meets(&[C::Recommend]),
    row("31", From::Places(&[at(S::Resolved)]), A::WaiveRecommendation, &[To::Same], &[R::Supervisor])
        .second(Second::One)
        .note()
        .meets(&[C::Recommend]),
    row("32", WATCHED, A::ReportCommitment, &[To::Same], &[R::Analyst])
        .note()
        .starts(&[C::CloseOut])
        .meets(&[C::FollowUp]),
    row("33", WATCHED, A::EscalateTo, &[To::Same], &[R::Supervisor])
        .note()
        .paper("escalation")
        .starts(&[C::FollowUp])
        .voids(&[C::FollowUp]),
    row("34", WATCHED, A::GiveUpCommitment, &[To::Same], &[R::Analyst])
        .second(Second::One)
        .note()
        .starts(&[C::CloseOut])
        .voids(&[C::FollowUp]),
    row("35", From::Places(&[at(S::FollowUp)]), A::CloseFollowUp, &[To::State(S::Closed)], &[R::Analyst])
        .second(Second::One)
        .note()
        .starts(&[C::Retention, C::Survey]),
    row("36", From::Places(&[at(S::Resolved), at(S::FollowUp)]), A::RecordDelivery, &[To::Same], &[R::Analyst])
        .silent(Why::OtherSide)
        .starts(&[C::ObjectionWindow, C::CloseOut])
        .voids(&[C::ObjectionWindow, C::CloseOut]),
    row(
        "36b",
        From::Places(&[at(S::Resolved), at(S::NotAdmissible), at(S::FollowUp)]),
        A::OpenResult,
        &[To::Same],
        &[R::Reporter],
    )
    .silent(Why::OwnAct)
    .starts(&[C::ObjectionWindow, C::CloseOut])
    .voids(&[C::ObjectionWindow, C::CloseOut]),
    row(
        "37",
        From::Places(&[at(S::Resolved), at(S::NotAdmissible), at(S::FollowUp)]),
        A::Object,
        &[To::State(S::Objection)],
        &[R::Reporter, R::Analyst],
    )
    .note()
    .starts(&[C::ObjectionDecide])
    .meets(&[C::ObjectionWindow])
    .pauses(Cause::Objection),
    row("38", OBJECTED, A::WithdrawObjection, &[To::Resume, To::State(S::Closed)], &[R::Reporter, R::Analyst])
        .note()
        .starts(&[C::Retention, C::Survey, C::CloseOut])
        .meets(&[C::ObjectionDecide])
        .voids(&[C::CloseOut])
        .unpauses(Cause::Objection),
    row("39", OBJECTED, A::ConfirmDecision, &[To::Resume, To::State(S::Closed)], &[R::Reviewer])
        .note()
        .paper("objection")
        .starts(&[C::Retention, C::Survey, C::CloseOut])
        .meets(&[C::ObjectionDecide])
        .voids(&[C::CloseOut])
        .unpauses(Cause::Objection),
    row("40", OBJECTED, A::Reopen, &[To::State(S::Screening), To::State(S::Review)], &[R::Reviewer])
        .note()
        .paper("objection")
        .starts(&[C::Screen, C::FirstAnswer, C::Resolve, C::Feedback])
        .meets(&[C::ObjectionDecide])
        .voids(&[C::ObjectionWindow, C::Recommend, C::FollowUp, C::CloseOut]),
    row("41", From::Places(&[at(S::Resolved), at(S::NotAdmissible)]), A::Lapse, &[To::State(S::Closed)], &[R::System])
        .note()
        .starts(&[C::Retention, C::Survey]),
    row("42", From::Places(&[at(S::Closed)]), A::ReportAgain, &[To::State(S::Received)], &[R::Reporter])
        .silent(Why::OwnAct)
        .starts(&[C::Screen])
        .voids(&[C::Retention, C::Survey]),
    row(
        "43",
        From::Places(&[
            at(S::Received),
            at(S::Screening),
            at(S::AwaitingReporter),
            at(S::Review),
            at(S::Clarification),
            at(S::Mediation),
            at(S::Deciding),
            at(S::Referred),
        ]),
        A::Withdraw,
        &[To::State(S::Withdrawn)],
        &[R::Reporter],
    )
    .silent(Why::OwnAct)
    .starts(&[C::ExOfficio]),
    row("44", From::Places(&[at(S::Withdrawn)]), A::ContinueExOfficio, &[To::Same], &[R::Supervisor])
        .silent(Why::Over)
        .starts(&[C::Retention])
        .meets(&[C::ExOfficio]),
    row("44", From::Places(&[at(S::Withdrawn)]), A::Expire, &[To::Same], &[R::System])
        .silent(Why::Over)
        .starts(&[C::Retention])
        .meets(&[C::ExOfficio]),
    row("45", From::AnyOpen, A::InterimFeedback, &[To::Same], &[R::Analyst])
        .note()
        .starts(&[C::Feedback])
        .meets(&[C::Feedback]),
    row("46", From::AnyOpen, A::Hold, &[To::Same], &[R::Verifier, R::Analyst])
        .second(Second::One)
        .note()
        .starts(&[C::Hold])
        .pauses(Cause::Hold),
    row("46", From::AnyOpen, A::Unhold, &[To::Same], &[R::Verifier, R::Analyst, R::System])
        .note()
        .meets(&[C::Hold])
        .unpauses(Cause::Hold),
    row("47", From::AnyOpen, A::Assign, &[To::Same], &[R::Supervisor, R::System]),
    row("47", From::AnyOpen, A::Take, &[To::Same], &[R::Verifier, R::Analyst]),
    row("47", From::AnyOpen, A::HandOver, &[To::Same], &[R::Verifier, R::Analyst, R::Integrity]),
    row("48", From::AnyOpen, A::Amend, &[To::Same], &[R::Verifier, R::Analyst]),
    row("49", From::AnyOpen, A::ExtendDeadline, &[To::Same], &[R::Analyst])
        .second(Second::One)
        .note()
        .starts(EXTENDABLE)
        .voids(EXTENDABLE),
    row("50", From::AnyOpen, A::DeclareConflict, &[To::Same], OFFICERS),
    row("51", From::AnyOpen, A::Link, &[To::Same], &[R::Verifier, R::Analyst, R::Supervisor]),
    row(
        "51",
        From::AnyOpen,
        A::Message,
        &[To::Same],
        &[R::Reporter, R::Verifier, R::Analyst, R::Mediator, R::Supervisor],
    )
    .note(),
    row("51", From::AnyOpen, A::Note, &[To::Same], OFFICERS),
    row("51", From::AnyOpen, A::AddEvidence, &[To::Same], &[R::Reporter, R::Verifier, R::Analyst])
        .silent(Why::OtherSide),
    row("51", From::AnyOpen, A::ShareIdentity, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("51", From::AnyOpen, A::AskProtection, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("51", From::AnyOpen, A::ConsentShare, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("51", From::Any, A::ChangeCode, &[To::Same], &[R::Reporter]).silent(Why::OwnAct),
    row("52", From::Places(&[at(S::Closed)]), A::Rate, &[To::Same], &[R::Reporter])
        .silent(Why::OwnAct)
        .meets(&[C::Survey]),
    row("53", From::AnyOpen, A::Breach, &[To::Same], &[R::System]),
    row("54", From::AnyBut(S::Withdrawn), A::Repair, &[To::Named], &[R::Supervisor, R::Integrity])
        .second(Second::Two)
        .note()
        .starts(REPAIRED)
        .voids(C::ALL),
    row("55", From::Places(&[at(S::Withdrawn), at(S::Closed)]), A::ExpireSurvey, &[To::Same], &[R::System])
        .silent(Why::Over)
        .voids(&[C::Survey]),
    row("55", From::Places(&[at(S::Withdrawn), at(S::Closed)]), A::Purge, &[To::Same], &[R::System])
        .silent(Why::Over)
        .meets(&[C::Retention]),
];

/// Clocks of open states but HOLD.
const EXTENDABLE: &[C] = &[
    C::Screen,
    C::ReporterReply,
    C::FirstAnswer,
    C::RespondentReply,
    C::Hearing,
    C::MediationReply,
    C::MediationEnd,
    C::Resolve,
    C::Recommend,
    C::ObjectionWindow,
    C::ObjectionDecide,
    C::ReferralReply,
    C::Arbiter,
    C::FollowUp,
    C::CloseOut,
    C::Feedback,
];

/// Clocks that the row which normally enters a target starts.
const REPAIRED: &[C] = &[
    C::Screen,
    C::ReporterReply,
    C::FirstAnswer,
    C::Resolve,
    C::Feedback,
    C::RespondentReply,
    C::MediationEnd,
    C::ObjectionWindow,
    C::Recommend,
    C::FollowUp,
    C::ObjectionDecide,
    C::ReferralReply,
    C::Retention,
    C::Survey,
];

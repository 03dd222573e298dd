//! Rows 27 to 31: from a proposed outcome to a recommendation.

use chrono::NaiveDate;

use super::{Guard, given, require};
use crate::case::action::ActionKind;
use crate::case::action::{Addressee, Given};
use crate::case::case::{Commitment, CommitmentState};
use crate::case::clocks::Due;
use crate::case::effect::Effect;
use crate::case::state::{ClockKind, Finding, Outcome, Side, State};
use crate::case::work::Work;

/// Row 27: finding, reason and source per allegation; the respondent heard, or why not.
pub(super) fn propose(w: &mut Work<'_>, findings: &[Finding], words: [Given; 3]) -> Result<(), Guard> {
    require(!findings.is_empty(), Guard::Findings)?;
    for part in words {
        given(part)?;
    }
    w.facts().findings = findings.to_vec();
    w.facts().proposed_by = w.actor.officer;
    w.facts().clarification.hearing_at = None;
    w.void(&[ClockKind::RespondentReply, ClockKind::Hearing, ClockKind::MediationReply]);
    w.go(State::Deciding);
    Ok(())
}

/// Row 28.
pub(super) fn send_back(w: &mut Work<'_>, remark: Given) -> Result<(), Guard> {
    given(remark)?;
    w.go(State::Review);
    Ok(())
}

/// Row 29: as proposed; a supervisor who sees it otherwise sends it back.
pub(super) fn decide(w: &mut Work<'_>, letter: Given) -> Result<(), Guard> {
    given(letter)?;
    let outcome = Outcome::of(&w.case.facts.findings).ok_or(Guard::Findings)?;
    w.meet(&[ClockKind::FirstAnswer, ClockKind::Resolve]);
    w.set_outcome(Some(outcome));
    w.go(State::Resolved);
    publish(w, &[Side::Reporter, Side::Respondent]);
    Ok(())
}

/// A decision with its windows, and RECOMMEND if something was proven.
pub(super) fn publish(w: &mut Work<'_>, sides: &[Side]) {
    if w.case.outcome.is_some_and(Outcome::is_proven) {
        w.start(ClockKind::Recommend);
    }
    w.publish(sides);
}

/// Row 30. A PPK who is the accused is passed over.
pub(super) fn recommend(
    w: &mut Work<'_>,
    (to, ppk_accused): (Addressee, bool),
    letter: Given,
    commitments: &[Option<NaiveDate>],
) -> Result<(), Guard> {
    given(letter)?;
    require(!ppk_accused || to == Addressee::Above, Guard::Target)?;
    require(!commitments.is_empty(), Guard::Commitments)?;
    w.meet(&[ClockKind::Recommend]);
    w.go(State::FollowUp);
    commit(w, commitments)
}

/// Row 31.
pub(super) fn waive(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    w.facts().waived = w.case.facts.decision;
    w.meet(&[ClockKind::Recommend]);
    w.push(Effect::Try(ActionKind::Lapse));
    Ok(())
}

/// Commitments with new numbers, each with its clock: until its own date, or the usual time.
pub(super) fn commit(w: &mut Work<'_>, dates: &[Option<NaiveDate>]) -> Result<(), Guard> {
    let today = w.zone().day(w.now);
    require(dates.iter().flatten().all(|day| *day >= today), Guard::Date)?;
    w.facts().commitments.clear();
    for due in dates {
        let facts = w.facts();
        facts.last_commitment += 1;
        let no = facts.last_commitment;
        facts.commitments.push(Commitment { no, due: *due, state: CommitmentState::Open, escalated: Vec::new() });
        watch(w, no, *due);
    }
    Ok(())
}

/// Starts the clock of a commitment.
pub(super) fn watch(w: &mut Work<'_>, no: u16, due: Option<NaiveDate>) {
    let end = commitment_due(w, due);
    let id = w.start_until(ClockKind::FollowUp, &no.to_string(), end);
    w.facts().dated.extend(due.map(|_| id));
}

fn commitment_due(w: &Work<'_>, due: Option<NaiveDate>) -> Due {
    let today = w.zone().day(w.now);
    match due {
        Some(day) => w.policy.end_of(today, w.policy.calendar.roll(day.max(today)), w.zone()),
        None => w.due(w.policy.deadline(ClockKind::FollowUp)),
    }
}

//! Rows 32 to 36b: watching what was promised; delivery and opening of a result.

use chrono::NaiveDate;

use super::{Guard, given, require};
use crate::case::action::Given;
use crate::case::case::{Commitment, CommitmentState};
use crate::case::state::{Body, ClockKind, Side, State};
use crate::case::work::Work;

fn open_commitment<'w>(w: &'w mut Work<'_>, no: u16) -> Result<&'w mut Commitment, Guard> {
    let commitments = &mut w.case.facts.commitments;
    commitments.iter_mut().find(|each| each.no == no && each.state == CommitmentState::Open).ok_or(Guard::Commitment)
}

fn settle_up(w: &mut Work<'_>) {
    if w.case.facts.open_commitments().0 == 0 {
        w.start_close_out();
    }
}

/// Row 32.
pub(super) fn report(w: &mut Work<'_>, no: u16, proof: Given) -> Result<(), Guard> {
    given(proof)?;
    open_commitment(w, no)?.state = CommitmentState::Met;
    w.meet_of(ClockKind::FollowUp, &no.to_string());
    settle_up(w);
    Ok(())
}

/// Row 33: each body once, after two reminders.
pub(super) fn escalate(w: &mut Work<'_>, no: u16, body: Body) -> Result<(), Guard> {
    let reminded = w.case.clock_of(ClockKind::FollowUp, &no.to_string()).is_some_and(|clock| clock.level >= 2);
    let commitment = open_commitment(w, no)?;
    require(reminded, Guard::Level)?;
    require(!commitment.escalated.contains(&body), Guard::Once)?;
    commitment.escalated.push(body);
    let due = w.due(w.policy.deadline(ClockKind::FollowUp));
    w.start_until(ClockKind::FollowUp, &no.to_string(), due);
    Ok(())
}

/// Row 34.
pub(super) fn give_up(w: &mut Work<'_>, no: u16, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    open_commitment(w, no)?.state = CommitmentState::GivenUp;
    let subject = no.to_string();
    w.void_where(|clock| clock.kind == ClockKind::FollowUp && clock.subject == subject);
    settle_up(w);
    Ok(())
}

/// Row 35.
pub(super) fn close(w: &mut Work<'_>) -> Result<(), Guard> {
    w.close(State::Closed, true);
    Ok(())
}

/// Row 36: after publication, not in the future.
pub(super) fn deliver(w: &mut Work<'_>, proof: Given, on: NaiveDate) -> Result<(), Guard> {
    given(proof)?;
    let published = w.case.facts.published_at.map(|at| w.zone().day(at));
    require(published.is_some_and(|day| on >= day) && on <= w.zone().day(w.now), Guard::Date)?;
    w.facts().delivered = w.case.facts.decision;
    restart_window(w, Side::Respondent);
    Ok(())
}

/// Row 36b.
pub(super) fn open_result(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().opened = w.case.facts.decision;
    restart_window(w, Side::Reporter);
    Ok(())
}

fn restart_window(w: &mut Work<'_>, side: Side) {
    let due = w.due(w.policy.deadline(ClockKind::ObjectionWindow));
    w.start_until(ClockKind::ObjectionWindow, side.code(), due);
    w.move_close_out();
}

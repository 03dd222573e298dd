//! Rows 14 to 19: the first answer, and hearing the respondent.

use chrono::{DateTime, Utc};

use super::{Guard, given, require};
use crate::case::action::Given;
use crate::case::case::Clarification;
use crate::case::state::{ClockKind, State};
use crate::case::work::Work;

/// Row 14.
pub(super) fn first_answer(w: &mut Work<'_>, tied: Given) -> Result<(), Guard> {
    given(tied)?;
    w.facts().first_answer_given = true;
    w.meet(&[ClockKind::FirstAnswer]);
    Ok(())
}

/// Row 15. What an earlier clarification heard stays heard; its windows and no-shows do not count in this one.
pub(super) fn open(w: &mut Work<'_>, items: u16) -> Result<(), Guard> {
    require(items > 0, Guard::Words)?;
    let heard = w.case.facts.clarification.heard;
    w.facts().clarification = Clarification { called: true, heard, ..Clarification::default() };
    w.go(State::Clarification);
    w.start(ClockKind::RespondentReply);
    Ok(())
}

/// Row 16.
pub(super) fn record_response(w: &mut Work<'_>, text: Given) -> Result<(), Guard> {
    given(text)?;
    w.facts().clarification.response = true;
    w.facts().clarification.heard = true;
    w.meet(&[ClockKind::RespondentReply]);
    Ok(())
}

/// Row 17.
pub(super) fn second_call(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().clarification.second_call = true;
    w.start(ClockKind::RespondentReply);
    Ok(())
}

/// Row 18. The hearing lies ahead, and inside its time.
pub(super) fn set_hearing(w: &mut Work<'_>, at: DateTime<Utc>, place: Given) -> Result<(), Guard> {
    given(place)?;
    let due = w.due(w.policy.deadline(ClockKind::Hearing));
    require(at > w.now && at <= due.at, Guard::Date)?;
    w.facts().clarification.hearing_at = Some(at);
    w.start_until(ClockKind::Hearing, "", due);
    Ok(())
}

/// Row 18.
pub(super) fn hold_hearing(w: &mut Work<'_>, minutes: Given) -> Result<(), Guard> {
    given(minutes)?;
    let clarification = &mut w.facts().clarification;
    clarification.held += 1;
    clarification.heard = true;
    clarification.hearing_at = None;
    w.meet(&[ClockKind::Hearing]);
    Ok(())
}

/// Row 18.
pub(super) fn record_no_show(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let clarification = &mut w.facts().clarification;
    clarification.no_shows += 1;
    clarification.hearing_at = None;
    w.meet(&[ClockKind::Hearing]);
    Ok(())
}

/// Row 19.
pub(super) fn conclude(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().clarification.hearing_at = None;
    w.void(&[ClockKind::RespondentReply, ClockKind::Hearing]);
    w.go(State::Review);
    Ok(())
}

//! Rows of consultations.

use chrono::{DateTime, Duration, Utc};

use super::{Guard, given, require};
use crate::case::action::Given;
use crate::case::clocks::Due;
use crate::case::effect::Effect;
use crate::case::state::{ClockKind, Kind, Role, State};
use crate::case::work::Work;

/// Row 3.
pub(super) fn answer(w: &mut Work<'_>, text: Given) -> Result<(), Guard> {
    given(text)?;
    w.meet(&[ClockKind::Answer]);
    w.void(&[ClockKind::Queue]);
    w.go(State::Answered);
    w.start(ClockKind::Silence);
    Ok(())
}

/// Row 4.
pub(super) fn schedule(w: &mut Work<'_>, slot: DateTime<Utc>, free: bool) -> Result<(), Guard> {
    require(slot > w.now, Guard::Date)?;
    require(free, Guard::Slot)?;
    w.facts().slot = Some(slot);
    w.void(&[ClockKind::Answer, ClockKind::Queue]);
    w.go(State::Scheduled);
    let at = slot + Duration::minutes(w.policy.deadline(ClockKind::Session).extra.into());
    w.start_until(ClockKind::Session, "", Due { at, provisional: false });
    Ok(())
}

/// Row 5: whoever takes it is its consultant.
pub(super) fn start(w: &mut Work<'_>, on_duty: bool) -> Result<(), Guard> {
    require(on_duty, Guard::OffDuty)?;
    w.assign(w.actor.officer);
    w.meet(&[ClockKind::Queue, ClockKind::Session]);
    w.void(&[ClockKind::Answer]);
    w.facts().slot = None;
    w.go(State::InSession);
    w.start(ClockKind::Session);
    Ok(())
}

/// Row 6: a question that nobody came to is answered in writing.
pub(super) fn desk_closed(w: &mut Work<'_>) -> Result<(), Guard> {
    w.void(&[ClockKind::Queue]);
    w.start(ClockKind::Answer);
    Ok(())
}

/// Row 7.
pub(super) fn no_show(w: &mut Work<'_>, on_duty: bool) -> Result<(), Guard> {
    require(on_duty, Guard::OffDuty)?;
    w.meet(&[ClockKind::Session]);
    let facts = w.facts();
    facts.no_shows += 1;
    facts.slot = None;
    if w.case.facts.no_shows > 1 {
        w.close(State::Closed, false);
    } else {
        w.go(State::Received);
        w.start(ClockKind::Answer);
    }
    Ok(())
}

/// Row 7b: not counted against the citizen.
pub(super) fn missed(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().slot = None;
    w.void(&[ClockKind::Session]);
    w.go(State::Received);
    w.start(ClockKind::Answer);
    Ok(())
}

/// Row 8: the worker sends a fixed notice instead of a summary.
pub(super) fn end(w: &mut Work<'_>, summary: Given) -> Result<(), Guard> {
    require(summary.0 || w.actor.role == Role::System, Guard::Words)?;
    w.meet(&[ClockKind::Session]);
    w.go(State::Answered);
    w.start(ClockKind::Silence);
    Ok(())
}

/// Row 9.
pub(super) fn ask_again(w: &mut Work<'_>, text: Given) -> Result<(), Guard> {
    given(text)?;
    w.void(&[ClockKind::Silence]);
    w.go(State::Received);
    w.start(ClockKind::Answer);
    Ok(())
}

/// Row 10.
pub(super) fn offer_convert(w: &mut Work<'_>, summary: Given) -> Result<(), Guard> {
    given(summary)?;
    w.facts().conversion_offered = true;
    Ok(())
}

/// Row 11.
pub(super) fn convert(w: &mut Work<'_>, agreed: bool) -> Result<(), Guard> {
    require(agreed, Guard::Summary)?;
    w.push(Effect::NewLinkedCase { kind: Kind::Complaint, without_reporter: false, relation: "conversion" });
    w.close(State::Converted, false);
    Ok(())
}

/// Row 12: an officer says why.
pub(super) fn cancel(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    require(reason.0 || w.actor.role == Role::Reporter, Guard::Words)?;
    w.close(State::Closed, false);
    Ok(())
}

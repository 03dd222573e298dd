//! Rows 2 to 8 and 13: intake, questions to the reporter, the door.

use uuid::Uuid;

use super::{Guard, check_taker, given, require};
use crate::case::action::{Action, Given};
use crate::case::clocks::Due;
use crate::case::effect::Effect;
use crate::case::state::{Cause, ClockKind, Outcome, Side, State};
use crate::case::work::Work;

/// Row 2: taking it makes the verifier its member.
pub(super) fn start(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().verifier = w.actor.officer;
    w.assign(w.actor.officer);
    w.go(State::Screening);
    Ok(())
}

/// Row 3.
pub(super) fn ask(w: &mut Work<'_>, question: Given) -> Result<(), Guard> {
    given(question)?;
    w.facts().rounds += 1;
    w.facts().reply_extended = false;
    w.pause(Cause::Question, |clock| {
        matches!(clock.kind, ClockKind::Screen | ClockKind::FirstAnswer | ClockKind::Resolve)
    });
    w.interrupt(State::AwaitingReporter);
    w.start(ClockKind::ReporterReply);
    Ok(())
}

/// Row 4.
pub(super) fn answer(w: &mut Work<'_>, text: Given) -> Result<(), Guard> {
    given(text)?;
    w.meet(&[ClockKind::ReporterReply]);
    w.unpause(Cause::Question);
    w.go_back()
}

/// Row 5: counted from the old end.
pub(super) fn extend_reply(w: &mut Work<'_>) -> Result<(), Guard> {
    let clock = w.case.clock(ClockKind::ReporterReply).ok_or(Guard::NotOpen)?.clone();
    let from = w.policy.lengthened(&clock, w.now, w.zone());
    let at = w.policy.working_after(from, w.policy.deadline(ClockKind::ReporterReply).extra, w.zone());
    let provisional = w.policy.calendar.is_provisional(w.zone().day(w.now), w.zone().day(at));
    w.facts().reply_extended = true;
    let id = w.start_until(ClockKind::ReporterReply, "", Due { at, provisional });
    w.facts().extended.push(id);
    Ok(())
}

/// Row 6.
pub(super) fn go_on(w: &mut Work<'_>) -> Result<(), Guard> {
    w.void(&[ClockKind::ReporterReply]);
    w.unpause(Cause::Question);
    w.go_back()
}

/// Row 7.
pub(super) fn accept(w: &mut Work<'_>, action: &Action) -> Result<(), Guard> {
    let Action::Accept { checks, category, severity, agency, unit, handler } = action else {
        return Err(Guard::Nothing);
    };
    given(*checks)?;
    require(!category.code.is_empty(), Guard::Category)?;
    check_taker(w, handler)?;
    w.push(Effect::SetCategory { code: category.code.clone(), mediable: category.mediable });
    w.push(Effect::SetSeverity { severity: *severity });
    if let Some(agency) = agency.filter(|agency| w.case.agency != Some(*agency)) {
        w.push(Effect::SetAgency { agency });
        w.push(Effect::RecomputeWall);
    }
    if w.case.unit != Some(*unit) {
        w.push(Effect::SetUnit { unit: *unit });
    }
    w.assign(Some(handler.officer));
    w.meet(&[ClockKind::Screen]);
    w.go(State::Review);
    for kind in [ClockKind::FirstAnswer, ClockKind::Resolve, ClockKind::Feedback] {
        w.start(kind);
    }
    Ok(())
}

/// Row 8. Only the reporter has a window: nobody else was called.
pub(super) fn refuse(w: &mut Work<'_>, outcome: Outcome, failed: Given, door: Given) -> Result<(), Guard> {
    given(failed)?;
    given(door)?;
    require(matches!(outcome, Outcome::OutOfJurisdiction | Outcome::Insufficient), Guard::Outcome)?;
    w.meet(&[ClockKind::Screen]);
    w.void(&[ClockKind::ReporterReply]);
    w.set_resume(None);
    w.set_outcome(Some(outcome));
    w.go(State::NotAdmissible);
    w.publish(&[Side::Reporter]);
    Ok(())
}

/// Row 13: the citizen follows the parent's stage.
pub(super) fn join(w: &mut Work<'_>, parent: Uuid, may: bool, wall_holds: bool) -> Result<(), Guard> {
    require(may && parent != w.case.id, Guard::Parent)?;
    require(wall_holds, Guard::Wall)?;
    w.facts().joined_to = Some(parent);
    w.set_outcome(Some(Outcome::Duplicate));
    w.set_resume(None);
    w.go(State::Closed);
    w.start(ClockKind::Retention);
    w.push(Effect::JoinTo { parent });
    Ok(())
}

/// Row 13b.
pub(super) fn release(w: &mut Work<'_>, parent: State) -> Result<(), Guard> {
    require(parent == State::Withdrawn, Guard::Parent)?;
    w.facts().joined_to = None;
    w.void(&[ClockKind::Retention, ClockKind::Survey]);
    w.set_outcome(None);
    w.assign(None);
    w.go(State::Received);
    w.start(ClockKind::Screen);
    Ok(())
}

//! Rows 37 to 40: objections.

use super::{Guard, check_taker, given, require};
use crate::case::action::{Given, Taker};
use crate::case::case::Objection;
use crate::case::state::{Cause, ClockKind, Side, State};
use crate::case::work::Work;

/// Row 37. Follow-up goes on meanwhile.
pub(super) fn object(w: &mut Work<'_>, side: Side, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let decision = w.case.facts.decision;
    w.facts().objections.push(Objection { side, decision });
    w.meet_of(ClockKind::ObjectionWindow, side.code());
    w.pause(Cause::Objection, |clock| matches!(clock.kind, ClockKind::Recommend | ClockKind::ObjectionWindow));
    w.interrupt(State::Objection);
    w.start(ClockKind::ObjectionDecide);
    Ok(())
}

/// Rows 38 and 39: the decision stands. It goes back where something is still open, and is closed otherwise.
pub(super) fn confirm(w: &mut Work<'_>) -> Result<(), Guard> {
    w.meet(&[ClockKind::ObjectionDecide]);
    w.unpause(Cause::Objection);
    let pending = w.case.is_open(ClockKind::Recommend) || w.case.is_open(ClockKind::ObjectionWindow);
    let back = match w.case.resume {
        Some(State::FollowUp) => true,
        Some(State::Resolved) => pending,
        _ => false,
    };
    if !back {
        w.close(State::Closed, true);
        return Ok(());
    }
    w.go_back()?;
    w.move_close_out();
    Ok(())
}

/// Row 40: somebody else does it again.
pub(super) fn reopen(w: &mut Work<'_>, handler: Taker, redo: Given) -> Result<(), Guard> {
    given(redo)?;
    check_taker(w, &handler)?;
    require(Some(handler.officer) != w.case.handler, Guard::TakerSame)?;
    let to = if w.case.resume == Some(State::NotAdmissible) { State::Screening } else { State::Review };
    w.meet(&[ClockKind::ObjectionDecide]);
    w.void(&[ClockKind::ObjectionWindow, ClockKind::Recommend, ClockKind::FollowUp, ClockKind::CloseOut]);
    w.set_outcome(None);
    let facts = w.facts();
    facts.mediation.clear();
    facts.findings.clear();
    facts.commitments.clear();
    facts.first_answer_given = false;
    w.assign(Some(handler.officer));
    w.set_resume(None);
    w.go(to);
    if to == State::Screening {
        w.facts().verifier = Some(handler.officer);
        w.start(ClockKind::Screen);
    } else {
        w.start(ClockKind::FirstAnswer);
        w.start(ClockKind::Resolve);
        w.start_unless_open(ClockKind::Feedback);
    }
    Ok(())
}

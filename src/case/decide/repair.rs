//! Row 54: two other persons put a case right that cannot move any more.

use super::{Guard, check_taker, given, require};
use crate::case::action::{Action, Taker};
use crate::case::case::CommitmentState;
use crate::case::effect::Effect;
use crate::case::guard::View;
use crate::case::state::{Cause, ClockKind, Outcome, Side, State};
use crate::case::table::clocks_of;
use crate::case::work::Work;

/// Row 54.
pub(super) fn repair(w: &mut Work<'_>, action: &Action) -> Result<(), Guard> {
    let Action::Repair { target, resume, handler, outcome, reason } = action else { return Err(Guard::Target) };
    given(*reason)?;
    check_target(w, *target, *resume)?;
    check_handler(w, *target, *handler)?;
    let outcome = outcome_at(w, *target, *resume, *outcome)?;
    leave_parent(w);
    if *target == State::Closed {
        w.facts().repaired += 1;
        w.close(State::Closed, true);
        return Ok(());
    }
    drop_clocks(w, *target, *resume);
    w.facts().repaired += 1;
    if let Some(handler) = handler {
        w.assign(Some(handler.officer));
    }
    w.set_outcome(outcome);
    if comes_before_mediation(*target, *resume) {
        w.facts().mediation.clear();
    }
    w.set_resume(*resume);
    w.go(*target);
    enter(w, *target, *resume);
    Ok(())
}

fn check_target(w: &Work<'_>, target: State, resume: Option<State>) -> Result<(), Guard> {
    let view = View { case: &w.case, actor: w.actor, policy: w.policy, now: w.now };
    let fits = match target {
        State::AwaitingReporter => {
            require(!w.case.facts.without_reporter, Guard::NoReporter)?;
            matches!(resume, Some(State::Screening | State::Review | State::Clarification))
        }
        State::Objection => matches!(resume, Some(State::Resolved | State::NotAdmissible | State::FollowUp)),
        State::Referred => matches!(resume, Some(State::Screening | State::Review)),
        State::Closed => {
            match w.case.state {
                State::FollowUp => view.may_close_follow_up()?,
                State::Resolved | State::NotAdmissible => view.may_lapse()?,
                _ => return Err(Guard::Target),
            }
            resume.is_none()
        }
        State::Mediation => {
            require(w.case.facts.mediation.agreed(), Guard::NotAgreed)?;
            resume.is_none()
        }
        State::Screening
        | State::Review
        | State::Clarification
        | State::Deciding
        | State::Resolved
        | State::FollowUp
        | State::NotAdmissible => resume.is_none(),
        State::Received
        | State::Withdrawn
        | State::Scheduled
        | State::InSession
        | State::Answered
        | State::Converted => false,
    };
    require(fits, Guard::Target)?;
    let watched = target == State::FollowUp || resume == Some(State::FollowUp);
    require(!watched || w.case.facts.open_commitments().0 > 0, Guard::Commitment)
}

/// An open case needs somebody who works on it.
fn check_handler(w: &Work<'_>, target: State, handler: Option<Taker>) -> Result<(), Guard> {
    match handler {
        Some(handler) => check_taker(w, &handler),
        None => require(w.case.handler.is_some() || target == State::Closed, Guard::TakerMissing),
    }
}

/// Before a decision there is no outcome; after one there must be one that fits.
fn outcome_at(
    w: &Work<'_>,
    target: State,
    resume: Option<State>,
    named: Option<Outcome>,
) -> Result<Option<Outcome>, Guard> {
    let outcome = named.or(w.case.outcome);
    let fits = match if target == State::Objection { resume.unwrap_or(target) } else { target } {
        State::Resolved => outcome
            .is_some_and(|outcome| !matches!(outcome, Outcome::Settled | Outcome::Duplicate | Outcome::Withdrawn)),
        State::NotAdmissible => matches!(outcome, Some(Outcome::OutOfJurisdiction | Outcome::Insufficient)),
        State::FollowUp => outcome.is_some_and(|outcome| outcome.is_proven() || outcome == Outcome::Settled),
        State::Closed => true,
        _ => return Ok(None),
    };
    if fits { Ok(outcome) } else { Err(Guard::Outcome) }
}

fn leave_parent(w: &mut Work<'_>) {
    if let Some(parent) = w.case.facts.joined_to {
        w.facts().joined_to = None;
        w.push(Effect::LeaveParent { parent });
    }
}

/// Drops pauses, HOLD, and what the target has not, except FEEDBACK.
fn drop_clocks(w: &mut Work<'_>, target: State, resume: Option<State>) {
    w.void(&[ClockKind::Hold]);
    for cause in Cause::ALL {
        w.unpause(*cause);
    }
    let has = clocks_of(target);
    let within = clocks_of(resume.unwrap_or(target));
    w.void_where(|clock| {
        clock.kind != ClockKind::Feedback && !(has.contains(&clock.kind) && may_stand(clock.kind, target, within))
    });
    let gone: Vec<String> = w
        .case
        .facts
        .commitments
        .iter()
        .filter(|each| each.state != CommitmentState::Open)
        .map(|each| each.no.to_string())
        .collect();
    w.void_where(|clock| clock.kind == ClockKind::FollowUp && gone.contains(&clock.subject));
}

/// Clocks of an interrupted stage stand only if that stage has them.
fn may_stand(kind: ClockKind, target: State, within: &[ClockKind]) -> bool {
    let own = match target {
        State::AwaitingReporter => kind == ClockKind::ReporterReply,
        State::Objection => kind == ClockKind::ObjectionDecide,
        State::Referred => matches!(kind, ClockKind::ReferralReply | ClockKind::Arbiter),
        _ => true,
    };
    own || within.contains(&kind)
}

fn comes_before_mediation(target: State, resume: Option<State>) -> bool {
    matches!(resume.unwrap_or(target), State::Screening | State::Review | State::Clarification)
}

/// Starts what the row that normally enters the target starts, unless it is open.
fn enter(w: &mut Work<'_>, target: State, resume: Option<State>) {
    match target {
        State::Screening => w.start_unless_open(ClockKind::Screen),
        State::Review | State::Deciding => working(w),
        State::Clarification => {
            working(w);
            w.facts().clarification.called = true;
            w.start_unless_open(ClockKind::RespondentReply);
        }
        State::Mediation => {
            working(w);
            w.facts().mediation.held = true;
            w.pause(Cause::Mediation, |clock| matches!(clock.kind, ClockKind::FirstAnswer | ClockKind::Resolve));
            w.start_unless_open(ClockKind::MediationEnd);
        }
        State::AwaitingReporter => {
            enter(w, resume.unwrap_or(State::Review), None);
            w.pause(Cause::Question, |clock| {
                matches!(clock.kind, ClockKind::Screen | ClockKind::FirstAnswer | ClockKind::Resolve)
            });
            w.start_unless_open(ClockKind::ReporterReply);
        }
        State::Referred => {
            if resume == Some(State::Review) {
                working(w);
                w.pause(Cause::Referral, |clock| matches!(clock.kind, ClockKind::FirstAnswer | ClockKind::Resolve));
            }
            if !w.case.is_open(ClockKind::Arbiter) {
                w.start_unless_open(ClockKind::ReferralReply);
            }
        }
        State::Resolved | State::NotAdmissible => decided(w, target),
        State::FollowUp => watching(w),
        State::Objection => {
            enter(w, resume.unwrap_or(State::Resolved), None);
            w.pause(Cause::Objection, |clock| matches!(clock.kind, ClockKind::Recommend | ClockKind::ObjectionWindow));
            w.start_unless_open(ClockKind::ObjectionDecide);
        }
        State::Received
        | State::Withdrawn
        | State::Closed
        | State::Scheduled
        | State::InSession
        | State::Answered
        | State::Converted => {}
    }
}

/// As row 7: the first answer too, unless it was given.
fn working(w: &mut Work<'_>) {
    if !w.case.facts.first_answer_given {
        w.start_unless_open(ClockKind::FirstAnswer);
    }
    w.start_unless_open(ClockKind::Resolve);
    w.start_unless_open(ClockKind::Feedback);
}

/// As rows 8, 12 and 29: if no window is open it is published anew.
fn decided(w: &mut Work<'_>, target: State) {
    if !w.case.is_open(ClockKind::ObjectionWindow) {
        let both: &[Side] = &[Side::Reporter, Side::Respondent];
        w.publish(if target == State::NotAdmissible { &both[..1] } else { both });
    }
    let waived = w.case.facts.waived == w.case.facts.decision;
    if target == State::Resolved && w.case.outcome.is_some_and(Outcome::is_proven) && !waived {
        w.start_unless_open(ClockKind::Recommend);
    }
}

/// As rows 25 and 30: a clock for each open commitment.
fn watching(w: &mut Work<'_>) {
    let open: Vec<_> =
        w.case.facts.commitments.iter().filter(|each| each.state == CommitmentState::Open).cloned().collect();
    for each in open {
        let subject = each.no.to_string();
        if w.case.clock_of(ClockKind::FollowUp, &subject).is_none() {
            super::outcome::watch(w, each.no, each.due);
        }
    }
    w.void(&[ClockKind::CloseOut]);
}

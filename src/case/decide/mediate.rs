//! Rows 20 to 26: mediation.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{Guard, given, require};
use crate::case::action::{Given, Taker};
use crate::case::case::Term;
use crate::case::effect::Effect;
use crate::case::state::{Cause, ClockKind, Outcome, Side, State};
use crate::case::work::Work;

/// Row 20.
pub(super) fn offer(w: &mut Work<'_>, roster: &[Taker]) -> Result<(), Guard> {
    require(!roster.is_empty(), Guard::Roster)?;
    require(roster.iter().all(|mediator| !mediator.walled), Guard::TakerWalled)?;
    require(roster.iter().all(|mediator| !w.case.has_handled(mediator.officer)), Guard::Handler)?;
    let mediation = &mut w.facts().mediation;
    mediation.clear();
    mediation.offers += 1;
    mediation.roster = roster.iter().map(|mediator| mediator.officer).collect();
    w.start(ClockKind::MediationReply);
    Ok(())
}

/// Row 21. One no, or both yes, ends the waiting. A yes must leave a mediator.
pub(super) fn consent(w: &mut Work<'_>, side: Side, yes: bool, struck: &[Uuid]) -> Result<(), Guard> {
    let mediation = &mut w.facts().mediation;
    require(struck.iter().all(|mediator| mediation.roster.contains(mediator)), Guard::Roster)?;
    mediation.struck.extend(struck);
    let left = mediation.roster.iter().any(|mediator| !mediation.struck.contains(mediator));
    require(left || !yes, Guard::Roster)?;
    match side {
        Side::Reporter => mediation.reporter = Some(yes),
        Side::Respondent => mediation.respondent = Some(yes),
    }
    if !yes || mediation.agreed() {
        w.meet(&[ClockKind::MediationReply]);
    }
    Ok(())
}

/// Row 22: silence counts as no.
pub(super) fn lapse(w: &mut Work<'_>) -> Result<(), Guard> {
    let mediation = &mut w.facts().mediation;
    mediation.reporter.get_or_insert(false);
    mediation.respondent.get_or_insert(false);
    w.meet(&[ClockKind::MediationReply]);
    Ok(())
}

/// Row 23.
pub(super) fn begin(w: &mut Work<'_>) -> Result<(), Guard> {
    let officer = w.actor.officer.ok_or(Guard::TakerMissing)?;
    w.facts().mediated_by(officer);
    let mediation = &mut w.facts().mediation;
    mediation.held = true;
    mediation.terms.clear();
    mediation.more_time.clear();
    mediation.extended = false;
    w.facts().clarification.hearing_at = None;
    w.void(&[ClockKind::RespondentReply, ClockKind::Hearing]);
    w.pause(Cause::Mediation, |clock| matches!(clock.kind, ClockKind::FirstAnswer | ClockKind::Resolve));
    w.go(State::Mediation);
    w.start(ClockKind::MediationEnd);
    Ok(())
}

/// A mediator who declared a conflict left the talks: the next one who acts is the mediator from then on.
fn step_in(w: &mut Work<'_>) {
    let steps_in = w.actor.on_behalf.is_none() && w.case.facts.mediation.mediator.is_none();
    if let Some(officer) = w.actor.officer.filter(|_| steps_in) {
        w.facts().mediated_by(officer);
    }
}

/// Row 24: a new or rewritten line, which both sides answer anew.
pub(super) fn propose_term(
    w: &mut Work<'_>,
    line: u16,
    text: Given,
    owner: Given,
    due: Option<NaiveDate>,
) -> Result<(), Guard> {
    given(text)?;
    require(due.is_none_or(|due| due >= w.zone().day(w.now)), Guard::Date)?;
    step_in(w);
    let terms = &mut w.facts().mediation.terms;
    let place = terms.iter().position(|term| term.line == line);
    let next = u16::try_from(terms.len()).unwrap_or(u16::MAX).saturating_add(1);
    require(place.is_some() || line == next, Guard::Terms)?;
    let term = Term { line, owner_given: owner.0, due, reporter: None, respondent: None };
    match place {
        Some(place) => terms[place] = term,
        None => terms.push(term),
    }
    Ok(())
}

/// Row 24.
pub(super) fn answer_term(w: &mut Work<'_>, line: u16, side: Side, yes: bool) -> Result<(), Guard> {
    let terms = &mut w.facts().mediation.terms;
    let term = terms.iter_mut().find(|term| term.line == line).ok_or(Guard::Terms)?;
    match side {
        Side::Reporter => term.reporter = Some(yes),
        Side::Respondent => term.respondent = Some(yes),
    }
    Ok(())
}

/// Row 24: when both sides want it, once.
pub(super) fn want_more_time(w: &mut Work<'_>, side: Side) -> Result<(), Guard> {
    w.facts().mediation.more_time.push(side);
    if w.case.facts.mediation.more_time.len() < 2 {
        return Ok(());
    }
    let clock = w.case.clock(ClockKind::MediationEnd).ok_or(Guard::NotOpen)?.clone();
    let from = w.zone().day(w.policy.lengthened(&clock, w.now, w.zone()));
    let more = Days::new(w.policy.deadline(ClockKind::MediationEnd).extra.into());
    let due = w.policy.end_of(w.zone().day(w.now), w.policy.calendar.roll(from + more), w.zone());
    w.facts().mediation.extended = true;
    w.start_until(ClockKind::MediationEnd, "", due);
    Ok(())
}

/// Row 25: each term becomes a commitment with its own clock.
pub(super) fn settle(w: &mut Work<'_>, lawful: bool) -> Result<(), Guard> {
    require(lawful, Guard::Unlawful)?;
    step_in(w);
    w.meet(&[ClockKind::MediationEnd, ClockKind::FirstAnswer, ClockKind::Resolve]);
    let dates: Vec<_> = w.case.facts.mediation.terms.iter().map(|term| term.due).collect();
    w.set_outcome(Some(Outcome::Settled));
    w.go(State::FollowUp);
    w.publish(&[Side::Reporter, Side::Respondent]);
    super::outcome::commit(w, &dates)
}

/// Row 26: nothing of the talks is kept.
pub(super) fn end_without(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().mediation.clear();
    w.push(Effect::ForgetTalks);
    w.void(&[ClockKind::MediationEnd]);
    w.unpause(Cause::Mediation);
    w.go(State::Review);
    Ok(())
}

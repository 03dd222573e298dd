//! Rows 45 to 51 and 53: what may happen in every open state.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Guard, check_taker, given, require};
use crate::case::action::{Action, Given, Taker};
use crate::case::clocks::Due;
use crate::case::effect::Effect;
use crate::case::policy::Unit;
use crate::case::state::{Cause, ClockKind, Kind, Role, State};
use crate::case::work::Work;

/// Row 45.
pub(super) fn interim_feedback(w: &mut Work<'_>, text: Given) -> Result<(), Guard> {
    given(text)?;
    w.meet(&[ClockKind::Feedback]);
    w.start(ClockKind::Feedback);
    Ok(())
}

/// Row 46.
pub(super) fn hold(w: &mut Work<'_>, until: NaiveDate, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let today = w.zone().day(w.now);
    let latest = w.policy.calendar.add_working(today, w.policy.deadline(ClockKind::Hold).amount);
    require(until > today && until <= latest, Guard::Date)?;
    w.facts().holds += 1;
    w.pause(Cause::Hold, |clock| clock.kind != ClockKind::Feedback);
    let due = w.policy.end_of(today, until, w.zone());
    w.start_until(ClockKind::Hold, "", due);
    Ok(())
}

/// Row 46.
pub(super) fn unhold(w: &mut Work<'_>) -> Result<(), Guard> {
    w.meet(&[ClockKind::Hold]);
    w.unpause(Cause::Hold);
    Ok(())
}

/// Row 47. Before acceptance the one who has it is the verifier.
pub(super) fn assign(w: &mut Work<'_>, to: &Taker) -> Result<(), Guard> {
    check_taker(w, to)?;
    require(w.case.handler != Some(to.officer), Guard::TakerSame)?;
    give_to(w, Some(to.officer));
    Ok(())
}

fn give_to(w: &mut Work<'_>, officer: Option<Uuid>) {
    let intake = matches!(w.case.stage(), State::Received | State::Screening);
    if intake && w.case.kind == Kind::Complaint {
        w.facts().verifier = officer;
    }
    w.assign(officer);
}

/// Row 47.
pub(super) fn take(w: &mut Work<'_>) -> Result<(), Guard> {
    give_to(w, w.actor.officer);
    Ok(())
}

/// Row 47. Between units with a ground, and counted; the second time the integrity desk does it.
pub(super) fn hand_over(w: &mut Work<'_>, to: Option<&Taker>, unit: Option<Uuid>, ground: Given) -> Result<(), Guard> {
    given(ground)?;
    if let Some(to) = to {
        check_taker(w, to)?;
        require(w.case.handler != Some(to.officer), Guard::TakerSame)?;
    }
    match unit.filter(|unit| w.case.unit != Some(*unit)) {
        Some(unit) => change_unit(w, unit)?,
        None => require(to.is_some(), Guard::TakerMissing)?,
    }
    give_to(w, to.map(|to| to.officer));
    Ok(())
}

fn change_unit(w: &mut Work<'_>, unit: Uuid) -> Result<(), Guard> {
    require(w.case.facts.hand_overs == 0 || w.actor.role == Role::Integrity, Guard::SecondHandOver)?;
    w.facts().hand_overs += 1;
    w.push(Effect::SetUnit { unit });
    w.push(Effect::RecomputeWall);
    Ok(())
}

/// Row 48. A change of unit is a hand-over, whatever it is called.
pub(super) fn amend(w: &mut Work<'_>, action: &Action) -> Result<(), Guard> {
    let Action::Amend { category, severity, agency, unit, title, reason } = action else {
        return Err(Guard::Nothing);
    };
    given(*reason)?;
    let unit = unit.filter(|unit| w.case.unit != Some(*unit));
    let changes = category.is_some() || severity.is_some() || agency.is_some() || unit.is_some() || *title;
    require(changes, Guard::Nothing)?;
    if let Some(category) = category {
        require(!category.code.is_empty(), Guard::Category)?;
        w.push(Effect::SetCategory { code: category.code.clone(), mediable: category.mediable });
    }
    if let Some(severity) = severity {
        w.push(Effect::SetSeverity { severity: *severity });
    }
    if let Some(agency) = agency {
        w.push(Effect::SetAgency { agency: *agency });
    }
    match unit {
        Some(unit) => {
            change_unit(w, unit)?;
            give_to(w, None);
        }
        None => w.push(Effect::RecomputeWall),
    }
    Ok(())
}

/// Row 49: at most once more the usual time, from the old end. A clock that stands still goes on standing still.
pub(super) fn extend(w: &mut Work<'_>, id: Uuid, until: NaiveDate, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let clock = w.case.open_clocks().find(|clock| clock.id == id).ok_or(Guard::NotOpen)?.clone();
    require(clock.kind != ClockKind::Hold, Guard::Target)?;
    require(!w.case.facts.extended.contains(&id), Guard::Once)?;
    let usual = w.policy.deadline(clock.kind);
    require(!matches!(usual.unit, Unit::Minutes | Unit::DeskDay), Guard::Target)?;
    let old = w.policy.lengthened(&clock, w.now, w.zone());
    let latest = w.policy.due(usual, old.max(w.now), w.zone(), false);
    let due: Due = w.policy.end_of(w.zone().day(w.now), until, w.zone());
    require(due.at > old.max(w.now) && due.at <= latest.at, Guard::Date)?;
    let causes: Vec<Cause> = clock.pauses.iter().filter(|pause| pause.to.is_none()).map(|pause| pause.cause).collect();
    let new = w.start_paused(clock.kind, &clock.subject, due, causes);
    w.facts().extended.push(new);
    w.facts().dated.push(new);
    w.move_close_out_after(clock.kind);
    Ok(())
}

/// Row 50: the wall stands at once.
pub(super) fn declare_conflict(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let officer = w.actor.officer.ok_or(Guard::TakerMissing)?;
    w.push(Effect::WallOfficer { officer });
    w.push(Effect::RecomputeWall);
    let facts = w.facts();
    facts.mediation.roster.retain(|mediator| *mediator != officer);
    if facts.mediation.mediator == Some(officer) {
        facts.mediation.mediator = None;
    }
    if facts.verifier == Some(officer) {
        facts.verifier = None;
    }
    if w.case.handler == Some(officer) {
        w.assign(None);
    }
    Ok(())
}

/// Row 51.
pub(super) fn ask_protection(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().protection_asked = true;
    Ok(())
}

/// Row 51.
pub(super) fn consent_share(w: &mut Work<'_>, yes: bool) -> Result<(), Guard> {
    w.facts().consent_share = yes;
    Ok(())
}

/// Row 53.
pub(super) fn breach(w: &mut Work<'_>, id: Uuid) -> Result<(), Guard> {
    let clock = w.case.open_clocks().find(|clock| clock.id == id).ok_or(Guard::NotOpen)?;
    let at = clock.next_level_at(w.policy, w.zone()).ok_or(Guard::NotOpen)?;
    require(w.now > at, Guard::StillRunning)?;
    let (level, target) = (clock.level + 1, clock.next_target());
    w.push(Effect::Breach { id, level, target });
    Ok(())
}

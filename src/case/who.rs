//! Who may use a row: the role, the unit, the person, and those who stand in when nobody else is left.

use uuid::Uuid;

use super::action::{Action, ActionKind};
use super::actor::{Actor, Approvals};
use super::case::Case;
use super::refusal::{Guard, Refusal};
use super::state::{Kind, Role, Side, State};
use super::table::{Row, Second};

/// Whether this actor may use this row now, whatever the action carries.
///
/// # Errors
/// `Walled` before everything else, then `NotYours`.
pub(super) fn permit(case: &Case, actor: &Actor, row: &Row) -> Result<(), Refusal> {
    if actor.walled {
        return Err(Refusal::Walled);
    }
    if may(case, actor, row) { Ok(()) } else { Err(Refusal::NotYours { role: actor.role, action: row.action }) }
}

fn may(case: &Case, actor: &Actor, row: &Row) -> bool {
    match (actor.role, actor.officer) {
        (Role::System, None) => row.who.contains(&Role::System),
        (Role::Reporter, None) => {
            actor.on_behalf.is_none() && !case.facts.without_reporter && row.who.contains(&Role::Reporter)
        }
        (Role::System | Role::Reporter | Role::Custodian | Role::Auditor | Role::Admin, _) | (_, None) => false,
        (_, Some(me)) if actor.on_behalf == Some(Side::Reporter) => records_for_reporter(case, actor, row, me),
        (Role::Clerk, Some(_)) => false,
        (_, Some(me)) => row.who.iter().any(|role| fits(case, actor, row.action, *role, me)),
    }
}

/// What a reporter does on paper or by phone is recorded by the handler, or by a clerk at the counter. What needs the
/// code itself is not.
fn records_for_reporter(case: &Case, actor: &Actor, row: &Row, me: Uuid) -> bool {
    let by_code = matches!(
        row.action,
        ActionKind::OpenResult | ActionKind::ChangeCode | ActionKind::ShareIdentity | ActionKind::Rate
    );
    !by_code
        && !case.facts.without_reporter
        && row.who.contains(&Role::Reporter)
        && (actor.role == Role::Clerk || case.handler == Some(me) || stands_in(case, actor))
}

/// The integrity desk takes any officer's row when nobody is left anywhere, or after the last breach level.
fn stands_in(case: &Case, actor: &Actor) -> bool {
    actor.role == Role::Integrity && (actor.nobody_else || case.at_last_level())
}

fn fits(case: &Case, actor: &Actor, action: ActionKind, needed: Role, me: Uuid) -> bool {
    let works = matches!(needed, Role::Verifier | Role::Analyst | Role::Consultant);
    if works && case.facts.excluded.contains(&me) && action != ActionKind::DeclareConflict {
        return false;
    }
    let officers = works || matches!(needed, Role::Mediator | Role::Supervisor | Role::Reviewer);
    if officers && stands_in(case, actor) {
        return needed != Role::Mediator || !is_struck(case, me);
    }
    if matches!(action, ActionKind::DeclareConflict | ActionKind::Note) {
        return actor.role == needed;
    }
    match needed {
        Role::Verifier => verifies(case, actor, action, me),
        Role::Analyst => analyses(case, actor, action, me),
        Role::Consultant => consults(case, actor, action, me),
        Role::Mediator => actor.role == Role::Mediator && (is_mediator(case, me) || substitutes(case, actor, me)),
        Role::Supervisor => actor.role == Role::Supervisor && (in_unit(case, actor) || actor.nobody_else),
        Role::Reviewer => {
            matches!(actor.role, Role::Reviewer | Role::Supervisor)
                && case.unit.is_some_and(|unit| !actor.units.is_empty() && !actor.units.contains(&unit))
        }
        Role::Integrity => {
            actor.role == Role::Integrity && (action != ActionKind::HandOver || case.facts.hand_overs > 0)
        }
        Role::Reporter | Role::Clerk | Role::Custodian | Role::Auditor | Role::Admin | Role::System => false,
    }
}

fn in_unit(case: &Case, actor: &Actor) -> bool {
    case.unit.is_none_or(|unit| actor.units.contains(&unit))
}

/// Rows of "the handler", whatever the role.
const fn is_handlers(action: ActionKind) -> bool {
    matches!(action, ActionKind::Hold | ActionKind::Unhold | ActionKind::HandOver)
}

/// Rows of "who referred, analyst".
const fn is_referrers(action: ActionKind) -> bool {
    matches!(action, ActionKind::Bounce | ActionKind::RecordOutcome)
}

/// Whether the case is still with the verifiers; they work on the intake of their unit together.
fn is_intake(case: &Case) -> bool {
    matches!(case.stage(), State::Received | State::Screening)
}

fn verifies(case: &Case, actor: &Actor, action: ActionKind, me: Uuid) -> bool {
    if actor.role != Role::Verifier || case.kind != Kind::Complaint {
        return false;
    }
    if is_referrers(action) {
        return case.facts.referral.referrer == Some(me) || (case.handler == Some(me) && is_intake(case));
    }
    if is_handlers(action) {
        return case.handler == Some(me);
    }
    is_intake(case) && (in_unit(case, actor) || case.handler == Some(me) || actor.nobody_else)
}

fn analyses(case: &Case, actor: &Actor, action: ActionKind, me: Uuid) -> bool {
    if !matches!(actor.role, Role::Analyst | Role::Integrity) {
        return false;
    }
    if is_referrers(action) && case.facts.referral.referrer == Some(me) {
        return true;
    }
    if action == ActionKind::Take {
        return actor.role == Role::Analyst && !is_intake(case) && (in_unit(case, actor) || actor.nobody_else);
    }
    let mine = case.handler == Some(me) || (actor.role == Role::Analyst && actor.nobody_else);
    mine && (!is_intake(case) || is_handlers(action))
}

fn consults(case: &Case, actor: &Actor, action: ActionKind, me: Uuid) -> bool {
    let of_role = matches!(actor.role, Role::Consultant | Role::Integrity);
    match action {
        ActionKind::Take | ActionKind::Start => {
            actor.role == Role::Consultant
                && (in_unit(case, actor) || actor.nobody_else)
                && (action == ActionKind::Take || case.handler.is_none_or(|handler| handler == me))
        }
        _ => of_role && (case.handler == Some(me) || (actor.role == Role::Consultant && actor.nobody_else)),
    }
}

fn is_struck(case: &Case, me: Uuid) -> bool {
    case.facts.mediation.struck.contains(&me) || case.has_handled(me)
}

/// The mediator, or before the talks begin (or when the mediator is gone) anybody on the roster whom nobody struck. Never
/// the handler.
fn is_mediator(case: &Case, me: Uuid) -> bool {
    let mediation = &case.facts.mediation;
    match mediation.mediator {
        Some(mediator) => mediator == me,
        None => case.may_mediate(me),
    }
}

fn substitutes(case: &Case, actor: &Actor, me: Uuid) -> bool {
    actor.nobody_else && !is_struck(case, me)
}

/// The side that an actor speaks for in rows where sides act: the reporter's own, or the respondent's when an officer
/// records it and does not say otherwise.
#[must_use]
pub fn side_of(actor: &Actor) -> Side {
    match actor.role {
        Role::Reporter => Side::Reporter,
        _ => actor.on_behalf.unwrap_or(Side::Respondent),
    }
}

/// Whether the side that the action names is the side that the actor speaks for.
pub(super) fn check_side(actor: &Actor, action: &Action) -> Result<(), Guard> {
    match action.side() {
        Some(side) if side != side_of(actor) => Err(Guard::Side),
        Some(_) | None => Ok(()),
    }
}

/// How many other persons must agree to this row.
pub(super) fn needed(case: &Case, row: &Row) -> u8 {
    match row.second {
        Second::None => 0,
        Second::One => 1,
        Second::Two => 2,
        Second::FromFourthRound => u8::from(case.facts.rounds >= 3),
    }
}

/// Whether the approvals suffice: enough, each of another person, none of the proposer.
pub(super) fn approved(actor: &Actor, needed: u8) -> Result<bool, Guard> {
    let Approvals::Given { by } = &actor.approvals else { return Ok(false) };
    let mut persons = by.clone();
    persons.sort_unstable();
    persons.dedup();
    let foreign = persons.len() == by.len() && !actor.officer.is_some_and(|me| by.contains(&me));
    if foreign && by.len() >= usize::from(needed) { Ok(true) } else { Err(Guard::Approval) }
}

/// Whether somebody may approve or reject a proposal (workflow.md, Second person): a supervisor of the unit, else of any
/// unit, else the integrity desk; the desk too after one lapsed proposal of the action or the last breach level. Never
/// the proposer, nobody twice.
///
/// # Errors
/// `Walled`, `NotYours`, or guard `Approval` for a person who must not.
pub fn may_approve(
    case: &Case,
    action: ActionKind,
    proposer: Uuid,
    given: &[Uuid],
    approver: &Actor,
) -> Result<(), Refusal> {
    if approver.walled {
        return Err(Refusal::Walled);
    }
    let not_yours = Refusal::NotYours { role: approver.role, action };
    let Some(me) = approver.officer else { return Err(not_yours) };
    if me == proposer || given.contains(&me) {
        return Err(Guard::Approval.into());
    }
    let may = match approver.role {
        Role::Supervisor => in_unit(case, approver) || approver.nobody_else,
        Role::Integrity => approver.nobody_else || case.at_last_level() || case.facts.lapsed(action.code()) > 0,
        _ => false,
    };
    if may { Ok(()) } else { Err(not_yours) }
}

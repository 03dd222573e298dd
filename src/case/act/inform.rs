//! What only the door knows. A page says whom it means; whether the wall stands between, whether that is somebody who may
//! have the case, what the catalogue says: that is filled in here, before the machine decides and whatever the page said.

use uuid::Uuid;

use super::ActError;
use crate::case::action::{Action, Category, Taker};
use crate::case::case::Case;
use crate::case::db;
use crate::case::refusal::{Guard, Refusal};
use crate::case::state::{Kind, Role, State};
use crate::db::Tx;
use crate::reference;

/// Completes an action. `fresh`: whoever asks must see the other case that it names; an approver need not.
pub(super) async fn complete(tx: &mut Tx, case: &Case, mut action: Action, fresh: bool) -> Result<Action, ActError> {
    match &mut action {
        Action::Accept { category, agency, unit, handler, .. } => {
            know_category(tx, category).await?;
            know_agency(tx, *agency).await?;
            know_unit(tx, case, *unit).await?;
            know_taker(tx, case, handler, Role::Analyst, *agency).await?;
        }
        Action::Amend { category, agency, unit, .. } => {
            if let Some(category) = category {
                know_category(tx, category).await?;
            }
            know_agency(tx, *agency).await?;
            if let Some(unit) = unit {
                know_unit(tx, case, *unit).await?;
            }
        }
        Action::Arbitrate { category, handler, .. } => {
            if let Some(category) = category {
                know_category(tx, category).await?;
            }
            if let Some(handler) = handler {
                know_taker(tx, case, handler, Role::Analyst, None).await?;
            }
        }
        Action::Assign { to } => know_taker(tx, case, to, working(case.kind, case.stage()), None).await?,
        Action::HandOver { to, unit, .. } => {
            if let Some(to) = to {
                know_taker(tx, case, to, working(case.kind, case.stage()), None).await?;
            }
            if let Some(unit) = unit {
                know_unit(tx, case, *unit).await?;
            }
        }
        Action::Reopen { handler, .. } => {
            let stage = if case.resume == Some(State::NotAdmissible) { State::Screening } else { State::Review };
            know_taker(tx, case, handler, working(case.kind, stage), None).await?;
        }
        Action::Repair { target, resume, handler: Some(handler), .. } => {
            know_taker(tx, case, handler, working(case.kind, resume.unwrap_or(*target)), None).await?;
        }
        Action::OfferMediation { roster } => {
            for mediator in roster {
                know_taker(tx, case, mediator, Role::Mediator, None).await?;
            }
        }
        Action::Join { parent, .. } => return know_parent(tx, case, *parent, fresh).await,
        Action::Link { other } => know_other(tx, case, *other).await?,
        _ => {}
    }
    Ok(action)
}

const fn unknown() -> ActError {
    ActError::Refused(Refusal::Guard(Guard::Unknown))
}

/// The role that works on a case at a stage.
pub(super) const fn working(kind: Kind, stage: State) -> Role {
    match (kind, stage) {
        (Kind::Consultation, _) => Role::Consultant,
        (Kind::Complaint, State::Received | State::Screening) => Role::Verifier,
        (Kind::Complaint, _) => Role::Analyst,
    }
}

async fn know_category(tx: &mut Tx, category: &mut Category) -> Result<(), ActError> {
    let Some(known) = reference::db::violation(tx, &category.code).await? else { return Err(unknown()) };
    category.mediable = known.mediable;
    Ok(())
}

async fn know_agency(tx: &mut Tx, agency: Option<Uuid>) -> Result<(), ActError> {
    match agency {
        Some(agency) if reference::db::agency(tx, agency).await?.is_none() => Err(unknown()),
        Some(_) | None => Ok(()),
    }
}

async fn know_unit(tx: &mut Tx, case: &Case, unit: Uuid) -> Result<(), ActError> {
    if case.unit == Some(unit) || db::unit_may_take(tx, case.id, unit).await? { Ok(()) } else { Err(unknown()) }
}

/// Somebody who works here in that role, or at the integrity desk. An agency that the act names walls its people too.
async fn know_taker(
    tx: &mut Tx,
    case: &Case,
    taker: &mut Taker,
    role: Role,
    agency: Option<Uuid>,
) -> Result<(), ActError> {
    let roles = [role.code(), Role::Integrity.code()];
    let Some(walled) = db::taker(tx, case.id, taker.officer, &roles, agency).await? else { return Err(unknown()) };
    taker.walled = walled;
    Ok(())
}

/// Row 51: a case that the officer may know of; another one does not exist.
async fn know_other(tx: &mut Tx, case: &Case, other: Uuid) -> Result<(), ActError> {
    if other != case.id && db::may_enter(tx, other).await? { Ok(()) } else { Err(barred()) }
}

/// Row 13: the other case as it stands once it is locked.
async fn know_parent(tx: &mut Tx, case: &Case, parent: Uuid, fresh: bool) -> Result<Action, ActError> {
    if parent == case.id || !db::lock(tx, parent).await? || (fresh && !db::may_enter(tx, parent).await?) {
        return Err(barred());
    }
    let Some(found) = db::load(tx, parent).await? else { return Err(barred()) };
    Ok(Action::Join {
        parent,
        parent_open: found.kind == case.kind && !found.state.is_final(),
        parent_joined: found.facts.joined_to.is_some(),
        wall_holds: db::walls_agree(tx, case.id, parent).await?,
    })
}

const fn barred() -> ActError {
    ActError::Refused(Refusal::Guard(Guard::Parent))
}

//! What only the door knows of an act: who stands behind the wall, what the catalogue says, how another case stands.
//! Whatever a page said of it does not count.

use crate::case::action::{Action, Category, Taker};
use crate::case::case::Case;
use crate::case::db;
use crate::db::Tx;
use crate::reference;

/// The act with the door's own knowledge in it.
pub(super) async fn fill(tx: &mut Tx, case: &Case, mut action: Action) -> Result<Action, sqlx::Error> {
    match &mut action {
        Action::Accept { category: chosen, handler, .. } => {
            category(tx, chosen).await?;
            taker(tx, case, handler).await?;
        }
        Action::Assign { to } | Action::Reopen { handler: to, .. } => taker(tx, case, to).await?,
        Action::HandOver { to: Some(to), .. } | Action::Repair { handler: Some(to), .. } => taker(tx, case, to).await?,
        Action::Arbitrate { category: chosen, handler, .. } => {
            if let Some(chosen) = chosen {
                category(tx, chosen).await?;
            }
            if let Some(handler) = handler {
                taker(tx, case, handler).await?;
            }
        }
        Action::Amend { category: Some(chosen), .. } => category(tx, chosen).await?,
        Action::OfferMediation { roster } => {
            for mediator in roster {
                taker(tx, case, mediator).await?;
            }
        }
        Action::Join { parent, parent_open, parent_joined, wall_holds } => {
            let found = db::load(tx, *parent).await?;
            *parent_open = found.as_ref().is_some_and(|found| !found.state.is_final());
            *parent_joined = found.as_ref().is_none_or(|found| found.facts.joined_to.is_some());
            *wall_holds = db::wall_holds(tx, case.id, *parent).await?;
        }
        _ => {}
    }
    Ok(action)
}

async fn taker(tx: &mut Tx, case: &Case, taker: &mut Taker) -> Result<(), sqlx::Error> {
    taker.walled = db::is_walled(tx, case.id, taker.officer).await?;
    Ok(())
}

async fn category(tx: &mut Tx, category: &mut Category) -> Result<(), sqlx::Error> {
    category.mediable = reference::db::violation(tx, &category.code).await?.is_some_and(|found| found.mediable);
    Ok(())
}

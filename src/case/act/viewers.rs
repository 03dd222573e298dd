//! From the machine's readers to rows of the work list.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::case::case::Case;
use crate::case::db;
use crate::case::state::Role;
use crate::case::viewers::{Turn, Viewer, viewers};
use crate::db::Tx;

/// Name of an officer's own list.
#[must_use]
pub fn officer_list(officer: Uuid) -> String {
    format!("o:{officer}")
}

/// Name of the list of a role in a unit.
#[must_use]
pub fn unit_list(unit: Uuid, role: &str) -> String {
    format!("u:{unit}:{role}")
}

/// Name of the integrity desk's list.
pub const INTEGRITY_LIST: &str = "r:integrity";

/// The lists that a case belongs to, and whose turn it is in each: (lists, turns).
///
/// Where nobody unwalled and present is left of a role in the unit, the other units' people read it, and where none is
/// left anywhere, the integrity desk does (workflow.md, "Nobody available").
pub(super) async fn rows(
    tx: &mut Tx,
    case: &Case,
    now: DateTime<Utc>,
) -> Result<(Vec<String>, Vec<String>), sqlx::Error> {
    let mut lists: BTreeMap<String, Turn> = BTreeMap::new();
    let mut add = |list: String, turn: Turn| {
        lists.entry(list).and_modify(|old| *old = (*old).max(turn)).or_insert(turn);
    };
    let units = db::units(tx).await?;
    for reader in viewers(case) {
        match reader.viewer {
            Viewer::Officer(officer) => add(officer_list(officer), reader.turn),
            Viewer::Integrity => add(INTEGRITY_LIST.to_owned(), reader.turn),
            Viewer::OtherUnits(role) => {
                for (unit, _) in units.iter().filter(|(unit, integrity)| !integrity && Some(*unit) != case.unit) {
                    add(unit_list(*unit, role.code()), reader.turn);
                }
            }
            Viewer::UnitRole(unit, role) => {
                add(unit_list(unit, role.code()), reader.turn);
                for list in substitutes(tx, case, unit, role, &units, now).await? {
                    add(list, reader.turn);
                }
            }
        }
    }
    for list in db::approvers(tx, case.id).await? {
        add(list, Turn::Act);
    }
    Ok(lists.into_iter().map(|(list, turn)| (list, turn.code().to_owned())).unzip())
}

async fn substitutes(
    tx: &mut Tx,
    case: &Case,
    unit: Uuid,
    role: Role,
    units: &[(Uuid, bool)],
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    let reach = db::reach(tx, case.id, unit, role.code(), case.zone.day(now)).await?;
    Ok(match reach.as_str() {
        "unit" => Vec::new(),
        "others" => units
            .iter()
            .filter(|(other, integrity)| !integrity && *other != unit)
            .map(|(other, _)| unit_list(*other, role.code()))
            .collect(),
        _ => vec![INTEGRITY_LIST.to_owned()],
    })
}

/// Rewrites the readers of a case after an act.
pub(super) async fn keep(tx: &mut Tx, case: &Case, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let (lists, turns) = rows(tx, case, now).await?;
    db::keep_work_list(tx, case.id, &lists, &turns).await
}

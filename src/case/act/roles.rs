//! In which roles an officer comes to a case, and whether anybody nearer is left.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Who;
use super::needed::{Need, needed, people_left};
use crate::case::actor::Actor as Player;
use crate::case::case::Case;
use crate::case::db::{self, Left};
use crate::case::state::Role;
use crate::db::Tx;

/// The roles in which somebody may come to this case, most specific first.
pub async fn players(tx: &mut Tx, case: &Case, who: Who, now: DateTime<Utc>) -> Result<Vec<Player>, sqlx::Error> {
    let officer = match who {
        Who::Reporter => return Ok(vec![Player::reporter()]),
        Who::System => return Ok(vec![Player::system()]),
        Who::Officer(officer) => officer,
    };
    let held = held(tx, case, officer).await?;
    let (units, roles) = asked(case, held.keys().copied());
    let left = people_left(tx, case, (&units, &roles), case.zone.day(now)).await?;
    Ok(held.into_iter().map(|(role, units)| player(case, role, officer, units, &left)).collect())
}

/// The same for a second person: supervisors who proposed or approved already are not counted as left.
pub(super) async fn approvers(
    tx: &mut Tx,
    case: &Case,
    officer: Uuid,
    given: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Player>, sqlx::Error> {
    let mut held = held(tx, case, officer).await?;
    held.retain(|role, _| matches!(role, Role::Supervisor | Role::Integrity));
    let (units, roles) = asked(case, [Role::Supervisor].into_iter());
    let today = case.zone.day(now);
    let left = db::people_left(tx, case.id, (&units, &roles), given, &case.facts.excluded, today).await?;
    let nobody = Need { role: Role::Supervisor, elsewhere: false }.is_unmet(case, &left);
    let players = held.into_iter().map(|(role, units)| {
        let mut player = player(case, role, officer, units, &left);
        if role == Role::Integrity {
            player.nobody_else = nobody;
        }
        player
    });
    Ok(players.collect())
}

/// Roles of an officer with the units where they are held. A supervisor is a reviewer of
/// the cases of units that they do not head as well.
async fn held(tx: &mut Tx, case: &Case, officer: Uuid) -> Result<BTreeMap<Role, Vec<Uuid>>, sqlx::Error> {
    let mut units: BTreeMap<Role, Vec<Uuid>> = BTreeMap::new();
    for (unit, code) in db::roles(tx, officer).await? {
        let Some(role) = Role::from_code(&code) else { continue };
        units.entry(role).or_default().extend(unit);
    }
    let heads = units.get(&Role::Supervisor).cloned().unwrap_or_default();
    if !heads.is_empty() && case.unit.is_none_or(|unit| !heads.contains(&unit)) {
        units.insert(Role::Reviewer, heads);
    }
    Ok(units)
}

/// Whom an officer's standing depends on: (units, roles), side by side.
fn asked(case: &Case, held: impl Iterator<Item = Role>) -> (Vec<Option<Uuid>>, Vec<&'static str>) {
    let needs = needed(case).iter().map(|need| need.role);
    let mut roles: Vec<&str> = held.filter(|role| *role != Role::Reviewer).chain(needs).map(Role::code).collect();
    roles.sort_unstable();
    roles.dedup();
    (vec![case.unit; roles.len()], roles)
}

fn player(case: &Case, role: Role, officer: Uuid, units: Vec<Uuid>, left: &[Left]) -> Player {
    let mut player = Player::officer(role, officer, units);
    let at_home = case.unit.is_none_or(|home| player.units.contains(&home));
    player.nobody_else = match role {
        Role::Integrity => needed(case).iter().any(|need| need.is_unmet(case, left)),
        Role::Reviewer => false,
        _ => !at_home && left.iter().all(|left| left.role != role.code() || !left.here),
    };
    player
}

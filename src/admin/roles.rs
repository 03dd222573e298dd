//! The roles that an administrator gives, with their units.

use i18n_embed_fl::fl;
use uuid::Uuid;

use super::{db, words};
use crate::case::state::Role;
use crate::i18n::Tr;
use crate::web::Problems;

/// Roles that a unit of the office gives.
const OFFICE: [Role; 7] =
    [Role::Clerk, Role::Verifier, Role::Analyst, Role::Mediator, Role::Consultant, Role::Supervisor, Role::Custodian];
/// Roles that belong to no unit, and that nobody may hold who works on cases.
const APART: [Role; 2] = [Role::Auditor, Role::Admin];

/// One tick of the roles.
pub struct Tick {
    pub value: String,
    pub label: String,
    pub on: bool,
    pub id: String,
}

/// The ticked roles, and those that somebody holds and the page does not offer: saving the page keeps them.
pub fn judge(
    t: Tr,
    problems: &mut Problems,
    ticked: &[String],
    held: &[(Option<Uuid>, String)],
    units: &[db::Unit],
) -> Vec<(Option<Uuid>, String)> {
    let mut roles: Vec<(Option<Uuid>, String)> = offered(units)
        .into_iter()
        .filter(|(unit, role)| ticked.contains(&value(*unit, role.code())))
        .map(|(unit, role)| (unit, role.code().to_owned()))
        .collect();
    if are_mixed(&roles) {
        problems.add("peran", fl!(t, "kelola-galat-peran-campur"));
    }
    roles.extend(out_of_reach(held, units));
    if are_mixed(&roles) {
        problems.add("peran", fl!(t, "kelola-galat-peran-campur-unit"));
    }
    roles
}

/// Whether roles that stand apart are held beside others.
pub fn are_mixed(roles: &[(Option<Uuid>, String)]) -> bool {
    let is_apart = |code: &str| APART.iter().any(|role| role.code() == code);
    roles.iter().any(|(_, role)| is_apart(role)) && roles.iter().any(|(_, role)| !is_apart(role))
}

/// Every role that can be given, with its unit.
fn offered(units: &[db::Unit]) -> Vec<(Option<Uuid>, Role)> {
    let of = |unit: &db::Unit| if unit.kind == "integrity" { vec![Role::Integrity] } else { OFFICE.to_vec() };
    units
        .iter()
        .filter(|unit| unit.active)
        .flat_map(|unit| of(unit).into_iter().map(|role| (Some(unit.id), role)))
        .chain(APART.map(|role| (None, role)))
        .collect()
}

/// What somebody holds that the page does not offer, as in a unit out of use.
fn out_of_reach(held: &[(Option<Uuid>, String)], units: &[db::Unit]) -> impl Iterator<Item = (Option<Uuid>, String)> {
    let offered = offered(units);
    held.iter()
        .filter(move |(unit, role)| !offered.iter().any(|(known, code)| known == unit && code.code() == role))
        .cloned()
}

/// What a tick sends.
pub fn value(unit: Option<Uuid>, role: &str) -> String {
    format!("{}:{role}", unit.map(|unit| unit.to_string()).unwrap_or_default())
}

/// The ticks, unit by unit.
pub fn groups(t: Tr, units: &[db::Unit], ticked: &[String]) -> Vec<(String, Vec<Tick>)> {
    let mut groups: Vec<(Option<Uuid>, String, Vec<Tick>)> = Vec::new();
    for (n, (unit, role)) in offered(units).into_iter().enumerate() {
        let value = value(unit, role.code());
        // The summary of problems links to the first one.
        let id = if n == 0 { "peran".to_owned() } else { format!("peran-{n}") };
        let tick = Tick { on: ticked.contains(&value), label: words::role(t, role), value, id };
        match groups.last_mut() {
            Some((last, _, ticks)) if *last == unit => ticks.push(tick),
            _ => {
                let name = units.iter().find(|known| Some(known.id) == unit).map(|known| known.name.clone());
                groups.push((unit, name.unwrap_or_else(|| fl!(t, "kelola-peran-tanpa-unit")), vec![tick]));
            }
        }
    }
    groups.into_iter().map(|(_, name, ticks)| (name, ticks)).collect()
}

//! From the machine's readers to rows of the work list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::needed::{needed, people_left};
use crate::case::case::Case;
use crate::case::db::{self, Left, OpenProposal, Route};
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

/// The lists that a case belongs to and whose turn it is in each, side by side.
pub(super) type Lists = (Vec<String>, Vec<String>);

/// The lists of a case that is about to be filed.
pub(super) async fn at_filing(
    tx: &mut Tx,
    case: &Case,
    route: &Route,
    agency: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Lists, sqlx::Error> {
    let (units, roles) = questions(case);
    let left = db::people_left_by_route(tx, route, agency, (&units, &roles), case.zone.day(now)).await?;
    let mut readers = Readers::new();
    readers.spread(tx, case, &left).await?;
    Ok(readers.rows())
}

/// Rewrites the readers of a case after an act.
pub(super) async fn keep(tx: &mut Tx, case: &Case, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let (units, roles) = questions(case);
    let today = case.zone.day(now);
    let left = people_left(tx, case, (&units, &roles), today).await?;
    let mut readers = Readers::new();
    readers.spread(tx, case, &left).await?;
    for proposal in db::open_proposals(tx, case.id).await? {
        let approvers = readers.approvers(tx, case, &proposal, today).await?;
        if approvers != proposal.viewers {
            db::set_approvers(tx, proposal.id, &approvers).await?;
        }
        for list in approvers {
            readers.add(list, Turn::Act);
        }
    }
    let (lists, turns) = readers.rows();
    db::keep_work_list(tx, case.id, &lists, &turns).await
}

struct Readers {
    lists: BTreeMap<String, Turn>,
    /// Other units, once they were asked for.
    offices: Option<Vec<Uuid>>,
}

impl Readers {
    const fn new() -> Self {
        Self { lists: BTreeMap::new(), offices: None }
    }

    fn add(&mut self, list: String, turn: Turn) {
        self.lists.entry(list).and_modify(|old| *old = (*old).max(turn)).or_insert(turn);
    }

    /// Adds what the machine says, and who stands in: where nobody unwalled and present is left of a role in the unit,
    /// the other units' people read the case, and where none is left anywhere, the integrity desk does.
    async fn spread(&mut self, tx: &mut Tx, case: &Case, left: &[Left]) -> Result<(), sqlx::Error> {
        let found = |unit: Option<Uuid>, role: Role| {
            left.iter()
                .find(|left| left.unit_id == unit && left.role == role.code())
                .map(|left| (left.here, left.elsewhere))
        };
        for reader in viewers(case) {
            match reader.viewer {
                Viewer::Officer(officer) => self.add(officer_list(officer), reader.turn),
                Viewer::Integrity => self.add(INTEGRITY_LIST.to_owned(), reader.turn),
                Viewer::UnitRole(unit, role) => {
                    self.add(unit_list(unit, role.code()), reader.turn);
                    match found(Some(unit), role) {
                        Some((true, _)) => {}
                        Some((false, true)) => self.add_others(tx, Some(unit), role, reader.turn).await?,
                        Some((false, false)) | None => self.add(INTEGRITY_LIST.to_owned(), reader.turn),
                    }
                }
                Viewer::OtherUnits(role) => match found(case.unit, role) {
                    Some((_, true)) => self.add_others(tx, case.unit, role, reader.turn).await?,
                    Some((_, false)) | None => self.add(INTEGRITY_LIST.to_owned(), reader.turn),
                },
            }
        }
        let unwatched = !case.state.is_final() && case.open_clocks().next().is_none();
        if unwatched || needed(case).iter().any(|need| need.is_unmet(case, left)) {
            self.add(INTEGRITY_LIST.to_owned(), Turn::Act);
        }
        Ok(())
    }

    /// People of a role in every unit but one.
    async fn add_others(&mut self, tx: &mut Tx, but: Option<Uuid>, role: Role, turn: Turn) -> Result<(), sqlx::Error> {
        for unit in self.others(tx, but).await? {
            self.add(unit_list(unit, role.code()), turn);
        }
        Ok(())
    }

    async fn others(&mut self, tx: &mut Tx, but: Option<Uuid>) -> Result<Vec<Uuid>, sqlx::Error> {
        if self.offices.is_none() {
            self.offices = Some(db::offices(tx).await?);
        }
        Ok(self.offices.iter().flatten().copied().filter(|unit| Some(*unit) != but).collect())
    }

    /// Lists whose readers may approve a proposal: the unit's supervisors, else any unit's, else the integrity desk; the
    /// desk too after one lapse of this act or after the last level of a breach. `given` proposed or approved already.
    async fn approvers(
        &mut self,
        tx: &mut Tx,
        case: &Case,
        proposal: &OpenProposal,
        today: NaiveDate,
    ) -> Result<Vec<String>, sqlx::Error> {
        let role = Role::Supervisor.code();
        let left = db::people_left(tx, case.id, (&[case.unit], &[role]), &proposal.given, &[], today).await?;
        let mut lists: Vec<String> = match (case.unit, left.first()) {
            (Some(unit), Some(left)) if left.here => vec![unit_list(unit, role)],
            (_, Some(left)) if left.elsewhere => {
                self.others(tx, case.unit).await?.into_iter().map(|unit| unit_list(unit, role)).collect()
            }
            _ => Vec::new(),
        };
        if lists.is_empty() || case.facts.lapsed(&proposal.action) > 0 || case.at_last_level() {
            lists.push(INTEGRITY_LIST.to_owned());
        }
        Ok(lists)
    }

    fn rows(self) -> Lists {
        self.lists.into_iter().map(|(list, turn)| (list, turn.code().to_owned())).unzip()
    }
}

/// Whom the readers depend on: (units, roles), side by side.
fn questions(case: &Case) -> (Vec<Option<Uuid>>, Vec<&'static str>) {
    let read = viewers(case).into_iter().filter_map(|reader| match reader.viewer {
        Viewer::UnitRole(unit, role) => Some((Some(unit), role)),
        Viewer::OtherUnits(role) => Some((case.unit, role)),
        Viewer::Officer(_) | Viewer::Integrity => None,
    });
    let pairs: BTreeSet<_> = read.chain(needed(case).iter().map(|need| (case.unit, need.role))).collect();
    pairs.into_iter().map(|(unit, role)| (unit, role.code())).unzip()
}

//! Whose absence stops a case where it stands (workflow.md, "Nobody available").

use chrono::NaiveDate;
use uuid::Uuid;

use crate::case::case::Case;
use crate::case::db::{self, Left};
use crate::case::state::{Kind, Role, State};
use crate::db::Tx;

/// A role that a case needs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) role: Role,
    /// It must be somebody of another unit than the case's.
    pub(super) elsewhere: bool,
}

impl Need {
    const fn of(role: Role) -> Self {
        Self { role, elsewhere: false }
    }

    /// Whether nobody is left for it, as far as anybody was asked.
    pub(super) fn is_unmet(self, case: &Case, left: &[Left]) -> bool {
        let mut answers = left.iter().filter(|left| left.unit_id == case.unit && left.role == self.role.code());
        answers.all(|left| !left.elsewhere && (self.elsewhere || !left.here))
    }
}

const VERIFIER: &[Need] = &[Need::of(Role::Verifier)];
const ANALYST: &[Need] = &[Need::of(Role::Analyst)];
const MEDIATOR: &[Need] = &[Need::of(Role::Mediator)];
const CONSULTANT: &[Need] = &[Need::of(Role::Consultant)];
const SUPERVISOR: &[Need] = &[Need::of(Role::Supervisor)];
const BOTH: &[Need] = &[Need::of(Role::Analyst), Need::of(Role::Supervisor)];
const REVIEWER: &[Need] = &[Need { role: Role::Supervisor, elsewhere: true }];

/// Who may not decide a case that waits for it, though they are supervisors: whoever proposed the outcome, handles the
/// case or ever did. If they counted as left, nobody would stand in where one of them is the only one.
pub(super) fn barred(case: &Case) -> Vec<Uuid> {
    match case.state {
        State::Deciding => {
            let facts = &case.facts;
            facts.handlers.iter().copied().chain(case.handler).chain(facts.proposed_by).collect()
        }
        _ => Vec::new(),
    }
}

/// Who is left for each (unit, role) of a case where it stands.
pub(super) async fn people_left(
    tx: &mut Tx,
    case: &Case,
    (units, roles): (&[Option<Uuid>], &[&str]),
    today: NaiveDate,
) -> Result<Vec<Left>, sqlx::Error> {
    let barred = barred(case);
    let (deciding, other): (Vec<_>, Vec<_>) = units
        .iter()
        .zip(roles)
        .map(|(unit, role)| (*unit, *role))
        .partition(|(_, role)| !barred.is_empty() && *role == Role::Supervisor.code());
    let mut left = Vec::new();
    for (asked, besides) in [(deciding, barred.as_slice()), (other, &[])] {
        if !asked.is_empty() {
            let (units, roles): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
            left.extend(db::people_left(tx, case.id, (&units, &roles), besides, &case.facts.excluded, today).await?);
        }
    }
    Ok(left)
}

/// The roles without which a case cannot go on.
pub(super) fn needed(case: &Case) -> &'static [Need] {
    match (case.kind, case.state) {
        (_, State::Closed | State::Converted | State::NotAdmissible) => &[],
        (Kind::Consultation, _) => CONSULTANT,
        (Kind::Complaint, State::Withdrawn | State::Deciding) => SUPERVISOR,
        (Kind::Complaint, State::Mediation) => MEDIATOR,
        (Kind::Complaint, State::Objection) => REVIEWER,
        (Kind::Complaint, State::Resolved | State::FollowUp) => BOTH,
        (Kind::Complaint, _) => {
            if matches!(case.stage(), State::Received | State::Screening) {
                VERIFIER
            } else {
                ANALYST
            }
        }
    }
}

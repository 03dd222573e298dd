//! Whose absence stops a case where it stands (workflow.md, "Nobody available").

use crate::case::case::Case;
use crate::case::db::Left;
use crate::case::state::{Kind, Role, State};

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

//! Who acts, in which role, and with whose approval.

use uuid::Uuid;

use super::state::{Role, Side};

/// Who acts. The door makes it from the session and the locked case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The role acted in.
    pub role: Role,
    /// The officer; `None` for reporter and worker.
    pub officer: Option<Uuid>,
    /// Units in which the officer holds that role.
    pub units: Vec<Uuid>,
    /// Set when an approved proposal is carried out.
    pub approvals: Approvals,
    /// The party whose act an officer records.
    pub on_behalf: Option<Side>,
    /// Behind the wall of this case.
    pub walled: bool,
    /// No unwalled, active person of the needed role is left nearer than this actor: for a person of another unit, none
    /// in the unit; for the integrity desk, none anywhere.
    pub nobody_else: bool,
}

/// The second persons of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Approvals {
    /// Not a proposal that is carried out.
    #[default]
    None,
    /// Approved; the actor is the proposer.
    Given {
        /// Who approved, in order.
        by: Vec<Uuid>,
    },
}

impl Actor {
    /// The reporter, with the receipt code.
    #[must_use]
    pub const fn reporter() -> Self {
        Self::new(Role::Reporter)
    }

    /// The worker.
    #[must_use]
    pub const fn system() -> Self {
        Self::new(Role::System)
    }

    /// An officer in one role.
    #[must_use]
    pub fn officer(role: Role, officer: Uuid, units: Vec<Uuid>) -> Self {
        Self { officer: Some(officer), units, ..Self::new(role) }
    }

    /// The same actor, recording a party's act.
    #[must_use]
    pub fn on_behalf_of(mut self, side: Side) -> Self {
        self.on_behalf = Some(side);
        self
    }

    /// The same actor, with approvals.
    #[must_use]
    pub fn approved_by(mut self, by: Vec<Uuid>) -> Self {
        self.approvals = Approvals::Given { by };
        self
    }

    /// Somebody in this role, without officer, units or approvals.
    #[must_use]
    pub const fn new(role: Role) -> Self {
        Self {
            role,
            officer: None,
            units: Vec::new(),
            approvals: Approvals::None,
            on_behalf: None,
            walled: false,
            nobody_else: false,
        }
    }
}

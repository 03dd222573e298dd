//! Decides what an action does: pure, without input, output or a clock of its own.

pub use super::actor::{Actor, Approvals};
pub use super::effect::{Effect, Target, apply, clock_id};
pub use super::refusal::{Guard, Refusal};

use super::{action::Action, case::Case, policy::Policy};

/// Nothing is allowed yet.
pub fn decide(
    case: &Case,
    _: &Actor,
    action: &Action,
    _: &Policy,
    _: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Effect>, Refusal> {
    Err(Refusal::NotNow { state: case.state, action: action.kind() })
}

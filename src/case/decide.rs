//! Decides what an action does: pure, without input, output or a clock of its own.

pub use super::actor::{Actor, Approvals};
pub use super::effect::{Effect, Target, apply, clock_id};
pub use super::refusal::{Guard, Refusal};

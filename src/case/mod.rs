//! The aggregate: a case and the machine that moves it.

/// Kinds, states, roles, outcomes and clocks, with their codes.
pub mod state;
/// The record: a hash chain with erasable payloads.
pub mod event;
/// The reporter's own words and identity, as sealed.
pub mod account;

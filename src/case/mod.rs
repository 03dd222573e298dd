//! The aggregate: a case and the machine that moves it.

/// Kinds, states, roles, outcomes and clocks, with their codes.
pub mod state;
/// The record: a hash chain with erasable payloads.
pub mod event;
/// The reporter's own words and identity, as sealed.
pub mod account;
/// The day of an event.
pub mod rough_day;
/// The case as the machine sees it.
#[expect(clippy::module_inception, reason = "the type is the aggregate; its file has its name")]
pub mod case;
/// What guards remember.
pub mod facts;
/// What can be done.
pub mod action;
/// The names of what can be done.
mod action_kind;
/// Who acts.
pub mod actor;
/// Why the machine says no.
pub mod refusal;
/// Working days.
pub mod calendar;
/// Deadlines as data.
pub mod policy;
/// The stages that the bar over a complaint names.
pub mod step;
/// How a case begins.
pub mod begin;
/// What a decided action does.
pub mod effect;
/// How long clocks run.
pub mod clocks;
/// The one table.
pub mod table;
/// Who may use a row.
pub mod who;
/// Guards that look at the case alone.
mod guard;
/// A case being worked on.
mod work;
/// The decision itself.
pub mod decide;
/// Who sees a case.
pub mod viewers;
/// Pages that print.
pub mod letter;
/// Published deadlines and calendars, kept in memory by version.
pub mod policies;
/// Every statement on cases and what hangs on them.
pub mod db;
/// The one door.
pub mod act;

//! Kentongan: complaints and consultations about the conduct of Indonesian civil servants.
//!
//! The modules in reading order:

/// The only caller of the system clock.
pub mod clock;
/// The aggregate that everybody acts on: rules, then storage, then the one door.
pub mod case;
/// From settings to a running program.
pub mod start;
/// What a crash may leave behind.
pub mod quiet;
/// Commands of the console.
pub mod command;
/// A plausible office for demonstrations.
pub mod demo;
/// Notices to reporters who asked for them.
pub mod mail;
/// The worker: clocks, clean-up, figures.
pub mod jobs;
/// Settings with their flags and environment names.
pub mod config;
/// Actor-bound database transactions; nothing else hands out a connection.
pub mod db;
/// Keys and secrets.
pub mod vault;
/// Keys change while the office works.
pub mod keyring;
/// Evidence: what is accepted, and where its bytes lie, encrypted.
pub mod files;
/// What the office looks up: agencies, violations, calendars, deadlines.
pub mod reference;
/// A private PostgreSQL in the data directory, and one for tests.
pub mod pg;
/// What every handler shares, and the site map.
pub mod app;
/// Everything that can end a request early.
pub mod error;
/// The two languages.
pub mod i18n;
/// The officer's desk: queue, case, acts.
mod desk;
/// Officers' accounts: sign-in, own account, invitations.
pub mod account;
/// The citizen comes back with the code.
mod follow;
/// The record as a whole.
pub mod ledger;
/// The citizen files: complaint, consultation, from a QR code.
pub mod intake;
/// What an administrator keeps.
pub mod admin;
/// Keys of identities: custodians, reveals, recovery.
pub mod custody;
/// QR campaigns: posters, figures.
mod campaign;
/// The public pages around the work.
mod site;
/// The web kit: what every page shares.
pub mod web;

//! The stories: people at their browsers, through the real router, on a real database. One binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod account;
mod admin;
mod ledger;
mod desk;
mod door;
mod follow;
mod pages;
mod readme;
mod story_campaign;
mod story_intake;
mod world;

//! The stories: people at their browsers, through the real router, on a real database. One binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod account;
mod admin;
mod adversity;
mod architecture;
mod asvs;
mod bodies;
mod canaries;
mod console;
mod held_out;
mod keeping;
mod keys;
mod line;
mod custody;
mod ledger;
mod limits;
mod desk;
mod door;
mod every_route;
mod evidence;
mod factors;
mod follow;
#[expect(dead_code, reason = "the bench and the chaos tests use the rest")]
#[path = "../load/mod.rs"]
mod load;
mod mail;
mod mutants;
mod one_administrator;
mod oidc;
mod pages;
mod readme;
mod restore;
mod schema;
mod sessions;
mod story_campaign;
mod story_intake;
mod two_people;
mod world;

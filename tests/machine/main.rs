//! The case machine, held against its definition (workflow.md), its calendar, and 20,000 random lives.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at what cannot be")]
#![expect(clippy::needless_pass_by_value, reason = "stories read better without borrowing")]

mod calendar;
mod consultation;
mod definition;
mod lessons;
mod lives;
mod office;
mod readers;
mod rows;
mod sample;
mod seconds;
mod whose;

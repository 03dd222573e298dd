//! Kentongan: complaints and consultations about the conduct of Indonesian civil servants.
//!
//! The modules in reading order:

/// The only caller of the system clock.
pub mod clock;
/// Actor-bound database transactions; nothing else hands out a connection.
pub mod db;

//! Actor-bound database transactions.

use sqlx::migrate::Migrator;

/// Every migration of the schema, embedded in the binary.
pub static MIGRATOR: Migrator = sqlx::migrate!();

//! The only place that reads the system clock; rules take `now` as an argument.

use chrono::{DateTime, Utc};

/// The current instant, UTC, cut to microseconds because that is what `PostgreSQL` keeps.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the wrapper that everybody else must use")]
pub fn now() -> DateTime<Utc> {
    use chrono::SubsecRound;
    Utc::now().trunc_subsecs(6)
}

//! The only place that reads the system clock; rules take `now` as an argument.

use std::future::Future;

use chrono::{DateTime, SubsecRound, Utc};

tokio::task_local! {
    static PRETENDED: DateTime<Utc>;
}

/// The current instant, UTC, cut to microseconds because that is what `PostgreSQL` keeps.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the wrapper that everybody else must use")]
pub fn now() -> DateTime<Utc> {
    PRETENDED.try_with(|at| *at).unwrap_or_else(|_| Utc::now()).trunc_subsecs(6)
}

/// Runs `work` as if it were `at`: the demo office's past, and tests that let days pass. No page and no job calls it.
pub async fn pretend<T>(at: DateTime<Utc>, work: impl Future<Output = T>) -> T {
    PRETENDED.scope(at, work).await
}

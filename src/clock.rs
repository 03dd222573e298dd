//! The only place that reads the system clock; rules take `now` as an argument.

use std::future::Future;
use std::time::Instant;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

tokio::task_local! {
    static PRETENDED: DateTime<Utc>;
}

/// The current instant, UTC, cut to microseconds because that is what `PostgreSQL` keeps.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the wrapper that everybody else must use")]
pub fn now() -> DateTime<Utc> {
    PRETENDED.try_with(|at| *at).unwrap_or_else(|_| Utc::now() + ahead()).trunc_subsecs(6)
}

/// The instant that [`now`] was when the program first asked, and the time since then: it never goes back, whatever is done
/// to the machine's clock. For waiting and counting only, not to be shown or stored.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the wrapper that everybody else must use")]
pub fn steady() -> DateTime<Utc> {
    static FIRST: std::sync::LazyLock<(DateTime<Utc>, Instant)> =
        std::sync::LazyLock::new(|| (Utc::now(), Instant::now()));
    let (first, began) = *FIRST;
    let since = TimeDelta::from_std(began.elapsed()).unwrap_or_default();
    PRETENDED.try_with(|at| *at).unwrap_or_else(|_| first + since + ahead())
}

/// Runs `work` as if it were `at`: the demo office's past, and tests that let days pass. No page and no job calls it.
pub async fn pretend<T>(at: DateTime<Utc>, work: impl Future<Output = T>) -> T {
    PRETENDED.scope(at, work).await
}

/// The same work, at the time that is pretended here, for a task of its own.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let pretended = PRETENDED.try_with(|at| *at).ok();
    async move {
        match pretended {
            Some(at) => PRETENDED.scope(at, work).await,
            None => work.await,
        }
    }
}

/// How far the office's clock goes ahead of the machine's. The browser tests let days pass by writing seconds into the
/// file that `KENTONGAN_CLOCK_AHEAD` names. A release build does not know the name.
#[cfg(debug_assertions)]
pub fn ahead() -> TimeDelta {
    static FILE: std::sync::LazyLock<Option<std::ffi::OsString>> =
        std::sync::LazyLock::new(|| std::env::var_os("KENTONGAN_CLOCK_AHEAD"));
    FILE.as_deref()
        .and_then(|file| std::fs::read_to_string(file).ok()?.trim().parse().ok())
        .and_then(TimeDelta::try_seconds)
        .unwrap_or_default()
}

/// Not at all.
#[cfg(not(debug_assertions))]
pub fn ahead() -> TimeDelta {
    TimeDelta::zero()
}

/// Ends when the office's clock was put further ahead than `before`, so that the worker need not be waited for. Never,
/// in a release build.
pub async fn put_ahead(before: TimeDelta) {
    if cfg!(not(debug_assertions)) || std::env::var_os("KENTONGAN_CLOCK_AHEAD").is_none() {
        std::future::pending::<()>().await;
    }
    while ahead() == before {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

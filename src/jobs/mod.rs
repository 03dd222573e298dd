//! The worker: one round after the other until told to stop. Every step finds its own work in the database, so that any
//! number of workers may run and none of them needs to remember anything.

/// Statements of the worker.
mod db;
/// Copies and scans of evidence.
pub mod evidence;
/// A clock that leaps ahead.
pub mod leap;
/// Stored files that belong to nothing.
mod sweep;

use std::time::Duration;

use chrono::{Months, TimeDelta};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::case::act;
use crate::case::db::{claim, close_codes, close_reveals};
use crate::case::state::ClockKind;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;

/// Pause between two rounds when there was nothing to do.
const REST: Duration = Duration::from_secs(15);
/// Clocks in one round, so that clean-up gets its turn too.
const ROUND: usize = 500;

/// How long after its first closing a case keeps the address for notices (security.md §2.14).
const NOTICES_END: TimeDelta = TimeDelta::days(30);
/// Cases in one round that catch up with a change of the office or of the calendar.
const CATCH_UP: i64 = 500;

/// Runs rounds until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    // a file that takes long, or a scanner that hangs, holds up no clock
    tokio::join!(rounds(&app, &stop), evidence::run(&app, &stop));
}

async fn rounds(app: &App, stop: &CancellationToken) {
    loop {
        let ahead = clock::ahead();
        let rest = match round(app).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => REST,
            Err(error) => {
                tracing::error!(%error, "worker round failed");
                REST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
            () = clock::put_ahead(ahead) => {}
        }
    }
}

/// One round: clocks and proposals, then clean-up, then figures; says whether there is more to do than fits in one.
/// Tests call it instead of waiting.
pub async fn round(app: &App) -> Result<bool, Error> {
    let held = leap::holds(app).await?;
    let clocks = if held { act::tick_without_erasing(app, ROUND).await? } else { act::tick(app, ROUND).await? };
    let behind = act::catch_up(app, CATCH_UP).await?;
    act::recount(app, CATCH_UP).await?;
    act::empty_ended(app).await?;
    clean_up(app, held).await?;
    let new_day = if held { returns(app).await? } else { forget(app).await? };
    figures(app).await?;
    if new_day {
        // last, so that a disk that cannot be read holds up nothing of the above
        sweep::sweep(app, held).await?;
    }
    Ok(clocks == ROUND || behind)
}

/// Drafts after 24 hours with their files, stored replies after a day, ended sessions, spent proofs of work, passkey
/// questions without an answer, reveals whose time is over. What nobody could bring back stays while the clock is not
/// believed: nothing of it opens past its time anyway.
async fn clean_up(app: &App, held: bool) -> Result<(), Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let mut files = Vec::new();
    if !held {
        files = db::expired_drafts(&mut tx, now).await?;
        db::forget_replies(&mut tx, now).await?;
    }
    db::sweep_sessions(&mut tx, now).await?;
    close_reveals(&mut tx, now).await?;
    close_codes(&mut tx, now).await?;
    db::forget_proofs(&mut tx, now).await?;
    db::forget_challenges(&mut tx, now).await?;
    tx.commit().await?;
    delete(app, files).await;
    Ok(())
}

/// Once a day: identities and addresses whose time is over. Says whether this was the time of the day.
async fn forget(app: &App) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if !claim(&mut tx, "forget", TimeDelta::days(1), now).await? {
        return Ok(false);
    }
    let kept = app.policies.current(&mut tx).await?.deadline(ClockKind::Retention).extra;
    db::forget_identities(&mut tx, now - Months::new(kept)).await?;
    db::forget_contacts(&mut tx, now - NOTICES_END).await?;
    tx.commit().await?;
    Ok(true)
}

/// Once an hour, while nothing is erased: whether it is time to look for files that something names again.
async fn returns(app: &App) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    let turn = claim(&mut tx, "returns", TimeDelta::hours(1), clock::now()).await?;
    tx.commit().await?;
    Ok(turn)
}

/// A file that cannot be deleted now is found again tomorrow.
async fn delete(app: &App, files: Vec<Uuid>) {
    for file in files {
        if let Err(error) = app.store.delete(file).await {
            tracing::warn!(%error, "a stored file could not be deleted");
        }
    }
}

/// Public figures, once a day: what changes during a day would tell an insider of a case that the lists hide.
async fn figures(app: &App) -> Result<(), Error> {
    let now = clock::now();
    let zone = app.brand.current(app).zone;
    let mut tx = app.db.begin(Actor::System).await?;
    if db::figures_at(&mut tx).await?.is_none_or(|counted| zone.day(counted) < zone.day(now)) {
        db::refresh_figures(&mut tx, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

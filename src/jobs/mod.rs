//! The worker: one round after the other until told to stop. Every step finds its own work in the database, so that any
//! number of workers may run and none of them needs to remember anything.

/// Statements of the worker.
mod db;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::case::act;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;

/// Pause between two rounds when there was nothing to do.
const REST: Duration = Duration::from_secs(15);
/// Clocks in one round, so that clean-up gets its turn too.
const ROUND: usize = 500;

/// Runs rounds until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        let ahead = clock::ahead();
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "worker round failed");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(REST) => {}
            () = clock::put_ahead(ahead) => {}
        }
    }
}

/// One round: clocks and proposals, then clean-up, then figures. Tests call it instead of waiting.
pub async fn round(app: &App) -> Result<(), Error> {
    act::tick(app, ROUND).await?;
    clean_up(app).await?;
    figures(app).await
}

/// Drafts after 24 hours, stored replies after a day, ended sessions, files that belong to nothing.
async fn clean_up(app: &App) -> Result<(), Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let files = db::expired_drafts(&mut tx, now).await?;
    db::forget_replies(&mut tx, now).await?;
    db::sweep_sessions(&mut tx, now).await?;
    tx.commit().await?;
    for file in files {
        if let Err(error) = app.store.delete(file).await {
            tracing::warn!(%error, "a staged file could not be deleted");
        }
    }
    Ok(())
}

/// Public figures, at most every ten minutes.
async fn figures(app: &App) -> Result<(), Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if db::figures_are_old(&mut tx, now).await? {
        db::refresh_figures(&mut tx, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

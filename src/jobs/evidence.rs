//! Evidence on its way to officers: a copy without metadata is made of each file, the original is scanned, and then it is
//! sealed. All of it waits in the database, so that a worker that dies loses nothing and two workers do nothing twice.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::case::act;
use crate::case::db::{self, FileCopy, FileMeta, Taken, claim};
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::files::clamd::{Clamd, ScanError, Verdict};
use crate::files::sandbox::{Confinement, Outcome, Sandbox};
use crate::files::scrub::Unfit;
use crate::files::{FileKind, MAX_BYTES};
use crate::vault::seal::CaseKey;

/// Pause when there was nothing to do.
const REST: Duration = Duration::from_secs(5);
/// How long a file is left to the worker that took it; longer than everything that may be done with it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How long a file that could not be sealed waits.
const UNSEALED: TimeDelta = TimeDelta::minutes(30);
/// First and longest pause before a file is tried again.
const FIRST: TimeDelta = TimeDelta::seconds(15);
const LONGEST: TimeDelta = TimeDelta::minutes(30);
/// How often a child, or the scanner, may run out of time over a file before it counts as one that cannot be worked on; and
/// how many workers may vanish with it in their hands.
const PATIENCE: i32 = 3;
/// How often the scanner may fail at a file while it does not fail at others.
const FAILURES: i32 = 10;
/// How long a file waits for a scanner that is away.
const AWAY: TimeDelta = TimeDelta::seconds(30);
/// How often an idle worker asks whether the scanner is still there.
const GREETINGS: TimeDelta = TimeDelta::minutes(1);

#[derive(Clone, Copy)]
enum Work {
    Copies,
    Scans,
    Seals,
}

pub(super) async fn run(app: &App, stop: &CancellationToken) {
    if let Err(error) = check_walls(app).await {
        tracing::error!(%error, "the sandbox could not be tried");
    }
    let all = [Work::Copies, Work::Scans, Work::Seals].map(|work| repeat(app, stop, work));
    futures_util::future::join_all(all).await;
}

async fn repeat(app: &App, stop: &CancellationToken, work: Work) {
    while !stop.is_cancelled() {
        let done = match work {
            Work::Copies => copy_next(app).await,
            Work::Scans => scan_next(app).await,
            Work::Seals => seal_next(app).await,
        };
        let more = done.unwrap_or_else(|error| {
            tracing::error!(%error, "evidence could not be worked on");
            false
        });
        if !more {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(REST) => {}
            }
        }
    }
}

/// Works off everything that is due now. Tests call it instead of waiting.
pub async fn round(app: &App) -> Result<(), Error> {
    while copy_next(app).await? {}
    while scan_next(app).await? {}
    while seal_next(app).await? {}
    Ok(())
}

/// Tries once whether children are as shut in as they must be, and tells the operator and the administrator.
async fn check_walls(app: &App) -> Result<(), Error> {
    let sandbox = Sandbox::new(app.config.evidence.sandbox.clone());
    let walls = tokio::task::spawn_blocking(move || sandbox.confinement()).await.map_err(Error::internal)?;
    note_walls(app, walls.is_ok_and(|walls| walls == Confinement::Holds)).await
}

async fn note_walls(app: &App, hold: bool) -> Result<(), Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    let changed = db::note_health(&mut tx, "sandbox", hold, clock::now()).await?;
    tx.commit().await?;
    if changed && !hold {
        tracing::error!(
            "this kernel cannot shut in the process that takes files apart (seccomp), so no copies for officers are made"
        );
    }
    Ok(())
}

/// Makes the copy that has been due for longest; says whether there may be more to do.
async fn copy_next(app: &App) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(taken) = db::take_for_copy(&mut tx, now, now + LEASE).await? else { return Ok(false) };
    tx.commit().await?;
    let more = copy(app, &taken).await;
    if let Err(error) = &more {
        // the next file has not deserved to wait for this one
        tracing::error!(%error, "a file could not be copied; tried again later");
        later(app, &taken, taken.slow).await?;
    }
    Ok(more.unwrap_or(true))
}

async fn copy(app: &App, taken: &Taken) -> Result<bool, Error> {
    if taken.failed >= PATIENCE {
        tracing::error!("workers have vanished over a file, so no copy of it is made");
        only_original(app, taken, None).await?;
        return Ok(true);
    }
    let (key, meta) = taken.open(&app.keys)?;
    let (_, identity) = taken.readable(&key)?;
    match take_apart(app, taken, &meta, &identity).await? {
        Outcome::Clean(kind, bytes) => keep(app, taken, &key, kind, &bytes).await?,
        Outcome::Unfit(reason) => only_original(app, taken, Some(reason)).await?,
        Outcome::Broken => only_original(app, taken, None).await?,
        Outcome::TimedOut if taken.slow + 1 >= PATIENCE => only_original(app, taken, Some(Unfit::Limits)).await?,
        Outcome::TimedOut => later(app, taken, taken.slow + 1).await?,
        Outcome::Unconfined => {
            later(app, taken, taken.slow).await?;
            note_walls(app, false).await?;
            return Ok(false);
        }
    }
    Ok(true)
}

async fn take_apart(app: &App, taken: &Taken, meta: &FileMeta, identity: &str) -> Result<Outcome, Error> {
    let Some(kind) = FileKind::from_mime(&meta.mime) else { return Ok(Outcome::Unfit(Unfit::Kind)) };
    if meta.size > MAX_BYTES {
        return Ok(Outcome::Unfit(Unfit::Limits));
    }
    let pieces = app.store.read(taken.id, identity).await.map_err(Error::internal)?;
    let original = pieces
        .try_fold(Vec::new(), async |mut whole: Vec<u8>, piece| {
            whole.extend_from_slice(&piece);
            Ok(whole)
        })
        .await
        .map_err(Error::internal)?;
    let sandbox = Sandbox::new(app.config.evidence.sandbox.clone());
    let outcome = tokio::task::spawn_blocking(move || sandbox.scrub(kind, original)).await.map_err(Error::internal)?;
    outcome.map_err(Error::internal)
}

async fn keep(app: &App, taken: &Taken, key: &CaseKey, kind: FileKind, bytes: &[u8]) -> Result<(), Error> {
    let stored = app.store.put_copy(kind, bytes).await.map_err(Error::internal)?;
    let copy = FileCopy {
        id: stored.id,
        identity: stored.secret.to_string(),
        mime: kind.mime().to_owned(),
        size: stored.size,
        sha256: stored.sha256,
    };
    let mut tx = app.db.begin(Actor::System).await?;
    let kept = db::keep_copy(&mut tx, key, taken, &copy).await?;
    tx.commit().await?;
    if !kept {
        super::delete(app, vec![copy.id]).await;
    }
    Ok(())
}

async fn only_original(app: &App, taken: &Taken, reason: Option<Unfit>) -> Result<(), Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    db::keep_original(&mut tx, taken, reason).await?;
    tx.commit().await?;
    Ok(())
}

async fn later(app: &App, taken: &Taken, slow: i32) -> Result<(), Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    db::put_off_copy(&mut tx, taken, again(taken.tries, clock::now()), slow).await?;
    tx.commit().await?;
    Ok(())
}

/// Twice as long after each try.
fn again(tries: i32, now: DateTime<Utc>) -> DateTime<Utc> {
    let pause = FIRST * (1 << tries.clamp(1, 8) >> 1);
    now + pause.min(LONGEST)
}

/// Scans the file that has been due for longest; says whether there may be more to do.
async fn scan_next(app: &App) -> Result<bool, Error> {
    let Some(clamd) = &app.config.evidence.clamd else { return Ok(false) };
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(taken) = db::take_for_scan(&mut tx, now, now + LEASE).await? else {
        let greet = claim(&mut tx, "scanner", GREETINGS, now).await?;
        tx.commit().await?;
        if greet {
            note_scanner(app, clamd.ping().await.err()).await?;
        }
        return Ok(false);
    };
    tx.commit().await?;
    let (key, _) = taken.open(&app.keys)?;
    let seen = look(app, clamd, taken.readable(&key)?).await;
    let (state, due, counts) = what_next(&seen, taken.tries, (taken.slow, taken.failed), clock::now());
    let more = !matches!(seen, Err(ScanError::Away(_)));
    match seen {
        Ok(_) | Err(ScanError::TooLong) => note_scanner(app, None).await?,
        Err(error @ ScanError::Away(_)) => note_scanner(app, Some(error)).await?,
        Err(error) => tracing::warn!(%error, "a file is scanned again later"),
    }
    let mut tx = app.db.begin(Actor::System).await?;
    db::keep_scan(&mut tx, &taken, (state, due), counts).await?;
    tx.commit().await?;
    Ok(more)
}

/// The state of a file after a look at it, when it is looked at again, and how often time ran out over it and the scanner
/// failed. A scanner that answers greetings and is silent about one file, hangs up over it or fails at it alone has that
/// file to blame for it, though perhaps not the first time.
fn what_next(
    seen: &Result<Verdict, ScanError>,
    tries: i32,
    (slow, failed): (i32, i32),
    now: DateTime<Utc>,
) -> (&'static str, DateTime<Utc>, (i32, i32)) {
    let given_up = state(Verdict::Unscannable);
    match seen {
        Ok(verdict) => (state(*verdict), now, (slow, failed)),
        Err(ScanError::TooLong | ScanError::HungUp(_)) => {
            let slow = slow + 1;
            if slow >= PATIENCE { (given_up, now, (slow, failed)) } else { ("pending", now + LONGEST, (slow, failed)) }
        }
        Err(ScanError::Failed) => {
            let failed = failed + 1;
            if failed >= FAILURES { (given_up, now, (slow, failed)) } else { ("error", now + LONGEST, (slow, failed)) }
        }
        Err(ScanError::Away(_)) => ("pending", now + AWAY, (slow, failed)),
        Err(ScanError::Source(_)) => ("error", again(tries, now), (slow, failed)),
    }
}

async fn look(app: &App, clamd: &Clamd, (id, secret): (Uuid, String)) -> Result<Verdict, ScanError> {
    // a scanner that hangs still takes connections: only its greeting tells, in seconds instead of minutes
    clamd.ping().await?;
    let file = app.store.read(id, &secret).await;
    let file = file.map_err(|error| ScanError::Source(std::io::Error::other(error)))?;
    let seen = clamd.scan(file).await;
    if matches!(seen, Err(ScanError::Failed)) {
        // one without room or memory fails at every file, and none of them is to blame
        clamd.scans().await?;
    }
    seen
}

/// Seals the original that has been due for longest, and writes down what the file is; says whether there may be more to do.
async fn seal_next(app: &App) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let scanner = app.config.evidence.clamd.is_some();
    let Some(due) = db::take_to_settle(&mut tx, scanner, now, now + UNSEALED).await? else { return Ok(false) };
    tx.commit().await?;
    match app.store.fingerprint(due.id).await {
        Ok(stored) => act::settle_evidence(app, &due, &stored).await?,
        // a file that is gone is told by `verify`; the next one has not deserved to wait for it
        Err(error) => tracing::error!(%error, "a file could not be read to be sealed; tried again later"),
    }
    Ok(true)
}

const fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "clean",
        Verdict::Infected => "infected",
        Verdict::Unscannable => "unscannable",
    }
}

/// Told once when the scanner goes away and once when it comes back.
async fn note_scanner(app: &App, away: Option<ScanError>) -> Result<(), Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    let changed = db::note_health(&mut tx, "scanner", away.is_none(), clock::now()).await?;
    tx.commit().await?;
    match away {
        Some(error) if changed => tracing::error!(%error, "files wait for the virus scanner and stay closed"),
        None if changed => tracing::info!("the virus scanner answers again"),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_which_the_scanner_runs_out_of_time_is_given_up_at_the_third_time() {
        let now = DateTime::UNIX_EPOCH;
        let hung_up = || Err(ScanError::HungUp(std::io::ErrorKind::UnexpectedEof.into()));
        for slow in [Err(ScanError::TooLong), hung_up()] {
            assert_eq!(what_next(&slow, 1, (0, 0), now), ("pending", now + LONGEST, (1, 0)));
            assert_eq!(what_next(&slow, 90, (1, 4), now), ("pending", now + LONGEST, (2, 4)));
            assert_eq!(what_next(&slow, 91, (2, 4), now), ("unscannable", now, (3, 4)));
        }
        let away = Err(ScanError::Away(std::io::ErrorKind::NotFound.into()));
        assert_eq!(what_next(&away, 90, (2, 9), now), ("pending", now + AWAY, (2, 9)), "waiting for a scanner is free");
        let lost = Err(ScanError::Source(std::io::ErrorKind::NotFound.into()));
        assert_eq!(what_next(&lost, 1, (2, 9), now), ("error", again(1, now), (2, 9)));
    }

    #[test]
    fn a_file_at_which_only_the_scanner_fails_is_given_up_at_the_tenth_time() {
        let now = DateTime::UNIX_EPOCH;
        let failed = Err(ScanError::Failed);
        assert_eq!(what_next(&failed, 1, (2, 0), now), ("error", now + LONGEST, (2, 1)));
        assert_eq!(what_next(&failed, 99, (0, 9), now), ("unscannable", now, (0, 10)));
    }

    #[test]
    fn a_file_is_tried_again_after_longer_and_longer_pauses() {
        let now = DateTime::UNIX_EPOCH;
        let pauses: Vec<i64> = (1..=9).map(|tries| (again(tries, now) - now).num_seconds()).collect();
        assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 960, 1800, 1800]);
    }
}

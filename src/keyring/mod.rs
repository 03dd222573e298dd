//! Keys change while the office works: add one, let it write, rewrap what the old one holds, set the old one aside.
//!
//! Which key writes stands in the database, so that every node changes together; the keys themselves never do. A server
//! looks every few seconds, and reads a blob of a key that it does not know yet by looking at its directory again.

/// Statements on keys.
pub mod db;
/// From an old key to the one that writes.
mod rewrap;

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock;
use crate::db::{Actor, Db};
use crate::vault::keys::{ROTATED, print_in};
use crate::vault::{KeyError, KeyPlace, Keys, custodian};
use db::Known;

pub use rewrap::rewrap;

/// How often a server looks which key writes.
const LOOK: Duration = Duration::from_secs(10);
/// After this, every server that still reaches the database writes with the new key.
const SETTLED: TimeDelta = TimeDelta::minutes(2);

/// Why a command on keys did nothing.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// Key files.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database.
    #[error("the database refused: {0}")]
    Sql(#[from] sqlx::Error),
    /// No such key.
    #[error("there is no key {0} in use; `kentongan keys list` names them")]
    Unknown(String),
    /// It writes.
    #[error("{0} is the key that writes: add another one first")]
    Writes(String),
    /// Something still carries it.
    #[error("{id} is still needed by {}: run `kentongan keys rewrap` first", .columns.join(", "))]
    Needed {
        /// The key.
        id: String,
        /// Where.
        columns: Vec<String>,
    },
    /// Servers may not have noticed yet.
    #[error(
        "servers may still write with {0}: wait two minutes after `add` or `use`, run `rewrap` once more, then retire it"
    )]
    TooEarly(String),
    /// Values did not open under the keys that their blobs name.
    #[error(
        "{moved} values moved, and these could not be opened, so that they stay under the older key, which is kept for \
         them: {}", .damaged.join(", ")
    )]
    Damaged {
        /// How many others were moved.
        moved: u64,
        /// Where: `case`, `second step` or `address`, and whose.
        damaged: Vec<String>,
    },
}

/// Compares the keys with what the database knows, and makes known what it does not: the first start of a database, and
/// names that this release brought. `old` is the text in which an older release kept its proofs.
pub async fn settle(db: &Db, keys: &Keys, old: Option<&str>) -> Result<(), KeyringError> {
    let now = clock::now();
    let mut tx = db.begin(Actor::System).await?;
    let known = db::known(&mut tx).await?;
    let (retired, current): (Vec<_>, Vec<_>) = known.iter().partition(|key| key.retired_at.is_some());
    let of = |keys: &[&Known]| keys.iter().map(|key| key.canary()).collect::<Vec<_>>();
    keys.check(&of(&current), &of(&retired))?;
    if let Some(old) = old.filter(|_| known.is_empty()) {
        keys.check_old(old)?;
    }
    for canary in keys.canaries() {
        if !known.iter().any(|key| key.name == canary.name) {
            db::remember(&mut tx, canary, now).await?;
            // the first of a name; with several files of it in a new database the others only read
            if ROTATED.contains(&canary.name.as_str()) && !has_writer(&mut tx, &canary.name).await? {
                db::make_writer(&mut tx, &canary.id, now).await?;
            }
        }
    }
    if keys.custody_is_new() {
        take_custodians_over(&mut tx, keys).await?;
    }
    tx.commit().await?;
    keys.custody_settled()?;
    adopt(db, keys).await
}

/// Once after the upgrade that brought the custody key: what the session key said of custodians' public keys, it says.
async fn take_custodians_over(tx: &mut PgConnection, keys: &Keys) -> Result<(), KeyringError> {
    for (officer, recipient, mac) in db::unsigned_custodians(tx).await? {
        match custodian::taken_over(keys, officer, &recipient, &mac) {
            Some(mac) => db::sign_custodian(tx, officer, &mac).await?,
            None => {
                tracing::error!(%officer, "a custodian's public key is not what this server took in; it stays unused");
            }
        }
    }
    Ok(())
}

async fn has_writer(conn: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    Ok(db::known(conn).await?.iter().any(|key| key.writer && key.name == name))
}

/// Lets the keys write that the database says.
pub async fn adopt(db: &Db, keys: &Keys) -> Result<(), KeyringError> {
    let mut tx = db.begin(Actor::Anonymous).await?;
    let known = db::known(&mut tx).await?;
    tx.commit().await?;
    for writer in known.iter().filter(|key| key.writer) {
        keys.write_with(&writer.id)?;
    }
    Ok(())
}

/// Looks every few seconds which keys write, until `stop`. A node without the file goes on with the key that it has.
pub async fn watch(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
        match adopt(&app.db, &app.keys).await {
            Ok(()) | Err(KeyringError::Sql(_)) => {} // the database's absence is told elsewhere
            Err(error) => tracing::error!(%error, "this server does not write with the newest key"),
        }
    }
}

/// `keys list`: one line for each.
pub async fn list(db: &Db) -> Result<String, KeyringError> {
    let mut tx = db.begin(Actor::System).await?;
    let known = db::known(&mut tx).await?;
    tx.commit().await?;
    let mut text = String::new();
    for key in known {
        let state = match (key.writer, key.retired_at) {
            (true, _) => "writes",
            (false, Some(_)) => "retired",
            (false, None) if ROTATED.contains(&key.name.as_str()) => "reads",
            (false, None) => "in use",
        };
        let since = key.retired_at.or(key.writer_at.filter(|_| key.writer)).unwrap_or(key.added_at);
        let _ = writeln!(text, "{:<24} {state:<8} {}", key.id, since.format("%Y-%m-%d %H:%M UTC"));
    }
    Ok(text)
}

/// `keys add`: makes a key; it writes from now on, or with `later` once `keys use` says so, which gives time to copy its
/// file to other nodes. Its id comes back.
pub async fn add(db: &Db, place: &KeyPlace, name: &str, later: bool) -> Result<String, KeyringError> {
    let now = clock::now();
    let mut tx = db.begin(Actor::System).await?;
    let canary = place.add(name)?;
    db::remember(&mut tx, &canary, now).await?;
    if !later {
        db::make_writer(&mut tx, &canary.id, now).await?;
    }
    tx.commit().await?;
    Ok(canary.id)
}

/// `keys use`: this key writes from now on.
pub async fn write_with(db: &Db, id: &str) -> Result<(), KeyringError> {
    let mut tx = db.begin(Actor::System).await?;
    let known = db::known(&mut tx).await?;
    let usable = known.iter().any(|key| key.id == id && ROTATED.contains(&key.name.as_str()));
    if !usable || !db::make_writer(&mut tx, id, clock::now()).await? {
        return Err(KeyringError::Unknown(id.to_owned()));
    }
    tx.commit().await?;
    Ok(())
}

/// `keys retire`: sets a key aside that nothing carries any more. Where its file lies now, when we could move it. A key that
/// is retired already is set aside on this machine too: another node did it, or this one was cut off.
pub async fn retire(db: &Db, place: &KeyPlace, id: &str) -> Result<Option<PathBuf>, KeyringError> {
    let now = clock::now();
    let mut tx = db.begin(Actor::System).await?;
    let known = db::known(&mut tx).await?;
    let key = known.iter().find(|key| key.id == id).ok_or_else(|| KeyringError::Unknown(id.to_owned()))?;
    if key.retired_at.is_some() {
        return Ok(place.set_aside(id)?);
    }
    let writer = known.iter().find(|other| other.name == key.name && other.writer);
    let Some(writer) = writer.filter(|writer| writer.id != id) else { return Err(KeyringError::Writes(id.to_owned())) };
    if writer.writer_at.is_none_or(|since| now - since < SETTLED) {
        return Err(KeyringError::TooEarly(id.to_owned()));
    }
    let columns = match print_in(id).filter(|_| key.name == "content") {
        Some(print) => db::carriers(&mut tx, &[&[1], &print.to_be_bytes()[..]].concat()).await?,
        None => rewrap::contact_carriers(db, id).await?,
    };
    if !columns.is_empty() {
        return Err(KeyringError::Needed { id: id.to_owned(), columns });
    }
    db::retire(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(place.set_aside(id)?)
}

//! Unlocking a custodian's own key, for the length of one request.

use std::sync::Arc;

use uuid::Uuid;

use super::db;
use crate::account::Turn;
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::vault::custody::IdentityKey;
use crate::vault::{Keys, custodian};
use crate::web::session::SignedIn;

/// The officer's own key, if this is its passphrase and they are an enrolled custodian. One passphrase at a time is
/// tried in the whole server; a wrong one is written down.
pub(super) async fn unlock(app: &App, officer: &SignedIn, passphrase: String) -> Result<Option<IdentityKey>, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let stored = db::own_key(&mut tx, officer.id).await?;
    tx.commit().await?;
    let Some(stored) = stored else { return Ok(None) };
    let id = officer.id;
    let (keys, locked) = (Arc::clone(&app.keys), stored.clone());
    let turn = Turn::take().await?;
    let opened = turn.run(move || open(&keys, &locked, id, &passphrase)).await?;
    drop(turn);
    let mut tx = app.db.begin(officer.actor()).await?;
    match &opened {
        Some((_, Some(anew))) => db::renew_lock(&mut tx, id, (&stored, anew)).await?,
        Some((_, None)) => {}
        None => log_act(&mut tx, Some(id), "custody_wrong", "", clock::now()).await?,
    }
    tx.commit().await?;
    Ok(opened.map(|(key, _)| key))
}

/// The key, and how it is to be kept from now on when it was locked in a form from before.
fn open(keys: &Keys, stored: &[u8], officer: Uuid, passphrase: &str) -> Option<(IdentityKey, Option<Vec<u8>>)> {
    let key = custodian::unlock(keys, stored, officer, passphrase).ok()?;
    let old = custodian::is_old(stored);
    let anew = old.then(|| custodian::lock(keys, &key, officer, passphrase).ok()).flatten();
    Some((key, anew))
}

/// Locks a key under a new passphrase.
pub(super) async fn lock(app: &App, officer: Uuid, key: IdentityKey, passphrase: String) -> Result<Vec<u8>, Error> {
    let keys = Arc::clone(&app.keys);
    let turn = Turn::take().await?;
    turn.run(move || custodian::lock(&keys, &key, officer, &passphrase)).await?.map_err(Error::internal)
}

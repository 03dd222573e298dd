//! Unlocking a custodian's own key, for the length of one request.

use super::db;
use crate::account::Turn;
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::vault::custodian;
use crate::vault::custody::IdentityKey;
use crate::web::session::SignedIn;

/// The officer's own key, if this is its passphrase and they are an enrolled custodian. One passphrase at a time is
/// tried in the whole server; a wrong one is written down.
pub(super) async fn unlock(app: &App, officer: &SignedIn, passphrase: String) -> Result<Option<IdentityKey>, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let stored = db::own_key(&mut tx, officer.id).await?;
    tx.commit().await?;
    let Some(stored) = stored else { return Ok(None) };
    let id = officer.id;
    let turn = Turn::take().await?;
    let key = turn.run(move || custodian::unlock(&stored, id, &passphrase)).await?.ok();
    drop(turn);
    if key.is_none() {
        let mut tx = app.db.begin(officer.actor()).await?;
        log_act(&mut tx, Some(id), "custody_wrong", "", clock::now()).await?;
        tx.commit().await?;
    }
    Ok(key)
}

/// Locks a key under a new passphrase.
pub(super) async fn lock(officer: uuid::Uuid, key: IdentityKey, passphrase: String) -> Result<Vec<u8>, Error> {
    let turn = Turn::take().await?;
    turn.run(move || custodian::lock(&key, officer, &passphrase)).await?.map_err(Error::internal)
}

//! Unlocking a custodian's own key, for the length of one request.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::db;
use crate::account::{Tries, Turn, to_its_end, wait};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::vault::custody::IdentityKey;
use crate::vault::{Keys, custodian};
use crate::web::Page;
use crate::web::session::SignedIn;

/// The officer's own key, if this is its passphrase and they are an enrolled custodian; otherwise the sentence that says
/// why not. One passphrase at a time is tried in the whole server; a wrong one is written down, and the next is judged
/// later each time, as when signing in.
pub(super) async fn unlock(
    app: &App,
    page: &Page,
    officer: &SignedIn,
    passphrase: String,
) -> Result<Result<IdentityKey, String>, Error> {
    if passphrase.is_empty() {
        return Ok(Err(fl!(page.t, "kustodian-frasa-kosong")));
    }
    let (judge, asking) = (app.clone(), officer.clone());
    let tried = to_its_end(app, async move { attempt(&judge, &asking, passphrase).await }).await?;
    Ok(tried.map_err(|until| match until {
        Some(until) => wait(page, until),
        None => fl!(page.t, "kustodian-frasa-salah"),
    }))
}

/// The key; or until when nothing is judged, or nothing when the passphrase is wrong.
async fn attempt(
    app: &App,
    officer: &SignedIn,
    passphrase: String,
) -> Result<Result<IdentityKey, Option<DateTime<Utc>>>, Error> {
    let (id, turn, now) = (officer.id, Turn::take().await?, clock::now());
    let mut tx = app.db.begin(officer.actor()).await?;
    let stored = db::own_key(&mut tx, id).await?;
    let tries = Tries::of_passphrase(app, &mut tx, id).await?;
    tx.commit().await?;
    let Some(stored) = stored else { return Ok(Err(None)) };
    if let Some(until) = tries.until(now) {
        return Ok(Err(Some(until)));
    }
    let (keys, locked) = (Arc::clone(&app.keys), stored.clone());
    let opened = turn.run(move || open(&keys, &locked, id, &passphrase)).await?;
    let mut tx = app.db.begin(officer.actor()).await?;
    if let Some((_, anew)) = &opened {
        tries.forget(&mut tx).await?;
        if let Some(anew) = anew {
            db::renew_lock(&mut tx, id, (&stored, anew)).await?;
        }
    } else {
        tries.one_more(&mut tx, now).await?;
        log_act(&mut tx, Some(id), "custody_wrong", "", now).await?;
    }
    tx.commit().await?;
    Ok(opened.map(|(key, _)| key).ok_or(None))
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

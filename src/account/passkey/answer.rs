//! What an authenticator answered, judged: right, wrong, or of a passkey of which there are two.

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use uuid::Uuid;
use webauthn_rs::prelude::{PublicKeyCredential, WebauthnError};

use super::{Answer, Asked, Bound, key_mac, open, taken, whole_micros};
use crate::account::db::{self, PasskeyRow};
use crate::account::told::{News, tell};
use crate::app::App;
use crate::db::{Actor, Tx, log_act};
use crate::error::Error;
use crate::vault::token;
use crate::web::{Page, session};

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::account) enum Verdict {
    /// It is this officer's.
    Right(Uuid),
    /// It is nothing.
    Wrong,
    /// Its passkey was stopped, now or before, because there are two of it.
    Stopped,
}

impl Verdict {
    /// Why the answer opens nothing, for who gave it.
    pub(in crate::account) fn sentence(self, page: &Page) -> String {
        match self {
            Self::Stopped => fl!(page.t, "passkey-dihentikan"),
            Self::Right(_) | Self::Wrong => fl!(page.t, "passkey-salah"),
        }
    }
}

/// Whose answer it is, if it is right. `officer`: who must have given it; `None` when it says so itself.
pub(in crate::account) async fn judge(
    app: &App,
    bound: Bound<'_>,
    officer: Option<Uuid>,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<Verdict, Error> {
    let Some(Asked::Known(state)) = taken(app, bound, answer, now).await? else { return Ok(Verdict::Wrong) };
    let Ok(given) = serde_json::from_str::<PublicKeyCredential>(&answer.jawaban) else { return Ok(Verdict::Wrong) };
    let Some(officer) = giver(officer, &given).filter(|_| !in_foreign_frame(&given)) else {
        return Ok(Verdict::Wrong);
    };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    if db::by_id(&mut tx, officer).await?.is_none() {
        return Ok(Verdict::Wrong);
    }
    let row = db::passkey(&mut tx, officer, &token::sha256(given.get_credential_id())).await?;
    let Some((row, mut passkey)) = row.and_then(|row| open(app, officer, &row).map(|passkey| (row, passkey))) else {
        return Ok(Verdict::Wrong);
    };
    let copied = match app.passkeys.finish(&given, state, &passkey)? {
        Ok(result) => {
            passkey.update_credential(&result);
            false
        }
        // it has counted less than before, so there are two of it
        Err(WebauthnError::CredentialPossibleCompromise) => true,
        Err(_) => return Ok(Verdict::Wrong),
    };
    if row.suspended_at.is_some() {
        return Ok(Verdict::Stopped);
    }
    if copied {
        stop(app, tx, officer, &row, now).await?;
        return Ok(Verdict::Stopped);
    }
    let credential = serde_json::to_string(&passkey).map_err(Error::internal)?;
    let mac = key_mac(app, row.id, officer, &credential, None);
    db::use_passkey(&mut tx, row.id, (&credential, &mac), now).await?;
    tx.commit().await?;
    Ok(Verdict::Right(officer))
}

/// Stops a passkey of which there are two. Who of them has the officer's sessions is not known, so that all of them end.
async fn stop(app: &App, mut tx: Tx, officer: Uuid, row: &PasskeyRow, now: DateTime<Utc>) -> Result<(), Error> {
    let at = whole_micros(now);
    let mac = key_mac(app, row.id, officer, &row.credential, Some(at));
    db::suspend_passkey(&mut tx, row.id, &mac, at).await?;
    session::end_others(&mut tx, None, officer).await?;
    tell(&mut tx, officer, News::Copied, None, now).await?;
    log_act(&mut tx, Some(officer), "passkey_copied", "", now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a page of another site has this one in a frame, which webauthn-rs does not ask when a key is used.
fn in_foreign_frame(given: &PublicKeyCredential) -> bool {
    let client: serde_json::Value = serde_json::from_slice(&given.response.client_data_json).unwrap_or_default();
    client["crossOrigin"] == true || !client["topOrigin"].is_null()
}

/// Who gave an answer, if that does not contradict who must have given it.
fn giver(must: Option<Uuid>, given: &PublicKeyCredential) -> Option<Uuid> {
    let says = match given.get_user_unique_id() {
        Some(bytes) => Some(Uuid::from_slice(bytes).ok()?),
        None => None,
    };
    match (must, says) {
        (Some(must), Some(says)) if must != says => None,
        (Some(officer), _) | (None, Some(officer)) => Some(officer),
        (None, None) => None,
    }
}

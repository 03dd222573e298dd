//! What a granted request opens, for whoever asked and for an hour: the identity, and the originals of the files. Every
//! opening is a link of the case's record and stands on the reporter's page.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::carry::{Entry, record};
use super::custody::read_identity;
use super::refused::no;
use super::reveal::{RevealError, Why, enter};
use super::{ActError, Scene, Who};
use crate::app::App;
use crate::case::account::Identity;
use crate::case::db::{self, Evidence, Original};
use crate::case::state::Role;
use crate::clock;
use crate::db::Tx;
use crate::vault::custody::{IdentityKey, Share, combine};

/// With what whoever asked opens.
pub enum Proof<'a> {
    /// A custodian's own key, unlocked for this.
    Key(&'a IdentityKey),
    /// The token of the session in which an officer asked.
    Session(&'a [u8; 32]),
}

/// A granted request whose case was opened by whoever asked.
pub(super) struct Unlocked {
    pub(super) tx: Tx,
    pub(super) scene: Scene,
    /// The identity key of the case.
    pub(super) key: IdentityKey,
    role: Role,
    closes_at: DateTime<Utc>,
}

/// Puts the shares of a granted request together, for whoever asked and while the time lasts.
pub(super) async fn unlock(
    app: &App,
    officer: Uuid,
    proof: Proof<'_>,
    (number, reveal): (&str, Uuid),
    now: DateTime<Utc>,
) -> Result<Unlocked, RevealError> {
    let (mut tx, scene) = enter(app, officer, number).await?;
    let case = scene.case.id;
    let asked = db::reveal(&mut tx, case, reveal).await?.ok_or(ActError::NotFound)?;
    if asked.asked_by != officer {
        return no(Why::NotYours);
    }
    let Some(closes_at) = asked.closes_at else {
        return no(if asked.expires_at <= now { Why::Expired } else { Why::NotGranted });
    };
    if closes_at <= now {
        return no(Why::Over);
    }
    let mut sealed: Vec<Vec<u8>> =
        db::given(&mut tx, reveal).await?.into_iter().filter_map(|(_, _, sealed)| sealed).collect();
    let session;
    let key = match (proof, &asked.wrapped) {
        (Proof::Key(key), None) => {
            if db::custodian(&mut tx, &app.keys, officer).await?.is_none_or(|own| own != key.recipient()) {
                return no(Why::NotCustodian);
            }
            let Some((_, own)) = db::share(&mut tx, case, officer).await? else { return no(Why::NoShare) };
            sealed.push(own);
            key
        }
        (Proof::Session(token), Some(wrapped)) => {
            let Ok(key) = IdentityKey::unwrap_by_session(token, reveal, wrapped) else { return no(Why::NotYours) };
            session = key;
            &session
        }
        _ => return no(Why::NotYours),
    };
    let Some((expected, _)) = db::identity_key(&mut tx, &scene.key, case).await? else { return no(Why::NoIdentity) };
    let shares: Result<Vec<Share>, _> = sealed.iter().map(|blob| Share::open(key, case, blob)).collect();
    let Ok(opened) = shares.and_then(|shares| combine(&shares, &expected)) else { return no(Why::NotFitting) };
    let role = Role::from_code(&asked.role).unwrap_or(Role::Custodian);
    Ok(Unlocked { tx, scene, key: opened, role, closes_at })
}

/// Who the reporter is; none when nobody said.
async fn identity(
    tx: &mut Tx,
    key: &IdentityKey,
    (reveal, case): (Uuid, Uuid),
    now: DateTime<Utc>,
) -> Result<Option<Identity>, sqlx::Error> {
    let Some(blob) = db::identity_revealed(tx, reveal, now).await? else { return Ok(None) };
    read_identity(case, &key.open(&blob).map_err(db::damaged)?).map(Some)
}

/// What a granted request opens.
pub struct Opened {
    /// Who the reporter is; none when nobody said, or only files are left.
    pub identity: Option<Identity>,
    /// The files of the case whose originals are sealed, with their place among all, from 1.
    pub originals: Vec<(usize, Evidence)>,
    /// Until when it may be seen.
    pub closes_at: DateTime<Utc>,
}

/// The identity, for whoever asked. `whole`: the numbers that are masked otherwise. Every call is one look and is written
/// down; the keys are wiped when it returns.
pub async fn open(
    app: &App,
    officer: Uuid,
    proof: Proof<'_>,
    (number, reveal, whole): (&str, Uuid, bool),
) -> Result<Opened, RevealError> {
    let now = clock::now();
    let Unlocked { mut tx, scene, key, role, closes_at } = unlock(app, officer, proof, (number, reveal), now).await?;
    let case = scene.case.id;
    let identity = identity(&mut tx, &key, (reveal, case), now).await?;
    let files = db::evidence(&mut tx, &scene.key, case).await?;
    let originals = (1..).zip(files).filter(|(_, file)| file.original == Original::Sealed).collect();
    if identity.is_some() {
        db::note_view(&mut tx, (reveal, case), None, now).await?;
        let data = json!({ "reveal": reveal, "whole": whole });
        record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action: "view_identity", data }, false, now)
            .await?;
    }
    tx.commit().await?;
    Ok(Opened { identity, originals, closes_at })
}

/// An original that was opened.
pub struct OpenedFile {
    /// The file.
    pub file: Evidence,
    /// Its place among the files of the case, from 1.
    pub position: usize,
    /// Opens it in the store.
    pub secret: Zeroizing<String>,
}

/// The secret of one original, for whoever asked. Every call is one opening and is written down.
pub async fn open_original(
    app: &App,
    officer: Uuid,
    proof: Proof<'_>,
    (number, reveal, file): (&str, Uuid, Uuid),
) -> Result<OpenedFile, RevealError> {
    let now = clock::now();
    let Unlocked { mut tx, scene, key, role, .. } = unlock(app, officer, proof, (number, reveal), now).await?;
    let case = scene.case.id;
    let sealed = db::originals_revealed(&mut tx, reveal, now).await?;
    let (_, blob) = sealed.into_iter().find(|(id, _)| *id == file).ok_or(ActError::NotFound)?;
    let plain = key.open_secret(&blob).map_err(|error| ActError::Db(db::damaged(error)))?;
    let secret = std::str::from_utf8(&plain).map_err(|error| ActError::Db(db::damaged(error)))?;
    let secret = Zeroizing::new(secret.to_owned());
    let files = db::evidence(&mut tx, &scene.key, case).await?;
    let (position, found) = (1..).zip(files).find(|(_, each)| each.id == file).ok_or(ActError::NotFound)?;
    db::note_view(&mut tx, (reveal, case), Some(file), now).await?;
    let data = json!({ "reveal": reveal, "file": file });
    record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action: "view_original", data }, false, now)
        .await?;
    tx.commit().await?;
    Ok(OpenedFile { file: found, position, secret })
}

//! The recovery ceremony: with the key from two papers every case is dealt to the present custodians, and identities from
//! before are sealed to a key of their case.

use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::carry::{self, Entry};
use super::custody::{deal, keepers, new_lock};
use super::{ActError, Who, enter};
use crate::app::App;
use crate::case::db;
use crate::case::state::Role;
use crate::clock;
use crate::db::Actor;
use crate::vault::CaseNumber;
use crate::vault::custody::IdentityKey;
use crate::vault::identity;

/// In the record of a case: two papers took its key out.
pub const PAPERS_OPENED: &str = "papers_opened";

/// Cases looked at in one go.
const PAGE: i64 = 200;

/// What a ceremony did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Cases whose key was dealt anew.
    pub dealt: usize,
    /// Identities from before that got a key of their case.
    pub sealed_anew: usize,
    /// Cases that the key does not open.
    pub failed: usize,
    /// Cases that go on waiting, because fewer than two custodians may hold their shares.
    pub waiting: usize,
}

/// Deals every case that lacks a share. Each case is one transaction: a ceremony that breaks off goes on where it was.
pub async fn recover(app: &App, key: &IdentityKey) -> Result<Recovered, ActError> {
    let (mut done, mut after) = (Recovered::default(), Uuid::nil());
    loop {
        let mut tx = app.db.begin(Actor::System).await?;
        let cases = db::to_recover(&mut tx, after, PAGE).await?;
        tx.commit().await?;
        let Some(last) = cases.last() else { return Ok(done) };
        after = *last;
        for case in cases {
            one(app, key, case, &mut done).await?;
        }
    }
}

async fn one(app: &App, key: &IdentityKey, case: Uuid, done: &mut Recovered) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if !db::lock(&mut tx, case).await? {
        return Ok(());
    }
    let Some(secret) = db::secret(&mut tx, &app.keys, case).await? else { return Ok(()) };
    let keepers = keepers(app, &mut tx, case).await?;
    if let Some(whole) = db::recovery_blob(&mut tx, case).await? {
        let Ok(opened) = IdentityKey::open_whole(key, &whole) else {
            done.failed += 1;
            return Ok(());
        };
        let shares = deal(&opened, &keepers, case)?;
        if shares.0.is_empty() {
            done.waiting += 1;
            return Ok(());
        }
        db::deal_anew(&mut tx, case, &shares, now).await?;
        done.dealt += 1;
    } else {
        let Some(sealed) = db::identity_for_recovery(&mut tx, case).await? else { return Ok(()) };
        let Ok(plain) = key.open(&sealed) else {
            done.failed += 1;
            return Ok(());
        };
        let (recipient, lock) = new_lock(app, &keepers, &secret.key, case)?;
        let anew = identity::seal(&[&recipient, app.keys.identity()], &plain).map_err(db::damaged)?;
        db::insert_identity_key(&mut tx, case, &lock, now).await?;
        db::replace_identity(&mut tx, case, &anew, now).await?;
        done.sealed_anew += 1;
        done.waiting += usize::from(lock.shares.0.is_empty());
    }
    tx.commit().await?;
    Ok(())
}

/// One case for use without this program: the key as `age` reads it, and what it opens.
pub struct Export {
    /// `AGE-SECRET-KEY-1…`, of this case alone.
    pub key: Zeroizing<String>,
    /// The identity, which `age --decrypt` opens; none when nobody said who they are.
    pub sealed: Option<Vec<u8>>,
    /// Originals: name in the store, and the key of each.
    pub originals: Vec<(Uuid, Zeroizing<String>)>,
}

/// Takes one case's identity key and those of its originals out, for the day when nothing of this program runs any more.
/// It stands in the case's record before anybody has the key, so that the reporter reads of it.
pub async fn export(app: &App, key: &IdentityKey, number: &str) -> Result<Option<Export>, ActError> {
    let number = CaseNumber::parse(number).ok_or(ActError::NotFound)?;
    let mut tx = app.db.begin(Actor::System).await?;
    let case = db::find_by_number(&mut tx, number.as_str()).await?.ok_or(ActError::NotFound)?;
    let Some(scene) = enter(app, &mut tx, Who::System, case).await? else { return Ok(None) };
    let Some(whole) = db::recovery_blob(&mut tx, case).await? else { return Ok(None) };
    let sealed = db::identity_for_recovery(&mut tx, case).await?;
    let opened = IdentityKey::open_whole(key, &whole).map_err(db::damaged)?;
    let mut originals = Vec::new();
    for (id, blob) in db::originals_for_recovery(&mut tx, case).await? {
        let secret = opened.open_secret(&blob).map_err(db::damaged)?;
        let secret = std::str::from_utf8(&secret).map_err(db::damaged)?;
        originals.push((id, Zeroizing::new(secret.to_owned())));
    }
    if sealed.is_none() && originals.is_empty() {
        return Ok(None);
    }
    let data =
        json!({ "identity": sealed.is_some(), "originals": originals.iter().map(|(id, _)| id).collect::<Vec<_>>() });
    let entry = Entry { who: Who::System, role: Role::System, action: PAPERS_OPENED, data };
    carry::record(&mut tx, &scene, entry, false, clock::now()).await?;
    tx.commit().await?;
    Ok(Some(Export { key: opened.export(), sealed, originals }))
}

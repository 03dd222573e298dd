//! The recovery ceremony: with the key from two papers every case is dealt to the present custodians, and identities from
//! before are sealed to a key of their case.

use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::carry::{self, Entry};
use super::custody::{deal, keepers, new_lock, read_identity, seal_identity};
use super::{ActError, Who, enter};
use crate::app::App;
use crate::case::db;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Db, Tx};
use crate::vault::CaseNumber;
use crate::vault::custody::IdentityKey;
use crate::vault::identity::IdentityError;
use crate::vault::seal::CaseKey;

/// In the record of a case: two papers took its key out.
pub const PAPERS_OPENED: &str = "papers_opened";

/// Cases looked at in one go.
const PAGE: i64 = 200;

/// What a ceremony did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Cases whose key was dealt anew.
    pub dealt: usize,
    /// Identities from before that got a key of their case.
    pub sealed_anew: usize,
    /// Numbers of the cases that the key does not open, or of which something is damaged.
    pub failed: Vec<String>,
    /// Cases that go on waiting, because fewer than two custodians may hold their shares.
    pub waiting: usize,
}

/// Deals every case that lacks a share. Each case is one transaction: a ceremony that breaks off goes on where it was, and a
/// case that is damaged holds no other up.
pub async fn recover(app: &App, key: &IdentityKey) -> Result<Recovered, ActError> {
    let (mut done, mut after) = (Recovered::default(), Uuid::nil());
    loop {
        let mut tx = app.db.begin(Actor::System).await?;
        let cases = db::to_recover(&mut tx, after, PAGE).await?;
        tx.commit().await?;
        let Some(last) = cases.last() else { return Ok(done) };
        after = *last;
        for case in cases {
            match one(app, key, case).await {
                Ok(came) => came.count(&mut done),
                Err(sqlx::Error::Decode(error)) => {
                    tracing::warn!(%case, %error, "a case could not be recovered");
                    let mut tx = app.db.begin(Actor::System).await?;
                    done.failed.push(db::number(&mut tx, case).await?);
                    tx.commit().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// What came of one case.
enum Came {
    Nothing,
    Waits,
    Dealt,
    SealedAnew { waits: bool },
}

impl Came {
    fn count(&self, done: &mut Recovered) {
        match self {
            Self::Nothing => {}
            Self::Waits => done.waiting += 1,
            Self::Dealt => done.dealt += 1,
            Self::SealedAnew { waits } => {
                done.sealed_anew += 1;
                done.waiting += usize::from(*waits);
            }
        }
    }
}

async fn one(app: &App, key: &IdentityKey, case: Uuid) -> Result<Came, sqlx::Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if !db::lock(&mut tx, case).await? {
        return Ok(Came::Nothing);
    }
    let Some(secret) = db::secret(&mut tx, &app.keys, case).await? else { return Ok(Came::Nothing) };
    let keepers = keepers(app, &mut tx, case).await?;
    let came = if let Some(whole) = db::recovery_blob(&mut tx, case).await? {
        let opened = IdentityKey::open_whole(key, case, &whole).map_err(db::damaged)?;
        is_of(&mut tx, &secret.key, case, &opened).await?;
        let shares = deal(&opened, &keepers, case)?;
        if shares.0.is_empty() {
            return Ok(Came::Waits);
        }
        db::deal_anew(&mut tx, case, &shares, now).await?;
        Came::Dealt
    } else {
        let Some(sealed) = db::identity_for_recovery(&mut tx, case).await? else { return Ok(Came::Nothing) };
        let identity = read_identity(case, &key.open(&sealed).map_err(db::damaged)?)?;
        let (recipient, lock) = new_lock(app, &keepers, &secret.key, case)?;
        let anew = seal_identity(app, &recipient, case, &identity)?;
        db::insert_identity_key(&mut tx, case, &lock, now).await?;
        db::replace_identity(&mut tx, case, &anew, now).await?;
        Came::SealedAnew { waits: lock.shares.0.is_empty() }
    };
    tx.commit().await?;
    Ok(came)
}

/// The key of another case must not be dealt as this one's, wherever somebody may have put it.
async fn is_of(tx: &mut Tx, key: &CaseKey, case: Uuid, opened: &IdentityKey) -> Result<(), sqlx::Error> {
    match db::identity_key(tx, key, case).await? {
        Some((recipient, _)) if recipient == opened.recipient() => Ok(()),
        _ => Err(db::damaged(IdentityError::Open)),
    }
}

/// One case for use without this program: the key as `age` reads it, and what it opens.
pub struct Export {
    /// `AGE-SECRET-KEY-1…`, of this case alone.
    pub key: Zeroizing<String>,
    /// The identity, which `age --decrypt` opens; none when nobody said who they are.
    pub sealed: Option<Vec<u8>>,
    /// Originals: name in the store, and the key of each.
    pub originals: Vec<(Uuid, Zeroizing<String>)>,
    /// Whether the record of the case says that it was taken out.
    pub recorded: bool,
}

/// Takes one case's identity key and those of its originals out, for the day when nothing of this program runs any more.
/// It stands in the case's record before anybody has the key, so that the reporter reads of it. A record that the server's
/// keys do not open any more cannot be written: then only the log of the office says so, where the caller writes it.
pub async fn export(app: &App, key: &IdentityKey, number: &str) -> Result<Option<Export>, ActError> {
    let (mut tx, case) = find(&app.db, number).await?;
    let scene = match enter(app, &mut tx, Who::System, case).await {
        Ok(Some(scene)) => scene,
        Ok(None) => return Ok(None),
        Err(ActError::Db(sqlx::Error::Decode(error))) => {
            tracing::warn!(%error, "the record of this case cannot be opened, so that nothing was written into it");
            return Ok(take_out(&mut tx, key, case).await?);
        }
        Err(error) => return Err(error),
    };
    let Some(mut taken) = take_out(&mut tx, key, case).await? else { return Ok(None) };
    is_of(&mut tx, &scene.key, case, &IdentityKey::parse(&taken.key).map_err(db::damaged)?).await?;
    let originals: Vec<_> = taken.originals.iter().map(|(id, _)| id).collect();
    let data = json!({ "identity": taken.sealed.is_some(), "originals": originals });
    let entry = Entry { who: Who::System, role: Role::System, action: PAPERS_OPENED, data };
    carry::record(&mut tx, &scene, entry, false, clock::now()).await?;
    tx.commit().await?;
    taken.recorded = true;
    Ok(Some(taken))
}

/// The same when this machine has lost keys of the server: what the papers open needs none of them. Nothing is written into
/// the record of the case, which they would seal.
pub async fn salvage(db: &Db, key: &IdentityKey, number: &str) -> Result<Option<Export>, ActError> {
    let (mut tx, case) = find(db, number).await?;
    Ok(take_out(&mut tx, key, case).await?)
}

async fn find(db: &Db, number: &str) -> Result<(Tx, Uuid), ActError> {
    let number = CaseNumber::parse(number).ok_or(ActError::NotFound)?;
    let mut tx = db.begin(Actor::System).await?;
    let case = db::find_by_number(&mut tx, number.as_str()).await?.ok_or(ActError::NotFound)?;
    Ok((tx, case))
}

/// What two papers open of a case, with nothing of the server; none when there is nothing of it. What lies there of another
/// case is not taken for this one's.
async fn take_out(tx: &mut Tx, key: &IdentityKey, case: Uuid) -> Result<Option<Export>, sqlx::Error> {
    let Some(whole) = db::recovery_blob(tx, case).await? else { return Ok(None) };
    let opened = IdentityKey::open_whole(key, case, &whole).map_err(db::damaged)?;
    let sealed = db::identity_for_recovery(tx, case).await?;
    if let Some(sealed) = &sealed {
        read_identity(case, &opened.open(sealed).map_err(db::damaged)?)?;
    }
    let mut originals = Vec::new();
    for (id, blob) in db::originals_for_recovery(tx, case).await? {
        let secret = opened.open_secret(&blob).map_err(db::damaged)?;
        let secret = std::str::from_utf8(&secret).map_err(db::damaged)?;
        originals.push((id, Zeroizing::new(secret.to_owned())));
    }
    let nothing = sealed.is_none() && originals.is_empty();
    Ok((!nothing).then(|| Export { key: opened.export(), sealed, originals, recorded: false }))
}

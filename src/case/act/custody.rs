//! Sealing identities to the key of their case.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::carry::{Entry, record};
use super::notice::keep_address;
use super::{ActError, Done, Scene, Who, enter};
use crate::app::App;
use crate::case::account::Identity;
use crate::case::db::{self, NewLock, place};
use crate::case::state::{Mode, Role};
use crate::clock;
use crate::db::Tx;
use crate::i18n::Lang;
use crate::vault::custody::IdentityKey;
use crate::vault::identity::{self, IdentityError, IdentityRecipient};
use crate::vault::seal::CaseKey;
use crate::vault::{OwnKey, index};

/// An identity that a reporter gives, on its way to being sealed; never stored as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIdentity {
    /// Who the reporter is.
    pub identity: Identity,
    /// The reporter's own copy, sealed already.
    pub copy: Option<Vec<u8>>,
    /// What becomes of the address for notices, which lies apart, sealed to the mailer.
    pub notices: Notices,
}

/// What becomes of the address for notices when a reporter says anew who they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Notices {
    /// Nothing was said of it.
    #[default]
    Stay,
    /// This one takes its place.
    To(String),
    /// It was part of the identity, and is not any more.
    Stop,
}

impl Notices {
    /// By what the reporter said before: nothing when they only now give a name. An identity whose copy cannot be read may
    /// have named the address, so that it ends with it.
    #[must_use]
    pub fn after(anonymous: bool, before: Option<&Identity>, identity: &Identity) -> Self {
        let was = before.and_then(Identity::notices_to);
        match identity.notices_to() {
            Some(address) if was == Some(address) => Self::Stay,
            Some(address) => Self::To(address.to_owned()),
            None if was.is_some() || (before.is_none() && !anonymous) => Self::Stop,
            None => Self::Stay,
        }
    }
}

/// A new identity key for a case: its public half, and everything that is stored of it. The secret half is gone when this
/// returns.
pub(super) fn new_lock(
    app: &App,
    custodians: &[(Uuid, IdentityRecipient)],
    key: &CaseKey,
    case: Uuid,
) -> Result<(IdentityRecipient, NewLock), sqlx::Error> {
    let secret = IdentityKey::generate();
    let recipient = secret.recipient();
    let lock = NewLock {
        recipient: db::seal_recipient(key, case, &recipient),
        recovery: secret.seal_whole(case, app.keys.identity()).map_err(db::damaged)?,
        shares: deal(&secret, custodians, case)?,
    };
    Ok((recipient, lock))
}

/// Deals a key: custodians, and the share of each. Nobody when there are fewer than two.
pub(super) fn deal(
    secret: &IdentityKey,
    custodians: &[(Uuid, IdentityRecipient)],
    case: Uuid,
) -> Result<(Vec<Uuid>, Vec<Vec<u8>>), sqlx::Error> {
    let (officers, to): (Vec<_>, Vec<_>) = custodians.iter().cloned().unzip();
    let shares = secret.deal(case, &to).map_err(db::damaged)?;
    Ok((officers.into_iter().take(shares.len()).collect(), shares))
}

/// Custodians who may hold shares of a case: all but those behind its wall.
pub(super) async fn keepers(app: &App, tx: &mut Tx, case: Uuid) -> Result<Vec<(Uuid, IdentityRecipient)>, sqlx::Error> {
    let all = db::custodians(tx, &app.keys).await?;
    let officers: Vec<Uuid> = all.iter().map(|(officer, _)| *officer).collect();
    let free = db::before_the_wall(tx, case, &officers).await?;
    Ok(all.into_iter().filter(|(officer, _)| free.contains(officer)).collect())
}

/// Seals an identity to the key of its case and to the recovery recipient. Its first line names the case, so that nobody
/// with the database in hand lays it into another one.
pub(super) fn seal_identity(
    app: &App,
    to: &IdentityRecipient,
    case: Uuid,
    identity: &Identity,
) -> Result<Vec<u8>, sqlx::Error> {
    let mut plain = Zeroizing::new(format!("{case}\n").into_bytes());
    serde_json::to_writer(&mut *plain, identity).map_err(db::damaged)?;
    identity::seal(&[to, app.keys.identity()], &plain).map_err(db::damaged)
}

/// Reads what [`seal_identity`] sealed for this case. One from before names no case.
pub(super) fn read_identity(case: Uuid, plain: &[u8]) -> Result<Identity, sqlx::Error> {
    let json = match plain.strip_prefix(format!("{case}\n").as_bytes()) {
        Some(json) => json,
        None if plain.starts_with(b"{") => plain,
        None => return Err(db::damaged(IdentityError::Open)),
    };
    serde_json::from_slice(json).map_err(db::damaged)
}

/// The public half of a case's identity key; a case from before gets one now.
pub async fn case_recipient(
    app: &App,
    tx: &mut Tx,
    key: &CaseKey,
    case: Uuid,
    now: DateTime<Utc>,
) -> Result<IdentityRecipient, sqlx::Error> {
    if let Some((recipient, _)) = db::identity_key(tx, key, case).await? {
        return Ok(recipient);
    }
    let keepers = keepers(app, tx, case).await?;
    let (recipient, lock) = new_lock(app, &keepers, key, case)?;
    db::insert_identity_key(tx, case, &lock, now).await?;
    Ok(recipient)
}

/// Stores an identity in place of any other, the reporter's copy, and the address for notices that goes with it.
pub(super) async fn keep(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    new: &NewIdentity,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let case = scene.case.id;
    let to = case_recipient(app, tx, &scene.key, case, now).await?;
    let sealed = seal_identity(app, &to, case, &new.identity)?;
    db::replace_identity(tx, case, &sealed, now).await?;
    // what somebody compared before is not who the reporter says to be now
    db::void_codes(tx, case, now).await?;
    if let Some(copy) = &new.copy {
        db::put_copy(tx, case, copy).await?;
    }
    match &new.notices {
        Notices::Stay => Ok(()),
        Notices::To(address) => {
            let lang = Lang::from_code(&db::locale(tx, case).await?).unwrap_or_default();
            keep_address(app, tx, case, address, lang, now).await
        }
        Notices::Stop => db::drop_contact(tx, case).await,
    }
}

/// The reporter corrects their own identity, at any time while it is kept. The new one takes the place of the old, and a
/// name that was released follows.
pub async fn correct_identity(app: &App, case: Uuid, new: NewIdentity, once: [u8; 32]) -> Result<Done, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Who::Reporter.actor(case)).await?;
    let Some(scene) = enter(app, &mut tx, Who::Reporter, case).await? else { return Err(ActError::NotFound) };
    // what was erased because its time is over is not asked for again
    if scene.case.mode == Mode::Anonymous || !db::has_identity(&mut tx, case).await? {
        return Err(ActError::NotFound);
    }
    let said = serde_json::to_vec(&new.identity).map_err(|error| ActError::Db(db::damaged(error)))?;
    if !db::use_form_key(&mut tx, &index::body_mac(&app.keys, &once, &said), case, now).await? {
        return Ok(Done::Already);
    }
    keep(app, &mut tx, &scene, &new, now).await?;
    if scene.case.mode == Mode::Open {
        db::set_released_name(&mut tx, &scene.key, case, &new.identity.name).await?;
    }
    let entry = Entry { who: Who::Reporter, role: Role::Reporter, action: "correct_identity", data: json!({}) };
    record(&mut tx, &scene, entry, false, now).await?;
    tx.commit().await?;
    Ok(Done::Moved(scene.case.state))
}

/// Seals the reporter's own copy of an identity.
pub fn seal_copy(own: &OwnKey, case: Uuid, identity: &Identity) -> Result<Vec<u8>, sqlx::Error> {
    own.seal_json(copy_place(case), identity).map_err(db::damaged)
}

/// Opens the reporter's own copy.
pub fn open_copy(own: &OwnKey, case: Uuid, sealed: &[u8]) -> Result<Identity, sqlx::Error> {
    own.open_json(copy_place(case), sealed).map_err(db::damaged)
}

const fn copy_place(case: Uuid) -> crate::vault::Place {
    place("reporter_copy", "sealed", case, case)
}

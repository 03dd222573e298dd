//! Identity keys, shares and reveals. Everything secret in them is sealed to somebody who is not this server.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{damaged, place};
use crate::vault::identity::IdentityRecipient;
use crate::vault::seal::CaseKey;
use crate::vault::{Keys, custodian};

/// A new identity key as it is stored.
pub struct NewLock {
    /// The public half under the case's own key.
    pub recipient: Vec<u8>,
    /// The whole secret half, sealed to the recovery recipient.
    pub recovery: Vec<u8>,
    /// Custodians, and the share of each.
    pub shares: (Vec<Uuid>, Vec<Vec<u8>>),
}

/// Custodians to whom a key may be dealt: enrolled, in their role, with a public key that this server took in itself.
pub async fn custodians(tx: &mut PgConnection, keys: &Keys) -> Result<Vec<(Uuid, IdentityRecipient)>, sqlx::Error> {
    let rows: Vec<(Uuid, String, Vec<u8>)> = sqlx::query_as(
        "select officer_id, recipient, signed from custodian where signed is not null and is_custodian(officer_id)
          order by officer_id",
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(officer, text, mac)| Some((officer, custodian::recipient(keys, officer, &text, &mac)?)))
        .collect())
}

/// The public key of one custodian, unless the person is none (any more).
pub async fn custodian(
    tx: &mut PgConnection,
    keys: &Keys,
    officer: Uuid,
) -> Result<Option<IdentityRecipient>, sqlx::Error> {
    let row: Option<(String, Vec<u8>)> = sqlx::query_as(
        "select recipient, signed from custodian where officer_id = $1 and signed is not null and is_custodian($1)",
    )
    .bind(officer)
    .fetch_optional(tx)
    .await?;
    Ok(row.and_then(|(text, mac)| custodian::recipient(keys, officer, &text, &mac)))
}

/// Of these custodians those who do not stand behind the wall of a case.
pub async fn before_the_wall(tx: &mut PgConnection, case: Uuid, officers: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select o from unnest($2::uuid[]) o where not is_walled($1, o)")
        .bind(case)
        .bind(officers)
        .fetch_all(tx)
        .await
}

/// Where the public half of a case's identity key is sealed.
fn seat(case: Uuid) -> crate::vault::Place {
    place("identity_key", "recipient", case, case)
}

/// The public half as it is stored.
#[must_use]
pub fn seal_recipient(key: &CaseKey, case: Uuid, recipient: &IdentityRecipient) -> Vec<u8> {
    key.seal(seat(case), recipient.as_str().as_bytes())
}

/// The public half of a case's identity key and the number of its dealing; none for a case from before, or one whose
/// identities were erased.
pub async fn identity_key(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
) -> Result<Option<(IdentityRecipient, i32)>, sqlx::Error> {
    let row: Option<(Vec<u8>, i32)> = sqlx::query_as("select recipient, dealing from identity_key where case_id = $1")
        .bind(case)
        .fetch_optional(tx)
        .await?;
    let Some((sealed, dealing)) = row else { return Ok(None) };
    let text = String::from_utf8(key.open(seat(case), &sealed).map_err(damaged)?).map_err(damaged)?;
    let recipient = IdentityRecipient::parse(&text).ok_or_else(|| sqlx::Error::Decode("not a recipient".into()))?;
    Ok(Some((recipient, dealing)))
}

/// The whole secret half, sealed to the recovery recipient.
pub async fn recovery_blob(tx: &mut PgConnection, case: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select recovery from identity_key where case_id = $1").bind(case).fetch_optional(tx).await
}

/// Keeps a new identity key with its shares, for a case that has none.
pub async fn insert_identity_key(
    tx: &mut PgConnection,
    case: Uuid,
    lock: &NewLock,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into identity_key (case_id, recipient, recovery, at) values ($1, $2, $3, $4)")
        .bind(case)
        .bind(&lock.recipient)
        .bind(&lock.recovery)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    insert_shares(tx, case, 1, &lock.shares).await
}

/// Shares of who is still a custodian. Locked, because whoever takes a custodian out deletes the shares that are there:
/// one that came between would hang on a key that is gone.
async fn insert_shares(
    tx: &mut PgConnection,
    case: Uuid,
    dealing: i32,
    (officers, sealed): &(Vec<Uuid>, Vec<Vec<u8>>),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into identity_share (case_id, officer_id, dealing, sealed)
         select $1, k.officer_id, $2, t.s from unnest($3::uuid[], $4::bytea[]) as t (o, s)
           join custodian k on k.officer_id = t.o and k.removed_at is null and not is_walled($1, t.o)
         for share of k",
    )
    .bind(case)
    .bind(dealing)
    .bind(officers)
    .bind(sealed)
    .execute(tx)
    .await
    .map(drop)
}

/// Replaces every share of a case by those of a new dealing. What was handed over from the old one is worth nothing now.
pub async fn deal_anew(
    tx: &mut PgConnection,
    case: Uuid,
    shares: &(Vec<Uuid>, Vec<Vec<u8>>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let dealing: i32 =
        sqlx::query_scalar("update identity_key set dealing = dealing + 1 where case_id = $1 returning dealing")
            .bind(case)
            .fetch_one(&mut *tx)
            .await?;
    for statement in [
        "delete from identity_share where case_id = $1",
        "delete from handing_share where case_id = $1",
        "delete from reveal_share g using reveal r where r.id = g.reveal_id and r.case_id = $1 and r.granted_at is null",
    ] {
        sqlx::query(statement).bind(case).execute(&mut *tx).await?;
    }
    sqlx::query("update reveal set closes_at = $2 where case_id = $1 and closes_at > $2")
        .bind(case)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    insert_shares(tx, case, dealing, shares).await
}

/// A custodian's sealed share of a case, with the number of its dealing.
pub async fn share(tx: &mut PgConnection, case: Uuid, officer: Uuid) -> Result<Option<(i32, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select dealing, sealed from identity_share where case_id = $1 and officer_id = $2")
        .bind(case)
        .bind(officer)
        .fetch_optional(tx)
        .await
}

/// Whether a case holds an identity.
pub async fn has_identity(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select id from identity where case_id = $1)").bind(case).fetch_one(tx).await
}

/// Whether two officers work in no common unit.
pub async fn units_differ(tx: &mut PgConnection, one: Uuid, other: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select units_differ($1, $2)").bind(one).bind(other).fetch_one(tx).await
}

/// A page of a case that is reached by its number, beside those of the work on it.
#[derive(Debug, Clone, Copy)]
pub enum SideDoor {
    /// Who the reporter is.
    Identity,
    /// A new code for a lost one.
    Code,
    /// Who is kept out.
    Wall,
}

/// The case of a number, when whoever asks may come to this page of it: a custodian comes to cases that no list of theirs
/// shows. Asked again once the case is locked.
pub async fn door_find(
    tx: &mut PgConnection,
    number: &str,
    door: SideDoor,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    let door = match door {
        SideDoor::Identity => "identity",
        SideDoor::Code => "code",
        SideDoor::Wall => "wall",
    };
    sqlx::query_scalar("select door_find($1, $2, $3)").bind(number).bind(door).bind(now).fetch_one(tx).await
}

/// Whether whoever asks may come to the identity page of a case.
pub async fn custody_enters(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select custody_enters($1)").bind(case).fetch_one(tx).await
}

/// Whether enough custodians with shares are there: another unit's for a custodian who asks, two of different units for
/// anybody else.
pub async fn can_open(tx: &mut PgConnection, case: Uuid, asker: Uuid, own: bool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select case when $3 then exists (select from identity_share s where s.case_id = $1 and is_custodian(s.officer_id)
                                             and units_differ(s.officer_id, $2))
                else exists (select from identity_share s join identity_share t on t.case_id = s.case_id
                              where s.case_id = $1 and is_custodian(s.officer_id) and is_custodian(t.officer_id)
                                and s.officer_id <> $2 and t.officer_id <> $2 and units_differ(s.officer_id, t.officer_id))
                end",
    )
    .bind(case)
    .bind(asker)
    .bind(own)
    .fetch_one(tx)
    .await
}

/// Replaces the identity of a case by one that the reporter corrected.
pub async fn replace_identity(
    tx: &mut PgConnection,
    case: Uuid,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from identity where case_id = $1").bind(case).execute(&mut *tx).await?;
    super::insert_identity(tx, case, sealed, now).await
}

/// Replaces the reporter's own copy.
pub async fn put_copy(tx: &mut PgConnection, case: Uuid, sealed: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update reporter_copy set sealed = $2 where case_id = $1")
        .bind(case)
        .bind(sealed)
        .execute(tx)
        .await
        .map(drop)
}

/// The reporter's own copy, under the reporter's key.
pub async fn copy(tx: &mut PgConnection, case: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let found: Option<Option<Vec<u8>>> =
        sqlx::query_scalar("select sealed from reporter_copy where case_id = $1").bind(case).fetch_optional(tx).await?;
    Ok(found.flatten())
}

/// Puts the reporter's key under a new code. A copy under a key that was lost goes.
pub async fn rewrap_copy(tx: &mut PgConnection, case: Uuid, wrap: &[u8], keep: bool) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into reporter_copy (case_id, key_wrap) values ($1, $2)
         on conflict (case_id) do update set key_wrap = $2, sealed = case when $3 then reporter_copy.sealed end",
    )
    .bind(case)
    .bind(wrap)
    .bind(keep)
    .execute(tx)
    .await
    .map(drop)
}

/// Keeps the reporter's key for a session, under what its cookie holds.
pub async fn keep_own_key(tx: &mut PgConnection, session: &[u8; 32], wrap: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select session_keep($1, $2)").bind(session.as_slice()).bind(wrap).execute(tx).await.map(drop)
}

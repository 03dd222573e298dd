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
        "select officer_id, recipient, recipient_mac from custodian where is_custodian(officer_id) order by officer_id",
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
    let row: Option<(String, Vec<u8>)> =
        sqlx::query_as("select recipient, recipient_mac from custodian where officer_id = $1 and is_custodian($1)")
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

async fn insert_shares(
    tx: &mut PgConnection,
    case: Uuid,
    dealing: i32,
    (officers, sealed): &(Vec<Uuid>, Vec<Vec<u8>>),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into identity_share (case_id, officer_id, dealing, sealed)
         select $1, k.officer_id, $2, t.s from unnest($3::uuid[], $4::bytea[]) as t (o, s)
           join custodian k on k.officer_id = t.o and k.removed_at is null and not is_walled($1, t.o)",
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

/// The case of a number, for the worker only: a custodian comes to cases that no list of theirs shows, and
/// [`custody_enters`] is asked next.
pub async fn custody_find(tx: &mut PgConnection, number: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select id from cases where number = $1").bind(number).fetch_optional(tx).await
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

/// A new request to see an identity.
pub struct NewReveal<'a> {
    /// Row.
    pub id: Uuid,
    /// Case.
    pub case: Uuid,
    /// Who asks.
    pub by: Uuid,
    /// In which role, its code.
    pub role: &'static str,
    /// To whom shares are sealed.
    pub recipient: &'a IdentityRecipient,
    /// The secret half for it under the session's token; none for a custodian, who has an own key.
    pub wrapped: Option<Vec<u8>>,
    /// Why.
    pub reason: &'a str,
    /// Until when it may be granted.
    pub expires_at: DateTime<Utc>,
}

/// Writes a request down.
pub async fn insert_reveal(
    tx: &mut PgConnection,
    key: &CaseKey,
    new: NewReveal<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into reveal (id, case_id, asked_by, role, recipient, wrapped, reason, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.case)
    .bind(new.by)
    .bind(new.role)
    .bind(new.recipient.as_str())
    .bind(new.wrapped)
    .bind(key.seal(place("reveal", "reason", new.id, new.case), new.reason.as_bytes()))
    .bind(now)
    .bind(new.expires_at)
    .execute(tx)
    .await
    .map(drop)
}

/// What the door needs of a request.
#[derive(sqlx::FromRow)]
pub struct RevealKeys {
    /// Who asked.
    pub asked_by: Uuid,
    /// To whom shares are sealed.
    pub recipient: String,
    /// The session's key; none for a custodian.
    pub wrapped: Option<Vec<u8>>,
    /// Until when it may be granted.
    pub expires_at: DateTime<Utc>,
    /// When it was granted.
    pub granted_at: Option<DateTime<Utc>>,
    /// Until when the identity may be seen.
    pub closes_at: Option<DateTime<Utc>>,
}

/// A request of this case.
pub async fn reveal(tx: &mut PgConnection, case: Uuid, id: Uuid) -> Result<Option<RevealKeys>, sqlx::Error> {
    sqlx::query_as(
        "select asked_by, recipient, wrapped, expires_at, granted_at, closes_at from reveal where id = $2 and case_id = $1",
    )
    .bind(case)
    .bind(id)
    .fetch_optional(tx)
    .await
}

/// Requests that wait for a share of this custodian: (case, its number, request), oldest first.
pub async fn reveals_waiting(
    tx: &mut PgConnection,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, String, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, w.reveal_id from custody_waits($1, $2) w join cases c on c.id = w.case_id
         order by w.asked_at limit 100",
    )
    .bind(officer)
    .bind(now)
    .fetch_all(tx)
    .await
}

/// Shares that were given to a request: (custodian, dealing, sealed share while the time lasts).
pub async fn given(tx: &mut PgConnection, id: Uuid) -> Result<Vec<(Uuid, i32, Option<Vec<u8>>)>, sqlx::Error> {
    sqlx::query_as("select officer_id, dealing, sealed from reveal_share where reveal_id = $1 order by at")
        .bind(id)
        .fetch_all(tx)
        .await
}

/// Gives a share to a request.
pub async fn give_share(
    tx: &mut PgConnection,
    (id, case, officer): (Uuid, Uuid, Uuid),
    (dealing, sealed): (i32, Vec<u8>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into reveal_share (reveal_id, case_id, officer_id, dealing, sealed, at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(case)
    .bind(officer)
    .bind(dealing)
    .bind(sealed)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Grants a request until `closes_at`.
pub async fn grant_reveal(
    tx: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
    closes_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update reveal set granted_at = $2, closes_at = $3 where id = $1")
        .bind(id)
        .bind(now)
        .bind(closes_at)
        .execute(tx)
        .await
        .map(drop)
}

/// The sealed identity of a granted request, for who asked.
pub async fn identity_revealed(
    tx: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select identity_revealed($1, $2)").bind(id).bind(now).fetch_optional(tx).await
}

/// Writes down that the identity was looked at.
pub async fn note_view(tx: &mut PgConnection, id: Uuid, case: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("insert into reveal_view (id, reveal_id, case_id, at) values ($1, $2, $3, $4)")
        .bind(Uuid::now_v7())
        .bind(id)
        .bind(case)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// A request as pages show it.
pub struct Reveal {
    /// Row.
    pub id: Uuid,
    /// Who asked: name for officers, number for citizens, role.
    pub by: (Uuid, String, i32),
    /// Code of the role in which it was asked.
    pub role: String,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when it may be granted.
    pub expires_at: DateTime<Utc>,
    /// When it was granted.
    pub granted_at: Option<DateTime<Utc>>,
    /// Until when the identity may be seen.
    pub closes_at: Option<DateTime<Utc>>,
    /// Who gave a share: (officer, name, number).
    pub given: Vec<(Uuid, String, i32)>,
    /// When the identity was looked at.
    pub views: Vec<DateTime<Utc>>,
}

/// Every request of a case, newest first.
pub async fn reveals(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Reveal>, sqlx::Error> {
    let rows: Vec<RevealRow> = sqlx::query_as(
        "select r.id, r.asked_by, o.name, o.alias, r.role, r.reason, r.asked_at, r.expires_at, r.granted_at, r.closes_at
         from reveal r join officer o on o.id = r.asked_by where r.case_id = $1 order by r.asked_at desc, r.id",
    )
    .bind(case)
    .fetch_all(&mut *tx)
    .await?;
    let given: Vec<(Uuid, Uuid, String, i32)> = sqlx::query_as(
        "select g.reveal_id, o.id, o.name, o.alias from reveal_share g join officer o on o.id = g.officer_id
         where g.case_id = $1 order by g.at",
    )
    .bind(case)
    .fetch_all(&mut *tx)
    .await?;
    let views: Vec<(Uuid, DateTime<Utc>)> =
        sqlx::query_as("select reveal_id, at from reveal_view where case_id = $1 order by at")
            .bind(case)
            .fetch_all(tx)
            .await?;
    rows.into_iter()
        .map(|row| {
            let reason = key.open(place("reveal", "reason", row.id, case), &row.reason).map_err(damaged)?;
            let shares = given.iter().filter(|(reveal, ..)| *reveal == row.id);
            Ok(Reveal {
                given: shares.map(|(_, id, name, alias)| (*id, name.clone(), *alias)).collect(),
                views: views.iter().filter(|(reveal, _)| *reveal == row.id).map(|(_, at)| *at).collect(),
                reason: String::from_utf8(reason).map_err(damaged)?,
                id: row.id,
                by: (row.asked_by, row.name, row.alias),
                role: row.role,
                asked_at: row.asked_at,
                expires_at: row.expires_at,
                granted_at: row.granted_at,
                closes_at: row.closes_at,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct RevealRow {
    id: Uuid,
    asked_by: Uuid,
    name: String,
    alias: i32,
    role: String,
    reason: Vec<u8>,
    asked_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    granted_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
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

/// Shares whose time is over are dropped, and so is what one custodian asked of another.
pub async fn close_reveals(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update reveal_share g set sealed = null from reveal r
         where r.id = g.reveal_id and g.sealed is not null and coalesce(r.closes_at, r.expires_at) <= $1",
    )
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update reveal set wrapped = '\\x' where length(wrapped) > 0 and coalesce(closes_at, expires_at) <= $1",
    )
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from handing where expires_at <= $1").bind(now).execute(tx).await.map(drop)
}

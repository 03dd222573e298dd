//! Reveals: who asked, who gave a share, who looked.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{damaged, place};
use crate::vault::identity::IdentityRecipient;
use crate::vault::seal::{CaseKey, Place};

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
    /// To whom shares are sealed, and the secret half for it under the session's token; none for a custodian, who has an
    /// own key.
    pub session: Option<(IdentityRecipient, Vec<u8>)>,
    /// Why.
    pub reason: &'a str,
    /// Until when it may be granted.
    pub expires_at: DateTime<Utc>,
}

/// Where the recipient of a request is sealed, so that nobody with the database in hand puts another one there.
const fn seat(id: Uuid, case: Uuid) -> Place {
    place("reveal", "recipient", id, case)
}

/// Writes a request down.
pub async fn insert_reveal(
    tx: &mut PgConnection,
    key: &CaseKey,
    new: NewReveal<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (recipient, wrapped) = new.session.unzip();
    let recipient = recipient.map(|recipient| key.seal(seat(new.id, new.case), recipient.as_str().as_bytes()));
    sqlx::query(
        "insert into reveal (id, case_id, asked_by, role, recipient, wrapped, reason, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.case)
    .bind(new.by)
    .bind(new.role)
    .bind(recipient)
    .bind(wrapped)
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
    /// Code of the role in which it was asked.
    pub role: String,
    /// To whom shares are sealed, under the case's key; none for a custodian.
    pub recipient: Option<Vec<u8>>,
    /// The session's key; none for a custodian.
    pub wrapped: Option<Vec<u8>>,
    /// Until when it may be granted.
    pub expires_at: DateTime<Utc>,
    /// When it was granted.
    pub granted_at: Option<DateTime<Utc>>,
    /// Until when the identity may be seen.
    pub closes_at: Option<DateTime<Utc>>,
}

impl RevealKeys {
    /// To whom the shares of an officer without an own key are sealed; none when it is not what was written down.
    #[must_use]
    pub fn recipient(&self, key: &CaseKey, id: Uuid, case: Uuid) -> Option<IdentityRecipient> {
        open_recipient(key, seat(id, case), self.recipient.as_deref()?)
    }
}

/// A recipient that was sealed at this place.
fn open_recipient(key: &CaseKey, at: Place, sealed: &[u8]) -> Option<IdentityRecipient> {
    IdentityRecipient::parse(std::str::from_utf8(&key.open(at, sealed).ok()?).ok()?)
}

/// A request of this case.
pub async fn reveal(tx: &mut PgConnection, case: Uuid, id: Uuid) -> Result<Option<RevealKeys>, sqlx::Error> {
    sqlx::query_as(
        "select asked_by, role, recipient, wrapped, expires_at, granted_at, closes_at from reveal where id = $2 and case_id = $1",
    )
    .bind(case)
    .bind(id)
    .fetch_optional(tx)
    .await
}

/// Whether an officer holds a role, in whatever unit.
pub async fn holds(tx: &mut PgConnection, officer: Uuid, role: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from officer_role where officer_id = $1 and role = $2)")
        .bind(officer)
        .bind(role)
        .fetch_one(tx)
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

/// Those of them that are about one case.
pub async fn reveals_to_give(
    tx: &mut PgConnection,
    (case, officer): (Uuid, Uuid),
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select reveal_id from custody_waits($2, $3) where case_id = $1")
        .bind(case)
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

/// Writes down that the identity was looked at, or an original opened.
pub async fn note_view(
    tx: &mut PgConnection,
    (id, case): (Uuid, Uuid),
    file: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into reveal_view (id, reveal_id, case_id, evidence_id, at) values ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7())
        .bind(id)
        .bind(case)
        .bind(file)
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
    /// When the identity was looked at, or which original was opened.
    pub views: Vec<(DateTime<Utc>, Option<Uuid>)>,
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
    let views: Vec<(Uuid, DateTime<Utc>, Option<Uuid>)> =
        sqlx::query_as("select reveal_id, at, evidence_id from reveal_view where case_id = $1 order by at")
            .bind(case)
            .fetch_all(tx)
            .await?;
    rows.into_iter()
        .map(|row| {
            let reason = key.open(place("reveal", "reason", row.id, case), &row.reason).map_err(damaged)?;
            let shares = given.iter().filter(|(reveal, ..)| *reveal == row.id);
            Ok(Reveal {
                given: shares.map(|(_, id, name, alias)| (*id, name.clone(), *alias)).collect(),
                views: views
                    .iter()
                    .filter(|(reveal, ..)| *reveal == row.id)
                    .map(|(_, at, file)| (*at, *file))
                    .collect(),
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

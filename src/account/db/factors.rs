//! Questions about passkeys, and about what an officer signs in with.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What an officer can sign in with besides the password, the account at the identity
/// provider included.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Factors {
    /// An authenticator app is in use.
    pub app: bool,
    /// How many passkeys, stopped ones included.
    pub passkeys: i64,
    /// How many of them open anything.
    pub usable: i64,
    /// Recovery codes that were not used yet.
    pub codes: i64,
}

impl Factors {
    /// Whether signing in asks for more than the password.
    pub const fn any(self) -> bool {
        self.app || self.passkeys > 0
    }
}

/// What an officer can sign in with.
pub async fn factors(conn: &mut PgConnection, officer: Uuid) -> Result<Factors, sqlx::Error> {
    sqlx::query_as(
        "select exists (select from second_step where officer_id = $1 and confirmed_at is not null) as app,
                (select count(*) from passkey where officer_id = $1) as passkeys,
                (select count(*) from passkey where officer_id = $1 and suspended_at is null) as usable,
                (select count(*) from recovery_code where officer_id = $1) as codes",
    )
    .bind(officer)
    .fetch_one(conn)
    .await
}

/// The same, while nobody else changes it: two removals at once must not leave nothing.
pub async fn lock_factors(conn: &mut PgConnection, officer: Uuid) -> Result<Factors, sqlx::Error> {
    sqlx::query("select from officer where id = $1 for update").bind(officer).execute(&mut *conn).await?;
    factors(conn, officer).await
}

/// Takes everything off that an officer signs in with besides the password.
pub async fn remove_factors(conn: &mut PgConnection, officer: Uuid) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from second_step where officer_id = $1",
        "delete from passkey where officer_id = $1",
        "delete from recovery_code where officer_id = $1",
        "delete from provider_account where officer_id = $1",
    ] {
        sqlx::query(statement).bind(officer).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Deletes recovery codes of an officer who has nothing left that they could stand in for.
pub async fn drop_idle_codes(conn: &mut PgConnection, officer: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from recovery_code where officer_id = $1
           and not exists (select from second_step where officer_id = $1 and confirmed_at is not null)
           and not exists (select from passkey where officer_id = $1)",
    )
    .bind(officer)
    .execute(conn)
    .await
    .map(drop)
}

/// A passkey as it is kept.
#[derive(Debug, sqlx::FromRow)]
pub struct PasskeyRow {
    pub id: Uuid,
    pub credential: String,
    pub mac: Vec<u8>,
    pub label: String,
    pub created_at: DateTime<Utc>,
    pub last_used: Option<DateTime<Utc>>,
    /// When it turned out that there are two of it; it opens nothing since.
    pub suspended_at: Option<DateTime<Utc>>,
}

/// The passkeys of an officer, oldest first.
pub async fn passkeys(conn: &mut PgConnection, officer: Uuid) -> Result<Vec<PasskeyRow>, sqlx::Error> {
    sqlx::query_as(
        "select id, credential, mac, label, created_at, last_used, suspended_at from passkey
          where officer_id = $1 order by id",
    )
    .bind(officer)
    .fetch_all(conn)
    .await
}

/// The passkey of an officer with this credential, locked: two answers at once are counted one after the other.
pub async fn passkey(conn: &mut PgConnection, officer: Uuid, hash: &[u8]) -> Result<Option<PasskeyRow>, sqlx::Error> {
    sqlx::query_as(
        "select id, credential, mac, label, created_at, last_used, suspended_at from passkey
          where officer_id = $1 and credential_hash = $2 for update",
    )
    .bind(officer)
    .bind(hash)
    .fetch_optional(conn)
    .await
}

/// Keeps a new passkey; a credential that is in somebody's account already is refused by the table.
pub async fn add_passkey(
    conn: &mut PgConnection,
    officer: Uuid,
    hash: &[u8],
    row: &PasskeyRow,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into passkey (id, officer_id, credential_hash, credential, mac, label, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id)
    .bind(officer)
    .bind(hash)
    .bind(&row.credential)
    .bind(&row.mac)
    .bind(&row.label)
    .bind(row.created_at)
    .execute(conn)
    .await
    .map(drop)
}

/// Notes a use of a passkey and what it counts now.
pub async fn use_passkey(
    conn: &mut PgConnection,
    id: Uuid,
    (credential, mac): (&str, &[u8]),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update passkey set credential = $2, mac = $3, last_used = $4 where id = $1")
        .bind(id)
        .bind(credential)
        .bind(mac)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Stops a passkey.
pub async fn suspend_passkey(
    conn: &mut PgConnection,
    id: Uuid,
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update passkey set suspended_at = $2, mac = $3 where id = $1")
        .bind(id)
        .bind(now)
        .bind(mac)
        .execute(conn)
        .await
        .map(drop)
}

/// Gives a passkey of an officer another name; false when there is none.
pub async fn rename_passkey(
    conn: &mut PgConnection,
    officer: Uuid,
    id: Uuid,
    label: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("update passkey set label = $3 where officer_id = $1 and id = $2")
        .bind(officer)
        .bind(id)
        .bind(label)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a passkey of an officer; false when there is none.
pub async fn remove_passkey(conn: &mut PgConnection, officer: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("delete from passkey where officer_id = $1 and id = $2")
        .bind(officer)
        .bind(id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What an authenticator was asked, and until when it may answer.
#[derive(Debug, sqlx::FromRow)]
pub struct ChallengeRow {
    pub id: Uuid,
    pub state: String,
    pub mac: Vec<u8>,
    pub expires_at: DateTime<Utc>,
}

/// Keeps a question for one answer from one place.
pub async fn keep_challenge(
    conn: &mut PgConnection,
    (purpose, bound): (&str, &[u8]),
    row: &ChallengeRow,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into passkey_challenge (id, purpose, bound, state, mac, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.id)
    .bind(purpose)
    .bind(bound)
    .bind(&row.state)
    .bind(&row.mac)
    .bind(row.expires_at)
    .execute(conn)
    .await
    .map(drop)
}

/// Takes a question that was asked from this place out of the table.
pub async fn take_challenge(
    conn: &mut PgConnection,
    id: Uuid,
    (purpose, bound): (&str, &[u8]),
) -> Result<Option<ChallengeRow>, sqlx::Error> {
    sqlx::query_as(
        "delete from passkey_challenge where id = $1 and purpose = $2 and bound = $3
         returning id, state, mac, expires_at",
    )
    .bind(id)
    .bind(purpose)
    .bind(bound)
    .fetch_optional(conn)
    .await
}

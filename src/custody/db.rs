//! Custodians' rows: each reads and writes the own one; an administrator sees people and numbers.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// The asking officer's own locked key; none when not enrolled, or removed.
pub(super) async fn own_key(conn: &mut PgConnection, officer: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select locked from custodian where officer_id = $1 and removed_at is null and is_custodian($1)")
        .bind(officer)
        .fetch_optional(conn)
        .await
}

/// Enrols the asking officer, for the first time or anew after a removal. `false`: is enrolled already.
pub(super) async fn enrol(
    conn: &mut PgConnection,
    officer: Uuid,
    (recipient, [signed, before]): (&str, &[[u8; 32]; 2]),
    locked: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into custodian (officer_id, recipient, recipient_mac, locked, enrolled_at, signed)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (officer_id) do update set recipient = $2, recipient_mac = $3, locked = $4, enrolled_at = $5,
                                                signed = $6, removed_at = null
          where custodian.removed_at is not null",
    )
    .bind(officer)
    .bind(recipient)
    .bind(before.as_slice())
    .bind(locked)
    .bind(now)
    .bind(signed.as_slice())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the own key under another passphrase.
pub(super) async fn relock(conn: &mut PgConnection, officer: Uuid, locked: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update custodian set locked = $2 where officer_id = $1 and removed_at is null")
        .bind(officer)
        .bind(locked)
        .execute(conn)
        .await
        .map(drop)
}

/// Keeps the own key locked anew under the same passphrase, unless it was changed meanwhile.
pub(super) async fn renew_lock(
    conn: &mut PgConnection,
    officer: Uuid,
    (before, locked): (&[u8], &[u8]),
) -> Result<(), sqlx::Error> {
    sqlx::query("update custodian set locked = $3 where officer_id = $1 and locked = $2")
        .bind(officer)
        .bind(before)
        .bind(locked)
        .execute(conn)
        .await
        .map(drop)
}

/// The asking officer's sign-in name, which is no passphrase.
pub(super) async fn sign_in(conn: &mut PgConnection, officer: Uuid) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select sign_in from officer where id = $1").bind(officer).fetch_one(conn).await
}

/// Somebody who is or was a custodian, or may become one.
#[derive(sqlx::FromRow)]
pub(super) struct Person {
    pub(super) officer_id: Uuid,
    pub(super) name: String,
    pub(super) sign_in: String,
    pub(super) units: String,
    pub(super) enrolled_at: Option<DateTime<Utc>>,
    pub(super) removed_at: Option<DateTime<Utc>>,
    /// Still holds the role.
    pub(super) role: bool,
}

/// All of them, by name.
pub(super) async fn people(conn: &mut PgConnection) -> Result<Vec<Person>, sqlx::Error> {
    sqlx::query_as("select * from custody_people()").fetch_all(conn).await
}

/// Cases that only the recovery papers open, because no two custodians of different units hold shares, and those that lack
/// somebody's share.
pub(super) async fn numbers(conn: &mut PgConnection) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as("select waiting, lacking from custody_numbers()").fetch_one(conn).await
}

/// Takes a custodian out, if another administrator than the asking one proposed it and it still waits.
pub(crate) async fn remove(conn: &mut PgConnection, officer: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select custodian_remove($1, $2)").bind(officer).bind(now).fetch_one(conn).await
}

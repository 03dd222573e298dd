//! SQL of accounts at the identity provider.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// The active officer whose account there this is.
pub async fn officer(conn: &mut PgConnection, issuer: &str, subject: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select a.officer_id from provider_account a join officer o on o.id = a.officer_id and o.active
         where a.issuer = $1 and a.subject = $2",
    )
    .bind(issuer)
    .bind(subject)
    .fetch_optional(conn)
    .await
}

/// Links an account there with an officer, instead of one linked before; false when it is another officer's.
pub async fn link(
    conn: &mut PgConnection,
    officer: Uuid,
    (issuer, subject): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    unlink(conn, officer).await?;
    let done = sqlx::query(
        "insert into provider_account (issuer, subject, officer_id, linked_at) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(issuer)
    .bind(subject)
    .bind(officer)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the link of an officer; false when there was none.
pub async fn unlink(conn: &mut PgConnection, officer: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("delete from provider_account where officer_id = $1").bind(officer).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// Since when an officer's account there is linked.
pub async fn linked_at(conn: &mut PgConnection, officer: Uuid) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("select linked_at from provider_account where officer_id = $1")
        .bind(officer)
        .fetch_optional(conn)
        .await
}

/// Remembers that an errand came back, and forgets those before `old`; false when it came back before.
pub async fn came_back(
    conn: &mut PgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
    old: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query("delete from provider_errand where at < $1").bind(old).execute(&mut *conn).await?;
    let done = sqlx::query("insert into provider_errand (state_hash, at) values ($1, $2) on conflict do nothing")
        .bind(hash)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

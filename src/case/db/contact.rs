//! Addresses for notices, sealed to the mailer, and the messages that wait for it. Nothing here reads an address.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps an address (key, blob) in the place of the one before.
pub async fn set_contact(
    tx: &mut PgConnection,
    case: Uuid,
    (key, sealed): (&str, &[u8]),
    locale: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    drop_contact(tx, case).await?;
    sqlx::query("insert into contact (case_id, key_id, sealed, locale, at) values ($1, $2, $3, $4, $5)")
        .bind(case)
        .bind(key)
        .bind(sealed)
        .bind(locale)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// Forgets the address of a case at once. What waits for it finds nobody and goes too.
pub async fn drop_contact(tx: &mut PgConnection, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from contact where case_id = $1").bind(case).execute(tx).await.map(drop)
}

/// Since when the reporter has notices; none without an address.
pub async fn contact_since(tx: &mut PgConnection, case: Uuid) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("select at from contact where case_id = $1").bind(case).fetch_optional(tx).await
}

/// Puts a message into the outbox when the reporter asked for notices: one for each event, and none while another waits,
/// because all say the same.
pub async fn enqueue(tx: &mut PgConnection, case: Uuid, revision: i64, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into outbox (id, case_id, dedupe, created_at, next_at)
         select gen_random_uuid(), case_id, case_id || ':' || $2::text, $3, $3 from contact where case_id = $1
         on conflict do nothing",
    )
    .bind(case)
    .bind(revision)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

//! Statements that only the demo needs.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Sample;

/// Makes a unit.
pub(super) async fn insert_unit(
    tx: &mut PgConnection,
    id: Uuid,
    (code, name, kind): (&str, &str, &str),
    position: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into unit (id, code, name, kind, position) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(code)
        .bind(name)
        .bind(kind)
        .bind(position)
        .execute(tx)
        .await
        .map(drop)
}

/// Makes an officer with the common password.
pub(super) async fn insert_officer(
    tx: &mut PgConnection,
    id: Uuid,
    (sign_in, name): (&str, &str),
    hash: &str,
    name_macs: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into officer (id, sign_in, name, password_hash, name_macs, created_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(sign_in)
    .bind(name)
    .bind(hash)
    .bind(name_macs)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Gives an officer a role.
pub(super) async fn insert_role(
    tx: &mut PgConnection,
    officer: Uuid,
    unit: Option<Uuid>,
    role: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into officer_role (officer_id, unit_id, role) values ($1, $2, $3)")
        .bind(officer)
        .bind(unit)
        .bind(role)
        .execute(tx)
        .await
        .map(drop)
}

/// Makes an invented agency.
pub(super) async fn insert_agency(
    tx: &mut PgConnection,
    id: Uuid,
    (code, name, kind): (&str, &str, &str),
    (ppk, above): (&str, &str),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into agency (id, code, name, kind, ppk, above, source)
         values ($1, $2, $3, $4, $5, $6, 'rekaan untuk DEMO')",
    )
    .bind(id)
    .bind(code)
    .bind(name)
    .bind(kind)
    .bind(ppk)
    .bind(above)
    .execute(tx)
    .await
    .map(drop)
}

/// Keeps the codes that the tracking page shows.
pub(super) async fn keep_samples(
    tx: &mut PgConnection,
    samples: &[Sample],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into setting (key, value, updated_at) values ('demo_samples', $1, $2)")
        .bind(Json(samples))
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// The codes that the tracking page shows.
pub(super) async fn samples(tx: &mut PgConnection) -> Result<Vec<Sample>, sqlx::Error> {
    let kept: Option<Json<Vec<Sample>>> =
        sqlx::query_scalar("select value from setting where key = 'demo_samples'").fetch_optional(tx).await?;
    Ok(kept.map(|Json(samples)| samples).unwrap_or_default())
}

//! Puts in what is missing of the shipped facts. What stands there already stays as an administrator left it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::error::Error;
use crate::reference::seed::Seed;

/// How many rows were missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Rows that were added.
    pub added: u64,
}

/// Adds what is missing; run by the owner of the tables after the migrations, in a transaction.
///
/// # Errors
/// When the database does not answer, or a shipped file is broken.
pub async fn load(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Loaded, Error> {
    let seed = Seed::read().map_err(Error::internal)?;
    let added = add(conn, "region", "code, name, kind, province, zone", &seed.regions).await?
        + add(conn, "agency_kind", "code, name_id, name_en, ppk, pyb, in_scope, position", &seed.kinds).await?
        + add(conn, "agency", super::AGENCY, &seed.agencies).await?
        + add(conn, "form_choice", "code, label_id, label_en, hint_id, hint_en, position, active", &seed.choices)
            .await?
        + add(conn, "sanction", "code, level, name_id, name_en, legal_basis, position", &seed.sanctions).await?
        + add(conn, "violation", super::VIOLATION, &seed.violations).await?
        + add(conn, "cause", "code, name_id, name_en, prevention_id, prevention_en, position", &seed.causes).await?
        + add(
            conn,
            "referral_target",
            "code, name_id, name_en, ground_id, ground_en, position, active",
            &seed.referrals,
        )
        .await?
        + calendars(conn, &seed, now).await?
        + deadlines(conn, &seed, now).await?;
    Ok(Loaded { added })
}

/// Inserts the rows whose key is new.
async fn add<T: Serialize>(
    conn: &mut PgConnection,
    table: &str,
    columns: &str,
    rows: &[T],
) -> Result<u64, sqlx::Error> {
    // Table and columns are words of this file.
    let statement = AssertSqlSafe(format!(
        "insert into {table} ({columns}) select {columns} from jsonb_populate_recordset(null::{table}, $1)
         on conflict do nothing"
    ));
    Ok(sqlx::query(statement).bind(sqlx::types::Json(rows)).execute(conn).await?.rows_affected())
}

/// Years that the calendar does not know come under one new version.
async fn calendars(conn: &mut PgConnection, seed: &Seed, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let version = super::current_calendar(conn).await? + 1;
    let done = sqlx::query(
        "insert into calendar (year, version, decree, source, provisional, published_at)
         select n.year, $2, n.decree, n.source, n.provisional, $3 from jsonb_populate_recordset(null::calendar, $1) n
         where not exists (select 1 from calendar c where c.year = n.year)",
    )
    .bind(sqlx::types::Json(&seed.years))
    .bind(version)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(0);
    }
    let days = sqlx::query(
        "insert into holiday (year, version, day, name, kind, provisional)
         select c.year, c.version, h.day, h.name, h.kind, h.provisional
         from jsonb_populate_recordset(null::holiday, $1) h
         join calendar c on c.year = extract(year from h.day) and c.version = $2",
    )
    .bind(sqlx::types::Json(&seed.holidays))
    .bind(version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() + days.rows_affected())
}

/// The first version of the deadlines, once.
async fn deadlines(conn: &mut PgConnection, seed: &Seed, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    if super::current_policy(conn).await? > 0 {
        return Ok(0);
    }
    super::edit::publish_policy(conn, 1, "Tenggat bawaan", &seed.deadlines, now).await
}

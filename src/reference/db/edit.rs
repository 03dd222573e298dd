//! What administrators change. Calendars and deadlines are never rewritten: each change is a new version.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::reference::{Agency, CalendarYear, Choice, DeadlineRow, Holiday, Violation};

/// Adds an agency, or changes the one with this code.
pub async fn save_agency(conn: &mut PgConnection, agency: &Agency) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into agency (id, code, name, aliases, kind, region_code, zone, ppk, above, source, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (code) do update set name = excluded.name, aliases = excluded.aliases, kind = excluded.kind,
             region_code = excluded.region_code, zone = excluded.zone, ppk = excluded.ppk, above = excluded.above,
             source = excluded.source, active = excluded.active",
    )
    .bind(agency.id)
    .bind(&agency.code)
    .bind(&agency.name)
    .bind(&agency.aliases)
    .bind(&agency.kind)
    .bind(&agency.region_code)
    .bind(&agency.zone)
    .bind(&agency.ppk)
    .bind(&agency.above)
    .bind(&agency.source)
    .bind(agency.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Adds a row to the catalogue, or changes the one with this code.
pub async fn save_violation(conn: &mut PgConnection, row: &Violation) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into violation (code, name_id, name_en, legal_basis, family, sanction, severity, mediable, form_choice,
             valid_from, valid_to, position, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (code) do update set name_id = excluded.name_id, name_en = excluded.name_en,
             legal_basis = excluded.legal_basis, family = excluded.family, sanction = excluded.sanction,
             severity = excluded.severity, mediable = excluded.mediable, form_choice = excluded.form_choice,
             valid_from = excluded.valid_from, valid_to = excluded.valid_to, position = excluded.position,
             active = excluded.active",
    )
    .bind(&row.code)
    .bind(&row.name_id)
    .bind(&row.name_en)
    .bind(&row.legal_basis)
    .bind(&row.family)
    .bind(&row.sanction)
    .bind(&row.severity)
    .bind(row.mediable)
    .bind(&row.form_choice)
    .bind(row.valid_from)
    .bind(row.valid_to)
    .bind(row.position)
    .bind(row.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Adds a choice of the form, or changes the one with this code.
pub async fn save_choice(conn: &mut PgConnection, row: &Choice) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into form_choice (code, label_id, label_en, hint_id, hint_en, position, active)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (code) do update set label_id = excluded.label_id, label_en = excluded.label_en,
             hint_id = excluded.hint_id, hint_en = excluded.hint_en, position = excluded.position,
             active = excluded.active",
    )
    .bind(&row.code)
    .bind(&row.label_id)
    .bind(&row.label_en)
    .bind(&row.hint_id)
    .bind(&row.hint_en)
    .bind(row.position)
    .bind(row.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Publishes a year of the calendar with all its days off under the next version, which it answers. Two at the same
/// time: the slower one fails on the key.
pub async fn publish_year(
    conn: &mut PgConnection,
    year: &CalendarYear,
    days: &[Holiday],
    now: DateTime<Utc>,
) -> Result<i32, sqlx::Error> {
    let version = super::current_calendar(conn).await? + 1;
    sqlx::query(
        "insert into calendar (year, version, decree, source, provisional, published_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(year.year)
    .bind(version)
    .bind(&year.decree)
    .bind(&year.source)
    .bind(year.provisional)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "insert into holiday (year, version, day, name, kind, provisional)
         select $2, $3, day, name, kind, provisional from jsonb_populate_recordset(null::holiday, $1)",
    )
    .bind(Json(days))
    .bind(year.year)
    .bind(version)
    .execute(conn)
    .await?;
    Ok(version)
}

/// Publishes a complete set of deadlines under `version`; a version that is taken is an error. Answers the rows added.
pub async fn publish_policy(
    conn: &mut PgConnection,
    version: i32,
    note: &str,
    rows: &[DeadlineRow],
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    sqlx::query("insert into policy (version, note, published_at) values ($1, $2, $3)")
        .bind(version)
        .bind(note)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query(
        "insert into deadline_policy (version, kind, amount, unit, extra, note)
         select $2, kind, amount, unit, extra, note from jsonb_populate_recordset(null::deadline_policy, $1)",
    )
    .bind(Json(rows))
    .bind(version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() + 1)
}

/// Writes a setting of the office.
pub async fn save_setting(
    conn: &mut PgConnection,
    key: &str,
    value: &serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into setting (key, value, updated_at) values ($1, $2, $3)
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at",
    )
    .bind(key)
    .bind(value)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

//! What of the office the cases depend on, and how far they have caught up with it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// A print of everything that walls and readers depend on: who works where in which role, under which name, from which
/// agency, who is away today, and what the organisation register says.
pub async fn office_print(tx: &mut PgConnection, today: NaiveDate) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "select md5(concat(
             (select string_agg(concat_ws('|', o.id, o.active, o.agency_id, o.nip_mac, o.name_macs,
                                          today between o.away_from and coalesce(o.away_until, 'infinity')), ';' order by o.id)
                from officer o, (select $1::date as today) t),
             (select string_agg(concat_ws('|', r.officer_id, r.unit_id, r.role), ';' order by r.officer_id, r.unit_id, r.role)
                from officer_role r),
             (select string_agg(concat_ws('|', u.id, u.active, u.kind), ';' order by u.id) from unit u),
             (select version from register_version)))",
    )
    .bind(today)
    .fetch_one(tx)
    .await
}

/// Claims the turn of something that the worker does every so often: `true` for one of several, and not again before
/// `every` has passed. A turn that was taken while the clock was days ahead does not count once it was put right.
pub async fn claim(
    tx: &mut PgConnection,
    kind: &str,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "insert into job (id, kind, run_at, created_at) values ($1, $2, $3, $4)
         on conflict (id) do update set run_at = excluded.run_at where job.run_at <= $4 or job.run_at > $3 + interval '1 day'",
    )
    .bind(row(kind))
    .bind(kind)
    .bind(now + every)
    .bind(now)
    .execute(tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// The one row of a kind of work that the worker does again and again.
fn row(kind: &str) -> Uuid {
    Uuid::new_v5(&Uuid::nil(), kind.as_bytes())
}

/// How far the cases have caught up: open ones first, then those that have ended, each in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Whether the open ones are done.
    pub ended: bool,
    /// The last case that was looked at.
    pub after: Uuid,
    /// Those that could not be.
    #[serde(default)]
    pub failed: Vec<Uuid>,
}

/// Where to go on catching up with this office; `None` when all have, or another worker is at it.
pub async fn catching_up(tx: &mut PgConnection, office: &str, now: DateTime<Utc>) -> Result<Option<Mark>, sqlx::Error> {
    sqlx::query(
        "insert into job (id, kind, run_at, created_at) values ($1, 'catch_up', $2, $2) on conflict (id) do nothing",
    )
    .bind(row("catch_up"))
    .bind(now)
    .execute(&mut *tx)
    .await?;
    let found: Option<(Option<String>, Option<Json<Option<Mark>>>)> =
        sqlx::query_as("select payload->>'office', payload->'mark' from job where id = $1 for update skip locked")
            .bind(row("catch_up"))
            .fetch_optional(&mut *tx)
            .await?;
    match found {
        None => Ok(None),
        Some((Some(known), mark)) if known == office => Ok(mark.and_then(|mark| mark.0)),
        Some(_) => {
            sqlx::query("update job set payload = jsonb_build_object('office', $2::text) where id = $1")
                .bind(row("catch_up"))
                .bind(office)
                .execute(&mut *tx)
                .await?;
            Ok(Some(Mark::default()))
        }
    }
}

/// Writes down how far it went; `None`: every case has caught up.
pub async fn caught_up(tx: &mut PgConnection, mark: Option<Mark>) -> Result<(), sqlx::Error> {
    sqlx::query("update job set payload = payload || jsonb_build_object('mark', $2::jsonb) where id = $1")
        .bind(row("catch_up"))
        .bind(Json(mark))
        .execute(tx)
        .await
        .map(drop)
}

/// Cases after this mark.
pub async fn cases_after(tx: &mut PgConnection, mark: &Mark, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select id from cases where id > $1 and (state in ('withdrawn', 'closed', 'converted')) = $2 order by id limit $3",
    )
    .bind(mark.after)
    .bind(mark.ended)
    .bind(limit)
    .fetch_all(tx)
    .await
}

//! What of the office the cases depend on, and how far they have caught up with it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::vault::name::NAMES_VERSION;

/// What follows a change of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Walls and readers of every case: who works where in which role, under which name, from which agency, what the
    /// organisation register says, and how names are compared.
    Walls,
    /// Readers of open cases: who is away today.
    Readers,
}

impl Pass {
    /// The row that keeps how far it is.
    fn row(self) -> Uuid {
        row(self.kind())
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Walls => "catch_up",
            Self::Readers => "catch_up_readers",
        }
    }

    /// A print of everything that it depends on.
    pub async fn office_print(self, tx: &mut PgConnection, today: NaiveDate) -> Result<String, sqlx::Error> {
        match self {
            Self::Walls => sqlx::query_scalar(
                "select md5(concat($1::int, '|',
                     (select string_agg(concat_ws('|', o.id, o.active, o.agency_id, o.nip_mac, o.name_macs), ';' order by o.id)
                        from officer o),
                     (select string_agg(concat_ws('|', r.officer_id, r.unit_id, r.role), ';'
                                        order by r.officer_id, r.unit_id, r.role) from officer_role r),
                     (select string_agg(concat_ws('|', u.id, u.active, u.kind), ';' order by u.id) from unit u),
                     (select version from register_version)))",
            )
            .bind(NAMES_VERSION)
            .fetch_one(tx)
            .await,
            Self::Readers => sqlx::query_scalar(
                "select md5(coalesce(string_agg(o.id::text, ';' order by o.id), '')) from officer o
                  where $1::date between o.away_from and coalesce(o.away_until, 'infinity')",
            )
            .bind(today)
            .fetch_one(tx)
            .await,
        }
    }
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

/// How far a pass is: open cases first, in the order of their ids, then those that have ended, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Whether the open ones are done.
    pub ended: bool,
    /// The last case that was looked at; nil before the first of its kind.
    pub after: Uuid,
    /// Those that could not be.
    #[serde(default)]
    pub failed: Vec<Uuid>,
    /// Nothing is left but those.
    #[serde(default)]
    pub over: bool,
}

/// Where to go on with a pass; `None` when every case has caught up with this office, or another worker is at it. What
/// changes during a pass begins another one after it: beginning anew would never come to the last cases of an office in
/// which somebody changes something every hour.
pub async fn catching_up(
    tx: &mut PgConnection,
    pass: Pass,
    office: &str,
    now: DateTime<Utc>,
) -> Result<Option<Mark>, sqlx::Error> {
    sqlx::query("insert into job (id, kind, run_at, created_at) values ($1, $2, $3, $3) on conflict (id) do nothing")
        .bind(pass.row())
        .bind(pass.kind())
        .bind(now)
        .execute(&mut *tx)
        .await?;
    let found: Option<(Option<String>, Option<Json<Option<Mark>>>)> =
        sqlx::query_as("select payload->>'office', payload->'mark' from job where id = $1 for update skip locked")
            .bind(pass.row())
            .fetch_optional(&mut *tx)
            .await?;
    let Some((known, mark)) = found else { return Ok(None) };
    let mark = mark.and_then(|mark| mark.0);
    if known.as_deref() == Some(office) || mark.as_ref().is_some_and(|mark| !mark.over) {
        return Ok(mark);
    }
    sqlx::query("update job set payload = jsonb_build_object('office', $2::text) where id = $1")
        .bind(pass.row())
        .bind(office)
        .execute(&mut *tx)
        .await?;
    Ok(Some(Mark::default()))
}

/// Writes down how far it went; `None`: every case has caught up.
pub async fn caught_up(tx: &mut PgConnection, pass: Pass, mark: Option<Mark>) -> Result<(), sqlx::Error> {
    sqlx::query("update job set payload = payload || jsonb_build_object('mark', $2::jsonb) where id = $1")
        .bind(pass.row())
        .bind(Json(mark))
        .execute(tx)
        .await
        .map(drop)
}

/// Cases after this mark.
pub async fn cases_after(tx: &mut PgConnection, mark: &Mark, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    let sql = if mark.ended {
        "select id from cases
          where (id < $1 or $1 = '00000000-0000-0000-0000-000000000000') and state in ('withdrawn', 'closed', 'converted')
          order by id desc limit $2"
    } else {
        "select id from cases where id > $1 and state not in ('withdrawn', 'closed', 'converted') order by id limit $2"
    };
    sqlx::query_scalar(sql).bind(mark.after).bind(limit).fetch_all(tx).await
}

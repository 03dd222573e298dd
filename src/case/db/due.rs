//! What the worker looks at: oldest due first, each by one worker only.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// The case with the clock that has been due longest, if no other worker or officer holds it; it stays locked until the
/// transaction ends. Cases are locked before their clocks, as everywhere.
pub async fn next_due(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select c.id from clock k join cases c on c.id = k.case_id
         where k.met_at is null and k.voided_at is null and not k.paused and k.check_at < $1
         order by k.check_at, k.id limit 1 for update of c skip locked",
    )
    .bind(now)
    .fetch_optional(tx)
    .await
}

/// When the worker looks at a clock next, if its moment had come.
pub async fn look_again(
    tx: &mut PgConnection,
    clock: Uuid,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update clock set check_at = $3 where id = $1 and check_at < $2")
        .bind(clock)
        .bind(now)
        .bind(at)
        .execute(tx)
        .await
        .map(drop)
}

/// Puts off every clock of a case whose moment had come, so that one case that cannot be worked on holds up no other.
pub async fn put_off(
    tx: &mut PgConnection,
    case: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update clock set check_at = $3 where case_id = $1 and check_at < $2")
        .bind(case)
        .bind(now)
        .bind(until)
        .execute(tx)
        .await
        .map(drop)
}

/// Writes a level down once; `false` when it stood there already.
pub async fn insert_breach(
    tx: &mut PgConnection,
    clock: Uuid,
    level: i16,
    case: Uuid,
    target: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into breach (clock_id, level, case_id, at, target) values ($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind(clock)
    .bind(level)
    .bind(case)
    .bind(now)
    .bind(target)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Officers of a role who may know of a case: in the unit, or anywhere when `unit` is none.
pub async fn unwalled_of_role(
    tx: &mut PgConnection,
    case: Uuid,
    unit: Option<Uuid>,
    role: &str,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct o.id from officer_role r join officer o on o.id = r.officer_id
         where r.role = $3 and o.active and ($2::uuid is null or r.unit_id = $2)
           and not is_walled($1, o.id)
         order by o.id",
    )
    .bind(case)
    .bind(unit)
    .bind(role)
    .fetch_all(tx)
    .await
}

/// Open cases that no clock watches and that nobody was told of since; there should be none, and if there are, somebody
/// must hear of them.
pub async fn unwatched(tx: &mut PgConnection, told_since: DateTime<Utc>, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select c.id from cases c where c.state not in ('withdrawn', 'closed', 'converted')
         and not exists (select 1 from clock k where k.case_id = c.id and k.met_at is null and k.voided_at is null)
         and not exists (select 1 from notice n where n.case_id = c.id and n.key = 'unwatched' and n.at > $2)
         order by c.updated_at limit $1",
    )
    .bind(limit)
    .bind(told_since)
    .fetch_all(tx)
    .await
}

/// How many open cases nobody may read: everybody on their lists is walled, gone or was never there.
pub async fn count_unreadable(tx: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "with reads (viewer, officer) as materialized (
             select 'o:' || o.id, o.id from officer o where o.active
             union all
             select case r.role when 'integrity' then 'r:integrity' else 'u:' || r.unit_id || ':' || r.role end, o.id
               from officer_role r join officer o on o.id = r.officer_id and o.active)
         select count(*) from cases c where c.state not in ('withdrawn', 'closed', 'converted')
            and not exists (select 1 from work_list l join reads r on r.viewer = l.viewer
                             where l.case_id = c.id and not is_walled(c.id, r.officer))",
    )
    .fetch_one(tx)
    .await
}

/// Keeps their number for the administrator's page.
pub async fn note_unreadable(tx: &mut PgConnection, cases: i64) -> Result<(), sqlx::Error> {
    sqlx::query("update job set payload = jsonb_build_object('unreadable', $1::bigint) where kind = 'unwatched'")
        .bind(cases)
        .execute(tx)
        .await
        .map(drop)
}

/// Open cases with an end that was counted with an older calendar and may be wrong. How long content is kept is counted
/// in years, so that a holiday more or less does not matter.
pub async fn provisional(tx: &mut PgConnection, calendar: i32, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct k.case_id from clock k join cases c on c.id = k.case_id
         where k.provisional and k.met_at is null and k.voided_at is null and k.kind <> 'RETENTION'
           and c.calendar_version < $1 limit $2",
    )
    .bind(calendar)
    .bind(limit)
    .fetch_all(tx)
    .await
}

//! The lists, kept by the one door: one row per case and reader, so that a queue costs the same with a million cases.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rewrites the readers of a case. `viewers` and `turns` go together; `turns` are `act`, `wait` or `none`.
pub async fn keep_work_list(
    tx: &mut PgConnection,
    case: Uuid,
    viewers: &[String],
    turns: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from work_list where case_id = $1 and viewer <> all ($2)")
        .bind(case)
        .bind(viewers)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into work_list (viewer, case_id, kind, state, choice, category, topic, agency_id, unit_id, handler_id,
                                mode, severity, open, turn, due_at, paused, replied, updated_at)
         select r.viewer, c.id, c.kind, c.state, c.choice, c.category, c.topic, c.agency_id, c.unit_id, c.handler_id,
                c.mode, c.severity, c.state not in ('withdrawn', 'closed', 'converted'), r.turn,
                coalesce(k.due_at, 'infinity'), coalesce(k.paused, false), c.reporter_wrote_at is not null, c.updated_at
         from cases c
         cross join unnest($2::text[], $3::text[]) as r (viewer, turn)
         left join lateral (
             select min(due_at) filter (where not paused) as due_at, bool_or(paused) as paused from clock
             where case_id = c.id and met_at is null and voided_at is null
               and kind not in ('RETENTION', 'SURVEY', 'OBJECTION_WINDOW', 'SILENCE')) k on true
         where c.id = $1
         on conflict (viewer, case_id) do update set
             state = excluded.state, choice = excluded.choice, category = excluded.category, topic = excluded.topic,
             agency_id = excluded.agency_id, unit_id = excluded.unit_id, handler_id = excluded.handler_id,
             mode = excluded.mode, severity = excluded.severity, open = excluded.open, turn = excluded.turn,
             due_at = excluded.due_at, paused = excluded.paused, replied = excluded.replied,
             updated_at = excluded.updated_at",
    )
    .bind(case)
    .bind(viewers)
    .bind(turns)
    .execute(tx)
    .await
    .map(drop)
}

/// Readers who wait for a second person's word on an open proposal of this case.
pub async fn approvers(tx: &mut PgConnection, case: Uuid) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select distinct unnest(viewers) from proposal where case_id = $1 and state = 'open'")
        .bind(case)
        .fetch_all(tx)
        .await
}

/// Every active unit: (unit, whether it is the integrity desk).
pub async fn units(tx: &mut PgConnection) -> Result<Vec<(Uuid, bool)>, sqlx::Error> {
    sqlx::query_as("select id, kind = 'integrity' from unit where active order by position, code").fetch_all(tx).await
}

/// Roles of an active officer: (unit, role code).
pub async fn roles(tx: &mut PgConnection, officer: Uuid) -> Result<Vec<(Option<Uuid>, String)>, sqlx::Error> {
    sqlx::query_as(
        "select r.unit_id, r.role from officer_role r join officer o on o.id = r.officer_id
         where r.officer_id = $1 and o.active",
    )
    .bind(officer)
    .fetch_all(tx)
    .await
}

/// How far one must go for an unwalled, present person of a role: `unit`, `others` or `integrity`.
pub async fn reach(
    tx: &mut PgConnection,
    case: Uuid,
    unit: Uuid,
    role: &str,
    today: NaiveDate,
) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select case_reach($1, $2, $3, $4)")
        .bind(case)
        .bind(unit)
        .bind(role)
        .bind(today)
        .fetch_one(tx)
        .await
}

/// Whether an officer stands behind the wall of a case, whatever they ask.
pub async fn is_walled(tx: &mut PgConnection, case: Uuid, officer: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select 1 from case_wall w where w.case_id = $1
             and (w.officer_id = $2
                  or w.agency_id = (select agency_id from officer where id = $2)
                  or w.unit_id in (select unit_id from officer_role where officer_id = $2)))",
    )
    .bind(case)
    .bind(officer)
    .fetch_one(tx)
    .await
}

/// Tells an officer that something happened in a case.
pub async fn insert_notice(
    tx: &mut PgConnection,
    officer: Uuid,
    case: Uuid,
    key: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into notice (id, officer_id, case_id, key, at) values ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7())
        .bind(officer)
        .bind(case)
        .bind(key)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// How far a proposer must go for a supervisor who is somebody else: `unit`, `others` or `integrity`.
pub async fn approver_reach(
    tx: &mut PgConnection,
    case: Uuid,
    unit: Uuid,
    proposer: Uuid,
    today: NaiveDate,
) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "select case when bool_or(free.unit_id = $2) then 'unit' when count(*) > 0 then 'others' else 'integrity' end
         from (select r.unit_id from officer_role r join officer o on o.id = r.officer_id
               where r.role = 'supervisor' and o.active and o.id <> $3
                 and (o.away_from is null or $4 not between o.away_from and coalesce(o.away_until, 'infinity'))
                 and not exists (
                     select 1 from case_wall w where w.case_id = $1
                     and (w.officer_id = o.id or w.agency_id = o.agency_id
                          or w.unit_id in (select x.unit_id from officer_role x where x.officer_id = o.id)))) free",
    )
    .bind(case)
    .bind(unit)
    .bind(proposer)
    .bind(today)
    .fetch_one(tx)
    .await
}

/// Adds to the wall everybody whom the account names or excludes, and the agency.
pub async fn add_walls(
    tx: &mut PgConnection,
    case: Uuid,
    conflict: &super::Conflict,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with named as (select * from named_officers($2, $3, $4)),
              people as (insert into case_wall (case_id, officer_id, reason, at)
                         select $1, officer_id, reason, $6 from named on conflict do nothing),
              houses as (insert into case_wall (case_id, unit_id, reason, at)
                         select distinct $1, r.unit_id, 'unit', $6 from named n
                         join officer_role r on r.officer_id = n.officer_id
                         join unit u on u.id = r.unit_id and u.kind = 'office'
                         where n.reason = 'named' on conflict do nothing)
         insert into case_wall (case_id, agency_id, reason, at)
         select $1, $5, 'agency', $6 where $5::uuid is not null on conflict do nothing",
    )
    .bind(case)
    .bind(&conflict.nip)
    .bind(&conflict.names)
    .bind(&conflict.excluded)
    .bind(conflict.agency)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Takes a case away from its handler.
pub async fn clear_handler(tx: &mut PgConnection, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("update cases set handler_id = null where id = $1").bind(case).execute(tx).await.map(drop)
}

/// Counts a case that was joined to this one.
pub async fn count_joined(tx: &mut PgConnection, parent: Uuid, by: i32) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update cases set facts = jsonb_set(facts, '{joined}', to_jsonb(greatest(0, (facts->>'joined')::int + $2)))
         where id = $1",
    )
    .bind(parent)
    .bind(by)
    .execute(tx)
    .await
    .map(drop)
}

/// Cases that were closed because they were joined to this one.
pub async fn joined_to(tx: &mut PgConnection, parent: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select c.id from link l join cases c on c.id = l.case_id
         where l.other_id = $1 and l.kind = 'parent' and c.state = 'closed' and c.outcome = 'duplicate' order by c.id",
    )
    .bind(parent)
    .fetch_all(tx)
    .await
}

/// Whether everybody who must not know of a case must not know of the other one either.
pub async fn wall_holds(tx: &mut PgConnection, case: Uuid, other: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select not exists (
             select 1 from case_wall w where w.case_id = $1 and not exists (
                 select 1 from case_wall o where o.case_id = $2 and o.officer_id is not distinct from w.officer_id
                    and o.unit_id is not distinct from w.unit_id and o.agency_id is not distinct from w.agency_id))",
    )
    .bind(case)
    .bind(other)
    .fetch_one(tx)
    .await
}

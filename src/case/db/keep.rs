//! The lists, kept by the one door: one row per case and reader, so that a queue costs the same with a million cases.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rewrites the readers of a case, and no row that stays as it is. `viewers` and `turns` go together; `turns` are `act`, `wait` or `none`.
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
                c.mode, c.severity, c.state not in ('withdrawn', 'closed', 'converted') or r.turn = 'act', r.turn,
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
             updated_at = excluded.updated_at
         where (work_list.*) is distinct from (excluded.*)",
    )
    .bind(case)
    .bind(viewers)
    .bind(turns)
    .execute(tx)
    .await
    .map(drop)
}

/// An open proposal, as far as its approvers depend on it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenProposal {
    /// Row.
    pub id: Uuid,
    /// Code of the action.
    pub action: String,
    /// Who proposed and who approved already: they need somebody else.
    pub given: Vec<Uuid>,
    /// Lists whose readers may approve.
    pub viewers: Vec<String>,
}

/// The open proposals of a case.
pub async fn open_proposals(tx: &mut PgConnection, case: Uuid) -> Result<Vec<OpenProposal>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.action, p.viewers,
                p.officer_id || array(select a.officer_id from approval a where a.proposal_id = p.id) as given
         from proposal p where p.case_id = $1 and p.state = 'open' order by p.created_at, p.id",
    )
    .bind(case)
    .fetch_all(tx)
    .await
}

/// Changes who may approve a proposal.
pub async fn set_approvers(tx: &mut PgConnection, proposal: Uuid, viewers: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query("update proposal set viewers = $2 where id = $1")
        .bind(proposal)
        .bind(viewers)
        .execute(tx)
        .await
        .map(drop)
}

/// Every active unit but the integrity desk, in the order of routing.
pub async fn offices(tx: &mut PgConnection) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select id from unit where active and kind = 'office' order by position, code")
        .fetch_all(tx)
        .await
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

/// Tells an officer that something happened in a case. Who is behind its wall, or has left, is told nothing.
pub async fn insert_notice(
    tx: &mut PgConnection,
    officer: Uuid,
    case: Uuid,
    key: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notice (id, officer_id, case_id, key, at)
         select $1, o.id, $3, $4, $5 from officer o where o.id = $2 and o.active and not is_walled($3, o.id)",
    )
    .bind(Uuid::now_v7())
    .bind(officer)
    .bind(case)
    .bind(key)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
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

//! Questions about proposed changes of officers.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::{Change, OPEN_FOR, Proposal, Standing};

/// How many active administrators could confirm what `who` proposes about `officer`.
pub async fn confirmers(conn: &mut PgConnection, who: Uuid, officer: Option<Uuid>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(distinct o.id) from officer o join officer_role r on r.officer_id = o.id and r.role = 'admin'
          where o.active and o.password_hash is not null and o.id <> $1 and o.id is distinct from $2",
    )
    .bind(who)
    .bind(officer)
    .fetch_one(conn)
    .await
}

/// How many proposals wait.
pub async fn waiting(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from officer_change where outcome is null and expires_at > $1")
        .bind(now)
        .fetch_one(conn)
        .await
}

/// Whether one waits for this officer.
pub async fn is_waiting(conn: &mut PgConnection, officer: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from officer_change where officer_id = $1 and outcome is null and expires_at > $2)",
    )
    .bind(officer)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Closes what nobody decided in time.
pub(super) async fn lapse(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update officer_change set outcome = 'lapsed', decided_at = expires_at where outcome is null and expires_at <= $1",
    )
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Whether another officer has this sign-in name.
pub(super) async fn taken(conn: &mut PgConnection, sign_in: &str, but: Option<Uuid>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from officer where sign_in = $1 and id is distinct from $2)")
        .bind(sign_in)
        .bind(but)
        .fetch_one(conn)
        .await
}

/// Writes a proposal; false when one waits for this officer already.
pub(super) async fn add(
    conn: &mut PgConnection,
    officer: Option<Uuid>,
    change: &Change,
    standing: Option<&Standing>,
    (reason, word): (&str, Option<&[u8]>),
    (by, now): (Uuid, DateTime<Utc>),
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "insert into officer_change (id, officer_id, change, standing, reason, proposed_by, proposed_at, expires_at,
                                     word_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (officer_id) where outcome is null do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(officer)
    .bind(Json(change))
    .bind(standing.map(Json))
    .bind(reason)
    .bind(by)
    .bind(now)
    .bind(now + OPEN_FOR)
    .bind(word)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// A proposal with everything that the page shows of it.
#[derive(FromRow)]
pub(super) struct Row {
    pub id: Uuid,
    pub officer_id: Option<Uuid>,
    pub officer: Option<String>,
    pub change: Json<Change>,
    pub standing: Option<Json<Standing>>,
    pub reason: String,
    pub proposed_by: Uuid,
    pub proposer: String,
    pub proposed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub outcome: Option<String>,
    pub decider: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

const ROW: &str = "select c.id, c.officer_id, o.name as officer, c.change, c.standing, c.reason, c.proposed_by,
        p.name as proposer, c.proposed_at, c.expires_at, c.outcome, d.name as decider, c.decided_at
    from officer_change c join officer p on p.id = c.proposed_by
    left join officer o on o.id = c.officer_id left join officer d on d.id = c.decided_by";

/// Those that wait, the oldest first.
pub(super) async fn open(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Row>, sqlx::Error> {
    let question = format!("{ROW} where c.outcome is null and c.expires_at > $1 order by c.proposed_at, c.id");
    sqlx::query_as(sqlx::AssertSqlSafe(question)).bind(now).fetch_all(conn).await
}

/// The last that were decided, the newest first.
pub(super) async fn decided(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Row>, sqlx::Error> {
    let question = format!(
        "{ROW} where c.outcome is not null or c.expires_at <= $1
         order by coalesce(c.decided_at, c.expires_at) desc, c.id limit 20"
    );
    sqlx::query_as(sqlx::AssertSqlSafe(question)).bind(now).fetch_all(conn).await
}

/// The proposal, locked until the end of the transaction, and whether it still waits.
pub(super) async fn lock(
    conn: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(Proposal, bool)>, sqlx::Error> {
    type Found = (Option<Uuid>, Json<Change>, Option<Json<Standing>>, Uuid, Option<Vec<u8>>, bool);
    let found: Option<Found> = sqlx::query_as(
        "select officer_id, change, standing, proposed_by, word_mac, outcome is null and expires_at > $2
           from officer_change where id = $1 for update",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|(officer, change, standing, proposed_by, word, open)| {
        let standing = standing.map(|standing| standing.0);
        (Proposal { id, officer, change: change.0, standing, proposed_by, word }, open)
    }))
}

/// Writes how it ended.
pub(super) async fn close(
    conn: &mut PgConnection,
    id: Uuid,
    outcome: &str,
    (by, now): (Uuid, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    sqlx::query("update officer_change set outcome = $2, decided_by = $3, decided_at = $4 where id = $1")
        .bind(id)
        .bind(outcome)
        .bind(by)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether somebody is an active administrator.
pub(super) async fn is_administrator(conn: &mut PgConnection, officer: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from officer o join officer_role r on r.officer_id = o.id and r.role = 'admin'
                         where o.id = $1 and o.active)",
    )
    .bind(officer)
    .fetch_one(conn)
    .await
}

/// Names of agencies.
pub(super) async fn agencies(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query_as("select id, name from agency where id = any ($1)").bind(ids).fetch_all(conn).await
}

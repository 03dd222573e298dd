//! Second persons: what was proposed, who approved, how it ended.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A proposal to be stored.
pub struct NewProposal<'a> {
    /// Row; the payload is sealed under it.
    pub id: Uuid,
    /// The case.
    pub case: Uuid,
    /// Code of the action.
    pub action: &'a str,
    /// Sealed action and words.
    pub payload: Vec<u8>,
    /// Stored files inside the payload.
    pub files: Vec<Uuid>,
    /// Who proposes.
    pub officer: Uuid,
    /// Approvals needed.
    pub needed: i16,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
}

/// Stores a proposal.
pub async fn insert_proposal(
    tx: &mut PgConnection,
    new: NewProposal<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into proposal (id, case_id, action, payload, officer_id, needed, created_at, expires_at, files)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.case)
    .bind(new.action)
    .bind(new.payload)
    .bind(new.officer)
    .bind(new.needed)
    .bind(now)
    .bind(new.expires_at)
    .bind(new.files)
    .execute(tx)
    .await
    .map(drop)
}

/// Adds one approval; the number of approvals comes back. The same person counts once.
pub async fn approve(
    tx: &mut PgConnection,
    proposal: Uuid,
    case: Uuid,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query(
        "insert into approval (proposal_id, case_id, officer_id, at) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(proposal)
    .bind(case)
    .bind(officer)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query_scalar("select count(*) from approval where proposal_id = $1").bind(proposal).fetch_one(tx).await
}

/// Ends a proposal as `approved`, `rejected` or `lapsed`; `false` when it had ended before.
pub async fn close_proposal(
    tx: &mut PgConnection,
    proposal: Uuid,
    state: &str,
    remark: Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query("update proposal set state = $2, remark = $3, closed_at = $4 where id = $1 and state = 'open'")
        .bind(proposal)
        .bind(state)
        .bind(remark)
        .bind(now)
        .execute(tx)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Lapses every open proposal of a case except `keep`; the proposers come back. Called whenever state, answer or wall
/// changed.
pub async fn lapse_others(
    tx: &mut PgConnection,
    case: Uuid,
    keep: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "update proposal set state = 'lapsed', closed_at = $3 where case_id = $1 and state = 'open'
         and id is distinct from $2 returning officer_id",
    )
    .bind(case)
    .bind(keep)
    .bind(now)
    .fetch_all(tx)
    .await
}

/// Proposals after `after` that ended and still hold what opens their files, locked: row, case, payload, the case's key.
pub async fn ended_with_files(
    tx: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, Uuid, Vec<u8>, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.case_id, p.payload, s.dek from proposal p join case_secret s on s.case_id = p.case_id
          where p.state <> 'open' and p.files <> '{}' and p.id > $1
          order by p.id limit $2 for update of p skip locked",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Puts a payload back that opens no file any more.
pub async fn put_emptied(tx: &mut PgConnection, id: Uuid, payload: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update proposal set payload = $2, files = '{}' where id = $1")
        .bind(id)
        .bind(payload)
        .execute(tx)
        .await
        .map(drop)
}

/// A proposal whose time is over.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Expired {
    /// Row.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// Code of the action.
    pub action: String,
    /// Who proposed.
    pub officer_id: Uuid,
}

/// The open proposal that is longest past its end and whose case no other worker holds. The case stays locked.
pub async fn next_expired(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<Expired>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.case_id, p.action, p.officer_id from proposal p join cases c on c.id = p.case_id
         where p.state = 'open' and p.expires_at < $1
         order by p.expires_at, p.id limit 1 for update of c skip locked",
    )
    .bind(now)
    .fetch_optional(tx)
    .await
}

/// Whether somebody whom the wall keeps out now proposed or approved what still waits.
pub async fn walled_spoke(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from proposal p where p.case_id = $1 and p.state = 'open'
                           and (is_walled($1, p.officer_id)
                                or exists (select from approval a
                                            where a.proposal_id = p.id and is_walled($1, a.officer_id))))",
    )
    .bind(case)
    .fetch_one(tx)
    .await
}

//! Requests for a new receipt code in the place of a lost one.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{damaged, place};
use crate::vault::seal::CaseKey;

/// A new request.
pub struct NewCodeRequest<'a> {
    /// Row.
    pub id: Uuid,
    /// Case.
    pub case: Uuid,
    /// Who asks.
    pub by: Uuid,
    /// In which role, its code.
    pub role: &'static str,
    /// How the person was recognised.
    pub reason: &'a str,
    /// Until when somebody may agree.
    pub expires_at: DateTime<Utc>,
}

/// Writes a request down.
pub async fn insert_code_request(
    tx: &mut PgConnection,
    key: &CaseKey,
    new: NewCodeRequest<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into code_request (id, case_id, asked_by, role, reason, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(new.case)
    .bind(new.by)
    .bind(new.role)
    .bind(key.seal(place("code_request", "reason", new.id, new.case), new.reason.as_bytes()))
    .bind(now)
    .bind(new.expires_at)
    .execute(tx)
    .await
    .map(drop)
}

/// What the door needs of a request.
#[derive(sqlx::FromRow)]
pub struct CodeKeys {
    /// Who asked.
    pub asked_by: Uuid,
    /// Code of the role in which it was asked.
    pub role: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when somebody may agree.
    pub expires_at: DateTime<Utc>,
    /// Who agreed.
    pub approved_by: Option<Uuid>,
    /// Until when the code may be printed.
    pub closes_at: Option<DateTime<Utc>>,
    /// When the code was printed.
    pub issued_at: Option<DateTime<Utc>>,
    /// When the request came to nothing.
    pub voided_at: Option<DateTime<Utc>>,
}

impl CodeKeys {
    /// Whether it still waits for somebody to agree, or for the code to be printed.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        let ended = self.voided_at.or(self.issued_at);
        is_open(ended, self.closes_at.unwrap_or(self.expires_at), now)
    }
}

fn is_open(ended: Option<DateTime<Utc>>, until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    ended.is_none() && until > now
}

/// A request of this case.
pub async fn code_request(tx: &mut PgConnection, case: Uuid, id: Uuid) -> Result<Option<CodeKeys>, sqlx::Error> {
    sqlx::query_as(
        "select asked_by, role, asked_at, expires_at, approved_by, closes_at, issued_at, voided_at
         from code_request where id = $2 and case_id = $1",
    )
    .bind(case)
    .bind(id)
    .fetch_optional(tx)
    .await
}

/// Somebody agrees.
pub async fn approve_code(
    tx: &mut PgConnection,
    (id, by): (Uuid, Uuid),
    (now, closes_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    sqlx::query("update code_request set approved_by = $2, approved_at = $3, closes_at = $4 where id = $1")
        .bind(id)
        .bind(by)
        .bind(now)
        .bind(closes_at)
        .execute(tx)
        .await
        .map(drop)
}

/// The code was printed.
pub async fn close_code(tx: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update code_request set issued_at = $2 where id = $1").bind(id).bind(now).execute(tx).await.map(drop)
}

/// Ends every request of a case that led to no code yet.
pub async fn void_codes(tx: &mut PgConnection, case: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update code_request set voided_at = $2
          where case_id = $1 and issued_at is null and voided_at is null and coalesce(closes_at, expires_at) > $2",
    )
    .bind(case)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Drops what the release before, while it still runs, seals into requests whose time is over.
pub async fn close_codes(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update code_request set wrapped = '\\x', copy = null, own_key = null
          where length(wrapped) > 0 and coalesce(closes_at, expires_at) <= $1",
    )
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Requests that wait for this custodian: (case, its number, request), oldest first.
pub async fn codes_waiting(
    tx: &mut PgConnection,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, String, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, w.request_id from code_waits($1, $2) w join cases c on c.id = w.case_id
         order by w.asked_at limit 100",
    )
    .bind(officer)
    .bind(now)
    .fetch_all(tx)
    .await
}

/// Whether a custodian has looked at the identity of a case since a moment.
pub async fn has_seen(
    tx: &mut PgConnection,
    (case, officer): (Uuid, Uuid),
    since: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from reveal_view v join reveal r on r.id = v.reveal_id
                         where r.case_id = $1 and r.asked_by = $2 and v.evidence_id is null and v.at >= $3)",
    )
    .bind(case)
    .bind(officer)
    .bind(since)
    .fetch_one(tx)
    .await
}

/// Whether somebody could agree to what this officer asks: a custodian of another unit, and one more who opens with them.
pub async fn code_possible(tx: &mut PgConnection, case: Uuid, asker: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from identity_share s join identity_share t on t.case_id = s.case_id
                         where s.case_id = $1 and s.officer_id <> $2 and is_custodian(s.officer_id)
                           and is_custodian(t.officer_id) and units_differ(s.officer_id, $2)
                           and units_differ(s.officer_id, t.officer_id))",
    )
    .bind(case)
    .bind(asker)
    .fetch_one(tx)
    .await
}

/// Whether whoever asks may come to the page of new codes of a case.
pub async fn code_enters(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select code_enters($1)").bind(case).fetch_one(tx).await
}

/// The case that a code opens, by the code's keyed hash.
pub async fn case_of_code(tx: &mut PgConnection, lookup: &[u8; 32]) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select case_id from receipt_find($1)").bind(lookup.as_slice()).fetch_optional(tx).await
}

/// An officer as pages name one: name for officers, number for citizens.
pub type Named = (String, i32);

/// A request as pages show it.
pub struct CodeRequest {
    /// Row.
    pub id: Uuid,
    /// Who asked.
    pub asked_by: Uuid,
    /// How that person is named.
    pub by: Named,
    /// Code of the role in which it was asked.
    pub role: String,
    /// How the person was recognised.
    pub reason: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when somebody may agree.
    pub expires_at: DateTime<Utc>,
    /// Who agreed, and when.
    pub approved: Option<(Named, DateTime<Utc>)>,
    /// Until when the code may be printed.
    pub closes_at: Option<DateTime<Utc>>,
    /// When the code was printed.
    pub issued_at: Option<DateTime<Utc>>,
    /// When the request came to nothing.
    pub voided_at: Option<DateTime<Utc>>,
}

impl CodeRequest {
    /// Whether it still waits for somebody to agree, or for the code to be printed.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        let ended = self.voided_at.or(self.issued_at);
        is_open(ended, self.closes_at.unwrap_or(self.expires_at), now)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    asked_by: Uuid,
    name: String,
    alias: i32,
    role: String,
    reason: Vec<u8>,
    asked_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    approver: Option<String>,
    approver_alias: Option<i32>,
    approved_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    issued_at: Option<DateTime<Utc>>,
    voided_at: Option<DateTime<Utc>>,
}

/// Every request of a case, newest first.
pub async fn code_requests(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<CodeRequest>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select q.id, q.asked_by, o.name, o.alias, q.role, q.reason, q.asked_at, q.expires_at, a.name as approver,
                a.alias as approver_alias, q.approved_at, q.closes_at, q.issued_at, q.voided_at
         from code_request q join officer o on o.id = q.asked_by left join officer a on a.id = q.approved_by
         where q.case_id = $1 order by q.asked_at desc, q.id desc",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let reason = key.open(place("code_request", "reason", row.id, case), &row.reason).map_err(damaged)?;
            let approver = row.approver.zip(row.approver_alias);
            Ok(CodeRequest {
                reason: String::from_utf8(reason).map_err(damaged)?,
                approved: approver.zip(row.approved_at),
                id: row.id,
                asked_by: row.asked_by,
                by: (row.name, row.alias),
                role: row.role,
                asked_at: row.asked_at,
                expires_at: row.expires_at,
                closes_at: row.closes_at,
                issued_at: row.issued_at,
                voided_at: row.voided_at,
            })
        })
        .collect()
}

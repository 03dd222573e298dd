//! Reading what stands around a case: proposals, links, readers, notices.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{OfficerRef, damaged, place};
use crate::case::letter::Letter;
use crate::vault::seal::CaseKey;

/// An act that waits for its second person.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Row.
    pub id: Uuid,
    /// The case.
    pub case: Uuid,
    /// Code of the action.
    pub action: String,
    /// The action and its words, as proposed.
    pub payload: Value,
    /// Who proposed.
    pub by: OfficerRef,
    /// Approvals needed and given.
    pub needed: i16,
    /// Officers who approved already.
    pub approved_by: Vec<Uuid>,
    /// `open`, `approved`, `rejected` or `lapsed`.
    pub state: String,
    /// Remark of who closed it.
    pub remark: Option<String>,
    /// When proposed.
    pub created_at: DateTime<Utc>,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
    /// Readers who may approve.
    pub viewers: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: Uuid,
    case_id: Uuid,
    action: String,
    payload: Vec<u8>,
    officer_id: Uuid,
    name: String,
    alias: i32,
    needed: i16,
    approved_by: Vec<Uuid>,
    state: String,
    remark: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    viewers: Vec<String>,
}

/// The proposals of a case, newest first.
pub async fn proposals(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Proposal>, sqlx::Error> {
    let rows: Vec<ProposalRow> = sqlx::query_as(
        "select p.id, p.case_id, p.action, p.payload, p.officer_id, o.name, o.alias, p.needed, p.state, p.remark,
                p.created_at, p.expires_at, p.viewers,
                array(select a.officer_id from approval a where a.proposal_id = p.id) as approved_by
         from proposal p join officer o on o.id = p.officer_id
         where p.case_id = $1 order by p.created_at desc, p.id",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let remark = row
                .remark
                .map(|blob| {
                    let plain = key.open(place("proposal", "remark", row.id, case), &blob).map_err(damaged)?;
                    String::from_utf8(plain).map_err(damaged)
                })
                .transpose()?;
            Ok(Proposal {
                payload: key.open_json(place("proposal", "payload", row.id, case), &row.payload).map_err(damaged)?,
                id: row.id,
                case: row.case_id,
                action: row.action,
                by: OfficerRef { id: row.officer_id, name: row.name, alias: row.alias },
                needed: row.needed,
                approved_by: row.approved_by,
                state: row.state,
                remark,
                created_at: row.created_at,
                expires_at: row.expires_at,
                viewers: row.viewers,
            })
        })
        .collect()
}

/// The case that a proposal belongs to, if this officer may know.
pub async fn proposal_case(tx: &mut PgConnection, proposal: Uuid) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select case_id from proposal where id = $1").bind(proposal).fetch_optional(tx).await
}

/// Open proposals that wait for this officer, oldest first: (proposal, case).
pub async fn waiting_for_me(tx: &mut PgConnection, limit: i64) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.case_id from proposal p
         where p.state = 'open' and p.viewers && (select app_viewers()) and p.officer_id <> app_officer()
           and not exists (select 1 from approval a where a.proposal_id = p.id and a.officer_id = app_officer())
         order by p.created_at, p.id limit $1",
    )
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// A case that belongs to this one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Linked {
    /// The other case.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its state's code.
    pub state: String,
    /// `parent`, `related`, `conversion`, `retaliation` or `ex_officio`.
    pub kind: String,
    /// Whether the link was made from the other case to this one.
    pub inbound: bool,
}

/// Linked cases that this actor may see too.
pub async fn links(tx: &mut PgConnection, case: Uuid) -> Result<Vec<Linked>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, l.kind, false as inbound from link l join cases c on c.id = l.other_id
         where l.case_id = $1
         union all
         select c.id, c.number, c.state, l.kind, true from link l join cases c on c.id = l.case_id
         where l.other_id = $1 order by 2",
    )
    .bind(case)
    .fetch_all(tx)
    .await
}

/// One reading of the case.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Reading {
    /// When.
    pub at: DateTime<Utc>,
    /// Name; for officers' eyes.
    pub name: String,
    /// Number in "Petugas 07".
    pub alias: i32,
    /// Roles held, codes.
    pub roles: Vec<String>,
    /// `case`, `file`, `document` or `search`.
    pub what: String,
}

/// Who has read this case, newest first, at most `limit`.
pub async fn readers(tx: &mut PgConnection, case: Uuid, limit: i64) -> Result<Vec<Reading>, sqlx::Error> {
    sqlx::query_as(
        "select a.at, o.name, o.alias, a.what,
                array(select distinct r.role from officer_role r where r.officer_id = o.id order by 1) as roles
         from access_log a join officer o on o.id = a.officer_id
         where a.case_id = $1 order by a.at desc, a.id limit $2",
    )
    .bind(case)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Writes down that the asking officer read something of a case.
pub async fn note_reading(
    tx: &mut PgConnection,
    case: Uuid,
    officer: Uuid,
    what: &str,
    object: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into access_log (id, case_id, officer_id, what, object, at) values ($1, $2, $3, $4, $5, $6)")
        .bind(Uuid::now_v7())
        .bind(case)
        .bind(officer)
        .bind(what)
        .bind(object)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// The consultant's newest summary: what a consultation would become as a complaint, if its reporter says yes.
pub async fn offered_summary(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Option<String>, sqlx::Error> {
    let documents = super::documents(tx, key, case).await?;
    let newest = documents.into_iter().rev().find(|document| document.kind == "summary" && !document.desk_only);
    let words = |letter: Letter| letter.parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join("\n\n");
    Ok(newest.map(|document| words(Letter::of(&document.body))))
}

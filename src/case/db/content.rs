//! Reading what a case holds, opened with the case's own key. Row-level security decides what is there at all.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::case::account::Account;
use crate::case::event::Payload;
use crate::vault::keys::Keys;
use crate::vault::seal::{CaseKey, Place};

/// Content could not be opened: wrong key, swapped row or damage. Never shown, logged once at the edge.
pub fn damaged<E: std::error::Error + Send + Sync + 'static>(error: E) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// The place of a sealed column: every blob is bound to table, column, row and case.
#[must_use]
pub const fn place(table: &'static str, column: &'static str, row: Uuid, case: Uuid) -> Place {
    Place { table, column, row, case }
}

/// What is sealed under the case's own key, opened.
pub struct Secret {
    /// The case's key, for everything else that is sealed under it.
    pub key: CaseKey,
    /// Neutral title, at most 120 letters.
    pub title: String,
    /// The reporter's own words.
    pub account: Account,
    /// Name that the reporter released to the case team.
    pub released_name: Option<String>,
}

/// Opens the sealed part of a case; `None` when there is no such case for this actor, or it was erased.
pub async fn secret(tx: &mut PgConnection, keys: &Keys, case: Uuid) -> Result<Option<Secret>, sqlx::Error> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, Option<Vec<u8>>);
    let row: Option<Row> =
        sqlx::query_as("select dek, title, account, released_name from case_secret where case_id = $1")
            .bind(case)
            .fetch_optional(tx)
            .await?;
    let Some((dek, title, account, name)) = row else { return Ok(None) };
    let key = CaseKey::unwrap(keys, case, &dek).map_err(damaged)?;
    let text = |column, blob: &[u8]| -> Result<String, sqlx::Error> {
        let plain = key.open(place("case_secret", column, case, case), blob).map_err(damaged)?;
        String::from_utf8(plain).map_err(damaged)
    };
    Ok(Some(Secret {
        title: text("title", &title)?,
        account: key.open_json(place("case_secret", "account", case, case), &account).map_err(damaged)?,
        released_name: name.map(|blob| text("released_name", &blob)).transpose()?,
        key,
    }))
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The reporter.
    Reporter,
    /// An officer.
    Officer,
    /// The program.
    System,
}

impl Author {
    /// The code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Officer => "officer",
            Self::System => "system",
        }
    }

    pub(super) fn from_code(code: &str) -> Self {
        match code {
            "reporter" => Self::Reporter,
            "officer" => Self::Officer,
            _ => Self::System,
        }
    }
}

/// An officer as officers (name) and citizens (alias) know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerRef {
    /// Account.
    pub id: Uuid,
    /// Name; for officers only.
    pub name: String,
    /// Number in "Petugas 07"; what citizens read.
    pub alias: i32,
}

impl OfficerRef {
    pub(super) fn from_parts(id: Option<Uuid>, name: Option<String>, alias: Option<i32>) -> Option<Self> {
        Some(Self { id: id?, name: name?, alias: alias? })
    }
}

/// One message of the thread.
#[derive(Debug, Clone)]
pub struct Message {
    /// Row.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub author: Author,
    /// Which officer.
    pub officer: Option<OfficerRef>,
    /// Whether only officers read it.
    pub desk_only: bool,
    /// `message`, `question`, `answer`, `note`, or the action that it went with.
    pub kind: String,
    /// The words.
    pub body: String,
}

/// The thread, oldest first. Internal notes are absent for a citizen, whatever is asked.
pub async fn messages(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Message>, sqlx::Error> {
    type Row = (Uuid, DateTime<Utc>, String, Option<Uuid>, Option<String>, Option<i32>, String, String, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as(
        "select m.id, m.at, m.author, m.officer_id, o.name, o.alias, m.audience, m.kind, m.body
         from message m left join officer o on o.id = m.officer_id where m.case_id = $1 order by m.at, m.id",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|(id, at, author, officer, name, alias, audience, kind, body)| {
            let plain = key.open(place("message", "body", id, case), &body).map_err(damaged)?;
            Ok(Message {
                id,
                at,
                author: Author::from_code(&author),
                officer: OfficerRef::from_parts(officer, name, alias),
                desk_only: audience == "desk",
                kind,
                body: String::from_utf8(plain).map_err(damaged)?,
            })
        })
        .collect()
}

/// A page that prints: a brief, a summons, minutes, an outcome, a recommendation, an agreement.
#[derive(Debug, Clone)]
pub struct Document {
    /// Row.
    pub id: Uuid,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// By whom.
    pub officer: Option<OfficerRef>,
    /// Code of the kind.
    pub kind: String,
    /// Whether only officers read it.
    pub desk_only: bool,
    /// Its parts.
    pub body: Value,
    /// How, when and by whom it was sent.
    pub dispatch: Option<Value>,
}

/// The documents of a case, oldest first.
pub async fn documents(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Document>, sqlx::Error> {
    type Row =
        (Uuid, DateTime<Utc>, Option<Uuid>, Option<String>, Option<i32>, String, String, Vec<u8>, Option<Vec<u8>>);
    let rows: Vec<Row> = sqlx::query_as(
        "select d.id, d.at, d.officer_id, o.name, o.alias, d.kind, d.audience, d.body, d.dispatch
         from document d left join officer o on o.id = d.officer_id where d.case_id = $1 order by d.at, d.id",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|(id, at, officer, name, alias, kind, audience, body, dispatch)| {
            let sent = dispatch
                .map(|blob| key.open_json(place("document", "dispatch", id, case), &blob).map_err(damaged))
                .transpose()?;
            Ok(Document {
                id,
                at,
                officer: OfficerRef::from_parts(officer, name, alias),
                kind,
                desk_only: audience == "desk",
                body: key.open_json(place("document", "body", id, case), &body).map_err(damaged)?,
                dispatch: sent,
            })
        })
        .collect()
}

/// The words of a numbered thing whose state the machine keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `term`, `commitment` or `allegation`.
    pub kind: String,
    /// Number within its kind, from 1.
    pub no: i32,
    /// The words.
    pub text: String,
}

/// The row id under which a line is sealed: lines have no id of their own.
#[must_use]
pub fn line_row(case: Uuid, kind: &str, no: i32) -> Uuid {
    Uuid::new_v5(&case, format!("{kind}/{no}").as_bytes())
}

/// Terms, commitments and allegations, by number.
pub async fn lines(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Line>, sqlx::Error> {
    let rows: Vec<(String, i32, Vec<u8>)> =
        sqlx::query_as("select kind, no, body from case_line where case_id = $1 order by kind, no")
            .bind(case)
            .fetch_all(tx)
            .await?;
    rows.into_iter()
        .map(|(kind, no, body)| {
            let plain =
                key.open(place("case_line", "body", line_row(case, &kind, no), case), &body).map_err(damaged)?;
            Ok(Line { text: String::from_utf8(plain).map_err(damaged)?, kind, no })
        })
        .collect()
}

/// One link of the record with its payload, unless that was erased.
#[derive(Debug, Clone)]
pub struct EventEntry {
    /// Position, from 1.
    pub seq: i32,
    /// Day in the office's zone.
    pub day: NaiveDate,
    /// Code of the action.
    pub action: String,
    /// When, who and what.
    pub payload: Option<Payload>,
}

/// The row id under which an event's payload is sealed.
#[must_use]
pub fn event_row(case: Uuid, seq: i32) -> Uuid {
    Uuid::new_v5(&case, format!("event/{seq}").as_bytes())
}

/// The record of a case, oldest first.
pub async fn events(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<EventEntry>, sqlx::Error> {
    let rows: Vec<(i32, NaiveDate, String, Option<Vec<u8>>)> = sqlx::query_as(
        "select e.seq, e.day, e.action, p.body from event e
         left join event_payload p on p.case_id = e.case_id and p.seq = e.seq
         where e.case_id = $1 order by e.seq",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|(seq, day, action, body)| {
            let payload = body
                .map(|blob| {
                    key.open_json(place("event_payload", "body", event_row(case, seq), case), &blob).map_err(damaged)
                })
                .transpose()?;
            Ok(EventEntry { seq, day, action, payload })
        })
        .collect()
}

//! What the one door writes. All of it runs after the door's checks, in its transaction.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{FileMeta, Line, damaged, event_row, line_row, place};
use crate::case::event::{GENESIS, Payload, link_hash, payload_mac};
use crate::vault::seal::CaseKey;

/// Locks a case and says whether the actor may know of it; `None` when it is not there.
pub async fn lock_if_seen(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    let seen: Option<(bool,)> = sqlx::query_as(
        "select app_kind() = 'system' or (app_sees(id) and not app_walled(id)) from cases where id = $1 for update",
    )
    .bind(case)
    .fetch_optional(tx)
    .await?;
    Ok(seen.is_some_and(|(seen,)| seen))
}

/// Uses up a form's key. `false`: the form was sent before.
pub async fn use_form_key(
    tx: &mut PgConnection,
    mac: &[u8],
    case: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("insert into form_use (key_mac, case_id, at) values ($1, $2, $3) on conflict do nothing")
        .bind(mac)
        .bind(case)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The sealed form of an event, ready to be stored.
pub struct SealedEvent {
    /// Position.
    pub seq: i32,
    /// Day in the office's zone.
    pub day: NaiveDate,
    /// Salt of the MAC.
    pub salt: [u8; 32],
    /// MAC of the canonical payload.
    pub mac: [u8; 32],
    /// Hash of the link before.
    pub prev: [u8; 32],
    /// Hash of this link.
    pub hash: [u8; 32],
    /// Sealed payload.
    pub body: Vec<u8>,
}

/// Seals one event so that it continues a chain.
pub fn seal_event(
    key: &CaseKey,
    case: Uuid,
    after: Option<(i32, [u8; 32])>,
    day: NaiveDate,
    payload: &Payload,
) -> Result<SealedEvent, sqlx::Error> {
    let (seq, prev) = after.map_or((1, GENESIS), |(seq, hash)| (seq + 1, hash));
    let canonical = payload.canonical().map_err(damaged)?;
    let salt = crate::vault::token::random_token();
    let mac = payload_mac(&salt, &canonical);
    let hash = link_hash(case, seq, day, &payload.action, &mac, &prev);
    let body = key.seal(place("event_payload", "body", event_row(case, seq), case), &canonical);
    Ok(SealedEvent { seq, day, salt, mac, prev, hash, body })
}

/// Appends an event to the chain of a locked case.
pub async fn append_event(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    day: NaiveDate,
    payload: &Payload,
) -> Result<(), sqlx::Error> {
    let last: Option<(i32, Vec<u8>)> =
        sqlx::query_as("select seq, hash from event where case_id = $1 order by seq desc limit 1")
            .bind(case)
            .fetch_optional(&mut *tx)
            .await?;
    let last = last
        .map(|(seq, hash)| Ok::<_, sqlx::Error>((seq, <[u8; 32]>::try_from(hash.as_slice()).map_err(damaged)?)))
        .transpose()?;
    let event = seal_event(key, case, last, day, payload)?;
    sqlx::query(
        "with link as (
             insert into event (case_id, seq, day, action, payload_mac, prev_hash, hash)
             values ($1, $2, $3, $4, $5, $6, $7) returning case_id, seq)
         insert into event_payload (case_id, seq, salt, body) select case_id, seq, $8, $9 from link",
    )
    .bind(case)
    .bind(event.seq)
    .bind(event.day)
    .bind(&payload.action)
    .bind(&event.mac[..])
    .bind(&event.prev[..])
    .bind(&event.hash[..])
    .bind(&event.salt[..])
    .bind(event.body)
    .execute(tx)
    .await
    .map(drop)
}

/// A message to be stored.
pub struct NewMessage<'a> {
    /// `reporter`, `officer` or `system`.
    pub author: &'static str,
    /// The officer who writes.
    pub officer: Option<Uuid>,
    /// Whether only officers read it.
    pub desk_only: bool,
    /// `message`, `question`, `answer`, `note` or the action that it goes with.
    pub kind: &'a str,
    /// The words.
    pub body: &'a str,
}

/// Stores a message; the row's id comes back.
pub async fn insert_message(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    message: &NewMessage<'_>,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into message (id, case_id, at, author, officer_id, audience, kind, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(case)
    .bind(now)
    .bind(message.author)
    .bind(message.officer)
    .bind(if message.desk_only { "desk" } else { "both" })
    .bind(message.kind)
    .bind(key.seal(place("message", "body", id, case), message.body.as_bytes()))
    .execute(tx)
    .await?;
    Ok(id)
}

/// Marks a case as written to by its reporter, or as answered.
pub async fn mark_reporter(tx: &mut PgConnection, case: Uuid, at: Option<DateTime<Utc>>) -> Result<(), sqlx::Error> {
    sqlx::query("update cases set reporter_wrote_at = $2 where id = $1").bind(case).bind(at).execute(tx).await.map(drop)
}

/// Stores a file's row; the bytes are on disk already.
pub async fn insert_evidence(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    file: (Uuid, &FileMeta, &str),
    by: (&'static str, Option<Uuid>, Option<Uuid>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (id, meta, identity) = file;
    let (author, officer, message) = by;
    sqlx::query(
        "insert into evidence (id, case_id, at, author, officer_id, message_id, meta, key)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(case)
    .bind(now)
    .bind(author)
    .bind(officer)
    .bind(message)
    .bind(key.seal_json(place("evidence", "meta", id, case), meta).map_err(damaged)?)
    .bind(key.seal(place("evidence", "key", id, case), identity.as_bytes()))
    .execute(tx)
    .await
    .map(drop)
}

/// Stores a document; the row's id comes back.
pub async fn insert_document(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    document: (&str, bool, &impl Serialize),
    officer: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let (kind, desk_only, body) = document;
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into document (id, case_id, at, officer_id, kind, audience, body) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(case)
    .bind(now)
    .bind(officer)
    .bind(kind)
    .bind(if desk_only { "desk" } else { "both" })
    .bind(key.seal_json(place("document", "body", id, case), body).map_err(damaged)?)
    .execute(tx)
    .await?;
    Ok(id)
}

/// Writes down how a document was sent.
pub async fn set_dispatch(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    document: Uuid,
    dispatch: &impl Serialize,
) -> Result<bool, sqlx::Error> {
    let sealed = key.seal_json(place("document", "dispatch", document, case), dispatch).map_err(damaged)?;
    sqlx::query("update document set dispatch = $3 where id = $1 and case_id = $2")
        .bind(document)
        .bind(case)
        .bind(sealed)
        .execute(tx)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Writes terms, commitments or allegations; a number that exists is replaced.
pub async fn put_line(tx: &mut PgConnection, key: &CaseKey, case: Uuid, line: &Line) -> Result<(), sqlx::Error> {
    let sealed = key.seal(place("case_line", "body", line_row(case, &line.kind, line.no), case), line.text.as_bytes());
    sqlx::query(
        "insert into case_line (case_id, kind, no, body) values ($1, $2, $3, $4)
         on conflict (case_id, kind, no) do update set body = excluded.body",
    )
    .bind(case)
    .bind(&line.kind)
    .bind(line.no)
    .bind(sealed)
    .execute(tx)
    .await
    .map(drop)
}

/// Changes the title.
pub async fn set_title(tx: &mut PgConnection, key: &CaseKey, case: Uuid, title: &str) -> Result<(), sqlx::Error> {
    sqlx::query("update case_secret set title = $2 where case_id = $1")
        .bind(case)
        .bind(key.seal(place("case_secret", "title", case, case), title.as_bytes()))
        .execute(tx)
        .await
        .map(drop)
}

/// Keeps the name that the reporter released to the case team.
pub async fn set_released_name(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    name: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("update case_secret set released_name = $2 where case_id = $1")
        .bind(case)
        .bind(key.seal(place("case_secret", "released_name", case, case), name.as_bytes()))
        .execute(tx)
        .await
        .map(drop)
}

/// Keeps an identity that was sealed to the custodians; it is never read back here.
pub async fn insert_identity(
    tx: &mut PgConnection,
    case: Uuid,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into identity (id, case_id, sealed, at) values ($1, $2, $3, $4)")
        .bind(Uuid::now_v7())
        .bind(case)
        .bind(sealed)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// Replaces every code of a case by one new lookup.
pub async fn replace_receipt(
    tx: &mut PgConnection,
    case: Uuid,
    lookup: &[u8],
    clerk_seen: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from receipt where case_id = $1").bind(case).execute(&mut *tx).await?;
    sqlx::query("insert into receipt (lookup, case_id, clerk_seen, created_at) values ($1, $2, $3, $4)")
        .bind(lookup)
        .bind(case)
        .bind(clerk_seen)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// Keeps a rating: (score, whether the reporter felt safe, words).
pub async fn insert_rating(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    (score, safe, text): (i16, &str, &str),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let body = (!text.is_empty()).then(|| key.seal(place("rating", "body", case, case), text.as_bytes()));
    sqlx::query(
        "insert into rating (case_id, score, safe, body, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind(case)
    .bind(score)
    .bind(if safe.is_empty() { "unsaid" } else { safe })
    .bind(body)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Links two cases.
pub async fn insert_link(
    tx: &mut PgConnection,
    case: Uuid,
    other: Uuid,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into link (case_id, other_id, kind, at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(case)
        .bind(other)
        .bind(kind)
        .bind(now)
        .execute(tx)
        .await
        .map(drop)
}

/// Puts an officer behind the wall of a case.
pub async fn wall_officer(
    tx: &mut PgConnection,
    case: Uuid,
    officer: Uuid,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into case_wall (case_id, officer_id, reason, at) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(case)
    .bind(officer)
    .bind(reason)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Erases content at once: without its key nothing can be opened any more. The chain stays verifiable.
pub async fn erase_content(tx: &mut PgConnection, case: Uuid) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from case_secret where case_id = $1",
        "delete from event_payload where case_id = $1",
        "delete from receipt where case_id = $1",
    ] {
        sqlx::query(statement).bind(case).execute(&mut *tx).await?;
    }
    Ok(())
}

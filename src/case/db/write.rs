//! What the one door writes. All of it runs after the door's checks, in its transaction.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{Line, damaged, line_row, place};
use crate::case::account::Account;
use crate::vault::seal::CaseKey;

/// Locks a case until the transaction ends; `false` when there is none.
pub async fn lock(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    let found: Option<Uuid> =
        sqlx::query_scalar("select id from cases where id = $1 for update").bind(case).fetch_optional(tx).await?;
    Ok(found.is_some())
}

/// Whether whoever asks may know of a case. A statement of its own, after the lock: what was waited for counts.
pub async fn may_enter(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select app_enters($1)").bind(case).fetch_one(tx).await
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

/// Counts a case that passes verification, for the campaign that it came from; once, also when it is reopened. Call it
/// before the act is recorded.
pub async fn count_verified(tx: &mut PgConnection, case: Uuid, day: chrono::NaiveDate) -> Result<(), sqlx::Error> {
    sqlx::query(
        "select campaign_bump(campaign_id, $2, 'verified') from cases where id = $1 and campaign_id is not null
           and not exists (select 1 from event e where e.case_id = $1 and e.action = 'accept')",
    )
    .bind(case)
    .bind(day)
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

/// Changes what the reporter said of the case.
pub async fn set_account(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    account: &Account,
) -> Result<(), sqlx::Error> {
    let sealed = key.seal_json(place("case_secret", "account", case, case), account).map_err(damaged)?;
    sqlx::query("update case_secret set account = $2 where case_id = $1")
        .bind(case)
        .bind(sealed)
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

/// Replaces every code of a case by one new lookup, and ends every session that an old one opened but `session`. Without a
/// session it is an officer who reads the new code first: it must be changed at its first use.
pub async fn replace_receipt(
    tx: &mut PgConnection,
    case: Uuid,
    lookup: &[u8],
    session: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from receipt where case_id = $1").bind(case).execute(&mut *tx).await?;
    sqlx::query("insert into receipt (lookup, case_id, clerk_seen, created_at) values ($1, $2, $3, $4)")
        .bind(lookup)
        .bind(case)
        .bind(session.is_none())
        .bind(now)
        .execute(&mut *tx)
        .await?;
    sqlx::query("select session_end_others($1, null, $2)").bind(session).bind(case).execute(tx).await.map(drop)
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

/// Erases content at once: without its key nothing can be opened any more. The chain stays verifiable. What the key does
/// not cover is deleted, and the stored files, which nobody can read now, are left to the worker's sweep.
pub async fn erase_content(tx: &mut PgConnection, case: Uuid) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from case_secret where case_id = $1",
        "delete from event_payload where case_id = $1",
        "delete from receipt where case_id = $1",
        "delete from identity where case_id = $1",
        "delete from identity_key where case_id = $1",
        "delete from reporter_copy where case_id = $1",
        "delete from reveal where case_id = $1",
        "delete from code_request where case_id = $1",
        "delete from handing_share where case_id = $1",
        "delete from contact where case_id = $1",
        "delete from outbox where case_id = $1",
        "delete from evidence where case_id = $1",
    ] {
        sqlx::query(statement).bind(case).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Actions in which the sides of a mediation speak.
pub const TALKS: [&str; 4] = ["propose_term", "accept_term", "refuse_term", "want_more_time"];

/// Erases what was said in talks that ended without an agreement: that they were held stays in the chain, which does not
/// need the contents to be verified. A draft of the agreement that waited for its second person goes too.
pub async fn forget_talks(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from case_line where case_id = $1 and kind = 'term'").bind(case).execute(&mut *tx).await?;
    sqlx::query("delete from message where case_id = $1 and kind = any ($2)")
        .bind(case)
        .bind(&TALKS[..])
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "delete from event_payload p using event e
         where p.case_id = $1 and e.case_id = $1 and e.seq = p.seq and e.action = any ($2)",
    )
    .bind(case)
    .bind(&TALKS[..])
    .execute(&mut *tx)
    .await?;
    let drafts: Vec<Uuid> =
        sqlx::query_scalar("select id from proposal where case_id = $1 and action = 'settle' and state <> 'approved'")
            .bind(case)
            .fetch_all(&mut *tx)
            .await?;
    let nothing = serde_json::json!({ "action": {}, "words": {} });
    for draft in drafts {
        let sealed = key.seal_json(place("proposal", "payload", draft, case), &nothing).map_err(damaged)?;
        sqlx::query("update proposal set payload = $2 where id = $1")
            .bind(draft)
            .bind(sealed)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

//! Statements on drafts and their staged files. A draft is reached only by the hash of a secret that the browser or
//! the reporter holds.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A draft as it lies in the table, with its files, oldest first.
#[derive(sqlx::FromRow)]
pub(super) struct DraftRow {
    pub id: Uuid,
    pub kind: String,
    pub cookie_wrap: Option<Vec<u8>>,
    pub code_wrap: Option<Vec<u8>>,
    pub body: Vec<u8>,
    pub expires_at: DateTime<Utc>,
    pub stamp: Vec<u8>,
    pub file_ids: Vec<Uuid>,
    pub file_metas: Vec<Vec<u8>>,
    pub file_keys: Vec<Vec<u8>>,
}

macro_rules! drafts {
    ($condition:literal) => {
        concat!(
            "select d.id, d.kind, d.cookie_wrap, d.code_wrap, d.body, d.expires_at,
                 draft_stamp(d.id) as stamp,
                 array(select f.id from staged_file f where f.draft_id = d.id order by f.created_at, f.id) as file_ids,
                 array(select f.meta from staged_file f where f.draft_id = d.id order by f.created_at, f.id) as file_metas,
                 array(select f.key from staged_file f where f.draft_id = d.id order by f.created_at, f.id) as file_keys
             from draft d where ",
            $condition
        )
    };
}

/// The live draft of a browser.
pub(super) async fn by_cookie(
    conn: &mut PgConnection,
    lookup: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<DraftRow>, sqlx::Error> {
    sqlx::query_as(drafts!("d.cookie_lookup = $1 and d.expires_at > $2"))
        .bind(lookup)
        .bind(now)
        .fetch_optional(conn)
        .await
}

/// The live draft of a browser, locked until the end of the transaction.
pub(super) async fn by_cookie_locked(
    conn: &mut PgConnection,
    lookup: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<DraftRow>, sqlx::Error> {
    sqlx::query_as(drafts!("d.cookie_lookup = $1 and d.expires_at > $2 for update of d"))
        .bind(lookup)
        .bind(now)
        .fetch_optional(conn)
        .await
}

/// The live draft with this id.
pub(super) async fn by_id(
    conn: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<DraftRow>, sqlx::Error> {
    sqlx::query_as(drafts!("d.id = $1 and d.expires_at > $2")).bind(id).bind(now).fetch_optional(conn).await
}

/// The live draft that a draft code opens.
pub(super) async fn by_code(
    conn: &mut PgConnection,
    lookup: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<DraftRow>, sqlx::Error> {
    sqlx::query_as(drafts!("d.code_lookup = $1 and d.expires_at > $2 for update of d"))
        .bind(lookup)
        .bind(now)
        .fetch_optional(conn)
        .await
}

/// A new draft.
pub(super) struct NewDraft<'a> {
    pub id: Uuid,
    pub kind: &'static str,
    pub cookie_lookup: &'a [u8],
    pub cookie_wrap: &'a [u8],
    pub body: &'a [u8],
    pub expires_at: DateTime<Utc>,
}

/// Writes a new draft.
pub(super) async fn insert(conn: &mut PgConnection, new: NewDraft<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into draft (id, kind, cookie_lookup, cookie_wrap, body, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.id)
    .bind(new.kind)
    .bind(new.cookie_lookup)
    .bind(new.cookie_wrap)
    .bind(new.body)
    .bind(new.expires_at)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes a draft's content and its new end.
pub(super) async fn update(
    conn: &mut PgConnection,
    id: Uuid,
    body: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update draft set body = $2, expires_at = $3 where id = $1")
        .bind(id)
        .bind(body)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(drop)
}

/// Gives the draft a browser, and takes it from the one that had it.
pub(super) async fn set_cookie(
    conn: &mut PgConnection,
    id: Uuid,
    lookup: Option<&[u8]>,
    wrap: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update draft set cookie_lookup = $2, cookie_wrap = $3 where id = $1")
        .bind(id)
        .bind(lookup)
        .bind(wrap)
        .execute(conn)
        .await
        .map(drop)
}

/// Gives the draft a code.
pub(super) async fn set_code(conn: &mut PgConnection, id: Uuid, lookup: &[u8], wrap: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update draft set code_lookup = $2, code_wrap = $3 where id = $1")
        .bind(id)
        .bind(lookup)
        .bind(wrap)
        .execute(conn)
        .await
        .map(drop)
}

/// Deletes a draft with the rows of its files.
pub(super) async fn delete(conn: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from draft where id = $1").bind(id).execute(conn).await.map(drop)
}

/// Locks a draft until the end of the transaction; false when it is gone.
pub(super) async fn lock(conn: &mut PgConnection, draft: Uuid) -> Result<bool, sqlx::Error> {
    let stamp: Option<Vec<u8>> = sqlx::query_scalar("select draft_lock($1)").bind(draft).fetch_one(conn).await?;
    Ok(stamp.is_some())
}

/// Adds a file that lies on disk already, unless the draft has `most` files by now: another tab may have been faster.
pub(super) async fn add_file(
    conn: &mut PgConnection,
    draft: Uuid,
    file: (Uuid, &[u8], &[u8], i64),
    most: i64,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into staged_file (id, draft_id, meta, key, size, created_at)
         select $1, d.id, $3, $4, $5, $6 from draft d
         where d.id = $2 and (select count(*) from staged_file f where f.draft_id = d.id) < $7",
    )
    .bind(file.0)
    .bind(draft)
    .bind(file.1)
    .bind(file.2)
    .bind(file.3)
    .bind(now)
    .bind(most)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a file out of a draft; false when it was not there.
pub(super) async fn remove_file(conn: &mut PgConnection, draft: Uuid, file: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("delete from staged_file where id = $1 and draft_id = $2")
        .bind(file)
        .bind(draft)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether this one-use key has filed a case since `since`.
pub(super) async fn is_filed(conn: &mut PgConnection, mac: &[u8], since: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let case: Option<Uuid> = sqlx::query_scalar("select case_id from submission_find($1, $2)")
        .bind(mac)
        .bind(since)
        .fetch_optional(conn)
        .await?;
    Ok(case.is_some())
}

/// The receipt's code is not shown again.
pub(super) async fn acknowledge(conn: &mut PgConnection, mac: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select submission_acknowledge($1)").bind(mac).execute(conn).await.map(drop)
}

/// One more on a campaign's counter of the day.
pub(super) async fn bump(
    conn: &mut PgConnection,
    campaign: Uuid,
    day: chrono::NaiveDate,
    stage: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("select campaign_bump($1, $2, $3)").bind(campaign).bind(day).bind(stage).execute(conn).await.map(drop)
}

/// A campaign as a visitor of its address meets it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Visit {
    pub id: Uuid,
    pub headline: String,
    pub body: String,
    pub choice: Option<String>,
    pub agency_id: Option<Uuid>,
    pub agency_name: Option<String>,
    pub place: String,
    pub starts_on: chrono::NaiveDate,
    pub ends_on: chrono::NaiveDate,
    pub stopped: bool,
}

/// The campaign of a code; O and 0, I, L and 1 may be mixed up.
pub(super) async fn visit(conn: &mut PgConnection, code: &str) -> Result<Option<Visit>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.headline, c.body, c.choice, c.agency_id, a.name as agency_name, c.place, c.starts_on, c.ends_on,
                c.stopped_at is not null as stopped
         from campaign c left join agency a on a.id = c.agency_id
         where translate(c.code, 'OIL', '011') = translate($1, 'OIL', '011')
         order by c.code = $1 desc limit 1",
    )
    .bind(code)
    .fetch_optional(conn)
    .await
}

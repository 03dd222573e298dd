//! Questions of the kit: the brand and sessions.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use crate::web::session::Told;

/// The brand as an administrator wrote it.
pub async fn brand(conn: &mut PgConnection) -> Result<Option<serde_json::Value>, sqlx::Error> {
    sqlx::query_scalar("select value from setting where key = 'brand'").fetch_optional(conn).await
}

/// Whether two custodians of different units can open an identity together.
pub async fn custody_ready(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select custody_ready()").fetch_one(conn).await
}

/// A live session.
#[derive(sqlx::FromRow)]
pub struct SessionRow {
    pub officer_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub step_up_until: Option<DateTime<Utc>>,
    pub code_was_seen: bool,
}

/// The session with this token, unless it is idle or old; being found keeps it alive.
pub async fn session(
    conn: &mut PgConnection,
    hash: &[u8],
    at: DateTime<Utc>,
    idle: Duration,
    absolute: Duration,
) -> Result<Option<SessionRow>, sqlx::Error> {
    sqlx::query_as("select officer_id, case_id, step_up_until, code_was_seen from session_find($1, $2, $3, $4)")
        .bind(hash)
        .bind(at)
        .bind(interval(idle))
        .bind(interval(absolute))
        .fetch_optional(conn)
        .await
}

/// Opens a session for an officer or for the reporter of a case.
pub async fn open(
    conn: &mut PgConnection,
    hash: &[u8],
    officer: Option<Uuid>,
    case: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let kind = if officer.is_some() { "officer" } else { "citizen" };
    sqlx::query("select session_open($1, $2, $3, $4, $5)")
        .bind(hash)
        .bind(kind)
        .bind(officer)
        .bind(case)
        .bind(at)
        .execute(conn)
        .await
        .map(drop)
}

/// Gives an officer's session another token, and a time until which its confirmation counts; false when it ended.
pub async fn renew(
    conn: &mut PgConnection,
    old: &[u8],
    new: &[u8],
    confirmed_until: Option<DateTime<Utc>>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select session_renew($1, $2, $3)")
        .bind(old)
        .bind(new)
        .bind(confirmed_until)
        .fetch_one(conn)
        .await
        .map(|done: Option<bool>| done.unwrap_or_default())
}

/// What the officer of a session asked to see and still may, wrapped to a token of one of their sessions.
pub async fn reveals(
    conn: &mut PgConnection,
    session: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select id, wrapped from session_reveals($1, $2)").bind(session).bind(now).fetch_all(conn).await
}

/// Keeps what the officer of a session asked to see under another token.
pub async fn rewrap(conn: &mut PgConnection, session: &[u8], reveal: Uuid, wrapped: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select session_rewrap($1, $2, $3)")
        .bind(session)
        .bind(reveal)
        .bind(wrapped)
        .execute(conn)
        .await
        .map(drop)
}

/// Ends one session.
pub async fn end(conn: &mut PgConnection, hash: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select session_end($1)").bind(hash).execute(conn).await.map(drop)
}

/// Ends every session of an officer but this one.
pub async fn end_others(conn: &mut PgConnection, hash: Option<&[u8]>, officer: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("select session_end_others($1, $2, null)").bind(hash).bind(officer).execute(conn).await.map(drop)
}

/// Deletes the draft of a browser that leaves by quick exit, unless it was given a code: then only the browser's
/// copy of the key goes.
pub async fn forget_draft(conn: &mut PgConnection, cookie_lookup: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("delete from draft where cookie_lookup = $1 and code_lookup is null")
        .bind(cookie_lookup)
        .execute(&mut *conn)
        .await?;
    sqlx::query("update draft set cookie_lookup = null, cookie_wrap = null where cookie_lookup = $1")
        .bind(cookie_lookup)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether a browser's draft secret opens a draft.
pub async fn has_draft(conn: &mut PgConnection, cookie_lookup: &[u8], now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from draft where cookie_lookup = $1 and expires_at > $2)")
        .bind(cookie_lookup)
        .bind(now)
        .fetch_one(conn)
        .await
}

/// Remembers a spent proof of work; false when it was spent before.
pub async fn spend(conn: &mut PgConnection, mark: &[u8], until: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let spent = sqlx::query("insert into spent_proof (mark, until) values ($1, $2) on conflict do nothing");
    spent.bind(mark).bind(until).execute(conn).await.map(|done| done.rows_affected() == 1)
}

/// An officer's name and roles, if the account is active.
#[derive(sqlx::FromRow)]
pub struct OfficerRow {
    pub name: String,
    pub alias: i32,
    pub unread: i64,
    /// Requests that wait for a custodian.
    pub custody: i64,
    /// Requests to take a wall down that wait for a second person.
    pub walls: i64,
    /// Signing in asks for a code of the app.
    pub app: bool,
    /// How many passkeys.
    pub passkeys: i64,
    /// How many of them open anything.
    pub usable: i64,
    /// With what the session was opened, or proved since.
    pub factor: Option<String>,
    what: Option<String>,
    by_name: Option<String>,
    at: Option<DateTime<Utc>>,
    more: Option<i64>,
}

impl OfficerRow {
    /// What happened to the account and was not read yet.
    pub fn told(&self) -> Option<Told> {
        let (what, at) = (self.what.clone()?, self.at?);
        Some(Told { what, by: self.by_name.clone(), at, more: self.more.unwrap_or_default() })
    }
}

/// The active officer with this id, in this session.
pub async fn officer(
    conn: &mut PgConnection,
    id: Uuid,
    session: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<OfficerRow>, sqlx::Error> {
    sqlx::query_as(
        "select o.name, o.alias, officer_unread(o.id) as unread, custody_waiting(o.id, $2) as custody,
                wall_waiting(o.id, $2) as walls,
                exists (select from second_step s where s.officer_id = o.id and s.confirmed_at is not null) as app,
                (select count(*) from passkey p where p.officer_id = o.id) as passkeys,
                (select count(*) from passkey p where p.officer_id = o.id and p.suspended_at is null) as usable,
                session_factor($3) as factor,
                n.what, n.by_name, n.at, n.more
         from officer o left join account_news_newest($1) n on true where o.id = $1 and o.active",
    )
    .bind(id)
    .bind(now)
    .bind(session)
    .fetch_optional(conn)
    .await
}

/// Notes with what an officer's session was proved.
pub async fn prove(conn: &mut PgConnection, session: &[u8], factor: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select session_prove($1, $2)").bind(session).bind(factor).execute(conn).await.map(drop)
}

/// What an officer is, and in which unit.
pub async fn roles(conn: &mut PgConnection, id: Uuid) -> Result<Vec<(Option<Uuid>, String)>, sqlx::Error> {
    sqlx::query_as("select unit_id, role from officer_role where officer_id = $1 order by role")
        .bind(id)
        .fetch_all(conn)
        .await
}

fn interval(span: Duration) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: span.num_microseconds().unwrap_or(i64::MAX) }
}

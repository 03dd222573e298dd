//! Questions about accounts: sign-in, invitations, own sessions.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::delay::Failures;

/// Passkeys, and what an officer signs in with.
mod factors;

pub use factors::*;

/// An account as sign-in needs it.
#[derive(sqlx::FromRow)]
pub struct Account {
    pub id: Uuid,
    pub sign_in: String,
    pub password_hash: Option<String>,
}

/// The active account with this name.
pub async fn by_name(conn: &mut PgConnection, sign_in: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as("select id, sign_in, password_hash from officer where sign_in = $1 and active")
        .bind(sign_in)
        .fetch_optional(conn)
        .await
}

/// The active account with this id.
pub async fn by_id(conn: &mut PgConnection, id: Uuid) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as("select id, sign_in, password_hash from officer where id = $1 and active")
        .bind(id)
        .fetch_optional(conn)
        .await
}

/// Failures counted for a name, known or not: names share a fixed number of places, so that guessing names neither
/// fills the table nor tells which exist.
pub async fn failures(conn: &mut PgConnection, bucket: i32) -> Result<Option<Failures>, sqlx::Error> {
    sqlx::query_as("select failures, failed_at from sign_in_failure where bucket = $1")
        .bind(bucket)
        .fetch_optional(conn)
        .await
}

/// Counts one more failure and says how many there are now. Counted here, as [`Failures::at`] does, because nodes that judge
/// at one moment would each write the same count.
pub async fn count_failure(conn: &mut PgConnection, bucket: i32, now: DateTime<Utc>) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar(
        "insert into sign_in_failure as f (bucket, failures, failed_at) values ($1, 1, $2)
         on conflict (bucket) do update set failed_at = excluded.failed_at, failures = 1 + least(1000000, greatest(0,
             f.failures - greatest(0, floor(extract(epoch from excluded.failed_at - f.failed_at) / 3600))))::int
         returning failures",
    )
    .bind(bucket)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Forgets failures after a success.
pub async fn forget_failures(conn: &mut PgConnection, bucket: i32) -> Result<(), sqlx::Error> {
    sqlx::query("delete from sign_in_failure where bucket = $1").bind(bucket).execute(conn).await.map(drop)
}

/// Stores a new password's hash.
pub async fn set_password(conn: &mut PgConnection, id: Uuid, hash: &str) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set password_hash = $2 where id = $1").bind(id).bind(hash).execute(conn).await.map(drop)
}

/// Sign-in names with the officers behind them, for the page of the demo office only.
pub async fn everybody(conn: &mut PgConnection) -> Result<Vec<(String, String, Vec<String>)>, sqlx::Error> {
    sqlx::query_as(
        "select o.sign_in, o.name, array(select distinct role from officer_role r where r.officer_id = o.id order by 1)
         from officer o where o.active and o.password_hash is not null order by o.alias",
    )
    .fetch_all(conn)
    .await
}

/// A session of the asking officer.
#[derive(Debug, sqlx::FromRow)]
pub struct OwnSession {
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
}

/// Own sessions, newest first.
pub async fn own_sessions(conn: &mut PgConnection) -> Result<Vec<OwnSession>, sqlx::Error> {
    sqlx::query_as(
        "select token_hash, created_at, last_seen from session where kind = 'officer' order by created_at desc",
    )
    .fetch_all(conn)
    .await
}

/// Stores an invitation.
pub async fn invite(
    conn: &mut PgConnection,
    hash: &[u8],
    officer: Uuid,
    word: Option<&[u8]>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into invitation (token_hash, officer_id, word_mac, expires_at) values ($1, $2, $3, $4)")
        .bind(hash)
        .bind(officer)
        .bind(word)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(drop)
}

/// Ends every invitation of an officer that was not used yet.
pub async fn end_invitations(conn: &mut PgConnection, officer: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update invitation set used_at = $2 where officer_id = $1 and used_at is null")
        .bind(officer)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Somebody who is invited.
#[derive(sqlx::FromRow)]
pub struct Invited {
    pub officer: Uuid,
    pub alias: i32,
    pub name: String,
    pub sign_in: String,
    /// The page asks for a word.
    pub word: bool,
}

/// Wrong words that end an invitation.
pub const WRONG_WORDS: i32 = 10;

/// Who is invited by this token, if it is unused and young, and not guessed at too often.
pub async fn invited(conn: &mut PgConnection, hash: &[u8], now: DateTime<Utc>) -> Result<Option<Invited>, sqlx::Error> {
    sqlx::query_as(
        "select o.id as officer, o.alias, o.name, o.sign_in, i.word_mac is not null as word
         from invitation i join officer o on o.id = i.officer_id
         where i.token_hash = $1 and i.used_at is null and i.expires_at > $2 and i.wrong_words < $3 and o.active",
    )
    .bind(hash)
    .bind(now)
    .bind(WRONG_WORDS)
    .fetch_optional(conn)
    .await
}

/// Counts a word before it is compared, so that many at once are no more tries than one after the other: how often a word
/// was tried, and the hash of the right one.
pub async fn try_word(
    conn: &mut PgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(i32, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "update invitation set wrong_words = wrong_words + 1
          where token_hash = $1 and used_at is null and expires_at > $2 and wrong_words < $3 and word_mac is not null
         returning wrong_words, word_mac",
    )
    .bind(hash)
    .bind(now)
    .bind(WRONG_WORDS)
    .fetch_optional(conn)
    .await
}

/// Uses an invitation up; false if somebody was faster.
pub async fn use_invitation(conn: &mut PgConnection, hash: &[u8], now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query("update invitation set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2")
        .bind(hash)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Makes an officer whose only role is that of an administrator.
pub async fn insert_administrator(
    conn: &mut PgConnection,
    sign_in: &str,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let id = Uuid::now_v7();
    sqlx::query("insert into officer (id, sign_in, name, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(sign_in)
        .bind(name)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    sqlx::query("insert into officer_role (officer_id, unit_id, role) values ($1, null, 'admin')")
        .bind(id)
        .execute(conn)
        .await?;
    Ok(id)
}

/// The second step of an officer.
#[derive(sqlx::FromRow)]
pub struct SecondStep {
    pub seed: Vec<u8>,
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// The second step of an officer, locked until the end of the transaction.
pub async fn second_step(conn: &mut PgConnection, officer: Uuid) -> Result<Option<SecondStep>, sqlx::Error> {
    sqlx::query_as("select seed, confirmed_at from second_step where officer_id = $1 for update")
        .bind(officer)
        .fetch_optional(conn)
        .await
}

/// Begins installing with a new seed; false when a second step is in use.
pub async fn begin_second_step(conn: &mut PgConnection, officer: Uuid, seed: &[u8]) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into second_step (officer_id, seed) values ($1, $2)
         on conflict (officer_id) do update set seed = excluded.seed where second_step.confirmed_at is null",
    )
    .bind(officer)
    .bind(seed)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// From here on signing in asks for a code.
pub async fn confirm_second_step(
    conn: &mut PgConnection,
    officer: Uuid,
    step: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update second_step set confirmed_at = $3, last_step = $2 where officer_id = $1")
        .bind(officer)
        .bind(step)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Uses a step up; false when it, or a later one, was used before.
pub async fn use_step(conn: &mut PgConnection, officer: Uuid, step: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("update second_step set last_step = $2 where officer_id = $1 and last_step < $2")
        .bind(officer)
        .bind(step)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps recovery codes in place of earlier ones.
pub async fn keep_recovery_codes(conn: &mut PgConnection, officer: Uuid, macs: &[Vec<u8>]) -> Result<(), sqlx::Error> {
    sqlx::query("delete from recovery_code where officer_id = $1").bind(officer).execute(&mut *conn).await?;
    sqlx::query("insert into recovery_code (officer_id, mac) select $1, m from unnest($2::bytea[]) m")
        .bind(officer)
        .bind(macs)
        .execute(conn)
        .await
        .map(drop)
}

/// Burns a recovery code; false when there is none like it.
pub async fn burn_recovery_code(conn: &mut PgConnection, officer: Uuid, mac: &[u8]) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("delete from recovery_code where officer_id = $1 and mac = $2")
        .bind(officer)
        .bind(mac)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the authenticator app off.
pub async fn remove_second_step(conn: &mut PgConnection, officer: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from second_step where officer_id = $1").bind(officer).execute(conn).await.map(drop)
}

/// Something that an officer is told of.
#[derive(Debug, sqlx::FromRow)]
pub struct NewsRow {
    pub what: String,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
}

/// What the asking officer was told of, the newest first, ten at most.
pub async fn own_news(conn: &mut PgConnection) -> Result<Vec<NewsRow>, sqlx::Error> {
    sqlx::query_as(
        "select n.what, o.name as by_name, n.at from account_news n left join officer o on o.id = n.by_officer
          where n.officer_id = app_officer() order by n.at desc, n.id desc limit 10",
    )
    .fetch_all(conn)
    .await
}

/// Tells an officer of something.
pub async fn tell(
    conn: &mut PgConnection,
    officer: Uuid,
    what: &str,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into account_news (id, officer_id, at, what, by_officer) values ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7())
        .bind(officer)
        .bind(now)
        .bind(what)
        .bind(by)
        .execute(conn)
        .await
        .map(drop)
}

/// Everybody active who is an administrator.
pub async fn administrators(conn: &mut PgConnection) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct r.officer_id from officer_role r join officer o on o.id = r.officer_id and o.active
          where r.role = 'admin'",
    )
    .fetch_all(conn)
    .await
}

/// From and until when an officer is put down as absent.
pub async fn absence(
    conn: &mut PgConnection,
    officer: Uuid,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>), sqlx::Error> {
    sqlx::query_as("select away_from, away_until from officer where id = $1").bind(officer).fetch_one(conn).await
}

/// Ends the absence of an officer; false when there is none.
pub async fn end_absence(conn: &mut PgConnection, officer: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query("update officer set away_from = null, away_until = null where id = $1 and away_from is not null")
        .bind(officer)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// The asking officer has read all of it.
pub async fn read_news(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update account_news set read_at = $1 where officer_id = app_officer() and read_at is null")
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

//! The outbox and the addresses, for the mailer and for the page on which an administrator looks after it.

use chrono::{DateTime, Duration, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// A message whose turn it is.
#[derive(Debug, FromRow)]
pub(super) struct Turn {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) tries: i32,
}

/// Where a message goes.
#[derive(Debug, FromRow)]
pub(super) struct Contact {
    pub(super) key_id: String,
    pub(super) sealed: Vec<u8>,
    pub(super) locale: String,
}

/// Takes messages that are due. Nobody else takes them before `until`: a mailer that dies gives them back by itself.
pub(super) async fn claim(
    tx: &mut PgConnection,
    batch: i64,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Turn>, sqlx::Error> {
    sqlx::query_as(
        "update outbox set tries = tries + 1, next_at = $3 where id in (
             select id from outbox where dead_at is null and next_at <= $2 order by next_at limit $1
             for update skip locked)
         returning id, case_id, tries",
    )
    .bind(batch)
    .bind(now)
    .bind(until)
    .fetch_all(tx)
    .await
}

/// The address of a case; none when the reporter stopped the notices.
pub(super) async fn contact(tx: &mut PgConnection, case: Uuid) -> Result<Option<Contact>, sqlx::Error> {
    sqlx::query_as("select key_id, sealed, locale from contact where case_id = $1").bind(case).fetch_optional(tx).await
}

/// Keeps messages that were taken until `until`, because those before them took their time.
pub(super) async fn hold(tx: &mut PgConnection, ids: &[Uuid], until: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update outbox set next_at = $2 where id = any ($1)").bind(ids).bind(until).execute(tx).await.map(drop)
}

/// Forgets a message that was sent, or that nobody waits for any more.
pub(super) async fn done(tx: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from outbox where id = $1").bind(id).execute(tx).await.map(drop)
}

/// Tries a message again at `next`; with `dead` never, until somebody says so.
pub(super) async fn failed(
    tx: &mut PgConnection,
    id: Uuid,
    trouble: &str,
    next: DateTime<Utc>,
    dead: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update outbox set trouble = $2, next_at = $3, dead_at = $4 where id = $1")
        .bind(id)
        .bind(trouble)
        .bind(next)
        .bind(dead)
        .execute(tx)
        .await
        .map(drop)
}

/// Gives messages back that were not tried, because the server did not even answer.
pub(super) async fn give_back(tx: &mut PgConnection, ids: &[Uuid], next: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update outbox set tries = tries - 1, next_at = $2 where id = any ($1)")
        .bind(ids)
        .bind(next)
        .execute(tx)
        .await
        .map(drop)
}

/// How the outbox stands: messages on their way, since when the oldest waits, messages that were given up.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Standing {
    /// On their way.
    pub waiting: i64,
    /// The oldest of them.
    pub oldest: Option<DateTime<Utc>>,
    /// Given up.
    pub dead: i64,
}

impl Standing {
    /// Whether an administrator must be told: something was given up, or has waited for a quarter of an hour.
    #[must_use]
    pub fn is_stuck(&self, now: DateTime<Utc>) -> bool {
        self.dead > 0 || self.oldest.is_some_and(|oldest| now - oldest >= Duration::minutes(15))
    }
}

/// How the outbox stands.
pub async fn standing(tx: &mut PgConnection) -> Result<Standing, sqlx::Error> {
    sqlx::query_as(
        "select count(*) filter (where dead_at is null) as waiting,
                min(created_at) filter (where dead_at is null) as oldest,
                count(*) filter (where dead_at is not null) as dead from outbox",
    )
    .fetch_one(tx)
    .await
}

/// A message as an administrator sees it: no case, no address.
#[derive(Debug, FromRow)]
pub struct Letter {
    /// Row.
    pub id: Uuid,
    /// Since when it waits.
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: i32,
    /// What went wrong last, as a code.
    pub trouble: Option<String>,
    /// Whether it was given up.
    pub dead: bool,
}

/// The messages that could not be sent so far, those given up first; at most 100.
pub async fn troubled(tx: &mut PgConnection) -> Result<Vec<Letter>, sqlx::Error> {
    sqlx::query_as(
        "select id, created_at, next_at, tries, trouble, dead_at is not null as dead from outbox
          where trouble is not null order by dead_at is null, created_at, id limit 100",
    )
    .fetch_all(tx)
    .await
}

/// Lets one message, or every one that was given up or waits, be tried now. One whose case has another message on its
/// way by now stays: the other says the same. How many will be tried comes back.
pub async fn retry(tx: &mut PgConnection, one: Option<Uuid>, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("select outbox_retry($1, $2) as tried").bind(one).bind(now).fetch_one(tx).await?;
    let tried: i64 = sqlx::Row::try_get(&done, "tried")?;
    Ok(u64::try_from(tried).unwrap_or_default())
}

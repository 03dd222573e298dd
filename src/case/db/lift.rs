//! Walls that two take down: who is kept out as a person and why, who asked to let somebody in, who decided.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{damaged, place};
use crate::vault::seal::CaseKey;

/// Somebody of this office whom the wall of a case keeps out as a person.
#[derive(Debug, sqlx::FromRow)]
pub struct KeptOut {
    /// Who.
    pub id: Uuid,
    /// "Petugas 07".
    pub alias: i32,
    /// Codes of the roles.
    pub roles: Vec<String>,
    /// Why, codes: the own grounds, and `unit` or `agency` when these keep the officer out too.
    pub reasons: Vec<String>,
    /// Whether two may let the officer in.
    pub falls: bool,
}

/// Everybody whom the wall of a case keeps out as a person; first those whom two may let in.
pub async fn kept_out(tx: &mut PgConnection, case: Uuid) -> Result<Vec<KeptOut>, sqlx::Error> {
    sqlx::query_as(
        "select o.id, o.alias,
                array(select distinct r.role from officer_role r where r.officer_id = o.id order by 1) as roles,
                wall_reasons($1, o.id) as reasons, wall_falls($1, o.id) as falls
           from officer o
          where o.active and exists (select from case_wall w where w.case_id = $1 and w.officer_id = o.id)
          order by falls desc, o.alias",
    )
    .bind(case)
    .fetch_all(tx)
    .await
}

/// Whether whoever asks may come to the page of a case's wall.
pub async fn wall_enters(tx: &mut PgConnection, case: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select wall_enters($1, $2)").bind(case).bind(now).fetch_one(tx).await
}

/// Code of the role in which an officer may ask to let somebody in; none when they may not.
pub async fn wall_asker(tx: &mut PgConnection, case: Uuid, officer: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select wall_asker($1, $2)").bind(case).bind(officer).fetch_one(tx).await
}

/// Code of the role in which `officer` may decide on what `asker` asked about `about`; none when they may not.
pub async fn wall_decider(
    tx: &mut PgConnection,
    case: Uuid,
    (asker, about): (Uuid, Uuid),
    officer: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select wall_decider($1, $2, $3, $4)")
        .bind(case)
        .bind(asker)
        .bind(about)
        .bind(officer)
        .fetch_one(tx)
        .await
}

/// Whether anybody is left who could decide.
pub async fn wall_has_decider(
    tx: &mut PgConnection,
    case: Uuid,
    asker: Uuid,
    about: Uuid,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select wall_has_decider($1, $2, $3)").bind(case).bind(asker).bind(about).fetch_one(tx).await
}

/// A new request to let somebody in.
pub struct NewWallRequest<'a> {
    /// Row.
    pub id: Uuid,
    /// Case.
    pub case: Uuid,
    /// Whom.
    pub about: &'a KeptOut,
    /// Who asks, and in which role, its code.
    pub by: (Uuid, &'static str),
    /// Why.
    pub reason: &'a str,
    /// Until when it may be decided; exactly an hour after it was asked.
    pub expires_at: DateTime<Utc>,
}

/// Writes a request down.
pub async fn insert_wall_request(
    tx: &mut PgConnection,
    key: &CaseKey,
    new: &NewWallRequest<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into wall_request (id, case_id, officer_id, grounds, asked_by, asked_role, reason, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.case)
    .bind(new.about.id)
    .bind(&new.about.reasons)
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(key.seal(place("wall_request", "reason", new.id, new.case), new.reason.as_bytes()))
    .bind(now)
    .bind(new.expires_at)
    .execute(tx)
    .await
    .map(drop)
}

/// Decides a request as whoever asks the database; takes the wall down when `lifted`. `false`: something does not hold any
/// more, and nothing was changed.
pub async fn decide_wall(
    tx: &mut PgConnection,
    request: Uuid,
    lifted: bool,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select wall_decide($1, $2, $3)").bind(request).bind(lifted).bind(now).fetch_one(tx).await
}

/// A request as officers read it.
pub struct WallRequest {
    /// Row.
    pub id: Uuid,
    /// Whom it is about: officer, number, codes of the roles.
    pub about: (Uuid, i32, Vec<String>),
    /// Why that officer was kept out, codes.
    pub grounds: Vec<String>,
    /// Who asked: officer, name, code of the role.
    pub by: (Uuid, String, String),
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when it may be decided.
    pub expires_at: DateTime<Utc>,
    /// Who decided, when, and whether the officer was let in.
    pub decided: Option<(String, DateTime<Utc>, bool)>,
}

impl WallRequest {
    /// Whether it waits for somebody.
    #[must_use]
    pub fn waits(&self, now: DateTime<Utc>) -> bool {
        self.decided.is_none() && now < self.expires_at
    }
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    officer_id: Uuid,
    alias: i32,
    roles: Vec<String>,
    grounds: Vec<String>,
    asked_by: Uuid,
    asker: String,
    asked_role: String,
    reason: Vec<u8>,
    asked_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    decider: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    lifted: Option<bool>,
}

/// Every request of a case, newest first.
pub async fn wall_requests(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<WallRequest>, sqlx::Error> {
    let rows: Vec<RequestRow> = sqlx::query_as(
        "select q.id, q.officer_id, o.alias,
                array(select distinct r.role from officer_role r where r.officer_id = o.id order by 1) as roles,
                q.grounds, q.asked_by, a.name as asker, q.asked_role, q.reason, q.asked_at, q.expires_at,
                d.name as decider, q.decided_at, q.lifted
           from wall_request q join officer o on o.id = q.officer_id join officer a on a.id = q.asked_by
           left join officer d on d.id = q.decided_by
          where q.case_id = $1 order by q.asked_at desc, q.id",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let reason = key.open(place("wall_request", "reason", row.id, case), &row.reason).map_err(damaged)?;
            Ok(WallRequest {
                id: row.id,
                about: (row.officer_id, row.alias, row.roles),
                grounds: row.grounds,
                by: (row.asked_by, row.asker, row.asked_role),
                reason: String::from_utf8(reason).map_err(damaged)?,
                asked_at: row.asked_at,
                expires_at: row.expires_at,
                decided: row.decider.zip(row.decided_at).zip(row.lifted).map(|((by, at), lifted)| (by, at, lifted)),
            })
        })
        .collect()
}

/// Requests that wait for the decision of an officer: (number of the case, when it was asked, until when), oldest first.
pub async fn walls_waiting(
    tx: &mut PgConnection,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(String, DateTime<Utc>, DateTime<Utc>)>, sqlx::Error> {
    sqlx::query_as(
        "select c.number, q.asked_at, q.expires_at
           from wall_waits($1, $2) w join wall_request q on q.id = w.request_id join cases c on c.id = w.case_id
          order by w.asked_at limit 100",
    )
    .bind(officer)
    .bind(now)
    .fetch_all(tx)
    .await
}

/// What the reporter is told of a request: neither whom it is about nor why.
#[derive(sqlx::FromRow)]
pub struct WallTold {
    /// Why that officer was kept out, codes.
    pub grounds: Vec<String>,
    /// Number of who asked.
    pub asker: i32,
    /// Code of the role in which it was asked.
    pub asked_role: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when it may be decided.
    pub expires_at: DateTime<Utc>,
    /// Number of who decided.
    pub decider: Option<i32>,
    /// Code of the role in which it was decided.
    pub decided_role: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether the officer was let in.
    pub lifted: Option<bool>,
}

/// Every request of a case as its reporter may know of it, newest first.
pub async fn walls_told(tx: &mut PgConnection, case: Uuid) -> Result<Vec<WallTold>, sqlx::Error> {
    sqlx::query_as(
        "select q.grounds, a.alias as asker, q.asked_role, q.asked_at, q.expires_at, d.alias as decider, q.decided_role,
                q.decided_at, q.lifted
           from wall_request q join officer a on a.id = q.asked_by left join officer d on d.id = q.decided_by
          where q.case_id = $1 order by q.asked_at desc",
    )
    .bind(case)
    .fetch_all(tx)
    .await
}

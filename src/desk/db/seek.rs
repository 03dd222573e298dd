//! Questions of the search and the bell.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Place;
use crate::case::state::Mode;

/// A case with its sealed words, for a search; none once they were erased.
#[derive(Debug, sqlx::FromRow)]
pub struct Sealed {
    pub id: Uuid,
    pub number: String,
    pub state: String,
    pub agency: Option<String>,
    pub updated_at: DateTime<Utc>,
    pub dek: Option<Vec<u8>>,
    pub title: Option<Vec<u8>>,
    pub account: Option<Vec<u8>>,
}

/// The officer's newest cases after a place, open or not, each once. Fewer than `limit` are the last: what was erased
/// counts too.
pub async fn newest(conn: &mut PgConnection, after: Option<&Place>, limit: usize) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, a.name as agency, n.updated_at, s.dek, s.title, s.account
         from (select distinct on (x.updated_at, x.case_id) x.case_id, x.updated_at
               from unnest((select app_viewers())) v (viewer) cross join lateral (
                   select l.case_id, l.updated_at from work_list l where l.viewer = v.viewer
                      and (l.updated_at, l.case_id) < (coalesce($1::text::timestamptz, 'infinity'),
                                                       coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                   order by l.updated_at desc, l.case_id desc limit $3) x
               order by x.updated_at desc, x.case_id desc limit $3) n
         join cases c on c.id = n.case_id left join case_secret s on s.case_id = n.case_id
         left join agency a on a.id = c.agency_id
         order by n.updated_at desc, n.case_id desc",
    )
    .bind(after.map(|place| &place.at))
    .bind(after.map(|place| place.case))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

/// Cases about the person with this NIP, as far as the officer may see them, newest first. The database is not asked for
/// the hash in a condition: the time would tell that there is a case, whoever may see it.
pub async fn by_nip(conn: &mut PgConnection, mac: &[u8; 16]) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, a.name as agency, c.updated_at, s.dek, s.title, s.account
         from cases c join case_secret s on s.case_id = c.id left join agency a on a.id = c.agency_id
         where c.id = any ((select cases_about($1))::uuid[]) order by c.updated_at desc, c.id limit 50",
    )
    .bind(&mac[..])
    .fetch_all(conn)
    .await
}

/// Something that happened in a case, for its officer.
#[derive(Debug, sqlx::FromRow)]
pub struct Notice {
    pub key: String,
    pub number: String,
    pub at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    mode: String,
}

impl Notice {
    /// How the case was reported.
    pub fn mode(&self) -> Mode {
        Mode::from_code(&self.mode).unwrap_or(Mode::Anonymous)
    }
}

/// The newest notices of the asking officer.
pub async fn notices(conn: &mut PgConnection) -> Result<Vec<Notice>, sqlx::Error> {
    sqlx::query_as(
        "select n.key, c.number, n.at, n.read_at, c.mode from notice n join cases c on c.id = n.case_id
         where n.officer_id = app_officer() order by n.at desc, n.id limit 100",
    )
    .fetch_all(conn)
    .await
}

/// Marks every notice of the asking officer as read.
pub async fn read_notices(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update notice set read_at = $1 where officer_id = app_officer() and read_at is null")
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

//! What the walk over the records reads, page by page.

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::case::event::Link;

/// A case as the walk knows it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Walked {
    pub(super) id: Uuid,
    pub(super) number: String,
    pub(super) state: String,
    /// The wrapped key of the case; `None` once the case was erased.
    pub(super) dek: Option<Vec<u8>>,
}

/// One link and what is left of its payload.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Step {
    pub(super) case_id: Uuid,
    pub(super) seq: i32,
    pub(super) day: NaiveDate,
    pub(super) action: String,
    pub(super) payload_mac: Vec<u8>,
    pub(super) prev_hash: Vec<u8>,
    pub(super) hash: Vec<u8>,
    pub(super) salt: Option<Vec<u8>>,
    pub(super) body: Option<Vec<u8>>,
}

impl Step {
    /// The link's own columns.
    pub(super) fn link(&self) -> Link {
        Link {
            seq: self.seq,
            day: self.day,
            action: self.action.clone(),
            payload_mac: self.payload_mac.clone(),
            prev_hash: self.prev_hash.clone(),
            hash: self.hash.clone(),
        }
    }
}

/// A file that the case says it holds.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Filed {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) meta: Vec<u8>,
    /// The secret of the original while it is under the key of the case.
    pub(super) key: Option<Vec<u8>>,
    /// `held`, `sealed` or `erased`.
    pub(super) original: String,
    /// The copy for officers.
    pub(super) copy: Option<Vec<u8>>,
    /// Whether the case has a key for identities: only without one may an original be erased.
    pub(super) locked: bool,
}

/// The next cases after `after`, by id.
pub(super) async fn cases(conn: &mut PgConnection, after: Uuid, limit: i64) -> Result<Vec<Walked>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, s.dek from cases c left join case_secret s on s.case_id = c.id
         where c.id > $1 order by c.id limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await
}

/// Every link of these cases, by case and position.
pub(super) async fn steps(conn: &mut PgConnection, cases: &[Uuid]) -> Result<Vec<Step>, sqlx::Error> {
    sqlx::query_as(
        "select e.case_id, e.seq, e.day, e.action, e.payload_mac, e.prev_hash, e.hash, p.salt, p.body
         from event e left join event_payload p on p.case_id = e.case_id and p.seq = e.seq
         where e.case_id = any ($1) order by e.case_id, e.seq",
    )
    .bind(cases)
    .fetch_all(conn)
    .await
}

/// Every file of these cases.
pub(super) async fn files(conn: &mut PgConnection, cases: &[Uuid]) -> Result<Vec<Filed>, sqlx::Error> {
    sqlx::query_as(
        "select e.id, e.case_id, e.meta, e.key, e.original, e.copy,
                exists (select from identity_key k where k.case_id = e.case_id) as locked
         from evidence e where e.case_id = any ($1) order by e.case_id, e.at, e.id",
    )
    .bind(cases)
    .fetch_all(conn)
    .await
}

//! Files of a case: what officers read, and what the worker does with them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Author, damaged, place};
use crate::files::scrub::Unfit;
use crate::vault::keys::Keys;
use crate::vault::seal::{CaseKey, Place};

/// What is known of a file beside its bytes; sealed, because a name can betray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMeta {
    /// Name as given, cleaned: for the reporter, and for custodians who open the original.
    pub name: String,
    /// Type by content.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the original, hex.
    pub sha256: String,
}

/// The copy without metadata; sealed, because its secret opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCopy {
    /// Name in the store.
    pub id: Uuid,
    /// Secret of the copy's own key.
    pub identity: String,
    /// Type; a picture may have become another kind.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the copy, hex.
    pub sha256: String,
}

/// Where the secret of an original is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// Under the key of the case: not worked off yet, or an officer's file of which there is no copy.
    Held(String),
    /// Sealed to the identity key of the case.
    Sealed,
    /// Nowhere: the time of identities is over.
    Erased,
}

/// A file of the case.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Row, and name of the stored file.
    pub id: Uuid,
    /// When it was added.
    pub at: DateTime<Utc>,
    /// Who added it.
    pub author: Author,
    /// The message that it came with.
    pub message_id: Option<Uuid>,
    /// Name, type, size, hash.
    pub meta: FileMeta,
    /// The original, and who may open it.
    pub original: Original,
    /// Whether its hashes stand in the record.
    pub settled: bool,
    /// State of the virus scan.
    pub scan: String,
    /// State of the copy: `pending`, `stripped`, `original`.
    pub scrub: String,
    /// Why there is only the original.
    pub scrub_reason: Option<String>,
    /// The copy that officers read.
    pub copy: Option<FileCopy>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    author: String,
    message_id: Option<Uuid>,
    meta: Vec<u8>,
    key: Option<Vec<u8>>,
    original: String,
    settled: bool,
    scan: String,
    scrub: String,
    scrub_reason: Option<String>,
    copy: Option<Vec<u8>>,
}

/// The files of a case, oldest first.
pub async fn evidence(tx: &mut PgConnection, key: &CaseKey, case: Uuid) -> Result<Vec<Evidence>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, at, author, message_id, meta, key, original, settled_at is not null as settled, scan, scrub, scrub_reason,
                copy
         from evidence where case_id = $1 order by at, id",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    let open = |row: Row| {
        let at = |column| place("evidence", column, row.id, case);
        let original = match (&row.key, row.original.as_str()) {
            (Some(sealed), _) => Original::Held(text(key.open(at("key"), sealed).map_err(damaged)?)?),
            (None, "sealed") => Original::Sealed,
            (None, _) => Original::Erased,
        };
        Ok(Evidence {
            id: row.id,
            at: row.at,
            author: Author::from_code(&row.author),
            message_id: row.message_id,
            meta: key.open_json(at("meta"), &row.meta).map_err(damaged)?,
            original,
            settled: row.settled,
            copy: row.copy.map(|copy| key.open_json(at("copy"), &copy).map_err(damaged)).transpose()?,
            scan: row.scan,
            scrub: row.scrub,
            scrub_reason: row.scrub_reason,
        })
    };
    rows.into_iter().map(open).collect()
}

fn text(bytes: Vec<u8>) -> Result<String, sqlx::Error> {
    String::from_utf8(bytes).map_err(damaged)
}

/// Stores a file's row; the bytes are on disk already. Copy and scan are left to the worker.
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

/// A file that the worker has taken for a while. Nobody else takes it before its lease is over, and then it is taken up
/// again, so that a worker that dies loses nothing.
#[derive(Debug, sqlx::FromRow)]
pub struct Taken {
    /// Row, and name of the stored file.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// How often it was taken, this time included.
    pub tries: i32,
    /// How often time ran out over it: a child's, or the scanner's.
    pub slow: i32,
    /// How often it was too much: workers that took it and never came back, or the scanner's failures at it.
    pub failed: i32,
    meta: Vec<u8>,
    key: Option<Vec<u8>>,
    copy: Option<Vec<u8>>,
    dek: Vec<u8>,
}

impl Taken {
    /// The case's key and what is known of the file.
    pub fn open(&self, keys: &Keys) -> Result<(CaseKey, FileMeta), sqlx::Error> {
        let key = CaseKey::unwrap(keys, self.case_id, &self.dek).map_err(damaged)?;
        let meta = key.open_json(self.at("meta"), &self.meta).map_err(damaged)?;
        Ok((key, meta))
    }

    /// What can be read of it now, as name in the store and secret: the original, or its copy once the original is sealed.
    pub fn readable(&self, key: &CaseKey) -> Result<(Uuid, String), sqlx::Error> {
        if let Some(sealed) = &self.key {
            return Ok((self.id, text(key.open(self.at("key"), sealed).map_err(damaged)?)?));
        }
        let sealed = self.copy.as_ref().ok_or(sqlx::Error::RowNotFound)?;
        let copy: FileCopy = key.open_json(self.at("copy"), sealed).map_err(damaged)?;
        Ok((copy.id, copy.identity))
    }

    const fn at(&self, column: &'static str) -> Place {
        place("evidence", column, self.id, self.case_id)
    }
}

/// Takes the file whose copy has been due for longest. Whoever takes it has to give it back: until then it counts as lost.
pub async fn take_for_copy(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
) -> Result<Option<Taken>, sqlx::Error> {
    sqlx::query_as(
        "update evidence e set scrub_due = $2, scrub_tries = e.scrub_tries + 1, scrub_lost = e.scrub_lost + 1
         from (select id from evidence where scrub = 'pending' and original = 'held' and scrub_due <= $1
               order by scrub_due, id limit 1 for update skip locked) due, case_secret s
         where e.id = due.id and s.case_id = e.case_id
         returning e.id, e.case_id, e.scrub_tries as tries, e.scrub_slow as slow, e.scrub_lost - 1 as failed, e.meta, e.key, e.copy, s.dek",
    )
    .bind(now)
    .bind(lease)
    .fetch_optional(tx)
    .await
}

/// Writes the copy down; `false` when somebody else was faster, or the case was erased meanwhile.
pub async fn keep_copy(
    tx: &mut PgConnection,
    key: &CaseKey,
    taken: &Taken,
    copy: &FileCopy,
) -> Result<bool, sqlx::Error> {
    let sealed = key.seal_json(place("evidence", "copy", taken.id, taken.case_id), copy).map_err(damaged)?;
    let done = sqlx::query(
        "update evidence set scrub = 'stripped', copy_id = $3, copy = $4, scrub_lost = scrub_lost - 1
         where id = $1 and scrub = 'pending' and scrub_tries = $2",
    )
    .bind(taken.id)
    .bind(taken.tries)
    .bind(copy.id)
    .bind(sealed)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down that there is only the original; without a reason, that the child fell over it.
pub async fn keep_original(tx: &mut PgConnection, taken: &Taken, reason: Option<Unfit>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update evidence set scrub = 'original', scrub_reason = $3, scrub_lost = scrub_lost - 1
         where id = $1 and scrub = 'pending' and scrub_tries = $2",
    )
    .bind(taken.id)
    .bind(taken.tries)
    .bind(reason.map_or("broken", Unfit::code))
    .execute(tx)
    .await
    .map(drop)
}

/// Puts the copy off until `due`; and how often time ran out so far.
pub async fn put_off_copy(
    tx: &mut PgConnection,
    taken: &Taken,
    due: DateTime<Utc>,
    slow: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update evidence set scrub_due = $2, scrub_slow = $4, scrub_lost = scrub_lost - 1
         where id = $1 and scrub = 'pending' and scrub_tries = $3",
    )
    .bind(taken.id)
    .bind(due)
    .bind(taken.tries)
    .bind(slow)
    .execute(tx)
    .await
    .map(drop)
}

/// Takes the file whose scan has been due for longest. Files from before there was a scanner are due too: of those that
/// are sealed by now, the copy is scanned.
pub async fn take_for_scan(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
) -> Result<Option<Taken>, sqlx::Error> {
    sqlx::query_as(
        "update evidence e set scan_due = $2, scan_tries = e.scan_tries + 1
         from (select id from evidence where scan in ('unscanned', 'pending', 'error') and scan_due <= $1
                 and (original = 'held' or copy is not null) order by scan_due, id limit 1 for update skip locked) due, case_secret s
         where e.id = due.id and s.case_id = e.case_id
         returning e.id, e.case_id, e.scan_tries as tries, e.scan_slow as slow, e.scan_failed as failed, e.meta, e.key, e.copy, s.dek",
    )
    .bind(now)
    .bind(lease)
    .fetch_optional(tx)
    .await
}

/// Writes the state of a scan: a verdict, or that it is to be tried again at `due`; and how often time ran out, and the
/// scanner failed, so far.
pub async fn keep_scan(
    tx: &mut PgConnection,
    taken: &Taken,
    (state, due): (&'static str, DateTime<Utc>),
    (slow, failed): (i32, i32),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update evidence set scan = $2, scan_due = $3, scan_slow = $5, scan_failed = $6 where id = $1 and scan_tries = $4",
    )
    .bind(taken.id)
    .bind(state)
    .bind(due)
    .bind(taken.tries)
    .bind(slow)
    .bind(failed)
    .execute(tx)
    .await
    .map(drop)
}

/// Notes whether a part that evidence depends on works; says whether that has changed.
pub async fn note_health(
    tx: &mut PgConnection,
    part: &'static str,
    works: bool,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let before: Option<bool> =
        sqlx::query_scalar("select down_since is null from evidence_health where part = $1 for update")
            .bind(part)
            .fetch_optional(&mut *tx)
            .await?;
    sqlx::query(
        "insert into evidence_health (part, down_since, checked_at) values ($1, case when $2 then null else $3 end, $3)
         on conflict (part) do update set checked_at = $3,
             down_since = case when $2 then null else coalesce(evidence_health.down_since, $3) end",
    )
    .bind(part)
    .bind(works)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(before.unwrap_or(true) != works)
}

/// Since when the parts that evidence depends on do not work.
pub async fn evidence_down(tx: &mut PgConnection) -> Result<Vec<(String, DateTime<Utc>)>, sqlx::Error> {
    sqlx::query_as("select part, down_since from evidence_health where down_since is not null order by part")
        .fetch_all(tx)
        .await
}

//! Originals: worked off by the worker, sealed, and opened by two.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// The action of the record that says what a file is.
pub const SETTLES: &str = "seal_evidence";

/// What the record says of a file, under [`SETTLES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The file.
    pub file: Uuid,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// SHA-256 of the original as it lies encrypted in the store, hex.
    pub stored: String,
    /// Of the copy for officers: SHA-256, hex, and bytes.
    pub copy: Option<(String, u64)>,
}

/// A file whose hashes do not stand in the record yet.
#[derive(Debug, sqlx::FromRow)]
pub struct Unsettled {
    /// Row, and name of the stored file.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
}

/// Takes the file that has been due for longest: its copy is made or never will be, and the scanner has spoken, or there
/// is none. An identity from before, which only the recovery papers open, has no key of its case to seal to: its files wait
/// for the papers too.
pub async fn take_to_settle(
    tx: &mut PgConnection,
    scanner: bool,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
) -> Result<Option<Unsettled>, sqlx::Error> {
    sqlx::query_as(
        "update evidence e set settle_due = $2
         from (select v.id from evidence v
                where v.settled_at is null and v.original = 'held' and v.settle_due <= $1 and v.scrub <> 'pending'
                  and (not $3 or v.scan in ('clean', 'infected', 'unscannable'))
                  and (exists (select from identity_key k where k.case_id = v.case_id)
                       or not exists (select i.id from identity i where i.case_id = v.case_id))
                order by v.settle_due, v.id limit 1 for update skip locked) due
         where e.id = due.id returning e.id, e.case_id",
    )
    .bind(now)
    .bind(lease)
    .bind(scanner)
    .fetch_optional(tx)
    .await
}

/// Seals an original: the new form comes and the old one goes.
pub async fn seal_original(
    tx: &mut PgConnection,
    (case, file): (Uuid, Uuid),
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into original (id, case_id, sealed, at) values ($1, $2, $3, $4)")
        .bind(file)
        .bind(case)
        .bind(sealed)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    sqlx::query("update evidence set original = 'sealed', key = null where id = $1")
        .bind(file)
        .execute(tx)
        .await
        .map(drop)
}

/// Notes that the hashes of a file stand in the record.
pub async fn note_settled(tx: &mut PgConnection, file: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update evidence set settled_at = $2 where id = $1").bind(file).bind(now).execute(tx).await.map(drop)
}

/// Whether a case holds sealed originals.
pub async fn has_originals(tx: &mut PgConnection, case: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select id from original where case_id = $1)").bind(case).fetch_one(tx).await
}

/// The sealed secrets of the originals of a granted request, for who asked.
pub async fn originals_revealed(
    tx: &mut PgConnection,
    reveal: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select id, sealed from originals_revealed($1, $2)").bind(reveal).bind(now).fetch_all(tx).await
}

/// The sealed secrets of the originals of a case, for the recovery papers.
pub async fn originals_for_recovery(tx: &mut PgConnection, case: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select id, sealed from originals_for_recovery($1)").bind(case).fetch_all(tx).await
}

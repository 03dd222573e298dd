//! Files: the original as far as this server can read it, and the copy that officers read, against the record.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::db::Filed;
use super::{Broken, Report};
use crate::case::db::{FileCopy, FileMeta, Settled, place};
use crate::files::Store;
use crate::files::store::ReadError;
use crate::vault::CaseKey;
use crate::vault::token::hex;

/// What the record of a case says of its files.
pub(super) type Known = HashMap<Uuid, Settled>;

/// Files of which the record speaks and that the case no longer holds.
pub(super) fn missing(known: &Known, files: &[Filed]) -> Vec<Broken> {
    let mut gone: Vec<Uuid> = known.keys().filter(|id| files.iter().all(|file| file.id != **id)).copied().collect();
    gone.sort_unstable();
    gone.into_iter().map(|file| Broken::FileGone { file }).collect()
}

/// What is wrong with a file and its copy: gone, not opening, or not what the record and the case say.
pub(super) async fn evidence(
    report: &mut Report,
    store: &Store,
    key: &CaseKey,
    file: &Filed,
    known: Option<&Settled>,
) -> Result<Vec<Broken>, sqlx::Error> {
    let mut broken = Vec::new();
    report.files += 1;
    match original(store, key, file, known).await? {
        Found::Same => {}
        Found::Other => broken.push(Broken::FileChanged { file: file.id }),
        Found::Gone => broken.push(Broken::FileGone { file: file.id }),
    }
    match copy(report, store, key, file, known).await? {
        Found::Same => {}
        Found::Other => broken.push(Broken::CopyChanged { file: file.id }),
        Found::Gone => broken.push(Broken::CopyGone { file: file.id }),
    }
    Ok(broken)
}

enum Found {
    Same,
    Other,
    Gone,
}

impl Found {
    const fn when(same: bool) -> Self {
        if same { Self::Same } else { Self::Other }
    }
}

async fn original(store: &Store, key: &CaseKey, file: &Filed, known: Option<&Settled>) -> Result<Found, sqlx::Error> {
    let at = |column| place("evidence", column, file.id, file.case_id);
    let Ok(meta) = key.open_json::<FileMeta>(at("meta"), &file.meta) else { return Ok(Found::Other) };
    if known.is_some_and(|known| known.sha256 != meta.sha256) {
        return Ok(Found::Other);
    }
    if let Some(sealed) = &file.key {
        let Some(secret) = key.open(at("key"), sealed).ok().and_then(|plain| String::from_utf8(plain).ok()) else {
            return Ok(Found::Other);
        };
        return read(store, file.id, &secret, &meta.sha256, meta.size).await;
    }
    match (file.original.as_str(), known) {
        // nobody here opens it, but everybody can tell whether its bytes are those that were sealed
        ("sealed", Some(known)) => match store.fingerprint(file.id).await {
            Ok(stored) => Ok(Found::when(stored == known.stored)),
            Err(error) => unread(error),
        },
        ("erased", _) if !file.locked => Ok(Found::Same),
        _ => Ok(Found::Other),
    }
}

async fn copy(
    report: &mut Report,
    store: &Store,
    key: &CaseKey,
    file: &Filed,
    known: Option<&Settled>,
) -> Result<Found, sqlx::Error> {
    let told = known.and_then(|known| known.copy.as_ref());
    let Some(sealed) = &file.copy else { return Ok(if told.is_some() { Found::Gone } else { Found::Same }) };
    report.copies += 1;
    let at = place("evidence", "copy", file.id, file.case_id);
    let Ok(copy) = key.open_json::<FileCopy>(at, sealed) else { return Ok(Found::Other) };
    let fits = |told: &(String, u64)| told.0 == copy.sha256 && told.1 == copy.size;
    if known.is_some() && !told.is_some_and(fits) {
        return Ok(Found::Other);
    }
    read(store, copy.id, &copy.identity, &copy.sha256, copy.size).await
}

/// Reads a file to its end and compares.
async fn read(store: &Store, id: Uuid, secret: &str, sha256: &str, size: u64) -> Result<Found, sqlx::Error> {
    let mut bytes = match store.read(id, secret).await {
        Ok(bytes) => std::pin::pin!(bytes),
        Err(error) => return unread(error),
    };
    let (mut seen, mut hash) = (0, Sha256::new());
    loop {
        match bytes.try_next().await {
            Ok(Some(chunk)) => {
                seen += chunk.len() as u64;
                hash.update(&chunk);
            }
            Ok(None) => break,
            Err(_) => return Ok(Found::Other),
        }
    }
    Ok(Found::when(seen == size && hex(&hash.finalize()) == sha256))
}

fn unread(error: ReadError) -> Result<Found, sqlx::Error> {
    match error {
        ReadError::Missing => Ok(Found::Gone),
        ReadError::Locked => Ok(Found::Other),
        ReadError::Disk(error) => Err(sqlx::Error::Io(error)),
    }
}

//! Rewrapping: small batches, each its own transaction, so that it may be stopped at any time and run beside the servers.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{KeyringError, db};
use crate::db::{Actor, Db};
use crate::vault::keys::print_in;
use crate::vault::{KeyPlace, Keys, Place};

/// A blob of the key that writes begins with this.
fn beginning(keys: &Keys) -> Vec<u8> {
    let print = print_in(&keys.content().writer_id()).unwrap_or_default();
    [&[1], &print.to_be_bytes()[..]].concat()
}

/// `keys rewrap`: everything that another key holds, under the keys that write now. Says how many values were moved.
/// Stopped half-way it goes on where it was.
pub async fn rewrap(db: &Db, keys: &Keys, place: &KeyPlace, batch: i64) -> Result<u64, KeyringError> {
    let batch = batch.max(1);
    let mut moved = 0;
    loop {
        let pass = pass(db, keys, What::Cases, batch).await?
            + pass(db, keys, What::Seeds, batch).await?
            + contacts(db, keys, place, batch).await?;
        moved += pass;
        // what was locked in this pass, or came during it, is met in the next
        if pass == 0 {
            return Ok(moved);
        }
    }
}

#[derive(Clone, Copy)]
enum What {
    Cases,
    Seeds,
}

async fn pass(db: &Db, keys: &Keys, what: What, batch: i64) -> Result<u64, KeyringError> {
    let (mut after, mut moved) = (Uuid::nil(), 0);
    loop {
        let mut tx = db.begin(Actor::System).await?;
        let Some((last, count)) = one_batch(&mut tx, keys, what, (after, batch)).await? else { return Ok(moved) };
        tx.commit().await?;
        (after, moved) = (last, moved + count);
    }
}

/// The last id of the batch and how many it had; none when there was nothing left.
async fn one_batch(
    tx: &mut PgConnection,
    keys: &Keys,
    what: What,
    (after, batch): (Uuid, i64),
) -> Result<Option<(Uuid, u64)>, KeyringError> {
    let writer = beginning(keys);
    let rows = match what {
        What::Cases => db::cases(tx, &writer, after, batch).await?,
        What::Seeds => db::seeds(tx, &writer, after, batch).await?,
    };
    let Some((last, _)) = rows.last() else { return Ok(None) };
    let (last, mut ids, mut blobs) = (*last, Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (id, blob) in &rows {
        let new = match what {
            What::Cases => keys.content().rewrap_case(*id, blob),
            What::Seeds => keys.content().reseal(seed(*id), blob),
        };
        blobs.push(new.map_err(|_| KeyringError::Damaged(id.to_string()))?);
        ids.push(*id);
    }
    match what {
        What::Cases => db::put_cases(tx, &ids, &blobs).await?,
        What::Seeds => db::put_seeds(tx, &ids, &blobs).await?,
    }
    Ok(Some((last, u64::try_from(ids.len()).unwrap_or(u64::MAX))))
}

const fn seed(officer: Uuid) -> Place {
    Place { table: "second_step", column: "seed", row: officer, case: Uuid::nil() }
}

/// Addresses for notices: opened with the old secret half, which this machine must have, and sealed anew.
async fn contacts(db: &Db, keys: &Keys, place: &KeyPlace, batch: i64) -> Result<u64, KeyringError> {
    let (mut after, mut moved) = (Uuid::nil(), 0);
    let writer = keys.contact();
    loop {
        let mut tx = db.begin(Actor::Mailer).await?;
        let rows = db::contacts(&mut tx, &writer.id(), after, batch).await?;
        let Some((last, ..)) = rows.last() else { return Ok(moved) };
        after = *last;
        for (case, key, sealed) in &rows {
            let damaged = || KeyringError::Damaged(case.to_string());
            let address = place.contact_key(key)?.open(*case, sealed).map_err(|_| damaged())?;
            let sealed = writer.seal(*case, &address).map_err(|_| damaged())?;
            db::put_contact(&mut tx, *case, &writer.id(), &sealed).await?;
        }
        tx.commit().await?;
        moved += u64::try_from(rows.len()).unwrap_or(u64::MAX);
    }
}

/// Where a contact key is still needed.
pub(super) async fn contact_carriers(db: &Db, id: &str) -> Result<Vec<String>, KeyringError> {
    let mut tx = db.begin(Actor::Mailer).await?;
    let needed = db::contact_carries(&mut tx, id).await?;
    tx.commit().await?;
    Ok(needed.then(|| "contact.sealed".to_owned()).into_iter().collect())
}

//! Rewrapping: small batches, each its own transaction, so that it may be stopped at any time and run beside the servers.

use std::collections::BTreeSet;

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

/// What a run has done so far.
#[derive(Default)]
struct Run {
    moved: u64,
    /// What could not be opened; it holds nothing else up.
    damaged: BTreeSet<String>,
}

/// `keys rewrap`: everything that another key holds, under the keys that write now. Says how many values were moved.
/// Stopped half-way it goes on where it was. What is damaged stays as it is and is named at the end.
pub async fn rewrap(db: &Db, keys: &Keys, place: &KeyPlace, batch: i64) -> Result<u64, KeyringError> {
    let (batch, mut run) = (batch.max(1), Run::default());
    loop {
        let before = run.moved;
        pass(db, keys, What::Cases, batch, &mut run).await?;
        pass(db, keys, What::Seeds, batch, &mut run).await?;
        contacts(db, keys, place, batch, &mut run).await?;
        // what was locked in this pass, or came during it, is met in the next
        if run.moved == before {
            break;
        }
    }
    match run {
        Run { moved, damaged } if damaged.is_empty() => Ok(moved),
        Run { moved, damaged } => Err(KeyringError::Damaged { moved, damaged: damaged.into_iter().collect() }),
    }
}

#[derive(Clone, Copy)]
enum What {
    Cases,
    Seeds,
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Cases => "case",
            Self::Seeds => "second step",
        }
    }
}

async fn pass(db: &Db, keys: &Keys, what: What, batch: i64, run: &mut Run) -> Result<(), KeyringError> {
    let mut after = Uuid::nil();
    loop {
        let mut tx = db.begin(Actor::System).await?;
        let Some(last) = one_batch(&mut tx, keys, what, (after, batch), run).await? else { return Ok(()) };
        tx.commit().await?;
        after = last;
    }
}

/// The last id of the batch; none when there was nothing left.
async fn one_batch(
    tx: &mut PgConnection,
    keys: &Keys,
    what: What,
    (after, batch): (Uuid, i64),
    run: &mut Run,
) -> Result<Option<Uuid>, KeyringError> {
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
        match new {
            Ok(new) => {
                blobs.push(new);
                ids.push(*id);
            }
            Err(_) => drop(run.damaged.insert(format!("{} {id}", what.name()))),
        }
    }
    match what {
        What::Cases => db::put_cases(tx, &ids, &blobs).await?,
        What::Seeds => db::put_seeds(tx, &ids, &blobs).await?,
    }
    run.moved += u64::try_from(ids.len()).unwrap_or(u64::MAX);
    Ok(Some(last))
}

const fn seed(officer: Uuid) -> Place {
    Place { table: "second_step", column: "seed", row: officer, case: Uuid::nil() }
}

/// Addresses for notices: opened with the old secret half, which this machine must have, and sealed anew.
async fn contacts(db: &Db, keys: &Keys, place: &KeyPlace, batch: i64, run: &mut Run) -> Result<(), KeyringError> {
    let mut after = Uuid::nil();
    let writer = keys.contact();
    loop {
        let mut tx = db.begin(Actor::Mailer).await?;
        let rows = db::contacts(&mut tx, &writer.id(), after, batch).await?;
        let Some((last, ..)) = rows.last() else { return Ok(()) };
        after = *last;
        for (case, key, sealed) in &rows {
            let opened = place.contact_key(key)?.open(*case, sealed).ok();
            let Some(anew) = opened.and_then(|address| writer.seal(*case, &address).ok()) else {
                run.damaged.insert(format!("address {case}"));
                continue;
            };
            db::put_contact(&mut tx, *case, &writer.id(), &anew).await?;
            run.moved += 1;
        }
        tx.commit().await?;
    }
}

/// Where a contact key is still needed.
pub(super) async fn contact_carriers(db: &Db, id: &str) -> Result<Vec<String>, KeyringError> {
    let mut tx = db.begin(Actor::Mailer).await?;
    let needed = db::contact_carries(&mut tx, id).await?;
    tx.commit().await?;
    Ok(needed.then(|| "contact.sealed".to_owned()).into_iter().collect())
}

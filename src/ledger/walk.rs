//! The walk: page by page, so that a million cases need little memory.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::db::{self, Filed, Step, Walked};
use super::evidence::{Known, evidence, missing};
use super::{Broken, Fault, Report};
use crate::case::db::{SETTLES, Settled, TALKS, event_row, place};
use crate::case::event::{self, Payload};
use crate::db::{Actor, Db};
use crate::files::Store;
use crate::i18n::Zone;
use crate::vault::{CaseKey, Keys};

/// Cases read at once.
const PAGE: i64 = 200;
/// The action whose link says that a case was erased.
const ERASED: &str = "purge";
/// The action whose link says that what was said in the talks was erased.
const FORGETS: &str = "end_without";

/// Walks every case. Fails only when the database or the disk cannot be read; what it finds is in the report.
pub async fn verify(db: &Db, keys: &Keys, store: &Store) -> Result<Report, sqlx::Error> {
    let mut report = Report::default();
    let mut after = Uuid::nil();
    loop {
        // what changes while it is read is no break
        let mut tx = db.snapshot(Actor::System).await?;
        let cases = db::cases(&mut tx, after, PAGE).await?;
        let Some(last) = cases.last() else { return Ok(report) };
        after = last.id;
        let ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
        let mut steps = by_case(db::steps(&mut tx, &ids).await?, |step| step.case_id);
        let mut files = by_case(db::files(&mut tx, &ids).await?, |file| file.case_id);
        tx.commit().await?;
        for case in cases {
            let (steps, files) = (steps.remove(&case.id), files.remove(&case.id));
            walk(&mut report, keys, store, &case, &steps.unwrap_or_default(), &files.unwrap_or_default()).await?;
        }
    }
}

fn by_case<T>(rows: Vec<T>, case: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(case(&row)).or_default().push(row);
    }
    groups
}

async fn walk(
    report: &mut Report,
    keys: &Keys,
    store: &Store,
    case: &Walked,
    steps: &[Step],
    files: &[Filed],
) -> Result<(), sqlx::Error> {
    report.cases += 1;
    report.links += steps.len() as u64;
    let key = case.dek.as_ref().map(|dek| CaseKey::unwrap(keys, case.id, dek));
    let mut known = Known::new();
    let broken = match (&key, steps) {
        (_, []) => Some(Broken::Empty),
        (Some(Err(_)), _) => Some(Broken::KeyLocked),
        (Some(Ok(key)), _) => chain(report, case, Some(key), steps, &mut known),
        (None, _) => chain(report, case, None, steps, &mut known)
            .or_else(|| (!steps.iter().any(|step| step.action == ERASED)).then_some(Broken::KeyGone)),
    };
    report.faults.extend(broken.map(|what| Fault { number: case.number.clone(), what }));
    if let Some(Ok(key)) = &key {
        let mut broken = missing(&known, files);
        for file in files {
            broken.extend(evidence(report, store, key, file, known.get(&file.id)).await?);
        }
        report.faults.extend(broken.into_iter().map(|what| Fault { number: case.number.clone(), what }));
    }
    Ok(())
}

/// The first thing in a case's chain that does not hold; on the way, what it says of files.
fn chain(
    report: &mut Report,
    case: &Walked,
    key: Option<&CaseKey>,
    steps: &[Step],
    known: &mut Known,
) -> Option<Broken> {
    let (mut opened, mut erased, mut gone, mut leads_to) = (0, 0, None, None);
    let links: Vec<_> = steps.iter().map(Step::link).collect();
    let held = event::verify(case.id, &links, |seq| {
        let step = steps.iter().find(|step| step.seq == seq)?;
        let (Some(salt), Some(body)) = (&step.salt, &step.body) else {
            erased += 1;
            gone = gone.or(Some(seq).filter(|_| !forgotten(step, steps)));
            return None;
        };
        // A content without the key of its case can prove nothing, and nothing can be left of an erased case.
        let read = key.ok_or(()).and_then(|key| open(key, case.id, step, salt, body));
        Some(read.map(|(salt, canonical, data)| {
            opened += 1;
            let to = data.get("to").and_then(Value::as_str).map(str::to_owned);
            leads_to = to.or(leads_to.take());
            if step.action == SETTLES
                && let Ok(settled) = serde_json::from_value::<Settled>(data)
            {
                known.insert(settled.file, settled);
            }
            (salt, canonical)
        }))
    });
    report.payloads += opened;
    report.erased += erased;
    match held {
        Err(place) => Some(Broken::Chain(place)),
        Ok(last) => match (key, gone) {
            (Some(_), Some(seq)) => Some(Broken::PayloadGone { seq }),
            _ => (leads_to.is_some_and(|state| state != case.state)).then_some(Broken::State { seq: last }),
        },
    }
}

/// Whether a payload may be gone: talks of a mediation that ended without an agreement (row 26).
fn forgotten(step: &Step, steps: &[Step]) -> bool {
    let ended = steps.iter().any(|later| later.seq > step.seq && later.action == FORGETS);
    ended && TALKS.contains(&step.action.as_str())
}

/// Salt, canonical payload, and what it carried. A payload that names another action or another day than its link is none.
fn open(key: &CaseKey, case: Uuid, step: &Step, salt: &[u8], body: &[u8]) -> Result<([u8; 32], Vec<u8>, Value), ()> {
    let salt: [u8; 32] = salt.try_into().map_err(drop)?;
    let canonical = key.open(place("event_payload", "body", event_row(case, step.seq), case), body).map_err(drop)?;
    let payload: Payload = serde_json::from_slice(&canonical).map_err(drop)?;
    // the office may have moved to another zone since
    let dated = Zone::ALL.iter().any(|zone| zone.day(payload.at) == step.day);
    if payload.action != step.action || !dated {
        return Err(());
    }
    Ok((salt, canonical, payload.data))
}

//! The record in the database: links are appended, under the lock of their case.

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::content::{damaged, event_row, place};
use crate::case::event::{GENESIS, Payload, link_hash, payload_mac};
use crate::vault::seal::CaseKey;

/// The sealed form of an event, ready to be stored.
pub struct SealedEvent {
    /// Position.
    pub seq: i32,
    /// Day in the office's zone.
    pub day: NaiveDate,
    /// Salt of the MAC.
    pub salt: [u8; 32],
    /// MAC of the canonical payload.
    pub mac: [u8; 32],
    /// Hash of the link before.
    pub prev: [u8; 32],
    /// Hash of this link.
    pub hash: [u8; 32],
    /// Sealed payload.
    pub body: Vec<u8>,
}

/// Seals one event so that it continues a chain.
pub fn seal_event(
    key: &CaseKey,
    case: Uuid,
    after: Option<(i32, [u8; 32])>,
    day: NaiveDate,
    payload: &Payload,
) -> Result<SealedEvent, sqlx::Error> {
    let (seq, prev) = after.map_or((1, GENESIS), |(seq, hash)| (seq + 1, hash));
    let canonical = payload.canonical().map_err(damaged)?;
    let salt = crate::vault::token::random_token();
    let mac = payload_mac(&salt, &canonical);
    let hash = link_hash(case, seq, day, &payload.action, &mac, &prev);
    let body = key.seal(place("event_payload", "body", event_row(case, seq), case), &canonical);
    Ok(SealedEvent { seq, day, salt, mac, prev, hash, body })
}

/// Appends an event to the chain of a locked case. Its payload is kept from the reporter when it holds words of the desk.
pub async fn append_event(
    tx: &mut PgConnection,
    key: &CaseKey,
    case: Uuid,
    day: NaiveDate,
    payload: &Payload,
    desk: bool,
) -> Result<(), sqlx::Error> {
    let last: Option<(i32, Vec<u8>)> =
        sqlx::query_as("select seq, hash from event where case_id = $1 order by seq desc limit 1")
            .bind(case)
            .fetch_optional(&mut *tx)
            .await?;
    let last = last
        .map(|(seq, hash)| Ok::<_, sqlx::Error>((seq, <[u8; 32]>::try_from(hash.as_slice()).map_err(damaged)?)))
        .transpose()?;
    let event = seal_event(key, case, last, day, payload)?;
    sqlx::query(
        "with link as (
             insert into event (case_id, seq, day, action, payload_mac, prev_hash, hash)
             values ($1, $2, $3, $4, $5, $6, $7) returning case_id, seq)
         insert into event_payload (case_id, seq, salt, body, desk) select case_id, seq, $8, $9, $10 from link",
    )
    .bind(case)
    .bind(event.seq)
    .bind(event.day)
    .bind(&payload.action)
    .bind(&event.mac[..])
    .bind(&event.prev[..])
    .bind(&event.hash[..])
    .bind(&event.salt[..])
    .bind(event.body)
    .bind(desk)
    .execute(tx)
    .await
    .map(drop)
}

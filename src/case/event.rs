//! The record of a case: a hash chain whose payloads can be erased without breaking it.
//!
//! The payload is the canonical JSON of (at, actor, action, data). The event keeps only its MAC under a random salt;
//! salt and sealed payload live in an erasable table. Erasing them leaves every hash verifiable (security.md §2.8).

use chrono::{DateTime, NaiveDate, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What happened, before it is sealed. Field order does not matter: the canonical form sorts keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// `reporter`, `system`, `clerk:<officer>` or `<role>:<officer>`.
    pub actor: String,
    /// Code of the action.
    pub action: String,
    /// What the action carried; content is allowed here, it is sealed.
    pub data: Value,
}

impl Payload {
    /// The bytes that the MAC covers: JSON with sorted keys and no spaces.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&serde_json::to_value(self)?)
    }
}

/// One link of a chain as it is stored in plain columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Position, from 1.
    pub seq: i32,
    /// Day in the office's zone; the exact time is in the payload.
    pub day: NaiveDate,
    /// Code of the action.
    pub action: String,
    /// HMAC-SHA-256 of the canonical payload under the salt.
    pub payload_mac: Vec<u8>,
    /// Hash of the link before; 32 zero bytes for the first.
    pub prev_hash: Vec<u8>,
    /// SHA-256 over all of the above and the case.
    pub hash: Vec<u8>,
}

/// The hash before the first link.
pub const GENESIS: [u8; 32] = [0; 32];

/// MAC of a canonical payload under its salt.
#[must_use]
pub fn payload_mac(salt: &[u8; 32], canonical: &[u8]) -> [u8; 32] {
    // The block size of SHA-256 is 64 bytes; HMAC pads a shorter key with zeros, so this is the same key.
    let mut key = [0; 64];
    key[..32].copy_from_slice(salt);
    Hmac::<Sha256>::new((&key).into()).chain_update(canonical).finalize().into_bytes().into()
}

/// Hash of one link. Lengths are fixed or prefixed, so that no two links share an encoding.
#[must_use]
pub fn link_hash(case: Uuid, seq: i32, day: NaiveDate, action: &str, mac: &[u8], prev: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(case.as_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(day.format("%Y-%m-%d").to_string().as_bytes());
    hash.update(u32::try_from(action.len()).unwrap_or(u32::MAX).to_be_bytes());
    hash.update(action.as_bytes());
    hash.update(mac);
    hash.update(prev);
    hash.finalize().into()
}

/// The first place where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// A number is missing or doubled: here `expected` should stand.
    Sequence {
        /// The number that should stand here.
        expected: i32,
    },
    /// The link does not continue the one before.
    Joint {
        /// Position of the link.
        seq: i32,
    },
    /// The plain columns were changed.
    Link {
        /// Position of the link.
        seq: i32,
    },
    /// The payload was changed, or does not belong to this link.
    Payload {
        /// Position of the link.
        seq: i32,
    },
}

/// Walks a chain in order; `payload` gives salt and canonical payload where they have not been erased.
pub fn verify<'a>(
    case: Uuid,
    links: impl IntoIterator<Item = &'a Link>,
    mut payload: impl FnMut(i32) -> Option<Result<([u8; 32], Vec<u8>), ()>>,
) -> Result<i32, Break> {
    let mut prev = GENESIS.to_vec();
    let mut seq = 0;
    for link in links {
        seq += 1;
        if link.seq != seq {
            return Err(Break::Sequence { expected: seq });
        }
        if link.prev_hash != prev {
            return Err(Break::Joint { seq });
        }
        if link_hash(case, seq, link.day, &link.action, &link.payload_mac, &prev)[..] != link.hash[..] {
            return Err(Break::Link { seq });
        }
        match payload(seq) {
            None => {}
            Some(Ok((salt, canonical))) if payload_mac(&salt, &canonical)[..] == link.payload_mac[..] => {}
            Some(_) => return Err(Break::Payload { seq }),
        }
        prev.clone_from(&link.hash);
    }
    Ok(seq)
}

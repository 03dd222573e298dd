//! Secrets: keys, sealed fields, receipt codes, the sealed identity, keyed hashes. Knows bytes, not cases.
//!
//! `security.md` §2.2–2.4 is the source of the formats. No SQL and no HTTP here.

/// Receipt codes, draft codes, case numbers and campaign codes.
pub mod code;
/// Addresses for notices, which only the mailer opens.
pub mod contact;
/// The identity key of a case: dealt in shares, so that nobody opens an identity alone.
pub mod custody;
/// A custodian's own key, under a passphrase.
pub mod custodian;
/// Draft keys, the key of the stored reply and the reporter's own key, all derived from what only the citizen holds.
pub mod draft;
/// The reporter's identity, sealed so that this server cannot read it back.
pub mod identity;
/// Keyed hashes that find equal values without showing them.
pub mod index;
/// The key files and how they come to be.
pub mod keys;
/// Names of people as they are compared.
pub mod name;
/// NIP, NIK and telephone numbers: what they must look like.
pub mod nip;
/// The recovery key on three papers.
pub mod paper;
/// Codes for the day an authenticator app is lost.
pub mod recovery;
/// Content keys: one writes, all open.
pub mod ring;
/// The envelope of every encrypted field.
pub mod seal;
/// Random tokens and comparisons.
pub mod token;
/// The word that an invitation asks for beside its link.
pub mod word;

mod crockford;
mod mac;
mod pad;

pub use code::{CampaignCode, CaseNumber, CodeError, DraftCode, ReceiptCode};
pub use draft::{DraftKey, OwnKey, ReplyKey};
pub use keys::{Canary, Fresh, KeyError, KeyPlace, Keys};
pub use seal::{CaseKey, FieldKey, Place, SealError};

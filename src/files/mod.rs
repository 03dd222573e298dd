//! Evidence: what is accepted, how it is named, and where its bytes lie, each file under a key of its own.
//!
//! `security.md` §2.10 and the form's texts are the source. The store knows nothing of cases; whoever stages a file keeps
//! its secret sealed with the draft's or the case's key.

/// The virus scanner.
pub mod clamd;
/// Which kinds of files are accepted, told by their content.
pub mod kind;
/// File names, cleaned for storage and for a download.
pub mod name;
/// A child process that takes files apart.
pub mod sandbox;
/// Copies without metadata.
pub mod scrub;
/// The disk: encrypting writes, decrypting reads, deletion, clean-up.
pub mod store;

mod disk;
mod inspect;
mod office;

pub use kind::{FileKind, Refusal};
pub use store::{PutError, Store, StoredFile};

/// Most bytes in one file: 25 MB.
pub const MAX_BYTES: u64 = 25 * 1024 * 1024;

/// Most files with one filing or message.
pub const MAX_FILES: usize = 10;

/// Refuses one file more when there are enough already.
pub fn check_count(already: usize) -> Result<(), Refusal> {
    if already < MAX_FILES { Ok(()) } else { Err(Refusal::TooMany) }
}

//! The record as a whole: walks every chain, opens what has not been erased, and names the first break.
//!
//! It finds changed, moved, missing and forged links and payloads, a state that no link leads to, and evidence that is
//! gone or altered. Whoever rewrites a whole case with the server's keys in hand is beyond it; that takes the published
//! tree of the next step (security.md §2.8).

mod db;
mod evidence;
mod walk;

use std::fmt;

use uuid::Uuid;

use crate::case::event::Break;

pub use walk::verify;

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Cases walked.
    pub cases: u64,
    /// Links checked.
    pub links: u64,
    /// Payloads opened and compared with their link.
    pub payloads: u64,
    /// Links whose payload was erased with its case; the chain holds without it.
    pub erased: u64,
    /// Files read and compared with their hash; one that is sealed to the custodians as it lies encrypted.
    pub files: u64,
    /// Copies for officers, read and compared with their hash.
    pub copies: u64,
    /// Everything that does not hold, in the order of the walk: at most one of the chain per case, and every bad file.
    pub faults: Vec<Fault>,
}

impl Report {
    /// The first break, if there is one.
    #[must_use]
    pub fn first(&self) -> Option<&Fault> {
        self.faults.first()
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Number of the case.
    pub number: String,
    /// What is wrong, and where.
    pub what: Broken,
}

/// Ways in which a record can be broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The chain itself.
    Chain(Break),
    /// A case without a first link.
    Empty,
    /// The case's key is gone, but the record does not say that it was erased.
    KeyGone,
    /// The case's key cannot be opened with the server's.
    KeyLocked,
    /// A payload is gone although the case was not erased.
    PayloadGone {
        /// Position of the link.
        seq: i32,
    },
    /// The case stands somewhere where its last link does not lead.
    State {
        /// Position of the last link.
        seq: i32,
    },
    /// A file is not in the store.
    FileGone {
        /// The file.
        file: Uuid,
    },
    /// A file, or what the case knows of it, was changed.
    FileChanged {
        /// The file.
        file: Uuid,
    },
    /// The copy of a file is not in the store, or the case no longer knows it.
    CopyGone {
        /// The file.
        file: Uuid,
    },
    /// The copy of a file, or what the case knows of it, was changed.
    CopyChanged {
        /// The file.
        file: Uuid,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.number)?;
        match &self.what {
            Broken::Chain(Break::Sequence { expected }) => write!(f, "link {expected} is missing or out of place"),
            Broken::Chain(Break::Joint { seq }) => write!(f, "link {seq} does not continue the one before"),
            Broken::Chain(Break::Link { seq }) => write!(f, "link {seq} was changed"),
            Broken::Chain(Break::Payload { seq }) => write!(f, "the content of link {seq} was changed"),
            Broken::Empty => f.write_str("there is no link at all, the first should be 1"),
            Broken::KeyGone => f.write_str("its key is gone, and no link says that it was erased"),
            Broken::KeyLocked => f.write_str("its key does not open with the server's keys"),
            Broken::PayloadGone { seq } => write!(f, "the content of link {seq} is gone"),
            Broken::State { seq } => write!(f, "it stands where its last link, {seq}, does not lead"),
            Broken::FileGone { file } => write!(f, "the file {file} is not in the store"),
            Broken::FileChanged { file } => write!(f, "the file {file} was changed"),
            Broken::CopyGone { file } => write!(f, "the officers' copy of the file {file} is gone"),
            Broken::CopyChanged { file } => write!(f, "the officers' copy of the file {file} was changed"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cases, {} links ({} contents opened, {} erased), {} files, {} copies.",
            self.cases, self.links, self.payloads, self.erased, self.files, self.copies
        )?;
        match self.faults.as_slice() {
            [] => f.write_str("Every chain holds."),
            [first, rest @ ..] => {
                write!(f, "First break: {first}")?;
                rest.iter().try_for_each(|fault| write!(f, "\n{fault}"))
            }
        }
    }
}

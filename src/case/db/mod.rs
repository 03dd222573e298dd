//! Every statement on cases and what hangs on them.

/// What stands around a case: proposals, links, readers.
mod around;
/// New codes for lost ones.
mod code;
/// Where a reporter is told.
mod contact;
/// What a case holds, opened with its own key.
mod content;
/// The machine's view: read, locked, written back.
mod load;
/// What the one door writes.
mod write;

/// The lists, one row per case and reader.
mod keep;
/// Identity keys, shares, reveals.
mod custody;
/// Shares on their way between custodians.
mod handing;
/// What the worker looks at.
mod due;
/// Files, and what the worker does with them.
mod evidence;
/// Filing in one statement.
mod file;
/// Walls that two take down.
mod lift;
/// What of the office the cases depend on.
mod office;
/// Originals, sealed and opened by two.
mod original;
/// Second persons.
mod proposal;
/// The record: links are appended.
mod record;
/// Requests to open an identity.
mod reveal;
/// The wall in the database.
mod wall;

pub use around::*;
pub use code::*;
pub use contact::*;
pub use content::*;
pub use custody::*;
pub use due::*;
pub use evidence::*;
pub use file::*;
pub use handing::*;
pub use keep::*;
pub use lift::*;
pub use load::{find_by_number, load, locale, number, save};
pub use office::*;
pub use original::*;
pub use proposal::*;
pub use record::*;
pub use reveal::*;
pub use wall::*;
pub use write::*;

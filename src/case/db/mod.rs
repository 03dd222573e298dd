//! Every statement on cases and what hangs on them.

/// What stands around a case: proposals, links, readers.
mod around;
/// What a case holds, opened with its own key.
mod content;
/// The machine's view: read, locked, written back.
mod load;
/// What the one door writes.
mod write;

/// The lists, one row per case and reader.
mod keep;
/// What the worker looks at.
mod due;
/// Files, and what the worker does with them.
mod evidence;
/// Filing in one statement.
mod file;
/// What of the office the cases depend on.
mod office;
/// Second persons.
mod proposal;
/// The record: links are appended.
mod record;
/// The wall in the database.
mod wall;

pub use around::*;
pub use content::*;
pub use due::*;
pub use evidence::*;
pub use file::*;
pub use keep::*;
pub use load::{find_by_number, load, locale, save};
pub use office::*;
pub use proposal::*;
pub use record::*;
pub use wall::*;
pub use write::*;

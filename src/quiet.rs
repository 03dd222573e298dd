//! What a crash may leave behind: nothing.

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Keeps what is in memory out of core files, and other processes of the same account out of the memory. What is started
/// afterwards inherits the first (the database), not the second. Call it before anything secret is read.
///
/// # Errors
/// The system's; a system that refuses is not one to keep secrets on.
pub fn keep_memory_to_ourselves() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

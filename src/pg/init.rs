//! Making the data directory, so that a kill at any moment leaves either none or a whole one.

use super::find::command;
use super::place::{Place, give};
use super::{Durability, PgError, SUPERUSER};
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The major version of an existing data directory.
pub(super) fn major(place: &Place) -> Option<u32> {
    fs::read_to_string(place.data().join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Runs `initdb` beside the final name and renames the result when it is complete.
/// Call only with the start lock held; blocks for about a second.
pub(super) fn initialise(place: &Place, programs: &Path, durability: Durability) -> Result<(), PgError> {
    remove_unfinished(place)?;
    // its own name for every try: an `initdb` that outlived its parent must not write into ours
    let fresh: PathBuf = place.root.join(format!("data.init.{}", std::process::id()));
    DirBuilder::new().mode(0o700).create(&fresh).map_err(PgError::at(&fresh))?;
    give(&fresh, place.account).map_err(PgError::at(&fresh))?;
    let mut initdb = command(&programs.join("initdb"), place.account);
    initdb
        .current_dir(&place.root)
        .args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale", "--data-checksums", "-D"])
        .arg(&fresh);
    if durability == Durability::ForTests {
        initdb.arg("--no-sync");
    }
    let out = initdb.output().map_err(PgError::at(programs))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        let said = said.lines().rfind(|line| line.contains("error")).or_else(|| said.lines().last());
        return Err(PgError::Init { said: said.unwrap_or("it was ended by a signal").to_owned() });
    }
    fs::rename(&fresh, place.data()).map_err(PgError::at(place.data()))?;
    File::open(&place.root).and_then(|dir| dir.sync_all()).map_err(PgError::at(&place.root))
}

/// What a start that was cut short left behind. A dying `initdb` clears up at the same time, so a failure is
/// only one when it lasts.
fn remove_unfinished(place: &Place) -> Result<(), PgError> {
    let began = Instant::now();
    for entry in fs::read_dir(&place.root).map_err(PgError::at(&place.root))?.flatten() {
        let path = entry.path();
        while entry.file_name().to_string_lossy().starts_with("data.init") && path.exists() {
            match fs::remove_dir_all(&path) {
                Err(error) if began.elapsed() > Duration::from_secs(10) => return Err(PgError::at(path)(error)),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
                Ok(()) => {}
            }
        }
    }
    Ok(())
}

//! Files that belong to nothing: found, set aside in `files/left/DAY/`, put back when something names them after all, and
//! removed when their time is over. A database that is not the right one can so destroy nothing at once.

use super::{Store, files_before, place, sync_dir};
use chrono::{DateTime, NaiveDate, Utc};
use std::{
    fs, io,
    ops::Range,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};
use uuid::Uuid;

const LEFT: &str = "left";

impl Store {
    /// The ids of all files written within `when`, for finding those that no row of the database names (a crash between
    /// storing and committing leaves them, and so does the erasing of a case). What lies between them and is not ours,
    /// such as `lost+found`, is not looked at.
    pub async fn stored(&self, when: Range<DateTime<Utc>>) -> io::Result<Vec<Uuid>> {
        let root = self.root().to_owned();
        blocking(move || {
            let mut ids = Vec::new();
            for outer in branches(&root)? {
                for inner in branches(&outer)? {
                    let old = files_before(&inner, when.end)?;
                    ids.extend(
                        old.iter().filter(|path| written_since(path, when.start)).filter_map(|path| id_of(path)),
                    );
                }
            }
            Ok(ids)
        })
        .await
    }

    /// Sets a file aside on `day`; one that is gone is no error.
    pub async fn set_aside(&self, id: Uuid, day: NaiveDate) -> io::Result<()> {
        let (from, to) = (self.path(id), self.root().join(LEFT).join(day.to_string()));
        blocking(move || match move_into(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        })
        .await
    }

    /// What lies aside.
    pub async fn aside(&self) -> io::Result<Vec<Uuid>> {
        let left = self.root().join(LEFT);
        blocking(move || {
            let files = days(&left)?.into_iter().map(|(_, dir)| list(&dir)).collect::<io::Result<Vec<_>>>()?;
            Ok(files.iter().flatten().filter_map(|path| id_of(path)).collect())
        })
        .await
    }

    /// Puts a file back that something names after all.
    pub async fn put_back(&self, id: Uuid) -> io::Result<()> {
        let root = self.root().to_owned();
        blocking(move || {
            let target = place(&root, id);
            let (Some(dir), Some(name)) = (target.parent(), target.file_name()) else { return Ok(()) };
            for (_, day) in days(&root.join(LEFT))? {
                let from = day.join(name);
                if from.exists() {
                    return move_into(&from, dir);
                }
            }
            Ok(())
        })
        .await
    }

    /// Removes what was set aside before `day`; says how many files these were.
    pub async fn remove_aside(&self, day: NaiveDate) -> io::Result<usize> {
        let left = self.root().join(LEFT);
        blocking(move || {
            let mut removed = 0;
            for (_, dir) in days(&left)?.into_iter().filter(|(set_aside, _)| *set_aside < day) {
                removed += list(&dir)?.len();
                fs::remove_dir_all(&dir)?;
            }
            Ok(removed)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Moves a file into a directory, durably; both directories are of the store.
fn move_into(from: &Path, dir: &Path) -> io::Result<()> {
    let (Some(name), Some(before)) = (from.file_name(), from.parent()) else { return Ok(()) };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::rename(from, dir.join(name))?;
    // where it is now, with the directories that may be new, before where it was
    dir.ancestors().take(3).chain([before]).try_for_each(sync_dir)
}

/// The directories of files: two hexadecimal digits each.
fn branches(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let ours = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit()) && path.is_dir()
    };
    Ok(list(dir)?.into_iter().filter(|path| ours(path)).collect())
}

/// The days on which something was set aside.
fn days(left: &Path) -> io::Result<Vec<(NaiveDate, PathBuf)>> {
    let day = |path: PathBuf| Some((path.file_name()?.to_str()?.parse().ok()?, path));
    match list(left) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => Ok(found?.into_iter().filter_map(day).collect()),
    }
}

fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

fn id_of(path: &Path) -> Option<Uuid> {
    path.file_stem()?.to_str()?.parse().ok()
}

fn written_since(path: &Path, since: DateTime<Utc>) -> bool {
    fs::metadata(path).and_then(|data| data.modified()).is_ok_and(|written| DateTime::<Utc>::from(written) >= since)
}

//! Files on the disk: how they get their place, and keep it through a crash.

use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Two levels of directories, so that none grows beyond what file systems like.
pub(super) fn place(root: &Path, id: Uuid) -> PathBuf {
    let text = id.simple().to_string();
    root.join(&text[..2]).join(&text[2..4]).join(format!("{text}.age"))
}

/// An unfinished file; goes away with this value unless it is kept.
pub(super) struct Draft {
    pub(super) id: Uuid,
    root: PathBuf,
    path: PathBuf,
    pub(super) file: fs::File,
}

impl Draft {
    pub(super) fn create(root: &Path) -> io::Result<Self> {
        let id = Uuid::new_v4();
        let path = root.join("tmp").join(id.simple().to_string());
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { id, root: root.to_owned(), path, file })
    }

    /// Makes the file durable under its id.
    pub(super) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        let target = place(&self.root, self.id);
        let dirs: Vec<&Path> = target.ancestors().skip(1).take(3).collect();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dirs[0])?;
        fs::rename(&self.path, &target)?;
        // The directory of the file, and those above it in case they are new.
        dirs.into_iter().try_for_each(sync_dir)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Already renamed, or to be forgotten; what cannot be removed now, the sweep removes.
        let _ = fs::remove_file(&self.path);
    }
}

/// Makes the entries of a directory durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

/// The files of a directory that were last written before `before`.
pub(super) fn files_before(dir: &Path, before: DateTime<Utc>) -> io::Result<Vec<PathBuf>> {
    let mut old = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        match entry.metadata().and_then(|data| data.modified()) {
            Ok(written) if DateTime::<Utc>::from(written) < before => old.push(entry.path()),
            Ok(_) => {}
            // Finished or removed since the directory was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(old)
}

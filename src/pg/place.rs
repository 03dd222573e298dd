//! The directories of the managed database and the locks that keep processes apart.

use super::find::{self, Account};
use super::{Mode, PgError};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// `sun_path` holds 107 bytes; the socket's own name takes 18 of them.
const LONGEST_SOCKET_DIR: usize = 85;

/// Where root's databases go when the data directory is closed to the account that runs them.
const SYSTEM_DIR: &str = "/var/lib/kentongan";

/// Everything about where this database lives.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub root: PathBuf,
    pub socket: PathBuf,
    pub account: Option<Account>,
}

impl Place {
    /// Makes the directories below `data_dir` (or below `/var/lib/kentongan`, see [`reachable`]). A command makes none: it
    /// wants the office that is there. The account is that of an existing database, whoever asks.
    pub fn prepare(data_dir: &Path, account: Option<Account>, mode: Mode) -> Result<Self, PgError> {
        let no_office = || PgError::NoOffice { dir: data_dir.to_owned() };
        if mode == Mode::Serve {
            fs::create_dir_all(data_dir).map_err(PgError::at(data_dir))?;
        } else if !data_dir.exists() {
            return Err(no_office());
        }
        let real = fs::canonicalize(data_dir).map_err(PgError::at(data_dir))?;
        let mut root = real.join("pg");
        let account = account.map(|usual| find::owner(&root).unwrap_or(usual));
        let elsewhere = account.is_some_and(|account| !reachable(&real, account));
        if elsewhere {
            root = Path::new(SYSTEM_DIR).join(format!("pg-{}", short_hash(&real)));
        }
        if mode == Mode::Join && !root.join("data/PG_VERSION").exists() {
            return Err(no_office());
        }
        if elsewhere {
            DirBuilder::new().recursive(true).mode(0o755).create(SYSTEM_DIR).map_err(PgError::at(SYSTEM_DIR))?;
        }
        private_dir(&root, account).map_err(PgError::at(&root))?;
        let socket = root.join("sock");
        if socket.as_os_str().len() <= LONGEST_SOCKET_DIR {
            private_dir(&socket, account).map_err(PgError::at(&socket))?;
            return Ok(Self { root, socket, account });
        }
        let socket = outside_socket(&root, account)?;
        Ok(Self { root, socket, account })
    }

    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// Opens a lock file; the kernel frees the lock when the process ends, however it ends.
    pub fn lock_file(&self, name: &str) -> Result<File, PgError> {
        let path = self.root.join(name);
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path).map_err(PgError::at(path))
    }
}

/// Whether `account` can walk down to `dir`.
fn reachable(dir: &Path, account: Account) -> bool {
    dir.ancestors().all(|step| {
        fs::metadata(step).is_ok_and(|meta| {
            let mode = meta.mode();
            mode & 0o001 != 0
                || (meta.uid() == account.uid && mode & 0o100 != 0)
                || (meta.gid() == account.gid && mode & 0o010 != 0)
        })
    })
}

/// Makes `dir` (if needed), gives it to the account and closes it to everybody else. What is so already is not touched:
/// a server may run in it.
fn private_dir(dir: &Path, account: Option<Account>) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::metadata(dir)?;
    if account.is_some_and(|account| account.uid != found.uid()) {
        give(dir, account)?;
    }
    if found.mode() & 0o777 == 0o700 { Ok(()) } else { fs::set_permissions(dir, Permissions::from_mode(0o700)) }
}

/// Hands a path to the account that runs the server.
pub(super) fn give(path: &Path, account: Option<Account>) -> io::Result<()> {
    account.map_or(Ok(()), |account| std::os::unix::fs::chown(path, Some(account.uid), Some(account.gid)))
}

/// A socket directory with a short path. Others can write where it stands, so an existing one is taken only
/// when it is a real directory of ours that nobody else may enter.
fn outside_socket(root: &Path, account: Option<Account>) -> Result<PathBuf, PgError> {
    let base = match std::env::var_os("XDG_RUNTIME_DIR") {
        Some(dir) if account.is_none() && Path::new(&dir).is_dir() => PathBuf::from(dir),
        _ => std::env::temp_dir(),
    };
    let dir = base.join(format!("kentongan-pg-{}", short_hash(root)));
    match DirBuilder::new().mode(0o700).create(&dir) {
        Ok(()) => give(&dir, account).map_err(PgError::at(&dir))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let owner = account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
            let meta = fs::symlink_metadata(&dir).map_err(PgError::at(&dir))?;
            if !meta.is_dir() || meta.uid() != owner || meta.mode() & 0o077 != 0 {
                return Err(PgError::ForeignSocket { dir });
            }
        }
        Err(error) => return Err(PgError::at(&dir)(error)),
    }
    Ok(dir)
}

/// Eight hexadecimal digits that tell paths apart.
pub(super) fn short_hash(path: &Path) -> String {
    short_hex(Sha256::digest(path.as_os_str().as_encoded_bytes()).into())
}

/// The first four bytes of a digest in hexadecimal.
pub(super) fn short_hex([a, b, c, d, ..]: [u8; 32]) -> String {
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

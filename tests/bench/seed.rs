//! Offices with ten thousand and a million cases, at least 2 % of them open. Every envelope is real: sealed under the case's
//! own key, chained, listed for its readers as the door lists it. Written once for each schema and kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use kentongan::clock;
use kentongan::db::{Db, MIGRATOR};
use kentongan::pg::{self, Durability, Managed, Mode};
use kentongan::reference::db::load::load;
use kentongan::vault::{Fresh, KeyPlace, Keys};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::cases::{Chunk, Office, open_every};
use crate::load::office::{Person, furnish};

/// Cases whose rows are gathered before they are sent.
const CHUNK: u32 = 2000;
/// Rises when the seeder writes other rows for the same schema.
const VERSION: u32 = 2;

/// The cluster with the seeded databases, and the keys that open them.
pub struct Seeded {
    pub managed: Managed,
    pub keys: PathBuf,
    hash: String,
}

impl Seeded {
    /// Starts the cluster in a folder that is kept between runs.
    pub async fn open(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let managed = pg::start(folder, Durability::Durable, Mode::Serve).await.expect("a database");
        let seeded = Self { managed, keys: folder.to_owned(), hash: schema_hash() };
        drop(seeded.keys());
        seeded
    }

    /// The keys that everything was sealed with.
    pub fn keys(&self) -> Keys {
        let fresh = Fresh::Create { passphrase: Some("bangku taman hujan sore"), announce: &mut |_| {} };
        Keys::load_or_create(&KeyPlace::under(&self.keys), fresh).expect("keys")
    }

    /// A database with so many cases, made now if no earlier run made it.
    pub async fn database(&self, cases: u32) -> String {
        let name = format!("seed_{cases}_{}", self.hash);
        let mut admin = self.managed.options().database("postgres").connect().await.expect("the superuser");
        self.drop_outdated(&mut admin).await;
        let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut admin)
            .await
            .expect("an answer");
        if !there {
            let began = std::time::Instant::now();
            eprintln!("seeding {cases} cases, once for this schema …");
            self.fill("seed_unfinished", cases).await;
            run(&mut admin, &format!("alter database seed_unfinished rename to {name}")).await;
            eprintln!("seeded {cases} cases in {:.0} s", began.elapsed().as_secs_f64());
        }
        admin.close().await.expect("a clean end");
        name
    }

    async fn drop_outdated(&self, admin: &mut PgConnection) {
        let old: Vec<String> = sqlx::query_scalar(
            "select datname from pg_database where datname like 'seed\\_%' and datname not like '%' || $1",
        )
        .bind(&self.hash)
        .fetch_all(&mut *admin)
        .await
        .expect("names");
        for name in old {
            run(admin, &format!("drop database {name} with (force)")).await;
        }
    }

    async fn fill(&self, name: &str, cases: u32) {
        let mut admin = self.managed.options().database("postgres").connect().await.expect("the superuser");
        pg::create_database(&mut admin, name, pg::OWNER).await.expect("a database");
        let mut owner = self.managed.owner_options().database(name).connect().await.expect("the owner");
        MIGRATOR.run(&mut owner).await.expect("the schema");
        load(&mut owner, clock::now()).await.expect("the reference data");
        owner.close().await.expect("a clean end");
        let db = Db::new(self.managed.app_options().database(name), 1);
        let people = furnish(&db).await;
        db.close().await;
        let mut conn = self.managed.options().database(name).connect().await.expect("the superuser");
        run(&mut conn, "set session_replication_role = replica; set maintenance_work_mem = '1GB'").await;
        let indexes = take_indexes(&mut conn).await;
        self.write(&mut conn, people, cases).await;
        for index in indexes {
            run(&mut conn, &index).await;
        }
        run(&mut conn, "vacuum analyze").await;
        run(&mut conn, "checkpoint").await;
        conn.close().await.expect("a clean end");
    }

    /// One thread seals while this one sends.
    async fn write(&self, conn: &mut PgConnection, people: Vec<Person>, cases: u32) {
        let (versions, categories) = facts(conn).await;
        let office = Office {
            keys: Arc::new(self.keys()),
            people,
            versions,
            categories,
            now: clock::now(),
            open_every: open_every(cases),
        };
        let (full, mut chunks) = tokio::sync::mpsc::channel::<Chunk>(2);
        let sealing = std::thread::spawn(move || {
            let mut numbers = std::collections::HashSet::new();
            for first in (0..cases).step_by(CHUNK as usize) {
                let mut chunk = Chunk::default();
                for no in first..cases.min(first + CHUNK) {
                    chunk.add(&office, &mut numbers, moment(office.now, no, cases), no);
                }
                if full.blocking_send(chunk).is_err() {
                    return;
                }
            }
        });
        while let Some(chunk) = chunks.recv().await {
            chunk.send(conn).await.expect("rows");
        }
        sealing.join().expect("a sealer without panic");
    }
}

/// Spread evenly over the two years before today, oldest first, so that identifiers rise with time.
fn moment(now: DateTime<Utc>, no: u32, cases: u32) -> DateTime<Utc> {
    let span = Duration::days(730).num_seconds();
    now - Duration::seconds(span - span * i64::from(no) / i64::from(cases))
}

/// Versions in force, and the codes of violations.
async fn facts(conn: &mut PgConnection) -> ((i32, i32), Vec<String>) {
    let versions = kentongan::reference::db::versions(conn).await.expect("versions");
    let categories = sqlx::query_scalar("select code from violation order by code").fetch_all(conn).await;
    (versions, categories.expect("violations"))
}

/// Drops every index that no foreign key needs; gives back the statements that make them again.
async fn take_indexes(conn: &mut PgConnection) -> Vec<String> {
    let plain: Vec<(String, String)> = sqlx::query_as(
        "select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
         from pg_index i join pg_class c on c.oid = i.indrelid
         where c.relnamespace = 'public'::regnamespace
           and not exists (select from pg_constraint k where k.conindid = i.indexrelid)",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("indexes");
    // random values: receipt codes, numbers, one-use keys
    let unique: Vec<(String, String)> = sqlx::query_as(
        "select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname),
                format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
         from pg_constraint k
         where k.conname in ('cases_number_key', 'receipt_pkey', 'submission_pkey', 'work_list_pkey')",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("constraints");
    let mut again = Vec::new();
    for (away, back) in plain.into_iter().chain(unique) {
        run(conn, &away).await;
        again.push(back);
    }
    again
}

async fn run(conn: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(conn).await.expect("a statement");
}

/// Changes with every migration and with what this file writes.
fn schema_hash() -> String {
    let mut hash = Sha256::new();
    hash.update(VERSION.to_be_bytes());
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

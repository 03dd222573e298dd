//! Keys of an office at work: the wrong ones stop the start, new ones come while people read and file, old ones go only
//! when nothing needs them (security.md T-36).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::TimeDelta;
use kentongan::case::db;
use kentongan::clock;
use kentongan::config::Config;
use kentongan::db::{Actor, Db};
use kentongan::keyring::{self, KeyringError};
use kentongan::pg::testing::{TestDb, fresh_database};
use kentongan::start::{self, NewKeys, StartError, Store};
use kentongan::vault::custody::IdentityKey;
use kentongan::vault::{CaseKey, Fresh, KeyPlace, Keys, Place, custodian};
use sqlx::{ConnectOptions, PgConnection};
use uuid::Uuid;

/// An office without a server: a database and a key directory.
struct Cellar {
    database: TestDb,
    config: Config,
}

impl Cellar {
    async fn dig() -> Self {
        let data = std::env::temp_dir().join(format!("kentongan-cellar-{}", Uuid::new_v4()));
        fs::create_dir_all(&data).unwrap();
        let config = crate::world::settings(&data);
        Self { database: fresh_database().await, config }
    }

    fn db(&self) -> Db {
        Db::new(self.database.app_options(), 8)
    }

    fn place(&self) -> KeyPlace {
        KeyPlace { dir: self.config.data.join("keys"), credentials: None }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.place().dir.join(name)
    }

    async fn owner(&self) -> PgConnection {
        self.database.owner_options().connect().await.unwrap()
    }

    /// What a start does before it serves.
    async fn start(&self) -> Result<Keys, StartError> {
        let known = keyring::db::known(&mut self.owner().await).await.unwrap();
        let knows = known.into_iter().map(|key| key.name).collect();
        let store = Store { db: self.db(), managed: None, empty: true, knows, canary: self.old_proofs().await };
        let demo = Config { demo: true, ..self.config.clone() }; // its passphrase is known, and nothing is printed
        start::keys(&demo, &store, NewKeys::IfSeen).await
    }

    async fn old_proofs(&self) -> Option<String> {
        let value = kentongan::reference::db::setting(&mut self.owner().await, "key_canary").await.unwrap();
        value.and_then(|value| value.as_str().map(str::to_owned))
    }

    async fn refuses(&self, what: &str) -> String {
        let error = self.start().await.expect_err(what).to_string();
        assert!(!error.contains('\n') && error.len() > 20, "{what}: one sentence, not {error:?}");
        error
    }
}

impl Drop for Cellar {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.config.data));
    }
}

fn put(path: &Path, bytes: &[u8], mode: u32) {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn ten_wrong_keys_each_stop_the_start_with_one_sentence() {
    let cellar = Cellar::dig().await;
    drop(cellar.start().await.unwrap());
    let (content, kept) = (cellar.file("content"), cellar.config.data.join("kept"));
    let good = fs::read(&content).unwrap();

    fs::rename(cellar.place().dir, &kept).unwrap();
    assert!(cellar.refuses("all keys are missing").await.contains("put the key directory back"));
    assert!(!cellar.place().dir.exists(), "no new keys over old data");
    fs::create_dir(cellar.place().dir).unwrap();
    assert!(cellar.refuses("an empty folder").await.contains("put the key directory back"));
    fs::remove_dir(cellar.place().dir).unwrap();
    fs::rename(&kept, cellar.place().dir).unwrap();

    fs::remove_file(&content).unwrap();
    assert!(cellar.refuses("one is missing").await.contains("is missing"));
    put(&content, &[7; 32], 0o600);
    assert!(cellar.refuses("one is wrong").await.contains("\"content\" is not the one"));
    put(&content, &fs::read(cellar.file("receipt")).unwrap(), 0o600);
    assert!(cellar.refuses("two are swapped").await.contains("not the one"));
    put(&content, &good[..20], 0o600);
    assert!(cellar.refuses("one is cut off").await.contains("20 bytes instead of 32"));
    put(&content, &good, 0o644);
    assert!(cellar.refuses("one is open to all").await.contains("open to other accounts"));
    fs::remove_file(&content).unwrap();
    fs::create_dir(&content).unwrap();
    fs::set_permissions(&content, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(cellar.refuses("one cannot be read").await.contains("cannot be used"));
    fs::remove_dir(&content).unwrap();
    put(&content, &good, 0o600);
    let public = fs::read(cellar.file("contact.pub")).unwrap();
    put(&cellar.file("contact.pub"), b"age1nonsense\n", 0o600);
    assert!(cellar.refuses("the contact key is damaged").await.contains("not an age key"));
    put(&cellar.file("contact.pub"), &public, 0o600);

    // the directory as it was before a key was added
    let id = keyring::add(&cellar.db(), &cellar.place(), "content", false).await.unwrap();
    let newer = cellar.file(&id.replacen('-', ".", 1));
    let bytes = fs::read(&newer).unwrap();
    fs::remove_file(&newer).unwrap();
    let said = cellar.refuses("an old directory").await;
    assert!(said.contains(&id) && said.contains("missing"), "{said}");
    put(&newer, &bytes, 0o600);
    assert_eq!(cellar.start().await.unwrap().content().writer_id(), id);
}

#[tokio::test]
async fn the_program_itself_ends_with_78_before_it_serves() {
    let cellar = Cellar::dig().await;
    let mut office = crate::load::office::Office::start(&cellar.config.data, &[]).await;
    office.stop();
    put(&cellar.file("receipt"), &[9; 32], 0o600);
    let run = Command::new(env!("CARGO_BIN_EXE_kentongan"))
        .args(["serve", "--listen", "127.0.0.1:1"])
        .arg("--data")
        .arg(&cellar.config.data)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(78));
    let said = String::from_utf8_lossy(&run.stderr);
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("kentongan: the key \"receipt\" is not the one that this data was written with"), "{said}");
    assert!(!String::from_utf8_lossy(&run.stdout).contains("listens"));
}

#[tokio::test]
async fn an_office_of_an_older_release_keeps_its_keys_and_gets_the_new_ones() {
    let cellar = Cellar::dig().await;
    let keys = cellar.start().await.unwrap();
    let (before, mut owner) = (keys.canaries().to_vec(), cellar.owner().await);
    let (kus, thief) = (Uuid::now_v7(), Uuid::now_v7());
    let (own, planted) = (IdentityKey::generate().recipient(), IdentityKey::generate().recipient());
    for (officer, name, recipient, signed) in [(kus, "kus", &own, &own), (thief, "dian", &planted, &own)] {
        let said = [b"custodian|".as_slice(), officer.as_bytes(), signed.as_str().as_bytes()].concat();
        sqlx::query("insert into officer (id, sign_in, name, created_at) values ($1, $2, $2, now())")
            .bind(officer)
            .bind(name)
            .execute(&mut owner)
            .await
            .unwrap();
        sqlx::query("insert into custodian (officer_id, recipient, recipient_mac, locked, enrolled_at) values ($1, $2, $3, '', now())")
            .bind(officer)
            .bind(recipient.as_str())
            .bind(keys.session_mac(&said).as_slice())
            .execute(&mut owner)
            .await
            .unwrap();
    }
    sqlx::query("delete from server_key").execute(&mut owner).await.unwrap();
    let kept = before.iter().filter(|key| !["checkpoint", "contact", "custody"].contains(&key.name.as_str()));
    let old = kept.map(|key| format!("{} {}\n", key.name, key.proof)).collect::<Vec<_>>().concat();
    sqlx::query("insert into setting (key, value, updated_at) values ('key_canary', to_jsonb($1::text), now())")
        .bind(&old)
        .execute(&mut owner)
        .await
        .unwrap();
    for name in ["checkpoint", "contact", "contact.pub", "custody"] {
        fs::remove_file(cellar.file(name)).unwrap();
    }
    let good = fs::read(cellar.file("index")).unwrap();
    put(&cellar.file("index"), &[3; 32], 0o600);
    assert!(cellar.refuses("a wrong key").await.contains("\"index\""));
    put(&cellar.file("index"), &good, 0o600);
    let keys = cellar.start().await.unwrap();
    let after = keys.canaries().to_vec();
    let kept = after.iter().filter(|key| before.contains(key)).count();
    assert_eq!((kept, after.len()), (before.len() - 3, before.len()));
    // what the session key said of a custodian's key, the new one says; what it did not say, neither
    let taken = async |owner: &mut PgConnection, keys: &Keys, officer: Uuid| {
        let row: (String, Vec<u8>) =
            sqlx::query_as("select recipient, coalesce(signed, '') from custodian where officer_id = $1")
                .bind(officer)
                .fetch_one(owner)
                .await
                .unwrap();
        custodian::recipient(keys, officer, &row.0, &row.1)
    };
    assert_eq!(taken(&mut owner, &keys, kus).await, Some(own.clone()));
    assert_eq!(taken(&mut owner, &keys, thief).await, None);
    // only once: with the session key alone nobody plants a key later, whatever the database forgets of keys
    let said = [b"custodian|".as_slice(), thief.as_bytes(), planted.as_str().as_bytes()].concat();
    sqlx::query("update custodian set recipient_mac = $2, signed = null where officer_id = $1")
        .bind(thief)
        .bind(keys.session_mac(&said).as_slice())
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query("delete from server_key where name = 'custody'").execute(&mut owner).await.unwrap();
    let keys = cellar.start().await.unwrap();
    assert_eq!(taken(&mut owner, &keys, thief).await, None);
    assert_eq!(taken(&mut owner, &keys, kus).await, Some(own));
    assert_eq!(keyring::db::known(&mut owner).await.unwrap().len(), after.len());
}

/// Cases with nothing but their sealed part: as many as a test wants, quickly.
async fn fill(owner: &mut PgConnection, keys: &Keys, many: usize) -> Vec<Uuid> {
    let ids: Vec<Uuid> = (0..many).map(|_| Uuid::now_v7()).collect();
    let numbers: Vec<String> = (0..many).map(|n| format!("KTG-{n:06}")).collect();
    sqlx::query(
        "insert into cases (id, number, kind, state, mode, channel, received_at, policy_version, calendar_version, facts,
                            updated_at)
         select id, no, 'complaint', 'closed', 'anonymous', 'web', now(), 1, 1, '{}', now()
           from unnest($1::uuid[], $2::text[]) as t (id, no)",
    )
    .bind(&ids)
    .bind(&numbers)
    .execute(&mut *owner)
    .await
    .unwrap();
    for part in ids.chunks(5_000) {
        let (mut deks, mut titles, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
        for id in part {
            let key = CaseKey::generate();
            let at = |column| Place { table: "case_secret", column, row: *id, case: *id };
            deks.push(key.wrap(keys, *id));
            titles.push(key.seal(at("title"), id.to_string().as_bytes()));
            accounts.push(key.seal(at("account"), b"{}"));
        }
        sqlx::query(
            "insert into case_secret (case_id, dek, title, account)
             select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[])",
        )
        .bind(part)
        .bind(&deks)
        .bind(&titles)
        .bind(&accounts)
        .execute(&mut *owner)
        .await
        .unwrap();
    }
    ids
}

/// Reads cases, one after the other and round again, until told to stop; a read that fails ends the test.
fn reader(
    db: Db,
    keys: Arc<Keys>,
    ids: Arc<Vec<Uuid>>,
    stop: Arc<AtomicBool>,
    read: Arc<AtomicU64>,
    from: usize,
) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        for id in ids.iter().cycle().skip(from) {
            let mut tx = db.begin(Actor::System).await.unwrap();
            let secret = db::secret(&mut tx, &keys, *id).await.expect("a case that opens").expect("a case");
            assert_eq!(secret.title, id.to_string());
            read.fetch_add(1, Ordering::Relaxed);
            if stop.load(Ordering::Relaxed) {
                return;
            }
        }
    })
}

async fn rotation_under_load(many: usize) {
    let cellar = Cellar::dig().await;
    let (mine, db) = (Arc::new(cellar.start().await.unwrap()), cellar.db());
    // another node: it was started before the new key, too
    let other = Arc::new(Keys::load_or_create(&cellar.place(), Fresh::Refuse).unwrap());
    let old = mine.content().writer_id();
    let ids = Arc::new(fill(&mut cellar.owner().await, &mine, many).await);
    let officer = Uuid::now_v7();
    let seed = Place { table: "second_step", column: "seed", row: officer, case: Uuid::nil() };
    let mut owner = cellar.owner().await;
    sqlx::query("insert into officer (id, sign_in, name, created_at) values ($1, 'sari', 'Sari', now())")
        .bind(officer)
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query("insert into second_step (officer_id, seed) values ($1, $2)")
        .bind(officer)
        .bind(mine.content().seal(seed, b"benih"))
        .execute(&mut owner)
        .await
        .unwrap();

    let (stop, read) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let start =
        |keys: &Arc<Keys>, from| reader(db.clone(), keys.clone(), ids.clone(), stop.clone(), read.clone(), from);
    let readers = [start(&mine, 0), start(&other, many / 3), start(&other, many / 2)];

    let new = keyring::add(&db, &cellar.place(), "content", false).await.unwrap();
    assert_eq!(mine.content().writer_id(), old, "until it looks, a server writes as before");
    keyring::adopt(&db, &mine).await.unwrap();
    assert_eq!(mine.content().writer_id(), new);
    let place = cellar.place();
    // half-way it is stopped, as by Ctrl-C
    let half = tokio::time::timeout(std::time::Duration::from_millis(200), keyring::rewrap(&db, &mine, &place, 20));
    drop(half.await);
    let in_an_hour = clock::now() + TimeDelta::hours(1);
    let early = keyring::retire(&db, &cellar.place(), &old).await;
    assert!(matches!(early, Err(KeyringError::TooEarly(_))), "{early:?}");
    // a node that has not looked yet still writes with the old one
    sqlx::query("update case_secret set dek = $2 where case_id = $1")
        .bind(ids[0])
        .bind(CaseKey::unwrap(&other, ids[0], &dek(&mut owner, ids[0]).await).unwrap().wrap(&other, ids[0]))
        .execute(&mut owner)
        .await
        .unwrap();
    let needed = clock::pretend(in_an_hour, keyring::retire(&db, &cellar.place(), &old)).await;
    assert!(
        matches!(&needed, Err(KeyringError::Needed { columns, .. }) if columns.contains(&"case_secret.dek".to_owned()))
    );
    let moved = keyring::rewrap(&db, &mine, &cellar.place(), 500).await.unwrap();
    assert!(moved > 0, "something was left to do");
    assert_eq!(keyring::rewrap(&db, &mine, &cellar.place(), 500).await.unwrap(), 0, "a second run finds nothing");

    let kept = clock::pretend(in_an_hour, keyring::retire(&db, &cellar.place(), &old)).await.unwrap();
    assert!(kept.as_ref().is_some_and(|kept| kept.exists()));
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("no read failed");
    }
    assert!(read.load(Ordering::Relaxed) > 100, "readers were at work");
    println!("{many} case keys, {} reads meanwhile, 0 failed", read.load(Ordering::Relaxed));

    // without the old key everything opens
    let fresh = cellar.start().await.unwrap();
    let mut tx = db.begin(Actor::System).await.unwrap();
    for id in ids.iter() {
        assert!(db::secret(&mut tx, &fresh, *id).await.unwrap().is_some());
    }
    let sealed: Vec<u8> = sqlx::query_scalar("select seed from second_step").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(fresh.content().open(seed, &sealed).unwrap(), b"benih");
    let listed = keyring::list(&db).await.unwrap();
    assert!(
        listed.contains(&format!("{old:<24} retired")) && listed.contains(&format!("{new:<24} writes")),
        "{listed}"
    );
    assert!(keyring::retire(&db, &cellar.place(), &new).await.is_err(), "the writer");
    // another node, which has its file still
    let here = cellar.file(&old.replacen('-', ".", 1));
    fs::rename(kept.as_ref().unwrap(), &here).unwrap();
    assert_eq!(keyring::retire(&db, &cellar.place(), &old).await.unwrap(), kept);
    assert!(!here.exists(), "it is set aside there too");
    assert_eq!(keyring::retire(&db, &cellar.place(), &old).await.unwrap(), kept, "and where it lies is said again");
    assert!(matches!(keyring::write_with(&db, &old).await, Err(KeyringError::Unknown(_))));
}

async fn dek(owner: &mut PgConnection, case: Uuid) -> Vec<u8> {
    sqlx::query_scalar("select dek from case_secret where case_id = $1").bind(case).fetch_one(owner).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_changes_while_people_read_and_no_read_fails() {
    rotation_under_load(2_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the long form: make chaos"]
async fn long_form_a_hundred_thousand_case_keys_change_under_load() {
    rotation_under_load(100_000).await;
}

/// One damaged value keeps the older key, and no other value under it.
#[tokio::test]
async fn rewrapping_goes_past_what_is_damaged_and_names_it() {
    let cellar = Cellar::dig().await;
    let (keys, db) = (cellar.start().await.unwrap(), cellar.db());
    let old = keys.content().writer_id();
    let mut owner = cellar.owner().await;
    let mut ids = fill(&mut owner, &keys, 5).await;
    ids.sort();
    sqlx::query("update case_secret set dek = dek || '\\x00' where case_id = $1")
        .bind(ids[1])
        .execute(&mut owner)
        .await
        .unwrap();
    let new = keyring::add(&db, &cellar.place(), "content", false).await.unwrap();
    keyring::adopt(&db, &keys).await.unwrap();
    for moves in [4, 0] {
        let said = keyring::rewrap(&db, &keys, &cellar.place(), 2).await.unwrap_err();
        assert!(matches!(&said, KeyringError::Damaged { moved, .. } if *moved == moves), "{said}");
        assert!(
            said.to_string().contains(&ids[1].to_string()) && !said.to_string().contains(&ids[0].to_string()),
            "{said}"
        );
    }
    for id in ids.iter().filter(|id| **id != ids[1]) {
        let print = u32::from_str_radix(new.rsplit_once('-').unwrap().1, 16).unwrap();
        assert_eq!(dek(&mut owner, *id).await[1..5], print.to_be_bytes());
    }
    let in_an_hour = clock::now() + TimeDelta::hours(1);
    let needed = clock::pretend(in_an_hour, keyring::retire(&db, &cellar.place(), &old)).await;
    assert!(matches!(needed, Err(KeyringError::Needed { .. })), "{needed:?}");
}

#[tokio::test]
async fn a_key_added_for_later_waits_until_every_node_has_its_file() {
    let cellar = Cellar::dig().await;
    let (keys, db) = (cellar.start().await.unwrap(), cellar.db());
    let first = keys.contact().id();
    let added = keyring::add(&db, &cellar.place(), "contact", true).await.unwrap();
    keyring::adopt(&db, &keys).await.unwrap();
    assert_eq!(keys.contact().id(), first, "it only reads");
    keyring::write_with(&db, &added).await.unwrap();
    // a node without the file goes on with the key that it has, and says so
    let (file, kept) = (cellar.file(&added.replacen('-', ".", 1)), cellar.file("kept"));
    let public = file.with_extension(format!("{}.pub", &added[8..]));
    fs::rename(&public, &kept).unwrap();
    assert!(keyring::adopt(&db, &keys).await.is_err());
    assert_eq!(keys.contact().id(), first);
    fs::rename(&kept, &public).unwrap();
    keyring::adopt(&db, &keys).await.unwrap();
    assert_eq!(keys.contact().id(), added);
    assert!(keyring::add(&db, &cellar.place(), "receipt", false).await.is_err());
}

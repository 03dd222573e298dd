use super::testing::fresh_database;
use super::{
    DATABASE, Durability, How, Managed, Mode, PgError, ROLES_SQL, external, find, init, login, place, run, start,
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A directory of its own, removed with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let name = format!("kentongan-pg-test-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

async fn loose(dir: &Path, mode: Mode) -> Result<Managed, PgError> {
    start(dir, Durability::ForTests, mode).await
}

async fn connect(managed: &Managed) -> PgConnection {
    managed.owner_options().connect().await.unwrap()
}

async fn write_down(managed: &Managed, word: &str) {
    let mut conn = connect(managed).await;
    sqlx::query("create table if not exists note (word text)").execute(&mut conn).await.unwrap();
    sqlx::query("insert into note values ($1)").bind(word).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

async fn words(managed: &Managed) -> Vec<String> {
    let mut conn = connect(managed).await;
    sqlx::query_scalar("select word from note order by word").fetch_all(&mut conn).await.unwrap()
}

/// Waits for something that another process does, and fails when it does not happen.
async fn eventually(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !happened().await {
        assert!(began.elapsed() < Duration::from_secs(30), "never happened: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn gone(pid: Pid) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    test_kill_process(pid).is_err() || state.contains(") Z ")
}

#[tokio::test]
async fn data_is_kept_and_a_second_server_is_refused() {
    let dir = Scratch::new();
    let first = loose(&dir.0, Mode::Serve).await.unwrap();
    assert_eq!(first.how(), How::Initialised);
    write_down(&first, "kept").await;
    let refused = loose(&dir.0, Mode::Serve).await.unwrap_err();
    assert!(matches!(refused, PgError::AlreadyServing { .. }), "{refused}");
    first.stop().await;

    std::fs::create_dir_all(dir.0.join("pg/data.init.1/half")).unwrap(); // a start that was cut short
    let began = Instant::now();
    let second = loose(&dir.0, Mode::Serve).await.unwrap();
    println!("a later start took {:?}", began.elapsed());
    assert_eq!(second.how(), How::Started);
    assert_eq!(words(&second).await, ["kept"]);
}

#[tokio::test]
async fn a_command_makes_no_office_of_its_own() {
    let dir = Scratch::new();
    let refused = loose(&dir.0, Mode::Join).await.unwrap_err();
    assert!(matches!(&refused, PgError::NoOffice { dir: named } if *named == dir.0), "{refused}");
    assert!(!dir.0.exists());
    std::fs::create_dir(&dir.0).unwrap();
    assert!(matches!(loose(&dir.0, Mode::Join).await, Err(PgError::NoOffice { .. })));
    assert_eq!(std::fs::read_dir(&dir.0).unwrap().count(), 0, "nothing was left in it");
}

/// Only root can give files away, and only root steps down; as somebody else this says that the owner is found.
#[test]
fn whoever_asks_the_database_stays_its_accounts() {
    use std::os::unix::fs::{MetadataExt, chown};
    let dir = Scratch::new();
    let root = dir.0.join("pg");
    std::fs::create_dir_all(root.join("data")).unwrap();
    std::fs::write(root.join("data/PG_VERSION"), "15\n").unwrap();
    std::fs::set_permissions(&dir.0, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let Some(usual) = find::account() else {
        assert_eq!(find::owner(&root).map(|account| account.uid), Some(rustix::process::geteuid().as_raw()));
        return;
    };
    assert_eq!(find::owner(&root), None, "root's own is given to the usual account");
    for path in [&dir.0, &root] {
        chown(path, Some(54_321), Some(54_321)).unwrap();
    }
    for mode in [Mode::Join, Mode::Serve] {
        let place = place::Place::prepare(&dir.0, Some(usual), mode).unwrap();
        assert_eq!(place.account, Some(find::Account { uid: 54_321, gid: 54_321 }));
        for path in [&root, &place.socket] {
            assert_eq!(std::fs::metadata(path).unwrap().uid(), 54_321, "{}", path.display());
        }
        assert_eq!(place.root, std::fs::canonicalize(&root).unwrap(), "no second database elsewhere");
    }
}

#[tokio::test]
async fn three_commands_at_once_share_one_database() {
    let dir = Scratch::new();
    loose(&dir.0, Mode::Serve).await.unwrap().stop().await;
    let (a, b, c) = tokio::join!(loose(&dir.0, Mode::Join), loose(&dir.0, Mode::Join), loose(&dir.0, Mode::Join));
    let mut all = [a.unwrap(), b.unwrap(), c.unwrap()];
    all.sort_by_key(|managed| managed.how() == How::Joined);
    assert_eq!(all.each_ref().map(Managed::how), [How::Started, How::Joined, How::Joined]);
    write_down(&all[2], "joined").await;

    // the one that runs it waits for those that joined
    let [owner, second, third] = all;
    let stopping = tokio::spawn(owner.stop());
    assert_eq!(words(&second).await, ["joined"]);
    drop((second, third));
    stopping.await.unwrap();
    let later = loose(&dir.0, Mode::Serve).await.unwrap();
    assert_eq!(words(&later).await, ["joined"]);
}

#[tokio::test]
async fn a_killed_postmaster_comes_back_with_its_data() {
    let dir = Scratch::new();
    let managed = start(&dir.0, Durability::Durable, Mode::Serve).await.unwrap();
    write_down(&managed, "committed").await;
    let before = managed.postmaster.as_ref().unwrap().pid().unwrap();
    kill_process(before, Signal::KILL).unwrap();
    eventually("the postmaster is another process", async || {
        managed.postmaster.as_ref().unwrap().pid().is_some_and(|pid| pid != before)
            && managed.owner_options().connect().await.is_ok()
    })
    .await;
    assert_eq!(words(&managed).await, ["committed"]);
}

#[tokio::test]
async fn an_orphan_is_ended_and_its_data_taken_over() {
    let dir = Scratch::new();
    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    write_down(&managed, "orphaned").await;
    let (root, socket) = (managed.place.root.clone(), managed.place.socket.clone());
    let account = managed.place.account;
    managed.stop().await;

    let programs = find::programs(&root, None).unwrap();
    let mut orphan = find::command(&programs.join("postgres"), account);
    orphan.arg("-D").arg(root.join("data")).args(["-c", "listen_addresses=", "-k"]).arg(&socket);
    let mut orphan = orphan.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let there = place::Place { root, socket, account };
    eventually("the orphan answers", async || login(&there, DATABASE).username("postgres").connect().await.is_ok())
        .await;

    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    assert_eq!(words(&managed).await, ["orphaned"]);
    assert!(orphan.try_wait().unwrap().is_some());
}

/// What the process does that the next test kills: start, then write, until it dies.
async fn write_until_killed(dir: &Path) {
    let managed = start(dir, Durability::Durable, Mode::Serve).await.unwrap();
    for number in 0.. {
        write_down(&managed, &format!("{number:05}")).await;
        println!("ditulis {number:05}");
    }
}

#[tokio::test]
async fn kill_9_at_any_moment_leaves_a_database_that_starts() {
    if let Some(dir) = std::env::var_os("KENTONGAN_TEST_DIR") {
        return write_until_killed(Path::new(&dir)).await; // this is the process to be killed
    }
    let dir = Scratch::new();
    let mut acknowledged: Vec<String> = Vec::new();
    // the last one is killed only after it has written, however slow the machine is
    for moment in [Some(30), Some(150), Some(400), Some(900), Some(1500), None] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "pg::tests::kill_9_at_any_moment_leaves_a_database_that_starts", "--nocapture"])
            .env("KENTONGAN_TEST_DIR", &dir.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = String::new();
        if let Some(milliseconds) = moment {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await; // not timing: any moment will do
        } else {
            let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
            while out.matches("ditulis ").count() < 20 {
                assert_ne!(lines.read_line(&mut out).unwrap(), 0, "it ended by itself: {out}");
            }
        }
        child.kill().unwrap();
        out += &String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        acknowledged.extend(
            out.lines().filter_map(|line| line.split_once("ditulis ").map(|(_, word)| word)).map(str::to_owned),
        );
    }
    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    assert!(!acknowledged.is_empty(), "no process lived long enough to write");
    let kept = words(&managed).await;
    assert!(acknowledged.iter().all(|word| kept.contains(word)), "lost one of {acknowledged:?}");
    let pid = managed.postmaster.as_ref().unwrap().pid().unwrap();
    managed.stop().await;
    assert!(gone(pid));
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket_that_nobody_else_may_own() {
    let dir = Scratch::new();
    let long = dir.0.join("a".repeat(90));
    let managed = loose(&long, Mode::Serve).await.unwrap();
    let socket = managed.place.socket.clone();
    assert!(socket.as_os_str().len() <= 85 && !socket.starts_with(&managed.place.root));
    write_down(&managed, "reached").await;
    managed.stop().await;

    std::fs::remove_dir_all(&socket).unwrap();
    std::os::unix::fs::symlink("/tmp", &socket).unwrap();
    let refused = loose(&long, Mode::Serve).await.unwrap_err();
    assert!(matches!(refused, PgError::ForeignSocket { .. }), "{refused}");
    std::fs::remove_file(&socket).unwrap();
}

#[tokio::test]
async fn data_of_another_major_version_is_refused_in_one_sentence() {
    let dir = Scratch::new();
    let place = place::Place::prepare(&dir.0, find::account(), Mode::Serve).unwrap();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("PG_VERSION"), "7\n").unwrap();
    assert_eq!(init::major(&place), Some(7));
    let refused = loose(&dir.0, Mode::Serve).await.unwrap_err();
    assert!(matches!(refused, PgError::WrongMajor { want: 7, .. }), "{refused}");
}

#[tokio::test]
async fn a_server_that_cannot_start_is_given_up_with_its_last_words() {
    let dir = Scratch::new();
    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    let (place, control) = (managed.place.clone(), managed.place.data().join("global/pg_control"));
    managed.stop().await;
    std::fs::remove_file(control).unwrap();
    let refused = loose(&dir.0, Mode::Serve).await.unwrap_err();
    assert!(matches!(refused, PgError::DidNotStart { .. }), "{refused}");
    assert!(run::last_words(&place).contains("pg_control"), "{refused}");
}

#[tokio::test]
async fn every_test_has_its_own_migrated_database_and_no_rights_by_itself() {
    let (one, two) = tokio::join!(fresh_database(), fresh_database());
    let mut conn = one.owner_options().connect().await.unwrap();
    sqlx::query("create table only_here ()").execute(&mut conn).await.unwrap();
    let mut other = two.owner_options().connect().await.unwrap();
    assert!(sqlx::query("select from only_here").execute(&mut other).await.is_err());

    let mut app = one.app_options().connect().await.unwrap();
    assert!(sqlx::query("select from only_here").execute(&mut app).await.is_err());
    for role in ["kentongan_web", "kentongan_worker"] {
        sqlx::query(AssertSqlSafe(format!("set role {role}"))).execute(&mut app).await.unwrap();
    }
    assert!(sqlx::query("set role kentongan_owner").execute(&mut app).await.is_err());
}

#[tokio::test]
async fn roles_have_exactly_the_powers_of_the_design() {
    let db = fresh_database().await;
    let mut conn = db.owner_options().connect().await.unwrap();
    let rows = sqlx::query(
        "select rolname::text, rolcanlogin, rolbypassrls, rolsuper or rolcreaterole or rolcreatedb or rolreplication
           from pg_roles where starts_with(rolname::text, 'kentongan_') order by rolname",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    let roles: Vec<(String, bool, bool, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let expected = [
        ("kentongan_app", true, false, false),
        ("kentongan_backup", false, true, false),
        ("kentongan_mailer", false, false, false),
        ("kentongan_owner", true, false, false),
        ("kentongan_web", false, false, false),
        ("kentongan_worker", false, false, false),
    ];
    assert_eq!(roles, expected.map(|(name, login, bypass, more)| (name.to_owned(), login, bypass, more)));
}

#[tokio::test]
async fn nothing_that_a_person_wrote_reaches_the_servers_log() {
    let dir = Scratch::new();
    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    let mut conn = connect(&managed).await;
    sqlx::query("create table person (name text unique)").execute(&mut conn).await.unwrap();
    for _ in 0..2 {
        drop(sqlx::query("insert into person values ($1)").bind("CanaryJoko").execute(&mut conn).await);
    }
    drop(sqlx::query("select $1::text::uuid").bind("CanaryJoko").execute(&mut conn).await);
    drop(sqlx::query("select 'CanaryJoko' from nowhere").execute(&mut conn).await);
    conn.close().await.unwrap();
    let log = managed.place.log();
    managed.stop().await;
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("shut down") && !log.contains("CanaryJoko"), "{log}");
}

#[tokio::test]
async fn a_server_of_ones_own_is_used_once_its_superuser_has_made_the_roles() {
    let dir = Scratch::new();
    let managed = loose(&dir.0, Mode::Serve).await.unwrap();
    let mut superuser = managed.options().connect().await.unwrap();
    for sql in [
        "create role portal login",
        "revoke kentongan_worker from kentongan_app",
        "create database office owner portal",
    ] {
        sqlx::query(sql).execute(&mut superuser).await.unwrap();
    }
    let url = format!("postgres://portal@localhost/office?host={}", managed.place.socket.display());

    let refused = external(&url).await.unwrap_err();
    assert!(matches!(&refused, PgError::Roles { sql, .. } if sql.contains("create role")), "{refused}");
    sqlx::raw_sql(ROLES_SQL).execute(&mut superuser).await.unwrap();
    let PgError::Rights { sql } = external(&url).await.unwrap_err() else { panic!("the account has no rights yet") };
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut superuser).await.unwrap();

    let ours = external(&url).await.unwrap();
    let mut owner = ours.owner.connect().await.unwrap();
    sqlx::query("create table first ()").execute(&mut owner).await.unwrap();
    let who: String = sqlx::query_scalar("select tableowner::text from pg_tables where tablename = 'first'")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(who, "kentongan_owner");
    let mut app = ours.app.connect().await.unwrap();
    sqlx::query("set role kentongan_worker").execute(&mut app).await.unwrap();
}

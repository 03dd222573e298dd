//! The real program as a child process, on its own folder, with people in its office.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use kentongan::case::state::Role;
use kentongan::db::{Actor, Db};
use kentongan::pg::{self, Managed};
use kentongan::vault::{Fresh, KeyPlace, Keys};
use rustix::process::{Pid, Signal, kill_process};
use uuid::Uuid;

use super::http::{Connection, get};

/// How long a start may take, crash recovery included.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running program. Dropping it ends it and leaves its folder.
pub struct Office {
    pub data: PathBuf,
    pub address: SocketAddr,
    child: Child,
    /// Settings beside the folder and the address.
    settings: &'static [(&'static str, &'static str)],
}

impl Office {
    /// Starts the program on a folder and waits until the database answers through it.
    pub async fn start(data: &Path, settings: &'static [(&'static str, &'static str)]) -> Self {
        let address = free_address();
        let mut office = Self { data: data.to_owned(), address, child: spawn(data, address, settings), settings };
        office.wait("/readyz").await;
        office
    }

    /// Starts it again after a kill, at the same address; says how long it took to the first answer of a page.
    pub async fn again(&mut self) -> Duration {
        let began = Instant::now();
        self.child = spawn(&self.data, self.address, self.settings);
        self.wait("/").await;
        began.elapsed()
    }

    /// Waits until a page answers 200.
    pub async fn wait(&mut self, path: &str) {
        let began = Instant::now();
        loop {
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok(answer) = connection.exchange(&get(self.address, path, &[])).await
                && answer.status == 200
            {
                return;
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the program ended: {status}; {}", self.last_words());
            }
            assert!(began.elapsed() < PATIENCE, "no answer from {path}: {}", self.last_words());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits until the process is gone.
    pub fn kill(&mut self) {
        self.child.kill().expect("a running child");
        self.child.wait().expect("a child of ours");
    }

    /// Ends it as an operator would.
    pub fn stop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM); // gone meanwhile is as good
            drop(self.child.wait());
        }
    }

    /// The database beside the program, for looking and for preparing.
    pub async fn database(&self) -> Managed {
        pg::start(&self.data, pg::Durability::Durable, pg::Mode::Join).await.expect("the program's database")
    }

    /// The keys that the program uses.
    pub fn keys(&self) -> Keys {
        Keys::load_or_create(&KeyPlace::under(&self.data), Fresh::Refuse).expect("the program's keys")
    }

    /// Resident memory of the program in MiB, the database not counted.
    pub fn resident_mib(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
        kib / 1024.0
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.data.join("serve.log")).unwrap_or_default();
        log.lines().rev().take(5).collect::<Vec<_>>().join(" | ")
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop();
    }
}

/// `kill -9` of the postmaster that runs on a folder of [`Managed::directory`].
pub fn kill_postmaster(directory: &Path) -> io::Result<()> {
    let file = fs::read_to_string(directory.join("data/postmaster.pid"))?;
    let pid = file.lines().next().and_then(|line| line.trim().parse().ok()).and_then(Pid::from_raw);
    kill_process(pid.ok_or(io::ErrorKind::InvalidData)?, Signal::KILL)?;
    Ok(())
}

/// An address that no other office of this run gets, below the ports that the system gives to clients: one of theirs
/// could take it while the program is down.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = 20_000 + u16::try_from(std::process::id() % 100).expect("below 100") * 100;
    (0..100)
        .map(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, base + NEXT.fetch_add(1, Ordering::Relaxed) % 100)))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port")
}

fn spawn(data: &Path, address: SocketAddr, settings: &[(&str, &str)]) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(data.join("serve.log")).expect("a log file");
    Command::new(env!("CARGO_BIN_EXE_kentongan"))
        .arg("serve")
        .env("KENTONGAN_DATA", data)
        .env("KENTONGAN_LISTEN", address.to_string())
        .env_remove("DATABASE_URL")
        .env_remove("KENTONGAN_PUBLIC_URL")
        .env_remove("KENTONGAN_DEMO")
        .env("KENTONGAN_PRINT_SHARES", "true")
        // the load is the test's own
        .env("KENTONGAN_BUSY", u32::MAX.to_string())
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log)
        .spawn()
        .expect("the program, built by cargo before")
}

/// An officer of the measured office.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub id: Uuid,
    pub unit: Uuid,
    pub role: Role,
}

/// Four units with two verifiers, four analysts, a mediator, a consultant and two supervisors each, and the desk of
/// integrity with four people. Nobody can sign in: there are no passwords.
pub async fn furnish(db: &Db) -> Vec<Person> {
    let mut tx = db.begin(Actor::Anonymous).await.expect("a transaction");
    let mut people = Vec::new();
    for (position, unit) in ["utara", "timur", "selatan", "barat", "integritas"].into_iter().enumerate() {
        let id = Uuid::now_v7();
        let integrity = unit == "integritas";
        sqlx::query("insert into unit (id, code, name, kind, position) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(unit)
            .bind(format!("Unit {unit}"))
            .bind(if integrity { "integrity" } else { "office" })
            .bind(i32::try_from(position).expect("five units"))
            .execute(&mut *tx)
            .await
            .expect("a unit");
        let roles: &[(Role, u32)] = if integrity {
            &[(Role::Integrity, 4)]
        } else {
            &[
                (Role::Verifier, 2),
                (Role::Analyst, 4),
                (Role::Mediator, 1),
                (Role::Consultant, 1),
                (Role::Supervisor, 2),
            ]
        };
        for (role, many) in roles {
            for no in 0..*many {
                people.push(hire(&mut tx, id, *role, &format!("{}.{unit}{no}", role.code())).await);
            }
        }
    }
    tx.commit().await.expect("an office");
    people
}

async fn hire(tx: &mut sqlx::PgConnection, unit: Uuid, role: Role, name: &str) -> Person {
    let id = Uuid::now_v7();
    sqlx::query(
        "with o as (insert into officer (id, sign_in, name, created_at) values ($1, $2, $3, now()) returning id)
         insert into officer_role (officer_id, unit_id, role) select id, $4, $5 from o",
    )
    .bind(id)
    .bind(name)
    .bind(format!("Petugas {name}"))
    .bind(unit)
    .bind(role.code())
    .execute(tx)
    .await
    .expect("an officer");
    Person { id, unit, role }
}

//! Durable filing: the last press of a text-only complaint, held against `pgbench` with the same statements, role,
//! settings and clients on the same cluster in the same run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use kentongan::db::Db;
use kentongan::pg::Managed;
use tokio::task::JoinSet;

use super::statements::{Log, Script, script, write_down};
use super::table::{Row, median};
use crate::load::drafts::{self, Ready, taken};
use crate::load::http::Connection;
use crate::load::office::{Office, furnish};
use crate::load::visitor::words;

/// Each is asked this often in turn.
const ROUNDS: usize = 3;

/// The rows of the table.
pub async fn measure(office: &mut Office, folder: &Path) -> Vec<Row> {
    let database = office.database().await;
    let db = Db::new(database.app_options(), 2);
    furnish(&db).await;
    let typed = drafts::type_one(office.address, &db).await;
    let keys = office.keys();
    let script = learn(office, &database, &drafts::copies(office.address, &db, &keys, &typed, 4).await).await;
    let mut rows = Vec::new();
    for (clients, presses) in [(1, 1500), (8, 6000)] {
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let ready = drafts::copies(office.address, &db, &keys, &typed, presses).await;
            let Some(base) = pgbench(&database, folder, &script, clients, presses) else { continue };
            rates[0].push(base);
            rates[1].push(press_all(office, ready, clients).await);
        }
        let [base, own] = rates.map(median);
        let what = format!("filing, {clients} client{}", if clients == 1 { "" } else { "s" });
        rows.push(Row::at_least(&what, format!("{base:.0} /s"), format!("{own:.0} /s"), own / base, 0.5));
    }
    db.close().await;
    rows
}

/// Presses twice with the database writing everything down; the presses before prepare the statements.
async fn learn(office: &mut Office, database: &Managed, ready: &[Ready]) -> Script {
    write_down(database, true).await;
    office.stop();
    office.again().await;
    let mut connection = Connection::open(office.address).await.expect("a connection");
    let mut log = Log::of(database.directory());
    let mut presses = Vec::new();
    for draft in ready {
        let answer = connection.exchange(&draft.press).await.expect("an answer");
        assert!(taken(&answer), "{}", words(&answer));
        presses.push(log.more());
    }
    write_down(database, false).await;
    office.stop();
    office.again().await;
    script(&presses[ready.len() - 2], &presses[ready.len() - 1])
}

/// Transactions in a second; `None` without the program.
fn pgbench(database: &Managed, folder: &Path, script: &Script, clients: usize, presses: usize) -> Option<f64> {
    let file = folder.join("filing.sql");
    std::fs::write(&file, &script.text).expect("a script");
    let options = database.app_options();
    let socket = options.get_socket().map_or_else(|| PathBuf::from(options.get_host()), Clone::clone);
    let mut command = Command::new(program()?);
    command.args(["-n", "-M", "prepared", "-j", "1", "-c", &clients.to_string()]);
    command.args(["-t", &(presses / clients).to_string()]);
    command.arg("-h").arg(socket).args(["-p", &options.get_port().to_string(), "-U", kentongan::pg::APP]);
    for (name, value) in &script.values {
        command.arg("-D").arg(format!("{name}={value}"));
    }
    let out = command.arg("-f").arg(&file).arg(kentongan::pg::DATABASE).output().expect("pgbench");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "pgbench: {} {said}", String::from_utf8_lossy(&out.stderr));
    said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

fn program() -> Option<PathBuf> {
    let own = std::env::var_os("KENTONGAN_PG_BIN").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    own.into_iter().chain(std::env::split_paths(&path)).map(|dir| dir.join("pgbench")).find(|file| file.is_file())
}

/// Presses in a second.
async fn press_all(office: &Office, ready: Vec<Ready>, clients: usize) -> f64 {
    let to = office.address;
    let presses = ready.len();
    let mut lanes: Vec<Vec<Ready>> = vec![Vec::new(); clients];
    for (no, draft) in ready.into_iter().enumerate() {
        lanes[no % clients].push(draft);
    }
    let mut people = JoinSet::new();
    let began = Instant::now();
    for lane in lanes {
        people.spawn(async move {
            let mut connection = Connection::open(to).await.expect("a connection");
            for draft in lane {
                let answer = connection.exchange(&draft.press).await.expect("an answer");
                assert!(taken(&answer), "{}", words(&answer));
            }
        });
    }
    people.join_all().await;
    f64::from(u32::try_from(presses).expect("a few thousand")) / began.elapsed().as_secs_f64()
}

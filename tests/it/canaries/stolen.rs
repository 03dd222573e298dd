//! What a thief of the database, of its sessions, or of the backup can do with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use kentongan::pg::{DATABASE, Managed};
use kentongan::vault::token;
use sqlx::ConnectOptions;

use crate::load::http::{Connection, get};
use crate::load::office::Office;

/// Everything that the superuser can write out, roles and all.
pub fn dump(database: &Managed) -> Vec<u8> {
    run(database, "pg_dumpall", &["-l", DATABASE])
}

/// What docs/backup.md takes, written as text so that it can be searched.
pub fn backup(database: &Managed) -> Vec<u8> {
    run(database, "pg_dump", &["--role=kentongan_backup", DATABASE])
}

fn run(database: &Managed, program: &str, arguments: &[&str]) -> Vec<u8> {
    let options = database.options();
    let host = options.get_socket().map_or_else(|| PathBuf::from(options.get_host()), Clone::clone);
    let mut command = Command::new(program);
    command.arg("-h").arg(host).args(["-p", &options.get_port().to_string(), "-U", options.get_username()]);
    let out = command.args(arguments).output().expect(program);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

/// The rows of the session table, sent as cookies: none opens anything.
pub async fn replay(office: &Office, database: &Managed) {
    let mut owner = database.owner_options().connect().await.unwrap();
    let rows: Vec<Vec<u8>> = sqlx::query_scalar("select token_hash from session").fetch_all(&mut owner).await.unwrap();
    assert!(rows.len() >= 3, "reporters and officers have sessions");
    let mut connection = Connection::open(office.address).await.unwrap();
    for row in &rows {
        let cookie = format!("sid={0}; kasus={0}", token::base64url(row));
        for (path, door) in [("/petugas/akun", "/petugas/masuk"), ("/kasus", "/lacak")] {
            let answer = connection.exchange(&get(office.address, path, &[("cookie", &cookie)])).await.unwrap();
            assert_eq!((answer.status, answer.header("location")), (303, Some(door)), "{path}");
        }
    }
}

/// Database and files are there, the keys are not: the program says so and does not make new ones.
pub fn a_backup_without_its_keys_opens_nothing(data: &Path) {
    let keys = data.join("keys");
    assert!(keys.is_dir(), "the keys have moved");
    std::fs::remove_dir_all(&keys).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_kentongan"))
        .arg("verify")
        .env("KENTONGAN_DATA", data)
        .env_remove("DATABASE_URL")
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(78), "{said}");
    assert!(said.contains("key"), "{said}");
    let made = std::fs::read_dir(&keys).map(Iterator::count).unwrap_or_default();
    assert_eq!(made, 0, "no key was made anew over data that another one seals");
}

//! docs/backup.md, followed: the dump, the files and the keys go to another machine, and nothing of them is lost there,
//! not even by a server that is started too early.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use kentongan::app::App;
use kentongan::case::act::{self, NewCase};
use kentongan::db::Db;
use kentongan::files::Store;
use kentongan::pg::{DATABASE, Managed};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::load::office::Office;
use crate::world::filing::{complaint, stored};
use crate::world::{Folder, settings};

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// A program of PostgreSQL's on the office's socket, as the superuser.
fn postgres(database: &Managed, program: &str, arguments: &[&str]) {
    let options = database.options();
    let host = options.get_socket().map_or_else(|| PathBuf::from(options.get_host()), Clone::clone);
    let mut command = Command::new(program);
    command.arg("-h").arg(host).args(["-p", &options.get_port().to_string(), "-U", options.get_username()]);
    let out = command.args(arguments).output().expect(program);
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().expect("cp").success());
}

/// Every stored file, by its path from `files`.
fn stored_files(data: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![data.join("files")]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(data).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

async fn as_superuser(database: &Managed, sql: &str) {
    let mut conn = database.options().connect().await.unwrap();
    conn.execute(AssertSqlSafe(sql)).await.unwrap();
}

/// Lets the program run until the worker has had its first turn of the day, to the end of that round.
async fn works_for_a_day(data: &Path) {
    let mut office = Office::start(data, &[]).await;
    let database = office.database().await;
    let mut conn = database.options().connect().await.unwrap();
    let turn = "select exists (select from job where kind = 'forget')";
    while !sqlx::query_scalar::<_, bool>(turn).fetch_one(&mut conn).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop((conn, database));
    office.stop();
}

fn holds(data: &Path) {
    let out = Command::new(env!("CARGO_BIN_EXE_kentongan"))
        .arg("verify")
        .env("KENTONGAN_DATA", data)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && said.contains("1 cases") && said.contains("Every chain holds"), "{said}");
}

/// An office with a case and a file, some days old.
async fn an_office_at_work(data: &Path) -> Office {
    let office = Office::start(data, &[("KENTONGAN_NO_WORKER", "true")]).await;
    let database = office.database().await;
    let app =
        App::new(settings(data), Db::new(database.app_options(), 4), office.keys(), Store::on_disk(data).unwrap());
    let files = vec![stored(&app, "bukti.png", PHOTO.to_vec()).await];
    act::file(&app, NewCase { files, ..complaint("Pungli di loket") }).await.unwrap();
    app.db.close().await;
    as_superuser(&database, "update _sqlx_migrations set installed_on = installed_on - interval '9 days'").await;
    for file in stored_files(data) {
        let three_days_ago = kentongan::clock::now() - chrono::TimeDelta::days(3);
        let file = File::options().write(true).open(data.join(file)).unwrap();
        file.set_modified(SystemTime::from(three_days_ago)).unwrap();
    }
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_as_the_docs_tell_it_loses_nothing() {
    let (old, backup, new) = (Folder::new(), Folder::new(), Folder::new());
    let mut office = an_office_at_work(&old.0).await;
    let dump = backup.0.join("kentongan.dump");
    let dump = dump.to_str().unwrap();
    let database = office.database().await;
    postgres(&database, "pg_dump", &["--role=kentongan_backup", "-Fc", "-f", dump, DATABASE]);
    drop(database);
    office.stop();
    let files = stored_files(&old.0);
    assert_eq!(files.len(), 1);
    for part in ["keys", "files"] {
        copy(&old.0.join(part), &new.0);
    }

    // somebody forgets --no-worker: the worker does its day's work on an empty database
    works_for_a_day(&new.0).await;
    assert_eq!(stored_files(&new.0), files);

    let mut office = Office::start(&new.0, &[("KENTONGAN_NO_WORKER", "true")]).await;
    let database = office.database().await;
    postgres(&database, "pg_restore", &["-d", DATABASE, "--clean", "--if-exists", "--exit-on-error", dump]);
    as_superuser(&database, "delete from job where kind = 'forget'").await; // the next day
    drop(database);
    office.stop();
    holds(&new.0);
    works_for_a_day(&new.0).await;
    assert!(stored_files(&new.0).contains(&files[0]), "the original is where it was");
    holds(&new.0);
}

//! `make bench`: one release run, one table of ratios (design.md, "Speed and weight").
//!
//! `cargo bench --bench bench -- pages filing lists start` measures only what is named.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on has failed")]

/// Rows of seeded cases.
mod cases;
/// Binary COPY.
mod copy;
/// The last press.
mod filing;
/// Queue, case page, tracking at two sizes.
mod lists;
/// Public pages.
mod pages;
/// The seeded databases.
mod seed;
/// What one press asks of the database.
mod statements;
/// The table.
mod table;

#[expect(dead_code, reason = "the chaos tests use the rest")]
#[path = "../load/mod.rs"]
mod load;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use load::office::Office;
use table::Row;

/// Cases at the two sizes that are compared.
const SIZES: [u32; 2] = [10_000, 1_000_000];
/// Memory of the program after load.
const MEMORY_MIB: f64 = 100.0;

fn main() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    if let Ok(file) = std::env::var(pages::BARE) {
        // as many threads as the program itself has
        let bare = tokio::runtime::Runtime::new().expect("a runtime");
        bare.block_on(pages::serve_bare(&file));
        return ExitCode::SUCCESS;
    }
    let named: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let met = runtime.block_on(run(|part| named.is_empty() || named.iter().any(|name| name == part)));
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn run(wanted: impl Fn(&str) -> bool) -> bool {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    println!("load of the machine at the start: {}", load_average());
    let mut rows = Vec::new();
    if wanted("pages") || wanted("filing") || wanted("start") {
        rows.extend(program(&folder, &wanted).await);
    }
    if wanted("lists") {
        rows.extend(lists::measure(&folder, sizes()).await);
    }
    let met = table::print(&rows);
    println!("load of the machine at the end: {}", load_average());
    met
}

/// What is measured on the real program as a process of its own.
async fn program(folder: &std::path::Path, wanted: &impl Fn(&str) -> bool) -> Vec<Row> {
    let data = folder.join(format!("office-{}", std::process::id()));
    std::fs::create_dir_all(&data).expect("a folder");
    let mut rows = Vec::new();
    let mut office = Office::start(&data, &[("KENTONGAN_NO_WORKER", "true")]).await;
    let cluster = office.database().await.directory().to_owned();
    if wanted("pages") {
        rows.extend(pages::measure(&office, folder).await);
    }
    if wanted("filing") {
        rows.extend(filing::measure(&mut office, folder).await);
    }
    let memory = office.resident_mib();
    rows.push(Row::limit("memory after the load", format!("{memory:.0} MiB"), "≤ 100 MiB", memory <= MEMORY_MIB));
    office.stop();
    let start = office.again().await;
    rows.push(Row::limit(
        "start to the first answer",
        format!("{} ms", start.as_millis()),
        "≤ 1 s",
        start <= Duration::from_secs(1),
    ));
    office.stop();
    for folder in [&cluster, &data] {
        drop(std::fs::remove_dir_all(folder));
    }
    rows
}

/// Other sizes only to try the seeder: `KENTONGAN_BENCH_SIZES=1000,20000`.
fn sizes() -> [u32; 2] {
    let given = std::env::var("KENTONGAN_BENCH_SIZES").unwrap_or_default();
    let sizes: Vec<u32> = given.split(',').filter_map(|size| size.parse().ok()).collect();
    sizes.try_into().unwrap_or(SIZES)
}

fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

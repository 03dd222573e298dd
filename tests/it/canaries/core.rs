//! A crash leaves no picture of the memory behind.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpListener;

/// The program is held at its first word with the database, by a server that never answers; its shell allowed cores of
/// any size.
#[tokio::test]
async fn a_crash_leaves_no_core() {
    let folder = super::Folder(std::env::temp_dir().join(format!("kentongan-core-{}", uuid::Uuid::new_v4())));
    fs::create_dir_all(&folder.0).unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://siapa@{}/kentongan", silent.local_addr().unwrap());
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -c \"$(ulimit -H -c)\" && exec \"$0\" serve", env!("CARGO_BIN_EXE_kentongan")])
        .env("DATABASE_URL", url)
        .env("KENTONGAN_DATA", &folder.0)
        .current_dir(&folder.0)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _held = silent.accept().await.unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"], "{core}");
    kill_process(Pid::from_child(&child), Signal::ABORT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(Signal::ABORT.as_raw()));
    assert!(!status.core_dumped());
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("core")), "{left:?}");
}

/// Other accounts of the machine, and a debugger of the same account, may not look into it.
#[test]
fn nobody_else_reads_the_memory() {
    kentongan::quiet::keep_memory_to_ourselves().unwrap();
    assert_eq!(rustix::process::dumpable_behavior().unwrap(), rustix::process::DumpableBehavior::NotDumpable);
}

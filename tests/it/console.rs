//! The program at the console: commands want the office that is there, and the recovery shares are shown to people only.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::world::Folder;

fn kentongan(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan"));
    command.args(arguments).env("KENTONGAN_DATA", data).stdin(Stdio::null());
    for name in ["DATABASE_URL", "KENTONGAN_DEMO", "KENTONGAN_PRINT_SHARES", "JOURNAL_STREAM"] {
        command.env_remove(name);
    }
    command
}

/// Exit code, what stands on standard output and what on standard error.
fn said(out: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn a_command_without_an_office_says_so_and_makes_none() {
    let folder = Folder::new();
    for arguments in [
        &["verify"][..],
        &["migrate"],
        &["keys", "list"],
        &["keys", "add", "content"],
        &["admin", "invite", "--sign-in", "sari"],
        &["admin", "recovery", "open"],
    ] {
        let (code, out, error) = said(&kentongan(&folder.0, arguments).output().unwrap());
        assert_eq!((code, out.as_str()), (Some(78), ""), "{arguments:?}: {error}");
        assert!(error.contains("there is no office in"), "{arguments:?}: {error}");
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0, "{arguments:?} left something");
    }
}

#[test]
fn the_shares_of_a_new_office_are_shown_to_people_only() {
    let folder = Folder::new();
    let keys = folder.0.join("keys");
    // as under a service manager: nobody sits there, and what is printed is kept
    let (code, out, error) = said(&kentongan(&folder.0, &["serve", "--listen", "127.0.0.1:1"]).output().unwrap());
    assert_eq!((code, out.as_str()), (Some(78), ""), "{error}");
    assert!(error.contains("run `kentongan keys make` at a terminal first"), "{error}");
    let (code, out, error) = said(&kentongan(&folder.0, &["verify"]).output().unwrap());
    assert_eq!((code, out.as_str()), (Some(78), ""), "{error}");
    assert!(error.contains("this office has no keys yet") && !keys.exists(), "{error}");

    // the journal is no place for them, even if somebody asks
    let path = folder.0.join("journal");
    let journal = File::create(&path).unwrap();
    let meta = journal.metadata().unwrap();
    let out = kentongan(&folder.0, &["keys", "make"])
        .env("JOURNAL_STREAM", format!("{}:{}", meta.dev(), meta.ino()))
        .stdout(journal)
        .output()
        .unwrap();
    assert_eq!((out.status.code(), meta.len(), keys.exists()), (Some(78), 0, false));
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);

    let (code, out, error) = said(&kentongan(&folder.0, &["keys", "make"]).output().unwrap());
    assert_eq!(code, Some(0), "{error}");
    assert!(out.contains("PAPER 1 OF 3") && out.contains("PAPER 3 OF 3"), "{out}");
    let (code, out, error) = said(&kentongan(&folder.0, &["keys", "make"]).output().unwrap());
    assert_eq!((code, out.as_str()), (Some(0), "This office has its keys; nothing was made.\n"), "{error}");
    let (code, out, error) = said(&kentongan(&folder.0, &["verify"]).output().unwrap());
    assert_eq!(code, Some(0), "{error}");
    assert!(out.contains("Every chain holds") && !out.contains("PAPER"), "{out}");

    if rustix::process::geteuid().is_root() {
        chown(&keys, Some(54_321), Some(54_321)).unwrap();
        let before = fs::read_dir(&keys).unwrap().count();
        for arguments in [&["keys", "add", "content"][..], &["serve", "--listen", "127.0.0.1:1"]] {
            let (code, _, error) = said(&kentongan(&folder.0, arguments).output().unwrap());
            assert_eq!((code, fs::read_dir(&keys).unwrap().count()), (Some(78), before), "{error}");
            assert!(error.contains("belongs to the account 54321"), "{error}");
        }
    }
}

/// A service manager tries again after 75, and after 78 only when somebody has changed something.
#[test]
fn what_may_pass_ends_with_75_and_a_demonstration_never_opens_a_real_office() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    kentongan(&folder.0, &["keys", "make"]).output().unwrap();
    let (code, _, error) = said(&kentongan(&folder.0, &["serve", "--listen", &listen]).output().unwrap());
    assert_eq!(code, Some(75), "{error}");
    let (code, out, error) = said(&kentongan(&folder.0, &["admin", "invite", "--sign-in", "adi"]).output().unwrap());
    assert!(code == Some(0) && out.contains("/petugas/undangan/"), "{error}");
    let (code, _, error) = said(&kentongan(&folder.0, &["serve", "--demo", "--listen", &listen]).output().unwrap());
    assert_eq!(code, Some(78), "{error}");
    assert!(error.contains("opened without --demo"), "{error}");
}

//! A real clamd with signatures made by hand: EICAR's string, and the code and the hash of ClamAV's harmless test program.
#![expect(clippy::format_collect, reason = "small files, made here")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kentongan::files::clamd::Clamd;
use rustix::process::{Pid, Signal, kill_process};

/// The string that every scanner knows; put together here, so that no scanner finds it in this file.
pub fn eicar() -> Vec<u8> {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*"].concat().into_bytes()
}

/// What the test program of ClamAV does, and what it is when nobody has packed it.
const PROGRAM: &str = "33c050508bf35350b02940300466ac79f9ba3100780dad50ff66700e1fbe3100e9e5ffb409cd21b44ccd21";
const WHOLE: &str = "aa15bcf478d165efd2065190eb473bcb:544:Program-Test";

/// A daemon in a folder of its own; ends with this value.
pub struct Scanner {
    child: Option<Child>,
    folder: PathBuf,
}

impl Scanner {
    pub async fn start(folder: &Path) -> Self {
        let base = folder.join("clamd");
        fs::create_dir_all(base.join("db")).expect("a folder for signatures");
        fs::create_dir_all(base.join("tmp")).expect("a folder for the scanner");
        let hex: String = eicar().iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(base.join("db/test.ndb"), format!("Eicar-Test:0:*:{hex}\nProgram-Test:0:*:{PROGRAM}\n"))
            .expect("signatures");
        fs::write(base.join("db/test.hdb"), format!("{WHOLE}\n")).expect("hashes");
        let at = base.display();
        let settings = format!(
            "Foreground yes\nLocalSocket {at}/socket\nDatabaseDirectory {at}/db\nTemporaryDirectory {at}/tmp\n\
             StreamMaxLength 100M\nMaxScanSize 200M\nMaxScanTime 60000\nMaxRecursion 12\nMaxFiles 2000\nAlertExceedsMax yes\n\
             AlertEncrypted yes\nMaxThreads 2\nLogFile {at}/log\n"
        );
        fs::write(base.join("clamd.conf"), settings).expect("settings");
        let mut scanner = Self { child: None, folder: base };
        scanner.back().await;
        scanner
    }

    /// Where it listens.
    pub fn address(&self) -> Clamd {
        Clamd::Unix(self.folder.join("socket"))
    }

    /// Starts it again and waits until it answers.
    pub async fn back(&mut self) {
        let _ = fs::remove_file(self.folder.join("socket"));
        let child = Command::new("clamd")
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .arg(format!("--config-file={}", self.folder.join("clamd.conf").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("clamd, from the package clamav-daemon");
        self.child = Some(child);
        let began = Instant::now();
        while self.address().ping().await.is_err() {
            assert!(began.elapsed() < Duration::from_mins(1), "clamd does not answer");
            tokio::task::yield_now().await;
        }
    }

    /// Takes it away at once.
    pub fn gone(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("our own clamd");
            child.wait().expect("our own clamd");
        }
    }

    /// It goes on taking connections and answers nothing.
    pub fn hangs(&self) {
        kill_process(self.pid(), Signal::STOP).expect("our own clamd");
    }

    pub fn goes_on(&self) {
        kill_process(self.pid(), Signal::CONT).expect("our own clamd");
    }

    fn pid(&self) -> Pid {
        Pid::from_child(self.child.as_ref().expect("a running clamd"))
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.gone();
    }
}

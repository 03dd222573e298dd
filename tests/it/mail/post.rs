//! A real mail server beside the test, with moods.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mail/server.py");

/// A message as the server took it.
#[derive(Debug, Deserialize)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Letter {
    pub fn header(&self, name: &str) -> &str {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
        line.and_then(|line| line.split_once(": ")).map(|(_, value)| value).unwrap_or_default()
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default()
    }
}

/// The server, a process of its own.
pub struct Post {
    child: Option<Child>,
    folder: PathBuf,
    pub port: u16,
}

impl Post {
    pub fn open() -> Self {
        let folder = std::env::temp_dir().join(format!("kentongan-post-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("box"), "").unwrap();
        let mut post = Self { child: None, folder, port: 0 };
        post.mood("ok");
        post.start();
        post
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Starts it, again at the port that it had.
    pub fn start(&mut self) {
        // Debian's python, which has Debian's aiosmtpd
        let mut child = Command::new("/usr/bin/python3")
            .args([Path::new(SCRIPT), &self.file("mood"), &self.file("box")])
            .arg(self.port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with python3-aiosmtpd (.ci/setup test installs it)");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.port = line.trim().parse().expect("python3-aiosmtpd is missing: .ci/setup test installs it");
        self.child = Some(child);
    }

    /// Kills it: connections are refused from now on.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// `ok`, `busy`, `closing`, `refuse`, `hang`, `late`, `die` or `mute`.
    pub fn mood(&self, mood: &str) {
        fs::write(self.file("mood"), mood).unwrap();
    }

    /// Everything that it ever took.
    pub fn letters(&self) -> Vec<Letter> {
        let text = fs::read_to_string(self.file("box")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Whom it took something for, each once.
    pub fn reached(&self) -> BTreeSet<String> {
        self.letters().into_iter().flat_map(|letter| letter.to).collect()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.kill();
        drop(fs::remove_dir_all(&self.folder));
    }
}

//! The postmaster as a child: one thread starts it, waits for it, and starts it again when it dies.

use super::find::command;
use super::place::Place;
use super::{Durability, PORT, PgError};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long to wait before the next try. A killed postmaster's children need a moment to let go of its
/// shared memory, and its own process number can linger until it is reaped.
const AGAIN: Duration = Duration::from_millis(250);

/// The log is set aside at a start when it is larger than this many bytes.
const LARGEST_LOG: u64 = 10 << 20;

/// Settings of every managed server. A private socket and no port; nothing that a person wrote may reach the
/// log: no statements, no parameters, no details, no client errors (security.md §2.13).
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=128MB",
    "wal_compression=on",
    "log_destination=stderr",
    "logging_collector=off",
    "log_statement=none",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "log_min_messages=log",
    "log_checkpoints=off",
];

/// A receipt shown must survive a power cut.
const DURABLE: &[&str] = &["fsync=on", "full_page_writes=on", "synchronous_commit=on"];

/// Test databases are thrown away, so they need not wait for the disk.
const FOR_TESTS: &[&str] = &["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/// A running postmaster and the thread that keeps it running.
#[derive(Debug)]
pub(super) struct Postmaster {
    watch: Arc<Watch>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Watch {
    state: Mutex<State>,
    stopping: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopping: bool,
    pid: Option<Pid>,
    exits: u32,
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Postmaster {
    /// Starts the server and its watcher; returns before the server answers.
    pub fn start(place: &Place, programs: PathBuf, durability: Durability) -> Result<Self, PgError> {
        let watch = Arc::new(Watch::default());
        let (theirs, place) = (Arc::clone(&watch), place.clone());
        let root = place.root.clone();
        // the death signal follows the thread that forks, so this one lives as long as the server
        let thread = std::thread::Builder::new()
            .name("postmaster".to_owned())
            .spawn(move || keep_running(&theirs, &place, &programs, durability))
            .map_err(PgError::at(root))?;
        Ok(Self { watch, thread: Some(thread) })
    }

    /// How many times the server has ended so far.
    pub fn exits(&self) -> u32 {
        self.watch.lock().exits
    }

    /// The process number, while it runs.
    #[cfg(test)]
    pub fn pid(&self) -> Option<Pid> {
        self.watch.lock().pid
    }

    /// Fast shutdown: open transactions are rolled back, the checkpoint is waited for.
    pub fn stop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        let mut state = self.watch.lock();
        state.stopping = true;
        if let Some(pid) = state.pid {
            let _ = kill_process(pid, Signal::INT); // already gone is as good
        }
        drop(state);
        self.watch.stopping.notify_all();
        drop(thread.join());
    }
}

fn keep_running(watch: &Watch, place: &Place, programs: &Path, durability: Durability) {
    loop {
        let mut state = watch.lock();
        if state.stopping {
            return;
        }
        // under the lock, so that `stop` either sees the new process or comes before it
        let child = spawn(place, programs, durability);
        state.pid = child.as_ref().ok().and_then(|child| Pid::from_raw(i32::try_from(child.id()).ok()?));
        drop(state);
        match child {
            Ok(mut child) => drop(child.wait()),
            Err(error) => tracing::error!(%error, "the database cannot be started"),
        }
        let mut state = watch.lock();
        state.pid = None;
        state.exits += 1;
        if state.stopping {
            return;
        }
        tracing::warn!("the database process ended, starting it again");
        drop(watch.stopping.wait_timeout(state, AGAIN));
    }
}

fn spawn(place: &Place, programs: &Path, durability: Durability) -> std::io::Result<Child> {
    let path = place.log();
    if fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST_LOG) {
        fs::rename(&path, path.with_extension("log.1"))?;
    }
    let log = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
    let mut postgres = command(&programs.join("postgres"), place.account);
    postgres
        .current_dir(&place.root)
        .arg("-D")
        .arg(place.data())
        .args(["-p", &PORT.to_string(), "-k"])
        .arg(&place.socket)
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0); // Ctrl-C in the terminal is for the server, which still needs the database to drain
    set(&mut postgres, SETTINGS);
    set(&mut postgres, if durability == Durability::Durable { DURABLE } else { FOR_TESTS });
    postgres.spawn()
}

fn set(postgres: &mut Command, settings: &[&str]) {
    for setting in settings {
        postgres.args(["-c", setting]);
    }
}

/// Ends a server that outlived the process it belonged to. Call only while owning the database.
pub(super) fn end_orphan(place: &Place) {
    let Some(pid) = running(place) else { return };
    tracing::warn!("ending a database process that an earlier run left behind");
    let started = Instant::now();
    let mut signal = Signal::INT;
    while running(place) == Some(pid) && started.elapsed() < Duration::from_secs(30) {
        let _ = kill_process(pid, signal);
        std::thread::sleep(Duration::from_millis(50));
        if started.elapsed() > Duration::from_secs(20) {
            signal = Signal::QUIT; // give up on the checkpoint; recovery replays it
        }
    }
}

/// The postmaster of this data directory, if its process number is still alive and works there.
fn running(place: &Place) -> Option<Pid> {
    let data = place.data();
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: i32 = file.lines().next()?.trim().parse().ok()?;
    let cwd = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    (cwd == data).then(|| Pid::from_raw(pid)).flatten()
}

/// The last line that the server wrote, for an error message.
pub(super) fn last_words(place: &Place) -> String {
    let log = fs::read_to_string(place.log()).unwrap_or_default();
    log.lines().last().unwrap_or("it said nothing").to_owned()
}

//! Files of strangers are taken apart in a process of their own, which can read its input and write its output and
//! nothing else: no file, no network, no other program, little memory, little time.

/// The inside: what the child does.
pub mod child;

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::scrub::Unfit;
use super::{FileKind, MAX_BYTES};

/// How long one file may take by the clock on the wall.
const WALL: Duration = Duration::from_secs(20);
/// How long a child may linger once it has said everything, and how often it is looked after.
const LINGER: Duration = Duration::from_secs(1);
const GLANCE: Duration = Duration::from_millis(2);
/// Most bytes of a copy: a picture that was packed better may grow.
const MOST: u64 = 4 * MAX_BYTES;

/// Starts the children.
#[derive(Debug, Clone)]
pub struct Sandbox {
    program: PathBuf,
}

/// What became of one file.
#[derive(Debug)]
pub enum Outcome {
    /// The copy without metadata.
    Clean(FileKind, Vec<u8>),
    /// No copy can be made, and why.
    Unfit(Unfit),
    /// The child used more than it may, or fell over; it always will.
    Broken,
    /// Time ran out, or somebody ended the child: another day it may go well.
    TimedOut,
    /// The kernel offers no confinement, so nothing was read.
    Unconfined,
}

/// What a child could do when it tried everything that it must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confinement {
    /// Nothing.
    Holds,
    /// Something, or confinement could not be set up at all.
    Fails,
}

impl Sandbox {
    /// Children are started from this program; the running one when none is named, also when an upgrade has replaced it.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program: program.unwrap_or_else(|| "/proc/self/exe".into()) }
    }

    /// Takes the metadata out of one file. Blocks until the child has ended, at most 21 seconds.
    pub fn scrub(&self, kind: FileKind, original: Vec<u8>) -> io::Result<Outcome> {
        let (ending, output) = self.run(format!("{}\n", kind.extension()).into_bytes(), original)?;
        Ok(match (ending, child::parse(&output)) {
            (Ending::Code(0), Some(Ok((found, at)))) if may_become(kind, found) => {
                let mut output = output;
                Outcome::Clean(found, output.split_off(at))
            }
            (Ending::Code(0), Some(Err(reason))) => Outcome::Unfit(reason),
            (Ending::Code(child::UNCONFINED), _) => Outcome::Unconfined,
            (Ending::TimedOut, _) => Outcome::TimedOut,
            _ => Outcome::Broken,
        })
    }

    /// Whether a child is as shut in as it must be: it tries to read a file, to reach the network, to start a
    /// program and to signal one.
    pub fn confinement(&self) -> io::Result<Confinement> {
        let (ending, output) = self.run(child::PROBE.to_vec(), Vec::new())?;
        let holds = matches!(ending, Ending::Code(0)) && output == child::SHUT_IN;
        Ok(if holds { Confinement::Holds } else { Confinement::Fails })
    }

    fn run(&self, head: Vec<u8>, body: Vec<u8>) -> io::Result<(Ending, Vec<u8>)> {
        let mut child = Command::new(&self.program)
            .arg("sandbox")
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the child has no pipes"));
        };
        std::thread::spawn(move || {
            // a child that has made up its mind closes its end
            let _ = input.write_all(&head).and_then(|()| input.write_all(&body));
        });
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(MOST + 1).read_to_end(&mut bytes);
            // nobody waits any more when time has run out
            let _ = send.send(read.map(|_| bytes));
        });
        let received = receive.recv_timeout(WALL);
        if received.is_err() {
            child.kill()?;
        }
        let ending = end(&mut child)?;
        match received {
            Ok(bytes) => {
                let bytes = bytes?;
                let over = bytes.len() as u64 > MOST;
                Ok(if over { (Ending::Other, Vec::new()) } else { (ending, bytes) })
            }
            Err(_) => Ok((Ending::TimedOut, Vec::new())),
        }
    }
}

/// A child that somebody has taken over does not choose what officers open.
fn may_become(kind: FileKind, copy: FileKind) -> bool {
    kind == copy || kind == FileKind::Webp && matches!(copy, FileKind::Jpg | FileKind::Png)
}

enum Ending {
    Code(u8),
    TimedOut,
    Other,
}

/// A child that somebody has taken over might close its output and stay: it is ended.
fn end(child: &mut Child) -> io::Result<Ending> {
    use std::os::unix::process::ExitStatusExt;
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begin.elapsed() > LINGER {
            child.kill()?;
            break child.wait()?;
        }
        std::thread::sleep(GLANCE);
    };
    Ok(match (status.code(), status.signal()) {
        (Some(code), _) => u8::try_from(code).map_or(Ending::Other, Ending::Code),
        // ended from outside: by an operator, or by a machine without memory
        (None, Some(9 | 15)) => Ending::TimedOut,
        _ => Ending::Other,
    })
}

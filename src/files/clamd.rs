//! ClamAV's daemon, spoken to by `INSTREAM`: bytes go to it, no path and no file is shared.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::{Stream, TryStreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// How long a connection and a greeting may take.
const GREETING: Duration = Duration::from_secs(5);
/// How long one file may take.
const SCAN: Duration = Duration::from_mins(2);
/// A file to try it with.
const HARMLESS: &[u8] = b"Kentongan\n";
/// Longest answer that is read.
const ANSWER: u64 = 4096;

/// Where the daemon listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// A socket of this machine.
    Unix(PathBuf),
    /// A host and a port. Bytes go there in the clear, so it must be this machine or a private network.
    Tcp(String),
}

/// What the scanner says of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Infected,
    /// Locked with a password, or larger or deeper than the scanner looks.
    Unscannable,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// Nobody answers, or not in time: later.
    #[error("the virus scanner does not answer: {0}")]
    Away(#[source] io::Error),
    /// It answers, but not about this file, in all the time that a file may take.
    #[error("the virus scanner takes too long over a file")]
    TooLong,
    /// It took this file and hung up without a word, as it does when it falls over one.
    #[error("the virus scanner hung up over a file: {0}")]
    HungUp(#[source] io::Error),
    /// The scanner failed at this file.
    #[error("the virus scanner failed at a file")]
    Failed,
    /// The file could not be read from the store.
    #[error("a file could not be read for the virus scanner: {0}")]
    Source(#[source] io::Error),
}

impl FromStr for Clamd {
    type Err = &'static str;

    /// `unix:/path/to/socket` or `host:port`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') { Ok(Self::Unix(path.into())) } else { Err("unix: needs a whole path") };
        }
        match text.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(Self::Tcp(text.to_owned())),
            _ => Err("say unix:/path/to/socket or host:port"),
        }
    }
}

impl fmt::Display for Clamd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Tcp(address) => f.write_str(address),
        }
    }
}

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

impl Clamd {
    /// Whether the daemon answers at all.
    pub async fn ping(&self) -> Result<(), ScanError> {
        let answer = within(GREETING, async {
            let mut wire = self.connect().await?;
            wire.write_all(b"zPING\0").await?;
            answer(&mut wire).await
        })
        .await
        .map_err(ScanError::Away)?;
        if answer == "PONG" { Ok(()) } else { Err(ScanError::Away(io::Error::other("it answers something else"))) }
    }

    /// Sends one file and waits for the verdict, at most two minutes.
    pub async fn scan(&self, file: impl Stream<Item = io::Result<Bytes>>) -> Result<Verdict, ScanError> {
        self.scan_within(SCAN, file).await
    }

    async fn scan_within(
        &self,
        limit: Duration,
        file: impl Stream<Item = io::Result<Bytes>>,
    ) -> Result<Verdict, ScanError> {
        let mut wire = within(GREETING, self.connect()).await.map_err(ScanError::Away)?;
        let (mut broken, mut cut) = (None, None);
        let answer = timeout(limit, async {
            match send(&mut wire, file, &mut broken).await {
                Ok(()) => {}
                // it closes early when it has seen enough; what it said is still there
                Err(error) if broken.is_none() => cut = Some(error),
                Err(error) => return Err(error),
            }
            answer(&mut wire).await
        })
        .await;
        if let Some(error) = broken {
            return Err(ScanError::Source(error));
        }
        match answer {
            Ok(Ok(answer)) => judge(&answer),
            Ok(Err(error)) => Err(ScanError::HungUp(cut.unwrap_or(error))),
            Err(_) => Err(ScanError::TooLong),
        }
    }

    /// Whether it scans a file at all that nothing can be wrong with.
    pub async fn scans(&self) -> Result<(), ScanError> {
        match self.scan(futures_util::stream::iter([Ok(Bytes::from_static(HARMLESS))])).await {
            Ok(Verdict::Clean) => Ok(()),
            _ => Err(ScanError::Away(io::Error::other("it fails at every file"))),
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Wire>> {
        Ok(match self {
            Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
        })
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(limit, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn send(
    wire: &mut (impl AsyncWrite + Unpin),
    file: impl Stream<Item = io::Result<Bytes>>,
    broken: &mut Option<io::Error>,
) -> io::Result<()> {
    wire.write_all(b"zINSTREAM\0").await?;
    let mut file = pin!(file);
    loop {
        match file.try_next().await {
            // an empty piece would say that the file has ended
            Ok(Some(piece)) if piece.is_empty() => {}
            Ok(Some(piece)) => {
                let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
                wire.write_all(&length.to_be_bytes()).await?;
                wire.write_all(&piece).await?;
            }
            Ok(None) => break,
            Err(error) => {
                let kind = error.kind();
                *broken = Some(error);
                return Err(kind.into());
            }
        }
    }
    wire.write_all(&[0; 4]).await?;
    wire.flush().await
}

async fn answer(wire: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut bytes = Vec::new();
    wire.take(ANSWER).read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_end_matches(['\0', '\n']);
    if text.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(text.to_owned()) }
}

/// `stream: OK`, `stream: Name FOUND`, `... ERROR`. Limits and locks are told as names, when the daemon is set to tell.
fn judge(answer: &str) -> Result<Verdict, ScanError> {
    if answer.ends_with(": OK") {
        return Ok(Verdict::Clean);
    }
    if let Some(name) = answer.strip_suffix(" FOUND") {
        let name = name.rsplit(": ").next().unwrap_or(name);
        let unscannable = ["Heuristics.Encrypted", "Heuristics.Limits.Exceeded"].iter().any(|it| name.starts_with(it));
        return Ok(if unscannable { Verdict::Unscannable } else { Verdict::Infected });
    }
    if answer.contains("size limit exceeded") { Ok(Verdict::Unscannable) } else { Err(ScanError::Failed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_socket_or_a_host_with_its_port() {
        assert_eq!("unix:/run/clamav/clamd.ctl".parse(), Ok(Clamd::Unix("/run/clamav/clamd.ctl".into())));
        assert_eq!("127.0.0.1:3310".parse(), Ok(Clamd::Tcp("127.0.0.1:3310".to_owned())));
        for wrong in ["", "unix:clamd.ctl", "localhost", ":3310", "host:port", "host:99999"] {
            assert!(wrong.parse::<Clamd>().is_err(), "{wrong}");
        }
        assert_eq!("unix:/a".parse::<Clamd>().map(|it| it.to_string()), Ok("unix:/a".to_owned()));
    }

    /// Somebody who takes a connection and says nothing: that is not the same as nobody being there.
    #[tokio::test]
    async fn a_file_over_which_time_runs_out_is_told_from_a_scanner_that_is_away() {
        let folder = std::env::temp_dir().join(format!("kt-{}", uuid::Uuid::new_v4().simple()));
        let clamd = Clamd::Unix(folder.clone());
        let file = || futures_util::stream::iter([Ok(Bytes::from_static(b"surat"))]);
        let limit = Duration::from_millis(50);
        assert!(matches!(clamd.scan_within(limit, file()).await, Err(ScanError::Away(_))));
        let silent = tokio::net::UnixListener::bind(&folder).expect("a socket");
        assert!(matches!(clamd.scan_within(limit, file()).await, Err(ScanError::TooLong)));
        drop(silent);
        std::fs::remove_file(folder).expect("our own socket");
    }

    /// Somebody who takes a file and dies of it.
    #[tokio::test]
    async fn a_scanner_that_hangs_up_over_a_file_is_told_from_one_that_is_away() {
        let folder = std::env::temp_dir().join(format!("kt-{}", uuid::Uuid::new_v4().simple()));
        let clamd = Clamd::Unix(folder.clone());
        let dies = tokio::net::UnixListener::bind(&folder).expect("a socket");
        let (seen, ()) =
            tokio::join!(clamd.scan(futures_util::stream::iter([Ok(Bytes::from_static(b"surat"))])), async {
                let (mut wire, _) = dies.accept().await.expect("somebody");
                let mut order = [0; 10];
                wire.read_exact(&mut order).await.expect("an order");
            });
        assert!(matches!(seen, Err(ScanError::HungUp(_))), "{seen:?}");
        std::fs::remove_file(folder).expect("our own socket");
    }

    #[test]
    fn every_answer_of_the_scanner_is_understood() {
        assert!(matches!(judge("stream: OK"), Ok(Verdict::Clean)));
        assert!(matches!(judge("stream: Eicar-Test.UNOFFICIAL FOUND"), Ok(Verdict::Infected)));
        assert!(matches!(judge("stream: Heuristics.Encrypted.Zip FOUND"), Ok(Verdict::Unscannable)));
        assert!(matches!(judge("stream: Heuristics.Limits.Exceeded.MaxFiles FOUND"), Ok(Verdict::Unscannable)));
        assert!(matches!(judge("INSTREAM size limit exceeded. ERROR"), Ok(Verdict::Unscannable)));
        assert!(matches!(judge("stream: Can't allocate memory ERROR"), Err(ScanError::Failed)));
    }
}

//! Settings: each has a flag and an environment name.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::files::clamd::Clamd;

/// What `serve` can be told. Secrets are never here: they are files (see the vault).
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address to listen on.
    #[arg(long, env = "KENTONGAN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder for the private database, files and keys.
    #[arg(long, env = "KENTONGAN_DATA", default_value = "./var")]
    pub data: PathBuf,
    /// Address that people type, for QR codes and cookies; `https://` turns Secure cookies and HSTS on.
    /// Unset: `http://` and the listening address.
    #[arg(long, env = "KENTONGAN_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// An external PostgreSQL; unset, a private one in the data folder is started.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Fill an empty database with a plausible office; only on loopback.
    #[arg(long, env = "KENTONGAN_DEMO")]
    pub demo: bool,
    /// Database connections at most.
    #[arg(long, env = "KENTONGAN_DB_CONNECTIONS", default_value_t = 24)]
    pub db_connections: u32,
    /// Do not run the worker in this process.
    #[arg(long, env = "KENTONGAN_NO_WORKER")]
    pub no_worker: bool,
    /// How evidence is looked at before officers read it.
    #[command(flatten)]
    pub evidence: EvidenceConfig,
}

/// The virus scanner, and what holds without one.
#[derive(Debug, Clone, Default, Args)]
pub struct EvidenceConfig {
    /// ClamAV's daemon: `unix:/path/to/socket` or `host:port`. Unset: nothing is scanned.
    #[arg(long, env = "KENTONGAN_CLAMD")]
    pub clamd: Option<Clamd>,
    /// Without a scanner: whether officers may read files that nobody has scanned.
    #[arg(long, env = "KENTONGAN_UNSCANNED", value_enum, default_value_t)]
    pub unscanned: Unscanned,
    /// The program whose `sandbox` takes files apart; this one when unset. For tests, which are another program.
    #[arg(skip)]
    pub sandbox: Option<PathBuf>,
}

/// What holds for files that nobody has scanned, in an office without a scanner. The office has to say it openly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Unscanned {
    /// They stay closed.
    #[default]
    Refuse,
    /// Officers read them, told that they were not scanned.
    Read,
}

impl Config {
    /// The address that people type, without a trailing slash.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url
            .as_deref()
            .map_or_else(|| format!("http://{}", self.listen), |url| url.trim_end_matches('/').to_owned())
    }

    /// Whether cookies are Secure and carry the `__Host-` prefix.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether officers may read what was not scanned. In DEMO everything is made up.
    #[must_use]
    pub fn reads_unscanned(&self) -> bool {
        self.evidence.clamd.is_none() && (self.demo || self.evidence.unscanned == Unscanned::Read)
    }

    /// Why these settings cannot be used, in one sentence.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        (self.demo && !self.listen.ip().is_loopback())
            .then_some("DEMO shows its password to everybody, so it listens on a loopback address only; choose 127.0.0.1 or drop --demo.")
    }
}

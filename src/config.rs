//! Settings: each has a flag and an environment name.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

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
    /// How notices leave the house.
    #[command(flatten)]
    pub mail: Mail,
}

/// The mail server. Its name and password, if it asks for them, are a file: `smtp` beside the keys.
#[derive(Debug, Clone, Default, Args)]
pub struct Mail {
    /// Mail server for notices: `smtps://host:465`, or `smtp://host:587` with STARTTLS; without TLS only on this machine.
    /// Unset: no mail is sent.
    #[arg(long, env = "KENTONGAN_SMTP_URL")]
    pub smtp_url: Option<String>,
    /// Sender of notices: a neutral address that names neither the office nor complaints.
    #[arg(long = "mail-from", env = "KENTONGAN_MAIL_FROM")]
    pub from: Option<String>,
}

impl Mail {
    /// Whether notices are sent at all.
    #[must_use]
    pub const fn on(&self) -> bool {
        self.smtp_url.is_some()
    }
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

    /// Why these settings cannot be used, in one sentence.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        (self.demo && !self.listen.ip().is_loopback())
            .then_some("DEMO shows its password to everybody, so it listens on a loopback address only; choose 127.0.0.1 or drop --demo.")
    }
}

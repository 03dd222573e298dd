//! Settings: each has a flag and an environment name.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ipnet::IpNet;

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
    /// Unset: `http://localhost` and the port, or the address that it listens on when that is another machine's to reach.
    #[arg(long, env = "KENTONGAN_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// An external PostgreSQL; unset, a private one in the data folder is started.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Fill an empty database with a plausible office; only on loopback.
    #[arg(long, env = "KENTONGAN_DEMO")]
    pub demo: bool,
    /// Database connections at most. The worker needs two at once.
    #[arg(long, env = "KENTONGAN_DB_CONNECTIONS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(2..))]
    pub db_connections: u32,
    /// Do not run the worker in this process.
    #[arg(long, env = "KENTONGAN_NO_WORKER")]
    pub no_worker: bool,
    /// Print the recovery shares of a new office even where no terminal shows them. They may then lie in a log, where two
    /// of them open every identity: for trying the program out, and for tests.
    #[arg(long, env = "KENTONGAN_PRINT_SHARES")]
    pub print_shares: bool,
    /// How notices leave the house.
    #[command(flatten)]
    pub mail: Mail,
    /// Who may come in, and through what.
    #[command(flatten)]
    pub door: DoorConfig,
    /// How evidence is looked at before officers read it.
    #[command(flatten)]
    pub evidence: EvidenceConfig,
    /// Where officers may sign in instead of with a password.
    #[command(flatten)]
    pub oidc: OidcConfig,
}

/// The agency's own identity provider (OpenID Connect). Its client secret, where it has one, is a file: `oidc` beside the
/// keys. The address to register there is the public address followed by `/petugas/masuk/instansi/kembali`.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcConfig {
    /// Issuer of the agency's identity provider, `https://...`, as it calls itself. Unset: officers have passwords here only.
    #[arg(long = "oidc-issuer", env = "KENTONGAN_OIDC_ISSUER", requires = "client")]
    pub issuer: Option<String>,
    /// What this office is called there: the client id.
    #[arg(long = "oidc-client", env = "KENTONGAN_OIDC_CLIENT")]
    pub client: Option<String>,
    /// What officers call the provider; unset: its host.
    #[arg(long = "oidc-name", env = "KENTONGAN_OIDC_NAME")]
    pub name: Option<String>,
}

impl OidcConfig {
    /// What officers call the provider, in an office that has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let host = self.issuer.as_deref()?.split('/').nth(2)?;
        Some(self.name.as_deref().unwrap_or(host))
    }

    /// Why these settings cannot be used, in one sentence.
    fn refusal(&self) -> Option<&'static str> {
        let issuer = self.issuer.as_deref()?;
        let here = ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| issuer.starts_with(start));
        (!here && !issuer.starts_with("https://"))
            .then_some("--oidc-issuer begins with https://, because what comes from there opens accounts.")
    }
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

/// The door: proxies in front, load, the onion service.
#[derive(Debug, Clone, Args)]
pub struct DoorConfig {
    /// Addresses or networks of reverse proxies, with commas between. Only their PROXY protocol and `X-Forwarded-For` are
    /// believed.
    #[arg(long, env = "KENTONGAN_TRUSTED_PROXY", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,
    /// The proxies say who asks in `Forwarded` (RFC 7239), and `X-Forwarded-For` is not read. Only one of the two is ever
    /// believed, because most proxies hand the other on as the browser sent it.
    #[arg(long, env = "KENTONGAN_FORWARDED")]
    pub forwarded: bool,
    /// Look-ups of codes, and filings, in a minute, above which every browser is asked for proof of work.
    #[arg(long, env = "KENTONGAN_BUSY", default_value_t = BUSY)]
    pub busy: u32,
    /// Loopback address for Tor to connect to.
    #[arg(long, env = "KENTONGAN_ONION_LISTEN", requires = "onion_host")]
    pub onion_listen: Option<SocketAddr>,
    /// Name of the onion service; the clear site tells browsers of it.
    #[arg(long, env = "KENTONGAN_ONION_HOST")]
    pub onion_host: Option<String>,
}

/// See [`DoorConfig::busy`]; security.md §2.9.
const BUSY: u32 = 600;

impl Default for DoorConfig {
    fn default() -> Self {
        Self { trusted_proxy: Vec::new(), forwarded: false, busy: BUSY, onion_listen: None, onion_host: None }
    }
}

impl DoorConfig {
    /// The address of the site as an onion service, without a trailing slash.
    #[must_use]
    pub fn onion_url(&self) -> Option<String> {
        self.onion_host.as_ref().map(|host| format!("http://{host}"))
    }

    /// Why these settings cannot be used, in one sentence.
    fn refusal(&self) -> Option<&'static str> {
        if self.onion_host.as_ref().is_some_and(|host| !is_onion(host)) {
            Some("--onion-host is the bare name of an onion service: 56 letters and digits, then .onion")
        } else if self.onion_listen.is_some_and(|listen| !listen.ip().is_loopback()) {
            Some(
                "--onion-listen is for Tor on this machine only, because what comes in there is not encrypted; choose 127.0.0.1.",
            )
        } else {
            None
        }
    }
}

/// A version 3 name: 35 bytes in base32 (rend-spec-v3, §6).
fn is_onion(host: &str) -> bool {
    host.strip_suffix(".onion").is_some_and(|name| {
        name.len() == 56 && name.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
    })
}

/// `10.0.0.0/8`, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let single = text.parse::<IpAddr>().map(IpNet::from);
    single.or_else(|_| text.parse()).map_err(|_| format!("{text} is neither an address nor a network"))
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
        if let Some(url) = self.public_url.as_deref() {
            return url.trim_end_matches('/').to_owned();
        }
        // browsers bind passkeys to a name, never to a number
        if self.listen.ip().is_loopback() || self.listen.ip().is_unspecified() {
            format!("http://localhost:{}", self.listen.port())
        } else {
            format!("http://{}", self.listen)
        }
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
            .or_else(|| self.door.refusal())
            .or_else(|| self.oidc.refusal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_onion_service_is_named_rightly_and_listens_here_only() {
        let name = format!("{}.onion", "a".repeat(56));
        let with = |host: &str, listen: &str| DoorConfig {
            onion_host: Some(host.to_owned()),
            onion_listen: Some(listen.parse().unwrap()),
            ..DoorConfig::default()
        };
        assert_eq!(with(&name, "127.0.0.1:8081").refusal(), None);
        assert!(with(&name, "0.0.0.0:8081").refusal().is_some());
        for wrong in ["lapor.example.id", "http://a.onion", "a.onion", &name.to_uppercase(), &format!("www.{name}")] {
            assert!(with(wrong, "127.0.0.1:8081").refusal().is_some(), "{wrong}");
        }
    }

    #[test]
    fn the_identity_provider_is_reached_safely_and_has_a_name() {
        let of = |issuer: &str, name: Option<&str>| OidcConfig {
            issuer: Some(issuer.to_owned()),
            client: Some("kentongan".to_owned()),
            name: name.map(str::to_owned),
        };
        assert_eq!(of("https://masuk.contoh.id/realms/asn", None).name(), Some("masuk.contoh.id"));
        assert_eq!(of("https://masuk.contoh.id", Some("SSO Contoh")).name(), Some("SSO Contoh"));
        assert_eq!(OidcConfig::default().name(), None);
        for safe in ["https://masuk.contoh.id", "http://127.0.0.1:5556/dex", "http://localhost:5556"] {
            assert_eq!(of(safe, None).refusal(), None, "{safe}");
        }
        for open in ["http://masuk.contoh.id", "http://localhost.contoh.id", "masuk.contoh.id"] {
            assert!(of(open, None).refusal().is_some(), "{open}");
        }
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        assert!(network("10.0.0.0/8").unwrap().contains(&"10.1.2.3".parse::<IpAddr>().unwrap()));
        assert!(network("2001:db8::1").unwrap().contains(&"2001:db8::1".parse::<IpAddr>().unwrap()));
        assert!(network("proxy.example").is_err());
    }
}

//! The mail server as it is named in the settings.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};

/// A server that says nothing for so long, when it is greeted, is given up for this time.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// So long it may take over a message: it may have it already, and scan it before it says so (RFC 5321 §4.5.3.2.6). Whoever
/// does not wait sends it once more.
pub(super) const LAST_WORD: Duration = Duration::from_mins(5);

/// What `KENTONGAN_SMTP_URL` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Server {
    host: String,
    port: u16,
    /// TLS from the first byte; otherwise STARTTLS.
    implicit: bool,
}

impl Server {
    /// Reads `smtps://host[:port]` or `smtp://host[:port]`. The error is one sentence.
    pub(super) fn read(url: &str) -> Result<Self, String> {
        let wrong = || format!("the mail server \"{url}\" is not of the form smtps://host:465 or smtp://host:587");
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let implicit = match scheme {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(wrong()),
        };
        if rest.contains('@') {
            return Err("the name and password of the mail server belong into the file smtp beside the keys, \
                        not into its address"
                .to_owned());
        }
        let rest = rest.trim_end_matches('/');
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong())?),
            _ => (rest, if implicit { 465 } else { 587 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains('/') {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port, implicit })
    }

    /// This very machine, to which mail may go without TLS.
    fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn tls(&self) -> Result<Tls, String> {
        let parameters = || {
            TlsParameters::new(self.host.clone())
                .map_err(|error| format!("the mail server's name does not do: {error}"))
        };
        Ok(match (self.implicit, self.is_here()) {
            (true, _) => Tls::Wrapper(parameters()?),
            (false, true) => Tls::None,
            (false, false) => Tls::Required(parameters()?),
        })
    }

    /// Ready to connect; `login` is the file with the name in its first line and the password in its second.
    pub(super) fn open(
        &self,
        from: &Mailbox,
        login: Option<&str>,
        patience: Duration,
    ) -> Result<AsyncSmtpTransportBuilder, String> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(self.tls()?)
            .timeout(Some(patience))
            // not the name of this machine, which may tell what runs on it
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .pool_config(PoolConfig::new().max_size(1));
        if let Some(login) = login {
            let mut lines = login.lines();
            let (Some(name), Some(password)) = (lines.next(), lines.next()) else {
                return Err(
                    "the file smtp beside the keys holds a name in its first line and a password in its second"
                        .to_owned(),
                );
            };
            builder = builder.credentials(Credentials::new(name.to_owned(), password.to_owned()));
        }
        Ok(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_host_a_port_and_how_it_is_reached() {
        let read = |url| Server::read(url).map(|server| (server.host.clone(), server.port, server.implicit));
        assert_eq!(read("smtps://surel.contoh.id"), Ok(("surel.contoh.id".into(), 465, true)));
        assert_eq!(read("smtp://surel.contoh.id/"), Ok(("surel.contoh.id".into(), 587, false)));
        assert_eq!(read("smtp://127.0.0.1:2525"), Ok(("127.0.0.1".into(), 2525, false)));
        assert_eq!(read("smtp://[::1]:25"), Ok(("::1".into(), 25, false)));
        assert_eq!(read("smtp://[::1]"), Ok(("::1".into(), 587, false)));
        for bad in ["surel.contoh.id", "http://a", "smtp://", "smtp://:25", "smtp://a:b", "smtp://a/b", "smtp://u:p@a"]
        {
            assert!(read(bad).is_err_and(|said| !said.contains('\n') && !said.contains("  ")), "{bad}");
        }
    }

    #[test]
    fn only_this_machine_may_be_reached_without_tls() {
        let tls = |url| Server::read(url).unwrap().tls().unwrap();
        for here in ["smtp://127.0.0.1:25", "smtp://localhost", "smtp://[::1]:25"] {
            assert!(matches!(tls(here), Tls::None), "{here}");
        }
        assert!(matches!(tls("smtp://surel.contoh.id"), Tls::Required(_)));
        assert!(matches!(tls("smtps://surel.contoh.id"), Tls::Wrapper(_)));
    }
}

//! Notices: one neutral sentence to reporters who asked for it. It names no case, holds no link and no code.
//!
//! The door writes a row in the transaction of the event; the mailer takes it from there. Only the mailer opens an
//! address. A message is sent at least once: a crash after the server took it may repeat it.

/// Statements.
pub mod db;
/// From settings to a connection.
mod server;

use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use i18n_embed_fl::fl;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::{self, AsyncSmtpTransportBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::config::Mail;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Lang;
use crate::vault::{KeyPlace, token};
use db::{Contact, Turn};
use server::{LAST_WORD, PATIENCE, Server};

/// Messages that a mailer takes at once.
const BATCH: i64 = 20;
/// How long they are its own, from each message that it sends: longer than one can take.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// Pause when nothing was due.
const REST: Duration = Duration::from_secs(10);
/// When a server that does not answer is tried again.
const AWAY: TimeDelta = TimeDelta::minutes(1);
/// After so many tries a message is dead.
const TRIES: i32 = 20;
/// The longest pause between two tries.
const LONGEST: i64 = 360;
/// Answers that speak of the address itself and will not change (RFC 5321 §4.2.3).
const NO_SUCH: [&str; 3] = ["550", "551", "553"];

/// Why no mail can be sent; one sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct MailError(String);

/// The one that opens addresses.
pub struct Mailer {
    server: AsyncSmtpTransportBuilder,
    from: Mailbox,
    keys: KeyPlace,
    patience: Duration,
    last_word: Duration,
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// What became of a try.
enum Outcome {
    Sent,
    /// Nobody waits for it any more.
    Void,
    /// This message failed; whether for good.
    Failed {
        trouble: String,
        forever: bool,
    },
    /// The server does not answer: the others need not be tried.
    Away(&'static str),
}

impl Mailer {
    /// The mailer of these settings; none when they name no mail server.
    pub fn open(mail: &Mail, keys: KeyPlace) -> Result<Option<Self>, MailError> {
        Self::with_patience(mail, keys, (PATIENCE, LAST_WORD))
    }

    /// The same with another patience, for the greeting and for a message, for tests with servers that hang.
    pub fn with_patience(
        mail: &Mail,
        keys: KeyPlace,
        (patience, last_word): (Duration, Duration),
    ) -> Result<Option<Self>, MailError> {
        let Some(url) = &mail.smtp_url else { return Ok(None) };
        let from = mail.from.as_deref().ok_or_else(|| {
            MailError("a mail server is named, but no sender: set --mail-from to a neutral address".to_owned())
        })?;
        let from: Mailbox =
            from.parse().map_err(|_| MailError(format!("the sender \"{from}\" is not an e-mail address")))?;
        let login = keys.secret_text("smtp").map_err(|error| MailError(error.to_string()))?;
        let server = Server::read(url).map_err(MailError)?;
        let server = server.open(&from, login.as_ref().map(|text| text.as_str()), patience).map_err(MailError)?;
        Ok(Some(Self { server, from, keys, patience, last_word }))
    }

    /// Sends one message, and holds those that are `left` meanwhile.
    async fn try_one(&self, app: &App, transport: &Transport, turn: &Turn, left: &[Uuid]) -> Result<Outcome, Error> {
        let mut tx = app.db.begin(Actor::Mailer).await?;
        db::hold(&mut tx, left, clock::now() + LEASE).await?;
        let contact = db::contact(&mut tx, turn.case_id).await?;
        tx.commit().await?;
        let Some(contact) = contact else { return Ok(Outcome::Void) };
        let failed = |trouble: &str, forever| Outcome::Failed { trouble: trouble.to_owned(), forever };
        let Ok(address) = self.address(turn.case_id, &contact) else { return Ok(failed("key", false)) };
        let lang = Lang::from_code(&contact.locale).unwrap_or_default();
        let Some(message) = self.message(turn.id, &address, lang) else { return Ok(failed("address", true)) };
        // the transport's own patience ends when it is connected
        match tokio::time::timeout(self.patience, transport.test_connection()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Ok(judge(&error)),
            Err(_) => return Ok(Outcome::Away("timeout")),
        }
        Ok(match tokio::time::timeout(self.last_word, transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) => judge(&error),
            Err(_) => Outcome::Away("timeout"),
        })
    }

    fn address(&self, case: Uuid, contact: &Contact) -> Result<zeroize::Zeroizing<String>, ()> {
        let key = self.keys.contact_key(&contact.key_id).map_err(|error| {
            tracing::error!(%error, "an address for notices cannot be opened");
        })?;
        key.open(case, &contact.sealed).map_err(|error| tracing::error!(%error, "an address for notices is damaged"))
    }

    /// The message; `None` when the address is not one. A repeated one has the same Message-ID, so that the reader's side
    /// may drop it.
    fn message(&self, id: Uuid, address: &str, lang: Lang) -> Option<Message> {
        let t = lang.texts();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address.parse().ok()?))
            .subject(fl!(t, "surel-perihal"))
            .message_id(Some(format!("<{}@{}>", id.simple(), self.from.email.domain())))
            .date(SystemTime::from(clock::now()))
            .header(ContentType::TEXT_PLAIN)
            .body(fl!(t, "surel-isi"))
            .ok()?;
        // no holiday answers
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
        Some(message)
    }
}

/// What an answer of the server means. Its words are dropped: they may repeat the address.
fn judge(error: &smtp::Error) -> Outcome {
    match error.status() {
        // 421: it is closing
        Some(code) if code.to_string() == "421" => Outcome::Away("421"),
        Some(code) => {
            let code = code.to_string();
            Outcome::Failed { forever: NO_SUCH.contains(&code.as_str()), trouble: code }
        }
        None if error.is_timeout() => Outcome::Away("timeout"),
        None if error.is_tls() => Outcome::Away("tls"),
        None => Outcome::Away("connection"),
    }
}

/// The pause after so many tries: 1, 2, 4 … minutes up to six hours, a fifth shorter or longer as `chance` says.
fn pause(tries: i32, chance: u8) -> TimeDelta {
    let doubled = u32::try_from(tries.clamp(1, 20) - 1).unwrap_or_default();
    let seconds = LONGEST.min(1 << doubled) * 60;
    TimeDelta::seconds(seconds + seconds * (i64::from(chance) - 128) / 640)
}

/// Sends what is due until `stop`.
pub async fn run(app: App, mailer: Mailer, stop: CancellationToken) {
    loop {
        let rest = match round(&app, &mailer, &stop).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => REST,
            Err(error) => {
                tracing::error!(%error, "mail round failed");
                REST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// One round: takes what is due and sends it; says whether there may be more. Tests call it instead of waiting.
pub async fn round(app: &App, mailer: &Mailer, stop: &CancellationToken) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Mailer).await?;
    let turns = db::claim(&mut tx, BATCH, now, now + LEASE).await?;
    tx.commit().await?;
    // one connection for a round and a new one for the next: what hung once is not met again
    let transport: Transport = mailer.server.clone().build();
    for (at, turn) in turns.iter().enumerate() {
        let left: Vec<Uuid> = turns[at..].iter().map(|turn| turn.id).collect();
        let outcome = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            outcome = mailer.try_one(app, &transport, turn, &left) => Some(outcome?),
        };
        let mut tx = app.db.begin(Actor::Mailer).await?;
        let away = match outcome {
            None => Some((&left[..], now)),
            Some(Outcome::Away(trouble)) => {
                settle(&mut tx, turn, trouble, false).await?;
                tracing::warn!(trouble, waiting = left.len(), "the mail server does not take notices");
                Some((&left[1..], clock::now() + AWAY))
            }
            Some(Outcome::Sent | Outcome::Void) => {
                db::done(&mut tx, turn.id).await?;
                None
            }
            Some(Outcome::Failed { trouble, forever }) => {
                settle(&mut tx, turn, &trouble, forever).await?;
                None
            }
        };
        if let Some((untried, next)) = away {
            db::give_back(&mut tx, untried, next).await?;
            tx.commit().await?;
            return Ok(false);
        }
        tx.commit().await?;
    }
    Ok(i64::try_from(turns.len()).is_ok_and(|many| many == BATCH))
}

/// Notes a failure and when the next try is, or that there is none.
async fn settle(tx: &mut sqlx::PgConnection, turn: &Turn, trouble: &str, forever: bool) -> Result<(), sqlx::Error> {
    let now = clock::now();
    let dead = (forever || turn.tries >= TRIES).then_some(now);
    let next = now + pause(turn.tries, token::random_token()[0]);
    db::failed(tx, turn.id, trouble, next, dead).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_minute_to_six_hours_and_are_not_all_alike() {
        let minutes = |tries| pause(tries, 128).num_minutes();
        assert_eq!((1..=10).map(minutes).collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert_eq!((minutes(20), minutes(1000), minutes(0)), (360, 360, 1));
        assert_eq!((pause(1, 0).num_seconds(), pause(1, 255).num_seconds()), (48, 71));
    }

    #[test]
    fn the_settings_must_name_a_sender_and_nothing_goes_out_without_a_server() {
        let keys = KeyPlace { dir: std::env::temp_dir().join("kentongan-no-keys-here"), credentials: None };
        let open = |url: Option<&str>, from: Option<&str>| {
            let mail = Mail { smtp_url: url.map(str::to_owned), from: from.map(str::to_owned) };
            Mailer::open(&mail, keys.clone())
        };
        assert!(open(None, None).is_ok_and(|mailer| mailer.is_none()));
        assert!(open(Some("smtp://127.0.0.1:25"), None).is_err());
        assert!(open(Some("smtp://127.0.0.1:25"), Some("kabar")).is_err());
    }
}

//! Passkeys of officers: asked for, judged, kept. The state of a question stays here, is bound to where it was asked, and
//! takes one answer within minutes.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

use super::db::{self, ChallengeRow, PasskeyRow};
use super::webauthn::Options;
use crate::app::App;
use crate::db::{Actor, Tx};
use crate::error::Error;
use crate::vault::token;

/// What an answer is worth.
mod answer;

pub(super) use answer::{Verdict, judge};

/// How long an authenticator may take to answer.
const ANSWERED_WITHIN: Duration = Duration::minutes(5);
/// Passkeys that an officer may have.
const MOST: usize = 10;

/// What an authenticator was asked.
#[derive(Serialize, Deserialize)]
enum Asked {
    New(PasskeyRegistration),
    Known(DiscoverableAuthentication),
}

/// From where an answer must come: what it is for, and the hash of the session or page that the question was asked from.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    purpose: &'static str,
    to: &'a [u8],
}

impl<'a> Bound<'a> {
    /// A session that makes a new passkey.
    pub const fn register(session: &'a [u8]) -> Self {
        Self { purpose: "register", to: session }
    }

    /// A session whose officer proves who they are.
    pub const fn confirm(session: &'a [u8]) -> Self {
        Self { purpose: "confirm", to: session }
    }

    /// The page after the right password.
    pub const fn second(page: &'a [u8]) -> Self {
        Self { purpose: "second", to: page }
    }

    /// Nobody yet: one signs in by passkey alone.
    pub const SIGN_IN: Self = Self { purpose: "sign_in", to: &[] };
}

/// What the script filled in: which question, and the authenticator's answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The question's id.
    pub tantangan: String,
    /// The answer, in JSON.
    pub jawaban: String,
}

/// The MAC that makes a row of the table a passkey of this officer, which works or was stopped at a moment.
fn key_mac(app: &App, id: Uuid, officer: Uuid, credential: &str, stopped: Option<DateTime<Utc>>) -> [u8; 32] {
    let stopped = stopped.map(|at| at.timestamp_micros().to_be_bytes());
    let (kind, at): (&[u8], &[u8]) = match &stopped {
        Some(at) => (b"stopped passkey|", at),
        None => (b"passkey|", &[]),
    };
    app.keys.session_mac(&[kind, at, id.as_bytes(), officer.as_bytes(), credential.as_bytes()].concat())
}

fn challenge_mac(app: &App, id: Uuid, bound: Bound<'_>, (state, until): (&str, DateTime<Utc>)) -> [u8; 32] {
    let until = until.timestamp_micros().to_be_bytes();
    let parts = [
        b"challenge|".as_slice(),
        id.as_bytes(),
        bound.purpose.as_bytes(),
        b"|",
        &token::sha256(bound.to),
        &until,
        state.as_bytes(),
    ];
    app.keys.session_mac(&parts.concat())
}

/// The passkey of a row; none when this server did not write it for this officer.
fn open(app: &App, officer: Uuid, row: &PasskeyRow) -> Option<Passkey> {
    if token::same(&row.mac, &key_mac(app, row.id, officer, &row.credential, row.suspended_at)) {
        serde_json::from_str(&row.credential).ok()
    } else {
        tracing::warn!("a passkey in the database was not written by this server for its officer");
        None
    }
}

/// Passkeys that work. A stopped one is not among them, so that the same device can be registered anew.
async fn known(app: &App, conn: &mut PgConnection, officer: Uuid) -> Result<Vec<Passkey>, Error> {
    let rows = db::passkeys(conn, officer).await?;
    let works = rows.iter().filter(|row| row.suspended_at.is_none());
    Ok(works.filter_map(|row| open(app, officer, row)).collect())
}

/// As precise as the database keeps it.
fn whole_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

async fn ask(
    app: &App,
    conn: &mut PgConnection,
    bound: Bound<'_>,
    (public_key, asked): (Options, Asked),
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let id = Uuid::new_v4();
    let state = serde_json::to_string(&asked).map_err(Error::internal)?;
    let until = whole_micros(now + ANSWERED_WITHIN);
    let mac = challenge_mac(app, id, bound, (&state, until)).to_vec();
    let row = ChallengeRow { id, state, mac, expires_at: until };
    db::keep_challenge(conn, (bound.purpose, bound.to), &row).await?;
    let question = json!({ "tantangan": id, "publicKey": public_key });
    Ok(([(CONTENT_TYPE, "application/json")], question.to_string()).into_response())
}

/// Takes the question that an answer is for: once, whatever the answer is worth.
async fn taken(app: &App, bound: Bound<'_>, answer: &Answer, now: DateTime<Utc>) -> Result<Option<Asked>, Error> {
    let Ok(id) = answer.tantangan.parse::<Uuid>() else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let row = db::take_challenge(&mut tx, id, (bound.purpose, bound.to)).await?;
    tx.commit().await?;
    let row = row.filter(|row| {
        let mac = challenge_mac(app, id, bound, (&row.state, row.expires_at));
        now < row.expires_at && token::same(&row.mac, &mac)
    });
    Ok(row.and_then(|row| serde_json::from_str(&row.state).ok()))
}

/// Asks for a new passkey. `names`: the sign-in name and the person's.
pub(super) async fn ask_new(
    app: &App,
    conn: &mut PgConnection,
    bound: Bound<'_>,
    officer: (Uuid, &str, &str),
    office: &str,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let (id, sign_in, name) = officer;
    let known = known(app, conn, id).await?;
    let (options, state) = app.passkeys.begin_new(id, (sign_in, name), office, &known)?;
    ask(app, conn, bound, (options, Asked::New(state)), now).await
}

/// Asks for one of an officer's passkeys; 404 when there is none.
pub(super) async fn ask_known(
    app: &App,
    conn: &mut PgConnection,
    bound: Bound<'_>,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let known = known(app, conn, officer).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    let (options, state) = app.passkeys.begin(&known)?;
    ask(app, conn, bound, (options, Asked::Known(state)), now).await
}

/// Asks for any passkey of this site.
pub(super) async fn ask_any(app: &App, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Response, Error> {
    let (options, state) = app.passkeys.begin(&[])?;
    ask(app, conn, Bound::SIGN_IN, (options, Asked::Known(state)), now).await
}

/// Keeps a new passkey, in a transaction that the caller ends. `None`: the answer was none of ours, the credential is in an
/// account already, or there are enough.
pub(super) async fn keep_new(
    app: &App,
    bound: Bound<'_>,
    officer: Uuid,
    (answer, label): (&Answer, String),
    now: DateTime<Utc>,
) -> Result<Option<Tx>, Error> {
    let Some(Asked::New(state)) = taken(app, bound, answer, now).await? else { return Ok(None) };
    let Ok(given) = serde_json::from_str::<RegisterPublicKeyCredential>(&answer.jawaban) else { return Ok(None) };
    let Some(passkey) = app.passkeys.finish_new(&given, &state)? else { return Ok(None) };
    let (id, credential) = (Uuid::now_v7(), serde_json::to_string(&passkey).map_err(Error::internal)?);
    let mac = key_mac(app, id, officer, &credential, None).to_vec();
    let row = PasskeyRow { id, credential, mac, label, created_at: now, last_used: None, suspended_at: None };
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    db::lock_factors(&mut tx, officer).await?;
    if db::passkeys(&mut tx, officer).await?.len() >= MOST {
        return Ok(None);
    }
    match db::add_passkey(&mut tx, officer, &token::sha256(passkey.cred_id()), &row).await.map_err(Error::from) {
        Ok(()) => Ok(Some(tx)),
        Err(Error::Moved) => Ok(None),
        Err(error) => Err(error),
    }
}

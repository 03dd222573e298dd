//! Which forms are limited, and what they are asked for. Stands behind the form's token, so nothing is counted that
//! another site sent.

use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri};
use chrono::{DateTime, Utc};

use super::{Caller, Kind, Proof, Verdict, proof};
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::web::form::{LIMIT, is_secret};

/// What is assumed of an upload that does not say how long it is: one file of the largest size.
const UNTOLD: u64 = 25 * 1024 * 1024;

/// What of a request the limits look at.
pub struct Asked {
    path: String,
    headers: HeaderMap,
    caller: Option<Caller>,
}

impl Asked {
    /// Of a whole request's parts.
    pub fn of(uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let caller = extensions.get::<Caller>().copied();
        Self { path: uri.path().to_owned(), headers: headers.clone(), caller }
    }
}

/// What kind of form an address takes.
pub fn kind(path: &str) -> Option<Kind> {
    Some(match path {
        "/lacak" | "/lanjut" => Kind::Lookup,
        "/lapor/kirim" | "/konsultasi/tulis/kirim" => Kind::Filing,
        "/lapor/cara" | "/konsultasi/tulis" => Kind::Draft,
        "/petugas/masuk" | "/petugas/masuk/kode" | "/petugas/masuk/passkey" | "/petugas/masuk/passkey/mulai" => {
            Kind::SignIn
        }
        _ if path.starts_with("/q/") => Kind::Draft,
        // locking a case is never held back
        _ if path.starts_with("/kasus/") && path != "/kasus/tutup" => Kind::Message,
        _ => return None,
    })
}

/// Counts a form; takes the answer to an earlier question out of its fields. What was typed goes along with a refusal.
///
/// Refuses with [`Error::Prove`] or [`Error::TooMany`].
pub async fn pass(app: &App, parts: &Parts, fields: &mut Vec<(String, String)>) -> Result<(), Error> {
    let Some(kind) = kind(parts.uri.path()) else { return Ok(()) };
    let (solution, ticket) = (take(fields, proof::SOLUTION), take(fields, proof::TICKET));
    let caller = parts.extensions.get::<Caller>().copied();
    match app.limits.judge(kind, caller, &parts.headers, app.secure) {
        Verdict::Pass => return Ok(()),
        Verdict::Wait(until) => {
            return Err(Error::TooMany { until, fields: std::mem::take(fields), upload: false });
        }
        Verdict::Prove => {}
    }
    if !solution.is_empty() && proof::spend(app, kind, &solution).await? {
        return Ok(());
    }
    let now = clock::now();
    let waited = proof::waited(&app.keys, kind, now, &ticket);
    if waited && app.limits.slow_lane() {
        return Ok(());
    }
    let (challenge, most) = proof::challenge(&app.keys, kind)?;
    let (secrets, fields) = std::mem::take(fields).into_iter().partition::<Vec<_>, _>(|(name, _)| is_secret(name));
    let secrets = secrets.into_iter().map(|(name, _)| name).collect();
    // who waited keeps the place
    let ticket = if waited { ticket } else { proof::ticket(&app.keys, kind, now) };
    Err(Error::Prove(Box::new(Proof { fields, secrets, challenge, most, ticket, full: waited })))
}

/// Counts a form with files before they are read. An officer is known and not counted.
///
/// Gives the moment when it may be sent again, and whether that is because of its files.
pub fn taken(app: &App, asked: &Asked) -> Option<(DateTime<Utc>, bool)> {
    let Asked { path, headers, caller } = asked;
    if path.starts_with("/petugas") {
        return None;
    }
    if let Some(Kind::Message) = kind(path)
        && let Verdict::Wait(until) = app.limits.judge(Kind::Message, *caller, headers, app.secure)
    {
        return Some((until, false));
    }
    let told = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    // words alone are never refused
    let bytes: u64 = told.unwrap_or(UNTOLD);
    match app.limits.upload(*caller, headers, bytes.saturating_sub(LIMIT as u64)) {
        Verdict::Wait(until) => Some((until, true)),
        Verdict::Pass | Verdict::Prove => None,
    }
}

/// The value of a field of ours, which the page behind must not see.
fn take(fields: &mut Vec<(String, String)>, name: &str) -> String {
    let at = fields.iter().position(|(field, _)| field == name);
    let value = at.map(|at| fields.remove(at).1).unwrap_or_default();
    fields.retain(|(field, _)| field != name);
    value
}

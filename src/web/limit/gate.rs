//! Which forms are limited, and what they are asked for. Stands behind the form's token, so nothing is counted that
//! another site sent.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri};
use chrono::{DateTime, Utc};

use super::proof::{Waited, waited};
use super::{Caller, Kind, Proof, Verdict, proof};
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::web::cookies::Name;
use crate::web::form::{LIMIT, is_secret};
use crate::web::session;

/// What is assumed of an upload that does not say how long it is, and all that it may bring: one file of the largest size.
pub(in crate::web) const UNTOLD: usize = 25 * 1024 * 1024;

/// What of a request the limits look at.
#[derive(Clone)]
pub struct Asked {
    path: String,
    headers: HeaderMap,
    caller: Option<Caller>,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers, &parts.extensions))
    }
}

impl Asked {
    /// Of a whole request's parts.
    pub fn of(uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let caller = extensions.get::<Caller>().copied();
        Self { path: uri.path().to_owned(), headers: headers.clone(), caller }
    }

    /// A code matched nothing.
    pub fn missed(&self, app: &App) {
        app.limits.missed(self.caller, &self.headers);
    }
}

/// What kind of form an address takes from this browser.
fn kind(path: &str, headers: &HeaderMap, secure: bool) -> Option<Kind> {
    Some(match path {
        "/lacak" | "/lanjut" => Kind::Lookup,
        "/lapor/kirim" | "/konsultasi/tulis/kirim" => Kind::Filing,
        // these begin a draft in any browser, every other page of a form in one that has none
        "/lapor/cara" | "/konsultasi/tulis" | "/lapor/pembalasan" | "/lapor/dari-konsultasi" => Kind::Draft,
        _ if draft_of(path).is_some_and(|name| session::draft(name, headers, secure).is_none()) => Kind::Draft,
        "/petugas/masuk" | "/petugas/masuk/kode" | "/petugas/masuk/passkey" | "/petugas/masuk/instansi" => Kind::SignIn,
        // a script asks this, and no page can ask it for work: the answer to it can be
        "/petugas/masuk/passkey/mulai" => Kind::Passkey,
        _ if path.starts_with("/q/") => Kind::Draft,
        // locking a case is never held back
        _ if path.starts_with("/kasus/") && path != "/kasus/tutup" => Kind::Message,
        _ => return None,
    })
}

/// The cookie of the draft that a page of a form changes.
fn draft_of(path: &str) -> Option<Name> {
    match path {
        "/lapor/kontak" | "/lapor/jenis" | "/lapor/terlapor" | "/lapor/kejadian" | "/lapor/bukti" => Some(Name::Draft),
        "/konsultasi/tulis/kontak" | "/konsultasi/tulis/pertanyaan" => Some(Name::Question),
        _ => None,
    }
}

/// Whether this is a page of a form of a browser in a network that began all the drafts that it may, with a cookie that
/// opens none: it begins one more. When the database is away nothing begins.
async fn begins_again(app: &App, Asked { path, headers, caller }: &Asked) -> bool {
    let Some(name) = draft_of(path).filter(|_| app.limits.began_enough(*caller, headers)) else { return false };
    match session::draft(name, headers, app.secure) {
        Some(secret) => session::holds_draft(app, &secret).await.is_ok_and(|holds| !holds),
        None => true,
    }
}

/// Counts a form; takes the answer to an earlier question out of its fields. What was typed goes along with a refusal.
///
/// Refuses with [`Error::Prove`] or [`Error::TooMany`].
pub async fn pass(app: &App, parts: &Parts, fields: &mut Vec<(String, String)>) -> Result<(), Error> {
    let (solution, ticket) = (take(fields, proof::SOLUTION), take(fields, proof::TICKET));
    let asked = Asked::of(&parts.uri, &parts.headers, &parts.extensions);
    let kind = match kind(&asked.path, &asked.headers, app.secure) {
        Some(kind) => kind,
        None if begins_again(app, &asked).await => Kind::Draft,
        None => return Ok(()),
    };
    match app.limits.judge(kind, asked.caller, &asked.headers, app.secure) {
        Verdict::Pass => return Ok(()),
        Verdict::Wait(until) => {
            return Err(Error::TooMany { until, fields: std::mem::take(fields), upload: false });
        }
        Verdict::Prove => {}
    }
    if !solution.is_empty() && proof::spend(app, kind, &solution).await? {
        return Ok(());
    }
    match wait_in_line(app, &asked, kind, &ticket).await? {
        Line::Through => Ok(()),
        Line::Wait(wait) => Err(prove(app, kind, std::mem::take(fields), wait)?),
    }
}

/// What the slow lane says.
enum Line {
    Through,
    Wait(Wait),
}

/// How long somebody waits.
enum Wait {
    /// From now on.
    New,
    /// Not long enough yet; with this ticket the place is kept.
    Longer(String),
    /// Long enough, but the lane takes no more in this minute.
    Full(String),
}

/// The lane of those who cannot work: everybody in it waits, a ticket is good once, and no network takes every place.
async fn wait_in_line(app: &App, asked: &Asked, kind: Kind, ticket: &str) -> Result<Line, Error> {
    let place = match waited(&app.keys, kind, clock::now(), ticket) {
        Waited::Enough(place) => place,
        Waited::Little => return Ok(Line::Wait(Wait::Longer(ticket.to_owned()))),
        Waited::Nothing => return Ok(Line::Wait(Wait::New)),
    };
    if !app.limits.own_lane(asked.caller, &asked.headers) {
        return Ok(Line::Wait(Wait::Full(ticket.to_owned())));
    }
    if !place.spend(app).await? {
        return Ok(Line::Wait(Wait::New));
    }
    let next = place.again();
    let through = app.lanes.take(kind, place, next);
    Ok(if through { Line::Through } else { Line::Wait(Wait::Full(next.ticket(&app.keys, kind))) })
}

/// The page that asks for work before a form with these fields is taken, or for waiting with a ticket.
fn prove(app: &App, kind: Kind, fields: Vec<(String, String)>, wait: Wait) -> Result<Error, Error> {
    let (challenge, most) = proof::challenge(&app.keys, kind)?;
    let (secrets, fields) = fields.into_iter().partition::<Vec<_>, _>(|(name, _)| is_secret(name));
    let secrets = secrets.into_iter().map(|(name, _)| name).collect();
    let full = matches!(wait, Wait::Full(_));
    let ticket = match wait {
        Wait::New => proof::ticket(&app.keys, kind, clock::now()),
        Wait::Longer(ticket) | Wait::Full(ticket) => ticket,
    };
    Ok(Error::Prove(Box::new(Proof { fields, secrets, challenge, most, ticket, full })))
}

/// Counts a page that costs as much as a form of this kind though it is none. Refuses with [`Error::Prove`]: its address
/// must take the form too.
pub fn page(app: &App, kind: Kind, asked: &Asked) -> Result<(), Error> {
    match app.limits.judge(kind, asked.caller, &asked.headers, app.secure) {
        Verdict::Pass => Ok(()),
        Verdict::Wait(_) | Verdict::Prove => Err(prove(app, kind, Vec::new(), Wait::New)?),
    }
}

/// Counts a draft that begins although the browser came with the cookie of one.
pub fn began(app: &App, asked: &Asked) {
    let _ = app.limits.judge(Kind::Draft, asked.caller, &asked.headers, app.secure);
}

/// Why a form with files is not taken now.
pub enum Refused {
    /// It may be sent again then; whether that is because of its files.
    Until(DateTime<Utc>, bool),
    /// Only after some work, without its files.
    Prove,
}

impl Refused {
    /// The page with what was typed.
    pub fn with(self, app: &App, fields: Vec<(String, String)>) -> Error {
        match self {
            Self::Until(until, upload) => Error::TooMany { until, fields, upload },
            Self::Prove => prove(app, Kind::Draft, fields, Wait::New).unwrap_or_else(|error| error),
        }
    }
}

/// Counts a form with files before they are read. An officer is known and not counted.
pub async fn taken(app: &App, asked: &Asked) -> Option<Refused> {
    let Asked { path, headers, caller } = asked;
    if path.starts_with("/petugas") {
        return None;
    }
    let kind = kind(path, headers, app.secure);
    if kind == Some(Kind::Message)
        && let Verdict::Wait(until) = app.limits.judge(Kind::Message, *caller, headers, app.secure)
    {
        return Some(Refused::Until(until, false));
    }
    let begins = kind == Some(Kind::Draft) || begins_again(app, asked).await;
    if begins && app.limits.judge(Kind::Draft, *caller, headers, app.secure) != Verdict::Pass {
        return Some(Refused::Prove);
    }
    let told = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    // words alone are never refused
    let bytes: u64 = told.unwrap_or(UNTOLD as u64);
    match app.limits.upload(*caller, headers, bytes.saturating_sub(LIMIT as u64)) {
        Verdict::Wait(until) => Some(Refused::Until(until, true)),
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

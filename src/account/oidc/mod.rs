//! Signing in at the agency's own identity provider, where an office names one (OpenID Connect; security.md §2.6).
//!
//! The provider stands in the place of the password and of nothing else: the second step of this office follows as after a
//! password. Who somebody is there counts by issuer and subject, linked by the officer, signed in and confirmed, here; an
//! e-mail address counts for nothing and nobody gets an account this way.

/// SQL.
mod db;
/// What the browser carries.
mod errand;
/// What is said to the provider and believed of it.
mod provider;
/// How it is reached.
mod wire;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use self::errand::{Errand, For};
use self::provider::{Failure, Provider, Somebody};
use super::confirm::{Confirmed, ConfirmedForm};
use super::sign_in;
use super::told::{News, tell};
use crate::app::App;
use crate::clock;
use crate::db::{Actor, log_act};
use crate::error::Error;
use crate::web::cookies::{self, Name};
use crate::web::form::Pressed;
use crate::web::limit::{self, Asked};
use crate::web::session;
use crate::web::{Html, Page, Routes, leads_to};

/// Where the provider sends the browser back to.
const BACK: &str = "/petugas/masuk/instansi/kembali";
const ON: &str = "/petugas/masuk/instansi/lanjut";
const ACCOUNT: &str = "/petugas/akun";

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/petugas/masuk/instansi", get(go).post(go_slowly))
        .route(BACK, get(come_back))
        .route(ON, get(go_on))
        .route("/petugas/akun/instansi", get(link))
        .route("/petugas/akun/instansi/lepas", leads_to(ACCOUNT).post(unlink))
}

/// The page after the way back. The provider led the browser here, and browsers do not send strict cookies then; from this
/// page on they do.
#[derive(Template)]
#[template(path = "account/arrived.html")]
struct Arrived {
    page: Page,
    to: &'static str,
}

/// The page that says why it did not work.
#[derive(Template)]
#[template(path = "account/not_arrived.html")]
struct NotArrived {
    page: Page,
    why: String,
}

/// The page that leads to the provider. Not a redirect, because browsers follow none from a form to another site here.
#[derive(Template)]
#[template(path = "account/leaving.html")]
struct Leaving {
    page: Page,
    name: String,
    to: String,
}

/// GET `/petugas/masuk/instansi`: to the provider. It counts as signing in, because each costs the provider several
/// questions.
async fn go(State(app): State<App>, page: Page, asked: Asked) -> Result<Response, Error> {
    if app.config.oidc.name().is_some() {
        limit::page(&app, limit::Kind::SignIn, &asked)?;
    }
    leave_for(&app, page, For::SignIn).await
}

/// POST `/petugas/masuk/instansi`: the same for a network that was asked for some work first.
async fn go_slowly(State(app): State<App>, page: Page, _: Pressed) -> Result<Response, Error> {
    let name = app.config.oidc.name().ok_or(Error::NotFound)?.to_owned();
    match set_out(&app, For::SignIn).await? {
        Ok((to, cookie)) => {
            let mut response = Html(Leaving { page, name, to }).into_response();
            cookies::put(response.headers_mut(), cookie);
            Ok(response)
        }
        Err(failure) => Ok(not_arrived(&app, page, &failure)),
    }
}

/// GET `/petugas/akun/instansi`: to the provider, to link the account there.
async fn link(State(app): State<App>, page: Page, Confirmed(officer): Confirmed) -> Result<Response, Error> {
    leave_for(&app, page, For::Link { officer: officer.id, session: officer.session }).await
}

async fn leave_for(app: &App, page: Page, what: For) -> Result<Response, Error> {
    match set_out(app, what).await? {
        Ok((to, cookie)) => {
            let mut response = Redirect::to(&to).into_response();
            cookies::put(response.headers_mut(), cookie);
            Ok(response)
        }
        Err(failure) => Ok(not_arrived(app, page, &failure)),
    }
}

/// The address at the provider, and the cookie that goes with the browser.
async fn set_out(app: &App, what: For) -> Result<Result<(String, HeaderValue), Failure>, Error> {
    let Some(provider) = Provider::of(app).map_err(Error::internal)? else { return Err(Error::NotFound) };
    let errand = Errand::new(what, clock::now());
    Ok(provider.address(&errand).await.map(|address| (address, errand.cookie(app))))
}

/// What the provider's redirect says (RFC 6749, §4.1.2; `iss`: RFC 9207).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

/// GET `/petugas/masuk/instansi/kembali`: from the provider.
async fn come_back(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Error> {
    let Some(provider) = Provider::of(&app).map_err(Error::internal)? else { return Err(Error::NotFound) };
    let now = clock::now();
    let errand = Errand::read(&app, &headers, now).filter(|errand| errand.is_answered_by(&answer.state));
    let Some(errand) = errand else { return Ok(not_arrived(&app, page, &refused("it is not of this browser"))) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let first = db::came_back(&mut tx, &errand.hash(), now, errand::forgotten_before(now)).await?;
    tx.commit().await?;
    if !first {
        return Ok(not_arrived(&app, page, &refused("it came back before")));
    }
    match ask(&provider, &errand, answer, now).await {
        Ok(somebody) => arrive(&app, page, errand.what, &somebody).await,
        Err(failure) => Ok(not_arrived(&app, page, &failure)),
    }
}

fn refused(why: &str) -> Failure {
    Failure::Refused(why.to_owned())
}

async fn ask(
    provider: &Provider,
    errand: &Errand,
    answer: Answer,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Somebody, Failure> {
    if answer.error.is_some() {
        return Err(refused("it was broken off there"));
    }
    if answer.iss.is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(refused("it comes from another provider"));
    }
    provider.ask(errand, answer.code, now).await
}

async fn arrive(app: &App, page: Page, what: For, somebody: &Somebody) -> Result<Response, Error> {
    match what {
        For::SignIn => prove(app, page, somebody).await,
        For::Link { officer, session } => tie(app, page, officer, &session, somebody).await,
        For::Proved { .. } => Ok(not_arrived(app, page, &refused("it was answered already"))),
    }
}

async fn prove(app: &App, page: Page, somebody: &Somebody) -> Result<Response, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let officer = db::officer(&mut tx, &somebody.issuer, &somebody.subject).await?;
    tx.commit().await?;
    let Some(officer) = officer else { return Ok(not_arrived(app, page, &refused("no officer has linked it"))) };
    let proved = Errand::new(For::Proved { officer }, clock::now());
    let mut response = Html(Arrived { page, to: ON }).into_response();
    cookies::put(response.headers_mut(), proved.cookie(app));
    Ok(response)
}

async fn tie(app: &App, page: Page, officer: Uuid, session: &[u8; 32], somebody: &Somebody) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    if !session::lives(&mut tx, session, officer, now).await? {
        return Err(Error::SignIn);
    }
    if !db::link(&mut tx, officer, (&somebody.issuer, &somebody.subject), now).await? {
        return Ok(not_arrived(app, page, &refused("another officer has linked it")));
    }
    log_act(&mut tx, Some(officer), "provider_link", "", now).await?;
    tell(&mut tx, officer, News::Provider, None, now).await?;
    tx.commit().await?;
    let mut response = Html(Arrived { page, to: ACCOUNT }).into_response();
    cookies::put(response.headers_mut(), Name::Errand.clear(app.secure));
    Ok(response)
}

/// GET `/petugas/masuk/instansi/lanjut`: the second step, once.
async fn go_on(State(app): State<App>, page: Page, headers: HeaderMap) -> Result<Response, Error> {
    let now = clock::now();
    let errand = Errand::read(&app, &headers, now);
    let Some((errand, For::Proved { officer })) = errand.map(|errand| (errand.hash(), errand.what)) else {
        return Ok(Redirect::to("/petugas/masuk").into_response());
    };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let first = db::came_back(&mut tx, &errand, now, errand::forgotten_before(now)).await?;
    tx.commit().await?;
    if !first {
        return Ok(Redirect::to("/petugas/masuk").into_response());
    }
    let mut response = sign_in::after_first_step(&app, page, officer).await?;
    cookies::put(response.headers_mut(), Name::Errand.clear(app.secure));
    Ok(response)
}

/// POST `/petugas/akun/instansi/lepas`.
async fn unlink(State(app): State<App>, ConfirmedForm(officer, _): ConfirmedForm<Pressed>) -> Result<Redirect, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    if db::unlink(&mut tx, officer.id).await? {
        log_act(&mut tx, Some(officer.id), "provider_unlink", "", now).await?;
        tell(&mut tx, officer.id, News::Provider, None, now).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(ACCOUNT))
}

/// The name of the provider, and since when an officer's account there is linked; `None` in an office without one.
pub(super) async fn standing(
    app: &App,
    conn: &mut PgConnection,
    officer: Uuid,
) -> Result<Option<(String, Option<chrono::DateTime<chrono::Utc>>)>, sqlx::Error> {
    match app.config.oidc.name() {
        Some(name) => Ok(Some((name.to_owned(), db::linked_at(conn, officer).await?))),
        None => Ok(None),
    }
}

/// The reader learns what to do next, the log what happened.
fn not_arrived(app: &App, page: Page, failure: &Failure) -> Response {
    tracing::warn!(%failure, "nobody was signed in by the identity provider");
    let (status, why) = match failure {
        Failure::Away(_) => (StatusCode::BAD_GATEWAY, fl!(page.t, "instansi-tidak-menjawab")),
        Failure::Refused(_) => (StatusCode::FORBIDDEN, fl!(page.t, "instansi-ditolak")),
    };
    let mut response = (status, Html(NotArrived { page, why })).into_response();
    cookies::put(response.headers_mut(), Name::Errand.clear(app.secure));
    response
}

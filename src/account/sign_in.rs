//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::delay::Failures;
use super::password::{LONGEST, Turn};
use super::{DEMO_PASSWORD, SESSIONS, db};
use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::web::cookies::{self, Name};
use crate::web::form::Pressed;
use crate::web::session::{self, SignedIn};
use crate::web::{Form, Html, Page, Problems};

/// What is typed. The password's field name keeps it out of every echo.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    nama: String,
    sandi: String,
}

/// One account of the demo office.
struct Demo {
    sign_in: String,
    name: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    page: Page,
    problems: Problems,
    typed: String,
    demo: Vec<Demo>,
    password: &'static str,
}

impl SignInPage {
    async fn new(app: &App, page: Page, problems: Problems, typed: String) -> Result<Self, Error> {
        let demo = if app.config.demo { demo(app, &page).await? } else { Vec::new() };
        Ok(Self { page, problems, typed, demo, password: DEMO_PASSWORD })
    }
}

async fn demo(app: &App, page: &Page) -> Result<Vec<Demo>, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let rows = db::everybody(&mut tx).await?;
    Ok(rows
        .into_iter()
        .map(|(sign_in, name, roles)| {
            let roles: Vec<String> = roles.iter().map(|code| page.t.get(&format!("peran-{code}"))).collect();
            Demo { sign_in, name, roles: roles.join(", ") }
        })
        .collect())
}

/// GET `/petugas/masuk`.
pub async fn show(State(app): State<App>, page: Page) -> Result<impl IntoResponse, Error> {
    Ok(Html(SignInPage::new(&app, page, Problems::none(), String::new()).await?))
}

/// POST `/petugas/masuk`. An unknown name and a wrong password cost and answer the same.
pub async fn send(State(app): State<App>, page: Page, Form(draft): Form<Draft>) -> Result<Response, Error> {
    let name = draft.nama.trim().to_lowercase();
    let mut problems = Problems::none();
    if name.is_empty() {
        problems.add("nama", fl!(page.t, "akun-nama-kosong"));
    }
    if draft.sandi.is_empty() {
        problems.add("sandi", fl!(page.t, "akun-sandi-kosong"));
    }
    if !problems.any() {
        match prove(&app, &name, draft.sandi).await? {
            Proof::Right(_, cookie) => {
                let mut response = Redirect::to("/petugas").into_response();
                cookies::put(response.headers_mut(), cookie);
                return Ok(response);
            }
            Proof::Wrong => problems.add("sandi", fl!(page.t, "akun-salah")),
            Proof::Wait(until) => {
                let time = page.lang.time_with_seconds(until + chrono::Duration::seconds(1), page.brand.zone);
                problems.add("sandi", fl!(page.t, "akun-tunggu", time = time));
            }
        }
    }
    let status = problems.status();
    Ok((status, Html(SignInPage::new(&app, page, problems, draft.nama).await?)).into_response())
}

enum Proof {
    Right(Uuid, HeaderValue),
    Wrong,
    Wait(chrono::DateTime<chrono::Utc>),
}

async fn prove(app: &App, name: &str, password: String) -> Result<Proof, Error> {
    let turn = Turn::take().await?;
    let now = clock::now();
    let bucket = bucket(app, name);
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let failures = db::failures(&mut tx, bucket).await?;
    if let Some(until) = failures.and_then(|failures| failures.until(now)) {
        return Ok(Proof::Wait(until));
    }
    let account = db::by_name(&mut tx, name).await?;
    tx.commit().await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let password = if password.chars().count() > LONGEST { String::new() } else { password };
    let right = turn.check(password, hash).await?;
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let proof = match account.filter(|_| right) {
        None => {
            db::count_failure(&mut tx, bucket, Failures::one_more(failures, now), now).await?;
            Proof::Wrong
        }
        Some(account) => {
            db::forget_failures(&mut tx, bucket).await?;
            db::log(&mut tx, account.id, "sign_in", now).await?;
            let cookie = session::sign_in(&mut tx, account.id, now, app.secure).await?;
            Proof::Right(account.id, cookie)
        }
    };
    tx.commit().await?;
    drop(turn);
    if let Proof::Right(officer, _) = proof {
        keep_few(app, officer).await?;
    }
    Ok(proof)
}

/// The place where a name's failures are counted. Keyed, so that nobody outside can aim at another name's place.
fn bucket(app: &App, name: &str) -> i32 {
    let mac = app.keys.session_mac(format!("sign-in|{name}").as_bytes());
    i32::from(u16::from_be_bytes([mac[0], mac[1]]))
}

/// POST `/petugas/keluar`: ends this session and asks the browser to forget everything of this site.
pub async fn leave(State(app): State<App>, officer: SignedIn, _: Pressed) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    session::end(&mut tx, &officer.session).await?;
    tx.commit().await?;
    let mut response = Redirect::to("/petugas/masuk").into_response();
    cookies::put(response.headers_mut(), Name::Officer.clear(app.secure));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

/// Ends the oldest sessions of an officer beyond the number allowed. Called after a sign-in, as the officer.
async fn keep_few(app: &App, officer: Uuid) -> Result<(), Error> {
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    for old in db::own_sessions(&mut tx).await?.into_iter().skip(SESSIONS) {
        if let Ok(hash) = <[u8; 32]>::try_from(old.token_hash) {
            session::end(&mut tx, &hash).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

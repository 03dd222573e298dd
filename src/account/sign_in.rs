//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::Factors;
use super::password::{LONGEST, Turn};
use super::tries::{self, Tries, to_its_end};
use super::{DEMO_PASSWORD, SESSIONS, db, second};
use crate::app::App;
use crate::clock;
use crate::db::{Actor, Tx, log_act};
use crate::error::Error;
use crate::web::cookies::{self, Name};
use crate::web::form::Pressed;
use crate::web::session::{self, Entering, Factor};
use crate::web::{Form, Html, Page, Problems};

/// The first page.
const SIGN_IN: &str = "/petugas/masuk";

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
    /// What officers call the identity provider, in an office that has one.
    provider: Option<String>,
    /// This site can have passkeys.
    passkeys: bool,
    address: String,
}

/// The page between the password and the second step.
#[derive(Template)]
#[template(path = "account/code.html")]
struct CodePage {
    page: Page,
    problems: Problems,
    proof: String,
    /// The officer has an authenticator app.
    app: bool,
    /// The officer has a passkey that works, and this site can ask for it.
    passkeys: bool,
    address: String,
}

impl CodePage {
    fn new(app: &App, page: Page, problems: Problems, proof: String, factors: Factors) -> Self {
        let passkeys = factors.usable > 0 && app.passkeys.possible();
        Self { page, problems, proof, app: factors.app, passkeys, address: app.public_url.clone() }
    }

    fn code_label(&self) -> String {
        code_words(&self.page, self.app).0
    }

    fn code_hint(&self) -> String {
        code_words(&self.page, self.app).1
    }
}

/// What a field for a code is called, and its hint: who has no app types a recovery code.
pub(super) fn code_words(page: &Page, app: bool) -> (String, String) {
    if app {
        (fl!(page.t, "akun-kode"), fl!(page.t, "akun-kode-petunjuk"))
    } else {
        (fl!(page.t, "akun-kode-cadangan"), fl!(page.t, "akun-kode-cadangan-petunjuk"))
    }
}

impl SignInPage {
    async fn new(app: &App, page: Page, problems: Problems, typed: String) -> Result<Self, Error> {
        let demo = if app.config.demo { demo(app, &page).await? } else { Vec::new() };
        let provider = app.config.oidc.name().map(str::to_owned);
        let (passkeys, address) = (app.passkeys.possible(), app.public_url.clone());
        Ok(Self { page, problems, typed, demo, password: DEMO_PASSWORD, provider, passkeys, address })
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
        let (judge, sandi) = (app.clone(), draft.sandi);
        match to_its_end(&app, async move { prove(&judge, &name, sandi).await }).await? {
            Proof::Right(cookie) => return Ok(signed_in(cookie)),
            Proof::HalfWay(proof, factors) => {
                return Ok(Html(CodePage::new(&app, page, problems, proof, factors)).into_response());
            }
            Proof::Wrong => problems.add("sandi", fl!(page.t, "akun-salah")),
            Proof::Wait(until) => problems.add("sandi", wait(&page, until)),
        }
    }
    let status = problems.status();
    Ok((status, Html(SignInPage::new(&app, page, problems, draft.nama).await?)).into_response())
}

/// To the desk, with the new session.
pub(super) fn signed_in(cookie: HeaderValue) -> Response {
    let mut response = Redirect::to("/petugas").into_response();
    cookies::put(response.headers_mut(), cookie);
    response
}

/// The sentence for somebody who tried too often.
#[must_use]
pub fn wait(page: &Page, until: DateTime<Utc>) -> String {
    let time = page.lang.time_with_seconds(until + chrono::Duration::seconds(1), page.brand.zone);
    fl!(page.t, "akun-tunggu", time = time)
}

/// What is typed after the password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeDraft {
    bukti: String,
    kode: String,
}

/// POST `/petugas/masuk/kode`. Wrong codes count and slow down as wrong passwords do.
pub async fn send_code(State(app): State<App>, page: Page, Form(draft): Form<CodeDraft>) -> Result<Response, Error> {
    let mut problems = Problems::none();
    let (judge, proof) = (app.clone(), draft.bukti.clone());
    match to_its_end(&app, async move { prove_code(&judge, &draft).await }).await? {
        None => return Ok(Redirect::to(SIGN_IN).into_response()),
        Some(Proof::Right(cookie)) => return Ok(signed_in(cookie)),
        Some(Proof::Wait(until)) => problems.add("kode", wait(&page, until)),
        Some(Proof::Wrong | Proof::HalfWay(..)) => problems.add("kode", fl!(page.t, "akun-kode-salah")),
    }
    refuse(&app, page, problems, proof).await
}

/// The page with what is wrong: between the two steps when there is a proof, the first one otherwise.
pub(super) async fn refuse(app: &App, page: Page, problems: Problems, proof: String) -> Result<Response, Error> {
    let status = problems.status();
    let Some((officer, _)) = second::claimed(&proof) else {
        return Ok((status, Html(SignInPage::new(app, page, problems, String::new()).await?)).into_response());
    };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let factors = db::factors(&mut tx, officer).await?;
    tx.commit().await?;
    Ok((status, Html(CodePage::new(app, page, problems, proof, factors))).into_response())
}

enum Proof {
    Right(HeaderValue),
    /// The password was right, and one of these is asked for.
    HalfWay(String, Factors),
    Wrong,
    Wait(DateTime<Utc>),
}

async fn prove(app: &App, name: &str, password: String) -> Result<Proof, Error> {
    let turn = Turn::take().await?;
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let tries = Tries::of(app, &mut tx, name).await?;
    if let Some(until) = tries.until(now) {
        return Ok(Proof::Wait(until));
    }
    let account = db::by_name(&mut tx, name).await?;
    tx.commit().await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let password = if password.chars().count() > LONGEST { String::new() } else { password };
    let right = turn.check(password, hash).await?;
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let Some(account) = account.filter(|_| right) else {
        tries.one_more(&mut tx, now).await?;
        tx.commit().await?;
        return Ok(Proof::Wrong);
    };
    // failures stay counted until the second step is right too
    let factors = db::factors(&mut tx, account.id).await?;
    if factors.any() {
        tx.commit().await?;
        return Ok(Proof::HalfWay(second::half_way(app, &account, now), factors));
    }
    let_in(app, tx, (account.id, Factor::Password), Some(tries), now).await.map(Proof::Right)
}

/// What follows when the identity provider stood in for the password.
pub(super) async fn after_first_step(app: &App, page: Page, officer: Uuid) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let Some(account) = db::by_id(&mut tx, officer).await? else { return Err(Error::SignIn) };
    let factors = db::factors(&mut tx, officer).await?;
    if factors.any() {
        let proof = second::half_way(app, &account, now);
        return Ok(Html(CodePage::new(app, page, Problems::none(), proof, factors)).into_response());
    }
    let tries = Tries::of(app, &mut tx, &account.sign_in).await?;
    let_in(app, tx, (officer, Factor::Password), Some(tries), now).await.map(signed_in)
}

/// `None`: the page between the steps is too old, or not ours.
async fn prove_code(app: &App, draft: &CodeDraft) -> Result<Option<Proof>, Error> {
    let Some((officer, _)) = second::claimed(&draft.bukti) else { return Ok(None) };
    let _turn = Turn::take().await?;
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let Some(account) = db::by_id(&mut tx, officer).await? else { return Ok(None) };
    if !second::holds(app, &draft.bukti, &account, now) {
        return Ok(None);
    }
    let tries = Tries::of(app, &mut tx, &account.sign_in).await?;
    if let Some(until) = tries.until(now) {
        return Ok(Some(Proof::Wait(until)));
    }
    if let Some(factor) = second::check(app, &mut tx, officer, &draft.kode, now).await? {
        let cookie = let_in(app, tx, (officer, factor), Some(tries), now).await?;
        return Ok(Some(Proof::Right(cookie)));
    }
    tries.one_more(&mut tx, now).await?;
    tx.commit().await?;
    Ok(Some(Proof::Wrong))
}

/// Opens the session of an officer who proved with `factor` who they are.
pub(super) async fn let_in(
    app: &App,
    mut tx: Tx,
    (officer, factor): (Uuid, Factor),
    tries: Option<Tries>,
    now: DateTime<Utc>,
) -> Result<HeaderValue, Error> {
    if let Some(tries) = tries {
        tries.forget(&mut tx).await?;
    } else if let Some(account) = db::by_id(&mut tx, officer).await? {
        // a passkey says nothing of what others guessed wrong, but it makes the browser its owner's
        tries::remember(&account.sign_in);
    }
    log_act(&mut tx, Some(officer), "sign_in", "", now).await?;
    let cookie = session::sign_in(&mut tx, officer, factor, now, app.secure).await?;
    tx.commit().await?;
    keep_few(app, officer).await?;
    Ok(cookie)
}

/// POST `/petugas/keluar`: ends this session and asks the browser to forget everything of this site.
pub async fn leave(State(app): State<App>, Entering(officer): Entering, _: Pressed) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    session::end(&mut tx, &officer.session).await?;
    tx.commit().await?;
    let mut response = Redirect::to(SIGN_IN).into_response();
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

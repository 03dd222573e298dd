//! Installing the second step, and taking it off again.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::own::OwnPage;
use super::password::Turn;
use super::second::{self, Seed};
use super::told::{News, tell};
use super::{db, own};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::qr::{Level, Qr, qr};
use crate::web::session::{self, SignedIn};
use crate::web::{Form, Html, Page, Problems};

#[derive(Template)]
#[template(path = "account/install.html")]
struct InstallPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    qr: Qr,
    /// In groups of four, for an app without a camera.
    seed: String,
}

#[derive(Template)]
#[template(path = "account/recovery.html")]
struct RecoveryPage {
    page: Page,
    desk: Desk,
    codes: Vec<String>,
}

/// The password once more: who finds an open desk must not change how one signs in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Proof {
    sandi_kedua: String,
}

/// The first code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct First {
    kode: String,
}

/// POST `/petugas/akun/langkah-kedua`: begins with a new seed.
pub async fn begin(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<Proof>,
) -> Result<Response, Error> {
    if let Some(problems) = wrong(&app, &page, &officer, draft).await? {
        return own::refuse(&app, page, officer, problems).await;
    }
    let mut tx = app.db.begin(officer.actor()).await?;
    let seed = Seed::generate();
    let begun = db::begin_second_step(&mut tx, officer.id, &seed.seal(&app, officer.id)).await?;
    tx.commit().await?;
    if !begun {
        return Ok(Redirect::to("/petugas/akun").into_response());
    }
    show(&app, page, &officer, &seed, Problems::none()).await
}

async fn show(app: &App, page: Page, officer: &SignedIn, seed: &Seed, problems: Problems) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
    tx.commit().await?;
    let text = seed.text();
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..text.len().min(at + 4)]).collect();
    let install = InstallPage {
        desk: Desk::from(officer),
        qr: qr(&seed.address(&page.brand.name, &account.sign_in), Level::Medium)?,
        seed: groups.join(" "),
        problems,
        page,
    };
    Ok((install.problems.status(), Html(install)).into_response())
}

/// POST `/petugas/akun/langkah-kedua/pasang`: the first code of the app. Other sessions end, and the recovery codes are
/// shown once.
pub async fn confirm(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<First>,
) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    if let Some(codes) = second::confirm(&app, &mut tx, officer.id, &draft.kode, now).await? {
        log_act(&mut tx, Some(officer.id), "second_step_on", "", now).await?;
        tell(&mut tx, officer.id, News::SecondStep, None, now).await?;
        session::end_others(&mut tx, Some(&officer.session), officer.id).await?;
        tx.commit().await?;
        let codes = codes.iter().map(crate::vault::recovery::RecoveryCode::show).collect();
        return Ok(Html(RecoveryPage { desk: Desk::from(&officer), codes, page }).into_response());
    }
    let seed = second::installing(&app, &mut tx, officer.id).await?;
    tx.commit().await?;
    let Some(seed) = seed else { return Ok(Redirect::to("/petugas/akun").into_response()) };
    let mut problems = Problems::none();
    problems.add("kode", fl!(page.t, "akun-kode-salah"));
    show(&app, page, &officer, &seed, problems).await
}

/// POST `/petugas/akun/langkah-kedua/lepas`.
pub async fn remove(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<Proof>,
) -> Result<Response, Error> {
    if let Some(problems) = wrong(&app, &page, &officer, draft).await? {
        return own::refuse(&app, page, officer, problems).await;
    }
    let mut tx = app.db.begin(officer.actor()).await?;
    db::remove_second_step(&mut tx, officer.id).await?;
    log_act(&mut tx, Some(officer.id), "second_step_off", "", clock::now()).await?;
    tell(&mut tx, officer.id, News::SecondStep, None, clock::now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/petugas/akun").into_response())
}

/// What is wrong with the password typed once more.
async fn wrong(app: &App, page: &Page, officer: &SignedIn, draft: Proof) -> Result<Option<Problems>, Error> {
    let mut problems = Problems::none();
    if draft.sandi_kedua.is_empty() {
        problems.add("sandi_kedua", fl!(page.t, "akun-sandi-lama-kosong"));
        return Ok(Some(problems));
    }
    let mut tx = app.db.begin(officer.actor()).await?;
    let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
    tx.commit().await?;
    if Turn::take().await?.check(draft.sandi_kedua, account.password_hash).await? {
        return Ok(None);
    }
    problems.add("sandi_kedua", fl!(page.t, "akun-sandi-lama-salah"));
    Ok(Some(problems))
}

impl OwnPage {
    /// "7 kode cadangan tersisa."
    pub(super) fn codes_left(&self) -> String {
        fl!(self.page.t, "akun-cadangan-sisa", n = self.codes_left)
    }
}

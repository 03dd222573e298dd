//! Installing the authenticator app, and taking it off again.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::confirm::ConfirmedForm;
use super::factors::{app_can_go, ready_to_add};
use super::keys::{OWN, changed};
use super::own::OwnPage;
use super::second::{self, Seed};
use super::{db, own};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::qr::{Level, Qr, qr};
use crate::web::session::{self, Entering, Factor, SET_UP, SignedIn};
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
    Entering(officer): Entering,
    _: Pressed,
) -> Result<Response, Error> {
    ready_to_add(&officer)?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let seed = Seed::generate();
    let begun = db::begin_second_step(&mut tx, officer.id, &seed.seal(&app, officer.id)).await?;
    tx.commit().await?;
    if !begun {
        return Ok(Redirect::to(OWN).into_response());
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
        desk: if page.demo || officer.is_proven() { Desk::from(officer) } else { Desk::closed(officer) },
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
    Entering(officer): Entering,
    Form(draft): Form<First>,
) -> Result<Response, Error> {
    ready_to_add(&officer)?;
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    if second::confirm(&app, &mut tx, officer.id, &draft.kode, now).await? {
        log_act(&mut tx, Some(officer.id), "second_step_on", "", now).await?;
        if officer.factor != Factor::Passkey {
            session::prove(&mut tx, &officer.session, Factor::Code).await?;
        }
        let done = fl!(page.t, "akun-kedua-aktif");
        return changed(&app, tx, page, &officer, done, now).await;
    }
    let seed = second::installing(&app, &mut tx, officer.id).await?;
    tx.commit().await?;
    let Some(seed) = seed else { return Ok(Redirect::to(SET_UP).into_response()) };
    let mut problems = Problems::none();
    problems.add("kode", fl!(page.t, "akun-kode-salah"));
    show(&app, page, &officer, &seed, problems).await
}

/// POST `/petugas/akun/langkah-kedua/lepas`. Not when nothing else is left.
pub async fn remove(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, Pressed {}): ConfirmedForm<Pressed>,
) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let factors = db::lock_factors(&mut tx, officer.id).await?;
    if !factors.app {
        return Ok(Redirect::to(OWN).into_response());
    }
    if !app_can_go(factors, page.demo) {
        tx.commit().await?;
        let mut problems = Problems::none();
        problems.add("aplikasi", fl!(page.t, "akun-kedua-terakhir"));
        return own::refuse(&app, page, officer, problems).await;
    }
    db::remove_second_step(&mut tx, officer.id).await?;
    db::drop_idle_codes(&mut tx, officer.id).await?;
    log_act(&mut tx, Some(officer.id), "second_step_off", "", now).await?;
    changed(&app, tx, page, &officer, String::new(), now).await
}

impl OwnPage {
    /// "7 kode cadangan tersisa."
    pub(super) fn codes_left(&self) -> String {
        fl!(self.page.t, "akun-cadangan-sisa", n = self.factors.codes)
    }
}

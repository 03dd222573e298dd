//! Setting up what an officer signs in with: the page of the second step, passkeys added, named and removed, new recovery
//! codes.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::confirm::ConfirmedForm;
use super::factors::{may_add, passkey_can_go, ready_to_add};
use super::passkey::{self, Answer, Bound};
use super::told::{News, tell};
use super::{db, own, second};
use crate::app::App;
use crate::clock;
use crate::db::{Tx, log_act};
use crate::error::Error;
use crate::vault::recovery::RecoveryCode;
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::session::{self, CONFIRMED_FOR, Entering, Factor, SET_UP, SignedIn};
use crate::web::{Form, Html, Page, Problems, cookies};

/// The own account.
pub(super) const OWN: &str = "/petugas/akun";
/// Letters of a passkey's name.
const LONGEST_NAME: usize = 60;

#[derive(Template)]
#[template(path = "account/enrol.html")]
struct EnrolPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    /// Nothing else opens before.
    lacking: bool,
    /// Only a passkey will do.
    strict: bool,
    /// The officer has a passkey and has to use it.
    prove: bool,
    /// This site can have passkeys.
    possible: bool,
    /// An app is offered besides.
    app: bool,
    address: String,
    /// What the new passkey may be called.
    called: String,
}

#[derive(Template)]
#[template(path = "account/recovery.html")]
struct RecoveryPage {
    page: Page,
    desk: Desk,
    codes: Vec<String>,
    /// What was just done.
    done: String,
}

impl EnrolPage {
    fn new(app: &App, page: Page, officer: &SignedIn, problems: Problems, called: String) -> Self {
        let strict = officer.needs_passkey() && !page.demo;
        let lacking = !page.demo && !officer.is_proven();
        Self {
            desk: if lacking { Desk::closed(officer) } else { Desk::from(officer) },
            lacking,
            strict,
            prove: !may_add(officer),
            possible: app.passkeys.possible(),
            app: !officer.app && !strict,
            address: app.public_url.clone(),
            page,
            problems,
            called,
        }
    }
}

/// GET `/petugas/akun/langkah-kedua`: the first second step, or one more.
pub async fn show(State(app): State<App>, page: Page, Entering(officer): Entering) -> Result<Response, Error> {
    if may_add(&officer) {
        ready_to_add(&officer)?;
    } else if page.demo || officer.is_proven() {
        return Ok(Redirect::to(OWN).into_response());
    }
    let label = usual_label(&page);
    Ok(Html(EnrolPage::new(&app, page, &officer, Problems::none(), label)).into_response())
}

/// POST `/petugas/akun/passkey/mulai`: what a new authenticator is asked, for the script.
pub async fn begin(
    State(app): State<App>,
    page: Page,
    Entering(officer): Entering,
    _: Pressed,
) -> Result<Response, Error> {
    ready_to_add(&officer)?;
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
    let person = (officer.id, account.sign_in.as_str(), officer.name.as_str());
    let asked =
        passkey::ask_new(&app, &mut tx, Bound::register(&officer.session), person, &page.brand.name, now).await?;
    tx.commit().await?;
    Ok(asked)
}

/// A new passkey.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct New {
    tantangan: String,
    jawaban: String,
    label: String,
}

/// POST `/petugas/akun/passkey`. Other sessions end; the first second step brings recovery codes, shown once.
pub async fn add(
    State(app): State<App>,
    page: Page,
    Entering(officer): Entering,
    Form(draft): Form<New>,
) -> Result<Response, Error> {
    ready_to_add(&officer)?;
    let now = clock::now();
    let answer = Answer { tantangan: draft.tantangan, jawaban: draft.jawaban };
    let given = (&answer, label(&page, &draft.label));
    if let Some(mut tx) = passkey::keep_new(&app, Bound::register(&officer.session), officer.id, given, now).await? {
        log_act(&mut tx, Some(officer.id), "passkey_on", "", now).await?;
        session::prove(&mut tx, &officer.session, Factor::Passkey).await?;
        let done = fl!(page.t, "passkey-aktif");
        return changed(&app, tx, page, &officer, done, now).await;
    }
    let mut problems = Problems::none();
    problems.add("label", fl!(page.t, "passkey-ditolak"));
    let shown = EnrolPage::new(&app, page, &officer, problems, draft.label);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

fn label(page: &Page, typed: &str) -> String {
    let short: String = typed.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
    if short.is_empty() { usual_label(page) } else { short }
}

fn usual_label(page: &Page) -> String {
    fl!(page.t, "passkey-nama-bawaan", hari = page.date(page.brand.zone.day(clock::now())))
}

/// What follows every change of how an officer signs in: the officer is told, other sessions end, this one gets a new token, and who has no
/// recovery codes gets them. `done`: what the page of new codes says first.
pub(super) async fn changed(
    app: &App,
    mut tx: Tx,
    page: Page,
    officer: &SignedIn,
    done: String,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let factors = db::factors(&mut tx, officer.id).await?;
    let codes = if factors.any() && factors.codes == 0 {
        second::new_codes(app, &mut tx, officer.id).await?
    } else {
        Vec::new()
    };
    finish(app, tx, page, officer, (codes, done), now).await
}

async fn finish(
    app: &App,
    mut tx: Tx,
    page: Page,
    officer: &SignedIn,
    (codes, done): (Vec<RecoveryCode>, String),
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    tell(&mut tx, officer.id, News::SecondStep, None, now).await?;
    let renewed = session::renew(&mut tx, app, officer, Some(now + CONFIRMED_FOR)).await?;
    session::end_others(&mut tx, Some(&renewed.session), officer.id).await?;
    tx.commit().await?;
    let mut response = if codes.is_empty() {
        Redirect::to(OWN).into_response()
    } else {
        let page = Page { token: renewed.form_token, ..page };
        let codes = codes.iter().map(RecoveryCode::show).collect();
        Html(RecoveryPage { desk: Desk::from(officer), codes, done, page }).into_response()
    };
    cookies::put(response.headers_mut(), renewed.cookie);
    Ok(response)
}

/// POST `/petugas/akun/cadangan`: ten new recovery codes in place of the old ones.
pub async fn renew_codes(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, Pressed {}): ConfirmedForm<Pressed>,
) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    if !db::lock_factors(&mut tx, officer.id).await?.any() {
        return Ok(Redirect::to(SET_UP).into_response());
    }
    log_act(&mut tx, Some(officer.id), "recovery_codes", "", now).await?;
    let codes = second::new_codes(&app, &mut tx, officer.id).await?;
    let done = fl!(page.t, "akun-cadangan-baru");
    finish(&app, tx, page, &officer, (codes, done), now).await
}

/// A passkey's new name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Name {
    label: String,
}

/// POST `/petugas/akun/passkey/{id}/nama`.
pub async fn rename(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(id): Path<Uuid>,
    Form(draft): Form<Name>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let found = db::rename_passkey(&mut tx, officer.id, id, &label(&page, &draft.label)).await?;
    tx.commit().await?;
    if found { Ok(Redirect::to(OWN).into_response()) } else { Err(Error::NotFound) }
}

/// POST `/petugas/akun/passkey/{id}/hapus`. Not the last one that is needed.
pub async fn remove(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(officer, Pressed {}): ConfirmedForm<Pressed>,
) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let factors = db::lock_factors(&mut tx, officer.id).await?;
    let own = db::passkeys(&mut tx, officer.id).await?;
    let stopped = own.iter().find(|own| own.id == id).ok_or(Error::NotFound)?.suspended_at.is_some();
    if !passkey_can_go(factors, &officer, stopped, page.demo) {
        tx.commit().await?;
        let mut problems = Problems::none();
        problems.add("kunci", fl!(page.t, "passkey-terakhir"));
        return own::refuse(&app, page, officer, problems).await;
    }
    db::remove_passkey(&mut tx, officer.id, id).await?;
    db::drop_idle_codes(&mut tx, officer.id).await?;
    log_act(&mut tx, Some(officer.id), "passkey_off", "", now).await?;
    changed(&app, tx, page, &officer, String::new(), now).await
}

//! Proving anew who one is before what is most dangerous (security.md §2.6): opening an identity, exports, invitations,
//! changes of roles and of how one signs in, taking a wall down.
//!
//! A handler asks for it with its arguments: [`Confirmed`] where it shows a page, [`ConfirmedForm`] where it takes a form.
//! Who proved it within five minutes, by signing in or here, notices nothing. Everybody else comes to
//! `/petugas/konfirmasi` and from there back to where they were; what was typed is kept and sent once more by one press.

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Query, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::factors::password_confirms;
use super::passkey::{self, Answer, Bound, Verdict};
use super::password::Turn;
use super::sign_in::{code_words, wait};
use super::tries::{Tries, to_its_end};
use super::{db, second};
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::form::{Pressed, checked, decode, is_secret};
use crate::web::session::{self, CONFIRMED_FOR, Entering, Factor, Renewed, SignedIn};
use crate::web::{Form, Html, Page, Problems, cookies};

/// An officer who proved who they are within five minutes; anybody else proves it first and comes back to this address.
/// For pages. A form loses what was typed this way: see [`ConfirmedForm`].
pub struct Confirmed(pub SignedIn);

impl FromRequestParts<App> for Confirmed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = SignedIn::from_request_parts(parts, app).await?;
        if officer.is_confirmed(clock::now()) {
            Ok(Self(officer))
        } else {
            Err(Error::Confirm { back: address(parts) })
        }
    }
}

/// The form of an officer who proved who they are within five minutes. Anybody else proves it first; then the same form,
/// except for its passwords, waits for one more press.
pub struct ConfirmedForm<T>(pub SignedIn, pub T);

impl<T: DeserializeOwned> FromRequest<App> for ConfirmedForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let officer = SignedIn::from_request_parts(&mut parts, app).await.map_err(IntoResponse::into_response)?;
        let page = Page::from_request_parts(&mut parts, app).await.map_err(IntoResponse::into_response)?;
        let back = address(&parts);
        let fields = checked(Request::from_parts(parts, body), app).await.map_err(IntoResponse::into_response)?;
        if officer.is_confirmed(clock::now()) {
            return decode(&fields).map(|form| Self(officer, form)).map_err(IntoResponse::into_response);
        }
        let kept: Vec<_> = fields.into_iter().filter(|(name, _)| !is_secret(name)).collect();
        let isi = serde_html_form::to_string(&kept).unwrap_or_default();
        let draft = Draft { ke: back, isi, lanjut: "1".to_owned(), ..Draft::default() };
        Err((StatusCode::FORBIDDEN, Html(ConfirmPage::new(app, page, &officer, draft, Problems::none())))
            .into_response())
    }
}

fn address(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), |whole| whole.as_str().to_owned())
}

/// An address of the officers' own pages, or the first of them.
fn inside(address: &str) -> &str {
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !address.contains("//");
    let ours = address.strip_prefix("/petugas").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if plain && ours { address } else { "/petugas" }
}

/// What is typed, or what an authenticator answered, and what it is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    sandi: String,
    kode: String,
    tantangan: String,
    jawaban: String,
    /// Where to go back to.
    ke: String,
    /// The fields of the form that waits, as it was sent.
    isi: String,
    /// Whether a form waits.
    lanjut: String,
}

#[derive(Template)]
#[template(path = "account/confirm.html")]
struct ConfirmPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The password is asked for; otherwise only a passkey will do.
    by_password: bool,
    /// A code is asked for together with it.
    code: bool,
    /// The officer has an authenticator app.
    app: bool,
    /// The officer has a passkey that works, and this site can ask for it.
    passkeys: bool,
    address: String,
}

impl ConfirmPage {
    fn new(app: &App, page: Page, officer: &SignedIn, draft: Draft, problems: Problems) -> Self {
        let open = page.demo || officer.is_proven();
        Self {
            desk: if open { Desk::from(officer) } else { Desk::closed(officer) },
            by_password: password_confirms(officer, page.demo),
            code: asks_code(officer),
            app: officer.app,
            passkeys: officer.usable > 0 && app.passkeys.possible(),
            address: app.public_url.clone(),
            page,
            problems,
            draft,
        }
    }

    fn code_label(&self) -> String {
        code_words(&self.page, self.app).0
    }

    fn code_hint(&self) -> String {
        code_words(&self.page, self.app).1
    }
}

/// Whether the password alone is too little.
const fn asks_code(officer: &SignedIn) -> bool {
    officer.app || officer.passkeys > 0
}

/// The form that waited, ready to be sent.
#[derive(Template)]
#[template(path = "account/resume.html")]
struct ResumePage {
    page: Page,
    desk: Desk,
    to: String,
    fields: Vec<(String, String)>,
}

/// Where to go back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    ke: String,
}

/// GET `/petugas/konfirmasi`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Entering(officer): Entering,
    Query(back): Query<Back>,
) -> Response {
    if officer.is_confirmed(clock::now()) {
        return Redirect::to(inside(&back.ke)).into_response();
    }
    let draft = Draft { ke: back.ke, ..Draft::default() };
    Html(ConfirmPage::new(&app, page, &officer, draft, Problems::none())).into_response()
}

/// POST `/petugas/konfirmasi/passkey/mulai`: what an authenticator is asked.
pub async fn begin_passkey(State(app): State<App>, Entering(officer): Entering, _: Pressed) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let bound = Bound::confirm(&officer.session);
    let asked = passkey::ask_known(&app, &mut tx, bound, officer.id, clock::now()).await?;
    tx.commit().await?;
    Ok(asked)
}

/// POST `/petugas/konfirmasi/passkey`: an authenticator's answer. From here on the session counts as opened with it.
pub async fn send_passkey(
    State(app): State<App>,
    page: Page,
    Entering(officer): Entering,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let now = clock::now();
    let answer = Answer { tantangan: draft.tantangan.clone(), jawaban: draft.jawaban.clone() };
    let bound = Bound::confirm(&officer.session);
    let verdict = passkey::judge(&app, bound, Some(officer.id), &answer, now).await?;
    if matches!(verdict, Verdict::Right(_)) {
        let mut tx = app.db.begin(officer.actor()).await?;
        session::prove(&mut tx, &officer.session, Factor::Passkey).await?;
        let renewed = session::renew(&mut tx, &app, &officer, Some(now + CONFIRMED_FOR)).await?;
        tx.commit().await?;
        return Ok(go_on(page, &officer, &draft, renewed));
    }
    let mut problems = Problems::none();
    problems.add("passkey", verdict.sentence(&page));
    let status = problems.status();
    Ok((status, Html(ConfirmPage::new(&app, page, &officer, draft, problems))).into_response())
}

/// POST `/petugas/konfirmasi`: the password, and a code when signing in asks for more than that. Wrong ones count as when signing in.
pub async fn send(
    State(app): State<App>,
    page: Page,
    Entering(officer): Entering,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let mut problems = Problems::none();
    if !password_confirms(&officer, page.demo) {
        problems.add("passkey", fl!(page.t, "konfirmasi-passkey-saja"));
        let status = problems.status();
        return Ok((status, Html(ConfirmPage::new(&app, page, &officer, draft, problems))).into_response());
    }
    if draft.sandi.is_empty() {
        problems.add("sandi", fl!(page.t, "akun-sandi-kosong"));
    }
    if asks_code(&officer) && draft.kode.trim().is_empty() {
        problems.add("kode", fl!(page.t, "konfirmasi-kode-kosong"));
    }
    if !problems.any() {
        let (judge, asking) = (app.clone(), officer.clone());
        let (sandi, kode) = (draft.sandi.clone(), draft.kode.clone());
        match to_its_end(&app, async move { prove(&judge, &asking, sandi, &kode).await }).await? {
            Proof::Right(renewed) => return Ok(go_on(page, &officer, &draft, renewed)),
            Proof::Wait(until) => problems.add("sandi", wait(&page, until)),
            Proof::Wrong if asks_code(&officer) => problems.add("sandi", fl!(page.t, "konfirmasi-salah")),
            Proof::Wrong => problems.add("sandi", fl!(page.t, "akun-sandi-lama-salah")),
        }
    }
    let status = problems.status();
    Ok((status, Html(ConfirmPage::new(&app, page, &officer, draft, problems))).into_response())
}

enum Proof {
    Right(Renewed),
    Wrong,
    Wait(DateTime<Utc>),
}

async fn prove(app: &App, officer: &SignedIn, password: String, code: &str) -> Result<Proof, Error> {
    let turn = Turn::take().await?;
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
    let tries = Tries::of(app, &mut tx, &account.sign_in).await?;
    tx.commit().await?;
    if let Some(until) = tries.until(now) {
        return Ok(Proof::Wait(until));
    }
    let right = turn.check(password, account.password_hash).await?;
    let mut tx = app.db.begin(officer.actor()).await?;
    // a code is used up only together with the right password
    if right && (!asks_code(officer) || second::check(app, &mut tx, officer.id, code, now).await?.is_some()) {
        tries.forget(&mut tx).await?;
        let renewed = session::renew(&mut tx, app, officer, Some(now + CONFIRMED_FOR)).await?;
        tx.commit().await?;
        return Ok(Proof::Right(renewed));
    }
    tries.one_more(&mut tx, now).await?;
    tx.commit().await?;
    Ok(Proof::Wrong)
}

/// Back to the page, or to the form that waited.
fn go_on(page: Page, officer: &SignedIn, draft: &Draft, renewed: Renewed) -> Response {
    let to = inside(&draft.ke).to_owned();
    let mut response = if draft.lanjut.is_empty() {
        Redirect::to(&to).into_response()
    } else {
        let fields = serde_html_form::from_str(&draft.isi).unwrap_or_default();
        let page = Page { token: renewed.form_token, ..page };
        Html(ResumePage { page, desk: Desk::from(officer), to, fields }).into_response()
    };
    cookies::put(response.headers_mut(), renewed.cookie);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_officers_pages() {
        assert_eq!(inside("/petugas/kasus/KTG-7K2M9Q/identitas?a=1"), "/petugas/kasus/KTG-7K2M9Q/identitas?a=1");
        assert_eq!(inside("/petugas?tampil=saya"), "/petugas?tampil=saya");
        for out in
            ["", "https://jahat.example", "//jahat.example", "/petugas//x", "/petugasjahat", "/lacak", "/petugas/\\x"]
        {
            assert_eq!(inside(out), "/petugas", "{out}");
        }
    }
}

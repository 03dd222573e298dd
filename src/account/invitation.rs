//! The one-time link with which an officer sets the own password. Where two administrators invited, it takes the word of the
//! one beside the link of the other.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::db::{self, Invited, WRONG_WORDS};
use super::own::judge_new;
use super::password::Turn;
use super::tries::remember;
use crate::app::App;
use crate::clock;
use crate::db::{Actor, log_act};
use crate::error::Error;
use crate::vault::token;
use crate::vault::word::InvitationWord;
use crate::web::session::{self, Factor};
use crate::web::{Form, Html, Page, Problems, cookies};

/// The word of who proposed the invitation, and the new password, twice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    kata: String,
    sandi_baru: String,
    sandi_ulang: String,
}

#[derive(Template)]
#[template(path = "account/invitation.html")]
struct InvitationPage {
    page: Page,
    problems: Problems,
    name: String,
    sign_in: String,
    /// A word is asked for; what was typed.
    word: Option<String>,
}

impl InvitationPage {
    fn of(page: Page, invited: Invited, problems: Problems, kata: String) -> Self {
        let Invited { name, sign_in, word, .. } = invited;
        Self { page, problems, name, sign_in, word: word.then_some(kata) }
    }
}

/// A link that was used, is older than a day, was guessed at too often, or never existed: one answer.
#[derive(Template)]
#[template(path = "account/expired.html")]
struct ExpiredPage {
    page: Page,
}

fn expired(page: Page) -> Response {
    (StatusCode::GONE, Html(ExpiredPage { page })).into_response()
}

async fn invited(app: &App, token: &str) -> Result<Option<([u8; 32], Invited)>, Error> {
    let Some(hash) = token::decode(token).map(|secret| token::sha256(&secret)) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let found = db::invited(&mut tx, &hash, clock::now()).await?;
    Ok(found.map(|invited| (hash, invited)))
}

/// GET `/petugas/undangan/{token}`.
pub async fn show(State(app): State<App>, page: Page, Path(token): Path<String>) -> Result<Response, Error> {
    let Some((_, invited)) = invited(&app, &token).await? else { return Ok(expired(page)) };
    Ok(Html(InvitationPage::of(page, invited, Problems::none(), String::new())).into_response())
}

/// POST `/petugas/undangan/{token}`: sets the password and signs in.
pub async fn send(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let Some((hash, invited)) = invited(&app, &token).await? else { return Ok(expired(page)) };
    let mut problems = Problems::none();
    let word = InvitationWord::parse(&draft.kata);
    if invited.word && word.is_none() {
        problems.add("kata", fl!(page.t, "akun-undangan-kata-kosong"));
    }
    let known = [invited.sign_in.as_str(), &invited.name];
    judge_new(&page, &mut problems, &draft.sandi_baru, &draft.sandi_ulang, known);
    if !problems.any()
        && let Some(word) = word.filter(|_| invited.word)
        && !is_right(&app, &hash, &word, &invited).await?
    {
        problems.add("kata", fl!(page.t, "akun-undangan-kata-salah"));
    }
    if problems.any() {
        let status = problems.status();
        return Ok((status, Html(InvitationPage::of(page, invited, problems, draft.kata))).into_response());
    }
    let stored = Turn::take().await?.hash(draft.sandi_baru).await?;
    let (now, officer) = (clock::now(), invited.officer);
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    if !db::use_invitation(&mut tx, &hash, now).await? {
        return Ok(expired(page));
    }
    db::set_password(&mut tx, officer, &stored).await?;
    // whoever lost the app, the passkeys and the recovery codes comes back this way, and sets up anew
    db::remove_factors(&mut tx, officer).await?;
    log_act(&mut tx, Some(officer), "invitation", "", now).await?;
    session::end_others(&mut tx, None, officer).await?;
    let cookie = session::sign_in(&mut tx, officer, Factor::Password, now, app.secure).await?;
    tx.commit().await?;
    remember(&invited.sign_in);
    let mut response = Redirect::to("/petugas").into_response();
    cookies::put(response.headers_mut(), cookie);
    Ok(response)
}

/// Compares the word of who proposed the invitation. A few wrong ones end it, and the office's log says so: whoever guesses
/// has the link.
async fn is_right(app: &App, hash: &[u8], word: &InvitationWord, invited: &Invited) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let Some((tries, mac)) = db::try_word(&mut tx, hash, now).await? else { return Ok(false) };
    let right = token::same(&word.mac(&app.keys), &mac);
    if !right && tries == WRONG_WORDS {
        log_act(&mut tx, None, "invitation_guessed", &format!("Petugas {:02}", invited.alias), now).await?;
    }
    tx.commit().await?;
    Ok(right)
}

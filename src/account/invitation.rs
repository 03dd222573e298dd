//! The one-time link with which an officer sets the own password.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::db;
use super::own::judge_new;
use super::password::Turn;
use super::tries::remember;
use crate::app::App;
use crate::clock;
use crate::db::{Actor, log_act};
use crate::error::Error;
use crate::vault::token;
use crate::web::session::{self, Factor};
use crate::web::{Form, Html, Page, Problems, cookies};

/// The new password, twice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
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
}

/// A link that was used, is older than a day, or never existed: one answer.
#[derive(Template)]
#[template(path = "account/expired.html")]
struct ExpiredPage {
    page: Page,
}

fn expired(page: Page) -> Response {
    (StatusCode::GONE, Html(ExpiredPage { page })).into_response()
}

async fn invited(app: &App, token: &str) -> Result<Option<([u8; 32], uuid::Uuid, String, String)>, Error> {
    let Some(hash) = token::decode(token).map(|secret| token::sha256(&secret)) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let found = db::invited(&mut tx, &hash, clock::now()).await?;
    Ok(found.map(|(officer, name, sign_in)| (hash, officer, name, sign_in)))
}

/// GET `/petugas/undangan/{token}`.
pub async fn show(State(app): State<App>, page: Page, Path(token): Path<String>) -> Result<Response, Error> {
    let Some((_, _, name, sign_in)) = invited(&app, &token).await? else { return Ok(expired(page)) };
    Ok(Html(InvitationPage { page, problems: Problems::none(), name, sign_in }).into_response())
}

/// POST `/petugas/undangan/{token}`: sets the password and signs in.
pub async fn send(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let Some((hash, officer, name, sign_in)) = invited(&app, &token).await? else { return Ok(expired(page)) };
    let mut problems = Problems::none();
    judge_new(&page, &mut problems, &draft.sandi_baru, &draft.sandi_ulang, [&sign_in, &name]);
    if problems.any() {
        return Ok((problems.status(), Html(InvitationPage { page, problems, name, sign_in })).into_response());
    }
    let stored = Turn::take().await?.hash(draft.sandi_baru).await?;
    let now = clock::now();
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
    remember(&sign_in);
    let mut response = Redirect::to("/petugas").into_response();
    cookies::put(response.headers_mut(), cookie);
    Ok(response)
}

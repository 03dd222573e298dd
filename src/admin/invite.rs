//! One-time links: an administrator never knows or chooses a password.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::db;
use crate::account::{ConfirmedForm, INVITED_FOR, invite};
use crate::app::App;
use crate::case::state::Role;
use crate::db::log_act;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::{Html, Page, Pressed};

/// Where an invitation is taken up.
#[must_use]
fn address(public_url: &str, token: &str) -> String {
    format!("{public_url}/petugas/undangan/{token}")
}

#[derive(Template)]
#[template(path = "admin/invite.html")]
struct InvitePage {
    page: Page,
    desk: Desk,
    id: Uuid,
    name: String,
    link: String,
    until: String,
}

/// POST `/petugas/kelola/pengguna/{id}/undang`: shows the link once.
pub async fn make(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, Pressed {}): ConfirmedForm<Pressed>,
) -> Result<impl IntoResponse, Error> {
    who.require(&[Role::Admin])?;
    let now = crate::clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.filter(|officer| officer.active).ok_or(Error::NotFound)?;
    let token = invite(&mut tx, id, now).await?;
    log_act(&mut tx, Some(who.id), "officer_invited", &format!("Petugas {:02}", officer.alias), now).await?;
    tx.commit().await?;
    let until = page.moment(now + INVITED_FOR);
    let link = address(&app.public_url, &token);
    let shown = InvitePage { page, desk: Desk::from(&who), id, name: officer.name, link, until };
    Ok(([(CACHE_CONTROL, "no-store")], Html(shown)))
}

//! The second of the two: confirms, refuses; or the first takes it back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::carry::{self, Carried};
use super::{Proposal, db, object};
use crate::account::{ConfirmedForm, INVITED_FOR};
use crate::app::App;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Tx, log_act};
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// What is decided: `setuju`, `tolak`, or `tarik` by the proposer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Verdict {
    putusan: String,
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

/// Back to the list, which says what came of it.
fn told(word: &str) -> Response {
    Redirect::to(&format!("/petugas/kelola/usulan?kabar={word}")).into_response()
}

/// POST `/petugas/kelola/usulan/{id}`: a link of an invitation shows here once.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, verdict): ConfirmedForm<Verdict>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let now = clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let (proposal, open) = db::lock(&mut tx, id, now).await?.ok_or(Error::NotFound)?;
    if !open {
        return Ok(told("sudah"));
    }
    let mine = proposal.proposed_by == who.id;
    let concerned = proposal.officer == Some(who.id);
    match verdict.putusan.as_str() {
        "tarik" if mine => close(tx, &proposal, "withdrawn", ("change_withdrawn", "ditarik"), &who, now).await,
        "tolak" if !mine && !concerned => {
            close(tx, &proposal, "refused", ("change_refused", "ditolak"), &who, now).await
        }
        "setuju" if !mine && !concerned => confirm(&app, page, tx, proposal, &who, now).await,
        _ => Err(Error::Forbidden),
    }
}

async fn close(
    mut tx: Tx,
    proposal: &Proposal,
    outcome: &str,
    (action, word): (&str, &str),
    who: &SignedIn,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let alias = match proposal.officer {
        Some(id) => super::super::db::officer(&mut tx, id).await?.map(|officer| officer.alias),
        None => None,
    };
    db::close(&mut tx, proposal.id, outcome, (who.id, now)).await?;
    log_act(&mut tx, Some(who.id), action, &object(alias), now).await?;
    tx.commit().await?;
    Ok(told(word))
}

async fn confirm(
    app: &App,
    page: Page,
    mut tx: Tx,
    proposal: Proposal,
    who: &SignedIn,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    if !carry::still_fits(&mut tx, &proposal).await? {
        return close(tx, &proposal, "stale", ("change_stale", "basi"), who, now).await;
    }
    let carried = match carry::out(app, &mut tx, &proposal, who.id, now).await {
        // the statement failed, so nothing of it is kept
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Ok(told("dipakai")),
        carried => carried?,
    };
    db::close(&mut tx, proposal.id, "confirmed", (who.id, now)).await?;
    tx.commit().await?;
    let Carried { officer, name, token: Some(token) } = carried else { return Ok(told("jalan")) };
    let shown = InvitePage {
        desk: Desk::from(who),
        id: officer,
        name,
        link: format!("{}/petugas/undangan/{token}", app.public_url),
        until: page.moment(now + INVITED_FOR),
        page,
    };
    Ok(([(CACHE_CONTROL, "no-store")], Html(shown)).into_response())
}

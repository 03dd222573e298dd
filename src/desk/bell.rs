//! The bell: what happened in an officer's cases.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use super::db;
use super::time::{By, Moment};
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

struct Row {
    text: String,
    number: String,
    when: String,
    new: bool,
}

#[derive(Template)]
#[template(path = "desk/bell.html")]
struct BellPage {
    page: Page,
    desk: Desk,
    rows: Vec<Row>,
}

/// What a notice says; one that this version does not know says that something happened.
fn text(page: &Page, key: &str) -> String {
    let known = format!("meja-notis-{key}");
    page.t.get(if page.t.has(&known) { &known } else { "meja-notis-lain" })
}

/// GET `/petugas/notis`.
pub async fn show(State(app): State<App>, page: Page, officer: SignedIn) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let rows = db::notices(&mut tx).await?;
    let rows = rows
        .into_iter()
        .map(|row| Row {
            text: text(&page, &row.key),
            // a notice does not say whose doing it was
            when: Moment::of(&page, row.mode(), By::Others, row.at).lately(&page, now),
            number: row.number,
            new: row.read_at.is_none(),
        })
        .collect();
    Ok(Html(BellPage { page, desk, rows }))
}

/// POST `/petugas/notis`: all of them are read.
pub async fn read(State(app): State<App>, officer: SignedIn, _: Pressed) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    db::read_notices(&mut tx, clock::now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/petugas/notis").into_response())
}

//! `/petugas/kelola/usulan`: what waits for a second administrator, and what was decided lately.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::{self, Row};
use super::show::Names;
use crate::admin::Administrator;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::i18n::Tr;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// A proposal that waits.
struct Card {
    id: Uuid,
    /// Whom it is about, and what is wanted.
    title: String,
    about: String,
    reason: String,
    lines: Vec<String>,
    /// The reader proposed it.
    mine: bool,
    /// It is about the reader.
    concerned: bool,
}

#[derive(Template)]
#[template(path = "admin/changes.html")]
struct ChangesPage {
    page: Page,
    desk: Desk,
    /// What was just done; class and words.
    news: (&'static str, String),
    cards: Vec<Card>,
    /// What was decided: sentence and moment.
    past: Vec<(String, String)>,
    alone: bool,
    /// The word that the reader has just been given for somebody.
    word: Option<String>,
}

/// What a redirect says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Flash {
    kabar: String,
}

/// GET `/petugas/kelola/usulan`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    Ok(Html(changes(&app, page, &who, &flash.kabar, None).await?))
}

/// After a proposal: the list, which says that it waits. With a word it comes as the answer to the form itself, because the
/// word is shown once.
pub async fn proposed(app: &App, page: Page, who: &SignedIn, word: Option<String>) -> Result<Response, Error> {
    if word.is_none() {
        return Ok(Redirect::to("/petugas/kelola/usulan?kabar=diusulkan").into_response());
    }
    let shown = changes(app, page, who, "diusulkan", word).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Html(shown)).into_response())
}

async fn changes(
    app: &App,
    page: Page,
    who: &SignedIn,
    kabar: &str,
    word: Option<String>,
) -> Result<ChangesPage, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let open = db::open(&mut tx, now).await?;
    let past = db::decided(&mut tx, now).await?;
    let names = Names::read(&mut tx, &open).await?;
    let alone = db::confirmers(&mut tx, who.id, None).await? == 0;
    tx.commit().await?;
    let cards = open.into_iter().map(|row| card(&page, &names, row, who.id)).collect();
    let past = past.into_iter().map(|row| ended(&page, &row)).collect();
    let news = news(page.t, kabar);
    Ok(ChangesPage { desk: Desk::from(who), page, news, cards, past, alone, word })
}

fn card(page: &Page, names: &Names, row: Row, who: Uuid) -> Card {
    let t = page.t;
    Card {
        id: row.id,
        title: super::show::title(t, &row),
        about: fl!(
            t,
            "kelola-usul-oleh",
            siapa = row.proposer.clone(),
            kapan = page.moment(row.proposed_at),
            sampai = page.moment(row.expires_at)
        ),
        lines: names.lines(t, &row.change, row.standing.as_deref()),
        mine: row.proposed_by == who,
        concerned: row.officer_id == Some(who),
        reason: row.reason,
    }
}

fn ended(page: &Page, row: &Row) -> (String, String) {
    let t = page.t;
    let who = row.decider.clone().unwrap_or_default();
    let end = match row.outcome.as_deref() {
        Some("confirmed") => fl!(t, "kelola-usul-hasil-jalan", siapa = who),
        Some("refused") => fl!(t, "kelola-usul-hasil-tolak", siapa = who),
        Some("withdrawn") => fl!(t, "kelola-usul-hasil-tarik"),
        Some("stale") => fl!(t, "kelola-usul-hasil-basi"),
        _ => fl!(t, "kelola-usul-hasil-lewat"),
    };
    let asked = fl!(t, "kelola-usul-dari", siapa = row.proposer.clone());
    let title = super::show::title(t, row);
    (format!("{title}. {asked} {end}"), page.moment(row.decided_at.unwrap_or(row.expires_at)))
}

fn news(t: Tr, word: &str) -> (&'static str, String) {
    match word {
        "diusulkan" => ("w-daun", fl!(t, "kelola-usul-kabar-diusulkan")),
        "jalan" => ("w-daun", fl!(t, "kelola-usul-kabar-jalan")),
        "ditolak" => ("w-daun", fl!(t, "kelola-usul-kabar-ditolak")),
        "ditarik" => ("w-daun", fl!(t, "kelola-usul-kabar-ditarik")),
        "sudah" => ("awas", fl!(t, "kelola-usul-kabar-sudah")),
        "basi" => ("awas", fl!(t, "kelola-usul-kabar-basi")),
        "dipakai" => ("awas", fl!(t, "kelola-usul-kabar-dipakai")),
        _ => ("", String::new()),
    }
}

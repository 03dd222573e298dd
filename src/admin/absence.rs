//! When an officer is away: routing and "somebody of this role is there" leave them out, so that the heads of other units
//! read the cases of a unit whose heads are all away.
//!
//! One administrator writes it down: people fall ill at seven in the morning, and an office where that takes two would
//! stop. Instead it asks who is there, the officer hears of it on every page and ends it with one press, and it stands in
//! the office's log.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::{Administrator, db, parse, saved};
use crate::account::{ConfirmedForm, News, tell};
use crate::app::App;
use crate::case::state::Role;
use crate::db::log_act;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

/// What was typed: two days in three inputs each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    dari_h: String,
    dari_b: String,
    dari_t: String,
    sampai_h: String,
    sampai_b: String,
    sampai_t: String,
}

#[derive(Template)]
#[template(path = "admin/absence.html")]
struct AbsencePage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    id: Uuid,
    name: String,
}

/// GET `/petugas/kelola/pengguna/{id}/absen`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let ([dari_h, dari_b, dari_t], [sampai_h, sampai_b, sampai_t]) =
        (split(officer.away_from), split(officer.away_until));
    let draft = Draft { dari_h, dari_b, dari_t, sampai_h, sampai_b, sampai_t };
    Ok(answer(page, &who, officer, draft, Problems::none()))
}

/// POST `/petugas/kelola/pengguna/{id}/absen`. Empty days end the absence.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mut problems = Problems::none();
    let from = parse::day(page.t, &mut problems, "dari", &draft.dari_h, &draft.dari_b, &draft.dari_t);
    let until = parse::day(page.t, &mut problems, "sampai", &draft.sampai_h, &draft.sampai_b, &draft.sampai_t);
    if let Some(until) = until {
        match from {
            None => problems.add("dari", fl!(page.t, "kelola-galat-absen-dari")),
            Some(from) if until < from => problems.add("sampai", fl!(page.t, "kelola-galat-absen-sampai")),
            Some(_) => {}
        }
    }
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, &who, officer, draft, problems));
    }
    db::set_absence(&mut tx, id, from, until).await?;
    let (object, now) = (format!("Petugas {:02}", officer.alias), crate::clock::now());
    log_act(&mut tx, Some(who.id), "officer_absent", &object, now).await?;
    if id != who.id && (from, until) != (officer.away_from, officer.away_until) {
        tell(&mut tx, id, News::Absent, Some(who.id), now).await?;
    }
    tx.commit().await?;
    Ok(saved(&format!("/petugas/kelola/pengguna/{id}")).into_response())
}

fn split(day: Option<NaiveDate>) -> [String; 3] {
    day.map(|day| [day.day().to_string(), day.month().to_string(), day.year().to_string()]).unwrap_or_default()
}

fn answer(page: Page, who: &SignedIn, officer: db::Officer, draft: Draft, problems: Problems) -> Response {
    let shown = AbsencePage { page, desk: Desk::from(who), problems, draft, id: officer.id, name: officer.name };
    (shown.problems.status(), Html(shown)).into_response()
}

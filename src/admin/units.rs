//! Units: who takes cases in, handles and decides them, and the integrity desk. Whoever puts one out of use moves its cases
//! under other eyes, so that is asked anew and told to the other administrators; it takes no second one, because it is
//! seen at once and undone as fast.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::{Administrator, Flash, db, parse, saved, words};
use crate::account::{ConfirmedForm, News, tell_administrators};
use crate::app::App;
use crate::case::state::Role;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    kode: String,
    nama: String,
    jenis: String,
    zona: String,
    urutan: String,
    aktif: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/units.html")]
struct UnitsPage {
    page: Page,
    desk: Desk,
    units: Vec<db::Unit>,
    done: bool,
}

#[derive(Template)]
#[template(path = "admin/unit.html")]
struct UnitPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The unit that is changed; none is a new one.
    id: Option<Uuid>,
}

impl UnitPage {
    fn kinds(&self) -> Vec<Choice> {
        kinds(self.page.t)
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/petugas/kelola/unit/baru".to_owned(), |id| format!("/petugas/kelola/unit/{id}"))
    }
}

fn kinds(t: Tr) -> Vec<Choice> {
    let option = |value: &str, title: String, text: String| Choice { text, ..Choice::plain(value, title) };
    vec![
        option("office", fl!(t, "kelola-unit-kantor"), fl!(t, "kelola-unit-kantor-teks")),
        option("integrity", fl!(t, "kelola-unit-integritas"), fl!(t, "kelola-unit-integritas-teks")),
    ]
}

/// GET `/petugas/kelola/unit`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let units = db::units(&mut tx).await?;
    tx.commit().await?;
    Ok(Html(UnitsPage { page, desk: Desk::from(&who), units, done: flash.saved() }))
}

/// GET `/petugas/kelola/unit/baru`.
pub async fn blank(page: Page, Administrator(who): Administrator) -> Response {
    let draft = Draft {
        jenis: "office".to_owned(),
        zona: page.brand.zone.name().to_owned(),
        urutan: "1".to_owned(),
        aktif: Some("1".to_owned()),
        ..Draft::default()
    };
    answer(page, &who, None, draft, Problems::none())
}

/// GET `/petugas/kelola/unit/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let unit = db::unit(&mut tx, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let draft = Draft {
        kode: unit.code,
        nama: unit.name,
        jenis: unit.kind,
        zona: unit.zone,
        urutan: unit.position.to_string(),
        aktif: unit.active.then(|| "1".to_owned()),
    };
    Ok(answer(page, &who, Some(id), draft, Problems::none()))
}

/// POST `/petugas/kelola/unit/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/unit/{id}`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    store(&app, page, &who, Some(id), draft).await
}

async fn store(app: &App, page: Page, who: &SignedIn, id: Option<Uuid>, mut draft: Draft) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let units = db::units(&mut tx).await?;
    let mut in_use = None;
    if let Some(id) = id {
        let known = units.iter().find(|unit| unit.id == id).ok_or(Error::NotFound)?;
        draft.jenis.clone_from(&known.kind);
        in_use = Some(known.active);
    }
    let mut problems = Problems::none();
    let unit = parse(page.t, &mut problems, &draft, id.unwrap_or_else(Uuid::new_v4));
    let desk_left = units.iter().any(|other| other.id != unit.id && other.active && other.kind == "integrity");
    if !unit.active && unit.kind == "integrity" && !desk_left {
        problems.add("aktif", fl!(page.t, "kelola-galat-unit-integritas"));
    }
    if !problems.any() {
        let written =
            if id.is_some() { db::change_unit(&mut tx, &unit).await } else { db::add_unit(&mut tx, &unit).await };
        parse::taken(&mut problems, "kode", fl!(page.t, "kelola-galat-kode-dipakai"), written)?;
    }
    if problems.any() {
        return Ok(answer(page, who, id, draft, problems));
    }
    let now = crate::clock::now();
    log_act(&mut tx, Some(who.id), "unit_saved", &unit.code, now).await?;
    if in_use.is_some_and(|before| before != unit.active) {
        let act = if unit.active { "unit_started" } else { "unit_stopped" };
        log_act(&mut tx, Some(who.id), act, &unit.code, now).await?;
        tell_administrators(&mut tx, News::Unit, who.id, now).await?;
    }
    tx.commit().await?;
    Ok(saved("/petugas/kelola/unit").into_response())
}

fn parse(t: Tr, problems: &mut Problems, draft: &Draft, id: Uuid) -> db::Unit {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    db::Unit {
        id,
        code: parse::code(problems, "kode", &draft.kode, fits, 20, fl!(t, "kelola-galat-kode")),
        name: parse::text(t, problems, "nama", &draft.nama, 3, 150),
        kind: parse::choice(t, problems, "jenis", &draft.jenis, &kinds(t)),
        zone: parse::choice(t, problems, "zona", &draft.zona, &words::zones()),
        position: parse::number(t, problems, "urutan", &draft.urutan, 0, 999),
        active: draft.aktif.is_some(),
    }
}

fn answer(page: Page, who: &SignedIn, id: Option<Uuid>, draft: Draft, problems: Problems) -> Response {
    let shown = UnitPage { page, desk: Desk::from(who), problems, draft, id };
    (shown.problems.status(), Html(shown)).into_response()
}

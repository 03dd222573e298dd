//! One agency.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Administrator, parse, saved, words};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::seed::agency_id;
use crate::reference::{self, Agency, AgencyKind};
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// What was typed. The names are also the columns of an import.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub kode: String,
    pub nama: String,
    pub alias: String,
    pub jenis: String,
    pub wilayah: String,
    pub zona: String,
    pub ppk: String,
    pub atasan: String,
    pub sumber: String,
    pub aktif: Option<String>,
}

/// What an agency may point at.
pub struct Known {
    pub kinds: Vec<Choice>,
    pub regions: Vec<String>,
    /// Codes of the agencies that are not in use.
    pub retired: Vec<String>,
}

impl Known {
    /// Reads kinds and regions.
    pub async fn read(conn: &mut PgConnection, page: &Page) -> Result<Self, sqlx::Error> {
        let kinds = reference::db::agency_kinds(conn).await?.into_iter().map(|kind| option(page, kind)).collect();
        let regions = reference::db::region_codes(conn).await?;
        Ok(Self { kinds, regions, retired: reference::db::retired_agencies(conn).await? })
    }
}

fn option(page: &Page, kind: AgencyKind) -> Choice {
    let name = words::name(page.lang, &kind.name_id, &kind.name_en).to_owned();
    Choice::plain(kind.code, name)
}

#[derive(Template)]
#[template(path = "admin/agency.html")]
struct AgencyPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The agency that is changed; none is a new one.
    id: Option<Uuid>,
    kinds: Vec<Choice>,
}

impl AgencyPage {
    fn action(&self) -> String {
        self.id
            .map_or_else(|| "/petugas/kelola/instansi/baru".to_owned(), |id| format!("/petugas/kelola/instansi/{id}"))
    }
}

/// GET `/petugas/kelola/instansi/baru`.
pub async fn blank(State(app): State<App>, page: Page, Administrator(who): Administrator) -> Result<Response, Error> {
    let draft = Draft { zona: page.brand.zone.name().to_owned(), aktif: Some("1".to_owned()), ..Draft::default() };
    answer(&app, page, &who, None, draft, Problems::none()).await
}

/// GET `/petugas/kelola/instansi/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let agency = reference::db::agency(&mut tx, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let draft = Draft {
        kode: agency.code,
        nama: agency.name,
        alias: agency.aliases,
        jenis: agency.kind,
        wilayah: agency.region_code.unwrap_or_default(),
        zona: agency.zone,
        ppk: agency.ppk,
        atasan: agency.above,
        sumber: agency.source,
        aktif: agency.active.then(|| "1".to_owned()),
    };
    answer(&app, page, &who, Some(id), draft, Problems::none()).await
}

/// POST `/petugas/kelola/instansi/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/instansi/{id}`. The code stays: imports find the agency by it.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, Some(id), draft).await
}

async fn store(app: &App, page: Page, who: &SignedIn, id: Option<Uuid>, mut draft: Draft) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    if let Some(id) = id {
        draft.kode = reference::db::agency(&mut tx, id).await?.ok_or(Error::NotFound)?.code;
    }
    let known = Known::read(&mut tx, &page).await?;
    let mut problems = Problems::none();
    let agency = parse(page.t, &mut problems, &draft, &known);
    if id.is_none() && reference::db::agency(&mut tx, agency.id).await?.is_some() {
        problems.add("kode", fl!(page.t, "kelola-galat-kode-dipakai"));
    }
    if problems.any() {
        tx.commit().await?;
        return answer(app, page, who, id, draft, problems).await;
    }
    reference::db::edit::save_agency(&mut tx, &agency).await?;
    log_act(&mut tx, Some(who.id), "agency_saved", &agency.code, crate::clock::now()).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/instansi").into_response())
}

/// Judges one agency, typed or imported. Its id follows from the code.
pub fn parse(t: Tr, problems: &mut Problems, draft: &Draft, known: &Known) -> Agency {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let code = parse::code(problems, "kode", &draft.kode, fits, 40, fl!(t, "kelola-galat-kode-instansi"));
    if code.starts_with(['.', '_', '-']) {
        problems.add("kode", fl!(t, "kelola-galat-kode-instansi"));
    }
    let region = draft.wilayah.trim();
    if !region.is_empty() && !known.regions.iter().any(|known| known == region) {
        problems.add("wilayah", fl!(t, "kelola-galat-wilayah"));
    }
    Agency {
        id: agency_id(&code),
        code,
        name: parse::text(t, problems, "nama", &draft.nama, 3, 200),
        aliases: parse::text(t, problems, "alias", &draft.alias, 0, 300),
        kind: parse::choice(t, problems, "jenis", &draft.jenis, &known.kinds),
        region_code: (!region.is_empty()).then(|| region.to_owned()),
        zone: parse::choice(t, problems, "zona", &draft.zona, &words::zones()),
        ppk: parse::text(t, problems, "ppk", &draft.ppk, 2, 200),
        above: parse::text(t, problems, "atasan", &draft.atasan, 2, 200),
        source: parse::text(t, problems, "sumber", &draft.sumber, 3, 300),
        active: draft.aktif.is_some(),
    }
}

async fn answer(
    app: &App,
    page: Page,
    who: &SignedIn,
    id: Option<Uuid>,
    draft: Draft,
    problems: Problems,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let kinds = Known::read(&mut tx, &page).await?.kinds;
    tx.commit().await?;
    let shown = AgencyPage { page, desk: Desk::from(who), problems, draft, id, kinds };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

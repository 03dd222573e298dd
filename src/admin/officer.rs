//! One officer: who it is, where from, which roles.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Administrator, Flash, db, parse, roles, saved};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::state::Role;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::db::{Match, agencies_matching};
use crate::reference::find::normal;
use crate::vault::index::{name_macs, nip_mac};
use crate::vault::nip::Nip;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::{self, SignedIn};
use crate::web::{Html, Page, Pressed, Problems};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    nama: String,
    masuk: String,
    bahasa: String,
    instansi: String,
    instansi_id: String,
    nip: String,
    nip_hapus: Option<String>,
    peran: Vec<String>,
}

#[derive(Template)]
#[template(path = "admin/officer.html")]
struct OfficerPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The officer that is changed; none is a new one.
    officer: Option<db::Officer>,
    own: bool,
    groups: Vec<(String, Vec<roles::Tick>)>,
    agencies: Vec<Choice>,
    done: bool,
}

impl OfficerPage {
    fn languages(&self) -> Vec<Choice> {
        vec![
            Choice::plain("id", fl!(self.page.t, "kelola-bahasa-id")),
            Choice::plain("en", fl!(self.page.t, "kelola-bahasa-en")),
        ]
    }

    fn action(&self) -> String {
        self.officer.as_ref().map_or_else(
            || "/petugas/kelola/pengguna/baru".to_owned(),
            |officer| format!("/petugas/kelola/pengguna/{}", officer.id),
        )
    }
}

/// GET `/petugas/kelola/pengguna/baru`.
pub async fn blank(State(app): State<App>, page: Page, Administrator(who): Administrator) -> Result<Response, Error> {
    let draft = Draft { bahasa: "id".to_owned(), ..Draft::default() };
    answer(&app, page, &who, None, draft, Problems::none(), Vec::new(), false).await
}

/// GET `/petugas/kelola/pengguna/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
    Query(flash): Query<Flash>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let held = db::roles(&mut tx, id).await?;
    tx.commit().await?;
    let draft = Draft {
        nama: officer.name.clone(),
        masuk: officer.sign_in.clone(),
        bahasa: officer.locale.clone(),
        instansi: officer.agency.clone().unwrap_or_default(),
        peran: held.iter().map(|(unit, role)| roles::value(*unit, role)).collect(),
        ..Draft::default()
    };
    answer(&app, page, &who, Some(officer), draft, Problems::none(), Vec::new(), flash.saved()).await
}

/// POST `/petugas/kelola/pengguna/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/pengguna/{id}`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    store(&app, page, &who, Some(id), draft).await
}

/// POST `/petugas/kelola/pengguna/{id}/aktif`: keeps an officer out at once, or lets one in again.
pub async fn switch(
    State(app): State<App>,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
    _: Pressed,
) -> Result<Redirect, Error> {
    // Nobody locks themselves out, and with that not the whole office either.
    if id == who.id {
        return Err(Error::Forbidden);
    }
    let now = crate::clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?;
    db::set_active(&mut tx, id, !officer.active).await?;
    session::end_others(&mut tx, None, id).await?;
    let action = if officer.active { "officer_stopped" } else { "officer_started" };
    log_act(&mut tx, Some(who.id), action, &format!("Petugas {:02}", officer.alias), now).await?;
    tx.commit().await?;
    Ok(saved(&format!("/petugas/kelola/pengguna/{id}")))
}

/// What was typed, found to be right.
struct Right {
    name: String,
    sign_in: String,
    agency: Option<Uuid>,
    nip: Option<Nip>,
    roles: Vec<(Option<Uuid>, Role)>,
}

async fn store(app: &App, page: Page, who: &SignedIn, id: Option<Uuid>, draft: Draft) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = match id {
        Some(id) => Some(db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let units = db::units(&mut tx).await?;
    let mut problems = Problems::none();
    let t = page.t;
    let (agency, matches) = find_agency(&mut tx, t, &mut problems, &draft, officer.as_ref()).await?;
    let right = Right {
        name: parse::text(t, &mut problems, "nama", &draft.nama, 2, 150),
        sign_in: sign_in(t, &mut problems, &draft.masuk),
        agency,
        nip: nip(&page, &mut problems, &draft.nip),
        roles: roles::judge(t, &mut problems, &draft.peran, &units, id == Some(who.id)),
    };
    if problems.any() {
        tx.commit().await?;
        return answer(app, page, who, officer, draft, problems, matches, false).await;
    }
    let id = id.unwrap_or_else(Uuid::new_v4);
    let written = write(app, &mut tx, id, officer.is_none(), &right, &draft, &units).await;
    parse::taken(&mut problems, "masuk", fl!(t, "kelola-galat-masuk-dipakai"), written)?;
    if problems.any() {
        // The statement failed, so the transaction is over.
        return answer(app, page, who, officer, draft, problems, matches, false).await;
    }
    let alias = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?.alias;
    let action = if officer.is_some() { "officer_changed" } else { "officer_added" };
    log_act(&mut tx, Some(who.id), action, &format!("Petugas {alias:02}"), crate::clock::now()).await?;
    tx.commit().await?;
    Ok(saved(&format!("/petugas/kelola/pengguna/{id}")).into_response())
}

async fn write(
    app: &App,
    conn: &mut PgConnection,
    id: Uuid,
    new: bool,
    right: &Right,
    draft: &Draft,
    units: &[db::Unit],
) -> Result<(), sqlx::Error> {
    let name_macs = name_macs(&app.keys, &right.name).into_iter().map(|mac| mac.to_vec()).collect();
    let locale = if draft.bahasa == "en" { "en" } else { "id" };
    let person = db::Person { id, sign_in: &right.sign_in, name: &right.name, locale, agency: right.agency, name_macs };
    if new {
        db::add_officer(conn, &person, crate::clock::now()).await?;
    } else {
        db::change_officer(conn, &person).await?;
    }
    if draft.nip_hapus.is_some() {
        db::set_nip(conn, id, None).await?;
    } else if let Some(nip) = &right.nip {
        db::set_nip(conn, id, Some(nip_mac(&app.keys, nip))).await?;
    }
    let held = db::roles(conn, id).await?;
    let codes = right.roles.iter().map(|(unit, role)| (*unit, role.code()));
    let all: Vec<(Option<Uuid>, &str)> = codes.chain(roles::out_of_reach(&held, units)).collect();
    db::set_roles(conn, id, &all).await
}

fn sign_in(t: Tr, problems: &mut Problems, typed: &str) -> String {
    let typed = typed.trim().to_lowercase();
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !typed.starts_with(letter) {
        problems.add("masuk", fl!(t, "kelola-galat-masuk"));
    }
    parse::code(problems, "masuk", &typed, |c| letter(c) || "._-".contains(c), 40, fl!(t, "kelola-galat-masuk"))
}

fn nip(page: &Page, problems: &mut Problems, typed: &str) -> Option<Nip> {
    if typed.trim().is_empty() {
        return None;
    }
    let today = page.brand.zone.day(crate::clock::now());
    let nip = Nip::parse(typed, today).ok();
    if nip.is_none() {
        problems.add("nip", fl!(page.t, "kelola-galat-nip"));
    }
    nip
}

/// The agency that was meant: the chosen match, or the only one with exactly this name. Otherwise up to ten matches.
async fn find_agency(
    conn: &mut PgConnection,
    t: Tr,
    problems: &mut Problems,
    draft: &Draft,
    officer: Option<&db::Officer>,
) -> Result<(Option<Uuid>, Vec<Match>), sqlx::Error> {
    let typed = draft.instansi.trim();
    if typed.is_empty() {
        return Ok((None, Vec::new()));
    }
    // Unchanged: it may have been retired since.
    if let Some(same) = officer.filter(|officer| officer.agency.as_deref() == Some(typed)) {
        return Ok((same.agency_id, Vec::new()));
    }
    let matches = agencies_matching(conn, typed, 10).await?;
    if let Ok(id) = draft.instansi_id.parse::<Uuid>()
        && matches.iter().any(|found| found.id == id)
    {
        return Ok((Some(id), Vec::new()));
    }
    if let Some(exact) = matches.iter().find(|found| normal(&found.name) == normal(typed)) {
        return Ok((Some(exact.id), Vec::new()));
    }
    let problem = if matches.is_empty() {
        ("instansi", fl!(t, "kelola-galat-instansi-tidak-ada"))
    } else {
        ("instansi_id", fl!(t, "kelola-galat-instansi-pilih"))
    };
    problems.add(problem.0, problem.1);
    Ok((None, matches))
}

#[expect(clippy::too_many_arguments, reason = "everything that the page shows")]
async fn answer(
    app: &App,
    page: Page,
    who: &SignedIn,
    officer: Option<db::Officer>,
    draft: Draft,
    problems: Problems,
    matches: Vec<Match>,
    done: bool,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let units = db::units(&mut tx).await?;
    tx.commit().await?;
    let groups = roles::groups(page.t, &units, &draft.peran);
    let agencies = matches.into_iter().map(|found| Choice::plain(found.id.to_string(), found.name)).collect();
    let own = officer.as_ref().is_some_and(|officer| officer.id == who.id);
    let desk = Desk::from(who);
    let shown = OfficerPage { page, desk, problems, draft, officer, own, groups, agencies, done };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

//! One officer: who it is, where from, which roles.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Administrator, Flash, db, parse, saved, words};
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::db::{Match, agencies_matching, agency};
use crate::reference::find::normal;
use crate::vault::index::{name_macs, nip_mac};
use crate::vault::nip::Nip;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::{self, SignedIn};
use crate::web::{Form, Html, Page, Pressed, Problems};

/// Roles that a unit of the office gives.
const OFFICE: [Role; 6] =
    [Role::Clerk, Role::Verifier, Role::Analyst, Role::Mediator, Role::Consultant, Role::Supervisor];
/// Roles that belong to no unit, and that nobody may hold who works on cases.
const APART: [Role; 2] = [Role::Auditor, Role::Admin];

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

/// One tick of the roles.
struct Tick {
    value: String,
    label: String,
    on: bool,
    id: String,
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
    groups: Vec<(String, Vec<Tick>)>,
    agencies: Vec<Choice>,
    done: bool,
}

impl OfficerPage {
    fn languages(&self) -> Vec<Choice> {
        vec![Choice::plain("id", fl!(self.page.t, "kelola-bahasa-id")), Choice::plain("en", fl!(self.page.t, "kelola-bahasa-en"))]
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
        peran: held.iter().map(|(unit, role)| value(*unit, role)).collect(),
        ..Draft::default()
    };
    answer(&app, page, &who, Some(officer), draft, Problems::none(), Vec::new(), flash.saved()).await
}

/// POST `/petugas/kelola/pengguna/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/pengguna/{id}`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
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
    session::end_others(&mut tx, None, Some(id), None).await?;
    let action = if officer.active { "officer_stopped" } else { "officer_started" };
    db::log(&mut tx, Some(who.id), action, &format!("Petugas {:02}", officer.alias), now).await?;
    tx.commit().await?;
    Ok(saved(&format!("/petugas/kelola/pengguna/{id}")))
}

async fn store(app: &App, page: Page, who: &SignedIn, id: Option<Uuid>, draft: Draft) -> Result<Response, Error> {
    let now = crate::clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = match id {
        Some(id) => Some(db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let units = db::units(&mut tx).await?;
    let mut problems = Problems::none();
    let name = parse::text(page.t, &mut problems, "nama", &draft.nama, 2, 150);
    let sign_in = sign_in(page.t, &mut problems, &draft.masuk);
    let (agency, matches) = find_agency(&mut tx, page.t, &mut problems, &draft).await?;
    let nip = nip(&page, &mut problems, &draft.nip);
    let roles = roles(page.t, &mut problems, &draft, &units, id == Some(who.id));
    if problems.any() {
        tx.commit().await?;
        return answer(app, page, who, officer, draft, problems, matches, false).await;
    }
    let macs = name_macs(&app.keys, &name).into_iter().map(|mac| mac.to_vec()).collect();
    let locale = if draft.bahasa == "en" { "en" } else { "id" };
    let person = db::Person {
        id: id.unwrap_or_else(Uuid::new_v4),
        sign_in: &sign_in,
        name: &name,
        locale,
        agency,
        name_macs: macs,
    };
    let written = if id.is_some() {
        db::change_officer(&mut tx, &person).await
    } else {
        db::add_officer(&mut tx, &person, now).await
    };
    parse::taken(&mut problems, "masuk", fl!(page.t, "kelola-galat-masuk-dipakai"), written)?;
    if problems.any() {
        // The statement failed, so the transaction is over.
        return answer(app, page, who, officer, draft, problems, matches, false).await;
    }
    if draft.nip_hapus.is_some() {
        db::set_nip(&mut tx, person.id, None).await?;
    } else if let Some(nip) = nip {
        db::set_nip(&mut tx, person.id, Some(nip_mac(&app.keys, &nip))).await?;
    }
    let codes: Vec<(Option<Uuid>, &str)> = roles.iter().map(|(unit, role)| (*unit, role.code())).collect();
    db::set_roles(&mut tx, person.id, &codes).await?;
    let alias = db::officer(&mut tx, person.id).await?.ok_or(Error::NotFound)?.alias;
    let action = if id.is_some() { "officer_changed" } else { "officer_added" };
    db::log(&mut tx, Some(who.id), action, &format!("Petugas {alias:02}"), now).await?;
    tx.commit().await?;
    Ok(saved(&format!("/petugas/kelola/pengguna/{}", person.id)).into_response())
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
) -> Result<(Option<Uuid>, Vec<Match>), sqlx::Error> {
    let typed = draft.instansi.trim();
    if typed.is_empty() {
        return Ok((None, Vec::new()));
    }
    let matches = agencies_matching(conn, typed, 10).await?;
    if let Ok(id) = draft.instansi_id.parse::<Uuid>()
        && matches.iter().any(|found| found.id == id)
        && agency(conn, id).await?.is_some()
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

/// The ticked roles. `own`: an administrator who changes their own account stays one.
fn roles(
    t: Tr,
    problems: &mut Problems,
    draft: &Draft,
    units: &[db::Unit],
    own: bool,
) -> Vec<(Option<Uuid>, Role)> {
    let chosen: Vec<(Option<Uuid>, Role)> =
        offered(units).into_iter().filter(|(unit, role)| draft.peran.contains(&value(*unit, role.code()))).collect();
    let apart = chosen.iter().any(|(_, role)| APART.contains(role));
    if apart && chosen.iter().any(|(_, role)| !APART.contains(role)) {
        problems.add("peran", fl!(t, "kelola-galat-peran-campur"));
    }
    if own && !chosen.contains(&(None, Role::Admin)) {
        problems.add("peran", fl!(t, "kelola-galat-peran-sendiri"));
    }
    chosen
}

/// Every role that can be given, with its unit.
fn offered(units: &[db::Unit]) -> Vec<(Option<Uuid>, Role)> {
    let office = |unit: &db::Unit| -> Vec<Role> {
        if unit.kind == "integrity" { vec![Role::Integrity] } else { OFFICE.to_vec() }
    };
    units
        .iter()
        .filter(|unit| unit.active)
        .flat_map(|unit| office(unit).into_iter().map(|role| (Some(unit.id), role)))
        .chain(APART.map(|role| (None, role)))
        .collect()
}

/// What a tick sends.
fn value(unit: Option<Uuid>, role: &str) -> String {
    format!("{}:{role}", unit.map(|unit| unit.to_string()).unwrap_or_default())
}

fn groups(page: &Page, units: &[db::Unit], draft: &Draft) -> Vec<(String, Vec<Tick>)> {
    let mut groups: Vec<(Option<Uuid>, String, Vec<Tick>)> = Vec::new();
    for (n, (unit, role)) in offered(units).into_iter().enumerate() {
        let value = value(unit, role.code());
        // The summary of problems links to the first one.
        let id = if n == 0 { "peran".to_owned() } else { format!("peran-{n}") };
        let tick = Tick { on: draft.peran.contains(&value), label: words::role(page.t, role), value, id };
        match groups.last_mut() {
            Some((last, _, ticks)) if *last == unit => ticks.push(tick),
            _ => {
                let name = units.iter().find(|known| Some(known.id) == unit).map(|known| known.name.clone());
                groups.push((unit, name.unwrap_or_else(|| fl!(page.t, "kelola-peran-tanpa-unit")), vec![tick]));
            }
        }
    }
    groups.into_iter().map(|(_, name, ticks)| (name, ticks)).collect()
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
    let groups = groups(&page, &units, &draft);
    let agencies = matches.into_iter().map(|found| Choice::plain(found.id.to_string(), found.name)).collect();
    let own = officer.as_ref().is_some_and(|officer| officer.id == who.id);
    let desk = Desk::from(who);
    let shown = OfficerPage { page, desk, problems, draft, officer, own, groups, agencies, done };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

//! One officer: who it is, where from, which roles. What is saved here waits for another administrator.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::change::{self, Change, NipWish, Wanted, propose, proposed};
use super::{Administrator, Flash, db, parse, roles};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::db::{Match, agencies_matching};
use crate::reference::find::normal;
use crate::vault::index::nip_mac;
use crate::vault::nip::Nip;
use crate::vault::token;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

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
    alasan: String,
    /// The reason in the form about access, which has its own button.
    sebab: String,
}

impl Draft {
    fn of(officer: &db::Officer, held: &[(Option<Uuid>, String)]) -> Self {
        Self {
            nama: officer.name.clone(),
            masuk: officer.sign_in.clone(),
            bahasa: officer.locale.clone(),
            instansi: officer.agency.clone().unwrap_or_default(),
            peran: held.iter().map(|(unit, role)| roles::value(*unit, role)).collect(),
            ..Self::default()
        }
    }
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
    /// A proposal about this officer waits.
    waits: bool,
    /// Nobody could confirm one.
    alone: bool,
    /// An absence or a handover was kept.
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
    answer(&app, page, &who, None, draft, (Problems::none(), Vec::new()), false).await
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
    let (officer, draft) = stored(&mut tx, id).await?;
    tx.commit().await?;
    answer(&app, page, &who, Some(officer), draft, (Problems::none(), Vec::new()), flash.saved()).await
}

/// An officer as stored, with the form that says so.
async fn stored(conn: &mut PgConnection, id: Uuid) -> Result<(db::Officer, Draft), Error> {
    let officer = db::officer(conn, id).await?.ok_or(Error::NotFound)?;
    let held = db::roles(conn, id).await?;
    let draft = Draft::of(&officer, &held);
    Ok((officer, draft))
}

/// The page of an officer as stored, with what is wrong with the form about access.
pub async fn again(
    app: &App,
    page: Page,
    who: &SignedIn,
    id: Uuid,
    problems: Problems,
    sebab: String,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let (officer, draft) = stored(&mut tx, id).await?;
    tx.commit().await?;
    answer(app, page, who, Some(officer), Draft { sebab, ..draft }, (problems, Vec::new()), false).await
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

async fn store(app: &App, page: Page, who: &SignedIn, id: Option<Uuid>, draft: Draft) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = match id {
        Some(id) => Some(db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let mut problems = Problems::none();
    let (wanted, matches) = judge(app, &mut tx, &page, &mut problems, &draft, officer.as_ref()).await?;
    tx.commit().await?;
    let reason = parse::text(page.t, &mut problems, "alasan", &draft.alasan, 5, 500);
    let mut word = None;
    if !problems.any() {
        let change = if officer.is_some() { Change::Alter(wanted) } else { Change::Add(wanted) };
        word = propose(app, page.t, &mut problems, who, id, &change, ("alasan", &reason)).await?;
    }
    if problems.any() {
        return answer(app, page, who, officer, draft, (problems, matches), false).await;
    }
    proposed(app, page, who, word).await
}

/// What was typed, found to be right or noted as a problem.
async fn judge(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    problems: &mut Problems,
    draft: &Draft,
    officer: Option<&db::Officer>,
) -> Result<(Wanted, Vec<Match>), Error> {
    let t = page.t;
    let (agency, matches) = find_agency(conn, t, problems, draft, officer).await?;
    let units = db::units(conn).await?;
    let name = parse::text(t, problems, "nama", &draft.nama, 2, 150);
    let sign_in = sign_in(t, problems, &draft.masuk);
    let nip = nip(page, problems, &draft.nip);
    let held = match officer {
        Some(officer) => db::roles(conn, officer.id).await?,
        None => Vec::new(),
    };
    let roles = roles::judge(t, problems, &draft.peran, &held, &units);
    let nip = match nip {
        _ if draft.nip_hapus.is_some() => NipWish::Remove,
        Some(nip) => NipWish::Put(token::base64url(&nip_mac(&app.keys, &nip))),
        None => NipWish::Keep,
    };
    let locale = if draft.bahasa == "en" { "en" } else { "id" }.to_owned();
    Ok((Wanted { name, sign_in, locale, agency, nip, roles }, matches))
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

async fn answer(
    app: &App,
    page: Page,
    who: &SignedIn,
    officer: Option<db::Officer>,
    draft: Draft,
    (problems, matches): (Problems, Vec<Match>),
    done: bool,
) -> Result<Response, Error> {
    let id = officer.as_ref().map(|officer| officer.id);
    let mut tx = app.db.begin(who.actor()).await?;
    let units = db::units(&mut tx).await?;
    let alone = change::confirmers(&mut tx, who.id, id).await? == 0;
    let waits = match id {
        Some(id) => change::is_waiting(&mut tx, id, crate::clock::now()).await?,
        None => false,
    };
    tx.commit().await?;
    let groups = roles::groups(page.t, &units, &draft.peran);
    let agencies = matches.into_iter().map(|found| Choice::plain(found.id.to_string(), found.name)).collect();
    let (own, desk) = (id == Some(who.id), Desk::from(who));
    let shown = OfficerPage { page, desk, problems, draft, officer, own, groups, agencies, waits, alone, done };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

//! One person of the register: asked about, written, removed. A NIP never stands in an address.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::{self, Found, Known};
use super::note;
use super::row::{Draft, Judge};
use crate::account::ConfirmedForm;
use crate::admin::{Administrator, Flash, saved};
use crate::app::App;
use crate::case::state::Role;
use crate::db::Tx;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Where the pages are.
const HERE: &str = "/petugas/kelola/pegawai";

/// The NIP that is asked about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    cari_nip: String,
}

#[derive(Template)]
#[template(path = "admin/register.html")]
struct RegisterPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    done: bool,
    known: Vec<Known>,
    draft: Draft,
    asked: String,
    /// The answer to what was asked, and whether there is somebody to remove.
    answer: Option<(String, bool)>,
    posts: Vec<Choice>,
}

/// GET `/petugas/kelola/pegawai`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let shown = blank(&mut tx, page, &who, flash.saved()).await?;
    tx.commit().await?;
    Ok(answer(shown))
}

/// POST `/petugas/kelola/pegawai`: adds or changes one person.
pub async fn save(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(who, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let mut tx = app.db.begin(who.actor()).await?;
    let agencies = db::agency_codes(&mut tx).await?;
    let mut problems = Problems::none();
    let entry = judge(&app, &page, &agencies).entry(&draft, &mut problems);
    if problems.any() {
        let shown = RegisterPage { problems, draft, ..blank(&mut tx, page, &who, false).await? };
        tx.commit().await?;
        return Ok(answer(shown));
    }
    let written = db::write(&mut tx, &[entry], false).await?;
    note(&mut tx, &who, "register_saved", written, crate::clock::now()).await?;
    tx.commit().await?;
    Ok(saved(HERE).into_response())
}

/// POST `/petugas/kelola/pegawai/cari`.
pub async fn find(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let mut problems = Problems::none();
    let nip = judge(&app, &page, &HashMap::new()).nip(&mut problems, "cari_nip", &asked.cari_nip);
    let found = match nip {
        Some(nip) => Some(db::find(&mut tx, &nip).await?),
        None => None,
    };
    let told = found.map(|found| (tell(&page, found.as_ref()), found.is_some()));
    let shown =
        RegisterPage { problems, asked: asked.cari_nip, answer: told, ..blank(&mut tx, page, &who, false).await? };
    tx.commit().await?;
    Ok(answer(shown))
}

/// POST `/petugas/kelola/pegawai/hapus`.
pub async fn remove(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(who, asked): ConfirmedForm<Asked>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let mut tx = app.db.begin(who.actor()).await?;
    let mut problems = Problems::none();
    let nip = judge(&app, &page, &HashMap::new()).nip(&mut problems, "cari_nip", &asked.cari_nip);
    let Some(nip) = nip else {
        let shown = RegisterPage { problems, asked: asked.cari_nip, ..blank(&mut tx, page, &who, false).await? };
        tx.commit().await?;
        return Ok(answer(shown));
    };
    let written = db::remove(&mut tx, &nip).await?;
    if written.removed > 0 {
        note(&mut tx, &who, "register_removed", written, crate::clock::now()).await?;
    }
    tx.commit().await?;
    Ok(saved(HERE).into_response())
}

fn judge<'a>(app: &'a App, page: &Page, agencies: &'a HashMap<String, Uuid>) -> Judge<'a> {
    Judge { t: page.t, keys: &app.keys, today: page.brand.zone.day(crate::clock::now()), agencies }
}

fn tell(page: &Page, found: Option<&Found>) -> String {
    let t = page.t;
    let Some(found) = found else { return fl!(t, "kelola-pegawai-tidak-ada") };
    let superior =
        if found.has_superior { fl!(t, "kelola-pegawai-atasan-ada") } else { fl!(t, "kelola-pegawai-atasan-tidak") };
    let post = match found.post.as_deref() {
        Some("ppk") => fl!(t, "kelola-pegawai-ppk"),
        Some(_) => fl!(t, "kelola-pegawai-inspektorat"),
        None => fl!(t, "kelola-pegawai-biasa"),
    };
    let (agency, unit) = (found.agency.as_str(), found.org_unit.as_str());
    fl!(t, "kelola-pegawai-ada", agency = agency, unit = unit, superior = superior, post = post)
}

async fn blank(tx: &mut Tx, page: Page, who: &SignedIn, done: bool) -> Result<RegisterPage, Error> {
    let t = page.t;
    let posts = vec![
        Choice::plain("", fl!(t, "kelola-pegawai-biasa")),
        Choice::plain("ppk", fl!(t, "kelola-pegawai-ppk")),
        Choice::plain("inspektorat", fl!(t, "kelola-pegawai-inspektorat")),
    ];
    Ok(RegisterPage {
        known: db::known(tx).await?,
        page,
        desk: Desk::from(who),
        problems: Problems::none(),
        done,
        draft: Draft::default(),
        asked: String::new(),
        answer: None,
        posts,
    })
}

fn answer(shown: RegisterPage) -> Response {
    (shown.problems.status(), Html(shown)).into_response()
}

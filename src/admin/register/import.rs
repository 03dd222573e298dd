//! The register from a CSV file.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use super::row::{COLUMNS, Draft, Judge};
use super::{db, note};
use crate::account::Confirmed;
use crate::admin::{Administrator, saved, sheet};
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems, Upload};

/// The largest request, in bytes: 50,000 people of 120 bytes.
pub const LIMIT: usize = 6 * 1024 * 1024;
/// How many rows a file may have.
const ROWS: usize = 50_000;

/// A file to begin with; the people in it do not exist.
const SAMPLE: &str = "nip,nama,instansi,unit,atasan_nip,jabatan\r\n\
                      198609262015051001,Rina Umpama,kab-32.01,Dinas Pendidikan,197001011995031002,\r\n\
                      197001011995031002,Tono Umpama,kab-32.01,Sekretariat Daerah,,ppk\r\n";

#[derive(Template)]
#[template(path = "admin/register_import.html")]
struct ImportPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    columns: String,
    /// "Baris 3, nip: …"
    rows: Vec<String>,
}

/// GET `/petugas/kelola/pegawai/impor`. Who one is is asked before a file is chosen, because a file does not wait.
pub async fn show(page: Page, Confirmed(who): Confirmed) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    Ok(answer(page, &who, Problems::none(), Vec::new()))
}

/// GET `/petugas/kelola/pegawai/contoh`.
pub async fn sample(Administrator(_): Administrator) -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"pegawai.csv\"")];
    (headers, SAMPLE)
}

/// POST `/petugas/kelola/pegawai/impor`: all rows or none.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Confirmed(who): Confirmed,
    upload: Upload,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let file = sheet::read(upload).await?;
    let mut problems = Problems::none();
    if file.is_empty() {
        problems.add("berkas", fl!(page.t, "kelola-galat-berkas"));
        return Ok(answer(page, &who, problems, Vec::new()));
    }
    let mut tx = app.db.begin(who.actor()).await?;
    let agencies = db::agency_codes(&mut tx).await?;
    let now = crate::clock::now();
    let judge = Judge { t: page.t, keys: &app.keys, today: page.brand.zone.day(now), agencies: &agencies };
    let mut seen = BTreeSet::new();
    let (entries, rows) = sheet::judge(page.t, &mut problems, &file, (&COLUMNS, ROWS), |row, wrong| {
        let entry = judge.entry(&Draft::of(row), wrong);
        if !entry.nip.is_empty() && !seen.insert(entry.nip.clone()) {
            wrong.add("nip", fl!(page.t, "kelola-pegawai-galat-dua"));
        }
        entry
    });
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, &who, problems, rows));
    }
    let written = db::write(&mut tx, &entries, true).await?;
    note(&mut tx, &who, "register_imported", written, now).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/pegawai").into_response())
}

fn answer(page: Page, who: &SignedIn, problems: Problems, rows: Vec<String>) -> Response {
    let shown = ImportPage { page, desk: Desk::from(who), problems, columns: COLUMNS.join(", "), rows };
    (shown.problems.status(), Html(shown)).into_response()
}

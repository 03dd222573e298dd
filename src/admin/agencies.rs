//! The list of agencies, and all of it as a file.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::Administrator;
use crate::app::App;
use crate::error::Error;
use crate::reference::{Agency, db};
use crate::web::desk::Desk;
use crate::web::{Html, Page};

/// The columns of the file, for download and import.
pub const COLUMNS: [&str; 9] = ["kode", "nama", "alias", "jenis", "wilayah", "zona", "ppk", "atasan", "sumber"];
/// One more: whether an agency is in use, `1` or `0`. A file from before has none, and says nothing about it.
pub const ACTIVE: &str = "aktif";

/// What is looked for and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    cari: String,
    dari: String,
    tersimpan: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/agencies.html")]
struct AgenciesPage {
    page: Page,
    desk: Desk,
    search: String,
    agencies: Vec<Agency>,
    first: String,
    next: String,
    done: bool,
}

/// GET `/petugas/kelola/instansi`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(filter): Query<Filter>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let mut agencies = db::agencies_page(&mut tx, &filter.cari, &filter.dari).await?;
    tx.commit().await?;
    let more = agencies.len() > 50;
    agencies.truncate(50);
    let at = |from: &str| {
        let pairs = [("cari", filter.cari.as_str()), ("dari", from)];
        format!("/petugas/kelola/instansi?{}", serde_html_form::to_string(pairs).unwrap_or_default())
    };
    let next = agencies.last().filter(|_| more).map_or_else(String::new, |last| at(&last.name));
    let first = if filter.dari.is_empty() { String::new() } else { at("") };
    let done = filter.tersimpan.is_some();
    Ok(Html(AgenciesPage { page, desk: Desk::from(&who), search: filter.cari, agencies, first, next, done }))
}

/// GET `/petugas/kelola/instansi/unduh`: the whole list as CSV, in the form that the import takes.
pub async fn download(State(app): State<App>, Administrator(who): Administrator) -> Result<impl IntoResponse, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let agencies = db::agencies(&mut tx).await?;
    tx.commit().await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS.iter().chain([&ACTIVE])).map_err(Error::internal)?;
    for agency in &agencies {
        let region = agency.region_code.as_deref().unwrap_or_default();
        let row: [&str; 10] = [
            &agency.code,
            &agency.name,
            &agency.aliases,
            &agency.kind,
            region,
            &agency.zone,
            &agency.ppk,
            &agency.above,
            &agency.source,
            if agency.active { "1" } else { "0" },
        ];
        file.write_record(row.map(guarded)).map_err(Error::internal)?;
    }
    let body = file.into_inner().map_err(|error| Error::internal(error.into_error()))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"instansi.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body))
}

/// A cell that a spreadsheet does not take for a formula; the import takes the apostrophe away again.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@dinas"), "'@dinas");
        assert_eq!(guarded("Dinas"), "Dinas");
    }
}

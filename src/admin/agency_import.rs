//! Agencies from a CSV file: all rows or none, and every bad row is named.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use super::agencies::{ACTIVE, COLUMNS};
use super::agency::{Draft, Known, parse};
use super::sheet::{self, Row};
use super::{Administrator, saved};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::Agency;
use crate::reference::db::edit::save_agency;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems, Upload};

/// The largest request, in bytes.
pub const LIMIT: usize = 2 * 1024 * 1024;
/// How many rows a file may have.
const ROWS: usize = 5_000;

#[derive(Template)]
#[template(path = "admin/agency_import.html")]
struct ImportPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    columns: String,
    /// "Baris 3, kode: …"
    rows: Vec<String>,
}

/// GET `/petugas/kelola/instansi/impor`.
pub async fn show(page: Page, Administrator(who): Administrator) -> Response {
    answer(page, &who, Problems::none(), Vec::new())
}

/// POST `/petugas/kelola/instansi/impor`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    upload: Upload,
) -> Result<Response, Error> {
    let file = sheet::read(upload).await?;
    let mut problems = Problems::none();
    if file.is_empty() {
        problems.add("berkas", fl!(page.t, "kelola-galat-berkas"));
        return Ok(answer(page, &who, problems, Vec::new()));
    }
    let mut tx = app.db.begin(who.actor()).await?;
    let known = Known::read(&mut tx, &page).await?;
    let (agencies, rows) = judge(page.t, &mut problems, &file, &known);
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, &who, problems, rows));
    }
    for agency in &agencies {
        save_agency(&mut tx, agency).await?;
    }
    log_act(&mut tx, Some(who.id), "agencies_imported", &agencies.len().to_string(), crate::clock::now()).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/instansi").into_response())
}

/// The agencies of a file, or what is wrong with it.
fn judge(t: Tr, problems: &mut Problems, file: &[u8], known: &Known) -> (Vec<Agency>, Vec<String>) {
    let mut seen = BTreeSet::new();
    sheet::judge(t, problems, file, (&COLUMNS, ROWS), |row, wrong| {
        let draft = draft(t, wrong, row, known);
        let agency = parse(t, wrong, &draft, known);
        if !seen.insert(agency.code.clone()) {
            wrong.add("kode", fl!(t, "kelola-galat-kode-dua"));
        }
        agency
    })
}

fn draft(t: Tr, wrong: &mut Problems, row: &Row<'_>, known: &Known) -> Draft {
    let [kode, nama, alias, jenis, wilayah, zona, ppk, atasan, sumber] = COLUMNS.map(|column| row.cell(column));
    let active = match row.cell(ACTIVE).as_str() {
        "1" => true,
        "0" => false,
        // the file says nothing about it: what was retired stays retired
        "" => !known.retired.contains(&kode),
        _ => {
            wrong.add(ACTIVE, fl!(t, "kelola-galat-aktif"));
            false
        }
    };
    Draft { kode, nama, alias, jenis, wilayah, zona, ppk, atasan, sumber, aktif: active.then(|| "1".to_owned()) }
}

fn answer(page: Page, who: &SignedIn, problems: Problems, rows: Vec<String>) -> Response {
    let columns = format!("{}, {ACTIVE}", COLUMNS.join(", "));
    let shown = ImportPage { page, desk: Desk::from(who), problems, columns, rows };
    (shown.problems.status(), Html(shown)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::web::form::Choice;

    fn judged(file: impl AsRef<[u8]>) -> (Vec<Agency>, Vec<String>, Problems) {
        let known = Known {
            kinds: vec![Choice::plain("pemkab", "Pemkab")],
            regions: vec!["32.01".to_owned()],
            retired: vec!["kab-lama".to_owned()],
        };
        let mut problems = Problems::none();
        let (agencies, rows) = judge(Lang::Id.texts(), &mut problems, file.as_ref(), &known);
        (agencies, rows, problems)
    }

    #[test]
    fn a_file_from_a_spreadsheet_is_read() {
        let (agencies, rows, problems) = judged(
            "\u{feff}Nama;Kode;alias;jenis;wilayah;zona;ppk;atasan;sumber\r\n\
             Pemerintah Kabupaten Umpama;kab-umpama;umpama;pemkab;32.01;WIB;Bupati;Gubernur;Perda 1\r\n",
        );
        assert!(rows.is_empty() && !problems.any(), "{rows:?} {problems:?}");
        assert_eq!((agencies[0].code.as_str(), agencies[0].region_code.as_deref()), ("kab-umpama", Some("32.01")));
    }

    #[test]
    fn every_bad_row_is_named_and_counted() {
        let (_, rows, problems) = judged(
            "kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber\n\
             kab-a,Kabupaten A,,pemkab,,WIB,Bupati,Gubernur,Perda\n\
             KAB B,,,desa,99,GMT,,Gubernur,Perda\n\
             kab-a,Kabupaten A,,pemkab,,WIB,Bupati,Gubernur,Perda\n",
        );
        assert_eq!(rows.len(), 7, "{rows:?}");
        assert!(rows[0].starts_with("Baris 3, kode: "), "{rows:?}");
        assert!(rows[6].starts_with("Baris 4, kode: "), "{rows:?}");
        assert!(problems.on("berkas").is_some_and(|text| text.contains('7')));
    }

    #[test]
    fn a_file_that_says_nothing_of_it_brings_no_retired_agency_back() {
        let row = |code: &str, active: &str| format!("{code},Kabupaten,,pemkab,,WIB,Bupati,Gubernur,Perda{active}\n");
        let in_use = |file: &str| judged(file).0.iter().map(|agency| agency.active).collect::<Vec<_>>();
        let head = "kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber";
        assert_eq!(in_use(&format!("{head}\n{}{}", row("kab-lama", ""), row("kab-baru", ""))), [false, true]);
        let said = [row("kab-lama", ",1"), row("kab-a", ",0"), row("kab-b", ",")].concat();
        assert_eq!(in_use(&format!("{head},aktif\n{said}")), [true, false, true]);
        let (_, rows, problems) = judged(format!("{head},aktif\n{}", row("kab-a", ",ya")));
        assert!(problems.any() && rows.len() == 1 && rows[0].starts_with("Baris 2, aktif: "), "{rows:?}");
    }

    #[test]
    fn a_file_in_another_encoding_is_told_how_to_be_saved_and_a_stray_sign_names_its_cell() {
        let head = "kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber\n";
        let windows = [head.as_bytes(), b"kab-a,Kabupaten Sinta\xefl,,pemkab,,WIB,Bupati,Gubernur,Perda\n"].concat();
        let (found, rows, problems) = judged(windows);
        assert!(found.is_empty() && rows.is_empty());
        assert!(problems.on("berkas").is_some_and(|text| text.contains("CSV UTF-8")), "{problems:?}");
        let (_, rows, problems) =
            judged(format!("{head}kab-a,Kabupaten\0 A,,pemkab,,WIB,\"Bu\npati\",Gubernur,Perda\n"));
        assert!(problems.any() && rows.len() == 2, "{rows:?}");
        assert!(rows[0].starts_with("Baris 2, nama: ") && rows[1].starts_with("Baris 2, ppk: "), "{rows:?}");
    }

    #[test]
    fn a_file_without_a_column_or_without_rows_is_refused() {
        assert!(judged("kode,nama\nx,y\n").2.on("berkas").is_some_and(|text| text.contains("alias")));
        assert!(judged("kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber\n").2.any());
        assert!(judged("\0\u{1}garbage").2.any());
    }
}

//! Holidays and joint leave, a year at a time. Publishing a year makes a new version of the calendar; the old one stays,
//! because clocks were reckoned by it.

use std::collections::BTreeSet;
use std::fmt::Write;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::{Administrator, Flash, parse, saved};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::{self, CalendarYear, Holiday};
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Years that can be kept.
const YEARS: std::ops::RangeInclusive<i32> = 2020..=2100;

/// What was typed; `hari` has one day a line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    dasar: String,
    sumber: String,
    perkiraan: Option<String>,
    hari: String,
    versi: String,
}

#[derive(Template)]
#[template(path = "admin/calendars.html")]
struct CalendarsPage {
    page: Page,
    desk: Desk,
    years: Vec<CalendarYear>,
    /// The year that is not there yet.
    next: i32,
    done: bool,
}

#[derive(Template)]
#[template(path = "admin/calendar.html")]
struct CalendarPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    year: i32,
    title: String,
    /// "Baris 3: …"
    rows: Vec<String>,
}

/// GET `/petugas/kelola/libur`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let years = reference::db::calendar_years(&mut tx).await?;
    tx.commit().await?;
    let this = page.brand.zone.day(crate::clock::now()).year();
    let next = years.last().map_or(this, |last| last.year + 1);
    Ok(Html(CalendarsPage { page, desk: Desk::from(&who), years, next, done: flash.saved() }))
}

/// GET `/petugas/kelola/libur/{year}`: an empty form for a year that is not there yet.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(year): Path<i32>,
) -> Result<Response, Error> {
    if !YEARS.contains(&year) {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.begin(who.actor()).await?;
    let known = reference::db::calendar_years(&mut tx).await?.into_iter().find(|known| known.year == year);
    let days = reference::db::holidays(&mut tx, year).await?;
    let version = reference::db::current_calendar(&mut tx).await?;
    tx.commit().await?;
    let draft = Draft {
        dasar: known.as_ref().map(|known| known.decree.clone()).unwrap_or_default(),
        sumber: known.as_ref().map(|known| known.source.clone()).unwrap_or_default(),
        perkiraan: known.as_ref().is_some_and(|known| known.provisional).then(|| "1".to_owned()),
        hari: lines(&days),
        versi: version.to_string(),
    };
    Ok(answer(page, &who, year, draft, Problems::none(), Vec::new()))
}

/// POST `/petugas/kelola/libur/{year}`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(year): Path<i32>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    if !YEARS.contains(&year) {
        return Err(Error::NotFound);
    }
    let now = crate::clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let version = reference::db::current_calendar(&mut tx).await?;
    let mut problems = Problems::none();
    if draft.versi != version.to_string() {
        problems.add("hari", fl!(page.t, "kelola-galat-versi"));
    }
    let decree = parse::text(page.t, &mut problems, "dasar", &draft.dasar, 0, 200);
    let source = parse::text(page.t, &mut problems, "sumber", &draft.sumber, 3, 300);
    let (days, rows) = read(page.t, year, &draft.hari);
    if !rows.is_empty() {
        problems.add("hari", fl!(page.t, "kelola-galat-berkas-baris", n = rows.len()));
    } else if days.is_empty() {
        problems.add("hari", fl!(page.t, "kelola-galat-libur-kosong"));
    }
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, &who, year, draft, problems, rows));
    }
    let published = CalendarYear { year, version, decree, source, provisional: draft.perkiraan.is_some() };
    let version = reference::db::edit::publish_year(&mut tx, &published, &days, now).await?;
    log_act(&mut tx, Some(who.id), "calendar_published", &format!("{year}, versi {version}"), now).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/libur").into_response())
}

/// One day a line, as it can be copied into a spreadsheet and back.
fn lines(days: &[Holiday]) -> String {
    days.iter().fold(String::new(), |mut text, day| {
        let kind = if day.kind == "national" { "libur" } else { "cuti bersama" };
        let estimate = if day.provisional { "; perkiraan" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}; {}; {kind}{estimate}", day.day, day.name);
        text
    })
}

/// Reads the days; the second part names every bad line. Semicolons, tabs or commas stand between the cells.
fn read(t: Tr, year: i32, typed: &str) -> (Vec<Holiday>, Vec<String>) {
    let (mut days, mut rows, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (line, cells) in (1_usize..).zip(typed.lines()).filter(|(_, cells)| !cells.trim().is_empty()) {
        let text = match day(t, year, cells) {
            Ok(day) if seen.insert(day.day) => {
                days.push(day);
                continue;
            }
            Ok(_) => fl!(t, "kelola-galat-hari-dua"),
            Err(text) => text,
        };
        rows.push(fl!(t, "kelola-galat-baris", line = line, text = text));
    }
    (days, rows)
}

fn day(t: Tr, year: i32, line: &str) -> Result<Holiday, String> {
    let separator = [';', '\t', ','].into_iter().find(|separator| line.contains(*separator)).unwrap_or(';');
    let cells: Vec<&str> = line.split(separator).map(str::trim).collect();
    let typed = cells.first().copied().unwrap_or_default();
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"))
        .map_err(|_| fl!(t, "kelola-galat-hari-tanggal"))?;
    if day.year() != year {
        return Err(fl!(t, "kelola-galat-hari-tahun", year = year.to_string()));
    }
    let name = cells.get(1).copied().unwrap_or_default();
    if !(2..=200).contains(&name.chars().count()) {
        return Err(fl!(t, "kelola-galat-hari-nama"));
    }
    let kind = match cells.get(2).copied().unwrap_or_default().to_lowercase().as_str() {
        "libur" | "libur nasional" | "national" => "national",
        "cuti bersama" | "cuti" | "joint_leave" => "joint_leave",
        _ => return Err(fl!(t, "kelola-galat-hari-jenis")),
    };
    let provisional = match cells.get(3).copied().unwrap_or_default() {
        "" => false,
        word if word.eq_ignore_ascii_case("perkiraan") => true,
        _ => return Err(fl!(t, "kelola-galat-hari-perkiraan")),
    };
    Ok(Holiday { day, name: name.to_owned(), kind: kind.to_owned(), provisional })
}

fn answer(page: Page, who: &SignedIn, year: i32, draft: Draft, problems: Problems, rows: Vec<String>) -> Response {
    let title = fl!(page.t, "kelola-libur-tahun", year = year.to_string());
    let shown = CalendarPage { page, desk: Desk::from(who), problems, draft, year, title, rows };
    (shown.problems.status(), Html(shown)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn what_is_shown_reads_back_the_same() {
        let typed = "2028-01-01; Tahun Baru Masehi; libur\n2028-02-26; Idul Fitri; libur; perkiraan\n\
                     2028-12-26; Cuti Bersama Natal; cuti bersama\n";
        let (days, rows) = read(Lang::Id.texts(), 2028, typed);
        assert!(rows.is_empty(), "{rows:?}");
        assert_eq!(lines(&days), typed);
        assert_eq!(days.iter().filter(|day| day.provisional).count(), 1);
    }

    #[test]
    fn every_bad_line_is_named() {
        let typed = "01/01/2028,Tahun Baru,libur nasional\n\n2028-01-01;Lagi;libur\n2027-01-01;Lama;libur\nbesok;x\n\
                     2028-02-30;Tiada;libur\n2028-03-01;;libur\n2028-03-02;Raya;pesta\n2028-03-03;Raya;libur;mungkin";
        let (days, rows) = read(Lang::Id.texts(), 2028, typed);
        assert_eq!(days.len(), 1);
        let numbers: Vec<&str> = rows.iter().map(|row| row.split(':').next().unwrap_or_default()).collect();
        assert_eq!(numbers.len(), 7, "{rows:?}");
        assert!(rows[0].starts_with("Baris 3"), "{rows:?}");
    }
}

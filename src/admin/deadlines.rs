//! Deadlines. Saving publishes a new version for clocks that start from then on; running clocks keep theirs.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use super::{Administrator, Flash, parse, saved, words};
use crate::app::App;
use crate::case::state::ClockKind;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::{self, DeadlineRow};
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// One deadline as the page shows it.
struct Row {
    kind: String,
    name: String,
    amount: String,
    unit: String,
    /// Units that can be chosen; one is fixed.
    units: Vec<Choice>,
    extra_name: String,
    extra: String,
}

#[derive(Template)]
#[template(path = "admin/deadlines.html")]
struct DeadlinesPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    rows: Vec<Row>,
    note: String,
    version: i32,
    done: bool,
}

/// GET `/petugas/kelola/tenggat`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let version = reference::db::current_policy(&mut tx).await?;
    let rows = reference::db::deadline_policy(&mut tx, version).await?;
    tx.commit().await?;
    Ok(answer(page, &who, &rows, &BTreeMap::new(), version, Problems::none(), flash.saved()))
}

/// POST `/petugas/kelola/tenggat`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let now = crate::clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let version = reference::db::current_policy(&mut tx).await?;
    let rows = reference::db::deadline_policy(&mut tx, version).await?;
    let mut problems = Problems::none();
    let changed: Vec<DeadlineRow> = rows.iter().map(|row| judge(page.t, &mut problems, row, &typed)).collect();
    let note = parse::text(page.t, &mut problems, "alasan", get(&typed, "alasan"), 5, 300);
    if get(&typed, "versi") != version.to_string() {
        problems.add("alasan", fl!(page.t, "kelola-galat-versi"));
    }
    if changed == rows {
        problems.add("alasan", fl!(page.t, "kelola-galat-tenggat-sama"));
    }
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, &who, &rows, &typed, version, problems, false));
    }
    reference::db::edit::publish_policy(&mut tx, version + 1, &note, &changed, now).await?;
    log_act(&mut tx, Some(who.id), "deadlines_published", &format!("versi {}", version + 1), now).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/tenggat").into_response())
}

fn get<'a>(typed: &'a BTreeMap<String, String>, field: &str) -> &'a str {
    typed.get(field).map(String::as_str).unwrap_or_default()
}

/// Days may be counted as working or calendar days; other units are what the clock is about.
fn units(t: Tr, unit: &str) -> Vec<Choice> {
    if ["working", "calendar"].contains(&unit) {
        ["working", "calendar"].map(|unit| Choice::plain(unit, words::unit(t, unit))).to_vec()
    } else {
        vec![Choice::plain(unit, words::unit(t, unit))]
    }
}

fn judge(t: Tr, problems: &mut Problems, row: &DeadlineRow, typed: &BTreeMap<String, String>) -> DeadlineRow {
    let kind = &row.kind;
    let amount = if row.unit == "desk_day" { 0 } else { parse::number(t, problems, kind, get(typed, kind), 1, 400) };
    let unit_field = format!("{kind}_satuan");
    let options = units(t, &row.unit);
    let unit = if options.len() == 1 {
        row.unit.clone()
    } else {
        parse::choice(t, problems, &unit_field, get(typed, &unit_field), &options)
    };
    let extra_field = format!("{kind}_tambah");
    let extra = if words::extra(t, kind).is_empty() {
        row.extra
    } else {
        parse::number(t, problems, &extra_field, get(typed, &extra_field), 0, 400)
    };
    DeadlineRow { kind: kind.clone(), amount, unit, extra, note: row.note.clone() }
}

fn answer(
    page: Page,
    who: &SignedIn,
    rows: &[DeadlineRow],
    typed: &BTreeMap<String, String>,
    version: i32,
    problems: Problems,
    done: bool,
) -> Response {
    let t = page.t;
    let or = |field: &str, value: i32| typed.get(field).cloned().unwrap_or_else(|| value.to_string());
    // In the order of the machine, not of the alphabet.
    let in_order = ClockKind::ALL.iter().filter_map(|kind| rows.iter().find(|row| row.kind == kind.code()));
    let rows = in_order
        .map(|row| Row {
            kind: row.kind.clone(),
            name: words::clock(t, &row.kind),
            amount: or(&row.kind, row.amount),
            unit: typed.get(&format!("{}_satuan", row.kind)).unwrap_or(&row.unit).clone(),
            units: units(t, &row.unit),
            extra_name: words::extra(t, &row.kind),
            extra: or(&format!("{}_tambah", row.kind), row.extra),
        })
        .collect();
    let note = get(typed, "alasan").to_owned();
    let shown = DeadlinesPage { page, desk: Desk::from(who), problems, rows, note, version, done };
    (shown.problems.status(), Html(shown)).into_response()
}

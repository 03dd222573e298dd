//! The catalogue of violations: rows are added, changed and retired, never deleted, because cases point at them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{Administrator, Flash, parse, saved, words};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::{self, Violation};
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Families that are never put before a mediator, whatever an administrator ticks.
const NEVER: [&str; 6] =
    ["NEUTRALITY_ETHICS", "NEUTRALITY_DISCIPLINE", "OFFICE_TRADING", "INTEGRITY", "HARASSMENT", "RETALIATION"];
/// Levels that stand for all sanctions of the level.
const LEVELS: [&str; 4] = ["M", "R", "S", "B"];

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    kode: String,
    nama_id: String,
    nama_en: String,
    dasar: String,
    keluarga: String,
    sanksi: String,
    berat: String,
    mediasi: Option<String>,
    pilihan: String,
    mulai_h: String,
    mulai_b: String,
    mulai_t: String,
    akhir_h: String,
    akhir_b: String,
    akhir_t: String,
    urutan: String,
    aktif: Option<String>,
}

/// Code, name, whether it is in use.
type Row = (String, String, bool);

#[derive(Template)]
#[template(path = "admin/violations.html")]
struct ViolationsPage {
    page: Page,
    desk: Desk,
    /// Family and its rows.
    groups: Vec<(String, Vec<Row>)>,
    done: bool,
}

#[derive(Template)]
#[template(path = "admin/violation.html")]
struct ViolationPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The code of the row that is changed; none is a new one.
    code: Option<String>,
    choices: Vec<Choice>,
    codes: String,
}

impl ViolationPage {
    fn families(&self) -> Vec<Choice> {
        words::families(self.page.t)
    }

    fn severities(&self) -> Vec<Choice> {
        words::severities(self.page.t)
    }

    fn action(&self) -> String {
        format!("/petugas/kelola/kategori/{}", self.code.as_deref().unwrap_or("baru"))
    }
}

/// What a row may point at.
struct Known {
    choices: Vec<Choice>,
    sanctions: Vec<String>,
}

impl Known {
    async fn read(conn: &mut PgConnection, page: &Page) -> Result<Self, sqlx::Error> {
        let choices = reference::db::choices(conn).await?.into_iter().map(|choice| {
            let label = words::name(page.lang, &choice.label_id, &choice.label_en).to_owned();
            Choice::plain(choice.code, label)
        });
        let sanctions = reference::db::sanctions(conn).await?.into_iter().map(|sanction| sanction.code);
        let sanctions = LEVELS.map(str::to_owned).into_iter().chain(sanctions).collect();
        Ok(Self { choices: choices.collect(), sanctions })
    }
}

/// GET `/petugas/kelola/kategori`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let rows = reference::db::violations(&mut tx).await?;
    tx.commit().await?;
    let groups = words::families(page.t)
        .into_iter()
        .map(|family| {
            let mine = rows.iter().filter(|row| family.is(&row.family));
            let mine = mine.map(|row| {
                (row.code.clone(), words::name(page.lang, &row.name_id, &row.name_en).to_owned(), row.active)
            });
            (family.title.clone(), mine.collect::<Vec<_>>())
        })
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    Ok(Html(ViolationsPage { page, desk: Desk::from(&who), groups, done: flash.saved() }))
}

/// GET `/petugas/kelola/kategori/baru`.
pub async fn blank(State(app): State<App>, page: Page, Administrator(who): Administrator) -> Result<Response, Error> {
    let draft = Draft { urutan: "100".to_owned(), aktif: Some("1".to_owned()), ..Draft::default() };
    answer(&app, page, &who, None, draft, Problems::none()).await
}

/// GET `/petugas/kelola/kategori/{code}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let row = reference::db::violation(&mut tx, &code).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let ([mulai_h, mulai_b, mulai_t], [akhir_h, akhir_b, akhir_t]) = (split(row.valid_from), split(row.valid_to));
    let tick = |on: bool| on.then(|| "1".to_owned());
    let draft = Draft {
        kode: row.code,
        nama_id: row.name_id,
        nama_en: row.name_en,
        dasar: row.legal_basis,
        keluarga: row.family,
        sanksi: row.sanction,
        berat: row.severity,
        mediasi: tick(row.mediable),
        pilihan: row.form_choice,
        mulai_h,
        mulai_b,
        mulai_t,
        akhir_h,
        akhir_b,
        akhir_t,
        urutan: row.position.to_string(),
        aktif: tick(row.active),
    };
    answer(&app, page, &who, Some(code), draft, Problems::none()).await
}

fn split(day: Option<NaiveDate>) -> [String; 3] {
    day.map(|day| [day.day().to_string(), day.month().to_string(), day.year().to_string()]).unwrap_or_default()
}

/// POST `/petugas/kelola/kategori/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/kategori/{code}`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(code): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, Some(code), draft).await
}

async fn store(
    app: &App,
    page: Page,
    who: &SignedIn,
    code: Option<String>,
    mut draft: Draft,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    if let Some(code) = &code {
        draft.kode.clone_from(code);
    }
    let known = Known::read(&mut tx, &page).await?;
    let mut problems = Problems::none();
    let row = judge(page.t, &mut problems, &draft, &known);
    let exists = reference::db::violation(&mut tx, &row.code).await?.is_some();
    if code.is_some() && !exists {
        return Err(Error::NotFound);
    }
    if code.is_none() && exists {
        problems.add("kode", fl!(page.t, "kelola-galat-kode-dipakai"));
    }
    if problems.any() {
        tx.commit().await?;
        return answer(app, page, who, code, draft, problems).await;
    }
    reference::db::edit::save_violation(&mut tx, &row).await?;
    log_act(&mut tx, Some(who.id), "violation_saved", &row.code, crate::clock::now()).await?;
    tx.commit().await?;
    Ok(saved("/petugas/kelola/kategori").into_response())
}

fn judge(t: Tr, problems: &mut Problems, draft: &Draft, known: &Known) -> Violation {
    let code = draft.kode.trim().to_uppercase();
    let shape = code.split_once('-').is_some_and(|(letters, digits)| {
        letters.len() == 2
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && (2..=3).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if !shape {
        problems.add("kode", fl!(t, "kelola-galat-kode-kategori"));
    }
    let name_id = parse::text(t, problems, "nama_id", &draft.nama_id, 3, 200);
    let name_en = parse::text(t, problems, "nama_en", &draft.nama_en, 3, 200);
    let legal_basis = parse::text(t, problems, "dasar", &draft.dasar, 1, 500);
    let family = parse::choice(t, problems, "keluarga", &draft.keluarga, &words::families(t));
    let sanction = draft.sanksi.split_whitespace().collect::<Vec<_>>().join(" ");
    if sanction.is_empty() || sanction.split(' ').any(|code| !known.sanctions.iter().any(|known| known == code)) {
        problems.add("sanksi", fl!(t, "kelola-galat-sanksi"));
    }
    let severity = parse::choice(t, problems, "berat", &draft.berat, &words::severities(t));
    let mediable = draft.mediasi.is_some();
    if mediable && NEVER.contains(&family.as_str()) {
        problems.add("mediasi", fl!(t, "kelola-galat-mediasi"));
    }
    let form_choice = parse::choice(t, problems, "pilihan", &draft.pilihan, &known.choices);
    let valid_from = parse::day(t, problems, "mulai", &draft.mulai_h, &draft.mulai_b, &draft.mulai_t);
    let valid_to = parse::day(t, problems, "akhir", &draft.akhir_h, &draft.akhir_b, &draft.akhir_t);
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        problems.add("akhir", fl!(t, "kelola-galat-akhir"));
    }
    let position = parse::number(t, problems, "urutan", &draft.urutan, 1, 9_999);
    let active = draft.aktif.is_some();
    Violation {
        code,
        name_id,
        name_en,
        legal_basis,
        family,
        sanction,
        severity,
        mediable,
        form_choice,
        valid_from,
        valid_to,
        position,
        active,
    }
}

async fn answer(
    app: &App,
    page: Page,
    who: &SignedIn,
    code: Option<String>,
    draft: Draft,
    problems: Problems,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let known = Known::read(&mut tx, &page).await?;
    tx.commit().await?;
    let desk = Desk::from(who);
    let codes = known.sanctions.join(", ");
    let shown = ViolationPage { page, desk, problems, draft, code, choices: known.choices, codes };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

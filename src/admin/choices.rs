//! The choices of the complaint form: at most nine are shown, and "something else" always is.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::{Administrator, Flash, parse, saved, words};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::reference::{self, Choice};
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// How many choices the form can show.
const MOST: usize = 9;
/// The choice that takes what fits nowhere; the form asks for one's own words under it.
const OTHER: &str = "lainnya";

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    kode: String,
    label_id: String,
    label_en: String,
    contoh_id: String,
    contoh_en: String,
    urutan: String,
    aktif: Option<String>,
}

struct Row {
    code: String,
    label: String,
    hint: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "admin/choices.html")]
struct ChoicesPage {
    page: Page,
    desk: Desk,
    rows: Vec<Row>,
    done: bool,
}

#[derive(Template)]
#[template(path = "admin/choice.html")]
struct ChoicePage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    /// The code of the choice that is changed; none is a new one.
    code: Option<String>,
}

impl ChoicePage {
    fn action(&self) -> String {
        format!("/petugas/kelola/pilihan/{}", self.code.as_deref().unwrap_or("baru"))
    }
}

/// GET `/petugas/kelola/pilihan`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let choices = reference::db::choices(&mut tx).await?;
    tx.commit().await?;
    let rows = choices
        .into_iter()
        .map(|choice| Row {
            label: words::name(page.lang, &choice.label_id, &choice.label_en).to_owned(),
            hint: words::name(page.lang, &choice.hint_id, &choice.hint_en).to_owned(),
            code: choice.code,
            active: choice.active,
        })
        .collect();
    Ok(Html(ChoicesPage { page, desk: Desk::from(&who), rows, done: flash.saved() }))
}

/// GET `/petugas/kelola/pilihan/baru`.
pub async fn blank(page: Page, Administrator(who): Administrator) -> Response {
    let draft = Draft { urutan: "9".to_owned(), aktif: Some("1".to_owned()), ..Draft::default() };
    answer(page, &who, None, draft, Problems::none())
}

/// GET `/petugas/kelola/pilihan/{code}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let choices = reference::db::choices(&mut tx).await?;
    tx.commit().await?;
    let choice = choices.into_iter().find(|choice| choice.code == code).ok_or(Error::NotFound)?;
    let draft = Draft {
        kode: choice.code,
        label_id: choice.label_id,
        label_en: choice.label_en,
        contoh_id: choice.hint_id,
        contoh_en: choice.hint_en,
        urutan: choice.position.to_string(),
        aktif: choice.active.then(|| "1".to_owned()),
    };
    Ok(answer(page, &who, Some(code), draft, Problems::none()))
}

/// POST `/petugas/kelola/pilihan/baru`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    store(&app, page, &who, None, draft).await
}

/// POST `/petugas/kelola/pilihan/{code}`.
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
    let others = reference::db::choices(&mut tx).await?;
    if let Some(code) = &code {
        others.iter().find(|choice| choice.code == *code).ok_or(Error::NotFound)?;
        draft.kode.clone_from(code);
    }
    let mut problems = Problems::none();
    let choice = judge(page.t, &mut problems, &draft, &others, code.is_none());
    if problems.any() {
        tx.commit().await?;
        return Ok(answer(page, who, code, draft, problems));
    }
    reference::db::edit::save_choice(&mut tx, &choice).await?;
    log_act(&mut tx, Some(who.id), "choice_saved", &choice.code, crate::clock::now()).await?;
    tx.commit().await?;
    app.public.clear();
    Ok(saved("/petugas/kelola/pilihan").into_response())
}

fn judge(t: Tr, problems: &mut Problems, draft: &Draft, others: &[Choice], new: bool) -> Choice {
    let fits = |c: char| c.is_ascii_lowercase() || c == '_';
    let code = parse::code(problems, "kode", &draft.kode, fits, 40, fl!(t, "kelola-galat-kode-pilihan"));
    if code.starts_with('_') {
        problems.add("kode", fl!(t, "kelola-galat-kode-pilihan"));
    }
    if new && others.iter().any(|other| other.code == code) {
        problems.add("kode", fl!(t, "kelola-galat-kode-dipakai"));
    }
    let choice = Choice {
        label_id: parse::text(t, problems, "label_id", &draft.label_id, 3, 120),
        label_en: parse::text(t, problems, "label_en", &draft.label_en, 3, 120),
        hint_id: parse::text(t, problems, "contoh_id", &draft.contoh_id, 3, 200),
        hint_en: parse::text(t, problems, "contoh_en", &draft.contoh_en, 3, 200),
        position: parse::number(t, problems, "urutan", &draft.urutan, 1, 99),
        active: draft.aktif.is_some(),
        code,
    };
    if choice.code == OTHER && !choice.active {
        problems.add("aktif", fl!(t, "kelola-galat-pilihan-lainnya"));
    }
    let shown = others.iter().filter(|other| other.active && other.code != choice.code).count();
    if choice.active && shown >= MOST {
        problems.add("aktif", fl!(t, "kelola-galat-pilihan-banyak", n = MOST));
    }
    choice
}

fn answer(page: Page, who: &SignedIn, code: Option<String>, draft: Draft, problems: Problems) -> Response {
    let shown = ChoicePage { page, desk: Desk::from(who), problems, draft, code };
    (shown.problems.status(), Html(shown)).into_response()
}

//! Filing for somebody at the counter, by phone or by letter, with a printed slip; and a supervisor's own initiative.

mod fields;
mod told;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use self::fields::{Form, Lists, fields};
use super::action::draw::{Drawn, beside, drawn, kept};
use super::action::read::judge;
use super::action::values::Values;
use super::slip::slip;
use crate::app::App;
use crate::case::act::{NewCase, file};
use crate::case::state::{Kind, Mode};
use crate::clock;
use crate::error::Error;
use crate::i18n::Lang;
use crate::vault::token;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

/// Which form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    jenis: String,
}

#[derive(Template)]
#[template(path = "desk/record.html")]
struct RecordPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    own: bool,
    kind: &'static str,
    fields: Vec<Drawn>,
    kept: Vec<String>,
    hidden: Vec<(String, String)>,
}

/// GET `/petugas/catat`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let form = Form::of(&officer, &asked.jenis)?;
    let mut values = Values::default();
    values.put("kunci", token::base64url(&token::random_token()));
    let mut tx = app.db.begin(officer.actor()).await?;
    let lists = Lists::read(&mut tx, page.lang, &values).await?;
    Ok(draw(page, &officer, form, &lists, &values, Problems::none()))
}

fn draw(page: Page, officer: &SignedIn, form: Form, lists: &Lists, values: &Values, problems: Problems) -> Response {
    let fields = fields(&page, form, lists, values);
    let status = problems.status();
    let record = RecordPage {
        hidden: beside(&fields, values),
        desk: Desk::from(officer),
        own: form == Form::Own,
        kind: form.code(),
        fields: fields.into_iter().map(|field| drawn(field, values)).collect(),
        kept: kept(&page, values),
        problems,
        page,
    };
    (status, Html(record)).into_response()
}

/// POST `/petugas/catat`: the slip is the answer itself; pressing again shows the same one.
pub async fn send(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    mut values: Values,
) -> Result<Response, Error> {
    let form = Form::of(&officer, values.get("jenis"))?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let lists = Lists::read(&mut tx, page.lang, &values).await?;
    drop(tx);
    let mut problems = Problems::none();
    let today = page.brand.zone.day(clock::now());
    judge(page.t, &fields(&page, form, &lists, &values), &values, today, &mut problems);
    let account = told::account(&page, &lists, &values, today, &mut problems);
    let mode = told::mode(form, &values);
    let identity = told::identity(&page, mode, &values, &mut problems);
    if problems.any() {
        return Ok(draw(page, &officer, form, &lists, &values, problems));
    }
    let new = NewCase {
        kind: Kind::Complaint,
        mode,
        channel: told::channel(form, &values),
        lang: Lang::from_code(values.get("bahasa")).unwrap_or_default(),
        title: told::title(&lists, &account),
        account,
        identity,
        release_name: mode == Mode::Open,
        campaign: None,
        files: values.files.clone(),
        idem: token::decode(values.get("kunci")).unwrap_or_else(token::random_token),
        link: None,
        by: Some(officer.id),
        draft: None,
    };
    let filed = file(&app, new.clone()).await?;
    if !filed.holds(&app, &new)? {
        // the page of somebody else's slip came back with Back: what stands in it now was not filed
        values.put("kunci", token::base64url(&token::random_token()));
        problems.add("jenis_laporan", fl!(page.t, "meja-catat-lagi"));
        if values.drop_files() {
            problems.add("lampiran", fl!(page.t, "meja-catat-lampiran"));
        }
        return Ok(draw(page, &officer, form, &lists, &values, problems));
    }
    Ok(Html(slip(&app, page, form == Form::Own, &filed)?).into_response())
}

//! The receipt: the code, until the citizen says that it is written down, at most 24 hours (design.md, Receipt code).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::act::{self, Filed};
use crate::case::db::case_of_code;
use crate::case::state::Kind;
use crate::db::Actor;
use crate::error::Error;
use crate::intake::draft::{self, Open, Secrets};
use crate::intake::{db, steps};
use crate::vault::{CodeError, ReceiptCode};
use crate::web::form::Pressed;
use crate::web::qr::{self, Level, Qr};
use crate::web::{Form, Html, Page, Problems, contact};

#[derive(Template)]
#[template(path = "intake/receipt.html")]
struct ReceiptPage {
    page: Page,
    problems: Problems,
    consultation: bool,
    /// Nothing about the person is stored, so questions only wait on the tracking page.
    anonymous: bool,
    /// Whether custodians can open the contact of somebody who lost the code.
    custody: bool,
    mode: String,
    number: String,
    /// Six groups of four.
    code: String,
    groups: Vec<String>,
    qr: Qr,
    at: String,
    due: Option<Due>,
    typed: String,
    /// What was typed again is the code.
    matches: bool,
    path: &'static str,
    /// Another page was sent when everything was sent already.
    late: bool,
    /// The reporter wanted something else.
    first: bool,
}

/// What the address says: `ikut`, `catat` or nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) belum: String,
}

/// The day by which the office must have answered.
struct Due {
    day: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "intake/receipt_closed.html")]
struct ClosedPage {
    page: Page,
}

/// `GET /lapor/diterima`.
pub(super) async fn complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    enter(app, page, secrets, Kind::Complaint, &asked).await
}

/// `GET /konsultasi/tulis/diterima`.
pub(super) async fn consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    enter(app, page, secrets, Kind::Consultation, &asked).await
}

async fn enter(app: App, page: Page, secrets: Secrets, kind: Kind, asked: &Asked) -> Result<Response, Error> {
    let Some(open) = draft::open(&app, &secrets, kind).await? else { return Ok(closed(page)) };
    let Some(filed) = act::filed_before(&app, &open.key.one_use_key()).await? else {
        return Ok(steps::see_other(steps::next(kind, &open.draft, steps::today(&page)).path()));
    };
    if !still_opens(&app, &filed).await? {
        return Ok(closed(page));
    }
    let (late, first) = (asked.belum == "ikut", asked.belum == "catat");
    show(&app, page, &open, &filed, Typed { late, first, ..Typed::default() }).await
}

/// What was typed again to make sure, and what came of it.
#[derive(Default)]
struct Typed {
    problems: Problems,
    text: String,
    matches: bool,
    late: bool,
    first: bool,
}

/// Whether the code of the receipt was not changed since: who noted a dead one would have lost the case.
async fn still_opens(app: &App, filed: &Filed) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    Ok(case_of_code(&mut tx, &filed.code.lookup(&app.keys)).await? == Some(filed.case))
}

fn closed(page: Page) -> Response {
    Html(ClosedPage { page }).into_response()
}

async fn show(
    app: &App,
    page: Page,
    open: &Open,
    filed: &Filed,
    Typed { problems, text: typed, matches, late, first }: Typed,
) -> Result<Response, Error> {
    let code = filed.code.show();
    let due = filed
        .due_at
        .map(|at| Due { day: page.date(page.brand.zone.day(at)), stamp: page.brand.zone.day(at).to_string() });
    let view = ReceiptPage {
        consultation: open.kind == Kind::Consultation,
        anonymous: open.draft.is_anonymous(),
        custody: contact::custody_ready(app).await?,
        mode: mode_name(&page, open),
        number: filed.number.clone(),
        groups: groups(&code),
        qr: qr::qr(&format!("{}/lacak#{code}", app.public_url), Level::Medium)?,
        at: page.moment(filed.at),
        path: steps::receipt(open.kind),
        code,
        due,
        typed,
        matches,
        late,
        first,
        page,
        problems,
    };
    let status = view.problems.status();
    Ok((status, Html(view)).into_response())
}

fn mode_name(page: &Page, open: &Open) -> String {
    if open.draft.is_anonymous() {
        fl!(page.t, "lapor-anonim")
    } else if open.draft.is_open() {
        fl!(page.t, "lapor-terbuka")
    } else {
        fl!(page.t, "lapor-rahasia")
    }
}

/// The groups as they may wrap on a narrow screen: each but the last keeps its dash.
fn groups(code: &str) -> Vec<String> {
    code.split_inclusive('-').map(str::to_owned).collect()
}

/// What was typed to check the note on paper.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgainForm {
    ulang: String,
}

/// `POST /lapor/diterima/periksa`: "Ketik ulang".
pub(super) async fn check_complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<AgainForm>,
) -> Result<Response, Error> {
    again(app, page, secrets, Kind::Complaint, form).await
}

/// `POST /konsultasi/tulis/diterima/periksa`.
pub(super) async fn check_consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<AgainForm>,
) -> Result<Response, Error> {
    again(app, page, secrets, Kind::Consultation, form).await
}

async fn again(app: App, page: Page, secrets: Secrets, kind: Kind, form: AgainForm) -> Result<Response, Error> {
    let Some(open) = draft::open(&app, &secrets, kind).await? else { return Ok(closed(page)) };
    let Some(filed) = act::filed_before(&app, &open.key.one_use_key()).await? else {
        return Ok(steps::see_other(steps::receipt(kind)));
    };
    if !still_opens(&app, &filed).await? {
        return Ok(closed(page));
    }
    let mut problems = Problems::none();
    match ReceiptCode::parse(&form.ulang) {
        Ok(typed) if typed == filed.code => {}
        Ok(_) | Err(CodeError::Check | CodeError::Letter) => problems.add("ulang", fl!(page.t, "lapor-ulang-beda")),
        Err(CodeError::Empty) => problems.add("ulang", fl!(page.t, "lapor-ulang-kosong")),
        Err(CodeError::Length { got }) => problems.add("ulang", fl!(page.t, "lapor-ulang-panjang", n = i64_of(got))),
    }
    let matches = !problems.any();
    show(&app, page, &open, &filed, Typed { problems, text: form.ulang, matches, ..Typed::default() }).await
}

fn i64_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// `POST /lapor/diterima`: "Saya sudah mencatat kode".
pub(super) async fn close_complaint(State(app): State<App>, secrets: Secrets, _: Pressed) -> Result<Response, Error> {
    close(app, secrets, Kind::Complaint).await
}

/// `POST /konsultasi/tulis/diterima`.
pub(super) async fn close_consultation(
    State(app): State<App>,
    secrets: Secrets,
    _: Pressed,
) -> Result<Response, Error> {
    close(app, secrets, Kind::Consultation).await
}

/// Ends the receipt: nobody can show the code again. The files now belong to the case and stay. A draft that was begun
/// meanwhile in another tab is not what was noted, and stays too.
async fn close(app: App, secrets: Secrets, kind: Kind) -> Result<Response, Error> {
    if let Some(open) = draft::open(&app, &secrets, kind).await? {
        if !open.filed {
            return Ok(steps::see_other(steps::receipt(kind)));
        }
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        db::acknowledge(&mut tx, &open.idem_mac(&app)).await?;
        db::delete(&mut tx, open.id).await?;
        tx.commit().await?;
    }
    let mut response = steps::see_other(steps::receipt(kind));
    crate::web::cookies::put(response.headers_mut(), draft::cookie_name(kind).clear(app.secure));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_wraps_only_between_its_groups() {
        let groups = groups("7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E");
        assert_eq!(groups, ["7KQ4-", "M2XD-", "9TRH-", "C5WB-", "8N3P-", "JV6E"]);
    }
}

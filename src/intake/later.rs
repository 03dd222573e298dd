//! "Simpan, teruskan nanti": a draft code, and going on with it (design.md, Drafts). Also deleting a draft.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::state::Kind;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::intake::draft::{self, Open, Saved, Secrets};
use crate::intake::receipt::Asked;
use crate::intake::{db, steps};
use crate::vault::DraftCode;
use crate::web::cookies;
use crate::web::form::Pressed;
use crate::web::{Html, Page};

const fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "/lapor/nanti",
        Kind::Consultation => "/konsultasi/tulis/nanti",
    }
}

/// The same for somebody who wanted something else and must note the code first.
const fn path_first(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "/lapor/nanti?belum=catat",
        Kind::Consultation => "/konsultasi/tulis/nanti?belum=catat",
    }
}

/// Where a saved page leads: to the receipt when the draft was filed already, to the draft code when the citizen wants
/// to go on later, otherwise to the first page that is not finished.
pub(super) async fn or_next(app: &App, page: &Page, saved: Saved, later: bool) -> Result<Response, Error> {
    let Saved { open, secret } = saved;
    let kind = open.kind;
    let target = if open.filed {
        steps::receipt_without(kind)
    } else if later {
        give_code(app, open).await?
    } else {
        steps::next(kind, &open.draft, steps::today(page)).path()
    };
    let mut response = steps::see_other(target);
    if let Some(secret) = secret {
        draft::give(app, kind, &secret, &mut response);
    }
    Ok(response)
}

/// Where the reporter must go before another draft takes the place of the one that this browser has, because its key is
/// only here: to a receipt that was not noted, or to a code for what was typed. `None` when nothing would be lost.
pub(super) async fn first(app: &App, present: Option<Open>) -> Result<Option<Response>, Error> {
    let Some(open) = present else { return Ok(None) };
    let kind = open.kind;
    if open.filed {
        return Ok(Some(steps::see_other(steps::receipt_first(kind))));
    }
    if open.is_bare() || !open.draft.code.is_empty() {
        return Ok(None);
    }
    let to = give_code(app, open).await?;
    let to = if to == path(kind) { path_first(kind) } else { steps::receipt_first(kind) };
    Ok(Some(steps::see_other(to)))
}

/// Gives the draft a code unless it has one, and 24 hours from now. Says where that leads.
async fn give_code(app: &App, open: Open) -> Result<&'static str, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let mut open = draft::lock(app, &mut tx, open).await?;
    if open.filed {
        return Ok(steps::receipt_without(open.kind));
    }
    if open.draft.code.is_empty() {
        let code = DraftCode::generate();
        open.draft.code = code.show();
        let wrap = open.key.wrap_for_code(&code, open.id);
        db::set_code(&mut tx, open.id, &code.lookup(&app.keys), &wrap).await?;
    }
    draft::store(&mut tx, &mut open, clock::now()).await?;
    tx.commit().await?;
    Ok(path(open.kind))
}

#[derive(Template)]
#[template(path = "intake/later.html")]
struct LaterPage {
    page: Page,
    code: String,
    groups: Vec<String>,
    until: String,
    on: &'static str,
    path: &'static str,
    /// The reporter wanted something else.
    first: bool,
}

/// `GET /lapor/nanti`: the code again, as long as this browser holds the draft.
pub(super) async fn complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    show(app, page, secrets, Kind::Complaint, &asked).await
}

/// `GET /konsultasi/tulis/nanti`.
pub(super) async fn consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    show(app, page, secrets, Kind::Consultation, &asked).await
}

async fn show(app: App, page: Page, secrets: Secrets, kind: Kind, asked: &Asked) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, steps::first(kind)).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let on = steps::next(kind, &open.draft, steps::today(&page)).path();
    if open.draft.code.is_empty() {
        return Ok(steps::see_other(on));
    }
    let groups = open.draft.code.split_inclusive('-').map(str::to_owned).collect();
    let until = page.moment(open.expires_at);
    let first = asked.belum == "catat";
    Ok(Html(LaterPage { page, code: open.draft.code, groups, until, on, path: path(kind), first }).into_response())
}

/// What the page of the code can be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LaterForm {
    /// The code is written down: this browser shall forget the draft.
    tutup: String,
}

/// `POST /lapor/nanti`: gives the draft a code, or takes it out of this browser.
pub(super) async fn save_complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    form: crate::web::Form<LaterForm>,
) -> Result<Response, Error> {
    save(app, page, secrets, Kind::Complaint, &form.0).await
}

/// `POST /konsultasi/tulis/nanti`.
pub(super) async fn save_consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    form: crate::web::Form<LaterForm>,
) -> Result<Response, Error> {
    save(app, page, secrets, Kind::Consultation, &form.0).await
}

async fn save(app: App, page: Page, secrets: Secrets, kind: Kind, form: &LaterForm) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, steps::first(kind)).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    if form.tutup.is_empty() || open.draft.code.is_empty() {
        return Ok(steps::see_other(give_code(&app, open).await?));
    }
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let open = draft::lock(&app, &mut tx, open).await?;
    if open.filed {
        // the browser's key is the only one to the receipt
        return Ok(steps::see_other(steps::receipt(kind)));
    }
    db::set_cookie(&mut tx, open.id, None, None).await?;
    tx.commit().await?;
    let mut response = steps::see_other("/");
    cookies::put(response.headers_mut(), draft::cookie_name(kind).clear(app.secure));
    Ok(response)
}

#[derive(Template)]
#[template(path = "intake/discard.html")]
struct DiscardPage {
    page: Page,
    /// False before the press, true after it.
    done: bool,
    path: &'static str,
    back: &'static str,
}

const fn discard_page(page: Page, kind: Kind, done: bool) -> DiscardPage {
    let (path, back) = match kind {
        Kind::Complaint => ("/lapor/hapus", "/lapor/periksa"),
        Kind::Consultation => ("/konsultasi/tulis/hapus", "/konsultasi/tulis/periksa"),
    };
    DiscardPage { page, done, path, back }
}

/// `GET /lapor/hapus`.
pub(super) async fn ask_discard_complaint(page: Page) -> Response {
    Html(discard_page(page, Kind::Complaint, false)).into_response()
}

/// `GET /konsultasi/tulis/hapus`.
pub(super) async fn ask_discard_consultation(page: Page) -> Response {
    Html(discard_page(page, Kind::Consultation, false)).into_response()
}

/// `POST /lapor/hapus`.
pub(super) async fn discard_complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    _: Pressed,
) -> Result<Response, Error> {
    discard(app, page, secrets, Kind::Complaint).await
}

/// `POST /konsultasi/tulis/hapus`.
pub(super) async fn discard_consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    _: Pressed,
) -> Result<Response, Error> {
    discard(app, page, secrets, Kind::Consultation).await
}

/// Deletes the draft for good, its code and its files too. What was filed is no draft any more.
async fn discard(app: App, page: Page, secrets: Secrets, kind: Kind) -> Result<Response, Error> {
    if let Some(open) = draft::open(&app, &secrets, kind).await?
        && !draft::discard(&app, open).await?
    {
        return Ok(steps::see_other(steps::receipt(kind)));
    }
    let mut response = Html(discard_page(page, kind, true)).into_response();
    cookies::put(response.headers_mut(), draft::cookie_name(kind).clear(app.secure));
    Ok(response)
}

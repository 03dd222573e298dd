//! `/kasus/kabar`: notices by e-mail, started, changed and stopped by the reporter, anonymous or not.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::keep_address;
use crate::case::db;
use crate::case::state::Mode;
use crate::clock;
use crate::error::Error;
use crate::follow::case::not_offered;
use crate::follow::mine::Mine;
use crate::follow::parcel::Parcel;
use crate::vault::token;
use crate::web::{Html, Page, Problems, contact};

#[derive(Template)]
#[template(path = "follow/notices.html")]
struct NoticesPage {
    page: Page,
    problems: Problems,
    /// Since when there are notices; empty when there are none.
    since: String,
    anonymous: bool,
    address: String,
    once: String,
}

/// GET `/kasus/kabar`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    if !app.config.mail.on() {
        return Ok(not_offered());
    }
    render(&app, page, &mine, Problems::none(), "").await
}

/// POST `/kasus/kabar`. The address that was given before is not shown again: nothing here can read it.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let mine = &parcel.mine;
    if !app.config.mail.on() {
        return Ok(not_offered());
    }
    let (stop, address) = (parcel.fields.one("aksi") == "berhenti", parcel.fields.one("surel"));
    let mut problems = Problems::none();
    if !stop {
        if address.is_empty() {
            problems.add("surel", fl!(page.t, "kasus-surel-kosong"));
        } else if let Some(wrong) = contact::wrong_address(page.t, address) {
            problems.add("surel", wrong);
        }
    }
    if problems.any() {
        return render(&app, page, mine, problems, address).await;
    }
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    if stop {
        db::drop_contact(&mut tx, mine.case.id).await?;
    } else {
        keep_address(&app, &mut tx, mine.case.id, address, page.lang, clock::now()).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to("/kasus/kabar").into_response())
}

async fn render(app: &App, page: Page, mine: &Mine, problems: Problems, address: &str) -> Result<Response, Error> {
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let since = db::contact_since(&mut tx, mine.case.id).await?;
    tx.commit().await?;
    let since = since.map_or_else(String::new, |at| page.lang.short_date(page.brand.zone.day(at)));
    let anonymous = mine.case.mode == Mode::Anonymous;
    let status = problems.status();
    let (address, once) = (address.to_owned(), mine.form_key(&token::random_token()));
    Ok((status, Html(NoticesPage { page, problems, since, anonymous, address, once })).into_response())
}

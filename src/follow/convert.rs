//! `/kasus/jadi-pengaduan`: the consultant's offer to make a complaint of it. Yes leads to the form, filled from the
//! consultation; nothing is sent before the reporter has checked it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind, Given};
use crate::case::db;
use crate::error::Error;
use crate::follow::case::not_offered;
use crate::follow::mine::Mine;
use crate::follow::parcel::Parcel;
use crate::follow::send::{Sent, case_page, send};
use crate::vault::token;
use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "follow/convert.html")]
struct ConvertPage {
    page: Page,
    summary: Option<String>,
    once: String,
}

/// GET `/kasus/jadi-pengaduan`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    if !mine.may(ActionKind::Convert) {
        return Ok(not_offered());
    }
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let summary = db::offered_summary(&mut tx, &mine.secret.key, mine.case.id).await?;
    tx.commit().await?;
    let once = mine.form_key(&token::random_token());
    Ok(Html(ConvertPage { page, summary, once }).into_response())
}

/// POST `/kasus/jadi-pengaduan`: no, and the consultant reads it.
pub(super) async fn decline(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let text = fl!(page.t, "kasus-jadi-tidak-pesan");
    let words = Words { public: Some(text), once: Some(parcel.fields.once()), ..Words::default() };
    match send(&app, &page, &parcel.mine, Action::Message { text: Given(true) }, words, "pesan").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(..) => Ok(case_page("tidak")),
    }
}

//! `/kasus/bukti`: more evidence, at any time while the case is open.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind};
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Parcel, Stored};
use crate::follow::reply::too_long;
use crate::follow::send::{Sent, send};
use crate::vault::token;
use crate::web::{Html, Page, Problems};

/// Letters in the remark, at most.
const MOST: usize = 2_000;

#[derive(Template)]
#[template(path = "follow/evidence.html")]
struct EvidencePage {
    page: Page,
    problems: Problems,
    reply: Typed,
    number: String,
}

/// What was typed and stored already.
#[derive(Default)]
struct Typed {
    text: String,
    stored: Vec<Stored>,
    once: String,
}

/// GET `/kasus/bukti`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !mine.may(ActionKind::AddEvidence) {
        return not_offered();
    }
    let once = mine.form_key(&token::random_token());
    let reply = Typed { once, ..Typed::default() };
    Html(EvidencePage { page, problems: Problems::none(), reply, number: mine.case.number }).into_response()
}

/// POST `/kasus/bukti`.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let text = parcel.fields.one("teks").to_owned();
    let mut problems = Problems::none();
    for refused in &parcel.refused {
        problems.add("berkas", refused);
    }
    if parcel.files.is_empty() {
        problems.add("berkas", fl!(page.t, "kasus-bukti-pilih"));
    }
    too_long(&page, &mut problems, "teks", &text, MOST);
    let mut refused: Option<StatusCode> = None;
    if !problems.any() {
        let action = Action::AddEvidence { files: u16::try_from(parcel.files.len()).unwrap_or(u16::MAX) };
        let words = Words {
            public: (!text.is_empty()).then(|| text.clone()),
            files: parcel.files.clone(),
            once: Some(parcel.fields.once()),
            ..Words::default()
        };
        match send(&app, &page, &parcel.mine, action, words, "bukti").await? {
            Sent::Done(response) => return Ok(response),
            Sent::Not(status, sentence) => {
                problems.add("berkas", sentence);
                refused = Some(status);
            }
        }
    }
    let reply = Typed { text, stored: parcel.stored()?, once: parcel.mine.form_key(&parcel.fields.once()) };
    let number = parcel.mine.case.number;
    Ok((status_of(refused, &problems), Html(EvidencePage { page, problems, reply, number })).into_response())
}

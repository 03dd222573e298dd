//! `/kasus/nilai`: how it went (ui.md §15).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde_json::json;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind};
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::reply::too_long;
use crate::follow::send::{Sent, send};
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// Letters in the remark, at most.
const MOST: usize = 1_000;
/// Answers to "did you feel safe".
pub(super) const SAFE: [&str; 3] = ["yes", "no", "partly"];

#[derive(Template)]
#[template(path = "follow/rating.html")]
struct RatingPage {
    page: Page,
    problems: Problems,
    scores: Vec<Choice>,
    safes: Vec<Choice>,
    score: String,
    safe: String,
    text: String,
    once: String,
    number: String,
}

/// GET `/kasus/nilai`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !mine.may(ActionKind::Rate) {
        return not_offered();
    }
    RatingPage::answer(page, &mine, &Fields::default(), Problems::none(), None)
}

/// POST `/kasus/nilai`.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let fields = &parcel.fields;
    let mut problems = Problems::none();
    let score = fields.one("nilai").parse::<i16>().ok().filter(|score| (1..=5).contains(score));
    if score.is_none() {
        problems.add("nilai", fl!(page.t, "kasus-nilai-pilih"));
    }
    let text = fields.one("teks");
    too_long(&page, &mut problems, "teks", text, MOST);
    let Some(score) = score.filter(|_| !problems.any()) else {
        return Ok(RatingPage::answer(page, &parcel.mine, fields, problems, None));
    };
    let safe = SAFE.iter().find(|code| **code == fields.one("aman")).unwrap_or(&"unsaid");
    let words = Words { data: json!({ "safe": safe, "text": text }), once: Some(fields.once()), ..Words::default() };
    match send(&app, &page, &parcel.mine, Action::Rate { score }, words, "nilai").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            problems.add("nilai", sentence);
            Ok(RatingPage::answer(page, &parcel.mine, fields, problems, Some(status)))
        }
    }
}

impl RatingPage {
    fn answer(page: Page, mine: &Mine, fields: &Fields, problems: Problems, refused: Option<StatusCode>) -> Response {
        let score = |score: i16| Choice::plain(score.to_string(), page.t.get(&format!("kasus-nilai-{score}")));
        let safe = |code: &&str| Choice::plain(*code, page.t.get(&format!("kasus-nilai-aman-{code}")));
        let built = Self {
            scores: (1..=5).map(score).collect(),
            safes: SAFE.iter().map(safe).collect(),
            score: fields.one("nilai").to_owned(),
            safe: fields.one("aman").to_owned(),
            text: fields.one("teks").to_owned(),
            once: mine.form_key(&fields.once()),
            number: mine.case.number.clone(),
            page,
            problems,
        };
        (status_of(refused, &built.problems), Html(built)).into_response()
    }
}

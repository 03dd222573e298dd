//! `/kasus/keberatan`: an objection to the result while its window is open (ui.md §15).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde_json::json;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind, Given};
use crate::case::state::Side;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Parcel, Stored};
use crate::follow::reply::{MOST, too_long};
use crate::follow::send::{Sent, send};
use crate::follow::turn;
use crate::vault::token;
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// Letters in the explanation, at least.
const LEAST: usize = 50;
/// Codes of the reasons, in the order of the page.
pub(super) const REASONS: [&str; 5] = ["bukti-diabaikan", "bukti-baru", "benturan", "rekomendasi", "lainnya"];

#[derive(Template)]
#[template(path = "follow/objection.html")]
struct ObjectionPage {
    page: Page,
    problems: Problems,
    until: Option<String>,
    reasons: Vec<Choice>,
    reply: Typed,
    number: String,
}

/// What was typed and stored already.
#[derive(Default)]
struct Typed {
    reason: String,
    text: String,
    stored: Vec<Stored>,
    once: String,
}

/// GET `/kasus/keberatan`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !mine.may(ActionKind::Object) {
        return not_offered();
    }
    let reply = Typed { once: mine.form_key(&token::random_token()), ..Typed::default() };
    ObjectionPage::answer(page, &mine, reply, Problems::none(), None)
}

/// POST `/kasus/keberatan`.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let fields = &parcel.fields;
    let reply = Typed {
        reason: fields.one("alasan").to_owned(),
        text: fields.one("uraian").to_owned(),
        stored: parcel.stored()?,
        once: parcel.mine.form_key(&fields.once()),
    };
    let mut problems = judge(&page, &reply);
    for refused in &parcel.refused {
        problems.add("lampir", refused);
    }
    if problems.any() {
        return Ok(ObjectionPage::answer(page, &parcel.mine, reply, problems, None));
    }
    let words = Words {
        public: Some(reply.text.clone()),
        files: parcel.files.clone(),
        data: json!({ "reason": reply.reason }),
        once: Some(fields.once()),
        ..Words::default()
    };
    let action = Action::Object { side: Side::Reporter, reason: Given(true) };
    match send(&app, &page, &parcel.mine, action, words, "keberatan").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            problems.add("uraian", sentence);
            Ok(ObjectionPage::answer(page, &parcel.mine, reply, problems, Some(status)))
        }
    }
}

fn judge(page: &Page, reply: &Typed) -> Problems {
    let mut problems = Problems::none();
    if !REASONS.contains(&reply.reason.as_str()) {
        problems.add("alasan", fl!(page.t, "kasus-keberatan-pilih"));
    }
    if reply.text.chars().count() < LEAST {
        problems.add("uraian", fl!(page.t, "kasus-keberatan-pendek"));
    }
    too_long(page, &mut problems, "uraian", &reply.text, MOST);
    problems
}

impl ObjectionPage {
    fn answer(page: Page, mine: &Mine, reply: Typed, problems: Problems, refused: Option<StatusCode>) -> Response {
        let until = turn::window(&mine.case).map(|clock| {
            let (tanggal, sisa) = (page.date(mine.day(clock.due_at)), mine.left(&page, clock.due_at));
            fl!(page.t, "kasus-keberatan-batas", tanggal = tanggal, sisa = sisa)
        });
        let reason = |code: &&str| Choice::plain(*code, page.t.get(&format!("kasus-keberatan-{code}")));
        let reasons = REASONS.iter().map(reason).collect();
        let number = mine.case.number.clone();
        (status_of(refused, &problems), Html(Self { page, problems, until, reasons, reply, number })).into_response()
    }
}

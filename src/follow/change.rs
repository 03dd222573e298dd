//! `/kasus/kode`: a new receipt code. The old one stops, and so does every other browser that has the case open.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::{Done, NewReceipt, Words};
use crate::case::action::{Action, ActionKind};
use crate::case::db::case_of_code;
use crate::db::Actor;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::Parcel;
use crate::follow::send::{self, Sent, not_done};
use crate::vault::{OwnKey, ReceiptCode, token};
use crate::web::qr::{Level, Qr, qr};
use crate::web::{Html, Page, Problems};

#[derive(Template)]
#[template(path = "follow/change.html")]
struct ChangePage {
    page: Page,
    problems: Problems,
    forced: bool,
    once: String,
}

#[derive(Template)]
#[template(path = "follow/new_code.html")]
struct NewCodePage {
    page: Page,
    code: String,
    groups: Vec<String>,
    qr: Qr,
}

/// GET `/kasus/kode`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !mine.may(ActionKind::ChangeCode) {
        return not_offered();
    }
    let once = mine.form_key(&token::random_token());
    ChangePage { page, problems: Problems::none(), forced: mine.opened.code_was_seen, once }.answer(None)
}

/// POST `/kasus/kode`. The code comes from the form's one-use key, so that a second press, or a reload of the answer,
/// shows the code of the first.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let mine = &parcel.mine;
    let once = parcel.fields.once();
    let code = ReceiptCode::from_one_use_key(&app.keys, &once);
    let receipt = receipt(&app, mine, &code).await?;
    let words = Words { once: Some(once), new_receipt: Some(receipt), ..Words::default() };
    match send::done(&app, mine, Action::ChangeCode, words).await {
        // A press that was made before: its code counts only while nothing newer has replaced it.
        Ok(Done::Already) if !opens(&app, mine, &code).await? => Ok(not_offered()),
        Ok(_) => NewCodePage::of(&app, page, &code),
        Err(error) => match not_done(&page, error)? {
            Sent::Done(response) => Ok(response),
            Sent::Not(status, sentence) => {
                let mut problems = Problems::none();
                problems.add("kode", sentence);
                let forced = mine.opened.code_was_seen;
                Ok(ChangePage { page, problems, forced, once: mine.form_key(&once) }.answer(Some(status)))
            }
        },
    }
}

/// The new code, with the reporter's own key under it. A session that lost the key gets a new one, and the old copy goes.
async fn receipt(app: &App, mine: &Mine, code: &ReceiptCode) -> Result<NewReceipt, Error> {
    let (lookup, session, case) = (code.lookup(&app.keys), mine.opened.session, mine.case.id);
    Ok(if let Some(key) = mine.own_key(app).await? {
        NewReceipt { lookup, session, own: key.wrap_for_code(code, case), anew: None }
    } else {
        let key = OwnKey::generate();
        let anew = Some(key.wrap_for_session(&mine.opened.token.0, case));
        NewReceipt { lookup, session, own: key.wrap_for_code(code, case), anew }
    })
}

async fn opens(app: &App, mine: &Mine, code: &ReceiptCode) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let case = case_of_code(&mut tx, &code.lookup(&app.keys)).await?;
    tx.commit().await?;
    Ok(case == Some(mine.case.id))
}

impl ChangePage {
    fn answer(self, refused: Option<StatusCode>) -> Response {
        (status_of(refused, &self.problems), Html(self)).into_response()
    }
}

impl NewCodePage {
    fn of(app: &App, page: Page, code: &ReceiptCode) -> Result<Response, Error> {
        let code = code.show();
        let qr = qr(&format!("{}/lacak#{code}", app.public_url), Level::Medium)?;
        let groups = code.split_inclusive('-').map(str::to_owned).collect();
        Ok(Html(Self { page, code, groups, qr }).into_response())
    }
}

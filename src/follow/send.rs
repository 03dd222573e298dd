//! Sending an act of the reporter through the one door, and what comes of it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::{self, ActError, Done, Who, Words};
use crate::case::action::Action;
use crate::case::refusal::Refusal;
use crate::error::Error;
use crate::follow::mine::Mine;
use crate::web::Page;

/// What came of it.
pub(super) enum Sent {
    /// It is done; the reporter goes on to the case page with a notice.
    Done(Response),
    /// It was not done: status and the sentence for the form, which keeps everything typed.
    Not(StatusCode, String),
}

/// Does `action` for the reporter. `news` names the notice of the case page (`kasus-kabar-…`).
///
/// The work runs in a task of its own, so that a lost connection does not cancel it half-way.
pub(super) async fn send(
    app: &App,
    page: &Page,
    mine: &Mine,
    action: Action,
    words: Words,
    news: &str,
) -> Result<Sent, Error> {
    match done(app, mine, action, words).await {
        Ok(Done::Already) => Ok(Sent::Done(case_page("sudah"))),
        Ok(_) => Ok(Sent::Done(case_page(news))),
        Err(error) => not_done(page, error),
    }
}

/// Does `action` and says what became of it.
pub(super) async fn done(app: &App, mine: &Mine, action: Action, words: Words) -> Result<Done, ActError> {
    let (app, case) = (app.clone(), mine.case.id);
    let tasks = app.tasks.clone();
    tasks
        .spawn(async move { act::act(&app, Who::Reporter, case, action, words).await })
        .await
        .unwrap_or_else(|_| Err(ActError::Db(sqlx::Error::WorkerCrashed)))
}

/// Back to the case, with a notice.
pub(super) fn case_page(news: &str) -> Response {
    Redirect::to(&format!("/kasus?kabar={news}")).into_response()
}

/// Why it was not done. Whatever a person can do something about goes back into the form; the rest is ours.
pub(super) fn not_done(page: &Page, error: ActError) -> Result<Sent, Error> {
    match error {
        ActError::NotFound => Err(Error::NotFound),
        ActError::Refused(refusal) => Ok(Sent::Not(StatusCode::CONFLICT, words(page, refusal))),
        ActError::Moved => Ok(Sent::Not(StatusCode::CONFLICT, fl!(page.t, "kasus-galat-berubah"))),
        ActError::Db(error) => match Error::from(error) {
            Error::Unavailable(source) => {
                tracing::warn!(%source, "not saved, the reporter is asked to send again");
                Ok(Sent::Not(StatusCode::SERVICE_UNAVAILABLE, fl!(page.t, "kasus-galat-sambungan")))
            }
            error => Err(error),
        },
    }
}

fn words(page: &Page, refusal: Refusal) -> String {
    let key = refusal.text_key();
    if page.t.has(&key) { page.t.get(&key) } else { fl!(page.t, "kasus-galat-tak-bisa") }
}

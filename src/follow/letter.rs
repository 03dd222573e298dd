//! `/kasus/surat/{n}` and `/kasus/hasil`: letters that were shared with the reporter; the first view of the result is
//! recorded (row 36b).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::{ActError, Words};
use crate::case::action::{Action, ActionKind};
use crate::case::db::{self, Document};
use crate::case::letter::Letter;
use crate::error::Error;
use crate::follow::case;
use crate::follow::mine::Mine;
use crate::follow::send;
use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "follow/letter.html")]
struct LetterPage {
    page: Page,
    letter: Letter,
    made: String,
}

/// GET `/kasus/surat/{n}`: the n-th letter that the reporter may read, from 1.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    mine: Mine,
    Path(n): Path<usize>,
) -> Result<Response, Error> {
    let letters = read(&app, &mine).await?;
    let document = n.checked_sub(1).and_then(|at| letters.get(at)).ok_or(Error::NotFound)?;
    let newest = letters.iter().rposition(is_result);
    if newest == n.checked_sub(1) && mine.may(ActionKind::OpenResult) {
        opened(&app, &mine).await?;
    }
    let mut letter = Letter::of(&document.body);
    if letter.title.is_empty() {
        letter.title = name(&page, &document.kind);
    }
    let made = fl!(page.t, "kasus-surat-tanggal", tanggal = page.date(page.brand.zone.day(document.at)));
    Ok(Html(LetterPage { page, letter, made }).into_response())
}

/// GET `/kasus/hasil`: the newest result.
pub(super) async fn result(State(app): State<App>, mine: Mine) -> Result<Response, Error> {
    let letters = read(&app, &mine).await?;
    match letters.iter().rposition(is_result) {
        Some(at) => Ok(Redirect::to(&format!("/kasus/surat/{}", at + 1)).into_response()),
        None => Ok(case::not_offered()),
    }
}

async fn read(app: &App, mine: &Mine) -> Result<Vec<Document>, Error> {
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let letters = db::documents(&mut tx, &mine.secret.key, mine.case.id).await?;
    tx.commit().await?;
    Ok(letters)
}

/// Row 36b. Two tabs at once, or a case that moved meanwhile, are no reason to keep the letter from its reader.
async fn opened(app: &App, mine: &Mine) -> Result<(), Error> {
    match send::done(app, mine, Action::OpenResult, Words::default()).await {
        Ok(_) | Err(ActError::Refused(_) | ActError::Moved | ActError::NotFound) => Ok(()),
        Err(ActError::Db(error)) => Err(error.into()),
    }
}

/// Whether a letter tells how the case was decided.
pub(super) fn is_result(document: &Document) -> bool {
    matches!(document.kind.as_str(), "outcome" | "refusal" | "agreement")
}

/// Why it could not be processed and the other way, from the newest result.
pub(super) fn refusal(letters: &[Document]) -> Option<(String, String)> {
    let letter = Letter::of(&letters.iter().rev().find(|document| is_result(document))?.body);
    (!letter.reason.is_empty() && !letter.other_door.is_empty()).then_some((letter.reason, letter.other_door))
}

/// The name of a kind of letter.
pub(super) fn name(page: &Page, kind: &str) -> String {
    let key = format!("kasus-surat-{kind}");
    if page.t.has(&key) { page.t.get(&key) } else { fl!(page.t, "kasus-surat-lain") }
}

//! Finding the agency that was typed: radios without JavaScript, a combobox with it (ui.md §9.3).

use axum::extract::{Query, State};
use serde::Deserialize;
use uuid::Uuid;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::db::Actor;
use crate::error::Error;
use crate::intake::accused::{AccusedForm, UNLISTED};
use crate::reference::db as reference;

pub(super) use crate::reference::db::Match;

/// Most matches on a page or in an answer.
const MOST: usize = 10;
/// Longer questions are no names.
const QUERY_MAX: usize = 120;

/// The combobox's question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    q: String,
}

/// `GET /api/instansi?q=`: up to ten agencies, best first. Nothing is logged of what was asked.
pub(super) async fn suggest(State(app): State<App>, Query(question): Query<Question>) -> Result<Response, Error> {
    let typed: String = question.q.chars().take(QUERY_MAX).collect();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let matches = reference::agencies_matching(&mut tx, &typed, MOST).await?;
    let json = serde_json::to_string(&matches).map_err(Error::internal)?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}

/// Settles which agency is meant. Returns the matches to choose from when that is not clear: nothing was picked, another
/// text was typed since, or the pick is no agency of ours. A text that is a name on the list picks it; one that fits
/// nothing is taken as it is.
pub(super) async fn settle(app: &App, form: &mut AccusedForm) -> Result<Vec<Match>, Error> {
    let typed = form.instansi.trim();
    if typed.is_empty() || (form.settled() && form.instansi_id == UNLISTED) {
        return Ok(Vec::new());
    }
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    if let Some(id) = Uuid::parse_str(&form.instansi_id).ok().filter(|_| form.settled())
        && reference::agency(&mut tx, id).await?.is_some_and(|agency| agency.active)
    {
        return Ok(Vec::new());
    }
    let typed: String = typed.chars().take(QUERY_MAX).collect();
    let matches = reference::agencies_matching(&mut tx, &typed, MOST).await?;
    let named = matches.iter().find(|found| same(&found.name, &typed));
    let (pick, matches) = match (named, matches.is_empty()) {
        (Some(found), _) => (found.id.to_string(), Vec::new()),
        (None, true) => (UNLISTED.to_owned(), matches),
        (None, false) => (String::new(), matches),
    };
    form.instansi_untuk = if pick.is_empty() { String::new() } else { form.instansi.trim().to_owned() };
    form.instansi_id = pick;
    Ok(matches)
}

/// Whether a typed name is this one, apart from case and spaces.
fn same(name: &str, typed: &str) -> bool {
    name.split_whitespace().map(str::to_lowercase).eq(typed.split_whitespace().map(str::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spaces_do_not_make_another_agency() {
        assert!(same("Pemerintah Kabupaten Bantul", " pemerintah  KABUPATEN bantul"));
        assert!(!same("Pemerintah Kabupaten Bantul", "Pemerintah Kota Bantul"));
    }
}

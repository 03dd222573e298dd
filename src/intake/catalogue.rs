//! The office's choices of the form, in the reader's language. They change about once a year, so a minute in memory
//! keeps filing free of a question to the database.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Lang;
use crate::reference::{self, Choice as Row};
use crate::web::form::Choice;

const FRESH: Duration = Duration::from_mins(1);

type Rows = Arc<Vec<Row>>;

/// The choices as last read.
#[derive(Debug, Default)]
pub struct Catalogue(RwLock<Option<(Instant, Rows)>>);

impl Catalogue {
    fn kept(&self) -> Option<(Instant, Rows)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn rows(&self, app: &App, freshest: bool) -> Result<Rows, Error> {
        if let Some((_, rows)) = self.kept().filter(|(read, _)| !freshest && read.elapsed() < FRESH) {
            return Ok(rows);
        }
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let rows = Arc::new(reference::db::choices(&mut tx).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&rows)));
        Ok(rows)
    }
}

fn offered(rows: &[Row], lang: Lang) -> Vec<Choice> {
    rows.iter()
        .filter(|row| row.active)
        .map(|row| {
            let (title, text) = words(row, lang);
            Choice { value: row.code.clone(), title, text, ..Choice::default() }
        })
        .collect()
}

fn words(row: &Row, lang: Lang) -> (String, String) {
    match lang {
        Lang::Id => (row.label_id.clone(), row.hint_id.clone()),
        Lang::En => (row.label_en.clone(), row.hint_en.clone()),
    }
}

/// The choices as the administrator has them now.
pub(super) async fn choices(app: &App, lang: Lang) -> Result<Vec<Choice>, Error> {
    Ok(offered(&app.choices.rows(app, true).await?, lang))
}

/// The choices as last read, for a page that must be shown while the database is away.
pub(super) fn remembered(app: &App, lang: Lang) -> Vec<Choice> {
    app.choices.kept().map(|(_, rows)| offered(&rows, lang)).unwrap_or_default()
}

/// The label of a choice, also of a retired one; the code itself when nobody knows it.
pub(super) async fn label(app: &App, lang: Lang, code: &str) -> Result<String, Error> {
    let rows = app.choices.rows(app, false).await?;
    Ok(rows.iter().find(|row| row.code == code).map_or_else(|| code.to_owned(), |row| words(row, lang).0))
}

//! Search: a number opens its case, a NIP is met by its keyed hash, words are looked for in what the officer may open.
//!
//! There is no index of secret text: the newest cases are opened and read, so many per press, and the page says how far
//! it came. The words travel in the body, never in an address.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::{self, Place, Sealed};
use super::words::{state_class, word};
use crate::app::App;
use crate::case::account::Account;
use crate::case::db::{note_reading, place};
use crate::clock;
use crate::db::Tx;
use crate::error::Error;
use crate::vault::nip::Nip;
use crate::vault::{CaseKey, CaseNumber, index};
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page};

/// Cases read on one press.
const SCANNED: usize = 2000;
/// Cases opened at once.
const BATCH: usize = 200;
/// Finds shown on one page; more end the pass early.
const SHOWN: usize = 50;

/// What is looked for, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    cari: String,
    setelah: String,
    diperiksa: String,
}

struct Hit {
    number: String,
    title: String,
    agency: String,
    state: String,
    class: &'static str,
    found: String,
}

#[derive(Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    page: Page,
    desk: Desk,
    words: String,
    hits: Vec<Hit>,
    scanned: usize,
    next: String,
    by_person: bool,
}

impl SearchPage {
    fn checked(&self) -> String {
        let count = self.page.lang.number(i64::try_from(self.scanned).unwrap_or(i64::MAX));
        fl!(self.page.t, "meja-cari-diperiksa", n = count)
    }
}

/// POST `/petugas/cari`.
pub async fn find(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let desk = Desk::from(&officer);
    if !desk.cases {
        return Err(Error::Forbidden);
    }
    let typed: String = draft.cari.trim().chars().take(120).collect();
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    if let Some(number) = CaseNumber::parse(&typed)
        && crate::case::db::find_by_number(&mut tx, number.as_str()).await?.is_some()
    {
        return Ok(Redirect::to(&format!("/petugas/kasus/{}", number.as_str())).into_response());
    }
    let needles = needles(&typed);
    let nip = Nip::parse(&typed, page.brand.zone.day(now)).ok();
    let mut pass = Pass { app: &app, page: &page, hits: Vec::new(), ids: Vec::new(), scanned: 0, next: None };
    if let Some(nip) = &nip {
        let rows = db::by_nip(&mut tx, &index::nip_mac(&app.keys, nip)).await?;
        for row in &rows {
            pass.take(row, &[])?;
        }
    } else if !needles.is_empty() {
        pass.run(&mut tx, Place::open(&app.keys, &draft.setelah), &needles).await?;
    }
    for case in &pass.ids {
        note_reading(&mut tx, *case, officer.id, "search", None, now).await?;
    }
    tx.commit().await?;
    let before: usize = draft.diperiksa.parse().unwrap_or_default();
    let (hits, scanned) = (pass.hits, before.saturating_add(pass.scanned));
    let next = pass.next.map(|place| place.text(&app.keys)).unwrap_or_default();
    let by_person = nip.is_some();
    Ok(Html(SearchPage { page, desk, words: typed, hits, scanned, next, by_person }).into_response())
}

/// Words to be found, all of them, in small letters.
fn needles(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(str::to_lowercase).filter(|word| word.chars().count() > 1).take(8).collect()
}

struct Pass<'a> {
    app: &'a App,
    page: &'a Page,
    hits: Vec<Hit>,
    ids: Vec<Uuid>,
    scanned: usize,
    next: Option<Place>,
}

impl Pass<'_> {
    /// Reads the newest cases in batches until enough were read or found.
    async fn run(&mut self, tx: &mut Tx, from: Option<Place>, needles: &[String]) -> Result<(), Error> {
        let mut place = from;
        loop {
            let batch = db::newest(tx, place.as_ref(), BATCH).await?;
            let whole = batch.len() == BATCH;
            for row in &batch {
                self.scanned += 1;
                place = Some(Place::of(Some(row.updated_at), row.id));
                self.take(row, needles)?;
                if self.hits.len() == SHOWN {
                    self.next = place;
                    return Ok(());
                }
            }
            if !whole {
                return Ok(());
            }
            if self.scanned >= SCANNED {
                self.next = place;
                return Ok(());
            }
        }
    }

    /// Opens one case, unless it was erased, and keeps it when every word is in it.
    fn take(&mut self, row: &Sealed, needles: &[String]) -> Result<(), Error> {
        let (Some(dek), Some(title), Some(account)) = (&row.dek, &row.title, &row.account) else { return Ok(()) };
        let key = CaseKey::unwrap(&self.app.keys, row.id, dek).map_err(Error::internal)?;
        let title = key.open(place("case_secret", "title", row.id, row.id), title).map_err(Error::internal)?;
        let title = String::from_utf8_lossy(&title).into_owned();
        let account: Account =
            key.open_json(place("case_secret", "account", row.id, row.id), account).map_err(Error::internal)?;
        let agency = row.agency.clone().unwrap_or_else(|| account.agency_text.clone());
        let parts = [
            &title,
            &agency,
            &account.narrative,
            &account.question,
            &account.accused_name,
            &account.accused_position,
            &account.unit_text,
            &account.place,
            &account.others,
            &account.witnesses,
        ];
        let hay: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
        if !needles.iter().all(|needle| hay.iter().any(|part| part.contains(needle))) {
            return Ok(());
        }
        let found = needles.first().map(|needle| excerpt(&parts, needle)).unwrap_or_default();
        self.ids.push(row.id);
        self.hits.push(Hit {
            number: row.number.clone(),
            title,
            agency,
            state: word(self.page.t, "tahap", &row.state),
            class: state_class(&row.state),
            found,
        });
        Ok(())
    }
}

/// A few words around the first find, from the reporter's own words.
fn excerpt(parts: &[&String], needle: &str) -> String {
    let Some(text) = parts.iter().skip(2).find(|part| part.to_lowercase().contains(needle)) else {
        return String::new();
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| word.to_lowercase().contains(needle)).unwrap_or_default();
    let (from, to) = (at.saturating_sub(8), (at + 12).min(words.len()));
    let start = if from > 0 { "… " } else { "" };
    let end = if to < words.len() { " …" } else { "" };
    format!("{start}{}{end}", words.get(from..to).unwrap_or_default().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_looked_for_and_single_letters_are_not() {
        assert_eq!(needles("  Uang  ROKOK di a "), ["uang", "rokok", "di"]);
        assert!(needles("a b").is_empty());
    }

    #[test]
    fn an_excerpt_shows_the_words_around() {
        let empty = String::new();
        let text = "satu dua tiga empat lima enam tujuh delapan sembilan Rokok sepuluh".to_owned();
        let found = excerpt(&[&empty, &empty, &text], "rokok");
        assert!(found.starts_with("… dua") && found.contains("Rokok sepuluh"), "{found}");
        assert_eq!(excerpt(&[&text, &empty, &empty], "rokok"), "");
    }
}

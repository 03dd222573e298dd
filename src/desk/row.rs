//! The rows of the queue, with their titles opened.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::db::{self, Face, Listed};
use super::time::{By, Moment, due};
use super::words::{mode_icon, short_name, state_class, word};
use crate::app::App;
use crate::case::calendar::Calendar;
use crate::case::db::place;
use crate::case::state::{Mode, Zone};
use crate::error::Error;
use crate::i18n::Lang;
use crate::vault::CaseKey;
use crate::web::Page;
use crate::web::view::Due;

/// One row as it is shown.
pub struct Row {
    pub number: String,
    pub title: String,
    pub about: String,
    pub due: Option<Due>,
    pub state: String,
    pub class: &'static str,
    pub mode: String,
    pub icon: &'static str,
    pub handler: Option<String>,
    pub replied: bool,
    pub updated: String,
}

/// Opens the titles of this page's rows, and of no others.
pub async fn rows(
    app: &App,
    tx: &mut crate::db::Tx,
    page: &Page,
    listed: Vec<Listed>,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Vec<Row>, Error> {
    let ids: Vec<Uuid> = listed.iter().map(|row| row.case_id).collect();
    let mut faces: HashMap<Uuid, Face> = db::faces(tx, &ids).await?.into_iter().map(|face| (face.id, face)).collect();
    let mut rows = Vec::with_capacity(listed.len());
    for entry in listed {
        let Some(face) = faces.remove(&entry.case_id) else { continue };
        rows.push(row(app, page, &entry, face, calendar, now)?);
    }
    Ok(rows)
}

fn row(
    app: &App,
    page: &Page,
    entry: &Listed,
    face: Face,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Row, Error> {
    let key = CaseKey::unwrap(&app.keys, face.id, &face.dek).map_err(Error::internal)?;
    let title = key.open(place("case_secret", "title", face.id, face.id), &face.title).map_err(Error::internal)?;
    let zone = Zone::from_code(&face.zone).unwrap_or(Zone::Wib);
    let choice = if page.lang == Lang::Id { face.choice_id } else { face.choice_en };
    let kind = choice.unwrap_or_else(|| word(page.t, "jenis", &face.kind));
    let agency = match (face.agency, face.kind.as_str()) {
        (Some(agency), _) => agency,
        (None, "complaint") => fl!(page.t, "meja-instansi-kosong"),
        (None, _) => String::new(),
    };
    let mode = Mode::from_code(&entry.mode).unwrap_or(Mode::Anonymous);
    let clock = entry.due_at.map(|at| due(at, zone, calendar, now));
    Ok(Row {
        number: face.number,
        title: String::from_utf8_lossy(&title).into_owned(),
        about: if agency.is_empty() { kind } else { format!("{kind} · {agency}") },
        due: clock.or(entry.paused.then_some(Due::Paused)),
        state: word(page.t, "tahap", &entry.state),
        class: state_class(&entry.state),
        mode: word(page.t, "cara", &entry.mode),
        icon: mode_icon(&entry.mode),
        handler: face.handler.as_deref().map(short_name),
        replied: entry.replied,
        // the list does not say whose doing it was
        updated: Moment::of(page, mode, By::Others, entry.updated_at).briefly(page, now),
    })
}

//! The list of officers.

use askama::Template;
use axum::extract::State;
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::{Administrator, db, words};
use crate::app::App;
use crate::error::Error;
use crate::i18n::Tr;
use crate::web::desk::Desk;
use crate::web::{Html, Page};

struct Row {
    id: Uuid,
    name: String,
    sign_in: String,
    roles: String,
    /// Class and words of a chip; empty words are no chip.
    chip: (&'static str, String),
}

#[derive(Template)]
#[template(path = "admin/officers.html")]
struct OfficersPage {
    page: Page,
    desk: Desk,
    rows: Vec<Row>,
}

/// GET `/petugas/kelola/pengguna`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let officers = db::officers(&mut tx).await?;
    let held = db::all_roles(&mut tx).await?;
    let units = db::units(&mut tx).await?;
    tx.commit().await?;
    let today = page.brand.zone.day(crate::clock::now());
    let rows = officers
        .into_iter()
        .map(|officer| Row {
            id: officer.id,
            roles: roles(page.t, &officer, &held, &units),
            chip: chip(page.t, &officer, today),
            name: officer.name,
            sign_in: officer.sign_in,
        })
        .collect();
    Ok(Html(OfficersPage { page, desk: Desk::from(&who), rows }))
}

fn roles(t: Tr, officer: &db::Officer, held: &[(Uuid, Option<Uuid>, String)], units: &[db::Unit]) -> String {
    let mine: Vec<String> = held
        .iter()
        .filter(|(id, _, _)| *id == officer.id)
        .map(|(_, unit, code)| words::held(t, units, *unit, code))
        .collect();
    if mine.is_empty() { fl!(t, "kelola-tanpa-peran") } else { mine.join(", ") }
}

fn chip(t: Tr, officer: &db::Officer, today: chrono::NaiveDate) -> (&'static str, String) {
    let away =
        officer.away_from.is_some_and(|from| from <= today) && officer.away_until.is_none_or(|until| until >= today);
    if !officer.active {
        ("w-abu", fl!(t, "kelola-nonaktif"))
    } else if !officer.joined {
        ("w-sogan", fl!(t, "kelola-belum-masuk"))
    } else if away {
        ("w-manggis", fl!(t, "kelola-sedang-absen"))
    } else {
        ("", String::new())
    }
}

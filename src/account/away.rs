//! The own absence. An administrator writes it down; whoever is back, or was never away, ends it without asking anybody:
//! while heads count as away, the heads of other units read their cases.

use axum::extract::State;
use axum::response::Redirect;
use chrono::NaiveDate;
use i18n_embed_fl::fl;

use super::db;
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::web::session::SignedIn;
use crate::web::{Page, Pressed};

/// "Anda dicatat absen mulai 2 November 2026 sampai 5 November 2026."; empty for who is not and will not be away.
pub(super) fn sentence(page: &Page, (from, until): (Option<NaiveDate>, Option<NaiveDate>)) -> String {
    let today = page.brand.zone.day(clock::now());
    let Some(from) = from.filter(|_| until.is_none_or(|until| until >= today)) else { return String::new() };
    let dari = page.lang.short_date(from);
    match until.map(|day| page.lang.short_date(day)) {
        Some(sampai) => fl!(page.t, "akun-absen-sampai", dari = dari, sampai = sampai),
        None => fl!(page.t, "akun-absen-terus", dari = dari),
    }
}

/// POST `/petugas/akun/absen`: back at work.
pub async fn end(State(app): State<App>, officer: SignedIn, _: Pressed) -> Result<Redirect, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    if db::end_absence(&mut tx, officer.id).await? {
        let object = format!("Petugas {:02}", officer.alias);
        log_act(&mut tx, Some(officer.id), "officer_back", &object, clock::now()).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to("/petugas/akun"))
}

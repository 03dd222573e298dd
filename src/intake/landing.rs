//! `/q/{kode}`: where a poster's QR code leads (ui.md §11). Nothing about the phone or the place is kept, only one
//! counter a day.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::state::Kind;
use crate::db::Actor;
use crate::error::Error;
use crate::intake::db::Visit;
use crate::intake::draft::{self, Draft, Secrets};
use crate::intake::{catalogue, db, steps};
use crate::vault::CampaignCode;
use crate::web::{Form, Html, Page};

#[derive(Template)]
#[template(path = "intake/landing.html")]
struct LandingPage {
    page: Page,
    /// `None` for a code that nobody knows.
    visit: Option<Visit>,
    /// Stopped, over, or not begun: the form is not filled in any more.
    over: bool,
    /// It is only that the first day has not come.
    soon: bool,
    choice: String,
}

/// The campaign of a code as people type it.
async fn find(app: &App, typed: &str) -> Result<Option<Visit>, Error> {
    let Some(code) = CampaignCode::parse(typed) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    Ok(db::visit(&mut tx, code.as_str()).await?)
}

fn runs(visit: &Visit, today: NaiveDate) -> bool {
    !visit.stopped && (visit.starts_on..=visit.ends_on).contains(&today)
}

/// `GET /q/{kode}`.
pub(super) async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Result<Response, Error> {
    let today = steps::today(&page);
    let visit = find(&app, &code).await?;
    let status = if visit.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let over = visit.as_ref().is_some_and(|visit| !runs(visit, today));
    let soon = visit.as_ref().is_some_and(|visit| !visit.stopped && today < visit.starts_on);
    let mut choice = String::new();
    if let Some(visit) = visit.as_ref().filter(|_| !over) {
        if let Some(code) = &visit.choice {
            choice = catalogue::label(&app, page.lang, code).await?;
        }
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        db::bump(&mut tx, visit.id, today, "scan").await?;
        tx.commit().await?;
    }
    Ok((status, Html(LandingPage { page, visit, over, soon, choice })).into_response())
}

/// Which door was taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoorForm {
    /// `lapor` or `konsultasi`.
    pintu: String,
}

/// `POST /q/{kode}`: begins the form with what the campaign fills in.
pub(super) async fn begin(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Path(code): Path<String>,
    Form(form): Form<DoorForm>,
) -> Result<Response, Error> {
    let kind = if form.pintu == "konsultasi" { Kind::Consultation } else { Kind::Complaint };
    let today = steps::today(&page);
    let Some(visit) = find(&app, &code).await?.filter(|visit| runs(visit, today)) else {
        return Ok(steps::see_other(if kind == Kind::Complaint { "/lapor" } else { "/konsultasi" }));
    };
    let saved = draft::change(&app, &secrets, kind, |draft| fill(draft, &visit)).await?;
    let target = if saved.open.filed { steps::receipt(kind) } else { steps::first(kind).path() };
    let mut response = steps::see_other(target);
    saved.give(&app, &mut response);
    Ok(response)
}

/// Fills in what is still empty: a form that somebody had begun already stays theirs.
fn fill(draft: &mut Draft, visit: &Visit) {
    if draft.origin.campaign.is_none() && draft.origin.link.is_none() {
        draft.origin.campaign = Some(visit.id);
    }
    if let Some(choice) = visit.choice.as_ref().filter(|_| draft.choice.jenis.is_empty()) {
        choice.clone_into(&mut draft.choice.jenis);
    }
    if let (Some(id), Some(name), true) = (visit.agency_id, &visit.agency_name, draft.accused.instansi.is_empty()) {
        name.clone_into(&mut draft.accused.instansi);
        name.clone_into(&mut draft.accused.instansi_untuk);
        draft.accused.instansi_id = id.to_string();
    }
    if draft.accused.unit.is_empty() {
        visit.place.clone_into(&mut draft.accused.unit);
    }
    if draft.event.lokasi.is_empty() {
        visit.place.clone_into(&mut draft.event.lokasi);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> Visit {
        Visit {
            id: uuid::Uuid::nil(),
            headline: "Diminta uang di loket ini?".into(),
            body: String::new(),
            choice: Some("pungli".into()),
            agency_id: Some(uuid::Uuid::nil()),
            agency_name: Some("Pemerintah Kabupaten Umpama".into()),
            place: "Loket pelayanan".into(),
            starts_on: NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
            ends_on: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
            stopped: false,
        }
    }

    #[test]
    fn a_campaign_runs_from_its_first_to_its_last_day_unless_stopped() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let mut campaign = visit();
        assert!(runs(&campaign, day(10, 1)) && runs(&campaign, day(12, 31)));
        assert!(!runs(&campaign, day(9, 30)));
        assert!(!runs(&campaign, NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()));
        campaign.stopped = true;
        assert!(!runs(&campaign, day(11, 1)));
    }

    #[test]
    fn only_empty_fields_are_filled_in() {
        let mut draft = Draft::default();
        draft.event.lokasi = "Ruang kepala dinas".into();
        fill(&mut draft, &visit());
        assert_eq!(draft.choice.jenis, "pungli");
        assert_eq!(draft.event.lokasi, "Ruang kepala dinas");
        assert_eq!(draft.accused.unit, "Loket pelayanan");
        assert!(draft.accused.settled());
        assert_eq!(draft.channel(), "qr");
    }
}

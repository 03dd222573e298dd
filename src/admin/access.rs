//! Asking that an officer is invited anew, kept out, let in again, or holds no custodian's key any more. Another administrator confirms it.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::change::{Change, propose, proposed};
use super::{officer, parse};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::web::{Page, Problems};

/// Which of them, and why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    apa: String,
    sebab: String,
}

/// POST `/petugas/kelola/pengguna/{id}/akses`.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    ConfirmedForm(who, asked): ConfirmedForm<Ask>,
) -> Result<Response, Error> {
    who.require(&[Role::Admin])?;
    let change = match asked.apa.as_str() {
        "henti" => Change::Stop,
        "mulai" => Change::Start,
        "kunci" => Change::TakeKey,
        _ => Change::Invite,
    };
    let mut problems = Problems::none();
    let reason = parse::text(page.t, &mut problems, "sebab", &asked.sebab, 5, 500);
    let mut word = None;
    if !problems.any() {
        word = propose(&app, page.t, &mut problems, &who, Some(id), &change, ("sebab", &reason)).await?;
    }
    if problems.any() {
        return officer::again(&app, page, &who, id, problems, asked.sebab).await;
    }
    proposed(&app, page, &who, word).await
}

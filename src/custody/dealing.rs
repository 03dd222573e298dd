//! Two custodians deal keys anew, so that a newcomer gets shares: one asks, the other hands over, the first deals.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::home::HomePage;
use super::{Custodian, HOME, key, refusal};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::act;
use crate::case::act::reveal::RevealError;
use crate::case::state::Role;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::web::form::Pressed;
use crate::web::session::SignedIn;
use crate::web::{Page, Problems};

/// POST `/petugas/kustodian/minta`: asks the others for their shares.
pub(super) async fn ask(
    State(app): State<App>,
    page: Page,
    Custodian(officer): Custodian,
    _: Pressed,
) -> Result<Response, Error> {
    match act::ask_shares(&app, officer.id).await {
        Ok(()) => Ok(Redirect::to("/petugas/kustodian?kabar=minta").into_response()),
        Err(error) => said(&app, page, officer, error, "minta").await,
    }
}

/// A request and the own passphrase.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    permintaan: String,
    sandi_serah: String,
    sandi_bagi: String,
}

/// POST `/petugas/kustodian/serah`: hands the own shares to who asked.
pub(super) async fn hand(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    together(&app, page, officer, Step::Hand, draft).await
}

/// POST `/petugas/kustodian/bagi`: deals what was handed over.
pub(super) async fn deal(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    together(&app, page, officer, Step::Deal, draft).await
}

/// The two steps that take a custodian's own passphrase.
#[derive(Clone, Copy)]
enum Step {
    Hand,
    Deal,
}

async fn together(app: &App, page: Page, officer: SignedIn, step: Step, draft: Draft) -> Result<Response, Error> {
    officer.require(&[Role::Custodian])?;
    let (passphrase, field, kept) = match step {
        Step::Hand => (draft.sandi_serah, "sandi_serah", ("custody_handed", "serah")),
        Step::Deal => (draft.sandi_bagi, "sandi_bagi", ("custody_dealt", "bagi")),
    };
    let key = match key::unlock(app, &page, &officer, passphrase).await? {
        Ok(key) => key,
        Err(why) => {
            let mut problems = Problems::none();
            problems.add(field, why);
            return HomePage::refused(app, page, officer, problems).await;
        }
    };
    // what is no request is one that is over
    let handing = draft.permintaan.parse().unwrap_or_default();
    let result = match step {
        Step::Hand => act::hand_over(app, (officer.id, &key), handing).await,
        Step::Deal => act::deal_handed(app, (officer.id, &key), handing).await,
    };
    match result {
        Ok(n) => done(app, &officer, kept, n).await,
        Err(error) => said(app, page, officer, error, field).await,
    }
}

async fn done(app: &App, officer: &SignedIn, (action, news): (&str, &str), n: usize) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    log_act(&mut tx, Some(officer.id), action, &n.to_string(), clock::now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{HOME}?kabar={news}&n={n}")).into_response())
}

async fn said(app: &App, page: Page, officer: SignedIn, error: RevealError, field: &str) -> Result<Response, Error> {
    let why = refusal(error)?;
    let mut problems = Problems::none();
    problems.add(field, page.t.get(why.text_key()));
    HomePage::refused(app, page, officer, problems).await
}

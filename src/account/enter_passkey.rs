//! Signing in with a passkey: as the whole sign-in, because it is something one has and something one knows or is, or after
//! the password.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::passkey::{self, Answer, Bound, Verdict};
use super::sign_in::{let_in, refuse, signed_in};
use super::{db, second};
use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::vault::token;
use crate::web::session::Factor;
use crate::web::{Form, Page, Problems};

/// What the script sends: nothing typed, at most the proof of the page between the two steps.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asking {
    bukti: String,
}

/// POST `/petugas/masuk/passkey/mulai`: what an authenticator is asked.
pub async fn begin(State(app): State<App>, Form(draft): Form<Asking>) -> Result<Response, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let asked = if draft.bukti.is_empty() {
        passkey::ask_any(&app, &mut tx, now).await?
    } else {
        let Some(account) = half_way(&app, &mut tx, &draft.bukti).await? else {
            return Ok(Redirect::to("/petugas/masuk").into_response());
        };
        let page = token::sha256(draft.bukti.as_bytes());
        passkey::ask_known(&app, &mut tx, Bound::second(&page), account.id, now).await?
    };
    tx.commit().await?;
    Ok(asked)
}

/// The account of a page between the two steps, if the page is ours and young.
async fn half_way(app: &App, tx: &mut PgConnection, proof: &str) -> Result<Option<db::Account>, Error> {
    let Some((officer, _)) = second::claimed(proof) else { return Ok(None) };
    let account = db::by_id(tx, officer).await?;
    Ok(account.filter(|account| second::holds(app, proof, account, clock::now())))
}

/// An authenticator's answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    tantangan: String,
    jawaban: String,
    bukti: String,
}

/// POST `/petugas/masuk/passkey`. Delays after wrong passwords do not touch it: nobody guesses a passkey, and nobody can
/// keep its owner out.
pub async fn send(State(app): State<App>, page: Page, Form(draft): Form<Draft>) -> Result<Response, Error> {
    let now = clock::now();
    let answer = Answer { tantangan: draft.tantangan, jawaban: draft.jawaban };
    let verdict = if draft.bukti.is_empty() {
        passkey::judge(&app, Bound::SIGN_IN, None, &answer, now).await?
    } else {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let account = half_way(&app, &mut tx, &draft.bukti).await?;
        tx.commit().await?;
        let Some(account) = account else { return Ok(Redirect::to("/petugas/masuk").into_response()) };
        let page = token::sha256(draft.bukti.as_bytes());
        passkey::judge(&app, Bound::second(&page), Some(account.id), &answer, now).await?
    };
    if let Verdict::Right(officer) = verdict {
        let tx = app.db.begin(Actor::Anonymous).await?;
        return Ok(signed_in(let_in(&app, tx, (officer, Factor::Passkey), None, now).await?));
    }
    let mut problems = Problems::none();
    problems.add("passkey", verdict.sentence(&page));
    refuse(&app, page, problems, draft.bukti).await
}

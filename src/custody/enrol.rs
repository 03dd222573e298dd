//! A custodian's own key: made at enrolment under a passphrase of its own, kept under another one later.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::home::HomePage;
use super::{HOME, db, key};
use crate::account::{ConfirmedForm, Weak, judge};
use crate::app::App;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, log_act};
use crate::error::Error;
use crate::vault::custodian;
use crate::vault::custody::IdentityKey;
use crate::web::session::SignedIn;
use crate::web::{Page, Problems};

/// A passphrase typed twice; the old one for a change. The names keep them out of every echo.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "what begins with sandi is never echoed")]
pub struct Draft {
    sandi_lama: String,
    sandi_baru: String,
    sandi_ulang: String,
}

impl Draft {
    /// What is wrong with the new passphrase: as for a password of this officer.
    async fn problems(&self, app: &App, page: &Page, officer: &SignedIn) -> Result<Problems, Error> {
        let mut tx = app.db.begin(officer.actor()).await?;
        let sign_in = db::sign_in(&mut tx, officer.id).await?;
        tx.commit().await?;
        let mut problems = Problems::none();
        match judge(&self.sandi_baru, &[&sign_in, &officer.name, &page.brand.name, &page.brand.office]) {
            Ok(()) if self.sandi_baru != self.sandi_ulang => {
                problems.add("sandi_ulang", fl!(page.t, "kustodian-frasa-beda"));
            }
            Ok(()) => {}
            Err(Weak::Short) => problems.add("sandi_baru", fl!(page.t, "kustodian-frasa-pendek")),
            Err(Weak::Long) => problems.add("sandi_baru", fl!(page.t, "kustodian-frasa-panjang")),
            Err(Weak::Guessable) => problems.add("sandi_baru", fl!(page.t, "kustodian-frasa-mudah")),
        }
        Ok(problems)
    }
}

/// POST `/petugas/kustodian/daftar`: makes the key pair. The secret half is known only under the passphrase.
pub(super) async fn enrol(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    officer.require(&[Role::Custodian])?;
    let problems = draft.problems(&app, &page, &officer).await?;
    if problems.any() {
        return HomePage::refused(&app, page, officer, problems).await;
    }
    if make(&app, officer.id, draft.sandi_baru).await? {
        return Ok(Redirect::to("/petugas/kustodian?kabar=daftar").into_response());
    }
    // a second press: there is a key already, under the passphrase of the first
    Ok(Redirect::to(HOME).into_response())
}

async fn make(app: &App, officer: Uuid, passphrase: String) -> Result<bool, Error> {
    let secret = IdentityKey::generate();
    let recipient = secret.recipient();
    let macs = custodian::macs(&app.keys, officer, &recipient);
    let locked = key::lock(app, officer, secret, passphrase).await?;
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    let new = db::enrol(&mut tx, officer, (recipient.as_str(), &macs), &locked, now).await?;
    if new {
        log_act(&mut tx, Some(officer), "custody_enrolled", "", now).await?;
    }
    tx.commit().await?;
    Ok(new)
}

/// Enrols a custodian of the demo office, whose passphrase stands on the page.
pub async fn enrol_for_demo(app: &App, officer: Uuid, passphrase: &str) -> Result<(), Error> {
    make(app, officer, passphrase.to_owned()).await.map(drop)
}

/// POST `/petugas/kustodian/frasa`: the same key under another passphrase; shares stay as they are.
pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    officer.require(&[Role::Custodian])?;
    let mut problems = draft.problems(&app, &page, &officer).await?;
    if draft.sandi_lama.is_empty() {
        problems.add("sandi_lama", fl!(page.t, "kustodian-frasa-kosong"));
    }
    if !problems.any() {
        match key::unlock(&app, &page, &officer, draft.sandi_lama).await? {
            Err(why) => problems.add("sandi_lama", why),
            Ok(secret) => {
                let locked = key::lock(&app, officer.id, secret, draft.sandi_baru).await?;
                let mut tx = app.db.begin(officer.actor()).await?;
                db::relock(&mut tx, officer.id, &locked).await?;
                log_act(&mut tx, Some(officer.id), "custody_passphrase", "", clock::now()).await?;
                tx.commit().await?;
                return Ok(Redirect::to("/petugas/kustodian?kabar=frasa").into_response());
            }
        }
    }
    HomePage::refused(&app, page, officer, problems).await
}

//! `/petugas/kelola/kustodian`: who holds keys, how many cases wait, and taking somebody out.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::{self, Person};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::state::Role;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// A person of the list.
struct Shown {
    id: String,
    name: String,
    sign_in: String,
    units: String,
    state: String,
    /// Enrolled, so that there is something to take away.
    enrolled: bool,
}

#[derive(Template)]
#[template(path = "custody/people.html")]
struct PeoplePage {
    page: Page,
    desk: Desk,
    done: String,
    people: Vec<Shown>,
    few: bool,
    waiting: i64,
    lacking: i64,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct News {
    kabar: String,
}

/// GET `/petugas/kelola/kustodian`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Query(news): Query<News>,
) -> Result<Response, Error> {
    officer.require(&[Role::Admin])?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let people = db::people(&mut tx).await?;
    let (waiting, lacking) = db::numbers(&mut tx).await?;
    tx.commit().await?;
    let few = people.iter().filter(|person| present(person)).count() < 2;
    let done = if news.kabar == "lepas" { fl!(page.t, "kelola-kustodian-dilepas") } else { String::new() };
    let people = people.into_iter().map(|person| shown(&page, person)).collect();
    Ok(Html(PeoplePage { desk: Desk::from(&officer), page, done, people, few, waiting, lacking }).into_response())
}

fn present(person: &Person) -> bool {
    person.role && person.enrolled_at.is_some() && person.removed_at.is_none()
}

fn shown(page: &Page, person: Person) -> Shown {
    let enrolled = person.enrolled_at.is_some() && person.removed_at.is_none();
    let state = match (person.enrolled_at, person.removed_at) {
        (_, Some(at)) => fl!(page.t, "kelola-kustodian-keadaan-lepas", kapan = page.moment(at)),
        (Some(at), None) if person.role => {
            fl!(page.t, "kelola-kustodian-keadaan-aktif", kapan = page.moment(at), n = person.shares)
        }
        (Some(_), None) => fl!(page.t, "kelola-kustodian-keadaan-tanpa-peran"),
        (None, None) => fl!(page.t, "kelola-kustodian-keadaan-belum"),
    };
    let id = person.officer_id.to_string();
    Shown { id, name: person.name, sign_in: person.sign_in, units: person.units, state, enrolled }
}

/// Whom to take out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Removal {
    petugas: String,
}

/// POST `/petugas/kelola/kustodian`: the key and the shares of that person go; the others' stay.
pub(super) async fn remove(
    State(app): State<App>,
    ConfirmedForm(officer, removal): ConfirmedForm<Removal>,
) -> Result<Response, Error> {
    officer.require(&[Role::Admin])?;
    let id: Uuid = removal.petugas.parse().map_err(|_| Error::NotFound)?;
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let removed = db::remove(&mut tx, id, now).await?;
    if removed {
        log_act(&mut tx, Some(officer.id), "custody_removed", "", now).await?;
    }
    tx.commit().await?;
    let news = if removed { "?kabar=lepas" } else { "" };
    Ok(Redirect::to(&format!("/petugas/kelola/kustodian{news}")).into_response())
}

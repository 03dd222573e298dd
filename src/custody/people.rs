//! `/petugas/kelola/kustodian`: who holds keys, and how many cases wait. Taking somebody out is proposed at that person's page.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use super::db::{self, Person};
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, contact};

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
    people: Vec<Shown>,
    few: bool,
    waiting: i64,
    lacking: i64,
}

/// GET `/petugas/kelola/kustodian`.
pub(super) async fn show(State(app): State<App>, page: Page, officer: SignedIn) -> Result<Response, Error> {
    officer.require(&[Role::Admin])?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let people = db::people(&mut tx).await?;
    let (waiting, lacking) = db::numbers(&mut tx).await?;
    tx.commit().await?;
    let few = !contact::custody_ready(&app).await?;
    let people = people.into_iter().map(|person| shown(&page, person)).collect();
    Ok(Html(PeoplePage { desk: Desk::from(&officer), page, people, few, waiting, lacking }).into_response())
}

fn shown(page: &Page, person: Person) -> Shown {
    let enrolled = person.enrolled_at.is_some() && person.removed_at.is_none();
    let state = match (person.enrolled_at, person.removed_at) {
        (_, Some(at)) => fl!(page.t, "kelola-kustodian-keadaan-lepas", kapan = page.moment(at)),
        (Some(at), None) if person.role => {
            fl!(page.t, "kelola-kustodian-keadaan-aktif", kapan = page.moment(at))
        }
        (Some(_), None) => fl!(page.t, "kelola-kustodian-keadaan-tanpa-peran"),
        (None, None) => fl!(page.t, "kelola-kustodian-keadaan-belum"),
    };
    let id = person.officer_id.to_string();
    Shown { id, name: person.name, sign_in: person.sign_in, units: person.units, state, enrolled }
}

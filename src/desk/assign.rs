//! From the queue: take one, assign many.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::{db, people};
use crate::app::App;
use crate::case;
use crate::case::act::{ActError, Who, Words, act};
use crate::case::action::{Action, Taker};
use crate::case::state::Role;
use crate::error::Error;
use crate::vault::CaseNumber;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Which case to take.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taking {
    ambil: String,
}

/// POST `/petugas/ambil`: takes a case into verification, or as its handler, whichever is next.
pub async fn take(State(app): State<App>, officer: SignedIn, Form(draft): Form<Taking>) -> Result<Response, Error> {
    let (number, case) = find(&app, &officer, &draft.ambil).await?;
    let who = Who::Officer(officer.id);
    if let Err(error) = act(&app, who, case, Action::StartScreening, Words::default()).await {
        match error {
            ActError::Refused(_) => act(&app, who, case, Action::Take, Words::default()).await?,
            other => return Err(other.into()),
        };
    }
    Ok(Redirect::to(&format!("/petugas/kasus/{number}")).into_response())
}

/// The case of a number, and the number as it is written, not as it was typed: a header takes no line break.
async fn find(app: &App, officer: &SignedIn, typed: &str) -> Result<(CaseNumber, Uuid), Error> {
    let number = CaseNumber::parse(typed).ok_or(Error::NotFound)?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let case = case::db::find_by_number(&mut tx, number.as_str()).await?.ok_or(Error::NotFound)?;
    Ok((number, case))
}

/// Whether one case went to an officer; not when it refuses, or has left the list meanwhile.
async fn give(app: &App, officer: &SignedIn, number: &str, to: Uuid) -> Result<bool, Error> {
    let case = match find(app, officer, number).await {
        Ok((_, case)) => case,
        Err(Error::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    let action = Action::Assign { to: Taker { officer: to, walled: false } };
    match act(app, Who::Officer(officer.id), case, action, Words::default()).await {
        Ok(_) => Ok(true),
        Err(ActError::Refused(_) | ActError::Moved | ActError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Which cases, and to whom; nobody yet on the first press.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    pilih: Vec<String>,
    petugas: String,
    kirim: String,
}

#[derive(Template)]
#[template(path = "desk/assign.html")]
struct AssignPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    officers: Vec<Choice>,
    done: Option<usize>,
    refused: Vec<String>,
}

impl AssignPage {
    fn assigned(&self) -> String {
        fl!(self.page.t, "meja-tugas-selesai", n = self.done.unwrap_or_default())
    }

    fn refusals(&self) -> String {
        fl!(self.page.t, "meja-tugas-gagal", nomor = self.refused.join(", "))
    }
}

/// POST `/petugas/tugaskan`: asks to whom, then assigns; cases that refuse are named.
pub async fn assign(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    officer.require(&[Role::Supervisor, Role::Integrity])?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let people = db::people(&mut tx, &["verifier", "analyst", "consultant"]).await?;
    drop(tx);
    let mut problems = Problems::none();
    if draft.pilih.is_empty() {
        problems.add("pilih", fl!(page.t, "meja-tugas-pilih"));
    }
    let to = people.iter().find(|person| person.id.to_string() == draft.petugas).map(|person| person.id);
    if !draft.kirim.is_empty() && to.is_none() {
        problems.add("petugas", fl!(page.t, "meja-tugas-petugas"));
    }
    let (mut done, mut refused) = (None, Vec::new());
    if let Some(to) = to.filter(|_| !draft.kirim.is_empty() && !problems.any()) {
        let mut assigned = 0;
        for number in draft.pilih.iter().take(db::PAGE) {
            if give(&app, &officer, number, to).await? {
                assigned += 1;
            } else {
                refused.push(number.clone());
            }
        }
        done = Some(assigned);
    }
    let officers = people::choices(&page, &people, true);
    let desk = Desk::from(&officer);
    Ok((problems.status(), Html(AssignPage { page, desk, problems, draft, officers, done, refused })).into_response())
}

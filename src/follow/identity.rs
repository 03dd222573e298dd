//! `/kasus/identitas`: the reporter's own copy of who they are, and its correction. Nobody else reads this page's words:
//! the copy opens with the receipt code alone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::account::Identity;
use crate::case::act::{self, ActError, NewIdentity};
use crate::case::state::Mode;
use crate::clock;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::closer::{self, with_copy};
use crate::follow::db as own;
use crate::follow::mine::Mine;
use crate::follow::parcel::Parcel;
use crate::follow::send::{Sent, case_page, not_done};
use crate::vault::nip::Nik;
use crate::vault::token;
use crate::web::contact::{self, ContactForm};
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// The tick that takes the NIK away.
const NO_NIK: &str = "hapus_nik";

#[derive(Template)]
#[template(path = "follow/identity.html")]
struct IdentityPage {
    page: Page,
    problems: Problems,
    /// The own copy in rows; none in a case from before, or when this session has no key for it.
    rows: Option<Vec<(String, String)>>,
    ways: Vec<Choice>,
    contact: ContactForm,
    nik: String,
    has_nik: bool,
    no_nik: bool,
    once: String,
}

/// The time of the identity is over.
#[derive(Template)]
#[template(path = "follow/erased.html")]
struct ErasedPage {
    page: Page,
}

/// GET `/kasus/identitas`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    if mine.case.mode == Mode::Anonymous {
        return Ok(if closer::offered(&mine) { Redirect::to("/kasus/cara").into_response() } else { not_offered() });
    }
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let held = own::identity_held(&mut tx).await?;
    tx.commit().await?;
    if !held {
        return Ok(Html(ErasedPage { page }).into_response());
    }
    let copy = copy(&app, &mine).await?;
    let contact = copy.as_ref().map(ContactForm::from).unwrap_or_default();
    Ok(IdentityPage::new(page, copy.as_ref(), contact, mine.form_key(&token::random_token())).answer(None))
}

async fn copy(app: &App, mine: &Mine) -> Result<Option<Identity>, Error> {
    match mine.own_key(app).await? {
        Some(key) => mine.own_copy(app, &key).await,
        None => Ok(None),
    }
}

/// POST `/kasus/identitas`: what is corrected takes the place of what was there.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let (mine, fields) = (&parcel.mine, &parcel.fields);
    if mine.case.mode == Mode::Anonymous {
        return Ok(not_offered());
    }
    let (contact, today) = (closer::typed(fields), page.brand.zone.day(clock::now()));
    let mut form =
        IdentityPage::new(page.clone(), copy(&app, mine).await?.as_ref(), contact, mine.form_key(&fields.once()));
    fields.one("nik").clone_into(&mut form.nik);
    form.no_nik = !fields.one(NO_NIK).is_empty();
    form.problems.extend(&form.contact.problems(page.t, today));
    let nik = Nik::parse(&form.nik);
    if !form.nik.is_empty() && nik.is_err() {
        form.problems.add("nik", fl!(page.t, "kasus-identitas-nik-salah"));
    }
    if form.problems.any() {
        return Ok(form.answer(None));
    }
    let mut identity = form.contact.identity(today);
    identity.nik = nik.map(|nik| nik.digits().to_owned()).unwrap_or_default();
    let forget = form.no_nik && identity.nik.is_empty();
    let mut new = with_copy(&app, mine, identity).await?;
    if forget {
        new = without_nik(&app, mine, new).await?;
    }
    match correct(&app, mine, new, fields.once()).await {
        Ok(act::Done::Already) => Ok(case_page("sudah")),
        Ok(_) => Ok(case_page("identitas")),
        Err(error) => match not_done(&page, error)? {
            Sent::Done(response) => Ok(response),
            Sent::Not(status, sentence) => {
                form.problems.add("nama", sentence);
                Ok(form.answer(Some(status)))
            }
        },
    }
}

async fn without_nik(app: &App, mine: &Mine, mut new: NewIdentity) -> Result<NewIdentity, Error> {
    new.identity.nik.clear();
    if let Some(key) = mine.own_key(app).await? {
        new.copy = Some(act::seal_copy(&key, mine.case.id, &new.identity)?);
    }
    Ok(new)
}

/// In a task of its own, so that a lost connection does not cancel it half-way.
async fn correct(app: &App, mine: &Mine, new: NewIdentity, once: [u8; 32]) -> Result<act::Done, ActError> {
    let (own, case) = (app.clone(), mine.case.id);
    app.tasks
        .spawn(async move { act::correct_identity(&own, case, new, once).await })
        .await
        .unwrap_or_else(|_| Err(ActError::Db(sqlx::Error::WorkerCrashed)))
}

impl IdentityPage {
    fn new(page: Page, copy: Option<&Identity>, contact: ContactForm, once: String) -> Self {
        let rows = copy.map(|copy| contact::rows(page.t, copy, false));
        let ways = contact::ways(page.t);
        let has_nik = copy.is_some_and(|copy| !copy.nik.is_empty());
        let (problems, nik) = (Problems::none(), String::new());
        Self { page, problems, rows, ways, contact, nik, has_nik, no_nik: false, once }
    }

    fn nik_hint(&self) -> String {
        if self.has_nik {
            fl!(self.page.t, "kasus-identitas-nik-tetap")
        } else {
            fl!(self.page.t, "kasus-identitas-nik-petunjuk")
        }
    }

    fn answer(self, refused: Option<StatusCode>) -> Response {
        (status_of(refused, &self.problems), Html(self)).into_response()
    }
}

//! Step 1b: name and contact, only for Rahasia and Terbuka (ui.md §9.1b). Sealed when the case is filed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::state::Kind;
use crate::error::Error;
use crate::intake::draft::{self, Secrets};
use crate::intake::later;
use crate::intake::steps::{self, Frame, Step};
use crate::web::contact::{self, ContactForm, ways};
use crate::web::form::Choice;
use crate::web::{Form, Html, Page, Problems};

#[derive(Template)]
#[template(path = "intake/contact.html")]
struct ContactPage {
    page: Page,
    problems: Problems,
    form: ContactForm,
    ways: Vec<Choice>,
    open: bool,
    /// Who can open the contact.
    custody: String,
    frame: Frame,
}

async fn show(
    app: &App,
    page: Page,
    (kind, open): (Kind, bool),
    form: ContactForm,
    problems: Problems,
    unsaved: bool,
) -> Response {
    let custody = if unsaved { String::new() } else { contact::custody(app, page.t).await };
    let (status, ways) = (steps::status(&problems, unsaved), ways(page.t));
    let frame = Frame::of(&page, step(kind), steps::first(kind).path(), unsaved);
    (status, Html(ContactPage { page, problems, form, ways, open, custody, frame })).into_response()
}

const fn step(kind: Kind) -> Step {
    match kind {
        Kind::Complaint => Step::Contact,
        Kind::Consultation => Step::AskContact,
    }
}

/// `GET /lapor/kontak` and `GET /konsultasi/tulis/kontak`.
pub(super) async fn ask(app: App, page: Page, secrets: Secrets, kind: Kind) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, step(kind)).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let how = (kind, open.draft.is_open());
    Ok(show(&app, page, how, open.draft.contact, Problems::none(), false).await)
}

async fn save(app: App, page: Page, secrets: Secrets, kind: Kind, form: ContactForm) -> Result<Response, Error> {
    let (problems, later) = (form.problems(page.t, steps::today(&page)), !form.nanti.is_empty());
    if problems.any() && !later {
        let open = draft::open(&app, &secrets, kind).await.ok().flatten();
        let open = open.is_some_and(|open| open.draft.is_open());
        return Ok(show(&app, page, (kind, open), form, problems, false).await);
    }
    let kept = form.clone();
    match draft::change(&app, &secrets, kind, |draft| draft.contact = kept).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(&app, page, (kind, false), form, Problems::none(), true).await),
        Err(error) => Err(error),
    }
}

/// `GET /lapor/kontak`.
pub(super) async fn ask_reporter(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    ask(app, page, secrets, Kind::Complaint).await
}

/// `POST /lapor/kontak`.
pub(super) async fn save_reporter(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<ContactForm>,
) -> Result<Response, Error> {
    save(app, page, secrets, Kind::Complaint, form).await
}

/// `GET /konsultasi/tulis/kontak`.
pub(super) async fn ask_asker(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    ask(app, page, secrets, Kind::Consultation).await
}

/// `POST /konsultasi/tulis/kontak`.
pub(super) async fn save_asker(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<ContactForm>,
) -> Result<Response, Error> {
    save(app, page, secrets, Kind::Consultation, form).await
}

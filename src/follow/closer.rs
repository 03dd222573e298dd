//! `/kasus/cara`: from Anonim to Rahasia or Terbuka, never back (ui.md §9.1, §9.1b).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::account::Identity;
use crate::case::act::{NewIdentity, Notices, Words, seal_copy};
use crate::case::action::{Action, ActionKind};
use crate::case::state::Mode;
use crate::clock;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::send::{Sent, send};
use crate::web::contact::{self, ContactForm};
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

#[derive(Template)]
#[template(path = "follow/closer.html")]
struct CloserPage {
    page: Page,
    problems: Problems,
    options: Vec<Choice>,
    ways: Vec<Choice>,
    mode: String,
    contact: ContactForm,
    /// Who can open the contact.
    custody: String,
    once: String,
}

/// Name and contact as typed.
pub(super) fn typed(fields: &Fields) -> ContactForm {
    let one = |name: &str| fields.one(name).to_owned();
    ContactForm {
        nama: one("nama"),
        telepon: one("telepon"),
        surel: one("surel"),
        cara_hubung: one("cara_hubung"),
        jam: one("jam"),
        pekerjaan: one("pekerjaan"),
        nip_sendiri: one("nip_sendiri"),
        nanti: String::new(),
    }
}

/// The ways that are more open than this one.
const fn closer(now: Mode) -> &'static [Mode] {
    match now {
        Mode::Anonymous => &[Mode::Confidential, Mode::Open],
        Mode::Confidential => &[Mode::Open],
        Mode::Open => &[],
    }
}

/// GET `/kasus/cara`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Response {
    if !offered(&mine) {
        return not_offered();
    }
    CloserPage::new(&app, page, &mine, &Fields::default()).await.answer(None)
}

/// POST `/kasus/cara`. Name and contact are sealed by the door; from then on nothing that runs can read them.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let mine = &parcel.mine;
    if !offered(mine) {
        return Ok(not_offered());
    }
    let mut form = CloserPage::new(&app, page.clone(), mine, &parcel.fields).await;
    let today = page.brand.zone.day(clock::now());
    let mode = Mode::from_code(&form.mode).filter(|mode| closer(mine.case.mode).contains(mode));
    if mode.is_none() {
        form.problems.add("cara", fl!(page.t, "kasus-cara-pilih"));
    }
    form.problems.extend(&form.contact.problems(page.t, today));
    let (Some(mode), false) = (mode, form.problems.any()) else { return Ok(form.answer(None)) };
    let identity = form.contact.identity(today);
    let released_name = (mode == Mode::Open).then(|| identity.name.clone());
    let words = Words {
        identity: Some(with_copy(&app, mine, identity).await?),
        released_name,
        once: Some(parcel.fields.once()),
        ..Words::default()
    };
    match send(&app, &page, mine, Action::ShareIdentity, words, "cara").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            form.problems.add("cara", sentence);
            Ok(form.answer(Some(status)))
        }
    }
}

/// An identity with the reporter's own copy. A NIK that was given before stays, and what was said of
/// the event.
pub(super) async fn with_copy(app: &App, mine: &Mine, mut identity: Identity) -> Result<NewIdentity, Error> {
    let key = mine.own_key(app).await?;
    let before = match &key {
        Some(key) => mine.own_copy(app, key).await?,
        None => None,
    };
    let notices = Notices::after(mine.case.mode == Mode::Anonymous, before.as_ref(), &identity);
    if let Some(before) = before {
        identity.relation = before.relation;
        if identity.nik.is_empty() {
            identity.nik = before.nik;
        }
    }
    let copy = key.map(|key| seal_copy(&key, mine.case.id, &identity)).transpose()?;
    Ok(NewIdentity { identity, copy, notices })
}

/// Whether there is a way more open than the present one, and now.
pub(super) fn offered(mine: &Mine) -> bool {
    mine.may(ActionKind::ShareIdentity) && !closer(mine.case.mode).is_empty()
}

impl CloserPage {
    async fn new(app: &App, page: Page, mine: &Mine, fields: &Fields) -> Self {
        let t = page.t;
        let custody = contact::custody(app, t).await;
        let options = closer(mine.case.mode)
            .iter()
            .map(|mode| {
                let (class, icon, title) = crate::follow::case::mode(&page, *mode);
                let text = match mode {
                    Mode::Open => fl!(t, "kasus-cara-terbuka-isi"),
                    Mode::Confidential | Mode::Anonymous => fl!(t, "kasus-cara-rahasia-isi"),
                };
                Choice { value: mode.code().to_owned(), title, text, icon, class }
            })
            .collect();
        Self {
            problems: Problems::none(),
            options,
            ways: contact::ways(t),
            mode: fields.one("cara").to_owned(),
            contact: typed(fields),
            custody,
            once: mine.form_key(&fields.once()),
            page,
        }
    }

    fn answer(self, refused: Option<StatusCode>) -> Response {
        (status_of(refused, &self.problems), Html(self)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_can_only_become_more_open() {
        assert_eq!(closer(Mode::Anonymous), [Mode::Confidential, Mode::Open]);
        assert_eq!(closer(Mode::Confidential), [Mode::Open]);
        assert!(closer(Mode::Open).is_empty());
    }
}

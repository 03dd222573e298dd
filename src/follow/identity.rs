//! `/kasus/identitas`: from Anonim to Rahasia or Terbuka, never back (ui.md §9.1, §9.1b).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind};
use crate::case::state::Mode;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::send::{Sent, send};
use crate::vault::token;
use crate::web::contact::{self, ContactForm};
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

#[derive(Template)]
#[template(path = "follow/identity.html")]
struct IdentityPage {
    page: Page,
    problems: Problems,
    options: Vec<Choice>,
    ways: Vec<Choice>,
    mode: String,
    contact: ContactForm,
    once: String,
}

/// Name and contact as typed.
fn typed(fields: &Fields) -> ContactForm {
    let one = |name: &str| fields.one(name).to_owned();
    ContactForm {
        nama: one("nama"),
        telepon: one("telepon"),
        surel: one("surel"),
        cara_hubung: one("cara_hubung"),
        jam: one("jam"),
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

/// GET `/kasus/identitas`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !offered(&mine) {
        return not_offered();
    }
    IdentityPage::new(page, &mine, &Fields::default()).answer(None)
}

/// POST `/kasus/identitas`. Name and contact are sealed here; from then on nothing that runs can read them.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let mine = &parcel.mine;
    if !offered(mine) {
        return Ok(not_offered());
    }
    let mut form = IdentityPage::new(page.clone(), mine, &parcel.fields);
    let mode = Mode::from_code(&form.mode).filter(|mode| closer(mine.case.mode).contains(mode));
    if mode.is_none() {
        form.problems.add("cara", fl!(page.t, "kasus-cara-pilih"));
    }
    form.problems.extend(&form.contact.problems(page.t));
    let (Some(mode), false) = (mode, form.problems.any()) else { return Ok(form.answer(None)) };
    let identity = form.contact.identity();
    let plain = serde_json::to_vec(&identity).map_err(Error::internal)?;
    let sealed = app.keys.identity().seal(&plain).map_err(Error::internal)?;
    let words = Words {
        sealed_identity: Some(sealed),
        notices_to: identity.notices_to().map(str::to_owned),
        released_name: (mode == Mode::Open).then_some(identity.name),
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

fn offered(mine: &Mine) -> bool {
    mine.may(ActionKind::ShareIdentity) && !closer(mine.case.mode).is_empty()
}

impl IdentityPage {
    fn new(page: Page, mine: &Mine, fields: &Fields) -> Self {
        let t = page.t;
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
            once: token::base64url(&fields.once()),
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

//! `/kasus/identitas`: from Anonim to Rahasia or Terbuka, never back (ui.md §9.1, §9.1b).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::account::Identity;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind};
use crate::case::state::Mode;
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::send::{Sent, send};
use crate::vault::nip::Phone;
use crate::vault::token;
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// Letters in a name, at most.
const MOST: usize = 120;

#[derive(Template)]
#[template(path = "follow/identity.html")]
struct IdentityPage {
    page: Page,
    problems: Problems,
    options: Vec<Choice>,
    typed: Typed,
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    mode: String,
    name: String,
    phone: String,
    email: String,
    once: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let one = |name: &str| fields.one(name).to_owned();
        Self {
            mode: one("cara"),
            name: one("nama"),
            phone: one("telepon"),
            email: one("surel"),
            once: token::base64url(&fields.once()),
        }
    }

    /// The new mode and the identity, or what is wrong.
    fn parse(&self, page: &Page, now: Mode) -> Result<(Mode, Identity), Problems> {
        let t = page.t;
        let mut problems = Problems::none();
        let mode = Mode::from_code(&self.mode).filter(|mode| closer(now).contains(mode));
        if mode.is_none() {
            problems.add("cara", fl!(t, "kasus-cara-pilih"));
        }
        match self.name.chars().count() {
            0 => problems.add("nama", fl!(t, "kasus-cara-nama-kosong")),
            1..=MOST => {}
            _ => problems.add("nama", fl!(t, "kasus-cara-nama-panjang")),
        }
        let phone = match self.phone.as_str() {
            "" => Some(String::new()),
            typed => Phone::parse(typed).ok().map(|phone| phone.as_str().to_owned()),
        };
        if phone.is_none() {
            problems.add("telepon", fl!(t, "kasus-cara-telepon-salah"));
        }
        if !self.email.is_empty() && !is_email(&self.email) {
            problems.add("surel", fl!(t, "kasus-cara-surel-salah"));
        } else if is_office(&self.email) {
            problems.add("surel", fl!(t, "kasus-cara-surel-kantor"));
        }
        match (mode, phone) {
            (Some(mode), Some(phone)) if !problems.any() => {
                let contact = "page".to_owned();
                let (name, email) = (self.name.clone(), self.email.clone());
                Ok((mode, Identity { name, phone, email, contact, hours: String::new() }))
            }
            _ => Err(problems),
        }
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

/// One `@` with something before it and a dotted name after it; whether it arrives only sending would tell.
fn is_email(typed: &str) -> bool {
    typed.len() <= 254
        && typed.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && !host.contains('@')
                && host.contains('.')
                && host.split('.').all(|label| !label.is_empty())
                && typed.chars().all(|c| !c.is_whitespace())
        })
}

/// Mail of the government can be read by the agency (ui.md §9.1b).
fn is_office(typed: &str) -> bool {
    let host = typed.rsplit_once('@').map_or("", |(_, host)| host).to_ascii_lowercase();
    host == "go.id" || host.ends_with(".go.id")
}

/// GET `/kasus/identitas`.
pub(super) async fn show(page: Page, mine: Mine) -> Response {
    if !offered(&mine) {
        return not_offered();
    }
    let typed = Typed { once: token::base64url(&token::random_token()), ..Typed::default() };
    IdentityPage::answer(page, &mine, typed, Problems::none(), None)
}

/// POST `/kasus/identitas`. Name and contact are sealed here; from then on nothing that runs can read them.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let mine = &parcel.mine;
    if !offered(mine) {
        return Ok(not_offered());
    }
    let typed = Typed::of(&parcel.fields);
    let (mode, identity) = match typed.parse(&page, mine.case.mode) {
        Ok(parsed) => parsed,
        Err(problems) => return Ok(IdentityPage::answer(page, mine, typed, problems, None)),
    };
    let plain = serde_json::to_vec(&identity).map_err(Error::internal)?;
    let sealed = app.keys.identity().seal(&plain).map_err(Error::internal)?;
    let words = Words {
        sealed_identity: Some(sealed),
        released_name: (mode == Mode::Open).then_some(identity.name),
        once: Some(parcel.fields.once()),
        ..Words::default()
    };
    match send(&app, &page, mine, Action::ShareIdentity, words, "cara").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            let mut problems = Problems::none();
            problems.add("cara", sentence);
            Ok(IdentityPage::answer(page, mine, typed, problems, Some(status)))
        }
    }
}

fn offered(mine: &Mine) -> bool {
    mine.may(ActionKind::ShareIdentity) && !closer(mine.case.mode).is_empty()
}

impl IdentityPage {
    fn answer(page: Page, mine: &Mine, typed: Typed, problems: Problems, refused: Option<StatusCode>) -> Response {
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
        (status_of(refused, &problems), Html(Self { page, problems, options, typed })).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged_by_their_form_and_their_reader() {
        for good in ["nama@contoh.id", "a.b+c@d.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["nama", "@contoh.id", "nama@", "nama@contoh", "na ma@contoh.id", "a@b@c.id", "a@b..id"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_office("sari@bkd.umpama.GO.ID") && is_office("a@go.id") && !is_office("a@bugo.id"));
    }

    #[test]
    fn one_can_only_become_more_open() {
        assert_eq!(closer(Mode::Anonymous), [Mode::Confidential, Mode::Open]);
        assert_eq!(closer(Mode::Confidential), [Mode::Open]);
        assert!(closer(Mode::Open).is_empty());
    }
}

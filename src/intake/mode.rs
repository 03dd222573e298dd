//! Step 1: how the reporter wishes to be known (ui.md §9.1).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::case::state::{Kind, Mode};
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Draft, Secrets};
use crate::intake::later;
use crate::intake::steps::{self, Frame, Step};
use crate::web::contact::ContactForm;
use crate::web::form::Choice;
use crate::web::{Form, Html, Page, Problems};

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ModeForm {
    /// `anonim`, `rahasia` or `terbuka`.
    pub cara: String,
    /// The button "Simpan, teruskan nanti".
    #[serde(skip_serializing)]
    pub nanti: String,
}

impl ModeForm {
    /// The form of a choice that was made elsewhere.
    pub fn of(mode: Mode) -> Self {
        let cara = match mode {
            Mode::Anonymous => "anonim",
            Mode::Confidential => "rahasia",
            Mode::Open => "terbuka",
        };
        Self { cara: cara.to_owned(), nanti: String::new() }
    }

    /// The choice, if one was made.
    pub fn mode(&self) -> Option<Mode> {
        match self.cara.as_str() {
            "anonim" => Some(Mode::Anonymous),
            "rahasia" => Some(Mode::Confidential),
            "terbuka" => Some(Mode::Open),
            _ => None,
        }
    }

    /// What is wrong.
    pub fn problems(&self, t: Tr) -> Problems {
        let mut problems = Problems::none();
        if self.mode().is_none() {
            problems.add("cara", fl!(t, "lapor-cara-galat"));
        }
        problems
    }

    /// Takes the choice over. Whoever turns anonymous leaves no name behind.
    pub fn into_draft(self, draft: &mut Draft) {
        if self.mode() == Some(Mode::Anonymous) {
            draft.contact = ContactForm::default();
        }
        draft.mode = self;
    }
}

/// The three cards.
pub(super) fn choices(t: Tr) -> Vec<Choice> {
    let card = |mode, title, text, icon, class| Choice { value: ModeForm::of(mode).cara, title, text, icon, class };
    vec![
        card(Mode::Anonymous, fl!(t, "lapor-anonim"), fl!(t, "lapor-anonim-teks"), "anonim", "w-nila"),
        card(Mode::Confidential, fl!(t, "lapor-rahasia"), fl!(t, "lapor-rahasia-teks"), "kunci", "w-sogan"),
        card(Mode::Open, fl!(t, "lapor-terbuka"), fl!(t, "lapor-terbuka-teks"), "orang", "w-abu"),
    ]
}

#[derive(Template)]
#[template(path = "intake/mode.html")]
struct ModePage {
    page: Page,
    problems: Problems,
    form: ModeForm,
    choices: Vec<Choice>,
    frame: Frame,
}

fn show(page: Page, form: ModeForm, problems: Problems, unsaved: bool) -> Response {
    let (status, choices) = (steps::status(&problems, unsaved), choices(page.t));
    let frame = Frame::of(&page, Step::Mode, "/lapor", unsaved);
    (status, Html(ModePage { page, problems, form, choices, frame })).into_response()
}

/// `GET /lapor/cara`: the first step, which needs no draft yet.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = draft::open(&app, &secrets, Kind::Complaint).await?;
    if open.as_ref().is_some_and(|open| open.filed) {
        return Ok(steps::see_other("/lapor/diterima"));
    }
    let form = open.map(|open| open.draft.mode).unwrap_or_default();
    Ok(show(page, form, Problems::none(), false))
}

/// `POST /lapor/cara`.
pub(super) async fn choose(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<ModeForm>,
) -> Result<Response, Error> {
    let (problems, later) = (form.problems(page.t), !form.nanti.is_empty());
    if problems.any() && !later {
        return Ok(show(page, form, problems, false));
    }
    let kept = form.clone();
    match draft::change(&app, &secrets, Kind::Complaint, |draft| kept.into_draft(draft)).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, form, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn form(cara: &str) -> ModeForm {
        ModeForm { cara: cara.into(), nanti: String::new() }
    }

    #[test]
    fn one_of_three_must_be_chosen() {
        let t = Lang::Id.texts();
        for good in ["anonim", "rahasia", "terbuka"] {
            assert!(!form(good).problems(t).any());
        }
        for bad in ["", "x"] {
            assert_eq!(form(bad).problems(t).on("cara"), Some("Pilih bagaimana Anda ingin melapor"));
        }
    }

    #[test]
    fn turning_anonymous_forgets_the_contact() {
        let mut draft = Draft::default();
        draft.contact.nama = "Sari".into();
        form("rahasia").into_draft(&mut draft);
        assert_eq!(draft.contact.nama, "Sari");
        form("anonim").into_draft(&mut draft);
        assert_eq!(draft.contact.nama, "");
    }

    #[test]
    fn values_and_modes_match() {
        for mode in Mode::ALL {
            assert_eq!(ModeForm::of(*mode).mode(), Some(*mode));
        }
    }
}

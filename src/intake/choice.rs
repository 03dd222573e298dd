//! Step 2: what it is about, and how the reporter is connected to it (ui.md §9.2).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::case::account::Account;
use crate::case::state::Kind;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Secrets};
use crate::intake::steps::{self, Frame, Step};
use crate::intake::{catalogue, later};
use crate::web::form::Choice;
use crate::web::{Form, Html, Page, Problems, text};

/// The choice that asks for own words.
pub(super) const OTHER: &str = "lainnya";
/// The choice that offers a female officer and SAPA 129.
pub(super) const HARASSMENT: &str = "pelecehan";
/// Longest description in own words.
const OTHER_MAX: usize = 200;

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ChoiceForm {
    /// Code of one of the office's choices.
    pub jenis: String,
    pub jenis_lain: String,
    /// `alami`, `lihat`, `sekantor`, `wakil` or `tutup`.
    pub hubungan: String,
    /// Wishes a female officer.
    pub perempuan: String,
    #[serde(skip_serializing)]
    pub nanti: String,
}

impl ChoiceForm {
    /// What is wrong; whether the choice is on the office's list is judged where the list is at hand.
    pub fn problems(&self, t: Tr) -> Problems {
        let mut problems = Problems::none();
        if self.jenis.is_empty() {
            problems.add("jenis", fl!(t, "lapor-jenis-galat"));
        }
        if self.jenis == OTHER && self.jenis_lain.trim().is_empty() {
            problems.add("jenis_lain", fl!(t, "lapor-jenis-lain-galat"));
        } else if text::long(&self.jenis_lain, OTHER_MAX) {
            problems.add("jenis_lain", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.jenis_lain, OTHER_MAX)));
        }
        if relation_code(&self.hubungan).is_none() {
            problems.add("hubungan", fl!(t, "lapor-hubungan-galat"));
        }
        problems
    }

    fn judged(&self, t: Tr, known: &[Choice]) -> Problems {
        let mut problems = Problems::none();
        if !known.iter().any(|choice| choice.value == self.jenis) {
            problems.add("jenis", fl!(t, "lapor-jenis-galat"));
        }
        problems.extend(&self.problems(t));
        problems
    }

    /// Writes the answers into the account. Call it for a form without problems.
    pub fn fill(&self, account: &mut Account) {
        self.jenis.clone_into(&mut account.choice);
        // Words typed before another choice was made are not part of it.
        if self.jenis == OTHER {
            self.jenis_lain.trim().clone_into(&mut account.choice_other);
        }
        relation_code(&self.hubungan).unwrap_or("unsaid").clone_into(&mut account.relation);
        account.female_officer = !self.perempuan.is_empty();
    }
}

fn relation_code(value: &str) -> Option<&'static str> {
    Some(match value {
        "alami" => "self",
        "lihat" => "witness",
        "sekantor" => "colleague",
        "wakil" => "proxy",
        "tutup" => "unsaid",
        _ => return None,
    })
}

/// How one can be connected to an event.
pub(super) fn relations(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("alami", fl!(t, "lapor-hubungan-alami")),
        Choice::plain("lihat", fl!(t, "lapor-hubungan-lihat")),
        Choice::plain("sekantor", fl!(t, "lapor-hubungan-sekantor")),
        Choice::plain("wakil", fl!(t, "lapor-hubungan-wakil")),
        Choice::plain("tutup", fl!(t, "lapor-hubungan-tutup")),
    ]
}

#[derive(Template)]
#[template(path = "intake/choice.html")]
struct ChoicePage {
    page: Page,
    problems: Problems,
    form: ChoiceForm,
    choices: Vec<Choice>,
    relations: Vec<Choice>,
    frame: Frame,
}

fn show(
    page: Page,
    back: &'static str,
    form: ChoiceForm,
    choices: Vec<Choice>,
    problems: Problems,
    unsaved: bool,
) -> Response {
    let (status, relations) = (steps::status(&problems, unsaved), relations(page.t));
    let frame = Frame::of(&page, Step::Choice, back, unsaved);
    (status, Html(ChoicePage { page, problems, form, choices, relations, frame })).into_response()
}

/// `GET /lapor/jenis`.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, Step::Choice).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let choices = catalogue::choices(&app, page.lang).await?;
    Ok(show(page, Step::Choice.back(&open.draft), open.draft.choice, choices, Problems::none(), false))
}

/// `POST /lapor/jenis`.
pub(super) async fn choose(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<ChoiceForm>,
) -> Result<Response, Error> {
    let back = Step::Mode.path();
    let choices = match catalogue::choices(&app, page.lang).await {
        Ok(choices) => choices,
        Err(Error::Unavailable(_)) => {
            let remembered = catalogue::remembered(&app, page.lang);
            return Ok(show(page, back, form, remembered, Problems::none(), true));
        }
        Err(error) => return Err(error),
    };
    let (problems, later) = (form.judged(page.t, &choices), !form.nanti.is_empty());
    if problems.any() && !later {
        return Ok(show(page, back, form, choices, problems, false));
    }
    let kept = form.clone();
    match draft::change(&app, &secrets, Kind::Complaint, |draft| draft.choice = kept).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, back, form, choices, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn good() -> ChoiceForm {
        ChoiceForm { jenis: "pungli".into(), hubungan: "lihat".into(), ..Default::default() }
    }

    fn on(field: &str, change: impl FnOnce(&mut ChoiceForm)) -> Option<String> {
        let mut form = good();
        change(&mut form);
        let t = Lang::Id.texts();
        form.judged(t, &[Choice::plain("pungli", String::new()), Choice::plain(OTHER, String::new())])
            .on(field)
            .map(str::to_owned)
    }

    #[test]
    fn the_choice_must_be_on_the_list() {
        assert_eq!(on("jenis", |_| ()), None);
        assert_eq!(on("jenis", |f| f.jenis.clear()).as_deref(), Some("Pilih yang paling mendekati"));
        assert_eq!(on("jenis", |f| f.jenis = "ngarang".into()).as_deref(), Some("Pilih yang paling mendekati"));
    }

    #[test]
    fn something_else_needs_own_words() {
        let say = "Sebutkan apa yang ingin Anda laporkan";
        assert_eq!(on("jenis_lain", |f| f.jenis = OTHER.into()).as_deref(), Some(say));
        assert_eq!(
            on("jenis_lain", |f| {
                f.jenis = OTHER.into();
                f.jenis_lain = "Parkir".into();
            }),
            None
        );
        let long = on("jenis_lain", |f| f.jenis_lain = "x".repeat(203));
        assert_eq!(long.as_deref(), Some("Terlalu panjang. Kurangi 3 huruf"));
    }

    #[test]
    fn own_words_count_only_for_something_else() {
        let mut form = good();
        form.jenis_lain = "Parkir".into();
        let mut account = Account::default();
        form.fill(&mut account);
        assert_eq!((account.choice.as_str(), account.choice_other.as_str()), ("pungli", ""));
        assert_eq!(account.relation, "witness");
    }

    #[test]
    fn the_connection_must_be_told_or_refused() {
        let say = "Pilih hubungan Anda, atau pilih “Tidak ingin menyebut”";
        assert_eq!(on("hubungan", |f| f.hubungan.clear()).as_deref(), Some(say));
        assert_eq!(on("hubungan", |f| f.hubungan = "tutup".into()), None);
    }
}

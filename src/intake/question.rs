//! The written consultation: topic and identity, then the question (ui.md §10).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::case::account::Account;
use crate::case::state::Kind;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Open, Secrets};
use crate::intake::mode::{self, ModeForm};
use crate::intake::stage::Received;
use crate::intake::steps::{self, Entered, Frame, Step};
use crate::intake::{evidence, later, stage};
use crate::web::form::{Choice, Pressed};
use crate::web::{Form, Html, Page, Problems, Upload, text};

/// Shortest question, in letters.
const QUESTION_MIN: usize = 20;
/// Longest question, in letters (domain.md §6.3).
const QUESTION_MAX: usize = 4000;

/// The topic that was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct TopicForm {
    /// `mediasi`, `perlindungan`, `hak`, `melapor` or `lainnya`.
    pub topik: String,
}

impl TopicForm {
    /// What is wrong.
    pub fn problems(&self, t: Tr) -> Problems {
        let mut problems = Problems::none();
        if !topics(t).iter().any(|topic| topic.is(&self.topik)) {
            problems.add("topik", fl!(t, "konsultasi-topik-galat"));
        }
        problems
    }

    /// Writes the answer into the account.
    pub fn fill(&self, account: &mut Account) {
        self.topik.clone_into(&mut account.topic);
    }
}

/// What one can ask about.
pub(super) fn topics(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("mediasi", fl!(t, "konsultasi-topik-mediasi")),
        Choice::plain("perlindungan", fl!(t, "konsultasi-topik-perlindungan")),
        Choice::plain("hak", fl!(t, "konsultasi-topik-hak")),
        Choice::plain("melapor", fl!(t, "konsultasi-topik-melapor")),
        Choice::plain("lainnya", fl!(t, "konsultasi-topik-lainnya")),
    ]
}

/// The words of a topic.
pub(super) fn topic_name(t: Tr, code: &str) -> String {
    topics(t).into_iter().find(|topic| topic.is(code)).map_or_else(|| code.to_owned(), |topic| topic.title)
}

/// The question as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct QuestionForm {
    pub pertanyaan: String,
}

impl QuestionForm {
    /// What is wrong.
    pub fn problems(&self, t: Tr) -> Problems {
        let mut problems = Problems::none();
        if self.pertanyaan.trim().is_empty() {
            problems.add("pertanyaan", fl!(t, "konsultasi-pertanyaan-kosong"));
        } else if text::letters(&self.pertanyaan) < QUESTION_MIN {
            problems.add("pertanyaan", fl!(t, "konsultasi-pertanyaan-pendek"));
        } else if text::long(&self.pertanyaan, QUESTION_MAX) {
            let n = text::over(&self.pertanyaan, QUESTION_MAX);
            problems.add("pertanyaan", fl!(t, "lapor-terlalu-panjang", n = n));
        }
        problems
    }

    /// Writes the question into the account.
    pub fn fill(&self, account: &mut Account) {
        self.pertanyaan.trim().clone_into(&mut account.question);
    }
}

/// Both groups of the first page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct FirstForm {
    topik: String,
    cara: String,
    nanti: String,
}

#[derive(Template)]
#[template(path = "intake/topic.html")]
struct TopicPage {
    page: Page,
    problems: Problems,
    form: FirstForm,
    topics: Vec<Choice>,
    modes: Vec<Choice>,
    frame: Frame,
}

fn show_topic(page: Page, form: FirstForm, problems: Problems, unsaved: bool) -> Response {
    let (status, topics, modes) = (steps::status(&problems, unsaved), topics(page.t), mode::choices(page.t));
    let frame = Frame::of(&page, Step::Topic, "/konsultasi", unsaved);
    (status, Html(TopicPage { page, problems, form, topics, modes, frame })).into_response()
}

/// `GET /konsultasi/tulis`: the first page, which needs no draft yet.
pub(super) async fn ask_topic(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = draft::open(&app, &secrets, Kind::Consultation).await?;
    if open.as_ref().is_some_and(|open| open.filed) {
        return Ok(steps::see_other(steps::receipt(Kind::Consultation)));
    }
    let form = open.map_or_else(FirstForm::default, |open| FirstForm {
        topik: open.draft.topic.topik,
        cara: open.draft.mode.cara,
        nanti: String::new(),
    });
    Ok(show_topic(page, form, Problems::none(), false))
}

/// `POST /konsultasi/tulis`.
pub(super) async fn choose_topic(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<FirstForm>,
) -> Result<Response, Error> {
    let (topic, mode) =
        (TopicForm { topik: form.topik.clone() }, ModeForm { cara: form.cara.clone(), nanti: String::new() });
    let later = !form.nanti.is_empty();
    let mut problems = topic.problems(page.t);
    problems.extend(&mode.problems(page.t));
    if problems.any() && !later {
        return Ok(show_topic(page, form, problems, false));
    }
    let keep = |draft: &mut draft::Draft| {
        draft.topic = topic;
        mode.into_draft(draft);
    };
    match draft::change(&app, &secrets, Kind::Consultation, keep).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show_topic(page, form, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "intake/question.html")]
struct QuestionPage {
    page: Page,
    problems: Problems,
    form: QuestionForm,
    files: Vec<stage::Row>,
    anonymous: bool,
    max: i64,
    frame: Frame,
}

fn show(page: Page, open: &Open, form: QuestionForm, problems: Problems, unsaved: bool) -> Response {
    let view = QuestionPage {
        files: stage::rows(&page, &open.files),
        anonymous: open.draft.is_anonymous(),
        max: i64::try_from(QUESTION_MAX).unwrap_or_default(),
        frame: Frame::of(&page, Step::Question, Step::Question.back(&open.draft), unsaved),
        page,
        problems,
        form,
    };
    (steps::status(&view.problems, unsaved), Html(view)).into_response()
}

/// `GET /konsultasi/tulis/pertanyaan`.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, Step::Question).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let form = open.draft.question.clone();
    Ok(show(page, &open, form, Problems::none(), false))
}

/// `POST /konsultasi/tulis/pertanyaan`.
pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    mut secrets: Secrets,
    mut upload: Upload,
) -> Result<Response, Error> {
    match steps::enter_with(&app, &mut secrets, Kind::Consultation, &mut upload).await? {
        Entered::Sent(away) => Ok(away),
        Entered::Unsaved => {
            let (open, received) = (Open::unknown(Kind::Consultation), Received::words_only(upload).await);
            keep(&app, page, &secrets, &open, received).await
        }
        Entered::Draft(mut open, new) => {
            let received = stage::receive(&app, page.t, &mut open, upload).await?;
            let mut response = keep(&app, page, &secrets, &open, received).await?;
            if let Some(secret) = new {
                draft::give(&app, Kind::Consultation, &secret, &mut response);
            }
            Ok(response)
        }
    }
}

async fn keep(app: &App, page: Page, secrets: &Secrets, open: &Open, received: Received) -> Result<Response, Error> {
    if received.late {
        return Ok(steps::see_other(steps::receipt_without(open.kind)));
    }
    let pressed = received.text("aksi").to_owned();
    let form = QuestionForm { pertanyaan: received.text("pertanyaan").to_owned() };
    if received.unsaved {
        return Ok(show(page, open, form, Problems::none(), true));
    }
    let (later, uploading) = (pressed == "nanti", pressed == "unggah");
    let mut problems = received.problems;
    if uploading && received.files == 0 && !problems.any() {
        problems.add("berkas", fl!(page.t, "lapor-berkas-pilih"));
    }
    if !uploading {
        problems.extend(&form.problems(page.t));
    }
    if problems.any() && !later {
        return Ok(show(page, open, form, problems, false));
    }
    let kept = form.clone();
    match draft::change(app, secrets, Kind::Consultation, |draft| draft.question = kept).await {
        Ok(_) if uploading => Ok(steps::see_other(Step::Question.path())),
        Ok(saved) => later::or_next(app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, open, form, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

/// `POST /konsultasi/tulis/lampiran/{id}/hapus`.
pub(super) async fn remove(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Path(file): Path<Uuid>,
    _: Pressed,
) -> Result<Response, Error> {
    evidence::drop_file(&app, &page, &secrets, Step::Question, file).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_topic_of_the_list_must_be_chosen() {
        let t = Lang::Id.texts();
        for topic in topics(t) {
            assert!(!TopicForm { topik: topic.value }.problems(t).any());
        }
        for bad in ["", "cuaca"] {
            let problems = TopicForm { topik: bad.into() }.problems(t);
            assert_eq!(problems.on("topik"), Some("Pilih topik yang paling mendekati"));
        }
        assert_eq!(topic_name(t, "hak"), "Hak kepegawaian");
    }

    #[test]
    fn a_question_is_neither_missing_nor_short_nor_long() {
        let on = |text: String| {
            let problems = QuestionForm { pertanyaan: text }.problems(Lang::Id.texts());
            problems.on("pertanyaan").map(str::to_owned)
        };
        assert_eq!(on(" ".into()).as_deref(), Some("Tulis pertanyaan Anda"));
        assert_eq!(on("é".repeat(19)).as_deref(), Some("Pertanyaan masih terlalu pendek"));
        assert_eq!(on("é".repeat(20)), None);
        assert_eq!(on("é".repeat(4000)), None);
        assert_eq!(on("é".repeat(4007)).as_deref(), Some("Terlalu panjang. Kurangi 7 huruf"));
    }
}

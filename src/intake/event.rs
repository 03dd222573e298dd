//! Step 4: what happened, when and where (ui.md §9.4).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::case::account::Account;
use crate::case::rough_day::{DateProblem, RoughDay};
use crate::case::state::Kind;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Secrets};
use crate::intake::later;
use crate::intake::steps::{self, Frame, Step};
use crate::web::{Form, Html, Page, Problems, text};

/// Shortest account, in letters.
const STORY_MIN: usize = 50;
/// Longest account, in letters.
pub(super) const STORY_MAX: usize = 8000;
/// Longest place.
const PLACE_MAX: usize = 300;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct EventForm {
    pub tanggal_h: String,
    pub tanggal_b: String,
    pub tanggal_t: String,
    pub berulang: String,
    pub lokasi: String,
    pub uraian: String,
    #[serde(skip_serializing)]
    pub nanti: String,
}

impl EventForm {
    /// The day as typed.
    pub fn when(&self, today: NaiveDate) -> Result<RoughDay, DateProblem> {
        RoughDay::parse(&self.tanggal_h, &self.tanggal_b, &self.tanggal_t, today)
    }

    /// What is wrong.
    pub fn problems(&self, t: Tr, today: NaiveDate) -> Problems {
        let mut problems = Problems::none();
        if let Err(problem) = self.when(today) {
            let text = match problem {
                DateProblem::Missing => fl!(t, "lapor-tanggal-kosong"),
                DateProblem::Year => fl!(t, "lapor-tanggal-tahun"),
                DateProblem::NoSuchDay => fl!(t, "lapor-tanggal-tidak-ada"),
                DateProblem::Future => fl!(t, "lapor-tanggal-nanti"),
            };
            problems.add("tanggal", text);
        }
        if self.lokasi.trim().is_empty() {
            problems.add("lokasi", fl!(t, "lapor-lokasi-kosong"));
        } else if text::long(&self.lokasi, PLACE_MAX) {
            problems.add("lokasi", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.lokasi, PLACE_MAX)));
        }
        if self.uraian.trim().is_empty() {
            problems.add("uraian", fl!(t, "lapor-uraian-kosong"));
        } else if text::letters(&self.uraian) < STORY_MIN {
            problems.add("uraian", fl!(t, "lapor-uraian-pendek"));
        } else if text::long(&self.uraian, STORY_MAX) {
            problems.add("uraian", fl!(t, "lapor-uraian-panjang", n = text::over(&self.uraian, STORY_MAX)));
        }
        problems
    }

    /// Writes the answers into the account. Call it for a form without problems.
    pub fn fill(&self, account: &mut Account, today: NaiveDate) {
        if let Ok(when) = self.when(today) {
            account.day = when.day;
            account.month = when.month;
            account.year = when.year;
        }
        account.ongoing = !self.berulang.is_empty();
        self.lokasi.trim().clone_into(&mut account.place);
        self.uraian.trim().clone_into(&mut account.narrative);
    }
}

#[derive(Template)]
#[template(path = "intake/event.html")]
struct EventPage {
    page: Page,
    problems: Problems,
    form: EventForm,
    anonymous: bool,
    max: i64,
    frame: Frame,
}

fn show(page: Page, anonymous: bool, form: EventForm, problems: Problems, unsaved: bool) -> Response {
    let status = steps::status(&problems, unsaved);
    let max = i64::try_from(STORY_MAX).unwrap_or_default();
    let frame = Frame::of(&page, Step::Event, Step::Accused.path(), unsaved);
    (status, Html(EventPage { page, problems, form, anonymous, max, frame })).into_response()
}

/// `GET /lapor/kejadian`.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, Step::Event).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    Ok(show(page, open.draft.is_anonymous(), open.draft.event, Problems::none(), false))
}

/// `POST /lapor/kejadian`.
pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<EventForm>,
) -> Result<Response, Error> {
    let (problems, later) = (form.problems(page.t, steps::today(&page)), !form.nanti.is_empty());
    if problems.any() && !later {
        let open = draft::open(&app, &secrets, Kind::Complaint).await.ok().flatten();
        return Ok(show(page, open.is_some_and(|open| open.draft.is_anonymous()), form, problems, false));
    }
    let kept = form.clone();
    match draft::change(&app, &secrets, Kind::Complaint, |draft| draft.event = kept).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, false, form, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn good() -> EventForm {
        EventForm {
            tanggal_h: "14".into(),
            tanggal_b: "11".into(),
            tanggal_t: "2026".into(),
            lokasi: "Loket 2".into(),
            uraian: "Diminta uang pelicin waktu mengambil izin usaha di loket dua.".into(),
            ..Default::default()
        }
    }

    fn on(field: &str, change: impl FnOnce(&mut EventForm)) -> Option<String> {
        let mut form = good();
        change(&mut form);
        form.problems(Lang::Id.texts(), today()).on(field).map(str::to_owned)
    }

    #[test]
    fn each_problem_of_the_date_has_its_words() {
        assert_eq!(on("tanggal", |f| f.tanggal_b.clear()).as_deref(), Some("Isi bulan dan tahun kejadian"));
        assert_eq!(
            on("tanggal", |f| f.tanggal_b = "12".into()).as_deref(),
            Some("Tanggal kejadian tidak boleh setelah hari ini")
        );
        assert_eq!(on("tanggal", |f| f.tanggal_h = "31".into()).as_deref(), Some("Tanggal ini tidak ada di kalender"));
        assert_eq!(on("tanggal", |f| f.tanggal_t = "26".into()).as_deref(), Some("Tahun harus 4 angka, misalnya 2026"));
        assert_eq!(on("tanggal", |_| ()), None);
    }

    #[test]
    fn the_account_is_neither_missing_nor_short_nor_long() {
        assert_eq!(on("uraian", |f| f.uraian = " \n".into()).as_deref(), Some("Ceritakan kejadiannya"));
        let short = "Uraian masih terlalu pendek. Tulis paling sedikit 50 huruf";
        assert_eq!(on("uraian", |f| f.uraian = "é".repeat(49)).as_deref(), Some(short));
        assert_eq!(on("uraian", |f| f.uraian = "é".repeat(50)), None);
        assert_eq!(on("uraian", |f| f.uraian = "é".repeat(8000)), None);
        let long = on("uraian", |f| f.uraian = "é".repeat(8120));
        assert_eq!(long.as_deref(), Some("Uraian terlalu panjang. Kurangi 120 huruf"));
    }

    #[test]
    fn the_place_is_needed() {
        assert_eq!(on("lokasi", |f| f.lokasi.clear()).as_deref(), Some("Tulis tempat kejadian"));
        assert_eq!(on("lokasi", |f| f.lokasi = "x".repeat(301)).as_deref(), Some("Terlalu panjang. Kurangi 1 huruf"));
    }
}

//! Pages that ask one thing before it is done: withdraw, cancel, ask for protection, end mediation and the like.
//!
//! One description each; the form, the checks and the sending are the same for all.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind, Given};
use crate::case::state::{Mode, Side};
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::reply::{MOST, too_long};
use crate::follow::send::{Sent, send};
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// What is asked. The path says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Withdraw,
    Cancel,
    Protection,
    EndMediation,
    WithdrawObjection,
    ReportAgain,
    ConsentShare,
}

/// What must be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    /// There is no field.
    None,
    /// It may stay empty.
    Free,
    /// At least so many letters.
    Least(usize),
}

/// Where each of them is asked.
pub(super) const PATHS: [&str; 7] = [
    "/kasus/cabut",
    "/kasus/batal",
    "/kasus/perlindungan",
    "/kasus/mediasi/akhiri",
    "/kasus/keberatan/cabut",
    "/kasus/buka-lagi",
    "/kasus/izin",
];

impl What {
    /// In the order of [`PATHS`].
    const ALL: [Self; 7] = [
        Self::Withdraw,
        Self::Cancel,
        Self::Protection,
        Self::EndMediation,
        Self::WithdrawObjection,
        Self::ReportAgain,
        Self::ConsentShare,
    ];

    fn at(page: &Page) -> Result<Self, Error> {
        PATHS.iter().zip(Self::ALL).find(|(path, _)| **path == page.path).map(|(_, what)| what).ok_or(Error::NotFound)
    }

    const fn kind(self) -> ActionKind {
        match self {
            Self::Withdraw => ActionKind::Withdraw,
            Self::Cancel => ActionKind::Cancel,
            Self::Protection => ActionKind::AskProtection,
            Self::EndMediation => ActionKind::EndWithout,
            Self::WithdrawObjection => ActionKind::WithdrawObjection,
            Self::ReportAgain => ActionKind::ReportAgain,
            Self::ConsentShare => ActionKind::ConsentShare,
        }
    }

    fn offered(self, mine: &Mine) -> bool {
        mine.may(self.kind()) && !(self == Self::ConsentShare && mine.case.mode == Mode::Anonymous)
    }

    fn action(self, fields: &Fields) -> Action {
        match self {
            Self::Withdraw => Action::Withdraw,
            Self::Cancel => Action::Cancel { reason: Given(!fields.one("teks").is_empty()) },
            Self::Protection => Action::AskProtection,
            Self::EndMediation => Action::EndWithout { side: Some(Side::Reporter) },
            Self::WithdrawObjection => Action::WithdrawObjection { side: Side::Reporter },
            Self::ReportAgain => Action::ReportAgain { reason: Given(true) },
            Self::ConsentShare => Action::ConsentShare { yes: fields.one("izin") == "ya" },
        }
    }

    const fn text(self) -> Text {
        match self {
            Self::Withdraw | Self::Cancel => Text::Free,
            Self::Protection => Text::Least(1),
            Self::ReportAgain => Text::Least(20),
            Self::EndMediation | Self::WithdrawObjection | Self::ConsentShare => Text::None,
        }
    }

    const fn news(self) -> &'static str {
        match self {
            Self::Withdraw => "cabut",
            Self::Cancel => "batal",
            Self::Protection => "perlindungan",
            Self::EndMediation => "akhiri",
            Self::WithdrawObjection => "keberatan-cabut",
            Self::ReportAgain => "buka",
            Self::ConsentShare => "izin",
        }
    }
}

#[derive(Template)]
#[template(path = "follow/ask.html")]
struct AskPage {
    page: Page,
    problems: Problems,
    title: String,
    lead: String,
    warning: Option<String>,
    field: Option<(String, String)>,
    typed: String,
    choice: Option<(String, Vec<Choice>, String)>,
    button: String,
    /// Cannot be undone: the button is red.
    grave: bool,
    once: String,
    number: String,
}

/// GET: what is asked, and what it means.
pub(super) async fn show(page: Page, mine: Mine) -> Result<Response, Error> {
    let what = What::at(&page)?;
    if !what.offered(&mine) {
        return Ok(not_offered());
    }
    Ok(AskPage::of(page, what, &mine, &Fields::default(), Problems::none()).answer(None))
}

/// POST: done, or asked again with everything kept.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let what = What::at(&page)?;
    let (mine, fields) = (&parcel.mine, &parcel.fields);
    let mut problems = judge(&page, what, fields);
    if problems.any() {
        return Ok(AskPage::of(page, what, mine, fields, problems).answer(None));
    }
    let text = fields.one("teks");
    let words =
        Words { public: (!text.is_empty()).then(|| text.to_owned()), once: Some(fields.once()), ..Words::default() };
    match send(&app, &page, mine, what.action(fields), words, what.news()).await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            problems.add("teks", sentence);
            Ok(AskPage::of(page, what, mine, fields, problems).answer(Some(status)))
        }
    }
}

fn judge(page: &Page, what: What, fields: &Fields) -> Problems {
    let mut problems = Problems::none();
    let text = fields.one("teks");
    if let Text::Least(least) = what.text()
        && text.chars().count() < least
    {
        problems.add(
            "teks",
            match what {
                What::ReportAgain => fl!(page.t, "kasus-buka-pendek"),
                _ => fl!(page.t, "kasus-lindung-kosong"),
            },
        );
    }
    if what == What::ConsentShare && !matches!(fields.one("izin"), "ya" | "tidak") {
        problems.add("izin", fl!(page.t, "kasus-izin-pilih"));
    }
    too_long(page, &mut problems, "teks", text, MOST);
    problems
}

impl AskPage {
    fn of(page: Page, what: What, mine: &Mine, fields: &Fields, problems: Problems) -> Self {
        let (title, lead, button) = words(&page, what);
        let field = field(&page, what);
        let choice = (what == What::ConsentShare).then(|| {
            let yes_no = vec![
                Choice::plain("ya", fl!(page.t, "kasus-izin-ya")),
                Choice::plain("tidak", fl!(page.t, "kasus-izin-tidak")),
            ];
            (fl!(page.t, "kasus-izin-legenda"), yes_no, fields.one("izin").to_owned())
        });
        let warning = (what == What::Withdraw).then(|| fl!(page.t, "kasus-cabut-jujur"));
        let once = mine.form_key(&fields.once());
        let grave = matches!(what, What::Withdraw | What::Cancel | What::EndMediation | What::WithdrawObjection);
        let (typed, number) = (fields.one("teks").to_owned(), mine.case.number.clone());
        Self { page, problems, title, lead, warning, field, typed, choice, button, grave, once, number }
    }

    fn answer(self, refused: Option<StatusCode>) -> Response {
        (status_of(refused, &self.problems), Html(self)).into_response()
    }
}

/// Heading, explanation and button.
fn words(page: &Page, what: What) -> (String, String, String) {
    let t = page.t;
    match what {
        What::Withdraw => (fl!(t, "kasus-cabut-judul"), fl!(t, "kasus-cabut-isi"), fl!(t, "kasus-cabut-kirim")),
        What::Cancel => (fl!(t, "kasus-batal-judul"), fl!(t, "kasus-batal-isi"), fl!(t, "kasus-batal-kirim")),
        What::Protection => (fl!(t, "kasus-lindung-judul"), fl!(t, "kasus-lindung-isi"), fl!(t, "kasus-lindung-kirim")),
        What::EndMediation => (fl!(t, "kasus-akhiri-judul"), fl!(t, "kasus-akhiri-isi"), fl!(t, "kasus-akhiri-kirim")),
        What::WithdrawObjection => (
            fl!(t, "kasus-keberatan-cabut-judul"),
            fl!(t, "kasus-keberatan-cabut-isi"),
            fl!(t, "kasus-keberatan-cabut-kirim"),
        ),
        What::ReportAgain => (fl!(t, "kasus-buka-judul"), fl!(t, "kasus-buka-isi"), fl!(t, "kasus-buka-kirim")),
        What::ConsentShare => (fl!(t, "kasus-izin-judul"), fl!(t, "kasus-izin-isi"), fl!(t, "kasus-izin-kirim")),
    }
}

/// Label and hint of the text.
fn field(page: &Page, what: What) -> Option<(String, String)> {
    let t = page.t;
    match what {
        What::Withdraw => Some((fl!(t, "kasus-cabut-label"), fl!(t, "kasus-cabut-petunjuk"))),
        What::Cancel => Some((fl!(t, "kasus-cabut-label"), String::new())),
        What::Protection => Some((fl!(t, "kasus-lindung-label"), fl!(t, "kasus-lindung-petunjuk"))),
        What::ReportAgain => Some((fl!(t, "kasus-buka-label"), fl!(t, "kasus-buka-petunjuk"))),
        What::EndMediation | What::WithdrawObjection | What::ConsentShare => None,
    }
}

//! The form under the conversation: an answer, a message, or a further question, each with files.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind, Given};
use crate::case::state::State as CaseState;
use crate::error::Error;
use crate::follow::case;
use crate::follow::mine::Mine;
use crate::follow::parcel::{Parcel, Stored};
use crate::follow::send::{Sent, send};
use crate::vault::token;
use crate::web::{Page, Problems};

/// Letters in a message, at most.
pub(super) const MOST: usize = 8_000;
/// Letters in a question, at least (ui.md §10).
const LEAST: usize = 20;

/// What a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Answer,
    Question,
    Message,
}

impl What {
    /// What the reporter can say now.
    fn of(mine: &Mine) -> Option<Self> {
        if mine.case.state == CaseState::AwaitingReporter && mine.may(ActionKind::Answer) {
            Some(Self::Answer)
        } else if mine.may(ActionKind::AskAgain) {
            Some(Self::Question)
        } else if mine.may(ActionKind::Message) {
            Some(Self::Message)
        } else {
            None
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Answer => Action::Answer { text: Given(true) },
            Self::Question => Action::AskAgain { text: Given(true) },
            Self::Message => Action::Message { text: Given(true) },
        }
    }

    const fn news(self) -> &'static str {
        match self {
            Self::Answer => "jawab",
            Self::Question => "tanya",
            Self::Message => "pesan",
        }
    }
}

/// The form as the page draws it.
pub(super) struct Reply {
    /// Label of the text.
    pub(super) label: String,
    /// Hint under the label.
    pub(super) hint: String,
    /// Words of the button.
    pub(super) button: String,
    /// What was typed.
    pub(super) text: String,
    /// One-use key.
    pub(super) once: String,
    /// Files that an earlier press has stored.
    pub(super) stored: Vec<Stored>,
    /// Status when the door refused.
    pub(super) status: Option<StatusCode>,
}

impl Reply {
    /// The empty form, when there is something to say.
    pub(super) fn of(page: &Page, mine: &Mine) -> Option<Self> {
        let t = page.t;
        let hint = fl!(t, "kasus-jawab-petunjuk");
        let (label, hint, button) = match What::of(mine)? {
            What::Answer => (fl!(t, "kasus-jawab-label"), hint, fl!(t, "kasus-jawab-kirim")),
            What::Question => {
                (fl!(t, "kasus-tanya-label"), fl!(t, "kasus-tanya-petunjuk"), fl!(t, "kasus-tanya-kirim"))
            }
            What::Message => (fl!(t, "kasus-pesan-label"), hint, fl!(t, "kasus-pesan-kirim")),
        };
        let once = mine.form_key(&token::random_token());
        Some(Self { label, hint, button, text: String::new(), once, stored: Vec::new(), status: None })
    }
}

/// POST `/kasus/jawab`.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let Some(what) = What::of(&parcel.mine) else { return Ok(case::not_offered()) };
    let text = parcel.fields.one("teks").to_owned();
    let mut problems = judge(&page, what, &text);
    for refused in &parcel.refused {
        problems.add("lampir", refused);
    }
    let mut status = None;
    if !problems.any() {
        let words = Words {
            public: Some(text.clone()),
            files: parcel.files.clone(),
            once: Some(parcel.fields.once()),
            ..Words::default()
        };
        match send(&app, &page, &parcel.mine, what.action(), words, what.news()).await? {
            Sent::Done(response) => return Ok(response),
            Sent::Not(code, sentence) => {
                problems.add("teks", sentence);
                status = Some(code);
            }
        }
    }
    let stored = parcel.stored()?;
    let once = parcel.mine.form_key(&parcel.fields.once());
    // The case may have moved under the form: what can be said now is read again.
    let mine = Mine::load(&app, parcel.mine.opened).await?;
    let reply = Reply::of(&page, &mine).map(|empty| Reply { text, once, stored, status, ..empty });
    case::render(&app, page, mine, reply, problems, "").await
}

fn judge(page: &Page, what: What, text: &str) -> Problems {
    let mut problems = Problems::none();
    let letters = text.chars().count();
    if letters == 0 {
        problems.add(
            "teks",
            match what {
                What::Answer => fl!(page.t, "kasus-jawab-kosong"),
                What::Question => fl!(page.t, "kasus-tanya-kosong"),
                What::Message => fl!(page.t, "kasus-pesan-kosong"),
            },
        );
    } else if what == What::Question && letters < LEAST {
        problems.add("teks", fl!(page.t, "kasus-tanya-pendek"));
    }
    too_long(page, &mut problems, "teks", text, MOST);
    problems
}

/// Notes a text that is longer than `most` letters.
pub(super) fn too_long(page: &Page, problems: &mut Problems, field: &str, text: &str, most: usize) {
    let over = text.chars().count().saturating_sub(most);
    if over > 0 {
        let n = page.lang.number(i64::try_from(over).unwrap_or(i64::MAX));
        problems.add(field, fl!(page.t, "kasus-teks-panjang", n = n));
    }
}

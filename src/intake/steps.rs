//! The order of the pages, and what is still missing. Nothing about progress is stored: a page is finished when what
//! was typed there has no problems.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::state::{Kind, Mode};
use crate::clock;
use crate::error::Error;
use crate::i18n::Lang;
use crate::intake::draft::{self, Draft, Open, Secrets};
use crate::web::view::Steps;
use crate::web::{Page, Problems, Upload};

/// A page of one of the two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Mode,
    Contact,
    Choice,
    Accused,
    Event,
    Evidence,
    /// The check page of a complaint.
    Check,
    Topic,
    AskContact,
    Question,
    /// The check page of a question.
    AskCheck,
}

const COMPLAINT: [Step; 6] = [Step::Mode, Step::Contact, Step::Choice, Step::Accused, Step::Event, Step::Evidence];
const CONSULTATION: [Step; 3] = [Step::Topic, Step::AskContact, Step::Question];

impl Step {
    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Mode => "/lapor/cara",
            Self::Contact => "/lapor/kontak",
            Self::Choice => "/lapor/jenis",
            Self::Accused => "/lapor/terlapor",
            Self::Event => "/lapor/kejadian",
            Self::Evidence => "/lapor/bukti",
            Self::Check => "/lapor/periksa",
            Self::Topic => "/konsultasi/tulis",
            Self::AskContact => "/konsultasi/tulis/kontak",
            Self::Question => "/konsultasi/tulis/pertanyaan",
            Self::AskCheck => "/konsultasi/tulis/periksa",
        }
    }

    /// The form that it belongs to.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Mode | Self::Contact | Self::Choice | Self::Accused | Self::Event | Self::Evidence | Self::Check => {
                Kind::Complaint
            }
            Self::Topic | Self::AskContact | Self::Question | Self::AskCheck => Kind::Consultation,
        }
    }

    /// The page before it.
    pub fn back(self, draft: &Draft) -> &'static str {
        let named = !draft.is_anonymous();
        match self {
            Self::Mode => "/lapor",
            Self::Choice if named => Self::Contact.path(),
            Self::Contact | Self::Choice => Self::Mode.path(),
            Self::Accused => Self::Choice.path(),
            Self::Event => Self::Accused.path(),
            Self::Evidence => Self::Event.path(),
            Self::Check => Self::Evidence.path(),
            Self::Topic => "/konsultasi",
            Self::Question if named => Self::AskContact.path(),
            Self::AskContact | Self::Question => Self::Topic.path(),
            Self::AskCheck => Self::Question.path(),
        }
    }

    fn is_finished(self, draft: &Draft, today: NaiveDate) -> bool {
        let t = Lang::Id.texts();
        let problems = match self {
            Self::Mode => draft.mode.problems(t),
            Self::Contact | Self::AskContact if draft.mode.mode() == Some(Mode::Anonymous) => return true,
            Self::Contact | Self::AskContact => draft.contact.problems(t, today),
            Self::Choice => draft.choice.problems(t),
            Self::Accused => draft.accused.problems(t, today),
            Self::Event => draft.event.problems(t, today),
            Self::Evidence => return draft.evidence.seen && !draft.evidence.problems(t).any(),
            Self::Topic => {
                let mut problems = draft.topic.problems(t);
                problems.extend(&draft.mode.problems(t));
                problems
            }
            Self::Question => draft.question.problems(t),
            Self::Check | Self::AskCheck => return false,
        };
        !problems.any()
    }
}

/// What stands above a page of a form.
pub(super) struct Frame {
    /// The page before it.
    pub back: &'static str,
    /// Where the reader is.
    pub steps: Steps,
    /// The database was away: nothing of this press is saved.
    pub unsaved: bool,
}

impl Frame {
    /// The frame of a page.
    pub fn of(page: &Page, step: Step, back: &'static str, unsaved: bool) -> Self {
        let t = page.t;
        let (now, name) = match step {
            Step::Mode | Step::Contact => (1, fl!(t, "lapor-langkah-identitas")),
            Step::Choice => (2, fl!(t, "lapor-langkah-pelanggaran")),
            Step::Accused => (3, fl!(t, "lapor-langkah-terlapor")),
            Step::Event => (4, fl!(t, "lapor-langkah-kejadian")),
            Step::Evidence => (5, fl!(t, "lapor-langkah-bukti")),
            Step::Check => (6, fl!(t, "lapor-langkah-periksa")),
            Step::Topic | Step::AskContact => (1, fl!(t, "konsultasi-langkah-topik")),
            Step::Question => (2, fl!(t, "konsultasi-langkah-pertanyaan")),
            Step::AskCheck => (3, fl!(t, "lapor-langkah-periksa")),
        };
        let total = if step.kind() == Kind::Complaint { 6 } else { 3 };
        Self { back, steps: Steps { now, total, name }, unsaved }
    }
}

/// The first page of a form.
pub(super) const fn first(kind: Kind) -> Step {
    match kind {
        Kind::Complaint => Step::Mode,
        Kind::Consultation => Step::Topic,
    }
}

/// The first page that is not in order; the check page when all are.
pub(super) fn next(kind: Kind, draft: &Draft, today: NaiveDate) -> Step {
    let (pages, check): (&[Step], Step) = match kind {
        Kind::Complaint => (&COMPLAINT, Step::Check),
        Kind::Consultation => (&CONSULTATION, Step::AskCheck),
    };
    pages.iter().copied().find(|step| !step.is_finished(draft, today)).unwrap_or(check)
}

fn position(step: Step) -> usize {
    let pages: &[Step] = if step.kind() == Kind::Complaint { &COMPLAINT } else { &CONSULTATION };
    pages.iter().position(|page| *page == step).unwrap_or(pages.len())
}

/// Where the receipt of a kind is shown.
pub(super) const fn receipt(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "/lapor/diterima",
        Kind::Consultation => "/konsultasi/tulis/diterima",
    }
}

/// The receipt for somebody who sent one more page: what stood on it did not go along.
pub(super) const fn receipt_without(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "/lapor/diterima?belum=ikut",
        Kind::Consultation => "/konsultasi/tulis/diterima?belum=ikut",
    }
}

/// The receipt for somebody who wanted something else and must note the code first.
pub(super) const fn receipt_first(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "/lapor/diterima?belum=catat",
        Kind::Consultation => "/konsultasi/tulis/diterima?belum=catat",
    }
}

/// The draft for a page, or where to go instead: home without a draft (ui.md §19.6), the receipt when it was filed, the
/// first unfinished page when this one comes too early. A draft that ended is [`Error::Gone`].
pub(super) async fn enter(
    app: &App,
    page: &Page,
    secrets: &Secrets,
    step: Step,
) -> Result<Result<Open, Response>, Error> {
    Ok(look(app, page, secrets, step).await?.map_err(see_other))
}

/// What a page with files goes into.
pub(super) enum Entered {
    /// The draft, and the secret when it begins with this page: the browser had none, or it ended meanwhile.
    Draft(Box<Open>, Option<[u8; 32]>),
    /// It was sent already.
    Sent(Response),
    /// The database is away: nothing can be saved.
    Unsaved,
}

/// The draft that a page with files goes into, whichever pages are missing before it: what was just typed is not lost.
pub(super) async fn enter_with(
    app: &App,
    secrets: &mut Secrets,
    kind: Kind,
    upload: &mut Upload,
) -> Result<Entered, Error> {
    let entered = match draft::open(app, secrets, kind).await {
        Ok(Some(open)) => Ok((open, None)),
        Ok(None) => draft::change(app, secrets, kind, |_| ()).await.map(|saved| (saved.open, saved.secret)),
        Err(error) => Err(error),
    };
    match entered {
        Ok((open, _)) if open.filed => {
            upload.skip().await;
            Ok(Entered::Sent(see_other(receipt_without(kind))))
        }
        Ok((open, secret)) => {
            if let Some(secret) = secret {
                secrets.keep(kind, secret);
            }
            Ok(Entered::Draft(Box::new(open), secret))
        }
        Err(Error::Unavailable(_)) => Ok(Entered::Unsaved),
        Err(error) => Err(error),
    }
}

async fn look(app: &App, page: &Page, secrets: &Secrets, step: Step) -> Result<Result<Open, &'static str>, Error> {
    let kind = step.kind();
    if secrets.of(kind).is_none() {
        return Ok(Err("/"));
    }
    let open = draft::open(app, secrets, kind).await?.ok_or(Error::Gone)?;
    if open.filed {
        return Ok(Err(receipt(kind)));
    }
    let next = next(kind, &open.draft, today(page));
    Ok(if position(next) < position(step) { Err(next.path()) } else { Ok(open) })
}

/// The day in the office's zone.
pub(super) fn today(page: &Page) -> NaiveDate {
    page.brand.zone.day(clock::now())
}

/// 422 with problems, 503 when nothing could be saved, 200 otherwise.
pub(super) const fn status(problems: &Problems, unsaved: bool) -> StatusCode {
    if unsaved { StatusCode::SERVICE_UNAVAILABLE } else { problems.status() }
}

/// Sends the browser on after a form.
pub(super) fn see_other(path: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(path))]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::accused::AccusedForm;
    use crate::intake::choice::ChoiceForm;
    use crate::intake::event::EventForm;
    use crate::intake::mode::ModeForm;
    use crate::web::contact::ContactForm;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    #[test]
    fn the_pages_follow_one_another_and_1b_only_for_named_reporters() {
        let mut draft = Draft::default();
        let next = |draft: &Draft| super::next(Kind::Complaint, draft, today());
        assert_eq!(next(&draft), Step::Mode);
        draft.mode = ModeForm::of(Mode::Confidential);
        assert_eq!(next(&draft), Step::Contact);
        draft.contact = ContactForm {
            nama: "Sari".into(),
            surel: "sari@contoh.id".into(),
            cara_hubung: "halaman".into(),
            ..Default::default()
        };
        assert_eq!(next(&draft), Step::Choice);
        assert_eq!(Step::Choice.back(&draft), "/lapor/kontak");
        draft.mode = ModeForm::of(Mode::Anonymous);
        assert_eq!(Step::Choice.back(&draft), "/lapor/cara");
        draft.choice = ChoiceForm { jenis: "pungli".into(), hubungan: "lihat".into(), ..Default::default() };
        assert_eq!(next(&draft), Step::Accused);
        draft.accused = AccusedForm {
            instansi: "Umpama".into(),
            instansi_untuk: "Umpama".into(),
            instansi_id: "lain".into(),
            unit: "Loket".into(),
            status: "pns".into(),
            ..Default::default()
        };
        assert_eq!(next(&draft), Step::Event);
        draft.event = EventForm {
            tanggal_b: "11".into(),
            tanggal_t: "2026".into(),
            lokasi: "Loket".into(),
            uraian: "x".repeat(50),
            ..Default::default()
        };
        assert_eq!(next(&draft), Step::Evidence);
        draft.evidence.seen = true;
        assert_eq!(next(&draft), Step::Check);
        draft.event.uraian.clear();
        assert_eq!(next(&draft), Step::Event, "a page that was spoilt comes first again");
    }

    #[test]
    fn a_question_has_three_pages() {
        let mut draft = Draft::default();
        let next = |draft: &Draft| super::next(Kind::Consultation, draft, today());
        draft.topic.topik = "hak".into();
        assert_eq!(next(&draft), Step::Topic, "how to be known is asked there too");
        draft.mode = ModeForm::of(Mode::Anonymous);
        assert_eq!(next(&draft), Step::Question);
        draft.question.pertanyaan = "Apakah saya boleh menolak?".into();
        assert_eq!(next(&draft), Step::AskCheck);
    }

    #[test]
    fn only_pages_up_to_the_first_unfinished_one_are_open() {
        assert!(position(Step::Event) > position(Step::Choice));
        assert_eq!(position(Step::Check), COMPLAINT.len());
        assert_eq!(position(Step::AskCheck), CONSULTATION.len());
    }
}

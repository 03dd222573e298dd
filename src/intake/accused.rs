//! Step 3: whom it is about, and who must not handle it (ui.md §9.3).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::case::account::Account;
use crate::case::state::Kind;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::agency::{self, Match};
use crate::intake::draft::{self, Secrets};
use crate::intake::later;
use crate::intake::steps::{self, Frame, Step};
use crate::vault::nip::Nip;
use crate::web::form::Choice;
use crate::web::{Form, Html, Page, Problems, text};

/// Longest name, unit or position, in letters.
const LINE_MAX: usize = 160;
/// Longest agency name.
const AGENCY_MAX: usize = 200;
/// Longest list of further people.
const LIST_MAX: usize = 1000;
/// The radio "Tidak ada di daftar".
pub(super) const UNLISTED: &str = "lain";

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AccusedForm {
    pub instansi: String,
    /// Id of the agency picked from the list, or `lain`.
    pub instansi_id: String,
    /// The text that the pick was made for; another text voids the pick.
    pub instansi_untuk: String,
    pub unit: String,
    pub nama_terlapor: String,
    pub nip: String,
    pub jabatan: String,
    /// `pns`, `pppk` or `tidak-tahu`.
    pub status: String,
    pub lebih: String,
    pub lain: String,
    pub kecuali: String,
    #[serde(skip_serializing)]
    pub nanti: String,
}

impl AccusedForm {
    /// What is wrong, apart from the choice of a listed agency, which needs the list.
    pub fn problems(&self, t: Tr, today: NaiveDate) -> Problems {
        let mut problems = Problems::none();
        if self.instansi.trim().is_empty() {
            problems.add("instansi", fl!(t, "lapor-instansi-kosong"));
        } else if !self.settled() {
            problems.add("instansi", fl!(t, "lapor-instansi-pilih"));
        }
        let mut long = |field: &str, typed: &str, max: usize| {
            if text::long(typed, max) {
                problems.add(field, fl!(t, "lapor-terlalu-panjang", n = text::over(typed, max)));
            }
        };
        long("instansi", &self.instansi, AGENCY_MAX);
        long("unit", &self.unit, LINE_MAX);
        long("jabatan", &self.jabatan, LINE_MAX);
        long("lain", &self.lain, LIST_MAX);
        long("kecuali", &self.kecuali, LIST_MAX);
        if text::long(&self.nama_terlapor, LINE_MAX) {
            problems.add("nama_terlapor", fl!(t, "lapor-nama-terlapor-panjang"));
        } else if [&self.nama_terlapor, &self.jabatan, &self.unit].iter().all(|part| part.trim().is_empty()) {
            problems.add("nama_terlapor", fl!(t, "lapor-terlapor-kosong"));
        }
        if !self.nip.trim().is_empty() && Nip::parse(&self.nip, today).is_err() {
            problems.add("nip", fl!(t, "lapor-nip-galat"));
        }
        if status_code(&self.status).is_none() {
            problems.add("status", fl!(t, "lapor-status-galat"));
        }
        problems
    }

    /// Whether the agency was picked from the list, or said to be missing there, for the text as it stands.
    pub fn settled(&self) -> bool {
        self.instansi_untuk.trim() == self.instansi.trim()
            && (self.instansi_id == UNLISTED || Uuid::parse_str(&self.instansi_id).is_ok())
    }

    /// Writes the answers into the account. Call it for a form without problems.
    pub fn fill(&self, account: &mut Account, today: NaiveDate) {
        self.instansi.trim().clone_into(&mut account.agency_text);
        account.agency = Uuid::parse_str(&self.instansi_id).ok().filter(|_| self.settled());
        self.unit.trim().clone_into(&mut account.unit_text);
        self.nama_terlapor.trim().clone_into(&mut account.accused_name);
        account.accused_nip = Nip::parse(&self.nip, today).map(|nip| nip.digits().to_owned()).unwrap_or_default();
        self.jabatan.trim().clone_into(&mut account.accused_position);
        status_code(&self.status).unwrap_or("unknown").clone_into(&mut account.accused_status);
        self.lain.trim().clone_into(&mut account.others);
        self.kecuali.trim().clone_into(&mut account.excluded);
    }
}

fn status_code(value: &str) -> Option<&'static str> {
    Some(match value {
        "pns" => "pns",
        "pppk" => "pppk",
        "tidak-tahu" => "unknown",
        _ => return None,
    })
}

/// What the person may be.
pub(super) fn statuses(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("pns", fl!(t, "lapor-status-pns")),
        Choice::plain("pppk", fl!(t, "lapor-status-pppk")),
        Choice::plain("tidak-tahu", fl!(t, "lapor-status-tidak-tahu")),
    ]
}

#[derive(Template)]
#[template(path = "intake/accused.html")]
struct AccusedPage {
    page: Page,
    problems: Problems,
    form: AccusedForm,
    matches: Vec<Match>,
    statuses: Vec<Choice>,
    frame: Frame,
}

fn show(page: Page, form: AccusedForm, matches: Vec<Match>, problems: Problems, unsaved: bool) -> Response {
    let (status, statuses) = (steps::status(&problems, unsaved), statuses(page.t));
    let frame = Frame::of(&page, Step::Accused, Step::Choice.path(), unsaved);
    (status, Html(AccusedPage { page, problems, form, matches, statuses, frame })).into_response()
}

/// `GET /lapor/terlapor`.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, Step::Accused).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    Ok(show(page, open.draft.accused, Vec::new(), Problems::none(), false))
}

/// `POST /lapor/terlapor`.
pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(mut form): Form<AccusedForm>,
) -> Result<Response, Error> {
    let later = !form.nanti.is_empty();
    let matches = match agency::settle(&app, &mut form).await {
        Ok(matches) => matches,
        Err(Error::Unavailable(_)) => return Ok(show(page, form, Vec::new(), Problems::none(), true)),
        Err(error) => return Err(error),
    };
    let problems = form.problems(page.t, steps::today(&page));
    if problems.any() && !later {
        return Ok(show(page, form, matches, problems, false));
    }
    let kept = form.clone();
    match draft::change(&app, &secrets, Kind::Complaint, |draft| draft.accused = kept).await {
        Ok(saved) => later::or_next(&app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, form, matches, Problems::none(), true)),
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

    fn good() -> AccusedForm {
        AccusedForm {
            instansi: "Dinas Perizinan Kabupaten Umpama".into(),
            instansi_untuk: "Dinas Perizinan Kabupaten Umpama".into(),
            instansi_id: UNLISTED.into(),
            jabatan: "Petugas loket 2".into(),
            status: "pns".into(),
            ..Default::default()
        }
    }

    fn on(field: &str, change: impl FnOnce(&mut AccusedForm)) -> Option<String> {
        let mut form = good();
        change(&mut form);
        form.problems(Lang::Id.texts(), today()).on(field).map(str::to_owned)
    }

    #[test]
    fn an_agency_and_some_hint_at_the_person_are_enough() {
        assert!(!good().problems(Lang::Id.texts(), today()).any());
        let none = on("nama_terlapor", |f| f.jabatan.clear());
        assert_eq!(none.as_deref(), Some("Isi nama, jabatan, atau bagian, supaya kami tahu siapa yang dimaksud"));
        assert_eq!(
            on("nama_terlapor", |f| {
                f.jabatan.clear();
                f.unit = "loket 2".into();
            }),
            None
        );
        let long = on("nama_terlapor", |f| f.nama_terlapor = "x".repeat(161));
        assert_eq!(long.as_deref(), Some("Nama paling panjang 160 huruf"));
    }

    #[test]
    fn the_agency_is_typed_and_then_picked() {
        let empty = on("instansi", |f| f.instansi = " ".into());
        assert_eq!(empty.as_deref(), Some("Tulis nama instansi atau daerahnya"));
        let pick = "Pilih salah satu instansi dari daftar";
        assert_eq!(on("instansi", |f| f.instansi_id.clear()).as_deref(), Some(pick));
        assert_eq!(on("instansi", |f| f.instansi.push('x')).as_deref(), Some(pick), "another text voids the pick");
        assert_eq!(on("instansi", |f| f.instansi_id = "bukan-id".into()).as_deref(), Some(pick));
        assert_eq!(on("instansi", |f| f.instansi_id = Uuid::nil().to_string()), None);
    }

    #[test]
    fn a_number_that_cannot_be_one_is_refused() {
        let wrong = "NIP terdiri dari 18 angka. Periksa lagi, atau kosongkan";
        assert_eq!(on("nip", |f| f.nip = "1986".into()).as_deref(), Some(wrong));
        assert_eq!(on("nip", |f| f.nip = "198613262015051001".into()).as_deref(), Some(wrong));
        assert_eq!(on("nip", |f| f.nip = "19860926 201505 1 001".into()), None);
        let mut account = Account::default();
        AccusedForm { nip: "19860926 201505 1 001".into(), ..good() }.fill(&mut account, today());
        assert_eq!(account.accused_nip, "198609262015051001");
        assert_eq!(account.agency, None);
    }

    #[test]
    fn the_status_must_be_chosen_and_texts_be_short() {
        assert_eq!(on("status", |f| f.status.clear()).as_deref(), Some("Pilih salah satu"));
        assert_eq!(on("status", |f| f.status = "tidak-tahu".into()), None);
        for field in ["unit", "jabatan"] {
            let long = on(field, |f| {
                f.unit = "x".repeat(161);
                f.jabatan = "x".repeat(161);
            });
            assert_eq!(long.as_deref(), Some("Terlalu panjang. Kurangi 1 huruf"));
        }
        assert_eq!(
            on("kecuali", |f| f.kecuali = "x".repeat(1002)).as_deref(),
            Some("Terlalu panjang. Kurangi 2 huruf")
        );
        assert_eq!(on("lain", |f| f.lain = "x".repeat(1001)).as_deref(), Some("Terlalu panjang. Kurangi 1 huruf"));
    }
}

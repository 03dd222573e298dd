//! `/petugas/kampanye/baru`: a new campaign.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, Days, NaiveDate};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::campaign::db::{self, NewCampaign};
use crate::campaign::{WHO, sheet};
use crate::case::state::Role;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::{Lang, Tr};
use crate::reference::db as reference;
use crate::vault::CampaignCode;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

const NAME_MAX: usize = 80;
const PLACE_MAX: usize = 120;
/// How long a campaign lasts when nobody changes the dates.
const USUAL: Days = Days::new(90);
/// Suggestions for an agency that was not found.
const MOST: usize = 8;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CampaignForm {
    nama: String,
    kode: String,
    judul: String,
    teks: String,
    jenis: String,
    instansi: String,
    tempat: String,
    mulai_h: String,
    mulai_b: String,
    mulai_t: String,
    akhir_h: String,
    akhir_b: String,
    akhir_t: String,
}

impl CampaignForm {
    /// An empty form with a free code and the usual dates.
    fn fresh(today: NaiveDate) -> Self {
        let end = today + USUAL;
        let parts = |day: NaiveDate| (day.day().to_string(), day.month().to_string(), day.year().to_string());
        let ((mulai_h, mulai_b, mulai_t), (akhir_h, akhir_b, akhir_t)) = (parts(today), parts(end));
        let kode = CampaignCode::generate().as_str().to_owned();
        Self { kode, mulai_h, mulai_b, mulai_t, akhir_h, akhir_b, akhir_t, ..Self::default() }
    }

    fn code(&self, t: Tr) -> Result<String, String> {
        let code = CampaignCode::parse(&self.kode).ok_or_else(|| fl!(t, "kampanye-kode-galat"))?;
        if code.as_str().chars().all(|letter| "AEIOU".contains(letter)) {
            return Err(fl!(t, "kampanye-kode-vokal"));
        }
        Ok(code.as_str().to_owned())
    }

    /// What is wrong, apart from what only the database knows.
    fn problems(&self, t: Tr, choices: &[Choice]) -> Problems {
        let mut problems = Problems::none();
        let mut long = |field: &str, typed: &str, max: usize| {
            let over = typed.trim().chars().count().saturating_sub(max);
            if over > 0 {
                let n = i64::try_from(over).unwrap_or(i64::MAX);
                problems.add(field, fl!(t, "lapor-terlalu-panjang", n = n));
            }
        };
        long("nama", &self.nama, NAME_MAX);
        long("tempat", &self.tempat, PLACE_MAX);
        if self.nama.trim().is_empty() {
            problems.add("nama", fl!(t, "kampanye-nama-kosong"));
        }
        if let Err(text) = self.code(t) {
            problems.add("kode", text);
        }
        if self.judul.trim().is_empty() {
            problems.add("judul", fl!(t, "kampanye-judul-kosong"));
        } else if sheet::headline(&self.judul).is_none() {
            problems.add("judul", fl!(t, "kampanye-judul-panjang"));
        }
        if sheet::small(&self.teks).is_none() {
            problems.add("teks", fl!(t, "kampanye-isi-panjang"));
        }
        if !self.jenis.is_empty() && !choices.iter().any(|choice| choice.is(&self.jenis)) {
            problems.add("jenis", fl!(t, "kampanye-jenis-galat"));
        }
        self.date_problems(t, &mut problems);
        problems
    }

    fn date_problems(&self, t: Tr, problems: &mut Problems) {
        match (self.starts_on(), self.ends_on()) {
            (Some(start), Some(end)) if end <= start => problems.add("akhir", fl!(t, "kampanye-akhir-galat")),
            (Some(_), Some(_)) => {}
            (start, end) => {
                for (field, day) in [("mulai", start), ("akhir", end)] {
                    if day.is_none() {
                        problems.add(field, fl!(t, "kampanye-tanggal-galat"));
                    }
                }
            }
        }
    }

    /// What is written. Call it for a form without problems.
    fn campaign(
        &self,
        officer: &SignedIn,
        code: &str,
        agency: Option<Uuid>,
        (starts_on, ends_on): (NaiveDate, NaiveDate),
    ) -> NewCampaign {
        NewCampaign {
            code: code.to_owned(),
            unit: officer.roles.iter().find(|(_, role)| *role == Role::Supervisor).and_then(|(unit, _)| *unit),
            name: self.nama.trim().to_owned(),
            headline: self.judul.split_whitespace().collect::<Vec<_>>().join(" "),
            body: self.teks.split_whitespace().collect::<Vec<_>>().join(" "),
            choice: Some(self.jenis.clone()).filter(|choice| !choice.is_empty()),
            agency,
            place: self.tempat.trim().to_owned(),
            starts_on,
            ends_on,
        }
    }

    fn starts_on(&self) -> Option<NaiveDate> {
        day(&self.mulai_h, &self.mulai_b, &self.mulai_t)
    }

    fn ends_on(&self) -> Option<NaiveDate> {
        day(&self.akhir_h, &self.akhir_b, &self.akhir_t)
    }
}

fn day(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let year: i32 = year.trim().parse().ok().filter(|year| (2000..=2999).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.trim().parse().ok()?, day.trim().parse().ok()?)
}

#[derive(Template)]
#[template(path = "campaign/new.html")]
struct NewPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    form: CampaignForm,
    choices: Vec<Choice>,
    /// Names like the agency that was not found.
    suggestions: Vec<String>,
}

async fn choices(app: &App, page: &Page, officer: &SignedIn) -> Result<Vec<Choice>, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let rows = reference::choices(&mut tx).await?;
    let free = Choice::plain("", fl!(page.t, "kampanye-jenis-bebas"));
    let offered = rows.into_iter().filter(|row| row.active).map(|row| {
        let label = if page.lang == Lang::Id { row.label_id } else { row.label_en };
        Choice::plain(row.code, label)
    });
    Ok(std::iter::once(free).chain(offered).collect())
}

/// `GET /petugas/kampanye/baru`.
pub(super) async fn ask(State(app): State<App>, page: Page, officer: SignedIn) -> Result<Response, Error> {
    officer.require(WHO)?;
    let choices = choices(&app, &page, &officer).await?;
    let form = CampaignForm::fresh(page.brand.zone.day(clock::now()));
    let desk = Desk::from(&officer);
    Ok(Html(NewPage { page, desk, problems: Problems::none(), form, choices, suggestions: Vec::new() }).into_response())
}

/// `POST /petugas/kampanye/baru`.
pub(super) async fn make(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(form): Form<CampaignForm>,
) -> Result<Response, Error> {
    officer.require(WHO)?;
    let choices = choices(&app, &page, &officer).await?;
    let mut problems = form.problems(page.t, &choices);
    let mut tx = app.db.begin(officer.actor()).await?;
    let code = form.code(page.t).unwrap_or_default();
    if db::is_taken(&mut tx, &code).await? {
        problems.add("kode", fl!(page.t, "kampanye-kode-dipakai"));
    }
    let (agency, suggestions) = match named(&mut tx, form.instansi.trim()).await? {
        Ok(agency) => (agency, Vec::new()),
        Err(suggestions) => {
            problems.add("instansi", fl!(page.t, "kampanye-instansi-galat"));
            (None, suggestions)
        }
    };
    if let (false, Some(starts_on), Some(ends_on)) = (problems.any(), form.starts_on(), form.ends_on()) {
        let new = form.campaign(&officer, &code, agency, (starts_on, ends_on));
        if db::insert(&mut tx, new, officer.id, clock::now()).await? {
            log_act(&mut tx, Some(officer.id), "campaign_new", &code, clock::now()).await?;
            tx.commit().await?;
            return Ok(Redirect::to(&format!("/petugas/kampanye/{code}?baru=1")).into_response());
        }
        problems.add("kode", fl!(page.t, "kampanye-kode-dipakai"));
    }
    let (status, desk) = (problems.status(), Desk::from(&officer));
    Ok((status, Html(NewPage { page, desk, problems, form, choices, suggestions })).into_response())
}

/// The agency of this name; nothing for an empty field; otherwise the names that come near.
async fn named(tx: &mut crate::db::Tx, typed: &str) -> Result<Result<Option<Uuid>, Vec<String>>, Error> {
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    let typed: String = typed.chars().take(200).collect();
    let found = reference::agencies_matching(tx, &typed, MOST).await?;
    let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
    Ok(match found.iter().find(|agency| same(&agency.name)) {
        Some(agency) => Ok(Some(agency.id)),
        None => Err(found.into_iter().map(|agency| agency.name).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> CampaignForm {
        let mut form = CampaignForm::fresh(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
        form.nama = "Loket Umpama".into();
        form.kode = "umpama 26".into();
        form.judul = "Diminta uang di loket ini?".into();
        form
    }

    fn on(field: &str, change: impl FnOnce(&mut CampaignForm)) -> Option<String> {
        let mut form = good();
        change(&mut form);
        form.problems(Lang::Id.texts(), &[Choice::plain("pungli", "Pungli")]).on(field).map(str::to_owned)
    }

    #[test]
    fn a_name_a_headline_and_a_code_are_enough() {
        let t = Lang::Id.texts();
        assert!(!good().problems(t, &[]).any());
        assert_eq!(good().code(t).as_deref(), Ok("UMPAMA26"));
        assert!(on("nama", |f| f.nama.clear()).is_some());
        assert!(on("judul", |f| f.judul = "x".repeat(19)).is_some());
        assert!(on("teks", |f| f.teks = "kata ".repeat(40)).is_some());
    }

    #[test]
    fn a_code_has_four_to_twelve_letters_and_digits_and_no_word_of_vowels() {
        let wrong = "Kode hanya huruf A–Z dan angka, 4 sampai 12";
        for bad in ["", "ABC", "ABCDEFGHIJKLM", "AB/CD", "KÖLN1"] {
            assert_eq!(on("kode", |f| f.kode = bad.into()).as_deref(), Some(wrong), "{bad}");
        }
        assert_eq!(on("kode", |f| f.kode = "aiueo".into()).as_deref(), Some("Kode tidak boleh hanya huruf vokal"));
        assert_eq!(on("kode", |f| f.kode = "AMAN".into()), None);
    }

    #[test]
    fn the_end_comes_after_the_start() {
        let wrong = "Tanggal akhir harus setelah tanggal mulai";
        assert_eq!(on("akhir", |f| f.akhir_t = "2026".into()).as_deref(), Some(wrong));
        assert_eq!(
            on("mulai", |f| f.mulai_h = "31".into()).as_deref(),
            Some("Tulis tanggal lengkap yang ada di kalender")
        );
        assert_eq!(on("akhir", |f| f.akhir_b.clear()).as_deref(), Some("Tulis tanggal lengkap yang ada di kalender"));
    }

    #[test]
    fn the_choice_must_be_on_the_list() {
        assert!(on("jenis", |f| f.jenis = "ngarang".into()).is_some());
        assert_eq!(on("jenis", |f| f.jenis = "pungli".into()), None);
    }
}

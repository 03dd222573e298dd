//! The queue: what waits for this officer, nearest deadline first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;

use super::db::{self, Counts, Listed, Narrow, PAGE, Place, View};
use super::row::{Row, rows};
use super::time::capped;
use super::told;
use super::words::word;
use crate::app::App;
use crate::case::state::{Kind, Mode, State as CaseState};
use crate::clock;
use crate::error::Error;
use crate::i18n::Lang;
use crate::reference;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// The address: which view, narrowed to what, from where on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tampil: String,
    jenis: String,
    tahap: String,
    kategori: String,
    identitas: String,
    instansi: String,
    setelah: String,
    /// What was just done: the code of an action.
    kabar: String,
}

const VIEWS: [(View, &str); 6] = [
    (View::Act, "tindakan"),
    (View::Free, "bebas"),
    (View::Mine, "saya"),
    (View::Wait, "tunggu"),
    (View::Late, "lewat"),
    (View::All, "semua"),
];

fn code(view: View) -> &'static str {
    VIEWS.iter().find(|(known, _)| *known == view).map_or("tindakan", |(_, code)| code)
}

impl Asked {
    fn view(&self) -> View {
        VIEWS.iter().find(|(_, code)| *code == self.tampil).map_or(View::Act, |(view, _)| *view)
    }

    /// Only codes that exist narrow; anything else is "Semua".
    fn narrow(&self) -> Narrow {
        Narrow {
            kind: Kind::from_code(&self.jenis).map(|kind| kind.code().to_owned()),
            state: CaseState::from_code(&self.tahap).map(|state| state.code().to_owned()),
            choice: (!self.kategori.is_empty()).then(|| self.kategori.clone()),
            mode: Mode::from_code(&self.identitas).map(|mode| mode.code().to_owned()),
            agencies: None,
        }
    }

    fn narrowed(&self) -> bool {
        [&self.jenis, &self.tahap, &self.kategori, &self.identitas, &self.instansi]
            .iter()
            .any(|field| !field.is_empty())
    }

    /// Finished cases are listed newest first, and only when somebody asks for them.
    fn finished(&self) -> bool {
        CaseState::from_code(&self.tahap).is_some_and(CaseState::is_final)
    }

    /// The address of this list from another place on.
    fn address(&self, view: &str, after: &str) -> String {
        let fields = [
            ("tampil", view),
            ("jenis", &self.jenis),
            ("tahap", &self.tahap),
            ("kategori", &self.kategori),
            ("identitas", &self.identitas),
            ("instansi", &self.instansi),
            ("setelah", after),
        ];
        let pairs: Vec<(&str, &str)> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/petugas?{}", serde_html_form::to_string(pairs).unwrap_or_default())
    }
}

/// Where a number goes.
const SLOT: &str = "{n}";

struct Tab {
    href: String,
    text: String,
    count: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    page: Page,
    desk: Desk,
    asked: Asked,
    done: String,
    view: &'static str,
    summary: String,
    tabs: Vec<Tab>,
    filters: Filters,
    unknown_agency: bool,
    rows: Vec<Row>,
    first: String,
    next: String,
    may_take: bool,
    may_assign: bool,
    /// Names of the controls of a row, with [`SLOT`] where its number goes: said once and not for each row.
    select_text: String,
    take_text: String,
}

/// GET `/petugas`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let desk = Desk::from(&officer);
    if !desk.cases {
        return Ok(Redirect::to(elsewhere(&desk)).into_response());
    }
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let counts = db::counts(&mut tx, now).await?;
    let mut narrow = asked.narrow();
    if !asked.instansi.trim().is_empty() {
        let found = reference::db::agencies_matching(&mut tx, asked.instansi.trim(), 40).await?;
        narrow.agencies = Some(found.iter().map(|agency| agency.id).collect());
    }
    // a name that no agency has narrows nothing, and the page says so
    let unknown_agency = narrow.agencies.take_if(|found| found.is_empty()).is_some();
    let from = Place::open(&app.keys, &asked.setelah);
    let mut listed = listed(&mut tx, &asked, &narrow, from.as_ref(), now).await?;
    let next = next_place(&mut listed, asked.finished());
    let calendar = app.policies.current(&mut tx).await?;
    let rows = rows(&app, &mut tx, &page, listed, &calendar.calendar, now).await?;
    let choices = reference::db::choices(&mut tx).await?;
    drop(tx);
    let view = code(asked.view());
    let filters = Filters::of(&page, choices);
    Ok(Html(QueuePage {
        summary: summary(&page, &counts, now),
        tabs: tabs(&page, &asked, &counts),
        filters,
        unknown_agency,
        first: if asked.setelah.is_empty() { String::new() } else { asked.address(view, "") },
        next: next.map(|place| asked.address(view, &place.text(&app.keys))).unwrap_or_default(),
        may_take: may_take(&officer),
        select_text: fl!(page.t, "meja-pilih-satu", nomor = SLOT),
        take_text: fl!(page.t, "meja-ambil-nomor", nomor = SLOT),
        may_assign: officer.is(crate::case::state::Role::Supervisor),
        done: told::done(page.t, &asked.kabar),
        view,
        rows,
        asked,
        desk,
        page,
    })
    .into_response())
}

/// One page of the list, and one row more when there is more.
async fn listed(
    tx: &mut PgConnection,
    asked: &Asked,
    narrow: &Narrow,
    from: Option<&Place>,
    now: DateTime<Utc>,
) -> Result<Vec<Listed>, sqlx::Error> {
    if asked.finished() {
        db::finished(tx, narrow, from).await
    } else {
        db::page(tx, asked.view(), narrow, from, now).await
    }
}

/// What the list can be narrowed to.
struct Filters {
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    modes: Vec<Choice>,
    choices: Vec<Choice>,
}

impl Filters {
    fn of(page: &Page, choices: Vec<reference::Choice>) -> Self {
        let label = |choice: reference::Choice| {
            Choice::plain(choice.code, if page.lang == Lang::Id { choice.label_id } else { choice.label_en })
        };
        Self {
            kinds: Self::coded(page, "jenis", Kind::ALL.iter().map(|kind| kind.code())),
            states: Self::coded(page, "tahap", CaseState::ALL.iter().map(|state| state.code())),
            modes: Self::coded(page, "cara", Mode::ALL.iter().map(|mode| mode.code())),
            choices: Self::with_all(page, choices.into_iter().map(label)),
        }
    }

    fn coded(page: &Page, group: &str, codes: impl Iterator<Item = &'static str>) -> Vec<Choice> {
        Self::with_all(page, codes.map(|code| Choice::plain(code, word(page.t, group, code))))
    }

    fn with_all(page: &Page, rest: impl Iterator<Item = Choice>) -> Vec<Choice> {
        std::iter::once(Choice::plain("", fl!(page.t, "meja-saring-semua"))).chain(rest).collect()
    }
}

/// Where somebody works who has no cases: the door of the desk is the same for everybody.
fn elsewhere(desk: &Desk) -> &'static str {
    match (desk.admin, desk.log) {
        _ if desk.custody.is_some() => "/petugas/kustodian",
        (true, _) => "/petugas/kelola",
        (false, true) => "/petugas/jejak",
        (false, false) => "/petugas/akun",
    }
}

/// Whoever may take a case in some state.
fn may_take(officer: &SignedIn) -> bool {
    use crate::case::state::Role::{Analyst, Consultant, Integrity, Verifier};
    [Verifier, Analyst, Consultant, Integrity].iter().any(|role| officer.is(*role))
}

/// Cuts the row that only says that there is more, and tells where the next page begins.
fn next_place(listed: &mut Vec<Listed>, finished: bool) -> Option<Place> {
    let more = listed.len() > PAGE;
    listed.truncate(PAGE);
    let last = listed.last().filter(|_| more)?;
    Some(Place::of(if finished { Some(last.updated_at) } else { last.due_at }, last.case_id))
}

fn summary(page: &Page, counts: &Counts, now: DateTime<Utc>) -> String {
    let day = page.date(page.brand.zone.day(now));
    fl!(
        page.t,
        "meja-antrean-ringkas",
        tanggal = day,
        terbuka = capped(page, counts.every),
        tindakan = capped(page, counts.act)
    )
}

fn tabs(page: &Page, asked: &Asked, counts: &Counts) -> Vec<Tab> {
    let here = asked.view();
    View::ALL
        .into_iter()
        .map(|view| Tab {
            href: asked.address(code(view), ""),
            text: word(page.t, "tampil", code(view)),
            count: capped(page, counts.of(view)),
            here: view == here,
        })
        .collect()
}

impl QueuePage {
    fn caption(&self) -> String {
        let view = word(self.page.t, "tampil", self.view);
        if self.asked.finished() {
            fl!(self.page.t, "meja-tabel-selesai", tampil = view)
        } else {
            fl!(self.page.t, "meja-tabel", tampil = view)
        }
    }

    fn nothing(&self) -> String {
        if self.asked.narrowed() {
            fl!(self.page.t, "meja-kosong-saring")
        } else {
            self.page.t.get(&format!("meja-kosong-{}", self.view))
        }
    }

    fn select_one(&self, number: &str) -> String {
        self.select_text.replace(SLOT, number)
    }

    fn take_one(&self, number: &str) -> String {
        self.take_text.replace(SLOT, number)
    }

    fn selected(&self) -> String {
        fl!(self.page.t, "meja-dipilih", n = SLOT)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::vault::Keys;

    #[test]
    fn an_address_keeps_its_filters_and_drops_what_is_empty() {
        let asked = Asked { jenis: "complaint".into(), instansi: "Dinas & Co".into(), ..Asked::default() };
        assert_eq!(asked.address("lewat", ""), "/petugas?tampil=lewat&jenis=complaint&instansi=Dinas+%26+Co");
        assert!(asked.narrowed() && asked.narrow().kind.is_some());
        let odd = Asked { jenis: "x' or 1=1".into(), tahap: "nowhere".into(), ..Asked::default() };
        assert!(odd.narrow().kind.is_none() && odd.narrow().state.is_none());
    }

    #[test]
    fn a_place_survives_the_address() {
        let (case, keys) = (Uuid::now_v7(), Keys::ephemeral_for_tests());
        for place in [Place::of(None, case), Place::of(Some(clock::now()), case)] {
            assert_eq!(Place::open(&keys, &place.text(&keys)), Some(place));
        }
        for odd in ["", "kemarin_x", "a3VuY2k", &"A".repeat(120)] {
            assert_eq!(Place::open(&keys, odd), None, "{odd}");
        }
    }
}

//! Step 6: everything once more before it is sent (ui.md §9.6). Also the check page of a question.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::state::{Kind, Mode};
use crate::error::Error;
use crate::intake::choice::{self, HARASSMENT, OTHER};
use crate::intake::draft::{Open, Secrets};
use crate::intake::steps::{self, Frame, Step};
use crate::intake::{accused, catalogue, question, stage};
use crate::web::contact;
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// One line of the summary.
struct Row {
    label: String,
    value: String,
    href: &'static str,
    /// What the link changes, for a screen reader.
    noun: String,
}

/// A card of the summary.
struct Card {
    id: &'static str,
    title: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "intake/check.html")]
#[expect(clippy::struct_excessive_bools, reason = "each switches a notice of its own")]
struct CheckPage {
    page: Page,
    problems: Problems,
    cards: Vec<Card>,
    mode: Choice,
    mode_href: &'static str,
    files: Vec<stage::Row>,
    files_href: &'static str,
    consultation: bool,
    send: &'static str,
    later: &'static str,
    discard: &'static str,
    agreed: bool,
    /// What the draft held when this page was made.
    seen: String,
    /// It looks like a complaint about a public service, for which SP4N-LAPOR! is the door.
    service: bool,
    harassment: bool,
    frame: Frame,
}

/// `GET /lapor/periksa`.
pub(super) async fn complaint(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    enter(app, page, secrets, Step::Check).await
}

/// `GET /konsultasi/tulis/periksa`.
pub(super) async fn consultation(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    enter(app, page, secrets, Step::AskCheck).await
}

async fn enter(app: App, page: Page, secrets: Secrets, step: Step) -> Result<Response, Error> {
    match steps::enter(&app, &page, &secrets, step).await? {
        Ok(open) => show(&app, page, &open, Problems::none(), false, false).await,
        Err(away) => Ok(away),
    }
}

/// The check page of an opened draft.
pub(super) async fn show(
    app: &App,
    page: Page,
    open: &Open,
    problems: Problems,
    agreed: bool,
    unsaved: bool,
) -> Result<Response, Error> {
    let status = steps::status(&problems, unsaved);
    let consultation = open.kind == Kind::Consultation;
    let cards = if consultation { question_cards(&page, open) } else { complaint_cards(app, &page, open).await? };
    let step = if consultation { Step::AskCheck } else { Step::Check };
    let frame = Frame::of(&page, step, step.back(&open.draft), unsaved);
    let view = CheckPage {
        mode: mode_choice(&page, open),
        mode_href: steps::first(open.kind).path(),
        files: stage::rows(&page, &open.files),
        files_href: if consultation { Step::Question.path() } else { Step::Evidence.path() },
        send: if consultation { "/konsultasi/tulis/kirim" } else { "/lapor/kirim" },
        later: if consultation { "/konsultasi/tulis/nanti" } else { "/lapor/nanti" },
        discard: if consultation { "/konsultasi/tulis/hapus" } else { "/lapor/hapus" },
        seen: open.seen(),
        service: open.draft.choice.jenis == OTHER && is_about_a_service(open),
        harassment: open.draft.choice.jenis == HARASSMENT,
        page,
        problems,
        cards,
        consultation,
        agreed,
        frame,
    };
    Ok((status, Html(view)).into_response())
}

fn mode_choice(page: &Page, open: &Open) -> Choice {
    let (title, text, icon, class) = match open.draft.mode.mode() {
        Some(Mode::Open) => (fl!(page.t, "lapor-terbuka"), fl!(page.t, "lapor-terbuka-singkat"), "orang", "w-abu"),
        Some(Mode::Confidential) => {
            (fl!(page.t, "lapor-rahasia"), fl!(page.t, "lapor-rahasia-singkat"), "kunci", "w-sogan")
        }
        Some(Mode::Anonymous) | None => {
            (fl!(page.t, "lapor-anonim"), fl!(page.t, "lapor-anonim-singkat"), "anonim", "w-nila")
        }
    };
    Choice { value: String::new(), title, text, icon, class }
}

fn row(label: String, value: impl Into<String>, step: Step, noun: String) -> Row {
    Row { label, value: value.into().trim().to_owned(), href: step.path(), noun }
}

fn chosen(options: &[Choice], value: &str) -> String {
    options.iter().find(|option| option.is(value)).map(|option| option.title.clone()).unwrap_or_default()
}

/// Rows of name and contact; none for Anonim.
fn identity_rows(page: &Page, open: &Open, step: Step) -> Vec<Row> {
    if open.draft.is_anonymous() {
        return Vec::new();
    }
    let (t, form) = (page.t, &open.draft.contact);
    let way = chosen(&contact::ways(t), &form.cara_hubung);
    vec![
        row(fl!(t, "lapor-nama"), &form.nama, step, fl!(t, "lapor-ubah-nama")),
        row(fl!(t, "lapor-telepon-pendek"), &form.telepon, step, fl!(t, "lapor-ubah-telepon")),
        row(fl!(t, "lapor-surel-pendek"), &form.surel, step, fl!(t, "lapor-ubah-surel")),
        row(fl!(t, "lapor-hubung"), way, step, fl!(t, "lapor-ubah-hubung")),
        row(fl!(t, "lapor-jam-pendek"), &form.jam, step, fl!(t, "lapor-ubah-jam")),
        row(fl!(t, "lapor-pekerjaan-pendek"), &form.pekerjaan, step, fl!(t, "lapor-ubah-pekerjaan")),
        row(fl!(t, "lapor-nip-sendiri-pendek"), &form.nip_sendiri, step, fl!(t, "lapor-ubah-nip-sendiri")),
    ]
}

async fn complaint_cards(app: &App, page: &Page, open: &Open) -> Result<Vec<Card>, Error> {
    let (t, draft) = (page.t, &open.draft);
    let mut who = identity_rows(page, open, Step::Contact);
    let relation = chosen(&choice::relations(t), &draft.choice.hubungan);
    who.push(row(fl!(t, "lapor-hubungan-pendek"), relation, Step::Choice, fl!(t, "lapor-ubah-hubungan")));
    let mut kind = catalogue::label(app, page.lang, &draft.choice.jenis).await?;
    if draft.choice.jenis == OTHER {
        kind = format!("{kind}: {}", draft.choice.jenis_lain.trim());
    }
    if !draft.choice.perempuan.is_empty() {
        kind = format!("{kind}. {}", fl!(t, "lapor-perempuan"));
    }
    Ok(vec![
        Card { id: "k1", title: fl!(t, "lapor-kartu-identitas"), rows: who },
        Card { id: "k2", title: fl!(t, "lapor-kartu-terlapor"), rows: accused_rows(page, open, kind) },
        Card { id: "k3", title: fl!(t, "lapor-kartu-kejadian"), rows: event_rows(page, open) },
        Card {
            id: "k4",
            title: fl!(t, "lapor-kartu-petunjuk"),
            rows: vec![
                row(fl!(t, "lapor-tautan-pendek"), &draft.evidence.tautan, Step::Evidence, fl!(t, "lapor-ubah-tautan")),
                row(fl!(t, "lapor-saksi-pendek"), &draft.evidence.saksi, Step::Evidence, fl!(t, "lapor-ubah-saksi")),
            ],
        },
    ])
}

fn accused_rows(page: &Page, open: &Open, kind: String) -> Vec<Row> {
    let (t, form) = (page.t, &open.draft.accused);
    let status = chosen(&accused::statuses(t), &form.status);
    let line = |label, value: &str, noun| row(label, value, Step::Accused, noun);
    vec![
        row(fl!(t, "lapor-jenis-pendek"), kind, Step::Choice, fl!(t, "lapor-ubah-jenis")),
        line(fl!(t, "lapor-terlapor-pendek"), &form.nama_terlapor, fl!(t, "lapor-ubah-terlapor")),
        line(fl!(t, "lapor-nip-pendek"), &form.nip, fl!(t, "lapor-ubah-nip")),
        line(fl!(t, "lapor-jabatan-pendek"), &form.jabatan, fl!(t, "lapor-ubah-jabatan")),
        line(fl!(t, "lapor-status-pendek"), &status, fl!(t, "lapor-ubah-status")),
        line(fl!(t, "lapor-instansi"), &form.instansi, fl!(t, "lapor-ubah-instansi")),
        line(fl!(t, "lapor-unit-pendek"), &form.unit, fl!(t, "lapor-ubah-unit")),
        line(fl!(t, "lapor-lain-pendek"), &form.lain, fl!(t, "lapor-ubah-lain")),
        line(fl!(t, "lapor-kecuali-pendek"), &form.kecuali, fl!(t, "lapor-ubah-kecuali")),
    ]
}

fn event_rows(page: &Page, open: &Open) -> Vec<Row> {
    let (t, form) = (page.t, &open.draft.event);
    let mut when = form.when(steps::today(page)).map(|day| day.words(page.lang)).unwrap_or_default();
    if !form.berulang.is_empty() {
        when = format!("{when}, {}", fl!(t, "lapor-berulang-pendek"));
    }
    vec![
        row(fl!(t, "lapor-waktu"), when, Step::Event, fl!(t, "lapor-ubah-waktu")),
        row(fl!(t, "lapor-tempat"), &form.lokasi, Step::Event, fl!(t, "lapor-ubah-tempat")),
        row(fl!(t, "lapor-uraian-kartu"), &form.uraian, Step::Event, fl!(t, "lapor-ubah-uraian")),
    ]
}

fn question_cards(page: &Page, open: &Open) -> Vec<Card> {
    let (t, draft) = (page.t, &open.draft);
    let topic = chosen(&question::topics(t), &draft.topic.topik);
    let mut cards = vec![
        Card { id: "k1", title: fl!(t, "lapor-kartu-identitas"), rows: identity_rows(page, open, Step::AskContact) },
        Card {
            id: "k2",
            title: fl!(t, "konsultasi-pertanyaan"),
            rows: vec![
                row(fl!(t, "konsultasi-topik-pendek"), topic, Step::Topic, fl!(t, "konsultasi-ubah-topik")),
                row(
                    fl!(t, "konsultasi-pertanyaan"),
                    &draft.question.pertanyaan,
                    Step::Question,
                    fl!(t, "konsultasi-ubah-pertanyaan"),
                ),
            ],
        },
    ];
    cards.retain(|card| card.id == "k1" || !card.rows.is_empty());
    cards
}

/// Words of complaints about services, not about people; a hint on the page, never a barrier.
const SERVICE: &[&str] = &[
    "jalan rusak",
    "jalan berlubang",
    "lampu jalan",
    "sampah",
    "banjir",
    "drainase",
    "air bersih",
    "pdam",
    "listrik",
    "bpjs",
    "bansos",
    "ktp",
    "e-ktp",
    "kartu keluarga",
    "parkir",
    "trotoar",
    "halte",
    "internet",
    "pothole",
    "street light",
    "garbage",
    "flood",
];

fn is_about_a_service(open: &Open) -> bool {
    let words = format!(" {} {} ", open.draft.choice.jenis_lain, open.draft.event.uraian).to_lowercase();
    SERVICE.iter().any(|word| words.contains(word))
}

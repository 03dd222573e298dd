//! `/kasus`: the opened case (ui.md §13, mock-up lacak.html).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::action::ActionKind;
use crate::case::db::{self, Author, Document, EventEntry, Evidence, Message};
use crate::case::state::{Mode, State as CaseState};
use crate::error::Error;
use crate::follow::db as own;
use crate::follow::letter;
use crate::follow::mine::Mine;
use crate::follow::reply::Reply;
use crate::follow::standing::{self, Named};
use crate::follow::thread::{self, Entry};
use crate::follow::turn::Turn;
use crate::reference::db as reference;
use crate::web::view::{self, Moment, Stage};
use crate::web::{Html, Page, Problems};

/// Notices that may stand on top after sending.
pub(super) const NEWS: [&str; 20] = [
    "kecuali",
    "jawab",
    "pesan",
    "bukti",
    "cara",
    "identitas",
    "izin",
    "perlindungan",
    "mediasi",
    "butir",
    "akhiri",
    "cabut",
    "keberatan",
    "keberatan-cabut",
    "nilai",
    "buka",
    "tanya",
    "batal",
    "tidak",
    "sudah",
];

/// A line of the lists of letters and files, or of the other choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is.
    pub(super) text: String,
    /// Where it leads; empty for a plain line.
    pub(super) href: String,
    /// Size or date.
    pub(super) note: String,
}

#[derive(Template)]
#[template(path = "follow/case.html")]
struct CasePage {
    page: Page,
    problems: Problems,
    mine: Mine,
    kind: String,
    mode: (&'static str, &'static str, String),
    sent: String,
    sentence: String,
    stages: Vec<Stage>,
    turn: Turn,
    entries: Vec<Entry>,
    journey: Vec<Moment>,
    letters: Vec<Line>,
    files: Vec<Line>,
    /// Where evidence is added, while it can be.
    add_href: &'static str,
    choices: Vec<Line>,
    reply: Option<Reply>,
    notice: Option<String>,
    /// Somebody says that the code is lost.
    code_asked: bool,
}

/// Everything that the page reads of the case beside [`Mine`].
struct Around {
    messages: Vec<Message>,
    files: Vec<Evidence>,
    letters: Vec<Document>,
    events: Vec<EventEntry>,
    named: Named,
    code_asked: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct News {
    kabar: String,
}

/// GET `/kasus`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    mine: Mine,
    Query(News { kabar }): Query<News>,
) -> Result<Response, Error> {
    let reply = Reply::of(&page, &mine);
    render(&app, page, mine, reply, Problems::none(), &kabar).await
}

/// The page with a reply that was not taken, or with a notice.
pub(super) async fn render(
    app: &App,
    page: Page,
    mine: Mine,
    reply: Option<Reply>,
    problems: Problems,
    news: &str,
) -> Result<Response, Error> {
    let around = Around::read(app, &page, &mine).await?;
    let unread = mine.may(ActionKind::OpenResult) && around.letters.iter().any(letter::is_result);
    let status = reply.as_ref().and_then(|reply| reply.status).unwrap_or(problems.status());
    let built = CasePage {
        kind: if mine.consults() { fl!(page.t, "kasus-konsultasi") } else { fl!(page.t, "kasus-pengaduan") },
        mode: mode(&page, mine.case.mode),
        sent: sent(&page, &mine, &around.events),
        sentence: standing::sentence(&page, &mine, &around.named),
        stages: standing::stages(&page, &mine.case),
        turn: Turn::of(&page, &mine, unread),
        journey: thread::journey(&page, &mine, &around.events),
        letters: letters(&page, &around.letters),
        files: files(&page, &around.files),
        add_href: if mine.may(ActionKind::AddEvidence) { "/kasus/bukti" } else { "" },
        choices: choices(&page, &mine, around.letters.iter().any(letter::is_result)),
        notice: notice(&page, news, &around.events),
        code_asked: around.code_asked,
        entries: thread::entries(&page, &mine, around.messages, &around.files, unread),
        problems,
        reply,
        mine,
        page,
    };
    Ok((status, Html(built)).into_response())
}

impl Around {
    async fn read(app: &App, page: &Page, mine: &Mine) -> Result<Self, Error> {
        let (id, key) = (mine.case.id, &mine.secret.key);
        let mut tx = app.db.begin(mine.opened.actor()).await?;
        let messages = db::messages(&mut tx, key, id).await?;
        let files = db::evidence(&mut tx, key, id).await?;
        let letters = db::documents(&mut tx, key, id).await?;
        let events = db::events(&mut tx, key, id).await?;
        let mut named = Named { refusal: letter::refusal(&letters), ..Named::default() };
        if mine.case.facts.joined_to.is_some() {
            named.parent = own::parent_state(&mut tx).await?.and_then(|code| CaseState::from_code(&code));
        }
        if mine.case.state == CaseState::Referred {
            let targets = reference::referral_targets(&mut tx).await?;
            let target = targets.into_iter().find(|target| target.code == mine.case.facts.referral.receiver);
            named.referral = target.map(|target| match page.lang {
                crate::i18n::Lang::Id => (target.name_id, target.ground_id),
                crate::i18n::Lang::En => (target.name_en, target.ground_en),
            });
        }
        let code_asked = db::code_requests(&mut tx, key, id).await?.iter().any(|request| request.is_open(mine.now));
        tx.commit().await?;
        Ok(Self { messages, files, letters, events, named, code_asked })
    }
}

/// Class, icon and words of the chip that says how the reporter is known.
pub(super) fn mode(page: &Page, mode: Mode) -> (&'static str, &'static str, String) {
    match mode {
        Mode::Anonymous => ("w-nila", "anonim", fl!(page.t, "kasus-cara-anonymous")),
        Mode::Confidential => ("w-manggis", "kunci", fl!(page.t, "kasus-cara-confidential")),
        Mode::Open => ("w-sogan", "orang", fl!(page.t, "kasus-cara-open")),
    }
}

fn sent(page: &Page, mine: &Mine, events: &[EventEntry]) -> String {
    let last =
        events.iter().rev().find_map(|event| event.payload.as_ref()).map_or(mine.case.received_at, |last| last.at);
    let tanggal = page.lang.short_date(page.brand.zone.day(mine.case.received_at));
    fl!(page.t, "kasus-dikirim", tanggal = tanggal, baru = page.moment(last))
}

fn letters(page: &Page, letters: &[Document]) -> Vec<Line> {
    let lines = letters.iter().enumerate().map(|(at, document)| Line {
        text: letter::name(page, &document.kind),
        href: format!("/kasus/surat/{}", at + 1),
        note: page.lang.short_date(page.brand.zone.day(document.at)),
    });
    lines.rev().collect()
}

/// The reporter's own files. What officers added is theirs to show.
fn files(page: &Page, files: &[Evidence]) -> Vec<Line> {
    let own = files.iter().filter(|file| file.author == Author::Reporter);
    own.map(|file| Line {
        text: file.meta.name.clone(),
        href: String::new(),
        note: fl!(
            page.t,
            "kasus-bukti-ukuran",
            ukuran = view::size(page.lang, file.meta.size),
            tanggal = page.lang.short_date(page.brand.zone.day(file.at))
        ),
    })
    .collect()
}

/// "Jawaban terkirim 14.20 WIB." The time is that of the last own step in the record.
fn notice(page: &Page, news: &str, events: &[EventEntry]) -> Option<String> {
    if news == "lain" {
        return Some(fl!(page.t, "kasus-kabar-lain"));
    }
    let known = NEWS.iter().find(|known| **known == news)?;
    let at = thread::last_own(events)?;
    let time = page.lang.time(at, page.brand.zone);
    let arguments = std::collections::HashMap::from([("pukul", time.as_str())]);
    Some(page.t.get_args(&format!("kasus-kabar-{known}"), arguments))
}

/// What else the reporter can do now; the table decides.
fn choices(page: &Page, mine: &Mine, result: bool) -> Vec<Line> {
    let t = page.t;
    let closer = match mine.case.mode {
        Mode::Anonymous => Some(fl!(t, "kasus-lain-cara-anonymous")),
        Mode::Confidential => Some(fl!(t, "kasus-lain-cara-confidential")),
        Mode::Open => None,
    };
    let answers_terms = mine.case.state == CaseState::Mediation;
    let may = |action| mine.may(action);
    let isi = if mine.consults() { fl!(t, "kasus-lain-isi-konsultasi") } else { fl!(t, "kasus-lain-isi") };
    let rows = [
        (result, "hasil", fl!(t, "kasus-lain-hasil")),
        (may(ActionKind::Object), "keberatan", fl!(t, "kasus-lain-keberatan")),
        (may(ActionKind::WithdrawObjection), "keberatan/cabut", fl!(t, "kasus-lain-keberatan-cabut")),
        (may(ActionKind::RecordConsent), "mediasi", fl!(t, "kasus-lain-mediasi")),
        (answers_terms, "butir", fl!(t, "kasus-lain-butir")),
        (may(ActionKind::EndWithout), "mediasi/akhiri", fl!(t, "kasus-lain-mediasi-akhiri")),
        (may(ActionKind::Convert), "jadi-pengaduan", fl!(t, "kasus-lain-jadi")),
        (may(ActionKind::Rate), "nilai", fl!(t, "kasus-lain-nilai")),
        (may(ActionKind::ReportAgain), "buka-lagi", fl!(t, "kasus-lain-buka")),
        (true, "isi", isi),
        (may(ActionKind::AddEvidence), "bukti", fl!(t, "kasus-lain-bukti")),
        (may(ActionKind::ShareIdentity) && closer.is_some(), "cara", closer.unwrap_or_default()),
        (mine.case.mode != Mode::Anonymous, "identitas", fl!(t, "kasus-lain-identitas")),
        (page.mail, "kabar", fl!(t, "kasus-lain-kabar")),
        (may(ActionKind::ConsentShare) && mine.case.mode != Mode::Anonymous, "izin", fl!(t, "kasus-lain-izin")),
        (may(ActionKind::AskProtection), "perlindungan", fl!(t, "kasus-lain-perlindungan")),
        (true, "akses", fl!(t, "kasus-lain-akses")),
        (may(ActionKind::ChangeCode), "kode", fl!(t, "kasus-lain-kode")),
        (may(ActionKind::Withdraw), "cabut", fl!(t, "kasus-lain-cabut")),
        (may(ActionKind::Cancel), "batal", fl!(t, "kasus-lain-batal")),
    ];
    let offered = rows.into_iter().filter(|(offered, ..)| *offered);
    offered.map(|(_, path, text)| Line { text, href: format!("/kasus/{path}"), note: String::new() }).collect()
}

/// Back to the case page when something is not on offer (any more).
pub(super) fn not_offered() -> Response {
    crate::follow::send::case_page("tidak")
}

/// The status of a form that the door refused, or of its problems.
pub(super) fn status_of(refused: Option<StatusCode>, problems: &Problems) -> StatusCode {
    refused.unwrap_or_else(|| problems.status())
}

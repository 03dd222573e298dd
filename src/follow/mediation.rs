//! `/kasus/mediasi` and `/kasus/butir`: consent to mediation, and the lines of the agreement one by one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use uuid::Uuid;

use crate::app::App;
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind};
use crate::case::case::Term;
use crate::case::db::{self, Line};
use crate::case::state::{ClockKind, Mode, Side, State as CaseState};
use crate::error::Error;
use crate::follow::case::{not_offered, status_of};
use crate::follow::db as own;
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::send::{Sent, send};
use crate::vault::token;
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// A mediator whom the reporter may strike.
struct Mediator {
    id: Uuid,
    name: String,
    struck: bool,
}

#[derive(Template)]
#[template(path = "follow/consent.html")]
struct ConsentPage {
    page: Page,
    problems: Problems,
    anonymous: bool,
    until: Option<String>,
    options: Vec<Choice>,
    answer: String,
    mediators: Vec<Mediator>,
    once: String,
}

/// GET `/kasus/mediasi`.
pub(super) async fn ask(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    if !mine.may(ActionKind::RecordConsent) {
        return Ok(not_offered());
    }
    ConsentPage::answer(&app, page, &mine, &Fields::default(), Problems::none(), None).await
}

/// POST `/kasus/mediasi`.
pub(super) async fn consent(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let (mine, fields) = (&parcel.mine, &parcel.fields);
    let roster = &mine.case.facts.mediation.roster;
    let struck: Vec<Uuid> =
        fields.all("coret").filter_map(|id| id.parse().ok()).filter(|id| roster.contains(id)).collect();
    let mut problems = Problems::none();
    let yes = match fields.one("setuju") {
        "ya" => true,
        "tidak" => false,
        _ => {
            problems.add("setuju", fl!(page.t, "kasus-mediasi-pilih"));
            false
        }
    };
    if yes && !roster.is_empty() && roster.iter().all(|mediator| struck.contains(mediator)) {
        problems.add("coret", fl!(page.t, "kasus-mediasi-coret-semua"));
    }
    if problems.any() {
        return ConsentPage::answer(&app, page, mine, fields, problems, None).await;
    }
    let action = Action::RecordConsent { side: Side::Reporter, yes, struck };
    let words = Words { once: Some(fields.once()), ..Words::default() };
    match send(&app, &page, mine, action, words, "mediasi").await? {
        Sent::Done(response) => Ok(response),
        Sent::Not(status, sentence) => {
            problems.add("setuju", sentence);
            ConsentPage::answer(&app, page, mine, fields, problems, Some(status)).await
        }
    }
}

impl ConsentPage {
    async fn answer(
        app: &App,
        page: Page,
        mine: &Mine,
        fields: &Fields,
        problems: Problems,
        refused: Option<StatusCode>,
    ) -> Result<Response, Error> {
        let mut tx = app.db.begin(mine.opened.actor()).await?;
        let roster = own::aliases(&mut tx, &mine.case.facts.mediation.roster).await?;
        tx.commit().await?;
        let mediators = roster.into_iter().map(|(id, alias)| Mediator {
            id,
            name: fl!(page.t, "kasus-mediasi-mediator", nomor = format!("{alias:02}")),
            struck: fields.all("coret").any(|struck| struck == id.to_string()),
        });
        let until = mine.case.clock(ClockKind::MediationReply).map(|clock| {
            let (tanggal, sisa) = (page.date(mine.day(clock.due_at)), mine.left(&page, clock.due_at));
            fl!(page.t, "keadaan-giliran-mediasi", tanggal = tanggal, sisa = sisa)
        });
        let options = vec![
            Choice::plain("ya", fl!(page.t, "kasus-mediasi-ya")),
            Choice::plain("tidak", fl!(page.t, "kasus-mediasi-tidak")),
        ];
        let status = status_of(refused, &problems);
        let built = Self {
            anonymous: mine.case.mode != Mode::Open,
            until,
            options,
            answer: fields.one("setuju").to_owned(),
            mediators: mediators.collect(),
            once: mine.form_key(&fields.once()),
            problems,
            page,
        };
        Ok((status, Html(built)).into_response())
    }
}

/// A line of the agreement as the reporter reads it.
struct Row {
    field: String,
    legend: String,
    text: String,
    due: Option<String>,
    mine: String,
    theirs: String,
    options: Vec<Choice>,
    answer: String,
}

#[derive(Template)]
#[template(path = "follow/terms.html")]
struct TermsPage {
    page: Page,
    problems: Problems,
    rows: Vec<Row>,
    /// Whether more time can be asked for; it was asked for already.
    more_time: (bool, bool),
    may_end: bool,
    once: String,
}

/// GET `/kasus/butir`.
pub(super) async fn lines(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    if mine.case.state != CaseState::Mediation {
        return Ok(not_offered());
    }
    TermsPage::answer(&app, page, &mine, &Fields::default(), Problems::none(), None).await
}

/// POST `/kasus/butir`: one answer per line. Each is an act of its own; the button decides whether more time is asked for.
pub(super) async fn answer(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let (mine, fields) = (&parcel.mine, &parcel.fields);
    let actions = if fields.one("lama").is_empty() {
        answers(fields, &mine.case.facts.mediation.terms)
    } else {
        vec![Action::WantMoreTime { side: Side::Reporter }]
    };
    let mut problems = Problems::none();
    let mut refused = None;
    let mut last = None;
    for action in actions {
        let words = Words { once: Some(key_of(&fields.once(), &action)), ..Words::default() };
        match send(&app, &page, mine, action, words, "butir").await? {
            Sent::Done(response) => last = Some(response),
            Sent::Not(status, sentence) => {
                problems.add("butir", sentence);
                refused = Some(status);
                break;
            }
        }
    }
    if let Some(response) = last.filter(|_| !problems.any()) {
        return Ok(response);
    }
    problems.add("butir", fl!(page.t, "kasus-butir-pilih"));
    TermsPage::answer(&app, page, mine, fields, problems, refused).await
}

/// What was answered, where it differs from what stands.
fn answers(fields: &Fields, terms: &[Term]) -> Vec<Action> {
    terms
        .iter()
        .filter_map(|term| {
            let yes = match fields.one(&field(term.line)) {
                "ya" => true,
                "tidak" => false,
                _ => return None,
            };
            let (line, side) = (term.line, Side::Reporter);
            (term.reporter != Some(yes)).then_some(if yes {
                Action::AcceptTerm { line, side }
            } else {
                Action::RefuseTerm { line, side }
            })
        })
        .collect()
}

fn field(line: u16) -> String {
    format!("butir-{line}")
}

/// The one-use key of each act of one press: the same answer to the same line counts once, another answer is another act.
fn key_of(once: &[u8; 32], action: &Action) -> [u8; 32] {
    let which = match action {
        Action::AcceptTerm { line, .. } => (1, *line),
        Action::RefuseTerm { line, .. } => (2, *line),
        _ => (0_u8, 0),
    };
    token::sha256(&[once.as_slice(), &[which.0], &which.1.to_be_bytes()].concat())
}

impl TermsPage {
    async fn answer(
        app: &App,
        page: Page,
        mine: &Mine,
        fields: &Fields,
        problems: Problems,
        refused: Option<StatusCode>,
    ) -> Result<Response, Error> {
        let mut tx = app.db.begin(mine.opened.actor()).await?;
        let words = db::lines(&mut tx, &mine.secret.key, mine.case.id).await?;
        tx.commit().await?;
        let mediation = &mine.case.facts.mediation;
        let rows = mediation.terms.iter().map(|term| Row::of(&page, term, &words, fields)).collect();
        let more_time = (mine.may(ActionKind::WantMoreTime), mediation.more_time.contains(&Side::Reporter));
        let (may_end, once) = (mine.may(ActionKind::EndWithout), mine.form_key(&fields.once()));
        let status = status_of(refused, &problems);
        Ok((status, Html(Self { page, problems, rows, more_time, may_end, once })).into_response())
    }
}

impl Row {
    fn of(page: &Page, term: &Term, words: &[Line], fields: &Fields) -> Self {
        let t = page.t;
        let text = words.iter().find(|line| line.kind == "term" && line.no == i32::from(term.line));
        let said = |answer: Option<bool>| match answer {
            Some(true) => fl!(t, "kasus-butir-menerima"),
            Some(false) => fl!(t, "kasus-butir-menolak"),
            None => fl!(t, "kasus-butir-belum"),
        };
        let standing = match term.reporter {
            Some(true) => "ya",
            Some(false) => "tidak",
            None => "",
        };
        let name = field(term.line);
        let typed = fields.one(&name);
        Self {
            legend: fl!(t, "kasus-butir-legenda", no = term.line),
            text: text.map(|line| line.text.clone()).unwrap_or_default(),
            due: term.due.map(|due| fl!(t, "kasus-butir-batas", tanggal = page.date(due))),
            mine: fl!(t, "kasus-butir-anda", jawab = said(term.reporter)),
            theirs: fl!(t, "kasus-butir-lawan", jawab = said(term.respondent)),
            options: vec![
                Choice::plain("ya", fl!(t, "kasus-butir-terima")),
                Choice::plain("tidak", fl!(t, "kasus-butir-tolak")),
            ],
            answer: if typed.is_empty() { standing.to_owned() } else { typed.to_owned() },
            field: name,
        }
    }
}

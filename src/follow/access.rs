//! `/kasus/akses`: who may see the case and who has seen it, by role, unit, number and time; never by name. The reporter
//! keeps more people out here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use uuid::Uuid;

use crate::app::App;
use crate::case::act::{self, Done};
use crate::case::db::{self, Author, EventEntry, Evidence, Reading, Reveal};
use crate::case::event::Payload;
use crate::case::state::{Mode, Role};
use crate::error::Error;
use crate::follow::case::status_of;
use crate::follow::codes::{NewCode, new_code};
use crate::follow::db::{self as own, Reader};
use crate::follow::let_in::LetIn;
use crate::follow::mine::Mine;
use crate::follow::parcel::{Fields, Parcel};
use crate::follow::send::{Sent, case_page, not_done};
use crate::web::{Html, Page, Problems};

/// Readings shown, newest first.
const SHOWN: i64 = 200;
/// Most letters of the people added at once, as on the form of a report.
const LETTERS: usize = 500;
/// Most letters of all people kept out.
const LETTERS_IN_ALL: usize = 4000;

/// One reading, in words.
struct Seen {
    who: String,
    what: String,
    stamp: String,
    when: String,
}

#[derive(Template)]
#[template(path = "follow/access.html")]
struct AccessPage {
    page: Page,
    may: Vec<String>,
    seen: Vec<Seen>,
    cut: Option<String>,
    identity: String,
    problems: Problems,
    /// Whom the reporter has excluded, in their own words.
    out: Vec<String>,
    /// What was typed.
    people: String,
    once: String,
    openings: Vec<Opening>,
    let_in: Vec<LetIn>,
    codes: Vec<NewCode>,
}

/// A request to open the identity, or an opening with recovery papers, as the reporter reads it.
struct Opening {
    who: String,
    /// What they asked for or did.
    what: String,
    why: String,
    stamp: String,
    when: String,
    /// Who agreed, or that nobody did.
    state: String,
    /// What was looked at, and when.
    views: Vec<(String, String, String)>,
}

/// GET `/kasus/akses`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    answer(&app, page, &mine, &Fields::default(), Problems::none(), None).await
}

/// POST `/kasus/akses`: more people who may not see the case.
pub(super) async fn post(State(app): State<App>, page: Page, parcel: Parcel) -> Result<Response, Error> {
    let (mine, people) = (&parcel.mine, parcel.fields.one("kecuali"));
    let mut problems = Problems::none();
    if !people.chars().any(char::is_alphanumeric) {
        problems.add("kecuali", fl!(page.t, "kasus-kecuali-kosong"));
    } else if people.chars().count() > LETTERS
        || people.chars().count() + mine.secret.account.excluded.chars().count() > LETTERS_IN_ALL
    {
        problems.add("kecuali", fl!(page.t, "kasus-kecuali-panjang", n = LETTERS));
    }
    if problems.any() {
        return answer(&app, page, mine, &parcel.fields, problems, None).await;
    }
    match exclude(&app, mine, people, parcel.fields.once()).await {
        Ok(Done::Already) => Ok(case_page("sudah")),
        Ok(_) => Ok(case_page("kecuali")),
        Err(error) => match not_done(&page, error)? {
            Sent::Done(response) => Ok(response),
            Sent::Not(status, sentence) => {
                problems.add("kecuali", sentence);
                answer(&app, page, mine, &parcel.fields, problems, Some(status)).await
            }
        },
    }
}

/// In a task of its own, so that a lost connection does not cancel it half-way.
async fn exclude(app: &App, mine: &Mine, people: &str, once: [u8; 32]) -> Result<Done, act::ActError> {
    let (own, case, people) = (app.clone(), mine.case.id, people.to_owned());
    app.tasks
        .spawn(async move { act::exclude(&own, case, &people, once).await })
        .await
        .unwrap_or_else(|_| Err(act::ActError::Db(sqlx::Error::WorkerCrashed)))
}

async fn answer(
    app: &App,
    page: Page,
    mine: &Mine,
    fields: &Fields,
    problems: Problems,
    refused: Option<StatusCode>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let readers = own::readers(&mut tx).await?;
    let handler: Vec<_> = mine.case.handler.into_iter().collect();
    let handler = own::aliases(&mut tx, &handler).await?.first().map(|(_, alias)| *alias);
    let readings = db::readers(&mut tx, mine.case.id, SHOWN).await?;
    let reveals = db::reveals(&mut tx, &mine.secret.key, mine.case.id).await?;
    let files = db::evidence(&mut tx, &mine.secret.key, mine.case.id).await?;
    let held = own::identity_held(&mut tx).await?;
    let let_in = db::walls_told(&mut tx, mine.case.id).await?;
    let codes = db::code_requests(&mut tx, &mine.secret.key, mine.case.id).await?;
    let events = db::events(&mut tx, &mine.secret.key, mine.case.id).await?;
    tx.commit().await?;
    let let_in = let_in.iter().map(|told| LetIn::new(&page, told)).collect();
    let all = readings.len() < usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let cut = (!all).then(|| fl!(page.t, "kasus-akses-batas", n = SHOWN));
    let may = readers.iter().filter_map(|reader| may(&page, reader, handler)).collect();
    let seen = readings.iter().map(|reading| seen(&page, reading)).collect();
    let mode = mine.case.mode;
    let papers: Vec<&Payload> = events.iter().filter_map(by_papers).collect();
    let opened = reveals.iter().any(|reveal| reveal.views.iter().any(|(_, file)| file.is_none()))
        || papers.iter().any(|payload| took_identity(payload));
    let identity = identity(&page, mode, opened, held);
    let openings = reveals.iter().map(|reveal| opening(&page, mode, reveal, &files));
    let openings = openings.chain(papers.iter().map(|payload| taken_out(&page, payload))).collect();
    let out = mine.secret.account.excluded.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect();
    let (people, once) = (fields.one("kecuali").to_owned(), mine.form_key(&fields.once()));
    let status = status_of(refused, &problems);
    let codes = codes.iter().map(|request| new_code(&page, request, mine.now)).collect();
    let shown = AccessPage { page, may, seen, cut, identity, problems, out, people, once, openings, let_in, codes };
    Ok((status, Html(shown)).into_response())
}

/// What is held of the reporter, and how well.
fn identity(page: &Page, mode: Mode, opened: bool, held: bool) -> String {
    match mode {
        Mode::Confidential | Mode::Open if !held => fl!(page.t, "kasus-akses-identitas-dihapus"),
        Mode::Confidential | Mode::Open if opened => fl!(page.t, "kasus-akses-identitas-dibuka"),
        Mode::Anonymous => fl!(page.t, "kasus-akses-identitas-anonim"),
        Mode::Confidential => fl!(page.t, "kasus-akses-identitas-tersegel"),
        Mode::Open => fl!(page.t, "kasus-akses-identitas-terbuka"),
    }
}

/// What was looked at: the identity, or a file, by name when it is the reporter's own.
fn looked_at(page: &Page, file: Option<Uuid>, files: &[Evidence]) -> String {
    let Some(id) = file else { return fl!(page.t, "kasus-akses-dilihat") };
    let own = files.iter().find(|file| file.id == id && file.author == Author::Reporter);
    match own {
        Some(file) => fl!(page.t, "kasus-akses-asli", nama = file.meta.name.as_str()),
        None => fl!(page.t, "kasus-akses-asli-lain"),
    }
}

/// Two recovery papers took the key of the case out, at the server.
fn by_papers(event: &EventEntry) -> Option<&Payload> {
    event.payload.as_ref().filter(|_| event.action == act::PAPERS_OPENED)
}

/// Whether there was an identity then: somebody may give a name later.
fn took_identity(payload: &Payload) -> bool {
    payload.data["identity"] == true
}

fn taken_out(page: &Page, payload: &Payload) -> Opening {
    Opening {
        who: fl!(page.t, "kasus-akses-kertas"),
        what: if took_identity(payload) {
            fl!(page.t, "kasus-akses-kertas-identitas")
        } else {
            fl!(page.t, "kasus-akses-kertas-berkas")
        },
        why: String::new(),
        stamp: page.stamp(payload.at),
        when: page.moment(payload.at),
        state: fl!(page.t, "kasus-akses-kertas-alasan"),
        views: Vec::new(),
    }
}

fn opening(page: &Page, mode: Mode, reveal: &Reveal, files: &[Evidence]) -> Opening {
    let number = |alias: i32| format!("{alias:02}");
    let custodian = role(page, Role::Custodian.code());
    let agreed: Vec<String> = reveal
        .given
        .iter()
        .map(|(_, _, alias)| fl!(page.t, "kasus-akses-baris", nomor = number(*alias), peran = custodian.as_str()))
        .collect();
    let state = match reveal.granted_at {
        Some(at) => fl!(page.t, "kasus-akses-disetujui", siapa = agreed.join("; "), kapan = page.moment(at)),
        None if !agreed.is_empty() => fl!(page.t, "kasus-akses-satu-setuju", siapa = agreed.join("; ")),
        None => fl!(page.t, "kasus-akses-belum-disetujui"),
    };
    Opening {
        who: fl!(page.t, "kasus-akses-baris", nomor = number(reveal.by.2), peran = role(page, &reveal.role)),
        what: match mode {
            Mode::Anonymous => fl!(page.t, "kasus-akses-meminta-anonim"),
            Mode::Confidential | Mode::Open => fl!(page.t, "kasus-akses-meminta"),
        },
        why: reveal.reason.clone(),
        stamp: page.stamp(reveal.asked_at),
        when: page.moment(reveal.asked_at),
        state,
        views: reveal
            .views
            .iter()
            .map(|(at, file)| (looked_at(page, *file, files), page.stamp(*at), page.moment(*at)))
            .collect(),
    }
}

fn may(page: &Page, reader: &Reader, handler: Option<i32>) -> Option<String> {
    let t = page.t;
    if let Some(alias) = reader.alias {
        if Some(alias) != handler {
            return Some(Mine::officer(page, alias));
        }
        let peran = fl!(t, "kasus-peran-penangan");
        return Some(fl!(t, "kasus-akses-boleh-orang", peran = peran, nomor = format!("{alias:02}")));
    }
    let peran = role(page, reader.role.as_deref()?);
    Some(match &reader.unit {
        Some(unit) => fl!(t, "kasus-akses-boleh-unit", peran = peran, unit = unit.as_str()),
        None => peran,
    })
}

fn seen(page: &Page, reading: &Reading) -> Seen {
    let roles: Vec<String> = reading.roles.iter().map(|code| role(page, code)).collect();
    let (nomor, peran) = (format!("{:02}", reading.alias), roles.join(", "));
    Seen {
        who: fl!(page.t, "kasus-akses-baris", nomor = nomor, peran = peran),
        what: page.t.get(&format!("kasus-akses-{}", reading.what)),
        stamp: page.stamp(reading.at),
        when: page.moment(reading.at),
    }
}

/// What a role is called.
pub(super) fn role(page: &Page, code: &str) -> String {
    Role::from_code(code).map_or_else(String::new, |role| page.t.get(&format!("kasus-peran-{}", role.code())))
}

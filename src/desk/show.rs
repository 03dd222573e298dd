//! The case workspace.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::action::{self, Link};
use super::details::{Detail, Promise, commitments, details, terms};
use super::folder::Folder;
use super::scene::Scene;
use super::stage::{self, Task};
use super::stream::{self, Entry, Only};
use super::time::{Moment, due};
use super::told;
use super::words::{mode_icon, word};
use crate::app::App;
use crate::case::action::ActionKind;
use crate::case::case::Clock;
use crate::case::db::{Document, Evidence, Linked, Original, Proposal, Reading, wall_enters};
use crate::case::state::Mode;
use crate::error::Error;
use crate::vault::token;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::view::{Due, Stage};
use crate::web::{Html, Page};

/// Which part of the stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    saring: String,
    /// What was just done: the code of an action.
    kabar: String,
}

/// A file as it is listed.
struct Shown {
    href: String,
    name: String,
    about: String,
    icon: &'static str,
}

struct Waiting {
    what: String,
    about: String,
    href: String,
}

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    page: Page,
    desk: Desk,
    done: String,
    number: String,
    title: String,
    chips: Vec<String>,
    mode: String,
    mode_icon: &'static str,
    /// What custodians hold the key of: the identity, or only original files; empty for neither.
    sealed: String,
    due: Option<Due>,
    campaign: Option<(String, String)>,
    primary: Option<Link>,
    links: Vec<Link>,
    for_reporter: Vec<Link>,
    stages: Vec<Stage>,
    account: Vec<(String, String)>,
    narrative: String,
    narrative_title: String,
    released: Option<String>,
    files: Vec<Shown>,
    filters: Vec<(String, String, bool)>,
    stream: Vec<Entry>,
    may_message: bool,
    may_note: bool,
    /// One-use key of the composer.
    once: String,
    tasks: Vec<Task>,
    details: Vec<Detail>,
    terms: Vec<Promise>,
    commitments: Vec<Promise>,
    waiting: Vec<Waiting>,
    letters: Vec<(String, String)>,
    linked: Vec<(String, String)>,
    readers: String,
    /// Whether this officer may see who is kept out, and ask to let somebody in.
    wall: bool,
}

impl CasePage {
    fn counted(&self) -> String {
        let done = self.tasks.iter().filter(|task| task.done).count();
        fl!(self.page.t, "meja-tugas-hitung", n = done, m = self.tasks.len())
    }
}

/// GET `/petugas/kasus/{nomor}`: opening it is written down.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let folder = Folder::open(&mut tx, &scene).await?;
    let wall = wall_enters(&mut tx, scene.case.id, scene.now).await?;
    tx.commit().await?;
    let only = Only::parse(&asked.saring);
    let offered = scene.offered();
    Ok(Html(CasePage {
        desk,
        done: told::done(scene.t(), &asked.kabar),
        number: scene.case.number.clone(),
        title: scene.secret.title.clone(),
        chips: chips(&scene),
        mode: word(scene.t(), "cara", scene.case.mode.code()),
        mode_icon: mode_icon(scene.case.mode.code()),
        sealed: sealed(&scene, &folder),
        due: chip(&scene),
        campaign: scene.plain.campaign.clone().zip(scene.plain.campaign_code.clone()),
        primary: action::primary(&scene, &offered),
        for_reporter: action::reporter_links(&scene),
        links: action::links(&scene, &offered),
        stages: stage::bar(&scene),
        account: super::account::facts(&scene),
        narrative: super::account::narrative(&scene),
        narrative_title: super::account::heading(&scene),
        released: scene.secret.released_name.clone(),
        files: folder.evidence.iter().enumerate().map(|(at, file)| shown(&app, &scene, at, file)).collect(),
        filters: filters(&scene, only),
        stream: stream::merge(&scene, &folder, only),
        may_message: offered.contains(&ActionKind::Message),
        may_note: offered.contains(&ActionKind::Note),
        once: token::base64url(&token::random_token()),
        tasks: stage::tasks(&scene),
        details: details(&scene, &offered),
        terms: terms(&scene, &folder.lines),
        commitments: commitments(&scene, &folder.lines),
        waiting: waiting(&scene, &folder.proposals),
        letters: letters(&scene, &folder.documents),
        linked: folder.links.iter().map(|link| (link.number.clone(), relation(&scene, link))).collect(),
        readers: readers(&scene, &folder.readers),
        wall,
        page: scene.page,
    }))
}

/// What waits for a second person.
fn waiting(scene: &Scene, proposals: &[Proposal]) -> Vec<Waiting> {
    let open = proposals.iter().filter(|proposal| proposal.state == "open");
    open.map(|proposal| Waiting {
        what: told::action(scene.t(), &proposal.action),
        about: told::proposed(&scene.page, proposal),
        href: format!("/petugas/persetujuan/{}", proposal.id),
    })
    .collect()
}

/// Address and title of each letter.
fn letters(scene: &Scene, documents: &[Document]) -> Vec<(String, String)> {
    let link =
        |document: &Document| (format!("{}/surat/{}", scene.href(), document.id), told::letter(scene.t(), document));
    documents.iter().map(link).collect()
}

/// Who read the case last.
fn readers(scene: &Scene, readings: &[Reading]) -> String {
    let one = |read: &Reading| format!("{} ({})", read.name, Moment::Exact(read.at).lately(&scene.page, scene.now));
    readings.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn chips(scene: &Scene) -> Vec<String> {
    let plain = &scene.plain;
    let mut chips = vec![word(scene.t(), "jenis", scene.case.kind.code())];
    let category = scene.either(plain.category_id.as_ref(), plain.category_en.as_ref());
    let choice = scene.either(plain.choice_id.as_ref(), plain.choice_en.as_ref());
    chips.extend(Some(if category.is_empty() { choice } else { category }).filter(|text| !text.is_empty()));
    chips.extend(scene.case.severity.map(|severity| word(scene.t(), "bobot", severity.code())));
    chips.extend(scene.case.outcome.map(|outcome| told::outcome(scene.t(), outcome)));
    if scene.case.facts.protection_asked {
        chips.push(fl!(scene.t(), "meja-minta-lindung"));
    }
    if scene.secret.account.female_officer {
        chips.push(fl!(scene.t(), "meja-minta-perempuan"));
    }
    chips
}

fn sealed(scene: &Scene, folder: &Folder) -> String {
    if scene.case.mode != Mode::Anonymous {
        return fl!(scene.t(), "kustodian-identitas");
    }
    let files = folder.evidence.iter().any(|file| file.original == Original::Sealed);
    if files { fl!(scene.t(), "kustodian-asli") } else { String::new() }
}

/// The nearest deadline that somebody waits for.
fn chip(scene: &Scene) -> Option<Due> {
    if scene.case.state.is_final() {
        return None;
    }
    match scene.case.nearest_due() {
        Some(clock) => Some(due(clock.due_at, scene.case.zone, &scene.policy.calendar, scene.now)),
        None => scene.case.open_clocks().any(Clock::is_paused).then_some(Due::Paused),
    }
}

fn shown(app: &App, scene: &Scene, at: usize, file: &Evidence) -> Shown {
    let size = scene.page.lang.size(file.meta.size);
    let (scan, metadata) = super::evidence::states(scene, &app.config, file);
    Shown {
        href: format!("{}/bukti/{}", scene.href(), file.id),
        name: super::evidence::name(scene, at, file),
        about: format!("{size} · {scan} · {metadata}"),
        icon: super::evidence::icon(&file.meta.mime),
    }
}

fn filters(scene: &Scene, only: Only) -> Vec<(String, String, bool)> {
    let link = |(each, code): (Only, &str)| {
        let href = if each == Only::All { scene.href() } else { format!("{}?saring={code}", scene.href()) };
        (format!("{href}#percakapan"), word(scene.t(), "saring-jejak", code), each == only)
    };
    Only::ALL.into_iter().map(link).collect()
}

fn relation(scene: &Scene, link: &Linked) -> String {
    let way = if link.inbound { "dari" } else { "ke" };
    format!("{}, {}", word(scene.t(), &format!("kait-{way}"), &link.kind), word(scene.t(), "tahap", &link.state))
}

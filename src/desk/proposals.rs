//! "Menunggu persetujuan saya": what others proposed and this officer may decide on.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::scene::Scene;
use super::time::Moment;
use super::{db as desk, told};
use crate::app::App;
use crate::case::act::{self, ActError, Words, lift};
use crate::case::db::{self, Proposal, place};
use crate::case::letter::Letter;
use crate::clock;
use crate::db::Tx;
use crate::error::Error;
use crate::vault::CaseKey;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Proposals on one page.
const MOST: i64 = 100;

struct Row {
    href: String,
    what: String,
    number: String,
    title: String,
    about: String,
}

/// A wall that waits for this officer; of the case there is only its number.
struct Wall {
    number: String,
    about: String,
}

#[derive(Template)]
#[template(path = "desk/proposals.html")]
struct ListPage {
    page: Page,
    desk: Desk,
    done: String,
    rows: Vec<Row>,
    walls: Vec<Wall>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kabar: String,
}

/// GET `/petugas/persetujuan`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let now = clock::now();
    let mut tx = app.db.begin(officer.actor()).await?;
    let waiting = db::waiting_for_me(&mut tx, MOST).await?;
    let ids: Vec<Uuid> = waiting.iter().map(|(_, case)| *case).collect();
    let faces: HashMap<Uuid, desk::Face> =
        desk::faces(&mut tx, &ids).await?.into_iter().map(|face| (face.id, face)).collect();
    let mut rows = Vec::new();
    for (proposal, case) in waiting {
        let Some(face) = faces.get(&case) else { continue };
        let key = CaseKey::unwrap(&app.keys, case, &face.dek).map_err(Error::internal)?;
        let title = key.open(place("case_secret", "title", case, case), &face.title).map_err(Error::internal)?;
        let all = db::proposals(&mut tx, &key, case).await?;
        let Some(found) = all.into_iter().find(|row| row.id == proposal) else { continue };
        rows.push(Row {
            href: format!("/petugas/persetujuan/{proposal}"),
            what: told::action(page.t, &found.action),
            number: face.number.clone(),
            title: String::from_utf8_lossy(&title).into_owned(),
            about: format!(
                "{} · {}",
                told::proposed(&page, &found),
                Moment::Exact(found.created_at).lately(&page, now)
            ),
        });
    }
    let done = match asked.kabar.as_str() {
        "approve" | "reject" | "lift_wall" | "keep_wall" => format!("{}.", told::action(page.t, &asked.kabar)),
        _ => String::new(),
    };
    drop(tx);
    let walls = lift::waiting(&app, officer.id).await?.into_iter().map(|waiting| wall(&page, waiting)).collect();
    Ok(Html(ListPage { page, desk, done, rows, walls }))
}

fn wall(page: &Page, waiting: lift::Waiting) -> Wall {
    let [asked, until] = [waiting.asked_at, waiting.expires_at].map(|at| Moment::Exact(at).long(page));
    Wall { number: waiting.number, about: fl!(page.t, "dinding-menunggu-anda", kapan = asked, sampai = until) }
}

/// The decision with its remark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    remark: String,
    putusan: String,
}

#[derive(Template)]
#[template(path = "desk/proposal.html")]
struct OnePage {
    page: Page,
    desk: Desk,
    problems: Problems,
    href: String,
    case_href: String,
    number: String,
    title: String,
    what: String,
    about: String,
    state: String,
    given: String,
    message: Option<String>,
    note: Option<String>,
    letters: Vec<(Letter, bool)>,
    files: Vec<String>,
    facts: Vec<(String, String)>,
    may: bool,
    remark: String,
}

/// GET `/petugas/persetujuan/{id}`: whoever sees the case may read it, which is written down; only a second person gets
/// the buttons.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    Ok(draw(&app, page, officer, id, Problems::none(), String::new()).await?.into_response())
}

async fn draw(
    app: &App,
    page: Page,
    officer: SignedIn,
    id: Uuid,
    problems: Problems,
    remark: String,
) -> Result<impl IntoResponse + use<>, Error> {
    let desk = Desk::from(&officer);
    let mut tx = app.db.begin(officer.actor()).await?;
    let case = db::proposal_case(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let number = desk::faces(&mut tx, &[case]).await?.pop().ok_or(Error::NotFound)?.number;
    let may = db::waiting_for_me(&mut tx, 1000).await?.iter().any(|(proposal, _)| *proposal == id);
    drop(tx);
    let (mut tx, scene) = Scene::enter(app, page, officer, &number).await?;
    let all = db::proposals(&mut tx, &scene.secret.key, case).await?;
    let found = all.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    let words = words(&found)?;
    let mut facts = facts(&scene, &found);
    facts.extend(named(&mut tx, &scene, &found).await?);
    desk::note_opening(&mut tx, case, scene.officer.id, scene.now).await?;
    tx.commit().await?;
    let status = problems.status();
    Ok((
        status,
        Html(OnePage {
            desk,
            problems,
            href: format!("/petugas/persetujuan/{id}"),
            case_href: scene.href(),
            number: scene.case.number.clone(),
            title: scene.secret.title.clone(),
            what: told::action(scene.t(), &found.action),
            about: told::proposed(&scene.page, &found),
            state: super::words::word(scene.t(), "usul", &found.state),
            given: fl!(scene.t(), "meja-usul-hitung", n = found.approved_by.len(), m = found.needed),
            message: words.public,
            note: words.note,
            letters: words.documents.iter().map(|paper| (Letter::of(&paper.body), paper.desk_only)).collect(),
            files: words.files.iter().map(|file| file.meta.name.clone()).collect(),
            facts,
            may: may && found.state == "open",
            remark,
            page: scene.page,
        }),
    ))
}

fn words(proposal: &Proposal) -> Result<Words, Error> {
    let words = proposal.payload.get("words").cloned().unwrap_or_default();
    serde_json::from_value(words).map_err(Error::internal)
}

/// What the act carries beside its words, as far as people can read it.
fn facts(scene: &Scene, proposal: &Proposal) -> Vec<(String, String)> {
    let t = scene.t();
    let action = proposal.payload.get("action").cloned().unwrap_or_default();
    let text = |name: &str| action.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let mut rows = Vec::new();
    if let Some(outcome) = text("outcome") {
        rows.push((t.get("bidang-hasil"), t.get(&format!("hasil-{}", outcome.replace('_', "-")))));
    }
    if let Some(target) = text("target") {
        rows.push((t.get("bidang-tahap"), t.get(&format!("meja-tahap-{target}"))));
    }
    if let Some(until) = text("until").and_then(|day| day.parse().ok()) {
        rows.push((t.get("bidang-sampai"), scene.page.lang.short_date(until)));
    }
    if let Some(resume) = text("resume") {
        rows.push((t.get("bidang-kembali_ke"), t.get(&format!("meja-tahap-{resume}"))));
    }
    if let Some(shared) = action.get("with_identity").and_then(serde_json::Value::as_bool) {
        rows.push((t.get("bidang-identitas"), t.get(if shared { "umum-ya" } else { "umum-tidak" })));
    }
    if let Some(clock) = text("clock").and_then(|id| id.parse::<Uuid>().ok())
        && let Some(clock) = scene.case.clocks.iter().find(|each| each.id == clock)
    {
        rows.push((t.get("bidang-tenggat"), told::clock(t, clock.kind, &clock.subject)));
    }
    if let Some(no) = action.get("no").and_then(serde_json::Value::as_u64) {
        rows.push((t.get("bidang-tindak_pilih"), no.to_string()));
    }
    rows
}

/// Whom and which case the act names. A case that the second person may not open stays without its number.
async fn named(tx: &mut Tx, scene: &Scene, proposal: &Proposal) -> Result<Vec<(String, String)>, Error> {
    let t = scene.t();
    let action = proposal.payload.get("action");
    let id = |value: Option<&serde_json::Value>| value?.as_str()?.parse::<Uuid>().ok();
    let mut rows = Vec::new();
    if let Some(parent) = id(action.and_then(|action| action.get("parent"))) {
        let number = desk::faces(tx, &[parent]).await?.pop().map(|face| face.number);
        rows.push((t.get("bidang-induk"), number.unwrap_or_else(|| t.get("bidang-induk-tertutup"))));
    }
    if let Some(handler) = id(action.and_then(|action| action.get("handler")?.get("officer"))) {
        rows.extend(desk::names(tx, &[handler]).await?.into_iter().map(|(_, name)| (t.get("bidang-penangan"), name)));
    }
    Ok(rows)
}

/// POST `/petugas/persetujuan/{id}`.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(id): Path<Uuid>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let remark = draft.remark.trim().to_owned();
    let mut problems = Problems::none();
    let over = remark.chars().count().saturating_sub(2000);
    if over > 0 {
        problems.add("remark", fl!(page.t, "bidang-panjang", n = over));
    }
    let approves = draft.putusan == "setuju";
    if !approves && remark.is_empty() {
        problems.add("remark", fl!(page.t, "bidang-remark-g"));
    }
    if problems.any() {
        return Ok(draw(&app, page, officer, id, problems, draft.remark).await?.into_response());
    }
    let done = if approves {
        act::approve(&app, officer.id, id, &remark).await.map(drop)
    } else {
        act::reject(&app, officer.id, id, &remark).await
    };
    match done {
        Ok(()) => {
            let code = if approves { "approve" } else { "reject" };
            Ok(Redirect::to(&format!("/petugas/persetujuan?kabar={code}")).into_response())
        }
        Err(ActError::Refused(refusal)) => {
            problems.add("remark", page.t.get(&refusal.text_key()));
            Ok(draw(&app, page, officer, id, problems, draft.remark).await?.into_response())
        }
        Err(ActError::Moved) => {
            problems.add("remark", fl!(page.t, "meja-usul-gugur"));
            Ok(draw(&app, page, officer, id, problems, draft.remark).await?.into_response())
        }
        Err(other) => Err(other.into()),
    }
}

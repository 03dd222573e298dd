//! Who did what and who read what, of one case.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::scene::Scene;
use super::time::{By, Moment};
use super::words::word;
use super::{db as desk_db, stream, told};
use crate::app::App;
use crate::case::db;
use crate::case::event::Payload;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

struct Step {
    seq: i32,
    when: String,
    who: String,
    what: String,
    about: String,
}

struct Read {
    when: String,
    who: String,
    what: String,
}

#[derive(Template)]
#[template(path = "desk/trail.html")]
struct TrailPage {
    page: Page,
    desk: Desk,
    back: String,
    number: String,
    steps: Vec<Step>,
    reads: Vec<Read>,
}

/// GET `/petugas/kasus/{nomor}/jejak`: reading it is written down, and stands in it.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(number): Path<String>,
) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    desk_db::note_opening(&mut tx, scene.case.id, scene.officer.id, scene.now).await?;
    let events = db::events(&mut tx, &scene.secret.key, scene.case.id).await?;
    let readers = db::readers(&mut tx, scene.case.id, 500).await?;
    let names: HashMap<Uuid, String> = desk_db::names(&mut tx, &stream::officers(&events)).await?.into_iter().collect();
    tx.commit().await?;
    let t = scene.t();
    let steps = events
        .iter()
        .rev()
        .map(|event| {
            let payload = event.payload.as_ref();
            let role = payload.and_then(|p| p.actor.split_once(':')).map(|(role, _)| t.get(&format!("peran-{role}")));
            let who =
                payload.map_or_else(|| fl!(t, "meja-jejak-terhapus"), |p| stream::actor(&scene.page, &names, &p.actor));
            Step {
                seq: event.seq,
                when: payload.map_or(Moment::Day(event.day), |p| moment(&scene, p)).long(&scene.page),
                who: role.map_or_else(|| who.clone(), |role| format!("{who} ({role})")),
                what: told::action(t, &event.action),
                about: payload.map(|p| moved(&scene, &p.data)).unwrap_or_default(),
            }
        })
        .collect();
    let reads = readers
        .into_iter()
        .map(|read| Read {
            when: Moment::Exact(read.at).long(&scene.page),
            who: format!("{} ({})", read.name, roles(&scene, &read.roles)),
            what: word(t, "baca", &read.what),
        })
        .collect();
    let back = scene.href();
    Ok(Html(TrailPage { desk, back, number: scene.case.number, steps, reads, page: scene.page }))
}

fn moment(scene: &Scene, payload: &Payload) -> Moment {
    Moment::of(&scene.page, scene.case.mode, By::actor(&payload.actor), payload.at)
}

fn roles(scene: &Scene, codes: &[String]) -> String {
    codes.iter().map(|code| scene.t().get(&format!("peran-{code}"))).collect::<Vec<_>>().join(", ")
}

fn moved(scene: &Scene, data: &serde_json::Value) -> String {
    let code = |name: &str| data.get(name).and_then(|value| value.as_str().map(str::to_owned));
    match (code("from"), code("to")) {
        (Some(from), Some(to)) if from != to => {
            format!("{} → {}", word(scene.t(), "tahap", &from), word(scene.t(), "tahap", &to))
        }
        _ => {
            let about = data.get("alias").and_then(serde_json::Value::as_i64);
            let about = about.map(|alias| fl!(scene.t(), "kasus-petugas", nomor = format!("{alias:02}")));
            about.into_iter().chain(code("remark")).collect::<Vec<_>>().join(": ")
        }
    }
}

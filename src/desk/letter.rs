//! Letters, briefs and minutes as pages that print, with the line that says how each was sent.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::Scene;
use crate::app::App;
use crate::case::act;
use crate::case::db::{self, Document};
use crate::case::letter::Letter;
use crate::db::Tx;
use crate::error::Error;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// "Dikirim: kurir, 20 November 2026, oleh Rara".
pub fn sent(page: &Page, dispatch: &Value) -> String {
    let text = |name: &str| dispatch.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let day = text("on").parse::<NaiveDate>().map(|day| page.lang.short_date(day)).unwrap_or_default();
    fl!(page.t, "meja-surat-dikirim", cara = text("way"), tanggal = day, oleh = text("by"))
}

/// How a letter was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sending {
    cara: String,
    pada_h: String,
    pada_b: String,
    pada_t: String,
}

impl Sending {
    fn day(&self) -> Option<NaiveDate> {
        let part = |text: &str| text.trim().parse::<u32>().ok();
        NaiveDate::from_ymd_opt(self.pada_t.trim().parse().ok()?, part(&self.pada_b)?, part(&self.pada_h)?)
    }
}

#[derive(Template)]
#[template(path = "desk/letter.html")]
struct LetterPage {
    page: Page,
    problems: Problems,
    back: String,
    href: String,
    letter: Letter,
    signed: bool,
    sent: String,
    sending: Sending,
}

/// GET `/petugas/kasus/{nomor}/surat/{id}`: reading it is written down.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
) -> Result<impl IntoResponse, Error> {
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let document = find(&mut tx, &scene, id).await?;
    db::note_reading(&mut tx, scene.case.id, scene.officer.id, "document", Some(id), scene.now).await?;
    tx.commit().await?;
    Ok(Html(letter(scene, document, Problems::none(), Sending::default())))
}

async fn find(tx: &mut Tx, scene: &Scene, id: Uuid) -> Result<Document, Error> {
    let documents = db::documents(tx, &scene.secret.key, scene.case.id).await?;
    documents.into_iter().find(|document| document.id == id).ok_or(Error::NotFound)
}

fn letter(scene: Scene, document: Document, problems: Problems, sending: Sending) -> LetterPage {
    LetterPage {
        back: scene.href(),
        href: format!("{}/surat/{}", scene.href(), document.id),
        letter: Letter::of(&document.body),
        signed: matches!(document.kind.as_str(), "minutes" | "agreement"),
        sent: document.dispatch.as_ref().map(|dispatch| sent(&scene.page, dispatch)).unwrap_or_default(),
        problems,
        sending,
        page: scene.page,
    }
}

/// POST `/petugas/kasus/{nomor}/surat/{id}`: how it was sent.
pub async fn dispatch(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
    Form(sending): Form<Sending>,
) -> Result<Response, Error> {
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let document = find(&mut tx, &scene, id).await?;
    let mut problems = Problems::none();
    let way = sending.cara.trim();
    if way.is_empty() {
        problems.add("cara", fl!(scene.t(), "meja-surat-cara-kosong"));
    } else if way.chars().count() > 200 {
        let over = way.chars().count().saturating_sub(200);
        problems.add("cara", fl!(scene.t(), "bidang-panjang", n = over));
    }
    let today = scene.case.zone.day(scene.now);
    let day = sending.day().filter(|day| *day <= today);
    if day.is_none() {
        problems.add("pada", fl!(scene.t(), "meja-surat-pada-salah"));
    }
    let (Some(day), false) = (day, problems.any()) else {
        db::note_reading(&mut tx, scene.case.id, scene.officer.id, "document", Some(id), scene.now).await?;
        tx.commit().await?;
        let page = letter(scene, document, problems, sending);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
    };
    drop(tx);
    let how = json!({ "way": way, "on": day, "by": scene.officer.name });
    act::dispatch(&app, scene.officer.id, scene.case.id, id, &how).await?;
    Ok(Redirect::to(&format!("{}/surat/{id}", scene.href())).into_response())
}

//! The page of an act: the form, the preview of what leaves the desk, the sending.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;

use super::draw::draw;
use super::read::{Read, judge};
use super::values::Values;
use super::{Act, Ground, Spec, find};
use crate::app::App;
use crate::case::act::{ActError, Done, Who, Words, act};
use crate::case::action::ActionKind;
use crate::case::db;
use crate::case::decide::{Effect, decide};
use crate::case::letter::Letter;
use crate::case::refusal::Refusal;
use crate::case::state::Side;
use crate::db::Tx;
use crate::desk::db::note_opening;
use crate::desk::scene::Scene;
use crate::desk::told;
use crate::error::Error;
use crate::vault::{CaseNumber, token};
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

#[derive(Template)]
#[template(path = "desk/preview.html")]
struct PreviewPage {
    page: Page,
    desk: Desk,
    href: String,
    number: String,
    title: String,
    second: bool,
    alias: String,
    message: Option<String>,
    note: Option<String>,
    files: Vec<String>,
    letters: Vec<(Letter, bool)>,
    hidden: Vec<(String, String)>,
    button: String,
}

/// Last part of the address of the composer, whose form stands on the case page.
const WRITE: &str = "tulis";

/// Where an act's page lies.
type Place = (String, String);

/// GET `/petugas/kasus/{nomor}/{tindakan}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, path)): Path<Place>,
) -> Result<Response, Error> {
    if path == WRITE {
        let number = CaseNumber::parse(&number).ok_or(Error::NotFound)?;
        return Ok(Redirect::to(&format!("/petugas/kasus/{}", number.as_str())).into_response());
    }
    form(&app, page, officer, &number, &path, None).await
}

/// GET `/petugas/kasus/{nomor}/pelapor/{tindakan}`.
pub async fn show_for_reporter(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, path)): Path<Place>,
) -> Result<Response, Error> {
    form(&app, page, officer, &number, &path, Some(Side::Reporter)).await
}

/// POST `/petugas/kasus/{nomor}/{tindakan}`.
pub async fn send(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, path)): Path<Place>,
    values: Values,
) -> Result<Response, Error> {
    // the composer on the case page is one form for both
    let path = match path.as_str() {
        WRITE if values.get("ke") == "catatan" => "catatan".to_owned(),
        WRITE => "pesan".to_owned(),
        _ => path,
    };
    receive(&app, page, officer, &number, &path, None, values).await
}

/// POST `/petugas/kasus/{nomor}/pelapor/{tindakan}`.
pub async fn send_for_reporter(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, path)): Path<Place>,
    values: Values,
) -> Result<Response, Error> {
    receive(&app, page, officer, &number, &path, Some(Side::Reporter), values).await
}

async fn form(
    app: &App,
    page: Page,
    officer: SignedIn,
    number: &str,
    path: &str,
    on_behalf: Option<Side>,
) -> Result<Response, Error> {
    let (tx, mut scene) = Scene::enter(app, page, officer, number).await?;
    scene.on_behalf = on_behalf;
    let spec = find(scene.case.kind, path, on_behalf).ok_or(Error::NotFound)?;
    let mut values = Values::default();
    values.put("kunci", token::base64url(&token::random_token()));
    let mut problems = Problems::none();
    let may = if on_behalf.is_some() { scene.offered_for_reporter() } else { scene.offered() };
    if !may.contains(&spec.kind) {
        problems.add("tindakan", fl!(scene.t(), "meja-tidak-ditawarkan"));
    }
    drawn(tx, &scene, spec, &values, problems).await
}

/// The form, once it is written down that the officer sees the case.
async fn drawn(mut tx: Tx, scene: &Scene, spec: &Spec, values: &Values, problems: Problems) -> Result<Response, Error> {
    let form = draw(&mut tx, scene, spec, values, problems).await?;
    note(tx, scene).await?;
    Ok(form.into_response())
}

/// Writes down that the officer sees the case; whoever lost it while their act was tried does not see it any more.
async fn note(mut tx: Tx, scene: &Scene) -> Result<(), Error> {
    db::find_by_number(&mut tx, &scene.case.number).await?.ok_or(Error::NotFound)?;
    note_opening(&mut tx, scene.case.id, scene.officer.id, scene.now).await?;
    Ok(tx.commit().await?)
}

async fn receive(
    app: &App,
    page: Page,
    officer: SignedIn,
    number: &str,
    path: &str,
    on_behalf: Option<Side>,
    mut values: Values,
) -> Result<Response, Error> {
    let (mut tx, mut scene) = Scene::enter(app, page, officer, number).await?;
    scene.on_behalf = on_behalf;
    let spec = find(scene.case.kind, path, on_behalf).ok_or(Error::NotFound)?;
    if values.get("kunci").is_empty() {
        values.put("kunci", token::base64url(&token::random_token()));
    }
    let step = values.get("langkah").to_owned();
    let mut problems = Problems::none();
    if step == "tambah" || step == "ubah" {
        if step == "tambah" {
            let more = values.get("baris").parse::<usize>().unwrap_or(1).saturating_add(1);
            values.put("baris", more.to_string());
        }
        return drawn(tx, &scene, spec, &values, problems).await;
    }
    let ground = Ground::survey(&mut tx, &scene, &values).await?;
    let Some(ready) = read(&ground, spec, &mut problems) else {
        return drawn(tx, &scene, spec, &values, problems).await;
    };
    let needed = match dry(&scene, &ready) {
        Ok(needed) => needed,
        Err(refusal) => {
            problems.add("tindakan", scene.t().get(&refusal.text_key()));
            return drawn(tx, &scene, spec, &values, problems).await;
        }
    };
    if step != "kirim" && leaves(spec, &ready) {
        note(tx, &scene).await?;
        return Ok(Html(preview(&scene, spec, &values, &ready, needed)).into_response());
    }
    let seen = scene.case.id;
    match perform(app, &scene, spec, ready, values.get("kunci")).await {
        Ok(next) => Ok(after(app, &scene, seen, &next).await?),
        Err(ActError::Refused(refusal)) => {
            problems.add("tindakan", scene.t().get(&refusal.text_key()));
            drawn(tx, &scene, spec, &values, problems).await
        }
        Err(ActError::Moved) => {
            problems.add("tindakan", fl!(scene.t(), "meja-sudah-berubah"));
            drawn(tx, &scene, spec, &values, problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Judges the form and builds the act.
fn read(ground: &Ground<'_>, spec: &Spec, problems: &mut Problems) -> Option<Act> {
    let fields = (spec.fields)(ground);
    let today = ground.scene.case.zone.day(ground.scene.now);
    judge(ground.t(), &fields, ground.values, today, problems);
    if problems.any() {
        return None;
    }
    let built = (spec.build)(&mut Read { ground, problems });
    if built.is_none() && !problems.any() {
        // a part that the options did not offer: an old page
        problems.add("tindakan", fl!(ground.t(), "meja-sudah-berubah"));
    }
    built
}

/// Asks the machine before anything is sent: how many second persons it needs, or why not.
fn dry(scene: &Scene, ready: &Act) -> Result<u8, Refusal> {
    let mut refusal: Option<Refusal> = None;
    for player in &scene.players {
        let mut player = player.clone();
        player.on_behalf = ready.words.on_behalf.or(ready.action.side());
        match decide(&scene.case, &player, &ready.action, &scene.policy, scene.now) {
            Ok(effects) => {
                let needed = effects.iter().find_map(|effect| match effect {
                    Effect::Propose { needed } => Some(*needed),
                    _ => None,
                });
                return Ok(needed.unwrap_or_default());
            }
            Err(refused) => {
                if refusal.is_none_or(|old| refused.explains_more_than(&old)) {
                    refusal = Some(refused);
                }
            }
        }
    }
    Err(refusal.unwrap_or(Refusal::Walled))
}

/// Whether the act sends anything to the reporter or makes a letter: then it is previewed first.
fn leaves(spec: &Spec, ready: &Act) -> bool {
    spec.kind != ActionKind::Note && (ready.words.public.is_some() || !ready.words.documents.is_empty())
}

fn preview(scene: &Scene, spec: &Spec, values: &Values, ready: &Act, needed: u8) -> PreviewPage {
    let words = &ready.words;
    PreviewPage {
        desk: Desk::from(&scene.officer),
        href: address(scene, spec),
        number: scene.case.number.clone(),
        title: told::action(scene.t(), spec.kind.code()),
        second: needed > 0,
        alias: format!("{:02}", scene.officer.alias),
        message: words.public.clone(),
        note: words.note.clone(),
        files: values.files.iter().map(|file| file.meta.name.clone()).collect(),
        letters: words.documents.iter().map(|paper| (Letter::of(&paper.body), paper.desk_only)).collect(),
        hidden: values.carried().cloned().collect(),
        button: send_label(scene, needed, words),
        page: scene.page.clone(),
    }
}

fn send_label(scene: &Scene, needed: u8, words: &Words) -> String {
    if needed > 0 {
        fl!(scene.t(), "meja-ajukan")
    } else if words.public.is_some() {
        fl!(scene.t(), "meja-kirim-pelapor")
    } else {
        fl!(scene.t(), "meja-simpan")
    }
}

/// The address of an act's page.
pub(super) fn address(scene: &Scene, spec: &Spec) -> String {
    match scene.on_behalf {
        Some(Side::Reporter) => format!("{}/pelapor/{}", scene.href(), spec.path),
        Some(Side::Respondent) | None => format!("{}/{}", scene.href(), spec.path),
    }
}

async fn perform(app: &App, scene: &Scene, spec: &Spec, ready: Act, key: &str) -> Result<String, ActError> {
    let mut words = ready.words;
    words.once = token::decode(key);
    let done = act(app, Who::Officer(scene.officer.id), scene.case.id, ready.action, words).await?;
    let code = spec.kind.code();
    Ok(match done {
        Done::Proposed(_) => format!("usul-{code}"),
        Done::Moved(_) | Done::Already | Done::Opened(_) => code.to_owned(),
    })
}

/// Back to the case, or to the queue when the act took the case out of sight.
async fn after(app: &App, scene: &Scene, case: uuid::Uuid, done: &str) -> Result<Response, Error> {
    let mut tx = app.db.begin(scene.officer.actor()).await?;
    let visible = db::load(&mut tx, case).await?.is_some();
    let next = if visible { format!("{}?kabar={done}", scene.href()) } else { format!("/petugas?kabar={done}") };
    Ok(Redirect::to(&next).into_response())
}

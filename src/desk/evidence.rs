//! Evidence: what officers get is the copy without metadata, once the scanner has let it through; each opening is logged.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::note_opening;
use super::scene::Scene;
use super::time::{By, Moment};
use super::words::word;
use crate::app::App;
use crate::case::db::{self, Author, Evidence, Original};
use crate::config::Config;
use crate::db::Tx;
use crate::error::Error;
use crate::files::kind::FileKind;
use crate::files::name::for_download;
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, download};

/// What an officer may have of a file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The copy without metadata.
    Copy,
    /// The original, because an officer added it and no copy can be made.
    Original,
    /// Nothing yet, or nothing at all; the word names the text that says why.
    Closed(&'static str),
}

/// Decides from the scan first, then from what there is to read.
#[must_use]
pub fn offer(config: &Config, file: &Evidence) -> Offer {
    let scanner = config.evidence.clamd.is_some();
    match file.scan.as_str() {
        "clean" => {}
        "infected" => return Offer::Closed("infected"),
        "unscannable" => return Offer::Closed("unscannable"),
        // nobody scans it any more, and nobody on the desk could open it
        _ if !is_readable(file) => {
            return Offer::Closed(if file.original == Original::Erased { "erased" } else { "original" });
        }
        "error" if scanner => return Offer::Closed("error"),
        _ if scanner => return Offer::Closed("scan"),
        _ if config.reads_unscanned() => {}
        _ => return Offer::Closed("no-scanner"),
    }
    match (&file.copy, file.scrub.as_str(), file.author, &file.original) {
        (Some(_), ..) => Offer::Copy,
        (None, "pending", ..) => Offer::Closed("pending"),
        (None, _, Author::Officer, Original::Held(_)) => Offer::Original,
        (None, .., Original::Erased) => Offer::Closed("erased"),
        (None, ..) => Offer::Closed("original"),
    }
}

/// Whether there is something to scan, and to read: a file from before there was a scanner may be sealed without a copy.
const fn is_readable(file: &Evidence) -> bool {
    file.copy.is_some() || matches!(file.original, Original::Held(_))
}

/// "bersih · metadata dihapus": both states in words.
pub fn states(scene: &Scene, config: &Config, file: &Evidence) -> (String, String) {
    let scan = match file.scan.as_str() {
        "unscanned" if config.evidence.clamd.is_some() && is_readable(file) => "pending",
        "pending" | "error" if !is_readable(file) => "unscanned",
        scan => scan,
    };
    let scan = word(scene.t(), "pindai", scan);
    (scan, word(scene.t(), "metadata", &file.scrub))
}

/// The icon of a content type.
pub fn icon(mime: &str) -> &'static str {
    match mime.split_once('/').map_or(mime, |(family, _)| family) {
        "image" => "gambar",
        "audio" => "suara",
        "video" => "video",
        _ => "berkas",
    }
}

/// What a file is called on the desk, and when it is saved: nothing of the name that somebody gave it, which may be their
/// own (security.md, R6). `at` is its place in the case, from 0.
pub fn name(scene: &Scene, at: usize, file: &Evidence) -> String {
    let mime = file.copy.as_ref().map_or(&file.meta.mime, |copy| &copy.mime);
    match FileKind::from_mime(mime) {
        Some(kind) => for_download(&scene.case.number, at + 1, kind),
        None => format!("{}-bukti-{}", scene.case.number, at + 1),
    }
}

#[derive(Template)]
#[template(path = "desk/evidence.html")]
struct EvidencePage {
    page: Page,
    desk: Desk,
    back: String,
    here: String,
    number: String,
    name: String,
    rows: Vec<(String, String)>,
    /// Class, icon and words of what to know before opening it.
    notice: Option<(&'static str, &'static str, String)>,
    open: bool,
    /// Whether there is a picture to be looked at, and whether it is.
    picture: bool,
    shown: bool,
    /// What the picture is called for whoever cannot see it.
    alt: String,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    lihat: String,
}

/// GET `/petugas/kasus/{nomor}/bukti/{id}`: what it is, and what may be done with it. That the case was opened is written
/// down.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
    Query(asked): Query<Look>,
) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let (at, file) = find(&mut tx, &scene, id).await?;
    note_opening(&mut tx, scene.case.id, scene.officer.id, scene.now).await?;
    tx.commit().await?;
    let t = scene.t();
    let name = name(&scene, at, &file);
    let moment = Moment::of(&scene.page, scene.case.mode, By::author(file.author), file.at);
    let (scan, metadata) = states(&scene, &app.config, &file);
    let mut rows = vec![
        (fl!(t, "meja-bukti-jenis"), file.meta.mime.clone()),
        (fl!(t, "meja-bukti-ukuran"), scene.page.lang.size(file.meta.size)),
        (fl!(t, "meja-bukti-pindai"), scan),
        (fl!(t, "meja-bukti-metadata"), metadata),
        (fl!(t, "meja-bukti-masuk"), moment.long(&scene.page)),
    ];
    let offer = offer(&app.config, &file);
    if let Some(copy) = &file.copy {
        let held = match file.original {
            Original::Held(_) => "held",
            Original::Sealed => "sealed",
            Original::Erased => "erased",
        };
        rows.push((fl!(t, "meja-bukti-asli"), word(t, "bukti-asli", held)));
        rows.push((fl!(t, "meja-bukti-salinan"), scene.page.lang.size(copy.size)));
        rows.push((fl!(t, "meja-bukti-sidik-salinan"), copy.sha256.clone()));
    } else if offer == Offer::Original {
        // that of a reporter's original would tell whose it is: the same file may lie on a disk of the office
        rows.push((fl!(t, "meja-bukti-sidik"), file.meta.sha256.clone()));
    }
    let picture = picture(offer, &file).is_some();
    Ok(Html(EvidencePage {
        desk,
        back: scene.href(),
        here: format!("{}/bukti/{id}", scene.href()),
        notice: notice(&scene, offer, &file),
        open: !matches!(offer, Offer::Closed(_)),
        picture,
        shown: picture && asked.lihat == "1",
        alt: fl!(t, "meja-bukti-gambar", nama = name.as_str()),
        number: scene.case.number,
        name,
        rows,
        page: scene.page,
    }))
}

fn notice(scene: &Scene, offer: Offer, file: &Evidence) -> Option<(&'static str, &'static str, String)> {
    let t = scene.t();
    match offer {
        Offer::Closed("original") => {
            let why = word(t, "bukti-sebab", file.scrub_reason.as_deref().unwrap_or("broken"));
            Some(("awas", "kunci", format!("{why} {}", word(t, "bukti-tutup", "original"))))
        }
        Offer::Closed(why @ ("infected" | "unscannable")) => Some(("gawat", "awas", word(t, "bukti-tutup", why))),
        Offer::Closed(why) => Some(("awas", "jeda", word(t, "bukti-tutup", why))),
        Offer::Original => Some(("gawat", "awas", fl!(t, "meja-bukti-awas-asli"))),
        Offer::Copy if file.scan != "clean" => Some(("gawat", "awas", fl!(t, "meja-bukti-awas"))),
        Offer::Copy => None,
    }
}

async fn find(tx: &mut Tx, scene: &Scene, id: Uuid) -> Result<(usize, Evidence), Error> {
    let files = db::evidence(tx, &scene.secret.key, scene.case.id).await?;
    files.into_iter().enumerate().find(|(_, file)| file.id == id).ok_or(Error::NotFound)
}

/// The kind of the copy, when it is a picture that we have written ourselves: only that is ever shown inside a page.
fn picture(offer: Offer, file: &Evidence) -> Option<FileKind> {
    let copy = file.copy.as_ref().filter(|_| offer == Offer::Copy)?;
    FileKind::from_mime(&copy.mime).filter(|kind| matches!(kind, FileKind::Jpg | FileKind::Png))
}

/// POST `/petugas/kasus/{nomor}/bukti/{id}`: the bytes, never shown by the browser itself.
pub async fn save(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
    _: Pressed,
) -> Result<Response, Error> {
    let (tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let (name, response) = open(&app, tx, &scene, id, false).await?;
    download::saved_as(response, &name)
}

/// GET `/petugas/kasus/{nomor}/bukti/{id}/gambar`: a picture inside the page of the file, and nowhere else.
pub async fn image(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let told = |name: &str, good: &str| headers.get(name).is_none_or(|value| value.as_bytes() == good.as_bytes());
    if !told("sec-fetch-dest", "image") || !told("sec-fetch-site", "same-origin") {
        return Err(Error::NotFound);
    }
    let (tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let (_, mut response) = open(&app, tx, &scene, id, true).await?;
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}

/// Opens what the officer may have and writes down that they did: its name and the bytes.
async fn open(app: &App, mut tx: Tx, scene: &Scene, id: Uuid, look: bool) -> Result<(String, Response), Error> {
    let (at, file) = find(&mut tx, scene, id).await?;
    let offer = offer(&app.config, &file);
    if look && picture(offer, &file).is_none() {
        return Err(Error::NotFound);
    }
    let (stored, identity, mime, size) = match (offer, &file.copy, &file.original) {
        (Offer::Copy, Some(copy), _) => (copy.id, &copy.identity, &copy.mime, copy.size),
        (Offer::Original, _, Original::Held(secret)) => (file.id, secret, &file.meta.mime, file.meta.size),
        _ => return Err(Error::NotFound),
    };
    let bytes = app.store.read(stored, identity).await.map_err(Error::internal)?;
    db::note_reading(&mut tx, scene.case.id, scene.officer.id, "file", Some(file.id), scene.now).await?;
    tx.commit().await?;
    let mime = FileKind::from_mime(mime).map_or("application/octet-stream", FileKind::mime);
    Ok((name(scene, at, &file), download::file(bytes, mime, Some(size))))
}

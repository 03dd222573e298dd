//! Evidence: a warning first, then download as an attachment, each opening logged.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::scene::Scene;
use super::words::word;
use crate::app::App;
use crate::case::db::{self, Evidence};
use crate::db::Tx;
use crate::error::Error;
use crate::files::kind::FileKind;
use crate::files::name::{disposition, for_download};
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// The icon of a content type.
pub fn icon(mime: &str) -> &'static str {
    match mime.split_once('/').map_or(mime, |(family, _)| family) {
        "image" => "gambar",
        "audio" => "suara",
        "video" => "video",
        _ => "berkas",
    }
}

#[derive(Template)]
#[template(path = "desk/evidence.html")]
struct EvidencePage {
    page: Page,
    desk: Desk,
    back: String,
    number: String,
    name: String,
    rows: Vec<(String, String)>,
}

/// GET `/petugas/kasus/{nomor}/bukti/{id}`: what it is, and what opening it may do.
pub async fn warn(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let (_, file) = find(&mut tx, &scene, id).await?;
    let t = scene.t();
    let rows = vec![
        (fl!(t, "meja-bukti-jenis"), file.meta.mime.clone()),
        (fl!(t, "meja-bukti-ukuran"), scene.page.lang.size(file.meta.size)),
        (fl!(t, "meja-bukti-pindai"), word(t, "pindai", &file.scan)),
        (fl!(t, "meja-bukti-masuk"), scene.page.moment(file.at)),
        (fl!(t, "meja-bukti-sidik"), file.meta.sha256.clone()),
    ];
    let back = scene.href();
    Ok(Html(EvidencePage { desk, back, number: scene.case.number, name: file.meta.name, rows, page: scene.page }))
}

async fn find(tx: &mut Tx, scene: &Scene, id: Uuid) -> Result<(usize, Evidence), Error> {
    let files = db::evidence(tx, &scene.secret.key, scene.case.id).await?;
    files.into_iter().enumerate().find(|(_, file)| file.id == id).ok_or(Error::NotFound)
}

/// POST `/petugas/kasus/{nomor}/bukti/{id}`: the bytes, never shown by the browser itself.
pub async fn download(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path((number, id)): Path<(String, Uuid)>,
    _: Pressed,
) -> Result<Response, Error> {
    let (mut tx, scene) = Scene::enter(&app, page, officer, &number).await?;
    let (at, file) = find(&mut tx, &scene, id).await?;
    let bytes = app.store.read(file.id, &file.identity).await.map_err(Error::internal)?;
    db::note_reading(&mut tx, scene.case.id, scene.officer.id, "file", Some(file.id), scene.now).await?;
    tx.commit().await?;
    let kind = FileKind::from_mime(&file.meta.mime);
    let name = kind.map_or_else(
        || format!("{}-bukti-{}", scene.case.number, at + 1),
        |kind| for_download(&scene.case.number, at + 1, kind),
    );
    let mut response = Response::new(Body::from_stream(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.map_or("application/octet-stream", FileKind::mime)));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition(&name)).map_err(Error::internal)?);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.meta.size));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}

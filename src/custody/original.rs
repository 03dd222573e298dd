//! `/petugas/kasus/{nomor}/identitas/berkas`: the original of a file, for whoever asked and while the hour lasts.

use axum::extract::{Path, State};
use axum::response::Response;
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::identity::{Draft, Turn, proof, prove, refused};
use super::refusal;
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::act::opening;
use crate::case::db::Evidence;
use crate::error::Error;
use crate::files::FileKind;
use crate::files::name::for_download;
use crate::vault::token::file_passphrase;
use crate::web::form::Choice;
use crate::web::{Page, download};

/// Whether a file may be opened without thinking: the scanner found nothing, or the office says that it reads what nobody
/// has scanned. Anything else goes out locked.
fn is_plain(app: &App, file: &Evidence) -> bool {
    file.scan == "clean" || (file.scan == "unscanned" && app.config.reads_unscanned())
}

/// The originals of a request, to choose from; beside a locked one stands its passphrase.
pub(super) fn choices(app: &App, page: &Page, reveal: Uuid, files: &[(usize, Evidence)]) -> Vec<Choice> {
    let choice = |(position, file): &(usize, Evidence)| {
        let scan = page.t.get(&format!("meja-pindai-{}", file.scan));
        let about = format!("{position} · {} · {scan}.", page.lang.size(file.meta.size));
        let text = if is_plain(app, file) {
            about
        } else {
            let passphrase = file_passphrase(&app.keys, reveal, file.id);
            format!("{about} {}", fl!(page.t, "kustodian-asli-terkunci", frasa = passphrase))
        };
        Choice { text, ..Choice::plain(file.id, file.meta.name.as_str()) }
    };
    files.iter().map(choice).collect()
}

/// POST `/petugas/kasus/{nomor}/identitas/berkas`: the bytes; every press is written down.
pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    let (id, file) = (draft.reveal()?, draft.file()?);
    let (page, number, key) = match prove(&app, page, &officer, &number, draft).await? {
        Turn::Ready(page, number, key) => (page, number, key),
        Turn::Away(response) => return Ok(response),
    };
    let opened = opening::open_original(&app, officer.id, proof(&officer, key.as_ref()), (&number, id, file)).await;
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => {
            return refused(&app, page, &officer, &number, ("sandi_kunci", refusal(error)?), String::new()).await;
        }
    };
    let kind = FileKind::from_mime(&opened.file.meta.mime).ok_or_else(|| Error::internal("a file of no kind"))?;
    let number = format!("{number}-asli");
    let name = for_download(&number, opened.position, kind);
    if is_plain(&app, &opened.file) {
        let bytes = app.store.read(file, &opened.secret).await.map_err(Error::internal)?;
        return download::saved_as(download::file(bytes, kind.mime(), Some(opened.file.meta.size)), &name);
    }
    let passphrase = file_passphrase(&app.keys, id, file);
    let bytes = app.store.read_locked(file, &opened.secret, &passphrase).await.map_err(Error::internal)?;
    download::saved_as(download::file(bytes, "application/octet-stream", None), &format!("{name}.age"))
}

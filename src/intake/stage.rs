//! Files of a draft: stored while they arrive, refused with the sentence that says why (ui.md §9.5).

use futures_util::{StreamExt, TryStreamExt};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::db::FileMeta;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::files::{MAX_FILES, PutError, Refusal, StoredFile, check_count};
use crate::i18n::Tr;
use crate::intake::db;
use crate::intake::draft::{self, Open, Staged};
use crate::web::{File, Page, Part, Problems, Upload};

/// Room for all files of a form and its texts, in bytes.
pub(super) const BODY_MAX: usize = MAX_FILES * 25 * 1024 * 1024 + 1024 * 1024;

/// The field of the file input.
pub(super) const FIELD: &str = "berkas";

/// What an upload brought.
pub(super) struct Received {
    texts: Vec<(String, String)>,
    /// How many files were taken.
    pub files: usize,
    /// Another tab sent the draft meanwhile: nothing more goes into it.
    pub late: bool,
    /// The database or the disk was away: the files from there on are not kept.
    pub unsaved: bool,
    /// One per refused file: the first under `berkas`, the others under `berkas-2`, `berkas-3` and so on.
    pub problems: Problems,
}

impl Received {
    fn nothing() -> Self {
        Self { texts: Vec::new(), files: 0, late: false, unsaved: false, problems: Problems::none() }
    }

    /// The words of an upload whose draft cannot be read now.
    pub async fn words_only(mut upload: Upload) -> Self {
        Self { texts: upload.texts().await, unsaved: true, ..Self::nothing() }
    }

    /// A typed value; empty when the field is not there.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl Received {
    fn refuse(&mut self, number: usize, sentence: String) {
        let id = if number == 1 { FIELD.to_owned() } else { format!("{FIELD}-{number}") };
        self.problems.add(id, sentence);
    }

    /// Only the texts of the rest: the same sentence for each further file would help nobody.
    async fn read_texts(&mut self, upload: &mut Upload) {
        self.texts.extend(upload.texts().await);
    }

    /// The rest when a file could not be kept.
    async fn give_up(&mut self, upload: &mut Upload) {
        self.unsaved = true;
        self.read_texts(upload).await;
    }
}

/// Reads an upload to its end. Each file that is taken is on disk and in the draft before the next one is read.
pub(super) async fn receive(app: &App, t: Tr, open: &mut Open, mut upload: Upload) -> Result<Received, Error> {
    let mut got = Received::nothing();
    let mut refused = 0;
    loop {
        let part = match upload.next().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            // After a cut the rest of the form does not arrive either; the page says which file it was.
            Err(Error::Malformed) if refused > 0 => break,
            Err(error) => return Err(error),
        };
        let (file_name, field) = match part {
            Part::Text { name, value } => {
                got.texts.push((name, value));
                continue;
            }
            Part::File { file_name, .. } if file_name.is_empty() => continue,
            Part::File { file_name, field, .. } => (file_name, field),
        };
        let refusal = match put(app, open.files.len(), &file_name, field).await {
            Ok(stored) => match add(app, open, stored).await {
                Ok(Added::Yes) => {
                    got.files += 1;
                    continue;
                }
                Ok(Added::Full) => Refusal::TooMany,
                Ok(Added::Filed) => {
                    got.late = true;
                    upload.skip().await;
                    break;
                }
                Err(Error::Unavailable(_)) => {
                    got.give_up(&mut upload).await;
                    break;
                }
                Err(error) => return Err(error),
            },
            Err(PutError::Refused(refusal)) => refusal,
            Err(error) => {
                tracing::error!(%error, "a file of a draft could not be stored");
                got.give_up(&mut upload).await;
                break;
            }
        };
        refused += 1;
        got.refuse(refused, sentence(t, refusal, &crate::files::name::clean(&file_name)));
        if refusal == Refusal::TooMany {
            got.read_texts(&mut upload).await;
            break;
        }
    }
    Ok(got)
}

async fn put(app: &App, already: usize, name: &str, mut field: File<'_>) -> Result<StoredFile, PutError> {
    let stored = match check_count(already) {
        Ok(()) => app.store.put(name, field.by_ref().map_err(Refusal::from)).await,
        Err(refusal) => Err(refusal.into()),
    };
    field.skip().await;
    stored
}

/// What became of a stored file.
enum Added {
    Yes,
    /// Another tab filled the draft meanwhile.
    Full,
    /// Another tab has sent it: a file that is put into it now would never reach the case.
    Filed,
}

/// Puts a stored file into the draft, or takes it off the disk again.
async fn add(app: &App, open: &mut Open, stored: StoredFile) -> Result<Added, Error> {
    let id = stored.id;
    let meta =
        FileMeta { name: stored.name, mime: stored.kind.mime().to_owned(), size: stored.size, sha256: stored.sha256 };
    let sealed = open.key.seal_json(draft::place("staged_file", "meta", id), &meta).map_err(Error::internal)?;
    let key = open.key.seal(draft::place("staged_file", "key", id), stored.secret.as_bytes());
    let (size, most) = (i64::try_from(meta.size).unwrap_or(i64::MAX), i64::try_from(MAX_FILES).unwrap_or(i64::MAX));
    let (mac, now) = (open.idem_mac(app), clock::now());
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let gone = !db::lock(&mut tx, open.id).await? || db::is_filed(&mut tx, &mac, now - draft::LIFE).await?;
    let added = !gone && db::add_file(&mut tx, open.id, (id, &sealed, &key, size), most, now).await?;
    tx.commit().await?;
    if added {
        open.files.push(Staged { id, meta, identity: stored.secret.to_string() });
        return Ok(Added::Yes);
    }
    app.store.delete(id).await.map_err(Error::internal)?;
    Ok(if gone { Added::Filed } else { Added::Full })
}

/// Why a file was not taken, in the words of the form.
pub(super) fn sentence(t: Tr, refusal: Refusal, name: &str) -> String {
    match refusal {
        Refusal::TooLarge => fl!(t, "lapor-berkas-besar", name = name),
        Refusal::NotAccepted => fl!(t, "lapor-berkas-jenis", name = name),
        Refusal::Empty => fl!(t, "lapor-berkas-kosong", name = name),
        Refusal::Protected => fl!(t, "lapor-berkas-terkunci", name = name),
        Refusal::CutOff => fl!(t, "lapor-berkas-putus", name = name),
        Refusal::TooMany => fl!(t, "lapor-berkas-banyak"),
    }
}

/// A file as the page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub id: uuid::Uuid,
    pub name: String,
    pub size: String,
    pub icon: &'static str,
}

/// The files of a draft, oldest first.
pub(super) fn rows(page: &Page, files: &[Staged]) -> Vec<Row> {
    files
        .iter()
        .map(|file| Row {
            id: file.id,
            name: file.meta.name.clone(),
            size: page.lang.size(file.meta.size),
            icon: icon(&file.meta.mime),
        })
        .collect()
}

fn icon(mime: &str) -> &'static str {
    match mime.split('/').next() {
        Some("image") => "gambar",
        Some("audio") => "suara",
        Some("video") => "video",
        _ => "berkas",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_refusal_says_why_and_which_file() {
        let say = |refusal| sentence(Lang::Id.texts(), refusal, "foto.jpg");
        assert_eq!(say(Refusal::TooLarge), "“foto.jpg” lebih besar dari 25 MB");
        assert_eq!(say(Refusal::NotAccepted), "“foto.jpg” bukan jenis berkas yang kami terima");
        assert_eq!(say(Refusal::Empty), "“foto.jpg” kosong");
        assert_eq!(say(Refusal::Protected), "“foto.jpg” dikunci kata sandi. Unggah tanpa kunci");
        assert_eq!(say(Refusal::CutOff), "Sambungan putus waktu mengunggah “foto.jpg”. Coba lagi");
        assert_eq!(say(Refusal::TooMany), "Paling banyak 10 berkas");
    }

    #[test]
    fn each_kind_of_file_has_its_picture() {
        assert_eq!(
            ["image/png", "audio/ogg", "video/mp4", "application/pdf"].map(icon),
            ["gambar", "suara", "video", "berkas"]
        );
    }
}

//! What was typed into an action's form, from either encoding, with files kept over the preview.

use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::{StreamExt, TryStreamExt};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::case::act::NewFile;
use crate::case::db::{FileMeta, place};
use crate::error::Error;
use crate::files::{PutError, Refusal, check_count};
use crate::vault::token;
use crate::web::{Form, Page, Part, Upload};

/// Name of the hidden field that carries a stored file, sealed by the server.
pub const KEPT: &str = "terlampir";

/// Fields in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pairs: Vec<(String, String)>,
    /// Files that are stored already.
    pub files: Vec<NewFile>,
    /// What was wrong with a file: (field, words).
    pub refused: Vec<(String, String)>,
    /// Whether anything was sent at all.
    pub sent: bool,
}

/// A stored file while its form travels to the browser and back.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    meta: FileMeta,
    identity: String,
}

impl Values {
    /// The first value of a field, trimmed.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim()).collect()
    }

    /// Every field but those of the mechanism itself, to be carried through the preview.
    pub fn carried(&self) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(name, _)| name != "langkah")
    }

    /// Forgets the files, which belong to a case already; false when there were none.
    pub fn drop_files(&mut self) -> bool {
        self.pairs.retain(|(name, _)| name != KEPT);
        !std::mem::take(&mut self.files).is_empty()
    }

    /// Sets a field that nobody sent yet.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.into()));
    }

    async fn read(app: &App, request: Request) -> Result<Self, Error> {
        let multipart = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"multipart/form-data"));
        let mut values = Self { sent: true, ..Self::default() };
        let page = request.extensions().get::<Page>().cloned();
        if multipart {
            let mut upload = Upload::from_request(request, app).await?;
            values.receive(app, page.as_ref(), &mut upload).await?;
        } else {
            let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, app).await?;
            values.pairs = pairs;
        }
        values.reopen(app, page.as_ref()).await?;
        Ok(values)
    }

    async fn receive(&mut self, app: &App, page: Option<&Page>, upload: &mut Upload) -> Result<(), Error> {
        while let Some(part) = upload.next().await? {
            match part {
                Part::Text { name, value } => self.pairs.push((name, value)),
                Part::File { file_name, .. } if file_name.is_empty() => {}
                Part::File { name, file_name, mut field } => {
                    let kept = self.all(KEPT).len() + self.files.len();
                    let stored = match check_count(kept) {
                        Ok(()) => app.store.put(&file_name, field.by_ref().map_err(Refusal::from)).await,
                        Err(refusal) => Err(PutError::Refused(refusal)),
                    };
                    field.skip().await;
                    match stored {
                        Ok(file) => self.files.push(NewFile {
                            id: file.id,
                            meta: FileMeta {
                                name: file.name,
                                mime: file.kind.mime().to_owned(),
                                size: file.size,
                                sha256: file.sha256,
                            },
                            identity: file.secret.as_str().to_owned(),
                        }),
                        Err(PutError::Refused(refusal)) => {
                            let words = page.map(|page| refused(page, refusal, &file_name)).unwrap_or_default();
                            self.refused.push((name, words));
                        }
                        Err(error) => {
                            tracing::error!(%error, "a file of the desk could not be stored");
                            let words = page.map(|page| fl!(page.t, "bidang-berkas-gagal", nama = file_name.as_str()));
                            self.refused.push((name, words.unwrap_or_default()));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Opens what the preview carried, and seals what just came, so that both look alike from here on. A file that no case
    /// took in two days is swept away, and a page can lie open for longer than that.
    async fn reopen(&mut self, app: &App, page: Option<&Page>) -> Result<(), Error> {
        // the place is the form, not a row: a file is bound to its own id when it is stored with the case
        let at = place("form", KEPT, Uuid::nil(), Uuid::nil());
        let open = |text: &str| -> Option<NewFile> {
            let blob = token::from_base64url(text)?;
            let kept: Kept = app.keys.content().open_json(at, &blob).ok()?;
            Some(NewFile { id: kept.id, meta: kept.meta, identity: kept.identity })
        };
        let mut files: Vec<NewFile> = self.all(KEPT).into_iter().filter_map(open).collect();
        files.append(&mut self.files);
        self.pairs.retain(|(name, _)| name != KEPT);
        for file in files {
            if self.files.iter().any(|other| other.id == file.id) {
                continue;
            }
            if !app.store.has(file.id).await.map_err(Error::internal)? {
                let words = page.map(|page| fl!(page.t, "bidang-berkas-hilang", nama = file.meta.name));
                self.refused.push(("lampiran".to_owned(), words.unwrap_or_default()));
                continue;
            }
            let kept = Kept { id: file.id, meta: file.meta.clone(), identity: file.identity.clone() };
            let blob = app.keys.content().seal_json(at, &kept).map_err(Error::internal)?;
            self.pairs.push((KEPT.to_owned(), token::base64url(&blob)));
            self.files.push(file);
        }
        Ok(())
    }
}

impl FromRequest<App> for Values {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        Self::read(app, request).await
    }
}

fn refused(page: &Page, refusal: Refusal, name: &str) -> String {
    match refusal {
        Refusal::TooLarge => fl!(page.t, "bidang-berkas-besar", nama = name),
        Refusal::NotAccepted => fl!(page.t, "bidang-berkas-jenis", nama = name),
        Refusal::Empty => fl!(page.t, "bidang-berkas-kosong", nama = name),
        Refusal::Protected => fl!(page.t, "bidang-berkas-kunci", nama = name),
        Refusal::CutOff => fl!(page.t, "bidang-berkas-putus", nama = name),
        Refusal::TooMany => fl!(page.t, "bidang-berkas-banyak"),
    }
}

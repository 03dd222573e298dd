//! What a reporter sends from an opened case: fields and files, with or without a live session.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, TryStreamExt};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::case::act::NewFile;
use crate::case::db::{FileMeta, place};
use crate::error::Error;
use crate::files::{PutError, Refusal, StoredFile, check_count};
use crate::follow::code;
use crate::follow::kept::Kept;
use crate::follow::mine::Mine;
use crate::vault::token;
use crate::web::session::Opened;
use crate::web::{Form, Page, Part, Upload};

/// The field of the one-use key and the seal of the case.
pub(super) const ONCE: &str = "sekali";
/// The field of files that were stored by an earlier press of the same form.
const STORED: &str = "simpanan";

/// Typed values in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field, trimmed; empty when it was not sent.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every value of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All of them.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, (String, String)> {
        self.0.iter()
    }

    /// The form's one-use key, or a new one when it is missing or not ours.
    pub(super) fn once(&self) -> [u8; 32] {
        token::from_base64url(self.own().0).and_then(|bytes| bytes.try_into().ok()).unwrap_or_else(token::random_token)
    }

    /// What says for which case the form was drawn; empty when it does not say.
    pub(super) fn seal(&self) -> &str {
        self.own().1
    }

    fn own(&self) -> (&str, &str) {
        self.one(ONCE).split_once('.').unwrap_or((self.one(ONCE), ""))
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a (String, String);
    type IntoIter = std::slice::Iter<'a, (String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A form that was sent with a live session.
pub(super) struct Parcel {
    /// The case.
    pub(super) mine: Mine,
    /// What was typed.
    pub(super) fields: Fields,
    /// Files that are safely stored.
    pub(super) files: Vec<NewFile>,
    /// Why others were not, in the reader's words.
    pub(super) refused: Vec<String>,
}

impl FromRequest<App> for Parcel {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(page) = Page::from_request_parts(&mut parts, app).await;
        let opened = match Opened::from_request_parts(&mut parts, app).await {
            Err(error) if !keeps(&error) => return Err(error.into_response()),
            opened => opened,
        };
        let path = parts.uri.path().to_owned();
        let multipart = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        let request = Request::from_parts(parts, body);
        let mut load = Load::new(app, &page);
        load.keep_files = opened.is_ok();
        let read = if multipart { load.upload(request).await } else { load.form(request).await };
        read.map_err(Error::into_response)?;
        let Load { fields, files, refused, chosen, .. } = load;
        let loaded = match opened {
            Ok(opened) => Mine::load(app, opened).await,
            Err(error) => Err(error),
        };
        let mine = match loaded {
            Ok(mine) => mine,
            Err(why) if keeps(&why) => {
                let kept = Kept::of(&path, &fields, chosen || !files.is_empty()).map_err(Error::into_response)?;
                return Err(code::wait(app, page, &why, kept).await.unwrap_or_else(Error::into_response));
            }
            Err(error) => return Err(error.into_response()),
        };
        let mut parcel = Self { mine, fields, files, refused };
        parcel.take_stored(app, &page).await.map_err(Error::into_response)?;
        Ok(parcel)
    }
}

/// Whether what was typed waits for the code.
const fn keeps(why: &Error) -> bool {
    matches!(why, Error::Locked | Error::NothingOpen | Error::Unavailable(_))
}

impl Parcel {
    /// Files of an earlier press that failed on something else come back from the page. One that no case took in two days
    /// is swept away, and a page can lie open for longer than that.
    async fn take_stored(&mut self, app: &App, page: &Page) -> Result<(), Error> {
        let stored: Vec<NewFile> = self.fields.all(STORED).filter_map(|text| self.unseal(text)).collect();
        for file in stored {
            if check_count(self.files.len()).is_err() || self.files.iter().any(|other| other.id == file.id) {
                continue;
            }
            if app.store.has(file.id).await.map_err(Error::internal)? {
                self.files.push(file);
            } else {
                self.refused.push(fl!(page.t, "kasus-lampir-hilang", nama = file.meta.name));
            }
        }
        Ok(())
    }

    fn unseal(&self, text: &str) -> Option<NewFile> {
        let bytes = token::from_base64url(text)?;
        let (id, blob) = bytes.split_first_chunk::<16>()?;
        let at = place("evidence", "stored", uuid::Uuid::from_bytes(*id), self.mine.case.id);
        self.mine.secret.key.open_json(at, blob).ok()
    }

    /// The stored files for the page that asks again: their names, and sealed what only this case can use.
    pub(super) fn stored(&self) -> Result<Vec<Stored>, Error> {
        self.files
            .iter()
            .map(|file| {
                let at = place("evidence", "stored", file.id, self.mine.case.id);
                let blob = self.mine.secret.key.seal_json(at, file).map_err(Error::internal)?;
                let value = token::base64url(&[file.id.as_bytes().as_slice(), &blob].concat());
                Ok(Stored { name: file.meta.name.clone(), value })
            })
            .collect()
    }
}

/// A stored file in a page that asks again.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// Its name.
    pub(super) name: String,
    /// What the hidden field holds.
    pub(super) value: String,
}

/// Reading a request.
struct Load<'a> {
    app: &'a App,
    page: &'a Page,
    /// Without a session nothing is stored.
    keep_files: bool,
    fields: Fields,
    files: Vec<NewFile>,
    refused: Vec<String>,
    /// Whether a file was chosen at all.
    chosen: bool,
}

impl<'a> Load<'a> {
    fn new(app: &'a App, page: &'a Page) -> Self {
        Self {
            app,
            page,
            keep_files: false,
            fields: Fields::default(),
            files: Vec::new(),
            refused: Vec::new(),
            chosen: false,
        }
    }

    async fn form(&mut self, request: Request) -> Result<(), Error> {
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, self.app).await?;
        self.fields = Fields(fields);
        Ok(())
    }

    async fn upload(&mut self, request: Request) -> Result<(), Error> {
        let mut upload = Upload::from_request(request, self.app).await?;
        while let Some(part) = upload.next().await? {
            match part {
                Part::Text { name, value } => self.fields.0.push((name, value)),
                Part::File { file_name, .. } if file_name.is_empty() => {}
                Part::File { field, .. } if !self.keep_files => {
                    self.chosen = true;
                    field.skip().await;
                }
                Part::File { file_name, mut field, .. } => {
                    let stored = match check_count(self.files.len()) {
                        Ok(()) => self.app.store.put(&file_name, field.by_ref().map_err(Refusal::from)).await,
                        Err(refusal) => Err(refusal.into()),
                    };
                    field.skip().await;
                    self.note(&file_name, stored);
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, given: &str, stored: Result<StoredFile, PutError>) {
        match stored {
            Ok(file) => self.files.push(NewFile {
                id: file.id,
                meta: FileMeta {
                    name: file.name,
                    mime: file.kind.mime().to_owned(),
                    size: file.size,
                    sha256: file.sha256,
                },
                identity: file.secret.to_string(),
            }),
            Err(PutError::Refused(refusal)) => self.refused.push(refusal_words(self.page, given, refusal)),
            Err(error) => {
                tracing::error!(%error, "a file of a reporter could not be stored");
                self.refused.push(fl!(self.page.t, "kasus-lampir-gagal", nama = crate::files::name::clean(given)));
            }
        }
    }
}

/// Why a file was not taken, in the words of the form (ui.md §9.5).
fn refusal_words(page: &Page, given: &str, refusal: Refusal) -> String {
    let nama = crate::files::name::clean(given);
    match refusal {
        Refusal::TooLarge => fl!(page.t, "kasus-lampir-besar", nama = nama),
        Refusal::NotAccepted => fl!(page.t, "kasus-lampir-jenis", nama = nama),
        Refusal::Empty => fl!(page.t, "kasus-lampir-kosong", nama = nama),
        Refusal::Protected => fl!(page.t, "kasus-lampir-kunci", nama = nama),
        Refusal::CutOff => fl!(page.t, "kasus-lampir-putus", nama = nama),
        Refusal::TooMany => fl!(page.t, "kasus-lampir-banyak"),
    }
}

//! Forms with files: the token comes first, then texts and files one by one.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use crate::app::App;
use crate::error::Error;
use crate::web::form::{LIMIT, checked, clean};
use crate::web::portions::{File, Portions};
use crate::web::{limit, token};

/// What a part counts for besides its name and its text, in bytes.
const PART: usize = 64;

/// A form with files whose token was right before anything else of it was read. The same form without its files comes from
/// the pages that offer typed words again.
///
/// The route must raise its limit with `DefaultBodyLimit::max(…)`. Refuses with [`Error::Malformed`], [`Error::Expired`],
/// [`Error::TooMany`] or [`Error::Prove`].
#[derive(Debug)]
pub struct Upload {
    parts: Parts,
    text_left: usize,
}

#[derive(Debug)]
enum Parts {
    Multipart(Multipart, Portions),
    /// Words only.
    Words(std::vec::IntoIter<(String, String)>),
}

/// One field of an upload.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack of the handler that reads it")]
pub enum Part<'a> {
    /// A typed value, cleaned.
    Text {
        /// The field's name.
        name: String,
        /// What was typed.
        value: String,
    },
    /// A chosen file; `field` is its byte stream.
    File {
        /// The field's name.
        name: String,
        /// The name that the browser gave; never to be trusted as a path.
        file_name: String,
        /// The bytes, to be read to their end or skipped.
        field: File<'a>,
    },
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Error> {
        let headers = request.headers().clone();
        if !headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/")) {
            let fields = checked(request, app).await?;
            return Ok(Self { parts: Parts::Words(fields.into_iter()), text_left: 0 });
        }
        let asked = limit::Asked::of(request.uri(), &headers, request.extensions());
        if !headers.contains_key(CONTENT_LENGTH) {
            DefaultBodyLimit::max(limit::UNTOLD + LIMIT).apply(&mut request);
        }
        let portions = Portions::default();
        let request = request.map(|body| portions.of(body));
        let parts = Multipart::from_request(request, &()).await.map_err(|_| Error::Malformed)?;
        let mut parts = Self { parts: Parts::Multipart(parts, portions), text_left: LIMIT };
        let given = match parts.next().await? {
            Some(Part::Text { name, value }) if name == token::FIELD => value,
            _ => String::new(),
        };
        if token::check(&app.keys, &headers, app.secure, crate::clock::now(), &given) {
            match limit::taken(app, &asked).await {
                Some(refused) => Err(refused.with(app, parts.texts().await)),
                None => Ok(parts),
            }
        } else {
            Err(Error::Expired { fields: parts.texts().await, upload: true, secret: false })
        }
    }
}

impl Upload {
    /// What was typed: the page that asks again keeps it. Files are read to their end and not kept, because a browser
    /// listens to the answer only then.
    pub async fn texts(&mut self) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        while let Ok(Some(part)) = self.next().await {
            match part {
                Part::Text { name, value } => texts.push((name, value)),
                Part::File { field, .. } => field.skip().await,
            }
        }
        texts
    }

    /// Whether it came in the way that files come in.
    #[must_use]
    pub const fn has_files(&self) -> bool {
        matches!(self.parts, Parts::Multipart(..))
    }

    /// Reads what is left and keeps nothing of it.
    pub async fn skip(&mut self) {
        self.texts().await;
    }

    /// The next field. A file input with nothing chosen gives a file without a name: skip it. Parts count as text does, or
    /// a form of nothing but names would have no end.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>, Error> {
        let (parts, portions) = match &mut self.parts {
            Parts::Multipart(parts, portions) => (parts, portions.clone()),
            Parts::Words(words) => return Ok(words.next().map(|(name, value)| Part::Text { name, value })),
        };
        let Some(field) = portions.next(parts).await.map_err(refused)? else { return Ok(None) };
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let counts = PART + name.len() + file_name.as_ref().map_or(0, String::len);
        self.text_left = self.text_left.checked_sub(counts).ok_or(Error::TooLong)?;
        let field = File::new(field, portions);
        match file_name {
            Some(file_name) => Ok(Some(Part::File { name, file_name, field })),
            None => Ok(Some(Part::Text { name, value: text(field, &mut self.text_left).await? })),
        }
    }
}

async fn text(mut field: File<'_>, left: &mut usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(refused)? {
        *left = left.checked_sub(chunk.len()).ok_or(Error::TooLong)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(clean(&String::from_utf8_lossy(&bytes)))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn refused(error: MultipartError) -> Error {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { Error::Malformed }
}

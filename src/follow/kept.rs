//! Text that came in after the case had locked itself: it stays in the page until the code is typed again.
//!
//! The server keeps nothing. The text is bound to the case that it was written for, so that on a shared phone it is
//! never shown to the holder of another code.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::error::Error;
use crate::follow::parcel::Fields;
use crate::vault::token;

/// Only forms of an opened case are delivered later.
const ROOT: &str = "/kasus/";

/// What was typed and where it was going.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// The path that the form was posted to.
    #[serde(rename = "ke")]
    pub(super) path: String,
    /// The fields, as JSON.
    #[serde(rename = "titipan")]
    pub(super) fields: String,
    /// MAC over the case that the form was drawn for.
    #[serde(rename = "segel")]
    pub(super) seal: String,
    /// "1": files were chosen, and a page cannot keep files.
    #[serde(rename = "berkas")]
    pub(super) files: String,
}

impl Kept {
    /// Takes the fields of a form whose session has ended. Every form of an opened case says for which case it was drawn.
    pub(super) fn of(path: &str, fields: &Fields, files: bool) -> Result<Self, Error> {
        let (path, seal) = (path.to_owned(), fields.seal().to_owned());
        let fields = serde_json::to_string(fields).map_err(Error::internal)?;
        Ok(Self { path, fields, seal, files: if files { "1".into() } else { String::new() } })
    }

    /// Whether there is anything to deliver.
    pub(super) fn any(&self) -> bool {
        self.path.starts_with(ROOT) && !self.fields.is_empty()
    }

    /// The fields, when they were written for this case.
    pub(super) fn open(&self, app: &App, case: Uuid) -> Option<Fields> {
        if !self.any() {
            return None;
        }
        let same = token::same(self.seal.as_bytes(), seal(app, case).as_bytes());
        if same { serde_json::from_str(&self.fields).ok() } else { None }
    }
}

/// What a form carries so that its text goes to no other case.
pub(super) fn seal(app: &App, case: Uuid) -> String {
    token::base64url(&app.keys.session_mac(&[b"kept|".as_slice(), case.as_bytes()].concat()))
}

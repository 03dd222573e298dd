//! Text that came in after the case had locked itself: it stays in the page until the code is typed again.
//!
//! The server keeps nothing. The text is bound to the case that it was written for, so that on a shared phone it is
//! never shown to the holder of another code.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::db::Actor;
use crate::error::Error;
use crate::follow::db;
use crate::follow::parcel::Fields;
use crate::vault::token;
use crate::web::cookies::Name;
use crate::web::session;

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
    /// MAC over the case that the session belonged to; empty when the session is not known any more.
    #[serde(rename = "segel")]
    pub(super) seal: String,
    /// "1": files were chosen, and a page cannot keep files.
    #[serde(rename = "berkas")]
    pub(super) files: String,
}

impl Kept {
    /// Takes the fields of a form whose session has ended.
    pub(super) async fn of(
        app: &App,
        headers: &HeaderMap,
        path: &str,
        fields: &Fields,
        files: bool,
    ) -> Result<Self, Error> {
        let mut seal = String::new();
        if let Some(hash) = session::hash(headers, Name::Case, app.secure) {
            let mut tx = app.db.begin(Actor::Anonymous).await?;
            let case = db::case_of_ended(&mut tx, &hash).await?;
            tx.commit().await?;
            seal = case.map(|case| Self::mac(app, case)).unwrap_or_default();
        }
        let fields = serde_json::to_string(fields).map_err(Error::internal)?;
        Ok(Self { path: path.to_owned(), fields, seal, files: if files { "1".into() } else { String::new() } })
    }

    /// Whether there is anything to deliver.
    pub(super) fn any(&self) -> bool {
        self.path.starts_with(ROOT) && !self.fields.is_empty()
    }

    /// The fields, when they were written for this case (or for a session that nobody knows any more).
    pub(super) fn open(&self, app: &App, case: Uuid) -> Option<Fields> {
        if !self.any() {
            return None;
        }
        let same = self.seal.is_empty() || token::same(self.seal.as_bytes(), Self::mac(app, case).as_bytes());
        if same { serde_json::from_str(&self.fields).ok() } else { None }
    }

    fn mac(app: &App, case: Uuid) -> String {
        token::base64url(&app.keys.session_mac(&[b"kept|".as_slice(), case.as_bytes()].concat()))
    }
}

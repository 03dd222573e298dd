//! A case as its reporter reads it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::action::ActionKind;
use crate::case::actor::Actor;
use crate::case::case::Case;
use crate::case::db::{self, Secret};
use crate::case::decide::offered;
use crate::case::policy::Policy;
use crate::case::state::Kind;
use crate::clock;
use crate::error::Error;
use crate::web::Page;
use crate::web::session::Opened;

/// The opened case, what is sealed in it, and what its reporter may do now.
pub(super) struct Mine {
    /// The session.
    pub(super) opened: Opened,
    /// The machine's view.
    pub(super) case: Case,
    /// Title, account and the case's key.
    pub(super) secret: Secret,
    /// Deadlines and calendar that the case pins.
    pub(super) policy: Arc<Policy>,
    /// What the reporter may do now.
    pub(super) offered: Vec<ActionKind>,
    /// The moment of reading.
    pub(super) now: DateTime<Utc>,
}

impl Mine {
    /// Reads the case of a session. An erased case is [`Error::NotFound`].
    pub(super) async fn load(app: &App, opened: Opened) -> Result<Self, Error> {
        let now = clock::now();
        let mut tx = app.db.begin(opened.actor()).await?;
        let case = db::load(&mut tx, opened.case).await?.ok_or(Error::NotFound)?;
        let secret = db::secret(&mut tx, &app.keys, opened.case).await?.ok_or(Error::NotFound)?;
        let policy = app.policies.get(&mut tx, case.policy_version, case.calendar_version).await?;
        tx.commit().await?;
        let offered = offered(&case, &Actor::reporter(), &policy, now);
        Ok(Self { opened, case, secret, policy, offered, now })
    }

    /// Whether the reporter may do this now.
    pub(super) fn may(&self, action: ActionKind) -> bool {
        self.offered.contains(&action)
    }

    /// Whether this is a consultation.
    pub(super) fn consults(&self) -> bool {
        self.case.kind == Kind::Consultation
    }

    /// The calendar day of a moment in the case's zone.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.case.zone.day(at)
    }

    /// "sisa 3 hari kerja", "hari terakhir" or "lewat".
    pub(super) fn left(&self, page: &Page, due: DateTime<Utc>) -> String {
        if self.now > due {
            return fl!(page.t, "keadaan-sisa-lewat");
        }
        match self.policy.calendar.working_between(self.day(self.now), self.day(due)) {
            0 => fl!(page.t, "keadaan-sisa-akhir"),
            days => fl!(page.t, "keadaan-sisa", hari = page.lang.working_days(i64::from(days))),
        }
    }

    /// The words for an officer's number: "Petugas 07".
    pub(super) fn officer(page: &Page, alias: i32) -> String {
        fl!(page.t, "kasus-petugas", nomor = format!("{alias:02}"))
    }
}

impl FromRequestParts<App> for Mine {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let opened = Opened::from_request_parts(parts, app).await.map_err(Error::into_response)?;
        Self::load(app, opened).await.map_err(Error::into_response)
    }
}

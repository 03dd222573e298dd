//! A case as its reporter reads it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::account::Identity;
use crate::case::act::open_copy;
use crate::case::action::ActionKind;
use crate::case::actor::Actor;
use crate::case::case::Case;
use crate::case::db::{self, Secret};
use crate::case::decide::offered;
use crate::case::policy::Policy;
use crate::case::state::Kind;
use crate::clock;
use crate::error::Error;
use crate::follow::{db as own, kept};
use crate::vault::{OwnKey, token};
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
    seal: String,
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
        let seal = kept::seal(app, case.id);
        Ok(Self { opened, case, secret, policy, offered, now, seal })
    }

    /// What a form of this case carries: its one-use key, and for which case it was drawn.
    pub(super) fn form_key(&self, once: &[u8; 32]) -> String {
        format!("{}.{}", token::base64url(once), self.seal)
    }

    /// The key of the reporter's own copy, while this session has it.
    pub(super) async fn own_key(&self, app: &App) -> Result<Option<OwnKey>, Error> {
        let mut tx = app.db.begin(self.opened.actor()).await?;
        let wrap = own::kept_key(&mut tx, &self.opened.session).await?;
        tx.commit().await?;
        Ok(wrap.and_then(|wrap| OwnKey::unwrap_by_session(&self.opened.token.0, self.case.id, &wrap).ok()))
    }

    /// What the reporter's own copy says; none in a case from before, or when it does not open: it is written anew then.
    pub(super) async fn own_copy(&self, app: &App, key: &OwnKey) -> Result<Option<Identity>, Error> {
        let mut tx = app.db.begin(self.opened.actor()).await?;
        let sealed = db::copy(&mut tx, self.case.id).await?;
        tx.commit().await?;
        Ok(sealed.and_then(|sealed| open_copy(key, self.case.id, &sealed).ok()))
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

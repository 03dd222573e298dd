//! Drafts: what is typed before it is sent, sealed under a random key that only the browser's cookie opens, and, after
//! "teruskan nanti", a draft code (design.md, Drafts). Nothing of it stands in an address.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::case::account::{Account, Identity};
use crate::case::state::{Kind, Mode};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::error::Error;
use crate::intake::accused::AccusedForm;
use crate::intake::choice::ChoiceForm;
use crate::intake::db::{self, DraftRow};
use crate::intake::event::EventForm;
use crate::intake::evidence::EvidenceForm;
use crate::intake::mode::ModeForm;
use crate::intake::question::{QuestionForm, TopicForm};
use crate::vault::seal::Place;
use crate::vault::{DraftKey, index, token};
use crate::web::contact::ContactForm;
use crate::web::cookies::{self, Name};
use crate::web::limit::{self, Asked};
use crate::web::session;

/// A draft ends this long after its last save.
pub(super) const LIFE: Duration = Duration::hours(24);

/// What was typed so far, page by page, as typed. What it means is derived by each page's own rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    pub mode: ModeForm,
    pub contact: ContactForm,
    pub choice: ChoiceForm,
    pub accused: AccusedForm,
    pub event: EventForm,
    pub evidence: EvidenceForm,
    pub topic: TopicForm,
    pub question: QuestionForm,
    pub origin: Origin,
    /// The draft code in words, so that its page can be looked at again until the draft ends.
    pub code: String,
}

/// Where a draft came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    /// Campaign of the poster.
    pub campaign: Option<Uuid>,
    /// The case that it came from, and `conversion` or `retaliation`.
    pub link: Option<(Uuid, String)>,
    /// Number of that case.
    pub number: String,
}

impl Draft {
    /// Whether nothing about the person is stored.
    pub fn is_anonymous(&self) -> bool {
        self.mode.mode() == Some(Mode::Anonymous)
    }

    /// Whether the name will stand in letters.
    pub fn is_open(&self) -> bool {
        self.mode.mode() == Some(Mode::Open)
    }

    /// The reporter's words, once every page is in order.
    pub fn account(&self, kind: Kind, today: NaiveDate) -> Account {
        let mut account = Account::default();
        match kind {
            Kind::Complaint => {
                self.choice.fill(&mut account);
                self.accused.fill(&mut account, today);
                self.event.fill(&mut account, today);
                self.evidence.fill(&mut account);
            }
            Kind::Consultation => {
                self.topic.fill(&mut account);
                self.question.fill(&mut account);
            }
        }
        self.origin.number.clone_into(&mut account.earlier_case);
        account
    }

    /// Who the reporter is; nothing for Anonim, whatever was typed before.
    pub fn identity(&self, today: NaiveDate) -> Option<Identity> {
        (!self.is_anonymous()).then(|| self.contact.identity(today))
    }

    /// The code of the case's channel.
    pub fn channel(&self) -> &'static str {
        match &self.origin.link {
            Some((_, kind)) if kind == "conversion" => "consultation",
            Some((_, kind)) if kind == "retaliation" => "retaliation",
            _ if self.origin.campaign.is_some() => "qr",
            _ => "web",
        }
    }
}

/// A file that waits in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Staged {
    pub id: Uuid,
    pub meta: crate::case::db::FileMeta,
    /// Secret of the file's own key.
    pub identity: String,
}

/// A draft that this browser may read.
pub(super) struct Open {
    pub id: Uuid,
    pub kind: Kind,
    pub key: DraftKey,
    pub draft: Draft,
    pub files: Vec<Staged>,
    pub expires_at: DateTime<Utc>,
    /// Tells what it held when it was read; empty for one that begins.
    pub stamp: Vec<u8>,
    /// A case was made of it: nothing can be changed, only the receipt is left.
    pub filed: bool,
}

impl Open {
    /// What a page shows while no draft can be read.
    pub fn unknown(kind: Kind) -> Self {
        let (id, key, expires_at) = (Uuid::nil(), DraftKey::generate(), clock::now());
        let (draft, files, stamp) = (Draft::default(), Vec::new(), Vec::new());
        Self { id, kind, key, draft, files, expires_at, stamp, filed: false }
    }

    /// Whether nothing was typed yet: only how the reporter wishes to be known.
    pub fn is_bare(&self) -> bool {
        let Draft { mode, origin, code, .. } = self.draft.clone();
        self.files.is_empty() && self.draft == Draft { mode, origin, code, ..Draft::default() }
    }

    /// The hash of the draft's one-use key.
    pub fn idem_mac(&self, app: &App) -> [u8; 32] {
        index::idem_mac(&app.keys, &self.key.one_use_key())
    }

    /// What it held, as the check page carries it.
    pub fn seen(&self) -> String {
        token::base64url(&self.stamp)
    }

    /// Opens a row with its key.
    pub fn of(row: &DraftRow, key: DraftKey) -> Result<Self, Error> {
        let draft = key.open_json(place("draft", "body", row.id), &row.body).map_err(Error::internal)?;
        let mut files = Vec::with_capacity(row.file_ids.len());
        for ((id, meta), sealed) in row.file_ids.iter().zip(&row.file_metas).zip(&row.file_keys) {
            let identity = key.open(place("staged_file", "key", *id), sealed).map_err(Error::internal)?;
            files.push(Staged {
                id: *id,
                meta: key.open_json(place("staged_file", "meta", *id), meta).map_err(Error::internal)?,
                identity: String::from_utf8(identity).map_err(Error::internal)?,
            });
        }
        let kind = Kind::from_code(&row.kind).unwrap_or(Kind::Complaint);
        let (stamp, expires_at) = (row.stamp.clone(), row.expires_at);
        Ok(Self { id: row.id, kind, key, draft, files, expires_at, stamp, filed: false })
    }
}

/// A draft hangs on no case.
pub(super) const fn place(table: &'static str, column: &'static str, row: Uuid) -> Place {
    Place { table, column, row, case: Uuid::nil() }
}

/// The secrets of the browser's drafts, one per kind, and who asks.
#[derive(Clone)]
pub(super) struct Secrets {
    complaint: Option<[u8; 32]>,
    consultation: Option<[u8; 32]>,
    /// For the limits.
    pub asked: Asked,
}

impl Secrets {
    /// The secret of one kind of draft.
    pub const fn of(&self, kind: Kind) -> Option<&[u8; 32]> {
        match kind {
            Kind::Complaint => self.complaint.as_ref(),
            Kind::Consultation => self.consultation.as_ref(),
        }
    }

    /// Goes on with a draft that has just begun; its cookie must go into the answer.
    pub const fn keep(&mut self, kind: Kind, secret: [u8; 32]) {
        match kind {
            Kind::Complaint => self.complaint = Some(secret),
            Kind::Consultation => self.consultation = Some(secret),
        }
    }
}

impl FromRequestParts<App> for Secrets {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let read = |name| session::draft(name, &parts.headers, app.secure);
        let asked = Asked::of(&parts.uri, &parts.headers, &parts.extensions);
        Ok(Self { complaint: read(Name::Draft), consultation: read(Name::Question), asked })
    }
}

/// The cookie of a kind of draft.
pub(super) const fn cookie_name(kind: Kind) -> Name {
    match kind {
        Kind::Complaint => Name::Draft,
        Kind::Consultation => Name::Question,
    }
}

/// The browser's draft of a kind; `None` without one, or when its 24 hours are over.
pub(super) async fn open(app: &App, secrets: &Secrets, kind: Kind) -> Result<Option<Open>, Error> {
    let Some(secret) = secrets.of(kind) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let row = db::by_cookie(&mut tx, &session::draft_lookup(secret), clock::now()).await?;
    let Some(mut open) = unwrap(secret, row)? else { return Ok(None) };
    open.filed = db::is_filed(&mut tx, &open.idem_mac(app), clock::now() - LIFE).await?;
    Ok(Some(open))
}

/// The same without asking whether it was filed: filing asks itself.
pub(super) async fn open_to_file(app: &App, secrets: &Secrets, kind: Kind) -> Result<Option<Open>, Error> {
    let Some(secret) = secrets.of(kind) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let row = db::by_cookie(&mut tx, &session::draft_lookup(secret), clock::now()).await?;
    // ended here and not on drop: filing goes on at once, and then both would ask for the connection
    tx.commit().await?;
    unwrap(secret, row)
}

fn unwrap(secret: &[u8; 32], row: Option<DraftRow>) -> Result<Option<Open>, Error> {
    let Some(row) = row else { return Ok(None) };
    let wrap = row.cookie_wrap.as_deref().unwrap_or_default();
    let key = DraftKey::unwrap_by_cookie(secret, row.id, wrap).map_err(Error::internal)?;
    Open::of(&row, key).map(Some)
}

/// A draft after a change.
pub(super) struct Saved {
    pub open: Open,
    /// Set when the browser gets a new draft.
    pub secret: Option<[u8; 32]>,
}

impl Saved {
    /// Gives the browser its new draft, if it gets one.
    pub fn give(&self, app: &App, response: &mut Response) {
        if let Some(secret) = &self.secret {
            give(app, self.open.kind, secret, response);
        }
    }
}

/// Gives the browser the secret of a draft.
pub(super) fn give(app: &App, kind: Kind, secret: &[u8; 32], response: &mut Response) {
    cookies::put(response.headers_mut(), session::draft_cookie(cookie_name(kind), secret, app.secure));
}

/// Changes the browser's draft, or begins one: also when the old one ended while the page was open, so that what was
/// just typed is not lost. A draft that was filed is not changed.
pub(super) async fn change(
    app: &App,
    secrets: &Secrets,
    kind: Kind,
    how: impl FnOnce(&mut Draft),
) -> Result<Saved, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let found = match secrets.of(kind) {
        Some(secret) => {
            let row = db::by_cookie_locked(&mut tx, &session::draft_lookup(secret), now).await?;
            unwrap(secret, row)?
        }
        None => None,
    };
    let Some(mut open) = found else {
        // without a cookie it was counted at the door
        if secrets.of(kind).is_some() {
            limit::began(app, &secrets.asked);
        }
        let mut draft = Draft::default();
        how(&mut draft);
        return begin(app, tx, kind, draft).await;
    };
    open.filed = db::is_filed(&mut tx, &open.idem_mac(app), now - LIFE).await?;
    if !open.filed {
        how(&mut open.draft);
        store(&mut tx, &mut open, now).await?;
        tx.commit().await?;
    }
    Ok(Saved { open, secret: None })
}

/// Writes an opened draft.
pub(super) async fn store(tx: &mut Tx, open: &mut Open, now: DateTime<Utc>) -> Result<(), Error> {
    let body = open.key.seal_json(place("draft", "body", open.id), &open.draft).map_err(Error::internal)?;
    open.expires_at = now + LIFE;
    db::update(tx, open.id, &body, open.expires_at).await?;
    Ok(())
}

/// Begins a draft under a new secret: a cookie that somebody planted opens nothing.
pub(super) async fn begin(app: &App, mut tx: Tx, kind: Kind, draft: Draft) -> Result<Saved, Error> {
    let (id, key, secret) = (Uuid::now_v7(), DraftKey::generate(), token::random_token());
    let expires_at = clock::now() + LIFE;
    let body = key.seal_json(place("draft", "body", id), &draft).map_err(Error::internal)?;
    let new = db::NewDraft {
        id,
        kind: kind.code(),
        cookie_lookup: &session::draft_lookup(&secret),
        cookie_wrap: &key.wrap_for_cookie(&secret, id),
        body: &body,
        expires_at,
    };
    db::insert(&mut tx, new).await?;
    if let Some(campaign) = draft.origin.campaign {
        let day = app.brand.current(app).zone.day(clock::now());
        db::bump(&mut tx, campaign, day, "start").await?;
    }
    tx.commit().await?;
    let (files, stamp) = (Vec::new(), Vec::new());
    let open = Open { id, kind, key, draft, files, expires_at, stamp, filed: false };
    Ok(Saved { open, secret: Some(secret) })
}

/// A draft as it is now, locked until the end of the transaction: another tab may have changed or filed it since it was
/// opened.
pub(super) async fn lock(app: &App, tx: &mut Tx, open: Open) -> Result<Open, Error> {
    let now = clock::now();
    db::lock(tx, open.id).await?;
    let row = db::by_id(tx, open.id, now).await?.ok_or(Error::Gone)?;
    let mut open = Open::of(&row, open.key)?;
    open.filed = db::is_filed(tx, &open.idem_mac(app), now - LIFE).await?;
    Ok(open)
}

/// Deletes a draft with its files; false when it was filed: then its files are evidence, and it shows the receipt.
pub(super) async fn discard(app: &App, open: Open) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let open = lock(app, &mut tx, open).await?;
    if open.filed {
        return Ok(false);
    }
    db::delete(&mut tx, open.id).await?;
    tx.commit().await?;
    for file in &open.files {
        app.store.delete(file.id).await.map_err(Error::internal)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_follows_from_where_the_draft_came() {
        let mut draft = Draft::default();
        assert_eq!(draft.channel(), "web");
        draft.origin.campaign = Some(Uuid::nil());
        assert_eq!(draft.channel(), "qr");
        draft.origin.link = Some((Uuid::nil(), "retaliation".into()));
        assert_eq!(draft.channel(), "retaliation");
        draft.origin.link = Some((Uuid::nil(), "conversion".into()));
        assert_eq!(draft.channel(), "consultation");
    }

    #[test]
    fn an_anonymous_draft_has_no_identity() {
        let mut draft = Draft { mode: ModeForm::of(Mode::Anonymous), ..Default::default() };
        draft.contact.nama = "Sari".into();
        assert_eq!(draft.identity(NaiveDate::MIN), None);
        draft.mode = ModeForm::of(Mode::Confidential);
        assert_eq!(draft.identity(NaiveDate::MIN).map(|identity| identity.name).as_deref(), Some("Sari"));
    }

    #[test]
    fn buttons_are_not_part_of_a_draft() {
        let mut draft = Draft::default();
        draft.event.nanti = "1".into();
        let text = serde_json::to_string(&draft).unwrap();
        assert!(!text.contains("nanti"));
    }
}

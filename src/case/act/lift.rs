//! A wall that two take down: somebody who was kept out for a name alone, or who declared a conflict, is let in again. One
//! person asks with a reason, a second one from another unit decides within the hour. Both are links of the case's record
//! and stand on the reporter's page. Who is let in does not get the case by it.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{self, Entry, record};
use super::{ActError, Scene, Who, viewers};
use crate::app::App;
use crate::case::db::{self, KeptOut, NewWallRequest, SideDoor, WallRequest};
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Tx};
use crate::vault::CaseNumber;

/// How long a request waits for its second person (security.md §2.7). The database knows it too.
const LASTS: Duration = Duration::minutes(60);
/// Letters of the shortest reason.
const REASON_MIN: usize = 20;
/// Letters of the longest reason.
pub const REASON_MAX: usize = 1000;

/// Why nobody is let in. Each has a sentence under `dinding-tolak-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reason is missing or too short.
    ReasonShort,
    /// The reason is too long.
    ReasonLong,
    /// Nobody was chosen, or somebody whom the wall of this case does not keep out as a person.
    Nobody,
    /// Something else than a name or an own declaration keeps the officer out.
    Stands,
    /// A request about the same officer waits already.
    Asked,
    /// Neither supervisor of the case's unit nor integrity desk.
    NotYours,
    /// Nobody of another unit is left who could decide.
    NobodyLeft,
    /// Nobody decides on what they asked themselves.
    Own,
    /// The second person is from a unit of whoever asked.
    SameUnit,
    /// Decided already.
    Decided,
    /// The hour is over.
    Expired,
    /// Whoever asked may not ask any more: left, changed, or kept out meanwhile.
    AskerGone,
}

impl Why {
    /// Every reason, for the texts.
    pub const ALL: [Self; 12] = [
        Self::ReasonShort,
        Self::ReasonLong,
        Self::Nobody,
        Self::Stands,
        Self::Asked,
        Self::NotYours,
        Self::NobodyLeft,
        Self::Own,
        Self::SameUnit,
        Self::Decided,
        Self::Expired,
        Self::AskerGone,
    ];

    /// The key of its sentence.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::ReasonShort => "dinding-tolak-alasan-pendek",
            Self::ReasonLong => "dinding-tolak-alasan-panjang",
            Self::Nobody => "dinding-tolak-siapa",
            Self::Stands => "dinding-tolak-tetap",
            Self::Asked => "dinding-tolak-sudah-minta",
            Self::NotYours => "dinding-tolak-bukan-anda",
            Self::NobodyLeft => "dinding-tolak-tak-ada-orang",
            Self::Own => "dinding-tolak-sendiri",
            Self::SameUnit => "dinding-tolak-satu-unit",
            Self::Decided => "dinding-tolak-sudah-diputus",
            Self::Expired => "dinding-tolak-lewat",
            Self::AskerGone => "dinding-tolak-peminta-pergi",
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LiftError {
    /// A rule says no.
    #[error("refused: {0:?}")]
    Refused(Why),
    /// No such case or request for this person, or the database.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<sqlx::Error> for LiftError {
    fn from(error: sqlx::Error) -> Self {
        Self::Act(error.into())
    }
}

const fn no<T>(why: Why) -> Result<T, LiftError> {
    Err(LiftError::Refused(why))
}

/// What the page of a case's wall shows to one officer.
pub struct Look {
    /// Number of the case.
    pub number: String,
    /// Whether the officer may ask, and so reads the case and everything here; otherwise only what waits for them.
    pub asks: bool,
    /// Who is kept out as a person.
    pub kept: Vec<KeptOut>,
    /// Requests, newest first, and whether this officer may decide on each now.
    pub requests: Vec<(WallRequest, bool)>,
}

/// Opens the case of a number for somebody who may come to its wall; absent, hidden and not theirs are the same.
async fn enter(app: &App, officer: Uuid, number: &str, now: DateTime<Utc>) -> Result<(Tx, Scene), LiftError> {
    let number = CaseNumber::parse(number).ok_or(ActError::NotFound)?;
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    let id = db::door_find(&mut tx, number.as_str(), SideDoor::Wall, now).await?.ok_or(ActError::NotFound)?;
    if !db::lock(&mut tx, id).await? || !db::wall_enters(&mut tx, id, now).await? {
        return Err(ActError::NotFound.into());
    }
    let case = db::load(&mut tx, id).await?.ok_or(ActError::NotFound)?;
    let secret = db::secret(&mut tx, &app.keys, id).await?.ok_or(ActError::NotFound)?;
    Ok((tx, Scene { case, key: secret.key }))
}

/// What there is to see and to do.
pub async fn look(app: &App, officer: Uuid, number: &str) -> Result<Look, LiftError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number, now).await?;
    let case = scene.case.id;
    let asks = db::wall_asker(&mut tx, case, officer).await?.is_some();
    let mut requests = Vec::new();
    for request in db::wall_requests(&mut tx, &scene.key, case).await? {
        let people = (request.by.0, request.about.0);
        let decides = request.waits(now) && db::wall_decider(&mut tx, case, people, officer).await?.is_some();
        if asks || decides {
            requests.push((request, decides));
        }
    }
    let kept = if asks { db::kept_out(&mut tx, case).await? } else { Vec::new() };
    Ok(Look { number: scene.case.number, asks, kept, requests })
}

/// Asks to let an officer in.
pub async fn ask(app: &App, officer: Uuid, number: &str, (about, reason): (&str, &str)) -> Result<(), LiftError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number, now).await?;
    let case = scene.case.id;
    let role = db::wall_asker(&mut tx, case, officer).await?.and_then(|code| Role::from_code(&code));
    let Some(role) = role else { return no(Why::NotYours) };
    let kept = db::kept_out(&mut tx, case).await?;
    let id = about.parse::<Uuid>().ok();
    let Some(about) = kept.iter().find(|kept| Some(kept.id) == id) else { return no(Why::Nobody) };
    if !about.falls {
        return no(Why::Stands);
    }
    let reason = reason.trim();
    match reason.chars().count() {
        letters if letters < REASON_MIN => return no(Why::ReasonShort),
        letters if letters > REASON_MAX => return no(Why::ReasonLong),
        _ => {}
    }
    let requests = db::wall_requests(&mut tx, &scene.key, case).await?;
    if requests.iter().any(|request| request.about.0 == about.id && request.waits(now)) {
        return no(Why::Asked);
    }
    if !db::wall_has_decider(&mut tx, case, officer, about.id).await? {
        return no(Why::NobodyLeft);
    }
    let (id, by) = (Uuid::now_v7(), (officer, role.code()));
    let new = NewWallRequest { id, case, about, by, reason, expires_at: now + LASTS };
    db::insert_wall_request(&mut tx, &scene.key, &new, now).await?;
    let data = json!({ "request": id, "officer": about.id, "alias": about.alias, "grounds": about.reasons,
                       "remark": reason });
    // whom it is about is for officers only
    let entry = Entry { who: Who::Officer(officer), role, action: "ask_wall", data };
    record(&mut tx, &scene, entry, true, now).await?;
    tx.commit().await?;
    Ok(())
}

/// A second person lets the officer in, or not.
pub async fn decide(app: &App, officer: Uuid, number: &str, (request, lifts): (Uuid, bool)) -> Result<(), LiftError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number, now).await?;
    let case = scene.case.id;
    let requests = db::wall_requests(&mut tx, &scene.key, case).await?;
    let asked = requests.into_iter().find(|each| each.id == request).ok_or(ActError::NotFound)?;
    let role = may_decide(&mut tx, case, officer, &asked, now).await?;
    if lifts {
        if db::wall_asker(&mut tx, case, asked.by.0).await?.is_none() {
            return no(Why::AskerGone);
        }
        let kept = db::kept_out(&mut tx, case).await?;
        // what came after the question nobody was shown
        let same = |reasons: &[String]| reasons.iter().all(|reason| asked.grounds.contains(reason));
        if !kept.iter().any(|kept| kept.id == asked.about.0 && kept.falls && same(&kept.reasons)) {
            return no(Why::Stands);
        }
    }
    if !db::decide_wall(&mut tx, request, lifts, now).await? {
        return Err(ActError::Moved.into());
    }
    let action = if lifts { "lift_wall" } else { "keep_wall" };
    let data = json!({ "request": request, "officer": asked.about.0, "alias": asked.about.1, "asked_by": asked.by.0 });
    record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action, data }, true, now).await?;
    db::insert_notice(&mut tx, asked.by.0, case, action, now).await?;
    if lifts {
        // the wall is another now: what waits for a second person was looked at before (workflow.md, "Second person")
        carry::lapse_proposals(&mut tx, case, None, now).await?;
        viewers::keep(&mut tx, &scene.case, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The role in which somebody may decide on a request.
async fn may_decide(
    tx: &mut Tx,
    case: Uuid,
    officer: Uuid,
    asked: &WallRequest,
    now: DateTime<Utc>,
) -> Result<Role, LiftError> {
    if asked.by.0 == officer {
        return no(Why::Own);
    }
    if asked.decided.is_some() {
        return no(Why::Decided);
    }
    if !asked.waits(now) {
        return no(Why::Expired);
    }
    let role = db::wall_decider(tx, case, (asked.by.0, asked.about.0), officer).await?;
    // everybody who comes here is a supervisor or of the integrity desk, and before the wall
    role.and_then(|code| Role::from_code(&code)).ok_or(LiftError::Refused(Why::SameUnit))
}

/// A request that waits for an officer's decision.
pub struct Waiting {
    /// Number of the case.
    pub number: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when it may be decided.
    pub expires_at: DateTime<Utc>,
}

/// Requests that wait for this officer's decision, oldest first.
pub async fn waiting(app: &App, officer: Uuid) -> Result<Vec<Waiting>, ActError> {
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    let rows = db::walls_waiting(&mut tx, officer, clock::now()).await?;
    Ok(rows.into_iter().map(|(number, asked_at, expires_at)| Waiting { number, asked_at, expires_at }).collect())
}

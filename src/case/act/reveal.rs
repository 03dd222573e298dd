//! Asking for an identity and the originals of a case: one person asks with a reason, custodians give their shares.
//! Whoever asked opens them for an hour (`opening`). Every step is a link of the case's record and stands on the
//! reporter's page.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{Entry, record};
use super::inform::working;
use super::refused::no;
use super::{ActError, Scene, Who};
use crate::app::App;
use crate::case::db::{self, NewReveal, Reveal, SideDoor};
use crate::case::state::{Mode, Role};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::vault::CaseNumber;
use crate::vault::custody::{IdentityKey, Share};

pub use super::refused::{RevealError, Why};

/// How long a request waits for its second person, and how long the identity may be seen afterwards (security.md §2.7).
pub const LASTS: Duration = Duration::minutes(60);
/// Letters of the shortest reason.
pub const REASON_MIN: usize = 20;
/// Letters of the longest reason.
pub const REASON_MAX: usize = 1000;

/// What the page of a case's identity shows to one officer.
pub struct Look {
    /// Number of the case.
    pub number: String,
    /// How the reporter is known.
    pub mode: Mode,
    /// Whether the officer may read the case itself.
    pub reads: bool,
    /// Whether the officer is an enrolled custodian.
    pub custodian: bool,
    /// Why this officer cannot ask now; none when they can.
    pub refusal: Option<Why>,
    /// Every request, newest first.
    pub reveals: Vec<Reveal>,
    /// Those that this officer may give a share to.
    pub gives: Vec<Uuid>,
}

/// Opens the case of a number for somebody who may come to its identity page; absent and walled are the same.
pub(super) async fn enter(app: &App, officer: Uuid, number: &str) -> Result<(Tx, Scene), RevealError> {
    let (mut tx, id) = find(app, officer, number, SideDoor::Identity).await?;
    if !db::custody_enters(&mut tx, id).await? {
        return Err(ActError::NotFound.into());
    }
    scene(app, tx, id).await
}

/// Finds and locks the case of a number, for a page that asks again now whether this officer may come there.
pub(super) async fn find(app: &App, officer: Uuid, number: &str, door: SideDoor) -> Result<(Tx, Uuid), RevealError> {
    let number = CaseNumber::parse(number).ok_or(ActError::NotFound)?;
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    let id = db::door_find(&mut tx, number.as_str(), door, clock::now()).await?.ok_or(ActError::NotFound)?;
    if !db::lock(&mut tx, id).await? {
        return Err(ActError::NotFound.into());
    }
    Ok((tx, id))
}

/// The locked case with its key.
pub(super) async fn scene(app: &App, mut tx: Tx, id: Uuid) -> Result<(Tx, Scene), RevealError> {
    let case = db::load(&mut tx, id).await?.ok_or(ActError::NotFound)?;
    let secret = db::secret(&mut tx, &app.keys, id).await?.ok_or(ActError::NotFound)?;
    Ok((tx, Scene { case, key: secret.key }))
}

/// What there is to see and to do.
pub async fn look(app: &App, officer: Uuid, number: &str) -> Result<Look, RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let reveals = db::reveals(&mut tx, &scene.key, scene.case.id).await?;
    let gives = db::reveals_to_give(&mut tx, (scene.case.id, officer), now).await?;
    let role = may_ask(app, &mut tx, &scene, officer, now).await;
    let refusal = match role {
        Ok(_) => None,
        Err(RevealError::Refused(why)) => Some(why),
        Err(error) => return Err(error),
    };
    let custodian = db::custodian(&mut tx, &app.keys, officer).await?.is_some();
    let reads = db::may_enter(&mut tx, scene.case.id).await?;
    let (number, mode) = (scene.case.number, scene.case.mode);
    Ok(Look { number, mode, reads, custodian, refusal, reveals, gives })
}

/// The role in which somebody may ask; a custodian has an own key.
async fn may_ask(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Role, RevealError> {
    let case = &scene.case;
    if !db::has_identity(tx, case.id).await? && !db::has_originals(tx, case.id).await? {
        return no(Why::NoIdentity);
    }
    let own = db::custodian(tx, &app.keys, officer).await?;
    let role = if own.is_some() {
        if db::share(tx, case.id, officer).await?.is_none() {
            return no(Why::NoShare);
        }
        Role::Custodian
    } else if case.handler == Some(officer) {
        let role = working(case.kind, case.stage());
        // whoever handles it without that role stands in for it: the integrity desk
        if db::holds(tx, officer, role.code()).await? { role } else { Role::Integrity }
    } else if case.facts.mediation.mediator == Some(officer) {
        Role::Mediator
    } else {
        return no(Why::NotYourWork);
    };
    if !db::can_open(tx, case.id, officer, own.is_some()).await? {
        return no(Why::TooFew);
    }
    let mine = db::reveals(tx, &scene.key, case.id).await?;
    let open = |reveal: &&Reveal| match reveal.closes_at {
        Some(closes) => closes > now,
        None => reveal.expires_at > now,
    };
    if mine.iter().filter(open).any(|reveal| reveal.by.0 == officer) {
        return no(Why::Asked);
    }
    Ok(role)
}

/// A reason that says something.
pub(super) fn reasonable(reason: &str) -> Result<&str, RevealError> {
    let reason = reason.trim();
    match reason.chars().count() {
        letters if letters < REASON_MIN => no(Why::ReasonShort),
        letters if letters > REASON_MAX => no(Why::ReasonLong),
        _ => Ok(reason),
    }
}

/// Asks to see the identity of a case. A custodian receives shares under the own key; anybody else under one that lives as
/// long as the session whose token is given.
pub async fn ask(
    app: &App,
    (officer, token): (Uuid, &[u8; 32]),
    number: &str,
    reason: &str,
) -> Result<Uuid, RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let role = may_ask(app, &mut tx, &scene, officer, now).await?;
    let reason = reasonable(reason)?;
    let id = Uuid::now_v7();
    let session = if role == Role::Custodian {
        None
    } else {
        let key = IdentityKey::generate();
        let wrapped = key.wrap_for_session(token, id).map_err(|error| ActError::Db(db::damaged(error)))?;
        Some((key.recipient(), wrapped))
    };
    let (case, by, role_code) = (scene.case.id, officer, role.code());
    let expires_at = now + LASTS;
    let new = NewReveal { id, case, by, role: role_code, session, reason, expires_at };
    db::insert_reveal(&mut tx, &scene.key, new, now).await?;
    let data = json!({ "reveal": id, "reason": reason });
    record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action: "ask_identity", data }, false, now)
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// A custodian gives the own share to a request of somebody else.
pub async fn grant(
    app: &App,
    (officer, key): (Uuid, &IdentityKey),
    number: &str,
    reveal: Uuid,
) -> Result<(), RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let case = scene.case.id;
    let asked = db::reveal(&mut tx, case, reveal).await?.ok_or(ActError::NotFound)?;
    let own = db::custodian(&mut tx, &app.keys, officer).await?;
    if own.is_none_or(|own| own != key.recipient()) {
        return no(Why::NotCustodian);
    }
    let given = db::given(&mut tx, reveal).await?;
    if asked.asked_by == officer {
        return no(Why::Own);
    }
    if asked.granted_at.is_some() || given.iter().any(|(by, ..)| *by == officer) {
        return no(Why::Given);
    }
    if asked.expires_at <= now {
        return no(Why::Expired);
    }
    // a custodian who asks is one of the two; anybody else needs two who are of different units
    let firsts: Vec<Uuid> = match asked.wrapped {
        None => vec![asked.asked_by],
        Some(_) => given.iter().map(|(by, ..)| *by).collect(),
    };
    for first in &firsts {
        if !db::units_differ(&mut tx, *first, officer).await? {
            return no(Why::SameUnit);
        }
    }
    let Some((dealing, sealed)) = db::share(&mut tx, case, officer).await? else { return no(Why::NoShare) };
    let to = match asked.wrapped {
        None => db::custodian(&mut tx, &app.keys, asked.asked_by).await?,
        Some(_) => asked.recipient(&scene.key, reveal, case),
    };
    let Some(to) = to else {
        // whoever asked as a custodian and is none any more asked for nothing that can be given
        let left = asked.wrapped.is_none() && asked.role == Role::Custodian.code();
        return no(if left { Why::Expired } else { Why::Exchanged });
    };
    let share = Share::open(key, case, &sealed).and_then(|share| share.seal(&to));
    let Ok(share) = share else { return no(Why::NotFitting) };
    db::give_share(&mut tx, (reveal, case, officer), (dealing, share), now).await?;
    if firsts.is_empty() {
        let data = json!({ "reveal": reveal });
        record(&mut tx, &scene, entry(officer, "agree_identity", data), false, now).await?;
    } else {
        db::grant_reveal(&mut tx, reveal, now, now + LASTS).await?;
        let data = json!({ "reveal": reveal });
        record(&mut tx, &scene, entry(officer, "grant_identity", data), false, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) fn entry(officer: Uuid, action: &str, data: serde_json::Value) -> Entry<'_> {
    Entry { who: Who::Officer(officer), role: Role::Custodian, action, data }
}

/// A request that waits for a custodian.
pub struct Waiting {
    /// Number of the case.
    pub number: String,
    /// The request.
    pub reveal: Reveal,
}

/// Requests that wait for this custodian's share, oldest first.
pub async fn waiting(app: &App, officer: Uuid) -> Result<Vec<Waiting>, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    let mut found = Vec::new();
    for (case, number, id) in db::reveals_waiting(&mut tx, officer, now).await? {
        let Some(secret) = db::secret(&mut tx, &app.keys, case).await? else { continue };
        let reveals = db::reveals(&mut tx, &secret.key, case).await?;
        found.extend(reveals.into_iter().find(|reveal| reveal.id == id).map(|reveal| Waiting { number, reveal }));
    }
    Ok(found)
}

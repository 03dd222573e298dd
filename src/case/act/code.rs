//! A new receipt code for a reporter who gave a name and has lost the old one (security.md §2.3).
//!
//! Somebody at the counter or a custodian asks and says how the person was recognised; whoever handles the case or mediates
//! in it may not, because the code speaks for the reporter. A custodian of another unit, who has opened the identity since
//! and compared, agrees. Who asked prints the code: from then on it opens the case, and the old one does not. Who asked also
//! reads the code first, so nothing of the identity goes with it: the reporter's own copy ends, and they write it anew.
//! Every step is a link of the case's record and stands on the reporter's page, and whoever has the old code ends the
//! request by changing it.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{Entry, record};
use super::opening::{Proof, Unlocked, unlock};
use super::refused::no;
use super::reveal::{LASTS, RevealError, Why, entry, find, reasonable, scene};
use super::{ActError, Scene, Who};
use crate::app::App;
use crate::case::db::{self, CodeKeys, CodeRequest, NewCodeRequest, SideDoor};
use crate::case::state::{Mode, Role};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::vault::custody::IdentityKey;
use crate::vault::{OwnKey, ReceiptCode};

/// What the page of new codes shows to one officer.
pub struct Look {
    /// Number of the case.
    pub number: String,
    /// Whether the report is Open, so that when the reporter was there is no secret.
    pub open: bool,
    /// Whether the officer may come to the identity page too.
    pub custody: bool,
    /// Whether the officer is an enrolled custodian.
    pub custodian: bool,
    /// Why this officer cannot ask now; none when they can.
    pub refusal: Option<Why>,
    /// Requests, newest first: all of them, or only the own ones for who does no more than sit at the counter.
    pub requests: Vec<CodeRequest>,
    /// The request that this officer may agree to, having seen the identity.
    pub decides: Option<Uuid>,
}

/// Opens the case of a number for somebody who may come to its page of new codes; absent and walled are the same.
async fn enter(app: &App, officer: Uuid, number: &str) -> Result<(Tx, Scene), RevealError> {
    let (mut tx, id) = find(app, officer, number, SideDoor::Code).await?;
    if !db::code_enters(&mut tx, id).await? {
        return Err(ActError::NotFound.into());
    }
    scene(app, tx, id).await
}

/// What there is to see and to do.
pub async fn look(app: &App, officer: Uuid, number: &str) -> Result<Look, RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let case = scene.case.id;
    let refusal = match may_ask(app, &mut tx, &scene, officer, now).await {
        Ok(_) => None,
        Err(RevealError::Refused(why)) => Some(why),
        Err(error) => return Err(error),
    };
    let custody = db::custody_enters(&mut tx, case).await?;
    let custodian = db::custodian(&mut tx, &app.keys, officer).await?.is_some();
    let mut requests = db::code_requests(&mut tx, &scene.key, case).await?;
    requests.retain(|request| custody || request.asked_by == officer);
    let waits = requests.iter().find(|request| request.approved.is_none() && request.is_open(now));
    let decides = match waits.filter(|_| custodian) {
        Some(request) if db::units_differ(&mut tx, request.asked_by, officer).await? => Some(request.id),
        _ => None,
    };
    let open = scene.case.mode == Mode::Open;
    Ok(Look { number: scene.case.number, open, custody, custodian, refusal, requests, decides })
}

/// The role in which somebody may ask.
async fn may_ask(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<Role, RevealError> {
    let case = &scene.case;
    if works_on(scene, officer) {
        return no(Why::WorksOnIt);
    }
    let role = if db::custodian(tx, &app.keys, officer).await?.is_some() {
        Role::Custodian
    } else if db::roles(tx, officer).await?.iter().any(|(_, role)| role == Role::Clerk.code()) {
        Role::Clerk
    } else {
        return no(Why::NotYourWork);
    };
    if case.mode == Mode::Anonymous {
        return no(Why::Anonymous);
    }
    if !db::has_identity(tx, case.id).await? {
        return no(Why::NoIdentity);
    }
    if db::code_requests(tx, &scene.key, case.id).await?.iter().any(|request| request.is_open(now)) {
        return no(Why::CodeAsked);
    }
    if !db::code_possible(tx, case.id, officer).await? {
        return no(Why::TooFew);
    }
    Ok(role)
}

/// Whoever has the code speaks as the reporter: nobody does who stands on the other side of the same case.
fn works_on(scene: &Scene, officer: Uuid) -> bool {
    let case = &scene.case;
    case.handler == Some(officer) || case.facts.mediation.mediator == Some(officer)
}

/// Asks for a new code; `reason` says how the person was recognised.
pub async fn ask(app: &App, officer: Uuid, number: &str, reason: &str) -> Result<(), RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let role = may_ask(app, &mut tx, &scene, officer, now).await?;
    let reason = reasonable(reason)?;
    let (id, case, expires_at) = (Uuid::now_v7(), scene.case.id, now + LASTS);
    let new = NewCodeRequest { id, case, by: officer, role: role.code(), reason, expires_at };
    db::insert_code_request(&mut tx, &scene.key, new, now).await?;
    let data = json!({ "request": id, "reason": reason });
    record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action: "ask_code", data }, false, now).await?;
    tell(app, &mut tx, &scene, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever has the case open elsewhere, or reads mail, hears of it while the old code still works.
async fn tell(app: &App, tx: &mut Tx, scene: &Scene, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    if app.config.mail.on() { db::enqueue(tx, scene.case.id, scene.case.revision, now).await } else { Ok(()) }
}

/// A custodian who was granted a look at the identity, and took it since the request, agrees. `reveal`: what they were
/// granted; `request`: what they agree to.
pub async fn approve(
    app: &App,
    (officer, key): (Uuid, &IdentityKey),
    number: &str,
    (reveal, request): (Uuid, Uuid),
) -> Result<(), RevealError> {
    let now = clock::now();
    let Unlocked { mut tx, scene, .. } = unlock(app, officer, Proof::Key(key), (number, reveal), now).await?;
    let case = scene.case.id;
    let asked = db::code_request(&mut tx, case, request).await?.ok_or(ActError::NotFound)?;
    if asked.asked_by == officer {
        return no(Why::Own);
    }
    if asked.approved_by.is_some() {
        return no(Why::Given);
    }
    if !asked.is_open(now) {
        return no(if asked.voided_at.is_some() { Why::CodeVoid } else { Why::Expired });
    }
    if !db::units_differ(&mut tx, asked.asked_by, officer).await? {
        return no(Why::SameUnit);
    }
    if !db::has_seen(&mut tx, (case, officer), asked.asked_at).await? {
        return no(Why::NotSeen);
    }
    if !db::has_identity(&mut tx, case).await? {
        return no(Why::NoIdentity);
    }
    db::approve_code(&mut tx, (request, officer), (now, now + LASTS)).await?;
    let data = json!({ "request": request, "reveal": reveal });
    record(&mut tx, &scene, entry(officer, "approve_code", data), false, now).await?;
    tx.commit().await?;
    Ok(())
}

/// A code that was printed.
pub struct Printed {
    /// Number of the case.
    pub number: String,
    /// The code; it must be changed when it is used first.
    pub code: ReceiptCode,
    /// When it began to work.
    pub at: DateTime<Utc>,
}

/// Who asked prints the code: it takes the place of the old one, and every page that the old one opened closes. The code
/// comes from the form's one-use key, so that a reload shows the same slip while nothing newer has replaced it. The
/// reporter's own copy of the identity ends: only who gave the name could open it, and this code is read by somebody else.
pub async fn print(
    app: &App,
    officer: Uuid,
    number: &str,
    (request, once): (Uuid, &[u8; 32]),
) -> Result<Printed, RevealError> {
    let now = clock::now();
    let (mut tx, scene) = enter(app, officer, number).await?;
    let case = scene.case.id;
    let asked = db::code_request(&mut tx, case, request).await?.ok_or(ActError::NotFound)?;
    if asked.asked_by != officer {
        return no(Why::NotYourCode);
    }
    let code = ReceiptCode::from_one_use_key(&app.keys, once);
    let (lookup, number) = (code.lookup(&app.keys), scene.case.number.clone());
    if let Some(at) = asked.issued_at {
        let still = db::case_of_code(&mut tx, &lookup).await? == Some(case);
        return if still { Ok(Printed { number, code, at }) } else { no(Why::CodePrinted) };
    }
    if works_on(&scene, officer) {
        return no(Why::WorksOnIt);
    }
    may_print(app, &mut tx, &asked, now).await?;
    db::replace_receipt(&mut tx, case, &lookup, None, now).await?;
    db::rewrap_copy(&mut tx, case, &OwnKey::generate().wrap_for_code(&code, case), false).await?;
    db::close_code(&mut tx, request, now).await?;
    let data = json!({ "request": request });
    let role = Role::from_code(&asked.role).unwrap_or(Role::Clerk);
    record(&mut tx, &scene, Entry { who: Who::Officer(officer), role, action: "print_code", data }, false, now).await?;
    tell(app, &mut tx, &scene, now).await?;
    tx.commit().await?;
    Ok(Printed { number, code, at: now })
}

/// Whether somebody agreed who still may, and the time is not over.
async fn may_print(app: &App, tx: &mut Tx, asked: &CodeKeys, now: DateTime<Utc>) -> Result<(), RevealError> {
    if asked.voided_at.is_some() {
        return no(Why::CodeVoid);
    }
    let Some(approver) = asked.approved_by else {
        return no(if asked.expires_at <= now { Why::Expired } else { Why::NotGranted });
    };
    if !asked.is_open(now) {
        return no(Why::Over);
    }
    if db::custodian(tx, &app.keys, approver).await?.is_none() {
        return no(Why::CodeVoid);
    }
    Ok(())
}

/// A request that waits for a custodian.
pub struct Waiting {
    /// Number of the case.
    pub number: String,
    /// The request.
    pub request: CodeRequest,
}

/// Requests that this custodian may agree to, oldest first.
pub async fn waiting(app: &App, officer: Uuid) -> Result<Vec<Waiting>, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    let mut found = Vec::new();
    for (case, number, id) in db::codes_waiting(&mut tx, officer, now).await? {
        let Some(secret) = db::secret(&mut tx, &app.keys, case).await? else { continue };
        let requests = db::code_requests(&mut tx, &secret.key, case).await?;
        found.extend(requests.into_iter().find(|each| each.id == id).map(|request| Waiting { number, request }));
    }
    Ok(found)
}

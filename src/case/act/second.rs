//! Second persons: an act marked +S waits until somebody else has looked at it (workflow.md, "Second person").

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Deed, Done, Scene, Who, Words, choose, enter, finish, inform, roles, viewers};
use crate::app::App;
use crate::case::action::{Action, ActionKind};
use crate::case::actor::Approvals;
use crate::case::db::{self, NewProposal, Proposal, place};
use crate::case::decide::may_approve;
use crate::case::refusal::{Guard, Refusal};
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Tx};
use crate::vault::seal::CaseKey;

/// Proposals emptied in one transaction.
const PAGE: i64 = 200;

/// What a proposal holds: the act and its words.
#[derive(Serialize, Deserialize)]
struct Held {
    action: Action,
    words: Words,
}

/// Stores an act that needs `needed` other persons. The same act waits only once.
pub(super) async fn propose(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    deed: &Deed,
    needed: u8,
    now: DateTime<Utc>,
) -> Result<Done, ActError> {
    let Some(officer) = deed.who.officer() else { return Err(ActError::NotFound) };
    for open in db::proposals(tx, &scene.key, scene.case.id).await?.into_iter().filter(|known| known.state == "open") {
        let known: Held = serde_json::from_value(open.payload).map_err(db::damaged)?;
        if known.action == deed.action {
            return Err(ActError::Refused(Guard::AlreadyOpen.into()));
        }
    }
    let policy = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let id = Uuid::now_v7();
    let code = deed.action.kind().code();
    let held = Held { action: deed.action.clone(), words: deed.words.clone() };
    let payload = scene.key.seal_json(place("proposal", "payload", id, scene.case.id), &held).map_err(db::damaged)?;
    let expires_at = policy.proposal_end(now, scene.case.zone);
    let files = deed.words.files.iter().map(|file| file.id).collect();
    let new = NewProposal {
        id,
        case: scene.case.id,
        action: code,
        payload,
        officer,
        needed: needed.into(),
        files,
        expires_at,
    };
    db::insert_proposal(tx, new, now).await?;
    let data = json!({ "proposal": id, "action": code });
    let entry = Entry { who: deed.who, role: deed.player.role, action: "propose", data };
    carry::record(tx, scene, entry, true, now).await?;
    viewers::keep(tx, &scene.case, now).await?;
    Ok(Done::Proposed(id))
}

/// A proposal whose case is locked, and the second person who looks at it.
struct Second {
    scene: Scene,
    proposal: Proposal,
    held: Held,
    /// The role in which the officer approves or rejects.
    role: Role,
    officer: Uuid,
}

impl Second {
    /// Opens a proposal for somebody who may decide on it.
    async fn open(app: &App, tx: &mut Tx, officer: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Self, ActError> {
        let Some(case) = db::proposal_case(tx, id).await? else { return Err(ActError::NotFound) };
        let Some(scene) = enter(app, tx, Who::Officer(officer), case).await? else { return Err(ActError::NotFound) };
        let all = db::proposals(tx, &scene.key, case).await?;
        let Some(proposal) = all.into_iter().find(|row| row.id == id && row.state == "open" && row.expires_at >= now)
        else {
            return Err(ActError::Moved);
        };
        // somebody who has moved behind the wall since: the worker lapses it
        let mut spoke = proposal.approved_by.clone();
        spoke.push(proposal.by.id);
        if !db::walled_among(tx, case, &spoke).await?.is_empty() {
            return Err(ActError::Moved);
        }
        let held: Held = serde_json::from_value(proposal.payload.clone()).map_err(db::damaged)?;
        let role = Self::role(tx, &scene, &proposal, held.action.kind(), officer, now).await?;
        Ok(Self { scene, proposal, held, role, officer })
    }

    async fn role(
        tx: &mut Tx,
        scene: &Scene,
        proposal: &Proposal,
        action: ActionKind,
        officer: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Role, ActError> {
        let mut given = proposal.approved_by.clone();
        given.push(proposal.by.id);
        let mut refusal = Refusal::NotYours { role: Role::Supervisor, action };
        for player in roles::approvers(tx, &scene.case, officer, &given, now).await? {
            match may_approve(&scene.case, action, proposal.by.id, &proposal.approved_by, &player) {
                Ok(()) => return Ok(player.role),
                Err(refused) if refused.explains_more_than(&refusal) => refusal = refused,
                Err(_) => {}
            }
        }
        if proposal.by.id == officer {
            refusal = Guard::Approval.into();
        }
        Err(ActError::Refused(refusal))
    }

    async fn record(&self, tx: &mut Tx, action: &str, data: Value, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        let entry = Entry { who: Who::Officer(self.officer), role: self.role, action, data };
        carry::record(tx, &self.scene, entry, true, now).await
    }

    /// Ends the proposal, with what the second person said of it.
    async fn close(&self, tx: &mut Tx, state: &str, remark: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        let (id, case, key) = (self.proposal.id, self.scene.case.id, &self.scene.key);
        let remark = (!remark.is_empty()).then(|| key.seal(place("proposal", "remark", id, case), remark.as_bytes()));
        db::close_proposal(tx, id, state, remark, now).await?;
        db::put_emptied(tx, id, &seal_emptied(key, (id, case), self.proposal.payload.clone())?).await
    }
}

/// A payload without what opens its files: an act that was carried out has given that to its evidence, where it is sealed
/// and erased in time, and any other has no use for it.
fn seal_emptied(key: &CaseKey, (id, case): (Uuid, Uuid), mut payload: Value) -> Result<Vec<u8>, sqlx::Error> {
    let files = payload.pointer_mut("/words/files").and_then(Value::as_array_mut);
    for secret in files.into_iter().flatten().filter_map(|file| file.get_mut("identity")) {
        *secret = Value::String(String::new());
    }
    key.seal_json(place("proposal", "payload", id, case), &payload).map_err(db::damaged)
}

/// Takes what opens files out of proposals that lapsed, or ended before approving and rejecting did it. One that cannot be
/// opened holds nothing that could be used, and no other up.
pub async fn empty_ended(app: &App) -> Result<(), ActError> {
    let mut after = Uuid::nil();
    loop {
        let mut tx = app.db.begin(Actor::System).await?;
        let ended = db::ended_with_files(&mut tx, after, PAGE).await?;
        let Some((last, ..)) = ended.last() else { return Ok(()) };
        after = *last;
        for (id, case, payload, dek) in ended {
            let Ok(key) = CaseKey::unwrap(&app.keys, case, &dek) else { continue };
            let Ok(plain) = key.open_json(place("proposal", "payload", id, case), &payload) else { continue };
            db::put_emptied(&mut tx, id, &seal_emptied(&key, (id, case), plain)?).await?;
        }
        tx.commit().await?;
    }
}

/// Approves; when enough have approved, the act is decided again on the locked case and carried out.
pub async fn approve(app: &App, officer: Uuid, proposal: Uuid, remark: &str) -> Result<Done, ActError> {
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    let done = approve_in(app, &mut tx, officer, proposal, remark).await;
    finish(tx, done).await
}

async fn approve_in(app: &App, tx: &mut Tx, officer: Uuid, proposal: Uuid, remark: &str) -> Result<Done, ActError> {
    let now = clock::now();
    let second = Second::open(app, tx, officer, proposal, now).await?;
    let given = db::approve(tx, proposal, second.scene.case.id, officer, now).await?;
    let data = json!({ "proposal": proposal, "action": second.proposal.action, "remark": remark });
    second.record(tx, "approve", data, now).await?;
    if given < i64::from(second.proposal.needed) {
        viewers::keep(tx, &second.scene.case, now).await?;
        return Ok(Done::Proposed(proposal));
    }
    second.close(tx, "approved", remark, now).await?;
    carry_out(app, tx, second, now).await
}

/// Decides again, as the proposer and with the approvals, on the case as it stands now.
async fn carry_out(app: &App, tx: &mut Tx, second: Second, now: DateTime<Utc>) -> Result<Done, ActError> {
    let Second { scene, proposal, held, officer, .. } = second;
    let who = Who::Officer(proposal.by.id);
    let action = inform::complete(tx, &scene.case, held.action, false).await?;
    let mut persons = proposal.approved_by;
    persons.push(officer);
    let approvals = Approvals::Given { by: persons };
    let chosen = choose(app, tx, &scene, (who, held.words.on_behalf), &action, approvals, now).await;
    let (player, effects) = match chosen {
        Err(ActError::NotFound) => return Err(ActError::Moved), // the proposer has left the office
        chosen => chosen?,
    };
    let deed = Deed { who, player, action, words: held.words, effects, proposal: Some(proposal.id) };
    carry::out(app, tx, scene, deed, now).await
}

/// Rejects with a remark; the case goes on as it stands.
pub async fn reject(app: &App, officer: Uuid, proposal: Uuid, remark: &str) -> Result<(), ActError> {
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    let done = reject_in(app, &mut tx, officer, proposal, remark).await;
    finish(tx, done).await
}

async fn reject_in(app: &App, tx: &mut Tx, officer: Uuid, proposal: Uuid, remark: &str) -> Result<(), ActError> {
    let now = clock::now();
    let second = Second::open(app, tx, officer, proposal, now).await?;
    second.close(tx, "rejected", remark, now).await?;
    let data = json!({ "proposal": proposal, "action": second.proposal.action, "remark": remark });
    second.record(tx, "reject", data, now).await?;
    db::insert_notice(tx, second.proposal.by.id, second.scene.case.id, "proposal_rejected", now).await?;
    viewers::keep(tx, &second.scene.case, now).await?;
    Ok(())
}

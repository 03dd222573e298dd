//! Second persons: an act marked +S waits until somebody else has looked at it (workflow.md, "Second person").

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::viewers::{INTEGRITY_LIST, unit_list};
use super::{ActError, Deed, Done, Scene, Who, Words, carry, choose, enter, know, viewers};
use crate::app::App;
use crate::case::action::Action;
use crate::case::actor::Approvals;
use crate::case::case::Case;
use crate::case::db::{self, NewProposal, Proposal, place};
use crate::clock;
use crate::db::Tx;

/// What a proposal holds: the act and its words.
#[derive(Serialize, Deserialize)]
struct Held {
    action: Action,
    words: Words,
}

/// Stores an act that needs `needed` other persons.
pub(super) async fn propose(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    deed: &Deed,
    needed: u8,
    now: DateTime<Utc>,
) -> Result<Done, ActError> {
    let Some(officer) = deed.who.officer() else { return Err(ActError::NotFound) };
    let policy = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let id = Uuid::now_v7();
    let held = Held { action: deed.action.clone(), words: deed.words.clone() };
    let payload = scene.key.seal_json(place("proposal", "payload", id, scene.case.id), &held).map_err(db::damaged)?;
    let viewers = approvers(tx, &scene.case, officer, deed.action.kind().code(), now).await?;
    let new = NewProposal {
        id,
        case: scene.case.id,
        action: deed.action.kind().code(),
        payload,
        officer,
        needed: needed.into(),
        revision: scene.case.revision,
        viewers,
        expires_at: policy.proposal_end(now, scene.case.zone),
    };
    db::insert_proposal(tx, new, now).await?;
    let data = json!({ "proposal": id, "action": deed.action.kind().code() });
    carry::record(tx, scene, deed.who, deed.player.role, "propose", data, now).await?;
    viewers::keep(tx, &scene.case, now).await?;
    Ok(Done::Proposed(id))
}

/// Lists whose readers may approve: the unit's supervisors, else any supervisor, else integrity; integrity too after one
/// lapse of this act or after the last level of a breach.
async fn approvers(
    tx: &mut Tx,
    case: &Case,
    proposer: Uuid,
    action: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    let units = db::units(tx).await?;
    let others = |except: Option<Uuid>| {
        units
            .iter()
            .filter(move |(unit, desk)| !desk && Some(*unit) != except)
            .map(|(unit, _)| unit_list(*unit, "supervisor"))
    };
    let mut lists: Vec<String> = match case.unit {
        Some(unit) => match db::approver_reach(tx, case.id, unit, proposer, case.zone.day(now)).await?.as_str() {
            "unit" => vec![unit_list(unit, "supervisor")],
            "others" => others(Some(unit)).collect(),
            _ => Vec::new(),
        },
        None => others(None).collect(),
    };
    let hopeless = case.facts.lapsed.contains_key(action) || case.at_last_level();
    if lists.is_empty() || hopeless {
        lists.push(INTEGRITY_LIST.to_owned());
    }
    Ok(lists)
}

/// The proposal with its case, locked, if this officer may decide on it.
async fn open_for(app: &App, tx: &mut Tx, officer: Uuid, proposal: Uuid) -> Result<(Scene, Proposal, Held), ActError> {
    let Some(case) = db::proposal_case(tx, proposal).await? else { return Err(ActError::NotFound) };
    let mine = db::waiting_for_me(tx, 1000).await?;
    if !mine.iter().any(|(id, _)| *id == proposal) {
        return Err(ActError::NotFound);
    }
    let Some(scene) = enter(app, tx, Who::Officer(officer), case).await? else { return Err(ActError::NotFound) };
    let all = db::proposals(tx, &scene.key, case).await?;
    let Some(found) = all.into_iter().find(|row| row.id == proposal && row.state == "open") else {
        return Err(ActError::Moved);
    };
    let held = serde_json::from_value(found.payload.clone()).map_err(db::damaged)?;
    Ok((scene, found, held))
}

/// Approves; when enough have approved, the act is decided again on the locked case and carried out.
pub async fn approve(app: &App, officer: Uuid, proposal: Uuid, remark: &str) -> Result<Done, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(crate::db::Actor::Officer(officer)).await?;
    let (scene, found, held) = open_for(app, &mut tx, officer, proposal).await?;
    let by = found.by.as_ref().map_or(officer, |by| by.id);
    if found.revision != scene.case.revision || by == officer {
        return Err(ActError::Moved);
    }
    let given = db::approve(&mut tx, proposal, scene.case.id, officer, now).await?;
    let data = json!({ "proposal": proposal, "remark": remark });
    let role = crate::case::state::Role::Supervisor;
    carry::record(&mut tx, &scene, Who::Officer(officer), role, "approve", data, now).await?;
    if given < i64::from(found.needed) {
        viewers::keep(&mut tx, &scene.case, now).await?;
        tx.commit().await?;
        return Ok(Done::Proposed(proposal));
    }
    let mut persons = found.approved_by.clone();
    persons.push(officer);
    let approvals = Approvals::Given { by: persons };
    let who = Who::Officer(by);
    let action = know::fill(&mut tx, &scene.case, held.action).await?;
    let (player, effects) = choose(app, &mut tx, &scene, (who, held.words.on_behalf), &action, approvals, now).await?;
    db::close_proposal(&mut tx, proposal, "approved", sealed_remark(&scene, proposal, remark), now).await?;
    let deed = Deed { who, player, action, words: held.words, effects, proposal: Some(proposal) };
    let done = carry::out(app, &mut tx, scene, deed, now).await?;
    tx.commit().await?;
    Ok(done)
}

/// Rejects with a remark; the case goes on as it stands.
pub async fn reject(app: &App, officer: Uuid, proposal: Uuid, remark: &str) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(crate::db::Actor::Officer(officer)).await?;
    let (scene, found, _) = open_for(app, &mut tx, officer, proposal).await?;
    db::close_proposal(&mut tx, proposal, "rejected", sealed_remark(&scene, proposal, remark), now).await?;
    let data = json!({ "proposal": proposal, "action": found.action, "remark": remark });
    let role = crate::case::state::Role::Supervisor;
    carry::record(&mut tx, &scene, Who::Officer(officer), role, "reject", data, now).await?;
    if let Some(by) = found.by {
        db::insert_notice(&mut tx, by.id, scene.case.id, "proposal_rejected", now).await?;
    }
    viewers::keep(&mut tx, &scene.case, now).await?;
    tx.commit().await?;
    Ok(())
}

fn sealed_remark(scene: &Scene, proposal: Uuid, remark: &str) -> Option<Vec<u8>> {
    (!remark.is_empty())
        .then(|| scene.key.seal(place("proposal", "remark", proposal, scene.case.id), remark.as_bytes()))
}

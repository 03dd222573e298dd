//! The worker's turn: clocks that ended, proposals that lapsed, cases that nobody watches (workflow.md, lessons 2–4).

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{ActError, Deed, Scene, Who, Words, carry, choose, enter, viewers};
use crate::app::App;
use crate::case::action::Action;
use crate::case::actor::Approvals;
use crate::case::case::Case;
use crate::case::db::{self, DueClock};
use crate::case::effect::Target;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Tx};

/// Does everything that is due, oldest first, at most `limit` clocks; says how many there were.
pub async fn tick(app: &App, limit: usize) -> Result<usize, ActError> {
    let mut done = 0;
    while done < limit && one_clock(app).await? {
        done += 1;
    }
    lapse_proposals(app).await?;
    watch_the_unwatched(app).await?;
    Ok(done)
}

/// What the worker may do by itself, tried in this order when a clock of a case has ended.
const BY_ITSELF: [Action; 11] = [
    Action::Unhold,
    Action::MediationLapse,
    Action::EndWithout { side: None },
    Action::Lapse,
    Action::Expire,
    Action::DeskClosed,
    Action::Missed,
    Action::End { summary: crate::case::action::Given(false) },
    Action::ExpireSurvey,
    Action::Purge,
    Action::GoOnWithout,
];

async fn one_clock(app: &App) -> Result<bool, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(due) = db::next_due(&mut tx, now).await? else { return Ok(false) };
    // whatever comes of it, the same clock must not be first again in the next round
    db::look_again(&mut tx, due.id, now + Duration::days(1)).await?;
    if let Some(scene) = enter(app, &mut tx, Who::System, due.case_id).await? {
        turn(app, &mut tx, scene, &due, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn turn(app: &App, tx: &mut Tx, scene: Scene, due: &DueClock, now: DateTime<Utc>) -> Result<(), ActError> {
    for action in BY_ITSELF {
        if let Ok((player, effects)) = choose(app, tx, &scene, (Who::System, None), &action, Approvals::None, now).await
        {
            let deed = Deed { who: Who::System, player, action, words: Words::default(), effects, proposal: None };
            return carry::out(app, tx, scene, deed, now).await.map(drop);
        }
    }
    breach(app, tx, scene, due, now).await
}

/// Row 53: the next level is reached.
async fn breach(app: &App, tx: &mut Tx, scene: Scene, due: &DueClock, now: DateTime<Utc>) -> Result<(), ActError> {
    let action = Action::Breach { clock: due.id };
    let chosen = choose(app, tx, &scene, (Who::System, None), &action, Approvals::None, now).await;
    let (player, effects) = match chosen {
        Ok(chosen) => chosen,
        Err(ActError::Refused(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let (case, zone) = (scene.case.id, scene.case.zone);
    let policy = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let deed = Deed { who: Who::System, player, action, words: Words::default(), effects, proposal: None };
    carry::out(app, tx, scene, deed, now).await?;
    let after = db::load(tx, case).await?;
    let next = after.iter().flat_map(|case| &case.clocks).find(|clock| clock.id == due.id);
    if let Some(at) = next.and_then(|clock| clock.next_level_at(&policy, zone)) {
        db::look_again(tx, due.id, at).await?;
    }
    Ok(())
}

/// Writes a breach down and tells the next person above, minus everybody walled; if nobody is left, the integrity desk.
pub(super) async fn tell(
    tx: &mut Tx,
    case: &Case,
    (clock, level, target): (Uuid, i16, Target),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let supervisor = Role::Supervisor.code();
    let mut people = match target {
        Target::Supervisors => db::unwalled_of_role(tx, case.id, case.unit, supervisor).await?,
        Target::OtherSupervisors => {
            let own = db::unwalled_of_role(tx, case.id, case.unit, supervisor).await?;
            let mut all = db::unwalled_of_role(tx, case.id, None, supervisor).await?;
            all.retain(|officer| !own.contains(officer));
            all
        }
        Target::Integrity => Vec::new(),
    };
    let told = if people.is_empty() { Target::Integrity } else { target };
    if people.is_empty() {
        people = db::unwalled_of_role(tx, case.id, None, Role::Integrity.code()).await?;
    }
    if let Some(handler) = case.handler
        && !db::is_walled(tx, case.id, handler).await?
    {
        people.push(handler);
    }
    if db::insert_breach(tx, clock, level, case.id, told.code(), now).await? {
        for officer in people {
            db::insert_notice(tx, officer, case.id, "breach", now).await?;
        }
    }
    Ok(())
}

/// Proposals past their end lapse with a notice; the case remembers, so that integrity may approve the next.
async fn lapse_proposals(app: &App) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    for (proposal, case, action, officer) in db::expired_proposals(&mut tx, now, 100).await? {
        let Some(scene) = enter(app, &mut tx, Who::System, case).await? else { continue };
        if !db::close_proposal(&mut tx, proposal, "lapsed", None, now).await? {
            continue;
        }
        let mut after = scene.case.clone();
        *after.facts.lapsed.entry(action.clone()).or_default() += 1;
        db::save(&mut tx, &scene.case, &after, None).await?;
        let data = json!({ "proposal": proposal, "action": action });
        carry::record(&mut tx, &scene, Who::System, Role::System, "proposal_lapsed", data, now).await?;
        db::insert_notice(&mut tx, officer, case, "proposal_lapsed", now).await?;
        viewers::keep(&mut tx, &after, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// An open case without any clock must not exist; if one does, the integrity desk hears of it.
async fn watch_the_unwatched(app: &App) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    for case in db::unwatched(&mut tx, 100).await? {
        for officer in db::unwalled_of_role(&mut tx, case, None, Role::Integrity.code()).await? {
            db::insert_notice(&mut tx, officer, case, "unwatched", now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

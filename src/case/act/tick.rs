//! The worker's turn: clocks that ended, proposals that lapsed, cases that nobody watches (workflow.md, lessons 2–4).

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Who, beyond, enter, viewers};
use crate::app::App;
use crate::case::action::Action;
use crate::case::case::Case;
use crate::case::db::{self, Expired};
use crate::case::decide::due_actions;
use crate::case::effect::Target;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Tx};

/// More steps of one case in one turn than this are a mistake of the machine.
const STEPS: usize = 32;

/// Does everything that is due, oldest first, at most `limit` cases; says how many there were.
pub async fn tick(app: &App, limit: usize) -> Result<usize, ActError> {
    turns(app, limit, true).await
}

/// The same without erasing any content, while nobody can be sure what time it is.
pub async fn tick_without_erasing(app: &App, limit: usize) -> Result<usize, ActError> {
    turns(app, limit, false).await
}

async fn turns(app: &App, limit: usize, erase: bool) -> Result<usize, ActError> {
    let mut done = 0;
    while done < limit && one_case(app, erase).await? {
        done += 1;
    }
    while one_proposal(app).await? {}
    watch_the_unwatched(app).await?;
    Ok(done)
}

/// One case with a clock whose moment has come. A case that cannot be worked on is looked at again in an hour, so that
/// it holds up no other.
async fn one_case(app: &App, erase: bool) -> Result<bool, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(case) = db::next_due(&mut tx, now).await? else { return Ok(false) };
    match turn(app, &mut tx, case, erase, now).await {
        Ok(()) => tx.commit().await?,
        Err(error) => {
            drop(tx);
            tracing::error!(%error, "a case could not be worked on; it is looked at again in an hour");
            let mut tx = app.db.begin(Actor::System).await?;
            db::put_off(&mut tx, case, now, now + Duration::hours(1)).await?;
            tx.commit().await?;
        }
    }
    Ok(true)
}

/// Everything that the machine says is due for a case, one step after the other, each decided on what the last left.
async fn turn(app: &App, tx: &mut Tx, case: Uuid, erase: bool, now: DateTime<Utc>) -> Result<(), ActError> {
    for _ in 0..STEPS {
        let Some(scene) = enter(app, tx, Who::System, case).await? else { break };
        let policy = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
        let due = due_actions(&scene.case, &policy, now).into_iter().find(|action| erase || *action != Action::Purge);
        let Some(action) = due else { break };
        beyond::act_within(app, tx, case, action, now).await?;
    }
    schedule(app, tx, case, now).await
}

/// When the worker looks at each clock next: at its next level, or once a day while what it waits for cannot happen yet.
async fn schedule(app: &App, tx: &mut Tx, case: Uuid, now: DateTime<Utc>) -> Result<(), ActError> {
    let Some(case) = db::load(tx, case).await? else { return Ok(()) };
    let policy = app.policies.get(tx, case.policy_version, case.calendar_version).await?;
    for clock in case.open_clocks().filter(|clock| clock.runs()) {
        let level = clock.next_level_at(&policy, case.zone).filter(|at| *at >= now);
        let next = if clock.due_at >= now { clock.due_at } else { level.unwrap_or(now + Duration::days(1)) };
        db::look_again(tx, clock.id, now, next).await?;
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
    let (mut people, told) = above(tx, case, target).await?;
    people.extend(case.handler.filter(|handler| !people.contains(handler)));
    if db::insert_breach(tx, clock, level, case.id, told.code(), now).await? {
        for officer in people {
            db::insert_notice(tx, officer, case.id, "breach", now).await?;
        }
    }
    Ok(())
}

/// Who is told at a level, minus everybody walled, and which level that turned out to be.
pub(super) async fn above(tx: &mut Tx, case: &Case, target: Target) -> Result<(Vec<Uuid>, Target), sqlx::Error> {
    let supervisor = Role::Supervisor.code();
    let people = match target {
        Target::Supervisors => db::unwalled_of_role(tx, case.id, case.unit, supervisor).await?,
        Target::OtherSupervisors => {
            let own = db::unwalled_of_role(tx, case.id, case.unit, supervisor).await?;
            let mut all = db::unwalled_of_role(tx, case.id, None, supervisor).await?;
            all.retain(|officer| !own.contains(officer));
            all
        }
        Target::Integrity => Vec::new(),
    };
    if !people.is_empty() {
        return Ok((people, target));
    }
    Ok((db::unwalled_of_role(tx, case.id, None, Role::Integrity.code()).await?, Target::Integrity))
}

/// The proposal that is longest past its end lapses with a notice; the case remembers, so that integrity may approve the
/// next. One that cannot be written down lapses all the same.
async fn one_proposal(app: &App) -> Result<bool, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(expired) = db::next_expired(&mut tx, now).await? else { return Ok(false) };
    let id = expired.id;
    match lapse(app, &mut tx, expired, now).await {
        Ok(()) => tx.commit().await?,
        Err(error) => {
            drop(tx);
            tracing::error!(%error, "the lapse of a proposal could not be written down");
            let mut tx = app.db.begin(Actor::System).await?;
            db::close_proposal(&mut tx, id, "lapsed", None, now).await?;
            tx.commit().await?;
        }
    }
    Ok(true)
}

async fn lapse(app: &App, tx: &mut Tx, expired: Expired, now: DateTime<Utc>) -> Result<(), ActError> {
    db::close_proposal(tx, expired.id, "lapsed", None, now).await?;
    let Some(scene) = enter(app, tx, Who::System, expired.case_id).await? else { return Ok(()) };
    let mut after = scene.case.clone();
    *after.facts.lapsed.entry(expired.action.clone()).or_default() += 1;
    after.revision += 1;
    if !db::save(tx, &scene.case, &after, None).await? {
        return Err(ActError::Moved);
    }
    let data = json!({ "proposal": expired.id, "action": expired.action });
    let entry = Entry { who: Who::System, role: Role::System, action: "proposal_lapsed", data };
    carry::record(tx, &scene, entry, true, now).await?;
    db::insert_notice(tx, expired.officer_id, expired.case_id, "proposal_lapsed", now).await?;
    viewers::keep(tx, &after, now).await?;
    Ok(())
}

/// An open case without any clock must not exist; if one does, the integrity desk hears of it, and can open it. A case that
/// even that desk may not read is counted for the administrator, who learns nothing else of it. Every open case is looked
/// at, so this is done once an hour.
async fn watch_the_unwatched(app: &App) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if !db::claim(&mut tx, "unwatched", Duration::hours(1), now).await? {
        return Ok(());
    }
    let unreadable = db::count_unreadable(&mut tx).await?;
    db::note_unreadable(&mut tx, unreadable).await?;
    if unreadable > 0 {
        tracing::error!(
            unreadable,
            "open cases that nobody may read: the integrity desk needs somebody without ties to them"
        );
    }
    let cases = db::unwatched(&mut tx, now - Duration::days(1), 100).await?;
    tx.commit().await?;
    for case in cases {
        let mut tx = app.db.begin(Actor::System).await?;
        if let Some(scene) = enter(app, &mut tx, Who::System, case).await? {
            for officer in db::unwalled_of_role(&mut tx, case, None, Role::Integrity.code()).await? {
                db::insert_notice(&mut tx, officer, case, "unwatched", now).await?;
            }
            viewers::keep(&mut tx, &scene.case, now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

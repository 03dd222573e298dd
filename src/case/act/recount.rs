//! When a calendar arrives: ends that lay past its coverage, or over an estimated holiday, are counted again, each in a new
//! row (workflow.md, lesson 7).

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Who, enter, viewers};
use crate::app::App;
use crate::case::case::{Case, Clock};
use crate::case::clocks;
use crate::case::db;
use crate::case::effect::apply;
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, Tx};
use crate::reference;

/// Counts again what was counted with an older calendar and is provisional, at most `limit` cases.
pub async fn recount(app: &App, limit: i64) -> Result<(), ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let calendar = reference::db::current_calendar(&mut tx).await?;
    let cases = db::provisional(&mut tx, calendar, limit).await?;
    drop(tx);
    for case in cases {
        let mut tx = app.db.begin(Actor::System).await?;
        match one(app, &mut tx, case, calendar, now).await {
            Ok(()) => tx.commit().await?,
            Err(error) => tracing::error!(%error, "a case could not be counted again"),
        }
    }
    Ok(())
}

async fn one(app: &App, tx: &mut Tx, case: Uuid, calendar: i32, now: DateTime<Utc>) -> Result<(), ActError> {
    let Some(scene) = enter(app, tx, Who::System, case).await? else { return Ok(()) };
    let old = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let new = app.policies.get(tx, scene.case.policy_version, calendar).await?;
    let mut after = scene.case.clone();
    apply(&mut after, &clocks::recount(&scene.case, &old, &new, now), now);
    if !moved(&scene.case, &after) {
        after = scene.case.clone();
    }
    after.calendar_version = calendar;
    after.revision = scene.case.revision + 1;
    if !db::save(tx, &scene.case, &after, None).await? {
        return Err(ActError::Moved);
    }
    let data = json!({ "calendar": calendar });
    let entry = Entry { who: Who::System, role: Role::System, action: "recounted", data };
    carry::record(tx, &scene, entry, true, now).await?;
    viewers::keep(tx, &after, now).await?;
    Ok(())
}

/// Whether some end is another now, or certain.
fn moved(before: &Case, after: &Case) -> bool {
    let fresh = &after.clocks[before.clocks.len()..];
    let same = |new: &Clock| {
        let mut open = before.open_clocks();
        new.provisional && open.any(|old| (old.kind, &old.subject, old.due_at) == (new.kind, &new.subject, new.due_at))
    };
    !fresh.iter().all(same)
}

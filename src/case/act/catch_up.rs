//! When the office changes, the cases catch up: somebody is hired who is the one complained about, changes the unit, goes
//! away or comes back. Readers and walls were computed from the office as it was.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Who, enter, viewers, wall};
use crate::app::App;
use crate::case::case::Zone;
use crate::case::db::{self, Mark, Pass};
use crate::case::state::Role;
use crate::clock;
use crate::db::{Actor, is_away};

/// Looks again at cases, at most `limit` of them, if the office is not what it was when they were last looked at: open ones
/// first, then those that have ended, because they can still be read and may come back. Who is away only changes who reads
/// open ones. Says whether some are left.
pub async fn catch_up(app: &App, limit: i64) -> Result<bool, ActError> {
    let left = go_on(app, Pass::Walls, limit).await?;
    let left = go_on(app, Pass::Readers, left).await?;
    Ok(left == 0)
}

/// Says how many more there might have been.
async fn go_on(app: &App, pass: Pass, limit: i64) -> Result<i64, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let office = pass.office_print(&mut tx, Zone::Wib.day(now)).await?;
    let Some(mut mark) = db::catching_up(&mut tx, pass, &office, now).await? else { return Ok(limit) };
    for case in std::mem::take(&mut mark.failed) {
        try_to_look(app, (pass, case), &mut mark, true, now).await?;
    }
    let mut left = limit;
    while left > 0 && !mark.over {
        for case in db::cases_after(&mut tx, &mark, left).await? {
            try_to_look(app, (pass, case), &mut mark, false, now).await?;
            mark.after = case;
            left -= 1;
        }
        if left > 0 && (mark.ended || pass == Pass::Readers) {
            mark.over = true;
        } else if left > 0 {
            (mark.ended, mark.after) = (true, Uuid::nil());
        }
    }
    let done = mark.over && mark.failed.is_empty();
    db::caught_up(&mut tx, pass, (!done).then_some(mark)).await?;
    tx.commit().await?;
    Ok(left)
}

/// A case that cannot be looked at now is looked at in the next round again. When the database is away the whole round is.
async fn try_to_look(
    app: &App,
    (pass, case): (Pass, Uuid),
    mark: &mut Mark,
    known: bool,
    now: DateTime<Utc>,
) -> Result<(), ActError> {
    match look(app, pass, case, now).await {
        Err(ActError::Db(error)) if is_away(&error) => return Err(error.into()),
        Err(error) => {
            if !known {
                tracing::error!(%error, "a case could not catch up with the office");
            }
            mark.failed.push(case);
        }
        Ok(()) => {}
    }
    Ok(())
}

async fn look(app: &App, pass: Pass, case: Uuid, now: DateTime<Utc>) -> Result<(), ActError> {
    let mut tx = app.db.begin(Actor::System).await?;
    let Some(mut scene) = enter(app, &mut tx, Who::System, case).await? else { return Ok(()) };
    if pass == Pass::Walls {
        let before = scene.case.handler;
        let met = wall::recompute(app, &mut tx, &mut scene.case, now).await?;
        if met {
            let entry = Entry {
                who: Who::System,
                role: Role::System,
                action: "wall_recomputed",
                data: json!({ "handler_lost": before != scene.case.handler }),
            };
            carry::record(&mut tx, &scene, entry, true, now).await?;
        }
        // who moved into a unit that is kept out is met by no new wall
        if met || db::walled_spoke(&mut tx, case).await? {
            carry::lapse_proposals(&mut tx, case, None, now).await?;
        }
    }
    viewers::keep(&mut tx, &scene.case, now).await?;
    tx.commit().await?;
    Ok(())
}

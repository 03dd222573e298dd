//! How a letter was sent: a line on the letter and a link of the record, no move of the case.

use serde_json::{Value, json};
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Who, enter, players};
use crate::app::App;
use crate::case::action::ActionKind;
use crate::case::db;
use crate::case::decide::offered;
use crate::clock;

/// Writes down how an officer sent a letter. Whoever may write a note on the case may do this.
pub async fn dispatch(app: &App, officer: Uuid, case: Uuid, document: Uuid, how: &Value) -> Result<(), ActError> {
    let now = clock::now();
    let who = Who::Officer(officer);
    let mut tx = app.db.begin(who.actor(case)).await?;
    let Some(scene) = enter(app, &mut tx, who, case).await? else { return Err(ActError::NotFound) };
    let policy = app.policies.get(&mut tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let all = players(&mut tx, &scene.case, who, now).await?;
    let writes = |player: &&crate::case::actor::Actor| {
        let may = offered(&scene.case, player, &policy, now);
        may.contains(&ActionKind::Note) || scene.case.state.is_final()
    };
    let Some(role) = all.iter().find(writes).map(|player| player.role) else { return Err(ActError::NotFound) };
    if !db::set_dispatch(&mut tx, &scene.key, case, document, how).await? {
        return Err(ActError::NotFound);
    }
    let data = json!({ "document": document, "how": how });
    carry::record(&mut tx, &scene, Entry { who, role, action: "dispatch", data }, true, now).await?;
    tx.commit().await?;
    Ok(())
}

//! The reporter keeps out more people after filing: the wall stands at once, and whoever it meets loses the case.

use serde_json::Value;
use uuid::Uuid;

use super::carry::{self, Entry};
use super::{ActError, Done, Who, enter, finish, viewers, wall};
use crate::app::App;
use crate::case::db;
use crate::case::state::Role;
use crate::clock;
use crate::db::Tx;
use crate::vault::index;

/// Adds `people` (names or NIPs, one a line) to those whom the reporter excludes, computes the wall and the readers again.
/// A second press of the form, told by its one-use key, changes nothing.
pub async fn exclude(app: &App, case: Uuid, people: &str, once: [u8; 32]) -> Result<Done, ActError> {
    let mut tx = app.db.begin(Who::Reporter.actor(case)).await?;
    let done = exclude_in(app, &mut tx, case, people, once).await;
    finish(tx, done).await
}

async fn exclude_in(app: &App, tx: &mut Tx, case: Uuid, people: &str, once: [u8; 32]) -> Result<Done, ActError> {
    let now = clock::now();
    let Some(mut scene) = enter(app, tx, Who::Reporter, case).await? else { return Err(ActError::NotFound) };
    if !db::use_form_key(tx, &index::body_mac(&app.keys, &once, people.as_bytes()), case, now).await? {
        return Ok(Done::Already);
    }
    let Some(secret) = db::secret(tx, &app.keys, case).await? else { return Err(ActError::NotFound) };
    let mut account = secret.account;
    account.excluded = joined(&account.excluded, people);
    db::set_account(tx, &scene.key, case, &account).await?;
    let met = wall::recompute(app, tx, &mut scene.case, now).await?;
    // not whether somebody was met: that would tell who works here
    let entry = Entry { who: Who::Reporter, role: Role::Reporter, action: "exclusion_added", data: Value::Null };
    carry::record(tx, &scene, entry, false, now).await?;
    if met {
        carry::lapse_proposals(tx, case, None, now).await?;
    }
    viewers::keep(tx, &scene.case, now).await?;
    Ok(Done::Moved(scene.case.state))
}

/// One list of people, each line once, in the order in which they were named.
fn joined(old: &str, more: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in old.lines().chain(more.lines()).map(str::trim).filter(|line| !line.is_empty()) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_added_and_nobody_twice() {
        assert_eq!(joined("Budi Santoso\n Siti", "Siti\n\nRina "), "Budi Santoso\nSiti\nRina");
        assert_eq!(joined("", "Rina"), "Rina");
        assert_eq!(joined("Rina", " "), "Rina");
    }
}

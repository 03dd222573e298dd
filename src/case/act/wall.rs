//! The conflict set of an account: who must never hear of the case.

use chrono::{DateTime, NaiveDate, Utc};

use super::people::{aliases, mentions, names, nips};
use crate::app::App;
use crate::case::account::Account;
use crate::case::case::Case;
use crate::case::db::{self, Conflict};
use crate::case::state::Kind;
use crate::db::Tx;
use crate::vault::Keys;

/// Keyed hashes of everybody whom the account names, mentions or excludes, and the agency complained about.
pub(super) async fn conflict(
    keys: &Keys,
    tx: &mut Tx,
    kind: Kind,
    account: &Account,
    today: NaiveDate,
) -> Result<Conflict, sqlx::Error> {
    let named = [&account.accused_nip, &account.accused_name, &account.others];
    let mut excluded = names(keys, &account.excluded);
    excluded.extend(nips(keys, &account.excluded, today));
    let officers = db::officer_names(tx).await?;
    let unit = account.unit_text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Conflict {
        nips: named.iter().flat_map(|text| nips(keys, text, today)).collect(),
        names: named[1..].iter().flat_map(|text| names(keys, text)).collect(),
        excluded,
        mentions: mentions(keys, &told(account), &officers, today),
        aliases: [&account.excluded, &account.accused_name, &account.others]
            .iter()
            .flat_map(|text| aliases(text))
            .collect(),
        agency: account.agency.filter(|_| kind == Kind::Complaint),
        unit: Some(unit).filter(|unit| !unit.is_empty() && kind == Kind::Complaint),
    })
}

/// What the reporter told in their own words, in which anybody may be mentioned.
fn told(account: &Account) -> [&str; 7] {
    [
        &account.question,
        &account.narrative,
        &account.witnesses,
        &account.accused_position,
        &account.choice_other,
        &account.unit_text,
        &account.place,
    ]
}

/// Keyed hash of the NIP of the person named, for finding other cases about the same person.
pub(super) fn accused(keys: &Keys, account: &Account, today: NaiveDate) -> Option<Vec<u8>> {
    nips(keys, &account.accused_nip, today).into_iter().next()
}

/// Computes the wall again after what is known has changed (rows 48, 11), and when a case comes back from its end. Walls
/// are only added: nobody who was kept out is let in by an amendment, and whom two let in is met by a new ground only. A
/// handler who is walled now loses the case, and so does a mediator. Says whether anything changed.
pub(super) async fn recompute(
    app: &App,
    tx: &mut Tx,
    after: &mut Case,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let Some(secret) = db::secret(tx, &app.keys, after.id).await? else { return Ok(false) };
    let mut conflict = conflict(&app.keys, tx, after.kind, &secret.account, after.zone.day(now)).await?;
    conflict.agency = after.agency.filter(|_| after.kind == Kind::Complaint);
    let added = db::add_walls(tx, after.id, &conflict, now).await?;
    // also when nothing was added: somebody may have moved into a unit or agency that is kept out
    db::forget_notices(tx, after.id).await?;
    Ok(release(tx, after).await? || added)
}

/// Takes a case away from those in it whom its wall keeps out. Says whether there was anybody.
pub(super) async fn release(tx: &mut Tx, after: &mut Case) -> Result<bool, sqlx::Error> {
    let mediation = &after.facts.mediation;
    let mut near: Vec<_> = mediation.roster.clone();
    near.extend(after.handler);
    near.extend(mediation.mediator);
    near.extend(after.facts.verifier);
    let walled = db::walled_among(tx, after.id, &near).await?;
    if walled.is_empty() {
        return Ok(false);
    }
    let out = |officer: &uuid::Uuid| walled.contains(officer);
    after.handler = after.handler.filter(|officer| !out(officer));
    after.facts.verifier = after.facts.verifier.filter(|officer| !out(officer));
    after.facts.mediation.mediator = after.facts.mediation.mediator.filter(|officer| !out(officer));
    after.facts.mediation.roster.retain(|officer| !out(officer));
    db::release_walled(tx, after).await?;
    Ok(true)
}

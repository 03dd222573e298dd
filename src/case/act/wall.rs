//! The conflict set of an account: who must never hear of the case.

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::App;
use crate::case::account::Account;
use crate::case::case::Case;
use crate::case::db::{self, Conflict};
use crate::case::state::Kind;
use crate::db::Tx;
use crate::vault::nip::Nip;
use crate::vault::{Keys, index};

/// Keyed hashes of everybody whom the account names or excludes, and the agency complained about.
pub(super) fn conflict(keys: &Keys, account: &Account, today: NaiveDate) -> Conflict {
    let nip = Nip::parse(&account.accused_nip, today).ok().map(|nip| index::nip_mac(keys, &nip).to_vec());
    let macs = |text: &str| -> Vec<Vec<u8>> {
        text.split(['\n', ';', ',']).flat_map(|name| index::name_macs(keys, name)).map(|mac| mac.to_vec()).collect()
    };
    let mut names = macs(&account.accused_name);
    names.extend(macs(&account.others));
    Conflict { nip, names, excluded: macs(&account.excluded), agency: account.agency }
}

/// Computes the wall again after what is known has changed (rows 48, 11, 42). Walls are only added: nobody who was kept
/// out is let in by an amendment. A handler who is walled now loses the case.
pub(super) async fn recompute(app: &App, tx: &mut Tx, after: &mut Case, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let Some(secret) = db::secret(tx, &app.keys, after.id).await? else { return Ok(()) };
    let mut conflict = conflict(&app.keys, &secret.account, after.zone.day(now));
    conflict.agency = after.agency.filter(|_| after.kind == Kind::Complaint);
    db::add_walls(tx, after.id, &conflict, now).await?;
    if let Some(handler) = after.handler
        && db::is_walled(tx, after.id, handler).await?
    {
        after.handler = None;
        db::clear_handler(tx, after.id).await?;
    }
    Ok(())
}

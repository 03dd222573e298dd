//! Stored files that belong to nothing: an upload that was cut off, a case that was erased. Nobody can open them any more,
//! so they are in nobody's way; but a database that is not the right one (an empty one during a restore, an older dump)
//! names none of the office's files either. So they are set aside first, come back when something names them, and are
//! removed when no backup holds their row any more.

use std::collections::HashSet;

use chrono::TimeDelta;
use uuid::Uuid;

use super::db;
use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Zone;

/// How old a stored file is before it counts as left behind: no draft lives that long.
const UNCLAIMED: TimeDelta = TimeDelta::hours(48);
/// How long a file lies aside: as long as backups are kept (docs/backup.md).
const ASIDE: TimeDelta = TimeDelta::days(35);

/// Once a day; what something names comes back at any time, the rest only goes when the clock is believed.
pub(super) async fn sweep(app: &App, held: bool) -> Result<(), Error> {
    let (now, store) = (clock::now(), &app.store);
    let aside = store.aside().await.map_err(Error::internal)?;
    let mut tx = app.db.begin(Actor::System).await?;
    let made = db::made_at(&mut tx).await?;
    // a file that is older than the database is another database's
    let stored = store.stored(made..now - UNCLAIMED).await.map_err(Error::internal)?;
    let left: HashSet<Uuid> = db::orphans(&mut tx, &aside).await?.into_iter().collect();
    let orphans = db::orphans(&mut tx, &stored).await?;
    tx.commit().await?;
    let wanted: Vec<Uuid> = aside.into_iter().filter(|id| !left.contains(id)).collect();
    let mut stuck = false;
    for id in &wanted {
        let back = store.put_back(*id).await;
        stuck |= back.is_err();
        told(back);
    }
    if held {
        return Ok(());
    }
    if !wanted.is_empty() || orphans.len() < stored.len() {
        for id in &orphans {
            told(store.set_aside(*id, Zone::Wib.day(now)).await);
        }
    } else if !orphans.is_empty() {
        tracing::warn!(
            files = orphans.len(),
            "the database names none of the stored files, so none is touched: is it the right one?"
        );
    }
    // what is named and cannot be put back lies among what goes
    if !stuck {
        store.remove_aside(Zone::Wib.day(now - ASIDE)).await.map_err(Error::internal)?;
    }
    store.sweep_unfinished(now - UNCLAIMED).await.map_err(Error::internal)?;
    Ok(())
}

/// A file that cannot be moved now is found again tomorrow.
fn told(done: std::io::Result<()>) {
    if let Err(error) = done {
        tracing::warn!(%error, "a stored file could not be moved");
    }
}

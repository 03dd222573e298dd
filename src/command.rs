//! Commands of the console.

use crate::config::Config;
use crate::files::Store;
use crate::ledger;
use crate::pg;
use crate::start::{self, StartError};

/// Brings the schema up to date.
pub async fn migrate(config: &Config) -> Result<(), StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    store.db.close().await;
    println!("The schema is up to date.");
    if let Some(managed) = store.managed {
        managed.stop().await;
    }
    Ok(())
}

/// Walks every chain and every file, prints what it found, and says whether all of it holds.
pub async fn verify(config: &Config) -> Result<bool, StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    let keys = start::keys(&config.data, false, config.demo)?;
    let report = ledger::verify(&store.db, &keys, &Store::on_disk(&config.data)?).await?;
    store.db.close().await;
    println!("{report}");
    if let Some(managed) = store.managed {
        managed.stop().await;
    }
    Ok(report.first().is_none())
}

//! Commands of the console.

use crate::config::Config;
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

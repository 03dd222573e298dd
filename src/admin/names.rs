//! Names of officers as the wall compares them.

use super::db;
use crate::app::App;
use crate::db::Actor;
use crate::vault::index::name_macs;

/// Hashes every officer's name as this release does. The wall looks at its cases again when anything differs.
pub async fn learn_names(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    for (officer, name, known) in db::names(&mut tx).await? {
        let macs: Vec<Vec<u8>> = name_macs(&app.keys, &name).into_iter().map(|mac| mac.to_vec()).collect();
        if macs != known {
            db::set_name_macs(&mut tx, (officer, &name), &macs).await?;
        }
    }
    tx.commit().await
}

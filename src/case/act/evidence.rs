//! When copy and scan of a file are done: its hashes go into the record, and its original is sealed.

use uuid::Uuid;

use super::carry::{Entry, record};
use super::{ActError, Scene, Who, case_recipient};
use crate::app::App;
use crate::case::db::{self, Author, Evidence, Original, SETTLES, Settled, Unsettled};
use crate::case::state::Role;
use crate::clock;
use crate::db::Actor;
use crate::vault::identity;

/// Whether an original is for two only. An officer's own file of which no copy can be made is read by the officers, as
/// they brought it.
fn is_sealed(file: &Evidence) -> bool {
    file.author != Author::Officer || file.copy.is_some()
}

/// Writes down what a file is (`stored` is the hash of its encrypted bytes, for `verify`, which cannot open a sealed one),
/// and seals the original: from the commit on nobody below two custodians opens it.
pub async fn settle_evidence(app: &App, due: &Unsettled, stored: &str) -> Result<(), ActError> {
    let now = clock::now();
    let case = due.case_id;
    let mut tx = app.db.begin(Actor::System).await?;
    if !db::lock(&mut tx, case).await? {
        return Ok(());
    }
    let (Some(loaded), Some(secret)) = (db::load(&mut tx, case).await?, db::secret(&mut tx, &app.keys, case).await?)
    else {
        return Ok(());
    };
    let scene = Scene { case: loaded, key: secret.key };
    let Some(file) = find(&mut tx, &scene, due.id).await?.filter(|file| !file.settled) else { return Ok(()) };
    if let Original::Held(secret) = &file.original
        && is_sealed(&file)
    {
        let to = case_recipient(app, &mut tx, &scene.key, case, now).await?;
        let sealed = identity::seal_secret(&[&to, app.keys.identity()], secret.as_bytes()).map_err(db::damaged)?;
        db::seal_original(&mut tx, (case, file.id), &sealed, now).await?;
    }
    db::note_settled(&mut tx, file.id, now).await?;
    let copy = file.copy.as_ref().map(|copy| (copy.sha256.clone(), copy.size));
    let settled = Settled { file: file.id, sha256: file.meta.sha256, stored: stored.to_owned(), copy };
    let data = serde_json::to_value(settled).map_err(db::damaged)?;
    let entry = Entry { who: Who::System, role: Role::System, action: SETTLES, data };
    record(&mut tx, &scene, entry, true, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(tx: &mut crate::db::Tx, scene: &Scene, id: Uuid) -> Result<Option<Evidence>, sqlx::Error> {
    let files = db::evidence(tx, &scene.key, scene.case.id).await?;
    Ok(files.into_iter().find(|file| file.id == id))
}

//! The first of the two: what is wanted, and why.

use i18n_embed_fl::fl;
use uuid::Uuid;

use super::{Change, Standing, db, object};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::vault::word::InvitationWord;
use crate::web::Problems;
use crate::web::session::SignedIn;

/// Keeps a proposal, unless something is wrong with it: then the problem stands at `field`, or at the sign-in name. Nobody
/// proposes anything about themselves: 403. Gives the word that whoever is invited needs beside the link; it is shown once.
pub async fn propose(
    app: &App,
    t: Tr,
    problems: &mut Problems,
    who: &SignedIn,
    officer: Option<Uuid>,
    change: &Change,
    (field, reason): (&str, &str),
) -> Result<Option<String>, Error> {
    if officer == Some(who.id) {
        return Err(Error::Forbidden);
    }
    let now = clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    db::lapse(&mut tx, now).await?;
    let standing = match officer {
        Some(id) => Some(Standing::of(&mut tx, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let word = change.invites().then(InvitationWord::generate);
    let mac = word.as_ref().map(|word| word.mac(&app.keys));
    let kept = (reason, mac.as_ref().map(<[u8; 32]>::as_slice));
    if let Change::Add(wanted) | Change::Alter(wanted) = change
        && db::taken(&mut tx, &wanted.sign_in, officer).await?
    {
        problems.add("masuk", fl!(t, "kelola-galat-masuk-dipakai"));
    } else if !fits(change, standing.as_ref()) {
        problems.add(field, fl!(t, "kelola-usul-galat-tak-cocok"));
    } else if !db::add(&mut tx, officer, change, standing.as_ref(), kept, (who.id, now)).await? {
        problems.add(field, fl!(t, "kelola-usul-galat-menunggu"));
    }
    if problems.any() {
        return Ok(None);
    }
    let alias = match officer {
        Some(id) => super::super::db::officer(&mut tx, id).await?.map(|officer| officer.alias),
        None => None,
    };
    log_act(&mut tx, Some(who.id), "change_proposed", &object(alias), now).await?;
    tx.commit().await?;
    Ok(word.map(|word| word.show()))
}

/// Whether a change makes sense for an officer who stands so.
pub(super) const fn fits(change: &Change, standing: Option<&Standing>) -> bool {
    match (change, standing) {
        (Change::Add(_), None) | (Change::Alter(_), Some(_)) => true,
        (Change::Invite | Change::Stop, Some(standing)) => standing.active,
        (Change::Start, Some(standing)) => !standing.active,
        (Change::TakeKey, Some(standing)) => standing.has_key,
        _ => false,
    }
}

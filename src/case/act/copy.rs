//! A new case that comes from another one: continued ex officio (row 44).

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{ActError, Deed, Scene, carry, custody, viewers, wall};
use crate::app::App;
use crate::case::case::Case;
use crate::case::db::{self, Filing, place};
use crate::case::event::Payload;
use crate::case::state::{Kind, Mode};
use crate::db::Tx;
use crate::vault::seal::CaseKey;
use crate::vault::{CaseNumber, ReplyKey, index, token};

/// Opens it with the account of the old case, and behind the old case's walls. No code leads to it: nobody stands behind
/// it any more.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    (kind, relation): (Kind, &str),
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<Uuid, ActError> {
    let Some(secret) = db::secret(tx, &app.keys, scene.case.id).await? else { return Err(ActError::NotFound) };
    let old = &scene.case;
    let mut conflict = wall::conflict(&app.keys, tx, kind, &secret.account, old.zone.day(now)).await?;
    conflict.agency = old.agency;
    let route = db::route(tx, &conflict, Some(old.id), "verifier", old.zone.day(now)).await?;
    let policy = app.policies.current(tx).await?;
    let (id, number) = (Uuid::now_v7(), CaseNumber::generate());
    let unit = route.unit_id;
    let mut case = Case::received(id, number.as_str(), kind, Mode::Anonymous, unit, &policy, old.zone, now);
    case.agency = old.agency;
    case.facts.without_reporter = true;
    case.facts.excluded.clone_from(&old.facts.excluded);
    let (key, idem) = (CaseKey::generate(), token::random_token());
    let payload = Payload {
        at: now,
        actor: carry::actor_name(deed.who, deed.player.role.code()),
        action: "submit".to_owned(),
        data: json!({ "account": secret.account, "channel": relation, "from": old.number }),
    };
    let (viewers, turns) = viewers::at_filing(tx, &case, &route, conflict.agency, now).await?;
    let account =
        key.seal_json(place("case_secret", "account", case.id, case.id), &secret.account).map_err(db::damaged)?;
    let custodians = db::custodians(tx, &app.keys).await?;
    let (_, lock) = custody::new_lock(app, &custodians, &key, case.id)?;
    let filing = Filing {
        channel: relation,
        choice: Some(secret.account.choice.as_str()).filter(|choice| !choice.is_empty()),
        topic: None,
        campaign: None,
        locale: "id",
        dek: key.wrap(&app.keys, case.id),
        title: key.seal(place("case_secret", "title", case.id, case.id), secret.title.as_bytes()),
        account,
        released_name: None,
        lock,
        identity: None,
        copy: None,
        lookup: None,
        clerk_seen: false,
        accused: wall::accused(&app.keys, &secret.account, old.zone.day(now)),
        draft: None,
        idem_mac: index::idem_mac(&app.keys, &idem),
        body_fp: token::sha256(&idem),
        reply: ReplyKey::of(&idem).seal(place("submission", "reply", case.id, case.id), b""),
        event: db::seal_event(&key, case.id, None, case.zone.day(now), &payload)?,
        route: &route,
        viewers,
        turns,
        case: &case,
    };
    db::insert_filing(tx, filing, now).await?;
    db::inherit_walls(tx, case.id, old.id, now).await?;
    db::inherit_lifted(tx, case.id, old.id, now).await?;
    db::insert_link(tx, case.id, old.id, relation, now).await?;
    viewers::keep(tx, &case, now).await?;
    Ok(case.id)
}

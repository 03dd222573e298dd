//! A new case that comes from another one: continued ex officio (row 44).

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::file::received;
use super::{ActError, Deed, Scene, carry, viewers, wall};
use crate::app::App;
use crate::case::db::{self, Filing, place};
use crate::case::event::Payload;
use crate::case::state::{Kind, Mode};
use crate::db::Tx;
use crate::vault::seal::CaseKey;
use crate::vault::{CaseNumber, ReceiptCode, ReplyKey, index, token};

/// What the new case is.
pub(super) struct Linked<'a> {
    /// Complaint or consultation.
    pub kind: Kind,
    /// Nobody stands behind it any more.
    pub without_reporter: bool,
    /// How it came from the other.
    pub relation: &'a str,
}

/// Opens it with the account of the old case. No code is ever shown for it: nobody holds one.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    new: Linked<'_>,
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<Uuid, ActError> {
    let Some(secret) = db::secret(tx, &app.keys, scene.case.id).await? else { return Err(ActError::NotFound) };
    let old = &scene.case;
    let conflict = wall::conflict(&app.keys, &secret.account, old.zone.day(now));
    let route = db::route(tx, &conflict, "verifier", old.zone.day(now)).await?;
    let policy = app.policies.current(tx).await?;
    let number = CaseNumber::generate();
    let mut case = received((new.kind, Mode::Anonymous), number.as_str(), route.unit_id, &policy, old.zone, now);
    case.agency = old.agency;
    case.facts.without_reporter = new.without_reporter;
    let (key, idem) = (CaseKey::generate(), token::random_token());
    let payload = Payload {
        at: now,
        actor: carry::actor_name(deed.who, deed.player.role.code()),
        action: "submit".to_owned(),
        data: json!({ "account": secret.account, "channel": new.relation, "from": old.number }),
    };
    let (viewers, turns) = viewers::rows(tx, &case, now).await?;
    let account =
        key.seal_json(place("case_secret", "account", case.id, case.id), &secret.account).map_err(db::damaged)?;
    let filing = Filing {
        channel: new.relation,
        choice: Some(secret.account.choice.as_str()).filter(|choice| !choice.is_empty()),
        topic: None,
        campaign: None,
        locale: "id",
        dek: key.wrap(&app.keys, case.id),
        title: key.seal(place("case_secret", "title", case.id, case.id), secret.title.as_bytes()),
        account,
        released_name: None,
        identity: None,
        lookup: ReceiptCode::generate().lookup(&app.keys),
        clerk_seen: true,
        accused: None,
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
    db::insert_link(tx, case.id, old.id, "ex_officio", now).await?;
    Ok(case.id)
}

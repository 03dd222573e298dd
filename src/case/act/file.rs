//! Filing: exactly once and durable (security.md §2.4).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::error::DatabaseError;
use uuid::Uuid;

use super::notice::keep_address;
use super::viewers::{self, Lists};
use super::{ActError, NewFile, Who, beyond, carry, custody, wall};
use crate::app::App;
use crate::case::account::{Account, Identity};
use crate::case::begin::Submission;
use crate::case::case::{Case, Zone};
use crate::case::db::{self, Filing, Route, place};
use crate::case::event::Payload;
use crate::case::state::{Kind, Mode, Role};
use crate::clock;
use crate::db::{Actor, Tx, is_away};
use crate::error::Error;
use crate::i18n::Lang;
use crate::vault::identity::IdentityRecipient;
use crate::vault::seal::CaseKey;
use crate::vault::{CaseNumber, OwnKey, ReceiptCode, ReplyKey, index};

/// How long a retry gets the same code.
const REPLY_LASTS: Duration = Duration::hours(24);
/// After so many taken numbers in a row something else is wrong.
const NUMBERS_TRIED: u32 = 8;

/// A complaint or consultation as it was sent.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Complaint or consultation.
    pub kind: Kind,
    /// How the reporter wishes to be known.
    pub mode: Mode,
    /// `web`, `qr`, `counter`, `phone`, `letter`, `own_initiative`, `consultation`, `retaliation` or `ex_officio`.
    pub channel: &'static str,
    /// Language of the reporter.
    pub lang: Lang,
    /// The reporter's words.
    pub account: Account,
    /// Neutral title for lists, at most 120 letters.
    pub title: String,
    /// Who the reporter is; sealed at once.
    pub identity: Option<Identity>,
    /// Whether the reporter releases the name to the case team (Terbuka).
    pub release_name: bool,
    /// Campaign of the poster.
    pub campaign: Option<Uuid>,
    /// Files, on disk already.
    pub files: Vec<NewFile>,
    /// One-use key: the same on every retry.
    pub idem: [u8; 32],
    /// The case that this one came from, and how.
    pub link: Option<(Uuid, &'static str)>,
    /// The officer who typed it in.
    pub by: Option<Uuid>,
    /// The draft that it was written in, which shows the receipt for a day from now, and the stamp of what it held.
    pub draft: Option<(Uuid, Vec<u8>)>,
}

impl NewCase {
    /// The office files of its own accord: nobody stands behind it and nobody holds a code.
    fn is_own_initiative(&self) -> bool {
        self.channel == "own_initiative"
    }

    /// In which role it is filed.
    fn role(&self) -> Role {
        match self.by {
            None => Role::Reporter,
            Some(_) if self.is_own_initiative() => Role::Supervisor,
            Some(_) => Role::Clerk,
        }
    }

    /// How the record names who filed it.
    fn actor(&self) -> String {
        let role = self.role();
        carry::actor_name(self.by.map_or(Who::Reporter, Who::Officer), role.code())
    }

    /// What row 1 asks. The ticks are not stored, so that the door cannot see them: every form refuses without them.
    fn submission(&self) -> Submission {
        let account = &self.account;
        let named = [
            &account.agency_text,
            &account.unit_text,
            &account.accused_name,
            &account.accused_position,
            &account.accused_nip,
        ];
        Submission {
            kind: self.kind,
            role: self.role(),
            good_faith: true,
            privacy: true,
            what: !account.narrative.trim().is_empty(),
            whom: account.agency.is_some() || named.iter().any(|text| !text.trim().is_empty()),
            when: account.month > 0 && account.year > 0,
            letters: account.question.trim().chars().count(),
        }
    }
}

/// What the receipt shows.
#[derive(Debug)]
pub struct Filed {
    /// The case.
    pub case: Uuid,
    /// Number, safe to say aloud.
    pub number: String,
    /// Opens the case; only the reporter ever sees it.
    pub code: ReceiptCode,
    /// When it was filed.
    pub at: DateTime<Utc>,
    /// End of the first clock.
    pub due_at: Option<DateTime<Utc>>,
    /// This press made the case; a later one only shows its receipt again.
    pub fresh: bool,
    /// Fingerprint of what was sent.
    body_fp: Vec<u8>,
}

impl Filed {
    /// Whether this is what was filed. With another text the same one-use key gives the receipt of the first.
    ///
    /// # Errors
    ///
    /// When the text cannot be written as JSON, which is ours.
    pub fn holds(&self, app: &App, new: &NewCase) -> Result<bool, Error> {
        Ok(self.body_fp == fingerprint(app, new)?)
    }
}

#[derive(Serialize, Deserialize)]
struct Reply {
    number: String,
    code: String,
    at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
}

/// Files a case. A retry with the same one-use key within 24 hours gets the same receipt and makes nothing new.
///
/// Run it in a task of its own: a citizen who loses the connection must not cancel it half-way.
pub async fn file(app: &App, new: NewCase) -> Result<Filed, Error> {
    new.submission().check().map_err(ActError::Refused)?;
    for _ in 0..NUMBERS_TRIED {
        match try_file(app, &new).await {
            Ok(filed) => return Ok(filed),
            // numbers are random and short: with a million cases one filing in a thousand meets one that is taken
            Err(ActError::Db(error)) if violates(&error, "cases_number_key") => {}
            Err(ActError::Db(error)) if violates(&error, "submission_pkey") => {
                return filed_before(app, &new.idem).await?.ok_or(Error::Moved);
            }
            Err(ActError::Moved) => return filed_before(app, &new.idem).await?.ok_or(Error::Moved),
            // the answer to COMMIT was lost: ask what became of it, and file only what did not arrive
            Err(ActError::Db(error)) if is_away(&error) => {
                if let Some(filed) = filed_before(app, &new.idem).await? {
                    return Ok(filed);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::internal("no free case number"))
}

fn violates(error: &sqlx::Error, constraint: &str) -> bool {
    error.as_database_error().and_then(DatabaseError::constraint) == Some(constraint)
}

/// The receipt of a filing that was made with this one-use key, unless it was acknowledged or is too old.
pub async fn filed_before(app: &App, idem: &[u8; 32]) -> Result<Option<Filed>, Error> {
    let mac = index::idem_mac(&app.keys, idem);
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let found = db::find_submission(&mut tx, &mac, clock::now() - REPLY_LASTS).await?;
    let Some((body_fp, Some(blob), case)) = found else { return Ok(None) };
    let reply: Reply =
        ReplyKey::of(idem).open_json(place("submission", "reply", case, case), &blob).map_err(Error::internal)?;
    let code = ReceiptCode::parse(&reply.code).map_err(|_| Error::internal("stored receipt code does not parse"))?;
    Ok(Some(Filed { case, number: reply.number, code, at: reply.at, due_at: reply.due_at, fresh: false, body_fp }))
}

async fn try_file(app: &App, new: &NewCase) -> Result<Filed, ActError> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    if let Some((draft, stamp)) = &new.draft
        && db::lock_draft(&mut tx, *draft).await?.as_ref() != Some(stamp)
    {
        return Err(ActError::Moved);
    }
    let conflict = wall::conflict(&app.keys, &mut tx, new.kind, &new.account, Zone::Wib.day(now)).await?;
    let role = if new.kind == Kind::Complaint { Role::Verifier } else { Role::Consultant };
    let from = new.link.map(|(other, _)| other);
    let route = db::route(&mut tx, &conflict, from, role.code(), Zone::Wib.day(now)).await?;
    let zone = route.zone.as_deref().and_then(Zone::from_code).unwrap_or(Zone::Wib);
    let policy = app.policies.current(&mut tx).await?;
    let (id, number) = (Uuid::now_v7(), CaseNumber::generate());
    let mut case = Case::received(id, number.as_str(), new.kind, new.mode, route.unit_id, &policy, zone, now);
    case.agency = new.account.agency;
    case.facts.without_reporter = new.is_own_initiative();
    let (key, code) = (CaseKey::generate(), ReceiptCode::generate());
    let due_at = case.clocks.first().map(|clock| clock.due_at);
    let reply = Reply { number: case.number.clone(), code: code.show(), at: now, due_at };
    let lists = viewers::at_filing(&mut tx, &case, &route, conflict.agency, now).await?;
    let custodians = db::custodians(&mut tx, &app.keys).await?;
    let custodians = custodians.as_slice();
    let sealing = Sealing { case: &case, key: &key, code: &code, reply: &reply, route: &route, lists, custodians };
    let filing = seal(app, new, sealing, now)?;
    let body_fp = filing.body_fp.to_vec();
    db::insert_filing(&mut tx, filing, now).await?;
    let known = new.identity.as_ref().filter(|_| new.mode != Mode::Anonymous);
    if let Some(address) = known.and_then(Identity::notices_to) {
        keep_address(app, &mut tx, case.id, address, new.lang, now).await?;
    }
    // what somebody hands over at the counter is theirs, whoever types it in
    let author = if new.is_own_initiative() { "officer" } else { "reporter" };
    for file in &new.files {
        let by = (author, new.by, None);
        db::insert_evidence(&mut tx, &key, case.id, (file.id, &file.meta, &file.identity), by, now).await?;
    }
    if let Some((other, kind)) = new.link {
        link(app, &mut tx, &case, (other, kind), now).await?;
    }
    tx.commit().await?;
    Ok(Filed { case: case.id, number: reply.number, code, at: now, due_at: reply.due_at, fresh: true, body_fp })
}

/// Ties a new case to the one that it came from. Who may not know of either may know of neither. A consultation that can
/// no longer become a complaint stays what it is: that must not hold the complaint up.
async fn link(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    (other, kind): (Uuid, &str),
    now: DateTime<Utc>,
) -> Result<(), ActError> {
    db::inherit_walls(tx, case.id, other, now).await?;
    let converted = kind == "conversion" && beyond::convert(app, tx, other, case.id, now).await?;
    let kind = if kind == "conversion" && !converted { "related" } else { kind };
    db::insert_link(tx, case.id, other, kind, now).await?;
    viewers::keep(tx, case, now).await?;
    Ok(())
}

/// What tells the same form sent again from another one sent with the same key.
fn fingerprint(app: &App, new: &NewCase) -> Result<[u8; 32], sqlx::Error> {
    let files: Vec<_> = new.files.iter().map(|file| &file.meta.sha256).collect();
    let sent = serde_json::to_vec(&(new.mode, new.channel, &new.account, &new.identity, files)).map_err(db::damaged)?;
    Ok(index::body_mac(&app.keys, &new.idem, &sent))
}

struct Sealing<'a> {
    case: &'a Case,
    key: &'a CaseKey,
    code: &'a ReceiptCode,
    reply: &'a Reply,
    route: &'a Route,
    lists: Lists,
    /// Who gets shares; those whom the wall keeps out lose them in the same statement.
    custodians: &'a [(Uuid, IdentityRecipient)],
}

fn seal<'a>(app: &App, new: &'a NewCase, with: Sealing<'a>, now: DateTime<Utc>) -> Result<Filing<'a>, sqlx::Error> {
    let (case, key) = (with.case, with.key);
    let mut account = new.account.clone();
    // nothing about the person is stored of an anonymous report, whatever a form sent along
    let known = new.identity.clone().filter(|_| new.mode != Mode::Anonymous);
    let known = known.map(|identity| identity.apart_from(&mut account));
    let payload = Payload {
        at: now,
        actor: new.actor(),
        action: if new.kind == Kind::Complaint { "submit" } else { "ask" }.to_owned(),
        data: json!({ "account": account, "channel": new.channel, "mode": new.mode,
                      "files": new.files.iter().map(|file| &file.meta.sha256).collect::<Vec<_>>() }),
    };
    let body = serde_json::to_vec(&account).map_err(db::damaged)?;
    let known = known.as_ref();
    let name = known.filter(|_| new.mode == Mode::Open && new.release_name).map(|identity| identity.name.as_bytes());
    let (recipient, lock) = custody::new_lock(app, with.custodians, key, case.id)?;
    let identity = known.map(|identity| custody::seal_identity(app, &recipient, case.id, identity)).transpose()?;
    let own = OwnKey::generate();
    let copy = known.map(|identity| custody::seal_copy(&own, case.id, identity)).transpose()?;
    let (viewers, turns) = with.lists;
    let text = |text: &'a str| Some(text).filter(|text| !text.is_empty());
    Ok(Filing {
        channel: new.channel,
        choice: text(&new.account.choice),
        topic: text(&new.account.topic),
        campaign: new.campaign,
        locale: new.lang.code(),
        dek: key.wrap(&app.keys, case.id),
        title: key.seal(place("case_secret", "title", case.id, case.id), new.title.as_bytes()),
        account: key.seal(place("case_secret", "account", case.id, case.id), &body),
        released_name: name.map(|name| key.seal(place("case_secret", "released_name", case.id, case.id), name)),
        lock,
        identity,
        copy: (!new.is_own_initiative()).then(|| (own.wrap_for_code(with.code, case.id), copy)),
        lookup: (!new.is_own_initiative()).then(|| with.code.lookup(&app.keys)),
        clerk_seen: new.by.is_some(),
        accused: wall::accused(&app.keys, &new.account, case.zone.day(now)),
        idem_mac: index::idem_mac(&app.keys, &new.idem),
        body_fp: fingerprint(app, new)?,
        draft: new.draft.as_ref().map(|(draft, _)| *draft),
        reply: ReplyKey::of(&new.idem)
            .seal_json(place("submission", "reply", case.id, case.id), with.reply)
            .map_err(db::damaged)?,
        event: db::seal_event(key, case.id, None, case.zone.day(now), &payload)?,
        route: with.route,
        viewers,
        turns,
        case,
    })
}

//! Filing in one statement: everything that a new case needs, or nothing.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::custody::NewLock;
use super::record::SealedEvent;
use crate::case::case::{Case, Clock};

/// Where a case goes and who must not hear of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Route {
    /// Walled officers.
    pub persons: Vec<Uuid>,
    /// Why, one for each.
    pub reasons: Vec<String>,
    /// Units walled as a whole.
    pub walled_units: Vec<Uuid>,
    /// The same with each ground by itself.
    pub unit_walls: Vec<Uuid>,
    /// Why, one for each ground.
    pub unit_reasons: Vec<String>,
    /// Through whom, where only a name was met; one for each ground.
    pub unit_vias: Vec<Option<Uuid>>,
    /// The unit that takes it; none in an office that has no units yet.
    pub unit_id: Option<Uuid>,
    /// Its time zone.
    pub zone: Option<String>,
}

/// What decides the wall: keyed hashes of who is named and excluded, and the agency.
#[derive(Debug, Clone, Default)]
pub struct Conflict {
    /// NIPs of persons named.
    pub nips: Vec<Vec<u8>>,
    /// Names of persons named.
    pub names: Vec<Vec<u8>>,
    /// Names and NIPs of persons whom the reporter excludes.
    pub excluded: Vec<Vec<u8>>,
    /// Names and NIPs in free text, of officers only.
    pub mentions: Vec<Vec<u8>>,
    /// Numbers under which the reporter knows officers whom they exclude.
    pub aliases: Vec<i32>,
    /// Agency of the person named.
    pub agency: Option<Uuid>,
    /// Its unit, without case and double spaces.
    pub unit: Option<String>,
}

/// Routes a case that is about to be filed. Whom the wall of the case that it came `from` keeps out does not get it.
pub async fn route(
    tx: &mut PgConnection,
    conflict: &Conflict,
    from: Option<Uuid>,
    role: &str,
    today: NaiveDate,
) -> Result<Route, sqlx::Error> {
    sqlx::query_as(
        "select persons, reasons, walled_units, unit_walls, unit_reasons, unit_vias, unit_id, zone
         from route_case($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&conflict.nips)
    .bind(&conflict.names)
    .bind(&conflict.excluded)
    .bind(&conflict.mentions)
    .bind(&conflict.aliases)
    .bind(conflict.agency)
    .bind(&conflict.unit)
    .bind(from)
    .bind(role)
    .bind(today)
    .fetch_one(tx)
    .await
}

/// Everything that one filing writes.
pub struct Filing<'a> {
    /// The case as the machine sees it, with its first clock.
    pub case: &'a Case,
    /// How it came in.
    pub channel: &'a str,
    /// Choice of the form.
    pub choice: Option<&'a str>,
    /// Topic of a consultation.
    pub topic: Option<&'a str>,
    /// Campaign of the poster.
    pub campaign: Option<Uuid>,
    /// Language of the reporter.
    pub locale: &'a str,
    /// Wrapped key of the case.
    pub dek: Vec<u8>,
    /// Sealed title.
    pub title: Vec<u8>,
    /// Sealed account.
    pub account: Vec<u8>,
    /// Sealed name that the reporter releases.
    pub released_name: Option<Vec<u8>>,
    /// The identity key of the case, dealt.
    pub lock: NewLock,
    /// Identity sealed to that key and the recovery recipient.
    pub identity: Option<Vec<u8>>,
    /// The reporter's own key under the receipt code, and the own copy of the identity under that key.
    pub copy: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// Lookup of the receipt code; none for a case behind which no reporter stands.
    pub lookup: Option<[u8; 32]>,
    /// A clerk has seen the code.
    pub clerk_seen: bool,
    /// Keyed hash of the NIP that the account names.
    pub accused: Option<Vec<u8>>,
    /// MAC of the one-use key.
    pub idem_mac: [u8; 32],
    /// The draft that it was written in.
    pub draft: Option<Uuid>,
    /// Fingerprint of what was sent.
    pub body_fp: [u8; 32],
    /// Sealed reply for a retry.
    pub reply: Vec<u8>,
    /// First event of the chain.
    pub event: SealedEvent,
    /// The wall.
    pub route: &'a Route,
    /// Readers.
    pub viewers: Vec<String>,
    /// Whose turn, for each reader.
    pub turns: Vec<String>,
}

/// Writes a filing. A unique violation on `submission_pkey` means that it was filed before.
pub async fn insert_filing(tx: &mut PgConnection, new: Filing<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let case = new.case;
    let clock: Option<&Clock> = case.clocks.first();
    let agency_wall = case.agency.filter(|_| case.kind == crate::case::state::Kind::Complaint);
    sqlx::query(INSERT)
        .bind(case.id) // 1
        .bind(&case.number)
        .bind(case.kind.code())
        .bind(case.state.code())
        .bind(case.mode.code())
        .bind(new.channel)
        .bind(new.choice)
        .bind(new.topic)
        .bind(case.agency)
        .bind(case.unit) // 10
        .bind(new.campaign)
        .bind(new.locale)
        .bind(case.zone.code())
        .bind(now)
        .bind(case.policy_version)
        .bind(case.calendar_version)
        .bind(Json(&case.facts))
        .bind(new.dek)
        .bind(new.title)
        .bind(new.account) // 20
        .bind(new.released_name)
        .bind(new.identity)
        .bind(new.lookup.as_ref().map(|lookup| &lookup[..]))
        .bind(new.clerk_seen)
        .bind(&new.idem_mac[..])
        .bind(&new.body_fp[..])
        .bind(new.reply)
        .bind(new.event.day)
        .bind(&new.event.mac[..])
        .bind(&new.event.prev[..]) // 30
        .bind(&new.event.hash[..])
        .bind(&new.event.salt[..])
        .bind(new.event.body)
        .bind(clock.map(|clock| clock.id))
        .bind(clock.map(|clock| clock.kind.code()))
        .bind(clock.map(|clock| clock.due_at))
        .bind(clock.is_some_and(|clock| clock.provisional))
        .bind(&new.route.persons)
        .bind(&new.route.reasons)
        .bind(&new.route.unit_walls) // 40
        .bind(agency_wall)
        .bind(&new.viewers)
        .bind(&new.turns)
        .bind(Uuid::now_v7())
        .bind(new.accused) // 45
        .bind(new.draft)
        .bind(new.lock.recipient)
        .bind(new.lock.recovery)
        .bind(new.lock.shares.0)
        .bind(new.lock.shares.1) // 50
        .bind(new.copy.as_ref().map(|copy| &copy.0[..]))
        .bind(new.copy.as_ref().and_then(|copy| copy.1.as_deref()))
        .bind(&new.route.unit_reasons)
        .bind(&new.route.unit_vias)
        .execute(tx)
        .await
        .map(drop)
}

const INSERT: &str = "with
    c as (insert into cases (id, number, kind, state, mode, channel, choice, topic, agency_id, unit_id, campaign_id,
                             locale, zone, received_at, policy_version, calendar_version, facts, updated_at,
                             accused_mac)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $14, $45)),
    s as (insert into case_secret (case_id, dek, title, account, released_name) values ($1, $18, $19, $20, $21)),
    d as (update draft set expires_at = $14::timestamptz + interval '24 hours' where id = $46),
    i as (insert into identity (id, case_id, sealed, at) select $44, $1, $22, $14 where $22::bytea is not null),
    ik as (insert into identity_key (case_id, recipient, recovery, at) values ($1, $47, $48, $14)),
    sh as (insert into identity_share (case_id, officer_id, dealing, sealed)
           select $1, k.officer_id, 1, t.s from unnest($49::uuid[], $50::bytea[]) as t (o, s)
             join custodian k on k.officer_id = t.o and k.removed_at is null for share of k),
    rc as (insert into reporter_copy (case_id, key_wrap, sealed) select $1, $51, $52 where $51::bytea is not null),
    r as (insert into receipt (lookup, case_id, clerk_seen, created_at) select $23, $1, $24, $14 where $23::bytea is not null),
    u as (insert into submission (idem_mac, body_fp, reply, case_id, created_at) values ($25, $26, $27, $1, $14)),
    e as (insert into event (case_id, seq, day, action, payload_mac, prev_hash, hash)
          values ($1, 1, $28, case $3 when 'complaint' then 'submit' else 'ask' end, $29, $30, $31)),
    p as (insert into event_payload (case_id, seq, salt, body, desk) values ($1, 1, $32, $33, false)),
    k as (insert into clock (id, case_id, kind, started_at, due_at, policy_version, calendar_version, check_at, provisional)
          select $34, $1, $35, $14, $36, $15, $16, $36, $37 where $34::uuid is not null),
    wo as (insert into case_wall (case_id, officer_id, reason, at)
           select $1, o, w, $14 from unnest($38::uuid[], $39::text[]) as t (o, w)),
    wu as (insert into case_wall (case_id, unit_id, reason, via, at)
           select $1, u, w, v, $14 from unnest($40::uuid[], $53::text[], $54::uuid[]) as t (u, w, v)),
    wa as (insert into case_wall (case_id, agency_id, reason, at) select $1, $41, 'agency', $14 where $41::uuid is not null)
    insert into work_list (viewer, case_id, kind, state, choice, topic, agency_id, unit_id, mode, open, turn, due_at, updated_at)
    select v, $1, $3, $4, $7, $8, $9, $10, $5, true, t, coalesce($36::timestamptz, 'infinity'), $14
    from unnest($42::text[], $43::text[]) as r (v, t)";

/// Locks a draft until the end of the transaction and tells what it holds; none when it is gone.
pub async fn lock_draft(tx: &mut PgConnection, draft: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select draft_lock($1)").bind(draft).fetch_one(tx).await
}

/// A filing that was made before: (fingerprint, sealed reply unless acknowledged, case).
pub async fn find_submission(
    tx: &mut PgConnection,
    mac: &[u8; 32],
    since: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, Option<Vec<u8>>, Uuid)>, sqlx::Error> {
    sqlx::query_as("select body_fp, reply, case_id from submission_find($1, $2)")
        .bind(&mac[..])
        .bind(since)
        .fetch_optional(tx)
        .await
}

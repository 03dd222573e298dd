//! Proof of work (ALTCHA, version 2) and the slow lane for browsers without JavaScript.
//!
//! A challenge is signed, good for ten minutes and for one form; what was spent is remembered in the database, so that
//! another node does not take it again.

use std::collections::BTreeMap;

use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta, Utc};

use super::Kind;
use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::vault::{Keys, token};
use crate::web::db;

/// The field that carries a solution.
pub(super) const SOLUTION: &str = "altcha";
/// The field that carries a place in the slow lane.
pub(super) const TICKET: &str = "antrean";
/// Rounds of PBKDF2 for one try.
const COST: u32 = 1000;
/// Tries that a challenge needs at least, and how many more it may need. Together about a third of a second of a desktop's
/// time, two seconds of a cheap phone's.
const TRIES: u32 = 300;
const SPREAD: u32 = 200;
/// How long a challenge may be solved.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// How long somebody in the slow lane waits before the form is taken.
const PATIENCE: TimeDelta = TimeDelta::seconds(5);
/// How long a place in the slow lane is kept.
const PLACE: TimeDelta = TimeDelta::hours(1);
/// Longest solution, in letters.
const LONGEST: usize = 4096;

/// What the page that asks for work needs.
#[derive(Debug)]
pub struct Proof {
    /// Everything that was typed, but no passwords.
    pub fields: Vec<(String, String)>,
    /// Names of the passwords, to be typed again.
    pub secrets: Vec<String>,
    /// The challenge as JSON, for the script.
    pub challenge: String,
    /// Highest count that solves it, for the progress bar.
    pub most: u32,
    /// A place in the slow lane.
    pub ticket: String,
    /// The slow lane took all it takes in this minute.
    pub full: bool,
}

/// A new challenge as JSON.
pub(super) fn challenge(keys: &Keys, kind: Kind) -> Result<(String, u32), Error> {
    let dice = token::random_token();
    let counter = TRIES + u32::from_be_bytes([dice[0], dice[1], dice[2], dice[3]]) % SPREAD;
    let challenge = create_challenge(CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost: COST,
        counter: Some(counter),
        data: Some(BTreeMap::from([(FOR.to_owned(), code(kind).into())])),
        expires_at: Some((clock::now() + GOOD_FOR).timestamp()),
        hmac_signature_secret: Some(secret(keys, "altcha")),
        hmac_key_signature_secret: Some(secret(keys, "altcha key")),
        ..CreateChallengeOptions::default()
    });
    let text = serde_json::to_string(&challenge.map_err(Error::internal)?).map_err(Error::internal)?;
    Ok((text, TRIES + SPREAD))
}

/// Where a challenge says what it is for.
const FOR: &str = "untuk";

/// Whether this solves a challenge of ours for this kind of form, for the first time.
pub(super) async fn spend(app: &App, kind: Kind, given: &str) -> Result<bool, Error> {
    let Some(payload) = payload(given) else { return Ok(false) };
    let Some(mark) = solved(&app.keys, kind, &payload) else { return Ok(false) };
    remember(app, &mark, GOOD_FOR).await
}

/// Notes that something was used; false when it was before. While the database is away nothing is used up, and nothing
/// is taken either: the page behind says so and keeps what was typed.
async fn remember(app: &App, mark: &[u8; 32], good_for: TimeDelta) -> Result<bool, Error> {
    let noted = async {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let first = db::spend(&mut tx, mark, clock::now() + good_for).await?;
        tx.commit().await?;
        Ok(first)
    };
    match noted.await.map_err(|error: sqlx::Error| Error::from(error)) {
        Err(Error::Unavailable(_)) => Ok(true),
        other => other,
    }
}

fn payload(given: &str) -> Option<Payload> {
    let bytes = (given.len() <= LONGEST).then(|| BASE64_STANDARD.decode(given).ok())??;
    serde_json::from_slice(&bytes).ok()
}

/// What the database remembers of a right solution: signed parts only, so that it cannot be written in two ways.
fn solved(keys: &Keys, kind: Kind, Payload { challenge, solution }: &Payload) -> Option<[u8; 32]> {
    let options = VerifySolutionOptions {
        hmac_key_signature_secret: Some(secret(keys, "altcha key")),
        ..VerifySolutionOptions::new(challenge, solution, secret(keys, "altcha"))
    };
    let right = verify_solution(options).is_ok_and(|result| result.verified);
    (right && purpose(challenge) == Some(code(kind))).then(|| {
        let parts = &challenge.parameters;
        token::sha256(format!("{}|{}", parts.nonce, parts.salt).as_bytes())
    })
}

fn purpose(challenge: &Challenge) -> Option<&str> {
    challenge.parameters.data.as_ref()?.get(FOR)?.as_str()
}

const fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Lookup => "lookup",
        Kind::Filing => "filing",
        Kind::Draft => "draft",
        Kind::SignIn => "sign_in",
        Kind::Message => "message",
    }
}

fn secret(keys: &Keys, label: &str) -> String {
    token::base64url(&keys.session_mac(label.as_bytes()))
}

/// A place in the slow lane: when it was taken, and something that makes it one of its own.
pub(super) struct Place {
    taken: i64,
    own: [u8; 16],
}

impl Place {
    fn taken_at(taken: i64) -> Self {
        let mut own = [0; 16];
        own.copy_from_slice(&token::random_token()[..16]);
        Self { taken, own }
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.taken.to_be_bytes()[..], &self.own].concat()
    }

    fn ticket(&self, keys: &Keys, kind: Kind) -> String {
        token::base64url(&[&self.bytes()[..], &mac(keys, kind, &self.bytes())].concat())
    }

    /// Uses the place up; false when it was before.
    pub(super) async fn spend(&self, app: &App) -> Result<bool, Error> {
        let mark = token::sha256(&[TICKET.as_bytes(), &self.bytes()].concat());
        remember(app, &mark, PLACE).await
    }

    /// Another ticket for somebody who waited as long as with this one.
    pub(super) fn again(&self, keys: &Keys, kind: Kind) -> String {
        Self::taken_at(self.taken).ticket(keys, kind)
    }
}

/// A place in the slow lane, taken now.
pub(super) fn ticket(keys: &Keys, kind: Kind, now: DateTime<Utc>) -> String {
    Place::taken_at(now.timestamp_millis()).ticket(keys, kind)
}

/// The place of a ticket, when it was taken long enough ago.
pub(super) fn waited(keys: &Keys, kind: Kind, now: DateTime<Utc>, ticket: &str) -> Option<Place> {
    let bytes = token::from_base64url(ticket)?;
    let (taken, rest) = bytes.split_first_chunk::<8>()?;
    let (own, given) = rest.split_first_chunk::<16>()?;
    let place = Place { taken: i64::from_be_bytes(*taken), own: *own };
    let age = TimeDelta::milliseconds(now.timestamp_millis().saturating_sub(place.taken));
    let right = token::same(given, &mac(keys, kind, &place.bytes())) && age >= PATIENCE && age <= PLACE;
    right.then_some(place)
}

fn mac(keys: &Keys, kind: Kind, place: &[u8]) -> [u8; 32] {
    keys.session_mac(&[format!("{TICKET}|{}|", code(kind)).as_bytes(), place].concat())
}

#[cfg(test)]
mod tests {
    use altcha::{SolveChallengeOptions, solve_challenge};

    use super::*;

    fn solve(text: &str) -> Payload {
        let challenge: Challenge = serde_json::from_str(text).unwrap();
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
        Payload { challenge, solution }
    }

    #[test]
    fn a_solution_is_good_for_its_own_challenge_and_purpose() {
        let (ours, theirs) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let (text, most) = challenge(&ours, Kind::Lookup).unwrap();
        let right = solve(&text);
        assert!(right.solution.counter < most);
        let mark = solved(&ours, Kind::Lookup, &right);
        assert!(mark.is_some());
        assert_eq!(solved(&ours, Kind::Filing, &right), None, "for something else");
        assert_eq!(solved(&theirs, Kind::Lookup, &right), None, "signed by somebody else");
        let mut loud = right.clone();
        loud.challenge.signature = loud.challenge.signature.map(|text| text.to_uppercase());
        assert!(solved(&ours, Kind::Lookup, &loud).is_none_or(|again| Some(again) == mark), "written in another way");
        let mut lazy = right.clone();
        lazy.solution.derived_key = lazy.challenge.parameters.key_prefix.clone();
        assert_eq!(solved(&ours, Kind::Lookup, &lazy), None, "not worked for");
        let mut cheap = right.clone();
        cheap.challenge.parameters.cost = 1;
        assert_eq!(solved(&ours, Kind::Lookup, &cheap), None, "made easier");
        let mut old = right;
        old.challenge.parameters.expires_at = Some(1);
        assert_eq!(solved(&ours, Kind::Lookup, &old), None, "over");
        assert!(payload("rubbish").is_none() && payload(&"A".repeat(5000)).is_none());
    }

    #[test]
    fn the_slow_lane_waits_five_seconds_and_not_for_ever() {
        let keys = Keys::ephemeral_for_tests();
        let start = clock::now();
        let place = ticket(&keys, Kind::Filing, start);
        let after = |seconds| waited(&keys, Kind::Filing, start + TimeDelta::seconds(seconds), &place).is_some();
        assert!(!after(0) && !after(4) && after(5) && after(3600) && !after(3601) && !after(-10));
        let soon = start + TimeDelta::seconds(6);
        assert!(waited(&keys, Kind::Lookup, soon, &place).is_none(), "for something else");
        assert!(waited(&Keys::ephemeral_for_tests(), Kind::Filing, soon, &place).is_none());
        assert!(waited(&keys, Kind::Filing, start, "rubbish").is_none());
        assert_ne!(place, ticket(&keys, Kind::Filing, start), "two people in one moment have two places");
        let again = waited(&keys, Kind::Filing, soon, &place).unwrap().again(&keys, Kind::Filing);
        assert!(again != place && waited(&keys, Kind::Filing, soon, &again).is_some(), "the place is kept");
    }
}

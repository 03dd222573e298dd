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
/// Tries that a challenge may need. Any number is as likely as another, so that none can be left out. On average half of
/// them, a third of a second of a desktop's time, two seconds of a cheap phone's.
const MOST: u32 = 800;
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
    let challenge = create_challenge(CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost: COST,
        counter: Some(tries()),
        data: Some(BTreeMap::from([(FOR.to_owned(), code(kind).into())])),
        expires_at: Some((clock::now() + GOOD_FOR).timestamp()),
        hmac_signature_secret: Some(secret(keys, "altcha")),
        hmac_key_signature_secret: Some(secret(keys, "altcha key")),
        ..CreateChallengeOptions::default()
    });
    let text = serde_json::to_string(&challenge.map_err(Error::internal)?).map_err(Error::internal)?;
    Ok((text, MOST))
}

/// How many tries one challenge needs.
fn tries() -> u32 {
    let dice = token::random_token();
    u32::from_be_bytes([dice[0], dice[1], dice[2], dice[3]]) % MOST
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
        Kind::Passkey => "passkey",
        Kind::Message => "message",
    }
}

fn secret(keys: &Keys, label: &str) -> String {
    token::base64url(&keys.session_mac(label.as_bytes()))
}

/// A place in the slow lane: when it was taken, and something that makes it one of its own. Places are as old as they sort.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    taken: i64,
    own: [u8; 16],
}

impl Place {
    pub(super) fn taken_at(taken: i64) -> Self {
        let mut own = [0; 16];
        own.copy_from_slice(&token::random_token()[..16]);
        Self { taken, own }
    }

    /// Another for somebody who waited as long as with this one.
    pub(super) fn again(self) -> Self {
        Self::taken_at(self.taken)
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.taken.to_be_bytes()[..], &self.own].concat()
    }

    /// As the page carries it.
    pub(super) fn ticket(&self, keys: &Keys, kind: Kind) -> String {
        token::base64url(&[&self.bytes()[..], &mac(keys, kind, &self.bytes())].concat())
    }

    /// Uses the place up; false when it was before.
    pub(super) async fn spend(&self, app: &App) -> Result<bool, Error> {
        let mark = token::sha256(&[TICKET.as_bytes(), &self.bytes()].concat());
        remember(app, &mark, PLACE).await
    }
}

/// A place in the slow lane, taken now.
pub(super) fn ticket(keys: &Keys, kind: Kind, now: DateTime<Utc>) -> String {
    Place::taken_at(now.timestamp_millis()).ticket(keys, kind)
}

/// What a ticket is worth.
pub(super) enum Waited {
    /// It is its turn, if there is room.
    Enough(Place),
    /// It is ours, but too young.
    Little,
    /// It is none of ours, or too old.
    Nothing,
}

/// How long somebody waited with a ticket.
pub(super) fn waited(keys: &Keys, kind: Kind, now: DateTime<Utc>, ticket: &str) -> Waited {
    let Some((place, given)) = read(ticket) else { return Waited::Nothing };
    let age = TimeDelta::milliseconds(now.timestamp_millis().saturating_sub(place.taken));
    if !token::same(&given, &mac(keys, kind, &place.bytes())) || age > PLACE {
        Waited::Nothing
    } else if age < PATIENCE {
        Waited::Little
    } else {
        Waited::Enough(place)
    }
}

fn read(ticket: &str) -> Option<(Place, Vec<u8>)> {
    let bytes = token::from_base64url(ticket)?;
    let (taken, rest) = bytes.split_first_chunk::<8>()?;
    let (own, given) = rest.split_first_chunk::<16>()?;
    Some((Place { taken: i64::from_be_bytes(*taken), own: *own }, given.to_vec()))
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

    /// Whoever could leave tries out would.
    #[test]
    fn any_number_of_tries_is_as_likely_as_another() {
        let mut quarters = [0; 4];
        for _ in 0..1000 {
            quarters[tries() as usize * 4 / MOST as usize] += 1;
        }
        assert!(quarters.iter().all(|many| (150..350).contains(many)), "{quarters:?}");
    }

    #[test]
    fn the_slow_lane_waits_five_seconds_and_not_for_ever() {
        let keys = Keys::ephemeral_for_tests();
        let start = clock::now();
        let given = ticket(&keys, Kind::Filing, start);
        let place = |keys: &Keys, kind, seconds, ticket: &str| match waited(
            keys,
            kind,
            start + TimeDelta::seconds(seconds),
            ticket,
        ) {
            Waited::Enough(place) => Some(place),
            Waited::Little | Waited::Nothing => None,
        };
        let after = |seconds| place(&keys, Kind::Filing, seconds, &given).is_some();
        assert!(!after(0) && !after(4) && after(5) && after(3600) && !after(3601) && !after(-10));
        assert!(matches!(waited(&keys, Kind::Filing, start, &given), Waited::Little), "it is kept");
        assert!(place(&keys, Kind::Lookup, 6, &given).is_none(), "for something else");
        assert!(place(&Keys::ephemeral_for_tests(), Kind::Filing, 6, &given).is_none());
        assert!(matches!(waited(&keys, Kind::Filing, start, "rubbish"), Waited::Nothing));
        assert_ne!(given, ticket(&keys, Kind::Filing, start), "two people in one moment have two places");
        let again = place(&keys, Kind::Filing, 6, &given).unwrap().again().ticket(&keys, Kind::Filing);
        assert!(again != given && place(&keys, Kind::Filing, 6, &again).is_some(), "the place is kept");
    }
}

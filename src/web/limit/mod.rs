//! How often somebody may ask, without knowing who it is (security.md §2.9).
//!
//! Buckets are named by a keyed hash of the caller's network under a key that is made anew every hour and never leaves
//! memory. Over a limit nobody is turned away from filing, from their case or from signing in: the browser works for two
//! seconds, or a person without JavaScript waits five. With 115 random bits in a code the limits guard the server's load,
//! not the secret. Each node counts for itself.

/// Who asks.
mod caller;
/// Which forms are limited, and what they are asked for.
mod gate;
/// The slow lane of each kind.
mod lane;
/// Proof of work, and the slow lane for those who cannot give it.
mod proof;

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::InMemoryState;
use governor::state::direct::NotKeyed;
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};
use zeroize::Zeroizing;

use crate::clock;
use crate::config::DoorConfig;
use crate::vault::token;
use crate::web::cookies::Name;

pub use caller::Caller;
pub(crate) use caller::Trusted;
pub(crate) use gate::page;
pub use gate::{Asked, began};
pub(super) use gate::{UNTOLD, pass, taken};
pub use lane::Lanes;
pub use proof::Proof;

/// Name of a bucket.
type Bucket = [u8; 16];
/// Name of a network, for as long as the program runs.
pub(super) type Network = [u8; 16];
type Keyed = RateLimiter<Bucket, DashMapStateStore<Bucket>, Steady, NoOpMiddleware<Nanos>>;
type Site = RateLimiter<NotKeyed, InMemoryState, Steady, NoOpMiddleware<Nanos>>;

/// Codes that a network may look up in ten minutes before it is asked for work.
const LOOKUPS: u32 = 10;
/// Codes that matched nothing, after which a network is asked for work until the hour ends.
const MISSES: u32 = 3;
/// Cases that a network may file in an hour; whole towns share one behind a mobile operator's NAT.
const FILINGS: u32 = 20;
/// Drafts that a network may begin in an hour.
const DRAFTS: u32 = 60;
/// Sign-ins that a network may try in ten minutes.
const SIGN_INS: u32 = 20;
/// What a citizen's browser may write into its case in a minute.
const MESSAGES: u32 = 30;
/// Uploads of a network in an hour, in pieces of [`PIECE`]: 200 MB.
const UPLOADS: u32 = 3200;
const PIECE: u64 = 64 * 1024;
/// Questions for a passkey that a network may ask in ten minutes. They open nothing, and the page that asks for work cannot
/// stand before a script.
const PASSKEYS: u32 = 300;
/// Forms of one network that the lanes for browsers without JavaScript take in a minute.
const OWN_LANE: u32 = 2;
/// Buckets of one kind that are remembered; somebody who owns more networks finds everybody asked for work.
const MOST: usize = 65_536;
const HOUR: i64 = 3600;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A receipt or draft code is looked up.
    Lookup,
    /// A case is filed.
    Filing,
    /// A draft is begun.
    Draft,
    /// An officer signs in.
    SignIn,
    /// A passkey is asked for.
    Passkey,
    /// A reporter writes into a case.
    Message,
}

impl Kind {
    const MANY: usize = Self::Message as usize + 1;
}

/// What a limit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Pass,
    /// Only with work.
    Prove,
    /// Not before.
    Wait(DateTime<Utc>),
}

/// The clock of the limiters: it never goes back, or a limit that was reached would stay reached for as long as the step.
#[derive(Debug, Clone)]
struct Steady;

impl Clock for Steady {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let nanos = clock::steady().timestamp_nanos_opt().and_then(|nanos| u64::try_from(nanos).ok());
        nanos.unwrap_or_default().into()
    }
}

/// The counts of this node.
pub struct Limits {
    trusted: Trusted,
    /// Names networks while a connection of theirs lasts.
    key: Zeroizing<[u8; 32]>,
    hour: RwLock<Arc<Hour>>,
    lookups: Site,
    filings: Site,
}

/// The buckets of one hour and the key that names them.
struct Hour {
    no: i64,
    key: Zeroizing<[u8; 32]>,
    lookups: Keyed,
    misses: Keyed,
    filings: Keyed,
    drafts: Keyed,
    sign_ins: Keyed,
    passkeys: Keyed,
    messages: Keyed,
    uploads: Keyed,
    lane: Keyed,
    /// Networks that had their misses.
    wary: Mutex<HashSet<Bucket>>,
    /// Networks that began all the drafts that they may.
    began: Mutex<HashSet<Bucket>>,
}

impl Limits {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(config: &DoorConfig) -> Self {
        let site = |per_minute: u32| RateLimiter::direct_with_clock(Quota::per_minute(some(per_minute)), Steady);
        Self {
            trusted: Trusted::new(config),
            key: Zeroizing::new(token::random_token()),
            hour: RwLock::new(Arc::new(Hour::begin(0))),
            lookups: site(config.busy),
            filings: site(config.busy),
        }
    }

    /// Whether this address is one of our proxies.
    #[must_use]
    pub fn trusts(&self, address: std::net::IpAddr) -> bool {
        self.trusted.holds(address)
    }

    /// The network that a connection comes from; `None` for one of a proxy that carries the requests of many.
    pub(super) fn connected_from(&self, caller: Caller) -> Option<Network> {
        caller.connected_from(&self.trusted).map(|network| named(&self.key, &network))
    }

    /// A code matched nothing.
    pub fn missed(&self, caller: Option<Caller>, headers: &HeaderMap) {
        let hour = self.hour();
        let Some(bucket) = self.bucket(&hour, caller, headers) else { return };
        if hour.misses.check_key(&bucket).is_err() {
            note(&hour.wary, bucket);
        }
    }

    /// Counts a form and says what it needs.
    fn judge(&self, kind: Kind, caller: Option<Caller>, headers: &HeaderMap, secure: bool) -> Verdict {
        let hour = self.hour();
        if kind == Kind::Message {
            let Some(session) = Name::Case.read(headers, secure) else { return Verdict::Pass };
            return hour.ask(&hour.messages, &hour.name(session.as_bytes()), 1);
        }
        let busy = || match kind {
            Kind::Lookup => self.lookups.check().is_err(),
            Kind::Filing => self.filings.check().is_err(),
            _ => false,
        };
        let Some(bucket) = self.bucket(&hour, caller, headers) else {
            return if busy() { Verdict::Prove } else { Verdict::Pass };
        };
        let keyed = match kind {
            Kind::Lookup => &hour.lookups,
            Kind::Filing => &hour.filings,
            Kind::Draft => &hour.drafts,
            Kind::Passkey => &hour.passkeys,
            Kind::SignIn | Kind::Message => &hour.sign_ins,
        };
        let over = hour.ask(keyed, &bucket, 1) != Verdict::Pass;
        if over && kind == Kind::Draft {
            note(&hour.began, bucket);
        }
        // what a network sends over its own limit does not make the site busy for the others
        if over || kind == Kind::Lookup && noted(&hour.wary, &bucket) || busy() {
            Verdict::Prove
        } else {
            Verdict::Pass
        }
    }

    /// Whether a network began all the drafts that it may in this hour; also when too many did to remember them.
    fn began_enough(&self, caller: Option<Caller>, headers: &HeaderMap) -> bool {
        let hour = self.hour();
        self.bucket(&hour, caller, headers).is_some_and(|bucket| noted(&hour.began, &bucket))
    }

    /// Counts an upload of so many bytes beside its words; the smallest counts as a piece.
    fn upload(&self, caller: Option<Caller>, headers: &HeaderMap, bytes: u64) -> Verdict {
        let hour = self.hour();
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(UPLOADS).min(UPLOADS);
        match self.bucket(&hour, caller, headers) {
            Some(bucket) if pieces > 0 => hour.ask(&hour.uploads, &bucket, pieces),
            _ => Verdict::Pass,
        }
    }

    /// Whether the slow lane takes one more of this network this minute.
    fn own_lane(&self, caller: Option<Caller>, headers: &HeaderMap) -> bool {
        let hour = self.hour();
        let full = |bucket| matches!(hour.ask(&hour.lane, &bucket, 1), Verdict::Wait(_));
        !self.bucket(&hour, caller, headers).is_some_and(full)
    }

    fn bucket(&self, hour: &Hour, caller: Option<Caller>, headers: &HeaderMap) -> Option<Bucket> {
        caller?.network(&self.trusted, headers).map(|network| hour.name(&network))
    }

    /// This hour's buckets; the last hour's key and counts go.
    fn hour(&self) -> Arc<Hour> {
        let no = clock::steady().timestamp() / HOUR;
        let kept = Arc::clone(&self.hour.read().unwrap_or_else(PoisonError::into_inner));
        if kept.no == no {
            return kept;
        }
        let mut hour = self.hour.write().unwrap_or_else(PoisonError::into_inner);
        if hour.no != no {
            *hour = Arc::new(Hour::begin(no));
        }
        Arc::clone(&hour)
    }
}

impl Hour {
    fn begin(no: i64) -> Self {
        let keyed = |many: u32, span: Duration| {
            let quota = Quota::with_period(span / many).unwrap_or(Quota::per_hour(some(many)));
            RateLimiter::new(quota.allow_burst(some(many)), DashMapStateStore::default(), Steady)
        };
        let (ten_minutes, hour) = (Duration::from_mins(10), Duration::from_hours(1));
        Self {
            no,
            key: Zeroizing::new(token::random_token()),
            lookups: keyed(LOOKUPS, ten_minutes),
            // the last of them already makes wary
            misses: keyed(MISSES - 1, hour),
            filings: keyed(FILINGS, hour),
            drafts: keyed(DRAFTS, hour),
            sign_ins: keyed(SIGN_INS, ten_minutes),
            passkeys: keyed(PASSKEYS, ten_minutes),
            messages: keyed(MESSAGES, Duration::from_mins(1)),
            uploads: keyed(UPLOADS, hour),
            lane: keyed(OWN_LANE, Duration::from_mins(1)),
            wary: Mutex::default(),
            began: Mutex::default(),
        }
    }

    /// The bucket of a network or a session.
    fn name(&self, of: &[u8]) -> Bucket {
        named(&self.key, of)
    }

    /// A full table asks for work where there is such a thing, and stops nobody where there is none (uploads, the slow
    /// lane): whoever owns that many networks must not close a door for the others.
    fn ask(&self, limit: &Keyed, bucket: &Bucket, many: u32) -> Verdict {
        if limit.len() >= MOST {
            limit.retain_recent();
            if limit.len() >= MOST {
                return Verdict::Prove;
            }
        }
        match limit.check_key_n(bucket, some(many)) {
            Ok(Ok(())) => Verdict::Pass,
            Ok(Err(not_yet)) => Verdict::Wait(until(&not_yet)),
            // asked for more than the whole limit, which the callers do not
            Err(_) => Verdict::Wait(clock::now() + TimeDelta::hours(1)),
        }
    }
}

fn note(networks: &Mutex<HashSet<Bucket>>, bucket: Bucket) {
    let mut networks = networks.lock().unwrap_or_else(PoisonError::into_inner);
    if networks.len() < MOST {
        networks.insert(bucket);
    }
}

/// Whether a network was noted, or so many were that others could not be.
fn noted(networks: &Mutex<HashSet<Bucket>>, bucket: &Bucket) -> bool {
    let networks = networks.lock().unwrap_or_else(PoisonError::into_inner);
    networks.len() >= MOST || networks.contains(bucket)
}

/// 16 bytes of a keyed hash.
fn named(key: &Zeroizing<[u8; 32]>, of: &[u8]) -> [u8; 16] {
    let mac = token::keyed_hash(key, of);
    let mut name = [0; 16];
    name.copy_from_slice(&mac[..16]);
    name
}

fn until(not_yet: &NotUntil<Nanos>) -> DateTime<Utc> {
    let wait = TimeDelta::from_std(not_yet.wait_time_from(Steady.now())).unwrap_or(TimeDelta::hours(1));
    clock::now() + wait.max(TimeDelta::seconds(1))
}

fn some(many: u32) -> NonZeroU32 {
    NonZeroU32::new(many).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(busy: u32) -> Limits {
        Limits::new(&DoorConfig { busy, ..DoorConfig::default() })
    }

    fn from(address: &str) -> Option<Caller> {
        Some(Caller::at(address.parse().unwrap()))
    }

    fn count(limits: &Limits, kind: Kind, caller: Option<Caller>, most: u32) -> u32 {
        let none = HeaderMap::new();
        (0..most).take_while(|_| limits.judge(kind, caller, &none, false) == Verdict::Pass).count().try_into().unwrap()
    }

    #[tokio::test]
    async fn each_network_has_its_own_count_and_gets_it_back() {
        let limits = limits(10_000);
        let start = clock::now();
        clock::pretend(start, async {
            assert_eq!(count(&limits, Kind::Filing, from("203.0.113.7"), 99), FILINGS);
            assert_eq!(count(&limits, Kind::Filing, from("203.0.113.250"), 99), 0, "the same /24");
            assert_eq!(count(&limits, Kind::Filing, from("203.0.114.7"), 99), FILINGS);
            assert_eq!(count(&limits, Kind::Lookup, from("203.0.113.7"), 99), LOOKUPS, "another count");
            assert_eq!(count(&limits, Kind::SignIn, from("2001:db8::1"), 99), SIGN_INS);
            assert_eq!(count(&limits, Kind::SignIn, from("2001:db8::ffff"), 99), 0, "the same /64");
            assert_eq!(count(&limits, Kind::SignIn, from("2001:db8:0:ff::1"), 99), 0, "the same household");
            assert_eq!(count(&limits, Kind::SignIn, from("2001:db8:0:100::1"), 99), SIGN_INS);
            assert_eq!(count(&limits, Kind::Passkey, from("2001:db8::1"), 999), PASSKEYS, "a script asks again");
            assert_eq!(count(&limits, Kind::Filing, None, 500), 500, "nobody knows who");
            assert_eq!(count(&limits, Kind::Filing, from("127.0.0.1"), 500), 500, "this machine");
        })
        .await;
        clock::pretend(start + TimeDelta::hours(1), async {
            assert_eq!(count(&limits, Kind::Filing, from("203.0.113.7"), 99), FILINGS);
        })
        .await;
    }

    #[tokio::test]
    async fn the_names_of_buckets_change_every_hour() {
        let limits = limits(10_000);
        let start = clock::now();
        let name = async |limits: &Limits| limits.hour().name(b"203.0.113");
        let first = clock::pretend(start, name(&limits)).await;
        let again = clock::pretend(start, name(&limits)).await;
        let later = clock::pretend(start + TimeDelta::hours(1), name(&limits)).await;
        assert_eq!(first, again);
        assert_ne!(first, later);
    }

    #[tokio::test]
    async fn three_codes_that_match_nothing_make_wary() {
        let limits = limits(10_000);
        let (none, guesser) = (HeaderMap::new(), from("203.0.113.7"));
        clock::pretend(clock::now(), async {
            for miss in 1..=3 {
                assert_eq!(limits.judge(Kind::Lookup, guesser, &none, false), Verdict::Pass, "before miss {miss}");
                limits.missed(guesser, &none);
            }
            assert_eq!(limits.judge(Kind::Lookup, guesser, &none, false), Verdict::Prove);
            assert_eq!(limits.judge(Kind::Lookup, from("198.51.100.1"), &none, false), Verdict::Pass);
        })
        .await;
    }

    #[tokio::test]
    async fn what_one_network_sends_over_its_limit_makes_the_site_busy_for_nobody_else() {
        let limits = limits(60);
        let none = HeaderMap::new();
        clock::pretend(clock::now(), async {
            for _ in 0..500 {
                limits.judge(Kind::Filing, from("203.0.113.7"), &none, false);
            }
            assert_eq!(limits.judge(Kind::Filing, from("198.51.100.1"), &none, false), Verdict::Pass);
        })
        .await;
    }

    #[tokio::test]
    async fn one_network_does_not_take_every_place_in_the_slow_lane() {
        let limits = limits(60);
        let none = HeaderMap::new();
        clock::pretend(clock::now(), async {
            assert_eq!((0..9).filter(|_| limits.own_lane(from("203.0.113.7"), &none)).count(), 2);
            assert!(limits.own_lane(from("198.51.100.1"), &none));
        })
        .await;
    }

    #[tokio::test]
    async fn a_busy_site_asks_everybody() {
        let limits = limits(30);
        clock::pretend(clock::now(), async {
            assert_eq!(count(&limits, Kind::Lookup, None, 99), 30);
            assert_eq!(limits.judge(Kind::Lookup, from("198.51.100.1"), &HeaderMap::new(), false), Verdict::Prove);
            assert_eq!(count(&limits, Kind::SignIn, None, 99), 99, "officers have their own delays");
        })
        .await;
    }

    #[tokio::test]
    async fn uploads_are_counted_by_size_and_words_not_at_all() {
        let limits = limits(30);
        let none = HeaderMap::new();
        clock::pretend(clock::now(), async {
            let sari = from("203.0.113.7");
            for _ in 0..8 {
                assert_eq!(limits.upload(sari, &none, 25 * 1024 * 1024), Verdict::Pass);
            }
            assert!(matches!(limits.upload(sari, &none, 25 * 1024 * 1024), Verdict::Wait(_)));
            assert!(matches!(limits.upload(sari, &none, 60_000), Verdict::Wait(_)), "a small file is a file");
            assert_eq!(limits.upload(sari, &none, 0), Verdict::Pass, "words only");
            let budi = from("198.51.100.1");
            let small = (0..9_999).take_while(|_| limits.upload(budi, &none, 60_000) == Verdict::Pass).count();
            assert_eq!(u32::try_from(small), Ok(UPLOADS), "small files without end");
        })
        .await;
    }

    #[tokio::test]
    async fn whoever_owns_every_network_that_is_remembered_closes_no_door_for_the_others() {
        let limits = limits(u32::MAX);
        let none = HeaderMap::new();
        clock::pretend(clock::now(), async {
            for network in 0..u32::try_from(MOST).unwrap() {
                let [_, _, a, b] = network.to_be_bytes();
                let mine = from(&format!("2001:db8:{a:x}:{b:02x}00::1"));
                assert_eq!(limits.upload(mine, &none, u64::MAX), Verdict::Pass);
                assert!(limits.own_lane(mine, &none));
            }
            let sari = from("203.0.113.7");
            assert!(!matches!(limits.upload(sari, &none, 25 * 1024 * 1024), Verdict::Wait(_)));
            assert!(limits.own_lane(sari, &none), "who has no JavaScript");
        })
        .await;
    }
}

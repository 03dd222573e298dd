//! Password spraying (security.md T-13): a few common passwords against every account, from ever new networks. Nobody gets in,
//! and an officer whose browser has signed in before comes in meanwhile, although strangers keep trying that very name.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::vault::Keys;
use kentongan::web::token as form_token;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::guess::through_proxy;
use super::load::http::{Answer, Connection, post};
use super::{Stage, percentile};

const PROXY: &[(&str, &str)] = &[("KENTONGAN_TRUSTED_PROXY", "127.0.0.0/8")];
const LANES: u64 = 8;
/// What every account here really has.
const PASSWORD: &str = "perahu kertas di kali";
/// What sprayers take first.
const COMMON: [&str; 6] =
    ["password1234", "rahasia12345", "indonesia2026", "admin1234567", "qwerty123456", "bismillah123"];
/// How long the officer under attack may wait.
const PATIENCE: Duration = Duration::from_secs(45);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sprayed_passwords_let_nobody_in_and_hold_nobody_out() {
    spray(20, 1000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_hundred_thousand_sprayed_passwords_let_nobody_in_and_hold_nobody_out() {
    spray(200, 100_000).await;
}

#[derive(Default)]
struct Score {
    made: AtomicU64,
    accepted: AtomicU64,
    told_to_wait: AtomicU64,
}

async fn spray(accounts: u64, many: u64) {
    let stage = Stage::behind(PROXY).await;
    hire(&stage, accounts).await;
    let to = stage.office.address;
    let keys = Arc::new(stage.office.keys());
    // the officer's own browser, from before
    let mark = marked(&sign_in(to, &keys, "198.51.100.7", "p0", PASSWORD, "").await.expect("an answer"));
    let score = Arc::new(Score::default());
    let began = Instant::now();
    let mut attackers = JoinSet::new();
    for lane in 0..LANES {
        attackers.spawn(attack(to, Arc::clone(&keys), Arc::clone(&score), (lane, accounts, many)));
    }
    let mut waits = Vec::new();
    while score.made.load(Ordering::Relaxed) < many {
        let visit = Instant::now();
        // a new network each time too, because twenty sign-ins from one ask for work
        let network = format!("{}.{}.100.7", 100 + waits.len() / 200, waits.len() % 200);
        let answer = sign_in(to, &keys, &network, "p0", PASSWORD, &mark).await.expect("an answer");
        assert!(is_in(&answer), "the officer under attack is held out: {}", answer.status);
        waits.push(visit.elapsed());
    }
    attackers.join_all().await;
    let p95 = percentile(&mut waits, 95);
    println!(
        "{} passwords on {accounts} accounts in {:.0} s: {} in, {} told to wait; the officer under attack signed in {} times, \
         p95 {p95:?}",
        many,
        began.elapsed().as_secs_f64(),
        score.accepted.load(Ordering::Relaxed),
        score.told_to_wait.load(Ordering::Relaxed),
        waits.len(),
    );
    assert_eq!(score.accepted.load(Ordering::Relaxed), 0, "a common password was right");
    assert!(waits.iter().all(|wait| *wait < PATIENCE), "the officer waited too long: {:?}", waits.last());
    assert!(score.told_to_wait.load(Ordering::Relaxed) > many / 2, "most tries must be turned away unjudged");
}

async fn hire(stage: &Stage, accounts: u64) {
    let hash = kentongan::account::hash_password(PASSWORD).await.expect("a hash");
    let mut tx = stage.db.begin(Actor::Anonymous).await.expect("a transaction");
    for no in 0..accounts {
        sqlx::query(
            "insert into officer (id, sign_in, name, password_hash, created_at) values ($1, $2, $3, $4, now())",
        )
        .bind(Uuid::now_v7())
        .bind(format!("p{no}"))
        .bind(format!("Petugas p{no}"))
        .bind(&hash)
        .execute(&mut *tx)
        .await
        .expect("an officer");
    }
    tx.commit().await.expect("officers");
}

async fn attack(to: SocketAddr, keys: Arc<Keys>, score: Arc<Score>, (lane, accounts, many): (u64, u64, u64)) {
    loop {
        let no = score.made.fetch_add(1, Ordering::Relaxed);
        if no >= many {
            return;
        }
        let network = format!("{}.{}.{}.{lane}", 11 + no % 80, (no >> 8) % 256, no % 251);
        // every other try is at the officer who wants to work
        let name = if no.is_multiple_of(2) { "p0".to_owned() } else { format!("p{}", no % accounts) };
        let password = COMMON[usize::try_from(no).unwrap_or_default() % COMMON.len()];
        // the mark of somebody else helps nobody
        let Ok(answer) = sign_in(to, &keys, &network, &name, password, "kenal=AAAA").await else { continue };
        score.accepted.fetch_add(u64::from(is_in(&answer)), Ordering::Relaxed);
        score.told_to_wait.fetch_add(u64::from(answer.text().contains("Terlalu banyak percobaan")), Ordering::Relaxed);
    }
}

async fn sign_in(
    to: SocketAddr,
    keys: &Keys,
    network: &str,
    name: &str,
    password: &str,
    cookie: &str,
) -> std::io::Result<Answer> {
    let token = form_token::issue(keys, &HeaderMap::new(), false, clock::now());
    let fields = [("token", token.as_str()), ("nama", name), ("sandi", password)];
    let mut connection = Connection::open(to).await?;
    connection.exchange(&through_proxy(network, post(to, "/petugas/masuk", cookie, &fields))).await
}

fn is_in(answer: &Answer) -> bool {
    answer.all("set-cookie").any(|cookie| cookie.starts_with("sid=") && !cookie.contains("Max-Age=0"))
}

/// The mark that a browser keeps after its first sign-in.
fn marked(answer: &Answer) -> String {
    assert!(is_in(answer), "nobody attacks yet");
    let mark = answer.all("set-cookie").find(|cookie| cookie.starts_with("kenal=")).expect("a mark");
    mark.split(';').next().unwrap_or_default().to_owned()
}

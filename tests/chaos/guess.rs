//! Guessing (security.md T-12): wrong codes, passwords, cookies and links over every path. None is ever taken, and
//! somebody with the right code is served meanwhile.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use kentongan::clock;
use kentongan::vault::{DraftCode, Keys, ReceiptCode, token};
use kentongan::web::token as form_token;
use tokio::task::JoinSet;

use super::load::drafts;
use super::load::http::{Answer, Connection, get, post};
use super::{Stage, percentile};

/// The attacker owns many networks, behind the office's own proxy.
pub(super) const PROXY: &[(&str, &str)] = &[("KENTONGAN_TRUSTED_PROXY", "127.0.0.0/8")];
/// The same with the limit of a usual site.
const PROXY_AND_LIMITS: &[(&str, &str)] = &[("KENTONGAN_TRUSTED_PROXY", "127.0.0.0/8"), ("KENTONGAN_BUSY", "600")];
/// Attackers at the same time.
const LANES: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_wrong_guesses_open_nothing() {
    guess(PROXY, 2000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_million_wrong_guesses_open_nothing_without_proof_of_work() {
    guess(PROXY, 1_000_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_million_wrong_guesses_open_nothing_with_proof_of_work() {
    guess(PROXY_AND_LIMITS, 1_000_000).await;
}

#[derive(Default)]
struct Score {
    made: AtomicU64,
    asked_for_work: AtomicU64,
    passwords: AtomicU64,
    accepted: AtomicU64,
}

async fn guess(settings: &'static [(&'static str, &'static str)], many: u64) {
    let stage = Stage::behind(settings).await;
    let to = stage.office.address;
    let code = file_one(&stage).await;
    let keys = Arc::new(stage.office.keys());
    let score = Arc::new(Score::default());
    let began = Instant::now();
    let mut attackers = JoinSet::new();
    for lane in 0..LANES {
        attackers.spawn(attack(to, Arc::clone(&keys), Arc::clone(&score), lane, many));
    }
    let mut waits = Vec::new();
    while score.made.load(Ordering::Relaxed) < many {
        let visit = Instant::now();
        look_up(to, &keys, &code).await;
        waits.push(visit.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    attackers.join_all().await;
    let seconds = began.elapsed().as_secs_f64();
    let count = |what: &AtomicU64| what.load(Ordering::Relaxed);
    let p95 = percentile(&mut waits, 95);
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let passwords = count(&score.passwords) as f64 / seconds;
    println!(
        "{} guesses in {seconds:.0} s: {} accepted, {} asked for work, {passwords:.1} passwords/s; a right code p95 {p95:?} of {}; \
         {:.0} MiB",
        count(&score.made),
        count(&score.accepted),
        count(&score.asked_for_work),
        waits.len(),
        stage.office.resident_mib(),
    );
    assert_eq!(count(&score.accepted), 0, "a guess was right");
    assert!(p95 < Duration::from_secs(2), "somebody with the right code waited {p95:?}");
    assert!(passwords <= 25.0, "{passwords:.1} passwords a second burn the machine");
    assert!(stage.office.resident_mib() < 250.0, "passwords need memory");
}

/// Files a complaint and gives its code.
pub(super) async fn file_one(stage: &Stage) -> String {
    let ready = stage.drafts(1).await.remove(0);
    let mut connection = Connection::open(stage.office.address).await.expect("a connection");
    assert!(drafts::taken(&connection.exchange(&ready.press).await.expect("an answer")));
    drafts::code(&mut connection, &ready).await.expect("an answer").expect("a receipt")
}

/// Somebody honest with a right code, from a network of their own, who works when asked to.
async fn look_up(to: SocketAddr, keys: &Keys, code: &str) {
    let mut connection = Connection::open(to).await.expect("a connection");
    let typed = [("token", token_of(keys)), ("kode", code.to_owned())];
    let answer = connection.exchange(&from("198.51.100.7", to, "/lacak", "", &typed)).await.expect("an answer");
    let answer = match super::work::of(&answer) {
        Some(solution) => {
            let [token, code] = typed;
            let typed = [token, code, ("altcha", solution)];
            connection.exchange(&from("198.51.100.7", to, "/lacak", "", &typed)).await.expect("an answer")
        }
        None => answer,
    };
    assert_eq!((answer.status, answer.header("location")), (303, Some("/kasus")), "a right code opens its case");
}

async fn attack(to: SocketAddr, keys: Arc<Keys>, score: Arc<Score>, lane: u64, many: u64) {
    let mut connection = Connection::open(to).await.expect("a connection");
    let token = token_of(&keys);
    loop {
        let no = score.made.fetch_add(1, Ordering::Relaxed);
        if no >= many {
            return;
        }
        // a new network for each guess, so that only what guards the whole site stands in the way
        let network = format!("{}.{}.{}.{lane}", 11 + no % 80, (no >> 8) % 256, no % 251);
        let request = one(no, to, &network, &token);
        let answer = if let Ok(answer) = connection.exchange(&request).await {
            answer
        } else {
            // a kept connection may have been idle for too long while a password was thought about
            connection = Connection::open(to).await.expect("a connection");
            connection.exchange(&request).await.expect("an answer")
        };
        assert!(answer.status < 500, "guess {no} got {}", answer.status);
        score.accepted.fetch_add(u64::from(is_in(&answer)), Ordering::Relaxed);
        score.asked_for_work.fetch_add(u64::from(answer.status == 429), Ordering::Relaxed);
        let password = no.is_multiple_of(500) && answer.status != 429;
        score.passwords.fetch_add(u64::from(password), Ordering::Relaxed);
    }
}

/// The next guess.
fn one(no: u64, to: SocketAddr, network: &str, token: &str) -> Vec<u8> {
    let random = token::base64url(&token::random_token());
    let typed = |name, value: String| [("token", token.to_owned()), (name, value)];
    match no % 500 {
        0 => {
            let typed = [("token", token.to_owned()), ("nama", "admin".to_owned()), ("sandi", random)];
            from(network, to, "/petugas/masuk", "", &typed)
        }
        1 => {
            let typed = [("token", token.to_owned()), ("kode", "123456".to_owned()), ("bukti", random)];
            from(network, to, "/petugas/masuk/kode", "", &typed)
        }
        no if no % 50 == 2 => get_from(network, to, "/kasus", &format!("kasus={random}")),
        no if no % 50 == 3 => get_from(network, to, "/petugas", &format!("sid={random}")),
        no if no % 50 == 4 => get_from(network, to, "/lapor/diterima", &format!("draf={random}")),
        no if no % 50 == 5 => get_from(network, to, &format!("/petugas/undangan/{random}"), ""),
        no if no % 10 == 6 => from(network, to, "/lanjut", "", &typed("kode", DraftCode::generate().show())),
        _ => from(network, to, "/lacak", "", &typed("kode", ReceiptCode::generate().show())),
    }
}

/// Whether a guess got in: a cookie of a case or an officer, a page of a case or of the desk.
fn is_in(answer: &Answer) -> bool {
    let cookie = answer.all("set-cookie").any(|cookie| {
        ["kasus=", "sid=", "draf=", "tanya="]
            .iter()
            .any(|name| cookie.starts_with(name) && !cookie.contains("Max-Age=0"))
    });
    let text = answer.text();
    // a number of a case would be too weak a sign: a wrong code that is shown again may hold one
    cookie
        || text.contains("action=\"/kasus/tutup\"")
        || text.contains("name=\"sandi_baru\"")
        || text.contains("id=\"antrean\"")
}

/// A token for somebody without cookies.
pub(super) fn token_of(keys: &Keys) -> String {
    form_token::issue(keys, &HeaderMap::new(), false, clock::now())
}

pub(super) fn from(network: &str, to: SocketAddr, path: &str, cookie: &str, fields: &[(&str, String)]) -> Vec<u8> {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    through_proxy(network, post(to, path, cookie, &fields))
}

fn get_from(network: &str, to: SocketAddr, path: &str, cookie: &str) -> Vec<u8> {
    through_proxy(network, get(to, path, &[("cookie", cookie)]))
}

/// What a proxy adds to a request.
pub(super) fn through_proxy(network: &str, request: Vec<u8>) -> Vec<u8> {
    let end = request.windows(2).position(|two| two == b"\r\n").expect("a request line") + 2;
    [&request[..end], format!("x-forwarded-for: {network}\r\n").as_bytes(), &request[end..]].concat()
}

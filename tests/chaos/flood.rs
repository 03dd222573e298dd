//! Junk complaints (security.md T-35): a flood from one network pays for each with work, and somebody real elsewhere is
//! not held up.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::guess::through_proxy;
use super::load::drafts::{Ready, taken};
use super::load::http::Connection;
use super::{Stage, percentile, work};

/// What a network may file in an hour without work.
const FREE: usize = 20;
const SETTINGS: &[(&str, &str)] = &[("KENTONGAN_TRUSTED_PROXY", "127.0.0.0/8"), ("KENTONGAN_BUSY", "600")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_pays_with_work_and_somebody_real_is_not_held_up() {
    flood(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_minute_of_flood_pays_with_work_and_somebody_real_is_not_held_up() {
    flood(Duration::from_mins(1)).await;
}

async fn flood(span: Duration) {
    let stage = Stage::behind(SETTINGS).await;
    let to = stage.office.address;
    let mut junk = stage.drafts(3000).await;
    let real = junk.split_off(2600);
    // one core of the attacker's
    let attacker = tokio::spawn(async move {
        let began = Instant::now();
        let (mut accepted, mut refused) = (0_usize, 0_usize);
        let mut connection = Connection::open(to).await.expect("a connection");
        for ready in junk {
            if began.elapsed() > span {
                break;
            }
            let before = accepted;
            accepted += usize::from(press(&mut connection, &ready, "203.0.113.7", refused >= 5).await);
            refused += usize::from(before == accepted);
        }
        (accepted, refused, began.elapsed())
    });
    let mut waits = Vec::new();
    for (no, ready) in real.iter().enumerate() {
        if attacker.is_finished() {
            break;
        }
        let began = Instant::now();
        let network = format!("198.51.{}.1", no % 250);
        assert!(press(&mut connected(to).await, ready, &network, true).await, "somebody real was turned away");
        waits.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (accepted, refused, lasted) = attacker.await.expect("an attacker without panic");
    let p95 = percentile(&mut waits, 95);
    #[expect(clippy::cast_precision_loss, reason = "hundreds")]
    let rate = accepted.saturating_sub(FREE) as f64 / lasted.as_secs_f64();
    println!(
        "a flood of {lasted:.0?}: {accepted} accepted ({FREE} free, then {rate:.1}/s and core), {refused} without work \
         refused; somebody real p95 {p95:?} of {}",
        waits.len()
    );
    assert_eq!(refused, 5, "who does not work is not taken");
    assert!(accepted > FREE, "who works is");
    assert!(p95 < Duration::from_secs(3), "somebody real waited {p95:?}");
}

async fn connected(to: SocketAddr) -> Connection {
    Connection::open(to).await.expect("a connection")
}

/// The last press of a draft; works when asked to and willing. Whether it was taken.
async fn press(connection: &mut Connection, ready: &Ready, network: &str, willing: bool) -> bool {
    let request = through_proxy(network, ready.press.clone());
    let answer = connection.exchange(&request).await.expect("an answer");
    let Some(solution) = work::of(&answer).filter(|_| willing) else { return answer.status != 429 && taken(&answer) };
    let fields = serde_html_form::to_string([("altcha", solution)]).expect("a pair");
    let again = connection.exchange(&with(&request, &format!("&{fields}"))).await.expect("an answer");
    taken(&again)
}

/// A form with more fields at its end.
fn with(request: &[u8], more: &str) -> Vec<u8> {
    let text = String::from_utf8(request.to_vec()).expect("a form");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let head: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with("content-length")).collect();
    let body = format!("{body}{more}");
    format!("{}\r\ncontent-length: {}\r\n\r\n{body}", head.join("\r\n"), body.len()).into_bytes()
}

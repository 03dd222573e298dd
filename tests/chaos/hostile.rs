//! Clients who only want to hold the door (security.md T-09): each is put out in time, and nobody else notices.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::load::http::{Connection, get};
use super::{Stage, percentile};

/// Answers that the greedy one asks for and does not read: more than any socket holds.
const GREED: usize = 600;

#[derive(Debug, Clone, Copy)]
enum Trick {
    /// Says nothing at all.
    Silent,
    /// Sends half a request line and waits.
    Half,
    /// Sends a header every second and never ends.
    Drip,
    /// Asks once and stays.
    Idle,
    /// Sends what may become HTTP/2 and never does.
    Preface,
    /// Announces a form and sends none of it.
    NoBody,
    /// Sends a form letter by letter.
    SlowBody,
    /// Asks for much and reads nothing.
    Greedy,
}

const TRICKS: [Trick; 8] = [
    Trick::Silent,
    Trick::Half,
    Trick::Drip,
    Trick::Idle,
    Trick::Preface,
    Trick::NoBody,
    Trick::SlowBody,
    Trick::Greedy,
];

impl Trick {
    /// security.md says 15 seconds for heads and 60 for bodies; the rest is the machine's.
    const fn out_by(self) -> Duration {
        match self {
            Self::NoBody | Self::SlowBody | Self::Greedy => Duration::from_secs(50),
            _ => Duration::from_secs(20),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_clients_who_hold_the_door_are_put_out_and_nobody_waits() {
    hold_the_door(300, 100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn fifteen_hundred_clients_who_hold_the_door_are_put_out_and_nobody_waits() {
    hold_the_door(1500, 500).await;
}

async fn hold_the_door(hostile: usize, honest: usize) {
    let stage = Stage::open().await;
    let to = stage.office.address;
    let asset = asset(to).await;
    let mut holding = JoinSet::new();
    for no in 0..hostile {
        holding.spawn(hold(to, TRICKS[no % TRICKS.len()], asset.clone()));
    }
    let mut waits = Vec::new();
    for _ in 0..honest {
        let began = Instant::now();
        let mut connection = Connection::open(to).await.expect("a connection");
        let answer = connection.exchange(&get(to, "/", &[])).await.expect("an answer");
        assert_eq!(answer.status, 200);
        waits.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let p95 = percentile(&mut waits, 95);
    assert!(p95 < Duration::from_millis(500), "an honest visit took {p95:?}");
    let mut longest = [Duration::ZERO; TRICKS.len()];
    while let Some(held) = holding.join_next().await {
        let (trick, time) = held.expect("a hostile client without panic");
        assert!(time < trick.out_by(), "{trick:?} held the door for {time:?}");
        longest[trick as usize] = longest[trick as usize].max(time);
    }
    let told: Vec<String> =
        TRICKS.iter().map(|trick| format!("{trick:?} {:.1} s", longest[*trick as usize].as_secs_f64())).collect();
    println!("{hostile} hostile clients: an honest visit p95 {p95:?}; the last was out after: {}", told.join(", "));
}

/// A large static file: its request and the bytes of its answer.
async fn asset(to: SocketAddr) -> (Vec<u8>, usize) {
    let mut connection = Connection::open(to).await.expect("a connection");
    let page = connection.exchange(&get(to, "/", &[])).await.expect("a page").text();
    let path = page.split('"').find(|word| word.starts_with("/aset/style")).expect("a style sheet").to_owned();
    let request = get(to, &path, &[]);
    let answer = connection.exchange(&request).await.expect("a style sheet");
    (request, answer.body.len())
}

/// Holds on until the server closes; how long that took.
async fn hold(to: SocketAddr, trick: Trick, (wanted, size): (Vec<u8>, usize)) -> (Trick, Duration) {
    let began = Instant::now();
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    let form = format!(
        "POST /lacak HTTP/1.1\r\nhost: {to}\r\nsec-fetch-site: same-origin\r\ncontent-type: \
                        application/x-www-form-urlencoded\r\ncontent-length: 4000\r\n\r\n"
    );
    let first = match trick {
        Trick::Silent => Vec::new(),
        Trick::Half => b"GET / HT".to_vec(),
        Trick::Drip => b"GET / HTTP/1.1\r\n".to_vec(),
        Trick::Preface => b"PRI * HTTP".to_vec(),
        Trick::Idle => b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        Trick::NoBody | Trick::SlowBody => form.into_bytes(),
        Trick::Greedy => return (trick, starve(stream, &wanted.repeat(GREED), size * GREED, began).await),
    };
    stream.write_all(&first).await.expect("a first word");
    let drop: &[u8] = match trick {
        Trick::Drip => b"x-drip: 1\r\n",
        Trick::SlowBody => b"a",
        _ => b"",
    };
    let mut answer = [0; 4096];
    while began.elapsed() < trick.out_by() {
        if stream.write_all(drop).await.is_err() {
            break;
        }
        if let Ok(Ok(0) | Err(_)) = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut answer)).await {
            break;
        }
    }
    (trick, began.elapsed())
}

/// Asks for everything, reads nothing until the server must have had enough, and then finds that it has.
async fn starve(mut stream: TcpStream, requests: &[u8], whole: usize, began: Instant) -> Duration {
    // the server stops reading too, so not every request can be sent
    let _ = tokio::time::timeout(Duration::from_secs(2), stream.write_all(requests)).await;
    tokio::time::sleep(Duration::from_secs(35)).await;
    let (mut got, mut piece) = (0, vec![0; 64 * 1024]);
    while let Ok(Ok(more)) = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut piece)).await
        && more > 0
    {
        got += more;
    }
    if got < whole { began.elapsed() } else { Duration::MAX }
}

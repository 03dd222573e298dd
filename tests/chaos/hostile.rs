//! Clients who only want to hold the door (security.md T-09): each is put out in time, and nobody else notices.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Stage;
use super::load::http::{Connection, get};

/// Everybody hostile is out by then; security.md says 15 seconds for heads.
const OUT_BY: Duration = Duration::from_secs(25);

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
}

const TRICKS: [Trick; 5] = [Trick::Silent, Trick::Half, Trick::Drip, Trick::Idle, Trick::Preface];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_clients_who_hold_the_door_are_put_out_and_nobody_waits() {
    let stage = Stage::open().await;
    let to = stage.office.address;
    let mut hostile = JoinSet::new();
    for no in 0..300 {
        hostile.spawn(hold(to, TRICKS[no % TRICKS.len()]));
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..200 {
        let began = Instant::now();
        let mut connection = Connection::open(to).await.expect("a connection");
        let answer = connection.exchange(&get(to, "/", &[])).await.expect("an answer");
        assert_eq!(answer.status, 200);
        slowest = slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(slowest < Duration::from_secs(3), "somebody honest waited {slowest:?}");
    while let Some(held) = hostile.join_next().await {
        let (trick, time) = held.expect("a hostile client without panic");
        assert!(time < OUT_BY, "{trick:?} held the door for {time:?}");
    }
}

/// Holds on until the server closes; how long that took.
async fn hold(to: SocketAddr, trick: Trick) -> (Trick, Duration) {
    let began = Instant::now();
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    let first: &[u8] = match trick {
        Trick::Silent => b"",
        Trick::Half => b"GET / HT",
        Trick::Drip => b"GET / HTTP/1.1\r\n",
        Trick::Preface => b"PRI * HTTP",
        Trick::Idle => b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    };
    stream.write_all(first).await.expect("a first word");
    let mut answer = [0; 4096];
    while began.elapsed() < OUT_BY {
        if matches!(trick, Trick::Drip) && stream.write_all(b"x-drip: 1\r\n").await.is_err() {
            break;
        }
        if let Ok(Ok(0) | Err(_)) = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut answer)).await {
            break;
        }
    }
    (trick, began.elapsed())
}

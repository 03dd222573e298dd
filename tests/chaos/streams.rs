//! HTTP/2 turned against the server (security.md T-10): streams reset before they are answered, heads without an end, empty
//! frames, settings without a purpose, answers that are asked for and never taken. The program does not grow and still
//! answers.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Stage;
use super::load::http::{Connection, get};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// `GET /` in HPACK: three entries of the static table and an authority as text.
const HEAD: &[u8] = b"\x82\x84\x86\x41\x01x";
/// Most that the program may grow, in MiB.
const GROWTH: f64 = 64.0;

#[derive(Debug, Clone, Copy)]
enum Flood {
    /// CVE-2023-44487.
    RapidReset,
    /// RUSTSEC-2024-0332.
    Continuation,
    EmptyData,
    Settings,
    Ping,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_flood_of_frames_leaves_the_program_as_it_was() {
    floods(2000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_hundred_thousand_frames_leave_the_program_as_it_was() {
    floods(100_000).await;
}

async fn floods(frames: u32) {
    let stage = Stage::open().await;
    let to = stage.office.address;
    for flood in [Flood::RapidReset, Flood::Continuation, Flood::EmptyData, Flood::Settings, Flood::Ping] {
        let before = stage.office.resident_mib();
        let (mut sent, mut connections) = (0, 0);
        while sent < frames {
            connections += 1;
            sent += pour(to, flood, frames - sent).await;
        }
        let after = stage.office.resident_mib();
        println!("{flood:?}: {sent} frames on {connections} connections, {before:.0} MiB before, {after:.0} after");
        assert!(after - before < GROWTH, "{flood:?} made the program grow by {:.0} MiB", after - before);
        let mut connection = Connection::open(to).await.expect("a connection");
        assert_eq!(connection.exchange(&get(to, "/", &[])).await.expect("an answer").status, 200);
    }
}

/// Sixty-four pages are asked for with no window to send them through, and the connection is kept warm with PINGs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a minute long: make chaos"]
async fn who_asks_and_opens_no_window_is_put_out_within_seventy_seconds() {
    let stage = Stage::open().await;
    let (mut reader, mut writer) = TcpStream::connect(stage.office.address).await.expect("a connection").into_split();
    let closed = frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]);
    let asked: Vec<u8> = (0..64).flat_map(|no| frame(1, 5, no * 2 + 1, HEAD)).collect();
    writer.write_all(&[&PREFACE[..24], &closed, &asked].concat()).await.expect("taken");
    let began = tokio::time::Instant::now();
    let pinging = tokio::spawn(async move {
        while writer.write_all(&frame(6, 0, 0, &[0; 8])).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let mut piece = vec![0; 64 * 1024];
    let ended = tokio::time::timeout(Duration::from_secs(100), async {
        while matches!(reader.read(&mut piece).await, Ok(more) if more > 0) {}
    });
    ended.await.expect("the connection is held for ever");
    println!("put out after {} s", began.elapsed().as_secs());
    assert!(began.elapsed() < Duration::from_secs(75), "{:?}", began.elapsed());
    pinging.abort();
}

/// Sends frames on one connection until the server has had enough; how many went out.
async fn pour(to: SocketAddr, flood: Flood, most: u32) -> u32 {
    let stream = TcpStream::connect(to).await.expect("a connection");
    let (mut reader, mut writer) = stream.into_split();
    // what comes back is read, so that the server is not merely blocked
    let reading = tokio::spawn(async move {
        let mut piece = vec![0; 64 * 1024];
        while matches!(reader.read(&mut piece).await, Ok(more) if more > 0) {}
    });
    let mut sent = 0;
    let pouring = async {
        writer.write_all(&[PREFACE, &opening(flood)].concat()).await?;
        while sent < most {
            let many = (most - sent).min(100);
            let batch: Vec<u8> = (sent..sent + many).flat_map(|no| frames_of(flood, no)).collect();
            writer.write_all(&batch).await?;
            sent += many;
        }
        writer.shutdown().await
    };
    let _ = tokio::time::timeout(Duration::from_mins(1), pouring).await.expect("the server does not hang");
    tokio::time::timeout(Duration::from_mins(1), reading).await.expect("the server ends").expect("no panic");
    sent.max(1)
}

/// What comes before the flood.
fn opening(flood: Flood) -> Vec<u8> {
    match flood {
        // a head without its end
        Flood::Continuation => frame(1, 0, 1, HEAD),
        // a request whose body goes on
        Flood::EmptyData => frame(1, 4, 1, b"\x83\x84\x86\x41\x01x"),
        Flood::RapidReset | Flood::Settings | Flood::Ping => Vec::new(),
    }
}

fn frames_of(flood: Flood, no: u32) -> Vec<u8> {
    let stream = no * 2 + 1;
    match flood {
        Flood::RapidReset => [frame(1, 5, stream, HEAD), frame(3, 0, stream, &8_u32.to_be_bytes())].concat(),
        // a header field that is never indexed
        Flood::Continuation => frame(9, 0, 1, b"\x10\x01a\x01b"),
        Flood::EmptyData => frame(0, 0, 1, b""),
        Flood::Settings => frame(4, 0, 0, &[0, 3, 0, 0, 0, 100]),
        Flood::Ping => frame(6, 0, 0, &[0; 8]),
    }
}

/// RFC 9113 §4.1.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

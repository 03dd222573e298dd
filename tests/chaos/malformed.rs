//! Requests that are none (security.md T-11): forty kinds, each spoilt at random, on real sockets. Nothing breaks, nothing
//! grows. The same seed spoils in the same way.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Stage;

const SEED: u64 = 0x6b65_6e74_6f6e_6761;
/// Senders at the same time.
const LANES: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_malformed_requests_break_nothing() {
    send(2000, 64.0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn a_hundred_thousand_malformed_requests_break_nothing() {
    send(100_000, 20.0).await;
}

/// `growth` in MiB: a short run still fills caches.
async fn send(many: u64, growth: f64) {
    let stage = Stage::open().await;
    let to = stage.office.address;
    let mut answers = spoil(to, many / 10, SEED).await;
    let before = stage.office.resident_mib();
    for (status, times) in spoil(to, many - many / 10, SEED + 1).await {
        *answers.entry(status).or_default() += times;
    }
    let after = stage.office.resident_mib();
    println!(
        "{many} malformed requests: {answers:?} (0: closed without an answer); {before:.0} MiB before, {after:.0} after"
    );
    assert!(answers.keys().all(|status| *status < 500), "{answers:?}");
    for wanted in [0, 200, 400, 403, 404, 405] {
        assert!(answers.contains_key(&wanted), "never {wanted}: {answers:?}");
    }
    assert!(after - before < growth, "the program grew by {:.0} MiB", after - before);
}

async fn spoil(to: SocketAddr, many: u64, seed: u64) -> BTreeMap<u16, u64> {
    let mut lanes = JoinSet::<BTreeMap<u16, u64>>::new();
    for lane in 0..LANES {
        lanes.spawn(async move {
            let mut dice = Dice(seed.wrapping_mul(31).wrapping_add(lane) | 1);
            let (seeds, mut answers) = (seeds(to), BTreeMap::<u16, u64>::new());
            for _ in 0..many / LANES {
                let request = spoilt(&mut dice, &seeds);
                let status = exchange(to, &request).await;
                assert!(status < 500, "{status} for {}", String::from_utf8_lossy(&request));
                *answers.entry(status).or_default() += 1;
            }
            answers
        });
    }
    let mut all = BTreeMap::<u16, u64>::new();
    for (status, times) in lanes.join_all().await.into_iter().flatten() {
        *all.entry(status).or_default() += times;
    }
    all
}

/// Sends it and ends; the status of the first answer, 0 when there was none.
async fn exchange(to: SocketAddr, request: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    // the server may have had enough before all is sent
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let read = async {
        let mut piece = [0; 4096];
        while let Ok(more) = stream.read(&mut piece).await
            && more > 0
        {
            if answer.len() < 64 {
                answer.extend_from_slice(&piece[..more]);
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(1), read).await.expect("the server lets nobody hang");
    let line = String::from_utf8_lossy(&answer);
    line.strip_prefix("HTTP/1.1 ").or(line.strip_prefix("HTTP/1.0 ")).map_or(0, |rest| rest[..3].parse().unwrap_or(0))
}

/// A request with some bytes changed, cut, doubled or filled in.
fn spoilt(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..dice.roll(6) {
        let at = dice.roll(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        match dice.roll(6) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = b"\0\r\n\t :;%\x7f\xff/"[dice.roll(11)],
            2 => drop(bytes.drain(at..(at + dice.roll(20)).min(bytes.len()))),
            3 => bytes.insert(at, u8::try_from(dice.roll(256)).unwrap_or_default()),
            4 => {
                let part = bytes[at..(at + dice.roll(40)).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// What is spoilt: sound requests, and such as a proxy and a server could read in two ways.
fn seeds(to: SocketAddr) -> Vec<Vec<u8>> {
    let host = format!("host: {to}\r\n");
    let form = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
    let parts = "content-type: multipart/form-data; boundary=e\r\nsec-fetch-site: same-origin\r\n";
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for path in
        ["/", "/lacak", "/lapor", "/petugas", "/kasus", "/aset/style.css", "/tidak/ada", "/lapor?kategori=x&bhs=en"]
    {
        seeds.push(
            format!(
                "GET {path} HTTP/1.1\r\n{host}accept-language: id;q=0.9, en\r\ncookie: draf=abc; kasus=def\r\n\r\n"
            )
            .into(),
        );
    }
    for path in ["/lacak", "/lapor/cara", "/petugas/masuk", "/keluar", "/kasus/tutup"] {
        seeds.push(format!("POST {path} HTTP/1.1\r\n{host}{form}content-length: 18\r\n\r\ntoken=x&kode=%ff%0").into());
        seeds.push(
            format!("POST {path} HTTP/1.1\r\n{host}{form}transfer-encoding: chunked\r\n\r\n5\r\ntoken\r\n0\r\n\r\n")
                .into(),
        );
    }
    let body = "--e\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\nx\r\n--e\r\ncontent-disposition: form-data; \
                name=\"berkas\"; filename=\"a.jpg\"\r\n\r\n12345\r\n--e--\r\n";
    for path in ["/lapor/bukti", "/kasus/jawab"] {
        seeds.push(format!("POST {path} HTTP/1.1\r\n{host}{parts}content-length: {}\r\n\r\n{body}", body.len()).into());
    }
    for line in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "content-length: -1\r\n",
        "content-length: 99999999999999999999\r\n",
        "expect: 100-continue\r\ncontent-length: 5\r\n",
        "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
        "x-long: ",
        "cookie: \x01\x02\r\n",
    ] {
        seeds.push(format!("POST /lacak HTTP/1.1\r\n{host}{form}{line}\r\n0\r\n\r\nabcde").into());
    }
    seeds.push(format!("GET / HTTP/1.1\r\n{host}{}\r\n", "x-many: 1\r\n".repeat(200)).into());
    seeds.push(format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(70_000)).into());
    seeds.push(format!("GET http://evil.example/ HTTP/1.1\r\n{host}host: evil.example\r\n\r\n").into());
    seeds.push(
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x05\x01\x05\0\0\0\x01\x82\x84\x86\x41\0".to_vec(),
    );
    for plain in [
        "GET / HTTP/1.0\r\n\r\n",
        "GET /\r\n",
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
        "TRACE / HTTP/1.1\r\nhost: x\r\n\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03",
        "GET /%00%ff%c0%af../..//etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        seeds.push(plain.as_bytes().to_vec());
    }
    seeds
}

/// Numbers that look random and are always the same (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap_or(1)).unwrap_or_default()
    }
}

//! Public pages without a cookie, held against a bare axum handler that sends the same bytes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get as on_get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::table::{Row, median};
use crate::load::http::{Connection, get};
use crate::load::office::Office;

/// Kept connections that ask at the same time.
const CONNECTIONS: usize = 16;
/// Each server is asked this often in turn, this long.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(1500);
/// Names the file whose bytes the bare handler sends, when this program is that handler.
pub const BARE: &str = "KENTONGAN_BENCH_BARE";

/// The rows of the table.
pub async fn measure(office: &Office, folder: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for (path, language, coding) in
        [("/", "id", "br"), ("/", "en", "br"), ("/", "id", "identity"), ("/", "en", "identity"), ("/lapor", "id", "br")]
    {
        let headers = [("accept-language", language), ("accept-encoding", coding)];
        let ours = get(office.address, path, &headers);
        let mut connection = Connection::open(office.address).await.expect("a connection");
        let page = connection.exchange(&ours).await.expect("a page");
        assert_eq!(page.status, 200, "{path}");
        let file = folder.join("bare");
        std::fs::write(&file, &page.body).expect("a file");
        let bare = Bare::start(&file).await;
        let theirs = get(bare.address, "/", &headers);
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            rates[0].push(rate(bare.address, &theirs).await);
            rates[1].push(rate(office.address, &ours).await);
        }
        let [base, own] = rates.map(median);
        let what = format!("page {path} {language} {coding}, {} B", page.body.len());
        rows.push(Row::at_least(&what, format!("{base:.0} /s"), format!("{own:.0} /s"), own / base, 0.6));
    }
    rows
}

/// The bare handler in a process of its own, as the program is.
struct Bare {
    address: SocketAddr,
    child: Child,
}

impl Bare {
    async fn start(file: &Path) -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        drop(listener);
        let own = std::env::current_exe().expect("this program");
        let child = Command::new(own)
            .env(BARE, file)
            .env("KENTONGAN_LISTEN", address.to_string())
            .stdin(Stdio::null())
            .spawn()
            .expect("this program again");
        while Connection::open(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Self { address, child }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the bare process does until it is killed.
pub async fn serve_bare(file: &str) {
    let bytes = Bytes::from(std::fs::read(file).expect("the bytes"));
    let router = axum::Router::new()
        .route("/", on_get(async move || ([(CONTENT_TYPE, "text/html; charset=utf-8")], bytes.clone())));
    let address = std::env::var("KENTONGAN_LISTEN").expect("an address");
    let listener = TcpListener::bind(address).await.expect("a free port");
    axum::serve(listener, router).await.expect("a server");
}

/// Answers in a second over all connections.
async fn rate(to: SocketAddr, request: &[u8]) -> f64 {
    let shape = Shape::of(to, request).await;
    let (stop, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut people = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        people.spawn(ask(to, request.to_vec(), shape, Arc::clone(&stop), Arc::clone(&answers)));
    }
    tokio::time::sleep(ROUND / 5).await; // every connection is open and busy
    let (began, before) = (Instant::now(), answers.load(Ordering::Relaxed));
    tokio::time::sleep(ROUND).await;
    let answered = answers.load(Ordering::Relaxed) - before;
    let seconds = began.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    people.join_all().await;
    f64::from(u32::try_from(answered).expect("a few seconds' worth")) / seconds
}

/// Where the parts of an answer lie. All heads from one server are alike; a page that is rendered anew, with a new form
/// token, may pack into some bytes more or less.
#[derive(Clone, Copy)]
struct Shape {
    /// Bytes of the head.
    head: usize,
    /// Where the digits of its content-length begin.
    length: usize,
    /// Bytes of one body.
    body: usize,
}

impl Shape {
    async fn of(to: SocketAddr, request: &[u8]) -> Self {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        stream.write_all(request).await.expect("a request");
        let mut read = Vec::new();
        loop {
            stream.read_buf(&mut read).await.expect("an answer");
            let text = String::from_utf8_lossy(&read).to_ascii_lowercase();
            let (Some(end), Some(length)) = (text.find("\r\n\r\n"), text.find("content-length: ")) else { continue };
            let (head, length) = (end + 4, length + "content-length: ".len());
            return Self { head, length, body: number(&read[length..]) };
        }
    }
}

/// The number that stands here.
fn number(digits: &[u8]) -> usize {
    digits.iter().take_while(|byte| byte.is_ascii_digit()).fold(0, |sum, byte| sum * 10 + usize::from(byte - b'0'))
}

/// Asks for the same again and again, with as little work of its own as can be.
async fn ask(to: SocketAddr, request: Vec<u8>, shape: Shape, stop: Arc<AtomicBool>, answers: Arc<AtomicU64>) {
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let mut answer = vec![0; shape.head + shape.body + 4096];
    while !stop.load(Ordering::Relaxed) {
        stream.write_all(&request).await.expect("a request");
        let (mut got, mut want) = (0, shape.head);
        while got < want {
            let more = stream.read(&mut answer[got..]).await.expect("an answer");
            assert!(more > 0, "the server hung up in the middle of an answer");
            got += more;
            if got >= shape.head {
                want = shape.head + number(&answer[shape.length..shape.head]);
            }
        }
        let whole = answer.starts_with(b"HTTP/1.1 200") && answer[..shape.head].ends_with(b"\r\n\r\n") && got == want;
        assert!(whole, "an answer of another shape");
        answers.fetch_add(1, Ordering::Relaxed);
    }
}

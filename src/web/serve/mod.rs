//! Listening, answering, stopping.
//!
//! An accept loop of our own, because `axum::serve` lets a silent or dripping client keep its connection for ever
//! (security.md D7, §2.12). Where a connection comes from is known to the limits only, in memory ([`Caller`]).

/// The PROXY protocol.
mod greeting;
/// The socket with what is counted on it.
mod line;
/// How many connections a network may hold.
mod places;
/// Whether a connection is worth keeping.
mod pulse;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, interval_at, timeout};
use tower::Service;

use crate::app::App;
use crate::web::limit::Caller;
use crate::web::public::Front;
use line::Line;
use places::Places;
use pulse::{Answered, Asking, Pulse, Watch};

/// How long a new connection may say nothing, the PROXY header of a trusted proxy included.
const FIRST_BYTE: Duration = Duration::from_secs(5);
/// How long the head of a request may take, the pause between two requests included. Together with [`FIRST_BYTE`] a
/// hostile connection is out after 15 seconds (security.md T-09).
const HEAD: Duration = Duration::from_secs(10);
/// Longest head of a request, in bytes.
const HEAD_MAX: usize = 32 * 1024;
/// How long a client may leave what we sent untaken once our side is closed, in milliseconds.
const UNTAKEN: u32 = 60_000;
/// Requests that one HTTP/2 connection may have open.
const STREAMS: u32 = 64;
/// Streams that a client may open and reset before they are answered; more ends the connection (CVE-2023-44487).
const RESETS: usize = 20;
/// What HTTP/2 keeps of an answer that the client does not take, per stream, in bytes.
const SEND_BUFFER: usize = 64 * 1024;
/// Connections at the same time at one door; the next one waits in the system's queue.
const MOST: usize = 2000;
/// Files that the database, the store and the program itself need beside the connections.
const OWN_FILES: u64 = 256;
/// How long running answers may take when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// One address to listen on, and the site as it is seen from there.
pub struct Door {
    /// The open socket.
    pub listener: TcpListener,
    /// The clear site or its onion view.
    pub app: App,
}

/// Serves until `stop` resolves, then lets running requests and tracked work finish.
pub async fn serve(doors: Vec<Door>, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    // each door has its own: who fills one leaves the other open
    let most = connections(doors.len());
    let ended = tokio_util::sync::CancellationToken::new();
    let tasks: Vec<_> = doors.iter().map(|door| door.app.tasks.clone()).collect();
    let open = doors.into_iter().map(|door| {
        let ended = ended.clone();
        tokio::spawn(async move { keep_open(door, most, ended.cancelled_owned()).await })
    });
    let open: Vec<_> = open.collect();
    stop.await;
    ended.cancel();
    for door in open {
        door.await.map_err(std::io::Error::other)?;
    }
    for work in tasks {
        work.close();
        work.wait().await;
    }
    Ok(())
}

/// Takes connections at one door until told to stop.
async fn keep_open(door: Door, most: usize, stop: impl Future<Output = ()>) {
    let Door { listener, app } = door;
    let (seats, places) = (Arc::new(Semaphore::new(most)), Places::of(most));
    let front = Front::new(app.clone());
    let early: Arc<[u8]> = line::early(app.secure).into();
    let farewell = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match (seat, accepted) {
            (Ok(seat), Ok((stream, from))) => {
                let visit =
                    Visit { stream, from, watcher: farewell.watcher(), places: Arc::clone(&places), _seat: seat };
                tokio::spawn(converse(app.clone(), front.clone(), Arc::clone(&early), visit));
            }
            (_, Err(error)) => {
                // out of file descriptors, or the client is gone already: neither is a reason to stop
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            (Err(_), _) => break,
        }
    }
    drop(listener);
    if timeout(FAREWELL, farewell.shutdown()).await.is_err() {
        tracing::warn!("some connections were still busy at the end");
    }
}

/// As many connections for each door as the system lets us have files for; asks for as many as it may have.
fn connections(doors: usize) -> usize {
    let files = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum });
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let all = usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX);
    (all / doors.max(1)).clamp(64, MOST)
}

/// HTTP/1.1, and HTTP/2 for proxies that pass it on. Not at the onion door: browsers speak it with TLS only.
fn builder(onion: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(64).max_buf_size(HEAD_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_pending_accept_reset_streams(RESETS)
        .max_local_error_reset_streams(RESETS)
        .max_header_list_size(u32::try_from(HEAD_MAX).unwrap_or(u32::MAX))
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(HEAD)
        .keep_alive_timeout(FIRST_BYTE);
    if onion { builder.http1_only() } else { builder }
}

/// A connection that was just taken, and what it holds until its end.
struct Visit {
    stream: TcpStream,
    from: SocketAddr,
    watcher: Watcher,
    places: Arc<Places>,
    _seat: OwnedSemaphorePermit,
}

/// One connection, from its first byte to its last.
async fn converse(app: App, front: Front, early: Arc<[u8]>, visit: Visit) {
    let Visit { stream, from, watcher, places, _seat } = visit;
    let Ok(Some((caller, first))) = timeout(FIRST_BYTE, greet(&app, &stream, from.ip())).await else { return };
    let Ok(_place) = places.take(&app.limits, caller) else {
        tracing::debug!("a network holds all the connections that it may");
        return;
    };
    let _ = stream.set_nodelay(true);
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, UNTAKEN);
    let pulse = Arc::new(Pulse::default());
    let front = front.asked_by(caller);
    let heard = Arc::clone(&pulse);
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let asking = Asking::begin(&heard);
        let request = request.map(|body| {
            if body.is_end_stream() { Body::empty() } else { Body::new(pulse::Listened::to(body, &heard)) }
        });
        let answer = front.clone().call(request);
        async move { answer.await.map(|response| response.map(|body| Answered::new(body, asking))) }
    });
    let line = Line::new(stream, first, early, Arc::clone(&pulse));
    let connection = builder(app.onion).serve_connection(TokioIo::new(line), answer).into_owned();
    let mut connection = std::pin::pin!(watcher.watch(connection));
    let mut watch = Watch::new(&pulse);
    let mut ticks = interval_at(Instant::now() + pulse::TICK, pulse::TICK);
    loop {
        tokio::select! {
            ended = &mut connection => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            _ = ticks.tick() => if !watch.worth_keeping(Instant::now()) {
                tracing::debug!("a connection was held and is put out");
                return;
            }
        }
    }
}

/// Waits for the first byte. A proxy that we trust, and Tor at the onion door, say there who is behind them.
async fn greet(app: &App, stream: &TcpStream, from: IpAddr) -> Option<(Caller, axum::body::Bytes)> {
    let from = from.to_canonical();
    if app.limits.trusts(from) || app.onion && from.is_loopback() {
        return greeting::read(stream, from).await;
    }
    let mut first = [0];
    let there = matches!(stream.peek(&mut first).await, Ok(1));
    there.then(|| (Caller::at(from), axum::body::Bytes::new()))
}

//! Listening, answering, stopping.
//!
//! An accept loop of our own, because `axum::serve` lets a silent or dripping client keep its connection for ever
//! (security.md D7, §2.12). The peer's address is never looked at.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use crate::app::App;
use crate::web::public::Front;

/// How long a new connection may say nothing.
const FIRST_BYTE: Duration = Duration::from_secs(5);
/// How long the head of a request may take, the pause between two requests included.
const HEAD: Duration = Duration::from_secs(15);
/// How long a connection may live without one whole head of a request. hyper's own limit begins only once it knows which
/// version is spoken, and somebody who sends a "P" and nothing more never lets it know.
const FIRST_HEAD: Duration = Duration::from_secs(20);
/// How long a client may leave what we sent untaken, in milliseconds.
const UNTAKEN: u32 = 60_000;
/// Connections at the same time; the next one waits in the system's queue.
const MOST: usize = 4096;
/// Files that the database, the store and the program itself need beside the connections.
const OWN_FILES: u64 = 256;
/// How long running answers may take when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// Serves until `stop` resolves, then lets running requests and tracked work finish.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let front = Front::new(app.clone());
    let places = Arc::new(Semaphore::new(connections()));
    let farewell = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, _))) => {
                tokio::spawn(converse(front.clone(), stream, farewell.watcher(), place));
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
    if tokio::time::timeout(FAREWELL, farewell.shutdown()).await.is_err() {
        tracing::warn!("some connections were still busy at the end");
    }
    app.tasks.close();
    app.tasks.wait().await;
    Ok(())
}

/// As many connections as the system lets us have files for; asks for as many as it may have.
fn connections() -> usize {
    let files = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum });
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(MOST).clamp(64, MOST)
}

/// One connection, from its first byte to its last.
async fn converse(front: Front, stream: TcpStream, watcher: Watcher, _place: OwnedSemaphorePermit) {
    let mut first = [0];
    if !matches!(tokio::time::timeout(FIRST_BYTE, stream.peek(&mut first)).await, Ok(Ok(1))) {
        return;
    }
    let _ = stream.set_nodelay(true);
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, UNTAKEN);
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .keep_alive_interval(HEAD)
        .keep_alive_timeout(FIRST_BYTE);
    let asked = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&asked);
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        heard.store(true, Ordering::Relaxed);
        front.clone().call(request.map(Body::new))
    });
    let connection = builder.serve_connection(TokioIo::new(stream), answer).into_owned();
    let mut connection = std::pin::pin!(watcher.watch(connection));
    let ended = match tokio::time::timeout(FIRST_HEAD, &mut connection).await {
        Ok(ended) => ended,
        Err(_) if asked.load(Ordering::Relaxed) => connection.await,
        Err(_) => return,
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

//! Whether a connection is worth keeping. Everything that happens on it only counts; every few seconds somebody looks at
//! the counts, so that a timer per read or write is not needed.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::Instant;

/// How often one looks.
pub(super) const TICK: Duration = Duration::from_secs(5);
/// How long a connection may live without one whole head of a request. hyper's own limit begins only once it knows which
/// version is spoken, and somebody who sends a "P" and nothing more never lets it know.
const FIRST_HEAD: Duration = Duration::from_secs(10);
/// How long an HTTP/2 connection may stay with no request open; HTTP/1.1 has its own, shorter pause.
const UNUSED: Duration = Duration::from_mins(1);
/// How long a body may pause, in either direction.
const PAUSE: Duration = Duration::from_secs(20);
/// Over such a span …
const SPAN: Duration = Duration::from_mins(1);
/// … a body moves at least so many bytes: 1 KiB/s, which a village's 2G still does.
const LEAST: u64 = 60 * 1024;

/// What an HTTP/2 connection may have been given whole and not sent, in bytes. Who breaks an answer off leaves something of
/// it here for good; who takes nothing fills it up.
const KEPT_BACK: u64 = 256 * 1024;

/// What is counted on one connection.
#[derive(Default)]
pub(super) struct Pulse {
    /// Whole heads that have arrived.
    asked: AtomicU64,
    /// Requests whose answer is not sent whole.
    open: AtomicU32,
    /// Answers of which the next piece was handed over and waits to be sent: the client's turn.
    handed: AtomicU32,
    /// Bytes of answers that were handed over.
    answered: AtomicU64,
    /// Requests whose handler waits for more of the body.
    listening: AtomicU32,
    /// Bytes read from the socket.
    received: AtomicU64,
    /// The socket takes no more: the client does not read.
    full: AtomicBool,
    /// Bytes that the socket took.
    sent: AtomicU64,
}

impl Pulse {
    /// Whether any request was ever whole.
    fn asked(&self) -> bool {
        self.asked.load(Relaxed) > 0
    }

    /// How many requests were whole so far; none while one of them is open.
    pub(super) fn answered_all(&self) -> Option<u64> {
        (self.open.load(Relaxed) == 0).then(|| self.asked.load(Relaxed))
    }

    /// Whether it is the client that we wait for: its socket is full, or an HTTP/2 client opens no window for what it
    /// asked for, whether the answer still holds its next piece or was given to the connection whole.
    fn waits_for_client(&self) -> bool {
        let kept_back = self.answered.load(Relaxed) > self.sent.load(Relaxed) + KEPT_BACK;
        self.full.load(Relaxed) || self.handed.load(Relaxed) > 0 || kept_back
    }

    /// Notes bytes from the client.
    pub(super) fn received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Relaxed);
    }

    /// Notes bytes for the client; `None` when the socket is full.
    pub(super) fn sent(&self, bytes: Option<usize>) {
        self.full.store(bytes.is_none(), Relaxed);
        self.sent.fetch_add(bytes.unwrap_or_default() as u64, Relaxed);
    }
}

/// One open request; dropping it ends it.
pub(super) struct Asking(Arc<Pulse>);

impl Asking {
    /// A head has arrived.
    pub(super) fn begin(pulse: &Arc<Pulse>) -> Self {
        pulse.asked.fetch_add(1, Relaxed);
        pulse.open.fetch_add(1, Relaxed);
        Self(Arc::clone(pulse))
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

/// The body of an answer; its request is open until it is sent or given up.
pub(super) struct Answered {
    body: Body,
    asking: Asking,
    handed: bool,
}

impl Answered {
    pub(super) const fn new(body: Body, asking: Asking) -> Self {
        Self { body, asking, handed: false }
    }

    fn hand(&mut self, handed: bool) {
        let pulse = &self.asking.0;
        match (self.handed, handed) {
            (false, true) => drop(pulse.handed.fetch_add(1, Relaxed)),
            (true, false) => drop(pulse.handed.fetch_sub(1, Relaxed)),
            _ => {}
        }
        self.handed = handed;
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.hand(false);
    }
}

impl HttpBody for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = Pin::new(&mut self.body).poll_frame(cx);
        let piece = match &next {
            Poll::Ready(Some(Ok(frame))) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        self.asking.0.answered.fetch_add(piece as u64, Relaxed);
        self.hand(piece > 0);
        next
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a request; says when its handler waits for more of it.
pub(super) struct Listened {
    body: Incoming,
    pulse: Arc<Pulse>,
    waiting: bool,
}

impl Listened {
    pub(super) fn to(body: Incoming, pulse: &Arc<Pulse>) -> Self {
        Self { body, pulse: Arc::clone(pulse), waiting: false }
    }

    fn wait(&mut self, waiting: bool) {
        match (self.waiting, waiting) {
            (false, true) => drop(self.pulse.listening.fetch_add(1, Relaxed)),
            (true, false) => drop(self.pulse.listening.fetch_sub(1, Relaxed)),
            _ => {}
        }
        self.waiting = waiting;
    }
}

impl Drop for Listened {
    fn drop(&mut self) {
        self.wait(false);
    }
}

impl HttpBody for Listened {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let next = Pin::new(&mut self.body).poll_frame(cx);
        self.wait(next.is_pending());
        next
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Looks at a pulse from time to time.
pub(super) struct Watch<'a> {
    pulse: &'a Pulse,
    began: Instant,
    /// Since when nothing is asked, and how much had been asked by then.
    unused: Option<(Instant, u64)>,
    inward: Pace,
    outward: Pace,
}

impl<'a> Watch<'a> {
    pub(super) fn new(pulse: &'a Pulse) -> Self {
        Self { pulse, began: Instant::now(), unused: None, inward: Pace::default(), outward: Pace::default() }
    }

    /// False when the client only holds the door.
    pub(super) fn worth_keeping(&mut self, now: Instant) -> bool {
        let pulse = self.pulse;
        if !pulse.asked() && now >= self.began + FIRST_HEAD {
            return false;
        }
        let (busy, asked) = (pulse.open.load(Relaxed) > 0, pulse.asked.load(Relaxed));
        // answers are mostly faster than one looks: what was asked since counts too
        let still = self.unused.filter(|(_, before)| *before == asked);
        self.unused = if busy { None } else { Some(still.unwrap_or((now, asked))) };
        let listening = pulse.listening.load(Relaxed) > 0;
        self.unused.is_none_or(|(since, _)| now < since + UNUSED)
            && self.inward.holds(listening, pulse.received.load(Relaxed), now)
            && self.outward.holds(pulse.waits_for_client(), pulse.sent.load(Relaxed), now)
    }
}

/// How fast a body moves while it is the client that we wait for.
#[derive(Default)]
struct Pace {
    span: Option<(Instant, u64)>,
    last: Option<(Instant, u64)>,
}

impl Pace {
    fn holds(&mut self, waiting: bool, moved: u64, now: Instant) -> bool {
        if !waiting {
            *self = Self::default();
            return true;
        }
        let (began, first) = *self.span.get_or_insert((now, moved));
        let (moved_at, last) = *self.last.get_or_insert((now, moved));
        if moved > last {
            self.last = Some((now, moved));
        } else if now >= moved_at + PAUSE {
            return false;
        }
        if now < began + SPAN {
            return true;
        }
        self.span = Some((now, moved));
        moved - first >= LEAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every tick while `step` moves so many bytes; after how many seconds it is over.
    fn over_after(step: u64, waiting: bool) -> Option<u64> {
        let (mut pace, start) = (Pace::default(), Instant::now());
        (1..100).map(|tick| tick * TICK.as_secs()).find(|second| {
            let tick = second / TICK.as_secs();
            !pace.holds(waiting, tick * step, start + Duration::from_secs(*second))
        })
    }

    #[test]
    fn a_body_that_stands_still_or_drips_is_over_and_a_slow_one_passes() {
        assert_eq!(over_after(0, true), Some(25), "seen at 5, standing for 20");
        assert_eq!(over_after(64, true), Some(65), "seen at 5, dripping for 60");
        assert_eq!(over_after(5 * 1024, true), None, "1 KiB/s");
        assert_eq!(over_after(0, false), None, "it is us who are slow");
    }

    #[test]
    fn who_never_asks_is_out_and_who_stopped_asking_too() {
        let pulse = Arc::new(Pulse::default());
        let mut watch = Watch::new(&pulse);
        let start = Instant::now();
        assert!(watch.worth_keeping(start + Duration::from_secs(5)));
        assert!(!watch.worth_keeping(start + Duration::from_secs(11)));
        let asking = Asking::begin(&pulse);
        assert!(watch.worth_keeping(start + Duration::from_mins(10)), "a long answer");
        drop(asking);
        assert!(watch.worth_keeping(start + Duration::from_mins(11)));
        drop(Asking::begin(&pulse));
        assert!(watch.worth_keeping(start + Duration::from_mins(12)), "asked and answered between two looks");
        assert!(!watch.worth_keeping(start + Duration::from_mins(13)));
    }

    /// An answer of so many pieces on a connection that sends nothing of it.
    async fn kept_back(pulse: &Arc<Pulse>, pieces: usize) -> Answered {
        let stream = futures_util::stream::iter(
            (0..pieces).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 300 * 1024]))),
        );
        let mut answer = Answered::new(Body::from_stream(stream), Asking::begin(pulse));
        let _ = std::future::poll_fn(|cx| Pin::new(&mut answer).poll_frame(cx)).await;
        answer
    }

    #[tokio::test]
    async fn who_takes_nothing_of_an_answer_is_out_however_often_the_socket_is_used() {
        for given_whole in [false, true] {
            let pulse = Arc::new(Pulse::default());
            let answer = kept_back(&pulse, 2).await;
            let answer = (!given_whole).then_some(answer);
            let (mut watch, start) = (Watch::new(&pulse), Instant::now());
            let over = (1..30).map(|tick| start + TICK * tick).find(|now| {
                // one more thing asked, and a PING answered
                drop(Asking::begin(&pulse));
                pulse.sent(Some(if given_whole { 0 } else { 17 }));
                !watch.worth_keeping(*now)
            });
            assert!(over.is_some_and(|over| over <= start + Duration::from_secs(65)), "given whole: {given_whole}");
            drop(answer);
        }
    }

    #[tokio::test]
    async fn an_answer_that_waits_for_us_may_take_its_time() {
        let pulse = Arc::new(Pulse::default());
        let quiet = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let mut answer = Answered::new(Body::from_stream(quiet), Asking::begin(&pulse));
        std::future::poll_fn(|cx| {
            assert!(Pin::new(&mut answer).poll_frame(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        let (mut watch, start) = (Watch::new(&pulse), Instant::now());
        assert!((1..100).all(|tick| watch.worth_keeping(start + TICK * tick)), "news of the desk");
    }
}

//! The body of a form with files, handed over in portions. Left alone, multer reads whatever is there before it looks at
//! any of it, and keeps all of it until it finds the first boundary or the end of a part's head.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use futures_util::stream::{self, Stream, StreamExt};

/// What is handed over at once, in bytes.
const PORTION: usize = 16 * 1024;
/// The longest head of a part, the boundary included. So much of a body and one portion more is ever kept.
const HEAD: usize = 64 * 1024;

/// More came than any browser writes before a part begins.
#[derive(Debug, thiserror::Error)]
#[error("a part without an end of its head")]
struct Endless;

/// How much of a body may be handed over: a portion at a time, and only when nothing comes of what was handed over before.
#[derive(Debug, Clone, Default)]
pub(super) struct Portions(Arc<Gate>);

#[derive(Debug, Default)]
struct Gate {
    /// The next portion may pass.
    open: AtomicBool,
    /// Bytes that passed since something came of them.
    passed: AtomicUsize,
}

impl Portions {
    /// The body behind the gate.
    pub(super) fn of(&self, body: Body) -> Body {
        let (gate, mut body, mut rest) = (Arc::clone(&self.0), body.into_data_stream(), Bytes::new());
        Body::from_stream(stream::poll_fn(move |cx| {
            if !gate.open.load(Relaxed) {
                return Poll::Pending;
            }
            if rest.is_empty() {
                match ready!(body.poll_next_unpin(cx)) {
                    Some(Ok(bytes)) => rest = bytes,
                    Some(Err(error)) => return Poll::Ready(Some(Err(error.into_inner()))),
                    None => return Poll::Ready(None),
                }
            }
            gate.open.store(false, Relaxed);
            let portion = rest.split_to(rest.len().min(PORTION));
            let passed = gate.passed.fetch_add(portion.len(), Relaxed) + portion.len();
            Poll::Ready(Some(if passed > HEAD { Err(Endless.into()) } else { Ok(portion) }))
        }))
    }

    /// The next part.
    pub(super) async fn next<'a>(&self, parts: &'a mut Multipart) -> Result<Option<Field<'a>>, MultipartError> {
        let mut next = pin!(parts.next_field());
        poll_fn(|cx| self.feed(cx, |cx| next.as_mut().poll(cx))).await
    }

    /// Asks with what is there already, then with one portion more at a time, until something comes of it.
    fn feed<T>(&self, cx: &mut Context<'_>, mut ask: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        let mut answer = ask(cx);
        while answer.is_pending() {
            self.0.open.store(true, Relaxed);
            answer = ask(cx);
            // still open: nothing more has arrived
            if self.0.open.swap(false, Relaxed) {
                break;
            }
        }
        if answer.is_ready() {
            self.0.passed.store(0, Relaxed);
        }
        answer
    }
}

/// The bytes of a chosen file. Whoever does not want them calls [`File::skip`]: what comes behind is read only then.
#[derive(Debug)]
pub struct File<'a> {
    field: Field<'a>,
    portions: Portions,
}

impl<'a> File<'a> {
    pub(super) const fn new(field: Field<'a>, portions: Portions) -> Self {
        Self { field, portions }
    }

    /// The next bytes.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, MultipartError> {
        self.next().await.transpose()
    }

    /// Reads what is left and keeps nothing of it.
    pub async fn skip(mut self) {
        while let Ok(Some(_)) = self.chunk().await {}
    }
}

impl Stream for File<'_> {
    type Item = Result<Bytes, MultipartError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { field, portions } = self.get_mut();
        portions.feed(cx, |cx| field.poll_next_unpin(cx))
    }
}

//! The socket with what is counted on it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::http::HeaderMap;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::pulse::Pulse;
use crate::web::headers;

/// A connection. What was read already while it was greeted comes first.
pub(super) struct Line {
    stream: TcpStream,
    first: Bytes,
    early: Arc<[u8]>,
    /// hyper's own refusal with our headers, and how much of it is sent.
    refusal: Option<(Vec<u8>, usize)>,
    /// Requests whose answers the socket has taken whole.
    settled: u64,
    pulse: Arc<Pulse>,
}

/// The headers of every answer as lines, for what hyper refuses by itself.
pub(super) fn early(secure: bool) -> Vec<u8> {
    let mut map = HeaderMap::new();
    headers::complete(&mut map, "", secure);
    let mut lines = Vec::new();
    for (name, value) in &map {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            lines.extend_from_slice(part);
        }
    }
    lines
}

impl Line {
    pub(super) const fn new(stream: TcpStream, first: Bytes, early: Arc<[u8]>, pulse: Arc<Pulse>) -> Self {
        Self { stream, first, early, refusal: None, settled: 0, pulse }
    }

    /// Whether this is hyper's own refusal of a head that it cannot read, with no header of ours: the only thing that is
    /// ever written as HTTP/1 when every whole request has its answer.
    fn is_refusal(&self, bytes: &[u8]) -> bool {
        self.pulse.answered_all() == Some(self.settled) && bytes.starts_with(b"HTTP/1.1 4")
    }

    fn refuse(&mut self, cx: &mut Context<'_>, written: &[u8]) -> Poll<io::Result<usize>> {
        let early = &self.early;
        let (whole, sent) = self.refusal.get_or_insert_with(|| {
            let end = written.windows(4).position(|four| four == b"\r\n\r\n").map_or(written.len(), |at| at + 2);
            ([&written[..end], early, &written[end..]].concat(), 0)
        });
        while *sent < whole.len() {
            *sent += ready!(Pin::new(&mut self.stream).poll_write(cx, &whole[*sent..]))?;
        }
        self.refusal = None;
        Poll::Ready(Ok(written.len()))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let part = self.first.len().min(into.remaining());
            into.put_slice(&self.first.split_to(part));
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, into))?;
        self.pulse.received(into.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_refusal(bytes) {
            return self.refuse(cx, bytes);
        }
        let wrote = Pin::new(&mut self.stream).poll_write(cx, bytes);
        note(&self.pulse, &wrote);
        wrote
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = parts.iter().find(|part| !part.is_empty()).map_or(&[][..], |part| part);
        if self.is_refusal(first) {
            return self.poll_write(cx, first);
        }
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        note(&self.pulse, &wrote);
        wrote
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called once there is nothing more to write.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.settled = self.pulse.answered_all().unwrap_or(self.settled);
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn note(pulse: &Pulse, wrote: &Poll<io::Result<usize>>) {
    match wrote {
        Poll::Ready(Ok(bytes)) => pulse.sent(Some(*bytes)),
        Poll::Pending => pulse.sent(None),
        Poll::Ready(Err(_)) => {}
    }
}

//! How the identity provider is reached: HTTPS, or this very machine; no redirects, little time, small answers.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Uri;
use axum::http::uri::Scheme;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::time::timeout;

/// A provider that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(8);
/// Largest answer in bytes: documents, keys and tokens are a few kilobytes.
const LARGEST: usize = 512 * 1024;

/// A client of the web that follows no redirect.
#[derive(Clone)]
pub(super) struct Wire(Client<HttpsConnector<HttpConnector>, Body>);

impl Wire {
    pub(super) fn new() -> Self {
        let connector = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
    }

    async fn exchange(&self, request: HttpRequest) -> io::Result<HttpResponse> {
        // the addresses come out of the provider's own document, and the client secret goes there
        if !is_safe(request.uri()) {
            return Err(io::Error::other("an address without TLS"));
        }
        let answer = self.0.request(request.map(Body::from)).await.map_err(io::Error::other)?;
        let (head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), LARGEST).await.map_err(io::Error::other)?;
        Ok(HttpResponse::from_parts(head, body.to_vec()))
    }
}

/// Whether nobody between can listen: HTTPS, or this very machine.
pub(super) fn is_safe(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = host == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    address.scheme() == Some(&Scheme::HTTPS) || here && address.scheme() == Some(&Scheme::HTTP)
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<HttpResponse>> + Send + 'c>>;

    /// One request and its whole answer.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        Box::pin(async move { timeout(PATIENCE, self.exchange(request)).await.map_err(late)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_nowhere() {
        for safe in
            ["https://masuk.contoh.id/token", "http://127.0.0.1:5556/token", "http://localhost/", "http://[::1]:80/"]
        {
            assert!(is_safe(&safe.parse().unwrap()), "{safe}");
        }
        for open in ["http://masuk.contoh.id/token", "http://10.0.0.1/", "http://localhost.contoh.id/", "/token"] {
            assert!(!is_safe(&open.parse().unwrap()), "{open}");
        }
    }
}

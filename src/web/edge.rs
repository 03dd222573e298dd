//! The outermost layer of every dynamic answer: who may post, which language, how long, what a
//! failure looks like, which headers, what is logged.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::app::App;
use crate::error::Error;
use crate::i18n::Lang;
use crate::web::cookies::{self, Name};
use crate::web::failure::page_of;
use crate::web::page::Page;
use crate::web::{headers, origin};

/// How long a handler may take (security.md §2.12).
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an upload may take: ten files of 25 MB at 36 KB/s, one at 4 KB/s. Who sends nothing, or drips, is put out much
/// sooner by the connection's own watch.
const UPLOAD_PATIENCE: Duration = Duration::from_hours(2);

/// Middleware around the whole router. Logs the route's template, never the address itself.
pub async fn edge(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |m| m.as_str().to_owned());
    let method = request.method().clone();
    let mut response = if let Some(moved) = language_switch(request.method(), request.uri(), app.secure) {
        moved
    } else {
        let page = Page::of(&app, request.uri(), request.headers());
        let answer = if holds_nul(request.uri()) {
            Error::NotFound.into_response()
        } else if origin::allowed(&method, request.uri(), request.headers(), &app.public_url) {
            let patience = if is_upload(request.headers()) { UPLOAD_PATIENCE } else { PATIENCE };
            request.extensions_mut().insert(page.clone());
            run(patience, request, next).await
        } else {
            Error::CrossSite.into_response()
        };
        render_failure(page, &route, answer)
    };
    headers::complete(response.headers_mut(), &path, app.secure);
    if !app.onion
        && let Some(onion) = app.config.door.onion_url()
    {
        headers::tell_of_onion(response.headers_mut(), &path, &onion);
    }
    let status = response.status().as_u16();
    tracing::debug!(%method, route, status, ms = started.elapsed().as_millis(), "answered");
    response
}

async fn run(patience: Duration, request: Request, next: Next) -> Response {
    // A panic in a handler costs that request a 500 and the process nothing.
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(patience, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Error::internal("a handler panicked").into_response(),
        Err(_) => Error::TimedOut.into_response(),
    }
}

/// Whether an address holds a NUL: nothing of ours is called so, and `PostgreSQL` cannot even be asked for it.
fn holds_nul(uri: &Uri) -> bool {
    uri.path_and_query().is_some_and(|whole| whole.as_str().contains("%00"))
}

fn is_upload(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"))
}

/// `?bhs=en` on any page: remembers the language and comes back without the question.
fn language_switch(method: &Method, uri: &Uri, secure: bool) -> Option<Response> {
    if method != Method::GET {
        return None;
    }
    let (mut chosen, mut rest) = (None, Vec::new());
    for pair in uri.query()?.split('&') {
        match pair.strip_prefix("bhs=") {
            Some(code) => chosen = Lang::from_code(code).or(chosen),
            None => rest.push(pair),
        }
    }
    let lang = chosen?;
    let path = uri.path();
    // `//host` would leave this site.
    let path = if path.starts_with("//") { "/" } else { path };
    let target = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(&target).ok()?);
    cookies::put(response.headers_mut(), Name::Language.set(lang.code(), secure));
    Some(response)
}

/// Fills the page of an answer that carries an error or that axum made itself without one.
fn render_failure(page: Page, route: &str, response: Response) -> Response {
    let Some(error) = response.extensions().get::<Arc<Error>>().cloned().or_else(|| bare(&response)) else {
        return response;
    };
    if error.status() == StatusCode::SEE_OTHER {
        return response;
    }
    let incident = matches!(*error, Error::Internal(_)).then(crate::vault::token::incident);
    match &*error {
        Error::Internal(source) => tracing::error!(route, incident, %source, "failed"),
        Error::Unavailable(source) => tracing::warn!(route, %source, "unavailable"),
        Error::TimedOut => tracing::warn!(route, "timed out"),
        _ => {}
    }
    let (mut parts, _) = response.into_parts();
    parts.status = error.status();
    let filled = page_of(page, error, incident);
    for (name, value) in filled.headers() {
        parts.headers.insert(name, value.clone());
    }
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    Response::from_parts(parts, filled.into_body())
}

/// What axum itself refuses: an extractor's rejection has a status and a plain text, no page.
fn bare(response: &Response) -> Option<Arc<Error>> {
    let plain = response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let error = match response.status() {
        StatusCode::NOT_FOUND if plain => Error::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Error::Method,
        StatusCode::PAYLOAD_TOO_LARGE if plain => Error::TooLarge,
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY if plain => {
            Error::Malformed
        }
        StatusCode::INTERNAL_SERVER_ERROR if plain => Error::internal("a bare 500"),
        _ => return None,
    };
    Some(Arc::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(uri: &'static str) -> Option<String> {
        let response = language_switch(&Method::GET, &Uri::from_static(uri), false)?;
        Some(response.headers()[LOCATION].to_str().unwrap().to_owned())
    }

    #[test]
    fn an_address_with_a_nul_names_nothing() {
        assert!(holds_nul(&Uri::from_static("/petugas/kampanye/a%00b")));
        assert!(holds_nul(&Uri::from_static("/petugas?kategori=%00")));
        assert!(!holds_nul(&Uri::from_static("/petugas?kategori=%200")));
    }

    #[test]
    fn choosing_a_language_comes_back_to_the_same_page() {
        assert_eq!(target("/angka?bhs=en").as_deref(), Some("/angka"));
        assert_eq!(target("/petugas?tampil=saya&bhs=id").as_deref(), Some("/petugas?tampil=saya"));
        assert_eq!(target("//evil.example/?bhs=en").as_deref(), Some("/"));
        assert_eq!(target("/angka?bhs=xx"), None);
        assert_eq!(target("/angka"), None);
    }
}

//! Refuses what another site makes a browser send (security.md §2.5).

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};

/// Quick exit.
const EXIT: &str = "/keluar";

/// Whether a request may change something, judged by where the browser says it comes from.
///
/// `Sec-Fetch-Site` decides when it is there. Otherwise the `Origin` must be ours. Old browsers send
/// neither: then only the form token can let a citizen's form pass; the officers' pages stay shut, and so does quick exit,
/// which has no token (the page is gone when it is sent, and none that expired may hold it back).
#[must_use]
pub fn allowed(method: &Method, uri: &Uri, headers: &HeaderMap, public_url: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return !uri.path().starts_with("/petugas") && uri.path() != EXIT;
    };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
    let named = origin.split_once("://").map(|(_, rest)| rest);
    origin == public_url.trim_end_matches('/') || (named.is_some() && named == host)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn post(path: &'static str, lines: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        allowed(&Method::POST, &Uri::from_static(path), &headers, "https://lapor.example.id/")
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(post("/lacak", &[("sec-fetch-site", "same-origin")]));
        assert!(!post("/lacak", &[("sec-fetch-site", "cross-site")]));
        assert!(!post("/lacak", &[("sec-fetch-site", "same-site")]));
        assert!(!post("/lacak", &[("sec-fetch-site", "none")]));
        assert!(!post("/lacak", &[("sec-fetch-site", "cross-site"), ("origin", "https://lapor.example.id")]));
        assert!(post("/lacak", &[("origin", "https://lapor.example.id")]));
        assert!(post("/lacak", &[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));
        assert!(!post("/lacak", &[("origin", "https://evil.example"), ("host", "lapor.example.id")]));
        assert!(!post("/lacak", &[("origin", "null"), ("host", "lapor.example.id")]));
        assert!(post("/lacak", &[]));
        assert!(!post("/petugas/masuk", &[]));
        assert!(!post("/keluar", &[]));
    }

    #[test]
    fn reading_is_always_allowed() {
        let mut headers = HeaderMap::new();
        headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert!(allowed(&Method::GET, &Uri::from_static("/"), &headers, ""));
    }
}

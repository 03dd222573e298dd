//! The headers of every answer (security.md §2.11).

use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use crate::web::assets;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// Nothing of the device is asked for; online meetings are not built yet.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
    display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), \
    midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), \
    usb=(), xr-spatial-tracking=()";

/// Adds what is missing. A handler may say less (an evidence download brings its own CSP), never nothing.
pub fn complete(headers: &mut HeaderMap, path: &str, secure: bool) {
    put(headers, CONTENT_SECURITY_POLICY, CSP);
    put(headers, REFERRER_POLICY, "same-origin");
    put(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    // for old phones, whose browsers do not know frame-ancestors
    put(headers, X_FRAME_OPTIONS, "DENY");
    put(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if secure {
        put(headers, STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if path.starts_with(assets::PREFIX) && headers.contains_key(CACHE_CONTROL) {
        return;
    }
    put(headers, CACHE_CONTROL, "no-store");
    put(headers, VARY, "Cookie, Accept-Language, Accept-Encoding, Sec-Fetch-Site, Origin");
    if !super::public::PATHS.contains(&path) {
        put(headers, HeaderName::from_static("x-robots-tag"), "noindex");
    }
}

/// Tells Tor Browser that the page is there as an onion service too (Tor's `Onion-Location`). Nobody works at the desk
/// through it, and no other kind of answer is opened by itself.
pub fn tell_of_onion(headers: &mut HeaderMap, path: &str, onion_url: &str) {
    let html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html
        && !path.starts_with("/petugas")
        && let Ok(location) = HeaderValue::from_str(&format!("{onion_url}{path}"))
    {
        headers.insert(HeaderName::from_static("onion-location"), location);
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

//! The headers of every answer (security.md §2.11, T-34): the exact set, at every address, whatever is answered.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, COOKIE, HOST, SET_COOKIE, STRICT_TRANSPORT_SECURITY};
use axum::http::{HeaderMap, Method};
use kentongan::config::DoorConfig;
use tower::ServiceExt;

use super::{Office, nothing};
use crate::world::World;

/// Name and value of what every answer carries.
const ALWAYS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
         publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
];
/// What an answer of ours may say besides.
const MAY: [&str; 11] = [
    "allow",
    "cache-control",
    "clear-site-data",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-type",
    "location",
    "retry-after",
    "set-cookie",
    "vary",
];
/// What search engines may keep.
const PUBLIC: [&str; 10] =
    ["/", "/aksesibilitas", "/aman", "/angka", "/bantuan", "/konsultasi", "/lacak", "/lapor", "/privasi", "/tentang"];

/// What is wrong with the headers of an answer from `path`.
pub fn faults(path: &str, headers: &HeaderMap) -> Vec<String> {
    let mut faults = Vec::new();
    let value = |name: &str| {
        let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("?")).collect();
        values.join(" | ")
    };
    for (name, wanted) in ALWAYS {
        let download = name == "content-security-policy" && !value("content-disposition").is_empty();
        if value(name) != wanted && !(download && value(name).starts_with("sandbox; default-src 'none'")) {
            faults.push(format!("{name}: {}", value(name)));
        }
    }
    let kept = path.starts_with("/aset/") && value("cache-control").starts_with("public");
    let (cache, vary) = if kept {
        ("public, max-age=31536000, immutable", "Accept-Encoding")
    } else {
        ("no-store", "Cookie, Accept-Language, Accept-Encoding, Sec-Fetch-Site, Origin")
    };
    let robots = if PUBLIC.contains(&path) || kept { "" } else { "noindex" };
    for (name, wanted) in [("cache-control", cache), ("vary", vary), ("x-robots-tag", robots), ("server", "")] {
        if value(name) != wanted {
            faults.push(format!("{name}: {}", value(name)));
        }
    }
    for name in headers.keys().map(axum::http::HeaderName::as_str) {
        if !MAY.contains(&name) && name != "x-robots-tag" && !ALWAYS.iter().any(|(known, _)| *known == name) {
            faults.push(format!("{name} should not be there"));
        }
    }
    let text = value("content-type");
    if text.starts_with("text/") && !text.ends_with("; charset=utf-8") {
        faults.push(format!("content-type: {text}"));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_of_every_address_has_the_exact_headers() {
    let office = Office::open().await;
    let mut statuses: BTreeMap<u16, u32> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (all, none) = (office.cookies().await, String::new());
    for address in office.world.map().await {
        let path = address.path(&office.number);
        let mut asked =
            vec![("TANYA", &none, "same-origin"), ("POST", &none, "cross-site"), ("POST", &none, "same-origin")];
        if path != "/keluar" {
            asked.extend([("GET", &none, "none"), ("GET", &all, "none"), ("HEAD", &all, "none")]);
        }
        for (method, cookies, site) in asked {
            let request = Request::builder().method(method).uri(&path).header(HOST, "kentongan.test");
            let request = request.header("sec-fetch-site", site).header(COOKIE, cookies.as_str());
            let request = request.header(ACCEPT_ENCODING, "gzip, br");
            let answer = office.ask(request.body(nothing()).unwrap()).await;
            *statuses.entry(answer.status().as_u16()).or_default() += 1;
            let mut faults = faults(&path, answer.headers());
            // what is pressed together with a secret tells of it by its length
            if !cookies.is_empty() && answer.headers().contains_key(CONTENT_ENCODING) {
                faults.push("compressed for somebody who is known".to_owned());
            }
            if !faults.is_empty() {
                wrong.push(format!("{method} {path} {}: {}", answer.status(), faults.join("; ")));
            }
        }
    }
    println!("{statuses:?}");
    for wanted in [200, 303, 400, 403, 404, 405] {
        assert!(statuses.contains_key(&wanted), "never {wanted}: {statuses:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The database is gone: what can still be answered, and what cannot.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_without_its_database_keeps_its_headers() {
    let office = Office::open().await;
    let all = office.cookies().await;
    office.world.app.db.close().await;
    let mut away = 0;
    for address in office.world.map().await.into_iter().filter(|address| address.methods.contains(&Method::GET)) {
        let path = address.path(&office.number);
        let request = Request::get(&path).header(HOST, "kentongan.test").header(COOKIE, &all);
        let answer = office.ask(request.body(nothing()).unwrap()).await;
        away += u32::from(answer.status() == 503);
        let faults = faults(&path, answer.headers());
        assert!(faults.is_empty(), "{path} {}: {}", answer.status(), faults.join("; "));
        assert_ne!(answer.status(), 500, "{path}");
    }
    assert!(away > 20, "only {away} pages noticed that the database is gone");
}

#[tokio::test]
async fn https_answers_carry_hsts_and_http_ones_do_not() {
    let over_tls = World::over_tls(DoorConfig::default()).await;
    for (world, says) in [(over_tls, Some("max-age=63072000; includeSubDomains")), (World::open().await, None)] {
        for path in ["/", "/petugas/masuk", "/tidak-ada"] {
            let request = Request::get(path).header(HOST, "kentongan.test").body(nothing()).unwrap();
            let answer = world.front().oneshot(request).await.unwrap();
            let said = answer.headers().get(STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap());
            assert_eq!(said, says, "{path}");
        }
        // the language is a cookie like the others
        let request = Request::get("/?bhs=en").header(HOST, "kentongan.test").body(nothing()).unwrap();
        let answer = world.front().oneshot(request).await.unwrap();
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
        assert_eq!(cookie.starts_with("__Host-bhs=en"), says.is_some(), "{cookie}");
    }
}

#[tokio::test]
async fn static_files_and_signed_out_pages_say_what_they_are() {
    let office = Office::open().await;
    let mut reader = office.world.browser();
    reader.visit("/").await;
    for (selector, name) in [("link[rel=stylesheet]", "href"), ("script", "src"), ("link[rel=icon]", "href")] {
        let path = reader.visit("/").await.attr_of(selector, name).unwrap();
        let answer = office.ask(Request::get(&path).body(nothing()).unwrap()).await;
        assert_eq!((answer.status().as_u16(), faults(&path, answer.headers())), (200, vec![]), "{path}");
    }
}

//! Forged requests (security.md T-16): every address that changes something × what the browser says of the sender ×
//! where the form stood × the form's token. Only the allowed cells pass.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use kentongan::clock;
use kentongan::error::Error;
use kentongan::web::token;

use super::Office;

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=edge";
const SITES: [Option<&str>; 5] = [Some("same-origin"), Some("same-site"), Some("cross-site"), Some("none"), None];
const ORIGINS: [Option<&str>; 4] = [Some("http://kentongan.test"), Some("https://evil.example"), Some("null"), None];
const TOKENS: [Token; 4] = [Token::Wrong, Token::Other, Token::Absent, Token::Right];
/// Quick exit comes from a page that is gone already, so nothing may hold it back, a token that has expired least of
/// all. It only takes away; the browser must prove where it comes from.
const WITHOUT_TOKEN: &str = "/keluar";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Right,
    Wrong,
    /// Right for another browser.
    Other,
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    OtherSite,
    NoToken,
    /// Not a form of the kind that the address takes.
    Kind,
    /// The test's own mistake: the session was gone before.
    NoSession,
    Passed,
}

/// The rule, in the words of security.md §2.5.
fn expected(path: &str, site: Option<&str>, origin: Option<&str>, token: Token) -> Verdict {
    let ours = match (site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == ORIGINS[0].unwrap(),
        (None, None) => !path.starts_with("/petugas") && path != WITHOUT_TOKEN,
    };
    match token {
        _ if !ours => Verdict::OtherSite,
        Token::Right => Verdict::Passed,
        _ if path == WITHOUT_TOKEN => Verdict::Passed,
        _ => Verdict::NoToken,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_our_own_forms_change_anything_at_any_address() {
    let office = Office::open().await;
    let (mut addresses, mut cells, mut wrong) = (0, 0, Vec::new());
    for address in office.world.map().await {
        let path = address.path(&office.number);
        for method in address.unsafe_methods() {
            addresses += 1;
            let kind = kind_of(&office, method, &path).await;
            for (site, origin) in SITES.into_iter().flat_map(|site| ORIGINS.map(|origin| (site, origin))) {
                let refused = office.cookies().await;
                for token in TOKENS {
                    let expected = expected(&path, site, origin, token);
                    // what passes may sign out or lock
                    let fresh = if expected == Verdict::Passed { office.cookies().await } else { refused.clone() };
                    let got = verdict(&office, post(&office, method, &path, kind, &fresh, (site, origin, token))).await;
                    cells += 1;
                    if got != expected {
                        wrong.push(format!("{method} {path} {site:?} {origin:?} {token:?}: {got:?}, not {expected:?}"));
                    }
                }
            }
        }
    }
    println!("{cells} forged and honest requests to {addresses} addresses");
    assert!(addresses > 60, "only {addresses} addresses change anything");
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
}

/// No page changes anything by being read: there is no other method than POST that does.
#[tokio::test]
async fn what_changes_something_is_a_post() {
    let office = Office::open().await;
    for address in office.world.map().await {
        for method in address.methods {
            assert!([Method::GET, Method::HEAD, Method::POST].contains(&method), "{method} {}", address.template);
        }
    }
}

/// Which kind of form an address takes. What takes files takes words alone too, through the same gate as everybody else.
async fn kind_of(office: &Office, method: &Method, path: &str) -> &'static str {
    let cookies = office.cookies().await;
    let request = post(office, method, path, PARTS, &cookies, (SITES[0], ORIGINS[0], Token::Absent));
    if verdict(office, request).await == Verdict::Kind { FORM } else { PARTS }
}

fn post(
    office: &Office,
    method: &Method,
    path: &str,
    kind: &str,
    cookies: &str,
    (site, origin, token): (Option<&str>, Option<&str>, Token),
) -> Request {
    let headers: HeaderMap = [(COOKIE, cookies.parse().unwrap())].into_iter().collect();
    let issue = |headers| token::issue(&office.world.app.keys, headers, false, clock::now());
    let token = match token {
        Token::Right => Some(issue(&headers)),
        Token::Wrong => Some("A".repeat(86)),
        Token::Other => Some(issue(&[(COOKIE, "draf=lain".parse().unwrap())].into_iter().collect())),
        Token::Absent => None,
    };
    let body = match (token, kind) {
        (None, PARTS) => "--edge--\r\n".to_owned(),
        (Some(token), PARTS) => {
            format!("--edge\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--edge--\r\n")
        }
        (token, _) => token.map(|token| format!("token={token}")).unwrap_or_default(),
    };
    let mut request = Request::builder().method(method).uri(path).header(HOST, "kentongan.test");
    request = request.header(COOKIE, cookies).header(CONTENT_TYPE, kind);
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    if let Some(origin) = origin {
        request = request.header(ORIGIN, origin);
    }
    request.body(Body::from(body)).unwrap()
}

async fn verdict(office: &Office, request: Request) -> Verdict {
    let answer = office.ask(request).await;
    match answer.extensions().get::<Arc<Error>>().map(|error| &**error) {
        Some(Error::CrossSite) => Verdict::OtherSite,
        Some(Error::Expired { .. }) => Verdict::NoToken,
        Some(Error::Malformed) => Verdict::Kind,
        Some(Error::SignIn | Error::Locked | Error::NothingOpen) => Verdict::NoSession,
        _ => Verdict::Passed,
    }
}

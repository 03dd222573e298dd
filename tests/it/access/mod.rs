//! The access matrix: every route of the site, every kind of visitor, every state of a case, against tables that people
//! can read (`routes.txt`, `cases.txt`).
//!
//! The routes come from the router itself, so a new address fails here until it has its lines in `routes.txt`:
//!
//! ```text
//! GET /petugas/kelola
//!     200 admin
//!     403 officers
//!     303 /petugas/masuk others
//! ```
//!
//! A line is an answer, then who gets it, then perhaps `in` and states; the first line that fits counts. `officers`,
//! `outsiders` and `others` are groups, `readers` are the officers who may read the case in that state (`cases.txt`).
//! Routes in one block share its lines. A method without lines is answered 405 to everybody. A failure prints the lines as
//! the program answers now: read them, and copy them only if they are what should be.
//!
//! Every POST carries a right form token below `/petugas`, and nothing else, so it is refused by its own page (422) at
//! the latest. Elsewhere it carries none: 400 means that the visitor came as far as the token, and nothing is withdrawn,
//! rated or sent on the way. Which act is legal in which state is the table of `src/case/table.rs`; `cases.txt` holds
//! which acts the pages offer to whom.

mod ground;
mod table;

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION};
use axum::http::{HeaderMap, Method};
use kentongan::clock;
use kentongan::web::token;
use scraper::{Html, Selector};
use tower::ServiceExt;
use uuid::Uuid;

use self::ground::{Ground, OUTSIDERS, PEOPLE, Subject};
use self::table::{Cell, Expected, Got, Offers};

/// What a visitor may do at one address.
struct Seen {
    answer: String,
    page: Option<Html>,
}

#[tokio::test]
async fn every_route_answers_every_visitor_in_every_state_as_the_table_says() {
    let ground = Box::pin(Ground::lay()).await;
    let now = ground.office.now();
    let (got, offers) = clock::pretend(now, Box::pin(walk(&ground))).await;
    let requests: usize = got.values().map(BTreeMap::len).sum();
    assert!(requests > 5_000, "only {requests} requests");
    let expected_offers = Offers::parse(include_str!("cases.txt"));
    let expected = Expected::parse(include_str!("routes.txt"));
    let mut wrong = expected_offers.differences(&offers);
    wrong.extend(expected.differences(&got, &offers));
    assert!(wrong.is_empty(), "{} differences in {requests} answers:\n{}", wrong.len(), wrong.join("\n"));
    println!("{requests} answers at {} addresses, {} states: 0 differences", got.len(), ground.subjects.len());
}

/// Asks everything.
async fn walk(ground: &Ground) -> (Got, Offers) {
    let mut got = Got::new();
    let mut offers = Offers::default();
    for method in [Method::GET, Method::POST] {
        for template in kentongan::app::routes().paths() {
            let route = format!("{method} {template}");
            let cells = got.entry(route).or_default();
            for (subject, who) in askers(ground, &method, template) {
                let seen = ask(ground, &method, template, subject, who).await;
                if let Some(page) = seen.page.filter(|_| seen.answer == "200" && method == Method::GET) {
                    offers.note(subject, who, template, &page);
                }
                cells.insert(Cell { state: subject.state.clone(), who }, seen.answer);
            }
        }
    }
    (got, offers)
}

/// Who is worth asking there, and about which cases: an address that names no case answers alike whatever the state.
fn askers<'a>(ground: &'a Ground, method: &Method, template: &str) -> Vec<(&'a Subject, &'static str)> {
    let desk = template.contains("{nomor}") || template == "/petugas/persetujuan/{id}";
    // without a token all states are alike
    let own = template.starts_with("/kasus") && *method == Method::GET;
    let mut askers = Vec::new();
    for (no, subject) in ground.subjects.iter().enumerate() {
        for who in OUTSIDERS.into_iter().chain(PEOPLE) {
            let bound = if desk { PEOPLE.contains(&who) } else { own && matches!(who, "citizen" | "citizen-seen") };
            if bound || no == 0 {
                askers.push((subject, who));
            }
        }
    }
    askers
}

async fn ask(ground: &Ground, method: &Method, template: &str, subject: &Subject, who: &str) -> Seen {
    let cookie = ground.cookie(who, subject, *method == Method::GET).await;
    let mut request = Request::builder()
        .method(method)
        .uri(ground.path(template, subject))
        .header(HOST, "kentongan.test")
        .header("sec-fetch-site", "same-origin")
        .header("origin", "http://kentongan.test");
    let mut body = String::new();
    if *method == Method::POST {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if template.starts_with("/petugas") {
            let headers: HeaderMap = [(COOKIE, cookie.parse().unwrap())].into_iter().collect();
            let token = token::issue(&ground.office.world.app.keys, &headers, false, clock::now());
            body = format!("{}={token}", token::FIELD);
        }
    }
    let request = request.header(COOKIE, cookie).body(Body::from(body)).unwrap();
    let response = ground.office.world.front().oneshot(request).await.unwrap();
    let mut answer = response.status().as_u16().to_string();
    if let Some(to) = response.headers().get(LOCATION) {
        let to = to.to_str().unwrap().split(['?', '#']).next().unwrap_or_default();
        let to: Vec<&str> =
            to.split('/').map(|part| if Uuid::parse_str(part).is_ok() { "{id}" } else { part }).collect();
        answer = format!("{answer} {}", to.join("/").replace(&subject.number, "{nomor}"));
    }
    let listed = matches!(template, "/kasus" | "/petugas/kasus/{nomor}");
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Seen { answer, page: listed.then(|| Html::parse_document(&String::from_utf8_lossy(&bytes))) }
}

/// Where a page leads below an address: the last part of each link and form.
fn leads_below(page: &Html, base: &str) -> impl Iterator<Item = String> {
    let all = Selector::parse("a[href], form[action]").unwrap();
    let base = format!("{base}/");
    let found: Vec<String> = page
        .select(&all)
        .filter_map(|element| element.value().attr("href").or_else(|| element.value().attr("action")))
        .filter_map(|to| to.strip_prefix(&base))
        .map(|rest| rest.split(['?', '#']).next().unwrap_or_default().to_owned())
        .filter(|rest| !rest.is_empty() && !rest.split('/').any(|part| Uuid::parse_str(part).is_ok()))
        .collect();
    found.into_iter()
}

#[test]
fn the_table_finds_what_differs() {
    let offers = Offers::parse("review\n    reads handler\n    handler: catatan\n");
    let expected = Expected::parse("GET /a\n    200 readers\n    404 officers\n    303 /petugas/masuk others\n");
    let cell = |who| Cell { state: "review".to_owned(), who };
    let right = [(cell("handler"), "200"), (cell("admin"), "404"), (cell("nobody"), "303 /petugas/masuk")];
    let got = |changed: &str, answer: &str, route: &str| -> Got {
        let cells = right.iter().map(|(cell, usual)| {
            let answer = if cell.who == changed { answer } else { usual };
            (cell.clone(), answer.to_owned())
        });
        [(route.to_owned(), cells.collect())].into_iter().collect()
    };
    assert_eq!(expected.differences(&got("", "", "GET /a"), &offers), Vec::<String>::new());
    let leak = expected.differences(&got("admin", "200", "GET /a"), &offers);
    assert!(leak.len() == 1 && leak[0].contains("admin in review: 200 instead of 404"), "{leak:?}");
    let unknown = expected.differences(&got("", "", "GET /b"), &offers);
    assert!(unknown.iter().any(|line| line.contains("GET /b")), "{unknown:?}");
    assert!(unknown.iter().any(|line| line.contains("GET /a is not an address")), "{unknown:?}");
    assert!(!Offers::parse("review\n    reads handler admin\n").differences(&offers).is_empty());
}

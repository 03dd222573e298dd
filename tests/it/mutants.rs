//! Ten thousand spoilt requests over every address that the sources name: whatever is sent, nothing breaks.
//!
//! Addresses come from the sources, field names from the pages themselves, so both grow with the program. The same seed
//! gives the same requests.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::web::session::{self, Factor};
use kentongan::web::token;
use scraper::{Html, Selector};
use tower::ServiceExt;
use uuid::Uuid;

use crate::architecture::sources;
use crate::world::World;

const REQUESTS: u32 = 10_000;
/// Sessions end in between, by spoilt requests that sign out; so new ones are opened every so often.
const FRESH_AFTER: u32 = 250;
const SEED: u64 = 0x6b65_6e74_6f6e_6761;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_however_spoilt_breaks_anything() {
    let office = Office::open().await;
    let mut ground = Ground { addresses: addresses(), ..Ground::default() };
    assert!(ground.addresses.len() > 40, "the addresses have moved: {:?}", ground.addresses);
    ground.learn(&office).await;
    assert!(ground.fields.len() > 30, "no form was seen: {:?}", ground.fields);
    let mut dice = Dice(SEED);
    let mut cookies = office.cookies().await;
    let mut answers: BTreeMap<u16, u32> = BTreeMap::new();
    for no in 0..REQUESTS {
        if no % FRESH_AFTER == 0 {
            cookies = office.cookies().await;
        }
        let request = spoilt(&mut dice, &ground, &office, &cookies);
        let told = tell(&request);
        let response = office.world.front().oneshot(request).await.unwrap();
        let status = response.status();
        drop(to_bytes(response.into_body(), usize::MAX).await.unwrap());
        assert!(status.as_u16() < 500, "request {no} got {status}: {told}");
        *answers.entry(status.as_u16()).or_default() += 1;
    }
    println!("{REQUESTS} spoilt requests to {} addresses: {answers:?}", ground.addresses.len());
    for wanted in [200, 303, 400, 403, 404, 405, 422] {
        assert!(answers.contains_key(&wanted), "never {wanted}, so the requests do not reach the pages: {answers:?}");
    }
}

/// An office at work, so that forms and cases are there to be spoilt.
struct Office {
    world: World,
    officers: Vec<Uuid>,
    cases: Vec<(Uuid, String)>,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let desk = world.unit("u9", "integrity").await;
        let desk_roles =
            [Role::Verifier, Role::Analyst, Role::Mediator, Role::Consultant, Role::Supervisor, Role::Clerk];
        // one who may do everything comes first, because most requests should get past the door
        let all = [Role::Admin, Role::Auditor].into_iter().chain(desk_roles).map(|role| (Some(unit), role));
        let mut officers = vec![world.hire("serba", &all.collect::<Vec<_>>()).await];
        for role in desk_roles {
            officers.push(world.hire(role.code(), &[(Some(unit), role)]).await);
        }
        officers.push(world.hire("satu", &[(Some(desk), Role::Integrity)]).await);
        officers.push(world.hire("admin", &[(None, Role::Admin), (None, Role::Auditor)]).await);
        let mut cases = Vec::new();
        for no in 0..6 {
            let filed = world.file(world.complaint(&format!("Laporan {no}"))).await;
            cases.push((filed.case, filed.number));
        }
        let filed = world.file(world.question("Pertanyaan")).await;
        cases.push((filed.case, filed.number));
        Self { world, officers, cases }
    }

    /// Cookie lines of everybody: nobody, officers, reporters, somebody with a draft.
    async fn cookies(&self) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        for officer in &self.officers {
            lines.push(pair(&session::sign_in(&mut tx, *officer, Factor::Passkey, clock::now(), false).await.unwrap()));
        }
        for (case, _) in &self.cases {
            lines.push(pair(&session::open_case(&mut tx, *case, clock::now(), false).await.unwrap()));
        }
        tx.commit().await.unwrap();
        let mut sari = self.world.browser();
        sari.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
        lines.push(format!("draf={}", sari.cookie("draf").expect("a draft")));
        lines
    }
}

fn pair(cookie: &HeaderValue) -> String {
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// What is known of the site.
#[derive(Default)]
struct Ground {
    addresses: Vec<String>,
    /// Fields of the form that goes to an address, with a value that it came with.
    forms: BTreeMap<String, Vec<(String, String)>>,
    fields: BTreeSet<String>,
}

impl Ground {
    /// Looks at every address as people of every kind, then at what those pages link to, and remembers the forms.
    async fn learn(&mut self, office: &Office) {
        let cookies = office.cookies().await;
        let mut ahead = self.addresses.clone();
        for _ in 0..2 {
            for address in std::mem::take(&mut ahead) {
                let path = filled(&address, &office.cases[0].1, "1");
                for cookie in cookies.iter().step_by(2) {
                    let page = look(office, &path, cookie).await;
                    self.remember(&page, &path);
                    ahead.extend(links(&page).filter(|link| !self.addresses.contains(link)));
                }
            }
            ahead.sort();
            ahead.dedup();
            ahead.truncate(120);
            self.addresses.extend(ahead.iter().cloned());
        }
    }

    fn remember(&mut self, page: &Html, here: &str) {
        let controls = Selector::parse("input[name], textarea[name], select[name], button[name]").unwrap();
        for form in page.select(&Selector::parse("form").unwrap()) {
            let action = form.value().attr("action").unwrap_or(here).to_owned();
            let fields = self.forms.entry(action).or_default();
            for control in form.select(&controls) {
                let name = control.value().attr("name").unwrap_or_default().to_owned();
                if name != token::FIELD && !fields.iter().any(|(known, _)| *known == name) {
                    fields.push((name.clone(), control.value().attr("value").unwrap_or("a").to_owned()));
                    self.fields.insert(name);
                }
            }
        }
    }
}

async fn look(office: &Office, path: &str, cookie: &str) -> Html {
    let request = Request::builder().uri(path).header(HOST, "kentongan.test").header(COOKIE, cookie);
    let response = office.world.front().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert!(response.status().as_u16() < 500, "GET {path}");
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Html::parse_document(&String::from_utf8_lossy(&body))
}

/// Where a page leads to on this site.
fn links(page: &Html) -> impl Iterator<Item = String> {
    let anchors = Selector::parse("a[href]").unwrap();
    let found: Vec<String> = page
        .select(&anchors)
        .filter_map(|anchor| anchor.value().attr("href"))
        .filter(|href| href.starts_with('/') && !href.starts_with("//"))
        .map(|href| href.split(['?', '#']).next().unwrap_or_default().to_owned())
        .collect();
    found.into_iter()
}

/// Every text in the sources that could be an address of the site.
pub fn addresses() -> Vec<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources("src", "rs") {
        for quoted in text.split('"').skip(1).step_by(2) {
            let plain = quoted.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/{}_-.".contains(&b));
            if quoted.starts_with('/') && plain && !quoted.contains("//") {
                found.insert(quoted.to_owned());
            }
        }
    }
    found.into_iter().collect()
}

/// An address with its places filled.
fn filled(address: &str, number: &str, other: &str) -> String {
    let mut path = String::new();
    let mut first = true;
    for part in address.split('{') {
        match part.split_once('}') {
            Some((_, rest)) => {
                path += if first { number } else { other };
                path += rest;
                first = false;
            }
            None => path += part,
        }
    }
    path
}

/// A small generator of numbers: xorshift64*.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % sides
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// What people, robots and attackers put into fields.
const NASTY: [&str; 40] = [
    "",
    " ",
    "\0",
    "a\0b",
    "'",
    "''; drop table cases; --",
    "\"",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "%00",
    "%n%s",
    "../../etc/passwd",
    "\\",
    "\r\nSet-Cookie: sid=x",
    "\u{202e}",
    "\u{fffd}",
    "𝕳𝖆𝖑𝖔",
    "🧨",
    "e\u{301}",
    "ß",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "1e309",
    "NaN",
    "null",
    "true",
    "on",
    "2026-02-30",
    "31",
    "13",
    "0000-00-00",
    "anonim",
    "terbuka",
    "lainnya",
    "infinity_00000000000000000000000000000000",
    "0199a000-0000-7000-8000-000000000000",
    "7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E",
];

fn value(dice: &mut Dice, office: &Office, usual: &str) -> String {
    match dice.roll(12) {
        0..=3 => usual.to_owned(),
        4 => dice.one(&office.cases).1.clone(),
        5 => dice.one(&office.cases).0.to_string(),
        6 => dice.one(&office.officers).to_string(),
        7 => dice.one(&["x", "é", "🧨", "a ", "\n"]).repeat(dice.roll(12_000)),
        8 => "Petugas meminta uang di loket dua, dan saya menolaknya dengan sopan di depan orang banyak.".to_owned(),
        _ => (*dice.one(&NASTY)).to_owned(),
    }
}

/// Mostly somebody who may be there at all: spoilt fields behind a closed door prove little.
fn fitting(dice: &mut Dice, cookies: &[String], address: &str) -> String {
    let wanted = match address {
        _ if dice.roll(6) == 0 => "",
        _ if address.starts_with("/petugas") => "sid=",
        _ if address.starts_with("/kasus") => "kasus=",
        _ if address.starts_with("/lapor") => "draf=",
        _ => "",
    };
    let fit: Vec<&String> = cookies.iter().filter(|cookie| cookie.starts_with(wanted)).collect();
    if wanted == "sid=" && dice.roll(3) > 0 { fit[0].clone() } else { (*dice.one(&fit)).clone() }
}

fn spoilt(dice: &mut Dice, ground: &Ground, office: &Office, cookies: &[String]) -> Request {
    let forms: Vec<&String> = ground.forms.keys().collect();
    let address = if dice.roll(3) == 0 { (*dice.one(&forms)).clone() } else { dice.one(&ground.addresses).clone() };
    let mut cookie = fitting(dice, cookies, &address);
    if dice.roll(10) == 0 {
        cookie = value(dice, office, "draf=AAAA; sid=; kasus=====").replace(|c: char| c.is_control(), ";");
    }
    let path = target(dice, office, &address);
    let method = match dice.roll(20) {
        0 => dice.one(&["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"]).parse().unwrap(),
        1..=7 => Method::GET,
        _ => Method::POST,
    };
    let mut headers = HeaderMap::new();
    put(&mut headers, COOKIE, cookie.as_bytes());
    put(&mut headers, HOST, b"kentongan.test");
    if method != Method::GET {
        let origin = if dice.roll(20) == 0 { "null" } else { "http://kentongan.test" };
        put(&mut headers, ORIGIN, origin.as_bytes());
    }
    if dice.roll(8) == 0 {
        let name = dice.one(&[
            "accept-language",
            "accept-encoding",
            "sec-fetch-site",
            "range",
            "if-none-match",
            "x-forwarded-for",
        ]);
        put(&mut headers, HeaderName::from_static(name), value(dice, office, "id;q=x").as_bytes());
    }
    put(&mut headers, ACCEPT_LANGUAGE, if dice.roll(2) == 0 { b"id" } else { b"en" });
    let good = token::issue(&office.world.app.keys, &headers, false, clock::now());
    let (kind, body) = body(dice, ground, office, &path, &good);
    put(&mut headers, CONTENT_TYPE, kind.as_bytes());
    let body = if method == Method::GET { Vec::new() } else { body };
    let mut request = Request::new(Body::from(body));
    (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, path.parse().unwrap(), headers);
    request
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        headers.insert(name, value);
    }
}

/// A path with spoilt places and a spoilt question, as far as an address can hold them.
fn target(dice: &mut Dice, office: &Office, address: &str) -> String {
    let encoded = |text: &str| -> String {
        let short: String = text.chars().take(300).collect();
        serde_html_form::to_string([("", short)]).unwrap().trim_start_matches('=').to_owned()
    };
    let number = dice.one(&office.cases).1.clone();
    let (first, second) = (value(dice, office, &number), value(dice, office, "1"));
    let mut path = filled(address, &encoded(&first), &encoded(&second));
    if dice.roll(12) == 0 {
        path += *dice.one(&["/", "//", "/%2e%2e", "%ff%fe", ";x=1", "/../", "%00", ".html"]);
    }
    if dice.roll(4) == 0 {
        let names = [
            "bhs",
            "kategori",
            "identitas",
            "saring",
            "kabar",
            "tampil",
            "setelah",
            "q",
            "jenis",
            "instansi",
            "tahap",
            "kode",
            "cari",
            "halaman",
        ];
        let name = (*dice.one(&names)).to_owned();
        path += &format!("?{name}={}", encoded(&value(dice, office, "semua")));
    }
    if path.parse::<Uri>().is_ok() { path } else { "/%".to_owned() }
}

/// A body: mostly the form of that address with some fields spoilt, sometimes no form at all.
fn body(dice: &mut Dice, ground: &Ground, office: &Office, path: &str, good: &str) -> (String, Vec<u8>) {
    let own = ground.forms.get(path.split('?').next().unwrap_or_default());
    let mut fields: Vec<(String, String)> = own.cloned().unwrap_or_default();
    let names: Vec<&String> = ground.fields.iter().collect();
    for _ in 0..dice.roll(if fields.is_empty() { 6 } else { 2 }) {
        fields.push(((*dice.one(&names)).clone(), String::new()));
    }
    for (_, usual) in &mut fields {
        *usual = value(dice, office, usual);
    }
    let bad = value(dice, office, good);
    fields.insert(0, (token::FIELD.to_owned(), if dice.roll(15) == 0 { bad } else { good.to_owned() }));
    match dice.roll(12) {
        0 => ("application/json".to_owned(), b"{\"a\":".to_vec()),
        1 => ("application/x-www-form-urlencoded".to_owned(), b"token=%ff%fe&&&==&a=%zz\xff\xfe".to_vec()),
        2 => (value(dice, office, "multipart/form-data"), vec![b'a'; dice.roll(70_000)]),
        3..=5 => parts(dice, &fields),
        _ => ("application/x-www-form-urlencoded".to_owned(), serde_html_form::to_string(fields).unwrap().into_bytes()),
    }
}

/// The same as parts, with a file, sometimes broken off.
fn parts(dice: &mut Dice, fields: &[(String, String)]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    let files: [&[u8]; 5] = [b"%PDF-1.4\n%%EOF", b"\x89PNG\r\n\x1a\n", b"MZ\x90\0", b"", b"\xff\xd8\xff\xe0"];
    let file = *dice.one(&files);
    let name = *dice.one(&["a.pdf", "../../x.pdf", "", "a\u{202e}fdp.exe", "x.png", "nama panjang sekali.jpg"]);
    body.extend(
        format!("--edge\r\ncontent-disposition: form-data; name=\"berkas\"; filename=\"{name}\"\r\n\r\n").bytes(),
    );
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    if dice.roll(4) == 0 {
        body.truncate(dice.roll(body.len()));
    }
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

/// How to find a request again.
fn tell(request: &Request) -> String {
    let headers: Vec<String> = request.headers().iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!("{} {} [{}]", request.method(), request.uri(), headers.join(", "))
}

#[test]
fn places_in_an_address_are_filled() {
    assert_eq!(filled("/petugas/kasus/{nomor}/surat/{id}", "KTG-1", "2"), "/petugas/kasus/KTG-1/surat/2");
    assert_eq!(filled("/lapor", "x", "y"), "/lapor");
}

//! Two hundred visitors, each from an address of its own and with a browser of its own, and a program that fails them
//! five hundred times while they send what nobody may know (security.md T-26).

use std::net::Ipv4Addr;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use kentongan::clock;
use kentongan::pg::Managed;
use kentongan::web::token as form_token;
use sqlx::{ConnectOptions, PgConnection};

use crate::load::http::Connection;
use crate::load::office::Office;
use crate::load::visitor::Visitor;

/// Name of the rule that makes the database refuse; it stands in both logs.
pub const FAILURE: &str = "aturan_yang_menolak";
const VISITORS: u8 = 200;
const FAILURES: usize = 500;

/// Browsers that nobody expects. Each is followed by a word of its own.
const BROWSERS: [&str; 8] = [
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 KAIOS/2.5",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; id)",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "${jndi:ldap://127.0.0.1/a}",
    "%s%s%n%x",
    "{}{:?}{0}",
    "\u{1}",
];

/// One of the two hundred.
struct Stranger {
    from: Ipv4Addr,
    browser: String,
    word: String,
}

fn strangers() -> impl Iterator<Item = Stranger> {
    (0..VISITORS).map(|no| {
        let word = format!("KenariAlat{no:03}");
        let odd = BROWSERS[usize::from(no) % BROWSERS.len()].replace('\u{1}', &"x".repeat(3000));
        Stranger { from: Ipv4Addr::new(127, 1, 200 + no / 100, 100 + no % 100), browser: format!("{odd} {word}"), word }
    })
}

/// They come, and the database refuses what they send. Says what must not be found of them.
pub async fn make(office: &Office, database: &Managed) -> Vec<String> {
    let mut owner = database.owner_options().connect().await.unwrap();
    let mut person = Visitor::new(office.address).await.unwrap();
    person.step("/lapor/cara", &[("cara", "terbuka")]).await.unwrap();
    let cookie = person.cookie();
    let mut canaries = vec!["KenariGagal".to_owned(), "3171234509870001".to_owned()];
    for stranger in strangers() {
        let paths = ["/", "/tidak-ada/KenariAlamat", "/q/KenariAlamat", "/petugas?tampil=KenariAlamat"];
        for path in paths {
            stranger.send(office, &stranger.head("GET", path, "", 0)).await;
        }
        canaries.extend([stranger.word, stranger.from.to_string()]);
    }
    refuse(&mut owner, true).await;
    let mut failed = 0;
    for stranger in strangers().collect::<Vec<_>>().iter().cycle().take(FAILURES) {
        let body = contact(office, &cookie);
        let request = stranger.head("POST", "/lapor/kontak", &cookie, body.len()) + &body;
        failed += usize::from(stranger.send(office, &request).await == 500);
    }
    refuse(&mut owner, false).await;
    assert_eq!(failed, FAILURES, "the program was to fail each time");
    canaries.push(cookie.trim_start_matches("draf=").to_owned());
    canaries
}

/// Makes the database refuse every write to a draft, and say which rule it was.
async fn refuse(owner: &mut PgConnection, begin: bool) {
    let sql = if begin {
        "alter table draft add constraint aturan_yang_menolak check (false) not valid"
    } else {
        "alter table draft drop constraint aturan_yang_menolak"
    };
    sqlx::query(sql).execute(owner).await.unwrap();
}

/// The form with the name of who reports.
fn contact(office: &Office, cookie: &str) -> String {
    let headers: HeaderMap = [(COOKIE, HeaderValue::from_str(cookie).unwrap())].into_iter().collect();
    let token = form_token::issue(&office.keys(), &headers, false, clock::now());
    serde_html_form::to_string([
        (form_token::FIELD, token.as_str()),
        ("nama", "KenariGagal Binti Rahasia"),
        ("nik", "3171234509870001"),
        ("telepon", "081255501937"),
        ("cara_hubung", "telepon"),
    ])
    .unwrap()
}

impl Stranger {
    fn head(&self, method: &str, path: &str, cookie: &str, length: usize) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: {}\r\nx-forwarded-for: {from}\r\nsec-fetch-site: \
             same-origin\r\nforwarded: for={from}\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n",
            self.browser,
            from = self.from,
        )
    }

    async fn send(&self, office: &Office, request: &str) -> u16 {
        let mut connection = Connection::open_from(self.from, office.address).await.unwrap();
        connection.exchange(request.as_bytes()).await.unwrap().status
    }
}

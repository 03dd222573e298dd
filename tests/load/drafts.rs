//! Drafts that are ready to be sent. One is typed through the pages; the others are copies of it under their own keys
//! and cookies, written straight into the table, because typing a thousand of them is not what is measured.

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use kentongan::clock;
use kentongan::db::{Actor, Db};
use kentongan::vault::{DraftKey, Keys, Place, token};
use kentongan::web::{session, token as form_token};
use uuid::Uuid;

use super::http::{Answer, Connection, get, post};
use super::visitor::Visitor;

/// Where the last press goes.
const SEND: &str = "/lapor/kirim";
/// Where the receipt stands.
const RECEIPT: &str = "/lapor/diterima";

/// A draft that waits for its last press, with the two requests of its owner.
#[derive(Clone)]
pub struct Ready {
    /// The last press.
    pub press: Vec<u8>,
    /// Looking at the receipt.
    pub receipt: Vec<u8>,
}

/// What a typed draft consists of.
pub struct Typed {
    kind: String,
    body: Vec<u8>,
}

/// Types a complaint as far as the check page.
pub async fn type_one(to: SocketAddr, db: &Db) -> Typed {
    let mut visitor = Visitor::new(to).await.expect("a connection");
    for (path, fields) in STEPS {
        visitor.step(path, fields).await.expect("an answer");
    }
    visitor.step_with_files("/lapor/bukti", &[("aksi", "lanjut")]).await.expect("an answer");
    let page = visitor.get("/lapor/periksa").await.expect("an answer");
    assert_eq!(page.status, 200, "the check page");
    let secret = token::decode(visitor.cookies.get("draf").expect("a draft")).expect("32 bytes");
    let mut tx = db.begin(Actor::Anonymous).await.expect("a transaction");
    let (id, kind, wrap, sealed): (Uuid, String, Vec<u8>, Vec<u8>) =
        sqlx::query_as("select id, kind, cookie_wrap, body from draft where cookie_lookup = $1")
            .bind(&session::draft_lookup(&secret)[..])
            .fetch_one(&mut *tx)
            .await
            .expect("the draft's row");
    let key = DraftKey::unwrap_by_cookie(&secret, id, &wrap).expect("the draft's key");
    Typed { kind, body: key.open(place(id), &sealed).expect("the draft's text") }
}

/// A complaint without files, as most are.
const STEPS: &[(&str, &[(&str, &str)])] = &[
    ("/lapor/cara", &[("cara", "anonim")]),
    ("/lapor/jenis", &[("jenis", "pungli"), ("hubungan", "lihat")]),
    (
        "/lapor/terlapor",
        &[
            ("instansi", "Dinas Perhubungan Kabupaten Contoh"),
            ("instansi_untuk", "Dinas Perhubungan Kabupaten Contoh"),
            ("instansi_id", "lain"),
            ("unit", "Seksi angkutan"),
            ("jabatan", "Kepala seksi"),
            ("status", "tidak-tahu"),
        ],
    ),
    ("/lapor/kejadian", &[("tanggal_b", "3"), ("tanggal_t", "2026"), ("lokasi", "Loket dua"), ("uraian", STORY)]),
];

/// About what people write: three hundred words.
const STORY: &str = "Saya mengurus perpanjangan izin angkutan di loket dua. Petugas meminta uang tambahan di luar tarif \
    resmi dan berkata bahwa tanpa uang itu berkas tidak akan diproses. Saya menunggu dua minggu, lalu datang lagi dan \
    diminta hal yang sama di depan dua pengemudi lain. Tanda terima yang diberikan hanya memuat tarif resmi. Kepala \
    seksi lewat, mendengar percakapan itu, dan tidak berkata apa-apa. Sesudah saya menolak, berkas saya dinyatakan \
    kurang lengkap walaupun minggu lalu sudah diperiksa dan dinyatakan lengkap oleh petugas yang sama di loket itu.";

/// `many` copies of a typed draft, each with an owner of its own.
pub async fn copies(to: SocketAddr, db: &Db, keys: &Keys, typed: &Typed, many: usize) -> Vec<Ready> {
    let mut ready = Vec::with_capacity(many);
    while ready.len() < many {
        let mut rows = Rows::default();
        for _ in 0..(many - ready.len()).min(1000) {
            let secret = rows.add(typed);
            ready.push(owner(to, keys, &secret));
        }
        rows.write(db, &typed.kind).await;
    }
    ready
}

#[derive(Default)]
struct Rows {
    ids: Vec<Uuid>,
    lookups: Vec<Vec<u8>>,
    wraps: Vec<Vec<u8>>,
    bodies: Vec<Vec<u8>>,
}

impl Rows {
    fn add(&mut self, typed: &Typed) -> [u8; 32] {
        let (id, key, secret) = (Uuid::now_v7(), DraftKey::generate(), token::random_token());
        self.ids.push(id);
        self.lookups.push(session::draft_lookup(&secret).to_vec());
        self.wraps.push(key.wrap_for_cookie(&secret, id));
        self.bodies.push(key.seal(place(id), &typed.body));
        secret
    }

    async fn write(self, db: &Db, kind: &str) {
        let mut tx = db.begin(Actor::Anonymous).await.expect("a transaction");
        sqlx::query(
            "insert into draft (id, kind, cookie_lookup, cookie_wrap, body, expires_at)
             select i, $5, l, w, b, now() + interval '23 hours'
             from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[]) as t (i, l, w, b)",
        )
        .bind(self.ids)
        .bind(self.lookups)
        .bind(self.wraps)
        .bind(self.bodies)
        .bind(kind)
        .execute(&mut *tx)
        .await
        .expect("drafts");
        tx.commit().await.expect("drafts on disk");
    }
}

fn owner(to: SocketAddr, keys: &Keys, secret: &[u8; 32]) -> Ready {
    let cookie = format!("draf={}", token::base64url(secret));
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, HeaderValue::from_str(&cookie).expect("ASCII"));
    let token = form_token::issue(keys, &headers, false, clock::now());
    Ready {
        press: post(to, SEND, &cookie, &[("token", &token), ("setuju", "ya")]),
        receipt: get(to, RECEIPT, &[("cookie", &cookie), ("accept-language", "id")]),
    }
}

fn place(id: Uuid) -> Place {
    Place { table: "draft", column: "body", row: id, case: Uuid::nil() }
}

/// Whether a press was taken: the answer leads to the receipt.
pub fn taken(answer: &Answer) -> bool {
    answer.status == 303 && answer.header("location") == Some(RECEIPT)
}

/// The code on the receipt of a draft, if the page shows one.
pub async fn code(connection: &mut Connection, draft: &Ready) -> std::io::Result<Option<String>> {
    let answer = connection.exchange(&draft.receipt).await?;
    Ok(find_code(&answer.text()).filter(|_| answer.status == 200))
}

/// Six groups of four, joined by dashes.
fn find_code(page: &str) -> Option<String> {
    let is_code = |text: &&str| {
        text.split('-').count() == 6
            && text.split('-').all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    page.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(is_code).map(str::to_owned)
}

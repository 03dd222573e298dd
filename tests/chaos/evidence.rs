//! Files of strangers by the hundred (security.md T-29 to T-32).

use std::path::Path;
use std::time::{Duration, Instant};

use image::ImageFormat;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::files::Store;
use kentongan::files::sandbox::Outcome;
use kentongan::web::session::{self, Factor};
use uuid::Uuid;

use super::Stage;
use crate::load::corpus::bombs::bombs;
use crate::load::corpus::heap::{WHOLE, sort};
use crate::load::corpus::looked::{nothing_planted_is_left, sandbox};
use crate::load::corpus::picture;
use crate::load::corpus::planted::planted;
use crate::load::drafts::{self, Ready};
use crate::load::http::{Connection, get};
use crate::load::scanner::Scanner;

/// Each is told from a file within 20 seconds. What a child may use of memory is a limit of the kernel.
#[test]
#[ignore = "long form: make chaos"]
fn sixty_bombs() {
    let (mut slowest, mut told, mut copied) = (Duration::ZERO, 0, 0);
    for (name, kind, bytes) in bombs(true) {
        let began = Instant::now();
        match sandbox().scrub(kind, bytes).expect("a child") {
            Outcome::Clean(..) => copied += 1,
            Outcome::Unfit(_) | Outcome::Broken => told += 1,
            other => panic!("{name}: {other:?}"),
        }
        slowest = slowest.max(began.elapsed());
    }
    println!("bombs: {told} told, {copied} copied without harm, slowest {slowest:?}");
    assert_eq!(told + copied, 60);
    assert!(slowest < Duration::from_secs(20));
}

#[test]
#[ignore = "long form: make chaos"]
fn five_hundred_files_with_planted_metadata() {
    let folder = std::env::temp_dir().join(format!("kentongan-planted-{}", uuid::Uuid::new_v4()));
    let made = nothing_planted_is_left((0..500).map(planted), &folder);
    println!("metadata: {made} copies, 0 planted values left");
    assert_eq!(made, 500);
}

/// T-30: each is refused with a reason or kept; of what is kept officers get a copy without what was planted, or a label.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long form: make chaos"]
async fn two_thousand_files_of_every_sort() {
    let folder = Folder::new();
    let store = Store::on_disk(folder.path()).expect("a store");
    let began = Instant::now();
    let halves = [0, 1].map(|half| sort(&store, (half..WHOLE).step_by(2)));
    let [one, other] = halves;
    let (one, other) = tokio::join!(one, other);
    let sorted = one.and(&other);
    println!("corpus: {sorted} in {:?}", began.elapsed());
    assert_eq!((sorted.seen(), sorted.telling()), (WHOLE, 0));
}

const DRAFTS: usize = 100;
const FILES: usize = 10;

/// T-32: a thousand uploads while the scanner is away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long form: make chaos"]
async fn a_thousand_uploads_while_the_scanner_is_away() {
    let folder = Folder::new();
    let mut scanner = Scanner::start(folder.path()).await;
    let address: &'static str = format!("unix:{}", folder.path().join("clamd/socket").display()).leak();
    scanner.gone();
    let settings: &'static [(&'static str, &'static str)] = vec![("KENTONGAN_CLAMD", address)].leak();
    let stage = Stage::behind(settings).await;
    let ready = stage.drafts(DRAFTS).await;
    let mut connection = Connection::open(stage.office.address).await.expect("a connection");
    let began = Instant::now();
    for (no, draft) in ready.iter().enumerate() {
        let answer = connection.exchange(&upload(&stage, draft, no)).await.expect("an answer");
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(drafts::taken(&connection.exchange(&draft.press).await.expect("an answer")), "draft {no}");
    }
    println!("{} files taken in {:?} without a scanner", DRAFTS * FILES, began.elapsed());
    assert_eq!(count(&stage, "true").await, DRAFTS * FILES);
    assert_eq!(count(&stage, "scan in ('clean', 'infected') or original <> 'held'").await, 0);
    let looked = nobody_can_open(&stage).await;
    scanner.back().await;
    let began = Instant::now();
    while count(&stage, "scan = 'clean' and scrub = 'stripped' and original = 'sealed'").await < DRAFTS * FILES {
        assert!(began.elapsed() < Duration::from_mins(10), "{} are clean", count(&stage, "scan = 'clean'").await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    println!(
        "{looked} looked at and closed; all scanned, copied and sealed {:?} after it came back; the server has {:.0} MiB",
        began.elapsed(),
        stage.office.resident_mib()
    );
}

/// The files of one draft, as a browser sends them.
fn upload(stage: &Stage, draft: &Ready, no: usize) -> Vec<u8> {
    let press = String::from_utf8_lossy(&draft.press);
    let cookie = press.lines().find_map(|line| line.strip_prefix("cookie: ")).expect("a cookie");
    let token = press.split("token=").nth(1).and_then(|rest| rest.split('&').next()).expect("a token");
    let mut body = Vec::new();
    for (name, value) in [("token", token), ("aksi", "lanjut")] {
        body.extend(format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    for file in 0..FILES {
        let bytes = picture(ImageFormat::Png, no * FILES + file);
        let head = format!("name=\"berkas\"; filename=\"foto-{file}.png\"\r\ncontent-type: image/png");
        body.extend(format!("--xx\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--xx--\r\n");
    let to = stage.office.address;
    let head = format!(
        "POST /lapor/bukti HTTP/1.1\r\nhost: {to}\r\norigin: http://{to}\r\nsec-fetch-site: same-origin\r\n\
         cookie: {cookie}\r\ncontent-type: multipart/form-data; boundary=xx\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

async fn count(stage: &Stage, which: &'static str) -> usize {
    let mut tx = stage.db.begin(Actor::System).await.expect("a transaction");
    let question = sqlx::AssertSqlSafe(format!("select count(*) from evidence where {which}"));
    let found: i64 = sqlx::query_scalar(question).fetch_one(&mut *tx).await.expect("a count");
    usize::try_from(found).expect("not below nought")
}

/// Officers who may read the case look at files of it: none offers a download. Says how many were looked at.
async fn nobody_can_open(stage: &Stage) -> usize {
    let mut tx = stage.db.begin(Actor::System).await.expect("a transaction");
    let seen: Vec<(String, Uuid, Uuid)> = sqlx::query_as(
        "select c.number, e.id, r.officer_id from evidence e join cases c on c.id = e.case_id
           join lateral (select officer_id from officer_role r where r.unit_id = c.unit_id and r.role = 'verifier'
                          order by 1 limit 1) r on true
         order by e.id limit 50",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("files");
    drop(tx);
    let to = stage.office.address;
    let mut connection = Connection::open(to).await.expect("a connection");
    for (number, file, officer) in &seen {
        let mut tx = stage.db.begin(Actor::Anonymous).await.expect("a transaction");
        let cookie =
            session::sign_in(&mut tx, *officer, Factor::Passkey, clock::now(), false).await.expect("a session");
        tx.commit().await.expect("a session");
        let cookie = cookie.to_str().expect("a cookie").split(';').next().unwrap_or_default().to_owned();
        let path = format!("/petugas/kasus/{number}/bukti/{file}");
        let page = connection.exchange(&get(to, &path, &[("cookie", &cookie)])).await.expect("an answer");
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains("data-unduh"), "{path} offers a download");
    }
    assert!(!seen.is_empty());
    seen.len()
}

/// A folder that goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        // a socket's path is short
        let folder = std::env::temp_dir().join(format!("kt-{}", &Uuid::new_v4().simple().to_string()[..12]));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

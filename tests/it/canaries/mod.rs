//! Nothing that a citizen writes or is may lie readable in the database, its log of changes, its files or any log
//! (promises 3 and 4). Canaries are planted through the pages of the real program at its most talkative, then every
//! file is searched, and a dump, in every encoding that somebody would think of.
//!
//! `cargo test` files a hundred complaints beside those that are written by hand; `make chaos` files a thousand.

mod core;
mod noise;
mod scan;
mod stolen;

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use kentongan::case::state::Role;
use kentongan::db::{Actor, Db};

use self::scan::Scan;
use crate::load::drafts;
use crate::load::http::Connection;
use crate::load::office::{Office, Person, furnish};
use crate::world::{Browser, Wire};

const WORDS: &str = "KenariUraian menerima amplop di ruang KenariLantaiTiga";
const PLACE: &str = "KenariLokasi dekat tangga";
const NAME: &str = "Kenariwati Sembunyisari";
const PHONE: &str = "0812-5550-1937";
const EMAIL: &str = "kenari.surel@contoh.example";
const HOURS: &str = "KenariJam sesudah isya";
const ACCUSED: &str = "Kenarianto Terlaporsono";
const EXCLUDED: &str = "Kenaridi Jangansampai";
const FILE: &str = "kenari-berkas-amplop.pdf";
const INSIDE: &str = "KenariIsiBerkas";
const LINK: &str = "https://kenari-tautan.example/foto";
const QUESTION: &str = "KenariTanya: bolehkah atasan menahan kenaikan pangkat saya?";
const MESSAGE: &str = "KenariPesan: mereka mulai bertanya siapa yang melapor";
const GROUND: &str = "KenariDasar surat dari Kenarianto";
const QUERY: &str = "KenariAlamat";
const BROWSER: &str = "KenariPeramban/9.9";
const FORWARDED: &str = "198.51.100.177";
/// Everything of the above that must not be found, whole and in its telling parts.
const PLANTED: [&str; 24] = [
    WORDS,
    "KenariUraian",
    "KenariLantaiTiga",
    "KenariLokasi",
    NAME,
    "Sembunyisari",
    PHONE,
    "81255501937",
    EMAIL,
    "KenariJam",
    ACCUSED,
    "Terlaporsono",
    EXCLUDED,
    FILE,
    "kenari-berkas",
    INSIDE,
    LINK,
    "kenari-tautan",
    "KenariTanya",
    "KenariPesan",
    "KenariDasar",
    QUERY,
    BROWSER,
    FORWARDED,
];
const PEER: Ipv4Addr = Ipv4Addr::new(127, 77, 88, 99);

/// Words of the complaints that are filed by the hundred.
const BY_THE_HUNDRED: [&str; 2] = ["di depan dua pengemudi lain", "berkas tidak akan diproses"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_lies_readable_anywhere() {
    Box::pin(nothing_is_readable_among(100)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: make chaos"]
async fn no_canary_lies_readable_among_a_thousand_complaints_long_form() {
    Box::pin(nothing_is_readable_among(1000)).await;
}

async fn nothing_is_readable_among(many: usize) {
    let folder = Folder(std::env::temp_dir().join(format!("kentongan-canary-{}", uuid::Uuid::new_v4())));
    fs::create_dir_all(&folder.0).unwrap();
    let mut office = Office::start(&folder.0, &[("KENTONGAN_LOG", "trace")]).await;
    let database = office.database().await;
    let _cluster = Folder(database.directory().to_owned());
    let db = Db::new(database.app_options(), 1);
    let people = furnish(&db).await;
    let (mut secrets, number) = live(&office).await;
    secrets.extend(refer(&office, &db, &people, &number).await);
    secrets.extend(by_the_hundred(&office, &db, many).await);
    let noise = noise::make(&office, &database).await;
    let agreed = sealed_rows(&db).await;
    assert!(agreed >= i64::try_from(many).unwrap() + 2, "all cases are there: {agreed}");
    stolen::replay(&office, &database).await;
    db.close().await;
    let backup = stolen::backup(&database);
    let dump = stolen::dump(&database);
    let directory = database.directory().to_owned();
    office.stop();
    drop(database);

    let mut canaries: Vec<String> = PLANTED.map(str::to_owned).to_vec();
    canaries.extend(BY_THE_HUNDRED.map(str::to_owned));
    canaries.push(PEER.to_string());
    canaries.extend(noise);
    for secret in secrets {
        assert!(secret.len() >= 22, "“{secret}” is no code and no token");
        if secret.contains('-') {
            canaries.push(secret.replace('-', ""));
            canaries.push(secret.replace('-', " "));
        }
        canaries.push(secret);
    }
    let mut places = vec![("the dump".to_owned(), dump), ("the backup".to_owned(), backup)];
    for root in [&folder.0, &directory] {
        files(root, &mut places);
    }
    the_search_sees(&places, &number);
    let scan = Scan::of(&canaries);
    for (name, bytes) in &places {
        assert_eq!(scan.find(bytes), Vec::<&str>::new(), "readable in {name}");
    }
    let bytes: usize = places.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{} words in {} files of {} MiB: nothing", canaries.len(), places.len(), bytes >> 20);
    stolen::a_backup_without_its_keys_opens_nothing(&folder.0);
}

/// The places are where things lie, and what may be read there is found.
fn the_search_sees(places: &[(String, Vec<u8>)], number: &str) {
    let log = places.iter().find(|(name, _)| name.ends_with("serve.log")).expect("the program's log");
    assert!(log.1.len() > 20_000, "the program was not talkative");
    assert!(places.iter().any(|(name, bytes)| name.contains("pg_wal") && bytes.len() > 1 << 20), "no log of changes");
    let control = Scan::of(&[number.to_owned()]);
    for place in ["the dump", "the backup", "/base/", "pg_wal"] {
        let found = places.iter().any(|(name, bytes)| name.contains(place) && !control.find(bytes).is_empty());
        assert!(found, "the search is blind: it does not even find the case's number in {place}");
    }
    let failure = Scan::of(&[noise::FAILURE.to_owned()]);
    let told = places.iter().filter(|(_, bytes)| !failure.find(bytes).is_empty()).count();
    assert!(told >= 2, "the forced failures are in the program's log and in the database's");
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn browser(office: &Office) -> Browser {
    let headers = vec![
        ("user-agent", BROWSER.to_owned()),
        ("x-forwarded-for", FORWARDED.to_owned()),
        ("forwarded", format!("for={FORWARDED}")),
        ("x-real-ip", FORWARDED.to_owned()),
    ];
    Browser::over(Wire { from: PEER, to: office.address, headers })
}

/// Everything that a citizen does; codes and tokens that were shown or given, and the number of the complaint.
async fn live(office: &Office) -> (Vec<String>, String) {
    let mut sari = browser(office);
    complain(&mut sari).await;
    let code = shown(&sari);
    let number = sari.words_of("dd.mono").expect("a number");
    let mut codes = vec![code.clone(), ask(office).await, keep_for_later(office).await];
    codes.extend(cookies_of(&sari));
    codes.extend(come_back(office, &code).await);
    // a code that opens nothing, and one with a slip of the finger
    let mut lost = browser(office);
    for wrong in ["8ZRT-4VQW-2NMX-9KPC-7HGY-3DFB", "6JWS-XM2P-T5QK-RZ8C-4NBV-H9GA"] {
        lost.visit("/lacak").await.fill("kode", wrong).press("Buka kasus").await;
        codes.push(wrong.to_owned());
    }
    for path in ["/lacak?kode=", "/tidak-ada/", "/aset/", "/q/", "/petugas?tampil="] {
        lost.visit(&format!("{path}{QUERY}")).await;
    }
    (codes, number)
}

/// A complaint with a name, a contact and a file.
async fn complain(sari: &mut Browser) {
    sari.visit("/lapor/cara").await.choose("cara", "terbuka").press("Lanjutkan").await;
    sari.fill("nama", NAME).fill("telepon", PHONE).fill("surel", EMAIL).fill("jam", HOURS);
    sari.choose("cara_hubung", "telepon").press("Simpan dan lanjutkan").await;
    sari.choose("jenis", "pungli").choose("hubungan", "lihat").press("Simpan dan lanjutkan").await;
    sari.fill("instansi", "Dinas Perizinan Umpama").fill("nama_terlapor", ACCUSED).fill("kecuali", EXCLUDED);
    sari.choose("status", "tidak-tahu").press("Simpan dan lanjutkan").await;
    sari.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", PLACE).fill("uraian", &WORDS.repeat(3));
    sari.press("Simpan dan lanjutkan").await;
    let pdf = format!("%PDF-1.4\n% {INSIDE}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    sari.attach("berkas", FILE, pdf.as_bytes()).fill("tautan", LINK).press("Simpan dan lanjutkan").await;
    sari.see("Periksa sebelum mengirim").see(FILE).tick("setuju").press("Kirim pengaduan").await;
    sari.see("Pengaduan Anda sudah kami terima");
}

/// A written question.
async fn ask(office: &Office) -> String {
    let mut budi = browser(office);
    budi.visit("/konsultasi/tulis").await.choose("topik", "lainnya").choose("cara", "anonim");
    budi.press("Simpan dan lanjutkan").await.fill("pertanyaan", QUESTION).press("Simpan dan lanjutkan").await;
    budi.press("Kirim pertanyaan").await;
    shown(&budi)
}

/// A draft that waits, and is opened again with its own code.
async fn keep_for_later(office: &Office) -> String {
    let mut tono = browser(office);
    tono.visit("/lapor/cara").await.choose("cara", "anonim").press("Lanjutkan").await;
    tono.choose("jenis", "pungli").choose("hubungan", "lihat").press("Simpan dan lanjutkan").await;
    tono.fill("instansi", "Dinas Umpama").fill("nama_terlapor", ACCUSED).choose("status", "tidak-tahu");
    tono.press("Simpan, teruskan nanti").await;
    let code = shown(&tono);
    tono.forget().visit("/lanjut").await.fill("kode", &code).press("Buka").await;
    assert_eq!(tono.status(), 200);
    code
}

/// The reporter reads and writes.
async fn come_back(office: &Office, code: &str) -> Vec<String> {
    let mut sari = browser(office);
    sari.visit("/lacak").await.fill("kode", code).press("Buka kasus").await.see("Percakapan");
    let mut secrets = cookies_of(&sari);
    secrets.push(sari.attr_of("input[name=sekali]", "value").expect("a one-use key"));
    sari.fill("teks", MESSAGE)
        .attach("lampir", FILE, b"%PDF-1.4\n% KenariIsiBerkas\n%%EOF\n")
        .press("Kirim pesan")
        .await;
    sari.see(MESSAGE);
    sari.follow("Lihat yang saya laporkan").await.see("KenariUraian");
    secrets
}

/// What a browser proves itself with.
fn cookies_of(reader: &Browser) -> Vec<String> {
    ["draf", "tanya", "kasus", "sid"].iter().filter_map(|name| reader.cookie(name).map(str::to_owned)).collect()
}

/// Complaints in number, so that pages of the database are written whole and again; their codes.
async fn by_the_hundred(office: &Office, db: &Db, many: usize) -> Vec<String> {
    let typed = drafts::type_one(office.address, db).await;
    let ready = drafts::copies(office.address, db, &office.keys(), &typed, many).await;
    let mut connection = Connection::open(office.address).await.unwrap();
    let mut codes = Vec::new();
    for draft in &ready {
        let answer = connection.exchange(&draft.press).await.unwrap();
        assert!(drafts::taken(&answer), "{}", answer.status);
        codes.push(drafts::code(&mut connection, draft).await.unwrap().expect("a code"));
    }
    codes
}

/// What officers type is content too: a verifier refers the complaint for a reason of their own, a supervisor approves.
async fn refer(office: &Office, db: &Db, people: &[Person], number: &str) -> Vec<String> {
    let case = format!("/petugas/kasus/{number}");
    let verifiers = people.iter().filter(|person| person.role == Role::Verifier);
    for verifier in verifiers {
        let mut desk = desk_of(office, db, verifier).await;
        desk.visit(&case).await;
        if desk.status() != 200 {
            continue;
        }
        desk.visit("/petugas").await.fill("cari", "KenariUraian").press("Cari").await;
        desk.visit(&format!("{case}/mulai-verifikasi")).await.press("Pratinjau").await.press("Kirim ke pelapor").await;
        desk.visit(&format!("{case}/teruskan")).await.choose("lembaga", "bkn").fill("ringkasan", GROUND);
        let once = desk.attr_of("input[name=kunci]", "value").expect("a one-use key");
        desk.fill("dasar", GROUND).press("Pratinjau").await.press("Ajukan untuk disetujui").await.see("Diajukan");
        let heads = |person: &&Person| person.role == Role::Supervisor && person.unit == verifier.unit;
        let head = people.iter().find(heads).expect("a supervisor of the unit");
        let mut head = desk_of(office, db, head).await;
        head.visit("/petugas/persetujuan").await.follow("Teruskan").await.see("KenariDasar");
        head.press("Setujui").await.see("Disetujui");
        return [cookies_of(&desk), cookies_of(&head), vec![once]].concat();
    }
    panic!("no verifier sees the complaint");
}

async fn desk_of(office: &Office, db: &Db, person: &Person) -> Browser {
    let mut tx = db.begin(Actor::Anonymous).await.unwrap();
    let now = kentongan::clock::now();
    let cookie =
        kentongan::web::session::sign_in(&mut tx, person.id, kentongan::web::session::Factor::Passkey, now, false)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    let mut desk = browser(office);
    desk.keep(cookie.to_str().unwrap());
    desk
}

fn shown(reader: &Browser) -> String {
    reader.words_of(".kode").expect("a code").replace(' ', "")
}

/// Cases whose content is there, sealed: otherwise nothing was planted.
async fn sealed_rows(db: &Db) -> i64 {
    let mut tx = db.begin(Actor::System).await.unwrap();
    sqlx::query_scalar("select count(*) from case_secret where length(account) > 200")
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

/// Every file below a folder.
fn files(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if let Ok(bytes) = fs::read(&path) {
            into.push((path.to_string_lossy().into_owned(), bytes));
        }
    }
}

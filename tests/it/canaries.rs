//! Nothing that a citizen writes or is may lie readable in the database, its log of changes, its files or any log
//! (promises 3 and 4). Canaries are planted through the pages of the real program at its most talkative, then every
//! file is searched, and a dump, in every encoding that somebody would think of.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use kentongan::case::state::Role;
use kentongan::db::{Actor, Db};
use kentongan::pg::{DATABASE, Managed};

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
const PEER: Ipv4Addr = Ipv4Addr::new(127, 77, 88, 99);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_lies_readable_anywhere() {
    let folder = Folder(std::env::temp_dir().join(format!("kentongan-canary-{}", uuid::Uuid::new_v4())));
    fs::create_dir_all(&folder.0).unwrap();
    let mut office = Office::start(&folder.0, &[("KENTONGAN_LOG", "trace")]).await;
    let database = office.database().await;
    let _cluster = Folder(database.directory().to_owned());
    let db = Db::new(database.app_options(), 1);
    let people = furnish(&db).await;
    let (codes, number) = live(&office).await;
    refer(&office, &db, &people, &number).await;
    let agreed = sealed_rows(&db).await;
    assert!(agreed >= 2, "both cases are there");
    db.close().await;
    let dump = dump(&database);
    let directory = database.directory().to_owned();
    office.stop();
    drop(database);

    let mut canaries: Vec<String> = [
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
    ]
    .map(str::to_owned)
    .to_vec();
    canaries.push(PEER.to_string());
    for code in codes {
        assert!(code.len() >= 29, "six groups of four, and a prefix for a draft");
        canaries.push(code.replace('-', ""));
        canaries.push(code.replace('-', " "));
        canaries.push(code);
    }
    let scan = Scan::of(&canaries);
    let control = Scan::of(&[number]);
    let mut places = vec![("the dump".to_owned(), dump)];
    for root in [&folder.0, &directory] {
        files(root, &mut places);
    }
    let log = places.iter().find(|(name, _)| name.ends_with("serve.log")).expect("the program's log");
    assert!(log.1.len() > 20_000, "the program was not talkative");
    assert!(places.iter().any(|(name, bytes)| name.contains("pg_wal") && bytes.len() > 1 << 20), "no log of changes");
    for place in ["the dump", "/base/", "pg_wal"] {
        let found = places.iter().any(|(name, bytes)| name.contains(place) && !control.find(bytes).is_empty());
        assert!(found, "the search is blind: it does not even find the case's number in {place}");
    }
    for (name, bytes) in &places {
        assert_eq!(scan.find(bytes), Vec::<&str>::new(), "readable in {name}");
    }
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

/// Everything that a citizen does; the codes that were shown, and the number of the complaint.
async fn live(office: &Office) -> (Vec<String>, String) {
    let mut sari = browser(office);
    complain(&mut sari).await;
    let code = shown(&sari);
    let number = sari.words_of("dd.mono").expect("a number");
    let mut codes = vec![code.clone(), ask(office).await, keep_for_later(office).await];
    come_back(office, &code).await;
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
async fn come_back(office: &Office, code: &str) {
    let mut sari = browser(office);
    sari.visit("/lacak").await.fill("kode", code).press("Buka kasus").await.see("Percakapan");
    sari.fill("teks", MESSAGE)
        .attach("lampir", FILE, b"%PDF-1.4\n% KenariIsiBerkas\n%%EOF\n")
        .press("Kirim pesan")
        .await;
    sari.see(MESSAGE);
    sari.follow("Lihat yang saya laporkan").await.see("KenariUraian");
}

/// What officers type is content too: a verifier refers the complaint for a reason of their own, a supervisor approves.
async fn refer(office: &Office, db: &Db, people: &[Person], number: &str) {
    let case = format!("/petugas/kasus/{number}");
    let verifiers = people.iter().filter(|person| person.role == Role::Verifier);
    for verifier in verifiers {
        let mut desk = desk_of(office, db, verifier).await;
        desk.visit(&case).await;
        if desk.status() != 200 {
            continue;
        }
        desk.visit(&format!("{case}/mulai-verifikasi")).await.press("Pratinjau").await.press("Kirim ke pelapor").await;
        desk.visit(&format!("{case}/teruskan")).await.choose("lembaga", "bkn").fill("ringkasan", GROUND);
        desk.fill("dasar", GROUND).press("Pratinjau").await.press("Ajukan untuk disetujui").await.see("Diajukan");
        let heads = |person: &&Person| person.role == Role::Supervisor && person.unit == verifier.unit;
        let head = people.iter().find(heads).expect("a supervisor of the unit");
        let mut head = desk_of(office, db, head).await;
        head.visit("/petugas/persetujuan").await.follow("Teruskan").await.see("KenariDasar");
        head.press("Setujui").await.see("Disetujui");
        return;
    }
    panic!("no verifier sees the complaint");
}

async fn desk_of(office: &Office, db: &Db, person: &Person) -> Browser {
    let mut tx = db.begin(Actor::Anonymous).await.unwrap();
    let now = kentongan::clock::now();
    let cookie = kentongan::web::session::sign_in(&mut tx, person.id, now, false).await.unwrap();
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

fn dump(database: &Managed) -> Vec<u8> {
    let options = database.options();
    let host = options.get_socket().map_or_else(|| PathBuf::from(options.get_host()), Clone::clone);
    let mut command = Command::new("pg_dump");
    command.arg("-h").arg(host).args(["-p", &options.get_port().to_string(), "-U", options.get_username(), DATABASE]);
    let out = command.output().expect("pg_dump");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
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

/// A search for many words in many encodings.
struct Scan {
    /// Over the bytes in lower case.
    folded: (AhoCorasick, Vec<String>),
    /// Over the bytes as they are.
    exact: (AhoCorasick, Vec<String>),
}

impl Scan {
    fn of(words: &[String]) -> Self {
        let (mut folded, mut exact) = (Vec::new(), Vec::new());
        for word in words {
            for pattern in folding(word) {
                folded.push((word.clone(), pattern));
            }
            for pattern in base64s(word.as_bytes()).into_iter().chain(base64s(&utf16(word))) {
                exact.push((word.clone(), pattern.into_bytes()));
            }
        }
        Self { folded: machine(folded), exact: machine(exact) }
    }

    /// The words that the bytes hold.
    fn find(&self, bytes: &[u8]) -> Vec<&str> {
        let folded = bytes.to_ascii_lowercase();
        let mut found: Vec<&str> = Vec::new();
        for ((machine, words), bytes) in [(&self.folded, &folded[..]), (&self.exact, bytes)] {
            found.extend(machine.find_iter(bytes).map(|hit| words[hit.pattern().as_usize()].as_str()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn machine(patterns: Vec<(String, Vec<u8>)>) -> (AhoCorasick, Vec<String>) {
    let (words, patterns): (Vec<String>, Vec<Vec<u8>>) = patterns.into_iter().unzip();
    (AhoCorasick::new(patterns).unwrap(), words)
}

/// As text, backwards, in UTF-16, in hex, in addresses and in forms, with and without JSON's escapes; lower case.
fn folding(word: &str) -> Vec<Vec<u8>> {
    let lower = word.to_lowercase();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let percent = |keep: fn(u8) -> bool, space: &str| {
        lower
            .bytes()
            .map(|byte| match byte {
                b' ' => space.to_owned(),
                byte if keep(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02x}"),
            })
            .collect::<String>()
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut both_ends = utf16(&lower);
    both_ends.rotate_left(1);
    let mut patterns: Vec<Vec<u8>> = vec![
        lower.clone().into_bytes(),
        lower.chars().rev().collect::<String>().into_bytes(),
        utf16(&lower),
        both_ends[..both_ends.len() - 2].to_vec(),
        hex(lower.as_bytes()).into_bytes(),
        hex(word.as_bytes()).into_bytes(),
        hex(word.to_uppercase().as_bytes()).into_bytes(),
        percent(plain, "%20").into_bytes(),
        percent(plain, "+").into_bytes(),
        percent(|_| false, "%20").into_bytes(),
    ];
    patterns.sort();
    patterns.dedup();
    patterns
}

fn utf16(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The part of an encoding that does not depend on what stands before and after, at each of the three offsets.
fn base64s(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for offset in 0..3 {
        let padded = [&vec![0; offset][..], bytes].concat();
        let whole = padded.len() / 3 * 3;
        for engine in [&STANDARD, &URL_SAFE] {
            let text = engine.encode(&padded[..whole]);
            let own = text[if offset == 0 { 0 } else { 4 }..].to_owned();
            if own.len() >= 8 {
                found.push(own);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_search_finds_a_word_in_every_encoding() {
    let word = "kenari.surel@contoh.example";
    let scan = Scan::of(&[word.to_owned()]);
    let percent = word.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let hex = word.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
    for hidden in [
        word.as_bytes().to_vec(),
        word.to_uppercase().into_bytes(),
        utf16(word),
        word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        STANDARD.encode(word).into_bytes(),
        STANDARD.encode(format!("a{word}b")).into_bytes(),
        URL_SAFE.encode(format!("ab{word}")).into_bytes(),
        STANDARD.encode(utf16(word)).into_bytes(),
        hex.into_bytes(),
        percent.into_bytes(),
        b"surel=kenari.surel%40contoh.example&x=1".to_vec(),
        word.chars().rev().collect::<String>().into_bytes(),
    ] {
        let around = [b"\x01\x02", &hidden[..], b"\xff"].concat();
        assert_eq!(scan.find(&around), [word], "{:?}", String::from_utf8_lossy(&hidden));
    }
    assert_eq!(scan.find(b"nothing of the kind"), Vec::<&str>::new());
}

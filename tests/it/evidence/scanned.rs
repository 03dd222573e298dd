//! A real clamd, with signatures of our own.

use std::fs;
use std::path::PathBuf;

use image::ImageFormat;
use kentongan::clock;
use kentongan::config::EvidenceConfig;
use kentongan::files::clamd::Verdict;
use kentongan::jobs;

use super::Office;
use crate::load::corpus::{archive, docx, pdf, picture};
use crate::load::scanner::{Scanner, eicar};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("kt-av-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

async fn office(scanner: &Scanner) -> Office {
    Office::open(EvidenceConfig { clamd: Some(scanner.address()), ..EvidenceConfig::default() }).await
}

async fn later(office: &Office, minutes: i64) {
    let at = clock::now() + chrono::TimeDelta::minutes(minutes);
    Box::pin(clock::pretend(at, jobs::evidence::round(&office.world.app))).await.unwrap();
}

#[tokio::test]
async fn a_virus_is_found_however_it_is_wrapped_and_nobody_can_open_it() {
    let folder = Folder::new();
    let scanner = Scanner::start(&folder.0).await;
    let office = office(&scanner).await;
    let virus = eicar();
    let text = String::from_utf8(virus.clone()).unwrap();
    let files = [
        ("surat.pdf", pdf(&[format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len())], "", "")),
        ("surat.docx", docx("<?xml version=\"1.0\"?><a/>", &[("word/media/a.bin", &virus)])),
        (
            "dalam.docx",
            docx("<?xml version=\"1.0\"?><a/>", &[("word/embeddings/a.zip", &archive(&[("a.com", &virus)]))]),
        ),
        ("foto.png", [picture(ImageFormat::Png, 3), virus].concat()),
    ];
    for (name, bytes) in files {
        let filed = office.receives(name, bytes).await;
        office.at(&filed).await.see("menunggu pindai").not_see("Unduh");
        office.works().await;
        office.at(&filed).await.see("terinfeksi").see("menemukan virus").not_see("Unduh").not_see("Lihat gambar");
    }
    let good = office.receives("papan.png", picture(ImageFormat::Png, 4)).await;
    office.works().await;
    office.at(&good).await.see("bersih").press("Unduh").await;
}

/// ClamAV's own test program in every wrapping that Debian ships.
#[tokio::test]
async fn every_test_file_of_clamav_is_stopped() {
    let folder = Folder::new();
    let scanner = Scanner::start(&folder.0).await;
    let mut missed = Vec::new();
    let mut looked = 0;
    for entry in fs::read_dir("/usr/share/clamav-testfiles").expect("the package clamav-testfiles") {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        looked += 1;
        let verdict = scanner.address().scan(futures_util::stream::iter([Ok(bytes.into())])).await.unwrap();
        // one is packed nine times over, deeper than the scanner looks: that stays closed as well
        if verdict == Verdict::Clean {
            missed.push(path);
        }
    }
    assert!(looked >= 40, "{looked} files");
    assert_eq!(missed, Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_locked_archive_cannot_be_scanned_and_stays_closed() {
    let folder = Folder::new();
    let scanner = Scanner::start(&folder.0).await;
    // bit 0 of the flags, in the local header and in the directory, says that a part is encrypted
    let mut locked = docx("<?xml version=\"1.0\"?><a/>", &[("word/a.bin", &[7; 400])]);
    for mark in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let name_at = if mark[2] == 3 { 6 } else { 8 };
        let places: Vec<usize> = (0..locked.len() - 4).filter(|&at| &locked[at..at + 4] == mark).collect();
        places.into_iter().for_each(|at| locked[at + name_at] |= 1);
    }
    let verdict = scanner.address().scan(futures_util::stream::iter([Ok(locked.into())])).await.unwrap();
    assert_eq!(verdict, Verdict::Unscannable);
}

/// T-32, the short form: gone, hanging, back.
#[tokio::test]
async fn without_the_scanner_files_are_taken_and_wait_until_it_is_back() {
    let folder = Folder::new();
    let mut scanner = Scanner::start(&folder.0).await;
    let office = office(&scanner).await;
    let early = office.receives("satu.png", picture(ImageFormat::Png, 5)).await;
    scanner.gone();
    let second = office.receives("dua.png", picture(ImageFormat::Png, 6)).await;
    office.works().await;
    let mut admin = office.world.desk_of(office.handler).await;
    admin.visit("/petugas/kelola").await.see("Pemindai virus tidak menjawab sejak");
    for filed in [&early, &second] {
        office.at(filed).await.see("menunggu pindai").see("metadata dihapus").not_see("Unduh");
    }
    scanner.back().await;
    scanner.hangs();
    later(&office, 2).await;
    office.at(&early).await.see("menunggu pindai").not_see("Unduh");
    scanner.goes_on();
    later(&office, 6).await;
    for filed in [&early, &second] {
        office.at(filed).await.see("bersih").see("Unduh");
    }
    admin.visit("/petugas/kelola").await.not_see("Pemindai virus tidak menjawab");
}

#[tokio::test]
async fn an_office_without_a_scanner_says_openly_what_it_does() {
    let closed = Office::open(EvidenceConfig::default()).await;
    let filed = closed.receives("papan.png", picture(ImageFormat::Png, 7)).await;
    closed.works().await;
    closed.at(&filed).await.see("belum dipindai").see("belum punya pemindai virus").not_see("Unduh");
    let mut admin = closed.world.desk_of(closed.handler).await;
    admin.visit("/petugas/kelola").await.see("petugas tidak dapat membuka bukti");
    let open = Office::without_scanner().await;
    let mut admin = open.world.desk_of(open.handler).await;
    admin.visit("/petugas/kelola").await.see("Bukti dibuka tanpa dipindai");
}

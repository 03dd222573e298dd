//! Files that break what works on them: each is given up for what it did, and no other waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use image::ImageFormat;
use kentongan::case::db;
use kentongan::clock;
use kentongan::config::EvidenceConfig;
use kentongan::db::Actor;
use kentongan::files::clamd::Clamd;
use kentongan::jobs;
use sqlx::Executor;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use super::Office;
use crate::load::corpus::picture;
use crate::load::corpus::planted::planted;

/// A scanner that greets everybody, and answers about a file what it is told to; nothing at all when that is empty. About
/// the small file by which it is tried it says something of its own.
fn scanner(answer: &'static str, tried: &'static str) -> (Clamd, Arc<AtomicUsize>) {
    let path = std::env::temp_dir().join(format!("kt-{}", uuid::Uuid::new_v4().simple()));
    let (listener, asked) = (UnixListener::bind(&path).unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut wire, _) = listener.accept().await.unwrap();
            let mut order = [0; 6];
            wire.read_exact(&mut order).await.unwrap();
            if &order == b"zPING\0" {
                wire.write_all(b"PONG\0").await.unwrap();
                continue;
            }
            let mut file = Vec::new();
            while !file.ends_with(&[0; 4]) {
                let mut piece = [0; 4096];
                match wire.read(&mut piece).await.unwrap() {
                    0 => break,
                    length => file.extend_from_slice(&piece[..length]),
                }
            }
            if file.windows(9).any(|part| part == b"Kentongan") {
                wire.write_all(tried.as_bytes()).await.unwrap();
                continue;
            }
            counted.fetch_add(1, Ordering::Relaxed);
            wire.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (Clamd::Unix(path), asked)
}

/// What is asked `times` with half an hour between, and a bit.
async fn half_hours(office: &Office, times: i64) {
    let start = clock::now();
    for n in 0..times {
        let at = start + TimeDelta::minutes(31 * n);
        Box::pin(clock::pretend(at, jobs::evidence::round(&office.world.app))).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_over_which_the_scanner_falls_or_fails_is_given_up_and_sealed() {
    for (answer, times) in [("", 3), ("stream: Can't open file ERROR\0", 10)] {
        let (clamd, asked) = scanner(answer, "stream: OK\0");
        let office = Office::open(EvidenceConfig { clamd: Some(clamd), ..EvidenceConfig::default() }).await;
        let filed = office.receives("papan.png", picture(ImageFormat::Png, 5)).await;
        half_hours(&office, times - 1).await;
        assert_ne!(office.evidence(&filed).await.scan, "unscannable", "too early for {answer:?}");
        half_hours(&office, times + 1).await;
        let file = office.evidence(&filed).await;
        assert_eq!(file.scan, "unscannable", "{answer:?}");
        assert_eq!(file.original, db::Original::Sealed);
        assert_eq!(i64::try_from(asked.load(Ordering::Relaxed)), Ok(times), "{answer:?}");
        office.at(&filed).await.see("tidak dapat dipindai").not_see("Unduh");
    }
}

/// Without room for what it unpacks, it fails at whatever it is given.
#[tokio::test]
async fn a_scanner_that_fails_at_every_file_is_away_and_no_file_is_to_blame() {
    let (clamd, asked) = scanner("stream: Can't open file ERROR\0", "stream: Can't open file ERROR\0");
    let office = Office::open(EvidenceConfig { clamd: Some(clamd), ..EvidenceConfig::default() }).await;
    let filed = office.receives("papan.png", picture(ImageFormat::Png, 5)).await;
    half_hours(&office, 12).await;
    assert!(asked.load(Ordering::Relaxed) >= 12);
    assert_eq!(office.evidence(&filed).await.scan, "pending");
    let mut admin = office.world.desk_of(office.handler).await;
    admin.visit("/petugas/kelola").await.see("Pemindai virus tidak menjawab sejak");
}

impl Office {
    /// Takes the file for a copy, as a worker does, at a moment when nobody has it.
    async fn takes(&self, after: i64) -> db::Taken {
        let now = clock::now() + TimeDelta::minutes(after);
        let mut tx = self.world.app.db.begin(Actor::System).await.unwrap();
        let taken = db::take_for_copy(&mut tx, now, now).await.unwrap().expect("a file");
        tx.commit().await.unwrap();
        taken
    }

    async fn puts_back(&self, taken: &db::Taken, slow: i32) {
        let mut tx = self.world.app.db.begin(Actor::System).await.unwrap();
        db::put_off_copy(&mut tx, taken, clock::now(), slow).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A machine without memory ends the child and the worker together, every time.
#[tokio::test]
async fn a_file_with_which_workers_vanish_is_given_up_at_the_fourth_time() {
    let office = Office::without_scanner().await;
    let filed = office.receives("papan.png", picture(ImageFormat::Png, 6)).await;
    for lost in 0..3 {
        assert_eq!(office.takes(0).await.failed, lost);
    }
    office.works().await;
    let file = office.evidence(&filed).await;
    assert_eq!((file.scrub.as_str(), file.scrub_reason.as_deref()), ("original", Some("broken")));
}

#[tokio::test]
async fn a_file_that_waited_for_others_is_not_to_blame() {
    let office = Office::without_scanner().await;
    let filed = office.receives("papan.png", picture(ImageFormat::Png, 7)).await;
    for tries in 1..=9 {
        let taken = office.takes(0).await;
        assert_eq!((taken.tries, taken.slow, taken.failed), (tries, 0, 0));
        office.puts_back(&taken, 0).await;
    }
    let taken = office.takes(0).await;
    office.puts_back(&taken, 1).await;
    assert_eq!(office.takes(0).await.slow, 1, "it was one of the child's timeouts, not the tenth");
    office.works().await;
    assert_eq!(office.evidence(&filed).await.scrub, "stripped");
}

/// Nobody scans it: the original is sealed and there is no copy.
#[tokio::test]
async fn a_file_from_before_the_scanner_says_that_it_is_sealed_and_not_that_it_waits() {
    let (clamd, _) = scanner("", "");
    let office = Office::open(EvidenceConfig { clamd: Some(clamd), ..EvidenceConfig::default() }).await;
    let heic = [&24_u32.to_be_bytes()[..], b"ftypheic\0\0\0\0mif1heic", &[0; 64]].concat();
    let filed = office.receives("IMG_7.heic", heic).await;
    office.world.owner().await.execute("update evidence set scan = 'clean'").await.unwrap();
    office.works().await;
    office.world.owner().await.execute("update evidence set scan = 'unscanned'").await.unwrap();
    office.works().await;
    let mut rara = office.at(&filed).await;
    rara.see("tersegel sebagai bukti").see("belum dipindai").not_see("menunggu pindai").not_see("Unduh");
}

/// R6: whoever has a disk of the office finds the same file there, and with it who sent it.
#[tokio::test]
async fn officers_get_the_mark_of_the_copy_and_not_of_the_original() {
    let office = Office::without_scanner().await;
    let filed = office.receives("IMG_2041.jpg", planted(0).bytes).await;
    let original = office.evidence(&filed).await.meta.sha256;
    office.at(&filed).await.not_see(&original);
    office.works().await;
    let copy = office.evidence(&filed).await.copy.expect("a copy").sha256;
    office.at(&filed).await.see(&copy).not_see(&original);
}

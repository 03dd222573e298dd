//! The copy without metadata.

use axum::body::Body;
use axum::extract::Request;
use image::{GenericImageView, ImageFormat};
use kentongan::case::act::{self, NewCase, Who, Words};
use kentongan::case::action::{Action, Given};
use kentongan::case::db;
use kentongan::case::state::{Role, Side};
use kentongan::db::Actor;
use kentongan::files::FileKind;
use kentongan::files::sandbox::{Confinement, Outcome, Sandbox};
use kentongan::files::scrub::Unfit;

use super::Office;
use crate::load::corpus::bombs::bombs;
use crate::load::corpus::heap::sort;
use crate::load::corpus::looked::{in_parts, nothing_planted_is_left, sandbox};
use crate::load::corpus::planted::planted;
use crate::load::corpus::{docx, picture};

#[test]
fn a_child_reads_no_file_reaches_no_network_and_starts_nothing() {
    assert_eq!(sandbox().confinement().unwrap(), Confinement::Holds);
}

/// A child that has closed its output and does not go would keep every later file waiting.
#[test]
fn a_child_that_says_nothing_more_and_stays_is_ended() {
    let mute = Sandbox::new(Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/evidence/mute.sh").into()));
    let began = std::time::Instant::now();
    assert!(matches!(mute.scrub(FileKind::Jpg, b"surat".to_vec()).unwrap(), Outcome::TimedOut));
    assert!(began.elapsed().as_secs() < 15, "it was waited for: {:?}", began.elapsed());
}

#[test]
fn the_words_of_the_schema_are_those_of_the_program() {
    for reason in Unfit::ALL {
        assert_eq!(Unfit::from_code(reason.code()), Some(reason));
    }
}

/// T-31, the short form: one file of every kind.
#[test]
fn nothing_of_what_was_planted_reaches_an_officer() {
    let folder = std::env::temp_dir().join(format!("kentongan-planted-{}", uuid::Uuid::new_v4()));
    assert_eq!(nothing_planted_is_left((0..13).map(planted), &folder), 13);
}

/// T-30, the short form: every seventh of all ways in which a file may come.
#[tokio::test]
async fn a_file_is_refused_with_a_reason_or_kept_and_no_copy_tells() {
    let office = Office::without_scanner().await;
    let sorted = sort(&office.world.app.store, (0..156).step_by(7)).await;
    assert_eq!((sorted.seen(), sorted.telling()), (23, 0), "{sorted}");
}

/// T-29, the short form: one bomb of each family.
#[test]
fn every_bomb_is_told_from_a_file_and_costs_a_bounded_while() {
    for (name, kind, bytes) in bombs(false) {
        let began = std::time::Instant::now();
        let outcome = sandbox().scrub(kind, bytes).unwrap();
        assert!(!matches!(outcome, Outcome::Unconfined), "{name}");
        assert!(began.elapsed().as_secs() <= 25, "{name} took {:?}", began.elapsed());
    }
}

#[test]
fn a_picture_that_lay_on_its_side_stands_and_says_nothing() {
    let file = planted(0);
    let Outcome::Clean(kind, copy) = sandbox().scrub(file.kind, file.bytes).unwrap() else { panic!("a picture") };
    assert_eq!(kind, FileKind::Jpg);
    let image = image::load_from_memory_with_format(&copy, ImageFormat::Jpeg).unwrap();
    assert_eq!(image.dimensions(), (24, 32), "orientation 6 turns it by a quarter");
}

#[test]
fn a_document_keeps_its_words_and_loses_its_author() {
    let file = planted(4);
    let Outcome::Clean(_, copy) = sandbox().scrub(file.kind, file.bytes).unwrap() else { panic!("a document") };
    assert!(in_parts(&copy, &|part| part.windows(9).any(|window| window == b"Isi surat")));
    assert!(!in_parts(&copy, &|part| part.windows(5).any(|window| window == b"Users")));
}

#[test]
fn an_entity_that_would_be_expanded_is_refused() {
    let laugh = docx("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", &[]);
    assert!(matches!(sandbox().scrub(FileKind::Docx, laugh).unwrap(), Outcome::Unfit(Unfit::Unsafe)));
}

#[tokio::test]
async fn an_officer_gets_the_copy_and_looking_at_it_is_written_down() {
    let office = Office::without_scanner().await;
    let file = planted(0);
    let filed = office.receives("IMG_2041.jpg", file.bytes.clone()).await;
    office.at(&filed).await.see("Salinan tanpa metadata sedang dibuat").not_see("Unduh");
    office.works().await;
    let mut rara = office.at(&filed).await;
    rara.see("metadata dihapus").see("belum dipindai").press("Unduh").await;
    assert_eq!(rara.status(), 200);
    assert_eq!(rara.header("content-type"), "image/jpeg");
    assert!(rara.header("content-disposition").starts_with("attachment; filename=\"KTG-"));
    assert_eq!(rara.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(rara.header("x-content-type-options"), "nosniff");
    assert_eq!(rara.header("cross-origin-resource-policy"), "same-origin");
    assert!(!rara.bytes().windows(11).any(|window| window == b"KenariTanam"), "the original was handed out");
    let mut rara = office.at(&filed).await;
    rara.follow("Lihat gambar").await.see("Pembukaan ini dicatat");
    let picture = rara.attr_of("img.bukti-gambar", "src").expect("a picture");
    rara.send(Request::get(picture).header("sec-fetch-dest", "image").body(Body::empty()).unwrap()).await;
    assert_eq!((rara.status(), rara.header("content-disposition")), (200, "inline"));
    let mut tx = office.world.app.db.begin(Actor::System).await.unwrap();
    let readers = db::readers(&mut tx, filed.case, 9).await.unwrap();
    assert!(readers.iter().any(|reading| reading.what == "file"), "nobody wrote it down");
    let report = kentongan::ledger::verify(&office.world.app.db, &office.world.app.keys, &office.world.app.store);
    assert!(report.await.unwrap().faults.is_empty(), "the original is what the record says");
}

#[tokio::test]
async fn only_a_picture_of_ours_is_shown_inside_and_only_inside() {
    let office = Office::without_scanner().await;
    let paper = office.receives("surat.pdf", planted(3).bytes).await;
    let photo = office.receives("papan.png", picture(ImageFormat::Png, 1)).await;
    office.works().await;
    office.at(&paper).await.see("Unduh").not_see("Lihat gambar").visit("x").await;
    for (filed, destination, status) in [(&paper, "image", 404), (&photo, "document", 404), (&photo, "image", 200)] {
        let mut rara = office.at(filed).await;
        let file = office.evidence(filed).await.id;
        let path = format!("/petugas/kasus/{}/bukti/{file}/gambar", filed.number);
        let request = Request::get(path).header("sec-fetch-dest", destination).body(Body::empty()).unwrap();
        rara.send(request).await;
        assert_eq!(rara.status(), status, "{destination}");
    }
}

#[tokio::test]
async fn what_cannot_be_stripped_stays_sealed_and_says_so() {
    let office = Office::without_scanner().await;
    let heic = [&24_u32.to_be_bytes()[..], b"ftypheic\0\0\0\0mif1heic", &[0; 64]].concat();
    let filed = office.receives("IMG_7.heic", heic).await;
    office.works().await;
    let mut rara = office.at(&filed).await;
    rara.see("metadata tidak dihapus").see("tersegel sebagai bukti").not_see("Unduh");
    let file = office.evidence(&filed).await;
    assert_eq!((file.scrub.as_str(), file.scrub_reason.as_deref()), ("original", Some("kind")));
}

/// A clerk types for somebody: the file is that person's all the same.
#[tokio::test]
async fn what_is_handed_in_at_the_counter_is_the_reporters_and_stays_sealed() {
    let office = Office::without_scanner().await;
    let clerk = office.world.hire("loket", &[(Some(office.unit), Role::Clerk)]).await;
    let heic = [&24_u32.to_be_bytes()[..], b"ftypheic\0\0\0\0mif1heic", &[0; 64]].concat();
    let at_the_counter = NewCase {
        by: Some(clerk),
        channel: "counter",
        files: vec![office.world.stored("IMG_7.heic", heic.clone()).await],
        ..office.world.complaint("Pungli di loket")
    };
    let filed = office.world.file(at_the_counter).await;
    let brought = Words {
        files: vec![office.world.stored("IMG_8.heic", heic).await],
        public: Some("Ini fotonya.".to_owned()),
        on_behalf: Some(Side::Reporter),
        ..Words::default()
    };
    let rara = Who::Officer(office.handler);
    for (action, words) in
        [(Action::StartScreening, Words::default()), (Action::Message { text: Given(true) }, brought)]
    {
        act::act(&office.world.app, rara, filed.case, action, words).await.unwrap();
    }
    office.works().await;
    let mut rara = office.world.desk_of(office.handler).await;
    for file in office.all(&filed).await {
        rara.visit(&format!("/petugas/kasus/{}/bukti/{}", filed.number, file.id)).await;
        rara.see("tersegel sebagai bukti").not_see("Unduh");
        assert_eq!(file.original, db::Original::Sealed);
    }
}

/// A worker that dies with a file in its hands: another takes it up after the lease, and what it wrote late counts for nothing.
#[tokio::test]
async fn a_worker_that_dies_loses_nothing_and_doubles_nothing() {
    let office = Office::without_scanner().await;
    let filed = office.receives("papan.png", picture(ImageFormat::Png, 2)).await;
    let now = kentongan::clock::now();
    let mut tx = office.world.app.db.begin(Actor::System).await.unwrap();
    let first = db::take_for_copy(&mut tx, now, now + chrono::TimeDelta::minutes(5)).await.unwrap().expect("a file");
    assert!(db::take_for_copy(&mut tx, now, now).await.unwrap().is_none(), "it is in somebody's hands");
    let later = now + chrono::TimeDelta::minutes(6);
    let second = db::take_for_copy(&mut tx, later, later).await.unwrap().expect("the same file again");
    assert_eq!((second.id, second.tries), (first.id, 2));
    let (key, _) = first.open(&office.world.app.keys).unwrap();
    let copy = db::FileCopy {
        id: uuid::Uuid::new_v4(),
        identity: String::new(),
        mime: "image/png".into(),
        size: 1,
        sha256: String::new(),
    };
    assert!(!db::keep_copy(&mut tx, &key, &first, &copy).await.unwrap(), "the first comes too late");
    assert!(db::keep_copy(&mut tx, &key, &second, &copy).await.unwrap());
    assert!(!db::keep_copy(&mut tx, &key, &second, &copy).await.unwrap(), "once is enough");
    tx.commit().await.unwrap();
    assert_eq!(office.evidence(&filed).await.scrub, "stripped");
}

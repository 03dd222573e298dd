//! Complaints that come out of a case that is open already.

use kentongan::clock;
use kentongan::db::Actor;
use kentongan::web::session;
use uuid::Uuid;

use super::{STORY, code, to_check, to_event, value};
use crate::pages::sound;
use crate::world::{Browser, World};

/// The case behind the receipt on the page.
async fn case_of(world: &World, reader: &Browser) -> Uuid {
    let number = reader.words_of("dd.mono").expect("a number");
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    sqlx::query_scalar("select id from cases where number = $1").bind(number).fetch_one(&mut *tx).await.unwrap()
}

/// Opens a case in a browser, as typing its code does.
async fn open_case(world: &World, reader: &mut Browser, case: Uuid) {
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let cookie = session::open_case(&mut tx, case, clock::now(), world.app.secure).await.unwrap();
    tx.commit().await.unwrap();
    reader.keep(cookie.to_str().unwrap());
}

/// Posts a form of one button that another slice's page holds, and says where that leads.
async fn tap_to(reader: &mut Browser, action: &str) -> String {
    reader.visit("/lanjut").await;
    let token = reader.attr_of("input[name=token]", "value").unwrap();
    let body = serde_html_form::to_string([("token", token)]).unwrap();
    let request = axum::extract::Request::builder()
        .method("POST")
        .uri(action)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body))
        .unwrap();
    reader.send(request).await;
    assert_eq!(reader.status(), 303);
    let to = reader.header("location").to_owned();
    reader.visit(&to).await;
    to
}

/// The same where nothing stands in the way.
async fn tap(reader: &mut Browser, action: &str) {
    assert_eq!(tap_to(reader, action).await, "/lapor/cara");
}

/// Somebody whose case is open in a browser that noted its code.
async fn with_a_case_open(world: &World) -> Browser {
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.tick("setuju").press("Kirim pengaduan").await;
    let case = case_of(world, &sari).await;
    sari.press("Saya sudah mencatat kode").await;
    open_case(world, &mut sari, case).await;
    sari
}

#[tokio::test]
async fn a_half_written_complaint_gets_its_code_before_another_takes_its_place() {
    let world = World::open().await;
    let mut sari = with_a_case_open(&world).await;
    to_event(&mut sari).await;
    sari.fill("uraian", "Baru separuh.").press("Simpan, teruskan nanti").await;
    sari.press("Saya sudah mencatat, tutup draf di sini").await;
    to_event(&mut sari).await;
    sari.fill("uraian", STORY).fill("lokasi", "Loket").fill("tanggal_b", "1").fill("tanggal_t", "2026");
    sari.press("Simpan dan lanjutkan").await;

    assert_eq!(tap_to(&mut sari, "/lapor/pembalasan").await, "/lapor/nanti?belum=catat");
    sari.see("masih ada isian yang belum dikirim");
    sound(&sari, "id");
    let draft = code(&sari);
    tap(&mut sari, "/lapor/pembalasan").await;
    sari.press("Lanjutkan").await.see("Langkah 2 dari 6");
    assert_eq!(tap_to(&mut sari, "/lapor/pembalasan").await, "/lapor/jenis", "a second tap goes on with the first");

    // and the way back: what the tap began is not lost either
    sari.visit("/lanjut").await.fill("kode", &draft).press("Buka draf").await.see("masih ada isian yang belum dikirim");
    let linked = code(&sari);
    sari.visit("/lanjut").await.fill("kode", &draft).press("Buka draf").await;
    assert_eq!(sari.path(), "/lapor/bukti");
    sari.visit("/lapor/kejadian").await;
    assert_eq!(value(&sari, "uraian"), STORY);
    sari.visit("/lanjut").await.fill("kode", &linked).press("Buka draf").await.visit("/lapor/jenis").await;
    assert!(sari.attr_of("input[value=pembalasan]", "checked").is_some());
}

#[tokio::test]
async fn a_receipt_that_was_not_noted_stays_until_it_is() {
    let world = World::open().await;
    let mut sari = with_a_case_open(&world).await;
    to_check(&mut sari).await;
    sari.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    let (unread, mut tab) = (code(&sari), sari.clone());
    assert_eq!(tap_to(&mut sari, "/lapor/pembalasan").await, "/lapor/diterima?belum=catat");
    assert_eq!(code(sari.see("Catat dulu kode ini")), unread);
    let mut phone = world.browser();
    to_event(&mut phone).await;
    phone.press("Simpan, teruskan nanti").await;
    let draft = code(&phone);
    sari.visit("/lanjut").await.fill("kode", &draft).press("Buka draf").await;
    assert_eq!(code(sari.see("Catat dulu kode ini")), unread);
    sari.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup");
    tap(&mut sari, "/lapor/pembalasan").await;
    // an old tab with the receipt of the case before: it closes nothing of the new complaint
    tab.keep(&format!("draf={};", sari.cookie("draf").unwrap())).press("Saya sudah mencatat kode").await;
    assert_eq!(tab.path(), "/lapor/jenis");
    assert_eq!(tab.cookie("draf"), sari.cookie("draf"));
}

#[tokio::test]
async fn retaliation_is_one_tap_from_an_opened_case_and_linked_to_it() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.tick("setuju").press("Kirim pengaduan").await;
    let first = case_of(&world, &sari).await;
    sari.press("Saya sudah mencatat kode").await;
    open_case(&world, &mut sari, first).await;
    tap(&mut sari, "/lapor/pembalasan").await;
    sari.press("Lanjutkan").await.see("Langkah 2 dari 6");
    assert!(sari.attr_of("input[value=pembalasan]", "checked").is_some(), "the choice is made");
    sari.choose("hubungan", "alami").press("Simpan dan lanjutkan").await;
    assert_eq!(value(&sari, "instansi"), "Dinas Zzz Umpama");
    sari.fill("unit", "Loket").choose("status", "pns").press("Simpan dan lanjutkan").await;
    sari.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket").fill("uraian", STORY);
    sari.press("Simpan dan lanjutkan").await.press("Simpan dan lanjutkan").await.tick("setuju");
    sari.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    let second = case_of(&world, &sari).await;
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let link: (Uuid, String) = sqlx::query_as("select other_id, kind from link where case_id = $1")
        .bind(second)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(link, (first, "retaliation".to_owned()));
}

#[tokio::test]
async fn a_consultation_becomes_a_complaint_with_nothing_typed_twice() {
    let world = World::open().await;
    let mut budi = world.browser();
    let question = "Atasan saya meminta setoran tiap bulan. Apakah saya boleh menolak, dan bagaimana caranya?";
    budi.visit("/konsultasi/tulis").await.choose("topik", "hak").choose("cara", "anonim");
    budi.press("Simpan dan lanjutkan").await.fill("pertanyaan", question).press("Simpan dan lanjutkan").await;
    budi.press("Kirim pertanyaan").await.see("Pertanyaan Anda sudah kami terima");
    let case = case_of(&world, &budi).await;
    open_case(&world, &mut budi, case).await;
    tap(&mut budi, "/lapor/dari-konsultasi").await;
    assert!(budi.attr_of("input[value=anonim]", "checked").is_some(), "who was anonymous stays so");
    budi.press("Lanjutkan")
        .await
        .choose("jenis", "pungli")
        .choose("hubungan", "alami")
        .press("Simpan dan lanjutkan")
        .await;
    budi.fill("instansi", "Zzz").fill("unit", "Loket").choose("status", "pns").press("Simpan dan lanjutkan").await;
    assert_eq!(value(&budi, "uraian"), question);
}

//! Drafts: out of order, on another device, after quick exit, after a day.

use kentongan::db::Actor;

use super::{PHOTO, QUESTION, STORY, code, refused, to_check, to_choice, to_event, to_evidence, to_question, value};
use crate::world::World;

#[tokio::test]
async fn pages_out_of_order_lead_to_the_first_unfinished_one() {
    let world = World::open().await;
    let mut sari = world.browser();
    for path in ["/lapor/kontak", "/lapor/jenis", "/lapor/kejadian", "/lapor/bukti", "/lapor/periksa", "/lapor/nanti"] {
        sari.visit(path).await;
        assert_eq!(sari.path(), "/", "{path} without a draft");
    }
    to_choice(&mut sari).await;
    for path in ["/lapor/terlapor", "/lapor/kejadian", "/lapor/bukti", "/lapor/periksa", "/lapor/diterima"] {
        sari.visit(path).await;
        assert_eq!(sari.path(), "/lapor/jenis", "{path}");
    }
    sari.visit("/lapor/cara").await;
    assert_eq!(sari.status(), 200, "going back is free");
}

#[tokio::test]
async fn a_draft_goes_on_elsewhere_with_its_code_and_survives_quick_exit() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    sari.fill("tanggal_b", "13").fill("uraian", "Baru separuh.").press("Simpan, teruskan nanti").await;
    sari.see("Draf disimpan");
    assert_eq!(sari.path(), "/lapor/nanti");
    let draft = code(&sari);
    assert!(draft.starts_with("D-") && draft.len() == 31, "{draft}");
    sari.visit("/lapor/nanti").await;
    assert_eq!(code(&sari), draft, "the page can be looked at again");
    sari.visit("/keluar").await;
    sari.visit("/lapor/nanti").await;
    assert_eq!(sari.path(), "/");

    let mut phone = world.browser();
    phone.visit("/lanjut").await.press("Buka draf").await;
    refused(&phone, "kode", "Tulis kode draf Anda");
    phone.fill("kode", "D-7KQ4").press("Buka draf").await;
    refused(&phone, "kode", "Kode draf punya 24 huruf dan angka setelah D-. Yang Anda tulis baru 4");
    phone.fill("kode", &draft.to_lowercase().replace('-', " ")).press("Buka draf").await;
    assert_eq!(phone.path(), "/lapor/kejadian");
    assert_eq!((value(&phone, "tanggal_b"), value(&phone, "uraian")), ("13".into(), "Baru separuh.".into()));
    phone.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket").fill("uraian", STORY);
    phone.press("Simpan dan lanjutkan").await.press("Simpan dan lanjutkan").await.tick("setuju");
    phone.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    // A draft code opens no case.
    let mut other = world.browser();
    other.visit("/lanjut").await.fill("kode", &draft).press("Buka draf").await;
    refused(&other, "kode", "Tidak ada draf dengan kode ini, atau sudah lewat 24 jam, atau sudah dikirim");
}

#[tokio::test]
async fn quick_exit_and_deletion_leave_no_draft() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    let cookie = format!("draf={}", sari.cookie("draf").unwrap());
    sari.visit("/keluar").await;
    assert!(sari.cookie("draf").is_none());
    let mut thief = world.browser();
    thief.keep(&cookie).visit("/lapor/kejadian").await;
    assert_eq!(thief.status(), 410, "the draft is gone, not only the cookie");

    to_check(&mut sari).await;
    let cookie = format!("draf={}", sari.cookie("draf").unwrap());
    sari.follow("Hapus draf ini").await.see("Hapus draf ini?").press("Hapus draf").await.see("Draf sudah dihapus");
    thief.keep(&cookie).visit("/lapor/periksa").await;
    assert_eq!(thief.status(), 410);
}

/// The pages that take files too.
#[tokio::test]
async fn words_and_files_survive_a_draft_that_ended_meanwhile() {
    let world = World::open().await;
    let (mut budi, mut sari) = (world.browser(), world.browser());
    to_question(&mut budi).await;
    to_evidence(&mut sari).await;
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    sqlx::query("update draft set expires_at = now() - interval '1 minute'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    budi.fill("pertanyaan", QUESTION).attach("berkas", "sk.jpg", PHOTO).press("Simpan dan lanjutkan").await;
    assert_eq!(budi.path(), "/konsultasi/tulis");
    budi.choose("topik", "hak").choose("cara", "anonim").press("Simpan dan lanjutkan").await;
    budi.see("Periksa").see(QUESTION).see("sk.jpg");
    // the other browser was emptied by quick exit in another tab
    let page = sari.fill("saksi", "Dua orang").attach("berkas", "foto.jpg", PHOTO).clone();
    sari.visit("/keluar").await;
    let mut sari = page;
    sari.press("Simpan dan lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/cara");
    sari.choose("cara", "anonim").press("Lanjutkan").await.visit("/lapor/kejadian").await;
    assert_eq!(sari.path(), "/lapor/jenis", "the pages before it are asked again");
}

#[tokio::test]
async fn quick_exit_waits_for_no_database() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    let mut owner = world.owner().await;
    let mut held = sqlx::Connection::begin(&mut owner).await.unwrap();
    sqlx::query("select from draft for update").execute(&mut *held).await.unwrap();
    let began = std::time::Instant::now();
    sari.visit("/keluar").await;
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "held for {:?}", began.elapsed());
    assert_eq!((sari.status(), sari.cookie("draf")), (303, None));
    held.commit().await.unwrap();
    world.app.tasks.close();
    world.app.tasks.wait().await;
    let left: i64 = sqlx::query_scalar("select count(*) from draft").fetch_one(&mut owner).await.unwrap();
    assert_eq!(left, 0, "it is ended all the same");
}

#[tokio::test]
async fn typed_words_survive_a_draft_that_ended_meanwhile() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    sari.fill("uraian", STORY).fill("lokasi", "Loket").fill("tanggal_b", "1").fill("tanggal_t", "2026");
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    sqlx::query("update draft set expires_at = now() - interval '1 minute'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    sari.press("Simpan dan lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/cara", "a new draft begins with these words in it");
    sari.choose("cara", "anonim").press("Lanjutkan").await;
    sari.choose("jenis", "pungli").choose("hubungan", "alami").press("Simpan dan lanjutkan").await;
    sari.fill("instansi", "Zzz").fill("unit", "Loket").choose("status", "pns").press("Simpan dan lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/bukti", "the event is not asked again");
}

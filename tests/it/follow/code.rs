//! The code opens the case, locks it, and is changed.

use axum::body::Body;
use axum::http::Request;
use kentongan::case::act::NewCase;
use kentongan::case::db;
use kentongan::case::state::{Finding, Kind, Mode, Role};
use kentongan::vault;

use super::Office;

#[tokio::test(flavor = "multi_thread")]
async fn the_code_opens_the_case() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.see(&filed.number).see("Permintaan uang di loket perizinan").see("Anonim").see("Diterima");
    sari.see("Giliran petugas").see("Pengaduan diterima").see("Belum ada pesan");
    assert!(!sari.title().contains("uang"), "no content in titles");
    assert_eq!(sari.header("cache-control"), "no-store");
    sari.follow("Lihat yang saya laporkan").await.see("Pungutan liar").see("Saya melihatnya").see("loket 2");
    sari.see("dua ratus ribu rupiah");
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_errors_are_caught_before_anything_is_looked_up() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let code = filed.code.show();
    let mut wrong: Vec<char> = code.chars().collect();
    wrong[2] = if wrong[2] == '7' { '8' } else { '7' };
    let draft = vault::DraftCode::generate().show();
    let mut sari = office.world.browser();
    sari.visit("/lacak").await;
    for (typed, says) in [
        ("", "Tulis kode lacak Anda"),
        ("7KQ4-M2XD-9TRH", "Kode harus 24 huruf dan angka. Yang Anda tulis baru 12"),
        (&format!("{code}-22"), "Kode harus 24 huruf dan angka. Yang Anda tulis 26"),
        ("7KQ4-M2XD-9TRH-C5WB-8N3P-JV6!", "Kode hanya berisi huruf dan angka"),
        (&wrong.iter().collect::<String>(), "Ada salah ketik di kode ini"),
        (&draft, "Ini kode draf, bukan kode lacak"),
    ] {
        sari.fill("kode", typed).press("Buka kasus").await.see(says);
        assert_eq!(sari.status(), 422, "{typed}");
        assert!(sari.title().starts_with("Galat: "));
        assert_eq!(sari.attr_of("#kode", "value").as_deref(), Some(typed), "what was typed is kept");
        assert_eq!(
            sari.words_of(".galat-ringkas a").unwrap(),
            sari.words_of("#kode-g").unwrap().replace("Galat: ", "")
        );
    }
    assert_eq!(sari.cookie("coba"), None, "a typing error is no miss");
    let forgiving = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    sari.fill("kode", &forgiving).press("Buka kasus").await.see(&filed.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_misses_comes_a_pause_with_its_end() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.world.browser();
    sari.visit("/lacak").await;
    for miss in 1..=5 {
        let unknown = vault::ReceiptCode::generate().show();
        sari.fill("kode", &unknown).press("Buka kasus").await;
        if miss < 5 {
            sari.see("Kode tidak cocok dengan kasus mana pun");
            assert_eq!(sari.status(), 422);
        }
    }
    sari.see("Terlalu banyak percobaan. Coba lagi pukul");
    assert_eq!(sari.status(), 429);
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Terlalu banyak percobaan");
    let mut other = office.reporter(&filed).await;
    other.see(&filed.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_case_asks_for_its_code() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let stolen = sari.cookie("kasus").unwrap().to_owned();
    sari.press("Tutup dan kunci kasus").await;
    assert_eq!((sari.path(), sari.cookie("kasus")), ("/", None));
    for path in ["/kasus", "/kasus/isi", "/kasus/kode", "/kasus/surat/1", "/kasus/akses"] {
        assert_eq!(sari.visit(path).await.path(), "/", "{path}: Back finds no more than the home page");
    }
    let mut thief = office.world.browser();
    thief.keep(&format!("kasus={stolen}"));
    assert_eq!(thief.visit("/kasus").await.path(), "/lacak");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_replaces_the_old_at_once() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let mut elsewhere = office.reporter(&filed).await;
    sari.follow("Ganti kode lacak").await.press("Buat kode baru").await.see("Kode lacak baru Anda");
    let code = sari.words_of(".kode").unwrap().replace(' ', "");
    assert!(sari.attr_of(".qr path", "d").is_some());
    assert_eq!(elsewhere.visit("/kasus").await.path(), "/lacak", "other browsers are locked out");
    elsewhere.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Kode tidak cocok");
    elsewhere.fill("kode", &code).press("Buka kasus").await.see(&filed.number);
    sari.follow("Saya sudah mencatat kode").await.see("Kode lacak diganti");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_a_clerk_has_seen_is_changed_first() {
    let office = Office::open().await;
    let clerk = office.world.hire("lola", &[(Some(office.unit), Role::Clerk)]).await;
    let filed = office
        .filed(NewCase { by: Some(clerk), channel: "counter", ..office.new(Kind::Complaint, Mode::Anonymous) })
        .await;
    let mut sari = office.world.browser();
    sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
    assert_eq!(sari.path(), "/kasus/kode");
    sari.see("pernah dilihat petugas loket").not_see("Permintaan uang");
    for path in ["/kasus", "/kasus/isi", "/kasus/akses"] {
        assert_eq!(sari.visit(path).await.path(), "/kasus/kode", "{path}");
    }
    sari.visit("/kasus/kode").await;
    let token = sari.attr_of("input[name=token]", "value").unwrap();
    for path in ["/kasus/jawab", "/kasus/bukti", "/kasus/cabut", "/lapor/pembalasan", "/lapor/dari-konsultasi"] {
        let form = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("token={token}&teks=")))
            .unwrap();
        sari.send(form).await.not_see("Permintaan uang");
        assert_eq!((sari.status(), sari.header("location")), (303, "/kasus/kode"), "{path}");
    }
    sari.visit("/kasus/kode").await.press("Buat kode baru").await;
    sari.follow("Saya sudah mencatat kode").await.see("Permintaan uang");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reporter_sees_who_may_see_and_who_has_seen() {
    let office = Office::open().await;
    let filed = office.accepted().await;
    let mut tx = office.world.app.db.begin(kentongan::db::Actor::Officer(office.analyst)).await.unwrap();
    db::note_reading(&mut tx, filed.case, office.analyst, "case", None, kentongan::clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut sari = office.reporter(&filed).await;
    sari.follow("Siapa yang boleh dan sudah melihat")
        .await
        .see("Penangan kasus (Petugas")
        .see("Pimpinan unit, Unit u1");
    sari.see("Analis").see("membuka kasus").see("Kami tidak menyimpan identitas Anda");
    for name in ["Bapak", "anna", "vera"] {
        sari.not_see(name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_both_languages() {
    let office = Office::open().await;
    let filed = office.decided(Finding::Proven).await;
    let cookie = office.reporter(&filed).await.cookie("kasus").unwrap().to_owned();
    for language in ["id", "en"] {
        let mut sari = office.world.browser().speaking(language);
        sari.keep(&format!("kasus={cookie}"));
        for path in
            ["/lacak", "/kasus", "/kasus/isi", "/kasus/akses", "/kasus/keberatan", "/kasus/surat/1", "/kasus/bukti"]
        {
            sari.visit(path).await.not_see("No localization");
            assert_eq!((sari.status(), sari.path()), (200, path));
            assert_eq!(sari.attr_of("html", "lang").as_deref(), Some(language));
            assert_eq!(sari.page().select(&scraper::Selector::parse("h1").unwrap()).count(), 1, "{path}");
        }
    }
}

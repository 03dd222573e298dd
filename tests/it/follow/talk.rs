//! The conversation: answers, messages, evidence, questions; nothing typed is lost.

use kentongan::case::act::{NewDocument, Words};
use kentongan::case::action::Action;
use kentongan::case::letter::{Letter, Section};
use kentongan::case::state::{Kind, Mode};

use super::{Office, PHOTO, YES};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_with_files() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    office.plain(office.verifier, filed.case, Action::StartScreening).await;
    let words = Words { public: Some("Apakah Anda ingat nomor loketnya?".into()), ..Words::default() };
    office.does(office.verifier, filed.case, Action::AskReporter { question: YES }, words).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Giliran Anda").see("Menunggu jawaban Anda sampai").see("Perlu jawaban").see("sisa 10 hari kerja");
    sari.see("Petugas mengajukan pertanyaan").not_see("Bapak vera");

    sari.press("Kirim jawaban").await.see("Tulis jawaban Anda");
    assert_eq!(sari.status(), 422);
    sari.fill("teks", "Loket dua.").attach("lampir", "catatan.exe", b"MZ").press("Kirim jawaban").await;
    sari.see("\"catatan.exe\" bukan jenis berkas yang kami terima");
    assert_eq!(sari.words_of("#teks").as_deref(), Some("Loket dua."), "the text is kept");

    let long = "a".repeat(8_001);
    sari.fill("teks", &long).attach("lampir", "struk.png", PHOTO).press("Kirim jawaban").await;
    sari.see("Tulisan terlalu panjang. Kurangi 1 huruf").see("Sudah diunggah, ikut terkirim:").see("struk.png");
    sari.fill("teks", "Loket dua, pukul sepuluh.").press("Kirim jawaban").await;
    assert_eq!((sari.status(), sari.path()), (200, "/kasus?kabar=jawab"));
    sari.see("Jawaban terkirim").see("Lampiran: struk.png").see("Diverifikasi").see("Giliran petugas");
    sari.not_see("Perlu jawaban").see("Anda menjawab");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_pressed_twice_is_sent_once() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let once = sari.attr_of("input[name=sekali]", "value").unwrap();
    sari.fill("teks", "Apakah nama saya bisa diketahui?").press("Kirim pesan").await.see("Pesan terkirim");
    assert_ne!(sari.attr_of("input[name=sekali]", "value").unwrap(), once, "a new form has a new key");
    let mut twice = office.reporter(&filed).await;
    twice.fill("teks", "Apakah nama saya bisa diketahui?").fill("sekali", &once).press("Kirim pesan").await;
    twice.see("tidak ada yang dikirim dua kali");
    // other words from a page that came back are another message
    twice.fill("teks", "Kedua").fill("sekali", &once).press("Kirim pesan").await.see("Pesan terkirim").see("Kedua");
}

/// A form that failed keeps its file for two days; a tab can lie open for longer.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_waited_for_too_long_must_be_chosen_again() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let long = "a".repeat(8_001);
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", &long).attach("lampir", "struk.png", PHOTO).press("Kirim pesan").await;
    sari.see("Sudah diunggah, ikut terkirim:").see("struk.png");
    office.world.sweeps_the_store().await;
    sari.fill("teks", "Ini struknya.").press("Kirim pesan").await;
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Ini struknya.")));
    sari.see("\"struk.png\" terlalu lama menunggu di sini").not_see("Sudah diunggah");
    sari.attach("lampir", "struk.png", PHOTO).press("Kirim pesan").await;
    sari.see("Pesan terkirim").see("Lampiran: struk.png");

    sari.follow("Tambah bukti").await.fill("teks", &long).attach("berkas", "tarif.png", PHOTO);
    sari.press("Tambahkan bukti").await.see("Sudah diunggah, ikut terkirim:");
    office.world.sweeps_the_store().await;
    sari.fill("teks", "").press("Tambahkan bukti").await;
    assert_eq!(sari.status(), 422);
    sari.see("\"tarif.png\" terlalu lama menunggu di sini").not_see("Bukti ditambahkan");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_when_the_case_locks_itself() {
    let office = Office::open().await;
    let (filed, other) = (office.complaint().await, office.complaint().await);
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", "Saya didatangi atasan saya.").attach("lampir", "struk.png", PHOTO);
    office.expire().await;
    sari.press("Kirim pesan").await;
    assert_eq!(sari.status(), 401);
    sari.see("Kasus sudah terkunci").see("Yang Anda tulis masih ada").see("Berkas lampiran perlu dipilih lagi");
    sari.fill("kode", "salah").press("Buka kasus").await.see("Yang Anda tulis baru 5");
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
    sari.see("Yang tadi Anda tulis masih ada").see("Saya didatangi atasan saya.");
    sari.press("Kirim sekarang").await.see("Pesan terkirim").see("Saya didatangi atasan saya.");

    sari.fill("teks", "Hanya untuk kasus ini.");
    office.expire().await;
    sari.press("Kirim pesan").await.fill("kode", &other.code.show()).press("Buka kasus").await;
    sari.see(&other.number).see("Kode ini membuka kasus lain").not_see("Hanya untuk kasus ini.");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_when_the_database_is_away() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", "Saya didatangi atasan saya.");
    office.world.app.db.close().await;
    sari.press("Kirim pesan").await.see("masih ada di halaman ini dan belum tersimpan").not_see("Kasus sudah terkunci");
    assert_eq!(sari.status(), 503);
    let kept = sari.attr_of("input[name=titipan]", "value");
    assert!(kept.as_ref().is_some_and(|kept| kept.contains("Saya didatangi atasan saya.")));
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await.see("belum tersimpan");
    assert_eq!((sari.status(), sari.attr_of("input[name=titipan]", "value")), (503, kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_costs_a_file_and_no_words() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let files = office.world.app.config.data.join("files");
    std::fs::rename(&files, office.world.app.config.data.join("away")).unwrap();
    std::fs::write(&files, "").unwrap();
    sari.fill("teks", "Saya didatangi atasan saya.").attach("lampir", "struk.png", PHOTO).press("Kirim pesan").await;
    sari.see("\"struk.png\" tidak dapat disimpan karena gangguan di pihak kami");
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Saya didatangi atasan saya.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_when_the_case_was_locked_in_another_tab() {
    let office = Office::open().await;
    let (filed, other) = (office.complaint().await, office.complaint().await);
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", "Saya didatangi atasan saya.").attach("lampir", "struk.png", PHOTO).forget();
    sari.press("Kirim pesan").await.see("Formulir kedaluwarsa").see("Tulisan Anda masih ada");
    assert_eq!(sari.status(), 400);
    sari.press("Kirim sekali lagi").await.see("Kasus sudah terkunci");
    // somebody else of the household comes to the page that was left open
    let mut budi = sari.clone();
    budi.fill("kode", &other.code.show()).press("Buka kasus").await;
    budi.see("Kode ini membuka kasus lain").not_see("Saya didatangi atasan saya.");
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Saya didatangi atasan saya.");
    sari.press("Kirim sekarang").await.see("Pesan terkirim").see("Saya didatangi atasan saya.");
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_added_later() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Belum ada bukti").follow("Tambah bukti").await;
    sari.fill("teks", "Foto papan tarif").press("Tambahkan bukti").await.see("Pilih berkas yang ingin ditambahkan");
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Foto papan tarif")));
    sari.attach("berkas", "kosong.png", b"").press("Tambahkan bukti").await.see("\"kosong.png\" kosong");
    sari.attach("berkas", "tarif.png", PHOTO).press("Tambahkan bukti").await;
    sari.see("Bukti ditambahkan").see("tarif.png").see("Foto papan tarif");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_came_too_late_keeps_its_text() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let mut late = office.reporter(&filed).await;
    late.follow("Minta perlindungan dari pembalasan").await;
    sari.follow("Cabut pengaduan").await.press("Ya, cabut pengaduan").await.see("Pengaduan dicabut");
    late.fill("teks", "Saya diancam dipindah.").press("Kirim permintaan").await;
    assert_eq!((late.status(), late.words_of("#teks").as_deref()), (409, Some("Saya diancam dipindah.")));
    assert!(late.words_of(".galat-ringkas").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_goes_on_and_may_become_a_complaint() {
    let office = Office::open().await;
    let filed = office.file(Kind::Consultation, Mode::Anonymous).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Konsultasi").see("Diterima").not_see("Laporkan lagi").not_see("Cabut pengaduan");
    sari.follow("Lihat yang saya tanyakan").await.see("atasan yang meminta uang").visit("/kasus").await;
    office.plain(office.consultant, filed.case, Action::Take).await;
    let words = Words { public: Some("Tulis waktu dan tempatnya.".into()), ..Words::default() };
    office.does(office.consultant, filed.case, Action::Answer { text: YES }, words).await;
    sari.visit("/kasus").await.see("Dijawab").see("Konsultan menjawab").see("Tulis waktu dan tempatnya.");
    sari.fill("teks", "Terus?").press("Kirim pertanyaan").await.see("Tulis paling sedikit 20 huruf");
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Terus?")));
    sari.fill("teks", "Apakah saya boleh merekam pembicaraan itu?").press("Kirim pertanyaan").await;
    sari.see("Pertanyaan terkirim").see("Anda bertanya lagi");

    sari.visit("/kasus/jadi-pengaduan").await.see("Pilihan itu tidak tersedia sekarang");
    let part = Section { heading: String::new(), text: "Ringkasan: atasan meminta uang untuk mutasi.".into() };
    let letter = Letter { title: "Ringkasan".into(), parts: vec![part], ..Letter::default() };
    let words = Words {
        documents: vec![NewDocument { kind: "summary".into(), desk_only: false, body: letter.body() }],
        ..Words::default()
    };
    office.does(office.consultant, filed.case, Action::OfferConvert { summary: YES }, words).await;
    sari.visit("/kasus").await.see("Konsultan menawarkan").follow("Jawab tawaran menjadi pengaduan").await;
    sari.see("Ringkasan: atasan meminta uang")
        .press("Tidak, tetap konsultasi")
        .await
        .see("Saya tidak ingin menjadikannya pengaduan");
    sari.visit("/kasus/jadi-pengaduan").await.press("Ya, buat pengaduan").await;
    assert!(sari.path().starts_with("/lapor/"), "{}", sari.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_is_cancelled() {
    let office = Office::open().await;
    let filed = office.file(Kind::Consultation, Mode::Anonymous).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Batalkan konsultasi").await.press("Ya, batalkan").await.see("Konsultasi dibatalkan").see("Selesai");
}

#[tokio::test(flavor = "multi_thread")]
async fn retaliation_is_one_tap_away() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.press("Laporkan pembalasan").await;
    assert!(sari.path().starts_with("/lapor"), "{}", sari.path());
    assert_eq!(sari.status(), 200);
}

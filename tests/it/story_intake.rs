//! The citizen files, without JavaScript.

use kentongan::clock;
use kentongan::db::Actor;
use kentongan::web::session;
use scraper::Selector;
use uuid::Uuid;

use crate::pages::sound;
use crate::world::{Browser, World};

const STORY: &str = "Sekitar jam 10 saya ke loket 2 untuk mengambil izin usaha. Petugas meminta uang rokok Rp300.000.";
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";

/// To the page of the choice, anonymously.
async fn to_choice(sari: &mut Browser) {
    sari.visit("/lapor").await.see("Sebelum mulai").follow("Mulai pengaduan").await;
    sari.see("Langkah 1 dari 6: Identitas").choose("cara", "anonim").press("Lanjutkan").await;
    sari.see("Langkah 2 dari 6: Pelanggaran");
}

async fn to_accused(sari: &mut Browser) {
    to_choice(sari).await;
    sari.choose("jenis", "pungli").choose("hubungan", "alami").press("Simpan dan lanjutkan").await;
    sari.see("Langkah 3 dari 6: Terlapor");
}

async fn to_event(sari: &mut Browser) {
    to_accused(sari).await;
    sari.fill("instansi", "Dinas Zzz Umpama").fill("jabatan", "Petugas loket 2").choose("status", "tidak-tahu");
    sari.press("Simpan dan lanjutkan").await.see("Langkah 4 dari 6: Kejadian");
}

async fn to_evidence(sari: &mut Browser) {
    to_event(sari).await;
    sari.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket 2").fill("uraian", STORY);
    sari.press("Simpan dan lanjutkan").await.see("Langkah 5 dari 6: Bukti");
}

async fn to_check(sari: &mut Browser) {
    to_evidence(sari).await;
    sari.press("Simpan dan lanjutkan").await.see("Periksa sebelum mengirim");
}

/// The code on the page.
fn code(reader: &Browser) -> String {
    reader.words_of(".kode").expect("a code").replace(' ', "")
}

/// The page refuses a field: 422, "Galat:" in the title, the same sentence in the summary and beside the field, and a
/// link that leads there.
#[track_caller]
fn refused(reader: &Browser, field: &str, sentence: &str) {
    assert_eq!(reader.status(), 422, "{field}: {}", reader.text());
    assert!(reader.title().starts_with("Galat: "), "{}", reader.title());
    let link = reader.words_of(&format!(".galat-ringkas a[href=\"#{field}\"]"));
    assert_eq!(link.as_deref(), Some(sentence), "in the summary of {}", reader.path());
    assert!(reader.attr_of(&format!("[id=\"{field}\"]"), "id").is_some(), "the link to {field} leads nowhere");
    let beside = reader.words_of(&format!("[id=\"{field}-g\"]")).expect("a sentence beside the field");
    assert_eq!(beside, format!("Galat: {sentence}"));
}

fn value(reader: &Browser, field: &str) -> String {
    let page = reader.page();
    let area = Selector::parse(&format!("textarea[name=\"{field}\"]")).unwrap();
    if let Some(found) = page.select(&area).next() {
        return found.text().collect::<String>().trim_start_matches('\n').to_owned();
    }
    reader.attr_of(&format!("input[name=\"{field}\"]"), "value").unwrap_or_default()
}

#[tokio::test]
async fn a_complaint_is_filed_and_its_receipt_stays_until_it_is_written_down() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.see("Pengaduan belum terkirim").see("Anonim").see("Dinas Zzz Umpama").see("Januari 2026").see(STORY);
    sari.see("Tidak diisi").press("Kirim pengaduan").await;
    refused(&sari, "setuju", "Centang pernyataan iktikad baik untuk mengirim");
    sari.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    assert_eq!(sari.path(), "/lapor/diterima");
    let shown = code(&sari);
    assert_eq!(shown.len(), 29);
    let number = sari.words_of("dd.mono").expect("a number");
    assert!(number.starts_with("KTG-") && number.len() == 10);
    sari.see("Verifikasi paling lambat");
    assert!(!sari.title().contains("Pungutan") && !sari.title().contains("Dinas"), "{}", sari.title());

    // Whatever page is opened now, the same receipt comes.
    for path in ["/lapor/diterima", "/lapor/cara", "/lapor/kejadian", "/lapor/periksa", "/lapor/bukti", "/lapor/nanti"]
    {
        sari.visit(path).await;
        assert_eq!((sari.path(), code(&sari)), ("/lapor/diterima", shown.clone()), "{path}");
    }
    sari.fill("ulang", "7KQ4").press("Periksa catatan saya").await;
    refused(&sari, "ulang", "Kode harus 24 huruf dan angka. Yang Anda tulis baru 4");
    sari.press("Periksa catatan saya").await;
    sari.fill("ulang", "").press("Periksa catatan saya").await;
    refused(&sari, "ulang", "Ketik kode dari catatan Anda");
    sari.fill("ulang", &shown.to_lowercase().replace('-', " ")).press("Periksa catatan saya").await;
    sari.see("Cocok. Catatan Anda benar.");
    assert_eq!(sari.status(), 200);
    sari.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup").not_see(&shown);
    sari.visit("/lapor/diterima").await.see("Bukti terima sudah ditutup");
    sari.visit("/lapor/kejadian").await;
    assert_eq!(sari.path(), "/", "nothing of the complaint is left in this browser");
}

#[tokio::test]
async fn two_presses_and_a_late_retry_make_one_case() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.tick("setuju");
    let mut twin = world.browser();
    let mut late = world.browser();
    let cookie = format!("draf={}", sari.cookie("draf").expect("a draft"));
    twin.keep(&cookie).visit("/lapor/periksa").await.tick("setuju");
    late.keep(&cookie).visit("/lapor/periksa").await.tick("setuju");
    tokio::join!(sari.press("Kirim pengaduan"), twin.press("Kirim pengaduan"));
    late.press("Kirim pengaduan").await;
    assert_eq!(code(&sari), code(&twin));
    assert_eq!(code(&sari), code(&late));
    assert_eq!(sari.words_of("dd.mono"), late.words_of("dd.mono"));
}

#[tokio::test]
async fn a_confidential_reporter_gives_a_contact_and_may_change_anything_from_the_check_page() {
    let world = World::open().await;
    let mut sari = world.browser();
    sari.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/kontak");
    sari.see("semua kabar hanya muncul di halaman lacak");
    sari.press("Simpan dan lanjutkan").await;
    refused(&sari, "nama", "Tulis nama Anda");
    refused(&sari, "telepon", "Isi nomor telepon atau surel supaya kami bisa menghubungi Anda");
    refused(&sari, "cara_hubung", "Pilih cara menghubungi Anda");
    sari.fill("nama", "Sari").fill("telepon", "123").fill("surel", "sari@umpama.go.id").choose("cara_hubung", "pesan");
    sari.press("Simpan dan lanjutkan").await;
    refused(&sari, "telepon", "Tulis nomor telepon dengan benar, misalnya 0812 3456 7890");
    refused(&sari, "surel", "Surel kantor bisa dibaca instansi Anda. Pakai surel pribadi");
    assert_eq!((value(&sari, "nama"), value(&sari, "telepon")), ("Sari".into(), "123".into()));
    sari.fill("surel", "sari").fill("nama", &"x".repeat(121)).press("Simpan dan lanjutkan").await;
    refused(&sari, "surel", "Tulis surel dengan benar, misalnya nama@contoh.id");
    refused(&sari, "nama", "Nama paling panjang 120 huruf");
    sari.fill("nama", "Sari").fill("telepon", "0812 3456 7890").fill("surel", "").press("Simpan dan lanjutkan").await;
    sari.choose("jenis", "pungli").choose("hubungan", "wakil").press("Simpan dan lanjutkan").await;
    sari.fill("instansi", "Zzz").fill("unit", "Loket").choose("status", "pns").press("Simpan dan lanjutkan").await;
    sari.fill("tanggal_h", "2").fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket");
    sari.fill("uraian", STORY).press("Simpan dan lanjutkan").await.press("Simpan dan lanjutkan").await;
    sari.see("2 Januari 2026").see("Identitas Anda dikunci").see("0812 3456 7890");

    sari.follow("Ubah tempat kejadian").await;
    assert_eq!(sari.path(), "/lapor/kejadian");
    sari.fill("lokasi", "Ruang tunggu").press("Simpan dan lanjutkan").await.see("Ruang tunggu");
    assert_eq!(sari.path(), "/lapor/periksa", "changing comes back to the check page");
    // Turning anonymous forgets the name at once.
    sari.follow("Ubah cara melapor").await.choose("cara", "anonim").press("Lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/periksa");
    sari.not_see("0812 3456 7890");
    sari.follow("Ubah cara melapor").await.choose("cara", "terbuka").press("Lanjutkan").await;
    assert_eq!((sari.path(), value(&sari, "nama")), ("/lapor/kontak", String::new()));
}

#[tokio::test]
async fn every_error_of_the_choice_and_of_the_person_keeps_what_was_typed() {
    let world = World::open().await;
    let mut sari = world.browser();
    sari.visit("/lapor/cara").await.press("Lanjutkan").await;
    refused(&sari, "cara", "Pilih bagaimana Anda ingin melapor");
    to_choice(&mut sari).await;
    sari.press("Simpan dan lanjutkan").await;
    refused(&sari, "jenis", "Pilih yang paling mendekati");
    refused(&sari, "hubungan", "Pilih hubungan Anda, atau pilih “Tidak ingin menyebut”");
    sari.choose("jenis", "lainnya").press("Simpan dan lanjutkan").await;
    refused(&sari, "jenis_lain", "Sebutkan apa yang ingin Anda laporkan");
    assert!(sari.attr_of("input[value=lainnya]", "checked").is_some(), "the choice is kept");
    sari.fill("jenis_lain", "Parkir liar").choose("hubungan", "lihat").press("Simpan dan lanjutkan").await;
    sari.see("Langkah 3 dari 6: Terlapor").press("Simpan dan lanjutkan").await;
    refused(&sari, "instansi", "Tulis nama instansi atau daerahnya");
    refused(&sari, "nama_terlapor", "Isi nama, jabatan, atau bagian, supaya kami tahu siapa yang dimaksud");
    refused(&sari, "status", "Pilih salah satu");
    sari.fill("instansi", "Zzz")
        .fill("nama_terlapor", &"y".repeat(161))
        .fill("nip", "1986")
        .fill("kecuali", "Pak Umpama");
    sari.press("Simpan dan lanjutkan").await;
    refused(&sari, "nama_terlapor", "Nama paling panjang 160 huruf");
    refused(&sari, "nip", "NIP terdiri dari 18 angka. Periksa lagi, atau kosongkan");
    assert_eq!(value(&sari, "kecuali"), "Pak Umpama");
    assert_eq!(value(&sari, "nip"), "1986");
}

#[tokio::test]
async fn every_error_of_the_event_keeps_what_was_typed() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    sari.see("Anda memilih Anonim").press("Simpan dan lanjutkan").await;
    refused(&sari, "tanggal", "Isi bulan dan tahun kejadian");
    refused(&sari, "lokasi", "Tulis tempat kejadian");
    refused(&sari, "uraian", "Ceritakan kejadiannya");
    for (day, month, year, sentence) in [
        ("14", "12", "2999", "Tanggal kejadian tidak boleh setelah hari ini"),
        ("31", "2", "2026", "Tanggal ini tidak ada di kalender"),
        ("14", "11", "26", "Tahun harus 4 angka, misalnya 2026"),
    ] {
        sari.fill("tanggal_h", day).fill("tanggal_b", month).fill("tanggal_t", year).tick("berulang");
        sari.fill("uraian", "Pendek saja.").press("Simpan dan lanjutkan").await;
        refused(&sari, "tanggal", sentence);
        refused(&sari, "uraian", "Uraian masih terlalu pendek. Tulis paling sedikit 50 huruf");
        assert_eq!((value(&sari, "tanggal_h"), value(&sari, "tanggal_t")), (day.to_owned(), year.to_owned()));
        assert_eq!(value(&sari, "uraian"), "Pendek saja.");
        assert!(sari.attr_of("#berulang", "checked").is_some());
    }
    sari.fill("uraian", &"x".repeat(8120)).press("Simpan dan lanjutkan").await;
    refused(&sari, "uraian", "Uraian terlalu panjang. Kurangi 120 huruf");
}

#[tokio::test]
async fn an_agency_is_chosen_from_the_list_without_javascript() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_accused(&mut sari).await;
    sari.fill("instansi", "kabupaten bantul").fill("unit", "Loket").choose("status", "pns");
    sari.press("Simpan dan lanjutkan").await;
    refused(&sari, "instansi", "Pilih salah satu instansi dari daftar");
    sari.see("Tidak ada di daftar").see("Bantul");
    let id = sari.attr_of("input[type=radio][name=instansi_id]", "value").expect("a match");
    sari.choose("instansi_id", &id).press("Simpan dan lanjutkan").await.see("Langkah 4 dari 6");
    // Another text voids the pick; the name itself picks.
    sari.visit("/lapor/terlapor").await.fill("instansi", "kabupaten slem").press("Simpan dan lanjutkan").await;
    refused(&sari, "instansi", "Pilih salah satu instansi dari daftar");
    sari.choose("instansi_id", "lain").press("Simpan dan lanjutkan").await.see("Langkah 4 dari 6");
    sari.visit("/api/instansi?q=kabupaten%20bantul").await;
    assert!(sari.header("content-type").starts_with("application/json"));
    let found: serde_json::Value = serde_json::from_slice(sari.bytes()).unwrap();
    let names: Vec<_> = found.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert!(names.len() <= 10 && names[0].contains("Bantul"), "{names:?}");
}

#[tokio::test]
async fn files_are_taken_or_refused_with_a_reason_each() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_evidence(&mut sari).await;
    sari.press("Unggah").await;
    refused(&sari, "berkas", "Pilih dulu berkas yang akan diunggah");
    sari.attach("berkas", "papan.jpg", PHOTO).fill("saksi", "Dua orang").press("Unggah").await;
    sari.see("papan.jpg").see("Berkas yang sudah diunggah (1)");
    assert_eq!((sari.path(), sari.status(), value(&sari, "saksi")), ("/lapor/bukti", 200, "Dua orang".to_owned()));
    let large = [PHOTO, &vec![0; 25 * 1024 * 1024]].concat();
    sari.attach("berkas", "besar.jpg", &large).attach("berkas", "kosong.jpg", b"");
    sari.attach("berkas", "skrip.exe", b"MZ\x90\x00").attach("berkas", "baik.jpg", PHOTO).press("Unggah").await;
    refused(&sari, "berkas", "“besar.jpg” lebih besar dari 25 MB");
    sari.see("“kosong.jpg” kosong").see("“skrip.exe” bukan jenis berkas yang kami terima");
    assert_eq!(sari.words_of(".galat-ringkas a[href=\"#berkas-2\"]").as_deref(), Some("“kosong.jpg” kosong"));
    assert!(sari.attr_of("#berkas-2", "id").is_some() && sari.attr_of("#berkas-3", "id").is_some());
    sari.see("baik.jpg").see("Berkas yang sudah diunggah (2)");
    for n in 0..9 {
        sari.attach("berkas", &format!("foto-{n}.jpg"), PHOTO);
    }
    sari.press("Unggah").await;
    refused(&sari, "berkas", "Paling banyak 10 berkas");
    sari.see("Berkas yang sudah diunggah (10)").press("Hapus papan.jpg").await.see("Berkas yang sudah diunggah (9)");
    sari.not_see("papan.jpg").fill("tautan", "contoh.id").press("Simpan dan lanjutkan").await;
    refused(&sari, "tautan", "Tulis tautan lengkap, diawali https://");
    sari.fill("tautan", "https://contoh.id/a").press("Simpan dan lanjutkan").await;
    sari.see("Periksa sebelum mengirim").see("baik.jpg").see("https://contoh.id/a").tick("setuju");
    sari.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
}

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

#[tokio::test]
async fn a_database_that_is_away_gives_the_page_back_filled() {
    let world = World::open().await;
    let (mut sari, mut ready) = (world.browser(), world.browser());
    to_event(&mut sari).await;
    to_check(&mut ready).await;
    world.app.db.close().await;
    sari.fill("uraian", STORY).fill("lokasi", "Loket").fill("tanggal_b", "1").fill("tanggal_t", "2026");
    sari.press("Simpan dan lanjutkan").await.see("Belum tersimpan").see("tekan tombolnya sekali lagi");
    assert_eq!((sari.status(), value(&sari, "uraian")), (503, STORY.to_owned()));
    ready.tick("setuju").press("Kirim pengaduan").await.see("Belum tersimpan");
    assert_eq!(ready.status(), 503);
    assert_eq!(ready.attr_of("form[action=\"/lapor/kirim\"] input[name=setuju]", "value").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_program_that_fills_every_field_is_asked_to_think() {
    let world = World::open().await;
    let mut robot = world.browser();
    to_check(&mut robot).await;
    robot.tick("setuju").fill("situs", "https://iklan.example").press("Kirim pengaduan").await;
    refused(&robot, "situs", "Kosongkan kolom “Situs”, lalu kirim sekali lagi");
    robot.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
}

#[tokio::test]
async fn a_question_is_asked_in_three_pages() {
    let world = World::open().await;
    let mut budi = world.browser();
    budi.visit("/konsultasi").await.see("Konsultasi bukan pengaduan").follow("Tulis pertanyaan").await;
    budi.see("Langkah 1 dari 3: Topik").press("Simpan dan lanjutkan").await;
    refused(&budi, "topik", "Pilih topik yang paling mendekati");
    refused(&budi, "cara", "Pilih bagaimana Anda ingin melapor");
    budi.choose("topik", "hak").choose("cara", "anonim").press("Simpan dan lanjutkan").await;
    budi.see("Langkah 2 dari 3: Pertanyaan").press("Simpan dan lanjutkan").await;
    refused(&budi, "pertanyaan", "Tulis pertanyaan Anda");
    budi.fill("pertanyaan", "Bolehkah?").press("Simpan dan lanjutkan").await;
    refused(&budi, "pertanyaan", "Pertanyaan masih terlalu pendek");
    assert_eq!(value(&budi, "pertanyaan"), "Bolehkah?");
    budi.fill("pertanyaan", "Apakah saya boleh menolak dipindah tanpa alasan?").attach("berkas", "sk.jpg", PHOTO);
    budi.press("Simpan dan lanjutkan").await.see("Langkah 3 dari 3: Periksa").see("Hak kepegawaian").see("sk.jpg");
    // A complaint in the same browser is another draft.
    to_choice(&mut budi).await;
    budi.visit("/konsultasi/tulis/periksa").await.press("Kirim pertanyaan").await;
    budi.see("Pertanyaan Anda sudah kami terima").see("Dijawab paling lambat");
    let shown = code(&budi);
    budi.visit("/konsultasi/tulis").await;
    assert_eq!(code(&budi), shown);
    budi.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup");
    budi.visit("/lapor/jenis").await.see("Langkah 2 dari 6: Pelanggaran");
}

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

/// Posts a form of one button that another slice's page holds.
async fn tap(reader: &mut Browser, action: &str) {
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
    assert_eq!((reader.status(), reader.header("location")), (303, "/lapor/cara"));
    reader.visit("/lapor/cara").await;
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

#[tokio::test]
async fn every_page_of_the_forms_is_sound_in_both_languages() {
    let world = World::open().await;
    for lang in ["id", "en"] {
        let (mut sari, mut budi) = (world.browser(), world.browser());
        to_check(&mut sari).await;
        budi.visit("/konsultasi/tulis").await.choose("topik", "hak").choose("cara", "rahasia");
        budi.press("Simpan dan lanjutkan").await.fill("nama", "Budi").fill("surel", "b@contoh.id");
        budi.choose("cara_hubung", "halaman").press("Simpan dan lanjutkan").await;
        budi.fill("pertanyaan", "Apakah saya boleh menolak?").press("Simpan dan lanjutkan").await;
        let (mut sari, mut budi) = (sari.speaking(lang), budi.speaking(lang));
        for path in [
            "/lapor",
            "/lapor/cara",
            "/lapor/jenis",
            "/lapor/terlapor",
            "/lapor/kejadian",
            "/lapor/bukti",
            "/lapor/periksa",
            "/lapor/hapus",
            "/lanjut",
            "/konsultasi",
            "/q/TIADA1",
        ] {
            sari.visit(path).await;
            assert_eq!(sari.path(), path);
            sound(&sari, lang);
        }
        for path in ["", "/kontak", "/pertanyaan", "/periksa", "/hapus"] {
            budi.visit(&format!("/konsultasi/tulis{path}")).await;
            assert_eq!(budi.path(), format!("/konsultasi/tulis{path}"));
            sound(&budi, lang);
        }
        sari.visit("/lapor/periksa").await.tick("setuju");
        let send = if lang == "id" { "Kirim pengaduan" } else { "Send complaint" };
        sari.press(send).await;
        assert_eq!(sari.path(), "/lapor/diterima");
        sound(&sari, lang);
    }
}

//! Each field's every error: said twice in the same words, and everything typed is kept.

use super::{PHOTO, STORY, refused, to_accused, to_choice, to_event, to_evidence, value};
use crate::world::World;

#[tokio::test]
async fn a_confidential_reporter_gives_a_contact_and_may_change_anything_from_the_check_page() {
    let world = World::open().await;
    let mut sari = world.browser();
    sari.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/kontak");
    sari.see("Semua kabar muncul di halaman lacak");
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
    sari.fill("nama", "Sari").fill("telepon", "0812 3456 7890").fill("surel", "");
    sari.fill("pekerjaan", "Pedagang").fill("nip_sendiri", "1986").press("Simpan dan lanjutkan").await;
    refused(&sari, "nip_sendiri", "NIP terdiri dari 18 angka. Periksa lagi, atau kosongkan");
    assert_eq!(sari.attr_of("details", "open").as_deref(), Some(""), "what is wrong is not folded away");
    sari.fill("nip_sendiri", "198609262015051001").press("Simpan dan lanjutkan").await;
    sari.choose("jenis", "pungli").choose("hubungan", "wakil").press("Simpan dan lanjutkan").await;
    sari.fill("instansi", "Zzz").fill("unit", "Loket").choose("status", "pns").press("Simpan dan lanjutkan").await;
    sari.fill("tanggal_h", "2").fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket");
    sari.fill("uraian", STORY).press("Simpan dan lanjutkan").await.press("Simpan dan lanjutkan").await;
    sari.see("2 Januari 2026").see("Identitas Anda dikunci").see("0812 3456 7890");
    sari.see("Pedagang").see("198609262015051001");

    sari.follow("Ubah tempat kejadian").await;
    assert_eq!(sari.path(), "/lapor/kejadian");
    sari.fill("lokasi", "Ruang tunggu").press("Simpan dan lanjutkan").await.see("Ruang tunggu");
    assert_eq!(sari.path(), "/lapor/periksa", "changing comes back to the check page");
    // Turning anonymous forgets the name at once.
    sari.follow("Ubah cara melapor").await.choose("cara", "anonim").press("Lanjutkan").await;
    assert_eq!(sari.path(), "/lapor/periksa");
    sari.not_see("0812 3456 7890").not_see("Pedagang").not_see("198609262015051001");
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

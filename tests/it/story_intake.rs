//! The citizen files, without JavaScript.

use crate::world::{Browser, World};

const STORY: &str = "Sekitar jam 10 saya ke loket 2 untuk mengambil izin usaha. Petugas meminta uang rokok Rp300.000.";

/// Up to the page of evidence, anonymously.
async fn up_to_evidence(sari: &mut Browser) {
    sari.visit("/lapor").await.see("Sebelum mulai").follow("Mulai pengaduan").await;
    sari.see("Langkah 1 dari 6: Identitas").choose("cara", "anonim").press("Lanjutkan").await;
    sari.see("Langkah 2 dari 6: Pelanggaran").choose("jenis", "pungli").choose("hubungan", "alami");
    sari.press("Simpan dan lanjutkan").await.see("Langkah 3 dari 6: Terlapor");
    sari.fill("instansi", "Dinas Perizinan Umpama").fill("jabatan", "Petugas loket 2").choose("status", "tidak-tahu");
    sari.press("Simpan dan lanjutkan").await.see("Langkah 4 dari 6: Kejadian");
    sari.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("lokasi", "Loket 2").fill("uraian", STORY);
    sari.press("Simpan dan lanjutkan").await.see("Langkah 5 dari 6: Bukti");
}

/// The code on the receipt.
fn code(reader: &Browser) -> String {
    reader.words_of(".kode").expect("a code").replace(' ', "")
}

#[tokio::test]
async fn a_complaint_is_filed_and_its_receipt_stays_until_it_is_written_down() {
    let world = World::open().await;
    let mut sari = world.browser();
    up_to_evidence(&mut sari).await;
    sari.press("Simpan dan lanjutkan").await.see("Periksa sebelum mengirim").see("Pengaduan belum terkirim");
    sari.see("Anonim").see("Dinas Perizinan Umpama").see("Januari 2026").see(STORY).see("Tidak diisi");
    sari.press("Kirim pengaduan").await.see("Centang pernyataan iktikad baik untuk mengirim");
    assert_eq!(sari.status(), 422);
    sari.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    assert_eq!(sari.path(), "/lapor/diterima");
    let shown = code(&sari);
    assert_eq!(shown.len(), 29);
    let number = sari.words_of("dd.mono").expect("a number");
    assert!(number.starts_with("KTG-") && number.len() == 10);
    sari.see("Verifikasi paling lambat");

    // Whatever page is opened now, the same receipt comes.
    for path in ["/lapor/diterima", "/lapor/cara", "/lapor/kejadian", "/lapor/periksa", "/lapor/bukti"] {
        sari.visit(path).await;
        assert_eq!((sari.path(), code(&sari)), ("/lapor/diterima", shown.clone()), "{path}");
    }
    sari.fill("ulang", "7KQ4").press("Periksa catatan saya").await.see("Yang Anda tulis baru 4");
    assert_eq!(sari.status(), 422);
    sari.fill("ulang", &shown.to_lowercase().replace('-', " ")).press("Periksa catatan saya").await;
    sari.see("Cocok. Catatan Anda benar.");
    assert_eq!(sari.status(), 200);
    sari.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup").not_see(&shown);
    sari.visit("/lapor/diterima").await.see("Bukti terima sudah ditutup");
}

#[tokio::test]
async fn two_presses_make_one_case() {
    let world = World::open().await;
    let mut sari = world.browser();
    up_to_evidence(&mut sari).await;
    sari.press("Simpan dan lanjutkan").await.tick("setuju");
    let mut twin = world.browser();
    let cookie = format!("draf={}", sari.cookie("draf").expect("a draft"));
    twin.keep(&cookie).visit("/lapor/periksa").await.tick("setuju");
    tokio::join!(sari.press("Kirim pengaduan"), twin.press("Kirim pengaduan"));
    assert_eq!(code(&sari), code(&twin));
    assert_eq!(sari.words_of("dd.mono"), twin.words_of("dd.mono"));
}

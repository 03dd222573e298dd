//! The citizen files, without JavaScript.

use scraper::Selector;

use crate::world::Browser;

mod draft;
mod errors;
mod filing;
mod linked;

const STORY: &str = "Sekitar jam 10 saya ke loket 2 untuk mengambil izin usaha. Petugas meminta uang rokok Rp300.000.";
const QUESTION: &str = "Apakah saya boleh menolak dipindah tanpa alasan tertulis?";
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

pub async fn to_check(sari: &mut Browser) {
    to_evidence(sari).await;
    sari.press("Simpan dan lanjutkan").await.see("Periksa sebelum mengirim");
}

/// To the page of the question, anonymously.
async fn to_question(budi: &mut Browser) {
    budi.visit("/konsultasi/tulis").await.choose("topik", "hak").choose("cara", "anonim");
    budi.press("Simpan dan lanjutkan").await.see("Langkah 2 dari 3: Pertanyaan");
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

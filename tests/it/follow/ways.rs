//! Everything else that a reporter can do, from becoming more open to reporting again.

use kentongan::case::act::{NewDocument, Words};
use kentongan::case::action::{Action, Taker};
use kentongan::case::letter::Letter;
use kentongan::case::state::{Finding, Outcome, Side};

use super::{Office, YES};

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_becomes_more_open_and_never_less() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.not_see("Izin membagikan identitas");
    sari.follow("Ubah ke Rahasia atau Terbuka").await.press("Ubah cara melapor").await;
    sari.see("Pilih cara melapor yang baru").see("Tulis nama Anda");
    assert_eq!(sari.status(), 422);
    sari.choose("cara", "confidential")
        .fill("nama", "Sari")
        .fill("telepon", "12")
        .fill("surel", "sari@bkd.umpama.go.id")
        .choose("cara_hubung", "pesan")
        .fill("jam", "setelah 19.00");
    sari.press("Ubah cara melapor").await.see("Tulis nomor telepon dengan benar").see("Surel kantor bisa dibaca");
    assert_eq!(sari.attr_of("#nama", "value").as_deref(), Some("Sari"));
    sari.fill("telepon", "0812 3456 7890").fill("surel", "sari@contoh.id").press("Ubah cara melapor").await;
    sari.see("Cara melapor diubah").see("Rahasia").see("Anda membuka identitas lebih jauh").not_see("0812");

    sari.follow("Izin membagikan identitas").await.press("Simpan").await.see("Pilih ya atau tidak");
    sari.choose("izin", "ya").press("Simpan").await.see("Izin dicatat");

    sari.follow("Ubah ke Terbuka").await;
    assert_eq!(sari.attr_of("input[value=confidential]", "id"), None);
    sari.choose("cara", "open").fill("nama", "Sari Prakontoh").fill("surel", "sari@contoh.id");
    sari.choose("cara_hubung", "surel").press("Ubah cara melapor").await.see("Terbuka");
    sari.not_see("Ubah ke Terbuka").follow("Lihat yang saya laporkan").await.see("Sari Prakontoh");
    sari.visit("/kasus/cara").await.see("Pilihan itu tidak tersedia sekarang");
    sari.visit("/kasus/akses").await.see("Nama yang Anda buka dapat dibaca tim kasus").not_see("Server ini tidak bisa");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_keeps_more_people_out_after_filing() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/akses").await.press("Jangan tunjukkan kepada mereka").await;
    sari.see("Tulis paling sedikit satu nama atau NIP");
    assert_eq!(sari.status(), 422);
    let long = "Budi Umpama ".repeat(60);
    sari.fill("kecuali", &long).press("Jangan tunjukkan kepada mereka").await.see("paling banyak 500 huruf");
    assert!(sari.text().contains("Budi Umpama Budi Umpama"), "what was typed is kept");
    sari.fill("kecuali", "Budi Umpama\n<b>Rina</b>").press("Jangan tunjukkan kepada mereka").await;
    sari.see("Petugas yang cocok dengan nama atau NIP itu tidak dapat lagi melihat kasus ini");
    sari.see("Anda menambah orang yang tidak boleh melihat kasus ini");
    sari.visit("/kasus/akses").await.see("Budi Umpama").see("<b>Rina</b>");
}

#[tokio::test(flavor = "multi_thread")]
async fn protection_is_asked_for() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Minta perlindungan dari pembalasan").await.press("Kirim permintaan").await;
    sari.see("Tulis apa yang terjadi atau Anda khawatirkan");
    assert_eq!(sari.status(), 422);
    sari.fill("teks", "Saya diancam dipindah.").press("Kirim permintaan").await;
    sari.see("Permintaan perlindungan terkirim").see("Saya diancam dipindah.").see("Anda meminta perlindungan");
}

#[tokio::test(flavor = "multi_thread")]
async fn mediation_is_accepted_line_by_line() {
    let office = Office::open().await;
    let filed = office.accepted().await;
    let roster: Vec<Taker> =
        office.mediators.iter().map(|officer| Taker { officer: *officer, walled: false }).collect();
    office.plain(office.analyst, filed.case, Action::OfferMediation { roster }).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Anda ditawari mediasi").see("Mediasi").follow("Jawab tawaran mediasi").await;
    sari.press("Kirim jawaban").await.see("Pilih ya atau tidak");
    assert_eq!(sari.status(), 422);
    let [first, second] = office.mediators.map(|id| id.to_string());
    sari.choose("setuju", "ya").tick_one("coret", &first).tick_one("coret", &second).press("Kirim jawaban").await;
    sari.see("Sisakan paling sedikit satu mediator");
    sari.untick("coret").tick_one("coret", &first).press("Kirim jawaban").await;
    sari.see("Jawaban atas tawaran mediasi dicatat").not_see("Jawab tawaran mediasi");
    sari.visit("/kasus/mediasi").await.see("Pilihan itu tidak tersedia sekarang");

    let mediator = office.mediators[1];
    let consent = Action::RecordConsent { side: Side::Respondent, yes: true, struck: Vec::new() };
    office.plain(mediator, filed.case, consent).await;
    office.plain(mediator, filed.case, Action::BeginMediation).await;
    sari.visit("/kasus/butir").await.see("Belum ada butir kesepakatan");
    for (line, text) in [(1, "Terlapor meminta maaf."), (2, "Uang dikembalikan.")] {
        let due = chrono::NaiveDate::from_ymd_opt(2027, 1, 29);
        let term = Action::ProposeTerm { line, text: YES, owner: YES, due };
        let words = Words { lines: vec![("term".into(), i32::from(line), text.into())], ..Words::default() };
        office.does(mediator, filed.case, term, words).await;
    }
    sari.visit("/kasus").await.see("Butir kesepakatan menunggu jawaban Anda").follow("Jawab butir kesepakatan").await;
    sari.see("Uang dikembalikan.")
        .see("29 Januari 2027")
        .press("Kirim jawaban")
        .await
        .see("Jawab paling sedikit satu butir");
    assert_eq!(sari.status(), 422);
    sari.choose("butir-1", "ya")
        .choose("butir-2", "tidak")
        .press("Kirim jawaban")
        .await
        .see("Jawaban atas butir kesepakatan dicatat");
    sari.visit("/kasus/butir").await.see("Anda: menerima").see("Anda: menolak").see("Pihak lain: belum menjawab");
    sari.choose("butir-2", "ya").press("Kirim jawaban").await.visit("/kasus/butir").await.not_see("Anda: menolak");
    sari.press("Minta waktu lebih").await.visit("/kasus/butir").await.see("Anda sudah meminta waktu lebih");
    sari.follow("Akhiri mediasi").await.see("isi pembicaraan tidak disimpan").press("Ya, akhiri mediasi").await;
    sari.see("Mediasi diakhiri").see("Ditelaah");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_is_opened_objected_to_and_rated() {
    let office = Office::open().await;
    let filed = office.decided(Finding::NotProven).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Hasil sudah ada dan menunggu dibaca").not_see("Pimpinan sudah memutus").not_see("Anda membuka hasil");
    sari.follow("Baca hasil")
        .await
        .see("Surat hasil")
        .see("bukti saling bertentangan")
        .follow("Kembali ke kasus")
        .await;
    sari.see("Anda membuka hasil").see("Pimpinan sudah memutus").see("Hasil disampaikan; keberatan sampai");
    sari.see("Batas keberatan").not_see("Beri nilai");

    sari.follow("Ajukan keberatan").await.see("sisa 20 hari kerja").fill("uraian", "Tidak setuju");
    sari.press("Kirim keberatan").await.see("Pilih alasan keberatan").see("paling sedikit 50 huruf");
    assert_eq!((sari.status(), sari.words_of("#uraian").as_deref()), (422, Some("Tidak setuju")));
    let why = "Saksi yang saya sebut tidak pernah ditanya oleh petugas mana pun sampai hari ini.";
    sari.choose("alasan", "bukti-diabaikan").fill("uraian", why).press("Kirim keberatan").await;
    sari.see("Keberatan terkirim").see("Keberatan diperiksa unit lain").see(why).not_see("Ajukan keberatan");
    sari.visit("/kasus/keberatan").await.see("Pilihan itu tidak tersedia sekarang");

    office.plain(office.reviewer, filed.case, Action::ConfirmDecision { reason: YES }).await;
    sari.visit("/kasus").await.see("Keberatan diperiksa; keputusan tetap").see("Selesai");
    sari.follow("Beri nilai").await.press("Kirim nilai").await.see("Pilih nilai Anda");
    assert_eq!(sari.status(), 422);
    sari.choose("nilai", "2").choose("aman", "partly").fill("teks", "Lama sekali.").press("Kirim nilai").await;
    sari.see("Terima kasih, nilai Anda dicatat").not_see("Beri nilai");

    sari.follow("Laporkan lagi").await.fill("teks", "Terulang").press("Buka lagi kasus ini").await;
    sari.see("paling sedikit 20 huruf");
    sari.fill("teks", "Uang diminta lagi kemarin di loket yang sama.").press("Buka lagi kasus ini").await;
    sari.see("Laporan dibuka lagi").see("Diterima").see("Anda melapor lagi");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_is_taken_back() {
    let office = Office::open().await;
    let filed = office.decided(Finding::NotProven).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Ajukan keberatan").await.choose("alasan", "lainnya");
    sari.fill("uraian", "Menurut saya pertimbangannya tidak menyebut surat tugas yang saya lampirkan.");
    sari.press("Kirim keberatan").await.follow("Cabut keberatan").await.see("Keputusan semula tetap berlaku");
    sari.press("Ya, cabut keberatan").await.see("Keberatan dicabut");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_its_reason_and_the_other_door() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    office.plain(office.verifier, filed.case, Action::StartScreening).await;
    let letter = Letter {
        title: "Surat tidak dapat diproses".into(),
        reason: "bukan tentang ASN".into(),
        other_door: "SP4N-LAPOR!".into(),
        ..Letter::default()
    };
    let words = Words {
        documents: vec![NewDocument { kind: "refusal".into(), desk_only: false, body: letter.body() }],
        ..Words::default()
    };
    let refuse = Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES };
    office.does(office.verifier, filed.case, refuse, words).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Verifikasi, selesai").not_see("Klarifikasi, selesai").not_see("Pemantauan, selesai");
    sari.see("Tidak dapat diproses karena bukan tentang ASN; jalan lain: SP4N-LAPOR!").follow("Baca hasil").await;
    sari.see("Keluar cepat").see("Langsung ke isi").see("Surat tidak dapat diproses");
    sari.visit("/kasus").await.see("Anda membuka hasil");
    assert_eq!(sari.visit("/kasus/surat/2").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_withdrawn_with_open_eyes() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Cabut pengaduan").await.see("pimpinan dapat melanjutkannya tanpa Anda");
    sari.fill("teks", "Sudah selesai baik-baik.").press("Ya, cabut pengaduan").await;
    sari.not_see("Verifikasi, selesai").not_see("Rekomendasi, selesai");
    sari.see("Pengaduan dicabut").see("Dicabut oleh Anda").see("Tidak ada yang ditunggu").not_see("Tambah bukti");
    for path in ["cabut", "bukti", "perlindungan", "keberatan", "nilai", "buka-lagi", "izin", "butir", "mediasi/akhiri"]
    {
        sari.visit(&format!("/kasus/{path}")).await.see("Pilihan itu tidak tersedia sekarang");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_happened_does_not_look_done() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/cabut").await.press("Ya, cabut pengaduan").await.visit("/kasus").await;
    let bar = sari.words_of(".tahap").unwrap();
    assert!(bar.ends_with("Selesai") && !bar.contains("selesai"), "{bar}");
}

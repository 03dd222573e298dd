//! The officer's desk, page by page.

use chrono::{Datelike, Days};
use kentongan::case::act::{self, NewCase, Who, Words};
use kentongan::case::action::Action;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::i18n::Lang;

use crate::follow::PHOTO;
use crate::world::{World, today};

#[tokio::test]
async fn the_queue_shows_what_waits_and_only_that() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let other = world.unit("u2", "office").await;
    let dewi = world.hire("dewi", &[(Some(unit), Role::Verifier)]).await;
    let far = world.hire("jauh", &[(Some(other), Role::Verifier)]).await;
    let admin = world.hire("admin", &[(None, Role::Admin)]).await;
    let filed = world.file(world.complaint("Diminta uang rokok di loket")).await;
    world.file(world.complaint("Titip absen berbulan-bulan")).await;

    let mut desk = world.desk_of(dewi).await;
    desk.visit("/petugas").await;
    assert_eq!(desk.status(), 200);
    desk.see("Perlu tindakan 2").see("Kasus saya 0").see("2 kasus terbuka di daftar Anda");
    desk.see("Diminta uang rokok di loket").see(&filed.number).see("Anonim").see("Diterima").see("Sisa");
    desk.see("Ambil").not_see("Fulan Prakontoh").not_see("Tugaskan");
    desk.visit("/petugas?tampil=saya").await.see("Belum ada kasus yang Anda tangani.");
    desk.visit("/petugas?tampil=semua&identitas=open").await.see("Tidak ada kasus yang cocok").see("Hapus saringan");
    desk.visit("/petugas?tampil=semua&kategori=pungli&jenis=complaint&tahap=received").await.see("Titip absen");
    desk.visit("/petugas?instansi=tidakadayangbegini").await.see("Tidak ada instansi").see("Titip absen");

    world
        .desk_of(far)
        .await
        .visit("/petugas")
        .await
        .see("Tidak ada yang perlu tindakan sekarang.")
        .not_see("uang rokok");
    let mut outside = world.desk_of(admin).await;
    outside.visit("/petugas").await;
    assert_eq!((outside.path(), outside.status()), ("/petugas/kelola", 200), "who has no cases works elsewhere");
    world.browser().visit("/petugas").await.see("Masuk petugas");
}

#[tokio::test]
async fn a_long_queue_is_paged_by_deadline() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let dewi = world.hire("dewi", &[(Some(unit), Role::Verifier), (Some(unit), Role::Supervisor)]).await;
    for n in 1..=53 {
        world.file(world.complaint(&format!("Laporan nomor {n:02}"))).await;
    }
    let mut desk = world.desk_of(dewi).await;
    desk.visit("/petugas?tampil=semua").await.see("Semua 53").see("Tugaskan");
    let first = titles(&desk);
    assert_eq!(first.len(), 50);
    desk.follow("Berikutnya").await;
    let second = titles(&desk);
    assert_eq!(second.len(), 3);
    assert!(second.iter().all(|title| !first.contains(title)), "no case twice");
    desk.follow("Dari awal").await;
    assert_eq!(titles(&desk), first);
}

fn titles(desk: &crate::world::Browser) -> Vec<String> {
    let page = desk.page();
    let rows = page.select(&scraper::Selector::parse("th.pokok a").unwrap()).map(|a| a.text().collect()).collect();
    rows
}

/// An office with one of everybody.
struct Office {
    world: World,
    unit: uuid::Uuid,
    verifier: uuid::Uuid,
    analyst: uuid::Uuid,
    mediator: uuid::Uuid,
    head: uuid::Uuid,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let verifier = world.hire("verifikator", &[(Some(unit), Role::Verifier)]).await;
        let analyst = world.hire("analis", &[(Some(unit), Role::Analyst)]).await;
        let mediator = world.hire("mediator", &[(Some(unit), Role::Mediator)]).await;
        let head = world.hire("pimpinan", &[(Some(unit), Role::Supervisor)]).await;
        Self { world, unit, verifier, analyst, mediator, head }
    }

    /// Files a complaint and takes it through verification.
    async fn accepted(&self) -> String {
        self.accepted_of(self.world.complaint("Diminta uang rokok di loket")).await
    }

    async fn accepted_of(&self, new: NewCase) -> String {
        let filed = self.world.file(new).await;
        let mut desk = self.world.desk_of(self.verifier).await;
        let case = format!("/petugas/kasus/{}", filed.number);
        desk.visit("/petugas").await.press("Ambil").await;
        desk.see("Verifikasi").see("Petugas meminta uang rokok");
        desk.visit(&format!("{case}/terima")).await;
        desk.tick("formal").tick("material").choose("kategori", "ND-01").choose("bobot", "medium");
        desk.fill("instansi", "").choose("unit", &self.unit.to_string());
        desk.choose("penangan", &self.analyst.to_string()).press("Pratinjau").await;
        desk.see("Yang dibaca pelapor").press("Kirim ke pelapor").await;
        desk.see("Tersimpan: Terima untuk ditelaah");
        case
    }
}

#[tokio::test]
async fn a_bad_form_keeps_everything_and_says_what_is_wrong_beside_it() {
    let office = Office::open().await;
    let filed = office.world.file(office.world.complaint("Titip absen")).await;
    let mut desk = office.world.desk_of(office.verifier).await;
    let case = format!("/petugas/kasus/{}", filed.number);
    desk.visit(&case).await.see("Titip absen").see("Uraian pelapor").see("uang rokok").see("Fulan Prakontoh");
    desk.visit(&format!("{case}/terima")).await.see("tidak tersedia untuk Anda");
    for (form, page) in [
        (format!("{case}/tulis"), case.as_str()),
        ("/petugas/cari".to_owned(), "/petugas"),
        ("/petugas/tugaskan".to_owned(), "/petugas"),
        ("/petugas/akun/sandi".to_owned(), "/petugas/akun"),
    ] {
        assert_eq!(desk.visit(&form).await.path(), page, "a form's own address leads to its page");
    }
    desk.visit(&format!("{case}/mulai-verifikasi")).await.press("Pratinjau").await.press("Kirim ke pelapor").await;
    desk.visit(&format!("{case}/terima")).await;
    desk.fill("instansi", "pemerintah kota").choose("bobot", "high").press("Pratinjau").await;
    assert_eq!(desk.status(), 422);
    desk.see("Jawab pemeriksaan formal").see("Pilih kategori pelanggaran").see("Pilih penangan");
    assert_eq!(desk.attr_of("#instansi", "value").as_deref(), Some("pemerintah kota"));
    assert!(desk.attr_of("input[name=bobot][value=high]", "checked").is_some());
    desk.tick("formal").tick("material").choose("kategori", "ND-01").choose("unit", &office.unit.to_string());
    desk.choose("penangan", &office.analyst.to_string()).press("Pratinjau").await;
    desk.see("Pilih instansi dari daftar di bawah").see("Maksud Anda");
}

#[tokio::test]
async fn a_complaint_goes_the_whole_way_to_a_recommendation() {
    let office = Office::open().await;
    let case = office.accepted().await;
    let mut analyst = office.world.desk_of(office.analyst).await;
    analyst.visit("/petugas?tampil=saya").await.see("Diminta uang rokok di loket").see("Telaah");
    analyst.visit(&case).await.see("Beri jawaban pertama");
    analyst.fill("tulisan", "Terima kasih, kami mulai bekerja.").press("Lanjut").await;
    analyst.see("Yang dibaca pelapor").see("Terima kasih, kami mulai bekerja.").press("Ubah").await;
    assert_eq!(analyst.words_of("#tulisan").as_deref(), Some("Terima kasih, kami mulai bekerja."));
    analyst.press("Pratinjau").await.press("Kirim ke pelapor").await.see("Terima kasih, kami mulai bekerja.");
    analyst.fill("tulisan", "Pola sama dengan bulan lalu.").choose("ke", "catatan");
    let mut twin = analyst.clone();
    analyst.press("Lanjut").await;
    twin.press("Lanjut").await;
    assert_eq!(twin.text().matches("Pola sama dengan bulan lalu.").count(), 1, "pressed twice, written once");
    analyst.see("Pola sama dengan bulan lalu.").see("Catatan internal");
    analyst.visit(&format!("{case}?saring=pelapor")).await.not_see("Pola sama");

    analyst.visit(&format!("{case}/jawaban-pertama")).await;
    analyst.fill("jawaban", "Meminta uang di loket dilarang.").tick("terkait").press("Pratinjau").await;
    analyst.press("Kirim ke pelapor").await;
    analyst.visit(&format!("{case}/buka-klarifikasi")).await.press("Tambah baris").await;
    analyst.fill("kepada", "Kepala Dinas Perizinan").fill("dugaan_1", "Meminta uang di loket 2");
    analyst.fill("dugaan_3", "Menahan berkas").press("Pratinjau").await;
    analyst.see("Surat, tidak dibaca pelapor").see("Menahan berkas").press("Kirim ke pelapor").await;
    analyst.see("Klarifikasi").follow("Permintaan klarifikasi").await;
    analyst.see("Kepala Dinas Perizinan").see("Dugaan 1");
    analyst.press("Simpan").await.see("Tulis cara mengirimnya");
    analyst.fill("cara", "kurir").fill("pada_h", "1").fill("pada_b", "1").fill("pada_t", "2026").press("Simpan").await;
    analyst.see("Dikirim: kurir, 1 Januari 2026, oleh Bapak analis");

    analyst.visit(&format!("{case}/catat-tanggapan")).await.fill("tanggapan", "Saya tidak meminta apa pun.");
    analyst
        .fill("dok_nomor", "B-12")
        .fill("dok_tanggal_h", "1")
        .fill("dok_tanggal_b", "1")
        .fill("dok_tanggal_t", "2026");
    analyst.press("Catat tanggapan").await.see("Pilih berkas pindaiannya");
    analyst.attach("pindaian", "surat.pdf", &crate::load::corpus::pdf(&[], "", ""));
    analyst.press("Catat tanggapan").await.see("Tersimpan");
    let file = format!("{}-bukti-1.pdf", case.rsplit('/').next().unwrap());
    analyst.follow(&file).await.see("metadata sedang dihapus").not_see("Unduh");
    Box::pin(kentongan::jobs::evidence::round(&office.world.app)).await.unwrap();
    analyst.visit(&case).await.follow(&file).await.see("belum dipindai").see("metadata dihapus");
    analyst.press("Unduh").await;
    assert_eq!(analyst.header("content-security-policy"), "sandbox; default-src 'none'");
    assert!(analyst.header("content-disposition").starts_with("attachment"));
    assert!(analyst.bytes().starts_with(b"%PDF"));

    analyst.visit(&format!("{case}/usul-hasil")).await;
    for n in 1..=2 {
        analyst.choose(&format!("temuan_{n}"), "proven").fill(&format!("dalil_{n}"), "Dua saksi.");
        analyst.fill(&format!("sumber_{n}"), "Berita acara.");
    }
    analyst.fill("didengar", "Didengar tertulis, surat B-12.").press("Pratinjau").await.press("Kirim ke pelapor").await;
    analyst.see("Menunggu keputusan");

    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas").await.follow("Diminta uang rokok di loket").await.follow("Putuskan").await;
    head.fill("pertimbangan", "Dua saksi bersesuaian.").press("Pratinjau").await.see("Terbukti");
    head.press("Kirim ke pelapor").await.see("Hasil disampaikan").see("Terbukti");
    head.visit(&format!("{case}/rekomendasi")).await.choose("tujuan", "ppk").fill("rekomendasi", "Jatuhkan hukuman.");
    head.fill("tindak_1", "Laporkan hukuman disiplin").press("Pratinjau").await.press("Kirim ke pelapor").await;
    head.see("Pemantauan").see("Laporkan hukuman disiplin");

    analyst.visit(&format!("{case}/catat-pelaksanaan")).await.choose("tindak_pilih", "1").fill("bukti", "SK nomor 7.");
    analyst.press("Pratinjau").await.press("Kirim ke pelapor").await.see("Dipenuhi");
    head.visit(&format!("{case}/jejak")).await.see("Bapak analis (Analis)").see("Diterima → Verifikasi").see("Bukti");
}

/// The language of a letter to others would tell something of the reporter; the officer's own is nobody's business.
#[tokio::test]
async fn letters_to_others_are_indonesian_whoever_reports_and_whoever_writes() {
    let office = Office::open().await;
    let english = NewCase { lang: Lang::En, ..office.world.complaint("Asked for money at the counter") };
    let case = office.accepted_of(english).await;
    let mut analyst = office.world.desk_of(office.analyst).await.speaking("en");
    analyst.visit(&format!("{case}/buka-klarifikasi")).await.fill("kepada", "Kepala Dinas Perizinan");
    analyst.fill("dugaan_1", "Meminta uang di loket 2").press("Preview").await;
    analyst.see("Dugaan 1").see("Permintaan klarifikasi").see("Nomor kasus").press("Send to the reporter").await;
    analyst
        .visit(&format!("{case}/jadwal-klarifikasi"))
        .await
        .fill("jam", "09:00")
        .fill("tempat", "Ruang 3")
        .fill("kepada", "Kepala Dinas");
    let day = today() + Days::new(7);
    for (part, shape) in [("h", "%-d"), ("b", "%-m"), ("t", "%Y")] {
        analyst.fill(&format!("tanggal_{part}"), &day.format(shape).to_string());
    }
    analyst.press("Preview").await.see("Undangan klarifikasi").see(&Lang::Id.date(day)).not_see(&Lang::En.date(day));
}

#[tokio::test]
async fn a_letter_to_the_reporter_is_in_the_reporters_language() {
    let office = Office::open().await;
    let english = NewCase { lang: Lang::En, ..office.world.complaint("Asked for money at the counter") };
    let filed = office.world.file(english).await;
    let mut desk = office.world.desk_of(office.verifier).await;
    desk.visit("/petugas").await.press("Ambil").await;
    desk.visit(&format!("/petugas/kasus/{}/tidak-dapat-diproses", filed.number)).await.choose("syarat", "bukan-asn");
    desk.fill("jalan", "SP4N-LAPOR!").fill("penjelasan", "Not about a civil servant.").press("Pratinjau").await;
    desk.see("Case number").see("Reason").not_see("Nomor kasus");
}

#[tokio::test]
async fn letters_that_go_out_do_not_betray_the_reporters_language_and_news_carry_day_and_reason() {
    let office = Office::open().await;
    let english = NewCase { lang: Lang::En, ..office.world.complaint("Asked for money at the counter") };
    let case = office.accepted_of(english).await;
    let mut analyst = office.world.desk_of(office.analyst).await;
    analyst.visit(&format!("{case}/buka-klarifikasi")).await;
    analyst.fill("kepada", "Kepala Dinas Perizinan").fill("dugaan_1", "Meminta uang di loket 2");
    analyst.press("Pratinjau").await.press("Kirim ke pelapor").await.follow("Permintaan klarifikasi").await;
    analyst.see("Nomor kasus").see("Dugaan 1").not_see("Case number").not_see("Allegation");

    let until = today() + Days::new(7);
    analyst.visit(&format!("{case}/tunda")).await.fill("sampai_h", &until.day().to_string());
    analyst.fill("sampai_b", &until.month().to_string()).fill("sampai_t", &until.year().to_string());
    analyst.fill("alasan", "Menunggu putusan pengadilan.").press("Pratinjau").await;
    let news = format!("Your case is on hold. Until {}. Reason: Menunggu putusan pengadilan.", Lang::En.date(until));
    analyst.see("Yang dibaca pelapor").see(&news);
}

#[tokio::test]
async fn a_head_sees_what_was_withdrawn_while_the_office_may_still_go_on() {
    let office = Office::open().await;
    let filed = office.world.file(office.world.complaint("Titip absen")).await;
    let mut head = office.world.desk_of(office.head).await;
    let app = &office.world.app;
    act::act(app, Who::Reporter, filed.case, Action::Withdraw, Words::default()).await.unwrap();
    head.visit("/petugas").await.see("Perlu tindakan 1").see("Titip absen").see("Dicabut");
    office.world.desk_of(office.verifier).await.visit("/petugas").await.not_see("Titip absen");
}

#[tokio::test]
async fn a_stranger_gets_the_same_404_as_for_nothing() {
    let office = Office::open().await;
    let case = office.accepted().await;
    let mut stranger = office.world.desk_of(office.mediator).await;
    for path in [
        case.as_str(),
        "/petugas/kasus/KTG-222222",
        "/petugas/kasus/apa",
        &format!("{case}/jejak"),
        &format!("{case}/terima"),
    ] {
        stranger.visit(path).await;
        assert_eq!(stranger.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn what_needs_a_second_person_waits_for_one() {
    let office = Office::open().await;
    let filed = office.world.file(office.world.complaint("Keluhan parkir")).await;
    let case = format!("/petugas/kasus/{}", filed.number);
    let mut desk = office.world.desk_of(office.verifier).await;
    desk.visit("/petugas").await.press("Ambil").await;
    desk.visit(&format!("{case}/tidak-dapat-diproses")).await.choose("syarat", "bukan-asn");
    desk.fill("jalan", "SP4N-LAPOR! untuk keluhan layanan").fill("penjelasan", "Juru parkir bukan pegawai negeri.");
    desk.press("Pratinjau").await.see("Ini menunggu persetujuan orang lain").see("Juru parkir bukan pegawai negeri.");
    desk.press("Ajukan untuk disetujui").await.see("Diajukan, menunggu persetujuan").see("Verifikasi");
    desk.follow("Nyatakan tidak dapat diproses").await.see("Usulan ini tidak menunggu keputusan Anda.");

    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas/persetujuan").await.see("Keluhan parkir").follow("Nyatakan tidak dapat diproses").await;
    head.see("SP4N-LAPOR!").press("Tolak").await.see("Tulis catatannya");
    head.fill("remark", "Setuju, bukan ASN.").press("Setujui").await.see("Disetujui.").see("Tidak ada yang menunggu");
    head.visit(&case).await.see("Tidak dapat diproses").see("Bukan kewenangan");
    head.see("Verifikasi, selesai").not_see("Klarifikasi, selesai").not_see("Pemantauan, selesai");
    head.visit(&format!("{case}/jejak")).await.see("Disetujui").see("Setuju, bukan ASN.");
}

#[tokio::test]
async fn the_second_person_sees_all_that_is_approved() {
    let office = Office::open().await;
    let world = &office.world;
    let parent = world.file(world.complaint("Keluhan pertama")).await;
    let child = world.file(world.complaint("Keluhan kedua")).await;
    let (case, other) = (format!("/petugas/kasus/{}", child.number), format!("/petugas/kasus/{}", parent.number));
    let mut desk = world.desk_of(office.verifier).await;
    for case in [&case, &other] {
        desk.visit(&format!("{case}/mulai-verifikasi")).await.press("Pratinjau").await.press("Kirim ke pelapor").await;
    }
    desk.visit(&format!("{case}/gabung")).await.fill("nomor", &parent.number).fill("alasan", "Sama.");
    desk.press("Pratinjau").await.press("Ajukan untuk disetujui").await.see("Diajukan");
    desk.visit(&format!("{other}/teruskan")).await.choose("lembaga", "bkn").fill("ringkasan", "Kenaikan pangkat.");
    desk.fill("dasar", "Kenari, pasal tiga").press("Pratinjau").await.press("Ajukan untuk disetujui").await;

    let mut head = world.desk_of(office.head).await;
    head.visit("/petugas/persetujuan").await.follow("Gabung dengan").await.see("Digabung ke kasus").see(&parent.number);
    head.visit("/petugas/persetujuan").await.follow("Teruskan").await.see("Sertakan identitas pelaporTidak");
    head.see("Kenari, pasal tiga").press("Setujui").await.see("Disetujui");
    let mut tx = world.app.db.begin(kentongan::db::Actor::System).await.unwrap();
    let facts: Vec<String> = sqlx::query_scalar("select facts::text from cases").fetch_all(&mut *tx).await.unwrap();
    assert!(facts.iter().any(|facts| facts.contains(r#""ground": "bkn""#)), "the catalogue's code");
    assert!(facts.iter().all(|facts| !facts.contains("Kenari")), "what was typed is content");
}

#[tokio::test]
async fn a_repair_is_shown_with_its_return_and_handler() {
    let office = Office::open().await;
    let case = office.accepted().await;
    let mut head = office.world.desk_of(office.head).await;
    head.visit(&format!("{case}/perbaiki")).await.choose("tahap", "awaiting_reporter").choose("kembali_ke", "review");
    head.choose("penangan", &office.analyst.to_string()).fill("alasan", "Macet.");
    head.press("Pratinjau").await.press("Ajukan untuk disetujui").await;
    head.follow("Perbaiki").await.see("Kembali keTelaah").see("PenanganBapak analis");
}

#[tokio::test]
async fn both_sides_settle_before_a_mediator() {
    let office = Office::open().await;
    let world = &office.world;
    let filed = world.file(world.complaint("Dipermalukan atasan di rapat")).await;
    let case = format!("/petugas/kasus/{}", filed.number);
    let mut verifier = world.desk_of(office.verifier).await;
    verifier.visit("/petugas").await.press("Ambil").await.visit(&format!("{case}/terima")).await;
    verifier.tick("formal").tick("material").choose("kategori", "ET-06").choose("bobot", "low").fill("instansi", "");
    verifier.choose("unit", &office.unit.to_string()).choose("penangan", &office.analyst.to_string());
    verifier.press("Pratinjau").await.press("Kirim ke pelapor").await;
    let mut analyst = world.desk_of(office.analyst).await;
    analyst.visit(&format!("{case}/tawarkan-mediasi")).await.tick("mediator").press("Pratinjau").await;
    analyst.press("Kirim ke pelapor").await.see("Tersimpan: Tawarkan mediasi");

    let mut mediator = world.desk_of(office.mediator).await;
    let paper = |desk: &mut crate::world::Browser| {
        desk.fill("dok_nomor", "S-1")
            .fill("dok_tanggal_h", "1")
            .fill("dok_tanggal_b", "1")
            .fill("dok_tanggal_t", "2026");
        desk.attach("pindaian", "setuju.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    };
    mediator.visit(&format!("{case}/jawaban-mediasi")).await.choose("setuju", "ya");
    paper(&mut mediator);
    mediator.press("Catat jawaban atas mediasi").await.see("Tersimpan");
    analyst.visit(&format!("{case}/pelapor/jawaban-mediasi")).await.choose("setuju", "ya");
    paper(&mut analyst);
    analyst.press("Catat jawaban pelapor atas mediasi").await.see("Tersimpan");
    mediator.visit(&format!("{case}/mulai-mediasi")).await.press("Pratinjau").await.press("Kirim ke pelapor").await;
    mediator.see("Mediasi").visit(&format!("{case}/butir")).await.fill("isi_butir", "Atasan meminta maaf");
    mediator.fill("pihak", "Terlapor").fill("batas_h", "1").fill("batas_b", "12").fill("batas_t", "2030");
    mediator.press("Pratinjau").await.press("Kirim ke pelapor").await.see("Atasan meminta maaf (Terlapor)");
    mediator.visit(&format!("{case}/terima-butir")).await.choose("butir", "1");
    paper(&mut mediator);
    mediator.press("Catat butir diterima").await.see("terlapor: menerima");
    analyst.visit(&format!("{case}/pelapor/terima-butir")).await.choose("butir", "1");
    paper(&mut analyst);
    analyst.press("Catat butir diterima pelapor").await.see("Tersimpan");
    mediator
        .visit(&format!("{case}/kesepakatan"))
        .await
        .tick("sah")
        .press("Pratinjau")
        .await
        .see("Berita acara kesepakatan");
    mediator.press("Ajukan untuk disetujui").await;
    let mut head = world.desk_of(office.head).await;
    head.visit("/petugas/persetujuan").await.follow("kesepakatan").await.press("Setujui").await.see("Disetujui");
    head.visit(&case).await.see("Pemantauan").see("Selesai dengan kesepakatan").see("Atasan meminta maaf");
}

#[tokio::test]
async fn a_consultant_answers_and_offers_to_make_it_a_complaint() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let consultant = world.hire("konsultan", &[(Some(unit), Role::Consultant)]).await;
    let filed = world.file(world.question("Kenaikan pangkat ditahan")).await;
    let case = format!("/petugas/kasus/{}", filed.number);
    let mut desk = world.desk_of(consultant).await;
    desk.visit("/petugas?jenis=consultation").await.press("Ambil").await.see("Bolehkah atasan saya");
    desk.visit(&format!("{case}/jawab")).await.press("Pratinjau").await.see("Tulis jawabannya");
    desk.fill("jawaban", "Tidak boleh tanpa alasan tertulis.").press("Pratinjau").await.press("Kirim ke pelapor").await;
    desk.see("Dijawab").visit(&format!("{case}/tawarkan-pengaduan")).await;
    desk.fill("ringkasan", "Kenaikan pangkat ditahan tanpa alasan.").press("Pratinjau").await;
    desk.press("Kirim ke pelapor").await.see("Ringkasan konsultasi");
}

#[tokio::test]
async fn search_opens_a_number_reads_words_and_meets_a_nip() {
    let office = Office::open().await;
    let mut with_nip = office.world.complaint("Titip absen");
    with_nip.account.accused_nip = "198706152010011003".to_owned();
    let filed = office.world.file(with_nip).await;
    office.world.file(office.world.complaint("Uang rokok di loket")).await;
    let mut desk = office.world.desk_of(office.verifier).await;
    desk.visit("/petugas").await.fill("cari", &filed.number.to_lowercase()).press("Cari").await.see("Uraian pelapor");
    desk.visit("/petugas").await.fill("cari", "ROKOK berkas").press("Cari").await.see("2 kasus terbaru diperiksa");
    desk.see("Uang rokok di loket").see("uang rokok supaya berkas");
    desk.visit("/petugas").await.fill("cari", "pesawat").press("Cari").await.see("Tidak ada yang cocok.");
    desk.visit("/petugas").await.fill("cari", "19870615 201001 1 003").press("Cari").await;
    desk.see("Kasus tentang orang dengan NIP ini").see("Titip absen").not_see("Uang rokok di loket");
    let mut stranger = office.world.desk_of(office.mediator).await;
    stranger
        .visit("/petugas")
        .await
        .fill("cari", "rokok")
        .press("Cari")
        .await
        .see("Tidak ada yang cocok.")
        .see("0 kasus");
    stranger.visit("/petugas").await.fill("cari", &filed.number).press("Cari").await.see("Tidak ada yang cocok.");
}

#[tokio::test]
async fn a_search_goes_on_past_cases_that_were_erased() {
    let office = Office::open().await;
    office.world.file(office.world.complaint("Uang rokok di loket")).await;
    // a batch of newer ones of which only the list and the chain are left
    let mut owner = office.world.owner().await;
    for sql in [
        "insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number',
             'KTG-' || lpad(n::text, 6, '0'), 'updated_at', c.updated_at + interval '1 second'))).*
         from cases c, generate_series(1, 200) n",
        "insert into work_list select (jsonb_populate_record(w, jsonb_build_object('case_id', c.id, 'updated_at',
             c.updated_at))).*
         from work_list w, cases c where c.id <> w.case_id",
    ] {
        sqlx::query(sql).execute(&mut owner).await.unwrap();
    }
    let mut desk = office.world.desk_of(office.verifier).await;
    desk.visit("/petugas").await.fill("cari", "rokok berkas").press("Cari").await;
    desk.see("Uang rokok di loket").see("201 kasus terbaru diperiksa");
}

#[tokio::test]
async fn who_reads_a_proposal_or_the_trail_stands_among_those_who_opened_the_case() {
    let office = Office::open().await;
    let filed = office.world.file(office.world.complaint("Keluhan parkir")).await;
    let case = format!("/petugas/kasus/{}", filed.number);
    let mut desk = office.world.desk_of(office.verifier).await;
    desk.visit("/petugas").await.press("Ambil").await;
    desk.visit(&format!("{case}/tidak-dapat-diproses")).await.choose("syarat", "bukan-asn");
    desk.fill("jalan", "SP4N-LAPOR!").fill("penjelasan", "Juru parkir.").press("Pratinjau").await;
    desk.press("Ajukan untuk disetujui").await.see("Diajukan");

    let mut sari = office.world.browser();
    sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
    let opened = "section[aria-labelledby=h-sudah]";
    let by = sari.visit("/kasus/akses").await.words_of(opened).unwrap();
    assert!(by.contains(", Petugas verifikator") && !by.contains(", Pimpinan"), "{by}");
    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas/persetujuan").await.follow("Nyatakan tidak dapat diproses").await.see("Juru parkir.");
    let by = sari.visit("/kasus/akses").await.words_of(opened).unwrap();
    assert!(by.contains(", Pimpinan"), "{by}");

    let other = office.world.hire("pimpinan2", &[(Some(office.unit), Role::Supervisor)]).await;
    let mut other = office.world.desk_of(other).await;
    other.visit(&format!("{case}/jejak")).await.see("Bapak pimpinan2 (Pimpinan)");
    head.visit(&format!("{case}/jejak")).await.see("Bapak pimpinan2 (Pimpinan)");
}

/// Takes what is written down of who read a case: who, and what.
async fn read(world: &World, number: &str) -> Vec<(uuid::Uuid, String)> {
    let mut owner = world.owner().await;
    sqlx::query_as(
        "delete from access_log a using cases c where c.id = a.case_id and c.number = $1
         returning a.officer_id, a.what",
    )
    .bind(number)
    .fetch_all(&mut owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn whoever_comes_to_a_case_by_a_side_door_stands_among_those_who_opened_it() {
    let office = Office::open().await;
    let case = office.accepted().await;
    let number = case.rsplit('/').next().unwrap();
    let mut desk = office.world.desk_of(office.analyst).await;
    desk.visit(&format!("{case}/buka-klarifikasi")).await;
    desk.fill("kepada", "Kepala Dinas Perizinan").fill("dugaan_1", "Meminta uang di loket 2");
    desk.press("Pratinjau").await.press("Kirim ke pelapor").await;
    desk.visit(&format!("{case}/catat-tanggapan")).await.fill("tanggapan", "Saya tidak meminta apa pun.");
    for (part, value) in [("nomor", "B-12"), ("tanggal_h", "1"), ("tanggal_b", "1"), ("tanggal_t", "2026")] {
        desk.fill(&format!("dok_{part}"), value);
    }
    desk.attach("pindaian", "surat.pdf", &crate::load::corpus::pdf(&[], "", "")).press("Catat tanggapan").await;
    let file = format!("{number}-bukti-1.pdf");

    let opened = [(office.analyst, "case".to_owned())];
    read(&office.world, number).await;
    desk.visit(&format!("{case}/jawaban-pertama")).await;
    assert_eq!((desk.status(), &read(&office.world, number).await[..]), (200, &opened[..]), "the form of an act");
    desk.press("Pratinjau").await;
    assert_eq!((desk.status(), &read(&office.world, number).await[..]), (422, &opened[..]), "what came back");
    desk.fill("jawaban", "Meminta uang dilarang.").tick("terkait").press("Pratinjau").await.see("Yang dibaca pelapor");
    assert_eq!(read(&office.world, number).await, opened, "the preview");

    desk.visit(&case).await;
    read(&office.world, number).await;
    desk.follow(&file).await;
    assert_eq!((desk.status(), &read(&office.world, number).await[..]), (200, &opened[..]), "the page of a file");

    let letter = [(office.analyst, "document".to_owned())];
    desk.visit(&case).await;
    read(&office.world, number).await;
    desk.follow("Permintaan klarifikasi").await;
    assert_eq!(read(&office.world, number).await, letter, "a letter");
    desk.press("Simpan").await.see("Tulis cara mengirimnya");
    assert_eq!((desk.status(), &read(&office.world, number).await[..]), (422, &letter[..]), "the letter again");
}

#[tokio::test]
async fn a_clerk_writes_down_a_complaint_and_hands_over_the_slip() {
    let office = Office::open().await;
    let clerk = office.world.hire("loket", &[(Some(office.unit), Role::Clerk)]).await;
    let mut desk = office.world.desk_of(clerk).await;
    desk.visit("/petugas/catat").await.press("Simpan dan cetak slip").await;
    assert_eq!(desk.status(), 422);
    desk.see("Pilih cara menyampaikan").see("Tulis uraian kejadian").see("Bacakan pernyataannya dulu");
    desk.choose("saluran", "phone").choose("cara", "confidential").choose("hubungan", "self");
    desk.choose("jenis_laporan", "pungli").fill("kapan_b", "13").fill("kapan_t", "2026").fill("lokasi", "Loket 2");
    desk.fill("kejadian", "Diminta uang oleh petugas.")
        .choose("bahasa", "en")
        .tick("berulang")
        .tick("dibacakan")
        .press("Simpan dan cetak slip")
        .await;
    desk.see("Tulis nama pelapor").see("Tulis tanggal yang benar");
    desk.see("Tulis instansi atau siapa yang dilaporkan").fill("jabatan", "Petugas loket");
    desk.fill("nama_pelapor", "Ibu Contoh")
        .fill("kapan_h", "9")
        .fill("kapan_b", "1")
        .fill("saksi", "Juru parkir")
        .press("Simpan dan cetak slip")
        .await;
    desk.see("Tanda terima pengaduan").see("Kode lacak").not_see("Ibu Contoh");
    let mut verifier = office.world.desk_of(office.verifier).await;
    verifier.visit("/petugas").await.see("Pungutan liar").see("Rahasia").not_see("Ibu Contoh");
    verifier.follow("Pungutan liar").await.see("9 Januari 2026, berulang").see("Juru parkir");

    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas").await.follow("Prakarsa sendiri").await.choose("jenis_laporan", "pungli");
    head.fill("kapan_b", "1")
        .fill("kapan_t", "2026")
        .fill("lokasi", "Pasar")
        .fill("kejadian", "Berita koran 3 Januari.");
    head.fill("jabatan", "Kepala pasar");
    head.tick("dasar_prakarsa").press("Simpan perkara").await.see("tidak punya pelapor").not_see("Kode lacak");
}

/// A quarter of an hour without a request ends a session; somebody at the counter talks for longer.
#[tokio::test]
async fn what_a_clerk_typed_while_the_session_ended_is_sent_after_signing_in_beside_it() {
    let office = Office::open().await;
    let clerk = office.world.hire("loket", &[(Some(office.unit), Role::Clerk)]).await;
    let mut desk = office.world.desk_of(clerk).await;
    desk.visit("/petugas/catat").await;
    desk.choose("saluran", "counter").choose("cara", "anonymous").choose("hubungan", "self").tick("dibacakan");
    desk.choose("jenis_laporan", "pungli").fill("kapan_b", "1").fill("kapan_t", "2026").fill("lokasi", "Loket 2");
    desk.fill("terlapor", "Orang Luar").fill("kejadian", "Diminta uang rokok.").attach("lampiran", "foto.png", PHOTO);
    let late = clock::now() + chrono::TimeDelta::minutes(20);
    clock::pretend(late, desk.press("Simpan dan cetak slip")).await;
    desk.see("Sesi Anda berakhir").see("berkas lampiran belum ikut");
    assert_eq!(
        (desk.status(), desk.attr_of("input[name=kejadian]", "value").as_deref()),
        (401, Some("Diminta uang rokok."))
    );
    crate::pages::sound(&desk, "id");
    let again = office.world.desk_of(clerk).await.cookie("sid").unwrap().to_owned();
    desk.keep(&format!("sid={again};")).press("Kirim sekali lagi").await.see("Formulir kedaluwarsa");
    desk.press("Kirim sekali lagi").await.see("Tanda terima pengaduan");

    // nothing typed, nothing to keep
    let mut idle = office.world.desk_of(office.verifier).await;
    idle.visit("/petugas/akun").await;
    clock::pretend(late, idle.press("Keluar")).await;
    idle.see("Masuk petugas");
}

#[tokio::test]
async fn a_page_that_came_back_files_the_next_visitor_too_and_gives_nobody_the_slip_of_another() {
    let office = Office::open().await;
    let clerk = office.world.hire("loket", &[(Some(office.unit), Role::Clerk)]).await;
    let mut desk = office.world.desk_of(clerk).await;
    let tell = |desk: &mut crate::world::Browser, told: &str| {
        desk.choose("saluran", "counter").choose("cara", "anonymous").choose("hubungan", "self");
        desk.choose("jenis_laporan", "pungli").fill("kapan_b", "1").fill("kapan_t", "2026").fill("lokasi", "Loket 2");
        desk.fill("terlapor", "Orang Luar").fill("kejadian", told).tick("dibacakan");
    };
    desk.visit("/petugas/catat").await;
    let key = desk.attr_of("input[name=kunci]", "value").unwrap();
    tell(&mut desk, "Yang pertama.");
    desk.press("Simpan dan cetak slip").await;
    let first = desk.words_of(".kode").unwrap();
    for told in ["Yang pertama.", "Yang kedua."] {
        desk.visit("/petugas/catat").await;
        tell(&mut desk, told);
        desk.fill("kunci", &key).press("Simpan dan cetak slip").await;
        if told == "Yang pertama." {
            assert_eq!(desk.words_of(".kode").unwrap(), first, "pressed twice: the same slip");
        }
    }
    desk.see("sudah dipakai untuk pengaduan sebelumnya").see("Yang kedua.");
    assert_eq!(desk.words_of(".kode"), None, "the slip of another");
    desk.press("Simpan dan cetak slip").await.see("Tanda terima pengaduan");

    desk.visit("/petugas/catat").await;
    tell(&mut desk, "Yang ketiga.");
    desk.untick("dibacakan").attach("lampiran", "foto.png", PHOTO).press("Simpan dan cetak slip").await;
    let mut back = desk.see("Sudah diunggah: foto.png").clone();
    desk.tick("dibacakan").press("Simpan dan cetak slip").await.see("Tanda terima pengaduan");
    back.tick("dibacakan").fill("kejadian", "Yang keempat.").press("Simpan dan cetak slip").await;
    back.see("Berkas tadi ikut pengaduan sebelumnya").not_see("Sudah diunggah");
    back.press("Simpan dan cetak slip").await.see("Tanda terima pengaduan");
    assert_ne!(desk.words_of(".kode").unwrap(), first);

    desk.visit("/petugas/catat").await;
    tell(&mut desk, "Yang kelima.");
    desk.untick("dibacakan").attach("lampiran", "foto.png", PHOTO).press("Simpan dan cetak slip").await;
    office.world.sweeps_the_store().await;
    desk.see("Sudah diunggah: foto.png").tick("dibacakan").press("Simpan dan cetak slip").await;
    desk.see("\"foto.png\" terlalu lama menunggu di sini").see("Yang kelima.").not_see("Sudah diunggah");
    desk.press("Simpan dan cetak slip").await.see("Tanda terima pengaduan");
}

#[tokio::test]
async fn the_flow_and_the_bell_are_there() {
    let office = Office::open().await;
    let case = office.accepted().await;
    let mut analyst = office.world.desk_of(office.analyst).await;
    analyst.visit("/petugas/notis").await.see("Kasus ditugaskan kepada Anda").see("Baru");
    analyst.press("Tandai semua dibaca").await.not_see("Baru");
    analyst.visit("/petugas/alur").await.see("Setiap baris aturan").see("13b");
    analyst
        .visit(&format!("{case}/benturan"))
        .await
        .fill("alasan", "Terlapor ipar saya.")
        .press("Nyatakan benturan")
        .await;
    analyst.not_see("uang rokok").visit(&case).await;
    assert_eq!(analyst.status(), 404);
}

#[tokio::test]
async fn a_head_assigns_several_cases_at_once() {
    let office = Office::open().await;
    for n in 1..=3 {
        office.world.file(office.world.complaint(&format!("Laporan {n}"))).await;
    }
    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas?tampil=semua").await.press("Tugaskan").await.see("Pilih kasus yang ingin ditugaskan");
    head.visit("/petugas?tampil=semua").await;
    let numbers: Vec<String> = {
        let page = head.page();
        let boxes = scraper::Selector::parse("input[name=pilih]").unwrap();
        page.select(&boxes).filter_map(|e| e.value().attr("value").map(str::to_owned)).collect()
    };
    numbers.iter().for_each(|number| {
        head.tick_one("pilih", number);
    });
    head.press("Tugaskan").await.press("Tugaskan").await.see("Pilih petugas");
    head.choose("petugas", &office.verifier.to_string()).press("Tugaskan").await.see("3 kasus ditugaskan.");
    office.world.desk_of(office.verifier).await.visit("/petugas?tampil=saya").await.see("Laporan 1").see("Laporan 3");
}

#[tokio::test]
async fn a_case_that_has_left_the_list_keeps_no_other_from_being_assigned() {
    let office = Office::open().await;
    let (gone, left) = (
        office.world.file(office.world.complaint("Laporan 1")).await,
        office.world.file(office.world.complaint("Laporan 2")).await,
    );
    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas?tampil=semua").await.tick_one("pilih", &gone.number).tick_one("pilih", &left.number);
    head.press("Tugaskan").await.choose("petugas", &office.verifier.to_string());
    // handed to another unit between the two presses
    let mut owner = office.world.owner().await;
    sqlx::query("delete from work_list where case_id = $1").bind(gone.case).execute(&mut owner).await.unwrap();
    head.press("Tugaskan").await.see("1 kasus ditugaskan.").see(&gone.number).not_see(&left.number);
    assert_eq!(head.status(), 200);
    office.world.desk_of(office.verifier).await.visit("/petugas?tampil=saya").await.see("Laporan 2");
}

#[tokio::test]
async fn a_case_is_taken_whatever_signs_its_number_is_typed_with() {
    let office = Office::open().await;
    let filed = office.world.file(office.world.complaint("Laporan 1")).await;
    let mut desk = office.world.desk_of(office.verifier).await;
    let typed = format!("ambil={}%0A", filed.number.to_lowercase());
    desk.visit("/petugas").await.posts("/petugas/ambil", &typed).await;
    assert_eq!((desk.status(), desk.path()), (200, format!("/petugas/kasus/{}", filed.number).as_str()));
}

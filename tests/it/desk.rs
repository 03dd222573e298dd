//! The officer's desk, page by page.

use kentongan::case::state::Role;

use crate::world::World;

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

    world.desk_of(far).await.visit("/petugas").await.see("Tidak ada yang perlu tindakan.").not_see("uang rokok");
    let mut outside = world.desk_of(admin).await;
    outside.visit("/petugas").await;
    assert_eq!(outside.status(), 403);
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
        let filed = self.world.file(self.world.complaint("Diminta uang rokok di loket")).await;
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
    analyst.fill("tulisan", "Pola sama dengan bulan lalu.").choose("ke", "catatan").press("Lanjut").await;
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
    analyst.attach("pindaian", "surat.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    analyst.press("Catat tanggapan").await.see("Tersimpan");
    analyst.follow("surat.pdf").await.see("belum dipindai").press("Unduh").await;
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

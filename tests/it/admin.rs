//! An administrator sets an office up and keeps it.

use chrono::{Datelike, Days};
use kentongan::case::act::{Who, Words, act};
use kentongan::case::action::{Action, Taker};
use kentongan::case::state::Role;
use kentongan::db::Actor;
use kentongan::i18n::Lang;
use kentongan::reference;
use uuid::Uuid;

use crate::pages::sound;
use crate::world::{Browser, World, today};

const HOME: &str = "/petugas/kelola";

async fn administrator(world: &World) -> Browser {
    let id = world.hire("admin", &[(None, Role::Admin)]).await;
    world.desk_of(id).await
}

#[tokio::test]
async fn only_an_administrator_comes_in() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let pages = [
        "",
        "/pengguna",
        "/pengguna/baru",
        "/unit",
        "/unit/baru",
        "/instansi",
        "/instansi/baru",
        "/instansi/impor",
        "/instansi/unduh",
        "/pegawai",
        "/pegawai/impor",
        "/pegawai/contoh",
        "/kategori",
        "/kategori/baru",
        "/kategori/ND-05",
        "/pilihan",
        "/pilihan/baru",
        "/pilihan/pungli",
        "/libur",
        "/libur/2027",
        "/tenggat",
        "/merek",
        "/usulan",
    ];
    let analyst = world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
    let mut rara = world.desk_of(analyst).await;
    let mut stranger = world.browser();
    let mut admin = administrator(&world).await;
    for page in pages {
        let path = format!("{HOME}{page}");
        assert_eq!(rara.visit(&path).await.status(), 403, "{path}");
        assert_eq!(stranger.visit(&path).await.path(), "/petugas/masuk", "{path}");
        assert_eq!(admin.visit(&path).await.status(), 200, "{path}");
    }
    assert_eq!(rara.visit("/petugas/jejak").await.status(), 403);
}

#[tokio::test]
async fn every_page_is_sound_in_both_languages() {
    let world = World::open().await;
    world.unit("u1", "office").await;
    let bogor = reference::seed::agency_id("kab-32.01");
    let admin = world.hire("admin", &[(None, Role::Admin)]).await;
    let of_admin = format!("/pengguna/{admin}");
    let pages = [
        "",
        "/pengguna",
        "/pengguna/baru",
        &of_admin,
        &format!("{of_admin}/absen"),
        &format!("{of_admin}/serah"),
        "/unit",
        "/unit/baru",
        "/instansi?cari=bogor",
        "/instansi/baru",
        &format!("/instansi/{bogor}"),
        "/instansi/impor",
        "/pegawai",
        "/pegawai/impor",
        "/kategori",
        "/kategori/ND-05",
        "/pilihan",
        "/pilihan/pungli",
        "/libur",
        "/libur/2027",
        "/libur/2028",
        "/tenggat",
        "/merek",
        "/usulan",
        "/../jejak",
    ];
    for lang in Lang::ALL {
        let mut reader = world.desk_of(admin).await.speaking(lang.code());
        for page in pages {
            let path = format!("{HOME}{page}").replace("/kelola/..", "");
            assert_eq!(reader.visit(&path).await.status(), 200, "{path}");
            sound(&reader, lang.code());
        }
    }
}

#[tokio::test]
async fn a_new_office_is_set_up_and_its_first_verifier_signs_in() {
    let world = World::open().await;
    let (mut admin, mut second) = world.administrators().await;
    admin.visit(HOME).await.see("Belum ada unit yang menerima kasus").see("Meja integritas berisi 0 orang");
    admin.follow("Unit").await.see("Belum ada unit").follow("Tambah unit").await;
    admin.press("Simpan").await.see("Isi bagian ini").see("Kode hanya huruf");
    assert_eq!(admin.status(), 422);
    admin.fill("nama", "Unit Wilayah I").fill("kode", "WIL-1").press("Simpan").await.see("Perubahan tersimpan");
    admin.follow("Tambah unit").await.fill("nama", "Lagi").fill("kode", "WIL-1").press("Simpan").await;
    admin.see("Kode ini sudah dipakai");
    assert_eq!(admin.attr_of("#nama", "value").as_deref(), Some("Lagi"), "what was typed is kept");

    admin.visit("/petugas/kelola/pengguna").await.follow("Tambah petugas").await;
    admin.fill("nama", "S").fill("masuk", "Sari Dewi").fill("nip", "123").press("Ajukan perubahan").await;
    admin.see("Paling sedikit 2 huruf").see("Nama masuk hanya huruf kecil").see("NIP terdiri dari 18 angka");
    admin.fill("nama", "Sari Dewi").fill("masuk", "sari.dewi").fill("nip", "198609262015051001");
    let role = verifier(&admin);
    admin
        .fill("instansi", "kabupaten bogor")
        .tick_one("peran", &role)
        .fill("alasan", "Surat tugas 12/2026")
        .press("Ajukan perubahan")
        .await;
    admin.see("Pilih instansi yang dimaksud");
    let bogor = reference::seed::agency_id("kab-32.01").to_string();
    admin.choose("instansi_id", &bogor).press("Ajukan perubahan").await.see("Menunggu administrator lain");
    let word = admin.attr_of("#kata", "value").unwrap();
    second.visit(HOME).await.see("1 usulan perubahan petugas menunggu").follow("Perbaiki").await;
    second.see("Sari Dewi: petugas baru").see("Nama masuk: sari.dewi").see("Pemerintah Kabupaten Bogor");
    second.see("Diberi peran Petugas verifikator (Unit Wilayah I)").see("NIP dicatat").not_see("198609262015051001");
    second.see("Surat tugas 12/2026").press("Konfirmasi").await.see("hanya ditampilkan sekali");
    let link = second.attr_of("#tautan", "value").unwrap();
    second.follow("Kembali ke petugas").await.see("belum membuat kata sandi").see("NIP sudah tercatat");

    let mut sari = world.browser();
    sari.visit(link.strip_prefix("http://kentongan.test").unwrap()).await.see("Sari Dewi");
    let password = "payung teduh di beranda";
    sari.fill("kata", &word).fill("sandi_baru", password).fill("sandi_ulang", password).press("Simpan dan masuk").await;
    sari.install_app().await;
    sari.visit("/petugas/akun").await.see("Sari Dewi").see("Petugas verifikator");
    admin.visit("/petugas/kelola/pengguna").await.see("Petugas verifikator (Unit Wilayah I)");

    admin.follow("Sari Dewi").await.fill("sebab", "Pindah tugas").press("Usulkan nonaktif").await;
    sari.visit("/petugas/akun").await.see("Sari Dewi");
    second.agrees().await.see("Sesi petugas itu diakhiri");
    sari.visit("/petugas/akun").await.see("Masuk petugas");
    admin.visit("/petugas/jejak").await.see("Petugas ditambahkan").see("Petugas dinonaktifkan: Petugas 03");
}

/// The tick of the verifier's role in the only office unit.
fn verifier(page: &Browser) -> String {
    let page = page.page();
    let ticks = scraper::Selector::parse("input[name=peran]").unwrap();
    page.select(&ticks)
        .filter_map(|tick| tick.value().attr("value"))
        .find(|v| v.ends_with(":verifier"))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn an_administrator_is_no_judge_of_cases() {
    let world = World::open().await;
    world.unit("u1", "office").await;
    let other = world.hire("lain", &[(None, Role::Admin)]).await;
    let mut admin = administrator(&world).await;
    let case_role = verifier(admin.visit(&format!("/petugas/kelola/pengguna/{other}")).await);
    admin.tick_one("peran", &case_role).fill("alasan", "Kurang orang").press("Ajukan perubahan").await;
    admin.see("Administrator dan auditor tidak boleh memegang peran lain");
    assert_eq!(admin.status(), 422);
}

#[tokio::test]
async fn someone_who_is_away_gets_no_new_cases() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let id = world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
    let mut admin = administrator(&world).await;
    let today = today();
    let [day, month, year] = [today.day().to_string(), today.month().to_string(), today.year().to_string()];
    admin.visit(&format!("/petugas/kelola/pengguna/{id}/absen")).await;
    admin
        .fill("dari_h", "31")
        .fill("dari_b", "2")
        .fill("dari_t", &year)
        .press("Simpan")
        .await
        .see("Tulis tanggal yang ada");
    let before = today.checked_sub_days(Days::new(40)).unwrap();
    admin.fill("dari_h", &day).fill("dari_b", &month).fill("dari_t", &year);
    admin
        .fill("sampai_h", "1")
        .fill("sampai_b", &before.month().to_string())
        .fill("sampai_t", &before.year().to_string());
    admin.press("Simpan").await.see("Tanggal akhir harus setelah tanggal mulai");
    admin
        .fill("sampai_h", "")
        .fill("sampai_b", "")
        .fill("sampai_t", "")
        .press("Simpan")
        .await
        .see("Perubahan tersimpan");
    admin.visit("/petugas/kelola/pengguna").await.see("Sedang absen");
}

#[tokio::test]
async fn all_cases_of_an_officer_are_handed_over_without_being_seen() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let role = [(Some(unit), Role::Verifier)];
    let (old, walled, new) =
        (world.hire("lama", &role).await, world.hire("dekat", &role).await, world.hire("baru", &role).await);
    let mut cases = Vec::new();
    for title in ["Satu", "Dua"] {
        let case = world.file(world.complaint(title)).await.case;
        act(&world.app, Who::Officer(old), case, Action::StartScreening, Words::default()).await.unwrap();
        cases.push(case);
    }
    let conflict = Action::DeclareConflict { reason: kentongan::case::action::Given(true) };
    act(&world.app, Who::Officer(walled), cases[0], conflict, Words::default()).await.unwrap();

    let (mut admin, mut second) = world.administrators().await;
    admin.asks_for("Usulkan nonaktif", old).await;
    second.agrees().await;
    admin
        .visit(&format!("/petugas/kelola/pengguna/{old}"))
        .await
        .follow("Alihkan semua kasus")
        .await
        .see("Bapak lama")
        .not_see("Satu")
        .press("Alihkan")
        .await;
    admin.see("Isi bagian ini");
    admin.choose("kepada", &walled.to_string()).fill("alasan", "Sakit lama").press("Alihkan").await;
    admin.see("Perubahan tersimpan");
    assert_eq!(handler(&world, cases[0]).await, Some(new), "the chosen one may not know of this case");
    assert_eq!(handler(&world, cases[1]).await, Some(walled));
    let refused = Action::Assign { to: Taker { officer: old, walled: false } };
    assert!(act(&world.app, Who::Officer(new), cases[0], refused, Words::default()).await.is_err());
}

async fn handler(world: &World, case: Uuid) -> Option<Uuid> {
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    kentongan::case::db::load(&mut tx, case).await.unwrap().unwrap().handler
}

impl Browser {
    /// Sends a CSV file to one of the imports.
    async fn imports(&mut self, what: &str, file: &[u8]) -> &mut Self {
        self.visit(&format!("{HOME}/{what}/impor")).await.attach("berkas", "a.csv", file).press("Impor CSV").await
    }
}

#[tokio::test]
async fn agencies_are_added_changed_and_imported() {
    let world = World::open().await;
    let mut admin = administrator(&world).await;
    admin.visit("/petugas/kelola/instansi").await.follow("Berikutnya").await.follow("Dari awal").await;
    admin
        .fill("cari", "bogor")
        .press("Cari")
        .await
        .see("Pemerintah Kota Bogor")
        .follow("Pemerintah Kabupaten Bogor")
        .await;
    admin.fill("nama", "Pemerintah Kabupaten Bogor Raya").fill("wilayah", "99").press("Simpan").await;
    admin.see("Kode wilayah ini tidak ada");
    admin.fill("wilayah", "32.01").press("Simpan").await.see("Perubahan tersimpan");
    let retired = "/petugas/kelola/instansi?cari=kota+bogor";
    admin.visit(retired).await.follow("Pemerintah Kota Bogor").await.untick("aktif").press("Simpan").await;

    admin.visit("/petugas/kelola/instansi/unduh").await;
    assert_eq!(admin.header("content-type"), "text/csv; charset=utf-8");
    let whole = String::from_utf8(admin.bytes().to_vec()).unwrap();
    assert!(whole.contains("Bogor Raya"));
    // as a file from before, which does not say who is in use
    let silent = whole.replace(",aktif\n", "\n").replace(",1\n", "\n").replace(",0\n", "\n");
    for file in [&whole, &silent] {
        admin.imports("instansi", file.as_bytes()).await.see("Perubahan tersimpan");
        admin.visit(retired).await.see("Tidak dipakai");
        admin.visit("/petugas/kelola/instansi?cari=bogor+raya").await.not_see("Tidak dipakai");
    }
    admin.imports("instansi", whole.replace(",0\n", ",1\n").as_bytes()).await;
    admin.visit(retired).await.not_see("Tidak dipakai");

    let bad = b"kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber\nkab-umpama,Kabupaten Umpama,,desa,,WIB,Bupati,Gubernur,Perda\n";
    admin.imports("instansi", bad).await;
    admin.see("Baris 2, jenis: Pilih salah satu").see("tidak ada yang disimpan");
    assert_eq!(admin.status(), 422);
    for (bad, said) in [
        (&b"Kabupaten Umpama \xe9"[..], "Simpan dari lembar kerja sebagai CSV UTF-8"),
        (&b"Kabupaten\0 Umpama"[..], "Baris 2, nama: Ada tanda yang tidak terlihat"),
    ] {
        let (head, rest) = (
            &b"kode,nama,alias,jenis,wilayah,zona,ppk,atasan,sumber\nkab-umpama,"[..],
            &b",,pemkab,,WIB,Bupati,Gubernur,Perda\n"[..],
        );
        admin.imports("instansi", &[head, bad, rest].concat()).await.see(said);
        assert_eq!(admin.status(), 422);
    }
    admin
        .visit("/petugas/kelola/instansi/impor")
        .await
        .press("Impor CSV")
        .await
        .see("Pilih berkas CSV yang berisi data");
    admin.visit("/petugas/kelola/instansi?cari=umpama").await.see("Tidak ada instansi yang cocok");
}

#[tokio::test]
async fn the_staff_register_is_imported_asked_and_corrected() {
    let world = World::open().await;
    let mut admin = administrator(&world).await;
    admin.visit("/petugas/kelola").await.follow("Daftar pegawai").await.see("Belum ada pegawai");
    admin.visit("/petugas/kelola/pegawai/contoh").await;
    let sample = admin.bytes().to_vec();
    let bad = b"nip;nama;instansi;unit;atasan_nip;jabatan\n1986;Rina;kab-32.01;Dinas;;\n198609262015051001;Rina Umpama;kab-99.99;Dinas;;lurah\n";
    admin.visit("/petugas/kelola/pegawai/impor").await.attach("berkas", "a.csv", bad).press("Impor CSV").await;
    admin.see("Baris 2, nip: ").see("Baris 3, instansi: ").see("Baris 3, jabatan: ");
    assert_eq!(admin.status(), 422);
    admin.visit("/petugas/kelola/pegawai").await.see("Belum ada pegawai");
    admin.follow("Impor CSV").await.attach("berkas", "pegawai.csv", &sample).press("Impor CSV").await;
    admin.see("Perubahan tersimpan").see("2 orang, 2 unit");
    // the register is asked by number, which never stands in an address
    admin.fill("cari_nip", "19860926 201505 1 001").press("Cari").await;
    admin.see("unit dinas pendidikan").see("Atasan langsungnya tercatat").press("Hapus orang ini dari daftar").await;
    admin.see("1 orang, 1 unit").fill("cari_nip", "198609262015051001").press("Cari").await.see("tidak tercatat");
    admin.fill("nip", "198609262015051001").fill("nama", "Rina Umpama").fill("instansi", "KAB-32.01");
    admin.fill("unit", "Puskesmas").choose("jabatan", "inspektorat").press("Simpan").await.see("2 orang, 2 unit");
    // who is no administrator reads nothing of it, whatever a page would ask
    let unit = world.unit("u1", "office").await;
    let analyst = world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
    let mut tx = world.app.db.begin(Actor::Officer(analyst)).await.unwrap();
    let read: i64 = sqlx::query_scalar("select count(*) from register").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(read, 0);
}

#[tokio::test]
async fn categories_and_choices_are_retired_not_deleted() {
    let world = World::open().await;
    let mut admin = administrator(&world).await;
    admin.visit("/petugas/kelola/kategori/ND-05").await.tick("mediasi").fill("sanksi", "XYZ").press("Simpan").await;
    admin.see("Keluarga ini tidak pernah dimediasi").see("Tulis satu atau beberapa kode");
    admin.visit("/petugas/kelola/kategori/ND-05").await.untick("aktif").press("Simpan").await.see("Tidak dipakai");
    admin
        .follow("Tambah kategori")
        .await
        .fill("kode", "ds-11")
        .fill("nama_id", "Menolak tugas")
        .fill("nama_en", "Refusing duty");
    admin.fill("dasar", "PP 94/2021").fill("sanksi", "R  S").choose("keluarga", "DISCIPLINE").press("Simpan").await;
    admin.see("Menolak tugas");

    admin.visit("/petugas/kelola/pilihan/lainnya").await.untick("aktif").press("Simpan").await;
    admin.see("harus tetap ditampilkan");
    for (code, works) in [("wilayah", true), ("sepuluh", false)] {
        admin.visit("/petugas/kelola/pilihan/baru").await.fill("kode", code);
        admin
            .fill("label_id", "Pilihan baru")
            .fill("label_en", "New choice")
            .fill("contoh_id", "Contoh: x")
            .fill("contoh_en", "For example x");
        admin.press("Simpan").await.see(if works { "Perubahan tersimpan" } else { "Paling banyak 9 pilihan" });
    }
}

#[tokio::test]
async fn a_year_of_holidays_and_new_deadlines_make_new_versions() {
    let world = World::open().await;
    let mut admin = administrator(&world).await;
    admin.visit("/petugas/kelola/libur").await.follow("Tambah 2028").await;
    let mut stale = Browser::clone(&admin);
    admin.fill("hari", "2028-01-01; Tahun Baru; pesta").press("Terbitkan versi baru").await;
    admin.see("Jenisnya libur atau cuti bersama").see("Baris 1").see("Isi bagian ini");
    admin.fill("sumber", "SKB 2028").fill("hari", "2028-01-01; Tahun Baru; libur").press("Terbitkan versi baru").await;
    admin.see("Perubahan tersimpan").see("2028");
    stale.fill("sumber", "SKB lama").fill("hari", "2028-01-01; Tahun Baru; libur").press("Terbitkan versi baru").await;
    stale.see("Orang lain sudah menerbitkan versi baru");
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let calendar = reference::db::calendar(&mut tx).await.unwrap();
    assert_eq!((calendar.version, calendar.covered_until, calendar.days_off.len()), (2, 2028, 52));

    admin.visit("/petugas/kelola/tenggat").await.see("Versi 1 berlaku sekarang");
    admin.fill("alasan", "Peraturan baru").press("Terbitkan versi baru").await.see("Belum ada tenggat yang diubah");
    admin.fill("SCREEN", "0").press("Terbitkan versi baru").await.see("Tulis angka dari 1 sampai 400");
    admin
        .fill("SCREEN", "5")
        .choose("SCREEN_satuan", "calendar")
        .press("Terbitkan versi baru")
        .await
        .see("Versi 2 berlaku");
    let now = reference::db::deadline_policy(&mut tx, 2).await.unwrap();
    let old = reference::db::deadline_policy(&mut tx, 1).await.unwrap();
    let screen = |rows: &[reference::DeadlineRow]| {
        rows.iter().find(|row| row.kind == "SCREEN").map(|row| (row.amount, row.unit.clone())).unwrap()
    };
    assert_eq!((screen(&old), screen(&now)), ((3, "working".into()), (5, "calendar".into())));
    assert_eq!(old.len(), now.len());
}

#[tokio::test]
async fn the_brand_shows_on_public_pages_at_once() {
    let world = World::open().await;
    let mut citizen = world.browser();
    citizen.visit("/").await.see("Kentongan");
    let mut admin = administrator(&world).await;
    admin.visit("/petugas/kelola/merek").await.fill("nama", "Lapor ASN").fill("kantor", "Badan Umpama");
    admin.fill("keluar", "javascript:alert(1)").fill("surel", "x").press("Simpan").await;
    admin.see("diawali https://").see("alamat surel yang lengkap");
    admin.fill("keluar", "https://example.id/cuaca").fill("surel", "lapor@example.id").press("Simpan").await;
    admin.see("Perubahan tersimpan");
    citizen.visit("/").await.see("Lapor ASN").not_see("Kentongan");
    assert_eq!(citizen.attr_of("a.keluar", "data-keluar").as_deref(), Some("https://example.id/cuaca"));
    admin.visit("/petugas/jejak").await.see("Merek disimpan");
}

#[tokio::test]
async fn an_integrity_desk_of_fewer_than_four_is_noticed() {
    let world = World::open().await;
    let desk = world.unit("integritas", "integrity").await;
    for (n, left) in [(0, 4), (1, 3), (4, 0), (5, 0)] {
        let mut tx = world.app.db.begin(kentongan::db::Actor::Anonymous).await.unwrap();
        let hired: i64 = sqlx::query_scalar("select count(*) from officer_role where role = 'integrity'")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for more in hired..n {
            world.hire(&format!("integritas{more}"), &[(Some(desk), Role::Integrity)]).await;
        }
        let mut tx = world.app.db.begin(kentongan::db::Actor::Anonymous).await.unwrap();
        assert_eq!(kentongan::admin::integrity_lacks(&mut tx).await.unwrap(), left);
    }
}

//! A poster's QR code, from the supervisor's desk to the citizen's form.

use kentongan::case::account::Account;
use kentongan::case::act::{self, NewCase, Who, Words};
use kentongan::case::action::{Action, Category, Given, Taker};
use kentongan::case::state::{Kind, Mode, Role, Severity};
use kentongan::db::Actor;
use kentongan::i18n::Lang;

use crate::pages::sound;
use crate::world::{Browser, World};

async fn supervisor(world: &World) -> Browser {
    let unit = world.unit("u1", "office").await;
    let officer = world.hire("pimpinan", &[(Some(unit), Role::Supervisor)]).await;
    world.desk_of(officer).await
}

async fn campaign(boss: &mut Browser) {
    boss.visit("/petugas/kampanye/baru").await.fill("nama", "Loket Umpama").fill("kode", "umpama 26");
    boss.fill("judul", "Diminta uang di loket ini?").fill("teks", "Tidak ada biaya di luar tarif resmi.");
    boss.choose("jenis", "pungli").fill("instansi", "Pemerintah Kabupaten Bantul").fill("tempat", "Loket pelayanan");
    boss.press("Buat kampanye").await.see("Kampanye dibuat").see("kentongan.test/q/UMPAMA26").see("di bawah 5");
}

/// What a scanner reads from a picture.
fn scanned(png: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    image.detect_grids()[0].decode().unwrap().1
}

#[tokio::test]
async fn a_poster_leads_to_a_form_that_is_partly_filled_in() {
    let world = World::open().await;
    let mut boss = supervisor(&world).await;
    boss.visit("/petugas/kampanye").await.see("Belum ada kampanye");
    campaign(&mut boss).await;
    boss.visit("/petugas/kampanye/UMPAMA26/qr.png").await;
    assert_eq!(
        (boss.header("content-type"), scanned(boss.bytes()).as_str()),
        ("image/png", "http://kentongan.test/q/UMPAMA26")
    );
    boss.visit("/petugas/kampanye/UMPAMA26/qr.svg").await;
    assert!(boss.header("content-disposition").contains("qr-UMPAMA26.svg"));
    for (size, paper) in [("a4", "595."), ("a5", "419."), ("stiker", "226.")] {
        boss.visit(&format!("/petugas/kampanye/UMPAMA26/poster?ukuran={size}")).await.see("loket ini?");
        sound(&boss, "id");
        boss.visit(&format!("/petugas/kampanye/UMPAMA26/poster.pdf?ukuran={size}")).await;
        assert!(boss.bytes().starts_with(b"%PDF-"));
        assert!(String::from_utf8_lossy(boss.bytes()).contains(&format!("/MediaBox [0 0 {paper}")), "{size}");
    }

    let mut sari = world.browser();
    for typed in ["/q/UMPAMA26", "/q/umpama26", "/q/Umpama-26"] {
        sari.visit(typed).await.see("Diminta uang di loket ini?").see("Sudah kami isikan");
        assert_eq!(sari.status(), 200);
    }
    sari.see("Pemerintah Kabupaten Bantul").see("Loket pelayanan").press("Buat pengaduan").await;
    assert_eq!(sari.path(), "/lapor/cara");
    sari.choose("cara", "anonim").press("Lanjutkan").await;
    assert!(sari.attr_of("input[value=pungli]", "checked").is_some());
    sari.choose("hubungan", "alami").press("Simpan dan lanjutkan").await;
    assert_eq!(sari.attr_of("#instansi", "value").as_deref(), Some("Pemerintah Kabupaten Bantul"));
    sari.choose("status", "tidak-tahu").press("Simpan dan lanjutkan").await;
    assert_eq!(sari.attr_of("#lokasi", "value").as_deref(), Some("Loket pelayanan"));
    sari.fill("tanggal_b", "1").fill("tanggal_t", "2026").fill("uraian", &"Diminta uang pelicin. ".repeat(4));
    sari.press("Simpan dan lanjutkan").await.press("Simpan dan lanjutkan").await.tick("setuju");
    let mut again = sari.clone();
    sari.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    again.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    assert_eq!(counted(&world, "sent").await, 1, "a second press sends nothing");

    for _ in 0..2 {
        world.browser().visit("/q/UMPAMA26").await;
    }
    boss.visit("/petugas/kampanye/UMPAMA26").await;
    assert_eq!(boss.words_of(".angka-besar").as_deref(), Some("5"), "five scans are shown");
    boss.see("Hitungan per hari").see("di bawah 5");
    let later = "update campaign set starts_on = current_date + 3, ends_on = current_date + 9";
    sqlx::query(later).execute(&mut world.owner().await).await.unwrap();
    world.browser().visit("/q/UMPAMA26").await.see("Kampanye ini belum dimulai").not_see("sudah berakhir");
    boss.follow("Hentikan kampanye").await.press("Ya, hentikan").await.see("Dihentikan").not_see("Hentikan kampanye");
    sari.forget().visit("/q/UMPAMA26").await.see("Kampanye ini sudah berakhir").not_see("Sudah kami isikan");
    sari.press("Buat pengaduan").await;
    assert_eq!(sari.path(), "/lapor");
}

#[tokio::test]
async fn an_unknown_code_is_the_same_page_without_anything_filled_in() {
    let world = World::open().await;
    let mut sari = world.browser();
    for path in ["/q/TIADA1", "/q/x", "/q/%F0%9F%98%80"] {
        sari.visit(path).await.see("Kode ini tidak kami kenal").see("Buat pengaduan");
        assert_eq!(sari.status(), 404);
    }
    sari.visit("/q/TIADA1").await.press("Konsultasi dulu").await;
    assert_eq!(sari.path(), "/konsultasi");
}

#[tokio::test]
async fn a_campaign_form_says_what_is_wrong() {
    let world = World::open().await;
    let mut boss = supervisor(&world).await;
    campaign(&mut boss).await;
    boss.visit("/petugas/kampanye/baru").await.fill("nama", "").fill("kode", "UMPAMA26").fill("judul", "");
    boss.fill("instansi", "kabupaten bantul").fill("akhir_t", "2020").press("Buat kampanye").await;
    assert_eq!(boss.status(), 422);
    boss.see("Tulis nama kampanye").see("Kode ini sudah dipakai").see("Tulis judul poster");
    boss.see("Tanggal akhir harus setelah tanggal mulai").see("Instansi ini tidak ada di daftar");
    boss.see("Pemerintah Kabupaten Bantul");
    boss.fill("kode", "U-P4").press("Buat kampanye").await.see("Kode hanya huruf A–Z dan angka, 4 sampai 12");
    for path in [
        "/petugas/kampanye",
        "/petugas/kampanye/baru",
        "/petugas/kampanye/UMPAMA26",
        "/petugas/kampanye/UMPAMA26/henti",
    ] {
        boss.visit(path).await;
        sound(&boss, "id");
    }
    boss.visit("/petugas/kampanye/TIADA").await;
    assert_eq!(boss.status(), 404);
}

#[tokio::test]
async fn campaigns_are_not_for_everybody() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let analyst = world.hire("analis", &[(Some(unit), Role::Analyst)]).await;
    let mut rara = world.desk_of(analyst).await;
    rara.visit("/petugas/kampanye").await;
    assert_eq!(rara.status(), 403);
    let mut nobody = world.browser();
    nobody.visit("/petugas/kampanye").await.see("Masuk petugas");
}

#[tokio::test]
async fn a_case_that_passes_verification_counts_for_its_campaign() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let verifier = world.hire("vera", &[(Some(unit), Role::Verifier)]).await;
    let analyst = world.hire("anna", &[(Some(unit), Role::Analyst)]).await;
    let head = world.hire("suri", &[(Some(unit), Role::Supervisor)]).await;
    campaign(&mut world.desk_of(head).await).await;
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let id = sqlx::query_scalar("select id from campaign").fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let new = NewCase {
        kind: Kind::Complaint,
        mode: Mode::Anonymous,
        channel: "qr",
        lang: Lang::Id,
        account: Account {
            choice: "pungli".into(),
            accused_position: "petugas loket".into(),
            month: 1,
            year: 2026,
            narrative: "Diminta uang pelicin.".into(),
            ..Account::default()
        },
        title: "Pungutan liar".into(),
        identity: None,
        release_name: false,
        campaign: Some(id),
        files: Vec::new(),
        idem: [7; 32],
        link: None,
        by: None,
        draft: None,
    };
    let case = act::file(&world.app, new).await.unwrap().case;
    let accept = Action::Accept {
        checks: Given(true),
        category: Category { code: "ET-06".into(), mediable: true },
        severity: Severity::Medium,
        agency: None,
        unit,
        handler: Taker { officer: analyst, walled: false },
    };
    for action in [Action::StartScreening, accept] {
        act::act(&world.app, Who::Officer(verifier), case, action, Words::default()).await.unwrap();
    }
    assert_eq!(counted(&world, "verified").await, 1);
}

/// What the only campaign has counted of a stage.
async fn counted(world: &World, stage: &str) -> i32 {
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let count = "select n from campaign_count where stage = $1";
    sqlx::query_scalar(count).bind(stage).fetch_one(&mut *tx).await.unwrap()
}

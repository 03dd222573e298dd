//! What one administrator may change alone though it moves cases under other eyes: absence, units, the staff register. It
//! asks who is there, and is told to whom it concerns.

use chrono::{Datelike, Duration};
use kentongan::case::state::Role;
use kentongan::clock;
use uuid::Uuid;

use crate::world::{Browser, PASSWORD, World, today};

const NEWS: &str = "Orang dihapus dari daftar pegawai atau datanya diubah oleh Bapak admin,";

const REGISTER: &str = "/petugas/kelola/pegawai";

/// A unit with a head, and two administrators.
struct Office {
    world: World,
    unit: Uuid,
    head: Uuid,
    ayu: Browser,
    bayu: Browser,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let head = world.hire("pimpinan", &[(Some(unit), Role::Supervisor)]).await;
        let (ayu, bayu) = world.administrators().await;
        Self { world, unit, head, ayu, bayu }
    }

    /// Ayu writes down that the head is away from today on.
    async fn puts_the_head_away(&mut self) -> &mut Browser {
        let today = today();
        self.ayu.visit(&format!("/petugas/kelola/pengguna/{}/absen", self.head)).await;
        self.ayu.fill("dari_h", &today.day().to_string()).fill("dari_b", &today.month().to_string());
        self.ayu.fill("dari_t", &today.year().to_string()).press("Simpan").await
    }

    async fn is_away(&self) -> bool {
        let mut owner = self.world.owner().await;
        let away = sqlx::query_scalar("select away_from is not null from officer where id = $1").bind(self.head);
        away.fetch_one(&mut owner).await.unwrap()
    }
}

impl Browser {
    /// Sends the staff register as a file.
    async fn brings(&mut self, rows: &str) -> &mut Self {
        let file = format!("nip,nama,instansi,unit,atasan_nip,jabatan\n{rows}");
        self.visit(&format!("{REGISTER}/impor")).await.attach("berkas", "pegawai.csv", file.as_bytes());
        self.press("Impor CSV").await.see("Perubahan tersimpan")
    }
}

#[tokio::test]
async fn whoever_is_put_down_as_absent_hears_of_it_and_ends_it_alone() {
    let mut office = Office::open().await;
    let mut head = office.world.desk_of(office.head).await;
    head.visit("/petugas/akun").await.not_see("dicatat absen");
    office.puts_the_head_away().await.see("Perubahan tersimpan");
    head.visit("/petugas").await.see("Absen Anda dicatat atau diubah oleh Bapak admin,");
    head.visit("/petugas/akun")
        .await
        .see("Anda dicatat absen")
        .press("Saya masuk kerja")
        .await
        .not_see("dicatat absen.");
    assert!(!office.is_away().await);
    head.not_see("Saya masuk kerja");
    office.bayu.visit("/petugas/jejak").await.see("Absen dicatat: Petugas 01");
    office.bayu.see("Absen diakhiri petugasnya sendiri: Petugas 01");
}

#[tokio::test]
async fn a_desk_that_was_left_open_moves_no_case_under_other_eyes() {
    let mut office = Office::open().await;
    office.ayu.visit(REGISTER).await;
    clock::pretend(clock::now() + Duration::minutes(6), async {
        office.puts_the_head_away().await.see("Konfirmasi bahwa ini Anda");
        assert_eq!(office.ayu.status(), 403);
        assert!(!office.is_away().await);
        let unit = format!("/petugas/kelola/unit/{}", office.unit);
        office.ayu.visit(&unit).await.untick("aktif").press("Simpan").await.see("Konfirmasi bahwa ini Anda");
        office.ayu.visit(REGISTER).await.fill("nip", "198609262015051001").press("Simpan").await;
        office.ayu.see("Konfirmasi bahwa ini Anda");
        office.ayu.visit(REGISTER).await;
        office.ayu.posts(&format!("{REGISTER}/hapus"), "cari_nip=198609262015051001").await;
        office.ayu.see("Konfirmasi bahwa ini Anda");
        office.ayu.visit(&format!("{REGISTER}/impor")).await.see("Konfirmasi bahwa ini Anda");

        office.puts_the_head_away().await.fill("sandi", PASSWORD).press("Konfirmasi").await;
        office.ayu.press("Lanjutkan").await.see("Perubahan tersimpan");
        assert!(office.is_away().await, "what was typed was kept");
    })
    .await;
}

#[tokio::test]
async fn the_other_administrators_hear_of_a_unit_out_of_use() {
    let mut office = Office::open().await;
    let unit = format!("/petugas/kelola/unit/{}", office.unit);
    office.ayu.visit(&unit).await.fill("nama", "Unit Satu").press("Simpan").await;
    office.bayu.visit("/petugas/kelola").await.not_see("Unit dinonaktifkan");
    office.ayu.visit(&unit).await.untick("aktif").press("Simpan").await.not_see("Unit dinonaktifkan");
    office.bayu.visit("/petugas/kelola").await.see("Unit dinonaktifkan atau dipakai lagi oleh Bapak admin,");
    office.bayu.visit("/petugas/jejak").await.see("Unit tidak dipakai lagi: u1");
}

#[tokio::test]
async fn the_log_counts_what_changed_in_the_register_and_who_takes_people_out_is_seen() {
    let mut office = Office::open().await;
    let (rina, tono) = (
        "198609262015051001,Rina Umpama,kab-32.01,Dinas,197001011995031002,",
        "197001011995031002,Tono Umpama,kab-32.01,Sekretariat,,ppk",
    );
    office.ayu.brings(&format!("{rina}\n{tono}")).await;
    office.bayu.visit("/petugas/jejak").await.see("Daftar pegawai diimpor: 2 ditambah, 0 diubah, 0 dihapus");
    office.bayu.not_see(NEWS);
    // the same file again changes nothing
    office.ayu.brings(&format!("{rina}\n{tono}")).await;
    office.bayu.visit("/petugas/jejak").await.see("0 ditambah, 0 diubah, 0 dihapus").not_see(NEWS);
    // without her superior nobody above her is kept out of a case about her
    office.ayu.brings(&format!("{}\n{tono}", rina.replace("197001011995031002", ""))).await.not_see(NEWS);
    office.bayu.visit("/petugas/jejak").await.see("0 ditambah, 1 diubah, 0 dihapus").see(NEWS);
    office.bayu.press("Sudah saya baca").await;
    office.ayu.brings(tono).await;
    office.bayu.visit("/petugas/jejak").await.see("0 ditambah, 0 diubah, 1 dihapus").see(NEWS);
    office.bayu.press("Sudah saya baca").await;
    office.ayu.visit(REGISTER).await.fill("cari_nip", "197001011995031002").press("Cari").await;
    office.ayu.press("Hapus orang ini dari daftar").await;
    office
        .bayu
        .visit("/petugas/jejak")
        .await
        .see("Seorang pegawai dihapus dari daftar: 0 ditambah, 0 diubah, 1 dihapus");
    office.bayu.see(NEWS);
}

//! Changes of officers take two administrators, and the officer concerned hears of it.

use chrono::Duration;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::i18n::Lang;
use uuid::Uuid;

use crate::pages::sound;
use crate::world::{Browser, PASSWORD, World};

const LIST: &str = "/petugas/kelola/usulan";

/// A unit, an analyst in it, two administrators.
struct Office {
    world: World,
    unit: Uuid,
    rara: Uuid,
    ayu: Browser,
    bayu: Browser,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let rara = world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
        let (ayu, bayu) = world.administrators().await;
        Self { world, unit, rara, ayu, bayu }
    }

    /// Ayu proposes that Rara becomes a supervisor too.
    async fn promotion_proposed(&mut self) {
        let role = format!("{}:supervisor", self.unit);
        self.ayu.visit(&format!("/petugas/kelola/pengguna/{}", self.rara)).await.tick_one("peran", &role);
        self.ayu.fill("alasan", "SK 5/2026").press("Ajukan perubahan").await.see("Usulan disimpan");
    }

    async fn roles(&self) -> Vec<String> {
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        sqlx::query_scalar("select role from officer_role where officer_id = $1 order by role")
            .bind(self.rara)
            .fetch_all(&mut *tx)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_role_is_given_when_a_second_administrator_agrees_and_the_officer_is_told() {
    let mut office = Office::open().await;
    let mut rara = office.world.desk_of(office.rara).await;
    office.promotion_proposed().await;
    assert_eq!(office.roles().await, ["analyst"], "nothing happens by one");
    rara.visit("/petugas/akun").await.see("Bapak rara");
    office.ayu.not_see("Tolak").see("Menunggu administrator lain");
    office.bayu.visit(LIST).await.see("Bapak rara: perubahan").see("Diberi peran Pimpinan").see("SK 5/2026");
    office.bayu.press("Konfirmasi").await.see("Perubahan dijalankan").see("Dikonfirmasi Bapak admin2");
    assert_eq!(office.roles().await, ["analyst", "supervisor"]);

    rara.visit("/petugas/akun").await.see("Masuk petugas");
    let mut rara = office.world.desk_of(office.rara).await;
    rara.visit("/petugas").await.see("Peran Anda diubah oleh Bapak admin2").press("Sudah saya baca").await;
    rara.see("Kabar tentang akun Anda").visit("/petugas").await.not_see("Peran Anda diubah");
    office.bayu.visit("/petugas/jejak").await.see("Perubahan petugas diusulkan: Petugas 01");
    office.bayu.see("Petugas atau perannya diubah: Petugas 01");
}

#[tokio::test]
async fn nobody_decides_what_they_proposed_or_what_is_about_them() {
    let mut office = Office::open().await;
    office.promotion_proposed().await;
    let path = office.bayu.visit(LIST).await.attr_of("form[action^=\"/petugas/kelola/usulan/\"]", "action").unwrap();
    // Ayu sends what Bayu's page would send, with her own session and token
    let mut forged = office.ayu.clone();
    forged.visit(LIST).await;
    let press = |verdict: &str| format!("putusan={verdict}");
    for verdict in ["setuju", "tolak", "", "apa saja"] {
        assert_eq!(forged.clone().posts(&path, &press(verdict)).await.status(), 403, "{verdict}");
    }
    assert_eq!(
        office.bayu.clone().posts(&path, &press("tarik")).await.status(),
        403,
        "only the proposer takes it back"
    );
    assert_eq!(office.roles().await, ["analyst"]);
    office.ayu.visit(LIST).await.press("Tarik").await.see("Usulan ditarik");

    // about Bayu: he proposes nothing about himself, and what Ayu proposes a third has to confirm
    let bayu = office.id("admin2").await;
    let own = format!("/petugas/kelola/pengguna/{bayu}");
    office.bayu.visit(&own).await.see("Ini akun Anda sendiri").not_see("Usulkan").not_see("Ajukan");
    let invite = format!("{own}/akses");
    assert_eq!(office.bayu.clone().posts(&invite, "apa=undang&sebab=percaya+saja").await.status(), 403);
    office.ayu.visit(&own).await.see("Tidak ada administrator lain yang dapat mengonfirmasi");
    office.ayu.asks_for("Usulkan undangan", bayu).await.see("Menunggu administrator lain");
    office.bayu.visit(LIST).await.see("Usulan ini tentang Anda").not_see("Konfirmasi");
    let about = format!("{LIST}/{}", office.only_waiting().await);
    assert_eq!(office.bayu.clone().posts(&about, "putusan=setuju").await.status(), 403);
    let mut citra = office.world.desk_of(office.world.hire("citra", &[(None, Role::Admin)]).await).await;
    citra.agrees().await.see("hanya ditampilkan sekali");
    office.bayu.visit(LIST).await.see("Masuk petugas");
}

#[tokio::test]
async fn a_proposal_lapses_after_a_day_is_refused_or_meets_another_state() {
    let mut office = Office::open().await;
    office.promotion_proposed().await;
    office.ayu.asks_for("Usulkan nonaktif", office.rara).await.see("Sudah ada usulan yang menunggu");
    assert_eq!(office.ayu.status(), 422);
    assert_eq!(office.ayu.attr_of("#sebab", "value").as_deref(), Some("Surat tugas 12/2026"), "what was typed is kept");
    office.bayu.visit(LIST).await.press("Tolak").await.see("Usulan ditolak").see("Tidak ada usulan yang menunggu");
    assert_eq!(office.roles().await, ["analyst"]);

    office.promotion_proposed().await;
    let mut late = office.bayu.clone();
    let next_day = clock::now() + Duration::hours(24);
    late.visit(LIST).await;
    let day_after = async {
        let mut fresh = office.world.desk_of(office.id("admin2").await).await;
        fresh.visit(LIST).await.see("Tidak ada usulan yang menunggu").see("Lewat waktu");
        let id = office.only_waiting().await;
        fresh.posts(&format!("{LIST}/{id}"), "putusan=setuju").await.see("sudah diputus atau sudah lewat 24 jam");
    };
    clock::pretend(next_day, day_after).await;
    assert_eq!(office.roles().await, ["analyst"]);

    // the console, or the database in hand, changed the officer meanwhile
    let mut owner = office.world.owner().await;
    sqlx::query("update officer set name = 'Ibu Rara' where sign_in = 'rara'").execute(&mut owner).await.unwrap();
    office.bayu.agrees().await.see("Usulan tidak dijalankan");
    assert_eq!(office.roles().await, ["analyst"]);
}

#[tokio::test]
async fn nobody_becomes_an_administrator_beside_a_role_in_a_unit_out_of_use() {
    let mut office = Office::open().await;
    let rara = format!("/petugas/kelola/pengguna/{}", office.rara);
    let unit = format!("/petugas/kelola/unit/{}", office.unit);
    office.ayu.visit(&unit).await.untick("aktif").press("Simpan").await.see("Tidak dipakai");
    office.ayu.visit(&rara).await.tick_one("peran", ":admin").fill("alasan", "SK 5/2026");
    office.ayu.press("Ajukan perubahan").await.see("masih berperan di unit yang tidak dipakai");
    assert_eq!(office.ayu.status(), 422);

    // what was proposed before anybody looked at that is not carried out
    office.ayu.visit(&unit).await.tick("aktif").press("Simpan").await;
    office.promotion_proposed().await;
    let mut owner = office.world.owner().await;
    let slipped = "update officer_change
        set change = regexp_replace(change::text, '\\[\"[0-9a-f-]+\", \"supervisor\"\\]', '[null, \"admin\"]')::jsonb
        where change::text like '%\"supervisor\"%'";
    assert_eq!(sqlx::query(slipped).execute(&mut owner).await.unwrap().rows_affected(), 1);
    office.bayu.agrees().await.see("Usulan tidak dijalankan");
    assert_eq!(office.roles().await, ["analyst"]);
}

#[tokio::test]
async fn a_sign_in_name_is_nobody_else_s() {
    let mut office = Office::open().await;
    let mut asks = async |name: &str, sign_in: &str| {
        office.ayu.visit("/petugas/kelola/pengguna/baru").await.fill("nama", name).fill("masuk", sign_in);
        office.ayu.fill("alasan", "SK 5/2026").press("Ajukan perubahan").await.text()
    };
    assert!(asks("Sari Dewi", "rara").await.contains("Nama masuk ini sudah dipakai"));
    asks("Sari Dewi", "sari").await;
    asks("Sari Putri", "sari").await;
    office.bayu.agrees().await.see("hanya ditampilkan sekali");
    office.bayu.agrees().await.see("nama masuk itu sudah dipakai");
}

#[tokio::test]
async fn an_administrator_alone_is_told_to_invite_a_second_at_the_console() {
    let world = World::open().await;
    let rara = world.hire("rara", &[]).await;
    let mut admin = world.desk_of(world.hire("admin", &[(None, Role::Admin)]).await).await;
    for page in ["/petugas/kelola", LIST, &format!("/petugas/kelola/pengguna/{rara}")] {
        admin.visit(page).await.see("kentongan admin invite");
    }
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let invite = kentongan::account::invite_administrator(&mut tx, "bayu", "Bayu", clock::now());
    let token = invite.await.unwrap();
    tx.commit().await.unwrap();
    let mut bayu = world.browser();
    bayu.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", PASSWORD).fill("sandi_ulang", PASSWORD);
    bayu.press("Simpan dan masuk").await;
    admin.visit("/petugas/kelola").await.not_see("kentongan admin invite");
}

#[tokio::test]
async fn an_invitation_takes_the_link_of_one_administrator_and_the_word_of_the_other() {
    let mut office = Office::open().await;
    office.ayu.asks_for("Usulkan undangan", office.rara).await.see("Usulan disimpan").see("hanya ditampilkan sekali");
    let word = office.ayu.attr_of("#kata", "value").unwrap();
    office.ayu.visit(LIST).await.not_see(&word);
    office.bayu.visit(LIST).await.not_see(&word).press("Konfirmasi").await.not_see(&word);
    let link = office.bayu.attr_of("#tautan", "value").unwrap();
    let link = link.strip_prefix("http://kentongan.test").unwrap();

    // Bayu opens the link himself, and guesses
    let mut guest = office.world.browser();
    let tries = async |guest: &mut Browser, word: &str| {
        guest.fill("kata", word).fill("sandi_baru", "payung teduh di beranda");
        guest.fill("sandi_ulang", "payung teduh di beranda").press("Simpan dan masuk").await.status()
    };
    guest.visit(link).await.see("Bapak rara").see("Kata sekali pakai");
    assert_eq!(tries(&mut guest, "").await, 422);
    guest.see("Tulis kata sekali pakai");
    for _ in 0..9 {
        assert_eq!(tries(&mut guest, "0000-0000").await, 422);
        guest.see("Kata itu tidak cocok");
        assert_eq!(guest.attr_of("#kata", "value").as_deref(), Some("0000-0000"), "what was typed is kept");
    }
    // a short password is no wrong word
    let mut rara = office.world.browser();
    rara.visit(link).await.fill("kata", &word).fill("sandi_baru", "pendek").press("Simpan dan masuk").await;
    rara.see("paling sedikit 12 huruf");
    let spoken = word.to_lowercase().replace('-', " ");
    assert_eq!(tries(&mut rara, &spoken).await, 200, "as it is said on the telephone");
    rara.see("Pasang langkah kedua");
}

#[tokio::test]
async fn ten_wrong_words_end_an_invitation_and_the_log_says_so() {
    let mut office = Office::open().await;
    office.ayu.asks_for("Usulkan undangan", office.rara).await;
    let word = office.ayu.attr_of("#kata", "value").unwrap();
    let link = office.bayu.agrees().await.attr_of("#tautan", "value").unwrap();
    let link = link.strip_prefix("http://kentongan.test").unwrap();
    let mut guest = office.world.browser();
    guest.visit(link).await;
    for _ in 0..10 {
        guest.fill("kata", "0000-0000").fill("sandi_baru", PASSWORD).fill("sandi_ulang", PASSWORD);
        guest.press("Simpan dan masuk").await.see("Kata itu tidak cocok");
    }
    guest.fill("kata", &word).fill("sandi_baru", PASSWORD).fill("sandi_ulang", PASSWORD);
    assert_eq!(guest.press("Simpan dan masuk").await.see("Undangan tidak berlaku").status(), 410);
    office.ayu.visit("/petugas/jejak").await.see("Undangan berakhir sesudah sepuluh kata yang salah: Petugas 01");
}

#[tokio::test]
async fn only_two_administrators_are_believed_even_by_the_database() {
    let mut office = Office::open().await;
    office.promotion_proposed().await;
    let ayu = office.id("admin").await;
    let mut tx = office.world.app.db.begin(Actor::Officer(ayu)).await.unwrap();
    let alone = sqlx::query("update officer_change set outcome = 'confirmed', decided_by = $1, decided_at = now()");
    assert!(alone.bind(ayu).execute(&mut *tx).await.is_err(), "the proposer confirms nothing");
    for (who, sees) in [(office.rara, 0), (ayu, 1)] {
        let mut tx = office.world.app.db.begin(Actor::Officer(who)).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select count(*) from officer_change").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(seen, sees, "administrators only");
    }
}

#[tokio::test]
async fn the_pages_are_sound_in_both_languages() {
    let mut office = Office::open().await;
    office.promotion_proposed().await;
    for lang in Lang::ALL {
        for reader in [&office.ayu, &office.bayu] {
            let mut reader = reader.clone().speaking(lang.code());
            assert_eq!(reader.visit(LIST).await.status(), 200);
            sound(&reader, lang.code());
        }
    }
    office.bayu.agrees().await;
    for lang in Lang::ALL {
        let mut rara = office.world.desk_of(office.rara).await.speaking(lang.code());
        for page in ["/petugas", "/petugas/akun"] {
            rara.visit(page).await;
            sound(&rara, lang.code());
        }
    }
}

impl Office {
    async fn id(&self, sign_in: &str) -> Uuid {
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        sqlx::query_scalar("select id from officer where sign_in = $1").bind(sign_in).fetch_one(&mut *tx).await.unwrap()
    }

    async fn only_waiting(&self) -> Uuid {
        let mut owner = self.world.owner().await;
        sqlx::query_scalar("select id from officer_change where outcome is null").fetch_one(&mut owner).await.unwrap()
    }
}

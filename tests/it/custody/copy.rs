//! The reporter's own copy: read and corrected with the code, and with nothing else.

use kentongan::case::account::Identity;
use kentongan::case::act::{self, Who, Words};
use kentongan::case::action::Action;
use kentongan::case::state::Mode;
use sqlx::Executor;

use super::{NAME, NIK, OTHER, Office, PHRASE, REASON, page};

#[tokio::test(flavor = "multi_thread")]
async fn the_reporter_sees_and_corrects_who_they_are() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Identitas saya").await.see(NAME).see("+6281234567890").see("3273********0009").not_see(NIK);
    sari.fill("nama", "").press("Simpan perbaikan").await.see("Tulis nama Anda");
    assert_eq!(sari.status(), 422);
    sari.fill("nama", "Sari Baru").fill("nik", "123").press("Simpan perbaikan").await.see("NIK harus 16 angka");
    assert_eq!(sari.attr_of("#nama", "value").as_deref(), Some("Sari Baru"), "what was typed is kept");
    sari.fill("nik", "").press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    sari.see("Anda memperbaiki identitas");
    sari.visit("/kasus/identitas").await.see("Sari Baru").not_see(NAME).see("3273********0009");
    assert_eq!(office.count("select count(*) from identity").await, 1, "the old one is gone");

    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see("Sari Baru");
    sari.tick("hapus_nik").press("Simpan perbaikan").await;
    sari.visit("/kasus/identitas").await.not_see("3273");
}

/// security.md section 2.2: job and relation are the identity's, and "I work in the same office" says who somebody is.
#[tokio::test(flavor = "multi_thread")]
async fn what_points_at_the_reporter_lies_with_the_name() {
    let office = Office::enrolled().await;
    let mut new = office.told(Mode::Confidential, Vec::new());
    new.account.relation = "colleague".into();
    let more = |who: Identity| Identity { job: "Guru honorer".into(), nip: "198609262015051001".into(), ..who };
    new.identity = new.identity.map(more);
    let filed = act::file(&office.world.app, new).await.unwrap();
    let mut unnamed = office.told(Mode::Anonymous, Vec::new());
    unnamed.account.relation = "colleague".into();
    let unnamed = act::file(&office.world.app, unnamed).await.unwrap();
    let mut vera = office.world.desk_of(office.vera).await;
    for case in [&filed, &unnamed] {
        act::act(&office.world.app, Who::Officer(office.vera), case.case, Action::StartScreening, Words::default())
            .await
            .unwrap();
        vera.visit(&format!("/petugas/kasus/{}", case.number)).await.see("tanpa kuitansi");
        vera.not_see("kantor yang sama").not_see("Guru honorer").not_see("198609262015051001");
    }

    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/identitas").await.see("Guru honorer").see("198609262015051001").see("ASN di kantor yang sama");
    sari.fill("pekerjaan", "Pedagang").press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see("Pedagang");
    kus.see("198609262015051001").see("ASN di kantor yang sama").not_see("Guru honorer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_opens_the_copy_and_the_old_key_does_not() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Ganti kode lacak").await.press("Buat kode baru").await;
    let code = sari.words_of(".kode").unwrap().replace(' ', "");
    sari.visit("/kasus/identitas").await.see(NAME);
    let mut elsewhere = office.world.browser();
    elsewhere.visit("/lacak").await.fill("kode", &code).press("Buka kasus").await;
    elsewhere.visit("/kasus/identitas").await.see(NAME);

    let mut owner = office.world.owner().await;
    let wrap: Vec<u8> = sqlx::query_scalar("select key_wrap from reporter_copy").fetch_one(&mut owner).await.unwrap();
    assert!(kentongan::vault::OwnKey::unwrap_by_code(&filed.code, filed.case, &wrap).is_err());
    let kept: Vec<u8> = sqlx::query_scalar("select own_key from session where own_key is not null limit 1")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let session: Vec<u8> = sqlx::query_scalar("select token_hash from session where own_key is not null limit 1")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let hash: [u8; 32] = session.try_into().unwrap();
    assert!(
        kentongan::vault::OwnKey::unwrap_by_session(&hash, filed.case, &kept).is_err(),
        "the hash that the table has is not what the cookie holds"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_from_before_has_no_copy_and_gets_one_when_it_is_written_anew() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    office.world.owner().await.execute("delete from reporter_copy").await.unwrap();
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/identitas").await.see("Kami tidak punya salinan").not_see(NAME);
    sari.fill("nama", "Sari Baru").fill("telepon", "0812 3456 7890").choose("cara_hubung", "halaman");
    sari.press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    sari.visit("/kasus/identitas").await.see("Sari Baru");
}

/// What somebody without the database's keys wrote into it, or what is damaged.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_does_not_open_is_written_anew() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/identitas").await.see(NAME);
    office.world.owner().await.execute("update reporter_copy set sealed = sealed || '\\x00'").await.unwrap();
    sari.visit("/kasus/identitas").await.see("Kami tidak punya salinan").not_see(NAME);
    sari.fill("nama", "Sari Baru").fill("telepon", "0812 3456 7890").choose("cara_hubung", "halaman");
    sari.press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    sari.visit("/kasus/identitas").await.see("Sari Baru");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_reporter_gives_a_name_later_and_sees_it() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Anonymous).await;
    let mut sari = office.reporter(&filed).await;
    sari.not_see("Identitas saya").visit("/kasus/identitas").await;
    assert_eq!(sari.path(), "/kasus/cara");
    sari.choose("cara", "confidential").fill("nama", "Sari Kemudian").fill("telepon", "0812 3456 7890");
    sari.choose("cara_hubung", "halaman").press("Ubah cara melapor").await.see("Cara melapor diubah");
    sari.follow("Identitas saya").await.see("Sari Kemudian");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_time_of_an_identity_is_over_nothing_of_it_is_left() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    office.asks(office.kus, &filed).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Cabut").await;
    let mut owner = office.world.owner().await;
    owner
        .execute(
            "update cases set state = 'closed', facts = facts || '{\"first_closed_at\": \"2020-01-01T00:00:00Z\"}'",
        )
        .await
        .unwrap();
    kentongan::jobs::round(&office.world.app).await.unwrap();
    for table in ["identity", "identity_key", "identity_share", "handing_share"] {
        let left: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&mut owner)
            .await
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let copies: i64 = sqlx::query_scalar("select count(*) from reporter_copy where sealed is not null")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(copies, 0);
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/akses").await.see("Identitas Anda sudah dihapus").see(REASON).not_see("belum pernah dibuka");
    sari.visit("/kasus/identitas").await.see("Identitas Anda sudah dihapus").not_see("Tulis ulang");
    assert!(sari.attr_of("input[name=nama]", "name").is_none(), "nobody is asked for it again");
}

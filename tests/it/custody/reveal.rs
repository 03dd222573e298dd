//! Two persons open an identity, and the reporter sees it.

use kentongan::case::state::Mode;
use uuid::Uuid;

use super::{NAME, NIK, OTHER, Office, PHRASE, REASON, forged, page};
use crate::world::{Browser, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn two_custodians_of_different_units_open_and_the_reporter_sees_who_why_and_when() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/akses").await.see("belum pernah dibuka");

    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit("/petugas").await.see("Tidak ada permintaan yang menunggu");
    kus.fill("nomor", &filed.number).press("Buka halaman").await.see("Minta identitas dibuka");
    kus.fill("alasan", REASON).press("Minta pembukaan").await.see("menunggu kustodian dari unit lain");
    sari.visit("/kasus").await.see("Petugas meminta identitas Anda dibuka");
    sari.visit("/kasus/akses").await.see(REASON).see("Tidak dibuka: belum disetujui");

    let mut tri = office.world.desk_of(office.tri).await;
    tri.visit("/petugas/kustodian").await.see("Tidak ada permintaan yang menunggu");
    let mut dian = office.world.desk_of(office.dian).await;
    dian.visit("/petugas/kustodian").await.see("Kustodian 1").follow(&filed.number).await.see(REASON);
    dian.fill("sandi_setuju", OTHER).press("Setujui dan beri bagian kunci").await.see("Bagian kunci Anda diberikan");
    dian.visit("/petugas/kustodian").await.not_see(&filed.number);

    kus.visit(&page(&filed)).await.see("disetujui Bapak dian").not_see(NAME);
    kus.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME).see("+6281234567890");
    kus.not_see(NIK).see("3273********0009");
    assert_eq!(kus.header("cache-control"), "no-store");
    sari.visit("/kasus").await.see("Identitas Anda dilihat");
    sari.visit("/kasus/akses")
        .await
        .see("Kustodian identitas meminta identitas Anda dibuka")
        .see(REASON)
        .see("Dilihat");
    assert!(!sari.text().contains("Bapak"), "officers have no names here");
    kus.fill("sandi_kunci", PHRASE).press("Tampilkan NIK").await.see(NIK);
    assert_eq!(office.count("select count(*) from reveal_view").await, 2, "each look is one of its own");
    assert_eq!(office.count("select count(*) from event where action = 'view_identity'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_is_told_whether_anybody_can_open_the_contact() {
    let office = Office::open().await;
    let mut sari = office.world.browser();
    sari.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
    sari.see("belum punya dua kustodian").not_see("belum ditunjuk");
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.tri, OTHER).await;
    sari.visit("/lapor/kontak").await.see("belum punya dua kustodian");
    office.enrol(office.dian, OTHER).await;
    sari.visit("/lapor/kontak").await.see("dua kustodian dari unit berbeda").not_see("belum punya");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handler_asks_and_two_custodians_agree() {
    let office = Office::enrolled().await;
    let filed = office.handled().await;
    let mut vera = office.world.desk_of(office.vera).await;
    vera.visit(&format!("/petugas/kasus/{}", filed.number)).await.not_see(NAME).follow("Identitas pelapor").await;
    vera.fill("alasan", REASON).press("Minta pembukaan").await.see("Permintaan dicatat");
    office.agrees(office.kus, PHRASE, &filed).await;
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/akses").await.see("satu kustodian dari unit lain belum setuju");
    let mut tri = office.world.desk_of(office.tri).await;
    tri.visit(&page(&filed)).await.see("menunggu kustodian kedua").not_see("Setujui dan beri bagian kunci");
    let fields = [("permintaan", office.newest(&filed).await), ("sandi_setuju", OTHER.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(forged(&mut tri, &format!("{}/setuju", page(&filed)), &fields).await, 409);
    tri.see("Kustodian kedua harus dari unit lain");
    office.agrees(office.dian, OTHER, &filed).await;

    let mut elsewhere = office.world.desk_of(office.vera).await;
    elsewhere.visit(&page(&filed)).await.press("Buka identitas").await.see("dalam sesi masuk yang sama").not_see(NAME);
    vera.visit(&page(&filed)).await.press("Buka identitas").await.see(NAME).not_see(NIK);
    sari.visit("/kasus/akses").await.see("verifikator meminta identitas Anda dibuka").see(REASON).see("Dilihat");
}

/// A session has another token after its officer proved anew who they are, or changed the password. What was asked in it
/// goes along, and the old cookie is worth nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_handler_asked_outlives_proving_anew_and_a_new_password() {
    let office = Office::enrolled().await;
    let filed = office.handled().await;
    let mut vera = office.world.desk_of(office.vera).await;
    vera.visit(&page(&filed)).await.fill("alasan", REASON).press("Minta pembukaan").await.see("Permintaan dicatat");
    let id: Uuid = office.newest(&filed).await.parse().unwrap();
    let stale = vera.clone();
    let later = kentongan::clock::now() + chrono::Duration::minutes(6);
    let prove = async |vera: &mut Browser| {
        vera.visit("/petugas/konfirmasi?ke=/petugas/akun").await.fill("sandi", PASSWORD).press("Konfirmasi").await;
        assert_eq!(vera.path(), "/petugas/akun");
    };
    kentongan::clock::pretend(later, prove(&mut vera)).await;
    office.agrees(office.kus, PHRASE, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    kentongan::clock::pretend(later, async {
        vera.visit(&page(&filed)).await.press("Buka identitas").await.see(NAME);
        let new = "pohon mangga di tetangga";
        vera.visit("/petugas/akun").await.fill("sandi", PASSWORD).fill("sandi_baru", new).fill("sandi_ulang", new);
        vera.press("Ganti kata sandi").await;
        vera.visit(&page(&filed)).await.press("Buka identitas").await.see(NAME);
    })
    .await;

    let wrapped: Vec<u8> = sqlx::query_scalar("select wrapped from reveal where id = $1")
        .bind(id)
        .fetch_one(&mut office.world.owner().await)
        .await
        .unwrap();
    let opens = |browser: &Browser| {
        let token = kentongan::vault::token::decode(browser.cookie("sid").unwrap()).unwrap();
        kentongan::vault::custody::IdentityKey::unwrap_by_session(&token, id, &wrapped).is_ok()
    };
    assert!(opens(&vera) && !opens(&stale), "only the cookie that is in use opens it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custodian_reads_no_case_and_what_was_given_is_dropped_after_the_hour() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&format!("/petugas/kasus/{}", filed.number)).await;
    assert_eq!(kus.status(), 404, "the key of an identity opens no case");
    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    assert_eq!(office.count("select count(*) from reveal_share where sealed is not null").await, 1);
    let later = kentongan::clock::now() + chrono::Duration::minutes(61);
    kentongan::clock::pretend(later, async { kentongan::jobs::round(&office.world.app).await.unwrap() }).await;
    assert_eq!(office.count("select count(*) from reveal_share where sealed is not null").await, 0);
    assert_eq!(office.count("select count(*) from reveal_share").await, 1, "that it was given stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_long_typed_twice_and_changed_with_the_old_one() {
    let office = Office::open().await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit("/petugas/kustodian").await;
    for (new, again, says) in [
        ("pendek", "pendek", "paling sedikit 12 huruf"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "terlalu mudah ditebak"),
        ("indonesia1945", "indonesia1945", "terlalu mudah ditebak"),
        ("Bapak kus 12345", "Bapak kus 12345", "nama Anda, atau nama kantor"),
        (PHRASE, OTHER, "Kedua frasa sandi tidak sama"),
    ] {
        kus.fill("sandi_baru", new).fill("sandi_ulang", again).press("Buat kunci").await.see(says);
        assert_eq!(kus.status(), 422);
    }
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    kus.visit("/petugas/kustodian").await.fill("sandi_lama", OTHER).fill("sandi_baru", "hujan deras malam ini");
    kus.fill("sandi_ulang", "hujan deras malam ini").press("Ganti frasa sandi").await.see("tidak membuka kunci Anda");
    office.waits_after_wrong_ones().await;
    kus.fill("sandi_lama", PHRASE).fill("sandi_baru", "hujan deras malam ini");
    kus.fill("sandi_ulang", "hujan deras malam ini").press("Ganti frasa sandi").await.see("Frasa sandi diganti");
    let filed = office.files(Mode::Confidential).await;
    office.asks(office.dian, &filed).await;
    office.agrees(office.kus, "hujan deras malam ini", &filed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_gets_shares_from_two_and_somebody_removed_keeps_nothing() {
    let office = Office::open().await;
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    let filed = office.files(Mode::Confidential).await;
    office.enrol(office.tri, OTHER).await;
    let mut admin = office.world.desk_of(office.admin).await;
    admin
        .visit("/petugas/kelola")
        .await
        .follow("Kustodian identitas")
        .await
        .see("belum punya bagian untuk semua kustodian1");
    let mut tri = office.world.desk_of(office.tri).await;
    tri.visit(&page(&filed)).await.see("Anda tidak punya bagian kunci kasus ini");

    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit("/petugas/kustodian").await.see("1 kasus belum punya bagian").press("Minta bagian kustodian lain").await;
    let mut dian = office.world.desk_of(office.dian).await;
    dian.visit("/petugas/kustodian").await.see("Bapak kus meminta bagian Anda").fill("sandi_serah", PHRASE);
    dian.press("Serahkan bagian saya").await.see("tidak membuka kunci Anda");
    office.waits_after_wrong_ones().await;
    dian.fill("sandi_serah", OTHER).press("Serahkan bagian saya").await.see("Bagian dari 1 kasus diserahkan");
    kus.visit("/petugas/kustodian").await.fill("sandi_bagi", PHRASE).press("Bagikan").await;
    kus.see("1 kasus dibagikan kembali").see("Semua kustodian punya bagian");
    assert_eq!(office.count("select count(*) from identity_share where dealing = 2").await, 3);

    office.loses_key(office.kus).await;
    admin.visit("/petugas/kelola/kustodian").await.see("Dilepas").not_see("Lepas Bapak kus");
    kus = office.world.desk_of(office.kus).await;
    assert_eq!(office.count("select count(*) from identity_share").await, 2, "the shares of the others stay");
    assert_eq!(kus.visit(&page(&filed)).await.status(), 404);
    kus.visit("/petugas/kustodian").await.see("Buat kunci Anda");
    office.asks(office.tri, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    tri.visit(&page(&filed)).await.fill("sandi_kunci", OTHER).press("Buka identitas").await.see(NAME);
}

/// What a thief has who takes the whole database with the keys, and knows the passphrase of one custodian.
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_dump_and_one_passphrase_open_nothing() {
    use kentongan::vault::custodian::unlock;
    use kentongan::vault::custody::{Share, combine};
    use kentongan::vault::identity::IdentityRecipient;
    use sqlx::Row;

    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    office.asks(office.dian, &filed).await;
    let mut owner = office.world.owner().await;
    let locked: Vec<u8> = sqlx::query_scalar("select locked from custodian where officer_id = $1")
        .bind(office.kus)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let key = unlock(&office.world.app.keys, &locked, office.kus, PHRASE).unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns
          where table_schema = 'public' and data_type = 'bytea'",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let mut opened = Vec::new();
    for (table, column) in columns {
        let all = sqlx::AssertSqlSafe(format!("select {column} as blob from {table} where {column} is not null"));
        for row in sqlx::query(all).fetch_all(&mut owner).await.unwrap() {
            let blob: Vec<u8> = row.get("blob");
            if let Ok(plain) = key.open_secret(&blob) {
                assert!(!String::from_utf8_lossy(&plain).contains(NAME));
                opened.push((table.clone(), blob));
            }
        }
    }
    assert_eq!(opened.len(), 1, "one share, and nothing else");
    assert_eq!(opened[0].0, "identity_share");
    let share = || Share::open(&key, filed.case, &opened[0].1).unwrap();
    let anybody = IdentityRecipient::parse(kentongan::vault::Keys::ephemeral_for_tests().identity().as_str()).unwrap();
    assert!(combine(&[share(), share()], &anybody).is_err() && combine(&[share()], &anybody).is_err());
    let dump: Vec<String> =
        sqlx::query_scalar("select encode(sealed, 'escape') from identity").fetch_all(&mut owner).await.unwrap();
    assert!(dump.iter().all(|text| !text.contains("Sari")));
}

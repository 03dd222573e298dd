//! What stands around custodians' keys: proving anew, waiting after wrong passphrases, the server's part of the lock, and
//! units that are counted, not heads.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use chrono::Duration;
use hkdf::Hkdf;
use kentongan::case::state::Mode;
use kentongan::clock;
use kentongan::vault::custodian::{is_old, recipient_mac, unlock};
use kentongan::vault::custody::IdentityKey;
use sha2::Sha256;
use sqlx::Executor;
use uuid::Uuid;

use super::{NAME, OTHER, Office, PHRASE, REASON, forged, page};
use crate::pages::sound;
use crate::world::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_or_deals_proves_anew_who_they_are() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await;
    clock::pretend(clock::now() + Duration::minutes(6), async {
        for path in ["daftar", "frasa", "serah", "bagi"] {
            assert_eq!(forged(&mut kus.clone(), &format!("/petugas/kustodian/{path}"), &[]).await, 403, "{path}");
        }
        let file = [("permintaan", id.as_str()), ("berkas", &id), ("sandi_kunci", PHRASE)];
        assert_eq!(forged(&mut kus.clone(), &format!("{}/berkas", page(&filed)), &file).await, 403);
        kus.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see("Konfirmasi bahwa ini Anda").not_see(NAME);
        kus.fill("sandi", PASSWORD).press("Konfirmasi").await.press("Lanjutkan").await.see("Tulis frasa sandi");
        kus.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
    })
    .await;
    assert_eq!(office.count("select count(*) from office_log where action = 'custody_wrong'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_a_passphrase_waits_longer_each_time() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", OTHER);
    let moment = clock::now();
    clock::pretend(moment, async {
        kus.press("Buka identitas").await.see("tidak membuka kunci Anda");
        kus.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see("Terlalu banyak percobaan").not_see(NAME);
    })
    .await;
    clock::pretend(moment + Duration::seconds(1), kus.fill("sandi_kunci", PHRASE).press("Buka identitas")).await;
    kus.see(NAME);
    assert_eq!(office.count("select count(*) from sign_in_failure").await, 0, "the right one ends the waiting");
}

/// A key as it lay in an office from before: under the passphrase alone.
fn locked_before(key: &IdentityKey, officer: Uuid, phrase: &str) -> Vec<u8> {
    let (salt, nonce, mut lock, mut print) = ([3; 16], [5; 24], [0; 32], [0; 32]);
    let params = Params::new(64 * 1024, 3, 1, Some(32)).unwrap();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(phrase.as_bytes(), &salt, &mut lock).unwrap();
    Hkdf::<Sha256>::new(Some(b"kentongan/v1"), &lock).expand(b"key id", &mut print).unwrap();
    let (_, secret) = bech32::decode(&key.export()).unwrap();
    let aad = format!("kentongan/v1/key|custodian|{officer}");
    let sealed = XChaCha20Poly1305::new((&lock).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: &secret, aad: aad.as_bytes() })
        .unwrap();
    [&[1][..], &salt, &[1], &print[..4], &nonce, &sealed].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_from_before_opens_and_is_locked_anew_with_the_server_s_part() {
    let office = Office::open().await;
    office.enrol(office.kus, PHRASE).await;
    let (key, keys) = (IdentityKey::generate(), &office.world.app.keys);
    let mut owner = office.world.owner().await;
    sqlx::query("update custodian set recipient = $2, signed = $3, locked = $4 where officer_id = $1")
        .bind(office.kus)
        .bind(key.recipient().as_str())
        .bind(recipient_mac(keys, office.kus, &key.recipient()).as_slice())
        .bind(locked_before(&key, office.kus, PHRASE))
        .execute(&mut owner)
        .await
        .unwrap();
    office.enrol(office.dian, OTHER).await;
    let filed = office.files(Mode::Confidential).await;
    office.asks(office.dian, &filed).await;
    office.agrees(office.kus, PHRASE, &filed).await;
    let locked: Vec<u8> = sqlx::query_scalar("select locked from custodian where officer_id = $1")
        .bind(office.kus)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert!(!is_old(&locked));
    assert_eq!(*unlock(keys, &locked, office.kus, PHRASE).unwrap().export(), *key.export());
    let thief = kentongan::vault::Keys::ephemeral_for_tests();
    assert!(unlock(&thief, &locked, office.kus, PHRASE).is_err(), "the database and the passphrase alone");
}

/// A request of somebody of the own unit comes after the own one: it can be agreed to by others only.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_granted_can_be_opened_whoever_asks_next() {
    let office = Office::enrolled().await;
    let filed = office.handled().await;
    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    office.asks(office.tri, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.see("Buka identitas").not_see("Setujui dan beri bagian kunci");
    let mut vera = office.world.desk_of(office.vera).await;
    vera.visit(&page(&filed)).await.fill("alasan", REASON).press("Minta pembukaan").await.see("Permintaan dicatat");
    kus.visit(&page(&filed)).await.see("Buka identitas").see("Setujui dan beri bagian kunci");
    sound(&kus, "id");
    kus.fill("sandi_setuju", OTHER).press("Setujui dan beri bagian kunci").await.see("tidak membuka kunci Anda");
    office.waits_after_wrong_ones().await;
    kus.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
}

/// Every case is dealt to every custodian but those whom it keeps out: a number beside each name would say how many those
/// are.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_custodians_does_not_tell_from_how_many_cases_one_is_kept_out() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    office.files(Mode::Confidential).await;
    let mut admin = office.world.desk_of(office.admin).await;
    let before = admin.visit("/petugas/kelola/kustodian").await.see("Bapak tri").text();
    let held = "select count(*) from identity_share s join officer o on o.id = s.officer_id where o.sign_in = 'tri'";
    assert_eq!(office.count(held).await, 2);
    sqlx::query("insert into case_wall (case_id, officer_id, reason, at) values ($1, $2, 'named', now())")
        .bind(filed.case)
        .bind(office.tri)
        .execute(&mut office.world.owner().await)
        .await
        .unwrap();
    assert_eq!(office.count(held).await, 1, "the share went");
    assert_eq!(admin.visit("/petugas/kelola/kustodian").await.text(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_custodians_of_one_unit_are_counted_as_too_few() {
    let office = Office::open().await;
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.tri, OTHER).await;
    office.files(Mode::Confidential).await;
    let mut admin = office.world.desk_of(office.admin).await;
    let (papers, lacking) = ("hanya terbuka dengan kertas pemulihan", "belum punya bagian untuk semua kustodian");
    admin.visit("/petugas/kelola/kustodian").await.see("Kurang dari dua kustodian dari unit berbeda");
    admin.see(&format!("{papers}1")).see(&format!("{lacking}0"));
    office.enrol(office.dian, OTHER).await;
    admin.visit("/petugas/kelola/kustodian").await.not_see("Kurang dari dua").see(&format!("{papers}1"));
    office.files(Mode::Confidential).await;
    admin.visit("/petugas/kelola/kustodian").await.see(&format!("{papers}1")).see(&format!("{lacking}0"));
}

/// A case is filed while a custodian is taken out.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_taken_out_meanwhile_gets_a_share() {
    let office = Office::enrolled().await;
    let mut owner = office.world.owner().await;
    owner.execute("begin").await.unwrap();
    for change in [
        "update custodian set locked = null, removed_at = now() where officer_id = $1",
        "delete from identity_share where officer_id = $1",
    ] {
        sqlx::query(change).bind(office.dian).execute(&mut owner).await.unwrap();
    }
    let xid: String = sqlx::query_scalar("select pg_current_xact_id()::text").fetch_one(&mut owner).await.unwrap();
    let filing = office.files(Mode::Confidential);
    let removal = async {
        let mut watcher = office.world.owner().await;
        let waits = "select exists (select from pg_locks where not granted and transactionid::text = $1)";
        for _ in 0..10_000 {
            if sqlx::query_scalar::<_, bool>(waits).bind(&xid).fetch_one(&mut watcher).await.unwrap() {
                break;
            }
            tokio::task::yield_now().await;
        }
        owner.execute("commit").await.unwrap();
    };
    tokio::join!(filing, removal);
    assert_eq!(office.count("select count(*) from identity_share").await, 2, "the two who stayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_the_others_twice_keeps_what_they_handed_over() {
    let office = Office::open().await;
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    office.files(Mode::Confidential).await;
    office.enrol(office.tri, OTHER).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit("/petugas/kustodian").await.press("Minta bagian kustodian lain").await;
    let mut dian = office.world.desk_of(office.dian).await;
    dian.visit("/petugas/kustodian").await.fill("sandi_serah", OTHER).press("Serahkan bagian saya").await;
    dian.see("Bagian dari 1 kasus diserahkan");
    let later = clock::now() + Duration::minutes(10);
    clock::pretend(later, kus.visit("/petugas/kustodian")).await;
    clock::pretend(later, kus.press("Minta bagian kustodian lain")).await;
    assert_eq!(office.count("select count(*) from handing_share").await, 1);
    assert_eq!(office.count("select count(*) from handing where expires_at < now() + interval '65 minutes'").await, 1);
    kus.visit("/petugas/kustodian").await.fill("sandi_bagi", PHRASE).press("Bagikan").await;
    kus.see("1 kasus dibagikan kembali");
}

/// A damaged case that was handed over with others waits for somebody who looks at it; the others are dealt.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_case_does_not_end_the_dealing() {
    let office = Office::open().await;
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(office.files(Mode::Confidential).await.case);
    }
    cases.sort();
    office.enrol(office.tri, OTHER).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit("/petugas/kustodian").await.press("Minta bagian kustodian lain").await;
    let mut dian = office.world.desk_of(office.dian).await;
    dian.visit("/petugas/kustodian").await.fill("sandi_serah", OTHER).press("Serahkan bagian saya").await;
    dian.see("Bagian dari 3 kasus diserahkan");
    sqlx::query("update case_secret set dek = dek || '\\x00' where case_id = $1")
        .bind(cases[0])
        .execute(&mut office.world.owner().await)
        .await
        .unwrap();
    kus.visit("/petugas/kustodian").await.fill("sandi_bagi", PHRASE).press("Bagikan").await;
    kus.see("2 kasus dibagikan kembali");
    assert_eq!(office.count("select count(*) from handing_share").await, 0, "nothing of it waits in vain");
}

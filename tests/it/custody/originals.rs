//! Original files: sealed when copy and scan are done, opened by two, seen by the reporter, gone with the identities.

use std::io::Read;

use kentongan::case::act::Filed;
use kentongan::case::db::{self, Evidence, FileCopy, Original};
use kentongan::case::state::Mode;
use kentongan::db::Actor;
use kentongan::files::store::ReadError;
use kentongan::vault::custodian::unlock;
use kentongan::{clock, jobs, ledger};
use sqlx::Executor;

use super::{NAME, OTHER, Office, PHRASE, REASON, forged, page};
use crate::load::corpus::planted::planted;
use crate::world::Browser;

/// A picture of a kind of which no copy can be made.
fn heic() -> Vec<u8> {
    [&24_u32.to_be_bytes()[..], b"ftypheic\0\0\0\0mif1heic", &[0; 64]].concat()
}

impl Office {
    /// A report with one file; the worker has not seen it yet.
    async fn with_file(&self, mode: Mode, name: &str, bytes: Vec<u8>) -> Filed {
        let file = self.world.stored(name, bytes).await;
        self.files_with(mode, vec![file]).await
    }

    /// The worker copies, scans and seals.
    async fn seals(&self) {
        Box::pin(jobs::evidence::round(&self.world.app)).await.unwrap();
    }

    async fn file(&self, filed: &Filed) -> Evidence {
        let mut tx = self.world.app.db.begin(Actor::System).await.unwrap();
        let secret = db::secret(&mut tx, &self.world.app.keys, filed.case).await.unwrap().expect("its secret");
        db::evidence(&mut tx, &secret.key, filed.case).await.unwrap().remove(0)
    }

    /// A custodian who asked, and to whom another agreed, looks.
    async fn opened(&self, filed: &Filed) -> Browser {
        self.asks(self.kus, filed).await;
        self.agrees(self.dian, OTHER, filed).await;
        let mut kus = self.world.desk_of(self.kus).await;
        kus.visit(&page(filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await;
        kus
    }

    async fn faults(&self) -> Vec<String> {
        let app = &self.world.app;
        let report = ledger::verify(&app.db, &app.keys, &app.store).await.unwrap();
        report.faults.iter().map(ToString::to_string).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_open_an_original_and_the_reporter_sees_which_and_when() {
    let office = Office::enrolled().await;
    let photo = planted(0).bytes;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", photo.clone()).await;
    office.seals().await;
    assert_eq!(office.file(&filed).await.original, Original::Sealed);
    let mut kus = office.opened(&filed).await;
    kus.see(NAME).see("IMG_2041.jpg").see("Setiap pembukaan tercatat");
    kus.fill("sandi_kunci", OTHER).press("Unduh berkas asli").await.see("Frasa sandi tidak membuka kunci Anda");
    office.waits_after_wrong_ones().await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await;
    kus.fill("sandi_kunci", PHRASE).press("Unduh berkas asli").await;
    assert_eq!((kus.status(), kus.header("content-type")), (200, "image/jpeg"));
    assert!(kus.bytes() == photo, "the file as it was sent, with everything that it tells");
    let name = format!("attachment; filename=\"{}-asli-bukti-1.jpg\"", filed.number);
    assert!(kus.header("content-disposition").starts_with(&name), "{}", kus.header("content-disposition"));
    assert_eq!(kus.header("content-security-policy"), "sandbox; default-src 'none'");
    let mut sari = office.reporter(&filed).await;
    sari.see("Berkas asli Anda dibuka");
    sari.visit("/kasus/akses").await.see(REASON).see("Berkas asli IMG_2041.jpg dibuka");
    assert_eq!(office.count("select count(*) from event where action = 'view_original'").await, 1);
    assert_eq!(office.faults().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_report_has_no_name_but_its_original_can_be_opened() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Anonymous, "IMG_7.heic", heic()).await;
    office.seals().await;
    let mut kus = office.opened(&filed).await;
    kus.see("hanya berkas asli").not_see(NAME);
    assert_eq!(office.count("select count(*) from event where action = 'view_identity'").await, 0);
    kus.fill("sandi_kunci", PHRASE).press("Unduh berkas asli").await;
    assert!(kus.bytes() == heic());
    let mut sari = office.reporter(&filed).await;
    sari.see("Petugas meminta berkas asli Anda dibuka").not_see("meminta identitas Anda");
    sari.visit("/kasus/akses").await.see("meminta berkas asli Anda dibuka").see("Berkas asli IMG_7.heic dibuka");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_opens_an_original_and_nobody_after_the_hour() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", planted(0).bytes).await;
    office.seals().await;
    let request = office.asks(office.kus, &filed).await;
    let file = office.file(&filed).await.id.to_string();
    let path = format!("{}/berkas", page(&filed));
    let try_it = async |who, phrase: &str, file: &str| {
        let mut desk = office.world.desk_of(who).await;
        forged(&mut desk, &path, &[("permintaan", &request), ("berkas", file), ("sandi_kunci", phrase)]).await
    };
    assert_eq!(try_it(office.kus, PHRASE, &file).await, 409, "nobody has agreed yet");
    office.agrees(office.dian, OTHER, &filed).await;
    assert_eq!(try_it(office.dian, OTHER, &file).await, 409, "another asked");
    assert_eq!(try_it(office.kus, OTHER, &file).await, 422, "the passphrase is wrong");
    office.waits_after_wrong_ones().await;
    assert_eq!(try_it(office.vera, PHRASE, &file).await, 409, "a verifier did not ask");
    assert_eq!(try_it(office.admin, PHRASE, &file).await, 404, "an administrator reads no case");
    let other = office.with_file(Mode::Confidential, "lain.jpg", planted(0).bytes).await;
    office.seals().await;
    let foreign = office.file(&other).await.id.to_string();
    assert_eq!(try_it(office.kus, PHRASE, &foreign).await, 404, "a file of another case");
    let later = clock::now() + chrono::TimeDelta::minutes(61);
    assert_ne!(clock::pretend(later, try_it(office.kus, PHRASE, &file)).await, 200, "the hour is over");
    assert_eq!(office.count("select count(*) from event where action = 'view_original'").await, 0);
    assert_eq!(try_it(office.kus, PHRASE, &file).await, 200);
}

/// Whatever may do harm goes out locked under a passphrase that stands on the page.
#[tokio::test(flavor = "multi_thread")]
async fn an_infected_original_is_handed_out_locked() {
    let office = Office::enrolled().await;
    let photo = planted(0).bytes;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", photo.clone()).await;
    office.world.owner().await.execute("update evidence set scan = 'infected'").await.unwrap();
    office.seals().await;
    let mut kus = office.opened(&filed).await;
    kus.see("terinfeksi").see("terkunci (.age)");
    let text = kus.text();
    let passphrase = text.split("dengan frasa: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    kus.fill("sandi_kunci", PHRASE).press("Unduh berkas asli").await;
    assert!(kus.header("content-disposition").contains("-asli-bukti-1.jpg.age"));
    assert_eq!(kus.header("content-type"), "application/octet-stream");
    let identity = age::scrypt::Identity::new(passphrase.into());
    let decryptor = age::Decryptor::new_buffered(kus.bytes()).unwrap();
    let mut plain = Vec::new();
    decryptor.decrypt(std::iter::once(&identity as _)).unwrap().read_to_end(&mut plain).unwrap();
    assert!(plain == photo);
}

/// A thief with the whole database, the files, the keys and the passphrase of one custodian.
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_dump_with_the_content_key_and_one_passphrase_opens_no_original() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", planted(0).bytes).await;
    let store = &office.world.app.store;
    let before = office.file(&filed).await;
    let Original::Held(secret) = &before.original else { panic!("nobody has sealed it yet") };
    assert!(store.read(before.id, secret).await.is_ok(), "until then the key of the case opens it");
    office.seals().await;

    let mut owner = office.world.owner().await;
    let left: Option<Vec<u8>> = sqlx::query_scalar("select key from evidence where id = $1")
        .bind(before.id)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(left, None, "the old form is gone");
    let after = office.file(&filed).await;
    let copy: FileCopy = after.copy.expect("a copy");
    assert!(store.read(copy.id, &copy.identity).await.is_ok(), "the content key opens the copy");
    assert!(matches!(store.read(after.id, &copy.identity).await, Err(ReadError::Locked)));
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed from original where id = $1")
        .bind(after.id)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let locked: Vec<u8> = sqlx::query_scalar("select locked from custodian where officer_id = $1")
        .bind(office.kus)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert!(
        unlock(&office.world.app.keys, &locked, office.kus, PHRASE).unwrap().open_secret(&sealed).is_err(),
        "one is not two"
    );
}

/// What an office from before has is carried over; what only the papers open waits for them.
#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_waits_for_the_papers_keeps_its_files_waiting_too() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", planted(0).bytes).await;
    office.world.owner().await.execute("delete from identity_key").await.unwrap();
    office.seals().await;
    let file = office.file(&filed).await;
    assert!(matches!(file.original, Original::Held(_)) && file.copy.is_some());
    // an anonymous case from before has no key either, and gets one
    let nameless = office.with_file(Mode::Anonymous, "IMG_2042.jpg", planted(0).bytes).await;
    let mut owner = office.world.owner().await;
    sqlx::query("delete from identity_key where case_id = $1").bind(nameless.case).execute(&mut owner).await.unwrap();
    office.seals().await;
    assert_eq!(office.file(&nameless).await.original, Original::Sealed);
    office.opened(&nameless).await.see("IMG_2042.jpg");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_time_of_identities_is_over_originals_go_and_copies_stay() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", planted(0).bytes).await;
    office.seals().await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Cabut").await;
    let ended = "update cases set state = 'closed', facts = facts || '{\"first_closed_at\": \"2020-01-01T00:00:00Z\"}'";
    office.world.owner().await.execute(ended).await.unwrap();
    jobs::round(&office.world.app).await.unwrap();
    let file = office.file(&filed).await;
    assert_eq!((file.original, file.copy.is_some()), (Original::Erased, true));
    assert_eq!(office.count("select count(*) from original").await, 0);
    // the row was set by hand, so the record ends elsewhere; of files it has nothing to say
    assert!(office.faults().await.iter().all(|fault| !fault.contains("file")));
}

/// The worker could never make the officers' copy: what the reporter handed in goes with who they are all the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_original_that_was_never_copied_goes_with_the_identity() {
    let office = Office::enrolled().await;
    let filed = office.with_file(Mode::Confidential, "IMG_2041.jpg", planted(0).bytes).await;
    assert!(matches!(office.file(&filed).await.original, Original::Held(_)));
    let closed =
        "update cases set state = 'closed', facts = facts || '{\"first_closed_at\": \"2020-01-01T00:00:00Z\"}'";
    office.world.owner().await.execute(closed).await.unwrap();
    jobs::round(&office.world.app).await.unwrap();
    let file = office.file(&filed).await;
    assert_eq!((file.original, file.scrub.as_str()), (Original::Erased, "original"));
    assert_eq!(office.count("select count(*) from evidence where key is not null").await, 0, "nothing opens it");
    office.seals().await;
    assert_eq!(
        office.count("select count(*) from evidence where copy_id is not null").await,
        0,
        "and no copy comes now"
    );
    let mut sari = office.reporter(&filed).await;
    assert_eq!(sari.visit("/kasus/isi").await.status(), 200);
}

//! The recovery papers: when custodians cannot open, and for identities from before there were any.

use std::io::Cursor;
use std::path::PathBuf;

use kentongan::case::state::Mode;
use kentongan::custody::recovery::{self, CeremonyError};
use kentongan::vault::custody::IdentityKey;
use kentongan::vault::{Fresh, KeyPlace, Keys, identity};
use sqlx::Executor;

use super::{NAME, OTHER, Office, PHRASE, page};
use crate::load::corpus::planted::planted;

/// A data directory that goes away with the test.
struct Data(PathBuf);

impl Data {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("kentongan-recovery-{}", uuid::Uuid::new_v4())))
    }

    fn place(&self) -> KeyPlace {
        KeyPlace { dir: self.0.join("keys"), credentials: None }
    }

    /// The first start of an office: its keys, and what was printed once.
    fn start(&self, passphrase: Option<&str>) -> (Keys, String) {
        let mut told = String::new();
        let mut announce = |said: &str| said.clone_into(&mut told);
        let keys = Keys::load_or_create(&self.place(), Fresh::Create { passphrase, announce: &mut announce }).unwrap();
        (keys, told)
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn typed(keys: &Keys, one: &str, other: &str) -> Result<IdentityKey, CeremonyError> {
    let lines = format!("{one}\n{other}\n").repeat(3);
    recovery::two_papers(keys.identity(), &mut Cursor::new(lines), &mut Vec::new())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_papers_deal_old_and_waiting_cases_to_the_custodians_who_came() {
    let data = Data::new();
    let (keys, told) = data.start(None);
    let papers: Vec<&str> = told.lines().collect();
    assert_eq!(papers.len(), 3);
    assert!(recovery::printed(&told).contains("PAPER 3 OF 3"));
    let (again, _) = data.start(None);
    let office = Office::open_with(again).await;
    let (old, waiting) = (office.files(Mode::Confidential).await, office.files(Mode::Confidential).await);
    // as an office from before sealed it: to the one recipient, without a key of the case
    let plain = serde_json::to_vec(&office.named()).unwrap();
    let sealed = identity::seal(&[keys.identity()], &plain).unwrap();
    let mut owner = office.world.owner().await;
    sqlx::query("update identity set sealed = $2 where case_id = $1")
        .bind(old.case)
        .bind(sealed)
        .execute(&mut owner)
        .await
        .unwrap();
    owner
        .execute(sqlx::AssertSqlSafe(format!("delete from identity_key where case_id = '{}'", old.case)))
        .await
        .unwrap();
    let mut admin = office.world.desk_of(office.admin).await;
    admin.visit("/petugas/kelola/kustodian").await.see("hanya terbuka dengan kertas pemulihan2").see("Kurang dari dua");
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&waiting)).await.see("Anda tidak punya bagian kunci kasus ini");

    let key = typed(&keys, papers[2], papers[0]).unwrap();
    let done = recovery::open(&office.world.app, &key, &mut Vec::new()).await.unwrap();
    assert_eq!((done.dealt, done.sealed_anew, done.failed.len(), done.waiting), (1, 1, 0, 0));
    let done = recovery::open(&office.world.app, &key, &mut Vec::new()).await.unwrap();
    assert_eq!(done, kentongan::case::act::Recovered::default(), "a second ceremony finds nothing to do");
    admin.visit("/petugas/kelola/kustodian").await.see("hanya terbuka dengan kertas pemulihan0");
    for filed in [&old, &waiting] {
        office.asks(office.kus, filed).await;
        office.agrees(office.dian, OTHER, filed).await;
        kus.visit(&page(filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_case_is_taken_out_for_the_age_program() {
    let data = Data::new();
    let (_, told) = data.start(None);
    let papers: Vec<&str> = told.lines().collect();
    let (keys, _) = data.start(None);
    let key = typed(&keys, papers[0], papers[1]).unwrap();
    let office = Office::open_with(keys).await;
    let filed = office.files(Mode::Confidential).await;
    let (file, mut out) = (data.0.join("identity.sealed"), Vec::new());
    let mut sari = office.reporter(&filed).await;
    sari.visit("/kasus/akses").await.see("belum pernah dibuka");
    recovery::export(&office.world.app, &key, &filed.number, &file, &mut out).await.unwrap();
    sari.visit("/kasus/akses").await.see("Identitas Anda pernah dibuka").not_see("belum pernah dibuka");
    sari.see("Dua pemegang kertas pemulihan mengambil kunci identitas Anda");
    sari.visit("/kasus").await.see("Kunci kasus Anda diambil dengan dua kertas pemulihan");
    let again = recovery::export(&office.world.app, &key, &filed.number, &file, &mut Vec::new()).await;
    assert!(again.is_err(), "the file is there already");
    assert_eq!(office.count("select count(*) from event where action = 'papers_opened'").await, 1, "nothing was taken");
    let said = String::from_utf8(out).unwrap();
    let text = said.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let plain = IdentityKey::parse(text).unwrap().open_secret(&std::fs::read(&file).unwrap()).unwrap();
    assert!(String::from_utf8_lossy(&plain).contains(NAME), "the age program shows this");

    let photo = planted(0).bytes;
    let stored = vec![office.world.stored("IMG_2041.jpg", photo.clone()).await];
    let filed = office.files_with(Mode::Anonymous, stored).await;
    Box::pin(kentongan::jobs::evidence::round(&office.world.app)).await.unwrap();
    let mut out = Vec::new();
    recovery::export(&office.world.app, &key, &filed.number, &data.0.join("none"), &mut out).await.unwrap();
    let mut sari = office.reporter(&filed).await;
    sari.see("Kunci kasus Anda diambil dengan dua kertas pemulihan");
    sari.visit("/kasus/akses").await.see("Dua pemegang kertas pemulihan mengambil kunci berkas asli Anda");
    sari.not_see("Identitas Anda pernah dibuka");
    assert!(!data.0.join("none").exists(), "there was no identity to put into it");
    let said = String::from_utf8(out).unwrap();
    let (place, secret) = said.trim().rsplit_once('\n').expect("a place and a key");
    let place = place.split(", ").nth(1).unwrap();
    let locked = std::fs::read(office.world.app.config.data.join(place)).unwrap();
    let identity: age::x25519::Identity = secret.parse().unwrap();
    assert!(age::decrypt(&identity, &locked).unwrap() == photo, "the age program opens the file");
}

/// One case is damaged: the ceremony names it and goes on with the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_case_does_not_end_the_ceremony() {
    let data = Data::new();
    let (keys, told) = data.start(None);
    let papers: Vec<&str> = told.lines().collect();
    let key = typed(&keys, papers[0], papers[1]).unwrap();
    let office = Office::open_with(keys).await;
    let mut filed = Vec::new();
    for _ in 0..4 {
        filed.push(office.files(Mode::Confidential).await);
    }
    filed.sort_by_key(|filed| filed.case);
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    let mut owner = office.world.owner().await;
    for (case, change) in [
        (&filed[0], "update case_secret set dek = dek || '\\x00' where case_id = $1"),
        (&filed[1], "update identity_key set recipient = recipient || '\\x00' where case_id = $1"),
        (&filed[2], "update identity_key set recovery = recovery || '\\x00' where case_id = $1"),
    ] {
        sqlx::query(change).bind(case.case).execute(&mut owner).await.unwrap();
    }
    let mut out = Vec::new();
    let done = recovery::open(&office.world.app, &key, &mut out).await.unwrap();
    let named: Vec<String> = filed[..3].iter().map(|filed| filed.number.clone()).collect();
    assert_eq!((done.dealt, &done.failed), (1, &named));
    assert!(String::from_utf8(out).unwrap().contains(&named.join(", ")));
    office.asks(office.kus, &filed[3]).await;
    office.agrees(office.dian, OTHER, &filed[3]).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed[3])).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
}

/// Somebody with the database in hand lays what is sealed of one case into another, to have it opened there.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_moved_to_another_case_is_not_opened_there() {
    let data = Data::new();
    let (keys, told) = data.start(None);
    let papers: Vec<&str> = told.lines().collect();
    let key = typed(&keys, papers[0], papers[1]).unwrap();
    let office = Office::open_with(keys).await;
    let (theirs, bait) = (office.files(Mode::Confidential).await, office.files(Mode::Confidential).await);
    office.enrol(office.kus, PHRASE).await;
    office.enrol(office.dian, OTHER).await;
    let mut owner = office.world.owner().await;
    let moves =
        "update identity_key k set recovery = t.recovery from identity_key t where k.case_id = $1 and t.case_id = $2";
    sqlx::query(moves).bind(bait.case).bind(theirs.case).execute(&mut owner).await.unwrap();
    let identities = "update identity k set sealed = t.sealed from identity t where k.case_id = $1 and t.case_id = $2";
    sqlx::query(identities).bind(bait.case).bind(theirs.case).execute(&mut owner).await.unwrap();
    let done = recovery::open(&office.world.app, &key, &mut Vec::new()).await.unwrap();
    assert_eq!((done.dealt, done.failed), (1, vec![bait.number.clone()]));
    let taken = recovery::export(&office.world.app, &key, &bait.number, &data.0.join("a"), &mut Vec::new()).await;
    assert!(taken.is_err(), "{taken:?}");
    assert_eq!(office.count("select count(*) from event where action = 'papers_opened'").await, 0);

    // without its key the case looks like one from before
    sqlx::query("delete from identity_key where case_id = $1").bind(bait.case).execute(&mut owner).await.unwrap();
    let done = recovery::open(&office.world.app, &key, &mut Vec::new()).await.unwrap();
    assert_eq!((done.sealed_anew, done.failed), (0, vec![bait.number.clone()]));

    // a key from before names no case: its public half does, under the key of the case
    let whole: Vec<u8> = sqlx::query_scalar("select recovery from identity_key where case_id = $1")
        .bind(theirs.case)
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let opened = IdentityKey::open_whole(&key, theirs.case, &whole).unwrap();
    let old = office.files(Mode::Confidential).await;
    let (_, bytes) = bech32::decode(&opened.export()).unwrap();
    let before = identity::seal_secret(&[&key.recipient()], &bytes).unwrap();
    sqlx::query("update identity_key set recovery = $2 where case_id = $1")
        .bind(old.case)
        .bind(before)
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query("delete from identity_share").execute(&mut owner).await.unwrap();
    let done = recovery::open(&office.world.app, &key, &mut Vec::new()).await.unwrap();
    assert!(done.failed.contains(&old.number), "{done:?}");
}

/// The machine burned down, and its keys with it. A dump of the database, the stored files and two papers are left.
#[tokio::test(flavor = "multi_thread")]
async fn two_papers_open_a_case_without_any_key_of_the_server() {
    let data = Data::new();
    let (keys, told) = data.start(None);
    let papers: Vec<&str> = told.lines().collect();
    let office = Office::open_with(keys).await;
    let stored = vec![office.world.stored("IMG_2041.jpg", planted(0).bytes).await];
    let filed = office.files_with(Mode::Confidential, stored).await;
    Box::pin(kentongan::jobs::evidence::round(&office.world.app)).await.unwrap();
    std::fs::remove_dir_all(data.place().dir).unwrap();

    let lines = format!("{}\n{}\n", papers[2], papers[1]);
    let key = recovery::two_papers(None, &mut Cursor::new(lines), &mut Vec::new()).unwrap();
    let (file, mut out) = (data.0.join("id.age"), Vec::new());
    let app = &office.world.app;
    recovery::salvage((&app.db, &app.store), &key, &filed.number, &file, &mut out).await.unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("tell the reporter"), "{said}");
    let secret = said.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let plain = IdentityKey::parse(secret).unwrap().open_secret(&std::fs::read(&file).unwrap()).unwrap();
    assert!(String::from_utf8_lossy(&plain).contains(NAME));
    assert!(said.contains("An original,"), "{said}");
    let logged = "select count(*) from office_log where action = 'recovery_taken' and object <> ''";
    assert_eq!(office.count(logged).await, 1, "the log of the office says which case it was");

    // the same when the keys are there and the secret of this one case is damaged
    office.world.owner().await.execute("update case_secret set dek = dek || '\\x00'").await.unwrap();
    let mut out = Vec::new();
    recovery::export(app, &key, &filed.number, &data.0.join("again"), &mut out).await.unwrap();
    assert!(String::from_utf8(out).unwrap().contains("tell the reporter"));
    assert_eq!(office.count(logged).await, 2);
}

#[test]
fn an_office_from_before_puts_its_key_on_paper_and_keeps_nothing() {
    let data = Data::new();
    let (keys, _) = data.start(Some("payung merah tua"));
    let sealed = identity::seal(&[keys.identity()], b"Siti").unwrap();
    let split = |input: String| {
        let mut out = Vec::new();
        let done = recovery::split(&keys, &data.place(), &mut Cursor::new(input), &mut out);
        (done, String::from_utf8(out).unwrap())
    };
    assert!(matches!(split("salah\n".into()).0, Err(CeremonyError::Passphrase)));
    let (done, _) = split("payung merah tua\nbukan kertas\n".into());
    assert!(done.is_err() && identity::has_passphrase(&data.place()), "unread papers remove nothing");

    // the people type what they read while it runs
    let mut hands = Hands::new("payung merah tua");
    let mut out = hands.eyes();
    recovery::split(&keys, &data.place(), &mut hands, &mut out).unwrap();
    assert!(!identity::has_passphrase(&data.place()));
    let papers = hands.papers();
    assert_eq!(*typed(&keys, &papers[1], &papers[2]).unwrap().open(&sealed).unwrap(), b"Siti");
    let other = Data::new();
    let (foreign, told) = other.start(None);
    let stranger: Vec<&str> = told.lines().collect();
    assert!(typed(&keys, &papers[1], stranger[0]).is_err() && typed(&foreign, &papers[0], &papers[1]).is_err());
    assert!(typed(&keys, &papers[1], &papers[1]).is_err(), "two copies of one paper");
    assert!(matches!(split("payung merah tua\n".into()).0, Err(CeremonyError::AlreadySplit)));
}

/// Somebody who types the passphrase, and then the first two papers as they were printed.
struct Hands {
    passphrase: String,
    seen: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
    line: Vec<u8>,
    typed: usize,
}

struct Eyes(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Hands {
    fn new(passphrase: &str) -> Self {
        Self { passphrase: passphrase.into(), seen: std::sync::Arc::default(), line: Vec::new(), typed: 0 }
    }

    fn eyes(&self) -> Eyes {
        Eyes(self.seen.clone())
    }

    fn papers(&self) -> Vec<String> {
        let text = String::from_utf8(self.seen.lock().unwrap().clone()).unwrap();
        let after = |part: &str| part.lines().skip(1).take(4).map(str::trim).collect::<Vec<_>>().join(" ");
        text.split("PAPER ").skip(1).map(after).collect()
    }
}

impl std::io::Write for Eyes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl std::io::Read for Hands {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        use std::io::BufRead;
        let n = self.fill_buf()?.len().min(into.len());
        into[..n].copy_from_slice(&self.line[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl std::io::BufRead for Hands {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.line.is_empty() {
            let text = match self.typed {
                0 => self.passphrase.clone(),
                n => self.papers()[n - 1].to_lowercase(),
            };
            self.line = format!("{text}\n").into_bytes();
            self.typed += 1;
        }
        Ok(&self.line)
    }

    fn consume(&mut self, n: usize) {
        self.line.drain(..n);
    }
}

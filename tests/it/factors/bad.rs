use chrono::Duration;
use kentongan::case::state::Role;
use kentongan::clock;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{by_key, codes_on, is_in, password_typed, with_key};
use crate::world::{Answer, Browser, PRESENT, SecurityKey, VERIFIED, World, decode, encode};

const ENTER: &str = "Masuk dengan kunci sandi";

/// An officer with a key, and a colleague with another one.
struct Stage {
    world: World,
    key: SecurityKey,
    other: SecurityKey,
}

impl Stage {
    async fn set() -> Self {
        let world = World::open().await;
        let (mut key, mut other) = (SecurityKey::number(1), SecurityKey::number(2));
        with_key(&world, "rara", Role::Admin, &mut key).await;
        with_key(&world, "sari", Role::Admin, &mut other).await;
        Self { world, key, other }
    }

    /// A browser at the sign-in page with a question for its key.
    async fn asked(&self) -> (Browser, Value) {
        let mut browser = self.world.browser();
        let question = browser.visit("/petugas/masuk").await.passkey_question(ENTER).await.expect("a question");
        (browser, question)
    }

    /// Whether an answer that was changed before it was signed opens the desk.
    async fn twisted(&mut self, twist: impl FnOnce(&mut Answer, &SecurityKey)) -> bool {
        self.spoilt(twist, |_| ()).await
    }

    /// Whether an answer that was changed before or after it was signed opens the desk.
    async fn spoilt(&mut self, twist: impl FnOnce(&mut Answer, &SecurityKey), spoil: impl FnOnce(&mut Value)) -> bool {
        let (mut browser, question) = self.asked().await;
        let mut answer = self.key.answer(&question, &browser.origin());
        twist(&mut answer, &self.other);
        let mut signed = answer.signed();
        spoil(&mut signed);
        browser.answer(ENTER, &question, &signed).await;
        is_in(&mut browser).await
    }

    /// Whether an answer whose parts were changed after it was signed opens the desk.
    async fn changed(&mut self, part: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> bool {
        self.spoilt(
            |_, _| (),
            |signed| {
                let bytes = change(decode(&signed["response"][part]));
                signed["response"][part] = encode(&bytes).into();
            },
        )
        .await
    }
}

/// T-14: each is right but for one thing.
#[tokio::test]
async fn bad_assertions_are_refused_one_and_all() {
    let mut stage = Stage::set().await;
    assert!(stage.twisted(|_, _| ()).await, "an answer without a flaw opens");
    let mut results: Vec<(&str, bool)> = Vec::new();
    macro_rules! twist {
        ($name:literal, $twist:expr) => {
            results.push(($name, stage.twisted($twist).await))
        };
    }
    twist!("another challenge", |a, _| a.client["challenge"] = encode(&[7; 32]).into());
    twist!("no challenge", |a, _| a.client["challenge"] = "".into());
    twist!("another origin", |a, _| a.client["origin"] = "http://kentongan.test.jahat.example".into());
    twist!("a name below the site", |a, _| a.client["origin"] = "http://jahat.kentongan.test".into());
    twist!("another port", |a, _| a.client["origin"] = "http://kentongan.test:8080".into());
    twist!("another scheme", |a, _| a.client["origin"] = "https://kentongan.test".into());
    twist!("asked for another site", |a, _| a.site = "jahat.example".into());
    twist!("a new credential's type", |a, _| a.client["type"] = "webauthn.create".into());
    twist!("a payment", |a, _| a.client["type"] = "payment.get".into());
    twist!("in a foreign frame", |a, _| a.client["crossOrigin"] = true.into());
    twist!("in a frame of another site", |a, _| a.client["topOrigin"] = "http://jahat.example".into());
    twist!("nobody was there", |a, _| a.flags = VERIFIED);
    twist!("nobody was verified", |a, _| a.flags = PRESENT);
    twist!("a colleague's name", |a, other| a.user = Some(other.user.clone()));
    twist!("nobody's name", |a, _| a.user = None);
    twist!("a stranger's name", |a, _| a.user = Some(Uuid::now_v7().as_bytes().to_vec()));
    twist!("a name of another length", |a, _| a.user = Some(vec![1; 3]));
    twist!("a colleague's credential", |a, other| a.id.clone_from(&other.id));
    twist!("an unknown credential", |a, _| a.id = vec![9; 16]);
    twist!("signed by a colleague", |a, other| a.secret = other.clone().answer(&json_question(), "").secret);
    results.push(("the counter went back", counted(1).await));
    results.push(("the counter stood still", counted(2).await));
    results.push(("a changed signature", stage.changed("signature", flip_last).await));
    results.push(("no signature", stage.changed("signature", |_| Vec::new()).await));
    results.push(("data cut short", stage.changed("authenticatorData", |bytes| bytes[..30].to_vec()).await));
    results.push(("data changed", stage.changed("authenticatorData", flip_last).await));
    results.push(("client data that is no JSON", stage.changed("clientDataJSON", |_| b"{".to_vec()).await));
    results.push(("another algorithm's signature", bare_signature(&mut stage).await));
    results.push(("the same answer twice", replayed(&mut stage, false).await));
    results.push(("an old answer to a new question", replayed(&mut stage, true).await));
    results.push(("an answer after six minutes", late(&mut stage).await));
    results.push(("nothing at all", stage.spoilt(|_, _| (), |signed| *signed = json!({})).await));
    let opened: Vec<_> = results.iter().filter(|(_, opened)| *opened).collect();
    assert!(opened.is_empty() && results.len() >= 25, "{} of {} opened: {opened:?}", opened.len(), results.len());
    stage.key.counter += 100;
    assert!(stage.twisted(|_, _| ()).await, "and one without a flaw still opens");
    println!("{} bad assertions refused of {}", results.len(), results.len());
}

/// Whether an answer opens that counts no higher than the one before. It ends its key, so each has an office of its own.
async fn counted(counter: u32) -> bool {
    let mut stage = Stage::set().await;
    assert!(stage.twisted(|_, _| ()).await, "an answer without a flaw opens");
    stage.twisted(|answer, _| answer.counter = counter).await
}

/// A question, to have the secret of a key.
fn json_question() -> Value {
    json!({ "publicKey": { "challenge": "", "rpId": "" } })
}

fn flip_last(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    bytes
}

async fn bare_signature(stage: &mut Stage) -> bool {
    let (mut browser, question) = stage.asked().await;
    let answer = stage.key.answer(&question, &browser.origin());
    let mut signed = answer.signed();
    signed["response"]["signature"] = encode(&answer.bare_signature()).into();
    browser.answer(ENTER, &question, &signed).await;
    is_in(&mut browser).await
}

async fn replayed(stage: &mut Stage, anew: bool) -> bool {
    let (mut browser, question) = stage.asked().await;
    let signed = stage.key.answer(&question, &browser.origin()).signed();
    let (mut thief, fresh) = stage.asked().await;
    browser.answer(ENTER, &question, &signed).await;
    assert!(is_in(&mut browser).await, "the first time it opens");
    thief.answer(ENTER, if anew { &fresh } else { &question }, &signed).await;
    is_in(&mut thief).await
}

async fn late(stage: &mut Stage) -> bool {
    let (mut browser, question) = stage.asked().await;
    let signed = stage.key.answer(&question, &browser.origin()).signed();
    clock::pretend(clock::now() + Duration::minutes(6), browser.answer(ENTER, &question, &signed)).await;
    is_in(&mut browser).await
}

/// A question belongs to the place where it was asked.
#[tokio::test]
async fn an_answer_counts_only_where_its_question_was_asked() {
    let Stage { world, mut key, .. } = Stage::set().await;
    let (mut one, mut two) = (by_key(&world, &mut key).await, by_key(&world, &mut key).await);
    let later = clock::now() + Duration::minutes(6);
    clock::pretend(later, async {
        for browser in [&mut one, &mut two] {
            browser.visit("/petugas/konfirmasi?ke=/petugas/kelola").await.see("Konfirmasi bahwa ini Anda");
        }
        let confirm = "Konfirmasi dengan kunci sandi";
        let question = one.passkey_question(confirm).await.unwrap();
        let answer = key.answer(&question, &one.origin()).signed();
        two.answer(confirm, &question, &answer).await.see("Kunci sandi ini tidak diterima");
        // asked while confirming, it signs nobody in
        let question = one.passkey_question(confirm).await.unwrap();
        let answer = key.answer(&question, &one.origin()).signed();
        let mut thief = world.browser();
        thief.visit("/petugas/masuk").await.answer(ENTER, &question, &answer).await;
        assert!(!is_in(&mut thief).await);
        one.press_with(confirm, &mut key).await;
        assert_eq!(one.path(), "/petugas/kelola");
    })
    .await;
}

/// Whoever can write into the database, but has no keys of the office, gets in nowhere.
#[tokio::test]
async fn a_row_that_the_office_did_not_write_is_no_passkey() {
    let Stage { world, mut key, mut other } = Stage::set().await;
    let mut owner = world.owner().await;
    let (rara, sari) = (officer(&mut owner, "rara").await, officer(&mut owner, "sari").await);
    // the thief sari moves her own key to rara's account
    sqlx::query("update passkey set officer_id = $1 where officer_id = $2")
        .bind(rara)
        .bind(sari)
        .execute(&mut owner)
        .await
        .unwrap();
    other.user = rara.as_bytes().to_vec();
    assert!(!is_in(&mut by_key(&world, &mut other).await).await, "moved");
    // copies it under rara's row
    let copy = "update passkey p set credential = q.credential, credential_hash = decode('00', 'hex') from passkey q
                 where p.id <> q.id and p.credential_hash = sha256($1)";
    sqlx::query(copy).bind(&key.id).execute(&mut owner).await.unwrap();
    sqlx::query("update passkey set credential_hash = sha256($1) where credential_hash = decode('00', 'hex')")
        .bind(&key.id)
        .execute(&mut owner)
        .await
        .unwrap();
    key.user = rara.as_bytes().to_vec();
    assert!(!is_in(&mut by_key(&world, &mut key).await).await, "overwritten");
    // or plants one with a MAC of her own making
    sqlx::query("update passkey set mac = sha256(credential::bytea)").execute(&mut owner).await.unwrap();
    assert!(!is_in(&mut by_key(&world, &mut other).await).await, "planted");
}

/// A question that somebody wrote into the table was never asked.
#[tokio::test]
async fn a_question_that_the_office_did_not_write_is_none() {
    let Stage { world, mut key, .. } = Stage::set().await;
    let mut browser = world.browser();
    let question = browser.visit("/petugas/masuk").await.passkey_question(ENTER).await.unwrap();
    let answer = key.answer(&question, &browser.origin()).signed();
    let mut owner = world.owner().await;
    sqlx::query("update passkey_challenge set expires_at = expires_at + interval '1 day'")
        .execute(&mut owner)
        .await
        .unwrap();
    browser.answer(ENTER, &question, &answer).await.see("Kunci sandi ini tidak diterima");
}

/// Two of one key: nobody knows which is the officer's, so neither opens anything from then on. The officer and the office
/// are told; a recovery code and a new registration help.
#[tokio::test]
async fn a_copied_key_is_stopped_and_only_a_new_one_helps() {
    let world = World::open().await;
    let mut key = SecurityKey::number(1);
    let (_, made) = with_key(&world, "rara", Role::Admin, &mut key).await;
    let codes = codes_on(&made);
    let mut copy = key.clone();
    let mut rara = by_key(&world, &mut key).await;
    assert!(is_in(&mut rara).await && is_in(&mut by_key(&world, &mut key).await).await);
    by_key(&world, &mut copy).await.see("Kunci sandi ini dihentikan karena mungkin ada salinannya");
    assert!(!is_in(&mut rara).await, "whose sessions these are is not known either");
    by_key(&world, &mut key).await.see("Kunci sandi ini dihentikan");
    let mut owner = world.owner().await;
    sqlx::query("update passkey set suspended_at = null").execute(&mut owner).await.unwrap();
    by_key(&world, &mut key).await.see("Kunci sandi ini tidak diterima");
    sqlx::query("update passkey set suspended_at = (select max(at) from account_news where what = 'copied')")
        .execute(&mut owner)
        .await
        .unwrap();

    let mut rara = password_typed(&world, "rara").await;
    rara.see("Kode cadangan").not_see("Pakai kunci sandi").fill("kode", &codes[0]).press("Masuk").await;
    assert_eq!(rara.path(), "/petugas/akun/langkah-kedua", "the password alone is as little as before");
    let mut anew = SecurityKey::number(3);
    rara.fill("label", "Kunci baru").press_with("Buat kunci sandi", &mut anew).await;
    assert!(is_in(&mut rara).await);
    rara.see("Salah satu kunci sandi Anda dihentikan").see("tidak membuka apa pun lagi").see("Dihentikan");
    rara.press("Hapus kunci sandi: Kunci baru").await.see("Kunci sandi terakhir tidak bisa dihapus");
    let first = rara.words_of("#kunci .berkas b").unwrap();
    rara.press(&format!("Hapus kunci sandi: {first}")).await.not_see("tidak membuka apa pun lagi");
    assert!(is_in(&mut by_key(&world, &mut anew).await).await);
    let mut admin = by_key(&world, &mut anew).await;
    admin.visit("/petugas/jejak").await.see("Kunci sandi dihentikan: mungkin ada salinannya");
    let stopped: i64 = sqlx::query_scalar("select count(*) from office_log where action = 'passkey_copied'")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(stopped, 1, "told once, however often either is tried");
}

/// While one passkey is stopped, another goes on; the device of the stopped one can be registered anew at once.
#[tokio::test]
async fn another_passkey_goes_on_when_one_is_stopped() {
    let world = World::open().await;
    let (mut key, mut spare) = (SecurityKey::number(1), SecurityKey::number(2));
    let (_, mut rara) = with_key(&world, "rara", Role::Custodian, &mut key).await;
    rara.visit("/petugas/akun/langkah-kedua")
        .await
        .fill("label", "Cadangan")
        .press_with("Buat kunci sandi", &mut spare)
        .await;
    let mut copy = key.clone();
    assert!(is_in(&mut by_key(&world, &mut key).await).await);
    assert!(!is_in(&mut by_key(&world, &mut copy).await).await);
    let mut rara = by_key(&world, &mut spare).await;
    assert!(is_in(&mut rara).await);
    rara.visit("/petugas/akun/langkah-kedua").await;
    let question = rara.passkey_question("Buat kunci sandi").await.expect("a question");
    let known = question["publicKey"]["excludeCredentials"].to_string();
    assert!(known.contains(&encode(&spare.id)) && !known.contains(&encode(&key.id)), "{known}");
}

/// An officer who was stopped has no way in, and no way in of one officer is another's.
#[tokio::test]
async fn a_stopped_officer_s_key_opens_nothing_and_one_key_is_one_account() {
    let Stage { world, mut key, mut other } = Stage::set().await;
    let mut owner = world.owner().await;
    sqlx::query("update officer set active = false where sign_in = 'rara'").execute(&mut owner).await.unwrap();
    assert!(!is_in(&mut by_key(&world, &mut key).await).await);
    let mut sari = by_key(&world, &mut other).await;
    let mut same = key.clone();
    sari.visit("/petugas/akun/langkah-kedua").await.press_with("Buat kunci sandi", &mut same).await;
    sari.see("Kunci sandi tidak jadi dibuat");
    assert_eq!(sari.status(), 422);
}

async fn officer(conn: &mut PgConnection, name: &str) -> Uuid {
    sqlx::query_scalar("select id from officer where sign_in = $1").bind(name).fetch_one(conn).await.unwrap()
}

//! Notices: who asked for them gets one neutral sentence, whatever the mail server does, and nobody else reads the address
//! (security.md T-08).

/// A mail server with moods.
mod post;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use kentongan::case::account::Identity;
use kentongan::case::act::{self, Filed, NewCase, Who, Words};
use kentongan::case::action::{Action, Given};
use kentongan::case::state::{Mode, Role};
use kentongan::clock;
use kentongan::config::Mail;
use kentongan::db::Actor;
use kentongan::jobs;
use kentongan::mail::{self, Mailer};
use kentongan::vault::KeyPlace;
use sqlx::Row;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::world::{Browser, World};
use post::{Letter, Post};

const FROM: &str = "kabar@layanan.contoh";
const SARI: &str = "sari.pelapor@contoh.id";

/// An office that sends notices through a real server.
struct House {
    world: World,
    post: Post,
    mailer: Mailer,
    verifier: Uuid,
    admin: Uuid,
}

impl House {
    async fn open() -> Self {
        Self::waiting(Duration::from_secs(3)).await
    }

    /// Whose mailer waits so long for a server that has a message.
    async fn waiting(last_word: Duration) -> Self {
        let post = Post::open();
        let settings = Mail { smtp_url: Some(format!("smtp://127.0.0.1:{}", post.port)), from: Some(FROM.into()) };
        let world = World::with_mail(settings.clone()).await;
        let unit = world.unit("u1", "office").await;
        let verifier = world.hire("vera", &[(Some(unit), Role::Verifier)]).await;
        let admin = world.hire("adi", &[(None, Role::Admin)]).await;
        let keys = KeyPlace { dir: world.app.config.data.join("keys"), credentials: None };
        let patience = (Duration::from_secs(3), last_word);
        let mailer = Mailer::with_patience(&settings, keys, patience).unwrap().expect("a mailer");
        Self { world, post, mailer, verifier, admin }
    }

    /// One round of the mailer, `later` than now; whether there is more to do.
    async fn round(&self, later: TimeDelta) -> bool {
        let stop = CancellationToken::new();
        let work = mail::round(&self.world.app, &self.mailer, &stop);
        clock::pretend(clock::now() + later, work).await.unwrap()
    }

    async fn now(&self) {
        self.round(TimeDelta::zero()).await;
    }

    /// A report whose reporter chose to be told by e-mail.
    async fn filed(&self, address: &str) -> Filed {
        let identity = Identity {
            name: "Sari Pelapor".into(),
            email: address.into(),
            contact: "email".into(),
            ..Identity::default()
        };
        let new = NewCase {
            mode: Mode::Confidential,
            identity: Some(identity),
            ..self.world.complaint("Pungutan di loket perizinan")
        };
        act::file(&self.world.app, new).await.unwrap()
    }

    async fn does(&self, case: Uuid, action: Action, words: Words) {
        act::act(&self.world.app, Who::Officer(self.verifier), case, action, words).await.expect("an act");
    }

    /// The officer writes to the reporter.
    async fn writes(&self, case: Uuid) {
        let words = Words { public: Some("Mohon sebutkan nama terlapor.".into()), ..Words::default() };
        self.does(case, Action::Message { text: Given(true) }, words).await;
    }

    /// How the outbox stands: tries and trouble of every message, dead ones marked.
    async fn outbox(&self) -> Vec<(i32, Option<String>, bool)> {
        let mut owner = self.world.owner().await;
        sqlx::query_as("select tries, trouble, dead_at is not null from outbox order by created_at, id")
            .fetch_all(&mut owner)
            .await
            .unwrap()
    }

    async fn reporter(&self, filed: &Filed) -> Browser {
        let mut sari = self.world.browser();
        sari.visit("/lacak").await;
        sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
        assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
        sari
    }
}

/// Nothing in a message tells what it is about.
#[track_caller]
fn neutral(letter: &Letter) {
    let text = letter.text.to_lowercase();
    for word in [
        "://",
        "www.",
        "kentongan.test",
        "/lacak",
        "ktg-",
        "kasus",
        "lapor",
        "adu",
        "konsultasi",
        "kode",
        "case",
        "report",
        "complain",
        "code",
        "pungutan",
        "pungli",
        "terlapor",
        "asn",
        "petugas",
        "sari pelapor",
    ] {
        let allowed = text.replace(SARI, ""); // the address is its owner's
        assert!(!allowed.contains(word), "{word} in {text}");
    }
}

#[tokio::test]
async fn who_asked_gets_one_neutral_sentence_for_what_waits() {
    let house = House::open().await;
    let (sari, silent) = (house.filed(SARI).await, house.world.complaint("Tanpa surel"));
    let silent = act::file(&house.world.app, silent).await.unwrap();
    house.now().await;
    assert!(house.post.letters().is_empty(), "filing is no news");
    for case in [sari.case, silent.case] {
        house.does(case, Action::StartScreening, Words::default()).await;
        house.writes(case).await;
        house.writes(case).await;
    }
    house.now().await;
    let letters = house.post.letters();
    assert_eq!(letters.len(), 1, "one, however much waits");
    let letter = &letters[0];
    assert_eq!((letter.from.as_str(), &letter.to[..]), (FROM, &[SARI.to_owned()][..]));
    assert_eq!((letter.header("Subject"), letter.body()), ("Kabar baru", "Ada kabar baru untuk Anda.\r\n"));
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert!(letter.header("Message-ID").ends_with("@layanan.contoh>"));
    neutral(letter);
    assert!(house.outbox().await.is_empty(), "what was sent is forgotten");

    let words = Words { public: Some("Terima kasih.".into()), ..Words::default() };
    act::act(&house.world.app, Who::Reporter, sari.case, Action::Message { text: Given(true) }, words).await.unwrap();
    house.now().await;
    assert_eq!(house.post.letters().len(), 1, "the reporter's own words are no news");
    house.writes(sari.case).await;
    house.now().await;
    let letters = house.post.letters();
    assert_eq!(letters.len(), 2);
    assert_ne!(letters[0].header("Message-ID"), letters[1].header("Message-ID"));
}

#[tokio::test]
async fn an_anonymous_reporter_starts_changes_and_stops_them() {
    let house = House::open().await;
    let filed = act::file(&house.world.app, house.world.complaint("Pungutan")).await.unwrap();
    let mut sari = house.reporter(&filed).await;
    sari.follow("Kabar lewat surel").await;
    sari.see("Anda melapor secara anonim").see("Tidak ada kabar lewat surel");
    crate::pages::sound(&sari, "id");
    for (typed, said) in [
        ("", "Tulis surel Anda"),
        ("sari", "Tulis surel dengan benar"),
        ("sari@dinas.go.id", "Surel kantor bisa dibaca instansi Anda"),
        ("sari@contoh.id\r\nBcc: x@contoh.id", "Tulis surel dengan benar"),
    ] {
        sari.fill("surel", typed).press("Kirimi saya kabar").await;
        assert_eq!(sari.status(), 422, "{typed}");
        sari.see(said);
    }
    assert!(sari.attr_of("#surel", "value").unwrap_or_default().starts_with("sari@contoh.id"), "what was typed stays");
    sari.fill("surel", SARI).press("Kirimi saya kabar").await;
    assert_eq!((sari.status(), sari.path()), (200, "/kasus/kabar"));
    sari.see("Kabar dikirim lewat surel sejak").not_see(SARI);
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    house.writes(filed.case).await;
    house.now().await;
    sari.fill("surel", "lain@contoh.id").press("Ganti alamat").await;
    house.writes(filed.case).await;
    house.now().await;
    let to: Vec<_> = house.post.letters().iter().flat_map(|letter| letter.to.clone()).collect();
    assert_eq!(to, [SARI, "lain@contoh.id"]);

    house.writes(filed.case).await;
    sari.visit("/kasus/kabar").await.press("Berhenti dan hapus alamat").await;
    sari.see("Tidak ada kabar lewat surel");
    let mut owner = house.world.owner().await;
    let left: i64 = sqlx::query_scalar("select count(*) from contact").fetch_one(&mut owner).await.unwrap();
    assert_eq!(left, 0, "the address is gone at once");
    house.now().await;
    assert_eq!((house.post.letters().len(), house.outbox().await.len()), (2, 0), "what waited goes nowhere");
}

/// The old address may be read by somebody else by now: what takes the place of an identity takes the place of its address.
#[tokio::test]
async fn who_corrects_the_address_is_told_at_the_new_one_and_who_takes_it_out_nowhere() {
    let house = House::open().await;
    let filed = house.filed(SARI).await;
    let mut sari = house.reporter(&filed).await;
    sari.visit("/kasus/identitas").await.see(SARI).fill("nama", "Sari Wulan");
    sari.press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    house.writes(filed.case).await;
    house.now().await;
    assert_eq!(house.post.letters()[0].to, [SARI], "only the name was wrong");

    sari.visit("/kasus/identitas").await.fill("surel", "sari.baru@contoh.id").press("Simpan perbaikan").await;
    house.writes(filed.case).await;
    house.now().await;
    let letters = house.post.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[1].to, ["sari.baru@contoh.id"], "nothing goes to the old address");

    sari.visit("/kasus/kabar").await.fill("surel", "sari.lain@contoh.id").press("Ganti alamat").await;
    sari.visit("/kasus/identitas").await.fill("nama", "Sari").press("Simpan perbaikan").await;
    house.writes(filed.case).await;
    house.now().await;
    assert_eq!(house.post.letters()[2].to, ["sari.lain@contoh.id"], "what was asked for apart stays");

    sari.visit("/kasus/identitas").await.fill("surel", "").fill("telepon", "0812 3456 7890");
    sari.choose("cara_hubung", "halaman").press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    let mut owner = house.world.owner().await;
    let left: i64 = sqlx::query_scalar("select count(*) from contact").fetch_one(&mut owner).await.unwrap();
    assert_eq!(left, 0, "the address is gone with the identity that named it");
    house.writes(filed.case).await;
    house.now().await;
    assert_eq!(house.post.letters().len(), 3);
}

/// An anonymous reporter who has notices keeps them when a name comes to the report.
#[tokio::test]
async fn a_name_that_is_given_later_takes_no_notices_away() {
    let house = House::open().await;
    let filed = act::file(&house.world.app, house.world.complaint("Pungutan di loket")).await.unwrap();
    let mut sari = house.reporter(&filed).await;
    sari.visit("/kasus/kabar").await.fill("surel", SARI).press("Kirimi saya kabar").await;
    sari.visit("/kasus/cara").await.choose("cara", "confidential").fill("nama", "Sari Pelapor");
    sari.fill("telepon", "0812 3456 7890").choose("cara_hubung", "halaman");
    sari.press("Ubah cara melapor").await.see("Cara melapor diubah");
    let mut owner = house.world.owner().await;
    let known: i64 = sqlx::query_scalar("select count(*) from identity").fetch_one(&mut owner).await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from contact").fetch_one(&mut owner).await.unwrap();
    assert_eq!((known, left), (1, 1));
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_offered_and_nothing_waits() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let vera = world.hire("vera", &[(Some(unit), Role::Verifier)]).await;
    let filed = act::file(&world.app, world.complaint("Pungutan")).await.unwrap();
    let mut sari = world.browser();
    sari.visit("/lacak").await;
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
    sari.not_see("Kabar lewat surel");
    assert_eq!(sari.visit("/kasus/kabar").await.path(), "/kasus?kabar=tidak");
    act::act(&world.app, Who::Officer(vera), filed.case, Action::StartScreening, Words::default()).await.unwrap();
    let mut owner = world.owner().await;
    let waiting: i64 = sqlx::query_scalar("select count(*) from outbox").fetch_one(&mut owner).await.unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn whatever_the_server_does_the_message_arrives_once_it_is_well() {
    let mut house = House::open().await;
    let filed = house.filed(SARI).await;
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    let mut later = TimeDelta::zero();
    for (mood, trouble) in
        [("busy", "451"), ("hang", "timeout"), ("die", "connection"), ("closing", "421"), ("down", "connection")]
    {
        if mood == "down" {
            house.post.kill();
        } else {
            house.post.mood(mood);
        }
        house.round(later).await;
        house.round(later).await; // before its time nothing is tried
        let stands = house.outbox().await;
        assert_eq!(stands.len(), 1, "{mood}");
        assert_eq!(stands[0].1.as_deref(), Some(trouble), "{mood}");
        later += TimeDelta::hours(1);
    }
    assert_eq!(house.outbox().await[0].0, 5, "five tries");
    // people report while the mail server is down
    house.filed("budi@contoh.id").await;
    house.post.start();
    house.post.mood("ok");
    house.round(later).await;
    assert_eq!(house.post.reached().into_iter().collect::<Vec<_>>(), [SARI]);
    assert!(house.outbox().await.is_empty());
}

/// It has the message, scans it, and says so only then. Whoever did not wait would send it once more each time.
#[tokio::test]
async fn a_server_that_answers_late_gets_each_message_once_and_nobody_else_takes_the_others_meanwhile() {
    let house = House::waiting(Duration::from_mins(1)).await;
    for address in [SARI, "budi@contoh.id"] {
        let filed = house.filed(address).await;
        house.does(filed.case, Action::StartScreening, Words::default()).await;
        house.writes(filed.case).await;
    }
    house.post.mood("late");
    let (began, mut owner) = (clock::now(), house.world.owner().await);
    let (stop, watching) = (CancellationToken::new(), async {
        for _ in 0..600 {
            if house.post.letters().len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        sqlx::query_scalar("select next_at from outbox").fetch_all(&mut owner).await.unwrap()
    });
    let (done, held): (_, Vec<DateTime<Utc>>) =
        tokio::join!(mail::round(&house.world.app, &house.mailer, &stop), watching);
    done.unwrap();
    assert_eq!((house.post.letters().len(), house.outbox().await.len()), (2, 0));
    assert!(held.len() == 1 && held[0] >= began + TimeDelta::minutes(10) + TimeDelta::seconds(4), "{began} {held:?}");
}

#[tokio::test]
async fn the_office_closes_without_waiting_for_a_server_that_hangs() {
    let house = House::waiting(Duration::from_mins(10)).await;
    let filed = house.filed(SARI).await;
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    house.writes(filed.case).await;
    house.post.mood("hang");
    let stop = CancellationToken::new();
    let round = mail::round(&house.world.app, &house.mailer, &stop);
    let close = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stop.cancel();
    };
    let (done, ()) = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(round, close) }).await.unwrap();
    assert!(!done.unwrap());
    assert_eq!(house.outbox().await, [(0, None, false)], "it counts as not tried");
}

#[tokio::test]
async fn an_address_that_is_refused_is_given_up_and_an_administrator_tries_again() {
    let house = House::open().await;
    let filed = house.filed(SARI).await;
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    house.writes(filed.case).await;
    let mut adi = house.world.desk_of(house.admin).await;
    adi.visit("/petugas/kelola").await.not_see("Kabar kepada pelapor tidak terkirim");
    house.post.mood("refuse");
    house.now().await;
    assert_eq!(house.outbox().await, [(1, Some("550".to_owned()), true)]);
    house.post.mood("ok");
    house.round(TimeDelta::hours(9)).await;
    assert!(house.post.letters().is_empty(), "given up is given up");

    adi.visit("/petugas/kelola").await.see("Kabar kepada pelapor tidak terkirim");
    adi.visit("/petugas/kelola/surel").await;
    crate::pages::sound(&adi, "id");
    adi.see("Server surel menjawab 550").see("Tidak dicoba lagi").not_see(SARI).not_see(&filed.number);
    assert!(!adi.text().contains(&filed.case.to_string()));
    adi.press("Coba sekarang").await.see("Dicoba lagi dalam beberapa detik");
    house.now().await;
    assert_eq!(house.post.reached().into_iter().collect::<Vec<_>>(), [SARI]);
    adi.visit("/petugas/kelola").await.not_see("Kabar kepada pelapor tidak terkirim");

    // several that were given up, and one on its way: each case gets one
    house.post.mood("refuse");
    let budi = house.filed("budi@contoh.id").await;
    house.does(budi.case, Action::StartScreening, Words::default()).await;
    for _ in 0..3 {
        house.writes(filed.case).await;
        house.now().await;
        house.writes(budi.case).await;
        house.now().await;
    }
    house.writes(budi.case).await;
    house.post.mood("ok");
    adi.visit("/petugas/kelola/surel").await.press("Coba semua sekarang").await;
    house.now().await;
    assert_eq!(house.post.letters().len(), 3, "one before, one for each case now");
    assert!(house.outbox().await.is_empty());
    let mut vera = house.world.desk_of(house.verifier).await;
    assert_eq!(vera.visit("/petugas/kelola/surel").await.status(), 403);
}

#[tokio::test]
async fn a_message_that_waits_a_quarter_of_an_hour_is_told() {
    let mut house = House::open().await;
    let filed = house.filed(SARI).await;
    house.does(filed.case, Action::StartScreening, Words::default()).await;
    house.post.kill();
    house.now().await;
    let adi = house.world.desk_of(house.admin).await;
    let seen = async |minutes, mut adi: Browser| {
        clock::pretend(clock::now() + TimeDelta::minutes(minutes), async {
            adi.visit("/petugas/kelola").await;
            let told = adi.text().contains("Kabar kepada pelapor tidak terkirim");
            (told, adi)
        })
        .await
    };
    let (told, adi) = seen(10, adi).await;
    assert!(!told, "a short pause is nobody's worry");
    assert!(seen(16, adi).await.0);
}

#[tokio::test]
async fn only_the_mailer_reads_an_address_and_it_reads_nothing_else() {
    let house = House::open().await;
    let filed = house.filed(SARI).await;
    for actor in [Actor::Anonymous, Actor::Citizen(filed.case), Actor::Officer(house.verifier), Actor::System] {
        let mut tx = house.world.app.db.begin(actor).await.unwrap();
        let refused = sqlx::query("select sealed from contact").fetch_all(&mut *tx).await;
        assert!(refused.unwrap_err().to_string().contains("permission denied"), "{actor:?}");
    }
    let mut tx = house.world.app.db.begin(Actor::Officer(house.admin)).await.unwrap();
    let seen = sqlx::query("select case_id, at from contact").fetch_all(&mut *tx).await.unwrap();
    assert!(seen.is_empty(), "nobody at a desk sees who has notices");
    drop(tx);
    for table in ["cases", "case_secret", "identity", "message", "officer", "event_payload"] {
        let mut tx = house.world.app.db.begin(Actor::Mailer).await.unwrap();
        let refused = sqlx::query(sqlx::AssertSqlSafe(format!("select * from {table}"))).fetch_all(&mut *tx).await;
        assert!(refused.unwrap_err().to_string().contains("permission denied"), "{table}");
    }
    let mut owner = house.world.owner().await;
    let row = sqlx::query("select sealed, locale from contact").fetch_one(&mut owner).await.unwrap();
    let sealed: Vec<u8> = row.get("sealed");
    assert!(!String::from_utf8_lossy(&sealed).contains("contoh.id"));
}

#[tokio::test]
async fn an_address_goes_thirty_days_after_its_case_ended_and_with_its_contact_key_it_moves() {
    let house = House::open().await;
    let (sari, budi) = (house.filed(SARI).await, house.filed("budi@contoh.id").await);
    let app = &house.world.app;
    let place = KeyPlace { dir: app.config.data.join("keys"), credentials: None };
    kentongan::keyring::settle(&app.db, &app.keys, None).await.unwrap();
    let old = app.keys.contact().id();
    let new = kentongan::keyring::add(&app.db, &place, "contact", false).await.unwrap();
    kentongan::keyring::adopt(&app.db, &app.keys).await.unwrap();
    assert_eq!(kentongan::keyring::rewrap(&app.db, &app.keys, &place, 1).await.unwrap(), 2, "two addresses");
    let soon = clock::now() + TimeDelta::minutes(3);
    clock::pretend(soon, kentongan::keyring::retire(&app.db, &place, &old)).await.unwrap();
    house.does(budi.case, Action::StartScreening, Words::default()).await;
    house.now().await;
    assert_eq!(house.post.reached().into_iter().collect::<Vec<_>>(), ["budi@contoh.id"], "under {new}");

    let mut owner = house.world.owner().await;
    let ended: DateTime<Utc> = clock::now();
    sqlx::query(
        "update cases set state = 'closed', facts = facts || jsonb_build_object('first_closed_at', to_jsonb($2::timestamptz))
          where id = $1",
    )
    .bind(sari.case)
    .bind(ended)
    .execute(&mut owner)
    .await
    .unwrap();
    for (days, left) in [(29, 2), (31, 1)] {
        clock::pretend(ended + TimeDelta::days(days), jobs::round(app)).await.unwrap();
        let kept: i64 = sqlx::query_scalar("select count(*) from contact").fetch_one(&mut owner).await.unwrap();
        assert_eq!(kept, left, "after {days} days");
    }
}

/// Notices by the hundred through a server in every mood; none is lost.
async fn storm(many: usize) {
    let mut house = House::open().await;
    let mut owner = house.world.owner().await;
    let key = house.world.app.keys.contact();
    let ids: Vec<Uuid> = (0..many).map(|_| Uuid::now_v7()).collect();
    let numbers: Vec<String> = (0..many).map(|n| format!("KTG-{n:06}")).collect();
    let sealed: Vec<Vec<u8>> =
        ids.iter().enumerate().map(|(n, id)| key.seal(*id, &format!("orang{n}@contoh.id")).unwrap()).collect();
    sqlx::query(
        "with c as (insert into cases (id, number, kind, state, mode, channel, received_at, policy_version,
                                       calendar_version, facts, updated_at)
                    select id, no, 'complaint', 'review', 'anonymous', 'web', now(), 1, 1, '{}', now()
                      from unnest($1::uuid[], $2::text[]) as t (id, no)),
              a as (insert into contact (case_id, key_id, sealed, locale, at)
                    select id, $4, sealed, 'id', now() from unnest($1::uuid[], $3::bytea[]) as t (id, sealed))
         insert into outbox (id, case_id, dedupe, created_at, next_at)
         select gen_random_uuid(), id, id::text, now(), now() from unnest($1::uuid[]) id",
    )
    .bind(&ids)
    .bind(&numbers)
    .bind(&sealed)
    .bind(key.id())
    .execute(&mut owner)
    .await
    .unwrap();
    let mut later = TimeDelta::zero();
    for mood in ["busy", "ok", "hang", "die", "ok", "closing", "mute", "down", "busy", "ok"] {
        if mood == "down" {
            house.post.kill();
        } else {
            house.post.mood(mood);
        }
        // each silence is waited for
        for _ in 0..if mood == "hang" { 1 } else { 3 } {
            house.round(later).await;
        }
        if mood == "down" {
            house.post.start();
        }
        later += TimeDelta::hours(7);
    }
    let began = std::time::Instant::now();
    while house.round(later).await {}
    assert!(house.outbox().await.is_empty(), "nothing is left and nothing was given up");
    let letters = house.post.letters();
    assert_eq!(house.post.reached().len(), many, "none lost");
    // "mute" takes a message and never says so: one for each round of it comes twice
    assert!(letters.len() <= many + 3, "{} of {many} were sent", letters.len());
    for letter in &letters {
        neutral(letter);
    }
    println!("{many} notices, {} sent, the last ones within {:?} of recovery", letters.len(), began.elapsed());
}

#[tokio::test]
async fn in_a_storm_of_moods_no_notice_is_lost() {
    storm(150).await;
}

#[tokio::test]
#[ignore = "the long form: make chaos"]
async fn long_form_ten_thousand_notices_come_through_the_storm() {
    storm(10_000).await;
}

//! Sessions begin and end as security.md §2.5 says (T-15): what happened, who looks afterwards, and whether they are still in.

use chrono::Duration;
use kentongan::case::state::Role;
use kentongan::config::DoorConfig;
use kentongan::db::Actor;
use kentongan::vault::token;
use kentongan::web::session::{self, CITIZEN_ABSOLUTE, IDLE, OFFICER_ABSOLUTE};
use kentongan::{account, clock};
use uuid::Uuid;

use crate::world::{Browser, PASSWORD, World};

const NEW: &str = "pohon mangga di tetangga";

/// What happens to an officer who has two browsers open, `own` and `other`.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Nothing,
    /// Quiet for so many seconds.
    Quiet(i64),
    /// Reads a page every ten minutes, for so many minutes in all.
    Reads(i64),
    SignsOut,
    ChangesPassword,
    FailsToChangePassword,
    EndsTheOther,
    EndsAllOthers,
    EndsSomebodyElses,
    ProvesAnew,
    /// Signs in so many times more.
    SignsInMore(usize),
    /// Two administrators agree.
    Agreed(Wish),
    /// One proposes, and no more.
    Proposed(Wish),
    /// One proposes, another refuses.
    Refused(Wish),
    UsesAnInvitation,
    InvitedAtTheConsole,
    IsAway,
    /// Something only the database can do.
    Written(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    OtherRoles,
    OtherName,
    Invitation,
    Deactivation,
    /// Deactivated, and activated again.
    Both,
}

/// Who looks: the browser where it happened, the other one, or a thief who copied the first one's cookie before.
#[derive(Debug, Clone, Copy)]
enum Looks {
    Own,
    Other,
    Thief,
}

use Happens::*;
use Looks::*;

const IDLE_S: i64 = IDLE.num_seconds();

/// What happens, who looks, whether they are in.
const OFFICERS: [(Happens, Looks, bool); 41] = [
    (Nothing, Own, true),
    (Nothing, Thief, true),
    (Quiet(IDLE_S - 1), Own, true),
    (Quiet(IDLE_S), Own, false),
    (Quiet(IDLE_S + 3600), Own, false),
    (Reads(OFFICER_ABSOLUTE.num_minutes() - 10), Own, true),
    (Reads(OFFICER_ABSOLUTE.num_minutes()), Own, false),
    (Reads(20), Other, false),
    (SignsOut, Own, false),
    (SignsOut, Thief, false),
    (SignsOut, Other, true),
    (ChangesPassword, Own, true),
    (ChangesPassword, Other, false),
    (ChangesPassword, Thief, false),
    (FailsToChangePassword, Own, true),
    (FailsToChangePassword, Other, true),
    (EndsTheOther, Own, true),
    (EndsTheOther, Other, false),
    (EndsAllOthers, Own, true),
    (EndsAllOthers, Other, false),
    (EndsSomebodyElses, Own, true),
    (ProvesAnew, Own, true),
    (ProvesAnew, Thief, false),
    (ProvesAnew, Other, true),
    (SignsInMore(1), Own, true),
    (SignsInMore(2), Own, false),
    (SignsInMore(2), Other, true),
    (SignsInMore(3), Other, false),
    (Agreed(Wish::OtherRoles), Own, false),
    (Agreed(Wish::OtherRoles), Other, false),
    (Agreed(Wish::OtherName), Own, false),
    (Agreed(Wish::Invitation), Own, false),
    (Agreed(Wish::Deactivation), Own, false),
    (Agreed(Wish::Both), Own, false),
    (Proposed(Wish::OtherRoles), Own, true),
    (Refused(Wish::Deactivation), Own, true),
    (UsesAnInvitation, Other, false),
    (InvitedAtTheConsole, Own, false),
    (IsAway, Own, true),
    (Written("update session set revoked_at = now() where officer_id = $1"), Own, false),
    (Written("update officer set active = false where id = $1"), Own, false),
];

/// The office where all of it happens, every row to somebody new.
struct Office {
    world: World,
    unit: Uuid,
    ayu: Uuid,
    bayu: Uuid,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let hire = async |name| world.hire(name, &[(None, Role::Admin)]).await;
        let (ayu, bayu) = (hire("ayu").await, hire("bayu").await);
        Self { world, unit, ayu, bayu }
    }

    async fn agree(&self, officer: Uuid, wish: Wish, second: Option<&str>) {
        let (mut ayu, mut bayu) = (self.world.desk_of(self.ayu).await, self.world.desk_of(self.bayu).await);
        let page = format!("/petugas/kelola/pengguna/{officer}");
        match wish {
            Wish::OtherRoles => {
                ayu.visit(&page).await.tick_one("peran", &format!("{}:clerk", self.unit));
                ayu.fill("alasan", "SK 5/2026").press("Ajukan perubahan").await
            }
            Wish::OtherName => {
                let name = format!("Ibu {}", officer.simple());
                ayu.visit(&page).await.fill("nama", &name).fill("alasan", "Salah tulis").press("Ajukan perubahan").await
            }
            Wish::Invitation => ayu.asks_for("Usulkan undangan", officer).await,
            Wish::Deactivation | Wish::Both => ayu.asks_for("Usulkan nonaktif", officer).await,
        };
        ayu.see("Usulan disimpan");
        if let Some(press) = second {
            bayu.visit("/petugas/kelola/usulan").await.press(press).await;
        }
        if wish == Wish::Both {
            ayu.asks_for("Usulkan aktif lagi", officer).await;
            bayu.agrees().await.see("Perubahan dijalankan");
        }
    }

    /// Lets it happen; gives the moment afterwards.
    async fn let_happen(&self, happens: Happens, officer: Uuid, own: &mut Browser) -> Duration {
        match happens {
            Nothing => {}
            Quiet(seconds) => return Duration::seconds(seconds),
            Reads(minutes) => {
                for at in (10..=minutes).step_by(10) {
                    let moment = clock::now() + Duration::minutes(at);
                    clock::pretend(moment, own.visit("/petugas/akun")).await;
                }
                return Duration::minutes(minutes);
            }
            SignsOut => drop(own.visit("/petugas/akun").await.press("Keluar").await),
            ChangesPassword | FailsToChangePassword => {
                let old = if matches!(happens, ChangesPassword) { PASSWORD } else { "bukan kata sandinya" };
                own.visit("/petugas/akun").await.fill("sandi", old).fill("sandi_baru", NEW).fill("sandi_ulang", NEW);
                own.press("Ganti kata sandi").await;
            }
            EndsTheOther => drop(own.visit("/petugas/akun").await.press("Akhiri").await),
            EndsAllOthers => drop(own.visit("/petugas/akun").await.press("Akhiri semua sesi lain").await),
            EndsSomebodyElses => {
                let theirs = self.session_of(self.ayu).await;
                own.visit("/petugas/akun").await.posts("/petugas/akun/sesi", &format!("sesi={theirs}")).await;
                assert_eq!(self.session_of(self.ayu).await, theirs, "still there");
            }
            ProvesAnew => {
                let later = clock::now() + Duration::minutes(6);
                clock::pretend(later, async {
                    own.visit("/petugas/konfirmasi").await.fill("sandi", PASSWORD).press("Konfirmasi").await;
                })
                .await;
                return Duration::minutes(6);
            }
            SignsInMore(times) => {
                for _ in 0..times {
                    self.signs_in(officer).await;
                }
            }
            Agreed(wish) => self.agree(officer, wish, Some("Konfirmasi")).await,
            Proposed(wish) => self.agree(officer, wish, None).await,
            Refused(wish) => self.agree(officer, wish, Some("Tolak")).await,
            UsesAnInvitation => self.uses_an_invitation(officer).await,
            InvitedAtTheConsole => {
                let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
                let name = self.name(officer).await;
                account::invite_administrator(&mut tx, &name, &name, clock::now()).await.unwrap();
                tx.commit().await.unwrap();
            }
            IsAway => {
                let mut ayu = self.world.desk_of(self.ayu).await;
                ayu.visit(&format!("/petugas/kelola/pengguna/{officer}/absen")).await;
                ayu.fill("dari_h", "1").fill("dari_b", "1").fill("dari_t", "2026").press("Simpan").await;
            }
            Written(sql) => {
                sqlx::query(sql).bind(officer).execute(&mut self.world.owner().await).await.unwrap();
            }
        }
        Duration::zero()
    }

    async fn uses_an_invitation(&self, officer: Uuid) {
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        let token = account::invite(&mut tx, officer, clock::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut guest = self.world.browser();
        guest.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", NEW).fill("sandi_ulang", NEW);
        guest.press("Simpan dan masuk").await;
    }

    async fn signs_in(&self, officer: Uuid) {
        let mut more = self.world.browser();
        more.visit("/petugas/masuk").await.fill("nama", &self.name(officer).await).fill("sandi", PASSWORD);
        more.press("Masuk").await;
    }

    async fn name(&self, officer: Uuid) -> String {
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        sqlx::query_scalar("select sign_in from officer where id = $1").bind(officer).fetch_one(&mut *tx).await.unwrap()
    }

    async fn session_of(&self, officer: Uuid) -> String {
        drop(self.world.desk_of(officer).await);
        let hash: Vec<u8> =
            sqlx::query_scalar("select token_hash from session where officer_id = $1 order by created_at limit 1")
                .bind(officer)
                .fetch_one(&mut self.world.owner().await)
                .await
                .unwrap();
        token::base64url(&hash)
    }
}

/// Whether a browser is in at a page of officers.
async fn is_in(browser: &mut Browser, page: &str) -> bool {
    browser.visit(page).await.path() == page && browser.status() == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_session_lives_exactly_as_long_as_it_should() {
    let office = Office::open().await;
    let start = clock::now();
    let mut wrong = Vec::new();
    for (no, (happens, looks, stays)) in OFFICERS.into_iter().enumerate() {
        let officer = office.world.hire(&format!("p{no}"), &[(Some(office.unit), Role::Analyst)]).await;
        // the browsers were opened one after the other, so that which is the oldest is certain
        let opened = |at| clock::pretend(start + Duration::milliseconds(at), office.world.desk_of(officer));
        let (mut own, mut other) = (opened(0).await, opened(1).await);
        let mut thief = own.clone();
        let story = office.let_happen(happens, officer, &mut own);
        let passed = clock::pretend(start + Duration::milliseconds(2), Box::pin(story)).await;
        let looker = match looks {
            Own => &mut own,
            Other => &mut other,
            Thief => &mut thief,
        };
        let at = start + passed;
        if clock::pretend(at, is_in(looker, "/petugas/akun")).await != stays {
            wrong.push(format!("{happens:?}: {looks:?} should be {}", if stays { "in" } else { "out" }));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What a thief makes of the token in somebody's cookie.
type Forge = fn(&str) -> String;

const FORGED: [(&str, Forge); 8] = [
    ("nothing", |_| String::new()),
    ("cut", |token| token[..token.len() - 1].to_owned()),
    ("longer", |token| format!("{token}A")),
    ("upper case", str::to_uppercase),
    ("reversed", |token| token.chars().rev().collect()),
    ("padded", |token| format!("{token}=")),
    ("what the table holds", |token| {
        let secret: [u8; 32] = token::decode(token).unwrap();
        token::base64url(&session::Token(secret).hash(false))
    }),
    ("zeros", |_| token::base64url(&[0; 32])),
];

#[tokio::test]
async fn a_token_is_worth_something_only_as_it_was_given_and_where() {
    let world = World::open().await;
    let rara = world.hire("rara", &[]).await;
    let case = world.file(world.complaint("Uang")).await.case;
    let real = world.desk_of(rara).await.cookie("sid").unwrap().to_owned();
    let opened = opens(&world, case).await.cookie("kasus").unwrap().to_owned();
    for (what, forge) in FORGED {
        for (name, page, token) in [("sid", "/petugas/akun", &real), ("kasus", "/kasus", &opened)] {
            let mut thief = world.browser();
            thief.keep(&format!("{name}={}; Path=/", forge(token)));
            assert!(!is_in(&mut thief, page).await, "{what} as {name}");
        }
    }
    // a case's token opens no desk, and a desk's no case
    let mut mixed = world.browser();
    mixed.keep(&format!("sid={opened}; Path=/")).keep(&format!("kasus={real}; Path=/"));
    assert!(!is_in(&mut mixed, "/petugas/akun").await && !is_in(&mut mixed, "/kasus").await);
    let mut right = world.browser();
    right.keep(&format!("sid={real}; Path=/")).keep(&format!("kasus={opened}; Path=/"));
    assert!(is_in(&mut right, "/petugas/akun").await && is_in(&mut right, "/kasus").await, "the real ones do");
}

#[tokio::test]
async fn a_token_that_somebody_planted_is_never_signed_in() {
    let world = World::open().await;
    world.hire("rara", &[]).await;
    let evil = world.hire("jahat", &[]).await;
    let unknown = token::base64url(&token::random_token());
    let own = world.desk_of(evil).await.cookie("sid").unwrap().to_owned();
    for planted in [&unknown, &own] {
        let mut rara = world.browser();
        rara.keep(&format!("sid={planted}; Path=/")).visit("/petugas/masuk").await;
        rara.fill("nama", "rara").fill("sandi", PASSWORD).press("Masuk").await.visit("/petugas/akun").await;
        rara.see("Pasang langkah kedua");
        assert_ne!(rara.cookie("sid"), Some(planted.as_str()), "a new token");
        let mut thief = world.browser();
        thief.keep(&format!("sid={planted}; Path=/")).visit("/petugas/akun").await.not_see("Bapak rara");
    }
}

#[tokio::test]
async fn a_token_of_the_https_site_opens_nothing_at_the_onion_service_and_the_other_way_round() {
    let onion_host = Some(format!("{}.onion", "k".repeat(56)));
    let world = World::over_tls(DoorConfig { onion_host, ..DoorConfig::default() }).await;
    let rara = world.hire("rara", &[]).await;
    let case = world.file(world.complaint("Uang")).await.case;
    for (made_over_tls, page, name) in [
        (true, "/petugas/akun", "sid"),
        (false, "/petugas/akun", "sid"),
        (true, "/kasus", "kasus"),
        (false, "/kasus", "kasus"),
    ] {
        let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
        let cookie = match name {
            "sid" => {
                session::sign_in(&mut tx, rara, session::Factor::Passkey, clock::now(), made_over_tls).await.unwrap()
            }
            _ => session::open_case(&mut tx, case, clock::now(), made_over_tls).await.unwrap(),
        };
        tx.commit().await.unwrap();
        let value = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        for (over_tls, mut browser) in [(true, world.browser()), (false, world.browser_over_tor())] {
            let prefix = if over_tls { "__Host-" } else { "" };
            browser.keep(&format!("{prefix}{name}={value}; Path=/"));
            let seen = is_in(&mut browser, page).await;
            assert_eq!(
                seen,
                over_tls == made_over_tls,
                "{page}: made over TLS {made_over_tls}, shown over TLS {over_tls}"
            );
        }
    }
}

/// A browser in which the case is open.
async fn opens(world: &World, case: Uuid) -> Browser {
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let cookie = session::open_case(&mut tx, case, clock::now(), false).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = world.browser();
    browser.keep(cookie.to_str().unwrap());
    browser
}

/// What a reporter with two browsers does, seconds that pass, and whether the first and the second are still in.
const REPORTERS: [(&str, i64, bool, bool); 6] = [
    ("", IDLE_S - 1, true, true),
    ("", IDLE_S, false, false),
    ("reads", CITIZEN_ABSOLUTE.num_seconds() - 600, true, false),
    ("reads", CITIZEN_ABSOLUTE.num_seconds(), false, false),
    ("Tutup dan kunci kasus", 0, false, true),
    ("database", 0, false, false),
];

#[tokio::test]
async fn an_opened_case_stays_open_exactly_as_long_as_it_should() {
    let world = World::open().await;
    for (does, seconds, first, second) in REPORTERS {
        let case = world.file(world.complaint("Uang")).await.case;
        let start = clock::now();
        let opened = || clock::pretend(start, opens(&world, case));
        let (mut one, mut two) = (opened().await, opened().await);
        match does {
            "reads" => {
                for at in (600..=seconds).step_by(600) {
                    clock::pretend(start + Duration::seconds(at), one.visit("/kasus")).await;
                }
            }
            "database" => {
                let revoked = sqlx::query("update session set revoked_at = now() where case_id = $1");
                revoked.bind(case).execute(&mut world.owner().await).await.unwrap();
            }
            "" => {}
            press => drop(one.visit("/kasus").await.press(press).await),
        }
        let at = start + Duration::seconds(seconds);
        let seen =
            clock::pretend(at, async { (is_in(&mut one, "/kasus").await, is_in(&mut two, "/kasus").await) }).await;
        assert_eq!(seen, (first, second), "{does} after {seconds} s");
    }
}

//! A wall that two take down: through the pages, with what the reporter sees of it, and every way in which it stands again.

use kentongan::case::act::{self, Done, Filed, lift};
use kentongan::case::action::Action;
use kentongan::case::db;
use kentongan::case::state::{Finding, Role};
use uuid::Uuid;

use super::register::nip;
use super::tale::FIRST;
use super::{Office, YES, about, full_name};
use crate::pages::sound;
use crate::world::Browser;

pub const REASON: &str = "Ia bekerja di sini sejak 2019 dan tidak pernah di dinas itu.";

impl Office {
    /// An officer at the desk, at the office's time.
    pub async fn desk(&self, name: &str) -> Browser {
        self.at(self.world.desk_of(self.id(name))).await
    }

    /// The browser of the reporter, with the case open.
    pub async fn reporter(&self, filed: &Filed) -> Browser {
        let mut sari = self.world.browser();
        self.at(async {
            sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
        })
        .await;
        assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
        sari
    }

    /// The newest request about a case.
    pub async fn request(&self, case: Uuid) -> Uuid {
        let sql = "select id from wall_request where case_id = $1 order by asked_at desc, id desc limit 1";
        sqlx::query_scalar(sql).bind(case).fetch_one(&mut *self.system().await).await.unwrap()
    }

    /// Whether anything was ever asked about a case.
    pub async fn has_request(&self, case: Uuid) -> bool {
        let sql = "select exists (select from wall_request where case_id = $1)";
        sqlx::query_scalar(sql).bind(case).fetch_one(&mut *self.system().await).await.unwrap()
    }

    /// One asks, the other decides, without pages.
    pub async fn decided_by(&self, asker: &str, second: &str, case: Uuid, about: &str, lifts: bool) {
        let number = self.case(case).await.number;
        let (app, whom) = (&self.world.app, self.id(about).to_string());
        self.at(lift::ask(app, self.id(asker), &number, (&whom, REASON))).await.unwrap();
        let request = self.request(case).await;
        self.at(lift::decide(app, self.id(second), &number, (request, lifts))).await.unwrap();
    }

    pub async fn lets_in(&self, asker: &str, second: &str, case: Uuid, about: &str) {
        self.decided_by(asker, second, case, about, true).await;
    }
}

/// The page of a case's wall.
pub fn wall_page(number: &str) -> String {
    format!("/petugas/kasus/{number}/dinding")
}

#[tokio::test]
async fn a_namesake_is_let_in_by_two_and_the_reporter_is_told_and_has_the_last_word() {
    let office = Office::open().await;
    let filed = office.files(about("analis")).await.unwrap();
    let (case, page) = (filed.case, wall_page(&filed.number));
    Box::pin(office.knows_nothing("analis", case)).await;
    let (mut head, mut desk) = (office.desk("pimpinan2").await, office.desk("integritas").await);
    let mut walled = office.desk("analis").await;
    let mut sari = office.reporter(&filed).await;
    Box::pin(office.at(async {
        assert_eq!(desk.visit(&page).await.status(), 404, "nothing waits for the desk yet");
        desk.visit("/petugas/persetujuan").await.see("Tidak ada yang menunggu");
        head.visit(&format!("/petugas/kasus/{}", filed.number)).await.follow("Siapa yang dijauhkan").await;
        head.see("Petugas")
            .see("senama dengan orang yang disebut")
            .see("Tetap dijauhkan")
            .not_see(&full_name("analis"));
        sound(&head, "id");
        head.choose("petugas", &office.id("analis").to_string()).fill("alasan", REASON);
        head.press("Minta persetujuan orang kedua").await.see("Permintaan dicatat").see("menunggu orang kedua");
        sari.visit("/kasus/akses").await.see("senama dengan orang yang Anda sebut").see("Belum boleh melihat");
        sari.not_see(REASON).not_see(&full_name("analis"));
        assert_eq!(walled.visit(&page).await.status(), 404);

        desk.visit("/petugas").await.see("Persetujuan 1");
        desk.visit("/petugas/persetujuan").await.see(&filed.number).follow("Izinkan petugas lagi").await;
        desk.see(REASON).see("Analis").not_see("Tetap dijauhkan").not_see("Permintaan uang di loket");
        sound(&desk, "id");
        assert_eq!(desk.clone().visit(&format!("/petugas/kasus/{}", filed.number)).await.status(), 404);
        desk.press("Izinkan").await.see("Petugas diizinkan lagi");
        assert_eq!(desk.path(), "/petugas/persetujuan?kabar=lift_wall");
        assert_eq!(desk.visit(&page).await.status(), 404, "only while it waits");
        head.visit(&page).await.see("diizinkan Nama Integritas").see("Tidak ada petugas yang dapat diizinkan");
        head.visit("/petugas/notis").await.see("boleh melihat kasus ini lagi");
        head.visit(&format!("/petugas/kasus/{}/jejak", filed.number)).await.see("Petugas diizinkan lagi").see(REASON);
        sari.visit("/kasus").await.see("atas keputusan dua orang");
        sari.visit("/kasus/akses").await.see("Diizinkan lagi oleh dua orang").see("Meja integritas").not_see("Nama ");
        sound(&sari, "id");
    }))
    .await;

    for name in ["analis", "verifikator", "pimpinan"] {
        assert!(
            !office.walled(name, case).await,
            "{name} is let in with the whole unit that was out because of analis"
        );
        assert!(!office.finds(name, case).await, "{name} does not get the case by it");
    }
    office.does("verifikator2", case, Action::StartScreening).await;
    office.does("verifikator2", case, Action::HandOver { to: None, unit: Some(office.one), ground: YES }).await;
    assert!(office.finds("verifikator", case).await);
    office.chain_holds().await;

    office
        .at(async {
            sari.fill("kecuali", &full_name("analis")).press("Jangan tunjukkan kepada mereka").await;
        })
        .await;
    Box::pin(office.knows_nothing("analis", case)).await;
    assert!(office.finds("verifikator", case).await, "whom the reporter excludes is kept out alone");
}

#[tokio::test]
async fn a_name_that_was_let_in_does_not_raise_the_wall_again_and_a_new_ground_does() {
    let mut office = Office::open().await;
    let mut new = about("analis");
    new.account.accused_nip = nip(1);
    let case = office.files(new).await.unwrap().case;
    office.lets_in("pimpinan2", "integritas", case, "analis").await;
    let one = office.one;
    office.hire("loket", &[Role::Clerk], &[one]).await;
    office.works().await;
    office.at(act::exclude(&office.world.app, case, "Orang Lain", [9; 32])).await.unwrap();
    assert!(!office.walled("analis", case).await && !office.walled("verifikator", case).await, "the same name");

    office.give_nip("analis", &nip(1)).await;
    office.works().await;
    Box::pin(office.knows_nothing("analis", case)).await;
    Box::pin(office.knows_nothing("verifikator", case)).await; // the unit of whom the NIP names, and as a whole
    let number = office.case(case).await.number;
    let whom = office.id("analis").to_string();
    let again = office.at(lift::ask(&office.world.app, office.id("pimpinan2"), &number, (&whom, REASON))).await;
    assert!(matches!(again, Err(lift::LiftError::Refused(lift::Why::Stands))), "{again:?}");
    office.chain_holds().await;
}

#[tokio::test]
async fn a_conflict_declared_by_mistake_is_taken_back_by_two_and_can_be_declared_again() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.does("analis", case, Action::DeclareConflict { reason: YES }).await;
    assert!(office.walled("analis", case).await);
    office.decided_by("pimpinan", "pimpinan2", case, "analis", false).await;
    assert!(office.walled("analis", case).await && !office.finds("analis", case).await);
    assert_eq!(office.notices("pimpinan").await.last().map(String::as_str), Some("keep_wall"));
    office.does("analis2", case, Action::Take).await;
    let held = office
        .proposes("analis2", case, Action::Hold { until: office.today() + chrono::Duration::days(5), reason: YES })
        .await;
    office.lets_in("pimpinan", "pimpinan2", case, "analis").await;
    assert!(!office.walled("analis", case).await && !office.finds("analis", case).await, "no case comes back by that");
    assert!(office.approves("pimpinan", held).await.is_err(), "what waited for a second person saw another wall");
    office.does("pimpinan", case, Action::Assign { to: office.taker("analis") }).await;
    assert!(office.finds("analis", case).await);
    office.does("analis", case, Action::DeclareConflict { reason: YES }).await;
    assert!(office.walled("analis", case).await && !office.finds("analis", case).await);
}

#[tokio::test]
async fn who_is_let_in_may_be_kept_out_by_the_agency_and_by_another_namesake_of_the_unit() {
    let office = Office::open().await;
    let mut new = about("analis");
    new.account.others = full_name("verifikator");
    let case = office.files(new).await.unwrap().case;
    let number = office.case(case).await.number;
    let ask = async |name: &str| {
        let whom = office.id(name).to_string();
        office.at(lift::ask(&office.world.app, office.id("pimpinan2"), &number, (&whom, REASON))).await
    };
    for name in ["analis", "verifikator"] {
        let asked = ask(name).await;
        assert!(matches!(asked, Err(lift::LiftError::Refused(lift::Why::Stands))), "{name}: the other of the unit");
    }
    let other = office.files(about("analis")).await.unwrap().case;
    office.lets_in("pimpinan2", "integritas", other, "analis").await;
    office
        .execute(
            "update officer set agency_id = (select id from agency where code = 'umpama') where id = $1",
            office.id("analis"),
        )
        .await;
    office.does("verifikator2", other, Action::StartScreening).await;
    let amend = Action::Amend {
        category: None,
        severity: None,
        agency: Some(office.agency),
        unit: None,
        title: false,
        reason: YES,
    };
    office.does("verifikator2", other, amend).await;
    Box::pin(office.knows_nothing("analis", other)).await;
    assert!(!office.walled("verifikator", other).await);
}

#[tokio::test]
async fn the_same_account_lets_in_whom_two_let_in_and_another_case_is_a_new_ground() {
    let office = Office::open().await;
    let old = office.files(about("analis")).await.unwrap().case;
    office.lets_in("pimpinan2", "integritas", old, "analis").await;
    office.does("pelapor", old, Action::Withdraw).await;
    let go_on = Action::ContinueExOfficio { public_interest: true, reason: YES };
    let Done::Opened(new) = office.does("pimpinan2", old, go_on).await else { panic!("a new case") };
    assert!(!office.walled("analis", new).await && !office.walled("verifikator", new).await);

    let third = office.files(about("analis")).await.unwrap().case;
    let mut tx = office.system().await;
    db::inherit_walls(&mut tx, new, third, office.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(office.walled("analis", new).await && office.walled("verifikator", new).await);
    office.works().await;
    assert!(office.walled("analis", new).await, "and for good");
}

#[tokio::test]
async fn at_the_desk_of_integrity_a_case_finds_people_again() {
    let mut office = Office::open().await;
    let three = office.world.unit("upt-3", "office").await;
    office.hire("pimpinan3", &[Role::Supervisor], &[three]).await;
    let case = office.files(about("analis2")).await.unwrap().case; // serves both units
    assert!(office.finds("integritas", case).await && !office.finds("verifikator", case).await);
    office.lets_in("integritas", "pimpinan3", case, "analis2").await;
    assert!(!office.walled("verifikator", case).await && !office.walled("pimpinan2", case).await);
    office.does("verifikator", case, Action::StartScreening).await;
    office.does("verifikator", case, office.accept("analis2", office.one)).await;
    office.does("analis2", case, office.findings(Finding::NotProven)).await;
    office.does("pimpinan", case, Action::Decide { letter: YES }).await;
}

#[tokio::test]
async fn when_nobody_of_another_unit_is_left_nobody_is_asked() {
    let office = Office::open().await;
    let case = office.files(about("analis2")).await.unwrap().case; // every supervisor is kept out with both units
    let number = office.case(case).await.number;
    let whom = office.id("analis2").to_string();
    let asked = office.at(lift::ask(&office.world.app, office.id("integritas"), &number, (&whom, REASON))).await;
    assert!(matches!(asked, Err(lift::LiftError::Refused(lift::Why::NobodyLeft))), "{asked:?}");
    assert_eq!(office.count("select count(*) from wall_request").await, 0);
}

#[tokio::test]
async fn walls_from_before_say_not_whether_a_name_or_a_number_was_met_and_stand() {
    let mut office = Office::open().await;
    let case = office.files(about("analis")).await.unwrap().case;
    let old = "update case_wall set reason = case when unit_id is null then 'named' else 'unit' end, via = null
                where case_id = $1";
    office.execute(old, case).await;
    office.does("verifikator2", case, Action::StartScreening).await;
    let refer = Action::Refer { ground: "sp4n".into(), receiver: "kpk".into(), with_identity: false };
    let open = office.proposes("verifikator2", case, refer).await;
    let one = office.one;
    office.hire("loket", &[Role::Clerk], &[one]).await;
    office.works().await;
    let (number, whom) = (office.case(case).await.number, office.id("analis").to_string());
    let asked = office.at(lift::ask(&office.world.app, office.id("pimpinan2"), &number, (&whom, REASON))).await;
    assert!(matches!(asked, Err(lift::LiftError::Refused(lift::Why::Stands))), "{asked:?}");
    office.approves("pimpinan2", open).await.expect("nobody is kept out now who was not before");
}

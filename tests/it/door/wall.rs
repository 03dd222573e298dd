//! The wall: who is named, excluded or in conflict finds no trace of a case, whatever becomes of it.

use kentongan::case::act::{self, ActError, Filed, Words};
use kentongan::case::action::{Action, Bounced};
use kentongan::case::db;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{Finding, Role, Side, State};
use kentongan::db::Actor;
use uuid::Uuid;

use super::register::{Staff, nip};
use super::tale::FIRST;
use super::{Office, YES, about, complaint, full_name, paper, photo, question, say};

const NIP: &str = "198609262015051001";

impl Office {
    /// Whether the wall of a case keeps an officer out.
    pub async fn walled(&self, name: &str, case: Uuid) -> bool {
        db::is_walled(&mut *self.system().await, case, self.id(name)).await.unwrap()
    }

    /// An officer finds no trace of a case: neither by its number, nor in any list, count or table, nor by acting on it.
    pub async fn knows_nothing(&self, name: &str, case: Uuid) {
        let state = self.state(case).await.code();
        let (number, key) = (self.case(case).await.number, self.secret(case).await.key);
        let officer = self.id(name);
        let mut tx = self.tx(Actor::Officer(officer)).await;
        assert_eq!(db::find_by_number(&mut tx, &number).await.unwrap(), None, "{name} in {state}");
        assert!(db::load(&mut tx, case).await.unwrap().is_none(), "{name} in {state}");
        assert!(db::secret(&mut tx, &self.world.app.keys, case).await.unwrap().is_none(), "{name} in {state}");
        let mut traces = db::messages(&mut tx, &key, case).await.unwrap().len();
        traces += db::evidence(&mut tx, &key, case).await.unwrap().len();
        traces += db::documents(&mut tx, &key, case).await.unwrap().len();
        traces += db::lines(&mut tx, &key, case).await.unwrap().len();
        traces += db::events(&mut tx, &key, case).await.unwrap().len();
        traces += db::proposals(&mut tx, &key, case).await.unwrap().len();
        traces += db::links(&mut tx, case).await.unwrap().len();
        traces += db::readers(&mut tx, case, 10).await.unwrap().len();
        traces += db::waiting_for_me(&mut tx, 50).await.unwrap().iter().filter(|(_, of)| *of == case).count();
        for table in ["work_list", "notice", "link", "clock", "approval", "rating", "wall_request"] {
            let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table} where case_id = $1"));
            let found: i64 = sqlx::query_scalar(sql).bind(case).fetch_one(&mut *tx).await.unwrap();
            assert_eq!(found, 0, "{name} in {state}: {table}");
        }
        assert_eq!(traces, 0, "{name} in {state}");
        assert!(!db::wall_enters(&mut tx, case, self.now()).await.unwrap(), "{name} in {state}: the page of its wall");
        let faces =
            sqlx::query("select 1 from desk_faces(array[$1::uuid])").bind(case).fetch_all(&mut *tx).await.unwrap();
        assert!(faces.is_empty(), "{name} in {state}: a list would show it");
        let counted: (i64, i64) = sqlx::query_as("select every, act from desk_counts($1)")
            .bind(self.now())
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let listed: i64 = sqlx::query_scalar("select count(distinct case_id) from work_list where open")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(counted.0, listed, "{name} in {state}: the tabs count what the list shows");
        drop(tx);
        let told: i64 = sqlx::query_scalar("select count(*) from notice where case_id = $1 and officer_id = $2")
            .bind(case)
            .bind(officer)
            .fetch_one(&mut *self.system().await)
            .await
            .unwrap();
        assert_eq!(told, 0, "{name} in {state}: nothing was even written");
        let waits = db::walls_waiting(&mut *self.system().await, officer, self.now()).await.unwrap();
        assert!(waits.iter().all(|(of, ..)| *of != number), "{name} in {state}: asked to decide about it");
        for action in
            [Action::Take, Action::Note { text: YES }, Action::DeclareConflict { reason: YES }, Action::StartScreening]
        {
            let tried = self.tries(name, case, action, Words::default()).await;
            assert!(matches!(tried, Err(ActError::NotFound)), "{name} in {state}: {tried:?}");
        }
    }
}

#[tokio::test]
async fn who_moves_into_a_unit_that_is_kept_out_loses_what_they_were_told() {
    let office = Office::open().await;
    let case = office.files(about("analis")).await.unwrap().case;
    let moves = office.id("pimpinan2");
    let mut tx = office.system().await;
    db::insert_notice(&mut tx, moves, case, "breach", office.now()).await.unwrap();
    tx.commit().await.unwrap();
    let walled = "update officer_role set unit_id = (select unit_id from case_wall where unit_id is not null limit 1)
                   where officer_id = $1";
    office.execute(walled, moves).await;
    office.works().await;
    office.knows_nothing("pimpinan2", case).await;
}

#[tokio::test]
async fn a_named_officer_and_the_whole_unit_are_kept_out_and_the_other_unit_takes_the_case() {
    let office = Office::open().await;
    office.give_nip("analis", NIP).await;
    let mut by_nip = complaint();
    by_nip.account.accused_nip = "19860926 201505 1 001".into();
    let mut with_titles = complaint();
    with_titles.account.accused_name = "Dr. H. ANALIS NAMA, S.H., M.Si.".into();
    let mut among_others = complaint();
    among_others.account.others = "Orang Lain, Nama Analis (staf)".into();
    for new in [about("analis"), by_nip, with_titles, among_others] {
        let case = office.files(new).await.unwrap().case;
        assert_eq!(office.case(case).await.unit, Some(office.two));
        for name in ["analis", "verifikator", "pimpinan", "analis2", "mediator"] {
            assert!(!office.finds(name, case).await, "{name}");
        }
        office.knows_nothing("analis", case).await;
        office.knows_nothing("pimpinan", case).await;
        assert!(office.finds("verifikator2", case).await);
        assert!(office.finds("pimpinan2", case).await);
    }
    let elsewhere = office.files(complaint()).await.unwrap().case;
    assert_eq!(office.case(elsewhere).await.unit, Some(office.one));
    assert!(office.finds("verifikator", elsewhere).await);
}

#[tokio::test]
async fn an_excluded_officer_is_kept_out_alone() {
    let office = Office::open().await;
    office.give_nip("pimpinan", NIP).await;
    let mut new = complaint();
    new.account.excluded = format!("{}\nBu {}", full_name("verifikator"), "198609262015051001");
    let case = office.files(new).await.unwrap().case;
    // the only verifier of the first unit may not know of it
    assert_eq!(office.case(case).await.unit, Some(office.two));
    office.knows_nothing("verifikator", case).await;
    office.knows_nothing("pimpinan", case).await;
    let mut tx = office.system().await;
    assert!(!db::is_walled(&mut tx, case, office.id("analis")).await.unwrap(), "the unit is not walled as a whole");
}

#[tokio::test]
async fn people_from_the_agency_complained_about_are_kept_out() {
    let office = Office::open().await;
    office
        .execute(
            "update officer set agency_id = (select id from agency where code = 'umpama') where id = $1",
            office.id("verifikator"),
        )
        .await;
    let mut new = complaint();
    new.account.agency = Some(office.agency);
    let case = office.files(new).await.unwrap().case;
    assert_eq!(office.case(case).await.unit, Some(office.two), "the only verifier comes from there");
    office.knows_nothing("verifikator", case).await;
    let mut ask = question();
    ask.account.agency = Some(office.agency);
    let ask = office.files(ask).await.unwrap().case;
    let mut tx = office.system().await;
    assert!(!db::is_walled(&mut tx, ask, office.id("verifikator")).await.unwrap(), "a question accuses nobody");
}

impl Office {
    /// What a reporter reads under "Yang boleh melihat".
    async fn may_read(&self, filed: &Filed) -> String {
        let mut sari = self.reporter(filed).await;
        self.at(async { sari.visit("/kasus/akses").await.words_of("section[aria-labelledby=h-boleh]") }).await.unwrap()
    }
}

#[tokio::test]
async fn a_reporter_reads_of_no_unit_and_no_officer_that_are_kept_out() {
    let mut office = Office::open().await;
    let three = office.world.unit("upt-3", "office").await;
    office.hire("pimpinan3", &[Role::Supervisor], &[three]).await;
    // the second unit is the accused's own, and an objection goes to all other units
    let filed = office.files(about("verifikator2")).await.unwrap();
    let case = filed.case;
    office.does("verifikator", case, Action::StartScreening).await;
    office.does("verifikator", case, office.accept("analis", office.one)).await;
    office.decides(case, FIRST, Finding::NotProven).await;
    office.objects(case).await;
    let readers = office.may_read(&filed).await;
    assert!(readers.contains("Unit upt-3") && !readers.contains("Unit upt-2"), "{readers}");

    // who referred a case reads it, until the reporter keeps them out
    let filed = office.files(complaint()).await.unwrap();
    office.does("verifikator", filed.case, Action::StartScreening).await;
    let refer = Action::Refer { ground: "sp4n".into(), receiver: "kpk".into(), with_identity: false };
    office.together("verifikator", "pimpinan", filed.case, refer).await;
    assert!(office.may_read(&filed).await.contains("Petugas 0"));
    let person = full_name("verifikator");
    let once = kentongan::vault::token::random_token();
    office.at(act::exclude(&office.world.app, filed.case, &person, once)).await.unwrap();
    let readers = office.may_read(&filed).await;
    assert!(readers.contains("Unit upt-1") && !readers.contains("Petugas 0"), "{readers}");
}

#[tokio::test]
async fn when_nobody_is_left_the_integrity_desk_takes_it() {
    let office = Office::open().await;
    let case = office.files(about("analis2")).await.unwrap().case; // serves both units
    for name in ["verifikator", "verifikator2", "pimpinan", "pimpinan2", "penelaah", "analis2", "mediator"] {
        assert!(!office.finds(name, case).await, "{name}");
    }
    office.knows_nothing("penelaah", case).await;
    for name in ["integritas", "integritas4"] {
        assert!(office.finds(name, case).await, "{name}");
    }
    office.does("integritas", case, Action::StartScreening).await;
    let desk = office.case(case).await.unit.unwrap();
    office.does("integritas", case, office.accept("integritas2", desk)).await;
    office.does("integritas2", case, office.findings(Finding::NotProven)).await;
    assert_eq!(office.refused("integritas2", case, Action::Decide { letter: YES }).await, Guard::Handler);
    office.does("integritas3", case, Action::Decide { letter: YES }).await;
    office.objects(case).await;
    assert_eq!(office.refused("integritas", case, Action::ConfirmDecision { reason: YES }).await, Guard::Touched);
    office.does("integritas4", case, Action::ConfirmDecision { reason: YES }).await;
    office.knows_nothing("penelaah", case).await;
}

#[tokio::test]
async fn a_proposal_without_supervisors_is_approved_inside_the_desk() {
    let office = Office::open().await;
    let case = office.files(about("analis2")).await.unwrap().case;
    office.does("integritas", case, Action::StartScreening).await;
    let refer = Action::Refer { ground: "sp4n".into(), receiver: "kpk".into(), with_identity: false };
    let proposal = office.proposes("integritas", case, refer).await;
    assert!(office.approves("integritas", proposal).await.is_err());
    office.approves("integritas2", proposal).await.unwrap();
    assert_eq!(office.state(case).await, State::Referred);
}

impl Office {
    /// The named officer and a unit-mate find nothing, before and after the worker's round; the state comes back.
    async fn still_hidden(&self, case: Uuid) -> State {
        self.works().await;
        Box::pin(self.knows_nothing("analis", case)).await;
        Box::pin(self.knows_nothing("pimpinan", case)).await;
        self.state(case).await
    }
}

#[tokio::test]
async fn the_wall_holds_in_every_state() {
    let mut office = Office::open().await;
    let two = office.two;
    office.hire("mediator3", &[Role::Mediator], &[two]).await;
    office.hire("analis4", &[Role::Analyst], &[two]).await;
    let case = office.files(about("analis")).await.unwrap().case;
    let mut seen = std::collections::BTreeSet::new();
    seen.insert(office.still_hidden(case).await);
    office
        .says(
            "verifikator2",
            case,
            Action::StartScreening,
            Words { documents: vec![paper("brief", true)], ..say("Mulai.") },
        )
        .await;
    seen.insert(office.still_hidden(case).await);
    office.says("verifikator2", case, Action::AskReporter { question: YES }, say("Kapan?")).await;
    seen.insert(office.still_hidden(case).await);
    office
        .says("pelapor", case, Action::Answer { text: YES }, Words { files: vec![photo("a.png")], ..say("Selasa.") })
        .await;
    let refer = Action::Refer { ground: "sp4n".into(), receiver: "kpk".into(), with_identity: false };
    office.together("verifikator2", "pimpinan2", case, refer).await;
    seen.insert(office.still_hidden(case).await);
    office.does("verifikator2", case, Action::Bounce { why: Bounced::Refused }).await;
    office.does("verifikator2", case, office.accept("analis4", two)).await;
    seen.insert(office.still_hidden(case).await);
    office.does("analis4", case, Action::OpenClarification { items: 1 }).await;
    seen.insert(office.still_hidden(case).await);
    office.does("analis4", case, Action::RecordResponse { text: YES }).await;
    office.does("analis4", case, Action::ConcludeClarification).await;
    office.mediates(case, "analis4", &["mediator3"]).await;
    seen.insert(office.still_hidden(case).await);
    office
        .says(
            "mediator3",
            case,
            office.term(1),
            Words { lines: vec![("term".into(), 1, "Maaf.".into())], ..Words::default() },
        )
        .await;
    seen.insert(office.still_hidden(case).await);
    office.does("pelapor", case, Action::EndWithout { side: Some(Side::Reporter) }).await;
    office.does("analis4", case, office.findings(Finding::Proven)).await;
    seen.insert(office.still_hidden(case).await);
    office.does("penelaah", case, Action::Decide { letter: YES }).await;
    seen.insert(office.still_hidden(case).await);
    office.does("pimpinan2", case, office.recommend(1)).await;
    seen.insert(office.still_hidden(case).await);
    office.objects(case).await;
    seen.insert(office.still_hidden(case).await);
    // no supervisor of another unit is left who may know of it, so the desk examines the objection
    office.does("integritas", case, Action::ConfirmDecision { reason: YES }).await;
    office.does("analis4", case, Action::ReportCommitment { no: 1, proof: YES }).await;
    office.pass_days(60);
    office.together("analis4", "pimpinan2", case, Action::CloseFollowUp).await;
    seen.insert(office.still_hidden(case).await);
    assert_eq!(seen.len(), 12, "{seen:?}");
    let other = office.files(about("analis")).await.unwrap().case;
    office.does("pelapor", other, Action::Withdraw).await;
    office.knows_nothing("analis", other).await;
}

#[tokio::test]
async fn only_people_and_units_that_may_know_of_it_are_given_a_case() {
    let mut office = Office::open().await;
    office.hire("admin", &[Role::Admin], &[]).await;
    let case = office.files(about("analis")).await.unwrap().case;
    office.does("verifikator2", case, Action::StartScreening).await;
    assert_eq!(office.refused("verifikator2", case, office.accept("analis2", office.two)).await, Guard::TakerWalled);
    assert_eq!(office.refused("verifikator2", case, office.accept("verifikator2", office.one)).await, Guard::Unknown);
    assert_eq!(office.refused("pimpinan2", case, Action::Assign { to: office.taker("admin") }).await, Guard::Unknown);
    assert_eq!(
        office.refused("pimpinan2", case, Action::Assign { to: office.taker("penelaah") }).await,
        Guard::Unknown
    );
    let over = Action::HandOver { to: None, unit: Some(office.one), ground: YES };
    assert_eq!(office.refused("verifikator2", case, over).await, Guard::Unknown);
}

#[tokio::test]
async fn a_name_with_a_degree_that_no_list_knows_is_met_after_the_next_start() {
    let office = Office::open().await;
    // as a release left it that took the degree for a part of the name
    let left = "update officer set name = 'Sari Dewi, S.Psi.', name_macs = '{}' where id = $1";
    office.execute(left, office.id("verifikator")).await;
    let mut new = complaint();
    new.account.accused_name = "Sari Dewi".into();
    let case = office.files(new).await.unwrap().case;
    assert!(office.finds("verifikator", case).await);
    kentongan::admin::learn_names(&office.world.app).await.unwrap();
    office.works().await;
    office.knows_nothing("verifikator", case).await;
}

#[tokio::test]
async fn an_officer_is_met_in_the_ways_in_which_reporters_write_a_name() {
    let office = Office::open().await;
    for text in [
        "Nama Analis NIP 198609262015051001",
        "Camat Nama Analis",
        "Mas Nama Analis",
        "Saudara Nama Analis selaku Kepala Dinas",
        "Nama Analis yang menerima uangnya",
    ] {
        let (mut named, mut other) = (complaint(), complaint());
        named.account.accused_name = text.into();
        other.account.others = text.into();
        for new in [named, other] {
            let case = office.files(new).await.unwrap().case;
            assert!(office.walled("analis", case).await, "{text}");
            assert_eq!(office.case(case).await.unit, Some(office.two), "{text}");
        }
    }
}

#[tokio::test]
async fn the_number_on_the_reporters_page_keeps_an_officer_out() {
    let office = Office::open().await;
    let filed = office.files(complaint()).await.unwrap();
    office.does("verifikator", filed.case, Action::StartScreening).await;
    let alias: i32 = sqlx::query_scalar("select alias from officer where id = $1")
        .bind(office.id("verifikator"))
        .fetch_one(&mut *office.system().await)
        .await
        .unwrap();
    let shown = format!("Petugas {alias:02}");
    let mut sari = office.reporter(&filed).await;
    office
        .at(async {
            sari.visit("/kasus/akses").await.see(&shown).fill("kecuali", &shown);
            sari.press("Jangan tunjukkan kepada mereka").await;
        })
        .await;
    office.knows_nothing("verifikator", filed.case).await;
    assert!(!office.walled("analis", filed.case).await && office.case(filed.case).await.handler.is_none());

    let mut about = complaint();
    about.account.accused_name = shown;
    let about = office.files(about).await.unwrap();
    office.knows_nothing("verifikator", about.case).await;
}

#[tokio::test]
async fn who_is_mentioned_in_free_text_is_kept_out_alone_and_let_in_by_two() {
    let office = Office::with(&["konsultan", "konsultan2", "pimpinan", "pimpinan2", "verifikator", "analis"]).await;
    office.give_nip("konsultan", &nip(1)).await;
    office.give_nip("pimpinan", &nip(2)).await;
    let person = |n, name: &str, superior: Option<String>| Staff {
        nip: nip(n),
        name: name.into(),
        unit: "sekretariat",
        superior,
        post: None,
    };
    office
        .registers(&[
            person(1, "Nama Konsultan", Some(nip(2))),
            person(2, "Nama Pimpinan", None),
            person(3, "Nama Analis", None),
        ])
        .await;
    let mut ask = question();
    ask.account.question = "Bolehkah saya melaporkan nama konsultan, konsultan di kantor ini?".into();
    let case = office.files(ask).await.unwrap().case;
    office.knows_nothing("konsultan", case).await;
    for name in ["konsultan2", "pimpinan"] {
        assert!(office.finds(name, case).await, "{name}: whom a text mentions may be a witness");
    }
    office.lets_in("pimpinan", "integritas", case, "konsultan").await;
    assert!(!office.walled("konsultan", case).await);
    office.works().await;
    assert!(!office.walled("konsultan", case).await, "and it stays down");

    let mut new = complaint();
    new.account.narrative = format!("Uangnya diminta di loket. {}", "Saya menunggu lama sekali. ".repeat(200));
    new.account.witnesses = format!("NIP {} dan Bu Nama Pimpinan2", nip(3));
    let case = office.files(new).await.unwrap().case;
    for name in ["pimpinan2", "analis"] {
        assert!(office.walled(name, case).await, "{name}: by name, and by a number that only the register knows");
    }
    assert!(!office.walled("verifikator", case).await && !office.walled("pimpinan", case).await);
    assert_eq!(office.case(case).await.unit, Some(office.one));
}

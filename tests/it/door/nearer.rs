//! The wall as time goes on: amendments, conflicts declared, the office changing, the worker telling people.

use kentongan::case::act::{self, ActError, Done, Words};
use kentongan::case::action::Action;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{Finding, Role, Side, State};

use super::tale::FIRST;
use super::{Office, YES, about, complaint, full_name, morning, say};

#[tokio::test]
async fn an_amendment_computes_the_wall_again_and_takes_the_case_from_who_is_walled_now() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.says("pimpinan", case, Action::Message { text: YES }, say("Kami periksa.")).await;
    assert!(office.notices("analis").await.contains(&"assigned".to_owned()));
    office
        .execute(
            "update officer set agency_id = (select id from agency where code = 'umpama') where id = $1",
            office.id("analis"),
        )
        .await;
    let amend = Action::Amend {
        category: None,
        severity: None,
        agency: Some(office.agency),
        unit: None,
        title: false,
        reason: YES,
    };
    office.does("analis", case, amend).await;
    let left = office.case(case).await;
    assert_eq!((left.handler, left.agency), (None, Some(office.agency)));
    assert!(!office.finds("analis", case).await);
    assert!(office.notices("analis").await.is_empty(), "what was told before the wall stood is hidden now");
    assert!(matches!(office.tries("analis", case, Action::Take, Words::default()).await, Err(ActError::NotFound)));
    // unassigned, so it is first on the board of the unit's other analyst
    assert!(office.finds("analis2", case).await);
    assert_eq!(
        office.refused("pimpinan", case, Action::Assign { to: office.taker("analis") }).await,
        Guard::TakerWalled
    );
    office.does("pimpinan", case, Action::Assign { to: office.taker("analis2") }).await;
}

#[tokio::test]
async fn an_acceptance_that_names_the_agency_of_the_new_handler_is_refused() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    office
        .execute(
            "update officer set agency_id = (select id from agency where code = 'umpama') where id = $1",
            office.id("analis"),
        )
        .await;
    let Action::Accept { checks, category, severity, unit, handler, .. } = office.accept("analis", office.one) else {
        unreachable!()
    };
    let accept = Action::Accept { checks, category, severity, unit, handler, agency: Some(office.agency) };
    assert_eq!(office.refused("verifikator", case, accept).await, Guard::TakerWalled);
}

#[tokio::test]
async fn who_declares_a_conflict_is_walled_at_once() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let open = office
        .proposes("analis", case, Action::Hold { until: office.today() + chrono::Duration::days(5), reason: YES })
        .await;
    office.does("analis", case, Action::DeclareConflict { reason: YES }).await;
    assert_eq!(office.case(case).await.handler, None);
    assert!(!office.finds("analis", case).await);
    assert!(matches!(office.approves("pimpinan", open).await, Err(ActError::Moved)), "the wall changed");
    // the others of the unit stay: a conflict is one person's
    assert!(office.finds("verifikator", case).await || office.finds("analis2", case).await);
    assert!(office.finds("pimpinan", case).await);
}

#[tokio::test]
async fn whom_the_reporter_excludes_later_loses_the_case_at_once() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let open = office
        .proposes("analis", case, Action::Hold { until: office.today() + chrono::Duration::days(5), reason: YES })
        .await;
    let press = || office.at(act::exclude(&office.world.app, case, "Dr. Nama Analis, S.H.\nNama Pimpinan", [7; 32]));
    assert!(matches!(press().await, Ok(Done::Moved(_))));
    assert!(matches!(press().await, Ok(Done::Already)), "a second press changes nothing");
    assert_eq!(office.case(case).await.handler, None);
    for name in ["analis", "pimpinan"] {
        office.knows_nothing(name, case).await;
    }
    assert!(matches!(office.approves("pimpinan", open).await, Err(ActError::NotFound | ActError::Moved)));
    // the unit's other analyst goes on, and where no supervisor is left the other unit's do
    assert!(office.finds("analis2", case).await);
    assert!(office.finds("pimpinan2", case).await);
    assert_eq!(office.secret(case).await.account.excluded.lines().count(), 2);
    let events = office.count("select count(*) from event where action = 'exclusion_added'").await;
    assert_eq!(events, 1);
}

#[tokio::test]
async fn when_the_reporter_excludes_the_last_who_may_know_the_desk_of_integrity_takes_it() {
    let office = Office::open().await;
    let case = office.files(complaint()).await.unwrap().case;
    let both = format!("{}\n{}", full_name("verifikator"), full_name("verifikator2"));
    assert!(!office.finds("integritas", case).await);
    office.at(act::exclude(&office.world.app, case, &both, [8; 32])).await.unwrap();
    for name in ["verifikator", "verifikator2"] {
        office.knows_nothing(name, case).await;
    }
    assert!(office.finds("integritas", case).await);
}

#[tokio::test]
async fn a_mediator_who_is_walled_leaves_the_talks() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let integrity = office.taker("integritas");
    office.does("analis", case, Action::OfferMediation { roster: vec![office.taker("mediator"), integrity] }).await;
    let yes = |side| Action::RecordConsent { side, yes: true, struck: Vec::new() };
    office.does("pelapor", case, yes(Side::Reporter)).await;
    office.does("mediator", case, yes(Side::Respondent)).await;
    office.does("mediator", case, Action::BeginMediation).await;
    office
        .execute(
            "update officer set agency_id = (select id from agency where code = 'umpama') where id = $1",
            office.id("mediator"),
        )
        .await;
    let amend = Action::Amend {
        category: None,
        severity: None,
        agency: Some(office.agency),
        unit: None,
        title: false,
        reason: YES,
    };
    office.does("analis", case, amend).await;
    let talks = office.case(case).await.facts.mediation;
    assert_eq!((talks.mediator, talks.roster), (None, vec![office.id("integritas")]));
    assert!(matches!(office.tries("mediator", case, office.term(1), Words::default()).await, Err(ActError::NotFound)));
}

#[tokio::test]
async fn the_worker_tells_a_walled_officer_nothing() {
    let office = Office::open().await;
    let mut new = complaint();
    new.account.excluded = format!("{}\n{}", full_name("pimpinan"), full_name("integritas"));
    let case = office.files(new).await.unwrap().case;
    office.does("verifikator", case, Action::StartScreening).await;
    for _ in 0..12 {
        office.pass_days(3);
        office.works().await;
    }
    assert!(office.case(case).await.at_last_level());
    office.knows_nothing("pimpinan", case).await;
    office.knows_nothing("integritas", case).await;
    assert!(!office.notices("pimpinan2").await.is_empty(), "the other unit's supervisors were told");
    assert!(!office.notices("integritas2").await.is_empty());
    assert!(office.finds("integritas2", case).await);
}

#[tokio::test]
async fn an_absent_officer_is_stood_in_for() {
    let office = Office::open().await;
    office.leaves_for("verifikator", 10).await;
    let case = office.files(complaint()).await.unwrap().case;
    assert_eq!(office.case(case).await.unit, Some(office.two), "the first unit has nobody to verify today");
    let before = {
        office.is_now(morning(2026, 11, 20));
        office.files(complaint()).await.unwrap().case
    };
    assert_eq!(office.case(before).await.unit, Some(office.one), "back again");
    assert!(!office.finds("verifikator2", before).await);
    office.leaves_for("verifikator", 10).await;
    office.works().await;
    assert!(office.finds("verifikator2", before).await, "now the other unit's verifier stands in");
    office.does("verifikator2", before, Action::StartScreening).await;
    office.pass_days(12);
    office.works().await;
    assert_eq!(office.case(before).await.unit, Some(office.one));
}

#[tokio::test]
async fn who_is_hired_later_under_the_name_of_the_accused_is_kept_out_too() {
    let mut office = Office::open().await;
    let mut new = complaint();
    new.account.accused_name = full_name("analis9");
    let case = office.files(new).await.unwrap().case;
    assert!(office.finds("verifikator", case).await);
    let one = office.one;
    office.hire("analis9", &[Role::Verifier], &[one]).await;
    office.works().await;
    office.knows_nothing("analis9", case).await;
    office.knows_nothing("verifikator", case).await; // a unit-mate of the person named
}

#[tokio::test]
async fn who_is_hired_after_the_end_of_a_case_against_them_never_reads_it() {
    let mut office = Office::open().await;
    let mut new = complaint();
    new.account.accused_name = full_name("pimpinan9");
    let case = office.files(new).await.unwrap().case;
    office.does("pelapor", case, Action::Withdraw).await;
    assert!(office.finds("pimpinan", case).await);
    let one = office.one;
    office.hire("pimpinan9", &[Role::Supervisor], &[one]).await;
    office.works().await;
    office.knows_nothing("pimpinan9", case).await;
    assert!(!office.finds("pimpinan", case).await, "a unit-mate");
    assert!(office.notices("pimpinan").await.is_empty(), "what was told before the wall stood is hidden");
}

#[tokio::test]
async fn a_case_that_comes_back_keeps_out_who_came_meanwhile() {
    let mut office = Office::open().await;
    let case = office.files(about("analis9")).await.unwrap().case;
    office.does("verifikator", case, Action::StartScreening).await;
    office.does("verifikator", case, office.accept("analis", office.one)).await;
    office.decides(case, FIRST, Finding::NotProven).await;
    office.pass_days(60);
    office.works().await;
    assert_eq!(office.state(case).await, State::Closed);
    let one = office.one;
    office.hire("analis9", &[Role::Supervisor], &[one]).await;
    // before the worker has looked, the reporter brings the case back
    office.does("pelapor", case, Action::ReportAgain { reason: YES }).await;
    office.knows_nothing("analis9", case).await;
}

#[tokio::test]
async fn a_case_that_nobody_may_read_is_told_to_the_administrator() {
    let office = Office::open().await;
    office.works().await;
    let unread = "select (payload->>'unreadable')::bigint from job where kind = 'unwatched'";
    assert_eq!(office.count(unread).await, 0);
    let mut new = complaint();
    let all = ["pimpinan", "pimpinan2", "penelaah", "verifikator", "verifikator2", "analis", "analis2", "mediator"];
    let desk = ["integritas", "integritas2", "integritas3", "integritas4"];
    new.account.excluded = all.iter().chain(&desk).map(|name| full_name(name)).collect::<Vec<_>>().join("\n");
    office.files(new).await.unwrap();
    office.pass(2);
    office.works().await;
    assert_eq!(office.count(unread).await, 1);
}

#[tokio::test]
async fn where_the_only_head_once_handled_a_case_the_head_of_another_unit_decides_it() {
    let mut office = Office::open().await;
    let three = office.world.unit("upt-3", "office").await;
    office.hire("rangkap", &[Role::Analyst, Role::Supervisor], &[three]).await;
    office.hire("analis3", &[Role::Analyst], &[three]).await;
    let case = office.screened(FIRST).await;
    office.does("verifikator", case, office.accept("rangkap", three)).await;
    assert!(!office.finds("pimpinan2", case).await, "the unit has a head of its own");
    office.does("rangkap", case, office.findings(Finding::NotProven)).await;
    assert!(office.finds("pimpinan2", case).await, "nobody of the unit may decide it");
    office.does("rangkap", case, Action::Assign { to: office.taker("analis3") }).await;
    assert_eq!(office.refused("rangkap", case, Action::Decide { letter: YES }).await, Guard::Handler);
    assert!(matches!(office.tries("analis2", case, Action::Take, Words::default()).await, Err(ActError::NotFound)));
    office.does("pimpinan2", case, Action::Decide { letter: YES }).await;
    assert_eq!(office.state(case).await, State::Resolved);
}

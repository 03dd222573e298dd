//! Cases that belong together: joined and released, reported again, continued ex officio, reopened by another unit.

use kentongan::case::act::{Done, NewCase, Words};
use kentongan::case::action::Action;
use kentongan::case::db;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{ClockKind, Finding, Mode, Outcome, Role, Side, State};
use kentongan::db::Actor;

use super::tale::FIRST;
use super::{Office, YES, complaint, full_name, say};

/// What a page knows of the other case: nothing that the door would take from it.
fn join(parent: uuid::Uuid) -> Action {
    Action::Join { parent, parent_open: true, parent_joined: false, wall_holds: true }
}

#[tokio::test]
async fn a_duplicate_is_joined_and_comes_back_when_the_other_is_withdrawn() {
    let office = Office::open().await;
    let (parent, child) = (office.screened(FIRST).await, office.screened(FIRST).await);
    office.together("verifikator", "pimpinan", child, join(parent)).await;
    let joined = office.case(child).await;
    assert_eq!(
        (joined.state, joined.outcome, joined.facts.joined_to),
        (State::Closed, Some(Outcome::Duplicate), Some(parent))
    );
    assert_eq!(office.case(parent).await.facts.joined, 1);
    let parent_state: Option<String> = {
        let mut tx = office.tx(Actor::Citizen(child)).await;
        sqlx::query_scalar("select parent_state()").fetch_one(&mut *tx).await.unwrap()
    };
    assert_eq!(parent_state.as_deref(), Some("screening"));
    assert!(office.tries("pelapor", child, Action::ReportAgain { reason: YES }, Words::default()).await.is_err());

    office.does("pelapor", parent, Action::Withdraw).await;
    let released = office.case(child).await;
    assert_eq!((released.state, released.outcome, released.facts.joined_to), (State::Received, None, None));
    assert!(released.is_open(ClockKind::Screen) && !released.is_open(ClockKind::Retention));
    assert_eq!(office.case(parent).await.facts.joined, 0);
    assert!(office.finds("verifikator", child).await);
    let key = office.secret(child).await.key;
    let told = db::messages(&mut *office.system().await, &key, child).await.unwrap();
    assert_eq!(told.last().unwrap().kind, "release");
}

#[tokio::test]
async fn only_an_open_case_that_keeps_out_the_same_people_can_be_joined_to() {
    let office = Office::open().await;
    let child = office.screened(FIRST).await;
    let closed = office.screened(FIRST).await;
    office.does("pelapor", closed, Action::Withdraw).await;
    assert_eq!(office.refused("verifikator", child, join(closed)).await, Guard::Parent);
    assert_eq!(office.refused("verifikator", child, join(child)).await, Guard::Parent);
    assert_eq!(office.refused("verifikator", child, join(uuid::Uuid::now_v7())).await, Guard::Parent);
    let hidden = office.files(super::about("analis")).await.unwrap().case;
    assert_eq!(office.refused("verifikator", child, join(hidden)).await, Guard::Parent, "as if it did not exist");
    assert_eq!(office.refused("verifikator", child, Action::Link { other: hidden }).await, Guard::Parent);
    let question = office.files(super::question()).await.unwrap().case;
    assert_eq!(office.refused("verifikator", child, join(question)).await, Guard::Parent);

    let mut new = complaint();
    new.account.excluded = full_name("analis");
    let narrower = office.files(new).await.unwrap().case;
    office.does("verifikator", narrower, Action::StartScreening).await;
    assert_eq!(
        office.refused("verifikator", narrower, join(child)).await,
        Guard::Wall,
        "analis handles cases like that one"
    );
    assert_eq!(office.refused("verifikator", child, join(narrower)).await, Guard::Wall);

    let other = office.screened(FIRST).await;
    office.does("verifikator", child, Action::Link { other }).await;
    let links = db::links(&mut *office.system().await, child).await.unwrap();
    assert_eq!((links[0].id, links[0].kind.as_str()), (other, "related"));
}

#[tokio::test]
async fn a_wall_that_rises_while_a_join_waits_stops_it() {
    let mut office = Office::open().await;
    let one = office.one;
    office.hire("verifikator9", &[Role::Verifier], &[one]).await;
    let (parent, child) = (office.screened(FIRST).await, office.screened(FIRST).await);
    let proposal = office.proposes("verifikator", child, join(parent)).await;
    office.does("verifikator9", parent, Action::DeclareConflict { reason: YES }).await;
    let approved = office.approves("pimpinan", proposal).await;
    assert!(format!("{approved:?}").contains("Wall"), "{approved:?}");
    assert_eq!(office.state(child).await, State::Screening);
}

#[tokio::test]
async fn two_cases_are_not_joined_to_each_other() {
    let office = Office::open().await;
    let (one, two) = (office.screened(FIRST).await, office.screened(FIRST).await);
    let first = office.proposes("verifikator", one, join(two)).await;
    let second = office.proposes("verifikator", two, join(one)).await;
    let (a, b) = futures_util::join!(office.approves("pimpinan", first), office.approves("pimpinan", second));
    assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|done| **done).count(), 1, "{a:?} {b:?}");
    let states = [office.state(one).await, office.state(two).await];
    assert!(states.contains(&State::Closed) && states.contains(&State::Screening));
}

#[tokio::test]
async fn a_case_is_reported_again_to_somebody_else() {
    let office = Office::open().await;
    let case = office.lapsed(FIRST).await;
    office.says("pelapor", case, Action::ReportAgain { reason: YES }, say("Terjadi lagi.")).await;
    let again = office.case(case).await;
    assert_eq!((again.state, again.outcome, again.handler), (State::Received, None, None));
    assert_eq!(again.facts.excluded, [office.id("analis")]);
    assert!(!again.is_open(ClockKind::Survey) && again.is_open(ClockKind::Screen));
    office.does("verifikator", case, Action::StartScreening).await;
    assert_eq!(office.refused("verifikator", case, office.accept("analis", office.one)).await, Guard::TakerExcluded);
    office.does("verifikator", case, office.accept("analis2", office.one)).await;
}

#[tokio::test]
async fn when_the_old_handler_was_the_only_one_another_unit_works_on_it() {
    let office = Office::with(&["verifikator", "analis", "pimpinan", "verifikator2", "pimpinan2"]).await;
    let case = office.lapsed(FIRST).await;
    office.says("pelapor", case, Action::ReportAgain { reason: YES }, say("Terjadi lagi.")).await;
    office.does("verifikator", case, Action::StartScreening).await;
    office.does("verifikator", case, office.accept("verifikator2", office.one)).await;
    assert!(office.finds("verifikator2", case).await);
    office.does("verifikator2", case, Action::GiveFirstAnswer { tied_to_allegations: YES }).await;
}

#[tokio::test]
async fn the_office_goes_on_without_who_withdrew() {
    let office = Office::open().await;
    let identity = kentongan::case::account::Identity { name: "Sari".into(), ..Default::default() };
    let new = NewCase { mode: Mode::Open, identity: Some(identity), release_name: true, ..complaint() };
    let old = office.files(new).await.unwrap().case;
    office.does("verifikator", old, Action::StartScreening).await;
    office.does("verifikator", old, office.accept("analis2", office.one)).await;
    office.does("analis2", old, Action::DeclareConflict { reason: YES }).await;
    office.does("pelapor", old, Action::Withdraw).await;
    let go_on = |public_interest| Action::ContinueExOfficio { public_interest, reason: YES };
    assert_eq!(office.refused("pimpinan", old, go_on(false)).await, Guard::PublicInterest);
    let Done::Opened(new) = office.does("pimpinan", old, go_on(true)).await else { panic!("a new case") };
    let case = office.case(new).await;
    assert_eq!((case.state, case.mode), (State::Received, Mode::Anonymous));
    assert!(case.facts.without_reporter && case.is_open(ClockKind::Screen));
    let secret = office.secret(new).await;
    assert_eq!((secret.title.as_str(), secret.released_name), ("Permintaan uang di loket", None));
    let mut tx = office.system().await;
    let codes: i64 = sqlx::query_scalar("select count(*) from receipt where case_id = $1")
        .bind(new)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    let known: i64 = sqlx::query_scalar("select count(*) from identity where case_id = $1")
        .bind(new)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!((codes, known), (0, 0), "no code and no identity");
    let links = db::links(&mut tx, new).await.unwrap();
    assert_eq!((links[0].id, links[0].kind.as_str()), (old, "ex_officio"));
    assert!(db::is_walled(&mut tx, new, office.id("analis2")).await.unwrap(), "the old case's walls stand here too");
    drop(tx);
    assert!(!office.finds("analis2", new).await && office.finds("verifikator", new).await);
    assert!(office.case(old).await.is_open(ClockKind::Retention));
    assert!(office.tries("pimpinan", old, go_on(true), Words::default()).await.is_err(), "once");
    assert!(office.tries("pelapor", new, Action::Withdraw, Words::default()).await.is_err(), "it is nobody's");
    office.does("verifikator", new, Action::StartScreening).await;
    assert_eq!(office.refused("verifikator", new, Action::AskReporter { question: YES }).await, Guard::NoReporter);
}

#[tokio::test]
async fn an_objection_is_examined_by_another_unit_and_reopened_with_another_handler() {
    let mut office = Office::open().await;
    let both = [office.one, office.two];
    office.hire("kepala_dua", &[Role::Supervisor], &both).await;
    let case = office.decided(FIRST, Finding::NotProven).await;
    assert!(!office.finds("penelaah", case).await);
    office.objects(case).await;
    assert!(office.finds("penelaah", case).await);
    let reopen = |name: &str| Action::Reopen { handler: office.taker(name), redo: YES };
    assert!(office.tries("pimpinan", case, reopen("analis2"), Words::default()).await.is_err(), "not the own unit");
    assert!(office.tries("kepala_dua", case, reopen("analis2"), Words::default()).await.is_err(), "who heads both");
    assert_eq!(office.refused("penelaah", case, reopen("analis")).await, Guard::TakerSame);
    assert_eq!(office.refused("penelaah", case, reopen("verifikator")).await, Guard::Unknown, "no analyst");
    office.does("penelaah", case, reopen("analis2")).await;
    let again = office.case(case).await;
    assert_eq!((again.state, again.handler, again.outcome), (State::Review, Some(office.id("analis2")), None));
    assert_eq!(office.notices("analis2").await, ["assigned"]);
    assert!(!office.finds("penelaah", case).await, "the examination is over");
    office.does("analis2", case, office.findings(Finding::Proven)).await;
}

#[tokio::test]
async fn a_refusal_that_was_objected_to_goes_back_to_verification() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let refuse = Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES };
    office.together("verifikator", "pimpinan", case, refuse).await;
    office.objects(case).await;
    let reopen = |name: &str| Action::Reopen { handler: office.taker(name), redo: YES };
    assert_eq!(office.refused("penelaah", case, reopen("analis2")).await, Guard::Unknown, "no verifier");
    office.does("penelaah", case, reopen("verifikator2")).await;
    let again = office.case(case).await;
    assert_eq!((again.state, again.handler), (State::Screening, Some(office.id("verifikator2"))));
    office.does("verifikator2", case, office.accept("analis", office.one)).await;
}

#[tokio::test]
async fn an_objection_that_fails_leaves_the_follow_up_going() {
    let office = Office::open().await;
    let case = office.watched(FIRST).await;
    office.objects(case).await;
    assert!(office.case(case).await.clock(ClockKind::FollowUp).unwrap().runs());
    office.does("analis", case, Action::ReportCommitment { no: 1, proof: YES }).await;
    office.does("pimpinan2", case, Action::ConfirmDecision { reason: YES }).await;
    assert_eq!(office.state(case).await, State::FollowUp);
    assert!(
        office
            .tries("pelapor", case, Action::Object { side: Side::Reporter, reason: YES }, Words::default())
            .await
            .is_err()
    );
}

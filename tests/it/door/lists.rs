//! The work list after each act: whose turn, until when, paused, replied, and who reads it.

use kentongan::case::act::{Words, officer_list, unit_list};
use kentongan::case::action::Action;
use kentongan::case::state::{ClockKind, Finding, State};
use sqlx::FromRow;
use uuid::Uuid;

use super::tale::FIRST;
use super::{Office, YES, complaint, question, say};

#[derive(Debug, FromRow, PartialEq)]
struct Listed {
    turn: String,
    open: bool,
    paused: bool,
    replied: bool,
    state: String,
    handler_id: Option<Uuid>,
    due: Option<chrono::DateTime<chrono::Utc>>,
}

impl Office {
    async fn listed(&self, viewer: &str, case: Uuid) -> Option<Listed> {
        sqlx::query_as(
            "select turn, open, paused, replied, state, handler_id, nullif(due_at, 'infinity') as due from work_list
             where viewer = $1 and case_id = $2",
        )
        .bind(viewer)
        .bind(case)
        .fetch_optional(&mut *self.system().await)
        .await
        .unwrap()
    }

    async fn readers_of(&self, case: Uuid) -> Vec<String> {
        sqlx::query_scalar("select viewer from work_list where case_id = $1 order by viewer")
            .bind(case)
            .fetch_all(&mut *self.system().await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_case_stands_on_the_lists_of_those_whose_turn_it_is() {
    let office = Office::open().await;
    let case = office.files(complaint()).await.unwrap().case;
    let (verifiers, supervisors) = (unit_list(office.one, "verifier"), unit_list(office.one, "supervisor"));
    let mut both = [verifiers.clone(), supervisors.clone()];
    both.sort();
    assert_eq!(office.readers_of(case).await, both);
    let due = office.case(case).await.clock(ClockKind::Screen).map(|clock| clock.due_at);
    let free = office.listed(&verifiers, case).await.unwrap();
    assert_eq!((free.turn.as_str(), free.open, free.handler_id, free.due), ("act", true, None, due));
    assert_eq!(office.listed(&supervisors, case).await.unwrap().turn, "wait");

    office.does("verifikator", case, Action::StartScreening).await;
    let mine = officer_list(office.id("verifikator"));
    let taken = office.listed(&mine, case).await.unwrap();
    assert_eq!(
        (taken.turn.as_str(), taken.state.as_str(), taken.handler_id),
        ("act", "screening", Some(office.id("verifikator")))
    );

    office.says("verifikator", case, Action::AskReporter { question: YES }, say("Kapan?")).await;
    let asked = office.listed(&mine, case).await.unwrap();
    let until = office.case(case).await.clock(ClockKind::ReporterReply).map(|clock| clock.due_at);
    assert_eq!((asked.turn.as_str(), asked.paused, asked.replied, asked.due), ("wait", true, false, until));

    office.says("pelapor", case, Action::Answer { text: YES }, say("Selasa.")).await;
    let answered = office.listed(&mine, case).await.unwrap();
    assert_eq!((answered.turn.as_str(), answered.paused, answered.replied), ("act", false, true));
    assert_eq!(office.notices("verifikator").await, ["reporter_wrote"]);

    office.does("verifikator", case, office.accept("analis", office.one)).await;
    assert!(office.listed(&mine, case).await.is_none(), "no longer the verifier's");
    assert!(office.listed(&verifiers, case).await.is_none());
    let theirs = office.listed(&officer_list(office.id("analis")), case).await.unwrap();
    assert_eq!((theirs.turn.as_str(), theirs.replied), ("act", false), "moving it on answers the reporter");
}

#[tokio::test]
async fn the_mark_that_the_reporter_wrote_goes_when_somebody_writes_back() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let list = officer_list(office.id("analis"));
    office.says("pelapor", case, Action::Message { text: YES }, say("Halo?")).await;
    assert!(office.listed(&list, case).await.unwrap().replied);
    office
        .says("analis", case, Action::Note { text: YES }, Words { note: Some("Catatan.".into()), ..Words::default() })
        .await;
    assert!(office.listed(&list, case).await.unwrap().replied, "a note is for the desk");
    office.says("analis", case, Action::Message { text: YES }, say("Sedang kami periksa.")).await;
    assert!(!office.listed(&list, case).await.unwrap().replied);
}

#[tokio::test]
async fn the_supervisors_hear_of_a_withdrawal_that_only_they_can_still_answer() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    office.does("pelapor", case, Action::Withdraw).await;
    assert_eq!(office.notices("pimpinan").await, ["withdrawn"]);
    assert!(office.notices("pimpinan2").await.is_empty(), "not another unit's");
    assert_eq!(office.notices("verifikator").await, ["reporter_wrote"]);
}

#[tokio::test]
async fn a_case_leaves_the_open_lists_when_it_ends() {
    let office = Office::open().await;
    let case = office.decided(FIRST, Finding::NotProven).await;
    let list = officer_list(office.id("analis"));
    let decided = office.listed(&list, case).await.unwrap();
    // a window is nobody's deadline; what is due next is news for the reporter
    let news = office.case(case).await.clock(ClockKind::Feedback).map(|clock| clock.due_at);
    assert_eq!((decided.turn.as_str(), decided.open, decided.due), ("wait", true, news));
    office.pass_days(60);
    office.works().await;
    assert_eq!(office.state(case).await, State::Closed);
    let closed = office.listed(&list, case).await.unwrap();
    assert_eq!((closed.turn.as_str(), closed.open, closed.due), ("none", false, None));
    let mut tx = office.tx(kentongan::db::Actor::Officer(office.id("analis"))).await;
    let every: i64 =
        sqlx::query_scalar("select every from desk_counts($1)").bind(office.now()).fetch_one(&mut *tx).await.unwrap();
    assert_eq!(every, 0);
}

#[tokio::test]
async fn unassigned_cases_are_on_the_board_of_who_may_take_them() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.does("analis", case, Action::DeclareConflict { reason: YES }).await;
    let free = office.listed(&unit_list(office.one, "analyst"), case).await.unwrap();
    assert_eq!((free.turn.as_str(), free.handler_id), ("act", None));
    assert!(!office.finds("analis", case).await);
    office.does("analis2", case, Action::Take).await;
    assert_eq!(office.case(case).await.handler, Some(office.id("analis2")));
    assert!(office.listed(&unit_list(office.one, "analyst"), case).await.is_none());
}

#[tokio::test]
async fn where_a_role_is_empty_others_read_and_act_in_its_place() {
    // nobody consults in the first unit's stead but the second's, and nobody supervises at all
    let office = Office::with(&["konsultan3", "verifikator", "analis"]).await;
    let ask = office.files(question()).await.unwrap().case;
    assert_eq!(office.case(ask).await.unit, Some(office.two));
    office.does("konsultan3", ask, Action::Take).await;
    let case = office.screened(FIRST).await;
    assert!(office.readers_of(case).await.contains(&"r:integrity".to_owned()), "no supervisor anywhere");
    assert!(office.finds("integritas", case).await);
    let refuse =
        Action::Refuse { outcome: kentongan::case::state::Outcome::Insufficient, failed_check: YES, other_door: YES };
    office.together("verifikator", "integritas", case, refuse).await;
}

#[tokio::test]
async fn an_office_without_units_keeps_what_was_filed() {
    let world = crate::world::World::open().await;
    let filed = kentongan::case::act::file(&world.app, complaint()).await.expect("a receipt, even so");
    let mut tx = world.app.db.begin(kentongan::db::Actor::System).await.unwrap();
    let case = kentongan::case::db::load(&mut tx, filed.case).await.unwrap().unwrap();
    assert_eq!(case.unit, None);
    drop(tx);
    kentongan::jobs::round(&world.app).await.unwrap();
}

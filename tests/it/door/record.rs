//! The record: who did what, in order, also when two act at once, and one use of each form.

use futures_util::future::join_all;
use kentongan::case::act::{self, ActError, Done, Words};
use kentongan::case::action::Action;
use kentongan::case::db::{self, EventEntry};
use kentongan::case::state::State;
use uuid::Uuid;

use super::tale::FIRST;
use super::{Office, YES, complaint, say};

impl Office {
    async fn events(&self, case: Uuid) -> Vec<EventEntry> {
        let key = self.secret(case).await.key;
        db::events(&mut *self.system().await, &key, case).await.unwrap()
    }

    /// Whoever walks the record finds nothing wrong.
    pub async fn chain_holds(&self) {
        let app = &self.world.app;
        let report = kentongan::ledger::verify(&app.db, &app.keys, &app.store).await.unwrap();
        assert_eq!(report.first().map(ToString::to_string), None);
    }
}

#[tokio::test]
async fn every_act_is_written_down_with_who_and_what() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let words = Words { note: Some("Cek KTP.".into()), ..say("Kapan?") };
    office.says("verifikator", case, Action::AskReporter { question: YES }, words).await;
    office.says("pelapor", case, Action::Answer { text: YES }, say("Selasa.")).await;
    let events = office.events(case).await;
    let told: Vec<_> = events.iter().map(|event| (event.seq, event.action.as_str())).collect();
    assert_eq!(told, [(1, "submit"), (2, "start_screening"), (3, "ask_reporter"), (4, "answer")]);
    let asked = events[2].payload.as_ref().unwrap();
    assert_eq!(asked.actor, format!("verifier:{}", office.id("verifikator")));
    assert_eq!(asked.data["words"]["public"], "Kapan?");
    assert_eq!(asked.data["words"]["note"], "Cek KTP.");
    assert_eq!((&asked.data["from"], &asked.data["to"]), (&"screening".into(), &"awaiting_reporter".into()));
    assert_eq!(events[3].payload.as_ref().unwrap().actor, "reporter");
    office.chain_holds().await;
}

#[tokio::test]
async fn two_acts_at_once_wait_for_each_other_and_none_is_lost() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let before = office.events(case).await.len();
    let app = &office.world.app;
    let acts = (0..20).map(|n| {
        let who = if n % 2 == 0 { office.who("pelapor") } else { office.who("analis") };
        office.at(act::act(app, who, case, Action::Message { text: YES }, say(&format!("Pesan {n}"))))
    });
    for done in join_all(acts).await {
        done.unwrap();
    }
    let events = office.events(case).await;
    assert_eq!(events.len(), before + 20);
    assert!(events.iter().enumerate().all(|(n, event)| usize::try_from(event.seq).unwrap() == n + 1));
    let key = office.secret(case).await.key;
    let messages = db::messages(&mut *office.system().await, &key, case).await.unwrap();
    assert_eq!(messages.iter().filter(|message| message.body.starts_with("Pesan")).count(), 20);
    office.chain_holds().await;
}

#[tokio::test]
async fn of_two_who_take_a_case_one_gets_it() {
    let mut office = Office::open().await;
    let one = office.one;
    office.hire("verifikator9", &[kentongan::case::state::Role::Verifier], &[one]).await;
    let case = office.files(complaint()).await.unwrap().case;
    let app = &office.world.app;
    let take = |name: &str| office.at(act::act(app, office.who(name), case, Action::StartScreening, Words::default()));
    let (a, b) = futures_util::join!(take("verifikator"), take("verifikator9"));
    let won = [&a, &b].iter().filter(|done| done.is_ok()).count();
    assert_eq!(won, 1, "{a:?} {b:?}");
    assert!([a, b].into_iter().any(|done| matches!(done, Err(ActError::Refused(_)))));
    assert_eq!(office.events(case).await.len(), 2);
}

#[tokio::test]
async fn a_form_is_used_once() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let form = |text: &str| Words { once: Some([9; 32]), ..say(text) };
    office.says("pelapor", case, Action::Message { text: YES }, form("Halo?")).await;
    let app = &office.world.app;
    let presses = (0..5)
        .map(|_| office.at(act::act(app, office.who("pelapor"), case, Action::Message { text: YES }, form("Halo?"))));
    for done in join_all(presses).await {
        assert_eq!(done.unwrap(), Done::Already);
    }
    assert_eq!(office.events(case).await.len(), 3);
    // a refused form may be sent again once it can be done
    let early = Words { once: Some([8; 32]), ..say("Selasa.") };
    assert!(office.tries("pelapor", case, Action::Answer { text: YES }, early.clone()).await.is_err());
    office.says("verifikator", case, Action::AskReporter { question: YES }, say("Kapan?")).await;
    assert_eq!(office.says("pelapor", case, Action::Answer { text: YES }, early).await, Done::Moved(State::Screening));
}

#[tokio::test]
async fn an_act_that_is_refused_writes_nothing() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let before = (office.events(case).await.len(), office.count("select count(*) from message").await);
    let words = Words { lines: vec![("term".into(), 1, "x".into())], ..say("Keputusan.") };
    assert!(office.tries("verifikator", case, Action::Decide { letter: YES }, words.clone()).await.is_err());
    assert!(
        office
            .tries("verifikator", case, Action::AskReporter { question: kentongan::case::action::Given(false) }, words)
            .await
            .is_err()
    );
    assert_eq!(before, (office.events(case).await.len(), office.count("select count(*) from message").await));
    assert_eq!(office.count("select count(*) from case_line").await, 0);
    office.chain_holds().await;
}

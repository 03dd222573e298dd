//! Time in the database: pauses, extensions, levels, and what the worker does when nobody acts.

use futures_util::future::join_all;
use kentongan::case::act::{self, Words};
use kentongan::case::action::Action;
use kentongan::case::case::Clock;
use kentongan::case::db;
use kentongan::case::state::{Cause, ClockKind, Finding, Kind, State};
use uuid::Uuid;

use super::tale::{FIRST, SECOND};
use super::{Office, YES, complaint, morning, question, say};

impl Office {
    async fn clock(&self, case: Uuid, kind: ClockKind) -> Clock {
        self.case(case).await.clock(kind).cloned().unwrap_or_else(|| panic!("no {kind:?} is open"))
    }

    /// Levels that were written down for a case: (level, target).
    async fn breaches(&self, case: Uuid) -> Vec<(i16, String)> {
        sqlx::query_as("select level, target from breach where case_id = $1 order by at, level")
            .bind(case)
            .fetch_all(&mut *self.system().await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_question_pauses_and_its_answer_gives_the_time_back() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let before = office.clock(case, ClockKind::Screen).await;
    office.says("verifikator", case, Action::AskReporter { question: YES }, say("Kapan?")).await;
    let paused = office.clock(case, ClockKind::Screen).await;
    assert!(paused.is_paused() && paused.pauses[0].cause == Cause::Question);
    office.pass_days(4);
    office.works().await;
    assert!(office.breaches(case).await.is_empty(), "a paused clock has not ended");
    office.says("pelapor", case, Action::Answer { text: YES }, say("Selasa.")).await;
    let after = office.clock(case, ClockKind::Screen).await;
    assert!(after.runs() && after.due_at > before.due_at && after.pauses[0].to.is_some());
    let (rows, open): (i64, i64) =
        sqlx::query_as("select count(*), count(*) filter (where ended_at is null) from clock_pause where case_id = $1")
            .bind(case)
            .fetch_one(&mut *office.system().await)
            .await
            .unwrap();
    assert_eq!((rows, open), (1, 0));
}

#[tokio::test]
async fn an_extension_is_a_new_row() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let old = office.clock(case, ClockKind::FirstAnswer).await;
    let until = office.today() + chrono::Duration::days(10);
    office.together("analis", "pimpinan", case, Action::ExtendDeadline { clock: old.id, until, reason: YES }).await;
    let new = office.clock(case, ClockKind::FirstAnswer).await;
    assert!(new.id != old.id && new.due_at > old.due_at);
    let rows: i64 = sqlx::query_scalar(
        "select count(*) from clock where case_id = $1 and kind = 'FIRST_ANSWER' and due_at = $2 and voided_at is not null",
    )
    .bind(case)
    .bind(old.due_at)
    .fetch_one(&mut *office.system().await)
    .await
    .unwrap();
    assert_eq!(rows, 1, "the old one keeps its end");
}

#[tokio::test]
async fn levels_are_reached_one_after_the_other_and_each_tells_the_next_above() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await; // due Thursday 5 November
    office.pass_days(3); // Thursday
    office.works().await;
    assert!(office.breaches(case).await.is_empty());
    office.pass_days(1);
    office.works().await;
    assert_eq!(office.breaches(case).await, [(1, "supervisors".to_owned())]);
    assert_eq!(office.notices("pimpinan").await, ["breach"]);
    assert_eq!(office.notices("verifikator").await, ["breach"]);
    office.works().await;
    office.works().await;
    assert_eq!(office.breaches(case).await.len(), 1, "once per level");
    office.pass_days(6); // three working days after the end, and one
    office.works().await;
    assert_eq!(office.breaches(case).await.last().unwrap(), &(2, "other_supervisors".to_owned()));
    assert_eq!(office.notices("pimpinan2").await, ["breach"], "they can open it now");
    assert!(!office.finds("integritas", case).await);
    office.pass_days(5);
    office.works().await;
    assert_eq!(office.breaches(case).await.last().unwrap(), &(3, "integrity".to_owned()));
    assert!(office.finds("integritas", case).await);
    office.pass_days(60);
    office.works().await;
    assert_eq!(office.breaches(case).await.len(), 3, "there is nobody above");
    office.does("integritas", case, office.accept("analis", office.one)).await;
}

#[tokio::test]
async fn two_workers_at_once_do_everything_once() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..8 {
        cases.push(office.screened(FIRST).await);
    }
    office.pass_days(5);
    let rounds = (0..4).map(|_| office.at(act::tick(&office.world.app, 100)));
    let done: usize = join_all(rounds).await.into_iter().map(|done| done.unwrap()).sum();
    assert_eq!(done, 8, "every case was somebody's, and once");
    assert_eq!(office.count("select count(*) from breach").await, 8);
    assert_eq!(office.notices("pimpinan").await.len(), 8);
}

#[tokio::test]
async fn a_worker_and_an_officer_do_not_block_each_other_for_good() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..6 {
        cases.push(office.screened(FIRST).await);
    }
    office.pass_days(5);
    let app = &office.world.app;
    let acts = cases.iter().map(|case| {
        let words = say("Siapa?");
        office.at(act::act(app, office.who("verifikator"), *case, Action::AskReporter { question: YES }, words))
    });
    let (worked, asked) = futures_util::join!(office.at(act::tick(app, 100)), join_all(acts));
    worked.unwrap();
    for done in asked {
        done.unwrap();
    }
}

#[tokio::test]
async fn the_oldest_is_first() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(office.screened(FIRST).await);
        office.pass_days(1);
    }
    office.pass_days(14);
    cases.reverse();
    let order: Vec<Uuid> = {
        for _ in 0..3 {
            office.at(act::tick(&office.world.app, 1)).await.unwrap();
        }
        sqlx::query_scalar("select case_id from notice where key = 'breach' and officer_id = $1 order by id")
            .bind(office.id("pimpinan"))
            .fetch_all(&mut *office.system().await)
            .await
            .unwrap()
    };
    let mut first = order.clone();
    first.dedup();
    cases.reverse();
    assert_eq!(first, cases);
}

#[tokio::test]
async fn one_case_that_cannot_be_opened_holds_up_no_other() {
    let office = Office::open().await;
    let broken = office.screened(FIRST).await;
    let whole = office.screened(FIRST).await;
    office.execute("update case_secret set dek = sha256(dek) where case_id = $1", broken).await;
    office.pass_days(5);
    assert_eq!(office.at(act::tick(&office.world.app, 100)).await.unwrap(), 2);
    assert_eq!(office.breaches(whole).await.len(), 1);
    assert!(office.breaches(broken).await.is_empty());
    assert_eq!(office.at(act::tick(&office.world.app, 100)).await.unwrap(), 0, "it waits for an hour");
    office.pass(2);
    assert_eq!(office.at(act::tick(&office.world.app, 100)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_message_moves_no_clock() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let before = office.case(case).await.clocks;
    office.says("pelapor", case, Action::Message { text: YES }, say("Halo?")).await;
    office.says("analis", case, Action::Message { text: YES }, say("Sedang kami periksa.")).await;
    office
        .says(
            "analis",
            case,
            Action::Note { text: YES },
            Words { note: Some("Telepon dinas.".into()), ..Words::default() },
        )
        .await;
    assert_eq!(office.case(case).await.clocks, before);
}

#[tokio::test]
async fn a_hold_ends_by_itself() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let until = office.today() + chrono::Duration::days(7);
    office.together("analis", "pimpinan", case, Action::Hold { until, reason: YES }).await;
    assert!(office.clock(case, ClockKind::Resolve).await.is_paused());
    assert!(office.clock(case, ClockKind::Feedback).await.runs());
    office.pass_days(8);
    office.works().await;
    let after = office.case(case).await;
    assert!(!after.is_open(ClockKind::Hold) && after.clock(ClockKind::Resolve).unwrap().runs());
    let key = office.secret(case).await.key;
    let told = db::messages(&mut *office.system().await, &key, case).await.unwrap();
    let last = told.last().unwrap();
    assert_eq!((last.kind.as_str(), last.body.as_str()), ("unhold", "Penundaan berakhir. Kasus berjalan lagi."));
}

#[tokio::test]
async fn silence_about_mediation_is_a_no() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.does("analis", case, Action::OfferMediation { roster: vec![office.taker("mediator")] }).await;
    office.pass_days(10);
    office.works().await;
    let talks = office.case(case).await.facts.mediation;
    assert_eq!((talks.reporter, talks.respondent), (Some(false), Some(false)));
    assert!(!office.case(case).await.is_open(ClockKind::MediationReply));
}

#[tokio::test]
async fn talks_that_nobody_ends_are_ended() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.mediates(case, "analis", &["mediator"]).await;
    office.pass_days(31);
    office.works().await;
    assert_eq!(office.state(case).await, State::Mediation);
    for _ in 0..16 {
        office.pass_days(1);
        office.works().await;
    }
    assert_eq!(office.state(case).await, State::Review);
    assert!(office.clock(case, ClockKind::Resolve).await.runs());
}

#[tokio::test]
async fn windows_that_nobody_uses_close_the_case_and_then_the_survey_and_the_content_go() {
    let office = Office::open().await;
    let words = Words { files: vec![super::photo("bukti.png")], ..say("Ini buktinya.") };
    let case = office.accepted(FIRST).await;
    office.says("pelapor", case, Action::AddEvidence { files: 1 }, words).await;
    office.decides(case, FIRST, Finding::NotProven).await;
    office.pass_days(30);
    office.works().await;
    assert_eq!(office.state(case).await, State::Resolved, "thirty working days, not thirty days");
    office.pass_days(20);
    office.works().await;
    let closed = office.case(case).await;
    assert_eq!(closed.state, State::Closed);
    assert!(closed.is_open(ClockKind::Survey) && closed.is_open(ClockKind::Retention));
    office.pass_days(35);
    office.works().await;
    assert!(!office.case(case).await.is_open(ClockKind::Survey));
    let rate = Action::Rate { score: 5 };
    assert!(office.tries("pelapor", case, rate, Words::default()).await.is_err(), "too late to rate");

    office.is_now(morning(2032, 3, 1));
    office.works().await;
    let after = office.case(case).await;
    assert!(after.facts.purged && after.open_clocks().next().is_none());
    let mut tx = office.system().await;
    assert!(db::secret(&mut tx, &office.world.app.keys, case).await.unwrap().is_none());
    drop(tx);
    for sql in [
        "select count(*) from event_payload",
        "select count(*) from receipt",
        "select count(*) from identity",
        "select count(*) from evidence",
    ] {
        assert_eq!(office.count(sql).await, 0, "{sql}");
    }
    let report =
        kentongan::ledger::verify(&office.world.app.db, &office.world.app.keys, &office.world.app.store).await.unwrap();
    assert_eq!(report.first().map(ToString::to_string), None, "the chain still holds");
    assert!(report.erased > 5);
    assert!(office.tries("pelapor", case, Action::ReportAgain { reason: YES }, Words::default()).await.is_err());
}

#[tokio::test]
async fn an_identity_is_kept_until_a_year_after_the_first_closing() {
    let office = Office::open().await;
    let new = act::NewCase {
        mode: kentongan::case::state::Mode::Confidential,
        identity: Some(kentongan::case::account::Identity { name: "Sari".into(), ..Default::default() }),
        ..complaint()
    };
    let case = office.files(new).await.unwrap().case;
    office.does("verifikator", case, Action::StartScreening).await;
    office.does("pelapor", case, Action::Withdraw).await;
    office.pass_days(300);
    office.works().await;
    assert_eq!(office.count("select count(*) from identity").await, 1);
    office.pass_days(70);
    office.works().await;
    assert_eq!(office.count("select count(*) from identity").await, 0);
    assert!(!office.case(case).await.facts.purged, "the content stays for its own time");
}

#[tokio::test]
async fn a_recommendation_that_nobody_writes_reaches_the_desk() {
    let office = Office::open().await;
    let case = office.decided(FIRST, Finding::Proven).await;
    for _ in 0..40 {
        office.pass_days(2);
        office.works().await;
    }
    let still = office.case(case).await;
    assert_eq!(still.state, State::Resolved, "a proven result does not lapse");
    assert!(still.at_last_level());
    assert!(office.finds("integritas", case).await);
    office.does("integritas", case, office.recommend(1)).await;
}

#[tokio::test]
async fn a_follow_up_is_reminded_then_escalated() {
    let office = Office::open().await;
    let case = office.watched(FIRST).await;
    let escalate = |body| Action::EscalateTo { no: 1, body };
    let body = kentongan::case::state::Body::ALL[0];
    assert!(office.tries("pimpinan", case, escalate(body), Words::default()).await.is_err(), "reminders come first");
    for _ in 0..24 {
        office.pass_days(2);
        office.works().await;
    }
    let old = office.clock(case, ClockKind::FollowUp).await;
    assert!(old.level >= 2);
    office.does("pimpinan", case, escalate(body)).await;
    let new = office.clock(case, ClockKind::FollowUp).await;
    assert!(new.id != old.id && new.level == 0 && new.due_at > office.now());
}

#[tokio::test]
async fn feedback_is_due_again_and_again() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let first = office.clock(case, ClockKind::Feedback).await;
    office.pass_days(80);
    office.says("analis", case, Action::InterimFeedback { text: YES }, say("Masih kami periksa.")).await;
    let next = office.clock(case, ClockKind::Feedback).await;
    assert!(next.id != first.id && next.due_at > first.due_at);
}

#[tokio::test]
async fn a_withdrawn_case_expires_when_nobody_goes_on_with_it() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    office.does("pelapor", case, Action::Withdraw).await;
    assert!(office.clock(case, ClockKind::ExOfficio).await.runs());
    office.pass_days(8);
    office.works().await;
    let after = office.case(case).await;
    assert!(!after.is_open(ClockKind::ExOfficio) && after.is_open(ClockKind::Retention));
}

#[tokio::test]
async fn a_question_that_nobody_answers_and_one_that_is() {
    let office = Office::with(&["konsultan", "konsultan3", "pimpinan", "pimpinan2"]).await;
    let late = office.files(question()).await.unwrap().case;
    let answered = office.files(question()).await.unwrap().case;
    office.does("konsultan", answered, Action::Take).await;
    office.says("konsultan", answered, Action::Answer { text: YES }, say("Tidak boleh.")).await;
    office.pass_days(20);
    office.works().await;
    assert_eq!(office.case(late).await.kind, Kind::Consultation);
    assert!(!office.breaches(late).await.is_empty());
    let done = office.case(answered).await;
    assert_eq!(done.state, State::Closed);
    assert!(done.is_open(ClockKind::Survey));
    office.says("pelapor", answered, Action::Rate { score: 4 }, Words::default()).await;
    assert_eq!(office.count("select score::bigint from rating").await, 4);
}

#[tokio::test]
async fn when_the_calendar_arrives_what_was_provisional_is_counted_again() {
    let office = Office::open().await;
    office.is_now(morning(2027, 12, 29)); // Wednesday; the shipped calendar ends with the year
    let case = office.files(complaint()).await.unwrap().case;
    let guess = office.clock(case, ClockKind::Screen).await;
    assert!(guess.provisional);
    office.works().await;
    assert_eq!(office.clock(case, ClockKind::Screen).await, guess, "nothing has arrived");
    for sql in [
        "insert into calendar (year, version, decree, source, provisional, published_at)
         select 2028, max(version) + 1, 'SKB', 'uji', false, now() from calendar",
        "insert into holiday (year, version, day, name, kind)
         select 2028, max(version), '2028-01-03', 'Libur', 'national' from calendar",
    ] {
        sqlx::query(sql).execute(&mut office.world.owner().await).await.unwrap();
    }
    office.works().await;
    let sure = office.clock(case, ClockKind::Screen).await;
    assert!(sure.id != guess.id && !sure.provisional && sure.due_at == guess.due_at + chrono::Duration::days(1));
    let rows: i64 = sqlx::query_scalar("select count(*) from clock where case_id = $1 and kind = 'SCREEN'")
        .bind(case)
        .fetch_one(&mut *office.system().await)
        .await
        .unwrap();
    assert_eq!(rows, 2, "the old row stays, voided");
    office.works().await;
    assert_eq!(office.clock(case, ClockKind::Screen).await, sure, "once");
    let versions: i64 = office
        .count(
            "select count(*) from clock k join cases c on c.id = k.case_id
                                      where k.voided_at is null and k.calendar_version = c.calendar_version",
        )
        .await;
    assert_eq!(versions, 1);
}

#[tokio::test]
async fn a_case_without_a_clock_reaches_the_integrity_desk_once_a_day() {
    let office = Office::open().await;
    let case = office.accepted(SECOND).await;
    office.execute("update clock set voided_at = now() where case_id = $1 and $1 is not null", case).await;
    office.works().await;
    office.works().await;
    assert_eq!(office.notices("integritas").await, ["unwatched"]);
    assert!(office.finds("integritas", case).await);
    sqlx::query("update notice set read_at = at").execute(&mut office.world.owner().await).await.unwrap();
    office.works().await;
    assert_eq!(office.notices("integritas").await.len(), 1, "read, and not told again at once");
    office.pass_days(2);
    office.works().await;
    assert_eq!(office.notices("integritas").await.len(), 2);
}

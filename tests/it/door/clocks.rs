//! Time in the database: pauses, extensions, levels, and what the worker does when nobody acts.

use kentongan::case::act::{self, Words};
use kentongan::case::action::Action;
use kentongan::case::case::Clock;
use kentongan::case::db;
use kentongan::case::state::{Cause, ClockKind, Finding, Kind, State};
use uuid::Uuid;

use super::tale::FIRST;
use super::{Office, YES, complaint, morning, question, say};

impl Office {
    pub async fn clock(&self, case: Uuid, kind: ClockKind) -> Clock {
        self.case(case).await.clock(kind).cloned().unwrap_or_else(|| panic!("no {kind:?} is open"))
    }

    /// Levels that were written down for a case: (level, target).
    pub async fn breaches(&self, case: Uuid) -> Vec<(i16, String)> {
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
    office.leaps().await;
    assert!(!office.case(case).await.facts.purged, "nobody can be sure that it is 2032");
    office.pass_days(2);
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

impl Office {
    /// The only identity there is stays for ten months and is gone after twelve.
    async fn keeps_the_identity_for_a_year(&self) {
        self.pass_days(300);
        self.works().await;
        assert_eq!(self.count("select count(*) from identity").await, 1);
        self.pass_days(70);
        self.works().await;
        assert_eq!(self.count("select count(*) from identity").await, 0);
    }
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
    office.keeps_the_identity_for_a_year().await;
    assert!(!office.case(case).await.facts.purged, "the content stays for its own time");
}

#[tokio::test]
async fn the_identity_of_a_joined_case_and_its_released_name_go_after_a_year_too() {
    let office = Office::open().await;
    let parent = office.screened(FIRST).await;
    let new = act::NewCase {
        mode: kentongan::case::state::Mode::Open,
        release_name: true,
        identity: Some(kentongan::case::account::Identity { name: "Sari".into(), ..Default::default() }),
        ..complaint()
    };
    let child = office.files(new).await.unwrap().case;
    office.does("verifikator", child, Action::StartScreening).await;
    let join = Action::Join { parent, parent_open: true, parent_joined: false, wall_holds: true };
    office.together("verifikator", "pimpinan", child, join).await;
    assert_eq!(office.secret(child).await.released_name.as_deref(), Some("Sari"));
    office.keeps_the_identity_for_a_year().await;
    assert_eq!(office.secret(child).await.released_name, None);
}

#[tokio::test]
async fn the_open_figures_count_cases_and_their_way_to_the_end() {
    let office = Office::open().await;
    office.is_now(super::morning(2026, 7, 6));
    let lapsed = office.lapsed(FIRST).await;
    let waived = office.decided(FIRST, Finding::Proven).await;
    office.together("pimpinan", "pimpinan2", waived, Action::WaiveRecommendation { reason: YES }).await;
    // its second decision is still one case, and rating a case later does not make it longer
    office.execute("update cases set facts = jsonb_set(facts, '{waived}', '2') where id = $1", waived).await;
    office.execute("update cases set updated_at = updated_at + interval '200 days' where id = $1", lapsed).await;
    let watched = office.watched(FIRST).await;
    let give_up = Action::GiveUpCommitment { no: 1, reason: YES };
    office.together("analis", "pimpinan", watched, give_up).await;
    office.pass(1);
    office.works().await;
    office
        .world
        .browser()
        .visit("/angka")
        .await
        .see("kasus terbukti tanpa rekomendasi")
        .see("pembetulan keadaan kasus");
    let value = async |key: &'static str| -> i64 {
        sqlx::query_scalar("select value from public_figure where key = $1")
            .bind(key)
            .fetch_one(&mut *office.system().await)
            .await
            .unwrap()
    };
    assert_eq!((value("waived").await, value("given_up").await, value("repaired").await), (1, 1, 0));
    let days = value("median_days").await;
    assert!((50..=70).contains(&days), "{days} days to the end");
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

//! The second person: who sees a proposal, who may approve it, and what makes it lapse.

use axum::body::Bytes;
use futures_util::stream;
use kentongan::case::act::{self, ActError, Done, NewFile, Words};
use kentongan::case::action::{Action, Bounced};
use kentongan::case::db;
use kentongan::case::refusal::{Guard, Refusal};
use kentongan::case::state::{Finding, Outcome, Side, State};
use kentongan::clock;
use kentongan::db::Actor;
use uuid::Uuid;

use super::tale::{FIRST, SECOND};
use super::{Office, YES, about, full_name, photo, say};

fn refuse() -> Action {
    Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES }
}

impl Office {
    /// Proposals that wait for an officer's word.
    async fn waiting(&self, name: &str) -> Vec<Uuid> {
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        db::waiting_for_me(&mut tx, 50).await.unwrap().into_iter().map(|(proposal, _)| proposal).collect()
    }

    /// How a proposal stands.
    async fn stands(&self, proposal: Uuid) -> String {
        sqlx::query_scalar("select state from proposal where id = $1")
            .bind(proposal)
            .fetch_one(&mut *self.system().await)
            .await
            .unwrap()
    }

    async fn rejects(&self, who: &str, proposal: Uuid) -> Result<(), ActError> {
        self.at(act::reject(&self.world.app, self.id(who), proposal, "Alasannya kurang.")).await
    }
}

#[tokio::test]
async fn a_proposal_waits_for_the_units_supervisor_and_for_nobody_else() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let mut words = say("Pengaduan Anda bukan kewenangan kami.");
    words.note = Some("Terlapor bukan ASN.".into());
    let Done::Proposed(proposal) = office.says("verifikator", case, refuse(), words).await else { panic!("proposed") };
    assert_eq!(office.state(case).await, State::Screening, "nothing happened yet");
    let key = office.secret(case).await.key;
    assert!(db::messages(&mut *office.system().await, &key, case).await.unwrap().iter().all(|m| m.kind != "refuse"));

    assert_eq!(office.waiting("pimpinan").await, [proposal]);
    for other in ["verifikator", "pimpinan2", "penelaah", "integritas"] {
        assert!(office.waiting(other).await.is_empty(), "{other}");
    }
    assert!(matches!(
        office.approves("verifikator", proposal).await,
        Err(ActError::Refused(Refusal::Guard(Guard::Approval)))
    ));
    // the other unit's supervisor cannot see the case, so there is no such proposal
    assert!(matches!(office.approves("pimpinan2", proposal).await, Err(ActError::NotFound)));
    assert!(matches!(office.approves("integritas", proposal).await, Err(ActError::NotFound)));
    assert!(matches!(office.approves("pimpinan", Uuid::now_v7()).await, Err(ActError::NotFound)));

    assert_eq!(office.approves("pimpinan", proposal).await.unwrap(), Done::Moved(State::NotAdmissible));
    assert_eq!(office.stands(proposal).await, "approved");
    assert_eq!(office.notices("verifikator").await, ["proposal_approved"]);
    let messages = db::messages(&mut *office.system().await, &key, case).await.unwrap();
    assert!(messages.iter().any(|m| m.kind == "refuse" && m.officer.as_ref().unwrap().id == office.id("verifikator")));
    assert!(matches!(office.approves("pimpinan", proposal).await, Err(ActError::Moved)), "once");
}

const PNG: Bytes =
    Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89");

#[tokio::test]
async fn a_file_that_waits_with_a_proposal_is_not_swept_away() {
    let office = Office::open().await;
    office.is_now(clock::now());
    let case = office.screened(FIRST).await;
    let store = &office.world.app.store;
    let waits = store.put("surat.png", stream::iter([Ok(PNG)])).await.unwrap().id;
    let stray = store.put("lain.png", stream::iter([Ok(PNG)])).await.unwrap().id;
    let known = store.put("bukti.png", stream::iter([Ok(PNG)])).await.unwrap().id;
    let words = Words { files: vec![NewFile { id: known, ..photo("bukti.png") }], ..say("Ini buktinya.") };
    office.says("pelapor", case, Action::AddEvidence { files: 1 }, words).await;
    let words = Words { files: vec![NewFile { id: waits, ..photo("surat.png") }], ..say("Bukan kewenangan kami.") };
    let Done::Proposed(proposal) = office.says("verifikator", case, refuse(), words).await else { panic!("proposed") };
    office.pass(60);
    office.works().await;
    assert_eq!((store.has(waits).await.unwrap(), store.has(stray).await.unwrap()), (true, false));
    office.rejects("pimpinan", proposal).await.unwrap();
    office.pass(25);
    office.works().await;
    assert!(!store.has(waits).await.unwrap(), "nothing waits for it any more");
    assert!(store.has(known).await.unwrap());
}

#[tokio::test]
async fn the_same_act_is_proposed_once() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let proposal = office.proposes("verifikator", case, refuse()).await;
    assert_eq!(office.refused("verifikator", case, refuse()).await, Guard::AlreadyOpen);
    office.rejects("pimpinan", proposal).await.unwrap();
    assert_eq!(office.stands(proposal).await, "rejected");
    assert_eq!(office.notices("verifikator").await, ["proposal_rejected"]);
    let key = office.secret(case).await.key;
    let told = db::proposals(&mut *office.system().await, &key, case).await.unwrap();
    assert_eq!(told[0].remark.as_deref(), Some("Alasannya kurang."));
    assert_eq!(office.state(case).await, State::Screening);
    office.proposes("verifikator", case, refuse()).await;
}

#[tokio::test]
async fn a_word_between_does_not_matter_but_a_change_of_state_an_answer_or_a_wall_does() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let proposal = office.proposes("verifikator", case, refuse()).await;
    office
        .says(
            "verifikator",
            case,
            Action::Note { text: YES },
            Words { note: Some("Cek lagi.".into()), ..Words::default() },
        )
        .await;
    office.says("pelapor", case, Action::Message { text: YES }, say("Bagaimana kabarnya?")).await;
    assert_eq!(
        office.refused("pimpinan", case, Action::Assign { to: office.taker("verifikator") }).await,
        Guard::TakerSame
    );
    assert_eq!(office.stands(proposal).await, "open", "messages move nothing");

    office.says("verifikator", case, Action::AskReporter { question: YES }, say("Siapa namanya?")).await;
    assert_eq!(office.stands(proposal).await, "lapsed", "a change of state");
    assert_eq!(office.notices("verifikator").await.last().unwrap(), "proposal_lapsed");
    assert!(matches!(office.approves("pimpinan", proposal).await, Err(ActError::Moved)));
    assert!(office.waiting("pimpinan").await.is_empty());

    office.says("pelapor", case, Action::Answer { text: YES }, say("Pak Luar.")).await;
    let amended = office.proposes("verifikator", case, refuse()).await;
    let amend = |title| Action::Amend {
        category: None,
        severity: None,
        agency: Some(office.agency),
        unit: None,
        title,
        reason: YES,
    };
    office.does("verifikator", case, amend(false)).await;
    assert_eq!(office.stands(amended).await, "lapsed", "the wall was computed again");

    let withdrawn = office.proposes("verifikator", case, refuse()).await;
    office.does("pelapor", case, Action::Withdraw).await;
    assert_eq!(office.stands(withdrawn).await, "lapsed", "withdrawal");
}

#[tokio::test]
async fn a_partys_answer_lapses_what_was_proposed() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.mediates(case, "analis", &["mediator"]).await;
    office.does("mediator", case, office.term(1)).await;
    for side in [Side::Reporter, Side::Respondent] {
        let who = if side == Side::Reporter { "pelapor" } else { "mediator" };
        office.does(who, case, Action::AcceptTerm { line: 1, side }).await;
    }
    let settle = office.proposes("mediator", case, Action::Settle { lawful: true }).await;
    office.does("pelapor", case, Action::RefuseTerm { line: 1, side: Side::Reporter }).await;
    assert_eq!(office.stands(settle).await, "lapsed");
    assert_eq!(office.refused("mediator", case, Action::Settle { lawful: true }).await, Guard::Terms);
}

#[tokio::test]
async fn approving_decides_again() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let until = office.today() + chrono::Duration::days(2);
    let hold = office.proposes("verifikator", case, Action::Hold { until, reason: YES }).await;
    office.pass_days(3);
    let late = office.approves("pimpinan", hold).await;
    assert!(matches!(late, Err(ActError::Refused(Refusal::Guard(Guard::Date)))), "{late:?}");
    assert_eq!(office.stands(hold).await, "open", "nothing was written");
    assert_eq!(office.count("select count(*) from approval").await, 0);
}

#[tokio::test]
async fn a_proposer_who_has_left_the_office_proposes_nothing() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let proposal = office.proposes("verifikator", case, refuse()).await;
    office.execute("update officer set active = false where id = $1", office.id("verifikator")).await;
    assert!(matches!(office.approves("pimpinan", proposal).await, Err(ActError::Moved)));
}

#[tokio::test]
async fn a_proposal_lapses_after_five_working_days_and_then_integrity_may_approve_the_next() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let first = office.proposes("verifikator", case, refuse()).await;
    office.pass_days(6); // Sunday
    office.works().await;
    assert_eq!(office.stands(first).await, "open");
    office.pass_days(2); // Tuesday
    assert!(matches!(office.approves("pimpinan", first).await, Err(ActError::Moved)), "too late already");
    office.works().await;
    assert_eq!(office.stands(first).await, "lapsed");
    assert!(office.notices("verifikator").await.contains(&"proposal_lapsed".to_owned()));
    assert_eq!(office.case(case).await.facts.lapsed("refuse"), 1);

    let second = office.proposes("verifikator", case, refuse()).await;
    assert_eq!(office.waiting("pimpinan").await, [second]);
    assert_eq!(office.waiting("integritas").await, [second]);
    assert!(office.waiting("pimpinan2").await.is_empty());
    assert_eq!(office.approves("integritas", second).await.unwrap(), Done::Moved(State::NotAdmissible));
    let events = {
        let key = office.secret(case).await.key;
        db::events(&mut *office.system().await, &key, case).await.unwrap()
    };
    let approval = events.iter().find(|event| event.action == "approve").unwrap().payload.clone().unwrap();
    assert_eq!(approval.actor, format!("integrity:{}", office.id("integritas")));
}

#[tokio::test]
async fn where_the_proposer_is_the_only_supervisor_another_units_approves() {
    let office = Office::open().await;
    let case = office.decided(FIRST, Finding::Proven).await;
    let waive = office.proposes("pimpinan", case, Action::WaiveRecommendation { reason: YES }).await;
    assert_eq!(office.waiting("pimpinan2").await, [waive]);
    assert_eq!(office.waiting("penelaah").await, [waive]);
    assert!(office.waiting("pimpinan").await.is_empty());
    assert!(office.waiting("integritas").await.is_empty());
    office.approves("penelaah", waive).await.unwrap();
    assert_eq!(office.case(case).await.facts.waived, 1);
}

#[tokio::test]
async fn a_repair_needs_two_other_persons() {
    let office = Office::open().await;
    let case = office.accepted(SECOND).await;
    let repair = Action::Repair {
        target: State::Screening,
        resume: None,
        handler: Some(office.taker("verifikator2")),
        outcome: None,
        reason: YES,
    };
    let proposal = office.proposes("pimpinan2", case, repair).await;
    assert_eq!(office.waiting("penelaah").await, [proposal]);
    assert_eq!(office.approves("penelaah", proposal).await.unwrap(), Done::Proposed(proposal), "one is not enough");
    assert_eq!(office.state(case).await, State::Review);
    assert!(office.waiting("penelaah").await.is_empty());
    assert!(matches!(
        office.approves("penelaah", proposal).await,
        Err(ActError::Refused(Refusal::Guard(Guard::Approval)))
    ));
    assert!(matches!(
        office.approves("pimpinan2", proposal).await,
        Err(ActError::Refused(Refusal::Guard(Guard::Approval)))
    ));
    // nobody is left in the unit who has not spoken, so another unit's supervisor is next
    assert_eq!(office.waiting("pimpinan").await, [proposal]);
    assert_eq!(office.approves("pimpinan", proposal).await.unwrap(), Done::Moved(State::Screening));
    let touched = office.case(case).await.facts.touched;
    for name in ["pimpinan2", "penelaah", "pimpinan"] {
        assert!(touched.contains(&office.id(name)), "{}", full_name(name));
    }
}

#[tokio::test]
async fn a_referral_that_bounced_is_decided_by_an_arbiter() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let refer =
        |receiver: &str| Action::Refer { ground: "sp4n".into(), receiver: receiver.into(), with_identity: false };
    assert_eq!(
        office
            .refused(
                "verifikator",
                case,
                Action::Refer { ground: "x".into(), receiver: "y".into(), with_identity: true }
            )
            .await,
        Guard::Consent
    );
    office.together("verifikator", "pimpinan", case, refer("ombudsman")).await;
    assert!(!office.finds("integritas", case).await);
    office.does("verifikator", case, Action::Bounce { why: Bounced::Refused }).await;
    assert_eq!(office.state(case).await, State::Screening);
    assert_eq!(office.refused("verifikator", case, refer("ombudsman")).await, Guard::RefusedBefore);
    office.together("verifikator", "pimpinan", case, refer("bkn")).await;
    office.does("verifikator", case, Action::Bounce { why: Bounced::Refused }).await;
    assert_eq!(office.state(case).await, State::Referred);
    assert!(office.finds("integritas", case).await && office.finds("pimpinan2", case).await, "the arbiters");
    let keep = Action::Arbitrate {
        keep: true,
        reason: YES,
        category: Some(super::mediable()),
        severity: None,
        handler: Some(office.taker("analis")),
    };
    office.does("integritas", case, keep).await;
    let kept = office.case(case).await;
    assert_eq!((kept.state, kept.handler, kept.mediable), (State::Review, Some(office.id("analis")), true));
    assert_eq!(office.notices("analis").await, ["assigned"]);
    assert_eq!(office.refused("analis", case, refer("menpan")).await, Guard::Kept);
}

#[tokio::test]
async fn what_somebody_proposed_who_has_moved_behind_the_wall_is_not_carried_out() {
    let office = Office::open().await;
    let case = office.files(about("analis")).await.unwrap().case; // the first unit is kept out
    office.does("verifikator2", case, Action::StartScreening).await;
    let proposal = office.proposes("verifikator2", case, refuse()).await;
    let moves = "update officer_role set unit_id = (select id from unit where code = 'upt-1')
                  where officer_id = $1 and role = 'analyst'";
    office.execute(moves, office.id("verifikator2")).await;
    assert!(matches!(office.approves("pimpinan2", proposal).await, Err(ActError::Moved)));
    assert_eq!(office.state(case).await, State::Screening);
    office.works().await;
    assert_eq!(office.stands(proposal).await, "lapsed");
    office.knows_nothing("verifikator2", case).await;
}

impl Office {
    /// What the payload of a proposal says about its first file.
    async fn kept_of_file(&self, case: Uuid, proposal: Uuid) -> (String, String) {
        let mut tx = self.system().await;
        let key = self.secret(case).await.key;
        let all = db::proposals(&mut tx, &key, case).await.unwrap();
        let found = all.into_iter().find(|known| known.id == proposal).expect("the proposal");
        let file = &found.payload["words"]["files"][0];
        let text = |name: &str| file.pointer(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        (text("/meta/name"), text("/identity"))
    }

    async fn refuses_with_a_file(&self, case: Uuid) -> Uuid {
        let file = NewFile { id: Uuid::now_v7(), ..photo("surat.png") };
        let words = Words { files: vec![file], ..say("Bukan kewenangan kami.") };
        let Done::Proposed(proposal) = self.says("verifikator", case, refuse(), words).await else {
            panic!("proposed")
        };
        let secret = self.kept_of_file(case, proposal).await.1;
        assert_eq!(secret, photo("surat.png").identity, "the act that waits needs it");
        proposal
    }
}

/// The files of an act that was carried out are sealed and erased in time: the paper on which it was proposed keeps no key.
#[tokio::test]
async fn a_proposal_that_ended_opens_no_file() {
    let office = Office::open().await;
    let approved = office.screened(FIRST).await;
    let first = office.refuses_with_a_file(approved).await;
    office.approves("pimpinan", first).await.unwrap();
    let rejected = office.screened(SECOND).await;
    let second = office.refuses_with_a_file(rejected).await;
    office.rejects("pimpinan", second).await.unwrap();
    let lapsed = office.screened(FIRST).await;
    let third = office.refuses_with_a_file(lapsed).await;
    office.pass_days(40);
    office.works().await;
    assert_eq!(office.stands(third).await, "lapsed");
    for (case, proposal) in [(approved, first), (rejected, second), (lapsed, third)] {
        assert_eq!(office.kept_of_file(case, proposal).await, ("surat.png".to_owned(), String::new()));
    }

    // as an older release left it, beside one that is damaged
    let mut owner = office.world.owner().await;
    let secret = office.secret(lapsed).await;
    let held = serde_json::json!({ "action": {}, "words": { "files": [photo("surat.png")] } });
    let payload = secret.key.seal_json(db::place("proposal", "payload", third, lapsed), &held).unwrap();
    sqlx::query("update proposal set files = array[gen_random_uuid()], payload = case id when $1 then $2 else '\\x00' end where id in ($1, $3)")
        .bind(third)
        .bind(payload)
        .bind(second)
        .execute(&mut owner)
        .await
        .unwrap();
    assert_eq!(office.kept_of_file(lapsed, third).await.1, photo("surat.png").identity);
    office.works().await;
    assert_eq!(office.kept_of_file(lapsed, third).await, ("surat.png".to_owned(), String::new()));
}

//! Every numbered row of a complaint: what it does, and what it refuses.

use chrono::TimeDelta;
use kentongan::case::action::{Action, Addressee, Bounced, Category, Taker};
use kentongan::case::actor::Actor;
use kentongan::case::begin::Submission;
use kentongan::case::decide::{Effect, Refusal};
use kentongan::case::refusal::Guard;
use kentongan::case::state::{Body, ClockKind as C, Finding, Kind, Outcome, Role, Severity, Side, State};
use uuid::Uuid;

use super::office::*;
use super::sample::*;

fn reporter() -> Actor {
    Actor::reporter()
}

fn system() -> Actor {
    Actor::system()
}

#[test]
fn row_1_begins_in_received_with_a_clock_or_not_at_all() {
    Office::complaint().is(State::Received).open(&[C::Screen]);
    let full = Submission {
        kind: Kind::Complaint,
        role: Role::Reporter,
        good_faith: true,
        privacy: true,
        what: true,
        whom: true,
        when: true,
        letters: 0,
    };
    assert_eq!(full.check(), Ok(()));
    assert_eq!(Submission { role: Role::Supervisor, ..full }.check(), Ok(()));
    for missing in [
        Submission { good_faith: false, ..full },
        Submission { privacy: false, ..full },
        Submission { what: false, ..full },
        Submission { whom: false, ..full },
        Submission { when: false, ..full },
    ] {
        assert_eq!(missing.check(), Err(Refusal::Guard(Guard::Incomplete)));
    }
    assert!(matches!(Submission { role: Role::Analyst, ..full }.check(), Err(Refusal::NotYours { .. })));
}

#[test]
fn row_2_taking_it_makes_the_verifier_its_member() {
    let mut office = Office::complaint();
    office.not_yours(&staff(VERIFIER_B), &Action::StartScreening);
    office.not_yours(&staff(ANALYST), &Action::StartScreening);
    office.by(VERIFIER, Action::StartScreening).is(State::Screening).open(&[C::Screen]);
    assert_eq!(office.case.handler, Some(VERIFIER));
    assert_eq!(office.case.facts.verifier, Some(VERIFIER));
    office.not_now(&staff(VERIFIER), &Action::StartScreening);
}

#[test]
fn row_3_asks_five_rounds_the_last_two_with_a_second_person() {
    let mut office = Office::screening();
    let ask = Action::AskReporter { question: YES };
    office.refuses(&staff(VERIFIER), &Action::AskReporter { question: NO }, Guard::Words);
    for round in 1..=5 {
        let effects = office.attempt(&staff(VERIFIER), &ask).unwrap();
        assert_eq!(effects == [Effect::Propose { needed: 1 }], round > 3, "round {round}");
        office.by(VERIFIER, ask.clone()).is(State::AwaitingReporter).open(&[C::Screen, C::ReporterReply]);
        assert!(office.paused(C::Screen) && !office.paused(C::ReporterReply));
        assert_eq!(office.case.resume, Some(State::Screening));
        office.reporter(Action::Answer { text: YES });
    }
    office.refuses(&staff(VERIFIER), &ask, Guard::Rounds);
}

#[test]
fn row_4_an_answer_brings_the_case_back_and_gives_the_time_back() {
    let mut office = Office::review();
    let (first, resolve) = (office.clock(C::FirstAnswer).due_at, office.clock(C::Resolve).due_at);
    office.by(ANALYST, Action::AskReporter { question: YES });
    office.not_yours(&staff(ANALYST), &Action::Answer { text: YES });
    office.refuses(&reporter(), &Action::Answer { text: NO }, Guard::Words);
    office.days(7).reporter(Action::Answer { text: YES }).is(State::Review);
    assert!(!office.paused(C::FirstAnswer) && !office.paused(C::Resolve));
    // Monday to Monday: five working days, seven calendar days
    assert_eq!(office.clock(C::FirstAnswer).due_at, first + TimeDelta::days(9), "16 and 17 February are off");
    assert_eq!(office.clock(C::Resolve).due_at, resolve + TimeDelta::days(7));
}

#[test]
fn row_5_lengthens_a_reply_once_per_round() {
    let mut office = Office::screening();
    office.not_now(&staff(VERIFIER), &Action::ExtendReply);
    office.by(VERIFIER, Action::AskReporter { question: YES });
    let old = office.clock(C::ReporterReply).due_at;
    office.by(VERIFIER, Action::ExtendReply).is(State::AwaitingReporter);
    assert_eq!(office.clock(C::ReporterReply).due_at, office.policy.working_after(old, 10, office.case.zone));
    office.refuses(&staff(VERIFIER), &Action::ExtendReply, Guard::Once);
    office.reporter(Action::Answer { text: YES }).by(VERIFIER, Action::AskReporter { question: YES });
    office.by(VERIFIER, Action::ExtendReply);
}

#[test]
fn row_6_goes_on_only_when_the_window_has_ended() {
    let mut office = Office::screening();
    office.by(VERIFIER, Action::AskReporter { question: YES });
    office.refuses(&staff(VERIFIER), &Action::GoOnWithout, Guard::StillRunning);
    office.past(C::ReporterReply).by(VERIFIER, Action::GoOnWithout).is(State::Screening).open(&[C::Screen]);
    assert!(!office.paused(C::Screen));
}

#[test]
fn row_7_accepts_with_everything_named_and_nobody_walled() {
    let mut office = Office::screening();
    let with = |handler: Taker, checks, code: &str| Action::Accept {
        checks,
        category: Category { code: code.into(), mediable: true },
        severity: Severity::Low,
        agency: Some(Uuid::from_u128(9)),
        unit: UNIT_A,
        handler,
    };
    office.refuses(&staff(VERIFIER), &with(free(ANALYST), NO, "NE01"), Guard::Words);
    office.refuses(&staff(VERIFIER), &with(free(ANALYST), YES, ""), Guard::Category);
    let walled = Taker { officer: ANALYST, walled: true };
    office.refuses(&staff(VERIFIER), &with(walled, YES, "NE01"), Guard::TakerWalled);
    office.by(VERIFIER, with(free(ANALYST), YES, "NE01")).is(State::Review);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback]);
    assert_eq!(office.case.handler, Some(ANALYST));
    assert!(office.last.contains(&Effect::RecomputeWall), "a new agency may wall people off");
}

#[test]
fn row_8_refuses_with_a_second_person_and_another_door() {
    let mut office = Office::screening();
    let mut no_door = refuse();
    if let Action::Refuse { other_door, .. } = &mut no_door {
        *other_door = NO;
    }
    office.refuses(&staff(VERIFIER), &no_door, Guard::Words);
    let proven = Action::Refuse { outcome: Outcome::Proven, failed_check: YES, other_door: YES };
    office.refuses(&staff(VERIFIER), &proven, Guard::Outcome);
    assert_eq!(office.attempt(&staff(VERIFIER), &refuse()), Ok(vec![Effect::Propose { needed: 1 }]));
    office.by(VERIFIER, refuse()).is(State::NotAdmissible).open(&[C::ObjectionWindow]);
    assert_eq!(office.clock(C::ObjectionWindow).subject, "reporter");
}

#[test]
fn row_8_refuses_a_silent_reporter_only_after_the_window() {
    let mut office = Office::screening();
    office.by(VERIFIER, Action::AskReporter { question: YES });
    office.refuses(&staff(VERIFIER), &refuse(), Guard::StillRunning);
    office.past(C::ReporterReply).by(VERIFIER, refuse()).is(State::NotAdmissible).open(&[C::ObjectionWindow]);
    let mut office = Office::review();
    office.by(ANALYST, Action::AskReporter { question: YES }).past(C::ReporterReply);
    office.not_now(&staff(VERIFIER), &refuse());
}

#[test]
fn row_9_refers_on_a_ground_and_never_to_who_refused() {
    let mut office = Office::review();
    let no_ground = Action::Refer { ground: String::new(), receiver: "bkn".into(), with_identity: false };
    office.refuses(&staff(ANALYST), &no_ground, Guard::Ground);
    let named = Action::Refer { ground: "UU".into(), receiver: "bkn".into(), with_identity: true };
    office.refuses(&staff(ANALYST), &named, Guard::Consent);
    office.reporter(Action::ConsentShare { yes: true }).by(ANALYST, named).is(State::Referred);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback, C::ReferralReply]);
    assert!(office.paused(C::Resolve) && office.paused(C::FirstAnswer));
    office.by(ANALYST, Action::Bounce { why: Bounced::Refused }).is(State::Review);
    office.refuses(&staff(ANALYST), &refer("bkn"), Guard::RefusedBefore);
    office.by(ANALYST, refer("bawaslu"));
}

#[test]
fn row_10_comes_back_once_and_then_goes_to_the_arbiter() {
    let mut office = Office::referred();
    office.open(&[C::ReferralReply]);
    office.refuses(&staff(VERIFIER), &Action::Bounce { why: Bounced::Silent }, Guard::StillRunning);
    office.past(C::ReferralReply).by(VERIFIER, Action::Bounce { why: Bounced::Silent });
    office.is(State::Screening).open(&[C::Screen]);
    office.by(VERIFIER, refer("bkn")).by(VERIFIER, Action::Bounce { why: Bounced::Refused });
    office.is(State::Referred).open(&[C::Arbiter]);
    office.refuses(&staff(VERIFIER), &Action::Bounce { why: Bounced::Refused }, Guard::NotOpen);
}

fn at_the_arbiter() -> Office {
    let mut office = Office::referred();
    office.by(VERIFIER, Action::Bounce { why: Bounced::Refused }).by(VERIFIER, refer("bkn"));
    office.by(VERIFIER, Action::Bounce { why: Bounced::Refused });
    office
}

#[test]
fn row_11_keeps_it_for_good() {
    let keep = |category: Option<Category>, handler| Action::Arbitrate {
        keep: true,
        reason: YES,
        category,
        severity: Some(Severity::High),
        handler,
    };
    let mut office = at_the_arbiter();
    office.not_yours(&staff(CHIEF), &keep(Some(category()), Some(free(ANALYST))));
    office.refuses(&staff(CHIEF_B), &keep(None, Some(free(ANALYST))), Guard::Category);
    office.refuses(&staff(CHIEF_B), &keep(Some(category()), None), Guard::TakerMissing);
    office.by(CHIEF_B, keep(Some(category()), Some(free(ANALYST)))).is(State::Review);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback]);
    office.refuses(&staff(ANALYST), &refer("kpk"), Guard::Kept);
}

#[test]
fn row_11_sends_it_back_to_who_must_take_it() {
    let mut office = at_the_arbiter();
    let back = Action::Arbitrate { keep: false, reason: YES, category: None, severity: None, handler: None };
    office.by(DESK[0], back.clone()).is(State::Referred).open(&[C::ReferralReply]);
    office.refuses(&staff(DESK[0]), &back, Guard::NotOpen);
    office.refuses(&staff(VERIFIER), &Action::Bounce { why: Bounced::Refused }, Guard::SentBack);
}

#[test]
fn row_12_records_what_the_other_body_found() {
    let mut office = Office::referred();
    let settled = Action::RecordOutcome { outcome: Outcome::Settled, text: YES };
    office.refuses(&staff(VERIFIER), &settled, Guard::Outcome);
    office.not_yours(&staff(VERIFIER2), &Action::RecordOutcome { outcome: Outcome::Proven, text: YES });
    office.by(VERIFIER, Action::RecordOutcome { outcome: Outcome::Proven, text: YES }).is(State::Resolved);
    office.open(&[C::ObjectionWindow, C::Recommend]);
    assert_eq!((office.case.outcome, office.case.resume), (Some(Outcome::Proven), None));
}

#[test]
fn row_13_joins_an_open_parent_and_is_released_when_that_is_withdrawn() {
    let join = |parent_open, parent_joined, wall_holds| Action::Join {
        parent: Uuid::from_u128(7),
        parent_open,
        parent_joined,
        wall_holds,
    };
    let mut office = Office::screening();
    office.refuses(&staff(VERIFIER), &join(false, false, true), Guard::Parent);
    office.refuses(&staff(VERIFIER), &join(true, true, true), Guard::Parent);
    office.refuses(&staff(VERIFIER), &join(true, false, false), Guard::Wall);
    let mut parent = office.clone();
    parent.case.facts.joined = 1;
    parent.refuses(&staff(VERIFIER), &join(true, false, true), Guard::HasJoined);
    office.by(VERIFIER, join(true, false, true)).is(State::Closed).open(&[C::Retention]);
    assert!(office.last.contains(&Effect::JoinTo { parent: Uuid::from_u128(7) }));
    office.refuses(&reporter(), &Action::ReportAgain { reason: YES }, Guard::Parent);
    office.refuses(&system(), &Action::Release { parent: State::Closed }, Guard::Parent);
    office.act(system(), Action::Release { parent: State::Withdrawn }).is(State::Received).open(&[C::Screen]);
    assert_eq!((office.case.outcome, office.case.handler), (None, None));
    let mut own = Office::closed();
    own.refuses(&system(), &Action::Release { parent: State::Withdrawn }, Guard::Parent);
    parent.reporter(Action::Withdraw);
    assert!(parent.last.contains(&Effect::ReleaseJoined));
}

#[test]
fn row_14_answers_in_substance_once() {
    let mut office = Office::review();
    office.refuses(&staff(ANALYST), &Action::GiveFirstAnswer { tied_to_allegations: NO }, Guard::Words);
    office.not_yours(&staff(ANALYST2), &Action::GiveFirstAnswer { tied_to_allegations: YES });
    office.by(ANALYST, Action::GiveFirstAnswer { tied_to_allegations: YES }).open(&[C::Resolve, C::Feedback]);
    office.refuses(&staff(ANALYST), &Action::GiveFirstAnswer { tied_to_allegations: YES }, Guard::NotOpen);
}

#[test]
fn rows_15_to_17_give_the_respondent_two_windows() {
    let mut office = Office::review();
    office.refuses(&staff(ANALYST), &Action::OpenClarification { items: 0 }, Guard::Words);
    office.by(ANALYST, Action::OpenClarification { items: 3 }).is(State::Clarification);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback, C::RespondentReply]);
    office.refuses(&staff(ANALYST), &Action::SecondCall, Guard::StillRunning);
    office.refuses(&staff(ANALYST), &Action::ConcludeClarification, Guard::NotHeard);
    office.past(C::RespondentReply).by(ANALYST, Action::SecondCall);
    office.refuses(&staff(ANALYST), &Action::SecondCall, Guard::Once);
    office.refuses(&staff(ANALYST), &Action::ConcludeClarification, Guard::NotHeard);
    office.past(C::RespondentReply).by(ANALYST, Action::ConcludeClarification).is(State::Review);
    office.not_now(&staff(ANALYST), &Action::RecordResponse { text: YES });
}

#[test]
fn row_16_takes_a_response_while_the_reporter_is_asked_too() {
    let mut office = Office::clarification();
    office.by(ANALYST, Action::AskReporter { question: YES });
    office.refuses(&staff(ANALYST), &Action::RecordResponse { text: NO }, Guard::Words);
    office.by(ANALYST, Action::RecordResponse { text: YES }).is(State::AwaitingReporter);
    assert!(office.case.clock(C::RespondentReply).is_none());
    office.reporter(Action::Answer { text: YES }).by(ANALYST, Action::ConcludeClarification).is(State::Review);
}

#[test]
fn row_18_hearings_are_set_held_or_missed() {
    let mut office = Office::clarification();
    let set = |office: &Office, days| Action::SetHearing { at: office.now + TimeDelta::days(days), place: YES };
    office.refuses(&staff(ANALYST), &set(&office.clone(), -1), Guard::Date);
    office.refuses(&staff(ANALYST), &set(&office.clone(), 60), Guard::Date);
    office.refuses(&staff(ANALYST), &Action::HoldHearing { minutes: YES }, Guard::NotOpen);
    let action = set(&office, 3);
    office.by(ANALYST, action);
    office.refuses(&staff(ANALYST), &Action::RecordNoShow { reason: YES }, Guard::TooEarly);
    office.days(3).by(ANALYST, Action::RecordNoShow { reason: YES });
    office.refuses(&staff(ANALYST), &Action::ConcludeClarification, Guard::NotHeard);
    let action = set(&office, 2);
    office.by(ANALYST, action).days(2);
    let mut held = office.clone();
    held.by(ANALYST, Action::HoldHearing { minutes: YES }).by(ANALYST, Action::ConcludeClarification).is(State::Review);
    office.by(ANALYST, Action::RecordNoShow { reason: YES }).by(ANALYST, Action::ConcludeClarification);
    office.is(State::Review).open(&[C::FirstAnswer, C::Resolve, C::Feedback]);
}

#[test]
fn row_20_offers_mediation_twice_and_never_for_violence() {
    let roster = || Action::OfferMediation { roster: vec![free(MEDIATOR), free(MEDIATOR2)] };
    let mut office = Office::review();
    office.refuses(&staff(ANALYST), &Action::OfferMediation { roster: vec![] }, Guard::Roster);
    office.refuses(&staff(ANALYST), &Action::OfferMediation { roster: vec![free(ANALYST)] }, Guard::Handler);
    let mut violent = office.clone();
    violent.case.mediable = false;
    violent.refuses(&staff(ANALYST), &roster(), Guard::NotMediable);
    office.by(ANALYST, roster()).open(&[C::FirstAnswer, C::Resolve, C::Feedback, C::MediationReply]);
    office.refuses(&staff(ANALYST), &roster(), Guard::AlreadyOpen);
    office.reporter(Action::RecordConsent { side: Side::Reporter, yes: false, struck: vec![] });
    office.by(ANALYST, roster());
    assert_eq!(office.case.facts.mediation.reporter, None, "the earlier answer is cleared");
    office.reporter(Action::RecordConsent { side: Side::Reporter, yes: false, struck: vec![] });
    office.refuses(&staff(ANALYST), &roster(), Guard::Offers);
}

#[test]
fn row_21_each_side_speaks_for_itself() {
    let mut office = Office::offered();
    let yes = |side, struck: &[Uuid]| Action::RecordConsent { side, yes: true, struck: struck.to_vec() };
    office.refuses(&reporter(), &yes(Side::Respondent, &[]), Guard::Side);
    office.refuses(&staff(MEDIATOR), &yes(Side::Reporter, &[]), Guard::Side);
    office.not_yours(&staff(MEDIATOR_B), &yes(Side::Respondent, &[]));
    office.refuses(&reporter(), &yes(Side::Reporter, &[MEDIATOR, MEDIATOR2]), Guard::Roster);
    office.reporter(yes(Side::Reporter, &[MEDIATOR2]));
    office.refuses(&reporter(), &yes(Side::Reporter, &[]), Guard::Once);
    assert!(office.case.is_open(C::MediationReply), "one yes waits for the other");
    office.by(MEDIATOR, yes(Side::Respondent, &[]));
    assert!(!office.case.is_open(C::MediationReply));
    office.refuses(&staff(ANALYST), &Action::OfferMediation { roster: vec![free(MEDIATOR)] }, Guard::Agreed);
}

#[test]
fn row_22_silence_is_a_no() {
    let mut office = Office::offered();
    office.refuses(&system(), &Action::MediationLapse, Guard::StillRunning);
    office.past(C::MediationReply).tick();
    assert_eq!(office.case.facts.mediation.reporter, Some(false));
    office.refuses(&staff(MEDIATOR), &Action::BeginMediation, Guard::NotAgreed);
}

#[test]
fn row_23_begins_with_a_mediator_whom_nobody_struck() {
    let mut office = Office::offered();
    office.reporter(Action::RecordConsent { side: Side::Reporter, yes: true, struck: vec![MEDIATOR2] });
    office.by(MEDIATOR, Action::RecordConsent { side: Side::Respondent, yes: true, struck: vec![] });
    office.not_yours(&staff(MEDIATOR2), &Action::BeginMediation);
    office.by(MEDIATOR, Action::BeginMediation).is(State::Mediation);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback, C::MediationEnd]);
    assert!(office.paused(C::Resolve) && office.paused(C::FirstAnswer) && !office.paused(C::Feedback));
}

#[test]
fn row_24_terms_are_answered_line_by_line_and_time_is_added_once() {
    let mut office = Office::mediation();
    let late = Action::ProposeTerm { line: 1, text: YES, owner: YES, due: Some(day("2026-01-01")) };
    office.refuses(&staff(MEDIATOR), &late, Guard::Date);
    office.refuses(&staff(MEDIATOR), &term(2, day("2026-04-30")), Guard::Terms);
    office.by(MEDIATOR, term(1, day("2026-04-30")));
    office.refuses(&reporter(), &Action::AcceptTerm { line: 9, side: Side::Reporter }, Guard::Terms);
    office.reporter(Action::AcceptTerm { line: 1, side: Side::Reporter });
    office.by(MEDIATOR, term(1, day("2026-05-29")));
    assert_eq!(office.case.facts.mediation.terms[0].reporter, None, "a rewritten line is answered anew");
    office.reporter(Action::RefuseTerm { line: 1, side: Side::Reporter });
    let old = office.clock(C::MediationEnd).due_at;
    office.reporter(Action::WantMoreTime { side: Side::Reporter });
    assert_eq!(office.clock(C::MediationEnd).due_at, old, "one side alone changes nothing");
    office.refuses(&reporter(), &Action::WantMoreTime { side: Side::Reporter }, Guard::Once);
    office.by(MEDIATOR, Action::WantMoreTime { side: Side::Respondent });
    assert!(office.clock(C::MediationEnd).due_at >= old + TimeDelta::days(30));
    office.refuses(&staff(MEDIATOR), &Action::WantMoreTime { side: Side::Respondent }, Guard::Once);
}

#[test]
fn row_25_settles_when_every_term_is_accepted_by_both() {
    let mut office = Office::mediation();
    office.refuses(&staff(MEDIATOR), &Action::Settle { lawful: true }, Guard::Terms);
    office.by(MEDIATOR, term(1, day("2026-04-30")));
    office.reporter(Action::AcceptTerm { line: 1, side: Side::Reporter });
    office.refuses(&staff(MEDIATOR), &Action::Settle { lawful: true }, Guard::Terms);
    let mut office = Office::agreed();
    office.refuses(&staff(MEDIATOR), &Action::Settle { lawful: false }, Guard::Unlawful);
    office.by(MEDIATOR, Action::Settle { lawful: true }).is(State::FollowUp);
    office.open(&[C::Feedback, C::FollowUp, C::ObjectionWindow, C::ObjectionWindow]);
    assert_eq!(office.case.outcome, Some(Outcome::Settled));
    assert_eq!(office.case.zone.day(office.clock(C::FollowUp).due_at), day("2026-04-30"));
}

#[test]
fn row_26_ends_without_a_trace_by_people_or_by_time() {
    let mut office = Office::agreed();
    office.refuses(&system(), &Action::EndWithout { side: None }, Guard::StillRunning);
    office.not_yours(&staff(ANALYST), &Action::EndWithout { side: None });
    let mut timed = office.clone();
    timed.past(C::MediationEnd).refuses(&system(), &Action::EndWithout { side: None }, Guard::StillRunning);
    timed.days(20).tick().is(State::Mediation); // Lebaran lies between
    timed.days(5).tick().is(State::Review);
    office.reporter(Action::EndWithout { side: Some(Side::Reporter) }).is(State::Review);
    office.open(&[C::FirstAnswer, C::Resolve, C::Feedback]);
    assert!(office.case.facts.mediation.terms.is_empty() && !office.paused(C::Resolve));
    assert_eq!(office.case.facts.mediation.offers, 1);
}

#[test]
fn whoever_mediated_never_handles_and_whoever_handled_never_mediates() {
    let mut office = Office::mediation();
    office.reporter(Action::EndWithout { side: Some(Side::Reporter) }).is(State::Review);
    assert_eq!(office.case.facts.mediation.mediator, None, "the talks are forgotten, not who held them");
    office.refuses(&staff(CHIEF), &Action::Assign { to: free(MEDIATOR) }, Guard::Mediator);
    let ground = Action::HandOver { to: Some(free(MEDIATOR)), unit: None, ground: YES };
    office.refuses(&staff(ANALYST), &ground, Guard::Mediator);
    let mut gone = office.clone();
    gone.by(ANALYST, Action::DeclareConflict { reason: YES });
    let also_analyst = Actor::officer(Role::Analyst, MEDIATOR, vec![UNIT_A]);
    gone.refuses(&also_analyst, &Action::Take, Guard::Mediator);

    office.by(CHIEF, Action::Assign { to: free(ANALYST2) });
    let again = Action::OfferMediation { roster: vec![free(ANALYST)] };
    office.refuses(&staff(ANALYST2), &again, Guard::Handler);
}

#[test]
fn row_27_needs_a_finding_a_reason_and_a_source_for_each_allegation() {
    let mut office = Office::review();
    office.refuses(&staff(ANALYST), &propose(&[]), Guard::Findings);
    let silent =
        Action::ProposeOutcome { findings: vec![Finding::Proven], reasons: YES, sources: YES, heard_or_why_not: NO };
    office.refuses(&staff(ANALYST), &silent, Guard::Words);
    office.by(ANALYST, propose(&[Finding::Proven])).is(State::Deciding).open(&[
        C::FirstAnswer,
        C::Resolve,
        C::Feedback,
    ]);
    assert_eq!(office.case.outcome, None);
}

#[test]
fn rows_28_and_29_the_chief_decides_or_sends_back_but_never_as_handler() {
    let mut office = Office::deciding(&[Finding::Proven, Finding::NotProven]);
    office.refuses(&staff(CHIEF), &Action::SendBack { remark: NO }, Guard::Words);
    let mut back = office.clone();
    back.by(CHIEF, Action::SendBack { remark: YES }).is(State::Review);
    let mut own = office.clone();
    own.by(CHIEF, Action::Assign { to: free(CHIEF2) });
    own.refuses(&staff(CHIEF2), &Action::Decide { letter: YES }, Guard::Handler);
    office.not_yours(&staff(CHIEF_B), &Action::Decide { letter: YES });
    office.refuses(&staff(CHIEF), &Action::Decide { letter: NO }, Guard::Words);
    office.by(CHIEF, Action::Decide { letter: YES }).is(State::Resolved);
    office.open(&[C::Feedback, C::Recommend, C::ObjectionWindow, C::ObjectionWindow]);
    assert_eq!(office.case.outcome, Some(Outcome::PartlyProven));
}

#[test]
fn row_29_whoever_handled_a_case_before_never_decides_it() {
    let mut office = Office::deciding(&[Finding::Proven]);
    office.by(CHIEF, Action::Assign { to: free(CHIEF2) });
    office.by(CHIEF, Action::Assign { to: free(ANALYST) });
    office.refuses(&staff(CHIEF2), &Action::Decide { letter: YES }, Guard::Handler);
    office.by(CHIEF, Action::Decide { letter: YES }).is(State::Resolved);
}

#[test]
fn row_30_recommends_only_what_was_proven_and_past_an_accused_ppk() {
    let mut office = Office::resolved(Finding::NotProven);
    office.refuses(&staff(CHIEF), &recommend(1), Guard::Outcome);
    let mut office = Office::resolved(Finding::Proven);
    office.refuses(&staff(CHIEF), &recommend(0), Guard::Commitments);
    let own = Action::Recommend { to: Addressee::Ppk, ppk_accused: true, letter: YES, commitments: vec![None] };
    office.refuses(&staff(CHIEF), &own, Guard::Target);
    office.by(CHIEF, recommend(2)).is(State::FollowUp);
    office.open(&[C::Feedback, C::FollowUp, C::FollowUp, C::ObjectionWindow, C::ObjectionWindow]);
}

#[test]
fn row_31_a_waiver_needs_a_reason_and_a_second_person_and_lets_the_case_end() {
    let mut office = Office::resolved(Finding::Proven);
    office.refuses(&staff(CHIEF), &Action::WaiveRecommendation { reason: NO }, Guard::Words);
    let mut unwaived = office.clone();
    unwaived.days(90).refuses(&system(), &Action::Lapse, Guard::Outcome);
    office.by(CHIEF, Action::WaiveRecommendation { reason: YES }).is(State::Resolved);
    assert!(office.last.iter().any(|effect| matches!(effect, Effect::Try(_))));
    office.refuses(&staff(CHIEF), &Action::WaiveRecommendation { reason: YES }, Guard::NotOpen);
    office.days(90).tick().is(State::Closed);
}

#[test]
fn row_32_the_last_commitment_starts_the_closing() {
    let mut office = Office::follow_up();
    office.refuses(&staff(ANALYST), &Action::ReportCommitment { no: 9, proof: YES }, Guard::Commitment);
    office.by(ANALYST, Action::ReportCommitment { no: 1, proof: YES });
    assert!(!office.case.is_open(C::CloseOut));
    office.refuses(&staff(ANALYST), &Action::ReportCommitment { no: 1, proof: YES }, Guard::Commitment);
    office.by(ANALYST, Action::ReportCommitment { no: 2, proof: YES });
    let window = office.clock(C::ObjectionWindow).due_at;
    assert_eq!(office.clock(C::CloseOut).due_at, office.policy.working_after(window, 5, office.case.zone));
}

#[test]
fn row_33_escalates_after_two_reminders_to_each_body_once() {
    let mut office = Office::follow_up();
    let bkn = Action::EscalateTo { no: 1, body: Body::Bkn };
    office.refuses(&staff(CHIEF), &bkn, Guard::Level);
    office.days(60).tick();
    let reminded = office.case.clock_of(C::FollowUp, "1").unwrap().clone();
    assert!(reminded.level >= 2);
    office.by(CHIEF, bkn.clone());
    let anew = office.case.clock_of(C::FollowUp, "1").unwrap();
    assert!(anew.level == 0 && anew.due_at > office.now);
    office.refuses(&staff(CHIEF), &bkn, Guard::Level);
    office.days(60).tick().refuses(&staff(CHIEF), &bkn, Guard::Once);
    office.by(CHIEF, Action::EscalateTo { no: 1, body: Body::Kemendagri });
}

#[test]
fn rows_34_and_35_close_when_nothing_is_left_open() {
    let mut office = Office::follow_up();
    office.refuses(&staff(ANALYST), &Action::CloseFollowUp, Guard::Commitment);
    office.refuses(&staff(ANALYST), &Action::GiveUpCommitment { no: 1, reason: NO }, Guard::Words);
    office.by(ANALYST, Action::GiveUpCommitment { no: 1, reason: YES });
    office.by(ANALYST, Action::ReportCommitment { no: 2, proof: YES });
    office.refuses(&staff(ANALYST), &Action::CloseFollowUp, Guard::Window);
    office.days(60).by(ANALYST, Action::CloseFollowUp).is(State::Closed).open(&[C::Retention, C::Survey]);
    let mut bare = Office::follow_up();
    bare.case.facts.commitments.clear();
    bare.refuses(&staff(ANALYST), &Action::CloseFollowUp, Guard::Commitments);
}

#[test]
fn rows_36_and_36b_start_a_side_s_window_anew_once() {
    let mut office = Office::resolved(Finding::NotProven);
    let window = |office: &Office, side: Side| office.case.clock_of(C::ObjectionWindow, side.code()).unwrap().due_at;
    let whole = window(&office, Side::Reporter);
    office.days(1);
    let on = office.case.zone.day(office.now);
    office.refuses(&staff(ANALYST), &Action::RecordDelivery { proof: YES, on: day("2026-01-01") }, Guard::Date);
    office.by(ANALYST, Action::RecordDelivery { proof: YES, on }).reporter(Action::OpenResult);
    assert!(window(&office, Side::Reporter) < whole && window(&office, Side::Respondent) < whole);
    office.refuses(&reporter(), &Action::OpenResult, Guard::Once);
    office.refuses(&staff(ANALYST), &Action::RecordDelivery { proof: YES, on }, Guard::Once);
    let mut late = Office::resolved(Finding::NotProven);
    late.days(25).refuses(&reporter(), &Action::OpenResult, Guard::TooLate);
}

#[test]
fn a_respondent_who_was_never_called_has_no_window() {
    let mut office = Office::review();
    office.by(ANALYST, propose(&[Finding::NotProven])).by(CHIEF, Action::Decide { letter: YES });
    office.open(&[C::Feedback, C::ObjectionWindow]);
    let on = office.case.zone.day(office.now);
    office.refuses(&staff(ANALYST), &Action::RecordDelivery { proof: YES, on }, Guard::NotOpen);
}

#[test]
fn row_37_objects_inside_the_window_once_per_side_and_decision() {
    let object = |side| Action::Object { side, reason: YES };
    let mut office = Office::resolved(Finding::Proven);
    office.refuses(&reporter(), &Action::Object { side: Side::Reporter, reason: NO }, Guard::Words);
    office.reporter(object(Side::Reporter)).is(State::Objection);
    office.open(&[C::Feedback, C::Recommend, C::ObjectionWindow, C::ObjectionDecide]);
    assert!(office.paused(C::Recommend) && office.paused(C::ObjectionWindow));
    office.by(CHIEF_B, Action::ConfirmDecision { reason: YES }).is(State::Resolved);
    office.refuses(&reporter(), &object(Side::Reporter), Guard::Once);
    office.by(ANALYST, object(Side::Respondent)).is(State::Objection);
    let mut late = Office::resolved(Finding::Proven);
    late.past(C::ObjectionWindow).refuses(&reporter(), &object(Side::Reporter), Guard::TooLate);
    let mut refused = Office::not_admissible();
    refused.reporter(object(Side::Reporter)).is(State::Objection);
}

#[test]
fn row_38_only_the_side_that_objected_takes_it_back() {
    let mut office = Office::objection(Finding::NotProven);
    let back = |side| Action::WithdrawObjection { side };
    office.refuses(&staff(ANALYST), &back(Side::Respondent), Guard::Side);
    office.reporter(back(Side::Reporter)).is(State::Resolved);
    let mut refused = Office::not_admissible();
    refused.reporter(Action::Object { side: Side::Reporter, reason: YES });
    refused.reporter(back(Side::Reporter)).is(State::Closed);
}

#[test]
fn row_39_another_unit_that_never_touched_it_confirms() {
    let confirm = Action::ConfirmDecision { reason: YES };
    let mut office = Office::objection(Finding::NotProven);
    office.not_yours(&staff(CHIEF2), &confirm);
    office.case.facts.touched.push(CHIEF_B2);
    office.refuses(&staff(CHIEF_B2), &confirm, Guard::Touched);
    let respondents = office.case.clock_of(C::ObjectionWindow, "respondent").unwrap().due_at;
    office.days(7).by(CHIEF_B, confirm).is(State::Resolved);
    let after = office.case.clock_of(C::ObjectionWindow, "respondent").unwrap();
    assert!(after.runs() && after.due_at > respondents, "the other side gets its time back");
    office.days(60).tick().is(State::Closed);
}

#[test]
fn row_40_reopens_with_somebody_else() {
    let reopen = |officer| Action::Reopen { handler: free(officer), redo: YES };
    let mut office = Office::objection(Finding::Proven);
    office.refuses(&staff(CHIEF_B), &reopen(ANALYST), Guard::TakerSame);
    office.by(CHIEF_B, reopen(ANALYST2)).is(State::Review).open(&[C::FirstAnswer, C::Resolve, C::Feedback]);
    assert_eq!((office.case.outcome, office.case.handler), (None, Some(ANALYST2)));
    let mut refused = Office::not_admissible();
    refused.reporter(Action::Object { side: Side::Reporter, reason: YES });
    refused.by(CHIEF_B, reopen(VERIFIER2)).is(State::Screening).open(&[C::Screen]);
}

#[test]
fn row_41_waits_for_every_window() {
    let mut office = Office::resolved(Finding::NotProven);
    office.refuses(&system(), &Action::Lapse, Guard::Window);
    office.past(C::ObjectionWindow).tick().is(State::Closed).open(&[C::Retention, C::Survey]);
    assert_eq!(office.case.facts.first_closed_at, Some(office.now));
    let mut office = Office::not_admissible();
    office.past(C::ObjectionWindow).tick().is(State::Closed);
}

#[test]
fn row_42_comes_back_twice_within_a_year_to_somebody_else() {
    let again = Action::ReportAgain { reason: YES };
    let mut office = Office::closed();
    office.refuses(&reporter(), &Action::ReportAgain { reason: NO }, Guard::Words);
    let mut late = office.clone();
    late.days(370).refuses(&reporter(), &again, Guard::TooLate);
    office.reporter(again.clone()).is(State::Received).open(&[C::Screen]);
    assert_eq!((office.case.handler, office.case.outcome), (None, None));
    assert_eq!(office.case.facts.excluded, [ANALYST]);
    office.by(VERIFIER, Action::StartScreening);
    office.refuses(&staff(VERIFIER), &accept(), Guard::TakerExcluded);
    office.case.facts.reports_again = 2;
    let mut third = Office::closed();
    third.case.facts.reports_again = 2;
    third.refuses(&reporter(), &again, Guard::ReportsAgain);
}

#[test]
fn rows_43_and_44_a_withdrawn_case_goes_on_only_in_the_public_interest() {
    let on = |public_interest| Action::ContinueExOfficio { public_interest, reason: YES };
    let mut office = Office::review();
    office.reporter(Action::Withdraw).is(State::Withdrawn).open(&[C::ExOfficio]);
    assert!(office.last.contains(&Effect::LapseProposals));
    office.refuses(&staff(CHIEF), &on(false), Guard::PublicInterest);
    office.refuses(&system(), &Action::Expire, Guard::StillRunning);
    let mut expired = office.clone();
    expired.past(C::ExOfficio).refuses(&staff(CHIEF), &on(true), Guard::TooLate);
    expired.tick().is(State::Withdrawn).open(&[C::Retention]);
    office.by(CHIEF, on(true)).is(State::Withdrawn).open(&[C::Retention]);
    let opened = Effect::NewLinkedCase { kind: Kind::Complaint, without_reporter: true, relation: "ex_officio" };
    assert!(office.last.contains(&opened));
    Office::resolved(Finding::Proven).not_now(&reporter(), &Action::Withdraw);
}

#[test]
fn row_45_news_is_given_again_and_again() {
    let mut office = Office::review();
    let old = office.clock(C::Feedback).due_at;
    office.refuses(&staff(ANALYST), &Action::InterimFeedback { text: NO }, Guard::Words);
    office.days(30).by(ANALYST, Action::InterimFeedback { text: YES });
    assert!(office.clock(C::Feedback).due_at > old);
    Office::screening().not_yours(&staff(VERIFIER), &Action::InterimFeedback { text: YES });
}

#[test]
fn row_46_holds_twice_with_an_end_that_comes_by_itself() {
    let mut office = Office::review();
    let until = |office: &Office, days: u64| office.case.zone.day(office.now) + chrono::Days::new(days);
    office.refuses(&staff(ANALYST), &hold(until(&office.clone(), 0)), Guard::Date);
    office.refuses(&staff(ANALYST), &hold(until(&office.clone(), 60)), Guard::Date);
    let due = office.clock(C::Resolve).due_at;
    let action = hold(until(&office, 7));
    office.by(ANALYST, action.clone()).open(&[C::FirstAnswer, C::Resolve, C::Feedback, C::Hold]);
    assert!(office.paused(C::Resolve) && !office.paused(C::Feedback) && !office.paused(C::Hold));
    office.refuses(&staff(ANALYST), &action, Guard::AlreadyOpen);
    office.by(ANALYST, Action::OpenClarification { items: 1 });
    assert!(office.paused(C::RespondentReply), "a clock started during a hold starts paused by it");
    office.past(C::Hold).tick();
    assert!(!office.case.is_open(C::Hold) && !office.paused(C::RespondentReply));
    assert!(office.clock(C::Resolve).due_at >= due + TimeDelta::days(8));
    let action = hold(until(&office, 3));
    office.by(ANALYST, action).by(ANALYST, Action::Unhold);
    let action = hold(until(&office, 3));
    office.refuses(&staff(ANALYST), &action, Guard::Holds);
}

#[test]
fn row_47_assigning_taking_and_the_second_hand_over() {
    let mut office = Office::review();
    let over = |to: Option<Uuid>, unit| Action::HandOver { to: to.map(free), unit, ground: YES };
    office.not_yours(&staff(ANALYST2), &Action::Assign { to: free(ANALYST2) });
    office.refuses(&staff(CHIEF), &Action::Assign { to: free(ANALYST) }, Guard::TakerSame);
    let walled = Action::Assign { to: Taker { officer: ANALYST2, walled: true } };
    office.refuses(&staff(CHIEF), &walled, Guard::TakerWalled);
    office.refuses(&staff(ANALYST2), &Action::Take, Guard::Taken);
    office.refuses(&staff(ANALYST), &over(None, None), Guard::TakerMissing);
    office.by(ANALYST, over(Some(ANALYST2), None)).by(ANALYST2, over(None, Some(UNIT_B)));
    assert_eq!((office.case.unit, office.case.handler), (Some(UNIT_B), None));
    office.by(ANALYST_B, Action::Take);
    office.refuses(&staff(ANALYST_B), &over(None, Some(UNIT_A)), Guard::SecondHandOver);
    office.by(DESK[0], over(Some(ANALYST), Some(UNIT_A)));
    assert_eq!((office.case.unit, office.case.handler), (Some(UNIT_A), Some(ANALYST)));
}

#[test]
fn row_48_amends_with_a_reason_and_the_wall_is_computed_again() {
    let mut office = Office::review();
    let nothing = Action::Amend { category: None, severity: None, agency: None, unit: None, title: false, reason: YES };
    office.refuses(&staff(ANALYST), &nothing, Guard::Nothing);
    office.not_yours(&staff(VERIFIER), &amend());
    office.by(ANALYST, amend());
    assert!(office.last.contains(&Effect::RecomputeWall));
    assert_eq!(office.case.severity, Some(Severity::High));
}

#[test]
fn row_49_lengthens_each_clock_once_with_a_second_person_and_never_a_hold() {
    let mut office = Office::review();
    let action = extend(&office).unwrap();
    let Action::ExtendDeadline { clock, until, .. } = action else { unreachable!() };
    let far = Action::ExtendDeadline { clock, until: day("2027-06-30"), reason: YES };
    office.refuses(&staff(ANALYST), &far, Guard::Date);
    assert_eq!(office.attempt(&staff(ANALYST), &action), Ok(vec![Effect::Propose { needed: 1 }]));
    office.by(ANALYST, action.clone());
    let new = office.case.open_clocks().find(|clock| office.case.zone.day(clock.due_at) == until).unwrap().id;
    office.refuses(&staff(ANALYST), &action, Guard::NotOpen);
    let again = Action::ExtendDeadline { clock: new, until: until + chrono::Days::new(1), reason: YES };
    office.refuses(&staff(ANALYST), &again, Guard::Once);
    let action = hold(office.case.zone.day(office.now) + chrono::Days::new(5));
    office.by(ANALYST, action);
    let held = Action::ExtendDeadline { clock: office.clock(C::Hold).id, until: day("2026-02-20"), reason: YES };
    office.refuses(&staff(ANALYST), &held, Guard::Target);
}

#[test]
fn row_50_whoever_declares_a_conflict_is_out_at_once() {
    let mut office = Office::mediation();
    office.refuses(&staff(ANALYST), &Action::DeclareConflict { reason: NO }, Guard::Words);
    office.by(ANALYST, Action::DeclareConflict { reason: YES });
    assert!(office.last.contains(&Effect::WallOfficer { officer: ANALYST }));
    assert_eq!(office.case.handler, None);
    office.by(MEDIATOR, Action::DeclareConflict { reason: YES });
    assert_eq!(office.case.facts.mediation.mediator, None);
    office.by(MEDIATOR2, term(1, day("2026-04-30")));
    assert_eq!(office.case.facts.mediation.mediator, Some(MEDIATOR2), "the next of the roster steps in");
}

#[test]
fn row_51_words_and_files_move_nothing() {
    let mut office = Office::review();
    let before = office.case.clone();
    office.refuses(&reporter(), &Action::Message { text: NO }, Guard::Words);
    office.refuses(&reporter(), &Action::AddEvidence { files: 0 }, Guard::Nothing);
    let own = Action::Link { other: office.case.id };
    office.refuses(&staff(ANALYST), &own, Guard::Parent);
    office.reporter(Action::Message { text: YES }).reporter(Action::AddEvidence { files: 2 });
    office.reporter(Action::ShareIdentity).reporter(Action::AskProtection).reporter(Action::ChangeCode);
    office.reporter(Action::ConsentShare { yes: true }).by(ANALYST, Action::Note { text: YES });
    office.by(ANALYST, Action::Link { other: Uuid::from_u128(8) });
    assert_eq!((office.case.state, &office.case.clocks), (before.state, &before.clocks));
    assert!(office.case.facts.protection_asked && office.case.facts.consent_share);
    Office::closed().not_now(&reporter(), &Action::Message { text: YES });
    Office::closed().reporter(Action::ChangeCode);
}

#[test]
fn row_52_rates_once_while_asked() {
    let mut office = Office::closed();
    office.refuses(&reporter(), &Action::Rate { score: 6 }, Guard::Score);
    let mut late = office.clone();
    late.past(C::Survey).refuses(&reporter(), &Action::Rate { score: 5 }, Guard::TooLate);
    late.tick().open(&[C::Retention]);
    office.reporter(Action::Rate { score: 5 }).open(&[C::Retention]);
    office.refuses(&reporter(), &Action::Rate { score: 1 }, Guard::Once);
}

#[test]
fn row_53_goes_up_one_level_at_a_time() {
    let mut office = Office::complaint();
    let clock = office.clock(C::Screen).id;
    office.refuses(&system(), &Action::Breach { clock }, Guard::StillRunning);
    office.not_yours(&staff(CHIEF), &Action::Breach { clock });
    office.past(C::Screen).act(system(), Action::Breach { clock });
    assert_eq!(office.clock(C::Screen).level, 1);
    office.refuses(&system(), &Action::Breach { clock }, Guard::StillRunning);
    office.not_yours(&staff(DESK[0]), &Action::StartScreening);
    office.reach_the_desk();
    assert_eq!(office.clock(C::Screen).level, 3);
    office.refuses(&system(), &Action::Breach { clock }, Guard::StillRunning);
    office.by(DESK[0], Action::StartScreening).is(State::Screening);
}

#[test]
fn row_54_two_others_repair_a_case() {
    let mut office = Office::review();
    let bad = |target, resume| repair(target, resume);
    assert_eq!(office.attempt(&staff(CHIEF), &repair(State::Deciding, None)), Ok(vec![Effect::Propose { needed: 2 }]));
    office.not_yours(&staff(ANALYST), &repair(State::Deciding, None));
    office.refuses(&staff(CHIEF), &bad(State::Received, None), Guard::Target);
    office.refuses(&staff(CHIEF), &bad(State::Withdrawn, None), Guard::Target);
    office.refuses(&staff(CHIEF), &bad(State::AwaitingReporter, None), Guard::Target);
    office.refuses(&staff(CHIEF), &bad(State::Closed, None), Guard::Target);
    office.refuses(&staff(CHIEF), &bad(State::Mediation, None), Guard::NotAgreed);
    office.refuses(&staff(CHIEF), &bad(State::FollowUp, None), Guard::Commitment);
    office.refuses(&staff(CHIEF), &bad(State::Resolved, None), Guard::Outcome);
    office.by(CHIEF, repair(State::AwaitingReporter, Some(State::Clarification))).is(State::AwaitingReporter);
    office.open(&[C::Feedback, C::FirstAnswer, C::Resolve, C::RespondentReply, C::ReporterReply]);
    office.reporter(Action::Answer { text: YES }).is(State::Clarification);
    office.by(CHIEF, repair(State::Screening, None)).open(&[C::Feedback, C::Screen]);
    Office::review().reporter(Action::Withdraw).not_now(&staff(CHIEF), &repair(State::Review, None));
}

#[test]
fn row_54_drops_pauses_holds_and_consents() {
    let mut office = Office::mediation();
    let action = hold(office.case.zone.day(office.now) + chrono::Days::new(5));
    office.by(ANALYST, action).by(CHIEF, repair(State::Review, None));
    office.is(State::Review).open(&[C::Feedback, C::FirstAnswer, C::Resolve]);
    assert!(office.case.clocks.iter().all(|clock| !clock.is_paused()));
    assert!(!office.case.facts.mediation.agreed());
    let mut office = Office::closed();
    office.by(CHIEF, repair(State::Review, None)).is(State::Review).open(&[C::Feedback, C::FirstAnswer, C::Resolve]);
    assert_eq!(office.case.outcome, None);
}

#[test]
fn row_55_content_is_erased_at_the_end_of_its_time() {
    let mut office = Office::closed();
    office.refuses(&system(), &Action::Purge, Guard::StillRunning);
    office.refuses(&system(), &Action::ExpireSurvey, Guard::StillRunning);
    office.past(C::Retention).tick().open(&[]);
    assert!(office.last.contains(&Effect::Purge) && office.case.facts.purged);
    office.refuses(&reporter(), &Action::ChangeCode, Guard::Erased);
}

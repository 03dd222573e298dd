//! What somebody may name in an act: unknown officers, units, agencies and categories are refused, never a failure.

use kentongan::case::act::{ActError, Words};
use kentongan::case::action::{Action, Category, Taker};
use kentongan::case::refusal::{Guard, Refusal};
use kentongan::case::state::{Side, State};
use uuid::Uuid;

use super::tale::FIRST;
use super::{Office, YES, mediable, say};

#[tokio::test]
async fn what_does_not_exist_is_refused() {
    let office = Office::open().await;
    let nobody = Taker { officer: Uuid::now_v7(), walled: false };
    let case = office.screened(FIRST).await;
    let Action::Accept { checks, severity, unit, handler, .. } = office.accept("analis", office.one) else {
        unreachable!()
    };
    let accept = |category: &str, agency, unit, handler| Action::Accept {
        checks,
        severity,
        category: Category { code: category.into(), mediable: true },
        agency,
        unit,
        handler,
    };
    let gone = Some(Uuid::now_v7());
    for action in [
        accept("XX-99", None, unit, handler),
        accept("", None, unit, handler),
        accept("ET-06", gone, unit, handler),
        accept("ET-06", None, Uuid::now_v7(), handler),
        accept("ET-06", None, unit, nobody),
        Action::Assign { to: nobody },
        Action::HandOver { to: Some(nobody), unit: None, ground: YES },
        Action::HandOver { to: None, unit: gone, ground: YES },
    ] {
        let who = if matches!(action, Action::Assign { .. }) { "pimpinan" } else { "verifikator" };
        assert_eq!(office.refused(who, case, action.clone()).await, Guard::Unknown, "{action:?}");
    }
    office.does("verifikator", case, accept("ET-06", None, unit, handler)).await;
    let amend =
        |category, agency, unit| Action::Amend { category, severity: None, agency, unit, title: false, reason: YES };
    let unknown = Category { code: "XX-99".into(), mediable: false };
    for action in [
        amend(Some(unknown), None, None),
        amend(None, gone, None),
        amend(None, None, gone),
        Action::OfferMediation { roster: vec![nobody] },
        Action::OfferMediation { roster: vec![office.taker("analis2")] },
    ] {
        assert_eq!(office.refused("analis", case, action.clone()).await, Guard::Unknown, "{action:?}");
    }
    assert_eq!(office.refused("analis", case, Action::Link { other: Uuid::now_v7() }).await, Guard::Parent);
    let repair =
        Action::Repair { target: State::Review, resume: None, handler: Some(nobody), outcome: None, reason: YES };
    assert_eq!(office.refused("pimpinan", case, repair).await, Guard::Unknown);
    let missing = office.tries("analis", Uuid::now_v7(), Action::Note { text: YES }, Words::default()).await;
    assert!(matches!(missing, Err(ActError::NotFound)));
}

#[tokio::test]
async fn the_catalogue_says_what_may_be_mediated_whatever_the_page_says() {
    let office = Office::open().await;
    let case = office.screened(FIRST).await;
    let Action::Accept { checks, severity, agency, unit, handler, .. } = office.accept("analis", office.one) else {
        unreachable!()
    };
    let category = Category { code: "ET-01".into(), mediable: true };
    office.does("verifikator", case, Action::Accept { checks, category, severity, agency, unit, handler }).await;
    assert!(!office.case(case).await.mediable);
    let offer = Action::OfferMediation { roster: vec![office.taker("mediator")] };
    assert_eq!(office.refused("analis", case, offer.clone()).await, Guard::NotMediable);
    let amend = Action::Amend {
        category: Some(mediable()),
        severity: None,
        agency: None,
        unit: None,
        title: false,
        reason: YES,
    };
    office.does("analis", case, amend).await;
    office.does("analis", case, offer).await;
}

#[tokio::test]
async fn a_title_is_amended_and_a_settlement_becomes_commitments() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let amend = Action::Amend { category: None, severity: None, agency: None, unit: None, title: true, reason: YES };
    office.says("analis", case, amend, Words { title: Some("Judul baru".into()), ..Words::default() }).await;
    assert_eq!(office.secret(case).await.title, "Judul baru");
    office.mediates(case, "analis", &["mediator"]).await;
    let words = Words { lines: vec![("term".into(), 1, "Meminta maaf.".into())], ..Words::default() };
    office.says("mediator", case, office.term(1), words).await;
    office.does("pelapor", case, Action::AcceptTerm { line: 1, side: Side::Reporter }).await;
    office.does("mediator", case, Action::AcceptTerm { line: 1, side: Side::Respondent }).await;
    let said = Words { lines: vec![("commitment".into(), 1, "Meminta maaf.".into())], ..say("Sepakat.") };
    let done = office.says("mediator", case, Action::Settle { lawful: true }, said).await;
    let kentongan::case::act::Done::Proposed(proposal) = done else { panic!("{done:?}") };
    office.approves("pimpinan", proposal).await.unwrap();
    let settled = office.case(case).await;
    assert_eq!((settled.state, settled.facts.commitments.len()), (State::FollowUp, 1));
    let key = office.secret(case).await.key;
    let lines = kentongan::case::db::lines(&mut *office.system().await, &key, case).await.unwrap();
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn nothing_that_was_said_in_talks_without_an_agreement_is_kept() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    office.mediates(case, "analis", &["mediator"]).await;
    let words = Words { lines: vec![("term".into(), 1, "Meminta maaf.".into())], ..say("Ada usul: meminta maaf.") };
    office.says("mediator", case, office.term(1), words).await;
    office.does("pelapor", case, Action::AcceptTerm { line: 1, side: Side::Reporter }).await;
    office.does("mediator", case, Action::AcceptTerm { line: 1, side: Side::Respondent }).await;
    let draft = office.says("mediator", case, Action::Settle { lawful: true }, say("Sepakat meminta maaf.")).await;
    assert!(matches!(draft, kentongan::case::act::Done::Proposed(_)));
    office.does("pelapor", case, Action::EndWithout { side: Some(Side::Reporter) }).await;

    let (app, key) = (&office.world.app, office.secret(case).await.key);
    let mut tx = office.tx(kentongan::db::Actor::Officer(office.id("analis"))).await;
    let lines = kentongan::case::db::lines(&mut tx, &key, case).await.unwrap();
    assert!(lines.is_empty(), "{lines:?}");
    let messages = kentongan::case::db::messages(&mut tx, &key, case).await.unwrap();
    assert!(messages.iter().all(|message| !message.body.contains("maaf")), "{messages:?}");
    let events = kentongan::case::db::events(&mut tx, &key, case).await.unwrap();
    let term = events.iter().find(|event| event.action == "propose_term").expect("that it happened stays");
    assert!(term.payload.is_none());
    let drafts = kentongan::case::db::proposals(&mut tx, &key, case).await.unwrap();
    assert!(drafts.iter().all(|draft| !draft.payload.to_string().contains("maaf")));
    drop(tx);
    let report = kentongan::ledger::verify(&app.db, &app.keys, &app.store).await.unwrap();
    assert_eq!(report.first().map(ToString::to_string), None, "the chain still holds");
    assert_eq!(report.erased, 3);
}

#[tokio::test]
async fn the_refusal_that_explains_most_is_given() {
    let office = Office::open().await;
    let case = office.accepted(FIRST).await;
    let tried = office.tries("pimpinan", case, Action::Decide { letter: YES }, Words::default()).await;
    assert!(matches!(tried, Err(ActError::Refused(Refusal::NotNow { .. }))), "{tried:?}");
    let tried = office
        .tries("pimpinan", case, office.findings(kentongan::case::state::Finding::Proven), Words::default())
        .await;
    assert!(matches!(tried, Err(ActError::Refused(Refusal::NotYours { .. }))), "{tried:?}");
}

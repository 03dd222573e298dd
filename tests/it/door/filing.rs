//! Filing: exactly once, whole or not at all, and nothing about the person where nothing was given.

use futures_util::future::join_all;
use kentongan::case::account::Identity;
use kentongan::case::act::{self, NewCase};
use kentongan::case::action::Action;
use kentongan::case::db;
use kentongan::case::state::{Mode, State};
use kentongan::db::Actor;
use kentongan::vault::token;
use uuid::Uuid;

use super::{Office, YES, about, complaint, photo, question, say};

fn somebody() -> Option<Identity> {
    Some(Identity { name: "Sari Rahasia".into(), phone: "+6281234567890".into(), ..Identity::default() })
}

#[tokio::test]
async fn fifty_presses_at_once_make_one_case_and_show_one_receipt() {
    let office = Office::open().await;
    let new = NewCase { files: vec![photo("bukti.png")], ..complaint() };
    let presses = (0..50).map(|_| office.at(act::file(&office.world.app, new.clone())));
    let receipts: Vec<_> = join_all(presses).await.into_iter().map(|filed| filed.expect("a receipt")).collect();
    let first = &receipts[0];
    for receipt in &receipts {
        assert_eq!((&receipt.number, receipt.code.show()), (&first.number, first.code.show()));
    }
    assert_eq!(office.count("select count(*) from cases").await, 1);
    assert_eq!(office.count("select count(*) from evidence").await, 1);
    assert_eq!(office.count("select count(*) from receipt").await, 1);

    let again = office.files(new).await.unwrap();
    assert_eq!(again.code.show(), first.code.show());
    let key = office.secret(first.case).await.key;
    let files = db::evidence(&mut *office.system().await, &key, first.case).await.unwrap();
    assert_eq!((files.len(), files[0].meta.name.as_str()), (1, "bukti.png"));
}

#[tokio::test]
async fn other_words_under_the_same_key_change_nothing() {
    let office = Office::open().await;
    let new = complaint();
    let first = office.files(new.clone()).await.unwrap();
    let mut other = new;
    other.account.narrative = "Lain sama sekali.".into();
    other.files = vec![photo("lain.png")];
    let second = office.files(other).await.unwrap();
    assert_eq!(first.code.show(), second.code.show());
    assert_eq!(office.secret(first.case).await.account.narrative, "Petugas loket meminta uang rokok.");
    assert_eq!(office.count("select count(*) from evidence").await, 0);
}

#[tokio::test]
async fn the_stored_receipt_is_forgotten_after_a_day() {
    let office = Office::open().await;
    let new = complaint();
    office.files(new.clone()).await.unwrap();
    assert!(office.at(act::filed_before(&office.world.app, &new.idem)).await.unwrap().is_some());
    office.pass(25);
    assert!(office.at(act::filed_before(&office.world.app, &new.idem)).await.unwrap().is_none());
    office.works().await;
    assert_eq!(office.count("select count(*) from submission where reply is not null").await, 0);
}

#[tokio::test]
async fn a_filing_that_fails_leaves_nothing_behind() {
    let office = Office::open().await;
    let unknown = Some(Uuid::now_v7());
    let mut nowhere = complaint();
    nowhere.account.agency = unknown;
    let mut unasked = complaint();
    unasked.account.choice = "tidak_ada".into();
    let twice = photo("dua.png");
    let tries = [
        ("an unknown poster", NewCase { campaign: unknown, files: vec![photo("satu.png")], ..complaint() }),
        ("an unknown agency", nowhere),
        ("an unknown choice", unasked),
        ("an unknown case", NewCase { link: Some((Uuid::now_v7(), "retaliation")), ..complaint() }),
        ("the same file twice", NewCase { files: vec![twice.clone(), twice], ..complaint() }),
    ];
    for (what, new) in tries {
        let error = office.files(new).await.expect_err(what);
        // a person can cause each of them, so none is our failure
        assert!(!error.status().is_server_error(), "{what}: {error}");
    }
    for table in
        ["cases", "case_secret", "receipt", "submission", "event", "event_payload", "clock", "evidence", "work_list"]
    {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let left: i64 = sqlx::query_scalar(sql).fetch_one(&mut *office.system().await).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
}

#[tokio::test]
async fn row_1_is_guarded_at_the_door_too() {
    let office = Office::open().await;
    let incomplete = |change: fn(&mut kentongan::case::account::Account)| {
        let mut new = complaint();
        change(&mut new.account);
        new
    };
    let short = NewCase {
        account: kentongan::case::account::Account { question: "Bolehkah?".into(), ..Default::default() },
        ..question()
    };
    for (what, new) in [
        ("what", incomplete(|account| account.narrative.clear())),
        ("whom", incomplete(|account| account.accused_name.clear())),
        ("when", incomplete(|account| account.month = 0)),
        ("a question", short),
    ] {
        assert!(office.files(new).await.is_err(), "{what}");
    }
    assert_eq!(office.count("select count(*) from cases").await, 0);
}

#[tokio::test]
async fn an_identity_is_kept_as_the_reporter_wished() {
    let office = Office::open().await;
    let known = |mode| NewCase { mode, identity: somebody(), release_name: true, ..complaint() };
    let anonymous = office.files(known(Mode::Anonymous)).await.unwrap();
    let confidential = office.files(known(Mode::Confidential)).await.unwrap();
    let open = office.files(known(Mode::Open)).await.unwrap();
    assert_eq!(office.secret(anonymous.case).await.released_name, None);
    assert_eq!(office.secret(confidential.case).await.released_name, None);
    assert_eq!(office.secret(open.case).await.released_name.as_deref(), Some("Sari Rahasia"));
    for (case, kept) in [(anonymous.case, 0), (confidential.case, 1), (open.case, 1)] {
        let mut owner = office.world.owner().await;
        let sealed: Vec<Vec<u8>> = sqlx::query_scalar("select sealed from identity where case_id = $1")
            .bind(case)
            .fetch_all(&mut owner)
            .await
            .unwrap();
        assert_eq!(sealed.len(), kept);
        for blob in sealed {
            let shown = String::from_utf8_lossy(&blob).into_owned();
            assert!(!shown.contains("Sari") && !shown.contains("81234567890"), "sealed, not written");
        }
    }
    // the worker counts and deletes sealed identities but never reads one
    let read: Result<Vec<Vec<u8>>, _> =
        sqlx::query_scalar("select sealed from identity").fetch_all(&mut *office.system().await).await;
    assert!(read.is_err());
}

#[tokio::test]
async fn a_name_is_given_later() {
    let office = Office::open().await;
    let case = office.files(complaint()).await.unwrap().case;
    let identity = Identity { name: "Sari Rahasia".into(), ..Identity::default() };
    let identity = Some(act::NewIdentity { identity, copy: None, notices: act::Notices::Stay });
    let words = kentongan::case::act::Words { identity, ..Default::default() };
    office.says("pelapor", case, Action::ShareIdentity, words.clone()).await;
    assert_eq!(office.case(case).await.mode, Mode::Confidential);
    let words = kentongan::case::act::Words { released_name: Some("Sari".into()), ..words };
    office.says("pelapor", case, Action::ShareIdentity, words).await;
    assert_eq!(office.case(case).await.mode, Mode::Open);
    assert_eq!(office.secret(case).await.released_name.as_deref(), Some("Sari"));
    assert_eq!(office.count("select count(*) from identity").await, 1, "the newer takes the place of the older");
}

#[tokio::test]
async fn the_office_files_of_its_own_accord_without_a_reporter() {
    let office = Office::open().await;
    let new = NewCase { channel: "own_initiative", by: Some(office.id("pimpinan")), ..complaint() };
    let case = office.files(new).await.unwrap().case;
    assert!(office.case(case).await.facts.without_reporter);
    assert_eq!(office.count("select count(*) from receipt").await, 0, "nobody holds a code");
    let key = office.secret(case).await.key;
    let events = db::events(&mut *office.system().await, &key, case).await.unwrap();
    assert_eq!(events[0].payload.as_ref().unwrap().actor, format!("supervisor:{}", office.id("pimpinan")));
    office.does("verifikator", case, Action::StartScreening).await;
    let messages = db::messages(&mut *office.system().await, &key, case).await.unwrap();
    assert!(messages.is_empty(), "there is nobody to tell");
}

#[tokio::test]
async fn a_clerk_files_for_somebody_whose_code_must_then_be_changed() {
    let office = Office::with(&["loket", "verifikator"]).await;
    let new = NewCase { channel: "counter", by: Some(office.id("loket")), ..complaint() };
    let filed = office.files(new).await.unwrap();
    assert_eq!(office.count("select count(*) from receipt where clerk_seen").await, 1);
    let words = act::Words {
        new_receipt: Some(act::NewReceipt { lookup: [7; 32], session: [0; 32], own: vec![7], anew: None }),
        ..Default::default()
    };
    office.says("pelapor", filed.case, Action::ChangeCode, words).await;
    assert_eq!(office.count("select count(*) from receipt where clerk_seen").await, 0);
    assert_eq!(office.count("select count(*) from receipt").await, 1);
}

#[tokio::test]
async fn a_consultation_becomes_a_complaint_in_one_go() {
    let office = Office::with(&["konsultan", "konsultan2", "verifikator", "pimpinan"]).await;
    let ask = office.files(question()).await.unwrap().case;
    office.does("konsultan2", ask, Action::DeclareConflict { reason: YES }).await;
    let convert = |idem| NewCase { channel: "consultation", link: Some((ask, "conversion")), idem, ..complaint() };
    // no summary was offered: the complaint counts all the same, beside the question
    let beside = office.files(convert(token::random_token())).await.unwrap();
    assert_eq!(office.state(ask).await, State::Received);
    let mut tx = office.system().await;
    assert_eq!(db::links(&mut tx, beside.case).await.unwrap()[0].kind, "related");
    drop(tx);

    office.does("konsultan", ask, Action::Take).await;
    let summary = say("Ringkasan: diminta uang di loket.");
    office.says("konsultan", ask, Action::OfferConvert { summary: YES }, summary).await;
    let key = token::random_token();
    let complaint = office.files(convert(key)).await.unwrap();
    assert_eq!(office.state(ask).await, State::Converted);
    assert_eq!(office.state(complaint.case).await, State::Received);
    let again = office.files(convert(key)).await.unwrap();
    assert_eq!(again.case, complaint.case);
    // who stood apart from the question stands apart from the complaint
    let mut tx = office.system().await;
    assert!(db::is_walled(&mut tx, complaint.case, office.id("konsultan2")).await.unwrap());
    let links = db::links(&mut tx, ask).await.unwrap();
    let made = links.iter().find(|link| link.id == complaint.case).unwrap();
    assert_eq!((made.kind.as_str(), made.inbound), ("conversion", true));
    // the button alone, without the complaint, does nothing
    let bare = office.tries("pelapor", ask, Action::Convert { agreed: true }, act::Words::default()).await;
    assert!(bare.is_err());
    let mut reporter = office.tx(Actor::Citizen(ask)).await;
    assert!(db::load(&mut reporter, complaint.case).await.unwrap().is_none(), "the new case has a code of its own");
}

#[tokio::test]
async fn whom_the_complaint_names_does_not_learn_of_it_from_the_consultation() {
    let office = Office::with(&["konsultan", "verifikator", "pimpinan", "pimpinan2"]).await;
    let ask = office.files(question()).await.unwrap().case;
    office.does("konsultan", ask, Action::Take).await;
    let summary = say("Ringkasan: diminta uang di loket.");
    office.says("konsultan", ask, Action::OfferConvert { summary: YES }, summary).await;
    assert!(office.finds("pimpinan", ask).await);
    let new = NewCase { channel: "consultation", link: Some((ask, "conversion")), ..about("pimpinan") };
    let complaint = office.files(new).await.unwrap().case;
    for case in [ask, complaint] {
        office.knows_nothing("pimpinan", case).await;
        office.knows_nothing("konsultan", case).await; // a unit-mate
    }
}

#[tokio::test]
async fn who_is_kept_out_of_the_first_case_is_kept_out_of_the_one_about_retaliation() {
    let office = Office::open().await;
    let first = office.files(about("verifikator")).await.unwrap().case;
    let new = NewCase { channel: "retaliation", link: Some((first, "retaliation")), ..complaint() };
    let second = office.files(new).await.unwrap().case;
    office.knows_nothing("verifikator", second).await;
    office.knows_nothing("pimpinan", second).await;
    assert!(office.finds("verifikator2", second).await, "somebody else takes it");
}

#[tokio::test]
async fn a_case_about_retaliation_goes_where_the_walls_of_the_first_let_somebody_take_it() {
    let office = Office::open().await;
    let first = office.files(about("verifikator")).await.unwrap().case;
    let new = |first| NewCase { channel: "retaliation", link: Some((first, "retaliation")), ..complaint() };
    let second = office.files(new(first)).await.unwrap().case;
    assert_eq!(office.case(second).await.unit, Some(office.two), "the first unit is kept out as a whole");
    // nobody is left in the first unit either when its only verifier declared a conflict
    let first = office.files(complaint()).await.unwrap().case;
    office.does("verifikator", first, Action::DeclareConflict { reason: YES }).await;
    let second = office.files(new(first)).await.unwrap().case;
    assert_eq!(office.case(second).await.unit, Some(office.two));
    assert!(office.finds("verifikator2", second).await);
    // and so does what the office continues of its own accord
    office.does("pelapor", first, Action::Withdraw).await;
    let go_on = Action::ContinueExOfficio { public_interest: true, reason: YES };
    let act::Done::Opened(third) = office.does("pimpinan", first, go_on).await else { panic!("a new case") };
    assert_eq!(office.case(third).await.unit, Some(office.two));
}

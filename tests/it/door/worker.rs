//! The worker: oldest first, everything once, whoever else is at work; nobody is forgotten.

use futures_util::future::join_all;
use kentongan::case::act;
use kentongan::case::action::Action;
use kentongan::case::state::ClockKind;
use uuid::Uuid;

use super::register::nip;
use super::tale::{FIRST, SECOND};
use super::{Office, YES, complaint, morning, say};

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
    office.execute("update clock set voided_at = now() where case_id = $1", case).await;
    office.works().await;
    office.pass(2);
    office.works().await;
    assert_eq!(office.notices("integritas").await, ["unwatched"]);
    assert!(office.finds("integritas", case).await);
    sqlx::query("update notice set read_at = at").execute(&mut office.world.owner().await).await.unwrap();
    office.pass(2);
    office.works().await;
    assert_eq!(office.notices("integritas").await.len(), 1, "read, and not told again at once");
    office.pass_days(2);
    office.works().await;
    assert_eq!(office.notices("integritas").await.len(), 2);
}

impl Office {
    /// The office changes, in a way that moves no wall and no reader.
    async fn changes(&self, times: i32) {
        let sql = "update register_version set version = version + $1";
        sqlx::query(sql).bind(times).execute(&mut self.world.owner().await).await.unwrap();
    }

    /// Which version each row of the lists is.
    async fn rows_of_lists(&self) -> Vec<(Uuid, String, String)> {
        sqlx::query_as("select case_id, viewer, xmin::text from work_list order by 1, 2")
            .fetch_all(&mut *self.system().await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn in_an_office_that_always_changes_the_last_case_has_its_turn_too() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        let mut new = complaint();
        new.account.accused_nip = nip(1);
        cases.push(office.files(new).await.unwrap().case);
    }
    office.works().await;
    office.give_nip("verifikator", &nip(1)).await;
    for _ in 0..cases.len() {
        office.at(act::catch_up(&office.world.app, 1)).await.unwrap();
        office.changes(1).await;
    }
    for case in cases {
        assert!(office.walled("verifikator", case).await);
    }
    // what came while it was at it is looked at as well
    let late = office.id("verifikator2");
    office
        .execute(
            "update officer set nip_mac = (select nip_mac from officer where nip_mac is not null) where id = $1",
            late,
        )
        .await;
    office.works().await;
    assert!(office.count("select count(distinct case_id) from case_wall where reason = 'named'").await == 3);
}

#[tokio::test]
async fn of_the_cases_that_have_ended_the_newest_catches_up_first() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let mut new = complaint();
        new.account.accused_nip = nip(1);
        let case = office.files(new).await.unwrap().case;
        office.does("pelapor", case, Action::Withdraw).await;
        cases.push(case);
    }
    office.works().await;
    office.give_nip("verifikator", &nip(1)).await;
    assert!(office.at(act::catch_up(&office.world.app, 1)).await.unwrap(), "more is left");
    assert!(office.walled("verifikator", cases[1]).await && !office.walled("verifikator", cases[0]).await);
    office.at(act::catch_up(&office.world.app, 1)).await.unwrap();
    assert!(office.walled("verifikator", cases[0]).await);
}

#[tokio::test]
async fn an_absence_changes_who_reads_open_cases_and_asks_about_no_other() {
    let office = Office::open().await;
    let open = office.files(complaint()).await.unwrap().case;
    let ended = office.files(complaint()).await.unwrap().case;
    office.does("pelapor", ended, Action::Withdraw).await;
    office.works().await;
    let before = office.rows_of_lists().await;
    office.changes(1).await;
    office.works().await;
    assert_eq!(office.rows_of_lists().await, before, "what stays as it is, is not written");

    office.execute("delete from work_list where case_id = $1", ended).await;
    office.leaves_for("verifikator", 3).await;
    office.works().await;
    assert!(office.finds("verifikator2", open).await, "who stands in");
    let rows = office.rows_of_lists().await;
    assert!(rows.iter().all(|(case, ..)| *case != ended), "nobody looked at it");
}

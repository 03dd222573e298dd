//! The twelve lessons, as far as the whole program must keep them: order, walls, and a worker that is not stopped by
//! one bad case.

use chrono::{DateTime, Utc};
use kentongan::case::act::{self, Who, Words};
use kentongan::case::action::{Action, Given};
use kentongan::case::state::{Role, State};
use kentongan::db::Actor;
use kentongan::vault::index;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{Browser, World};

/// Ten thousand cases with one clock each, due at moments in no order. Their content is erased, so the worker only looks.
async fn ten_thousand_due(conn: &mut PgConnection, unit: Uuid) {
    sqlx::query(
        "with c as (
             insert into cases (id, number, kind, state, mode, channel, unit_id, received_at, policy_version,
                                calendar_version, facts, updated_at)
             select gen_random_uuid(), 'KTG-' || lpad(i::text, 6, '0'), 'complaint', 'received', 'anonymous', 'web', $1,
                    now() - interval '90 days', 1, 1, '{}', now()
             from generate_series(1, 10000) i returning id, number)
         insert into clock (id, case_id, kind, started_at, due_at, policy_version, calendar_version, check_at)
         select gen_random_uuid(), id, 'SCREEN', now() - interval '90 days', due, 1, 1, due
         from (select id, now() - make_interval(mins => 1 + (hashtext(number) & 65535)) as due from c) x",
    )
    .bind(unit)
    .execute(conn)
    .await
    .unwrap();
}

#[tokio::test]
async fn of_ten_thousand_due_clocks_the_oldest_come_first() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let mut owner = world.owner().await;
    ten_thousand_due(&mut owner, unit).await;
    for done in [100, 200] {
        assert_eq!(act::tick(&world.app, 100).await.unwrap(), 100);
        let (seen, newest_seen, oldest_waiting): (i64, DateTime<Utc>, DateTime<Utc>) = sqlx::query_as(
            "select count(*) filter (where check_at > now()), max(due_at) filter (where check_at > now()),
                    min(due_at) filter (where check_at <= now()) from clock",
        )
        .fetch_one(&mut owner)
        .await
        .unwrap();
        assert_eq!(seen, done);
        assert!(newest_seen <= oldest_waiting, "a clock was passed over");
    }
}

#[tokio::test]
async fn a_case_that_cannot_be_opened_does_not_stop_the_worker() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    world.hire("vera", &[(Some(unit), Role::Verifier)]).await;
    let broken = world.file(world.complaint("Rusak")).await.case;
    let whole = world.file(world.complaint("Utuh")).await.case;
    let mut owner = world.owner().await;
    sqlx::query("update case_secret set dek = '\\x01' where case_id = $1")
        .bind(broken)
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query(
        "update clock set due_at = now() - interval '2 days', check_at = now() - case case_id when $1 then interval '2 days'
                                                                             else interval '1 day' end",
    )
    .bind(broken)
    .execute(&mut owner)
    .await
    .unwrap();
    act::tick(&world.app, 10).await.expect("the worker goes on");
    let levels: Vec<(Uuid, i16)> =
        sqlx::query_as("select case_id, level from clock order by level").fetch_all(&mut owner).await.unwrap();
    assert_eq!(levels, [(broken, 0), (whole, 1)], "only the whole case reached its first level");
}

#[tokio::test]
async fn a_message_moves_no_clock_in_any_state() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let vera = world.hire("vera", &[(Some(unit), Role::Verifier), (Some(unit), Role::Analyst)]).await;
    let case = world.file(world.complaint("Diminta uang")).await.case;
    let mut owner = world.owner().await;
    let mut sent = 0;
    for state in State::ALL {
        put_into(&mut owner, case, *state, Some(vera)).await;
        let before = clocks(&mut owner, case).await;
        for who in [Who::Reporter, Who::Officer(vera)] {
            let words = Words { public: Some("Sekadar kabar".to_owned()), ..Words::default() };
            sent +=
                u32::from(act::act(&world.app, who, case, Action::Message { text: Given(true) }, words).await.is_ok());
        }
        assert_eq!(clocks(&mut owner, case).await, before, "a message moved a clock in {}", state.code());
    }
    assert!(sent >= 20, "only {sent} messages were taken");
}

/// Puts a case by force where the machine would have brought it.
async fn put_into(owner: &mut PgConnection, case: Uuid, state: State, handler: Option<Uuid>) {
    let resume = matches!(state, State::AwaitingReporter | State::Referred | State::Objection).then_some("review");
    sqlx::query("update cases set state = $2, resume = $3, handler_id = $4 where id = $1")
        .bind(case)
        .bind(state.code())
        .bind(resume)
        .bind(handler)
        .execute(&mut *owner)
        .await
        .unwrap();
    sqlx::query("update work_list set state = $2, handler_id = $3, open = $4 where case_id = $1")
        .bind(case)
        .bind(state.code())
        .bind(handler)
        .bind(!state.is_final())
        .execute(owner)
        .await
        .unwrap();
}

type ClockRow = (Uuid, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, bool, i16);

async fn clocks(owner: &mut PgConnection, case: Uuid) -> Vec<ClockRow> {
    sqlx::query_as(
        "select id, due_at, check_at, met_at, voided_at, paused, level from clock where case_id = $1 order by id",
    )
    .bind(case)
    .fetch_all(owner)
    .await
    .unwrap()
}

/// A file of the walled case.
const FILE: Uuid = Uuid::from_u128(0x0199_a000_0000_7000_8000_0000_0000_0001);

/// An office in which the person complained about works, with every list claiming that they may read the case.
async fn walled() -> (World, Uuid, Uuid, String) {
    let world = World::open().await;
    let own = world.unit("u1", "office").await;
    let other = world.unit("u2", "office").await;
    world.hire("vera", &[(Some(other), Role::Verifier)]).await;
    let roles = [Role::Verifier, Role::Analyst, Role::Supervisor, Role::Mediator].map(|role| (Some(own), role));
    let named = world.hire("fulan", &roles).await;
    let mut owner = world.owner().await;
    let macs: Vec<Vec<u8>> =
        index::name_macs(&world.app.keys, "Fulan Prakontoh").iter().map(|mac| mac.to_vec()).collect();
    sqlx::query("update officer set name_macs = $2 where id = $1")
        .bind(named)
        .bind(macs)
        .execute(&mut owner)
        .await
        .unwrap();
    let filed = world.file(world.complaint("Diminta uang rokok di loket")).await;
    sqlx::query(
        "insert into work_list (viewer, case_id, kind, state, mode, open, turn, due_at, updated_at)
         select v, $1, 'complaint', 'received', 'anonymous', true, 'act', now(), now()
         from unnest(array['o:' || $2, 'u:' || $3 || ':verifier', 'u:' || $3 || ':analyst', 'u:' || $3 || ':supervisor']) v
         on conflict do nothing",
    )
    .bind(filed.case)
    .bind(named)
    .bind(own)
    .execute(&mut owner)
    .await
    .unwrap();
    sqlx::query(
        "insert into evidence (id, case_id, at, author, meta, key) values ($1, $2, now(), 'reporter', '\\x00', '\\x00')",
    )
    .bind(FILE)
    .bind(filed.case)
    .execute(&mut owner)
    .await
    .unwrap();
    sqlx::query(
        "insert into notice (id, officer_id, case_id, key, at) values (gen_random_uuid(), $1, $2, 'assigned', now())",
    )
    .bind(named)
    .bind(filed.case)
    .execute(&mut owner)
    .await
    .unwrap();
    (world, named, filed.case, filed.number)
}

#[tokio::test]
async fn an_officer_named_in_a_case_finds_no_trace_of_it_in_any_state() {
    let (world, named, case, number) = walled().await;
    let mut owner = world.owner().await;
    let addresses = crate::mutants::addresses();
    let mut of_a_case: Vec<String> =
        addresses.into_iter().filter(|path| path.starts_with("/petugas/kasus/{")).collect();
    of_a_case.extend(["terima", "pesan", "tanya-pelapor"].map(|act| format!("/petugas/kasus/{{nomor}}/{act}")));
    assert!(of_a_case.len() > 6, "the addresses of a case have moved: {of_a_case:?}");
    let mut desk = world.desk_of(named).await;
    for state in State::ALL {
        put_into(&mut owner, case, *state, Some(named)).await;
        for address in
            ["/petugas", "/petugas?tampil=semua", "/petugas?tampil=saya", "/petugas?tampil=bebas", "/petugas/notis"]
        {
            desk.visit(address).await.not_see(&number).not_see("uang rokok").not_see("Semua 1").not_see("Kasus saya 1");
        }
        for query in [number.as_str(), &number[4..], "rokok"] {
            desk.visit(&format!("/petugas/cari?q={query}")).await.not_see("uang rokok");
        }
        for address in &of_a_case {
            let real = answer(&mut desk, address, &number).await;
            let none = answer(&mut desk, address, "KTG-ZZZZZZ").await;
            assert_eq!(real, none, "{address} tells that the case exists in {}", state.code());
            assert!(matches!(real.0, 404 | 405), "{address} answers {}", real.0);
        }
        assert_eq!(hidden_rows(&world, named, case).await, 0, "a table shows the case in {}", state.code());
    }
}

/// Status and body, without what is different in every answer.
async fn answer(desk: &mut Browser, address: &str, number: &str) -> (u16, String) {
    let path = address.replacen("{nomor}", number, 1).replace("{id}", &FILE.to_string());
    desk.visit(&path.replace(['{', '}'], "")).await;
    let body = String::from_utf8_lossy(desk.bytes()).replace(number, "KTG-");
    let mut plain = String::new();
    for (no, part) in body.split("name=\"token\" value=\"").enumerate() {
        plain += if no == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) };
    }
    (desk.status(), plain)
}

/// Rows of every table of the case that this officer's transactions can see, whatever is asked.
async fn hidden_rows(world: &World, officer: Uuid, case: Uuid) -> i64 {
    let mut tx = world.app.db.begin(Actor::Officer(officer)).await.unwrap();
    sqlx::query_scalar(
        "select (select count(*) from cases where id = $1) + (select count(*) from case_secret where case_id = $1)
              + (select count(*) from clock where case_id = $1) + (select count(*) from event where case_id = $1)
              + (select count(*) from event_payload where case_id = $1) + (select count(*) from message where case_id = $1)
              + (select count(*) from work_list where case_id = $1) + (select count(*) from evidence where case_id = $1)
              + (select count(*) from document where case_id = $1) + (select count(*) from notice where case_id = $1)
              + (select count(*) from link where case_id = $1) + (select count(*) from proposal where case_id = $1)
              + (select count(*) from case_line where case_id = $1) + (select count(*) from access_log where case_id = $1)",
    )
    .bind(case)
    .fetch_one(&mut *tx)
    .await
    .unwrap()
}

#[tokio::test]
async fn where_the_only_head_is_kept_out_the_heads_of_other_units_hear_of_a_new_case() {
    let world = World::open().await;
    let own = world.unit("u1", "office").await;
    let other = world.unit("u2", "office").await;
    world.hire("vera", &[(Some(own), Role::Verifier)]).await;
    let head = world.hire("suri", &[(Some(own), Role::Supervisor)]).await;
    let rudi = world.hire("rudi", &[(Some(other), Role::Supervisor)]).await;
    let mut owner = world.owner().await;
    let macs: Vec<Vec<u8>> = index::name_macs(&world.app.keys, "Suri Kepala").iter().map(|mac| mac.to_vec()).collect();
    sqlx::query("update officer set name_macs = $2 where id = $1")
        .bind(head)
        .bind(macs)
        .execute(&mut owner)
        .await
        .unwrap();
    let mut new = world.complaint("Atasan menahan berkas");
    new.account.excluded = "Suri Kepala".to_owned();
    let filed = world.file(new).await;
    world.desk_of(rudi).await.visit("/petugas?tampil=semua").await.see(&filed.number);
    world.desk_of(head).await.visit("/petugas?tampil=semua").await.not_see(&filed.number);
}

#[tokio::test]
async fn a_case_that_nobody_has_taken_has_a_clock_and_waits_on_the_desk() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let vera = world.hire("vera", &[(Some(unit), Role::Verifier)]).await;
    let first = world.file(world.complaint("Pertama")).await;
    let second = world.file(world.complaint("Kedua")).await;
    act::act(&world.app, Who::Officer(vera), first.case, Action::StartScreening, Words::default()).await.unwrap();
    let mut owner = world.owner().await;
    assert!(clocks(&mut owner, second.case).await.iter().any(|clock| clock.3.is_none() && clock.4.is_none()));
    let mut desk = world.desk_of(vera).await;
    desk.visit("/petugas?tampil=bebas").await;
    assert_eq!(desk.attr_of("a.bahasa", "href").as_deref(), Some("/petugas?tampil=bebas&bhs=en"));
    desk.see(&second.number).see("Sisa").not_see(&first.number);
    desk.visit("/petugas").await.see(&second.number);
}

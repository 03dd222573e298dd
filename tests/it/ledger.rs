//! `kentongan verify`: whoever has the whole database in hand changes one thing, and the walk names it.

use kentongan::case::account::Account;
use kentongan::case::act::{self, Filed, NewCase};
use kentongan::case::db;
use kentongan::case::event::{Payload, link_hash};
use kentongan::case::state::{Kind, Mode};
use kentongan::db::Actor;
use kentongan::i18n::{Lang, Zone};
use kentongan::ledger::{self, Report};
use kentongan::{clock, vault};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::world::{World, today};

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// A complaint with one file and a chain of four links.
async fn complaint(world: &World) -> Filed {
    let account = Account {
        narrative: "Pungli di loket dua".into(),
        accused_position: "petugas".into(),
        month: 1,
        year: 2026,
        ..Account::default()
    };
    let new = NewCase {
        kind: Kind::Complaint,
        mode: Mode::Anonymous,
        channel: "web",
        lang: Lang::Id,
        account,
        title: "Permintaan uang".into(),
        identity: None,
        release_name: false,
        campaign: None,
        files: vec![world.stored("bukti.png", PHOTO.to_vec()).await],
        idem: vault::token::random_token(),
        link: None,
        by: None,
        draft: None,
    };
    let filed = act::file(&world.app, new).await.expect("a filed complaint");
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let secret = db::secret(&mut tx, &world.app.keys, filed.case).await.unwrap().expect("its secret");
    for n in 0..3 {
        let data = serde_json::json!({ "n": n });
        let payload = Payload { at: clock::now(), actor: "reporter".into(), action: "message".into(), data };
        let day = Zone::Wib.day(payload.at);
        db::append_event(&mut tx, &secret.key, filed.case, day, &payload, false).await.unwrap();
    }
    tx.commit().await.unwrap();
    filed
}

async fn walk(world: &World) -> Report {
    ledger::verify(&world.app.db, &world.app.keys, &world.app.store).await.expect("a walk")
}

/// Changes the database as only its owner can, with the guards of the event table off.
async fn tamper(world: &World, sql: &str, case: Uuid) {
    let mut owner = world.owner().await;
    owner.execute("alter table event disable trigger event_is_final").await.unwrap();
    let changed = owner.execute(AssertSqlSafe(sql.replace("$1", &format!("'{case}'")))).await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "{sql}");
    owner.execute("alter table event enable trigger event_is_final").await.unwrap();
}

/// The break after one change; the case before it is whole.
async fn broken_by(sql: &str) -> String {
    let world = World::open().await;
    complaint(&world).await;
    let filed = complaint(&world).await;
    assert_eq!(walk(&world).await.first(), None, "whole before: {sql}");
    tamper(&world, sql, filed.case).await;
    let report = walk(&world).await;
    let first = report.first().map(ToString::to_string).unwrap_or_else(|| panic!("not noticed: {sql}"));
    assert_eq!(report.faults.len(), 1, "{report}");
    first.strip_prefix(&format!("{}: ", filed.number)).expect("the number of the case").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untouched_office_holds() {
    let world = World::open().await;
    complaint(&world).await;
    let report = walk(&world).await;
    assert_eq!((report.cases, report.links, report.payloads, report.erased, report.files), (1, 4, 4, 0, 1), "{report}");
    assert_eq!(report.to_string().lines().last(), Some("Every chain holds."));
}

/// What is erased, filed or settled meanwhile is seen as it was when the walk came to the case.
#[tokio::test(flavor = "multi_thread")]
async fn the_walk_sees_one_moment_while_people_work() {
    let world = World::open().await;
    let filed = complaint(&world).await;
    let mut owner = world.owner().await;
    owner.execute("begin; lock table evidence in access exclusive mode").await.unwrap();
    let app = world.app.clone();
    let walk = tokio::spawn(async move { ledger::verify(&app.db, &app.keys, &app.store).await.expect("a walk") });
    let mut watcher = world.owner().await;
    let waits = "select exists (select from pg_locks where not granted and relation = 'evidence'::regclass
                                  and database = (select oid from pg_database where datname = current_database()))";
    while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&mut watcher).await.unwrap() {
        assert!(!walk.is_finished(), "it read no files");
        tokio::task::yield_now().await;
    }
    sqlx::query("delete from evidence where case_id = $1").bind(filed.case).execute(&mut owner).await.unwrap();
    owner.execute("commit").await.unwrap();
    let report = walk.await.unwrap();
    assert_eq!((report.files, report.first()), (1, None), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_a_link_is_guarded() {
    let of_link = |set: &str| format!("update event set {set} where case_id = $1 and seq = 3");
    for (set, says) in [
        ("day = day - 1", "link 3 was changed"),
        ("action = 'withdraw'", "link 3 was changed"),
        ("payload_mac = sha256(payload_mac)", "link 3 was changed"),
        ("hash = sha256(hash)", "link 3 was changed"),
        ("prev_hash = sha256(prev_hash)", "link 3 does not continue the one before"),
    ] {
        assert_eq!(broken_by(&of_link(set)).await, says, "{set}");
    }
    // the payload hangs on its link, so a link that moves takes it along
    let moved = "with p as (delete from event_payload where case_id = $1 and seq = 4)
                 update event set seq = 9 where case_id = $1 and seq = 4";
    assert_eq!(broken_by(moved).await, "link 4 is missing or out of place");
}

/// A link needs no key to be made anew; the sealed content says when it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_dated_back_and_made_anew_is_noticed() {
    let world = World::open().await;
    let filed = complaint(&world).await;
    let mut owner = world.owner().await;
    let (action, mac, prev): (String, Vec<u8>, Vec<u8>) =
        sqlx::query_as("select action, payload_mac, prev_hash from event where case_id = $1 and seq = 4")
            .bind(filed.case)
            .fetch_one(&mut owner)
            .await
            .unwrap();
    let day = today() - chrono::Duration::days(3);
    let hash = link_hash(filed.case, 4, day, &action, &mac, &prev);
    let hash = hash.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let set = format!("update event set day = '{day}', hash = '\\x{hash}' where case_id = $1 and seq = 4");
    tamper(&world, &set, filed.case).await;
    let says = walk(&world).await.first().map(ToString::to_string);
    assert_eq!(says, Some(format!("{}: the content of link 4 was changed", filed.number)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_a_content_is_guarded() {
    let of_content = |set: &str| format!("update event_payload set {set} where case_id = $1 and seq = 2");
    for set in [
        "salt = sha256(salt)",
        "body = sha256(body)",
        "body = (select p.body from event_payload p where p.case_id = $1 and p.seq = 3)",
    ] {
        assert_eq!(broken_by(&of_content(set)).await, "the content of link 2 was changed", "{set}");
    }
    let gone = "delete from event_payload where case_id = $1 and seq = 2";
    assert_eq!(broken_by(gone).await, "the content of link 2 is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_lost_or_changed_is_noticed() {
    assert_eq!(
        broken_by("update case_secret set dek = sha256(dek) where case_id = $1").await,
        "its key does not open with the server's keys"
    );
    assert_eq!(
        broken_by("delete from case_secret where case_id = $1").await,
        "the content of link 1 was changed",
        "contents without a key prove nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_case_still_holds() {
    let world = World::open().await;
    let filed = complaint(&world).await;
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let secret = db::secret(&mut tx, &world.app.keys, filed.case).await.unwrap().expect("its secret");
    let payload =
        Payload { at: clock::now(), actor: "system".into(), action: "purge".into(), data: serde_json::json!({}) };
    db::append_event(&mut tx, &secret.key, filed.case, Zone::Wib.day(payload.at), &payload, false).await.unwrap();
    db::erase_content(&mut tx, filed.case).await.unwrap();
    tx.commit().await.unwrap();
    let report = walk(&world).await;
    assert_eq!((report.first(), report.links, report.erased), (None, 5, 5), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_and_compared() {
    let world = World::open().await;
    let filed = complaint(&world).await;
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let secret = db::secret(&mut tx, &world.app.keys, filed.case).await.unwrap().expect("its secret");
    let file = db::evidence(&mut tx, &secret.key, filed.case).await.unwrap().remove(0);
    tx.commit().await.unwrap();

    tamper(&world, "update evidence set key = sha256(key) where case_id = $1", filed.case).await;
    let says = walk(&world).await.first().map(ToString::to_string);
    assert_eq!(says, Some(format!("{}: the file {} was changed", filed.number, file.id)));

    world.app.store.delete(file.id).await.unwrap();
    let other = complaint(&world).await;
    tamper(&world, "update evidence set meta = sha256(meta) where case_id = $1", other.case).await;
    assert_eq!(walk(&world).await.faults.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_named() {
    let world = World::open().await;
    let filed = complaint(&world).await;
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let secret = db::secret(&mut tx, &world.app.keys, filed.case).await.unwrap().expect("its secret");
    let file = db::evidence(&mut tx, &secret.key, filed.case).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    world.app.store.delete(file.id).await.unwrap();
    let says = walk(&world).await.first().map(ToString::to_string);
    assert_eq!(says, Some(format!("{}: the file {} is not in the store", filed.number, file.id)));
}

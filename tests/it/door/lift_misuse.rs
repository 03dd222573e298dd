//! Every way to take a wall down that is not the one with two people of different units (security.md §2.7).

use chrono::Duration;
use kentongan::case::action::Action;
use kentongan::case::db::KeptOut;
use kentongan::db::Actor;
use kentongan::{case::db, clock};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::lifted::{REASON, wall_page};
use super::register::nip;
use super::{Office, about, complaint, full_name};

/// Tries that must fail, counted.
struct Tries<'a> {
    office: &'a Office,
    refused: usize,
}

impl Tries<'_> {
    async fn sends(&mut self, what: &str, who: &str, (path, fields): (&str, &[(&str, &str)]), want: u16) {
        let mut desk = self.office.desk(who).await;
        let body = serde_html_form::to_string(fields).unwrap();
        self.office.at(desk.posts(path, &body)).await;
        assert_eq!(desk.status(), want, "{what}: {}", desk.text());
        self.refused += 1;
    }

    async fn asks(&mut self, what: &str, who: &str, number: &str, (whom, why): (&str, &str), want: u16) {
        let fields = [("petugas", whom), ("alasan", why)];
        self.sends(what, who, (&wall_page(number), &fields), want).await;
    }

    async fn decides(&mut self, what: &str, who: &str, number: &str, request: &str, want: u16) {
        let path = format!("{}/putusan", wall_page(number));
        self.sends(what, who, (&path, &[("permintaan", request), ("putusan", "izinkan")]), want).await;
    }
}

#[tokio::test]
async fn every_misuse_of_taking_a_wall_down_is_refused() {
    let office = Office::open().await;
    let mut new = about("analis");
    new.account.excluded = full_name("penelaah");
    let filed = office.files(new).await.unwrap();
    let foreign = office.files(about("analis")).await.unwrap();
    office.give_nip("verifikator", &nip(1)).await;
    let mut by_nip = complaint();
    by_nip.account.accused_nip = nip(1);
    let numbered = office.files(by_nip).await.unwrap();
    let (here, analis) = (filed.number.as_str(), office.id("analis").to_string());
    let mut tries = Tries { office: &office, refused: 0 };

    let good = (analis.as_str(), REASON);
    tries.asks("the officer whom it is about", "analis", here, good, 404).await;
    tries.asks("a supervisor behind the wall", "pimpinan", here, good, 404).await;
    tries.asks("whom the reporter excludes", "penelaah", here, good, 404).await;
    tries.asks("a verifier of the unit", "verifikator2", here, good, 404).await;
    tries.asks("the desk, which does not read the case", "integritas", here, good, 404).await;
    tries.asks("no reason", "pimpinan2", here, (&analis, ""), 422).await;
    tries.asks("a short reason", "pimpinan2", here, (&analis, "sembilan belas huru"), 422).await;
    tries.asks("a reason of spaces", "pimpinan2", here, (&analis, &" ".repeat(40)), 422).await;
    tries.asks("an endless reason", "pimpinan2", here, (&analis, &"alasan ".repeat(200)), 422).await;
    tries.asks("nobody", "pimpinan2", here, ("", REASON), 422).await;
    tries.asks("not even a number", "pimpinan2", here, ("1 or 1=1", REASON), 422).await;
    tries.asks("an officer who is not there", "pimpinan2", here, (&Uuid::new_v4().to_string(), REASON), 422).await;
    let free = office.id("verifikator2").to_string();
    tries.asks("an officer who is not kept out", "pimpinan2", here, (&free, REASON), 422).await;
    let excluded = office.id("penelaah").to_string();
    tries.asks("whom the reporter excludes is not let in", "pimpinan2", here, (&excluded, REASON), 409).await;
    let named = office.id("verifikator").to_string();
    tries.asks("whom a NIP names is not let in", "pimpinan2", &numbered.number, (&named, REASON), 409).await;
    assert_eq!(office.count("select count(*) from wall_request").await, 0);

    let mut head = office.desk("pimpinan2").await;
    office
        .at(async {
            head.visit(&wall_page(here)).await.choose("petugas", &analis).fill("alasan", REASON);
            head.press("Minta persetujuan orang kedua").await.see("Permintaan dicatat");
        })
        .await;
    let request = office.request(filed.case).await.to_string();
    tries.asks("asking twice", "pimpinan2", here, good, 409).await;
    tries.decides("deciding on one's own request", "pimpinan2", here, &request, 409).await;
    tries.decides("the officer whom it is about", "analis", here, &request, 404).await;
    tries.decides("a unit-mate behind the wall", "pimpinan", here, &request, 404).await;
    tries.decides("whom the reporter excludes", "penelaah", here, &request, 404).await;
    tries.decides("an analyst", "verifikator2", here, &request, 404).await;
    tries.decides("by another case", "pimpinan2", &foreign.number, &request, 404).await;
    tries.decides("a request that is none", "integritas", here, &Uuid::new_v4().to_string(), 404).await;
    tries.decides("not even a number", "integritas", here, "1 or 1=1", 404).await;
    let path = format!("{}/putusan", wall_page(here));
    tries.sends("neither yes nor no", "integritas", (&path, &[("permintaan", &request)]), 404).await;
    office.pass(1);
    tries.decides("after the hour", "integritas", here, &request, 404).await;
    tries.decides("after the hour, by who reads the case", "pimpinan2", here, &request, 409).await;
    assert_eq!(office.count("select count(*) from wall_request where decided_at is not null").await, 0);
    assert!(office.walled("analis", filed.case).await);
    assert!(tries.refused >= 25, "{}", tries.refused);
}

#[tokio::test]
async fn what_changes_while_a_request_waits_ends_it() {
    let mut office = Office::open().await;
    let two = office.two;
    office.hire("pimpinan4", &[kentongan::case::state::Role::Supervisor], &[two]).await;
    let ask = async |office: &Office| -> (Uuid, String, String) {
        let filed = office.files(about("analis")).await.unwrap();
        let whom = office.id("analis").to_string();
        let app = &office.world.app;
        let asker = office.id("pimpinan4");
        office.at(kentongan::case::act::lift::ask(app, asker, &filed.number, (&whom, REASON))).await.unwrap();
        (filed.case, filed.number, office.request(filed.case).await.to_string())
    };
    let (case, number, request) = ask(&office).await;
    Tries { office: &office, refused: 0 }
        .decides("a supervisor of the same unit", "pimpinan2", &number, &request, 409)
        .await;
    let exclude = |people: String, once| {
        let app = &office.world.app;
        async move { kentongan::case::act::exclude(app, case, &people, [once; 32]).await.unwrap() }
    };
    office.at(exclude(full_name("analis"), 1)).await;
    let mut tries = Tries { office: &office, refused: 0 };
    tries.decides("whom the reporter excluded meanwhile", "integritas", &number, &request, 409).await;
    office.at(exclude(full_name("integritas"), 2)).await;
    tries.decides("from behind the wall", "integritas", &number, &request, 404).await;
    assert!(office.walled("analis", case).await);

    let (case, number, request) = ask(&office).await;
    let path = format!("{}/putusan", wall_page(&number));
    let mut stale = office.desk("integritas2").await;
    office.at(stale.visit(&wall_page(&number))).await.see(REASON);
    office.at(stale.press("Jangan izinkan")).await.see("Petugas tetap dijauhkan");
    tries.decides("a yes after the no", "integritas3", &number, &request, 404).await;
    tries.decides("a yes after the no, by who reads the case", "pimpinan2", &number, &request, 409).await;
    tries
        .sends("the same no again", "integritas2", (&path, &[("permintaan", &request), ("putusan", "tolak")]), 404)
        .await;
    assert!(office.walled("analis", case).await);

    // a ground that came after the question is in no page that the second person read
    let (case, number, request) = ask(&office).await;
    let later = "insert into case_wall (case_id, officer_id, reason, at)
                 select case_id, officer_id, 'declared', now() from wall_request where id = $1";
    office.execute(later, request.parse().unwrap()).await;
    tries.decides("what has another ground by now", "integritas2", &number, &request, 409).await;
    let believed = office.decides_sql("integritas2", request.parse().unwrap(), office.now()).await;
    assert!(!believed, "the database sees it too");
    assert!(office.walled("analis", case).await);

    let (case, number, request) = ask(&office).await;
    office.execute("update officer set active = false where id = $1", office.id("pimpinan4")).await;
    tries.decides("whoever asked is gone", "integritas2", &number, &request, 409).await;
    assert!(office.walled("analis", case).await);
    assert!(office.finds("pimpinan2", case).await);
    office.chain_holds().await;
}

#[tokio::test]
async fn without_proving_anew_who_one_is_nothing_is_asked_or_decided() {
    let office = Office::open().await;
    let filed = office.files(about("analis")).await.unwrap();
    let (mut head, mut desk) = (office.desk("pimpinan2").await, office.desk("integritas").await);
    let (page, whom) = (wall_page(&filed.number), office.id("analis").to_string());
    let later = office.now() + Duration::minutes(6);
    clock::pretend(later, async {
        head.visit(&page).await.choose("petugas", &whom).fill("alasan", REASON);
        head.press("Minta persetujuan orang kedua").await;
        assert_eq!(head.status(), 403);
    })
    .await;
    assert_eq!(office.count("select count(*) from wall_request").await, 0);
    office
        .at(kentongan::case::act::lift::ask(&office.world.app, office.id("pimpinan2"), &filed.number, (&whom, REASON)))
        .await
        .unwrap();
    clock::pretend(later, async {
        desk.visit(&page).await.press("Izinkan").await;
        assert_eq!(desk.status(), 403);
    })
    .await;
    assert!(office.walled("analis", filed.case).await);
}

impl Office {
    /// Whether the database does a statement for an officer whose act the door carries out.
    async fn does_sql(&self, name: &str, sql: &str) -> bool {
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        sqlx::query("set local role kentongan_worker").execute(&mut *tx).await.unwrap();
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.is_ok_and(|done| done.rows_affected() > 0)
    }

    async fn decides_sql(&self, name: &str, request: Uuid, at: chrono::DateTime<chrono::Utc>) -> bool {
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        sqlx::query("set local role kentongan_worker").execute(&mut *tx).await.unwrap();
        db::decide_wall(&mut tx, request, true, at).await.unwrap()
    }
}

/// Whatever the program forgets, the database refuses.
#[tokio::test]
async fn the_database_lets_no_wall_fall_but_by_two() {
    let office = Office::open().await;
    let filed = office.files(about("analis")).await.unwrap();
    let (case, now, analis) = (filed.case, office.now(), office.id("analis"));
    for sql in [
        format!("delete from case_wall where case_id = '{case}'"),
        format!("update case_wall set reason = 'declared' where case_id = '{case}'"),
        format!("insert into wall_lifted select '{case}', '{analis}', gen_random_uuid(), now()"),
    ] {
        assert!(!office.does_sql("pimpinan2", &sql).await, "{sql}");
    }
    let insert = |by: &str, minutes: i64, decided: &str| {
        format!(
            "insert into wall_request (id, case_id, officer_id, grounds, asked_by, asked_role, reason, asked_at, expires_at,
                                       decided_by, decided_role, decided_at, lifted)
             values (gen_random_uuid(), '{case}', '{analis}', array['namesake'], '{}', 'supervisor', '', now(),
                     now() + interval '{minutes} minutes', {decided})",
            office.id(by)
        )
    };
    let nothing = "null, null, null, null";
    assert!(office.does_sql("pimpinan2", &insert("pimpinan2", 60, nothing)).await);
    assert!(!office.does_sql("pimpinan2", &insert("pimpinan2", 600, nothing)).await, "for longer than an hour");
    assert!(!office.does_sql("pimpinan2", &insert("analis", 60, nothing)).await, "for oneself");
    let own = format!("'{}', 'supervisor', now(), true", office.id("pimpinan2"));
    assert!(!office.does_sql("pimpinan2", &insert("pimpinan2", 60, &own)).await, "decided by who asked");

    let about = KeptOut { id: analis, alias: 1, roles: Vec::new(), reasons: vec!["namesake".into()], falls: true };
    let (id, key) = (Uuid::now_v7(), office.secret(case).await.key);
    let new = db::NewWallRequest {
        id,
        case,
        about: &about,
        by: (office.id("pimpinan2"), "supervisor"),
        reason: REASON,
        expires_at: now + Duration::minutes(60),
    };
    let mut tx = office.system().await;
    db::insert_wall_request(&mut tx, &key, &new, now).await.unwrap();
    tx.commit().await.unwrap();
    for (who, why) in [
        ("pimpinan2", "who asked"),
        ("penelaah", "the same unit"),
        ("pimpinan", "behind the wall"),
        ("analis", "the officer whom it is about"),
        ("verifikator2", "neither supervisor nor desk"),
    ] {
        assert!(!office.decides_sql(who, id, now).await, "{why}");
    }
    assert!(!office.decides_sql("integritas", id, now + Duration::minutes(60)).await, "after the hour");
    let mut tx = office.system().await;
    assert!(!db::decide_wall(&mut tx, id, true, now).await.unwrap(), "nobody's decision");
    drop(tx);
    assert!(office.walled("analis", case).await);
    let mut web = office.tx(Actor::Officer(office.id("integritas"))).await;
    assert!(db::decide_wall(&mut web, id, true, now).await.is_err(), "a page reaches it through the door only");
    drop(web);
    office.does("verifikator2", case, Action::StartScreening).await;
    assert!(office.decides_sql("integritas", id, now).await, "and this is the way in which it falls");
}

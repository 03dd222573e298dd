//! What the database itself refuses, whatever a page asks: row-level security, append-only rows, roles without rights.

use kentongan::case::act::Words;
use kentongan::case::action::Action;
use kentongan::case::db;
use kentongan::db::Actor;
use kentongan::vault::index;
use kentongan::vault::nip::Nip;
use sqlx::{AssertSqlSafe, Row};

use super::register::nip;
use super::tale::FIRST;
use super::{Office, YES, complaint, paper, photo, say};

/// Every table that hangs on a case.
const TABLES: [&str; 25] = [
    "cases",
    "case_secret",
    "identity",
    "receipt",
    "submission",
    "clock",
    "clock_pause",
    "breach",
    "proposal",
    "approval",
    "message",
    "evidence",
    "document",
    "case_line",
    "rating",
    "link",
    "case_wall",
    "wall_request",
    "wall_lifted",
    "work_list",
    "event",
    "event_payload",
    "access_log",
    "form_use",
    "notice",
];

impl Office {
    /// Rows of a table that an actor gets to see; `None` when the table itself is out of reach.
    async fn sees(&self, actor: Actor, table: &str) -> Option<i64> {
        let mut tx = self.tx(actor).await;
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut *tx).await.ok()
    }

    /// Whether the database does a statement for an actor.
    async fn allows(&self, actor: Actor, sql: &str) -> bool {
        let mut tx = self.tx(actor).await;
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.is_ok_and(|done| done.rows_affected() > 0)
    }

    /// A case with something in every table.
    async fn full_case(&self) -> uuid::Uuid {
        let case = self.accepted(FIRST).await;
        let words = Words {
            note: Some("Hanya untuk petugas.".into()),
            documents: vec![paper("brief", true), paper("outcome", false)],
            lines: vec![("allegation".into(), 1, "Meminta uang.".into())],
            ..say("Kami periksa.")
        };
        self.says("analis", case, Action::GiveFirstAnswer { tied_to_allegations: YES }, words).await;
        let inner =
            Words { files: vec![photo("dari-dinas.png")], note: Some("Dari dinas.".into()), ..Words::default() };
        self.says("analis", case, Action::AddEvidence { files: 1 }, inner).await;
        let words = Words { files: vec![photo("bukti.png")], ..say("Ini buktinya.") };
        self.says("pelapor", case, Action::Message { text: YES }, words).await;
        let until = self.today() + chrono::Duration::days(3);
        self.proposes("analis", case, Action::Hold { until, reason: YES }).await;
        case
    }
}

#[tokio::test]
async fn nobody_in_particular_sees_no_row() {
    let office = Office::open().await;
    office.full_case().await;
    for table in TABLES {
        let seen = office.sees(Actor::Anonymous, table).await;
        assert!(matches!(seen, None | Some(0)), "{table}: {seen:?}");
        // a transaction that never said who asks
        let mut tx = office.tx(Actor::Anonymous).await;
        sqlx::query("select set_config('app.actor', '', true)").execute(&mut *tx).await.unwrap();
        let count = sqlx::query_scalar::<_, i64>(AssertSqlSafe(format!("select count(*) from {table}")));
        assert!(!count.fetch_one(&mut *tx).await.is_ok_and(|rows| rows > 0), "{table}");
    }
}

impl Office {
    /// How many cases a search by NIP opens for an officer, and how often it looked into lists and walls.
    async fn seeks(&self, name: &str, nip: &str) -> (usize, i64) {
        let nip = Nip::parse(nip, self.today()).unwrap();
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        let looked = "select sum(seq_scan + idx_scan)::bigint from pg_stat_xact_user_tables
                       where relname in ('work_list', 'case_wall')";
        let before: i64 = sqlx::query_scalar(looked).fetch_one(&mut *tx).await.unwrap();
        let found: Vec<uuid::Uuid> = sqlx::query_scalar("select cases_about($1)")
            .bind(index::nip_mac(&self.world.app.keys, &nip).to_vec())
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let after: i64 = sqlx::query_scalar(looked).fetch_one(&mut *tx).await.unwrap();
        (found.len(), after - before)
    }
}

#[tokio::test]
async fn a_search_by_nip_judges_as_much_where_there_is_a_hidden_case_as_where_there_is_none() {
    let office = Office::open().await;
    for number in 1..=3 {
        let mut new = complaint();
        new.account.accused_nip = nip(number);
        let case = office.files(new).await.unwrap().case;
        if number == 2 {
            let walled = "insert into case_wall (case_id, officer_id, reason, at)
                          select $1, id, 'named', now() from officer where sign_in = 'verifikator'";
            office.execute(walled, case).await;
        }
    }
    let (open, work) = office.seeks("verifikator", &nip(1)).await;
    assert_eq!(open, 1, "what one may see is found");
    assert!(work > 3, "nothing was judged");
    assert_eq!(office.seeks("verifikator", &nip(2)).await, (0, work), "a case behind the wall");
    assert_eq!(office.seeks("verifikator", &nip(9)).await, (0, work), "nobody's NIP");
    assert_eq!(office.seeks("penelaah", &nip(1)).await.0, 0, "another unit's case");
}

#[tokio::test]
async fn the_web_role_writes_nothing_of_a_case() {
    let office = Office::open().await;
    let case = office.full_case().await;
    let handler = Actor::Officer(office.id("analis"));
    for table in TABLES {
        for actor in [handler, Actor::Citizen(case), Actor::Anonymous] {
            assert!(!office.allows(actor, &format!("delete from {table}")).await, "{actor:?} deletes from {table}");
        }
    }
    for (table, set) in [
        ("cases", "state = 'closed'"),
        ("case_secret", "title = ''"),
        ("clock", "due_at = 'infinity'"),
        ("proposal", "state = 'approved'"),
        ("message", "body = ''"),
        ("evidence", "scan = 'clean'"),
        ("document", "audience = 'both'"),
        ("work_list", "viewer = 'o:x'"),
        ("event", "action = 'x'"),
        ("event_payload", "body = ''"),
        ("notice", "officer_id = officer_id"),
        ("case_wall", "reason = 'named'"),
    ] {
        for actor in [handler, Actor::Citizen(case)] {
            assert!(!office.allows(actor, &format!("update {table} set {set}")).await, "{actor:?} changes {table}");
        }
    }
    let id = uuid::Uuid::now_v7();
    let insert = format!(
        "insert into message (id, case_id, at, author, audience, kind, body) values ('{id}', '{case}', now(), 'officer', 'both', 'x', '')"
    );
    assert!(!office.allows(handler, &insert).await);
    // the one thing an officer writes: that they have read something that they can see
    let me = office.id("analis");
    let reading = |officer| {
        format!(
            "insert into access_log (id, case_id, officer_id, what, at) values ('{id}', '{case}', '{officer}', 'case', now())"
        )
    };
    assert!(!office.allows(handler, &reading(office.id("pimpinan"))).await, "not for somebody else");
    assert!(
        !office.allows(Actor::Officer(office.id("pimpinan2")), &reading(office.id("pimpinan2"))).await,
        "not of a hidden case"
    );
    assert!(office.allows(handler, &reading(me)).await);
    assert!(office.allows(handler, "update notice set read_at = now()").await, "and that a notice was read");
}

#[tokio::test]
async fn a_reporter_reads_what_was_meant_for_the_reporter() {
    let office = Office::open().await;
    let case = office.full_case().await;
    let key = office.secret(case).await.key;
    let mut tx = office.tx(Actor::Citizen(case)).await;
    let messages = db::messages(&mut tx, &key, case).await.unwrap();
    assert!(!messages.is_empty() && messages.iter().all(|message| !message.desk_only));
    let documents = db::documents(&mut tx, &key, case).await.unwrap();
    assert_eq!(documents.iter().map(|document| document.kind.as_str()).collect::<Vec<_>>(), ["outcome"]);
    let files = db::evidence(&mut tx, &key, case).await.unwrap();
    assert_eq!(files.iter().map(|file| file.meta.name.as_str()).collect::<Vec<_>>(), ["bukti.png"]);
    assert!(db::proposals(&mut tx, &key, case).await.unwrap().is_empty());
    for event in db::events(&mut tx, &key, case).await.unwrap() {
        let words = event.payload.map(|payload| payload.data.to_string()).unwrap_or_default();
        assert!(!words.contains("Hanya untuk petugas") && !words.contains("Dari dinas"), "{}", event.action);
    }
    drop(tx);
    for (table, seen) in
        [("identity", None), ("receipt", None), ("submission", None), ("case_wall", None), ("form_use", None)]
    {
        assert_eq!(office.sees(Actor::Citizen(case), table).await, seen, "{table}");
    }
    for table in ["proposal", "approval", "notice", "work_list"] {
        assert_eq!(office.sees(Actor::Citizen(case), table).await, Some(0), "{table}");
    }
    let desk = "select count(*) from message where audience = 'desk'";
    let mut tx = office.tx(Actor::Citizen(case)).await;
    assert_eq!(sqlx::query_scalar::<_, i64>(desk).fetch_one(&mut *tx).await.unwrap(), 0);
}

#[tokio::test]
async fn a_reporter_reads_no_other_case() {
    let office = Office::open().await;
    let other = office.full_case().await;
    let mine = office.files(complaint()).await.unwrap().case;
    let mut tx = office.tx(Actor::Citizen(mine)).await;
    for table in
        ["cases", "case_secret", "clock", "message", "evidence", "document", "case_line", "event", "event_payload"]
    {
        let column = if table == "cases" { "id" } else { "case_id" };
        let rows = sqlx::query(AssertSqlSafe(format!("select distinct {column} from {table}")))
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        let cases: Vec<uuid::Uuid> = rows.iter().map(|row| row.get(0)).collect();
        assert!(cases.iter().all(|case| *case == mine), "{table}");
    }
    drop(tx);
    let wrong = office.at(kentongan::case::act::act(
        &office.world.app,
        kentongan::case::act::Who::Reporter,
        uuid::Uuid::now_v7(),
        Action::Withdraw,
        Words::default(),
    ));
    assert!(matches!(wrong.await, Err(kentongan::case::act::ActError::NotFound)));
    assert_ne!(office.state(other).await, kentongan::case::state::State::Withdrawn);
}

#[tokio::test]
async fn an_officer_of_another_unit_sees_and_does_nothing() {
    let office = Office::open().await;
    let case = office.full_case().await;
    for name in ["verifikator2", "pimpinan2", "integritas", "verifikator"] {
        assert!(!office.finds(name, case).await, "{name}");
        let tried = office.tries(name, case, Action::Note { text: YES }, Words::default()).await;
        assert!(matches!(tried, Err(kentongan::case::act::ActError::NotFound)), "{name}: {tried:?}");
    }
}

#[tokio::test]
async fn a_link_is_shown_to_who_knows_both_ends() {
    let office = Office::open().await;
    let old = office.accepted(FIRST).await;
    let new = kentongan::case::act::NewCase {
        channel: "retaliation",
        link: Some((old, "retaliation")),
        ..super::about("analis")
    };
    let new = office.files(new).await.unwrap().case;
    // the analyst who handles the old case is named in the new one
    let mut tx = office.tx(Actor::Officer(office.id("analis"))).await;
    assert!(db::links(&mut tx, old).await.unwrap().is_empty());
    let raw: i64 = sqlx::query_scalar("select count(*) from link").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(raw, 0, "not even as a number");
    drop(tx);
    let mut tx = office.system().await;
    assert_eq!(db::links(&mut tx, old).await.unwrap()[0].id, new);
}

#[tokio::test]
async fn the_record_is_final_for_everybody() {
    let office = Office::open().await;
    office.full_case().await;
    for sql in ["update event set day = day", "delete from event", "update event_payload set body = ''"] {
        assert!(!office.allows(Actor::System, sql).await, "the worker: {sql}");
    }
    assert!(office.allows(Actor::System, "delete from event_payload where seq = 1").await, "erasing is the worker's");
    let mut owner = office.world.owner().await;
    for sql in ["update event set day = day", "delete from event", "truncate event cascade"] {
        let error = sqlx::query(sql).execute(&mut owner).await.expect_err(sql);
        assert!(error.to_string().contains("never changed or deleted"), "the owner: {error}");
    }
}

#[tokio::test]
async fn the_programs_role_has_no_back_door() {
    let office = Office::open().await;
    let mut tx = office.system().await;
    let roles: Vec<(String, bool, bool, bool)> = sqlx::query_as(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname like 'kentongan%' order by 1",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    for (name, superuser, bypass, creates) in &roles {
        assert!(!superuser && !creates, "{name}");
        assert_eq!(*bypass, name == "kentongan_backup", "{name}");
    }
    let login: String = sqlx::query_scalar("select session_user::text").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(login, "kentongan_app");
    // without a role the login itself reaches nothing, and it cannot become the owner
    sqlx::query("reset role").execute(&mut *tx).await.unwrap();
    assert!(sqlx::query("select 1 from cases").execute(&mut *tx).await.is_err());
    drop(tx);
    let mut tx = office.system().await;
    assert!(sqlx::query("set role kentongan_owner").execute(&mut *tx).await.is_err());
    drop(tx);
    // every table that hangs on a case is guarded, for its owner too
    let unguarded: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'case_id'
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'session'
           and not (c.relrowsecurity and c.relforcerowsecurity) order by 1",
    )
    .fetch_all(&mut *office.system().await)
    .await
    .unwrap();
    assert!(unguarded.is_empty(), "{unguarded:?}");
    // functions that run as their owner name where they look for tables
    let open: Vec<String> = sqlx::query_scalar(
        "select p.proname::text from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
           and not coalesce(p.proconfig::text, '') like '%search_path%' order by 1",
    )
    .fetch_all(&mut *office.system().await)
    .await
    .unwrap();
    assert!(open.is_empty(), "{open:?}");
}

//! The schema says the same words as the machine, and grows over rows that are there.

use std::borrow::Cow;
use std::collections::BTreeSet;

use kentongan::case::state::{Cause, ClockKind, Kind, Mode, Outcome, Severity, State};
use kentongan::db::MIGRATOR;
use kentongan::pg::testing::fresh_database;
use kentongan::web::session::Factor;
use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions, PgConnection};

/// The words that a column's CHECK allows.
async fn allowed(conn: &mut PgConnection, table: &str, column: &str) -> BTreeSet<String> {
    let definition: String = sqlx::query_scalar(
        "select pg_get_constraintdef(k.oid) from pg_constraint k
         join pg_attribute a on a.attrelid = k.conrelid and array[a.attnum] = k.conkey
         where k.contype = 'c' and k.conrelid = $1::regclass and a.attname = $2",
    )
    .bind(table)
    .bind(column)
    .fetch_one(conn)
    .await
    .unwrap_or_else(|error| panic!("no CHECK on {table}.{column}: {error}"));
    definition.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> BTreeSet<String> {
    all.iter().map(|word| code(*word).to_owned()).collect()
}

#[tokio::test]
async fn every_check_allows_exactly_the_words_of_its_enum() {
    let database = fresh_database().await;
    let mut conn = database.owner_options().connect().await.unwrap();
    for (table, column, words) in [
        ("cases", "kind", codes(Kind::ALL, Kind::code)),
        ("cases", "state", codes(State::ALL, State::code)),
        ("cases", "outcome", codes(Outcome::ALL, Outcome::code)),
        ("cases", "mode", codes(Mode::ALL, Mode::code)),
        ("cases", "severity", codes(Severity::ALL, Severity::code)),
        ("clock", "kind", codes(ClockKind::ALL, ClockKind::code)),
        ("clock_pause", "cause", codes(Cause::ALL, Cause::code)),
        ("violation", "severity", codes(Severity::ALL, Severity::code)),
        ("draft", "kind", codes(Kind::ALL, Kind::code)),
        ("session", "factor", codes(Factor::ALL, Factor::code)),
    ] {
        assert_eq!(allowed(&mut conn, table, column).await, words, "{table}.{column}");
    }
}

/// Where rows are keys, an erased one must not lie in its page until a fifth of the table is dead.
#[tokio::test]
async fn an_erased_row_is_not_left_to_a_vacuum_that_waits() {
    let database = fresh_database().await;
    let mut conn = database.owner_options().connect().await.unwrap();
    let patient: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c left join pg_class t on t.oid = c.reltoastrelid
          where c.relname in ('case_secret', 'event_payload', 'identity', 'identity_key', 'identity_share', 'reporter_copy',
                              'contact', 'original', 'evidence', 'proposal')
            and c.relkind = 'r'
            and not coalesce(c.reloptions @> array['autovacuum_vacuum_scale_factor=0', 'autovacuum_vacuum_threshold=1']
                     and t.reloptions @> array['autovacuum_vacuum_scale_factor=0', 'autovacuum_vacuum_threshold=1'], false)",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert_eq!(patient, Vec::<String>::new());
}

/// Rows as they were when the table was new; later migrations must take them along.
const OLD_ROWS: &str = "
    insert into region (code, name, kind, province, zone) values ('11', 'Contoh', 'provinsi', '11', 'WIB');
    insert into unit (id, code, name, kind) values ('00000000-0000-7000-8000-000000000001', 'utara', 'Unit utara', 'office');
    insert into officer (id, sign_in, name, created_at)
        values ('00000000-0000-7000-8000-000000000002', 'lama', 'Petugas lama', '2026-01-02');
    insert into officer_role (officer_id, unit_id, role)
        values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'verifier');
    insert into cases (id, number, kind, state, mode, channel, unit_id, received_at, policy_version, calendar_version,
                       facts, updated_at)
        values ('00000000-0000-7000-8000-000000000003', 'KTG-AAAAAA', 'complaint', 'received', 'anonymous', 'web',
                '00000000-0000-7000-8000-000000000001', '2026-01-02', 1, 1, '{}', '2026-01-02');
    insert into case_secret (case_id, dek, title, account)
        values ('00000000-0000-7000-8000-000000000003', '\\x00', '\\x00', '\\x00');
    insert into proposal (id, case_id, action, payload, officer_id, needed, created_at, expires_at)
        values ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003', 'refuse', '\\x00',
                '00000000-0000-7000-8000-000000000002', 1, '2026-01-02', '2026-01-09');
    insert into work_list (viewer, case_id, kind, state, mode, open, turn, updated_at)
        values ('u:00000000-0000-7000-8000-000000000001:verifier', '00000000-0000-7000-8000-000000000003', 'complaint',
                'received', 'anonymous', true, 'act', '2026-01-02');
    insert into event (case_id, seq, day, action, payload_mac, prev_hash, hash)
        values ('00000000-0000-7000-8000-000000000003', 1, '2026-01-02', 'submit', decode(repeat('00', 32), 'hex'),
                decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'));";

/// The migration that made the last of the tables above.
const TABLES_ARE_THERE: i64 = 20_261_101_092_000;

#[tokio::test]
async fn later_migrations_run_over_an_office_at_work() {
    let database = fresh_database().await;
    let mut conn = database.owner_options().connect().await.unwrap();
    sqlx::raw_sql("drop owned by current_user cascade; create schema if not exists public")
        .execute(&mut conn)
        .await
        .unwrap();
    let (old, new): (Vec<_>, Vec<_>) = MIGRATOR.iter().cloned().partition(|step| step.version <= TABLES_ARE_THERE);
    assert!(!old.is_empty() && !new.is_empty(), "there is an old office and something to bring to it");
    Migrator { migrations: Cow::Owned(old), ..Migrator::DEFAULT }.run(&mut conn).await.unwrap();
    sqlx::raw_sql(OLD_ROWS).execute(&mut conn).await.unwrap();
    MIGRATOR.run(&mut conn).await.expect("the rest of the migrations, over rows");
    MIGRATOR.run(&mut conn).await.expect("once more, with nothing to do");
    let (number, hash): (String, Vec<u8>) =
        sqlx::query_as("select c.number, e.hash from cases c join event e on e.case_id = c.id")
            .fetch_one(&mut conn)
            .await
            .expect("the case is still there");
    assert_eq!((number.as_str(), hash), ("KTG-AAAAAA", vec![0; 32]));
}

/// Tables that name a case and show officers no row of it: the address for notices is the reporter's own, a session has no
/// case but the reporter's.
const BESIDE_THE_WALL: [&str; 2] = ["contact", "session"];

#[tokio::test]
async fn every_table_of_a_case_is_behind_the_wall_or_out_of_reach_of_the_pages() {
    let database = fresh_database().await;
    let mut conn = database.owner_options().connect().await.unwrap();
    let open: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'case_id' and not a.attisdropped
          where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            and has_column_privilege('kentongan_web', c.oid, a.attnum, 'select')
            and not (c.relrowsecurity and c.relforcerowsecurity
                     and exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive
                                    and pg_get_expr(p.polqual, p.polrelid) like '%app_walled%'))
          order by 1",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert_eq!(open, BESIDE_THE_WALL, "add the policy \"wall\" as migrations/20261101093000_walls.sql does");
}

#[tokio::test]
async fn no_function_of_ours_may_be_called_by_everybody() {
    let database = fresh_database().await;
    let mut conn = database.owner_options().connect().await.unwrap();
    let open: Vec<String> = sqlx::query_scalar(
        "select p.oid::regprocedure::text from pg_proc p
          where p.pronamespace = 'public'::regnamespace and has_function_privilege('public', p.oid, 'execute')
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
          order by 1",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert_eq!(open, Vec::<String>::new(), "revoke execute … from public, and grant it to who calls it");
}

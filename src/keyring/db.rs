//! Statements on keys: which are known, and what carries which.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;

use crate::vault::Canary;

/// A key as the database knows it.
#[derive(Debug, Clone, FromRow)]
pub struct Known {
    /// Name and fingerprint.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its proof.
    pub proof: String,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// Since when it writes, or wrote.
    pub writer_at: Option<DateTime<Utc>>,
    /// Whether it writes now.
    pub writer: bool,
    /// Since when nothing carries it any more.
    pub retired_at: Option<DateTime<Utc>>,
}

impl Known {
    /// What it is compared by.
    #[must_use]
    pub fn canary(&self) -> Canary {
        Canary { name: self.name.clone(), id: self.id.clone(), proof: self.proof.clone() }
    }
}

/// Every key that was ever known, by name and age.
pub async fn known(conn: &mut PgConnection) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as(
        "select id, name, proof, added_at, writer_at, writer, retired_at from server_key order by name, added_at, id",
    )
    .fetch_all(conn)
    .await
}

/// Takes a key into the list; one that is there stays as it is.
pub async fn remember(conn: &mut PgConnection, key: &Canary, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("insert into server_key (id, name, proof, added_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(&key.id)
        .bind(&key.name)
        .bind(&key.proof)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Lets a key write and the one before only read; `false` when there is no such key that could.
pub async fn make_writer(conn: &mut PgConnection, id: &str, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "update server_key set writer = false
          where writer and name = (select name from server_key where id = $1 and retired_at is null)",
    )
    .bind(id)
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query("update server_key set writer = true, writer_at = $2 where id = $1 and retired_at is null")
        .bind(id)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that nothing carries a key any more.
pub async fn retire(conn: &mut PgConnection, id: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update server_key set retired_at = $2 where id = $1").bind(id).bind(now).execute(conn).await.map(drop)
}

/// Case keys after `after` that another content key than this one wraps, locked; what somebody else has locked is left
/// for the next pass.
pub async fn cases(
    conn: &mut PgConnection,
    writer: &[u8],
    after: Uuid,
    batch: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select case_id, dek from case_secret where case_id > $2 and substring(dek from 1 for 5) <> $1
          order by case_id limit $3 for update skip locked",
    )
    .bind(writer)
    .bind(after)
    .bind(batch)
    .fetch_all(conn)
    .await
}

/// Puts case keys back as they are wrapped now.
pub async fn put_cases(conn: &mut PgConnection, ids: &[Uuid], deks: &[Vec<u8>]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update case_secret s set dek = t.dek from unnest($1::uuid[], $2::bytea[]) as t (id, dek) where s.case_id = t.id",
    )
    .bind(ids)
    .bind(deks)
    .execute(conn)
    .await
    .map(drop)
}

/// Seeds of second steps after `after` that another key than this one sealed, locked.
pub async fn seeds(
    conn: &mut PgConnection,
    writer: &[u8],
    after: Uuid,
    batch: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select officer_id, seed from second_step where officer_id > $2 and substring(seed from 1 for 5) <> $1
          order by officer_id limit $3 for update skip locked",
    )
    .bind(writer)
    .bind(after)
    .bind(batch)
    .fetch_all(conn)
    .await
}

/// Puts seeds back as they are sealed now.
pub async fn put_seeds(conn: &mut PgConnection, ids: &[Uuid], seeds: &[Vec<u8>]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update second_step s set seed = t.seed from unnest($1::uuid[], $2::bytea[]) as t (id, seed)
          where s.officer_id = t.id",
    )
    .bind(ids)
    .bind(seeds)
    .execute(conn)
    .await
    .map(drop)
}

/// Addresses after `after` that are sealed to another key than this one, locked: case, key, blob.
pub async fn contacts(
    conn: &mut PgConnection,
    writer: &str,
    after: Uuid,
    batch: i64,
) -> Result<Vec<(Uuid, String, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select case_id, key_id, sealed from contact where case_id > $2 and key_id <> $1
          order by case_id limit $3 for update skip locked",
    )
    .bind(writer)
    .bind(after)
    .bind(batch)
    .fetch_all(conn)
    .await
}

/// Puts an address back as it is sealed now.
pub async fn put_contact(conn: &mut PgConnection, case: Uuid, key: &str, sealed: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update contact set key_id = $2, sealed = $3 where case_id = $1")
        .bind(case)
        .bind(key)
        .bind(sealed)
        .execute(conn)
        .await
        .map(drop)
}

/// Custodians' public keys that only the session key vouches for, with its MAC of each.
pub async fn unsigned_custodians(conn: &mut PgConnection) -> Result<Vec<(Uuid, String, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select officer_id, recipient, recipient_mac from custodian where signed is null for update")
        .fetch_all(conn)
        .await
}

/// Keeps the server's own MAC of a custodian's public key.
pub async fn sign_custodian(conn: &mut PgConnection, officer: Uuid, mac: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("update custodian set signed = $2 where officer_id = $1")
        .bind(officer)
        .bind(mac)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether an address is sealed to this key.
pub async fn contact_carries(conn: &mut PgConnection, key: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from contact where key_id = $1)").bind(key).fetch_one(conn).await
}

/// The columns of every table, also of those that did not exist when this was written, in which some value begins with
/// these bytes.
pub async fn carriers(conn: &mut PgConnection, begins: &[u8]) -> Result<Vec<String>, sqlx::Error> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select quote_ident(c.relname), quote_ident(a.attname) from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.atttypid = 'bytea'::regtype
            and has_column_privilege(c.oid, a.attnum, 'select')
          order by 1, 2",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut found = Vec::new();
    for (table, column) in columns {
        // quoted by the database itself
        let sql = format!("select exists (select from {table} where substring({column} from 1 for 5) = $1)");
        if sqlx::query_scalar::<_, bool>(AssertSqlSafe(sql)).bind(begins).fetch_one(&mut *conn).await? {
            found.push(format!("{table}.{column}"));
        }
    }
    Ok(found)
}

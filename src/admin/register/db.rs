//! Questions of the register.

use std::collections::HashMap;

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::row::Entry;

/// How many people of an agency the register knows.
#[derive(Debug, FromRow)]
pub struct Known {
    pub agency: String,
    pub people: i64,
    pub units: i64,
}

/// What the register says of one person.
#[derive(Debug, FromRow)]
pub struct Found {
    pub agency: String,
    pub org_unit: String,
    pub has_superior: bool,
    pub post: Option<String>,
}

/// The agencies with people in the register, by name.
pub async fn known(conn: &mut PgConnection) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as(
        "select a.name as agency, r.people, r.units
         from (select agency_id, count(*) as people, count(distinct org_unit) as units from register group by agency_id) r
         join agency a on a.id = r.agency_id order by a.name",
    )
    .fetch_all(conn)
    .await
}

/// Agencies by their code.
pub async fn agency_codes(conn: &mut PgConnection) -> Result<HashMap<String, Uuid>, sqlx::Error> {
    let rows: Vec<(String, Uuid)> = sqlx::query_as("select code, id from agency").fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// What is known of the person with this NIP.
pub async fn find(conn: &mut PgConnection, nip: &[u8]) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query_as(
        "select a.name as agency, r.org_unit, r.superior_nip_mac is not null as has_superior, r.post
         from register r join agency a on a.id = r.agency_id where r.nip_mac = $1",
    )
    .bind(nip)
    .fetch_optional(conn)
    .await
}

/// How many people were added to the register, changed in it and removed from it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
}

/// Writes people: who is known is changed, anybody else added. With `whole`, whoever of the same agencies is not among
/// them is removed. The cases look at the register again.
pub async fn write(conn: &mut PgConnection, entries: &[Entry], whole: bool) -> Result<Written, sqlx::Error> {
    let mut written = Written::default();
    if whole {
        let agencies: Vec<Uuid> = entries.iter().map(|entry| entry.agency).collect();
        let stay: Vec<&[u8]> = entries.iter().map(|entry| entry.nip.as_slice()).collect();
        let gone = sqlx::query(
            "delete from register r where r.agency_id = any ($1)
                and not exists (select from unnest($2::bytea[]) stay (mac) where stay.mac = r.nip_mac)",
        )
        .bind(agencies)
        .bind(stay)
        .execute(&mut *conn)
        .await?;
        written.removed = gone.rows_affected();
    }
    for entry in entries {
        match write_one(conn, entry).await? {
            Some(true) => written.added += 1,
            Some(false) => written.changed += 1,
            None => {}
        }
    }
    changed(conn).await?;
    Ok(written)
}

/// Writes one person; says whether they are new, or nothing when all of it stood there already.
async fn write_one(conn: &mut PgConnection, entry: &Entry) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into register as r (nip_mac, name_macs, agency_id, org_unit, superior_nip_mac, post)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (nip_mac) do update set name_macs = excluded.name_macs, agency_id = excluded.agency_id,
             org_unit = excluded.org_unit, superior_nip_mac = excluded.superior_nip_mac, post = excluded.post
          where (r.name_macs, r.agency_id, r.org_unit, r.superior_nip_mac, r.post)
             is distinct from (excluded.name_macs, excluded.agency_id, excluded.org_unit, excluded.superior_nip_mac,
                               excluded.post)
         returning r.xmax = 0",
    )
    .bind(&entry.nip)
    .bind(&entry.names)
    .bind(entry.agency)
    .bind(&entry.unit)
    .bind(&entry.superior)
    .bind(entry.post)
    .fetch_optional(conn)
    .await
}

/// Removes one person, if there is one.
pub async fn remove(conn: &mut PgConnection, nip: &[u8]) -> Result<Written, sqlx::Error> {
    let done = sqlx::query("delete from register where nip_mac = $1").bind(nip).execute(&mut *conn).await?;
    changed(conn).await?;
    Ok(Written { removed: done.rows_affected(), ..Written::default() })
}

async fn changed(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("update register_version set version = version + 1").execute(conn).await.map(drop)
}

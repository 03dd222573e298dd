//! Questions of these pages: officers, units, invitations, the record of what administrators did.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// A unit of the office.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Unit {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub zone: String,
    pub position: i32,
    pub active: bool,
}

/// Every unit, in the order in which cases are routed.
pub async fn units(conn: &mut PgConnection) -> Result<Vec<Unit>, sqlx::Error> {
    sqlx::query_as("select id, code, name, kind, zone, position, active from unit order by kind desc, position, code")
        .fetch_all(conn)
        .await
}

/// One unit.
pub async fn unit(conn: &mut PgConnection, id: Uuid) -> Result<Option<Unit>, sqlx::Error> {
    sqlx::query_as("select id, code, name, kind, zone, position, active from unit where id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await
}

/// Adds a unit; a taken code is a unique violation.
pub async fn add_unit(conn: &mut PgConnection, unit: &Unit) -> Result<(), sqlx::Error> {
    sqlx::query("insert into unit (id, code, name, kind, zone, position, active) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(unit.id)
        .bind(&unit.code)
        .bind(&unit.name)
        .bind(&unit.kind)
        .bind(&unit.zone)
        .bind(unit.position)
        .bind(unit.active)
        .execute(conn)
        .await
        .map(drop)
}

/// Changes a unit. Its kind stays: walls and routes rest on it.
pub async fn change_unit(conn: &mut PgConnection, unit: &Unit) -> Result<(), sqlx::Error> {
    sqlx::query("update unit set code = $2, name = $3, zone = $4, position = $5, active = $6 where id = $1")
        .bind(unit.id)
        .bind(&unit.code)
        .bind(&unit.name)
        .bind(&unit.zone)
        .bind(unit.position)
        .bind(unit.active)
        .execute(conn)
        .await
        .map(drop)
}

/// An officer as an administrator sees one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Officer {
    pub id: Uuid,
    pub sign_in: String,
    pub name: String,
    pub alias: i32,
    pub locale: String,
    pub agency_id: Option<Uuid>,
    pub agency: Option<String>,
    pub has_nip: bool,
    /// Whether a password was ever set.
    pub joined: bool,
    pub away_from: Option<NaiveDate>,
    pub away_until: Option<NaiveDate>,
    pub active: bool,
    /// Enrolled as a custodian of identities.
    pub has_key: bool,
}

const OFFICER: &str = "select o.id, o.sign_in, o.name, o.alias, o.locale, o.agency_id, a.name as agency,
        o.nip_mac is not null as has_nip, o.password_hash is not null as joined, o.away_from, o.away_until, o.active,
        custodian_enrolled(o.id) as has_key
    from officer o left join agency a on a.id = o.agency_id";

/// Every officer, the active first, by name.
pub async fn officers(conn: &mut PgConnection) -> Result<Vec<Officer>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{OFFICER} order by o.active desc, o.name, o.id"))).fetch_all(conn).await
}

/// One officer.
pub async fn officer(conn: &mut PgConnection, id: Uuid) -> Result<Option<Officer>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{OFFICER} where o.id = $1"))).bind(id).fetch_optional(conn).await
}

/// Who holds what where: officer, unit, role.
pub async fn all_roles(conn: &mut PgConnection) -> Result<Vec<(Uuid, Option<Uuid>, String)>, sqlx::Error> {
    sqlx::query_as("select officer_id, unit_id, role from officer_role order by officer_id, role, unit_id")
        .fetch_all(conn)
        .await
}

/// What one officer holds: unit and role.
pub async fn roles(conn: &mut PgConnection, officer: Uuid) -> Result<Vec<(Option<Uuid>, String)>, sqlx::Error> {
    sqlx::query_as("select unit_id, role from officer_role where officer_id = $1 order by role, unit_id")
        .bind(officer)
        .fetch_all(conn)
        .await
}

/// How many open cases nobody may read, as the worker last counted them.
pub async fn unreadable(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let counted: Option<Option<i64>> =
        sqlx::query_scalar("select (payload->>'unreadable')::bigint from job where kind = 'unwatched'")
            .fetch_optional(conn)
            .await?;
    Ok(counted.flatten().unwrap_or_default())
}

/// How often within a day somebody failed ten times to sign in as one officer.
pub async fn attacked(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(*) from office_log where action = 'sign_in_attacked' and at > $1 - interval '1 day'",
    )
    .bind(now)
    .fetch_one(conn)
    .await
}

/// How many active people hold a role anywhere.
pub async fn holders(conn: &mut PgConnection, role: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(distinct r.officer_id) from officer_role r join officer o on o.id = r.officer_id and o.active
         where r.role = $1",
    )
    .bind(role)
    .fetch_one(conn)
    .await
}

/// What is written of an officer besides roles.
pub struct Person<'a> {
    pub id: Uuid,
    pub sign_in: &'a str,
    pub name: &'a str,
    pub locale: &'a str,
    pub agency: Option<Uuid>,
    pub name_macs: Vec<Vec<u8>>,
}

/// Adds an officer who cannot sign in yet; a taken sign-in name is a unique violation.
pub async fn add_officer(conn: &mut PgConnection, person: &Person<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into officer (id, sign_in, name, locale, agency_id, name_macs, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(person.id)
    .bind(person.sign_in)
    .bind(person.name)
    .bind(person.locale)
    .bind(person.agency)
    .bind(&person.name_macs)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Changes an officer; a taken sign-in name is a unique violation.
pub async fn change_officer(conn: &mut PgConnection, person: &Person<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set sign_in = $2, name = $3, locale = $4, agency_id = $5, name_macs = $6 where id = $1")
        .bind(person.id)
        .bind(person.sign_in)
        .bind(person.name)
        .bind(person.locale)
        .bind(person.agency)
        .bind(&person.name_macs)
        .execute(conn)
        .await
        .map(drop)
}

/// Names of officers with their hashes.
pub async fn names(conn: &mut PgConnection) -> Result<Vec<(Uuid, String, Vec<Vec<u8>>)>, sqlx::Error> {
    sqlx::query_as("select id, name, name_macs from officer order by id").fetch_all(conn).await
}

/// Writes the hashes of an officer's name, unless it was changed since it was read.
pub async fn set_name_macs(
    conn: &mut PgConnection,
    (officer, name): (Uuid, &str),
    macs: &[Vec<u8>],
) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set name_macs = $2 where id = $1 and name = $3")
        .bind(officer)
        .bind(macs)
        .bind(name)
        .execute(conn)
        .await
        .map(drop)
}

/// Writes or takes away the hash of an officer's NIP.
pub async fn set_nip(conn: &mut PgConnection, officer: Uuid, mac: Option<[u8; 16]>) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set nip_mac = $2 where id = $1")
        .bind(officer)
        .bind(mac.map(|mac| mac.to_vec()))
        .execute(conn)
        .await
        .map(drop)
}

/// Replaces what an officer holds.
pub async fn set_roles(
    conn: &mut PgConnection,
    officer: Uuid,
    roles: &[(Option<Uuid>, &str)],
) -> Result<(), sqlx::Error> {
    let (units, codes): (Vec<Option<Uuid>>, Vec<&str>) = roles.iter().copied().unzip();
    sqlx::query("delete from officer_role where officer_id = $1").bind(officer).execute(&mut *conn).await?;
    sqlx::query(
        "insert into officer_role (officer_id, unit_id, role)
         select $1, u, r from unnest($2::uuid[], $3::text[]) x (u, r) on conflict do nothing",
    )
    .bind(officer)
    .bind(units)
    .bind(codes)
    .execute(conn)
    .await
    .map(drop)
}

/// Lets an officer in or keeps them out.
pub async fn set_active(conn: &mut PgConnection, officer: Uuid, active: bool) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set active = $2 where id = $1").bind(officer).bind(active).execute(conn).await.map(drop)
}

/// Writes from when to when an officer is away; no start is not away.
pub async fn set_absence(
    conn: &mut PgConnection,
    officer: Uuid,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update officer set away_from = $2, away_until = $3 where id = $1")
        .bind(officer)
        .bind(from)
        .bind(until)
        .execute(conn)
        .await
        .map(drop)
}

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Entry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub officer: Option<String>,
    pub action: String,
    pub object: String,
}

/// The newest lines before the one with id `before`; 51, so that the 51st says there is more.
pub async fn entries(conn: &mut PgConnection, before: Option<Uuid>) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as(
        "select l.id, l.at, o.name as officer, l.action, l.object
         from office_log l left join officer o on o.id = l.officer_id
         where $1::uuid is null or (l.at, l.id) < (select b.at, b.id from office_log b where b.id = $1)
         order by l.at desc, l.id desc limit 51",
    )
    .bind(before)
    .fetch_all(conn)
    .await
}

/// An open case that an officer holds, with the role that it needs now. Read by the system: administrators see no case.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Held {
    pub id: Uuid,
    pub unit_id: Option<Uuid>,
    pub needed: String,
}

/// The open cases that an officer holds.
pub async fn held(conn: &mut PgConnection, officer: Uuid) -> Result<Vec<Held>, sqlx::Error> {
    sqlx::query_as(
        "select id, unit_id, case
             when kind = 'consultation' then 'consultant'
             when 'screening' in (state, resume) or 'received' in (state, resume) then 'verifier'
             else 'analyst' end as needed
         from cases where handler_id = $1 and state not in ('withdrawn', 'closed', 'converted') order by id",
    )
    .bind(officer)
    .fetch_all(conn)
    .await
}

/// Active officers who are not away, with role and unit: whom a case could go to.
pub async fn present(
    conn: &mut PgConnection,
    today: NaiveDate,
) -> Result<Vec<(Uuid, Option<Uuid>, String)>, sqlx::Error> {
    sqlx::query_as(
        "select o.id, r.unit_id, r.role from officer o join officer_role r on r.officer_id = o.id
         where o.active and (o.away_from is null or $1 not between o.away_from and coalesce(o.away_until, 'infinity'))
         order by o.name, o.id",
    )
    .bind(today)
    .fetch_all(conn)
    .await
}

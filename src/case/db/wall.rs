//! The wall in the database: who is kept out, who is left, and who may be given a case.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::file::{Conflict, Route};
use crate::case::case::Case;

/// Whether somebody active, present and unwalled is left for a role.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Left {
    /// The unit asked about; none before a case has one.
    pub unit_id: Option<Uuid>,
    /// Code of the role.
    pub role: String,
    /// In that unit.
    pub here: bool,
    /// In any other.
    pub elsewhere: bool,
}

/// Who is left for each (unit, role) of a filed case. Those `besides` hold the role but may not use it here; `retired`
/// may not work on the case again.
pub async fn people_left(
    tx: &mut PgConnection,
    case: Uuid,
    (units, roles): (&[Option<Uuid>], &[&str]),
    besides: &[Uuid],
    retired: &[Uuid],
    today: NaiveDate,
) -> Result<Vec<Left>, sqlx::Error> {
    sqlx::query_as("select unit_id, role, here, elsewhere from case_people_left($1, $2, $3, $4, $5, $6)")
        .bind(case)
        .bind(units)
        .bind(roles)
        .bind(besides)
        .bind(retired)
        .bind(today)
        .fetch_all(tx)
        .await
}

/// Who is left for each (unit, role) of a case that is about to be filed.
pub async fn people_left_by_route(
    tx: &mut PgConnection,
    route: &Route,
    agency: Option<Uuid>,
    (units, roles): (&[Option<Uuid>], &[&str]),
    today: NaiveDate,
) -> Result<Vec<Left>, sqlx::Error> {
    let agencies: Vec<Uuid> = agency.into_iter().collect();
    sqlx::query_as("select unit_id, role, here, elsewhere from people_left($1, $2, $3, $4, $5, '{}', '{}', $6)")
        .bind(units)
        .bind(roles)
        .bind(&route.persons)
        .bind(&route.walled_units)
        .bind(agencies)
        .bind(today)
        .fetch_all(tx)
        .await
}

/// Whether an officer stands behind the wall of a case, whoever asks.
pub async fn is_walled(tx: &mut PgConnection, case: Uuid, officer: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select is_walled($1, $2)").bind(case).bind(officer).fetch_one(tx).await
}

/// Adds to the wall everybody whom the account names or excludes, and the agency. Says whether anybody was added.
pub async fn add_walls(
    tx: &mut PgConnection,
    case: Uuid,
    conflict: &Conflict,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "with named as (select * from conflicted_officers($2, $3, $4, $5)),
              wanted (officer_id, unit_id, agency_id, reason) as (
                  select officer_id, null::uuid, null::uuid, reason from named
                  union
                  select null, r.unit_id, null, 'unit' from named n
                    join officer_role r on r.officer_id = n.officer_id
                    join unit u on u.id = r.unit_id and u.kind = 'office'
                   where n.reason = 'named'
                  union
                  select null, null, $5::uuid, 'agency' where $5 is not null),
              added as (insert into case_wall (case_id, officer_id, unit_id, agency_id, reason, at)
                        select $1, officer_id, unit_id, agency_id, reason, $6 from wanted on conflict do nothing returning 1)
         select exists (select from added)",
    )
    .bind(case)
    .bind(&conflict.nips)
    .bind(&conflict.names)
    .bind(&conflict.excluded)
    .bind(conflict.agency)
    .bind(now)
    .fetch_one(tx)
    .await
}

/// Takes a case away from people whom the wall now keeps out: its handler, its mediator, mediators who were offered.
pub async fn release_walled(tx: &mut PgConnection, case: &Case) -> Result<(), sqlx::Error> {
    sqlx::query("update cases set handler_id = $2, facts = $3 where id = $1")
        .bind(case.id)
        .bind(case.handler)
        .bind(Json(&case.facts))
        .execute(tx)
        .await
        .map(drop)
}

/// Takes back what was told of a case to those whom the wall keeps out now.
pub async fn forget_notices(tx: &mut PgConnection, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from notice where case_id = $1 and is_walled($1, officer_id)")
        .bind(case)
        .execute(tx)
        .await
        .map(drop)
}

/// Which of these officers the wall of a case keeps out.
pub async fn walled_among(tx: &mut PgConnection, case: Uuid, officers: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select o from unnest($2::uuid[]) o where is_walled($1, o)")
        .bind(case)
        .bind(officers)
        .fetch_all(tx)
        .await
}

/// A case that comes from another one keeps out whom the other kept out.
pub async fn inherit_walls(
    tx: &mut PgConnection,
    case: Uuid,
    from: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into case_wall (case_id, officer_id, unit_id, agency_id, reason, at)
         select $1, officer_id, unit_id, agency_id, reason, $3 from case_wall where case_id = $2 on conflict do nothing",
    )
    .bind(case)
    .bind(from)
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}

/// Whether an officer who works in one of these roles stands behind the wall of a case, also once `agency` is the one
/// complained about; `None` when there is no such active officer.
pub async fn taker(
    tx: &mut PgConnection,
    case: Uuid,
    officer: Uuid,
    roles: &[&str],
    agency: Option<Uuid>,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar(
        "select is_walled($1, o.id) or coalesce(o.agency_id = $4, false) from officer o
         where o.id = $2 and o.active
           and exists (select 1 from officer_role r where r.officer_id = o.id and r.role = any ($3))",
    )
    .bind(case)
    .bind(officer)
    .bind(roles)
    .bind(agency)
    .fetch_optional(tx)
    .await
}

/// Whether a unit works and is not walled from a case as a whole.
pub async fn unit_may_take(tx: &mut PgConnection, case: Uuid, unit: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select 1 from unit u where u.id = $2 and u.active)
            and not exists (select 1 from case_wall w where w.case_id = $1 and w.unit_id = $2)",
    )
    .bind(case)
    .bind(unit)
    .fetch_one(tx)
    .await
}

/// Whether the same people are kept from both cases.
pub async fn walls_agree(tx: &mut PgConnection, case: Uuid, other: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select walls_agree($1, $2)").bind(case).bind(other).fetch_one(tx).await
}

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

/// The names of all officers, one a line: what is looked for in free text.
pub async fn officer_names(tx: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select coalesce(string_agg(name, e'\\n'), '') from officer").fetch_one(tx).await
}

/// Adds to the wall everybody whom the account names or excludes, and the agency, each ground by itself. Says whether
/// anybody is kept out now who was not before.
pub async fn add_walls(
    tx: &mut PgConnection,
    case: Uuid,
    conflict: &Conflict,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "with added as (insert into case_wall (case_id, officer_id, unit_id, agency_id, reason, via, at)
                        select $1, officer_id, unit_id, agency_id, reason, via, $9
                          from wall_grounds($2, $3, $4, $5, $6, $7, $8)
                        on conflict do nothing returning officer_id, unit_id, agency_id)
         select exists (select from added a where not exists (
             select from case_wall w where w.case_id = $1
                and (w.officer_id, w.unit_id, w.agency_id) is not distinct from (a.officer_id, a.unit_id, a.agency_id)))",
    )
    .bind(case)
    .bind(&conflict.nips)
    .bind(&conflict.names)
    .bind(&conflict.excluded)
    .bind(&conflict.mentions)
    .bind(&conflict.aliases)
    .bind(conflict.agency)
    .bind(&conflict.unit)
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

/// A case that comes from another one keeps out whom the other keeps out, also somebody whose name was let in here: that
/// the other case names them is a new ground.
pub async fn inherit_walls(
    tx: &mut PgConnection,
    case: Uuid,
    from: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("select wall_inherit($1, $2, $3)").bind(case).bind(from).bind(now).execute(tx).await.map(drop)
}

/// A case with the very same account lets in whom two let in to the old one.
pub async fn inherit_lifted(
    tx: &mut PgConnection,
    case: Uuid,
    from: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("select wall_inherit_lifted($1, $2, $3)").bind(case).bind(from).bind(now).execute(tx).await.map(drop)
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

//! Questions about one case's surroundings: plain columns, colleagues, units, who opened it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A colleague.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    /// Those of the asked roles that are held.
    pub roles: Vec<String>,
    pub unit_ids: Vec<Uuid>,
    pub units: Vec<String>,
}

/// Active officers who hold one of these roles, by name.
pub async fn people(conn: &mut PgConnection, roles: &[&str]) -> Result<Vec<Person>, sqlx::Error> {
    sqlx::query_as(
        "select o.id, o.name, array_agg(distinct r.role) as roles,
                coalesce(array_agg(distinct u.id) filter (where u.id is not null), '{}') as unit_ids,
                coalesce(array_agg(distinct u.name) filter (where u.id is not null), '{}') as units
         from officer o join officer_role r on r.officer_id = o.id left join unit u on u.id = r.unit_id
         where o.active and r.role = any ($1)
         group by o.id, o.name order by o.name, o.id",
    )
    .bind(roles)
    .fetch_all(conn)
    .await
}

/// What stands in plain columns and catalogues beside the machine's view of a case.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub struct Plain {
    pub channel: String,
    pub locale: String,
    pub choice_id: Option<String>,
    pub choice_en: Option<String>,
    pub category_id: Option<String>,
    pub category_en: Option<String>,
    pub agency: Option<String>,
    pub ppk: Option<String>,
    pub above: Option<String>,
    pub unit: Option<String>,
    pub handler: Option<String>,
    pub campaign: Option<String>,
    pub campaign_code: Option<String>,
}

/// The plain side of a case.
pub async fn plain(conn: &mut PgConnection, case: Uuid) -> Result<Option<Plain>, sqlx::Error> {
    sqlx::query_as(
        "select c.channel, c.locale, f.label_id as choice_id, f.label_en as choice_en,
                v.name_id as category_id, v.name_en as category_en, a.name as agency, a.ppk, a.above,
                u.name as unit, o.name as handler, p.name as campaign, p.code as campaign_code
         from cases c
         left join form_choice f on f.code = c.choice
         left join violation v on v.code = c.category
         left join agency a on a.id = c.agency_id
         left join unit u on u.id = c.unit_id
         left join officer o on o.id = c.handler_id
         left join campaign p on p.id = c.campaign_id
         where c.id = $1",
    )
    .bind(case)
    .fetch_optional(conn)
    .await
}

/// Names of officers by id.
pub async fn names(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query_as("select id, name from officer where id = any ($1)").bind(ids).fetch_all(conn).await
}

/// Writes down that an officer opened a case, unless they did within the last quarter of an hour.
pub async fn note_opening(
    conn: &mut PgConnection,
    case: Uuid,
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into access_log (id, case_id, officer_id, what, at)
         select $1, $2, $3, 'case', $4
         where not exists (select 1 from access_log where case_id = $2 and officer_id = $3 and what = 'case'
                           and at > $4 - interval '15 minutes')",
    )
    .bind(Uuid::now_v7())
    .bind(case)
    .bind(officer)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Units that take part in the work, in their order.
pub async fn units(conn: &mut PgConnection) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query_as("select id, name from unit where active order by position, code").fetch_all(conn).await
}

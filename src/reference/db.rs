//! Questions to the reference tables. Every text column is plain and nothing is secret.

use sqlx::PgConnection;
use uuid::Uuid;

use super::find::Search;
use super::{
    Agency, AgencyKind, CalendarData, CalendarYear, Cause, Choice, DeadlineRow, Holiday, ReferralTarget, Sanction,
    Violation,
};

/// What administrators change.
pub mod edit;
/// Puts the shipped facts in.
pub mod load;

/// An agency in the answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Match {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    #[serde(skip)]
    words: String,
    #[serde(skip)]
    regional: bool,
}

/// The agencies that fit best, the best first, at most `limit`.
pub async fn agencies_matching(conn: &mut PgConnection, typed: &str, limit: usize) -> Result<Vec<Match>, sqlx::Error> {
    let search = Search::read(typed);
    let needles = search.needles();
    if needles.is_empty() {
        return Ok(Vec::new());
    }
    // A few hundred rows: reading them all is quicker than any index that knows word beginnings.
    let found: Vec<Match> = sqlx::query_as(
        "select id, name, words, region_code is not null as regional from agency a
         where active and exists (select 1 from unnest($1::text[]) w where a.words like '% ' || w || '%')",
    )
    .bind(needles)
    .fetch_all(conn)
    .await?;
    let mut ranked: Vec<(u32, Match)> =
        found.into_iter().map(|agency| (search.score(&agency.words, agency.regional), agency)).collect();
    // Of equals the shorter name fits more of what was typed.
    ranked.sort_by(|(a, x), (b, y)| b.cmp(a).then(x.name.len().cmp(&y.name.len())).then_with(|| x.name.cmp(&y.name)));
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(_, agency)| agency).collect())
}

const AGENCY: &str = "id, code, name, aliases, kind, region_code, zone, ppk, above, source, active";

/// One agency.
pub async fn agency(conn: &mut PgConnection, id: Uuid) -> Result<Option<Agency>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("select {AGENCY} from agency where id = $1")))
        .bind(id)
        .fetch_optional(conn)
        .await
}

/// A page of agencies by name after `after`, with all of `words` in them; 51 rows, so that the 51st says there is more.
pub async fn agencies_page(conn: &mut PgConnection, words: &str, after: &str) -> Result<Vec<Agency>, sqlx::Error> {
    let needles: Vec<String> = super::find::normal(words).split(' ').map(str::to_owned).collect();
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {AGENCY} from agency a
         where name > $2 and not exists (select 1 from unnest($1::text[]) w where a.words not like '% ' || w || '%')
         order by name limit 51"
    )))
    .bind(needles)
    .bind(after)
    .fetch_all(conn)
    .await
}

/// Every agency by name, retired ones too.
pub async fn agencies(conn: &mut PgConnection) -> Result<Vec<Agency>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("select {AGENCY} from agency order by name"))).fetch_all(conn).await
}

/// Codes of the agencies that are not in use.
pub async fn retired_agencies(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select code from agency where not active").fetch_all(conn).await
}

/// Codes of the regions that exist.
pub async fn region_codes(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select code from region order by code").fetch_all(conn).await
}

/// Kinds of agencies, in order.
pub async fn agency_kinds(conn: &mut PgConnection) -> Result<Vec<AgencyKind>, sqlx::Error> {
    sqlx::query_as("select code, name_id, name_en, ppk, pyb, in_scope, position from agency_kind order by position")
        .fetch_all(conn)
        .await
}

/// Choices of the form, in order; retired ones too.
pub async fn choices(conn: &mut PgConnection) -> Result<Vec<Choice>, sqlx::Error> {
    sqlx::query_as(
        "select code, label_id, label_en, hint_id, hint_en, position, active from form_choice
         order by position, code",
    )
    .fetch_all(conn)
    .await
}

const VIOLATION: &str = "code, name_id, name_en, legal_basis, family, sanction, severity, mediable, form_choice,
    valid_from, valid_to, position, active";

/// The whole catalogue, in order; retired rows too.
pub async fn violations(conn: &mut PgConnection) -> Result<Vec<Violation>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("select {VIOLATION} from violation order by position, code")))
        .fetch_all(conn)
        .await
}

/// What a choice of the form may turn out to be: its own rows first, then the rest of the catalogue; none retired.
pub async fn violations_for(conn: &mut PgConnection, choice: &str) -> Result<Vec<Violation>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {VIOLATION} from violation where active order by form_choice <> $1, position, code"
    )))
    .bind(choice)
    .fetch_all(conn)
    .await
}

/// One row of the catalogue.
pub async fn violation(conn: &mut PgConnection, code: &str) -> Result<Option<Violation>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("select {VIOLATION} from violation where code = $1")))
        .bind(code)
        .fetch_optional(conn)
        .await
}

/// Sanctions and measures, in order.
pub async fn sanctions(conn: &mut PgConnection) -> Result<Vec<Sanction>, sqlx::Error> {
    sqlx::query_as("select code, level, name_id, name_en, legal_basis, position from sanction order by position")
        .fetch_all(conn)
        .await
}

/// Causes of neutrality breaches, in order.
pub async fn causes(conn: &mut PgConnection) -> Result<Vec<Cause>, sqlx::Error> {
    sqlx::query_as("select code, name_id, name_en, prevention_id, prevention_en, position from cause order by position")
        .fetch_all(conn)
        .await
}

/// Bodies that a case can be referred to, in order.
pub async fn referral_targets(conn: &mut PgConnection) -> Result<Vec<ReferralTarget>, sqlx::Error> {
    sqlx::query_as(
        "select code, name_id, name_en, ground_id, ground_en, position, active from referral_target
         where active order by position",
    )
    .fetch_all(conn)
    .await
}

/// The newest version of the calendar; 0 when there is none.
pub async fn current_calendar(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select coalesce(max(version), 0) from calendar").fetch_one(conn).await
}

/// The days off as the newest version has them.
pub async fn calendar(conn: &mut PgConnection) -> Result<CalendarData, sqlx::Error> {
    let version = current_calendar(conn).await?;
    calendar_at(conn, version).await
}

/// The days off as `version` had them.
pub async fn calendar_at(conn: &mut PgConnection, version: i32) -> Result<CalendarData, sqlx::Error> {
    let years: Vec<i32> = sqlx::query_scalar("select distinct year from calendar where version <= $1 order by year")
        .bind(version)
        .fetch_all(&mut *conn)
        .await?;
    let days: Vec<Holiday> = sqlx::query_as(
        "with newest as (select year, max(version) as version from calendar where version <= $1 group by year)
         select day, name, kind, provisional from holiday join newest using (year, version) order by day",
    )
    .bind(version)
    .fetch_all(conn)
    .await?;
    let unbroken = years.iter().zip(years.iter().skip(1)).take_while(|(year, next)| *year + 1 == **next).count();
    Ok(CalendarData {
        version,
        covered_until: years.get(unbroken).copied().unwrap_or_default(),
        provisional_days: days.iter().filter(|day| day.provisional).map(|day| day.day).collect(),
        days_off: days.into_iter().map(|day| day.day).collect(),
    })
}

/// The years of the calendar in their newest version, in order.
pub async fn calendar_years(conn: &mut PgConnection) -> Result<Vec<CalendarYear>, sqlx::Error> {
    sqlx::query_as(
        "select distinct on (year) year, version, decree, source, provisional from calendar
         order by year, version desc",
    )
    .fetch_all(conn)
    .await
}

/// The days off of one year in its newest version, in order.
pub async fn holidays(conn: &mut PgConnection, year: i32) -> Result<Vec<Holiday>, sqlx::Error> {
    sqlx::query_as(
        "select day, name, kind, provisional from holiday
         where year = $1 and version = (select max(version) from calendar where year = $1) order by day",
    )
    .bind(year)
    .fetch_all(conn)
    .await
}

/// The newest version of the deadlines; 0 when there is none.
pub async fn current_policy(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select coalesce(max(version), 0) from policy").fetch_one(conn).await
}

/// The deadlines of one version.
pub async fn deadline_policy(conn: &mut PgConnection, version: i32) -> Result<Vec<DeadlineRow>, sqlx::Error> {
    sqlx::query_as("select kind, amount, unit, extra, note from deadline_policy where version = $1 order by kind")
        .bind(version)
        .fetch_all(conn)
        .await
}

/// A setting of the office, as JSON.
pub async fn setting(conn: &mut PgConnection, key: &str) -> Result<Option<serde_json::Value>, sqlx::Error> {
    sqlx::query_scalar("select value from setting where key = $1").bind(key).fetch_optional(conn).await
}

/// The newest versions: (deadlines, calendar). One question, because every filing asks it.
pub async fn versions(conn: &mut PgConnection) -> Result<(i32, i32), sqlx::Error> {
    sqlx::query_as(
        "select (select coalesce(max(version), 0) from policy), (select coalesce(max(version), 0) from calendar)",
    )
    .fetch_one(conn)
    .await
}

//! Statements on campaigns and their counters.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A campaign with its totals so far.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Campaign {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub headline: String,
    pub body: String,
    pub choice_id: Option<String>,
    pub choice_en: Option<String>,
    pub agency: Option<String>,
    pub place: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub stopped_at: Option<DateTime<Utc>>,
    pub scan: i64,
    pub start: i64,
    pub sent: i64,
    pub verified: i64,
}

macro_rules! campaigns {
    ($tail:literal) => {
        concat!(
            "select c.id, c.code, c.name, c.headline, c.body, f.label_id as choice_id, f.label_en as choice_en,
                 a.name as agency, c.place, c.starts_on, c.ends_on, c.stopped_at,
                 coalesce(sum(n.n) filter (where n.stage = 'scan'), 0) as scan,
                 coalesce(sum(n.n) filter (where n.stage = 'start'), 0) as start,
                 coalesce(sum(n.n) filter (where n.stage = 'sent'), 0) as sent,
                 coalesce(sum(n.n) filter (where n.stage = 'verified'), 0) as verified
             from campaign c left join form_choice f on f.code = c.choice left join agency a on a.id = c.agency_id
             left join campaign_count n on n.campaign_id = c.id ",
            $tail
        )
    };
}

/// The newest campaigns, at most 200.
pub(super) async fn all(conn: &mut PgConnection) -> Result<Vec<Campaign>, sqlx::Error> {
    sqlx::query_as(campaigns!("group by c.id, f.code, a.id order by c.created_at desc, c.id limit 200"))
        .fetch_all(conn)
        .await
}

/// The campaign with exactly this code.
pub(super) async fn find(conn: &mut PgConnection, code: &str) -> Result<Option<Campaign>, sqlx::Error> {
    sqlx::query_as(campaigns!("where c.code = $1 group by c.id, f.code, a.id")).bind(code).fetch_optional(conn).await
}

/// Whether a code is taken, or differs from a taken one only by letters that people mix up.
pub(super) async fn is_taken(conn: &mut PgConnection, code: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select 1 from campaign c where translate(c.code, 'OIL', '011') = translate($1, 'OIL', '011'))",
    )
    .bind(code)
    .fetch_one(conn)
    .await
}

/// One day's counters.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the column's name")]
pub(super) struct Day {
    pub day: NaiveDate,
    pub scan: i64,
    pub start: i64,
    pub sent: i64,
    pub verified: i64,
}

/// The last 31 days on which anything was counted, newest first.
pub(super) async fn days(conn: &mut PgConnection, campaign: Uuid) -> Result<Vec<Day>, sqlx::Error> {
    sqlx::query_as(
        "select day, coalesce(sum(n) filter (where stage = 'scan'), 0) as scan,
                coalesce(sum(n) filter (where stage = 'start'), 0) as start,
                coalesce(sum(n) filter (where stage = 'sent'), 0) as sent,
                coalesce(sum(n) filter (where stage = 'verified'), 0) as verified
         from campaign_count where campaign_id = $1 group by day order by day desc limit 31",
    )
    .bind(campaign)
    .fetch_all(conn)
    .await
}

/// A new campaign.
pub(super) struct NewCampaign {
    pub code: String,
    pub unit: Option<Uuid>,
    pub name: String,
    pub headline: String,
    pub body: String,
    pub choice: Option<String>,
    pub agency: Option<Uuid>,
    pub place: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// Writes a campaign; false when somebody took the code meanwhile.
pub(super) async fn insert(
    conn: &mut PgConnection,
    new: NewCampaign,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into campaign (id, code, unit_id, name, headline, body, choice, agency_id, place, starts_on, ends_on,
                               created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (code) do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(new.code)
    .bind(new.unit)
    .bind(new.name)
    .bind(new.headline)
    .bind(new.body)
    .bind(new.choice)
    .bind(new.agency)
    .bind(new.place)
    .bind(new.starts_on)
    .bind(new.ends_on)
    .bind(by)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Stops a campaign for good; one that is stopped stays as it is.
pub(super) async fn stop(conn: &mut PgConnection, code: &str, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("update campaign set stopped_at = $2 where code = $1 and stopped_at is null")
        .bind(code)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

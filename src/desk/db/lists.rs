//! Questions of the queue: driven by the lists that the one door keeps, never by a sort of every case.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::vault::keys::Keys;
use crate::vault::seal::Place as Sealing;
use crate::vault::token;

/// One row of the queue's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Listed {
    pub case_id: Uuid,
    pub state: String,
    pub mode: String,
    pub due_at: Option<DateTime<Utc>>,
    pub paused: bool,
    pub replied: bool,
    pub updated_at: DateTime<Utc>,
}

/// What the queue is narrowed to. Empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    pub kind: Option<String>,
    pub state: Option<String>,
    pub choice: Option<String>,
    pub mode: Option<String>,
    pub agencies: Option<Vec<Uuid>>,
}

/// A view: which of an officer's lists it reads, and what it asks of a row. Fixed words, each with its own index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Act,
    Free,
    Mine,
    Wait,
    Late,
    All,
}

impl View {
    /// Every view in the order of the tabs.
    pub const ALL: [Self; 6] = [Self::Act, Self::Free, Self::Mine, Self::Wait, Self::Late, Self::All];

    const fn asks(self) -> &'static str {
        match self {
            Self::Act => "l.open and l.turn = 'act'",
            Self::Free => "l.open and l.handler_id is null",
            Self::Wait => "l.open and l.state = 'awaiting_reporter'",
            Self::Late => "l.open and l.due_at < $8",
            Self::Mine | Self::All => "l.open and $8 is not null",
        }
    }
}

/// What the seal of a place is bound to.
const IN_ADDRESS: Sealing = Sealing { table: "work_list", column: "after", row: Uuid::nil(), case: Uuid::nil() };

/// Where a page begins: after this moment and case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A moment as PostgreSQL reads it, or `infinity`.
    pub at: String,
    pub case: Uuid,
}

impl Place {
    /// The place of a row.
    pub fn of(at: Option<DateTime<Utc>>, case: Uuid) -> Self {
        let at = at.map_or_else(|| "infinity".to_owned(), |at| at.to_rfc3339_opts(SecondsFormat::Micros, true));
        Self { at, case }
    }

    /// As it stands in an address: sealed, because it tells the very moment of what a reporter did last.
    pub fn text(&self, keys: &Keys) -> String {
        let plain = format!("{}_{}", self.at, self.case.simple());
        token::base64url(&keys.content().seal(IN_ADDRESS, plain.as_bytes()))
    }

    /// From an address; anything else is the beginning.
    pub fn open(keys: &Keys, text: &str) -> Option<Self> {
        let plain = keys.content().open(IN_ADDRESS, &token::from_base64url(text)?).ok()?;
        Self::parse(std::str::from_utf8(&plain).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (at, case) = text.split_once('_')?;
        let case = case.parse().ok()?;
        let at = if at == "infinity" { None } else { Some(moment(at)?) };
        Some(Self::of(at, case))
    }
}

/// A moment that PostgreSQL can read too; the office has none from other millennia.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (1900..3000).contains(&at.year()).then_some(at)
}

/// Rows on one page.
pub const PAGE: usize = 50;

/// A page of a view, nearest deadline first, after a place (due, case). One row more than a page says that there is
/// another. A case on several lists of the officer appears once.
pub async fn page(
    conn: &mut PgConnection,
    view: View,
    narrow: &Narrow,
    after: Option<&Place>,
    now: DateTime<Utc>,
) -> Result<Vec<Listed>, sqlx::Error> {
    let lists = if view == View::Mine { "array['o:' || app_officer()]" } else { "(select app_viewers())" };
    // nothing that a person typed goes into the statement
    let sql = format!(
        "select distinct on (x.due_at, x.case_id) x.case_id, x.state, x.mode,
                nullif(x.due_at, 'infinity') as due_at, x.paused, x.replied, x.updated_at
         from unnest({lists}) v (viewer) cross join lateral (
             select l.* from work_list l
             where l.viewer = v.viewer and {asks}
               and (l.due_at, l.case_id) > (coalesce($1::text::timestamptz, '-infinity'), coalesce($2, '00000000-0000-0000-0000-000000000000'))
               and ($3::text is null or l.kind = $3) and ($4::text is null or l.state = $4)
               and ($5::text is null or l.choice = $5) and ($6::text is null or l.mode = $6)
               and ($7::uuid[] is null or l.agency_id = any ($7))
             order by l.due_at, l.case_id limit {limit}) x
         order by x.due_at, x.case_id limit {limit}",
        asks = view.asks(),
        limit = PAGE + 1,
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(after.map(|place| &place.at))
        .bind(after.map(|place| place.case))
        .bind(&narrow.kind)
        .bind(&narrow.state)
        .bind(&narrow.choice)
        .bind(&narrow.mode)
        .bind(&narrow.agencies)
        .bind(now)
        .fetch_all(conn)
        .await
}

/// A page of what is finished, newest first.
pub async fn finished(
    conn: &mut PgConnection,
    narrow: &Narrow,
    after: Option<&Place>,
) -> Result<Vec<Listed>, sqlx::Error> {
    let sql = format!(
        "select distinct on (x.updated_at, x.case_id) x.case_id, x.state, x.mode,
                null::timestamptz as due_at, false as paused, x.replied, x.updated_at
         from unnest((select app_viewers())) v (viewer) cross join lateral (
             select l.* from work_list l
             where l.viewer = v.viewer and not l.open
               and (l.updated_at, l.case_id) < (coalesce($1::text::timestamptz, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
               and ($3::text is null or l.kind = $3) and ($4::text is null or l.state = $4)
               and ($5::text is null or l.choice = $5) and ($6::text is null or l.mode = $6)
               and ($7::uuid[] is null or l.agency_id = any ($7))
             order by l.updated_at desc, l.case_id desc limit {limit}) x
         order by x.updated_at desc, x.case_id desc limit {limit}",
        limit = PAGE + 1,
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(after.map(|place| &place.at))
        .bind(after.map(|place| place.case))
        .bind(&narrow.kind)
        .bind(&narrow.state)
        .bind(&narrow.choice)
        .bind(&narrow.mode)
        .bind(&narrow.agencies)
        .fetch_all(conn)
        .await
}

/// How many cases each view holds, counted to 1,001 at most.
#[derive(Debug, Clone, Copy, Default, sqlx::FromRow)]
pub struct Counts {
    pub act: i64,
    pub free: i64,
    pub mine: i64,
    pub wait: i64,
    pub late: i64,
    pub every: i64,
}

impl Counts {
    /// The count of a view.
    pub const fn of(&self, view: View) -> i64 {
        match view {
            View::Act => self.act,
            View::Free => self.free,
            View::Mine => self.mine,
            View::Wait => self.wait,
            View::Late => self.late,
            View::All => self.every,
        }
    }
}

/// The counts of the tabs.
pub async fn counts(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Counts, sqlx::Error> {
    sqlx::query_as("select act, free, mine, wait, late, every from desk_counts($1)").bind(now).fetch_one(conn).await
}

/// What a row shows beside its list entry. Title and key are sealed still.
#[derive(Debug, sqlx::FromRow)]
pub struct Face {
    pub id: Uuid,
    pub number: String,
    pub kind: String,
    pub choice_id: Option<String>,
    pub choice_en: Option<String>,
    pub agency: Option<String>,
    pub handler: Option<String>,
    pub zone: String,
    pub dek: Vec<u8>,
    pub title: Vec<u8>,
}

/// The faces of these cases, as far as the asking officer may see them.
pub async fn faces(conn: &mut PgConnection, cases: &[Uuid]) -> Result<Vec<Face>, sqlx::Error> {
    sqlx::query_as("select * from desk_faces($1)").bind(cases).fetch_all(conn).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_the_database_cannot_read_is_the_beginning() {
        let case = Uuid::nil().simple();
        assert!(Place::parse(&format!("2026-11-02T02:00:00Z_{case}")).is_some());
        for at in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "yesterday", ""] {
            assert_eq!(Place::parse(&format!("{at}_{case}")), None, "{at}");
        }
    }
}

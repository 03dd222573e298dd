//! Questions of the queue: driven by the lists that the one door keeps, never by a sort of every case.

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

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

    /// As it stands in an address.
    pub fn text(&self) -> String {
        format!("{}_{}", self.at, self.case.simple())
    }

    /// From an address; anything else is the beginning.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, case) = text.split_once('_')?;
        let case = case.parse().ok()?;
        let at = if at == "infinity" { None } else { Some(DateTime::parse_from_rfc3339(at).ok()?.to_utc()) };
        Some(Self::of(at, case))
    }
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
    sqlx::query_as(
        "select c.id, c.number, c.kind, f.label_id as choice_id, f.label_en as choice_en, a.name as agency,
                o.name as handler, c.zone, s.dek, s.title
         from cases c join case_secret s on s.case_id = c.id
         left join form_choice f on f.code = c.choice
         left join agency a on a.id = c.agency_id
         left join officer o on o.id = c.handler_id
         where c.id = any ($1)",
    )
    .bind(cases)
    .fetch_all(conn)
    .await
}

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

/// A case with its sealed words, for a search.
#[derive(Debug, sqlx::FromRow)]
pub struct Sealed {
    pub id: Uuid,
    pub number: String,
    pub state: String,
    pub agency: Option<String>,
    pub updated_at: DateTime<Utc>,
    pub dek: Vec<u8>,
    pub title: Vec<u8>,
    pub account: Vec<u8>,
}

/// The officer's newest cases after a place, open or not, each once.
pub async fn newest(conn: &mut PgConnection, after: Option<&Place>, limit: usize) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, a.name as agency, n.updated_at, s.dek, s.title, s.account
         from (select distinct on (x.updated_at, x.case_id) x.case_id, x.updated_at
               from unnest((select app_viewers())) v (viewer) cross join lateral (
                   select l.case_id, l.updated_at from work_list l where l.viewer = v.viewer
                      and (l.updated_at, l.case_id) < (coalesce($1::text::timestamptz, 'infinity'),
                                                       coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                   order by l.updated_at desc, l.case_id desc limit $3) x
               order by x.updated_at desc, x.case_id desc limit $3) n
         join cases c on c.id = n.case_id join case_secret s on s.case_id = n.case_id
         left join agency a on a.id = c.agency_id
         order by n.updated_at desc, n.case_id desc",
    )
    .bind(after.map(|place| &place.at))
    .bind(after.map(|place| place.case))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

/// Cases about the person with this NIP, as far as the officer may see them, newest first.
pub async fn by_nip(conn: &mut PgConnection, mac: &[u8; 16]) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select c.id, c.number, c.state, a.name as agency, c.updated_at, s.dek, s.title, s.account
         from cases c join case_secret s on s.case_id = c.id left join agency a on a.id = c.agency_id
         where c.accused_mac = $1 order by c.updated_at desc, c.id limit 50",
    )
    .bind(&mac[..])
    .fetch_all(conn)
    .await
}

/// Something that happened in a case, for its officer.
#[derive(Debug, sqlx::FromRow)]
pub struct Notice {
    pub key: String,
    pub number: String,
    pub at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// The newest notices of the asking officer.
pub async fn notices(conn: &mut PgConnection) -> Result<Vec<Notice>, sqlx::Error> {
    sqlx::query_as(
        "select n.key, c.number, n.at, n.read_at from notice n join cases c on c.id = n.case_id
         where n.officer_id = app_officer() order by n.at desc, n.id limit 100",
    )
    .fetch_all(conn)
    .await
}

/// Marks every notice of the asking officer as read.
pub async fn read_notices(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update notice set read_at = $1 where officer_id = app_officer() and read_at is null")
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

//! The machine's view of a case: read, locked, and written back.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::case::case::{Case, Clock, Facts, Pause, Zone};
use crate::case::state::{Cause, ClockKind, Kind, Mode, Outcome, Severity, State};

fn word<T>(found: Option<T>, column: &str) -> Result<T, sqlx::Error> {
    found.ok_or_else(|| sqlx::Error::Decode(format!("unknown word in {column}").into()))
}

/// The case with this number, if the actor may know of it. `None` is the same 404 for absent and walled.
pub async fn find_by_number(tx: &mut PgConnection, number: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select case_find($1)").bind(number).fetch_one(tx).await
}

/// The number of a case.
pub async fn number(tx: &mut PgConnection, case: Uuid) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select number from cases where id = $1").bind(case).fetch_one(tx).await
}

/// Code of the reporter's language.
pub async fn locale(tx: &mut PgConnection, case: Uuid) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select locale from cases where id = $1").bind(case).fetch_one(tx).await
}

const COLUMNS: &str = "select c.id, c.number, c.kind, c.state, c.resume, c.outcome, c.mode, c.category, c.severity,
        c.agency_id, c.unit_id, c.handler_id, c.zone, c.received_at, c.policy_version, c.calendar_version,
        c.facts, c.revision, coalesce(v.mediable, false) as mediable
     from cases c left join violation v on v.code = c.category where c.id = $1";

/// The machine's view of a case, if the actor may see it.
pub async fn load(tx: &mut PgConnection, id: Uuid) -> Result<Option<Case>, sqlx::Error> {
    let Some(row) = sqlx::query(COLUMNS).bind(id).fetch_optional(&mut *tx).await? else { return Ok(None) };
    Ok(Some(assemble(&row, clocks(tx, id).await?)?))
}

fn assemble(row: &sqlx::postgres::PgRow, clocks: Vec<Clock>) -> Result<Case, sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let maybe = |column: &str| row.try_get::<Option<String>, _>(column);
    let Json(facts): Json<Facts> = row.try_get("facts")?;
    Ok(Case {
        id: row.try_get("id")?,
        number: text("number")?,
        kind: word(Kind::from_code(&text("kind")?), "kind")?,
        state: word(State::from_code(&text("state")?), "state")?,
        resume: maybe("resume")?.map(|code| word(State::from_code(&code), "resume")).transpose()?,
        outcome: maybe("outcome")?.map(|code| word(Outcome::from_code(&code), "outcome")).transpose()?,
        mode: word(Mode::from_code(&text("mode")?), "mode")?,
        category: maybe("category")?,
        mediable: row.try_get("mediable")?,
        severity: maybe("severity")?.map(|code| word(Severity::from_code(&code), "severity")).transpose()?,
        agency: row.try_get("agency_id")?,
        unit: row.try_get("unit_id")?,
        handler: row.try_get("handler_id")?,
        received_at: row.try_get("received_at")?,
        zone: word(Zone::from_code(&text("zone")?), "zone")?,
        policy_version: row.try_get("policy_version")?,
        calendar_version: row.try_get("calendar_version")?,
        clocks,
        facts,
        revision: row.try_get("revision")?,
    })
}

type ClockRow =
    (Uuid, String, String, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, i16, bool);
type PauseRow = (Uuid, String, DateTime<Utc>, Option<DateTime<Utc>>);

async fn clocks(tx: &mut PgConnection, case: Uuid) -> Result<Vec<Clock>, sqlx::Error> {
    let rows: Vec<ClockRow> = sqlx::query_as(
        "select id, kind, subject, started_at, due_at, met_at, voided_at, level, provisional
         from clock where case_id = $1 order by started_at, id",
    )
    .bind(case)
    .fetch_all(&mut *tx)
    .await?;
    let pauses: Vec<PauseRow> = sqlx::query_as(
        "select clock_id, cause, paused_at, ended_at from clock_pause where case_id = $1 order by paused_at",
    )
    .bind(case)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|(id, kind, subject, started_at, due_at, met_at, voided_at, level, provisional)| {
            let own = pauses.iter().filter(|pause| pause.0 == id);
            Ok(Clock {
                id,
                kind: word(ClockKind::from_code(&kind), "clock.kind")?,
                subject,
                started_at,
                due_at,
                met_at,
                voided_at,
                level,
                provisional,
                pauses: own
                    .map(|(_, cause, from, to)| {
                        Ok(Pause { cause: word(Cause::from_code(cause), "clock_pause.cause")?, from: *from, to: *to })
                    })
                    .collect::<Result<_, sqlx::Error>>()?,
            })
        })
        .collect()
}

/// Writes what the machine changed; `touched` is when people last did something, none when only a level rose.
/// `false`: somebody was faster, nothing was written.
pub async fn save(
    tx: &mut PgConnection,
    before: &Case,
    after: &Case,
    touched: Option<DateTime<Utc>>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query(
        "update cases set state = $4, resume = $5, outcome = $6, mode = $7, category = $8, severity = $9,
                agency_id = $10, unit_id = $11, handler_id = $12, facts = $13, revision = $14,
                updated_at = coalesce($15, updated_at), calendar_version = $16
         where id = $1 and state = $2 and revision = $3",
    )
    .bind(before.id)
    .bind(before.state.code())
    .bind(before.revision)
    .bind(after.state.code())
    .bind(after.resume.map(State::code))
    .bind(after.outcome.map(Outcome::code))
    .bind(after.mode.code())
    .bind(after.category.as_deref())
    .bind(after.severity.map(Severity::code))
    .bind(after.agency)
    .bind(after.unit)
    .bind(after.handler)
    .bind(Json(&after.facts))
    .bind(after.revision)
    .bind(touched)
    .bind(after.calendar_version)
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if changed == 0 {
        return Ok(false);
    }
    for clock in &after.clocks {
        match before.clocks.iter().find(|old| old.id == clock.id) {
            Some(old) if old == clock => {}
            Some(old) => update_clock(tx, before.id, old, clock).await?,
            None => insert_clock(tx, after, clock).await?,
        }
    }
    Ok(true)
}

/// When the worker looks at a clock next: at its end.
fn is_paused(clock: &Clock) -> bool {
    clock.pauses.iter().any(|pause| pause.to.is_none())
}

/// Writes a clock that has just started.
pub async fn insert_clock(tx: &mut PgConnection, case: &Case, clock: &Clock) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into clock (id, case_id, kind, subject, started_at, due_at, met_at, voided_at, policy_version,
                            calendar_version, level, check_at, paused, provisional)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $6, $12, $13)",
    )
    .bind(clock.id)
    .bind(case.id)
    .bind(clock.kind.code())
    .bind(&clock.subject)
    .bind(clock.started_at)
    .bind(clock.due_at)
    .bind(clock.met_at)
    .bind(clock.voided_at)
    .bind(case.policy_version)
    .bind(case.calendar_version)
    .bind(clock.level)
    .bind(is_paused(clock))
    .bind(clock.provisional)
    .execute(&mut *tx)
    .await?;
    write_pauses(tx, case.id, &[], clock).await
}

async fn update_clock(tx: &mut PgConnection, case: Uuid, old: &Clock, clock: &Clock) -> Result<(), sqlx::Error> {
    // a clock whose end moved is looked at again at its new end; otherwise the worker's own date stands
    sqlx::query(
        "update clock set due_at = $2, met_at = $3, voided_at = $4, level = $5, paused = $6, provisional = $7,
                check_at = case when $8 then $2 else check_at end
         where id = $1",
    )
    .bind(clock.id)
    .bind(clock.due_at)
    .bind(clock.met_at)
    .bind(clock.voided_at)
    .bind(clock.level)
    .bind(is_paused(clock))
    .bind(clock.provisional)
    .bind(old.due_at != clock.due_at)
    .execute(&mut *tx)
    .await?;
    write_pauses(tx, case, &old.pauses, clock).await
}

async fn write_pauses(tx: &mut PgConnection, case: Uuid, old: &[Pause], clock: &Clock) -> Result<(), sqlx::Error> {
    for pause in clock.pauses.iter().filter(|pause| !old.contains(pause)) {
        sqlx::query(
            "insert into clock_pause (clock_id, case_id, cause, paused_at, ended_at) values ($1, $2, $3, $4, $5)
             on conflict (clock_id, cause, paused_at) do update set ended_at = excluded.ended_at",
        )
        .bind(clock.id)
        .bind(case)
        .bind(pause.cause.code())
        .bind(pause.from)
        .bind(pause.to)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

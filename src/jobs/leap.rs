//! A clock that leaps ahead. A machine that starts with its clock a year ahead would destroy at once what only time
//! protects: identities, addresses, contents, files. So after a leap, or after a long rest, which looks the same, nothing
//! is erased before the worker has run with the new time for a while; the administrator's page says so meanwhile.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;

/// More than this between two rounds is a leap.
const LEAP: TimeDelta = TimeDelta::days(7);
/// How long the worker runs with the new time before it erases again: time enough for somebody to put the clock right.
const WAIT: TimeDelta = TimeDelta::days(7);
/// How exactly the last round is remembered, so that not every round writes.
const NOTED: TimeDelta = TimeDelta::minutes(10);

/// Nothing is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Held {
    /// The last round before the leap.
    pub from: DateTime<Utc>,
    /// When erasing goes on if nobody puts the clock right.
    pub until: DateTime<Utc>,
}

/// What the worker remembers of its rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rounds {
    last: DateTime<Utc>,
    held: Option<Held>,
}

impl Rounds {
    /// After a round at `now`.
    fn and(self, now: DateTime<Utc>) -> Self {
        let leapt = (now - self.last).abs() > LEAP;
        let held = match self.held {
            // put right
            Some(held) if now - held.from <= LEAP => None,
            // it waits with the time that holds now
            Some(held) if leapt => Some(Held { until: now + WAIT, ..held }),
            Some(held) => Some(held).filter(|held| now < held.until),
            // a clock that was set back has lost nothing
            None => (leapt && now > self.last).then_some(Held { from: self.last, until: now + WAIT }),
        };
        Self { last: if leapt { now } else { self.last.max(now) }, held }
    }
}

/// The one row in which this is remembered.
fn row() -> Uuid {
    Uuid::new_v5(&Uuid::nil(), b"round")
}

/// Notes a round; whether nothing may be erased in it.
pub(super) async fn holds(app: &App) -> Result<bool, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(Actor::System).await?;
    let before = read(&mut tx, true).await?;
    let after = before.map_or(Rounds { last: now, held: None }, |before| before.and(now));
    let news = before.is_none_or(|before| before.held != after.held || after.last - before.last > NOTED);
    if news || before.is_some_and(|before| after.last < before.last) {
        write(&mut tx, after).await?;
    }
    tx.commit().await?;
    match (before.and_then(|before| before.held), after.held) {
        (None, Some(held)) => tracing::error!(
            from = %held.from,
            until = %held.until,
            "the clock leapt ahead, or the worker rested for more than a week: nothing is erased for seven days; look at \
             the machine's clock"
        ),
        (Some(_), None) => tracing::info!("what is over is erased again"),
        _ => {}
    }
    Ok(after.held.is_some())
}

/// Whether nothing is erased at present, and why.
pub async fn held(tx: &mut PgConnection) -> Result<Option<Held>, sqlx::Error> {
    Ok(read(tx, false).await?.and_then(|rounds| rounds.held))
}

async fn read(tx: &mut PgConnection, lock: bool) -> Result<Option<Rounds>, sqlx::Error> {
    let sql = if lock {
        "select run_at, payload->'held' from job where id = $1 for update"
    } else {
        "select run_at, payload->'held' from job where id = $1"
    };
    let found: Option<(DateTime<Utc>, Option<Json<Option<Held>>>)> =
        sqlx::query_as(sql).bind(row()).fetch_optional(tx).await?;
    Ok(found.map(|(last, held)| Rounds { last, held: held.and_then(|held| held.0) }))
}

async fn write(tx: &mut PgConnection, rounds: Rounds) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into job (id, kind, payload, run_at, created_at)
         values ($1, 'round', jsonb_build_object('held', $2::jsonb), $3, $3)
         on conflict (id) do update set payload = excluded.payload, run_at = excluded.run_at",
    )
    .bind(row())
    .bind(Json(rounds.held))
    .bind(rounds.last)
    .execute(tx)
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounds on these days after the first; whether each may erase.
    fn erases(days: &[i64]) -> Vec<bool> {
        let day = |day: i64| DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day);
        let mut rounds = Rounds { last: day(0), held: None };
        let mut seen = Vec::new();
        for at in days {
            rounds = rounds.and(day(*at));
            seen.push(rounds.held.is_none());
        }
        seen
    }

    #[test]
    fn after_a_leap_a_week_passes_before_anything_is_erased() {
        assert_eq!(erases(&[1, 2, 9]), [true, true, true], "as every day");
        assert_eq!(erases(&[366, 367, 372, 373, 380]), [false, false, false, true, true]);
        assert_eq!(erases(&[366, 373]), [false, true]);
    }

    #[test]
    fn a_clock_that_is_put_right_loses_nothing() {
        assert_eq!(erases(&[366, 1, 2]), [false, true, true]);
        assert_eq!(erases(&[2200, 2208, 3]), [false, false, true]);
        assert_eq!(erases(&[2200, 2207, 3, 4, 12]), [false, true, true, true, false]);
    }

    #[test]
    fn every_leap_waits_anew_with_the_time_that_holds() {
        assert_eq!(erases(&[366, 370, 500, 503, 507]), [false, false, false, false, true]);
        assert_eq!(erases(&[2200, 30, 33, 37]), [false, false, false, true], "put right, but a month later");
    }
}

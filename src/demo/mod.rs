//! A plausible office for demonstrations: officers in every role and a few hundred cases in all states, made by the same
//! functions that people use, in an invented past. People, agencies and places are invented.

/// Statements that only the demo needs.
mod db;
/// The office's people.
mod people;
/// What a case went through.
mod tale;
/// What reporters wrote.
mod words;

use chrono::{DateTime, Duration, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;

pub use people::Office;

/// A receipt code that the tracking page of the demo shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The code as on a receipt.
    pub code: String,
    /// Code of the state that the case is in.
    pub state: String,
    /// Code of the kind.
    pub kind: String,
}

/// How many cases there are of each tale.
const CASES: [(tale::End, usize); 19] = [
    (tale::End::Received, 26),
    (tale::End::Screening, 18),
    (tale::End::Asked, 16),
    (tale::End::Review, 30),
    (tale::End::Clarification, 24),
    (tale::End::Offered, 6),
    (tale::End::Mediation, 8),
    (tale::End::Deciding, 10),
    (tale::End::Resolved, 14),
    (tale::End::FollowUp, 20),
    (tale::End::Objection, 5),
    (tale::End::Referred, 8),
    (tale::End::NotAdmissible, 16),
    (tale::End::Withdrawn, 6),
    (tale::End::Closed, 24),
    (tale::End::Question, 9),
    (tale::End::Answered, 9),
    (tale::End::Thanked, 5),
    (tale::End::Proposed, 4),
];

/// Cases written at once: enough to keep both cores busy.
const AT_ONCE: usize = 4;

/// Fills an empty office.
pub async fn fill(app: &App) -> Result<(), Error> {
    let now = clock::now();
    let office = people::settle(app, now).await?;
    let ends: Vec<(usize, tale::End)> =
        CASES.iter().flat_map(|(end, count)| std::iter::repeat_n(*end, *count)).enumerate().collect();
    let samples: Vec<Option<Sample>> = stream::iter(ends)
        .map(|(n, end)| tale::tell(app, &office, n, end, now))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut first: Vec<Sample> = Vec::new();
    for sample in samples.into_iter().flatten() {
        if !first.iter().any(|known| known.state == sample.state && known.kind == sample.kind) {
            first.push(sample);
        }
    }
    first.sort_by(|a, b| (&a.kind, &a.state).cmp(&(&b.kind, &b.state)));
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    db::keep_samples(&mut tx, &first, now).await?;
    tx.commit().await?;
    crate::jobs::round(app).await.map(drop)
}

/// The codes that the tracking page shows; none outside the demo.
pub async fn samples(app: &App) -> Result<Vec<Sample>, Error> {
    if !app.config.demo {
        return Ok(Vec::new());
    }
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    Ok(db::samples(&mut tx).await?)
}

/// An office hour some days before `now`.
fn days_before(now: DateTime<Utc>, days: i64, n: usize) -> DateTime<Utc> {
    let minutes = i64::try_from(n % 300).unwrap_or_default();
    now - Duration::days(days) - Duration::minutes(minutes)
}

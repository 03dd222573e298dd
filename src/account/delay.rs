//! How long an account rests after wrong passwords. Nobody is ever locked out for good, and nobody guesses fast.

use chrono::{DateTime, Duration, Utc};

/// Milliseconds after the first failure are twice this.
const FIRST_MS: i64 = 250;
/// Never longer than this.
const LONGEST_MS: i64 = 42_000;

/// Failures of an account, as counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Failures {
    /// How many at the time of the last one.
    pub failures: i32,
    /// When the last one was.
    pub failed_at: DateTime<Utc>,
}

impl Failures {
    /// How many still count: one is forgotten every hour.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>) -> i32 {
        let hours = (now - self.failed_at).num_hours().clamp(0, i64::from(i32::MAX));
        (self.failures - i32::try_from(hours).unwrap_or(i32::MAX)).max(0)
    }

    /// When the next try is judged: min(2^n × 250 ms, 42 s) after the last failure.
    #[must_use]
    pub fn until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let count = self.at(now);
        if count == 0 {
            return None;
        }
        let wait = FIRST_MS.saturating_mul(1_i64 << count.min(20)).min(LONGEST_MS);
        let until = self.failed_at + Duration::milliseconds(wait);
        (now < until).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_wait_doubles_ends_at_42_seconds_and_is_forgotten_by_the_hour() {
        let at = Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap();
        let wait =
            |failures| Failures { failures, failed_at: at }.until(at).map(|until| (until - at).num_milliseconds());
        assert_eq!(wait(0), None);
        assert_eq!([wait(1), wait(2), wait(5)], [Some(500), Some(1000), Some(8000)]);
        assert_eq!([wait(8), wait(400)], [Some(42_000), Some(42_000)]);
        let many = Failures { failures: 6, failed_at: at };
        assert_eq!(many.until(at + Duration::seconds(17)), None);
        assert_eq!(many.at(at + Duration::hours(4)), 2);
        assert_eq!(many.at(at + Duration::hours(40)), 0);
    }
}

//! Wrong passwords and codes, counted where all nodes see them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::db;
use super::delay::Failures;
use crate::app::App;

/// What was tried for a sign-in name lately.
pub(super) struct Tries {
    bucket: i32,
    failures: Option<Failures>,
}

impl Tries {
    /// As counted for a name, whether somebody has it or not.
    pub(super) async fn of(app: &App, conn: &mut PgConnection, name: &str) -> Result<Self, sqlx::Error> {
        let bucket = bucket(app, name);
        Ok(Self { bucket, failures: db::failures(conn, bucket).await? })
    }

    /// Until when nothing more is judged.
    pub(super) fn until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.failures.and_then(|failures| failures.until(now))
    }

    /// Counts a failure.
    pub(super) async fn one_more(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        db::count_failure(conn, self.bucket, Failures::one_more(self.failures, now), now).await
    }

    /// Forgets them after a success.
    pub(super) async fn forget(self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        db::forget_failures(conn, self.bucket).await
    }
}

/// The place where a name's failures are counted. Keyed, so that nobody outside can aim at another name's place.
fn bucket(app: &App, name: &str) -> i32 {
    let mac = app.keys.session_mac(format!("sign-in|{name}").as_bytes());
    i32::from(u16::from_be_bytes([mac[0], mac[1]]))
}

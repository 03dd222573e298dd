//! Adversity from outside: many presses at once, and `kill -9` under load (security.md T-01, T-02, T-04).
//!
//! `cargo test` runs the short forms; `make chaos` the long ones, on the release build.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

/// Files that eat machines, and files that tell.
mod evidence;
/// Junk complaints.
mod flood;
/// Wrong codes.
mod guess;
/// Clients who hold the door.
mod hostile;
/// `kill -9` of the program and of its database while people send.
mod kill;
/// Requests that are none.
mod malformed;
/// Whether an answer, or the time it takes, tells that a case exists.
mod oracle;
/// Common passwords on every account.
mod spray;
/// One key, many presses.
mod stampede;
/// Frames of HTTP/2.
mod streams;
/// Proof of work.
mod work;

#[expect(dead_code, reason = "the bench uses the rest")]
#[path = "../load/mod.rs"]
mod load;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use kentongan::db::{Actor, Db};
use kentongan::pg::Managed;
use kentongan::vault::{Keys, ReceiptCode};
use load::drafts::{self, Ready};
use load::office::{Office, furnish};
use uuid::Uuid;

/// A running office with a heap of drafts that wait for their last press.
struct Stage {
    office: Office,
    database: Managed,
    db: Db,
    keys: Keys,
    folder: PathBuf,
}

impl Stage {
    async fn open() -> Self {
        Self::behind(&[]).await
    }

    /// With settings of the door.
    async fn behind(settings: &'static [(&'static str, &'static str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("kentongan-chaos-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let office = Office::start(&folder, settings).await;
        let database = office.database().await;
        let db = Db::new(database.app_options(), 4);
        furnish(&db).await;
        let keys = office.keys();
        Self { office, database, db, keys, folder }
    }

    async fn drafts(&self, many: usize) -> Vec<Ready> {
        let typed = drafts::type_one(self.office.address, &self.db).await;
        drafts::copies(self.office.address, &self.db, &self.keys, &typed, many).await
    }

    /// Fails unless there is exactly one case for each of these codes and no other case at all, whole in every table
    /// that a filing writes.
    async fn account_for(&self, codes: &[String]) {
        let distinct: HashSet<&String> = codes.iter().collect();
        assert_eq!(distinct.len(), codes.len(), "two filings share a code");
        let lookups: Vec<Vec<u8>> = codes
            .iter()
            .map(|code| ReceiptCode::parse(code).expect("a code of ours").lookup(&self.keys).to_vec())
            .collect();
        let mut tx = self.db.begin(Actor::System).await.expect("a transaction");
        let found: Vec<Uuid> = sqlx::query_scalar("select case_id from receipt where lookup = any ($1)")
            .bind(lookups)
            .fetch_all(&mut *tx)
            .await
            .expect("receipts");
        let cases: HashSet<Uuid> = found.into_iter().collect();
        assert_eq!(cases.len(), codes.len(), "an acknowledged receipt opens no case");
        for table in ["cases", "case_secret", "receipt", "submission", "clock", "event", "event_payload"] {
            let many: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&mut *tx)
                .await
                .expect("a count");
            assert_eq!(usize::try_from(many).ok(), Some(codes.len()), "rows of {table}");
        }
        let unlisted: i64 = sqlx::query_scalar(
            "select count(*) from cases c where not exists (select from work_list w where w.case_id = c.id)",
        )
        .fetch_one(&mut *tx)
        .await
        .expect("a count");
        assert_eq!(unlisted, 0, "cases that nobody would ever see");
    }
}

/// The time within which so many of a hundred were done.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.office.stop();
        for folder in [self.database.directory(), &self.folder] {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

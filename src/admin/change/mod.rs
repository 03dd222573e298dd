//! Changes of officers by two administrators (security.md §2.6): one proposes with a reason, another confirms or refuses
//! within a day. Neither of them is the officer concerned. Whatever is changed takes this one way.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

mod carry;
mod db;
mod decide;
mod list;
mod propose;
mod show;

pub use db::{confirmers, is_waiting, waiting};
pub use decide::decide;
pub use list::{list, proposed};
pub use propose::propose;

/// How long a proposal waits for the second administrator.
const OPEN_FOR: Duration = Duration::hours(24);

/// What is to happen with an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// Somebody new, who is invited when it is confirmed.
    Add(Wanted),
    /// Another name, other roles, another agency.
    Alter(Wanted),
    /// A one-time link: for who never signed in, or lost the password or the second step.
    Invite,
    /// Kept out at once.
    Stop,
    /// Let in again.
    Start,
    /// The custodian's key and all its shares are deleted.
    TakeKey,
}

impl Change {
    /// Whether a link is made when it is confirmed. Whoever confirms sees it, so a word of who proposes goes with it.
    const fn invites(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Invite)
    }
}

/// How an officer is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The name that colleagues read.
    pub name: String,
    /// The sign-in name.
    pub sign_in: String,
    /// `id` or `en`.
    pub locale: String,
    /// Where the officer comes from.
    pub agency: Option<Uuid>,
    /// What happens to the hash of the NIP.
    pub nip: NipWish,
    /// Everything held afterwards: unit and role.
    pub roles: Vec<(Option<Uuid>, String)>,
}

/// What happens to the hash of the NIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NipWish {
    Keep,
    Remove,
    /// The keyed hash, in base64url: the number itself is nowhere.
    Put(String),
}

/// How an officer stood when a change was proposed. It is carried out only if that is still so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    name: String,
    sign_in: String,
    locale: String,
    agency: Option<Uuid>,
    has_nip: bool,
    active: bool,
    #[serde(default)]
    has_key: bool,
    roles: Vec<(Option<Uuid>, String)>,
}

impl Standing {
    async fn of(conn: &mut PgConnection, officer: Uuid) -> Result<Option<Self>, sqlx::Error> {
        let Some(row) = super::db::officer(conn, officer).await? else { return Ok(None) };
        let roles = super::db::roles(conn, officer).await?;
        Ok(Some(Self {
            name: row.name,
            sign_in: row.sign_in,
            locale: row.locale,
            agency: row.agency_id,
            has_nip: row.has_nip,
            active: row.active,
            has_key: row.has_key,
            roles,
        }))
    }
}

/// A proposal as it stands in the table.
struct Proposal {
    id: Uuid,
    officer: Option<Uuid>,
    change: Change,
    standing: Option<Standing>,
    proposed_by: Uuid,
    /// Keyed hash of the word that the proposer was shown.
    word: Option<Vec<u8>>,
}

/// "Petugas 07"; empty for somebody who is yet to be added.
fn object(alias: Option<i32>) -> String {
    alias.map(|alias| format!("Petugas {alias:02}")).unwrap_or_default()
}

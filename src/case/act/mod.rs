//! The one door: every change of a case passes here, whoever asks.
//!
//! Lock the row, decide, write with the old state in the WHERE, append the event, tell people, keep the lists, commit.

/// Effects that reach beyond the case's own rows.
mod beyond;
/// From effects to rows.
mod carry;
/// When the office changes.
mod catch_up;
/// A new case that comes from another one.
mod copy;
/// Sealing identities to the key of their case.
mod custody;
/// A new code in the place of a lost one.
pub mod code;
/// How letters were sent.
mod dispatch;
/// Sealing originals.
mod evidence;
/// More people whom the reporter keeps out.
mod exclude;
/// Filing: exactly once, in one statement.
mod file;
/// Two custodians deal keys anew.
mod handing;
/// What only the door knows of an action.
mod inform;
/// A wall that two take down.
pub mod lift;
/// Notices to the reporter.
mod notice;
/// Whose absence stops a case.
mod needed;
/// When a calendar arrives.
mod recount;
/// What a granted request opens.
pub mod opening;
/// People in what somebody typed.
mod people;
/// With the recovery papers.
mod recovery;
/// Asking for an identity, and granting it.
pub mod reveal;
/// Why custodians and those who ask them are refused.
mod refused;
/// In which roles an officer comes.
mod roles;
/// Second persons: proposals and approvals.
mod second;
/// The worker's turn: clocks that ended.
mod tick;
/// Who reads which list.
mod viewers;
/// The wall: conflict set of a case.
mod wall;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::error::DatabaseError;
use uuid::Uuid;

use crate::app::App;
use crate::case::action::Action;
use crate::case::actor::{Actor as Player, Approvals};
use crate::case::case::Case;
use crate::case::db::{self, FileMeta};
use crate::case::decide::decide;
use crate::case::effect::Effect;
use crate::case::refusal::{Guard, Refusal};
use crate::case::state::{Side, State};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::error::Error;
use crate::vault::index;
use crate::vault::seal::CaseKey;

pub use catch_up::catch_up;
pub use custody::{NewIdentity, Notices, case_recipient, correct_identity, open_copy, seal_copy};
pub use dispatch::dispatch;
pub use evidence::settle_evidence;
pub use exclude::exclude;
pub use file::{Filed, NewCase, file, filed_before};
pub use handing::{Dealing, ask_shares, deal_handed, dealing, hand_over};
pub use notice::keep_address;
pub use recount::recount;
pub use recovery::{Export, PAPERS_OPENED, Recovered, export, recover, salvage};
pub use roles::players;
pub use second::{approve, empty_ended, reject};
pub use tick::{tick, tick_without_erasing};
pub use viewers::{INTEGRITY_LIST, officer_list, unit_list};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The reporter of this very case, by code.
    Reporter,
    /// An officer; the role is found among theirs.
    Officer(Uuid),
    /// The worker.
    System,
}

impl Who {
    pub(super) const fn actor(self, case: Uuid) -> Actor {
        match self {
            Self::Reporter => Actor::Citizen(case),
            Self::Officer(id) => Actor::Officer(id),
            Self::System => Actor::System,
        }
    }

    pub(super) const fn officer(self) -> Option<Uuid> {
        match self {
            Self::Officer(id) => Some(id),
            Self::Reporter | Self::System => None,
        }
    }

    pub(super) const fn author(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Officer(_) => "officer",
            Self::System => "system",
        }
    }
}

/// A file that is on disk already, under its own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFile {
    /// Name of the stored file.
    pub id: Uuid,
    /// What is known of it.
    pub meta: FileMeta,
    /// Secret of its key; empty in a proposal that has ended.
    pub identity: String,
}

/// A page that prints, to be stored with an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewDocument {
    /// Code of its kind.
    pub kind: String,
    /// Whether only officers read it.
    pub desk_only: bool,
    /// Its parts.
    pub body: Value,
}

/// The words that go with an act. All of it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Message that both the reporter and the desk read.
    pub public: Option<String>,
    /// Note that only officers read.
    pub note: Option<String>,
    /// Pages that print.
    pub documents: Vec<NewDocument>,
    /// Terms, commitments, allegations.
    pub lines: Vec<(String, i32, String)>,
    /// Files.
    pub files: Vec<NewFile>,
    /// A new title.
    pub title: Option<String>,
    /// Name that the reporter releases to the case team.
    pub released_name: Option<String>,
    /// Who the reporter is; sealed by the door, and never part of the record.
    #[serde(skip)]
    pub identity: Option<NewIdentity>,
    /// The party whose act an officer records, with document number, date and scan in `data`.
    pub on_behalf: Option<Side>,
    /// What else belongs into the record.
    pub data: Value,
    /// One-use key of the citizen's form: a second press changes nothing.
    #[serde(skip)]
    pub once: Option<[u8; 32]>,
    /// A new receipt code that replaces the old.
    #[serde(skip)]
    pub new_receipt: Option<NewReceipt>,
}

/// A receipt code that replaces the others of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceipt {
    /// Under which the code is found.
    pub lookup: [u8; 32],
    /// Hash of the session that asks for it, the only one that stays open.
    pub session: [u8; 32],
    /// The reporter's own key under the new code.
    pub own: Vec<u8>,
    /// The same under the session's token, when the session did not have it: the copy under the old key is lost then.
    pub anew: Option<Vec<u8>>,
}

impl Words {
    /// What tells a second press of a form from other words that somebody sends with the page of the first, as after Back.
    /// Files count by their content, because each press stores them anew.
    fn fingerprint(&self, action: &Action) -> Result<Vec<u8>, ActError> {
        let files: Vec<_> = self.files.iter().map(|file| &file.meta.sha256).collect();
        let said = (action, &self.public, &self.note, &self.lines, &self.title, &self.released_name, files);
        serde_json::to_vec(&said).map_err(|error| ActError::Db(db::damaged(error)))
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The case stands here now.
    Moved(State),
    /// It waits for its second person.
    Proposed(Uuid),
    /// This form was sent before; nothing was done twice.
    Already,
    /// A new, linked case was opened.
    Opened(Uuid),
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No such case for this actor: absent and walled are the same.
    #[error("no such case")]
    NotFound,
    /// The machine refuses; the page chooses the words.
    #[error("refused")]
    Refused(Refusal),
    /// Somebody was faster; look again.
    #[error("moved meanwhile")]
    Moved,
    /// The database.
    #[error(transparent)]
    Db(sqlx::Error),
}

impl From<sqlx::Error> for ActError {
    /// Something named that does not exist is the asker's mistake, and two acts that stood in each other's way are
    /// nobody's: neither is a failure of ours.
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(DatabaseError::code).as_deref() {
            Some(FOREIGN_KEY) => Self::Refused(Guard::Unknown.into()),
            Some(DEADLOCK | SERIALIZATION) => Self::Moved,
            _ => Self::Db(error),
        }
    }
}

/// SQLSTATE: a row that is referred to does not exist.
const FOREIGN_KEY: &str = "23503";
/// SQLSTATE: two transactions waited for each other.
const DEADLOCK: &str = "40P01";
/// SQLSTATE: two transactions could not have run one after the other.
const SERIALIZATION: &str = "40001";

impl From<ActError> for Error {
    /// A refusal that reaches the edge means that the page was old: somebody was faster.
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound | ActError::Refused(Refusal::Walled) => Self::NotFound,
            ActError::Refused(_) | ActError::Moved => Self::Moved,
            ActError::Db(error) => error.into(),
        }
    }
}

/// Does `action` on a case, with its words.
pub async fn act(app: &App, who: Who, case: Uuid, action: Action, words: Words) -> Result<Done, ActError> {
    let mut tx = app.db.begin(who.actor(case)).await?;
    let done = act_in(app, &mut tx, who, case, action, words).await;
    finish(tx, done).await
}

/// Makes an act durable, or lets go of the case at once.
async fn finish<T>(tx: Tx, done: Result<T, ActError>) -> Result<T, ActError> {
    match done {
        Ok(done) => tx.commit().await.map(|()| done).map_err(ActError::from),
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

async fn act_in(app: &App, tx: &mut Tx, who: Who, case: Uuid, action: Action, words: Words) -> Result<Done, ActError> {
    let now = clock::now();
    let Some(scene) = enter(app, tx, who, case).await? else { return Err(ActError::NotFound) };
    if let Some(key) = words.once
        && !db::use_form_key(tx, &index::body_mac(&app.keys, &key, &words.fingerprint(&action)?), case, now).await?
    {
        return Ok(Done::Already);
    }
    if matches!(action, Action::Convert { .. }) {
        // the complaint that it becomes must be filed in the same transaction: `file` does both
        return Err(ActError::Refused(Refusal::NotNow { state: scene.case.state, action: action.kind() }));
    }
    let action = inform::complete(tx, &scene.case, action, who != Who::System).await?;
    let (player, effects) = choose(app, tx, &scene, (who, words.on_behalf), &action, Approvals::None, now).await?;
    let deed = Deed { who, player, action, words, effects, proposal: None };
    carry::out(app, tx, scene, deed, now).await
}

/// A locked case with its key, seen through the eyes of whoever asks and then written as the door.
struct Scene {
    case: Case,
    key: CaseKey,
}

/// What is to be written.
struct Deed {
    who: Who,
    player: Player,
    action: Action,
    words: Words,
    effects: Vec<Effect>,
    /// The proposal that this act executes.
    proposal: Option<Uuid>,
}

/// Locks the case, then looks whether the actor may know of it: what others did while the lock was waited for counts.
/// From here on the transaction writes as the door. `System` means an act inside another one, or the worker's.
async fn enter(app: &App, tx: &mut Tx, who: Who, case: Uuid) -> Result<Option<Scene>, ActError> {
    tx.elevate().await?;
    if !db::lock(tx, case).await? || (who != Who::System && !db::may_enter(tx, case).await?) {
        return Ok(None);
    }
    let Some(loaded) = db::load(tx, case).await? else { return Ok(None) };
    let Some(secret) = db::secret(tx, &app.keys, case).await? else { return Ok(None) };
    Ok(Some(Scene { case: loaded, key: secret.key }))
}

/// Finds the role in which the act is allowed; otherwise the refusal that explains most.
async fn choose(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    (who, on_behalf): (Who, Option<Side>),
    action: &Action,
    approvals: Approvals,
    now: DateTime<Utc>,
) -> Result<(Player, Vec<Effect>), ActError> {
    let policy = app.policies.get(tx, scene.case.policy_version, scene.case.calendar_version).await?;
    let mut refusal = None;
    for mut player in players(tx, &scene.case, who, now).await? {
        player.approvals = approvals.clone();
        player.on_behalf = who.officer().and(on_behalf.or(action.side()));
        match decide(&scene.case, &player, action, &policy, now) {
            Ok(effects) => return Ok((player, effects)),
            Err(refused) => {
                if refusal.as_ref().is_none_or(|old: &Refusal| refused.explains_more_than(old)) {
                    refusal = Some(refused);
                }
            }
        }
    }
    refusal.map_or(Err(ActError::NotFound), |refused| Err(ActError::Refused(refused)))
}

//! The one door: every change of a case passes here, whoever asks.
//!
//! Lock the row, decide, write with the old state in the WHERE, append the event, tell people, keep the lists, commit.

/// From effects to rows.
mod carry;
/// A new case that comes from another one.
mod copy;
/// How letters were sent.
mod dispatch;
/// Filing: exactly once, in one statement.
mod file;
/// What only the door knows of an act.
mod know;
/// Second persons: proposals and approvals.
mod second;
/// The worker's turn: clocks that ended.
mod tick;
/// Who reads which list.
mod viewers;
/// The wall: conflict set of a case.
mod wall;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::case::action::Action;
use crate::case::actor::{Actor as Player, Approvals};
use crate::case::case::Case;
use crate::case::db::{self, FileMeta};
use crate::case::decide::decide;
use crate::case::effect::Effect;
use crate::case::refusal::Refusal;
use crate::case::state::{Role, Side, State};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::error::Error;
use crate::vault::index;
use crate::vault::seal::CaseKey;

pub use dispatch::dispatch;
pub use file::{Filed, NewCase, file, filed_before};
pub use second::{approve, reject};
pub use tick::tick;

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
    /// Secret of its key.
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
    /// Identity, sealed to the custodians already.
    pub sealed_identity: Option<Vec<u8>>,
    /// The party whose act an officer records, with document number, date and scan in `data`.
    pub on_behalf: Option<Side>,
    /// What else belongs into the record.
    pub data: Value,
    /// One-use key of the citizen's form: a second press changes nothing.
    #[serde(skip)]
    pub once: Option<[u8; 32]>,
    /// Lookup of a new receipt code that replaces the old.
    #[serde(skip)]
    pub new_receipt: Option<[u8; 32]>,
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
    Db(#[from] sqlx::Error),
}

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
    let now = clock::now();
    let mut tx = app.db.begin(who.actor(case)).await?;
    let Some(scene) = enter(app, &mut tx, who, case).await? else { return Err(ActError::NotFound) };
    if let Some(key) = words.once
        && !db::use_form_key(&mut tx, &index::idem_mac(&app.keys, &key), case, now).await?
    {
        return Ok(Done::Already);
    }
    let action = know::fill(&mut tx, &scene.case, action).await?;
    let (player, effects) = choose(app, &mut tx, &scene, (who, words.on_behalf), &action, Approvals::None, now).await?;
    let deed = Deed { who, player, action, words, effects, proposal: None };
    let done = carry::out(app, &mut tx, scene, deed, now).await?;
    tx.commit().await?;
    Ok(done)
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

/// Locks the case if the actor may know of it. From here on the transaction writes as the door.
async fn enter(app: &App, tx: &mut Tx, who: Who, case: Uuid) -> Result<Option<Scene>, ActError> {
    tx.elevate().await?;
    if !db::lock_if_seen(tx, case).await? {
        return Ok(None);
    }
    let Some(loaded) = db::load(tx, case).await? else { return Ok(None) };
    let Some(secret) = db::secret(tx, &app.keys, case).await? else { return Ok(None) };
    debug_assert!(who != Who::Reporter || loaded.id == case);
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
                if refusal.as_ref().is_none_or(|old: &Refusal| rank(&refused) > rank(old)) {
                    refusal = Some(refused);
                }
            }
        }
    }
    refusal.map_or(Err(ActError::NotFound), |refused| Err(ActError::Refused(refused)))
}

/// A guard says most, then "not yet", then "not you".
const fn rank(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::Guard(_) => 3,
        Refusal::NotNow { .. } => 2,
        Refusal::NotYours { .. } => 1,
        Refusal::Walled => 0,
    }
}

/// The roles in which somebody may come to this case, most specific first.
pub async fn players(tx: &mut Tx, case: &Case, who: Who, now: DateTime<Utc>) -> Result<Vec<Player>, sqlx::Error> {
    let officer = match who {
        Who::Reporter => return Ok(vec![Player::reporter()]),
        Who::System => return Ok(vec![Player::system()]),
        Who::Officer(officer) => officer,
    };
    let held = db::roles(tx, officer).await?;
    let today = case.zone.day(now);
    let mut units: BTreeMap<Role, Vec<Uuid>> = BTreeMap::new();
    for (unit, code) in held {
        let Some(role) = Role::from_code(&code) else { continue };
        units.entry(role).or_default().extend(unit);
    }
    let foreign: Vec<Uuid> =
        units.get(&Role::Supervisor).into_iter().flatten().copied().filter(|unit| Some(*unit) != case.unit).collect();
    if !foreign.is_empty() {
        units.insert(Role::Reviewer, foreign);
    }
    let mut players = Vec::with_capacity(units.len());
    for (role, own) in units {
        let mut player = Player::officer(role, officer, own);
        player.nobody_else = nobody_nearer(tx, case, &player, today).await?;
        players.push(player);
    }
    Ok(players)
}

/// Whether no unwalled, present person is left nearer than this one (workflow.md, "Nobody available").
async fn nobody_nearer(tx: &mut Tx, case: &Case, player: &Player, today: NaiveDate) -> Result<bool, sqlx::Error> {
    let Some(home) = case.unit else { return Ok(player.role == Role::Integrity) };
    if player.role == Role::Integrity {
        let needed = needed_role(case.state).code();
        return Ok(db::reach(tx, case.id, home, needed, today).await? == "integrity");
    }
    if player.units.contains(&home) {
        return Ok(false);
    }
    Ok(db::reach(tx, case.id, home, player.role.code(), today).await? != "unit")
}

/// The role whose absence stops a case in a state.
const fn needed_role(state: State) -> Role {
    match state {
        State::Received | State::Screening | State::AwaitingReporter => Role::Verifier,
        State::Scheduled | State::InSession | State::Answered => Role::Consultant,
        State::Mediation => Role::Mediator,
        State::Deciding | State::Objection | State::Withdrawn => Role::Supervisor,
        State::Review
        | State::Clarification
        | State::Resolved
        | State::FollowUp
        | State::Referred
        | State::NotAdmissible
        | State::Closed
        | State::Converted => Role::Analyst,
    }
}

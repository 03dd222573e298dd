//! A case as the machine sees it: the columns that rules look at, its clocks, its facts.

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use super::facts::{Clarification, Commitment, CommitmentState, Facts, Mediation, Objection, Referral, Term};
pub use super::state::Zone;
use super::state::{Cause, ClockKind, Kind, Mode, Outcome, Severity, State};

/// The machine's view of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Row.
    pub id: Uuid,
    /// Public number; opens nothing.
    pub number: String,
    /// Complaint or consultation.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Where `awaiting_reporter`, `objection` and `referred` came from.
    pub resume: Option<State>,
    /// How it ended, from the decision on.
    pub outcome: Option<Outcome>,
    /// How the reporter wishes to be known.
    pub mode: Mode,
    /// Code of the violation.
    pub category: Option<String>,
    /// Whether that violation may be mediated (never violence, harassment, corruption, neutrality).
    pub mediable: bool,
    /// How grave it is.
    pub severity: Option<Severity>,
    /// Agency of the accused.
    pub agency: Option<Uuid>,
    /// Unit that works on it.
    pub unit: Option<Uuid>,
    /// Who works on it; before `accept` the verifier.
    pub handler: Option<Uuid>,
    /// When it was filed.
    pub received_at: DateTime<Utc>,
    /// The office's zone.
    pub zone: Zone,
    /// Version of the deadlines that the case pins.
    pub policy_version: i32,
    /// Version of the calendar that the case pins.
    pub calendar_version: i32,
    /// Every clock ever started, oldest first.
    pub clocks: Vec<Clock>,
    /// What guards remember.
    pub facts: Facts,
    /// Rises with every write.
    pub revision: i64,
}

/// A deadline. A changed policy or an extension makes a new clock; `due_at` only moves when a pause ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Row.
    pub id: Uuid,
    /// What it is for.
    pub kind: ClockKind,
    /// Side or number of the commitment; empty for others.
    pub subject: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Its end; the last second of a day in the office's zone.
    pub due_at: DateTime<Utc>,
    /// When what it waits for happened.
    pub met_at: Option<DateTime<Utc>>,
    /// When it was dropped.
    pub voided_at: Option<DateTime<Utc>>,
    /// Breach level reached, 0 to [`LAST_LEVEL`](super::clocks::LAST_LEVEL).
    pub level: i16,
    /// Whether its end lies past the calendar's coverage.
    pub provisional: bool,
    /// Pauses, the open one without an end.
    pub pauses: Vec<Pause>,
}

/// A time during which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Why; only this cause ends it.
    pub cause: Cause,
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: Option<DateTime<Utc>>,
}

impl Clock {
    /// Neither met nor voided.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.met_at.is_none() && self.voided_at.is_none()
    }

    /// Open and standing still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_open() && self.pauses.iter().any(|pause| pause.to.is_none())
    }

    /// Open and not standing still.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.is_open() && !self.is_paused()
    }

    /// Running and past due. A paused clock has not ended: its time comes back when the pause ends.
    #[must_use]
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.runs() && now > self.due_at
    }
}

impl Case {
    /// Whether an officer handles the case or ever did.
    #[must_use]
    pub fn has_handled(&self, officer: Uuid) -> bool {
        self.handler == Some(officer) || self.facts.handlers.contains(&officer)
    }

    /// Whether an officer of the roster may mediate: struck by nobody, and never the handler.
    #[must_use]
    pub fn may_mediate(&self, officer: Uuid) -> bool {
        self.facts.mediation.may_mediate(officer) && !self.has_handled(officer)
    }

    /// Open clocks, paused ones included.
    pub fn open_clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.is_open())
    }

    /// The open clock of a kind; of several, the first started.
    #[must_use]
    pub fn clock(&self, kind: ClockKind) -> Option<&Clock> {
        self.open_clocks().find(|clock| clock.kind == kind)
    }

    /// The open clock of a kind and subject.
    #[must_use]
    pub fn clock_of(&self, kind: ClockKind, subject: &str) -> Option<&Clock> {
        self.open_clocks().find(|clock| clock.kind == kind && clock.subject == subject)
    }

    /// Whether a clock of this kind is open.
    #[must_use]
    pub fn is_open(&self, kind: ClockKind) -> bool {
        self.clock(kind).is_some()
    }

    /// Whether the open clock of this kind has ended.
    #[must_use]
    pub fn has_ended(&self, kind: ClockKind, now: DateTime<Utc>) -> bool {
        self.clock(kind).is_some_and(|clock| clock.has_ended(now))
    }

    /// The state that the case is really in: where a question, a referral or an objection interrupted it.
    #[must_use]
    pub fn stage(&self) -> State {
        self.resume.unwrap_or(self.state)
    }
}

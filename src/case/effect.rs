//! What a decided action does, as data, and how a case looks afterwards. The door persists the result.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::action::ActionKind;
use super::case::{Case, Clock, Facts, Pause};
use super::state::{Cause, ClockKind, Kind, Outcome, Severity, State};

/// One effect of an action. Those without a note change the case in [`apply`]; the others are the door's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The case goes to this state.
    Move {
        /// Where to.
        to: State,
    },
    /// Where a question, a referral or an objection came from.
    SetResume(Option<State>),
    /// How it ended.
    SetOutcome(Option<Outcome>),
    /// A clock starts. Its id is [`clock_id`] of the case and the number of clocks so far.
    StartClock {
        /// What for.
        kind: ClockKind,
        /// Side or commitment; empty for others.
        subject: String,
        /// Its end.
        due_at: DateTime<Utc>,
        /// Whether the calendar may still change it.
        provisional: bool,
        /// Causes that pause it from the start.
        paused_by: Vec<Cause>,
    },
    /// What a clock waits for happened.
    MeetClock {
        /// Which clock.
        id: Uuid,
    },
    /// A clock is dropped.
    VoidClock {
        /// Which clock.
        id: Uuid,
    },
    /// A clock stands still.
    PauseClock {
        /// Which clock.
        id: Uuid,
        /// Why.
        cause: Cause,
    },
    /// A cause of standing still is over.
    UnpauseClock {
        /// Which clock.
        id: Uuid,
        /// Why it stood still.
        cause: Cause,
        /// Its end now; the old one while another cause still holds it.
        due_at: DateTime<Utc>,
    },
    /// A clock reached its next level. The door writes the breach and tells `target`.
    Breach {
        /// Which clock.
        id: Uuid,
        /// The level reached.
        level: i16,
        /// Who is told.
        target: Target,
    },
    /// The facts as they are now.
    SetFacts(Box<Facts>),
    /// Who works on it.
    Assign {
        /// `None`: nobody, it is first on the board.
        handler: Option<Uuid>,
    },
    /// Which unit works on it.
    SetUnit {
        /// The unit.
        unit: Uuid,
    },
    /// Which violation it is.
    SetCategory {
        /// Code.
        code: String,
        /// Whether it may be mediated.
        mediable: bool,
    },
    /// How grave it is.
    SetSeverity {
        /// The new one.
        severity: Severity,
    },
    /// Agency of the accused.
    SetAgency {
        /// The agency.
        agency: Uuid,
    },
    /// The door opens a linked case in the same transaction.
    NewLinkedCase {
        /// Complaint.
        kind: Kind,
        /// Nothing that the reporter withdrew goes along.
        without_reporter: bool,
        /// `conversion` or `ex_officio`.
        relation: &'static str,
    },
    /// The door adds one to the joined cases of the parent, in the same transaction.
    JoinTo {
        /// The case joined to.
        parent: Uuid,
    },
    /// The door takes one from the joined cases of the parent.
    LeaveParent {
        /// The case joined to.
        parent: Uuid,
    },
    /// The door runs `release` on every case that is joined to this one.
    ReleaseJoined,
    /// The door tells the reporter with these words and what the officer wrote.
    TellReporter(String),
    /// The door computes the wall again.
    RecomputeWall,
    /// The door walls this officer off.
    WallOfficer {
        /// Who declared a conflict.
        officer: Uuid,
    },
    /// The door lapses every open proposal of the case.
    LapseProposals,
    /// The door tries this system action at once.
    Try(ActionKind),
    /// Nothing happens yet: the door stores a proposal that needs so many other persons.
    Propose {
        /// 1 or 2.
        needed: u8,
    },
    /// The door erases the content.
    Purge,
    /// The door erases what was said in the talks.
    ForgetTalks,
}

/// Who is told of a breach: the next person above. The door takes away everybody walled; when nobody is left it goes to
/// the integrity desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Supervisors of the unit.
    Supervisors,
    /// Supervisors of other units.
    OtherSupervisors,
    /// The integrity desk, which may take any officer's row from now on.
    Integrity,
}

impl Target {
    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Supervisors => "supervisors",
            Self::OtherSupervisors => "other_supervisors",
            Self::Integrity => "integrity",
        }
    }
}

/// The id of the n-th clock of a case (from 0): the machine has no randomness, and within a case numbers are unique.
#[must_use]
pub fn clock_id(case: Uuid, n: usize) -> Uuid {
    Uuid::new_v5(&case, &n.to_be_bytes())
}

/// Applies effects to a case, in order. Effects that are the door's change nothing here.
pub fn apply(case: &mut Case, effects: &[Effect], now: DateTime<Utc>) {
    for effect in effects {
        apply_one(case, effect, now);
    }
}

/// Applies one effect.
pub(super) fn apply_one(case: &mut Case, effect: &Effect, now: DateTime<Utc>) {
    match effect {
        Effect::Move { to } => case.state = *to,
        Effect::SetResume(resume) => case.resume = *resume,
        Effect::SetOutcome(outcome) => case.outcome = *outcome,
        Effect::SetFacts(facts) => case.facts = (**facts).clone(),
        Effect::Assign { handler } => case.handler = *handler,
        Effect::SetUnit { unit } => case.unit = Some(*unit),
        Effect::SetCategory { code, mediable } => {
            case.category = Some(code.clone());
            case.mediable = *mediable;
        }
        Effect::SetSeverity { severity } => case.severity = Some(*severity),
        Effect::SetAgency { agency } => case.agency = Some(*agency),
        Effect::StartClock { .. } => start(case, effect, now),
        Effect::MeetClock { id } => with(case, *id, |clock| close(clock, now, true)),
        Effect::VoidClock { id } => with(case, *id, |clock| close(clock, now, false)),
        Effect::PauseClock { id, cause } => {
            with(case, *id, |clock| clock.pauses.push(Pause { cause: *cause, from: now, to: None }));
        }
        Effect::UnpauseClock { id, cause, due_at } => with(case, *id, |clock| {
            end_pauses(clock, now, Some(*cause));
            clock.due_at = *due_at;
        }),
        Effect::Breach { id, level, .. } => with(case, *id, |clock| clock.level = *level),
        Effect::NewLinkedCase { .. }
        | Effect::JoinTo { .. }
        | Effect::LeaveParent { .. }
        | Effect::ReleaseJoined
        | Effect::TellReporter(_)
        | Effect::RecomputeWall
        | Effect::WallOfficer { .. }
        | Effect::LapseProposals
        | Effect::Try(_)
        | Effect::Propose { .. }
        | Effect::Purge
        | Effect::ForgetTalks => {}
    }
}

fn start(case: &mut Case, effect: &Effect, now: DateTime<Utc>) {
    let Effect::StartClock { kind, subject, due_at, provisional, paused_by } = effect else { return };
    case.clocks.push(Clock {
        id: clock_id(case.id, case.clocks.len()),
        kind: *kind,
        subject: subject.clone(),
        started_at: now,
        due_at: *due_at,
        met_at: None,
        voided_at: None,
        level: 0,
        provisional: *provisional,
        pauses: paused_by.iter().map(|cause| Pause { cause: *cause, from: now, to: None }).collect(),
    });
}

fn with(case: &mut Case, id: Uuid, change: impl FnOnce(&mut Clock)) {
    if let Some(clock) = case.clocks.iter_mut().find(|clock| clock.id == id) {
        change(clock);
    }
}

fn close(clock: &mut Clock, now: DateTime<Utc>, met: bool) {
    end_pauses(clock, now, None);
    if met {
        clock.met_at = Some(now);
    } else {
        clock.voided_at = Some(now);
    }
}

fn end_pauses(clock: &mut Clock, now: DateTime<Utc>, cause: Option<Cause>) {
    for pause in clock.pauses.iter_mut().filter(|pause| pause.to.is_none()) {
        if cause.is_none_or(|cause| cause == pause.cause) {
            pause.to = Some(now);
        }
    }
}

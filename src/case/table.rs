//! The one table: what is legal, which buttons to draw, and what the README and the page "Alur" say.
//!
//! Rows carry the numbers of workflow.md. Clocks are data, so that the tests can hold every decision against its row.

mod complaint;
mod consultation;
mod print;

use super::action::ActionKind;
use super::case::Case;
use super::state::{Cause, ClockKind, Kind, Role, State};

pub use print::{Edge, edges, markdown, mermaid};

/// A place where a row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The state.
    pub state: State,
    /// Only when it came from there.
    pub resume: Option<State>,
}

/// Where a row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Nowhere: the case does not exist yet.
    Nothing,
    /// At these places.
    Places(&'static [Place]),
    /// In every state that is not final.
    AnyOpen,
    /// In every state but this one.
    AnyBut(State),
    /// In every state.
    Any,
}

/// Where a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Where it began.
    Same,
    /// In this state.
    State(State),
    /// Where the interruption came from.
    Resume,
    /// In the state that the action names.
    Named,
}

/// How many other persons must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// Nobody.
    None,
    /// One (+S).
    One,
    /// Two (+S+S).
    Two,
    /// One from the fourth round of questions on.
    FromFourthRound,
}

/// What the reporter is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// A fixed note, [`Row::note_key`], with what the officer wrote.
    Note,
    /// Nothing, and why.
    Nothing(Why),
}

/// Why the reporter is told nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reporter did it; the page answers.
    OwnAct,
    /// It changes nothing for the reporter.
    Inner,
    /// It is said to the other side or to another body only; the stage on the case page says it.
    OtherSide,
    /// The case is at its end and the reporter was told so.
    Over,
}

/// What a row does to clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Clocks that it may start.
    pub starts: &'static [ClockKind],
    /// Clocks that it meets if they are open.
    pub meets: &'static [ClockKind],
    /// Clocks that it drops if they are open.
    pub voids: &'static [ClockKind],
    /// Clocks that it pauses, and why.
    pub pauses: Option<Cause>,
    /// The cause whose pauses it ends.
    pub unpauses: Option<Cause>,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Number in workflow.md.
    pub no: &'static str,
    /// Complaint or consultation.
    pub kind: Kind,
    /// Where it begins.
    pub from: From,
    /// What is done.
    pub action: ActionKind,
    /// Where it may end.
    pub to: &'static [To],
    /// Who may.
    pub who: &'static [Role],
    /// Second persons.
    pub second: Second,
    /// What the reporter is told.
    pub tells: Tells,
    /// The page that prints with it: code of the document.
    pub paper: Option<&'static str>,
    /// What happens to clocks.
    pub clocks: Clocks,
}

impl Row {
    const fn new(
        no: &'static str,
        kind: Kind,
        from: From,
        action: ActionKind,
        to: &'static [To],
        who: &'static [Role],
    ) -> Self {
        let clocks = Clocks { starts: &[], meets: &[], voids: &[], pauses: None, unpauses: None };
        let tells = Tells::Nothing(Why::Inner);
        Self { no, kind, from, action, to, who, second: Second::None, tells, paper: None, clocks }
    }

    const fn second(mut self, second: Second) -> Self {
        self.second = second;
        self
    }

    const fn note(mut self) -> Self {
        self.tells = Tells::Note;
        self
    }

    const fn silent(mut self, why: Why) -> Self {
        self.tells = Tells::Nothing(why);
        self
    }

    const fn paper(mut self, code: &'static str) -> Self {
        self.paper = Some(code);
        self
    }

    const fn starts(mut self, kinds: &'static [ClockKind]) -> Self {
        self.clocks.starts = kinds;
        self
    }

    const fn meets(mut self, kinds: &'static [ClockKind]) -> Self {
        self.clocks.meets = kinds;
        self
    }

    const fn voids(mut self, kinds: &'static [ClockKind]) -> Self {
        self.clocks.voids = kinds;
        self
    }

    const fn pauses(mut self, cause: Cause) -> Self {
        self.clocks.pauses = Some(cause);
        self
    }

    const fn unpauses(mut self, cause: Cause) -> Self {
        self.clocks.unpauses = Some(cause);
        self
    }

    /// Whether the row begins where the case stands.
    #[must_use]
    pub fn begins_at(&self, state: State, resume: Option<State>) -> bool {
        match self.from {
            From::Nothing => false,
            From::Places(places) => {
                places.iter().any(|place| place.state == state && place.resume.is_none_or(|from| resume == Some(from)))
            }
            From::AnyOpen => !state.is_final(),
            From::AnyBut(but) => state != but,
            From::Any => true,
        }
    }

    /// Key of the note to the reporter.
    #[must_use]
    pub fn note_key(&self) -> Option<String> {
        let family = match self.kind {
            Kind::Complaint => "pesan",
            Kind::Consultation => "pesan-konsultasi",
        };
        match self.tells {
            Tells::Note => Some(format!("{family}-{}", self.action.code().replace('_', "-"))),
            Tells::Nothing(_) => None,
        }
    }
}

/// The rows of a kind, in the order of workflow.md.
#[must_use]
pub const fn rows(kind: Kind) -> &'static [Row] {
    match kind {
        Kind::Complaint => complaint::ROWS,
        Kind::Consultation => consultation::ROWS,
    }
}

/// The row of an action; every action has at most one per kind.
#[must_use]
pub fn row(kind: Kind, action: ActionKind) -> Option<&'static Row> {
    rows(kind).iter().find(|row| row.action == action)
}

/// The row that leads on from where the case stands.
#[must_use]
pub fn legal(case: &Case, action: ActionKind) -> Option<&'static Row> {
    row(case.kind, action).filter(|row| row.begins_at(case.state, case.resume))
}

/// Clocks that may be open in a state, paused ones of the interrupted stage included; FEEDBACK and HOLD in any open one.
#[must_use]
pub const fn clocks_of(state: State) -> &'static [ClockKind] {
    use ClockKind as K;
    match state {
        State::Received | State::Screening => &[K::Screen, K::Answer, K::Queue],
        State::AwaitingReporter => &[
            K::ReporterReply,
            K::Screen,
            K::FirstAnswer,
            K::Resolve,
            K::MediationReply,
            K::RespondentReply,
            K::Hearing,
        ],
        State::Review => &[K::FirstAnswer, K::Resolve, K::MediationReply],
        State::Clarification => &[K::RespondentReply, K::Hearing, K::FirstAnswer, K::Resolve, K::MediationReply],
        State::Mediation => &[K::MediationEnd, K::FirstAnswer, K::Resolve],
        State::Deciding => &[K::FirstAnswer, K::Resolve],
        State::Resolved => &[K::ObjectionWindow, K::Recommend],
        State::FollowUp => &[K::FollowUp, K::CloseOut, K::ObjectionWindow],
        State::Objection => &[K::ObjectionDecide, K::FollowUp, K::CloseOut, K::ObjectionWindow, K::Recommend],
        State::Referred => &[K::ReferralReply, K::Arbiter, K::FirstAnswer, K::Resolve],
        State::NotAdmissible => &[K::ObjectionWindow],
        State::Withdrawn => &[K::ExOfficio, K::Retention],
        State::Closed => &[K::Retention, K::Survey],
        State::Scheduled | State::InSession => &[K::Session],
        State::Answered => &[K::Silence],
        State::Converted => &[K::Retention],
    }
}

const fn at(state: State) -> Place {
    Place { state, resume: None }
}

const fn within(state: State, resume: State) -> Place {
    Place { state, resume: Some(resume) }
}

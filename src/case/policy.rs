//! Deadlines as data with a version that each case pins. The defaults are those of workflow.md, "Default deadlines".

use std::collections::BTreeMap;

use super::calendar::Calendar;
use super::state::{ClockKind, words};

words! {
    /// What a deadline is counted in.
    Unit {
        /// Working days.
        Working = "working",
        /// Calendar days; an end on a day off rolls forward.
        Calendar = "calendar",
        /// Calendar months; an end on a day off rolls forward.
        Months = "months",
        /// Minutes on the clock.
        Minutes = "minutes",
        /// The same day until the consultation desk closes.
        DeskDay = "desk_day",
    }
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// A second amount in the same unit: the one lengthening of `REPORTER_REPLY` and `MEDIATION_END`, the time for
    /// delivery and opening of `OBJECTION_WINDOW`, the distance of reminders of `FOLLOW_UP`, the minutes that a slot of
    /// `SESSION` stays open, the months that identity is kept of `RETENTION`.
    pub extra: u32,
}

/// Working days from one breach level to the next; the first is at the end itself.
pub const BREACH_STEP: u32 = 3;
/// Working days after the end of mediation until the worker ends it (row 26).
pub const MEDIATION_GRACE: u32 = 10;
/// Working days until a proposal lapses (workflow.md, Second person).
pub const PROPOSAL_DAYS: u32 = 5;
/// Working days after a slot's end until it counts as missed (consultation row 7b).
pub const MISSED_DAYS: u32 = 1;
/// Office hour at which the consultation desk closes.
pub const DESK_CLOSES: u32 = 15;

/// The deadlines in force for a case, with their calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Version that a case pins.
    pub version: i32,
    /// One per kind of clock.
    pub deadlines: BTreeMap<ClockKind, Deadline>,
    /// Working days.
    pub calendar: Calendar,
}

impl Policy {
    /// The default deadlines over a calendar, as version 1.
    #[must_use]
    pub fn standard(calendar: Calendar) -> Self {
        let deadlines = ClockKind::ALL.iter().map(|kind| (*kind, standard(*kind))).collect();
        Self { version: 1, deadlines, calendar }
    }

    /// The deadline of a kind; one that the data leave out has its default.
    #[must_use]
    pub fn deadline(&self, kind: ClockKind) -> Deadline {
        self.deadlines.get(&kind).copied().unwrap_or_else(|| standard(kind))
    }
}

/// workflow.md, "Default deadlines"; retention: five years, as security.md §2.14 says of content.
#[must_use]
pub const fn standard(kind: ClockKind) -> Deadline {
    let (amount, unit, extra) = match kind {
        ClockKind::Screen | ClockKind::ExOfficio => (3, Unit::Working, 0),
        ClockKind::FirstAnswer | ClockKind::Arbiter | ClockKind::CloseOut | ClockKind::Answer => (5, Unit::Working, 0),
        ClockKind::RespondentReply | ClockKind::MediationReply => (7, Unit::Working, 0),
        ClockKind::ReporterReply => (10, Unit::Working, 10),
        ClockKind::Silence => (10, Unit::Working, 0),
        ClockKind::ReferralReply => (14, Unit::Working, 0),
        ClockKind::FollowUp => (14, Unit::Working, 7),
        ClockKind::Hearing | ClockKind::ObjectionDecide | ClockKind::Hold => (20, Unit::Working, 0),
        ClockKind::ObjectionWindow => (20, Unit::Working, 10),
        ClockKind::Recommend => (14, Unit::Calendar, 0),
        ClockKind::MediationEnd => (30, Unit::Calendar, 30),
        ClockKind::Survey => (30, Unit::Calendar, 0),
        ClockKind::Resolve => (60, Unit::Calendar, 0),
        ClockKind::Feedback => (3, Unit::Months, 0),
        ClockKind::Retention => (60, Unit::Months, 12),
        ClockKind::Session => (120, Unit::Minutes, 30),
        ClockKind::Queue => (0, Unit::DeskDay, 0),
    };
    Deadline { amount, unit, extra }
}

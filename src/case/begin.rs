//! How a case begins (row 1 of both tables): what must be there, and the first clock.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::case::{Case, Clock, Facts, Zone};
use super::effect::clock_id;
use super::policy::Policy;
use super::refusal::{Guard, Refusal};
use super::state::{ClockKind, Kind, Mode, Role, State};

/// What row 1 asks of a complaint or a question; the form has checked each field by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tick or a field of the form")]
pub struct Submission {
    /// Complaint or consultation.
    pub kind: Kind,
    /// Who files: the reporter, a clerk for somebody, or a supervisor of own initiative.
    pub role: Role,
    /// "Filed in good faith" is ticked.
    pub good_faith: bool,
    /// The privacy notice is ticked.
    pub privacy: bool,
    /// It says what happened.
    pub what: bool,
    /// It names a person or an agency.
    pub whom: bool,
    /// It says when, at least about.
    pub when: bool,
    /// Letters of the question of a consultation.
    pub letters: usize,
}

impl Submission {
    /// Whether a case may begin so.
    ///
    /// # Errors
    /// `NotYours` for other roles; guard `Incomplete` for a complaint, `TooShort` for a question under 20 letters.
    pub fn check(&self) -> Result<(), Refusal> {
        let (action, roles, guard, complete) = match self.kind {
            Kind::Complaint => (
                super::action::ActionKind::Submit,
                &[Role::Reporter, Role::Clerk, Role::Supervisor][..],
                Guard::Incomplete,
                self.good_faith && self.privacy && self.what && self.whom && self.when,
            ),
            Kind::Consultation => (
                super::action::ActionKind::Ask,
                &[Role::Reporter, Role::Clerk][..],
                Guard::TooShort,
                self.letters >= 20,
            ),
        };
        if !roles.contains(&self.role) {
            return Err(Refusal::NotYours { role: self.role, action });
        }
        if complete { Ok(()) } else { Err(guard.into()) }
    }
}

impl Case {
    /// A case as it is filed, with its first clock: `SCREEN`, or `ANSWER` for a written question.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "each is a column of the new row")]
    pub fn received(
        id: Uuid,
        number: &str,
        kind: Kind,
        mode: Mode,
        unit: Option<Uuid>,
        policy: &Policy,
        zone: Zone,
        now: DateTime<Utc>,
    ) -> Self {
        let mut case = Self {
            id,
            number: number.to_owned(),
            kind,
            state: State::Received,
            resume: None,
            outcome: None,
            mode,
            category: None,
            mediable: false,
            severity: None,
            agency: None,
            unit,
            handler: None,
            received_at: now,
            zone,
            policy_version: policy.version,
            calendar_version: policy.calendar.version,
            clocks: Vec::new(),
            facts: Facts::default(),
            revision: 0,
        };
        let first = match kind {
            Kind::Complaint => ClockKind::Screen,
            Kind::Consultation => ClockKind::Answer,
        };
        case.first_clock(first, policy, now);
        case
    }

    /// The same consultation, waiting in the live queue instead of for a written answer.
    #[must_use]
    pub fn queued(mut self, policy: &Policy, now: DateTime<Utc>) -> Self {
        self.clocks.clear();
        self.first_clock(ClockKind::Queue, policy, now);
        self
    }

    fn first_clock(&mut self, kind: ClockKind, policy: &Policy, now: DateTime<Utc>) {
        let due = policy.due(policy.deadline(kind), now, self.zone, true);
        self.clocks.push(Clock {
            id: clock_id(self.id, self.clocks.len()),
            kind,
            subject: String::new(),
            started_at: now,
            due_at: due.at,
            met_at: None,
            voided_at: None,
            level: 0,
            provisional: due.provisional,
            pauses: Vec::new(),
        });
    }
}

//! How long clocks run: ends, pauses, breach levels, and what the worker does when one has ended.

use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};

use super::actor::Actor;
use super::case::{Case, Clock, Zone};
use super::effect::{Effect, Target};
use super::policy::{BREACH_STEP, DESK_CLOSES, Deadline, PROPOSAL_DAYS, Policy, Unit};
use super::state::{ClockKind, State};
use super::work::Work;

/// The last breach level: the integrity desk.
pub const LAST_LEVEL: i16 = 3;

/// A computed end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The end.
    pub at: DateTime<Utc>,
    /// Whether the calendar may still change it.
    pub provisional: bool,
}

impl Policy {
    /// Day 0 of a count: a filing after 15.00 or on a day off counts from the next working day, an officer's act from
    /// its own day.
    #[must_use]
    pub fn day_zero(&self, now: DateTime<Utc>, zone: Zone, filing: bool) -> NaiveDate {
        if filing { self.calendar.day_of_filing(now, zone) } else { zone.day(now) }
    }

    /// The end of a time that starts now.
    #[must_use]
    pub fn due(&self, time: Deadline, now: DateTime<Utc>, zone: Zone, filing: bool) -> Due {
        let zero = self.day_zero(now, zone, filing);
        let day = match time.unit {
            Unit::Working => self.calendar.add_working(zero, time.amount),
            Unit::Calendar => self.calendar.roll(zero + Days::new(time.amount.into())),
            Unit::Months => self.calendar.roll(zero + Months::new(time.amount)),
            Unit::Minutes => {
                return Due { at: now + Duration::minutes(time.amount.into()), provisional: false };
            }
            Unit::DeskDay => return Due { at: desk_closes(now, zone), provisional: false },
        };
        self.end_of(zero, day, zone)
    }

    /// The end of a named day, counted from another.
    #[must_use]
    pub fn end_of(&self, from: NaiveDate, day: NaiveDate, zone: Zone) -> Due {
        Due { at: zone.end_of(day), provisional: self.calendar.is_provisional(from, day) }
    }

    /// The end of the n-th working day after the day of `at`.
    #[must_use]
    pub fn working_after(&self, at: DateTime<Utc>, n: u32, zone: Zone) -> DateTime<Utc> {
        zone.end_of(self.calendar.add_working(zone.day(at), n))
    }

    /// When a proposal made now lapses.
    #[must_use]
    pub fn proposal_end(&self, now: DateTime<Utc>, zone: Zone) -> DateTime<Utc> {
        self.working_after(now, PROPOSAL_DAYS, zone)
    }

    /// The end of a clock whose last pause ends now.
    ///
    /// The time that it stood still is given back in its own unit: working days to working-day clocks, calendar days to
    /// the others (an end on a day off rolls forward), the exact time to clocks in minutes. The day on which it stopped
    /// is used up, the day on which it goes on is given back.
    #[must_use]
    pub fn lengthened(&self, clock: &Clock, now: DateTime<Utc>, zone: Zone) -> DateTime<Utc> {
        let Some(since) = standing_since(clock) else { return clock.due_at };
        let (from, to, due) = (zone.day(since), zone.day(now), zone.day(clock.due_at));
        match self.deadline(clock.kind).unit {
            Unit::Working => {
                let lost = self.calendar.working_between(from, to);
                if lost == 0 { clock.due_at } else { zone.end_of(self.calendar.add_working(due, lost)) }
            }
            Unit::Calendar | Unit::Months => {
                let lost = (to - from).num_days();
                if lost == 0 { clock.due_at } else { zone.end_of(self.calendar.roll(due + Duration::days(lost))) }
            }
            Unit::Minutes | Unit::DeskDay => clock.due_at + (now - since),
        }
    }
}

fn desk_closes(now: DateTime<Utc>, zone: Zone) -> DateTime<Utc> {
    let hour = chrono::NaiveTime::from_hms_opt(DESK_CLOSES, 0, 0).unwrap_or(chrono::NaiveTime::MIN);
    zone.at(zone.day(now), hour)
}

/// Since when a clock has stood still without a gap: pauses of several causes overlap.
fn standing_since(clock: &Clock) -> Option<DateTime<Utc>> {
    let mut since = clock.pauses.iter().filter(|pause| pause.to.is_none()).map(|pause| pause.from).min()?;
    while let Some(earlier) = clock.pauses.iter().find(|p| p.from < since && p.to.is_some_and(|to| to >= since)) {
        since = earlier.from;
    }
    Some(since)
}

impl Clock {
    /// Whether it reached the last level: the integrity desk may take any officer's row.
    #[must_use]
    pub const fn at_last_level(&self) -> bool {
        self.is_open() && self.level >= LAST_LEVEL
    }

    /// Whether the end of this clock is answered by people, and so goes up the levels when nobody does. The others are
    /// answered by the worker itself, or by nobody (an objection that was not made).
    #[must_use]
    pub const fn escalates(&self) -> bool {
        match self.kind {
            ClockKind::Screen
            | ClockKind::ReporterReply
            | ClockKind::FirstAnswer
            | ClockKind::RespondentReply
            | ClockKind::Hearing
            | ClockKind::Resolve
            | ClockKind::Recommend
            | ClockKind::ObjectionDecide
            | ClockKind::ReferralReply
            | ClockKind::Arbiter
            | ClockKind::FollowUp
            | ClockKind::CloseOut
            | ClockKind::Feedback
            | ClockKind::Answer => true,
            ClockKind::MediationReply
            | ClockKind::MediationEnd
            | ClockKind::ObjectionWindow
            | ClockKind::ExOfficio
            | ClockKind::Hold
            | ClockKind::Survey
            | ClockKind::Queue
            | ClockKind::Session
            | ClockKind::Silence
            | ClockKind::Retention => false,
        }
    }

    /// Who is told at the next level.
    #[must_use]
    pub const fn next_target(&self) -> Target {
        match self.level {
            ..=0 => Target::Supervisors,
            1 => Target::OtherSupervisors,
            _ => Target::Integrity,
        }
    }

    /// When its next level is due; `None` when it does not escalate, stands still, or has reached the last.
    ///
    /// The first level is the end itself, the others follow by [`BREACH_STEP`]. A follow-up is reminded first: its levels
    /// lie 7, 14 and 21 working days after its end.
    #[must_use]
    pub fn next_level_at(&self, policy: &Policy, zone: Zone) -> Option<DateTime<Utc>> {
        if !self.escalates() || !self.runs() || self.level >= LAST_LEVEL {
            return None;
        }
        let level = u32::try_from(self.level).unwrap_or(0);
        let steps = match self.kind {
            ClockKind::FollowUp => (level + 1) * policy.deadline(ClockKind::FollowUp).extra,
            _ => level * BREACH_STEP,
        };
        Some(if steps == 0 { self.due_at } else { policy.working_after(self.due_at, steps, zone) })
    }
}

impl Case {
    /// Whether some clock went unanswered to the last level.
    #[must_use]
    pub fn at_last_level(&self) -> bool {
        self.clocks.iter().any(Clock::at_last_level)
    }

    /// The nearest end among running clocks that somebody is waiting for; retention and ratings are nobody's deadline.
    #[must_use]
    pub fn nearest_due(&self) -> Option<&Clock> {
        self.open_clocks()
            .filter(|clock| clock.runs() && !matches!(clock.kind, ClockKind::Retention | ClockKind::Survey))
            .min_by_key(|clock| clock.due_at)
    }
}

/// Whether a breach of this clock can be answered where the case stands. `CLOSE_OUT` waits while an objection is examined:
/// row 35 is not open there, and the examination has a clock of its own.
pub(super) fn may_breach(case: &Case, clock: &Clock) -> bool {
    !(case.state == State::Objection && clock.kind == ClockKind::CloseOut)
}

/// Counts provisional ends again when a calendar arrives: a new row for each, the old one is voided. Working days stay as
/// many as they were; calendar ends roll on if their day is off now; an end that was set as a date stays. A clock that
/// stands still begins its pause anew, so it is given back here how long it has stood. Clocks that were breached already
/// keep their end.
#[must_use]
pub fn recount(case: &Case, old: &Policy, new: &Policy, now: DateTime<Utc>) -> Vec<Effect> {
    let system = Actor::system();
    let mut work = Work::new(case, &system, new, now, false);
    let open =
        case.open_clocks().filter(|clock| clock.provisional && clock.level == 0 && clock.kind != ClockKind::Hold);
    for clock in open {
        let (from, end) = (case.zone.day(clock.started_at), case.zone.day(clock.due_at));
        let dated = case.facts.dated.contains(&clock.id);
        let day = match old.deadline(clock.kind).unit {
            Unit::Working | Unit::Calendar | Unit::Months if dated => end,
            Unit::Working => new.calendar.add_working(from, old.calendar.working_between(from, end)),
            Unit::Calendar | Unit::Months => new.calendar.roll(end),
            Unit::Minutes | Unit::DeskDay => continue,
        };
        let causes = clock.pauses.iter().filter(|pause| pause.to.is_none()).map(|pause| pause.cause).collect();
        let counted = Clock { due_at: case.zone.end_of(day), ..clock.clone() };
        let day = case.zone.day(new.lengthened(&counted, now, case.zone));
        let id = work.start_paused(clock.kind, &clock.subject, new.end_of(from, day, case.zone), causes);
        let facts = work.facts();
        facts.extended.extend(case.facts.extended.contains(&clock.id).then_some(id));
        facts.dated.extend(dated.then_some(id));
    }
    work.finish()
}

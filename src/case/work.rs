//! A case being worked on: each effect is applied to a copy at once, so that the next step sees it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::actor::Actor;
use super::case::{Case, Facts, Zone};
use super::clocks::Due;
use super::effect::{Effect, apply_one, clock_id};
use super::policy::{Deadline, Policy};
use super::refusal::Guard;
use super::state::{Cause, ClockKind, Outcome, Side, State};

/// The copy, the effects so far, and what every step needs.
pub(super) struct Work<'a> {
    pub(super) case: Case,
    pub(super) actor: &'a Actor,
    pub(super) policy: &'a Policy,
    pub(super) now: DateTime<Utc>,
    /// A citizen's filing: after 15.00 it counts from the next working day.
    pub(super) filing: bool,
    before: Facts,
    effects: Vec<Effect>,
}

impl<'a> Work<'a> {
    pub(super) fn new(case: &Case, actor: &'a Actor, policy: &'a Policy, now: DateTime<Utc>, filing: bool) -> Self {
        let case = case.clone();
        Self { before: case.facts.clone(), case, actor, policy, now, filing, effects: Vec::new() }
    }

    /// The effects in order; facts last.
    pub(super) fn finish(mut self) -> Vec<Effect> {
        if self.case.facts != self.before {
            self.effects.push(Effect::SetFacts(Box::new(self.case.facts)));
        }
        self.effects
    }

    pub(super) fn push(&mut self, effect: Effect) {
        apply_one(&mut self.case, &effect, self.now);
        self.effects.push(effect);
    }

    pub(super) fn facts(&mut self) -> &mut Facts {
        &mut self.case.facts
    }

    pub(super) fn zone(&self) -> Zone {
        self.case.zone
    }

    /// Goes to a state. A final one drops every clock.
    pub(super) fn go(&mut self, to: State) {
        if to.is_final() {
            self.void_where(|_| true);
        }
        if self.case.state != to {
            self.push(Effect::Move { to });
        }
    }

    pub(super) fn set_resume(&mut self, resume: Option<State>) {
        if self.case.resume != resume {
            self.push(Effect::SetResume(resume));
        }
    }

    pub(super) fn set_outcome(&mut self, outcome: Option<Outcome>) {
        if self.case.outcome != outcome {
            self.push(Effect::SetOutcome(outcome));
        }
    }

    pub(super) fn assign(&mut self, handler: Option<Uuid>) {
        if self.case.handler != handler {
            self.push(Effect::Assign { handler });
            let facts = &mut self.case.facts;
            facts.handlers.extend(handler.filter(|officer| !facts.handlers.contains(officer)));
        }
    }

    /// Goes back to where an interruption came from.
    pub(super) fn go_back(&mut self) -> Result<(), Guard> {
        let back = self.case.resume.ok_or(Guard::Target)?;
        self.set_resume(None);
        self.go(back);
        Ok(())
    }

    /// Interrupts the case: it will come back to where it is.
    pub(super) fn interrupt(&mut self, to: State) {
        self.set_resume(Some(self.case.state));
        self.go(to);
    }

    /// Closes the case for good, as far as that goes: retention, a rating if asked for, the first closing remembered.
    pub(super) fn close(&mut self, to: State, survey: bool) {
        self.set_resume(None);
        self.go(to);
        self.start(ClockKind::Retention);
        if survey {
            self.start(ClockKind::Survey);
        }
        self.remember_closing();
    }

    pub(super) fn remember_closing(&mut self) {
        let now = self.now;
        self.facts().first_closed_at.get_or_insert(now);
    }

    pub(super) fn due(&self, time: Deadline) -> Due {
        self.policy.due(time, self.now, self.case.zone, self.filing)
    }

    /// Starts a clock with its usual time.
    pub(super) fn start(&mut self, kind: ClockKind) {
        self.start_until(kind, "", self.due(self.policy.deadline(kind)));
    }

    pub(super) fn start_unless_open(&mut self, kind: ClockKind) {
        if !self.case.is_open(kind) {
            self.start(kind);
        }
    }

    /// Starts a clock; an open one of the same kind is dropped, except that `FOLLOW_UP` runs once per commitment and
    /// `OBJECTION_WINDOW` once per side. During a hold it starts paused.
    pub(super) fn start_until(&mut self, kind: ClockKind, subject: &str, due: Due) -> Uuid {
        let held = self.case.is_open(ClockKind::Hold) && !matches!(kind, ClockKind::Feedback | ClockKind::Hold);
        self.start_paused(kind, subject, due, if held { vec![Cause::Hold] } else { Vec::new() })
    }

    pub(super) fn start_paused(&mut self, kind: ClockKind, subject: &str, due: Due, paused_by: Vec<Cause>) -> Uuid {
        let several = matches!(kind, ClockKind::FollowUp | ClockKind::ObjectionWindow);
        self.void_where(|clock| clock.kind == kind && (!several || clock.subject == subject));
        let id = clock_id(self.case.id, self.case.clocks.len());
        self.push(Effect::StartClock {
            kind,
            subject: subject.to_owned(),
            due_at: due.at,
            provisional: due.provisional,
            paused_by,
        });
        id
    }

    fn ids(&self, wanted: impl Fn(&super::case::Clock) -> bool) -> Vec<Uuid> {
        self.case.open_clocks().filter(|clock| wanted(clock)).map(|clock| clock.id).collect()
    }

    pub(super) fn meet(&mut self, kinds: &[ClockKind]) {
        for id in self.ids(|clock| kinds.contains(&clock.kind)) {
            self.push(Effect::MeetClock { id });
        }
    }

    pub(super) fn meet_of(&mut self, kind: ClockKind, subject: &str) {
        for id in self.ids(|clock| clock.kind == kind && clock.subject == subject) {
            self.push(Effect::MeetClock { id });
        }
    }

    pub(super) fn void(&mut self, kinds: &[ClockKind]) {
        self.void_where(|clock| kinds.contains(&clock.kind));
    }

    pub(super) fn void_where(&mut self, wanted: impl Fn(&super::case::Clock) -> bool) {
        for id in self.ids(wanted) {
            self.push(Effect::VoidClock { id });
        }
    }

    pub(super) fn pause(&mut self, cause: Cause, wanted: impl Fn(&super::case::Clock) -> bool) {
        let stands = |clock: &super::case::Clock| clock.pauses.iter().any(|p| p.cause == cause && p.to.is_none());
        for id in self.ids(|clock| wanted(clock) && !stands(clock)) {
            self.push(Effect::PauseClock { id, cause });
        }
    }

    pub(super) fn unpause(&mut self, cause: Cause) {
        let open = |clock: &super::case::Clock| clock.pauses.iter().any(|p| p.cause == cause && p.to.is_none());
        for id in self.ids(open) {
            let Some(clock) = self.case.clocks.iter().find(|clock| clock.id == id) else { continue };
            let others = clock.pauses.iter().any(|p| p.cause != cause && p.to.is_none());
            let due_at = if others { clock.due_at } else { self.policy.lengthened(clock, self.now, self.case.zone) };
            self.push(Effect::UnpauseClock { id, cause, due_at });
        }
    }

    /// A decision is published: its windows start, due after the time for delivery and the window itself.
    pub(super) fn publish(&mut self, sides: &[Side]) {
        let window = self.policy.deadline(ClockKind::ObjectionWindow);
        let (now, until) = (self.now, self.policy.working_after(self.now, window.extra, self.zone()));
        let facts = self.facts();
        facts.decision += 1;
        facts.published_at = Some(now);
        facts.deliver_until = Some(until);
        let due =
            self.policy.due(Deadline { amount: window.amount + window.extra, ..window }, self.now, self.zone(), false);
        for side in sides {
            if self.case.facts.has_window(*side) {
                self.start_until(ClockKind::ObjectionWindow, side.code(), due);
            }
        }
        if !self.case.is_open(ClockKind::ObjectionWindow) {
            self.push(Effect::Try(super::action::ActionKind::Lapse));
        }
    }

    /// `CLOSE_OUT`: counted from the last commitment or the end of the last window, whichever is later.
    pub(super) fn start_close_out(&mut self) {
        let windows = self.case.open_clocks().filter(|clock| clock.kind == ClockKind::ObjectionWindow);
        let last = windows.map(|clock| clock.due_at).max().map_or(self.now, |end| end.max(self.now));
        let due = self.policy.due(self.policy.deadline(ClockKind::CloseOut), last, self.zone(), false);
        self.start_until(ClockKind::CloseOut, "", due);
    }

    /// A window moved: `CLOSE_OUT`, if it runs, moves with it.
    pub(super) fn move_close_out(&mut self) {
        if self.case.is_open(ClockKind::CloseOut) {
            self.start_close_out();
        }
    }

    /// As [`Self::move_close_out`], when a window was lengthened.
    pub(super) fn move_close_out_after(&mut self, kind: ClockKind) {
        if kind == ClockKind::ObjectionWindow {
            self.move_close_out();
        }
    }
}

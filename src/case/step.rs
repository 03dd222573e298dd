//! The stages of a complaint as the bar over it names them, and which of them the case really went through.

use std::cmp::Ordering;

use super::case::Case;
use super::state::{ClockKind, Outcome, State};

/// The stages of a complaint, in order; mediation only stands there once it was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Verification.
    Check,
    /// Examination, with the respondent's answer.
    Clarify,
    /// Talks before a mediator.
    Mediate,
    /// The decision and what it asks for.
    Recommend,
    /// Watching what was promised.
    Monitor,
    /// It is over.
    End,
}

impl Step {
    /// The stages that stand in the bar of a case.
    pub fn of_case(case: &Case) -> impl Iterator<Item = Self> {
        let mediated = case.facts.mediation.offers > 0;
        let all = [Self::Check, Self::Clarify, Self::Mediate, Self::Recommend, Self::Monitor, Self::End];
        all.into_iter().filter(move |step| mediated || *step != Self::Mediate)
    }

    /// Last part of the key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Check => "verifikasi",
            Self::Clarify => "klarifikasi",
            Self::Mediate => "mediasi",
            Self::Recommend => "rekomendasi",
            Self::Monitor => "pemantauan",
            Self::End => "tutup",
        }
    }

    /// `Less` when the case went through it, `Equal` when it is there, `Greater` when it never was: a case that ended
    /// early skips stages, and the bar must not say that they were done.
    #[must_use]
    pub fn against(self, case: &Case) -> Ordering {
        match self.cmp(&Self::of(case.state, case.resume)) {
            Ordering::Less if !self.happened(case) => Ordering::Greater,
            order => order,
        }
    }

    const fn of(state: State, resume: Option<State>) -> Self {
        match state {
            State::Received | State::Screening => Self::Check,
            State::Review | State::Clarification => Self::Clarify,
            State::Mediation => Self::Mediate,
            State::Deciding | State::Resolved => Self::Recommend,
            State::FollowUp => Self::Monitor,
            State::AwaitingReporter | State::Referred | State::Objection => match resume {
                Some(State::Review | State::Clarification) => Self::Clarify,
                Some(State::Resolved) => Self::Recommend,
                Some(State::FollowUp) => Self::Monitor,
                Some(_) | None => Self::Check,
            },
            State::NotAdmissible
            | State::Withdrawn
            | State::Closed
            | State::Scheduled
            | State::InSession
            | State::Answered
            | State::Converted => Self::End,
        }
    }

    /// Clocks and the outcome tell it, because they stay when the case moves on.
    fn happened(self, case: &Case) -> bool {
        let ran = |kind| case.clocks.iter().any(|clock| clock.kind == kind);
        let screened = || case.clocks.iter().any(|clock| clock.kind == ClockKind::Screen && clock.met_at.is_some());
        match self {
            Self::Check => screened() || ran(ClockKind::Resolve),
            Self::Clarify => ran(ClockKind::Resolve),
            Self::Mediate => case.facts.mediation.held,
            Self::Recommend => case.outcome.is_some_and(is_finding),
            Self::Monitor => ran(ClockKind::FollowUp),
            Self::End => true,
        }
    }
}

/// An outcome that somebody decided after looking into the allegations.
const fn is_finding(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Proven | Outcome::PartlyProven | Outcome::NotProven | Outcome::Insufficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_the_stage_that_it_interrupted() {
        assert_eq!(Step::of(State::AwaitingReporter, Some(State::Screening)), Step::Check);
        assert_eq!(Step::of(State::AwaitingReporter, Some(State::Clarification)), Step::Clarify);
        assert_eq!(Step::of(State::Objection, Some(State::FollowUp)), Step::Monitor);
        assert_eq!(Step::of(State::Objection, Some(State::NotAdmissible)), Step::Check);
        assert_eq!(Step::of(State::Referred, Some(State::Review)), Step::Clarify);
    }

    #[test]
    fn the_stages_of_every_way_stand_in_the_order_of_the_work() {
        let way = [
            State::Received,
            State::Screening,
            State::Review,
            State::Mediation,
            State::Deciding,
            State::FollowUp,
            State::Closed,
        ];
        let steps: Vec<Step> = way.iter().map(|state| Step::of(*state, None)).collect();
        assert!(steps.is_sorted(), "{steps:?}");
    }
}

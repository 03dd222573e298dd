//! Who sees a case, and whose turn it is. The door turns this into rows of the work list.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::case::Case;
use super::state::{ClockKind, Kind, Role, State, words};

words! {
    /// Whose turn it is, for one reader. In rising order of what the reader must know.
    Turn {
        /// Nothing to do.
        None = "none",
        /// Somebody else's turn: the reporter's, the respondent's, another body's.
        Wait = "wait",
        /// This reader's turn.
        Act = "act",
    }
}

/// A list that a case belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Viewer {
    /// One officer.
    Officer(Uuid),
    /// Everybody with this role in this unit.
    UnitRole(Uuid, Role),
    /// Everybody with this role in another unit than the case's.
    OtherUnits(Role),
    /// The integrity desk.
    Integrity,
}

/// A list with its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reader {
    /// The list.
    pub viewer: Viewer,
    /// Whose turn it is there.
    pub turn: Turn,
}

/// The lists that a case belongs to, each once, with the strongest turn (workflow.md, Roles, "acts on").
#[must_use]
pub fn viewers(case: &Case) -> Vec<Reader> {
    let mut readers = Readers(BTreeMap::new());
    if let Some(handler) = case.handler {
        readers.add(Viewer::Officer(handler), handlers_turn(case));
    }
    readers.takers(case);
    readers.mediators(case);
    readers.supervisors(case);
    readers.others(case);
    if case.state == State::Referred
        && let Some(referrer) = case.facts.referral.referrer
    {
        readers.add(Viewer::Officer(referrer), handlers_turn(case));
    }
    readers.0.into_iter().map(|(viewer, turn)| Reader { viewer, turn }).collect()
}

struct Readers(BTreeMap<Viewer, Turn>);

impl Readers {
    fn add(&mut self, viewer: Viewer, turn: Turn) {
        self.0.entry(viewer).and_modify(|old| *old = (*old).max(turn)).or_insert(turn);
    }

    /// Everybody with a role in the case's unit; before a unit is set, in any.
    fn add_role(&mut self, case: &Case, role: Role, turn: Turn) {
        self.add(case.unit.map_or(Viewer::OtherUnits(role), |unit| Viewer::UnitRole(unit, role)), turn);
    }

    /// Verifiers work on a unit's intake together, until it is referred; otherwise a role sees what nobody has taken yet.
    fn takers(&mut self, case: &Case) {
        let Some(role) = taking_role(case) else { return };
        if role == Role::Verifier && case.state != State::Referred {
            let turn = if case.handler.is_none() { Turn::Act } else { handlers_turn(case) };
            self.add_role(case, role, turn);
        } else if case.handler.is_none() {
            self.add_role(case, role, Turn::Act);
        }
    }

    fn mediators(&mut self, case: &Case) {
        let mediation = &case.facts.mediation;
        match case.state {
            State::Mediation if mediation.mediator.is_some() => {
                self.0.extend(mediation.mediator.map(|officer| (Viewer::Officer(officer), Turn::Act)));
            }
            State::Review | State::Clarification | State::AwaitingReporter | State::Mediation => {
                let asked = case.is_open(ClockKind::MediationReply) && mediation.respondent.is_none();
                let turn = if mediation.agreed() || asked { Turn::Act } else { Turn::Wait };
                for officer in mediation.roster.iter().filter(|officer| case.may_mediate(**officer)) {
                    self.add(Viewer::Officer(*officer), turn);
                }
            }
            _ => {}
        }
    }

    fn supervisors(&mut self, case: &Case) {
        let acts = match case.state {
            State::Deciding => true,
            State::Resolved => case.is_open(ClockKind::Recommend),
            State::Withdrawn => case.is_open(ClockKind::ExOfficio),
            _ => false,
        };
        let breached = case.open_clocks().any(|clock| clock.level > 0);
        let turn = match (acts || breached, case.state.is_final()) {
            (true, _) => Turn::Act,
            (false, false) => Turn::Wait,
            (false, true) => Turn::None,
        };
        self.add_role(case, Role::Supervisor, turn);
    }

    /// Other units and the integrity desk: what reached them, and what only they may decide.
    fn others(&mut self, case: &Case) {
        let arbiter = case.is_open(ClockKind::Arbiter);
        if case.state == State::Objection || arbiter || case.open_clocks().any(|clock| clock.level >= 2) {
            self.add(Viewer::OtherUnits(Role::Supervisor), Turn::Act);
        }
        if arbiter || case.at_last_level() {
            self.add(Viewer::Integrity, Turn::Act);
        } else if case.facts.hand_overs > 0 && !case.state.is_final() {
            // a second hand-over between units is theirs, so they must be able to find the case
            self.add(Viewer::Integrity, Turn::None);
        }
    }
}

/// The role that takes a case in its present state.
fn taking_role(case: &Case) -> Option<Role> {
    match (case.kind, case.stage()) {
        (Kind::Complaint, State::Received | State::Screening) => Some(Role::Verifier),
        (Kind::Complaint, _) if case.state.is_final() => None,
        (Kind::Complaint, _) => Some(Role::Analyst),
        (Kind::Consultation, State::Received | State::Scheduled | State::InSession | State::Answered) => {
            Some(Role::Consultant)
        }
        (Kind::Consultation, _) => None,
    }
}

/// Whether it is the handler's turn. Ends are told by levels: a clock at level 1 has ended.
fn handlers_turn(case: &Case) -> Turn {
    let waits_on = |kinds: &[ClockKind]| {
        let mut open = case.open_clocks().filter(|clock| kinds.contains(&clock.kind));
        open.next().is_some_and(|clock| clock.level == 0)
    };
    let waits = match case.state {
        State::Withdrawn | State::Closed | State::Converted => return Turn::None,
        State::Received | State::Screening | State::Review | State::InSession => false,
        State::AwaitingReporter => waits_on(&[ClockKind::ReporterReply]),
        State::Clarification => {
            waits_on(&[ClockKind::RespondentReply, ClockKind::Hearing]) && !case.is_open(ClockKind::FirstAnswer)
        }
        State::Referred => waits_on(&[ClockKind::ReferralReply, ClockKind::Arbiter]),
        State::FollowUp => {
            let late = case.open_clocks().any(|clock| clock.kind == ClockKind::FollowUp && clock.level > 0);
            !case.is_open(ClockKind::CloseOut) && !late
        }
        State::Mediation
        | State::Deciding
        | State::Resolved
        | State::Objection
        | State::NotAdmissible
        | State::Scheduled
        | State::Answered => true,
    };
    if waits || case.is_open(ClockKind::Hold) { Turn::Wait } else { Turn::Act }
}

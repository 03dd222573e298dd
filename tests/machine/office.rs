//! An office on paper: two units, a desk of four, one case, and a time that moves only when told.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use kentongan::case::action::{Action, ActionKind, Given};
use kentongan::case::actor::Actor;
use kentongan::case::calendar::Calendar;
use kentongan::case::case::{Case, Clock, Zone};
use kentongan::case::decide::{Effect, Refusal, apply, decide, due_actions, may_approve};
use kentongan::case::policy::Policy;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{ClockKind, Finding, Kind, Mode, Role, Side, State};
use uuid::Uuid;

/// Holidays and joint leave of 2026 and 2027 (SKB 3 Menteri), without weekends' names.
const DAYS_OFF: &[&str] = &[
    "2026-01-01",
    "2026-01-16",
    "2026-02-16",
    "2026-02-17",
    "2026-03-18",
    "2026-03-19",
    "2026-03-20",
    "2026-03-21",
    "2026-03-22",
    "2026-03-23",
    "2026-03-24",
    "2026-04-03",
    "2026-04-05",
    "2026-05-01",
    "2026-05-14",
    "2026-05-15",
    "2026-05-27",
    "2026-05-28",
    "2026-05-31",
    "2026-06-01",
    "2026-06-16",
    "2026-08-17",
    "2026-08-25",
    "2026-12-24",
    "2026-12-25",
    "2027-01-01",
    "2027-01-05",
    "2027-02-05",
    "2027-02-06",
    "2027-03-08",
    "2027-03-09",
    "2027-03-10",
    "2027-03-11",
    "2027-03-12",
    "2027-03-15",
    "2027-03-25",
    "2027-03-26",
    "2027-03-28",
    "2027-05-01",
    "2027-05-06",
    "2027-05-17",
    "2027-05-18",
    "2027-05-19",
    "2027-05-20",
    "2027-06-01",
    "2027-06-06",
    "2027-08-15",
    "2027-08-17",
    "2027-12-24",
    "2027-12-25",
    "2027-12-26",
];
const ESTIMATED: &[&str] = &["2027-03-10", "2027-03-11", "2027-05-17"];

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn calendar() -> Calendar {
    Calendar {
        version: 1,
        days_off: DAYS_OFF.iter().map(|text| day(text)).collect(),
        estimated: ESTIMATED.iter().map(|text| day(text)).collect(),
        covered_until: 2027,
    }
}

pub fn policy() -> Policy {
    Policy::standard(calendar())
}

/// A time in a zone: `wib("2026-03-02 09:00")`.
pub fn at(zone: Zone, text: &str) -> DateTime<Utc> {
    let (date, time) = text.split_once(' ').unwrap();
    zone.at(day(date), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

pub fn wib(text: &str) -> DateTime<Utc> {
    at(Zone::Wib, text)
}

pub const UNIT_A: Uuid = Uuid::from_u128(0xA0);
pub const UNIT_B: Uuid = Uuid::from_u128(0xB0);

/// A person: unit digit, role digit, number.
const fn person(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub const VERIFIER: Uuid = person(0xA11);
pub const VERIFIER2: Uuid = person(0xA12);
pub const ANALYST: Uuid = person(0xA21);
pub const ANALYST2: Uuid = person(0xA22);
pub const MEDIATOR: Uuid = person(0xA31);
pub const MEDIATOR2: Uuid = person(0xA32);
pub const CONSULTANT: Uuid = person(0xA41);
pub const CONSULTANT2: Uuid = person(0xA42);
pub const CHIEF: Uuid = person(0xA51);
pub const CHIEF2: Uuid = person(0xA52);
pub const VERIFIER_B: Uuid = person(0xB11);
pub const ANALYST_B: Uuid = person(0xB21);
pub const MEDIATOR_B: Uuid = person(0xB31);
pub const CONSULTANT_B: Uuid = person(0xB41);
pub const CHIEF_B: Uuid = person(0xB51);
pub const CHIEF_B2: Uuid = person(0xB52);
pub const DESK: [Uuid; 4] = [person(0xD1), person(0xD2), person(0xD3), person(0xD4)];

/// Everybody with role and unit; the desk has none.
pub const STAFF: &[(Uuid, Role, Option<Uuid>)] = &[
    (VERIFIER, Role::Verifier, Some(UNIT_A)),
    (VERIFIER2, Role::Verifier, Some(UNIT_A)),
    (ANALYST, Role::Analyst, Some(UNIT_A)),
    (ANALYST2, Role::Analyst, Some(UNIT_A)),
    (MEDIATOR, Role::Mediator, Some(UNIT_A)),
    (MEDIATOR2, Role::Mediator, Some(UNIT_A)),
    (CONSULTANT, Role::Consultant, Some(UNIT_A)),
    (CONSULTANT2, Role::Consultant, Some(UNIT_A)),
    (CHIEF, Role::Supervisor, Some(UNIT_A)),
    (CHIEF2, Role::Supervisor, Some(UNIT_A)),
    (VERIFIER_B, Role::Verifier, Some(UNIT_B)),
    (ANALYST_B, Role::Analyst, Some(UNIT_B)),
    (MEDIATOR_B, Role::Mediator, Some(UNIT_B)),
    (CONSULTANT_B, Role::Consultant, Some(UNIT_B)),
    (CHIEF_B, Role::Supervisor, Some(UNIT_B)),
    (CHIEF_B2, Role::Supervisor, Some(UNIT_B)),
    (DESK[0], Role::Integrity, None),
    (DESK[1], Role::Integrity, None),
    (DESK[2], Role::Integrity, None),
    (DESK[3], Role::Integrity, None),
];

/// Somebody of the staff in their role.
pub fn staff(officer: Uuid) -> Actor {
    let (_, role, unit) = STAFF.iter().find(|(id, ..)| *id == officer).expect("a member of the staff");
    Actor::officer(*role, officer, unit.iter().copied().collect())
}

/// One case and its time.
#[derive(Debug, Clone)]
pub struct Office {
    pub case: Case,
    pub policy: Policy,
    pub now: DateTime<Utc>,
    /// Effects of the last act.
    pub last: Vec<Effect>,
}

impl Office {
    /// A complaint, filed with unit A on Monday 2 February 2026 at 09.00.
    pub fn complaint() -> Self {
        Self::of(Kind::Complaint, "2026-02-02 09:00")
    }

    pub fn consultation() -> Self {
        Self::of(Kind::Consultation, "2026-02-02 09:00")
    }

    pub fn of(kind: Kind, text: &str) -> Self {
        let (policy, now) = (policy(), wib(text));
        let id = Uuid::from_u128(0xCA5E);
        let case = Case::received(id, "KTG-7K2M9Q", kind, Mode::Anonymous, Some(UNIT_A), &policy, Zone::Wib, now);
        Self { case, policy, now, last: Vec::new() }
    }

    /// Acts; a proposal is approved by other people of the unit, then of the desk.
    pub fn act(&mut self, actor: Actor, action: Action) -> &mut Self {
        let effects = self.attempt(&actor, &action).unwrap_or_else(|refusal| {
            panic!("{:?} by {:?} in {:?}: {refusal:?}", action.kind(), actor.role, self.case.state)
        });
        let effects = match effects.as_slice() {
            [Effect::Propose { needed }] => {
                let others = [CHIEF, CHIEF2, DESK[2], DESK[3]].into_iter().filter(|id| Some(*id) != actor.officer);
                let by = others.take(usize::from(*needed)).collect();
                let approved = actor.approved_by(by);
                self.attempt(&approved, &action).unwrap()
            }
            _ => effects,
        };
        apply(&mut self.case, &effects, self.now);
        self.last = effects;
        self
    }

    pub fn by(&mut self, officer: Uuid, action: Action) -> &mut Self {
        self.act(staff(officer), action)
    }

    pub fn reporter(&mut self, action: Action) -> &mut Self {
        self.act(Actor::reporter(), action)
    }

    pub fn attempt(&self, actor: &Actor, action: &Action) -> Result<Vec<Effect>, Refusal> {
        decide(&self.case, actor, action, &self.policy, self.now)
    }

    #[track_caller]
    pub fn refuses(&mut self, actor: &Actor, action: &Action, guard: Guard) -> &mut Self {
        assert_eq!(self.attempt(actor, action), Err(Refusal::Guard(guard)), "{:?}", action.kind());
        self
    }

    #[track_caller]
    pub fn not_now(&mut self, actor: &Actor, action: &Action) -> &mut Self {
        let (state, kind) = (self.case.state, action.kind());
        assert_eq!(self.attempt(actor, action), Err(Refusal::NotNow { state, action: kind }));
        self
    }

    #[track_caller]
    pub fn not_yours(&mut self, actor: &Actor, action: &Action) -> &mut Self {
        let (role, kind) = (actor.role, action.kind());
        assert_eq!(self.attempt(actor, action), Err(Refusal::NotYours { role, action: kind }));
        self
    }

    pub fn days(&mut self, days: i64) -> &mut Self {
        self.now += TimeDelta::days(days);
        self
    }

    /// The first second after the end of a clock.
    pub fn past(&mut self, kind: ClockKind) -> &mut Self {
        self.now = self.clock(kind).due_at + TimeDelta::seconds(1);
        self
    }

    /// The worker does everything that is due.
    pub fn tick(&mut self) -> &mut Self {
        for _ in 0..50 {
            let Some(action) = due_actions(&self.case, &self.policy, self.now).into_iter().next() else { return self };
            self.act(Actor::system(), action);
        }
        panic!("the worker never comes to rest");
    }

    pub fn clock(&self, kind: ClockKind) -> &Clock {
        self.case.clock(kind).unwrap_or_else(|| panic!("{kind:?} is not open in {:?}", self.case.state))
    }

    #[track_caller]
    pub fn is(&mut self, state: State) -> &mut Self {
        assert_eq!(self.case.state, state);
        self
    }

    #[track_caller]
    pub fn open(&mut self, kinds: &[ClockKind]) -> &mut Self {
        let mut open: Vec<_> = self.case.open_clocks().map(|clock| clock.kind).collect();
        let mut wanted = kinds.to_vec();
        open.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(open, wanted);
        self
    }

    pub fn paused(&self, kind: ClockKind) -> bool {
        self.clock(kind).is_paused()
    }

    pub fn approves(&self, action: ActionKind, proposer: Uuid, given: &[Uuid], approver: &Actor) -> bool {
        may_approve(&self.case, action, proposer, given, approver).is_ok()
    }
}

/// Cases on their way, so that a test begins where it is about.
impl Office {
    pub fn screening() -> Self {
        let mut office = Self::complaint();
        office.by(VERIFIER, Action::StartScreening);
        office
    }

    pub fn review() -> Self {
        let mut office = Self::screening();
        office.by(VERIFIER, super::sample::accept());
        office
    }

    pub fn clarification() -> Self {
        let mut office = Self::review();
        office.by(ANALYST, Action::OpenClarification { items: 2 });
        office
    }

    pub fn offered() -> Self {
        let mut office = Self::review();
        let roster = vec![super::sample::free(MEDIATOR), super::sample::free(MEDIATOR2)];
        office.by(ANALYST, Action::OfferMediation { roster });
        office
    }

    pub fn mediation() -> Self {
        let mut office = Self::offered();
        office.reporter(Action::RecordConsent { side: Side::Reporter, yes: true, struck: vec![] });
        office.by(MEDIATOR, Action::RecordConsent { side: Side::Respondent, yes: true, struck: vec![] });
        office.by(MEDIATOR, Action::BeginMediation);
        office
    }

    pub fn agreed() -> Self {
        let mut office = Self::mediation();
        office.by(MEDIATOR, super::sample::term(1, day("2026-04-30")));
        office.reporter(Action::AcceptTerm { line: 1, side: Side::Reporter });
        office.by(MEDIATOR, Action::AcceptTerm { line: 1, side: Side::Respondent });
        office
    }

    pub fn deciding(findings: &[Finding]) -> Self {
        let mut office = Self::clarification();
        office.by(ANALYST, Action::RecordResponse { text: Given(true) });
        office.by(ANALYST, super::sample::propose(findings));
        office
    }

    pub fn resolved(finding: Finding) -> Self {
        let mut office = Self::deciding(&[finding]);
        office.by(CHIEF, Action::Decide { letter: Given(true) });
        office
    }

    pub fn follow_up() -> Self {
        let mut office = Self::resolved(Finding::Proven);
        office.by(CHIEF, super::sample::recommend(2));
        office
    }

    pub fn referred() -> Self {
        let mut office = Self::screening();
        office.by(VERIFIER, super::sample::refer("bawaslu"));
        office
    }

    pub fn not_admissible() -> Self {
        let mut office = Self::screening();
        office.by(VERIFIER, super::sample::refuse());
        office
    }

    pub fn objection(finding: Finding) -> Self {
        let mut office = Self::resolved(finding);
        office.reporter(Action::Object { side: Side::Reporter, reason: Given(true) });
        office
    }

    pub fn closed() -> Self {
        let mut office = Self::resolved(Finding::NotProven);
        office.days(60).tick();
        office
    }

    /// Time passes until the integrity desk may act.
    pub fn reach_the_desk(&mut self) -> &mut Self {
        for _ in 0..60 {
            if self.case.at_last_level() {
                return self;
            }
            self.days(2).tick();
        }
        panic!("never reaches the desk from {:?}", self.case.state);
    }
}

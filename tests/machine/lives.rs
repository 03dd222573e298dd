//! A small model checker: 20,000 random lives with people who never act. Whatever happens, the rules of the definition
//! hold after every step, and every case comes to an end as long as the integrity desk works.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use kentongan::case::action::{Action, ActionKind as K};
use kentongan::case::actor::Actor;
use kentongan::case::case::{Case, Zone};
use kentongan::case::decide::{Effect, Refusal, apply, decide, due_actions, may_approve, offered};
use kentongan::case::state::{Cause, ClockKind as C, Kind, Mode, Outcome, Role, Side, State};
use kentongan::case::table::{Row, To, clocks_of, row};
use kentongan::case::viewers::{Turn, Viewer, viewers};
use uuid::Uuid;

use super::office::{ANALYST, DESK, MEDIATOR, Office, STAFF, UNIT_A, VERIFIER, policy, wib};
use super::sample::sample;

/// `SplitMix64`: the same lives on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(sides).unwrap()).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}

struct Life {
    office: Office,
    dice: Dice,
    /// People who ever act; the desk always does.
    awake: BTreeSet<Uuid>,
    reporter_awake: bool,
    walled: BTreeSet<Uuid>,
    story: Vec<(K, State)>,
    visited: BTreeSet<(State, Option<State>)>,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let kind = if dice.chance(80) { Kind::Complaint } else { Kind::Consultation };
        let now = wib("2026-01-05 07:00") + TimeDelta::minutes(i64::try_from(dice.roll(60 * 24 * 365)).unwrap());
        let policy = policy();
        let zone = Zone::ALL[dice.roll(3)];
        let id = Uuid::from_u128(u128::from(seed) + 1);
        let mut case = Case::received(id, "KTG-000000", kind, Mode::Anonymous, Some(UNIT_A), &policy, zone, now);
        case.facts.without_reporter = kind == Kind::Complaint && dice.chance(5);
        if kind == Kind::Consultation && dice.chance(30) {
            case = case.queued(&policy, now);
        }
        let share = [0, 30, 70, 100][dice.roll(4)];
        let awake = STAFF.iter().map(|(id, ..)| *id).filter(|_| dice.chance(share)).collect();
        let reporter_awake = dice.chance(70);
        let office = Office { case, policy, now, last: Vec::new() };
        Self {
            office,
            dice,
            awake,
            reporter_awake,
            walled: BTreeSet::new(),
            story: Vec::new(),
            visited: BTreeSet::new(),
        }
    }

    fn works(&self, officer: Uuid) -> bool {
        (self.awake.contains(&officer) || DESK.contains(&officer)) && !self.walled.contains(&officer)
    }

    /// An officer as the door sees them: walls, and whether nobody nearer is left.
    fn actor(&self, officer: Uuid) -> Actor {
        let mut actor = super::office::staff(officer);
        actor.walled = self.walled.contains(&officer);
        let home = self.office.case.unit;
        let case = &self.office.case;
        let decides = case.state == State::Deciding && actor.role == Role::Supervisor;
        let barred = |id| case.has_handled(id) || case.facts.proposed_by == Some(id);
        let left = |unit: Option<Uuid>| {
            STAFF.iter().any(|(id, role, of)| {
                *role == actor.role && *of == unit && !self.walled.contains(id) && !(decides && barred(*id))
            })
        };
        actor.nobody_else =
            actor.role != Role::Integrity && !actor.units.contains(&home.unwrap_or(UNIT_A)) && !left(home);
        actor
    }

    fn attempt(&self, actor: &Actor, action: &Action) -> Result<Vec<Effect>, Refusal> {
        decide(&self.office.case, actor, action, &self.office.policy, self.office.now)
    }

    /// Tries an action, with its second persons if some are awake; says whether it happened.
    fn act(&mut self, actor: &Actor, action: &Action) -> bool {
        let Ok(mut effects) = self.attempt(actor, action) else { return false };
        if let [Effect::Propose { needed }] = effects.as_slice() {
            let Some(by) = self.approvers(actor, action.kind(), *needed) else {
                *self.office.case.facts.lapsed.entry(action.kind().code().into()).or_default() += 1;
                return false;
            };
            let approved = actor.clone().approved_by(by);
            effects = self.attempt(&approved, action).expect("approving decides the same on the same case");
        }
        self.carry_out(actor, action, &effects);
        true
    }

    fn approvers(&self, proposer: &Actor, kind: K, needed: u8) -> Option<Vec<Uuid>> {
        let me = proposer.officer?;
        let mut given = Vec::new();
        for (id, ..) in STAFF {
            let fits = self.works(*id) && may_approve(&self.office.case, kind, me, &given, &self.actor(*id)).is_ok();
            if fits && given.len() < usize::from(needed) {
                given.push(*id);
            }
        }
        (given.len() == usize::from(needed)).then_some(given)
    }

    fn carry_out(&mut self, actor: &Actor, action: &Action, effects: &[Effect]) {
        let before = self.office.case.clone();
        apply(&mut self.office.case, effects, self.office.now);
        self.story.push((action.kind(), self.office.case.state));
        if action.kind() == K::DeclareConflict {
            self.walled.extend(actor.officer);
        }
        let row = row(before.kind, action.kind()).expect("an accepted action has a row");
        check_row(row, &before, &self.office.case, effects);
        check_case(&self.office.case, &self.story);
        self.visited.insert((self.office.case.state, self.office.case.resume));
        for effect in effects {
            if let Effect::Try(kind) = effect {
                assert_eq!(*kind, K::Lapse);
                self.act(&Actor::system(), &Action::Lapse);
            }
        }
    }

    fn worker(&mut self) {
        for _ in 0..40 {
            let due = due_actions(&self.office.case, &self.office.policy, self.office.now);
            let Some(action) = due.into_iter().next() else { return };
            assert!(self.act(&Actor::system(), &action), "{action:?} was due and refused");
        }
        panic!("the worker never comes to rest: {:?}", self.story);
    }

    /// Somebody awake tries something.
    fn somebody(&mut self) {
        let actor = if self.reporter_awake && self.dice.chance(30) {
            Actor::reporter()
        } else {
            let turn = if self.dice.chance(80) { self.whose_turn() } else { Vec::new() };
            let id =
                if turn.is_empty() { STAFF[self.dice.roll(STAFF.len())].0 } else { turn[self.dice.roll(turn.len())] };
            if !self.works(id) {
                return;
            }
            self.actor(id)
        };
        let kinds = offered(&self.office.case, &actor, &self.office.policy, self.office.now);
        let moves: Vec<K> = kinds.iter().copied().filter(|kind| moves(self.office.case.kind, *kind)).collect();
        let kinds: Vec<K> = kinds.into_iter().filter(|kind| !small(*kind) || self.dice.chance(10)).collect();
        let pool = if moves.is_empty() || self.dice.chance(40) { kinds } else { moves };
        if pool.is_empty() {
            return;
        }
        let talks = [K::OfferMediation, K::RecordConsent, K::BeginMediation, K::ProposeTerm, K::AcceptTerm, K::Settle];
        let talk = pool.iter().copied().find(|kind| talks.contains(kind)).filter(|_| self.dice.chance(40));
        let kind = match talk {
            Some(kind) => kind,
            None => pool[self.dice.roll(pool.len())],
        };
        let rare = matches!(kind, K::DeclareConflict | K::Repair | K::Withdraw | K::Cancel | K::Join | K::EndWithout);
        if (rare && !self.dice.chance(8)) || (kind == K::DeclareConflict && actor.role == Role::Integrity) {
            return;
        }
        let dice = &mut self.dice;
        let action = sample(&self.office, &actor, kind, &mut |sides| dice.roll(sides));
        if let Some(action) = action {
            self.act(&actor, &action);
        }
    }

    /// Those who find the case among what needs action by them.
    fn whose_turn(&self) -> Vec<Uuid> {
        let case = &self.office.case;
        let mut people = Vec::new();
        for reader in viewers(case).into_iter().filter(|reader| reader.turn == Turn::Act) {
            people.extend(
                STAFF
                    .iter()
                    .filter(|(id, role, unit)| {
                        self.works(*id)
                            && match reader.viewer {
                                Viewer::Officer(officer) => officer == *id,
                                Viewer::UnitRole(of, wanted) => *unit == Some(of) && *role == wanted,
                                Viewer::OtherUnits(wanted) => *unit != case.unit && unit.is_some() && *role == wanted,
                                Viewer::Integrity => *role == Role::Integrity,
                            }
                    })
                    .map(|(id, ..)| *id),
            );
        }
        people
    }

    fn youth(&mut self, steps: usize) {
        for _ in 0..steps {
            let gap = if self.dice.chance(85) { self.dice.roll(20) } else { self.dice.roll(24 * 25) };
            self.office.now += TimeDelta::hours(i64::try_from(gap).unwrap());
            self.worker();
            self.somebody();
        }
    }

    /// Nobody acts any more but the worker and the desk.
    fn old_age(&mut self) {
        for _ in 0..400 {
            if self.office.case.state.is_final() {
                return;
            }
            self.office.now = self.next_look();
            self.worker();
            self.desk();
        }
        panic!(
            "never ends: {:?} {:?} {:?}",
            self.office.case.state,
            self.story,
            self.office.case.clocks.iter().filter(|c| c.is_open()).collect::<Vec<_>>()
        );
    }

    /// Ratings and content run out by themselves.
    fn afterlife(&mut self) {
        for kind in [C::ExOfficio, C::Survey, C::Retention] {
            if let Some(clock) = self.office.case.clock(kind) {
                self.office.now = self.office.now.max(clock.due_at + TimeDelta::seconds(1));
                self.worker();
            }
        }
        assert!(self.office.case.facts.purged && self.office.case.open_clocks().next().is_none(), "{:?}", self.story);
    }

    fn next_look(&self) -> DateTime<Utc> {
        let office = &self.office;
        let next = office.case.open_clocks().filter(|clock| clock.runs()).filter_map(|clock| {
            clock.next_level_at(&office.policy, office.case.zone).or(Some(clock.due_at)).filter(|at| *at > office.now)
        });
        next.min().unwrap_or(office.now + TimeDelta::days(5)) + TimeDelta::seconds(1)
    }

    /// The desk does what brings the case to its end, its last people the examining of objections. When all four have
    /// touched the case before, none may examine it: then three of them repair it, and it is worked on anew.
    fn desk(&mut self) {
        const WAYS: [K; 16] = [
            K::Decide,
            K::CloseFollowUp,
            K::GiveUpCommitment,
            K::WaiveRecommendation,
            K::RecordOutcome,
            K::GoOnWithout,
            K::Refuse,
            K::StartScreening,
            K::ProposeOutcome,
            K::SendBack,
            K::Answer,
            K::Cancel,
            K::EndWithout,
            K::ConfirmDecision,
            K::Reopen,
            K::Repair,
        ];
        for kind in WAYS {
            if kind == K::Repair && self.office.case.state != State::Objection {
                continue;
            }
            let examines = matches!(kind, K::ConfirmDecision | K::Reopen);
            let mut people = DESK;
            if examines {
                people.reverse();
            }
            for id in people {
                let actor = self.actor(id);
                if let Some(action) = sample(&self.office, &actor, kind, &mut |_| 0)
                    && self.act(&actor, &action)
                {
                    return;
                }
            }
        }
    }
}

/// What people do often and what changes little: rarer here, so that lives go somewhere.
fn small(kind: K) -> bool {
    matches!(
        kind,
        K::Note
            | K::Message
            | K::ChangeCode
            | K::AddEvidence
            | K::ShareIdentity
            | K::AskProtection
            | K::ConsentShare
            | K::Link
    )
}

fn moves(kind: Kind, action: K) -> bool {
    row(kind, action).is_some_and(|row| row.to.iter().any(|to| !matches!(to, To::Same)))
}

/// The decision did what its row says, and nothing else.
fn check_row(row: &Row, before: &Case, after: &Case, effects: &[Effect]) {
    let place = |to: &To| match to {
        To::Same => after.state == before.state,
        To::Resume => Some(after.state) == before.resume,
        To::State(state) => after.state == *state,
        To::Named => true,
    };
    assert!(row.to.iter().any(place), "row {} ends in {:?}", row.no, after.state);
    let kind_of = |id: Uuid| after.clocks.iter().find(|clock| clock.id == id).expect("a clock that exists").kind;
    for effect in effects {
        match effect {
            Effect::StartClock { kind, .. } => {
                assert!(row.clocks.starts.contains(kind), "row {} starts {kind:?}", row.no);
            }
            Effect::MeetClock { id } => {
                assert!(row.clocks.meets.contains(&kind_of(*id)), "row {} meets {:?}", row.no, kind_of(*id));
            }
            Effect::VoidClock { id } => {
                let kind = kind_of(*id);
                let replaced = row.clocks.starts.contains(&kind);
                assert!(
                    after.state.is_final() || replaced || row.clocks.voids.contains(&kind),
                    "row {} voids {kind:?}",
                    row.no
                );
            }
            Effect::PauseClock { cause, .. } => {
                let repair = row.action == K::Repair;
                assert!(repair || row.clocks.pauses == Some(*cause), "row {} pauses by {cause:?}", row.no);
            }
            Effect::UnpauseClock { cause, .. } => {
                let repair = row.action == K::Repair;
                assert!(repair || row.clocks.unpauses == Some(*cause), "row {} un-pauses {cause:?}", row.no);
            }
            _ => {}
        }
    }
}

/// What is true of every case at every time.
fn check_case(case: &Case, story: &[(K, State)]) {
    let mut seen = BTreeSet::new();
    for clock in case.open_clocks() {
        assert!(seen.insert((clock.kind, clock.subject.clone())), "{:?} is open twice: {story:?}", clock.kind);
        let anywhere = !case.state.is_final() && matches!(clock.kind, C::Feedback | C::Hold);
        assert!(
            anywhere || clocks_of(case.state).contains(&clock.kind),
            "{:?} in {:?}: {story:?}",
            clock.kind,
            case.state
        );
        let held = clock.pauses.iter().any(|pause| pause.to.is_none() && pause.cause == Cause::Hold);
        let never = matches!(clock.kind, C::Feedback | C::Hold);
        assert!(
            !(held && never) && held == (case.is_open(C::Hold) && !never),
            "{:?} and the hold: {story:?}",
            clock.kind
        );
        check_pauses(case, clock, story);
    }
    assert_eq!(
        case.resume.is_some(),
        matches!(case.state, State::AwaitingReporter | State::Objection | State::Referred),
        "{story:?}"
    );
    let decided = matches!(case.stage(), State::Resolved | State::FollowUp | State::NotAdmissible);
    let ended = case.kind == Kind::Complaint && case.state.is_final();
    assert_eq!(case.outcome.is_some(), decided || ended, "{:?} with {:?}: {story:?}", case.state, case.outcome);
    assert!(case.outcome != Some(Outcome::Duplicate) || case.facts.joined_to.is_some());
    if !case.state.is_final() {
        let runs = case.open_clocks().any(kentongan::case::case::Clock::runs);
        let windows = matches!(case.state, State::Resolved | State::NotAdmissible) && !case.is_open(C::ObjectionWindow);
        assert!(runs || windows, "{:?} has no running clock: {story:?}", case.state);
    }
    let watched = matches!(case.stage(), State::FollowUp);
    for each in &case.facts.commitments {
        let open = each.state == kentongan::case::case::CommitmentState::Open;
        let ticking = case.clock_of(C::FollowUp, &each.no.to_string()).is_some();
        assert!(!watched || open == ticking, "commitment {} in {:?}: {story:?}", each.no, case.state);
    }
}

/// A pause lasts as long as its cause.
fn check_pauses(case: &Case, clock: &kentongan::case::case::Clock, story: &[(K, State)]) {
    for pause in clock.pauses.iter().filter(|pause| pause.to.is_none()) {
        let stands = match pause.cause {
            Cause::Question => case.state == State::AwaitingReporter,
            Cause::Referral => case.state == State::Referred,
            Cause::Mediation => case.state == State::Mediation,
            Cause::Objection => case.state == State::Objection,
            Cause::Hold => case.is_open(C::Hold),
        };
        assert!(stands, "{:?} paused by {:?} in {:?}: {story:?}", clock.kind, pause.cause, case.state);
    }
}

/// Where lives ended, what happened in them, and where they have been.
type Lived = (BTreeMap<State, usize>, BTreeSet<K>, BTreeSet<(State, Option<State>)>);

fn live(seeds: std::ops::Range<u64>) -> Lived {
    let (mut ends, mut used, mut visited) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for seed in seeds {
        let mut life = Life::new(seed);
        let steps = 20 + life.dice.roll(60);
        life.youth(steps);
        life.old_age();
        life.afterlife();
        *ends.entry(life.office.case.state).or_default() += 1;
        used.extend(life.story.iter().map(|(kind, _)| *kind));
        visited.extend(life.visited);
    }
    (ends, used, visited)
}

#[test]
fn twenty_thousand_lives_all_come_to_an_end() {
    let lives: u64 = std::env::var("LIVES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let halves = [0..lives / 2, lives / 2..lives].map(|seeds| std::thread::spawn(move || live(seeds)));
    let (mut ends, mut used, mut visited) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for half in halves {
        let (some, kinds, places) = half.join().unwrap();
        for (state, n) in some {
            *ends.entry(state).or_insert(0) += n;
        }
        used.extend(kinds);
        visited.extend(places);
    }
    assert_eq!(ends.values().sum::<usize>(), usize::try_from(lives).unwrap());
    assert!(ends.keys().all(|state| state.is_final()) && ends.len() == 3, "{ends:?}");
    let states: BTreeSet<State> = visited.iter().map(|(state, _)| *state).collect();
    assert_eq!(states, State::ALL.iter().copied().collect(), "every state was lived in");
    let never: Vec<K> = K::ALL.iter().copied().filter(|kind| !used.contains(kind)).collect();
    assert_eq!(
        never,
        [K::Submit, K::Release, K::Ask],
        "every action happened but the beginnings and what a parent causes"
    );
}

/// Everybody who could ever come to a case.
fn everybody(life: &Life) -> Vec<Actor> {
    let mut all = vec![Actor::reporter(), Actor::system()];
    for role in [Role::Clerk, Role::Custodian, Role::Auditor, Role::Admin, Role::Reviewer] {
        all.push(Actor::officer(role, Uuid::from_u128(0xE0), vec![UNIT_A]));
        all.push(Actor::officer(role, Uuid::from_u128(0xE1), vec![super::office::UNIT_B]));
    }
    for (id, ..) in STAFF {
        all.push(life.actor(*id));
    }
    for id in [VERIFIER, ANALYST, MEDIATOR, DESK[0]] {
        all.push(life.actor(id).on_behalf_of(Side::Reporter));
        all.push(life.actor(id).on_behalf_of(Side::Respondent));
    }
    all
}

#[test]
fn offered_is_accepted_for_every_state_role_and_action() {
    let mut seen: BTreeMap<(Kind, State), usize> = BTreeMap::new();
    let mut alike: BTreeSet<String> = BTreeSet::new();
    let mut offers: BTreeMap<(Kind, K), usize> = BTreeMap::new();
    for seed in 50_000..50_800 {
        let mut life = Life::new(seed);
        life.awake = STAFF.iter().map(|(id, ..)| *id).collect();
        for _ in 0..40 {
            life.youth(1);
            // as it stands, and as it would stand if everybody slept for a while
            for days in [0, 12, 60] {
                let (case, facts) = (&life.office.case, &life.office.case.facts);
                let open: Vec<C> = case.open_clocks().map(|clock| clock.kind).collect();
                let settled = facts.mediation.terms.iter().filter(|term| term.is_settled()).count();
                let memory = (facts.mediation.agreed(), facts.mediation.terms.len(), settled, facts.conversion_offered);
                if alike.insert(format!("{:?}{:?}{:?}{open:?}{memory:?}{days}", case.kind, case.state, case.resume)) {
                    *seen.entry((case.kind, case.state)).or_default() += 1;
                    let now = life.office.now;
                    life.office.now += TimeDelta::days(days);
                    check_offers(&life, &mut offers);
                    life.office.now = now;
                }
            }
        }
    }
    for office in staged() {
        check_offers(&Life { office, ..Life::new(0) }, &mut offers);
    }
    for kind in Kind::ALL {
        for state in State::of(*kind) {
            assert!(seen.get(&(*kind, *state)).is_some_and(|n| *n >= 3), "{state:?} was not checked");
        }
    }
    for action in K::ALL.iter().filter(|action| !matches!(action, K::Submit | K::Ask)) {
        assert!(
            Kind::ALL.iter().any(|kind| offers.contains_key(&(*kind, *action))) || *action == K::Release,
            "{action:?} was never offered"
        );
    }
}

/// Places that few random lives come to.
fn staged() -> Vec<Office> {
    let mut old = Office::closed();
    old.days(2200);
    vec![Office::mediation(), Office::agreed(), Office::follow_up(), Office::referred(), Office::closed(), old]
}

fn check_offers(life: &Life, offers: &mut BTreeMap<(Kind, K), usize>) {
    let office = &life.office;
    for actor in everybody(life) {
        let buttons = offered(&office.case, &actor, &office.policy, office.now);
        for kind in K::ALL {
            let action = sample(office, &actor, *kind, &mut |_| 0);
            let accepted = action.is_some_and(|action| life.attempt(&actor, &action).is_ok());
            let drawn = buttons.contains(kind);
            assert_eq!(drawn, accepted, "{kind:?} by {:?} in {:?}: {:?}", actor.role, office.case.state, life.story);
            if drawn {
                *offers.entry((office.case.kind, *kind)).or_default() += 1;
            }
        }
    }
}

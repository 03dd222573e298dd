//! A well-formed action of each kind for a case as it stands: whatever is refused then is refused by the case.

use chrono::{Days, TimeDelta};
use kentongan::case::action::{Action, ActionKind as K, Addressee, Bounced, Category, Given, Taker};
use kentongan::case::actor::Actor;
use kentongan::case::case::CommitmentState;
use kentongan::case::decide::side_of;
use kentongan::case::state::{Body, ClockKind, Finding, Kind, Outcome, Role, Severity, State};
use uuid::Uuid;

use super::office::{
    ANALYST, ANALYST2, CHIEF, CONSULTANT2, DESK, MEDIATOR, MEDIATOR2, Office, UNIT_A, UNIT_B, VERIFIER2,
};

pub const YES: Given = Given(true);
pub const NO: Given = Given(false);

pub const fn free(officer: Uuid) -> Taker {
    Taker { officer, walled: false }
}

pub fn category() -> Category {
    Category { code: "NE01".into(), mediable: true }
}

pub fn accept() -> Action {
    Action::Accept {
        checks: YES,
        category: category(),
        severity: Severity::Medium,
        agency: None,
        unit: UNIT_A,
        handler: free(ANALYST),
    }
}

pub fn refuse() -> Action {
    Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES }
}

pub fn refer(receiver: &str) -> Action {
    Action::Refer { ground: "UU-7-2017".into(), receiver: receiver.into(), with_identity: false }
}

pub fn propose(findings: &[Finding]) -> Action {
    Action::ProposeOutcome { findings: findings.to_vec(), reasons: YES, sources: YES, heard_or_why_not: YES }
}

pub fn recommend(n: usize) -> Action {
    Action::Recommend { to: Addressee::Ppk, ppk_accused: false, letter: YES, commitments: vec![None; n] }
}

pub fn term(line: u16, due: chrono::NaiveDate) -> Action {
    Action::ProposeTerm { line, text: YES, owner: YES, due: Some(due) }
}

pub fn amend() -> Action {
    Action::Amend {
        category: None,
        severity: Some(Severity::High),
        agency: None,
        unit: None,
        title: false,
        reason: YES,
    }
}

pub fn hold(until: chrono::NaiveDate) -> Action {
    Action::Hold { until, reason: YES }
}

pub fn repair(target: State, resume: Option<State>) -> Action {
    Action::Repair { target, resume, handler: Some(free(ANALYST2)), outcome: None, reason: YES }
}

/// Choices among equally good contents; a test that wants the first always gives 0.
pub type Pick<'a> = dyn FnMut(usize) -> usize + 'a;

/// `None` when the case holds nothing that such an action could name.
pub fn sample(office: &Office, actor: &Actor, kind: K, pick: &mut Pick<'_>) -> Option<Action> {
    let (case, now) = (&office.case, office.now);
    let today = case.zone.day(now);
    let side = side_of(actor);
    let others = [ANALYST, ANALYST2, CHIEF, VERIFIER2, CONSULTANT2, DESK[0], DESK[1]];
    let takers: Vec<Uuid> =
        others.into_iter().filter(|id| case.handler != Some(*id) && !case.facts.excluded.contains(id)).collect();
    let taker = || -> Option<Taker> {
        let fitting: Vec<Uuid> = match (case.kind, case.stage()) {
            (Kind::Consultation, _) => vec![CONSULTANT2, super::office::CONSULTANT],
            (Kind::Complaint, State::Received | State::Screening) => vec![VERIFIER2, super::office::VERIFIER],
            (Kind::Complaint, _) => vec![ANALYST, ANALYST2],
        };
        let wanted = fitting.into_iter().find(|id| takers.contains(id));
        wanted.or(takers.last().copied()).map(free)
    };
    Some(match kind {
        K::Submit | K::Ask => return None,
        K::StartScreening => Action::StartScreening,
        K::AskReporter => Action::AskReporter { question: YES },
        K::Answer => Action::Answer { text: YES },
        K::ExtendReply => Action::ExtendReply,
        K::GoOnWithout => Action::GoOnWithout,
        K::Accept => {
            let Action::Accept { checks, category, severity, agency, unit, .. } = accept() else { unreachable!() };
            let unit = case.unit.unwrap_or(unit);
            let free_analyst =
                [ANALYST, ANALYST2, DESK[0], DESK[1]].into_iter().find(|id| !case.facts.excluded.contains(id));
            let handler = if actor.role == Role::Integrity { actor.officer? } else { free_analyst? };
            Action::Accept {
                checks,
                category: Category { mediable: pick(4) > 0, ..category },
                severity,
                agency,
                unit,
                handler: free(handler),
            }
        }
        K::Refuse => refuse(),
        K::Refer => {
            let name = ["bawaslu", "bkn", "ombudsman", "kpk"]
                .into_iter()
                .find(|name| !case.facts.referral.refused.iter().any(|r| r == name))?;
            refer(name)
        }
        K::Bounce => Action::Bounce {
            why: if case.has_ended(ClockKind::ReferralReply, now) && pick(2) == 0 {
                Bounced::Silent
            } else {
                Bounced::Refused
            },
        },
        K::Arbitrate => {
            let keep = pick(2) == 0;
            let handler =
                [ANALYST, ANALYST2, DESK[0], DESK[1]].into_iter().find(|id| !case.facts.excluded.contains(id))?;
            Action::Arbitrate {
                keep,
                reason: YES,
                category: Some(category()),
                severity: Some(Severity::Low),
                handler: Some(free(handler)),
            }
        }
        K::RecordOutcome => Action::RecordOutcome {
            outcome: [Outcome::Proven, Outcome::NotProven, Outcome::Insufficient][pick(3)],
            text: YES,
        },
        K::Join => {
            Action::Join { parent: Uuid::from_u128(7), parent_open: true, parent_joined: false, wall_holds: true }
        }
        K::Release => Action::Release { parent: State::Withdrawn },
        K::GiveFirstAnswer => Action::GiveFirstAnswer { tied_to_allegations: YES },
        K::OpenClarification => Action::OpenClarification { items: 2 },
        K::RecordResponse => Action::RecordResponse { text: YES },
        K::SecondCall => Action::SecondCall,
        K::SetHearing => Action::SetHearing { at: now + TimeDelta::days(3), place: YES },
        K::HoldHearing => Action::HoldHearing { minutes: YES },
        K::RecordNoShow => Action::RecordNoShow { reason: YES },
        K::ConcludeClarification => Action::ConcludeClarification,
        K::OfferMediation => {
            let roster: Vec<Taker> =
                [MEDIATOR, MEDIATOR2].into_iter().filter(|id| case.handler != Some(*id)).map(free).collect();
            Action::OfferMediation { roster }
        }
        K::RecordConsent => Action::RecordConsent { side, yes: pick(4) > 0, struck: Vec::new() },
        K::MediationLapse => Action::MediationLapse,
        K::BeginMediation => Action::BeginMediation,
        K::ProposeTerm => {
            let line = u16::try_from(case.facts.mediation.terms.len() + 1).unwrap();
            term(if line > 3 { 1 } else { line }, today + Days::new(20))
        }
        K::AcceptTerm | K::RefuseTerm => {
            let terms = &case.facts.mediation.terms;
            if terms.is_empty() {
                return None;
            }
            let line = terms[pick(terms.len())].line;
            if kind == K::AcceptTerm { Action::AcceptTerm { line, side } } else { Action::RefuseTerm { line, side } }
        }
        K::WantMoreTime => Action::WantMoreTime { side },
        K::Settle => Action::Settle { lawful: true },
        K::EndWithout => Action::EndWithout { side: (actor.role == Role::Reporter).then_some(side) },
        K::ProposeOutcome => {
            let all = [Finding::Proven, Finding::NotProven, Finding::Insufficient];
            propose(&[all[pick(3)], all[pick(3)]])
        }
        K::SendBack => Action::SendBack { remark: YES },
        K::Decide => Action::Decide { letter: YES },
        K::Recommend => recommend(1 + pick(2)),
        K::WaiveRecommendation => Action::WaiveRecommendation { reason: YES },
        K::ReportCommitment => Action::ReportCommitment { no: open_commitment(office)?, proof: YES },
        K::GiveUpCommitment => Action::GiveUpCommitment { no: open_commitment(office)?, reason: YES },
        K::EscalateTo => {
            let reminded = |no: u16| case.clock_of(ClockKind::FollowUp, &no.to_string()).is_some_and(|c| c.level >= 2);
            let open = case.facts.commitments.iter().filter(|each| each.state == CommitmentState::Open);
            open.filter(|each| reminded(each.no)).find_map(|each| {
                let body = Body::ALL.iter().find(|body| !each.escalated.contains(body))?;
                Some(Action::EscalateTo { no: each.no, body: *body })
            })?
        }
        K::CloseFollowUp => Action::CloseFollowUp,
        K::RecordDelivery => Action::RecordDelivery { proof: YES, on: today },
        K::OpenResult => Action::OpenResult,
        K::Object => Action::Object { side, reason: YES },
        K::WithdrawObjection => Action::WithdrawObjection { side },
        K::ConfirmDecision => Action::ConfirmDecision { reason: YES },
        K::Reopen => Action::Reopen { handler: taker()?, redo: YES },
        K::Lapse => Action::Lapse,
        K::ReportAgain => Action::ReportAgain { reason: YES },
        K::Withdraw => Action::Withdraw,
        K::ContinueExOfficio => Action::ContinueExOfficio { public_interest: true, reason: YES },
        K::Expire => Action::Expire,
        K::InterimFeedback => Action::InterimFeedback { text: YES },
        K::Hold => hold(today + Days::new(5)),
        K::Unhold => Action::Unhold,
        K::Assign => Action::Assign { to: taker()? },
        K::Take => Action::Take,
        K::HandOver => {
            let over = case.facts.hand_overs == 0 || actor.role == Role::Integrity;
            let other = if case.unit == Some(UNIT_A) { UNIT_B } else { UNIT_A };
            Action::HandOver { to: Some(taker()?), unit: (over && pick(3) == 0).then_some(other), ground: YES }
        }
        K::Amend => amend(),
        K::ExtendDeadline => extend(office)?,
        K::DeclareConflict => Action::DeclareConflict { reason: YES },
        K::Link => Action::Link { other: Uuid::from_u128(8) },
        K::Message => Action::Message { text: YES },
        K::Note => Action::Note { text: YES },
        K::AddEvidence => Action::AddEvidence { files: 1 },
        K::ShareIdentity => Action::ShareIdentity,
        K::AskProtection => Action::AskProtection,
        K::ConsentShare => Action::ConsentShare { yes: true },
        K::ChangeCode => Action::ChangeCode,
        K::Rate => Action::Rate { score: 4 },
        K::Breach => {
            let due = kentongan::case::decide::due_actions(case, &office.policy, now);
            due.into_iter().find(|action| action.kind() == K::Breach)?
        }
        K::Repair => {
            let able = [ANALYST2, ANALYST, DESK[0], DESK[1], DESK[2]];
            let handler = able.into_iter().find(|id| !case.facts.excluded.contains(id)).map(free);
            let to = |target, outcome| Action::Repair { target, resume: None, handler, outcome, reason: YES };
            match pick(4) {
                0 => to(State::Screening, None),
                1 => to(State::Clarification, None),
                2 => to(State::Resolved, Some(Outcome::Proven)),
                _ => to(State::Review, None),
            }
        }
        K::ExpireSurvey => Action::ExpireSurvey,
        K::Purge => Action::Purge,
        K::Schedule => Action::Schedule { slot: now + TimeDelta::days(2), free: true },
        K::Start => Action::Start { on_duty: true },
        K::DeskClosed => Action::DeskClosed,
        K::NoShow => Action::NoShow { on_duty: true },
        K::Missed => Action::Missed,
        K::End => Action::End { summary: YES },
        K::AskAgain => Action::AskAgain { text: YES },
        K::OfferConvert => Action::OfferConvert { summary: YES },
        K::Convert => Action::Convert { agreed: true },
        K::Cancel => Action::Cancel { reason: YES },
    })
}

fn open_commitment(office: &Office) -> Option<u16> {
    office.case.facts.commitments.iter().find(|each| each.state == CommitmentState::Open).map(|each| each.no)
}

/// One more working day than the old end.
pub fn extend(office: &Office) -> Option<Action> {
    let case = &office.case;
    let clock =
        case.open_clocks().find(|clock| clock.kind != ClockKind::Hold && !case.facts.extended.contains(&clock.id))?;
    let old = office.policy.lengthened(clock, office.now, case.zone).max(office.now);
    let until = office.policy.calendar.roll(case.zone.day(old) + Days::new(1));
    Some(Action::ExtendDeadline { clock: clock.id, until, reason: YES })
}

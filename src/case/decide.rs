//! Decides what an action does: pure, without input, output or a clock of its own.
//!
//! The table says where and who, [`guard`](super::guard) what the case must be like; what the action carries is checked
//! here, beside its effects.

#![expect(clippy::unnecessary_wraps, reason = "every row has the same shape, whether it can refuse or not")]

mod anytime;
mod clarify;
mod consult;
mod ending;
mod follow;
mod mediate;
mod objection;
mod outcome;
mod referral;
mod repair;
mod screening;

use chrono::{DateTime, Utc};

use super::action::{Action, ActionKind, Given, Taker};
pub use super::actor::{Actor, Approvals};
use super::case::Case;
pub use super::effect::{Effect, Target, apply, clock_id};
use super::guard::View;
use super::policy::Policy;
pub use super::refusal::{Guard, Refusal};
use super::state::{Kind, Role, Side};
use super::table::{self, Row};
use super::who;
pub use super::who::{may_approve, side_of};
use super::work::Work;

/// What `action` does to a case now.
///
/// A row that needs a second person gives a single [`Effect::Propose`], after every guard has passed; carrying out the
/// approved proposal decides again with the approvals.
///
/// # Errors
/// The refusal, in this order: no row from here, walled, not this actor's, a guard.
pub fn decide(
    case: &Case,
    actor: &Actor,
    action: &Action,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Vec<Effect>, Refusal> {
    let kind = action.kind();
    let row = table::legal(case, kind).ok_or(Refusal::NotNow { state: case.state, action: kind })?;
    check(&View { case, actor, policy, now }, row)?;
    who::check_side(actor, action)?;
    let needed = who::needed(case, row);
    let approved = who::approved(actor, needed)?;
    let mut work = Work::new(case, actor, policy, now, is_filing(actor, kind));
    carry_out(&mut work, action)?;
    if needed > 0 && !approved {
        return Ok(vec![Effect::Propose { needed }]);
    }
    touch(&mut work, kind);
    if let Some(key) = row.note_key()
        && who::side_of(actor) != Side::Reporter
        && !case.facts.without_reporter
    {
        work.push(Effect::TellReporter(key));
    }
    Ok(work.finish())
}

/// What this actor may do now, as far as the case alone tells: the buttons to draw.
#[must_use]
pub fn offered(case: &Case, actor: &Actor, policy: &Policy, now: DateTime<Utc>) -> Vec<ActionKind> {
    let view = View { case, actor, policy, now };
    let here = table::rows(case.kind).iter().filter(|row| row.begins_at(case.state, case.resume));
    here.filter(|row| check(&view, row).is_ok()).map(|row| row.action).collect()
}

/// What the worker must do now: ends that it answers itself, and breaches. Oldest due is the caller's order of cases; in
/// a case the rows of the machine come before the levels.
#[must_use]
pub fn due_actions(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<Action> {
    let system = Actor::system();
    let view = View { case, actor: &system, policy, now };
    offered(case, &system, policy, now)
        .into_iter()
        .filter_map(|kind| match kind {
            ActionKind::MediationLapse => Some(Action::MediationLapse),
            ActionKind::EndWithout => Some(Action::EndWithout { side: None }),
            ActionKind::Lapse => Some(Action::Lapse),
            ActionKind::Expire => Some(Action::Expire),
            ActionKind::Unhold => Some(Action::Unhold),
            ActionKind::ExpireSurvey => Some(Action::ExpireSurvey),
            ActionKind::Purge => Some(Action::Purge),
            ActionKind::DeskClosed => Some(Action::DeskClosed),
            ActionKind::Missed => Some(Action::Missed),
            ActionKind::End => Some(Action::End { summary: Given(false) }),
            ActionKind::Breach => view.breachable().map(|clock| Action::Breach { clock: clock.id }),
            _ => None,
        })
        .collect()
}

fn check(view: &View<'_>, row: &Row) -> Result<(), Refusal> {
    who::permit(view.case, view.actor, row)?;
    Ok(view.check(row.action)?)
}

/// Acts of citizens that start a count: after 15.00 office time it begins on the next working day.
fn is_filing(actor: &Actor, action: ActionKind) -> bool {
    let files =
        matches!(action, ActionKind::Object | ActionKind::Withdraw | ActionKind::ReportAgain | ActionKind::AskAgain);
    files && (actor.role == Role::Reporter || actor.on_behalf.is_some())
}

/// Remembers who acted, for reviewers. Deciding an objection does not count: a desk of four could not examine the
/// objections of both sides otherwise.
fn touch(work: &mut Work<'_>, action: ActionKind) {
    if matches!(action, ActionKind::ConfirmDecision | ActionKind::Reopen) {
        return;
    }
    let Some(me) = work.actor.officer else { return };
    let mut persons = vec![me];
    if let Approvals::Given { by } = &work.actor.approvals {
        persons.extend(by);
    }
    for person in persons {
        if !work.facts().touched.contains(&person) {
            work.facts().touched.push(person);
        }
    }
}

fn require(holds: bool, guard: Guard) -> Result<(), Guard> {
    if holds { Ok(()) } else { Err(guard) }
}

fn given(words: Given) -> Result<(), Guard> {
    require(words.0, Guard::Words)
}

/// Whether somebody may be given the case.
fn check_taker(work: &Work<'_>, taker: &Taker) -> Result<(), Guard> {
    require(!taker.walled, Guard::TakerWalled)?;
    require(!work.case.facts.excluded.contains(&taker.officer), Guard::TakerExcluded)?;
    require(!work.case.facts.mediators.contains(&taker.officer), Guard::Mediator)
}

/// Checks what the action carries and does its effects; exhaustive, a new action does not compile until it is placed.
fn carry_out(w: &mut Work<'_>, action: &Action) -> Result<(), Guard> {
    match action {
        Action::StartScreening => screening::start(w),
        Action::AskReporter { question } => screening::ask(w, *question),
        Action::Answer { text } => match w.case.kind {
            Kind::Complaint => screening::answer(w, *text),
            Kind::Consultation => consult::answer(w, *text),
        },
        Action::ExtendReply => screening::extend_reply(w),
        Action::GoOnWithout => screening::go_on(w),
        Action::Accept { .. } => screening::accept(w, action),
        Action::Refuse { outcome, failed_check, other_door } => {
            screening::refuse(w, *outcome, *failed_check, *other_door)
        }
        Action::Join { parent, parent_open, parent_joined, wall_holds } => {
            screening::join(w, *parent, *parent_open && !parent_joined, *wall_holds)
        }
        Action::Release { parent } => screening::release(w, *parent),
        Action::Refer { ground, receiver, with_identity } => referral::refer(w, ground, receiver, *with_identity),
        Action::Bounce { why } => referral::bounce(w, *why),
        Action::Arbitrate { keep: true, reason, category, severity, handler } => {
            referral::keep(w, *reason, category.as_ref(), *severity, *handler)
        }
        Action::Arbitrate { keep: false, reason, .. } => referral::send_back(w, *reason),
        Action::RecordOutcome { outcome, text } => referral::record_outcome(w, *outcome, *text),
        Action::GiveFirstAnswer { tied_to_allegations } => clarify::first_answer(w, *tied_to_allegations),
        Action::OpenClarification { items } => clarify::open(w, *items),
        Action::RecordResponse { text } => clarify::record_response(w, *text),
        Action::SecondCall => clarify::second_call(w),
        Action::SetHearing { at, place } => clarify::set_hearing(w, *at, *place),
        Action::HoldHearing { minutes } => clarify::hold_hearing(w, *minutes),
        Action::RecordNoShow { reason } => clarify::record_no_show(w, *reason),
        Action::ConcludeClarification => clarify::conclude(w),
        Action::OfferMediation { roster } => mediate::offer(w, roster),
        Action::RecordConsent { side, yes, struck } => mediate::consent(w, *side, *yes, struck),
        Action::MediationLapse => mediate::lapse(w),
        Action::BeginMediation => mediate::begin(w),
        Action::ProposeTerm { line, text, owner, due } => mediate::propose_term(w, *line, *text, *owner, *due),
        Action::AcceptTerm { line, side } => mediate::answer_term(w, *line, *side, true),
        Action::RefuseTerm { line, side } => mediate::answer_term(w, *line, *side, false),
        Action::WantMoreTime { side } => mediate::want_more_time(w, *side),
        Action::Settle { lawful } => mediate::settle(w, *lawful),
        Action::EndWithout { .. } => mediate::end_without(w),
        Action::ProposeOutcome { findings, reasons, sources, heard_or_why_not } => {
            outcome::propose(w, findings, [*reasons, *sources, *heard_or_why_not])
        }
        Action::SendBack { remark } => outcome::send_back(w, *remark),
        Action::Decide { letter } => outcome::decide(w, *letter),
        Action::Recommend { to, ppk_accused, letter, commitments } => {
            outcome::recommend(w, (*to, *ppk_accused), *letter, commitments)
        }
        Action::WaiveRecommendation { reason } => outcome::waive(w, *reason),
        Action::ReportCommitment { no, proof } => follow::report(w, *no, *proof),
        Action::EscalateTo { no, body } => follow::escalate(w, *no, *body),
        Action::GiveUpCommitment { no, reason } => follow::give_up(w, *no, *reason),
        Action::CloseFollowUp => follow::close(w),
        Action::RecordDelivery { proof, on } => follow::deliver(w, *proof, *on),
        Action::OpenResult => follow::open_result(w),
        Action::Object { side, reason } => objection::object(w, *side, *reason),
        Action::WithdrawObjection { .. } => objection::confirm(w),
        Action::ConfirmDecision { reason } => given(*reason).and_then(|()| objection::confirm(w)),
        Action::Reopen { handler, redo } => objection::reopen(w, *handler, *redo),
        Action::Lapse => ending::lapse(w),
        Action::ReportAgain { reason } => ending::report_again(w, *reason),
        Action::Withdraw => ending::withdraw(w),
        Action::ContinueExOfficio { public_interest, reason } => {
            ending::continue_ex_officio(w, *public_interest, *reason)
        }
        Action::Expire => ending::expire(w),
        Action::Rate { score } => ending::rate(w, *score),
        Action::ExpireSurvey => ending::expire_survey(w),
        Action::Purge => ending::purge(w),
        Action::InterimFeedback { text } => anytime::interim_feedback(w, *text),
        Action::Hold { until, reason } => anytime::hold(w, *until, *reason),
        Action::Unhold => anytime::unhold(w),
        Action::Assign { to } => anytime::assign(w, to),
        Action::Take => anytime::take(w),
        Action::HandOver { to, unit, ground } => anytime::hand_over(w, to.as_ref(), *unit, *ground),
        Action::Amend { .. } => anytime::amend(w, action),
        Action::ExtendDeadline { clock, until, reason } => anytime::extend(w, *clock, *until, *reason),
        Action::DeclareConflict { reason } => anytime::declare_conflict(w, *reason),
        Action::Link { other } => require(*other != w.case.id, Guard::Parent),
        Action::Message { text } | Action::Note { text } => given(*text),
        Action::AddEvidence { files } => require(*files > 0, Guard::Nothing),
        Action::ShareIdentity | Action::ChangeCode => Ok(()),
        Action::AskProtection => anytime::ask_protection(w),
        Action::ConsentShare { yes } => anytime::consent_share(w, *yes),
        Action::Breach { clock } => anytime::breach(w, *clock),
        Action::Repair { .. } => repair::repair(w, action),
        Action::Schedule { slot, free } => consult::schedule(w, *slot, *free),
        Action::Start { on_duty } => consult::start(w, *on_duty),
        Action::DeskClosed => consult::desk_closed(w),
        Action::NoShow { on_duty } => consult::no_show(w, *on_duty),
        Action::Missed => consult::missed(w),
        Action::End { summary } => consult::end(w, *summary),
        Action::AskAgain { text } => consult::ask_again(w, *text),
        Action::OfferConvert { summary } => consult::offer_convert(w, *summary),
        Action::Convert { agreed } => consult::convert(w, *agreed),
        Action::Cancel { reason } => consult::cancel(w, *reason),
    }
}

//! Rows 9 to 12: other bodies, and the arbiter between them.

use super::{Guard, check_taker, given, require};
use crate::case::action::{Bounced, Category, Given, Taker};
use crate::case::effect::Effect;
use crate::case::state::{Cause, ClockKind, Outcome, Severity, Side, State};
use crate::case::work::Work;

/// Row 9.
pub(super) fn refer(w: &mut Work<'_>, ground: &str, receiver: &str, with_identity: bool) -> Result<(), Guard> {
    require(!ground.is_empty() && !receiver.is_empty(), Guard::Ground)?;
    require(!w.case.facts.referral.refused.iter().any(|refused| refused == receiver), Guard::RefusedBefore)?;
    require(!with_identity || w.case.facts.consent_share, Guard::Consent)?;
    let referrer = w.actor.officer;
    let referral = &mut w.facts().referral;
    ground.clone_into(&mut referral.ground);
    receiver.clone_into(&mut referral.receiver);
    referral.referrer = referrer;
    w.meet(&[ClockKind::Screen]);
    w.void(&[ClockKind::MediationReply]);
    w.pause(Cause::Referral, |clock| matches!(clock.kind, ClockKind::FirstAnswer | ClockKind::Resolve));
    w.interrupt(State::Referred);
    w.start(ClockKind::ReferralReply);
    Ok(())
}

/// Row 10. The first time it comes back; from the second the arbiter decides.
pub(super) fn bounce(w: &mut Work<'_>, why: Bounced) -> Result<(), Guard> {
    let referral = &mut w.case.facts.referral;
    match why {
        Bounced::Refused => referral.refused.push(referral.receiver.clone()),
        Bounced::Silent => require(w.case.has_ended(ClockKind::ReferralReply, w.now), Guard::StillRunning)?,
    }
    w.facts().referral.bounces += 1;
    w.meet(&[ClockKind::ReferralReply]);
    if w.case.facts.referral.bounces > 1 {
        w.start(ClockKind::Arbiter);
        return Ok(());
    }
    w.unpause(Cause::Referral);
    w.go_back()?;
    if w.case.state == State::Screening {
        w.start(ClockKind::Screen);
    }
    Ok(())
}

/// Row 11, kept for good.
pub(super) fn keep(
    w: &mut Work<'_>,
    reason: Given,
    category: Option<&Category>,
    severity: Option<Severity>,
    handler: Option<Taker>,
) -> Result<(), Guard> {
    given(reason)?;
    let handler = handler.ok_or(Guard::TakerMissing)?;
    check_taker(w, &handler)?;
    require(category.is_some_and(|category| !category.code.is_empty()) || w.case.category.is_some(), Guard::Category)?;
    if let Some(category) = category {
        w.push(Effect::SetCategory { code: category.code.clone(), mediable: category.mediable });
    }
    if let Some(severity) = severity {
        w.push(Effect::SetSeverity { severity });
    }
    w.facts().referral.kept = true;
    w.assign(Some(handler.officer));
    w.meet(&[ClockKind::Arbiter]);
    w.unpause(Cause::Referral);
    w.set_resume(None);
    w.go(State::Review);
    if !w.case.is_open(ClockKind::Resolve) {
        w.start(ClockKind::FirstAnswer);
        w.start(ClockKind::Resolve);
    }
    w.start_unless_open(ClockKind::Feedback);
    Ok(())
}

/// Row 11, back to the receiver, who must take it.
pub(super) fn send_back(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    w.facts().referral.sent_back = true;
    w.meet(&[ClockKind::Arbiter]);
    w.start(ClockKind::ReferralReply);
    Ok(())
}

/// Row 12.
pub(super) fn record_outcome(w: &mut Work<'_>, outcome: Outcome, text: Given) -> Result<(), Guard> {
    given(text)?;
    require(!matches!(outcome, Outcome::Settled | Outcome::Duplicate | Outcome::Withdrawn), Guard::Outcome)?;
    w.meet(&[ClockKind::ReferralReply, ClockKind::Arbiter, ClockKind::FirstAnswer, ClockKind::Resolve]);
    w.set_resume(None);
    w.set_outcome(Some(outcome));
    w.go(State::Resolved);
    super::outcome::publish(w, &[Side::Reporter, Side::Respondent]);
    Ok(())
}

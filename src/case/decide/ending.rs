//! Rows 41 to 44, 52 and 55: how a case ends, and what may still happen after it.

use super::{Guard, given, require};
use crate::case::action::Given;
use crate::case::effect::Effect;
use crate::case::state::{ClockKind, Kind, Outcome, State};
use crate::case::work::Work;

/// Row 41, and row 13 of consultations.
pub(super) fn lapse(w: &mut Work<'_>) -> Result<(), Guard> {
    w.close(State::Closed, true);
    Ok(())
}

/// Row 42: from the start, with somebody else.
pub(super) fn report_again(w: &mut Work<'_>, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    let old = w.case.handler;
    let facts = w.facts();
    facts.excluded.extend(old);
    facts.reports_again += 1;
    facts.verifier = None;
    facts.rounds = 0;
    facts.reply_extended = false;
    facts.referral.bounces = 0;
    facts.mediation = crate::case::case::Mediation { held: facts.mediation.held, ..Default::default() };
    facts.findings.clear();
    facts.commitments.clear();
    facts.first_answer_given = false;
    w.void(&[ClockKind::Retention, ClockKind::Survey]);
    w.set_outcome(None);
    w.set_resume(None);
    w.assign(None);
    w.go(State::Received);
    w.start(ClockKind::Screen);
    Ok(())
}

/// Row 43. Cases that were joined to this one are taken up again.
pub(super) fn withdraw(w: &mut Work<'_>) -> Result<(), Guard> {
    w.push(Effect::LapseProposals);
    if w.case.facts.joined > 0 {
        w.facts().joined = 0;
        w.push(Effect::ReleaseJoined);
    }
    w.set_resume(None);
    w.set_outcome(Some(Outcome::Withdrawn));
    w.go(State::Withdrawn);
    w.start(ClockKind::ExOfficio);
    w.remember_closing();
    Ok(())
}

/// Row 44: in a new case, which shows nothing of who withdrew.
pub(super) fn continue_ex_officio(w: &mut Work<'_>, public_interest: bool, reason: Given) -> Result<(), Guard> {
    given(reason)?;
    require(public_interest, Guard::PublicInterest)?;
    w.push(Effect::NewLinkedCase { kind: Kind::Complaint, without_reporter: true, relation: "ex_officio" });
    expire(w)
}

/// Row 44.
pub(super) fn expire(w: &mut Work<'_>) -> Result<(), Guard> {
    w.meet(&[ClockKind::ExOfficio]);
    w.start(ClockKind::Retention);
    Ok(())
}

/// Row 52.
pub(super) fn rate(w: &mut Work<'_>, score: i16) -> Result<(), Guard> {
    require((1..=5).contains(&score), Guard::Score)?;
    w.facts().rated = true;
    w.meet(&[ClockKind::Survey]);
    Ok(())
}

/// Row 55.
pub(super) fn expire_survey(w: &mut Work<'_>) -> Result<(), Guard> {
    w.void(&[ClockKind::Survey]);
    Ok(())
}

/// Row 55.
pub(super) fn purge(w: &mut Work<'_>) -> Result<(), Guard> {
    w.facts().purged = true;
    w.meet(&[ClockKind::Retention]);
    w.push(Effect::Purge);
    Ok(())
}

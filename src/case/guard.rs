//! Guards that look at the case alone: what they refuse is not offered as a button either.

use chrono::{DateTime, Months, Utc};

use super::action::ActionKind as A;
use super::actor::Actor;
use super::case::{Case, CommitmentState};
use super::policy::{MEDIATION_GRACE, MISSED_DAYS, Policy};
use super::refusal::Guard;
use super::state::{Body, ClockKind as C, Kind, Outcome, Role, Side, State};
use super::who::side_of;

/// What a guard looks at.
pub(super) struct View<'a> {
    pub(super) case: &'a Case,
    pub(super) actor: &'a Actor,
    pub(super) policy: &'a Policy,
    pub(super) now: DateTime<Utc>,
}

fn require(holds: bool, guard: Guard) -> Result<(), Guard> {
    if holds { Ok(()) } else { Err(guard) }
}

impl View<'_> {
    /// Whether the row's guard holds, as far as the case alone tells.
    pub(super) fn check(&self, action: A) -> Result<(), Guard> {
        let (case, facts) = (self.case, &self.case.facts);
        match action {
            A::AskReporter => {
                require(!facts.without_reporter, Guard::NoReporter)?;
                require(facts.rounds < 5, Guard::Rounds)
            }
            A::ExtendReply => {
                self.open(C::ReporterReply)?;
                require(!facts.reply_extended, Guard::Once)
            }
            A::GoOnWithout => self.ended(C::ReporterReply),
            A::Refuse if case.state == State::AwaitingReporter => self.ended(C::ReporterReply),
            A::Refer => require(!facts.referral.kept, Guard::Kept),
            A::Bounce => {
                require(!facts.referral.sent_back, Guard::SentBack)?;
                self.open(C::ReferralReply)
            }
            A::Arbitrate => self.open(C::Arbiter),
            A::Join => require(facts.joined == 0, Guard::HasJoined),
            A::Release => require(case.outcome == Some(Outcome::Duplicate), Guard::Parent),
            A::GiveFirstAnswer => self.open(C::FirstAnswer),
            A::SecondCall => {
                require(!facts.clarification.second_call, Guard::Once)?;
                self.ended(C::RespondentReply)
            }
            A::HoldHearing | A::RecordNoShow => self.hearing_began(),
            A::ConcludeClarification => require(self.heard_or_missed(), Guard::NotHeard),
            A::OfferMediation => self.may_offer(),
            A::RecordConsent => {
                self.open(C::MediationReply)?;
                require(facts.mediation.answer(side_of(self.actor)).is_none(), Guard::Once)
            }
            A::MediationLapse => self.ended(C::MediationReply),
            A::BeginMediation => {
                require(facts.mediation.agreed(), Guard::NotAgreed)?;
                require(case.mediable, Guard::NotMediable)?;
                require(self.actor.officer.is_some_and(|me| !case.has_handled(me)), Guard::Handler)
            }
            A::AcceptTerm | A::RefuseTerm => require(!facts.mediation.terms.is_empty(), Guard::Terms),
            A::WantMoreTime => {
                self.open(C::MediationEnd)?;
                let asked = facts.mediation.extended || facts.mediation.more_time.contains(&side_of(self.actor));
                require(!asked, Guard::Once)
            }
            A::Settle => {
                let terms = &facts.mediation.terms;
                require(!terms.is_empty() && terms.iter().all(super::case::Term::is_settled), Guard::Terms)
            }
            A::EndWithout if self.actor.role == Role::System => self.after(C::MediationEnd, MEDIATION_GRACE),
            A::Decide => {
                require(self.foreign_enough(), Guard::Handler)?;
                require(facts.proposed_by.is_none() || facts.proposed_by != self.actor.officer, Guard::Approval)?;
                require(!facts.findings.is_empty(), Guard::Findings)
            }
            A::Recommend => {
                require(case.outcome.is_some_and(Outcome::is_proven), Guard::Outcome)?;
                self.open(C::Recommend)
            }
            A::WaiveRecommendation => self.open(C::Recommend),
            A::ReportCommitment | A::GiveUpCommitment => require(facts.open_commitments().0 > 0, Guard::Commitment),
            A::EscalateTo => require(self.escalatable(), Guard::Level),
            A::CloseFollowUp => self.may_close_follow_up(),
            A::RecordDelivery => self.may_restart(Side::Respondent, facts.delivered),
            A::OpenResult => self.may_restart(Side::Reporter, facts.opened),
            A::Object => self.may_object(side_of(self.actor)),
            A::WithdrawObjection => require(facts.objector() == Some(side_of(self.actor)), Guard::Side),
            A::ConfirmDecision | A::Reopen => {
                let touched = self.actor.officer.is_some_and(|me| facts.touched.contains(&me));
                require(!touched, Guard::Touched)
            }
            A::Lapse => match case.kind {
                Kind::Complaint => self.may_lapse(),
                Kind::Consultation => self.ended(C::Silence),
            },
            A::ReportAgain => self.may_report_again(),
            A::ContinueExOfficio => {
                self.open(C::ExOfficio)?;
                require(!case.has_ended(C::ExOfficio, self.now), Guard::TooLate)
            }
            A::Expire => self.ended(C::ExOfficio),
            A::InterimFeedback => self.open(C::Feedback),
            A::Hold => {
                require(!case.is_open(C::Hold), Guard::AlreadyOpen)?;
                require(facts.holds < 2, Guard::Holds)
            }
            A::Unhold if self.actor.role == Role::System => self.ended(C::Hold),
            A::Unhold => self.open(C::Hold),
            A::Take => {
                require(case.handler.is_none(), Guard::Taken)?;
                self.never_mediated()
            }
            A::StartScreening => self.never_mediated(),
            A::ExtendDeadline => require(self.extendable(), Guard::NotOpen),
            A::ChangeCode => require(!facts.purged, Guard::Erased),
            A::Rate => {
                require(!facts.rated, Guard::Once)?;
                self.open(C::Survey)?;
                require(!case.has_ended(C::Survey, self.now), Guard::TooLate)
            }
            A::Breach => require(self.breachable().is_some(), Guard::StillRunning),
            A::ExpireSurvey => self.ended(C::Survey),
            A::Purge => self.ended(C::Retention),
            A::DeskClosed => self.ended(C::Queue),
            A::NoShow => require(facts.slot.is_some_and(|slot| slot < self.now), Guard::TooEarly),
            A::Missed => self.after(C::Session, MISSED_DAYS),
            A::End if self.actor.role == Role::System => self.ended(C::Session),
            A::Convert => require(facts.conversion_offered, Guard::Summary),
            A::Submit
            | A::Refuse
            | A::EndWithout
            | A::End
            | A::Ask
            | A::Answer
            | A::RecordOutcome
            | A::ShareIdentity
            | A::OpenClarification
            | A::HandOver
            | A::Schedule
            | A::Accept
            | A::RecordResponse
            | A::SetHearing
            | A::ProposeOutcome
            | A::SendBack
            | A::Amend
            | A::DeclareConflict
            | A::Link
            | A::Message
            | A::Note
            | A::AddEvidence
            | A::AskProtection
            | A::ConsentShare
            | A::Assign
            | A::Withdraw
            | A::OfferConvert
            | A::Repair
            | A::ProposeTerm
            | A::Start
            | A::AskAgain
            | A::Cancel => Ok(()),
        }
    }

    /// Whether somebody may decide, as far as handling goes: nobody who ever did. At the desk of integrity only who does
    /// now may not: it is the last station, and in a long life each of its people may have handled the case once.
    fn foreign_enough(&self) -> bool {
        self.actor.officer.is_some_and(|me| match self.actor.role {
            Role::Integrity => self.case.handler != Some(me),
            _ => !self.case.has_handled(me),
        })
    }

    fn open(&self, kind: C) -> Result<(), Guard> {
        require(self.case.is_open(kind), Guard::NotOpen)
    }

    fn ended(&self, kind: C) -> Result<(), Guard> {
        self.open(kind)?;
        require(self.case.has_ended(kind, self.now), Guard::StillRunning)
    }

    /// So many working days after the end of a running clock.
    fn after(&self, kind: C, days: u32) -> Result<(), Guard> {
        self.ended(kind)?;
        let end = self.case.clock(kind).map(|clock| self.policy.working_after(clock.due_at, days, self.case.zone));
        require(end.is_some_and(|end| self.now > end), Guard::StillRunning)
    }

    fn hearing_began(&self) -> Result<(), Guard> {
        self.open(C::Hearing)?;
        require(self.case.facts.clarification.hearing_at.is_some_and(|at| at <= self.now), Guard::TooEarly)
    }

    /// A response, or minutes, or two recorded no-shows, or both written windows ended.
    fn heard_or_missed(&self) -> bool {
        let clarification = &self.case.facts.clarification;
        clarification.response
            || clarification.held > 0
            || clarification.no_shows >= 2
            || (clarification.second_call && self.case.has_ended(C::RespondentReply, self.now))
    }

    fn may_offer(&self) -> Result<(), Guard> {
        let (case, mediation) = (self.case, &self.case.facts.mediation);
        require(!case.facts.without_reporter, Guard::NoReporter)?;
        require(case.mediable, Guard::NotMediable)?;
        require(!case.is_open(C::MediationReply), Guard::AlreadyOpen)?;
        require(!mediation.agreed(), Guard::Agreed)?;
        require(mediation.offers < 2, Guard::Offers)
    }

    fn escalatable(&self) -> bool {
        self.case.facts.commitments.iter().any(|each| {
            each.state == CommitmentState::Open
                && each.escalated.len() < Body::ALL.len()
                && self.case.clock_of(C::FollowUp, &each.no.to_string()).is_some_and(|clock| clock.level >= 2)
        })
    }

    /// Row 35: at least one commitment, each met or given up, no window open unless ended.
    pub(super) fn may_close_follow_up(&self) -> Result<(), Guard> {
        let (open, all) = self.case.facts.open_commitments();
        require(all > 0, Guard::Commitments)?;
        require(open == 0, Guard::Commitment)?;
        self.windows_ended()
    }

    /// Row 41: every window met or ended, none paused; a (partly) proven decision has its waiver.
    pub(super) fn may_lapse(&self) -> Result<(), Guard> {
        self.windows_ended()?;
        let proven = self.case.state == State::Resolved && self.case.outcome.is_some_and(Outcome::is_proven);
        require(!proven || self.case.facts.waived == self.case.facts.decision, Guard::Outcome)
    }

    fn windows_ended(&self) -> Result<(), Guard> {
        let mut windows = self.case.open_clocks().filter(|clock| clock.kind == C::ObjectionWindow);
        require(windows.all(|window| window.has_ended(self.now)), Guard::Window)
    }

    /// Rows 36 and 36b: once per decision, while the window is open, within ten working days of publication.
    fn may_restart(&self, side: Side, done: u16) -> Result<(), Guard> {
        let facts = &self.case.facts;
        require(done != facts.decision, Guard::Once)?;
        self.inside_window(side)?;
        require(facts.deliver_until.is_some_and(|until| self.now <= until), Guard::TooLate)
    }

    fn may_object(&self, side: Side) -> Result<(), Guard> {
        let barred = side == Side::Respondent && self.case.state == State::NotAdmissible;
        require(!barred, Guard::Side)?;
        require(!self.case.facts.has_objected(side), Guard::Once)?;
        self.inside_window(side)
    }

    fn inside_window(&self, side: Side) -> Result<(), Guard> {
        let window = self.case.clock_of(C::ObjectionWindow, side.code()).ok_or(Guard::NotOpen)?;
        require(!window.has_ended(self.now), Guard::TooLate)
    }

    /// Who takes the case becomes its handler, and a mediator never does.
    fn never_mediated(&self) -> Result<(), Guard> {
        let mediated = self.actor.officer.is_some_and(|me| self.case.facts.mediators.contains(&me));
        require(!mediated, Guard::Mediator)
    }

    fn may_report_again(&self) -> Result<(), Guard> {
        let facts = &self.case.facts;
        require(!facts.purged, Guard::Erased)?;
        require(self.case.outcome != Some(Outcome::Duplicate), Guard::Parent)?;
        require(facts.reports_again < 2, Guard::ReportsAgain)?;
        let months = Months::new(self.policy.deadline(C::Retention).extra);
        require(facts.first_closed_at.is_some_and(|closed| self.now <= closed + months), Guard::TooLate)
    }

    fn extendable(&self) -> bool {
        let extended = &self.case.facts.extended;
        self.case.open_clocks().any(|clock| clock.kind != C::Hold && !extended.contains(&clock.id))
    }

    /// The clock whose next level is due, the one due first.
    pub(super) fn breachable(&self) -> Option<&super::case::Clock> {
        self.case
            .open_clocks()
            .filter(|clock| super::clocks::may_breach(self.case, clock))
            .filter(|clock| clock.next_level_at(self.policy, self.case.zone).is_some_and(|at| self.now > at))
            .min_by_key(|clock| clock.due_at)
    }
}

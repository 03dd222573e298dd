//! What people and the worker can do. `workflow.md` numbers the rows; the words themselves are content and are not here.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::action_kind::ActionKind;
use super::state::{Body, Finding, Outcome, Severity, Side, State};

/// Whether the words that a row asks for were written. The words themselves are stored sealed by the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Given(pub bool);

/// An officer who is to take the case. The door knows whether the wall stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taker {
    /// Account.
    pub officer: Uuid,
    /// Behind the wall of this case.
    pub walled: bool,
}

/// A category as chosen, with what the catalogue says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Code of the violation.
    pub code: String,
    /// Whether it may be mediated.
    pub mediable: bool,
}

/// Why a referral came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounced {
    /// The receiver refused.
    Refused,
    /// The receiver said nothing until the window ended.
    Silent,
}

/// To whom a recommendation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The PPK of the agency.
    Ppk,
    /// One level up, because the PPK is the accused.
    Above,
}

/// An action with what guards and effects need of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence of each action names its parts")]
pub enum Action {
    /// Takes a case into verification.
    StartScreening,
    /// Asks the reporter something concrete.
    AskReporter { question: Given },
    /// The reporter answers, or the consultant.
    Answer { text: Given },
    /// Gives the reporter more time.
    ExtendReply,
    /// Goes on without an answer.
    GoOnWithout,
    /// Takes the complaint on.
    Accept { checks: Given, category: Category, severity: Severity, agency: Option<Uuid>, unit: Uuid, handler: Taker },
    /// Says why it cannot be processed, and which door is open.
    Refuse { outcome: Outcome, failed_check: Given, other_door: Given },
    /// Sends it to the body that is competent.
    Refer { ground: String, receiver: String, with_identity: bool },
    /// It comes back.
    Bounce { why: Bounced },
    /// Decides between bodies.
    Arbitrate {
        keep: bool,
        reason: Given,
        category: Option<Category>,
        severity: Option<Severity>,
        handler: Option<Taker>,
    },
    /// Records what the other body found.
    RecordOutcome { outcome: Outcome, text: Given },
    /// Joins it to another case about the same.
    Join { parent: Uuid, parent_open: bool, parent_joined: bool, wall_holds: bool },
    /// The case that it was joined to was withdrawn.
    Release { parent: State },
    /// Answers in substance.
    GiveFirstAnswer { tied_to_allegations: Given },
    /// Puts the allegations to the respondent, item by item, in an officer's words.
    OpenClarification { items: u16 },
    /// Records the respondent's answer.
    RecordResponse { text: Given },
    /// Calls the respondent again.
    SecondCall,
    /// Sets a hearing.
    SetHearing { at: DateTime<Utc>, place: Given },
    /// Records a hearing.
    HoldHearing { minutes: Given },
    /// Records that nobody came.
    RecordNoShow { reason: Given },
    /// Ends the clarification.
    ConcludeClarification,
    /// Offers mediation with these mediators.
    OfferMediation { roster: Vec<Taker> },
    /// A side says yes or no.
    RecordConsent { side: Side, yes: bool, struck: Vec<Uuid> },
    /// Silence counts as no.
    MediationLapse,
    /// The talks begin.
    BeginMediation,
    /// Writes a line of the agreement.
    ProposeTerm { line: u16, text: Given, owner: Given, due: Option<NaiveDate> },
    /// A side accepts a line.
    AcceptTerm { line: u16, side: Side },
    /// A side refuses a line.
    RefuseTerm { line: u16, side: Side },
    /// A side wants more time.
    WantMoreTime { side: Side },
    /// The agreement is made.
    Settle { lawful: bool },
    /// The talks end without an agreement.
    EndWithout { side: Option<Side> },
    /// Proposes a finding per allegation.
    ProposeOutcome { findings: Vec<Finding>, reasons: Given, sources: Given, heard_or_why_not: Given },
    /// Sends the proposal back.
    SendBack { remark: Given },
    /// Decides as proposed, with a letter that says how to object.
    Decide { letter: Given },
    /// Recommends to the PPK, with at least one commitment.
    Recommend { to: Addressee, ppk_accused: bool, letter: Given, commitments: Vec<Option<NaiveDate>> },
    /// Does without a recommendation.
    WaiveRecommendation { reason: Given },
    /// A commitment was kept.
    ReportCommitment { no: u16, proof: Given },
    /// Tells a higher body.
    EscalateTo { no: u16, body: Body },
    /// Gives a commitment up.
    GiveUpCommitment { no: u16, reason: Given },
    /// Closes after the follow-up.
    CloseFollowUp,
    /// The decision was delivered to the respondent on this day.
    RecordDelivery { proof: Given, on: NaiveDate },
    /// The reporter opened the result.
    OpenResult,
    /// A side objects.
    Object { side: Side, reason: Given },
    /// The side that objected takes it back.
    WithdrawObjection { side: Side },
    /// The decision stands.
    ConfirmDecision { reason: Given },
    /// The decision falls; somebody else works on it again.
    Reopen { handler: Taker, redo: Given },
    /// Time is over.
    Lapse,
    /// The reporter brings it back.
    ReportAgain { reason: Given },
    /// The reporter withdraws.
    Withdraw,
    /// Goes on without the reporter, in a new case.
    ContinueExOfficio { public_interest: bool, reason: Given },
    /// Nobody went on.
    Expire,
    /// News for the reporter.
    InterimFeedback { text: Given },
    /// Stops the clocks until a date.
    Hold { until: NaiveDate, reason: Given },
    /// Ends the hold.
    Unhold,
    /// Gives the case to an officer.
    Assign { to: Taker },
    /// Takes the case.
    Take,
    /// Gives the case on, inside the unit or to another.
    HandOver { to: Option<Taker>, unit: Option<Uuid>, ground: Given },
    /// Corrects what is known.
    Amend {
        category: Option<Category>,
        severity: Option<Severity>,
        agency: Option<Uuid>,
        unit: Option<Uuid>,
        title: bool,
        reason: Given,
    },
    /// Lengthens a clock until a date.
    ExtendDeadline { clock: Uuid, until: NaiveDate, reason: Given },
    /// "I have a conflict of interest."
    DeclareConflict { reason: Given },
    /// Links to another case.
    Link { other: Uuid },
    /// A message in the thread.
    Message { text: Given },
    /// A note for officers.
    Note { text: Given },
    /// Adds files.
    AddEvidence { files: u16 },
    /// The reporter gives the identity later, or releases the name to the case team.
    ShareIdentity,
    /// The reporter asks for protection.
    AskProtection,
    /// The reporter lets the identity go along with a referral, or not.
    ConsentShare { yes: bool },
    /// A new receipt code.
    ChangeCode,
    /// Rates the work.
    Rate { score: i16 },
    /// A clock's next level is due.
    Breach { clock: Uuid },
    /// Puts a case right that cannot move any more.
    Repair { target: State, resume: Option<State>, handler: Option<Taker>, outcome: Option<Outcome>, reason: Given },
    /// The window for a rating is over.
    ExpireSurvey,
    /// The content is erased.
    Purge,
    /// Consultation: a slot, free when the door looked.
    Schedule { slot: DateTime<Utc>, free: bool },
    /// Consultation: the session begins.
    Start { on_duty: bool },
    /// Consultation: the desk closed before the citizen's turn.
    DeskClosed,
    /// Consultation: the citizen did not come.
    NoShow { on_duty: bool },
    /// Consultation: nobody recorded what became of the slot.
    Missed,
    /// Consultation: the session ends, with a summary (the worker sends a fixed notice instead).
    End { summary: Given },
    /// Consultation: a further question.
    AskAgain { text: Given },
    /// Consultation: a summary for a complaint.
    OfferConvert { summary: Given },
    /// Consultation: the citizen says yes to it.
    Convert { agreed: bool },
    /// Consultation: called off.
    Cancel { reason: Given },
}

impl Action {
    /// The action without what it carries.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        macro_rules! same {
            ($($name:ident)+) => { match self { $(Self::$name { .. } => ActionKind::$name),+ } };
        }
        same! {
            StartScreening AskReporter Answer ExtendReply GoOnWithout Accept Refuse Refer Bounce Arbitrate
            RecordOutcome Join Release GiveFirstAnswer OpenClarification RecordResponse SecondCall SetHearing
            HoldHearing RecordNoShow ConcludeClarification OfferMediation RecordConsent MediationLapse BeginMediation
            ProposeTerm AcceptTerm RefuseTerm WantMoreTime Settle EndWithout ProposeOutcome SendBack Decide Recommend
            WaiveRecommendation ReportCommitment EscalateTo GiveUpCommitment CloseFollowUp RecordDelivery OpenResult
            Object WithdrawObjection ConfirmDecision Reopen Lapse ReportAgain Withdraw ContinueExOfficio Expire
            InterimFeedback Hold Unhold Assign Take HandOver Amend ExtendDeadline DeclareConflict Link Message Note
            AddEvidence ShareIdentity AskProtection ConsentShare ChangeCode Rate Breach Repair ExpireSurvey Purge
            Schedule Start DeskClosed NoShow Missed End AskAgain OfferConvert Convert Cancel
        }
    }

    /// The side that this action speaks for, when it names one.
    #[must_use]
    pub const fn side(&self) -> Option<Side> {
        match self {
            Self::RecordConsent { side, .. }
            | Self::AcceptTerm { side, .. }
            | Self::RefuseTerm { side, .. }
            | Self::WantMoreTime { side }
            | Self::Object { side, .. }
            | Self::WithdrawObjection { side } => Some(*side),
            Self::EndWithout { side } => *side,
            _ => None,
        }
    }
}

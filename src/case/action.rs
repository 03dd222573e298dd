//! What people and the worker can do. `workflow.md` numbers the rows; the words themselves are content and are not here.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::state::{Body, Finding, Outcome, Severity, Side, State, words};

words! {
    /// An action without what it carries.
    ActionKind {
        /// Row 1.
        Submit = "submit",
        /// Row 2.
        StartScreening = "start_screening",
        /// Row 3.
        AskReporter = "ask_reporter",
        /// Row 4; for a consultation row 3, the consultant's answer.
        Answer = "answer",
        /// Row 5.
        ExtendReply = "extend_reply",
        /// Row 6.
        GoOnWithout = "go_on_without",
        /// Row 7.
        Accept = "accept",
        /// Row 8.
        Refuse = "refuse",
        /// Row 9.
        Refer = "refer",
        /// Row 10.
        Bounce = "bounce",
        /// Row 11.
        Arbitrate = "arbitrate",
        /// Row 12.
        RecordOutcome = "record_outcome",
        /// Row 13.
        Join = "join",
        /// Row 13b.
        Release = "release",
        /// Row 14.
        GiveFirstAnswer = "give_first_answer",
        /// Row 15.
        OpenClarification = "open_clarification",
        /// Row 16.
        RecordResponse = "record_response",
        /// Row 17.
        SecondCall = "second_call",
        /// Row 18.
        SetHearing = "set_hearing",
        /// Row 18.
        HoldHearing = "hold_hearing",
        /// Row 18.
        RecordNoShow = "record_no_show",
        /// Row 19.
        ConcludeClarification = "conclude_clarification",
        /// Row 20.
        OfferMediation = "offer_mediation",
        /// Row 21.
        RecordConsent = "record_consent",
        /// Row 22.
        MediationLapse = "mediation_lapse",
        /// Row 23.
        BeginMediation = "begin_mediation",
        /// Row 24: the mediator writes or rewrites a line; both sides answer it anew.
        ProposeTerm = "propose_term",
        /// Row 24.
        AcceptTerm = "accept_term",
        /// Row 24.
        RefuseTerm = "refuse_term",
        /// Row 24.
        WantMoreTime = "want_more_time",
        /// Row 25.
        Settle = "settle",
        /// Row 26.
        EndWithout = "end_without",
        /// Row 27.
        ProposeOutcome = "propose_outcome",
        /// Row 28.
        SendBack = "send_back",
        /// Row 29.
        Decide = "decide",
        /// Row 30.
        Recommend = "recommend",
        /// Row 31.
        WaiveRecommendation = "waive_recommendation",
        /// Row 32.
        ReportCommitment = "report_commitment",
        /// Row 33.
        EscalateTo = "escalate_to",
        /// Row 34.
        GiveUpCommitment = "give_up_commitment",
        /// Row 35.
        CloseFollowUp = "close_follow_up",
        /// Row 36.
        RecordDelivery = "record_delivery",
        /// Row 36b.
        OpenResult = "open_result",
        /// Row 37.
        Object = "object",
        /// Row 38.
        WithdrawObjection = "withdraw_objection",
        /// Row 39.
        ConfirmDecision = "confirm_decision",
        /// Row 40.
        Reopen = "reopen",
        /// Row 41; for a consultation row 13.
        Lapse = "lapse",
        /// Row 42.
        ReportAgain = "report_again",
        /// Row 43.
        Withdraw = "withdraw",
        /// Row 44.
        ContinueExOfficio = "continue_ex_officio",
        /// Row 44.
        Expire = "expire",
        /// Row 45.
        InterimFeedback = "interim_feedback",
        /// Row 46.
        Hold = "hold",
        /// Row 46.
        Unhold = "unhold",
        /// Row 47.
        Assign = "assign",
        /// Row 47; for a consultation row 2.
        Take = "take",
        /// Row 47; for a consultation row 2.
        HandOver = "hand_over",
        /// Row 48.
        Amend = "amend",
        /// Row 49.
        ExtendDeadline = "extend_deadline",
        /// Row 50.
        DeclareConflict = "declare_conflict",
        /// Row 51.
        Link = "link",
        /// Row 51.
        Message = "message",
        /// Row 51.
        Note = "note",
        /// Row 51.
        AddEvidence = "add_evidence",
        /// Row 51.
        ShareIdentity = "share_identity",
        /// Row 51.
        AskProtection = "ask_protection",
        /// Row 51.
        ConsentShare = "consent_share",
        /// Row 51.
        ChangeCode = "change_code",
        /// Row 52.
        Rate = "rate",
        /// Row 53.
        Breach = "breach",
        /// Row 54.
        Repair = "repair",
        /// Row 55.
        ExpireSurvey = "expire_survey",
        /// Row 55.
        Purge = "purge",
        /// Consultation row 1.
        Ask = "ask",
        /// Consultation row 4.
        Schedule = "schedule",
        /// Consultation row 5.
        Start = "start",
        /// Consultation row 6.
        DeskClosed = "desk_closed",
        /// Consultation row 7.
        NoShow = "no_show",
        /// Consultation row 7b.
        Missed = "missed",
        /// Consultation row 8.
        End = "end",
        /// Consultation row 9.
        AskAgain = "ask_again",
        /// Consultation row 10.
        OfferConvert = "offer_convert",
        /// Consultation row 11.
        Convert = "convert",
        /// Consultation row 12.
        Cancel = "cancel",
    }
}

impl ActionKind {
    /// Key of the label on buttons and in the record.
    #[must_use]
    pub fn label_key(self) -> String {
        format!("tindakan-{}", self.code().replace('_', "-"))
    }
}

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
        match self {
            Self::StartScreening => ActionKind::StartScreening,
            Self::AskReporter { .. } => ActionKind::AskReporter,
            Self::Answer { .. } => ActionKind::Answer,
            Self::ExtendReply => ActionKind::ExtendReply,
            Self::GoOnWithout => ActionKind::GoOnWithout,
            Self::Accept { .. } => ActionKind::Accept,
            Self::Refuse { .. } => ActionKind::Refuse,
            Self::Refer { .. } => ActionKind::Refer,
            Self::Bounce { .. } => ActionKind::Bounce,
            Self::Arbitrate { .. } => ActionKind::Arbitrate,
            Self::RecordOutcome { .. } => ActionKind::RecordOutcome,
            Self::Join { .. } => ActionKind::Join,
            Self::Release { .. } => ActionKind::Release,
            Self::GiveFirstAnswer { .. } => ActionKind::GiveFirstAnswer,
            Self::OpenClarification { .. } => ActionKind::OpenClarification,
            Self::RecordResponse { .. } => ActionKind::RecordResponse,
            Self::SecondCall => ActionKind::SecondCall,
            Self::SetHearing { .. } => ActionKind::SetHearing,
            Self::HoldHearing { .. } => ActionKind::HoldHearing,
            Self::RecordNoShow { .. } => ActionKind::RecordNoShow,
            Self::ConcludeClarification => ActionKind::ConcludeClarification,
            Self::OfferMediation { .. } => ActionKind::OfferMediation,
            Self::RecordConsent { .. } => ActionKind::RecordConsent,
            Self::MediationLapse => ActionKind::MediationLapse,
            Self::BeginMediation => ActionKind::BeginMediation,
            Self::ProposeTerm { .. } => ActionKind::ProposeTerm,
            Self::AcceptTerm { .. } => ActionKind::AcceptTerm,
            Self::RefuseTerm { .. } => ActionKind::RefuseTerm,
            Self::WantMoreTime { .. } => ActionKind::WantMoreTime,
            Self::Settle { .. } => ActionKind::Settle,
            Self::EndWithout { .. } => ActionKind::EndWithout,
            Self::ProposeOutcome { .. } => ActionKind::ProposeOutcome,
            Self::SendBack { .. } => ActionKind::SendBack,
            Self::Decide { .. } => ActionKind::Decide,
            Self::Recommend { .. } => ActionKind::Recommend,
            Self::WaiveRecommendation { .. } => ActionKind::WaiveRecommendation,
            Self::ReportCommitment { .. } => ActionKind::ReportCommitment,
            Self::EscalateTo { .. } => ActionKind::EscalateTo,
            Self::GiveUpCommitment { .. } => ActionKind::GiveUpCommitment,
            Self::CloseFollowUp => ActionKind::CloseFollowUp,
            Self::RecordDelivery { .. } => ActionKind::RecordDelivery,
            Self::OpenResult => ActionKind::OpenResult,
            Self::Object { .. } => ActionKind::Object,
            Self::WithdrawObjection { .. } => ActionKind::WithdrawObjection,
            Self::ConfirmDecision { .. } => ActionKind::ConfirmDecision,
            Self::Reopen { .. } => ActionKind::Reopen,
            Self::Lapse => ActionKind::Lapse,
            Self::ReportAgain { .. } => ActionKind::ReportAgain,
            Self::Withdraw => ActionKind::Withdraw,
            Self::ContinueExOfficio { .. } => ActionKind::ContinueExOfficio,
            Self::Expire => ActionKind::Expire,
            Self::InterimFeedback { .. } => ActionKind::InterimFeedback,
            Self::Hold { .. } => ActionKind::Hold,
            Self::Unhold => ActionKind::Unhold,
            Self::Assign { .. } => ActionKind::Assign,
            Self::Take => ActionKind::Take,
            Self::HandOver { .. } => ActionKind::HandOver,
            Self::Amend { .. } => ActionKind::Amend,
            Self::ExtendDeadline { .. } => ActionKind::ExtendDeadline,
            Self::DeclareConflict { .. } => ActionKind::DeclareConflict,
            Self::Link { .. } => ActionKind::Link,
            Self::Message { .. } => ActionKind::Message,
            Self::Note { .. } => ActionKind::Note,
            Self::AddEvidence { .. } => ActionKind::AddEvidence,
            Self::ShareIdentity => ActionKind::ShareIdentity,
            Self::AskProtection => ActionKind::AskProtection,
            Self::ConsentShare { .. } => ActionKind::ConsentShare,
            Self::ChangeCode => ActionKind::ChangeCode,
            Self::Rate { .. } => ActionKind::Rate,
            Self::Breach { .. } => ActionKind::Breach,
            Self::Repair { .. } => ActionKind::Repair,
            Self::ExpireSurvey => ActionKind::ExpireSurvey,
            Self::Purge => ActionKind::Purge,
            Self::Schedule { .. } => ActionKind::Schedule,
            Self::Start { .. } => ActionKind::Start,
            Self::DeskClosed => ActionKind::DeskClosed,
            Self::NoShow { .. } => ActionKind::NoShow,
            Self::Missed => ActionKind::Missed,
            Self::End { .. } => ActionKind::End,
            Self::AskAgain { .. } => ActionKind::AskAgain,
            Self::OfferConvert { .. } => ActionKind::OfferConvert,
            Self::Convert { .. } => ActionKind::Convert,
            Self::Cancel { .. } => ActionKind::Cancel,
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

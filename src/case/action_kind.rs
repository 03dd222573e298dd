//! The names of the actions, as the table and the record use them. `workflow.md` numbers the rows.

use super::state::words;

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

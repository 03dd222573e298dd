//! Why the machine says no: data, with one text key each. The page chooses the words.

use super::action::ActionKind;
use super::state::{Role, State, words};

/// Why an action was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No row leads from this state with this action.
    NotNow {
        /// Where the case stands.
        state: State,
        /// What was tried.
        action: ActionKind,
    },
    /// This role, or this person, may not.
    NotYours {
        /// Who tried.
        role: Role,
        /// What was tried.
        action: ActionKind,
    },
    /// Behind the wall. The edge answers as if there were no such case.
    Walled,
    /// The row's guard does not hold.
    Guard(Guard),
}

impl Refusal {
    /// Key of the words for people.
    #[must_use]
    pub fn text_key(&self) -> String {
        match self {
            Self::NotNow { .. } => "tolak-not-now".into(),
            Self::NotYours { .. } => "tolak-not-yours".into(),
            Self::Walled => "tolak-walled".into(),
            Self::Guard(guard) => format!("tolak-{}", guard.code().replace('_', "-")),
        }
    }
}

impl Refusal {
    /// Whether this refusal says more to a person who may come in several roles: a guard more than a role, a role more
    /// than a state.
    #[must_use]
    pub const fn explains_more_than(&self, other: &Self) -> bool {
        self.weight() > other.weight()
    }

    const fn weight(self) -> u8 {
        match self {
            Self::NotNow { .. } => 0,
            Self::NotYours { .. } => 1,
            Self::Guard(_) => 2,
            Self::Walled => 3,
        }
    }
}

impl From<Guard> for Refusal {
    fn from(guard: Guard) -> Self {
        Self::Guard(guard)
    }
}

words! {
    /// The guards of the rows.
    Guard {
        /// Words that the row asks for are missing.
        Words = "words",
        /// Good faith, privacy, or what, whom and when are missing.
        Incomplete = "incomplete",
        /// The question is too short.
        TooShort = "too_short",
        /// Nobody is there to ask, tell or agree: the case has no reporter.
        NoReporter = "no_reporter",
        /// The last round of questions was asked.
        Rounds = "rounds",
        /// It was done once already.
        Once = "once",
        /// The time for it is not over yet.
        StillRunning = "still_running",
        /// The time for it is over.
        TooLate = "too_late",
        /// It is not the time for it yet.
        TooEarly = "too_early",
        /// No clock of this kind is open.
        NotOpen = "not_open",
        /// One is open already.
        AlreadyOpen = "already_open",
        /// That person is behind the wall.
        TakerWalled = "taker_walled",
        /// That person handled it before.
        TakerExcluded = "taker_excluded",
        /// Somebody must be named.
        TakerMissing = "taker_missing",
        /// That person has it already.
        TakerSame = "taker_same",
        /// Somebody works on it already.
        Taken = "taken",
        /// The handler may not do this.
        Handler = "handler",
        /// A mediator may not handle the same case.
        Mediator = "mediator",
        /// Somebody who acted on the case may not judge it.
        Touched = "touched",
        /// The category must be named.
        Category = "category",
        /// This kind of violation is never mediated.
        NotMediable = "not_mediable",
        /// Offered twice already.
        Offers = "offers",
        /// Both sides agreed already.
        Agreed = "agreed",
        /// Both sides must have agreed.
        NotAgreed = "not_agreed",
        /// No mediator would be left.
        Roster = "roster",
        /// There is no such line, or it is not settled by both with owner and date.
        Terms = "terms",
        /// An agreement must be lawful.
        Unlawful = "unlawful",
        /// A legal ground and a receiver must be named.
        Ground = "ground",
        /// That body refused already.
        RefusedBefore = "refused_before",
        /// The arbiter kept the case.
        Kept = "kept",
        /// The arbiter sent the case back; the receiver must take it.
        SentBack = "sent_back",
        /// Identity goes along only with consent.
        Consent = "consent",
        /// The other case is closed, or joined itself.
        Parent = "parent",
        /// Other cases are joined to this one.
        HasJoined = "has_joined",
        /// Somebody would get nearer to a case that is walled.
        Wall = "wall",
        /// The respondent has neither answered nor missed every chance.
        NotHeard = "not_heard",
        /// A finding for each allegation is missing.
        Findings = "findings",
        /// This outcome does not fit here.
        Outcome = "outcome",
        /// At least one commitment is needed.
        Commitments = "commitments",
        /// There is no such open commitment, or one is still open.
        Commitment = "commitment",
        /// Reminders come first.
        Level = "level",
        /// An objection is still possible.
        Window = "window",
        /// This side has no say here.
        Side = "side",
        /// A date that cannot be.
        Date = "date",
        /// Held twice already.
        Holds = "holds",
        /// Brought back twice already.
        ReportsAgain = "reports_again",
        /// A second hand-over between units is the integrity desk's.
        SecondHandOver = "second_hand_over",
        /// Nothing would change.
        Nothing = "nothing",
        /// The public interest must be named.
        PublicInterest = "public_interest",
        /// This target cannot be reached so.
        Target = "target",
        /// A second person must have approved.
        Approval = "approval",
        /// The slot is taken.
        Slot = "slot",
        /// Only somebody on duty.
        OffDuty = "off_duty",
        /// A summary was not offered or not agreed to.
        Summary = "summary",
        /// It was erased.
        Erased = "erased",
        /// A score from 1 to 5.
        Score = "score",
        /// Something chosen is not there, or cannot be used here.
        Unknown = "unknown",
    }
}

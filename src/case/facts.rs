//! What guards must remember beside the plain columns: no content, no names. Stored as one JSON value.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::state::{Body, Finding, Side};

/// Everything that the machine remembers of a case. A field that is missing in an old record has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a guard asks for")]
pub struct Facts {
    /// No reporter stands behind the case (own initiative, or continued ex officio).
    pub without_reporter: bool,
    /// Who screened.
    pub verifier: Option<Uuid>,
    /// Officers who may not handle the case any more (old handlers, after `report_again`).
    pub excluded: Vec<Uuid>,
    /// Officers who acted on it; a reviewer must not be among them. Deciding an objection does not count.
    pub touched: Vec<Uuid>,
    /// Everybody who ever handled it; none of them may mediate or, as a supervisor, decide.
    pub handlers: Vec<Uuid>,
    /// Everybody who ever mediated it; none of them may handle it, also after the talks were forgotten.
    pub mediators: Vec<Uuid>,
    /// Rounds of questions asked.
    pub rounds: u8,
    /// The window of the current round was lengthened.
    pub reply_extended: bool,
    /// Clocks that were extended and may not be again.
    pub extended: Vec<Uuid>,
    /// Clocks whose end somebody set as a date: a new calendar does not move them.
    pub dated: Vec<Uuid>,
    /// The first answer in substance was given.
    pub first_answer_given: bool,
    /// Asking the respondent.
    pub clarification: Clarification,
    /// Mediation, from the first offer on.
    pub mediation: Mediation,
    /// Referral to another body.
    pub referral: Referral,
    /// Findings as proposed, one per allegation.
    pub findings: Vec<Finding>,
    /// Who proposed them, also in the handler's place; somebody else decides.
    pub proposed_by: Option<Uuid>,
    /// Number of the decision in force; 0 before the first.
    pub decision: u16,
    /// When the decision in force was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Until when delivery and first opening of this decision start its windows anew.
    pub deliver_until: Option<DateTime<Utc>>,
    /// Decision whose delivery to the respondent was recorded.
    pub delivered: u16,
    /// Decision whose result the reporter opened.
    pub opened: u16,
    /// Decision whose recommendation was waived.
    pub waived: u16,
    /// Objections made.
    pub objections: Vec<Objection>,
    /// What was promised and is watched.
    pub commitments: Vec<Commitment>,
    /// Number of the last commitment ever made; numbers are never used again.
    pub last_commitment: u16,
    /// Holds so far, the open one included.
    pub holds: u8,
    /// How often the reporter brought it back.
    pub reports_again: u8,
    /// When it first reached a final state, a duplicate's not counted.
    pub first_closed_at: Option<DateTime<Utc>>,
    /// The case that this one was joined to.
    pub joined_to: Option<Uuid>,
    /// How many cases are joined to this one.
    pub joined: u16,
    /// Hand-overs between units.
    pub hand_overs: u8,
    /// Lapsed proposals by code of the action.
    pub lapsed: BTreeMap<String, u8>,
    /// The reporter lets the identity go along with a referral.
    pub consent_share: bool,
    /// The reporter asked for protection.
    pub protection_asked: bool,
    /// A rating was given.
    pub rated: bool,
    /// How often the state was repaired.
    pub repaired: u16,
    /// The content was erased.
    pub purged: bool,
    /// Consultation: start of the slot.
    pub slot: Option<DateTime<Utc>>,
    /// Consultation: slots that the citizen missed.
    pub no_shows: u8,
    /// Consultation: a summary for conversion was shown to the citizen.
    pub conversion_offered: bool,
}

/// Asking the respondent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a guard asks for")]
pub struct Clarification {
    /// The respondent was called, in this clarification or an earlier one.
    pub called: bool,
    /// The respondent was heard, in writing or in a hearing, in this clarification or an earlier one.
    pub heard: bool,
    /// The second call of this clarification was made.
    pub second_call: bool,
    /// A response of this clarification was recorded.
    pub response: bool,
    /// When the open hearing begins.
    pub hearing_at: Option<DateTime<Utc>>,
    /// Hearings of this clarification with minutes.
    pub held: u8,
    /// Hearings of this clarification that the respondent missed.
    pub no_shows: u8,
}

/// Mediation, from the first offer on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mediation {
    /// Offers made.
    pub offers: u8,
    /// Mediators of the latest offer.
    pub roster: Vec<Uuid>,
    /// Mediators whom a side struck.
    pub struck: Vec<Uuid>,
    /// The reporter's answer to the latest offer.
    pub reporter: Option<bool>,
    /// The respondent's answer to the latest offer.
    pub respondent: Option<bool>,
    /// Who mediates.
    pub mediator: Option<Uuid>,
    /// Talks began once: the respondent has a window against a decision.
    pub held: bool,
    /// Lines of the agreement.
    pub terms: Vec<Term>,
    /// Sides that want more time.
    pub more_time: Vec<Side>,
    /// The one extension was used.
    pub extended: bool,
}

impl Mediation {
    /// Both sides said yes to the latest offer.
    #[must_use]
    pub fn agreed(&self) -> bool {
        self.reporter == Some(true) && self.respondent == Some(true)
    }

    /// What a side answered.
    #[must_use]
    pub const fn answer(&self, side: Side) -> Option<bool> {
        match side {
            Side::Reporter => self.reporter,
            Side::Respondent => self.respondent,
        }
    }

    /// Whether this mediator may take the case: on the roster and struck by nobody.
    #[must_use]
    pub fn may_mediate(&self, officer: Uuid) -> bool {
        self.roster.contains(&officer) && !self.struck.contains(&officer)
    }

    /// Forgets answers, strikes and everything of the talks; the number of offers stays.
    pub fn clear(&mut self) {
        *self = Self { offers: self.offers, held: self.held, ..Self::default() };
    }
}

/// One line of an agreement; its words are kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Number, from 1.
    pub line: u16,
    /// Somebody answers for it.
    pub owner_given: bool,
    /// By when.
    pub due: Option<NaiveDate>,
    /// The reporter's answer.
    pub reporter: Option<bool>,
    /// The respondent's answer.
    pub respondent: Option<bool>,
}

impl Term {
    /// Accepted by both, with owner and date.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.reporter == Some(true) && self.respondent == Some(true) && self.owner_given && self.due.is_some()
    }
}

/// Referral to another body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// Code of the legal ground.
    pub ground: String,
    /// Code of the receiver.
    pub receiver: String,
    /// Receivers that refused.
    pub refused: Vec<String>,
    /// How often it came back.
    pub bounces: u8,
    /// Who referred.
    pub referrer: Option<Uuid>,
    /// The arbiter kept it: it is never referred again.
    pub kept: bool,
    /// The arbiter sent it back: the receiver must take it.
    pub sent_back: bool,
}

/// An objection that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// By whom.
    pub side: Side,
    /// Against which decision.
    pub decision: u16,
}

/// Where a commitment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentState {
    /// Watched.
    Open,
    /// Kept, with proof.
    Met,
    /// Given up, with a reason that is counted in public.
    GivenUp,
}

/// Something that was promised; its words are kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Number, the subject of its clock.
    pub no: u16,
    /// Date that it was promised for, if one was named.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: CommitmentState,
    /// Bodies that were told.
    pub escalated: Vec<Body>,
}

impl Facts {
    /// Makes an officer the mediator, and remembers it for good.
    pub fn mediated_by(&mut self, officer: Uuid) {
        self.mediation.mediator = Some(officer);
        if !self.mediators.contains(&officer) {
            self.mediators.push(officer);
        }
    }

    /// Whether a side has a window against decisions. A respondent who was neither called nor in mediation has none.
    #[must_use]
    pub const fn has_window(&self, side: Side) -> bool {
        match side {
            Side::Reporter => !self.without_reporter,
            Side::Respondent => self.clarification.called || self.mediation.held,
        }
    }

    /// The side whose objection is being examined: the last one made.
    #[must_use]
    pub fn objector(&self) -> Option<Side> {
        self.objections.last().map(|objection| objection.side)
    }

    /// Whether a side objected to the decision in force.
    #[must_use]
    pub fn has_objected(&self, side: Side) -> bool {
        self.objections.contains(&Objection { side, decision: self.decision })
    }

    /// How many proposals of an action have lapsed.
    #[must_use]
    pub fn lapsed(&self, action: &str) -> u8 {
        self.lapsed.get(action).copied().unwrap_or(0)
    }

    /// Commitments that are still open, and all of them.
    #[must_use]
    pub fn open_commitments(&self) -> (usize, usize) {
        let open = self.commitments.iter().filter(|each| each.state == CommitmentState::Open).count();
        (open, self.commitments.len())
    }
}

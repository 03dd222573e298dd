//! What the reporter wrote, as it is sealed in one piece with the case's own key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The reporter's account. Every text is as typed, trimmed; empty means "Tidak diisi".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Code of one of the eight choices of the form.
    pub choice: String,
    /// In the reporter's own words, when the choice is `lainnya`.
    pub choice_other: String,
    /// `self`, `witness`, `colleague`, `proxy` or `unsaid`; empty when it lies with the identity.
    pub relation: String,
    /// Wishes a female officer.
    pub female_officer: bool,
    /// The agency as typed.
    pub agency_text: String,
    /// The agency as chosen from the list, if it is there.
    pub agency: Option<Uuid>,
    /// Part or office.
    pub unit_text: String,
    /// Name of the person complained about, as far as known.
    pub accused_name: String,
    /// NIP of that person: 18 digits or empty.
    pub accused_nip: String,
    /// Position.
    pub accused_position: String,
    /// `pns`, `pppk` or `unknown`.
    pub accused_status: String,
    /// Others involved.
    pub others: String,
    /// Officers or people who must not handle this, one per line.
    pub excluded: String,
    /// Day of the month, if remembered.
    pub day: Option<u32>,
    /// Month, 1–12; 0 for a consultation.
    pub month: u32,
    /// Year; 0 for a consultation.
    pub year: i32,
    /// Still going on or repeated.
    pub ongoing: bool,
    /// Where.
    pub place: String,
    /// What happened.
    pub narrative: String,
    /// Links to posts, articles or videos, one per line.
    pub links: String,
    /// Witnesses or leads.
    pub witnesses: String,
    /// Consultation: code of the topic.
    pub topic: String,
    /// Consultation: the question.
    pub question: String,
    /// Number of an earlier case that the reporter mentions.
    pub earlier_case: String,
}

/// Who the reporter is; sealed to the custodians, never readable here again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// Telephone, E.164.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// `page`, `message`, `call` or `email`.
    pub contact: String,
    /// Safe hours.
    pub hours: String,
    /// NIK, 16 digits; empty unless the reporter gave it for protection or a legal step.
    pub nik: String,
    /// NIP, 18 digits, of a reporter who is a civil servant; empty unless given.
    pub nip: String,
    /// What the reporter lives by; empty unless given.
    pub job: String,
    /// [`COLLEAGUE`] or empty.
    pub relation: String,
}

/// The relation that says who a reporter is; the others say only what somebody knows (security.md §2.2).
pub const COLLEAGUE: &str = "colleague";

impl Identity {
    /// Takes what points at the reporter out of the account, which everybody who works on the case reads.
    #[must_use]
    pub fn apart_from(mut self, account: &mut Account) -> Self {
        if account.relation == COLLEAGUE {
            self.relation = std::mem::take(&mut account.relation);
        }
        self
    }

    /// The e-mail address, when its owner chose to be told there that something waits.
    #[must_use]
    pub fn notices_to(&self) -> Option<&str> {
        Some(self.email.as_str()).filter(|email| self.contact == "email" && !email.is_empty())
    }
}

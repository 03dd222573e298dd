//! The officer's shell: which places its menu offers.

use i18n_embed_fl::fl;

use crate::case::state::Role;
use crate::web::Page;
use crate::web::session::SignedIn;

/// What the shell shows around a page. Templates call it `desk`.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each place of the menu")]
pub struct Desk {
    /// The officer's name.
    pub name: String,
    /// Notices not read yet, counted to 100.
    pub unread: i64,
    /// Queue, flow and search: whoever works on cases.
    pub cases: bool,
    /// Waiting for my approval.
    pub approvals: bool,
    /// Consultations in the queue.
    pub consultations: bool,
    /// Record a complaint for someone.
    pub record: bool,
    /// QR campaigns.
    pub campaigns: bool,
    /// The record of what was done.
    pub log: bool,
    /// Settings.
    pub admin: bool,
    /// Keys of identities; requests that wait for this custodian.
    pub custody: Option<i64>,
}

impl From<&SignedIn> for Desk {
    fn from(officer: &SignedIn) -> Self {
        use Role::{
            Admin, Analyst, Auditor, Clerk, Consultant, Custodian, Integrity, Mediator, Reviewer, Supervisor, Verifier,
        };
        let any = |roles: &[Role]| roles.iter().any(|role| officer.is(*role));
        Self {
            name: officer.name.clone(),
            unread: officer.unread,
            cases: any(&[Clerk, Verifier, Analyst, Mediator, Consultant, Supervisor, Reviewer, Integrity]),
            approvals: any(&[Supervisor, Reviewer, Integrity]),
            consultations: any(&[Consultant, Supervisor, Integrity]),
            record: any(&[Clerk, Verifier]),
            campaigns: any(&[Supervisor, Admin]),
            log: any(&[Auditor, Admin, Integrity]),
            admin: any(&[Admin]),
            custody: any(&[Custodian]).then_some(officer.custody),
        }
    }
}

impl Desk {
    /// "4 pemberitahuan baru".
    #[must_use]
    pub fn bell(&self, page: &Page) -> String {
        fl!(page.t, "meja-notis-lonceng", n = self.unread)
    }
}

//! The officer's shell: which places its menu offers.

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;

use crate::case::state::Role;
use crate::web::Page;
use crate::web::session::{SignedIn, Told};

/// What the shell shows around a page. Templates call it `desk`.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each place of the menu")]
pub struct Desk {
    /// The officer's name.
    pub name: String,
    /// The places of the menu open; not before the second step.
    pub open: bool,
    /// Notices not read yet, counted to 100.
    pub unread: i64,
    /// Queue, flow and search: whoever works on cases.
    pub cases: bool,
    /// Waiting for my approval.
    pub approvals: bool,
    /// Walls that wait for this officer's decision, beside it.
    pub walls: i64,
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
    /// What happened to the officer's account and was not read yet.
    pub told: Option<Told>,
}

impl From<&SignedIn> for Desk {
    fn from(officer: &SignedIn) -> Self {
        use Role::{
            Admin, Analyst, Auditor, Clerk, Consultant, Custodian, Integrity, Mediator, Reviewer, Supervisor, Verifier,
        };
        let any = |roles: &[Role]| roles.iter().any(|role| officer.is(*role));
        Self {
            name: officer.name.clone(),
            open: true,
            unread: officer.unread,
            cases: any(&[Clerk, Verifier, Analyst, Mediator, Consultant, Supervisor, Reviewer, Integrity]),
            approvals: any(&[Supervisor, Reviewer, Integrity]),
            walls: officer.walls,
            consultations: any(&[Consultant, Supervisor, Integrity]),
            record: any(&[Clerk, Verifier]),
            campaigns: any(&[Supervisor, Admin]),
            log: any(&[Auditor, Admin, Integrity]),
            admin: any(&[Admin]),
            custody: any(&[Custodian]).then_some(officer.custody),
            told: officer.told.clone(),
        }
    }
}

impl Desk {
    /// Around a page before which nothing else opens.
    #[must_use]
    pub fn closed(officer: &SignedIn) -> Self {
        Self { cases: false, open: false, told: None, ..Self::from(officer) }
    }

    /// "4 pemberitahuan baru".
    #[must_use]
    pub fn bell(&self, page: &Page) -> String {
        fl!(page.t, "meja-notis-lonceng", n = self.unread)
    }

    /// What happened to the account, as the banner says it; empty without news.
    #[must_use]
    pub fn banner(&self, page: &Page) -> String {
        let Some(news) = &self.told else { return String::new() };
        let first = told(page, &news.what, news.by.as_deref(), news.at);
        if news.more == 0 { first } else { format!("{first} {}", fl!(page.t, "meja-akun-lagi", n = news.more)) }
    }
}

/// "Peran Anda diubah oleh Ayu Rekaan, 20 November 2026, 16.07 WIB."
#[must_use]
pub fn told(page: &Page, what: &str, by: Option<&str>, at: DateTime<Utc>) -> String {
    let t = page.t;
    let when = page.moment(at);
    let by = by.map_or_else(|| fl!(t, "meja-akun-konsol"), str::to_owned);
    match what {
        "roles" => fl!(t, "meja-akun-peran", siapa = by, kapan = when),
        "details" => fl!(t, "meja-akun-data", siapa = by, kapan = when),
        "invited" => fl!(t, "meja-akun-undang", siapa = by, kapan = when),
        "started" => fl!(t, "meja-akun-mulai", siapa = by, kapan = when),
        "key_taken" => fl!(t, "meja-akun-kunci", siapa = by, kapan = when),
        "password" => fl!(t, "meja-akun-sandi", kapan = when),
        "second_step" => fl!(t, "meja-akun-kedua", kapan = when),
        "copied" => fl!(t, "meja-akun-salinan", kapan = when),
        "absent" => fl!(t, "meja-akun-absen", siapa = by, kapan = when),
        "unit" => fl!(t, "meja-akun-unit", siapa = by, kapan = when),
        "register" => fl!(t, "meja-akun-pegawai", siapa = by, kapan = when),
        "provider" => fl!(t, "meja-akun-instansi", kapan = when),
        _ => fl!(t, "meja-akun-serang", kapan = when),
    }
}

//! A case led through its whole way, by whoever has the roles.

use chrono::{Days, NaiveDate};
use kentongan::case::action::{Action, Addressee};
use kentongan::case::state::{Finding, Side, State};
use kentongan::i18n::Zone;
use uuid::Uuid;

use super::{Office, YES, complaint, say};

/// Who plays which part.
#[derive(Clone, Copy)]
pub struct Cast {
    pub verifier: &'static str,
    pub analyst: &'static str,
    pub supervisor: &'static str,
    pub unit: fn(&Office) -> Uuid,
}

/// The people of the first unit.
pub const FIRST: Cast =
    Cast { verifier: "verifikator", analyst: "analis", supervisor: "pimpinan", unit: |office| office.one };

/// A case that the first unit's verifier gives to the second unit.
pub const SECOND: Cast =
    Cast { verifier: "verifikator", analyst: "verifikator2", supervisor: "pimpinan2", unit: |office| office.two };

impl Office {
    /// A complaint in verification.
    pub async fn screened(&self, cast: Cast) -> Uuid {
        let case = self.files(complaint()).await.unwrap().case;
        self.does(cast.verifier, case, Action::StartScreening).await;
        case
    }

    /// A complaint that is worked on.
    pub async fn accepted(&self, cast: Cast) -> Uuid {
        let case = self.screened(cast).await;
        self.does(cast.verifier, case, self.accept(cast.analyst, (cast.unit)(self))).await;
        case
    }

    pub fn findings(&self, finding: Finding) -> Action {
        Action::ProposeOutcome { findings: vec![finding], reasons: YES, sources: YES, heard_or_why_not: YES }
    }

    /// A complaint with a decision.
    pub async fn decided(&self, cast: Cast, finding: Finding) -> Uuid {
        let case = self.accepted(cast).await;
        self.decides(case, cast, finding).await;
        case
    }

    /// From review to a decision.
    pub async fn decides(&self, case: Uuid, cast: Cast, finding: Finding) {
        self.does(cast.analyst, case, self.findings(finding)).await;
        self.does(cast.supervisor, case, Action::Decide { letter: YES }).await;
        assert_eq!(self.state(case).await, State::Resolved);
    }

    pub fn recommend(&self, commitments: usize) -> Action {
        Action::Recommend { to: Addressee::Ppk, ppk_accused: false, letter: YES, commitments: vec![None; commitments] }
    }

    /// A complaint whose only commitment is watched.
    pub async fn watched(&self, cast: Cast) -> Uuid {
        let case = self.decided(cast, Finding::Proven).await;
        self.does(cast.supervisor, case, self.recommend(1)).await;
        case
    }

    /// A complaint that was closed because nobody objected.
    pub async fn lapsed(&self, cast: Cast) -> Uuid {
        let case = self.decided(cast, Finding::NotProven).await;
        self.pass_days(60);
        self.works().await;
        assert_eq!(self.state(case).await, State::Closed);
        case
    }

    /// From review into mediation, with these mediators on the roster; the first begins.
    pub async fn mediates(&self, case: Uuid, analyst: &str, mediators: &[&str]) {
        let roster = mediators.iter().map(|name| self.taker(name)).collect();
        self.does(analyst, case, Action::OfferMediation { roster }).await;
        let yes = |side| Action::RecordConsent { side, yes: true, struck: Vec::new() };
        self.does("pelapor", case, yes(Side::Reporter)).await;
        self.does(mediators[0], case, yes(Side::Respondent)).await;
        self.does(mediators[0], case, Action::BeginMediation).await;
        assert_eq!(self.state(case).await, State::Mediation);
    }

    pub fn term(&self, line: u16) -> Action {
        Action::ProposeTerm { line, text: YES, owner: YES, due: self.today().checked_add_days(Days::new(20)) }
    }

    pub fn today(&self) -> NaiveDate {
        Zone::Wib.day(self.now())
    }

    pub async fn objects(&self, case: Uuid) {
        let object = Action::Object { side: Side::Reporter, reason: YES };
        self.says("pelapor", case, object, say("Saksi saya tidak didengar.")).await;
    }
}

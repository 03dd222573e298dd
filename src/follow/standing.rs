//! Where the case stands, in words: the state's sentence and the bar of stages (workflow.md, "citizen sees").

use i18n_embed_fl::fl;

use crate::case::case::{Case, CommitmentState};
use crate::case::state::{ClockKind, Kind, Outcome, State};
use crate::case::step::Step;
use crate::follow::mine::Mine;
use crate::follow::turn;
use crate::i18n::Tr;
use crate::web::Page;
use crate::web::view::{At, Stage};

/// What the sentence of a state names beside dates and numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Name of the body that the case was referred to, and why.
    pub(super) referral: Option<(String, String)>,
    /// Why it cannot be processed, and the other way.
    pub(super) refusal: Option<(String, String)>,
    /// State of the case that it was joined to.
    pub(super) parent: Option<State>,
}

/// The sentence that the reporter reads.
pub(super) fn sentence(page: &Page, mine: &Mine, named: &Named) -> String {
    let (t, case) = (page.t, &mine.case);
    let end = |kind| case.clock(kind).map(|clock| page.date(mine.day(clock.due_at))).unwrap_or_default();
    match case.state {
        State::AwaitingReporter => fl!(t, "keadaan-awaiting-reporter", tanggal = end(ClockKind::ReporterReply)),
        State::Resolved => match turn::window(case).filter(|clock| mine.now <= clock.due_at) {
            Some(clock) => fl!(t, "keadaan-resolved", tanggal = page.date(mine.day(clock.due_at))),
            None => fl!(t, "keadaan-resolved-lewat"),
        },
        State::FollowUp => {
            let (n, m) = kept_promises(case);
            fl!(t, "keadaan-follow-up", n = n, m = m)
        }
        State::Scheduled => {
            let tanggal = case.facts.slot.map(|slot| page.moment(slot)).unwrap_or_default();
            fl!(t, "keadaan-scheduled", tanggal = tanggal)
        }
        State::Withdrawn => fl!(t, "keadaan-withdrawn"),
        State::Referred | State::NotAdmissible | State::Closed => named.sentence(t, case),
        plain => short(t, plain),
    }
}

impl Named {
    /// The sentence of a state that names a body, a reason or another case.
    fn sentence(&self, t: Tr, case: &Case) -> String {
        match (case.state, &self.referral, &self.refusal) {
            (State::Referred, Some((lembaga, dasar)), _) => {
                fl!(t, "keadaan-referred", lembaga = lembaga.as_str(), dasar = dasar.as_str())
            }
            (State::NotAdmissible, _, Some((alasan, kanal))) => {
                fl!(t, "keadaan-not-admissible", alasan = alasan.as_str(), kanal = kanal.as_str())
            }
            (State::Closed, ..) if case.outcome == Some(Outcome::Duplicate) => match self.parent {
                Some(parent) => fl!(t, "keadaan-closed-gabung", tahap = short(t, parent)),
                None => fl!(t, "keadaan-closed-gabung-saja"),
            },
            (state, ..) => short(t, state),
        }
    }
}

/// Commitments kept, and all of them.
fn kept_promises(case: &Case) -> (usize, usize) {
    let all = &case.facts.commitments;
    (all.iter().filter(|each| each.state == CommitmentState::Met).count(), all.len())
}

/// A state without dates, numbers and names: also all that a joined case's reporter learns of the other case.
pub(super) fn short(t: Tr, state: State) -> String {
    match state {
        State::Received => fl!(t, "keadaan-received"),
        State::Screening => fl!(t, "keadaan-screening"),
        // a question to somebody else is not this reader's to know
        State::AwaitingReporter | State::Clarification => fl!(t, "keadaan-clarification"),
        State::Review => fl!(t, "keadaan-review"),
        State::Mediation => fl!(t, "keadaan-mediation"),
        State::Deciding => fl!(t, "keadaan-deciding"),
        State::Resolved => fl!(t, "keadaan-resolved-saja"),
        State::FollowUp => fl!(t, "keadaan-tahap-pemantauan"),
        State::Objection => fl!(t, "keadaan-objection"),
        State::Referred => fl!(t, "keadaan-referred-saja"),
        State::NotAdmissible => fl!(t, "keadaan-not-admissible-saja"),
        State::Withdrawn | State::Closed => fl!(t, "keadaan-closed"),
        State::Scheduled => fl!(t, "keadaan-received"),
        State::InSession => fl!(t, "keadaan-in-session"),
        State::Answered => fl!(t, "keadaan-answered"),
        State::Converted => fl!(t, "keadaan-converted"),
    }
}

/// The bar over the case.
pub(super) fn stages(page: &Page, case: &Case) -> Vec<Stage> {
    match case.kind {
        Kind::Complaint => complaint(page, case),
        Kind::Consultation => consultation(page, case.state),
    }
}

fn complaint(page: &Page, case: &Case) -> Vec<Stage> {
    let stage = |step: Step| Stage {
        label: page.t.get(&format!("keadaan-tahap-{}", step.key())),
        at: At::from(step.against(case)),
    };
    Step::of_case(case).map(stage).collect()
}

fn consultation(page: &Page, state: State) -> Vec<Stage> {
    let t = page.t;
    let now = match state {
        State::Answered => 1,
        State::Closed | State::Converted => 2,
        _ => 0,
    };
    [fl!(t, "keadaan-tahap-diterima"), fl!(t, "keadaan-tahap-dijawab"), fl!(t, "keadaan-tahap-tutup")]
        .into_iter()
        .enumerate()
        .map(|(step, label)| Stage { label, at: At::from(step.cmp(&now)) })
        .collect()
}

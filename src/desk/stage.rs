//! The stage bar of a case and what its stage still needs.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;

use super::scene::Scene;
use crate::case::facts::CommitmentState;
use crate::case::state::{ClockKind, Kind, Outcome, State};
use crate::case::step::Step;
use crate::web::view::{At, Stage};

/// Stages of a consultation, by the key of their name.
const CONSULTATION: [&str; 3] = ["diterima", "dijawab", "tutup"];

/// The bar.
pub fn bar(scene: &Scene) -> Vec<Stage> {
    match scene.case.kind {
        Kind::Complaint => {
            Step::of_case(&scene.case).map(|step| stage(scene, step.key(), step.against(&scene.case))).collect()
        }
        Kind::Consultation => {
            let now = consultation_at(scene);
            (0_usize..).zip(CONSULTATION).map(|(at, name)| stage(scene, name, at.cmp(&now))).collect()
        }
    }
}

fn stage(scene: &Scene, name: &str, order: Ordering) -> Stage {
    let at = At::from(order);
    let label = scene.t().get(&format!("keadaan-tahap-{name}"));
    let label = if at == At::Now { now_label(scene, label) } else { label };
    Stage { label, at }
}

fn now_label(scene: &Scene, label: String) -> String {
    let state = scene.t().get(&format!("meja-tahap-{}", scene.case.state.code()));
    if state == label { label } else { format!("{label}: {state}") }
}

fn consultation_at(scene: &Scene) -> usize {
    match scene.case.state {
        State::Answered => 1,
        State::Closed | State::Converted => 2,
        _ => 0,
    }
}

/// Something that the stage needs.
pub struct Task {
    pub text: String,
    pub note: String,
    pub done: bool,
}

/// What the stage needs, computed from the case: nobody ticks anything by hand.
pub fn tasks(scene: &Scene) -> Vec<Task> {
    let mut list = List { scene, tasks: Vec::new() };
    match scene.case.state {
        State::Received if scene.case.kind == Kind::Consultation => list.consultation(),
        State::Received => list.add("mulai", false, Some(ClockKind::Screen)),
        State::Screening => list.screening(),
        State::AwaitingReporter => list.add("jawaban-pelapor", false, Some(ClockKind::ReporterReply)),
        State::Review => list.review(),
        State::Clarification => list.clarification(),
        State::Mediation => list.mediation(),
        State::Deciding => {
            list.add("usulan", true, None);
            list.add("keputusan", false, Some(ClockKind::Resolve));
        }
        State::Resolved => list.resolved(),
        State::FollowUp => list.follow_up(),
        State::Objection => list.add("keberatan", false, Some(ClockKind::ObjectionDecide)),
        State::Referred => list.add("jawaban-lembaga", false, Some(ClockKind::ReferralReply)),
        State::NotAdmissible => list.add("hasil-dibuka", scene.case.facts.opened > 0, Some(ClockKind::ObjectionWindow)),
        State::Answered => list.add("tanya-lagi", false, Some(ClockKind::Silence)),
        State::Withdrawn | State::Closed | State::Scheduled | State::InSession | State::Converted => {}
    }
    list.tasks
}

struct List<'a> {
    scene: &'a Scene,
    tasks: Vec<Task>,
}

impl List<'_> {
    /// A task with the deadline of a clock while it is open.
    fn add(&mut self, key: &str, done: bool, clock: Option<ClockKind>) {
        let due = clock.filter(|_| !done).and_then(|kind| self.scene.case.clock(kind)).map(|clock| clock.due_at);
        let note = due.map(|at| self.until(at)).unwrap_or_default();
        self.push(self.scene.t().get(&format!("meja-tugas-{key}")), note, done);
    }

    fn push(&mut self, text: String, note: String, done: bool) {
        self.tasks.push(Task { text, note, done });
    }

    fn until(&self, at: DateTime<Utc>) -> String {
        let day = self.scene.page.lang.short_date(self.scene.case.zone.day(at));
        fl!(self.scene.t(), "meja-tugas-tenggat", tanggal = day)
    }

    fn consultation(&mut self) {
        self.add("ambil", self.scene.case.handler.is_some(), None);
        self.add("jawab", false, Some(ClockKind::Answer));
    }

    fn screening(&mut self) {
        let case = &self.scene.case;
        self.add("penangan", case.handler.is_some(), None);
        self.add("syarat", false, Some(ClockKind::Screen));
        self.add("kategori", case.category.is_some() && case.severity.is_some(), None);
        self.add("instansi", case.agency.is_some(), None);
    }

    fn review(&mut self) {
        let facts = &self.scene.case.facts;
        self.add("jawaban-pertama", facts.first_answer_given, Some(ClockKind::FirstAnswer));
        self.add("dugaan", facts.clarification.called, None);
        self.add("didengar", facts.clarification.heard, None);
        self.add("usulan", !facts.findings.is_empty(), Some(ClockKind::Resolve));
    }

    fn clarification(&mut self) {
        let facts = &self.scene.case.facts;
        let clarification = &facts.clarification;
        self.add("jawaban-pertama", facts.first_answer_given, Some(ClockKind::FirstAnswer));
        self.add("dugaan", clarification.called, None);
        self.add("tanggapan", clarification.response, Some(ClockKind::RespondentReply));
        self.add("sesi", clarification.held > 0, Some(ClockKind::Hearing));
        self.add("tutup-klarifikasi", false, Some(ClockKind::Resolve));
    }

    fn mediation(&mut self) {
        let mediation = &self.scene.case.facts.mediation;
        self.add("setuju", mediation.agreed(), None);
        self.add("butir", !mediation.terms.is_empty(), None);
        let settled = !mediation.terms.is_empty() && mediation.terms.iter().all(crate::case::facts::Term::is_settled);
        self.add("butir-diterima", settled, None);
        self.add("kesepakatan", false, Some(ClockKind::MediationEnd));
    }

    fn resolved(&mut self) {
        let (case, facts) = (&self.scene.case, &self.scene.case.facts);
        self.add("hasil-dibuka", facts.without_reporter || facts.opened >= facts.decision, None);
        if facts.has_window(crate::case::state::Side::Respondent) {
            self.add("disampaikan", facts.delivered >= facts.decision, None);
        }
        if matches!(case.outcome, Some(Outcome::Proven | Outcome::PartlyProven)) {
            self.add("rekomendasi", facts.waived >= facts.decision, Some(ClockKind::Recommend));
        }
    }

    fn follow_up(&mut self) {
        for commitment in &self.scene.case.facts.commitments {
            let done = commitment.state != CommitmentState::Open;
            let clock = self.scene.case.clock_of(ClockKind::FollowUp, &commitment.no.to_string());
            let note = clock.filter(|_| !done).map(|clock| self.until(clock.due_at)).unwrap_or_default();
            let no = commitment.no;
            self.push(fl!(self.scene.t(), "meja-tugas-tindak", no = no), note, done);
        }
        self.add("tutup-pemantauan", false, Some(ClockKind::CloseOut));
    }
}

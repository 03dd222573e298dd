//! Acts of any open state: rows 45 to 51 and 54.

use i18n_embed_fl::fl;
use uuid::Uuid;

use super::field::{Field, Shape, When};
use super::read::Read;
use super::{Act, Ground, Spec};
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind as A};
use crate::case::state::{ClockKind, Kind, Outcome, State};
use crate::desk::told;
use crate::web::form::Choice;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::InterimFeedback, path: "kabar", fields: feedback_fields, build: feedback },
    Spec { kind: A::Hold, path: "tunda", fields: hold_fields, build: hold },
    Spec { kind: A::Unhold, path: "akhiri-tunda", fields: unhold_fields, build: unhold },
    Spec { kind: A::Assign, path: "tugaskan", fields: assign_fields, build: assign },
    Spec { kind: A::Take, path: "ambil", fields: take_fields, build: take },
    Spec { kind: A::HandOver, path: "serahkan", fields: hand_over_fields, build: hand_over },
    Spec { kind: A::Amend, path: "ubah", fields: amend_fields, build: amend },
    Spec { kind: A::ExtendDeadline, path: "perpanjang-tenggat", fields: extend_fields, build: extend },
    Spec { kind: A::DeclareConflict, path: "benturan", fields: conflict_fields, build: conflict },
    Spec { kind: A::Link, path: "hubungkan", fields: link_fields, build: link },
    Spec { kind: A::Message, path: "pesan", fields: message_fields, build: message },
    Spec { kind: A::Note, path: "catatan", fields: note_fields, build: note },
    Spec { kind: A::AddEvidence, path: "tambah-bukti", fields: evidence_fields, build: evidence },
    Spec { kind: A::Repair, path: "perbaiki", fields: repair_fields, build: repair },
];

fn feedback_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("kabar_isi"), g.remark()]
}

fn feedback(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.public = r.maybe("kabar_isi");
    Act::new(Action::InterimFeedback { text: r.given("kabar_isi") }, words)
}

fn hold_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.field("sampai", Shape::Date(When::Ahead)), g.area("alasan")];
    fields.extend(g.news(A::Hold));
    fields
}

fn hold(r: &mut Read<'_>) -> Option<Act> {
    let words = told_until(r)?;
    Act::new(Action::Hold { until: r.day("sampai")?, reason: r.given("alasan") }, words)
}

/// The news with the day and the reason, which the reporter has a right to.
fn told_until(r: &mut Read<'_>) -> Option<Words> {
    let lang = r.ground.scene.reporter_lang();
    let (day, reason) = (lang.date(r.day("sampai")?), r.text("alasan"));
    let mut words = r.words();
    if let Some(news) = &mut words.public {
        news.push_str("\n\n");
        news.push_str(&fl!(lang.texts(), "pesan-sampai-alasan", tanggal = day, alasan = reason));
    } else {
        words.note = Some(reason);
    }
    Some(words)
}

fn unhold_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::Unhold).into_iter().chain([g.remark()]).collect()
}

fn unhold(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Unhold, r.words())
}

/// Who may work on the case where it stands.
fn workers(g: &Ground<'_>) -> &'static [&'static str] {
    match (g.scene.case.kind, g.scene.case.stage()) {
        (Kind::Consultation, _) => &["consultant"],
        (Kind::Complaint, State::Received | State::Screening) => &["verifier"],
        (Kind::Complaint, _) => &["analyst"],
    }
}

fn assign_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.select("penangan", g.officers(workers(g))), g.remark()]
}

fn assign(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Assign { to: r.taker("penangan")? }, r.words())
}

fn take_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.remark()]
}

fn take(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Take, r.words())
}

fn hand_over_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut person = g.select("petugas", g.officers(workers(g))).optional();
    person.missing.clear();
    vec![person, g.select("unit_lain", g.unit_choices()).optional(), g.area("alasan")]
}

fn hand_over(r: &mut Read<'_>) -> Option<Act> {
    let (to, unit) = (r.taker("petugas"), r.id("unit_lain"));
    if to.is_none() && unit.is_none() {
        r.refuse("unit_lain", "bidang-unit_lain-g");
        return None;
    }
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::HandOver { to, unit, ground: r.given("alasan") }, words)
}

fn amend_fields(g: &Ground<'_>) -> Vec<Field> {
    let case = &g.scene.case;
    let mut fields = vec![g.field("judul", Shape::Line(120)).start(g.scene.secret.title.clone())];
    if case.kind == Kind::Complaint {
        let severity = case.severity.map(crate::case::state::Severity::code).unwrap_or_default();
        fields.push(g.select("kategori", g.categories()).optional().start(case.category.clone().unwrap_or_default()));
        fields.push(g.field("bobot", Shape::Radios(g.severities())).optional().start(severity));
        fields.extend(g.agency_fields());
    }
    let unit = case.unit.map(|unit| unit.to_string()).unwrap_or_default();
    fields.push(g.select("unit", g.unit_choices()).optional().start(unit));
    fields.push(g.area("alasan"));
    fields
}

fn amend(r: &mut Read<'_>) -> Option<Act> {
    let agency = if r.ground.scene.case.kind == Kind::Complaint { r.agency()? } else { None };
    let (case, title) = (&r.ground.scene.case, r.text("judul"));
    let renamed = title != r.ground.scene.secret.title;
    let category = r.text("kategori");
    let action = Action::Amend {
        category: r.ground.category(&category).filter(|_| case.category.as_deref() != Some(category.as_str())),
        severity: r.severity().filter(|severity| case.severity != Some(*severity)),
        agency: agency.filter(|agency| case.agency != Some(*agency)),
        unit: r.id("unit").filter(|unit: &Uuid| case.unit != Some(*unit)),
        title: renamed,
        reason: r.given("alasan"),
    };
    let mut words = r.words();
    words.title = renamed.then_some(title);
    words.note = r.maybe("alasan");
    Act::new(action, words)
}

/// Clocks that a date can lengthen.
fn running(g: &Ground<'_>) -> Vec<Choice> {
    let fixed = |kind| matches!(kind, ClockKind::Hold | ClockKind::Retention | ClockKind::Survey);
    g.scene
        .case
        .open_clocks()
        .filter(|clock| !fixed(clock.kind))
        .map(|clock| {
            let day = told::clock_end(&g.scene.page, g.scene.case.zone, clock);
            Choice::plain(clock.id.to_string(), format!("{}: {day}", told::clock(g.t(), clock.kind, &clock.subject)))
        })
        .collect()
}

fn extend_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields =
        vec![g.select("tenggat", running(g)), g.field("sampai", Shape::Date(When::Ahead)), g.area("alasan")];
    fields.extend(g.news(A::ExtendDeadline));
    fields
}

fn extend(r: &mut Read<'_>) -> Option<Act> {
    let words = told_until(r)?;
    let action = Action::ExtendDeadline { clock: r.id("tenggat")?, until: r.day("sampai")?, reason: r.given("alasan") };
    Act::new(action, words)
}

fn conflict_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("alasan")]
}

fn conflict(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::DeclareConflict { reason: r.given("alasan") }, words)
}

fn link_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.line("nomor"), g.remark()]
}

fn link(r: &mut Read<'_>) -> Option<Act> {
    let this = r.ground.scene.case.id;
    let Some(other) = r.ground.other.as_ref().map(|other| other.id).filter(|other| *other != this) else {
        r.refuse("nomor", "bidang-nomor-g");
        return None;
    };
    Act::new(Action::Link { other }, r.words())
}

fn message_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("tulisan", Shape::Area(4000, 5)), g.field("lampiran", Shape::Files).optional()]
}

fn message(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.public = r.maybe("tulisan");
    Act::new(Action::Message { text: r.given("tulisan") }, words)
}

fn note_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("tulisan", Shape::Area(4000, 5)), g.field("lampiran", Shape::Files).optional()]
}

fn note(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("tulisan");
    Act::new(Action::Note { text: r.given("tulisan") }, words)
}

fn evidence_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("lampiran", Shape::Files), g.remark()]
}

fn evidence(r: &mut Read<'_>) -> Option<Act> {
    let words = r.words();
    let files = u16::try_from(words.files.len()).unwrap_or_default();
    Act::new(Action::AddEvidence { files }, words)
}

fn states(g: &Ground<'_>, states: &[State]) -> Vec<Choice> {
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    g.coded("meja-tahap", &codes)
}

fn repair_fields(g: &Ground<'_>) -> Vec<Field> {
    use State as S;
    let targets = [
        S::Screening,
        S::AwaitingReporter,
        S::Review,
        S::Clarification,
        S::Mediation,
        S::Deciding,
        S::Resolved,
        S::FollowUp,
        S::Objection,
        S::Referred,
        S::NotAdmissible,
        S::Closed,
    ];
    let resumes = [S::Screening, S::Review, S::Clarification, S::Resolved, S::FollowUp, S::NotAdmissible];
    let mut fields = vec![
        g.select("tahap", states(g, &targets)),
        g.select("kembali_ke", states(g, &resumes)).optional(),
        g.select("penangan", g.officers(&["analyst", "verifier"])).optional(),
        g.select("hasil", g.outcomes(Outcome::ALL)).optional(),
        g.area("alasan"),
    ];
    fields.extend(g.news(A::Repair));
    fields
}

fn repair(r: &mut Read<'_>) -> Option<Act> {
    let action = Action::Repair {
        target: State::from_code(&r.text("tahap"))?,
        resume: State::from_code(&r.text("kembali_ke")),
        handler: r.taker("penangan"),
        outcome: Outcome::from_code(&r.text("hasil")),
        reason: r.given("alasan"),
    };
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(action, words)
}

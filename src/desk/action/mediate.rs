//! Mediation: rows 20 to 26.

use super::field::{Field, Shape, When};
use super::read::Read;
use super::{Act, Ground, OUTWARD, Spec, paper};
use crate::case::action::{Action, ActionKind as A, Taker};
use crate::case::letter::{Letter, Section};
use crate::case::state::Side;
use crate::web::form::Choice;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::OfferMediation, path: "tawarkan-mediasi", fields: offer_fields, build: offer },
    Spec { kind: A::RecordConsent, path: "jawaban-mediasi", fields: consent_fields, build: consent },
    Spec { kind: A::BeginMediation, path: "mulai-mediasi", fields: begin_fields, build: begin },
    Spec { kind: A::ProposeTerm, path: "butir", fields: term_fields, build: term },
    Spec { kind: A::AcceptTerm, path: "terima-butir", fields: answer_fields, build: accept },
    Spec { kind: A::RefuseTerm, path: "tolak-butir", fields: answer_fields, build: refuse },
    Spec { kind: A::WantMoreTime, path: "minta-waktu", fields: more_fields, build: more },
    Spec { kind: A::Settle, path: "kesepakatan", fields: settle_fields, build: settle },
    Spec { kind: A::EndWithout, path: "akhiri-mediasi", fields: end_fields, build: end },
];

fn offer_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.field("mediator", Shape::Ticks(g.officers(&["mediator"])))];
    fields.extend(g.news(A::OfferMediation));
    fields.push(g.remark());
    fields
}

fn offer(r: &mut Read<'_>) -> Option<Act> {
    let roster = r.ids("mediator").into_iter().map(|officer| Taker { officer, walled: false }).collect();
    Act::new(Action::OfferMediation { roster }, r.words())
}

fn consent_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        g.field("setuju", Shape::Radios(g.coded("bidang-setuju", &["ya", "tidak"]))),
        g.field("coret", Shape::Ticks(g.roster())).optional(),
    ];
    fields.extend(g.document_fields());
    fields
}

fn consent(r: &mut Read<'_>) -> Option<Act> {
    let action = Action::RecordConsent { side: Side::Respondent, yes: r.yes("setuju"), struck: r.ids("coret") };
    Act::new(action, r.of_respondent())
}

fn begin_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::BeginMediation).into_iter().chain([g.remark()]).collect()
}

fn begin(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::BeginMediation, r.words())
}

fn term_fields(g: &Ground<'_>) -> Vec<Field> {
    let new = Choice::plain("0", g.t().get("bidang-butir-baru"));
    let lines = std::iter::once(new).chain(g.terms()).collect();
    let mut fields = vec![
        g.field("butir", Shape::Select(lines)).start("0"),
        g.field("isi_butir", Shape::Area(2000, 3)),
        g.line("pihak"),
        g.field("batas", Shape::Date(When::Ahead)),
    ];
    fields.extend(g.news(A::ProposeTerm));
    fields
}

fn term(r: &mut Read<'_>) -> Option<Act> {
    let line = match r.number("butir") {
        0 => r.ground.scene.case.facts.mediation.terms.iter().map(|term| term.line).max().unwrap_or_default() + 1,
        line => line,
    };
    let mut words = r.words();
    words.lines = vec![("term".to_owned(), line.into(), format!("{} ({})", r.text("isi_butir"), r.text("pihak")))];
    let action = Action::ProposeTerm { line, text: r.given("isi_butir"), owner: r.given("pihak"), due: r.day("batas") };
    Act::new(action, words)
}

fn answer_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.select("butir", g.terms())];
    fields.extend(g.document_fields());
    fields
}

fn accept(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::AcceptTerm { line: r.number("butir"), side: Side::Respondent }, r.of_respondent())
}

fn refuse(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::RefuseTerm { line: r.number("butir"), side: Side::Respondent }, r.of_respondent())
}

fn more_fields(g: &Ground<'_>) -> Vec<Field> {
    g.document_fields()
}

fn more(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::WantMoreTime { side: Side::Respondent }, r.of_respondent())
}

fn settle_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.field("sah", Shape::Tick), g.line("surat_nomor").optional()];
    fields.extend(g.news(A::Settle));
    fields.push(g.remark());
    fields
}

fn settle(r: &mut Read<'_>) -> Option<Act> {
    let t = OUTWARD.texts();
    let lines = r.ground.lines_of("term");
    let terms = &r.ground.scene.case.facts.mediation.terms;
    let mut parts = Vec::new();
    let mut commitments = Vec::new();
    // each line of the agreement becomes a commitment that is watched, in the same order
    for (no, term) in (r.ground.scene.case.facts.last_commitment + 1..).zip(terms) {
        let words = lines.iter().find(|(line, _)| *line == i32::from(term.line)).map(|(_, text)| text.clone());
        let words = words.unwrap_or_default();
        let due = term.due.map(|day| OUTWARD.short_date(day)).unwrap_or_default();
        let heading = i18n_embed_fl::fl!(t, "meja-surat-butir", n = term.line);
        let until = i18n_embed_fl::fl!(t, "meja-surat-paling-lambat", tanggal = due);
        parts.push(Section { heading, text: format!("{words}\n{until}") });
        commitments.push(("commitment".to_owned(), i32::from(no), words));
    }
    let letter = Letter {
        title: t.get("meja-surat-agreement"),
        number: r.text("surat_nomor"),
        facts: r.ground.letter_facts(OUTWARD),
        parts,
        closing: t.get("meja-surat-kesepakatan-penutup"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("agreement", false, &letter));
    words.lines = commitments;
    Act::new(Action::Settle { lawful: r.yes("sah") }, words)
}

fn end_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::EndWithout).into_iter().collect()
}

fn end(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::EndWithout { side: None }, r.words())
}

impl Read<'_> {
    /// The words of an act that is recorded for the respondent: paper, date, scan.
    pub(super) fn of_respondent(&self) -> crate::case::act::Words {
        let mut words = self.words();
        words.data = self.document(Side::Respondent);
        words.on_behalf = Some(Side::Respondent);
        words
    }
}

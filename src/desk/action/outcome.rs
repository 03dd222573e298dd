//! From the proposal to the decision and its recommendation: rows 27 to 31.

use i18n_embed_fl::fl;

use super::field::{Field, Shape, When};
use super::read::Read;
use super::{Act, Ground, OUTWARD, Spec, paper};
use crate::case::action::{Action, ActionKind as A, Addressee};
use crate::case::letter::{Letter, Section};
use crate::case::state::{Finding, Outcome};
use crate::desk::told;
use crate::i18n::Tr;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::ProposeOutcome, path: "usul-hasil", fields: propose_fields, build: propose },
    Spec { kind: A::SendBack, path: "kembalikan", fields: back_fields, build: back },
    Spec { kind: A::Decide, path: "putuskan", fields: decide_fields, build: decide },
    Spec { kind: A::Recommend, path: "rekomendasi", fields: recommend_fields, build: recommend },
    Spec { kind: A::WaiveRecommendation, path: "tanpa-rekomendasi", fields: waive_fields, build: waive },
];

fn finding_word(t: Tr, finding: Finding) -> String {
    t.get(&format!("hasil-{}", finding.code().replace('_', "-")))
}

fn propose_fields(g: &Ground<'_>) -> Vec<Field> {
    let known = g.lines_of("allegation");
    let mut fields = Vec::new();
    for n in 1..=g.rows(known.len().max(1)) {
        let start = known.get(n - 1).map(|(_, text)| text.clone()).unwrap_or_default();
        let used = n == 1 || !start.is_empty() || !g.values.get(&format!("dugaan_{n}")).is_empty();
        let row = |name, shape| Field::row(g.t(), name, n, shape).required_if(used);
        let findings = Finding::ALL
            .iter()
            .map(|finding| crate::web::form::Choice::plain(finding.code(), finding_word(g.t(), *finding)));
        fields.push(row("dugaan", Shape::Area(2000, 3)).start(start));
        fields.push(row("temuan", Shape::Radios(findings.collect())));
        fields.push(row("dalil", Shape::Area(4000, 3)));
        fields.push(row("sumber", Shape::Area(1000, 2)));
    }
    fields.push(g.field("didengar", Shape::Area(1000, 2)));
    fields.extend(g.news(A::ProposeOutcome));
    fields
}

/// One allegation as it was judged.
struct Judged {
    text: String,
    finding: Finding,
    reasons: String,
    source: String,
}

fn propose(r: &mut Read<'_>) -> Option<Act> {
    let mut judged = Vec::new();
    for (n, text) in r.rows("dugaan") {
        let finding = Finding::from_code(&r.text(&format!("temuan_{n}")))?;
        let (reasons, source) = (r.text(&format!("dalil_{n}")), r.text(&format!("sumber_{n}")));
        judged.push(Judged { text, finding, reasons, source });
    }
    let t = OUTWARD.texts();
    let mut parts: Vec<Section> = Vec::new();
    for (no, each) in (1_usize..).zip(&judged) {
        let heading = fl!(t, "meja-surat-dugaan", n = no);
        let text = format!(
            "{}\n{}: {}\n{}\n{}: {}",
            each.text,
            t.get("bidang-temuan"),
            finding_word(t, each.finding),
            each.reasons,
            t.get("bidang-sumber"),
            each.source
        );
        parts.push(Section { heading, text });
    }
    parts.push(Section { heading: t.get("bidang-didengar"), text: r.text("didengar") });
    let letter = Letter {
        title: t.get("meja-surat-proposal"),
        facts: r.ground.letter_facts(OUTWARD),
        parts,
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("proposal", true, &letter));
    words.lines = (1..).zip(&judged).map(|(no, each)| ("allegation".to_owned(), no, each.text.clone())).collect();
    let whole =
        |part: fn(&Judged) -> &String| crate::case::action::Given(judged.iter().all(|each| !part(each).is_empty()));
    let action = Action::ProposeOutcome {
        findings: judged.iter().map(|each| each.finding).collect(),
        reasons: whole(|each| &each.reasons),
        sources: whole(|each| &each.source),
        heard_or_why_not: r.given("didengar"),
    };
    Act::new(action, words)
}

fn back_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("remark")].into_iter().chain(g.news(A::SendBack)).collect()
}

fn back(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("remark");
    Act::new(Action::SendBack { remark: r.given("remark") }, words)
}

fn decide_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.line("surat_nomor").optional(), g.area("pertimbangan")];
    fields.extend(g.news(A::Decide));
    fields.push(g.remark());
    fields
}

fn decide(r: &mut Read<'_>) -> Option<Act> {
    let lang = r.ground.scene.reporter_lang();
    let t = lang.texts();
    let findings = &r.ground.scene.case.facts.findings;
    let outcome = Outcome::of(findings)?;
    let mut parts = vec![Section { heading: t.get("meja-surat-putusan"), text: told::outcome(t, outcome) }];
    for ((no, text), finding) in r.ground.lines_of("allegation").into_iter().zip(findings) {
        let heading = fl!(t, "meja-surat-dugaan", n = no);
        parts.push(Section {
            heading,
            text: format!("{text}\n{}: {}", t.get("bidang-temuan"), finding_word(t, *finding)),
        });
    }
    parts.push(Section { heading: t.get("bidang-pertimbangan"), text: r.text("pertimbangan") });
    let letter = Letter {
        title: t.get("meja-surat-outcome"),
        number: r.text("surat_nomor"),
        facts: r.ground.letter_facts(lang),
        parts,
        closing: t.get("meja-surat-cara-keberatan"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("outcome", false, &letter));
    Act::new(Action::Decide { letter: r.given("pertimbangan") }, words)
}

fn recommend_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        g.field("tujuan", Shape::Radios(g.coded("bidang-tujuan", &["ppk", "above"]))),
        g.field("ppk", Shape::Tick).optional(),
        g.line("surat_nomor").optional(),
        g.area("rekomendasi"),
    ];
    for n in 1..=g.rows(1) {
        fields.push(Field::row(g.t(), "tindak", n, Shape::Area(1000, 2)).required_if(n == 1));
        fields.push(Field::row(g.t(), "batas", n, Shape::Date(When::Ahead)).optional());
    }
    fields.extend(g.news(A::Recommend));
    fields.push(g.remark());
    fields
}

fn recommend(r: &mut Read<'_>) -> Option<Act> {
    let t = OUTWARD.texts();
    let above = r.text("tujuan") == "above";
    let plain = &r.ground.scene.plain;
    let office = if above { plain.above.clone() } else { plain.ppk.clone() };
    let mut parts = vec![Section { heading: t.get("bidang-rekomendasi"), text: r.text("rekomendasi") }];
    let first = i32::from(r.ground.scene.case.facts.last_commitment) + 1;
    let (mut lines, mut dates) = (Vec::new(), Vec::new());
    for (no, (n, text)) in (first..).zip(r.rows("tindak")) {
        let due = r.day(&format!("batas_{n}"));
        let until = due.map(|day| fl!(t, "meja-surat-paling-lambat", tanggal = OUTWARD.short_date(day)));
        let heading = fl!(t, "meja-surat-tindak", n = no);
        parts.push(Section { heading, text: format!("{text}\n{}", until.unwrap_or_default()).trim().to_owned() });
        lines.push(("commitment".to_owned(), no, text));
        dates.push(due);
    }
    let letter = Letter {
        title: t.get("meja-surat-recommendation"),
        number: r.text("surat_nomor"),
        to: office.unwrap_or_else(|| t.get(if above { "bidang-tujuan-above" } else { "bidang-tujuan-ppk" })),
        facts: r.ground.letter_facts(OUTWARD),
        parts,
        closing: t.get("meja-surat-rekomendasi-penutup"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("recommendation", true, &letter));
    words.lines = lines;
    let action = Action::Recommend {
        to: if above { Addressee::Above } else { Addressee::Ppk },
        ppk_accused: r.yes("ppk"),
        letter: r.given("rekomendasi"),
        commitments: dates,
    };
    Act::new(action, words)
}

fn waive_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("alasan")].into_iter().chain(g.news(A::WaiveRecommendation)).collect()
}

fn waive(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::WaiveRecommendation { reason: r.given("alasan") }, words)
}

//! Verification and questions: rows 2 to 8, 13.

use super::field::{Field, Shape};
use super::read::Read;
use super::{Act, Ground, Spec, paper};
use crate::case::action::{Action, ActionKind as A, Given};
use crate::case::letter::{Letter, Section};
use crate::case::state::Outcome;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::StartScreening, path: "mulai-verifikasi", fields: start_fields, build: start },
    Spec { kind: A::AskReporter, path: "tanya-pelapor", fields: ask_fields, build: ask },
    Spec { kind: A::ExtendReply, path: "perpanjang-jawaban", fields: extend_fields, build: extend },
    Spec { kind: A::GoOnWithout, path: "lanjut-tanpa-jawaban", fields: go_on_fields, build: go_on },
    Spec { kind: A::Accept, path: "terima", fields: accept_fields, build: accept },
    Spec { kind: A::Refuse, path: "tidak-dapat-diproses", fields: refuse_fields, build: refuse },
    Spec { kind: A::Join, path: "gabung", fields: join_fields, build: join },
];

fn start_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::StartScreening).into_iter().collect()
}

fn start(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::StartScreening, r.words())
}

fn ask_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("pertanyaan", Shape::Area(4000, 5)), g.remark()]
}

fn ask(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.public = r.maybe("pertanyaan");
    Act::new(Action::AskReporter { question: r.given("pertanyaan") }, words)
}

fn extend_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::ExtendReply).into_iter().chain([g.remark()]).collect()
}

fn extend(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::ExtendReply, r.words())
}

fn go_on_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::GoOnWithout).into_iter().chain([g.remark()]).collect()
}

fn go_on(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::GoOnWithout, r.words())
}

fn accept_fields(g: &Ground<'_>) -> Vec<Field> {
    let case = &g.scene.case;
    let mut fields = vec![
        g.field("formal", Shape::Tick),
        g.field("material", Shape::Tick),
        g.select("kategori", g.categories()).start(case.category.clone().unwrap_or_default()),
        g.field("bobot", Shape::Radios(g.severities()))
            .start(case.severity.map(crate::case::state::Severity::code).unwrap_or_default()),
    ];
    fields.extend(g.agency_fields());
    fields.push(g.select("unit", g.unit_choices()).start(case.unit.map(|unit| unit.to_string()).unwrap_or_default()));
    fields.push(g.select("penangan", g.officers(&["analyst"])));
    fields.extend(g.news(A::Accept));
    fields.push(g.remark());
    fields
}

fn accept(r: &mut Read<'_>) -> Option<Act> {
    let agency = r.agency()?;
    let action = Action::Accept {
        checks: Given(r.yes("formal") && r.yes("material")),
        category: r.ground.category(&r.text("kategori"))?,
        severity: r.severity()?,
        agency,
        unit: r.id("unit")?,
        handler: r.taker("penangan")?,
    };
    Act::new(action, r.words())
}

/// Checks that can fail, with the outcome that each leads to.
const CHECKS: [(&str, Outcome); 5] = [
    ("bukan-asn", Outcome::OutOfJurisdiction),
    ("bukan-kewenangan", Outcome::OutOfJurisdiction),
    ("kurang", Outcome::Insufficient),
    ("sudah-diputus", Outcome::OutOfJurisdiction),
    ("pengadilan", Outcome::OutOfJurisdiction),
];

fn refuse_fields(g: &Ground<'_>) -> Vec<Field> {
    let codes = CHECKS.map(|(code, _)| code);
    let mut fields = vec![
        g.select("syarat", g.coded("bidang-syarat", &codes)),
        g.line("jalan"),
        g.area("penjelasan"),
        g.line("surat_nomor").optional(),
    ];
    fields.extend(g.news(A::Refuse));
    fields.push(g.remark());
    fields
}

fn refuse(r: &mut Read<'_>) -> Option<Act> {
    let code = r.text("syarat");
    let (_, outcome) = *CHECKS.iter().find(|(known, _)| *known == code)?;
    let lang = r.ground.scene.reporter_lang();
    let t = lang.texts();
    let letter = Letter {
        title: t.get("meja-surat-refusal"),
        number: r.text("surat_nomor"),
        facts: r.ground.letter_facts(lang),
        parts: vec![
            Section { heading: t.get("meja-surat-alasan"), text: r.text("penjelasan") },
            Section { heading: t.get("meja-surat-jalan"), text: r.text("jalan") },
        ],
        closing: t.get("meja-surat-cara-keberatan"),
        reason: t.get(&format!("meja-alasan-{code}")),
        other_door: r.text("jalan"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("refusal", false, &letter));
    let action = Action::Refuse { outcome, failed_check: r.given("syarat"), other_door: r.given("jalan") };
    Act::new(action, words)
}

fn join_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.line("nomor"), g.area("alasan")];
    fields.extend(g.news(A::Join));
    fields
}

fn join(r: &mut Read<'_>) -> Option<Act> {
    let Some(other) = r.ground.other.as_ref().filter(|other| other.id != r.ground.scene.case.id) else {
        r.refuse("nomor", "bidang-nomor-g");
        return None;
    };
    let action = Action::Join {
        parent: other.id,
        parent_open: !other.state.is_final(),
        parent_joined: other.facts.joined_to.is_some(),
        wall_holds: true,
    };
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(action, words)
}

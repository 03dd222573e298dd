//! Objections and going on without the reporter: rows 37 to 40, 44.

use super::field::{Field, Shape};
use super::read::Read;
use super::{Act, Ground, Spec, paper};
use crate::case::action::{Action, ActionKind as A};
use crate::case::letter::{Letter, Section};
use crate::case::state::Side;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::Object, path: "catat-keberatan", fields: object_fields, build: object },
    Spec { kind: A::WithdrawObjection, path: "cabut-keberatan", fields: withdraw_fields, build: withdraw },
    Spec { kind: A::ConfirmDecision, path: "kuatkan", fields: confirm_fields, build: confirm },
    Spec { kind: A::Reopen, path: "buka-kembali", fields: reopen_fields, build: reopen },
    Spec { kind: A::ContinueExOfficio, path: "lanjut-tanpa-pelapor", fields: go_on_fields, build: go_on },
];

fn object_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("keberatan")].into_iter().chain(g.document_fields()).chain(g.news(A::Object)).collect()
}

fn object(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.of_respondent();
    words.note = r.maybe("keberatan");
    Act::new(Action::Object { side: Side::Respondent, reason: r.given("keberatan") }, words)
}

fn withdraw_fields(g: &Ground<'_>) -> Vec<Field> {
    g.document_fields().into_iter().chain(g.news(A::WithdrawObjection)).collect()
}

fn withdraw(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::WithdrawObjection { side: Side::Respondent }, r.of_respondent())
}

fn confirm_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.area("pertimbangan"), g.line("surat_nomor").optional()];
    fields.extend(g.news(A::ConfirmDecision));
    fields
}

/// The letter that answers an objection.
fn answer(r: &Read<'_>, result: &str, field: &str) -> Letter {
    let lang = r.ground.scene.reporter_lang();
    let t = lang.texts();
    Letter {
        title: t.get("meja-surat-objection"),
        number: r.text("surat_nomor"),
        facts: r.ground.letter_facts(lang),
        parts: vec![
            Section { heading: t.get("meja-surat-putusan"), text: t.get(result) },
            Section { heading: t.get(&format!("bidang-{field}")), text: r.text(field) },
        ],
        ..Letter::default()
    }
}

fn confirm(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.documents.push(paper("objection", false, &answer(r, "meja-surat-dikuatkan", "pertimbangan")));
    Act::new(Action::ConfirmDecision { reason: r.given("pertimbangan") }, words)
}

fn reopen_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        g.select("penangan", g.officers(&["analyst", "verifier"])),
        g.area("ulang"),
        g.line("surat_nomor").optional(),
    ];
    fields.extend(g.news(A::Reopen));
    fields
}

fn reopen(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.documents.push(paper("objection", false, &answer(r, "meja-surat-dibuka", "ulang")));
    Act::new(Action::Reopen { handler: r.taker("penangan")?, redo: r.given("ulang") }, words)
}

fn go_on_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("umum", Shape::Tick), g.area("alasan")]
}

fn go_on(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::ContinueExOfficio { public_interest: r.yes("umum"), reason: r.given("alasan") }, words)
}

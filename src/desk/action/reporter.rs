//! What the reporter did on paper or by phone, recorded by the handler with the paper's number, date and scan.

use super::field::{Field, Shape};
use super::read::Read;
use super::{Act, Ground, Spec};
use crate::case::act::Words;
use crate::case::action::{Action, ActionKind as A};
use crate::case::state::Side;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::Answer, path: "jawaban", fields: text_fields, build: answer },
    Spec { kind: A::Message, path: "pesan", fields: text_fields, build: message },
    Spec { kind: A::RecordConsent, path: "jawaban-mediasi", fields: consent_fields, build: consent },
    Spec { kind: A::AcceptTerm, path: "terima-butir", fields: term_fields, build: accept },
    Spec { kind: A::RefuseTerm, path: "tolak-butir", fields: term_fields, build: refuse },
    Spec { kind: A::WantMoreTime, path: "minta-waktu", fields: paper_fields, build: more },
    Spec { kind: A::EndWithout, path: "akhiri-mediasi", fields: paper_fields, build: end },
    Spec { kind: A::Object, path: "keberatan", fields: text_fields, build: object },
    Spec { kind: A::WithdrawObjection, path: "cabut-keberatan", fields: paper_fields, build: unobject },
    Spec { kind: A::ConsentShare, path: "izin-identitas", fields: share_fields, build: share },
    Spec { kind: A::AskProtection, path: "minta-perlindungan", fields: text_fields, build: protect },
    Spec { kind: A::Withdraw, path: "cabut", fields: paper_fields, build: withdraw },
    Spec { kind: A::ReportAgain, path: "lapor-lagi", fields: text_fields, build: again },
    Spec { kind: A::AskAgain, path: "tanya-lagi", fields: text_fields, build: ask_again },
    Spec { kind: A::Cancel, path: "batalkan", fields: paper_fields, build: cancel },
];

fn paper_fields(g: &Ground<'_>) -> Vec<Field> {
    g.document_fields()
}

fn text_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("tulisan")].into_iter().chain(g.document_fields()).collect()
}

fn consent_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        g.field("setuju", Shape::Radios(g.coded("bidang-setuju", &["ya", "tidak"]))),
        g.field("coret", Shape::Ticks(g.roster())).optional(),
    ];
    fields.extend(g.document_fields());
    fields
}

fn term_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.select("butir", g.terms())].into_iter().chain(g.document_fields()).collect()
}

fn share_fields(g: &Ground<'_>) -> Vec<Field> {
    let yes = g.field("setuju", Shape::Radios(g.coded("bidang-setuju", &["ya", "tidak"])));
    vec![yes].into_iter().chain(g.document_fields()).collect()
}

/// What the reporter said goes into the thread, with the paper in the record.
fn said(r: &Read<'_>) -> Words {
    let mut words = r.words();
    words.public = r.maybe("tulisan");
    words.data = r.document(Side::Reporter);
    words.on_behalf = Some(Side::Reporter);
    words
}

fn answer(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Answer { text: r.given("tulisan") }, said(r))
}

fn message(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Message { text: r.given("tulisan") }, said(r))
}

fn consent(r: &mut Read<'_>) -> Option<Act> {
    let action = Action::RecordConsent { side: Side::Reporter, yes: r.yes("setuju"), struck: r.ids("coret") };
    Act::new(action, said(r))
}

fn accept(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::AcceptTerm { line: r.number("butir"), side: Side::Reporter }, said(r))
}

fn refuse(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::RefuseTerm { line: r.number("butir"), side: Side::Reporter }, said(r))
}

fn more(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::WantMoreTime { side: Side::Reporter }, said(r))
}

fn end(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::EndWithout { side: Some(Side::Reporter) }, said(r))
}

fn object(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Object { side: Side::Reporter, reason: r.given("tulisan") }, said(r))
}

fn unobject(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::WithdrawObjection { side: Side::Reporter }, said(r))
}

fn share(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::ConsentShare { yes: r.yes("setuju") }, said(r))
}

fn protect(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::AskProtection, said(r))
}

fn withdraw(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Withdraw, said(r))
}

fn again(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::ReportAgain { reason: r.given("tulisan") }, said(r))
}

fn ask_again(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::AskAgain { text: r.given("tulisan") }, said(r))
}

fn cancel(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::Cancel { reason: r.given("dok_nomor") }, said(r))
}

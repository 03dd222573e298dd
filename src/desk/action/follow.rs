//! Watching what was promised: rows 32 to 36.

use super::field::{Field, Shape, When};
use super::read::Read;
use super::{Act, Ground, OUTWARD, Spec, paper};
use crate::case::action::{Action, ActionKind as A};
use crate::case::letter::{Letter, Section};
use crate::case::state::Body;
use crate::desk::told;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::ReportCommitment, path: "catat-pelaksanaan", fields: report_fields, build: report },
    Spec { kind: A::EscalateTo, path: "eskalasi", fields: escalate_fields, build: escalate },
    Spec { kind: A::GiveUpCommitment, path: "lepas-tindak-lanjut", fields: give_up_fields, build: give_up },
    Spec { kind: A::CloseFollowUp, path: "tutup-pemantauan", fields: close_fields, build: close },
    Spec { kind: A::RecordDelivery, path: "catat-penyampaian", fields: delivery_fields, build: delivery },
];

fn report_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        g.select("tindak_pilih", g.open_commitments()),
        g.area("bukti"),
        g.field("lampiran", Shape::Files).optional(),
    ];
    fields.extend(g.news(A::ReportCommitment));
    fields
}

fn report(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("bukti");
    Act::new(Action::ReportCommitment { no: r.number("tindak_pilih"), proof: r.given("bukti") }, words)
}

fn escalate_fields(g: &Ground<'_>) -> Vec<Field> {
    let bodies: Vec<&str> = Body::ALL.iter().map(|body| body.code()).collect();
    let mut fields = vec![
        g.select("tindak_pilih", g.open_commitments()),
        g.field("badan", Shape::Radios(g.coded("bidang-badan", &bodies))),
        g.line("surat_nomor").optional(),
        g.area("alasan"),
    ];
    fields.extend(g.news(A::EscalateTo));
    fields
}

fn escalate(r: &mut Read<'_>) -> Option<Act> {
    let body = Body::from_code(&r.text("badan"))?;
    let no = r.number("tindak_pilih");
    let t = OUTWARD.texts();
    let letter = Letter {
        title: t.get("meja-surat-escalation"),
        number: r.text("surat_nomor"),
        to: t.get(&format!("bidang-badan-{}", body.code())),
        facts: r.ground.letter_facts(OUTWARD),
        parts: vec![
            Section { heading: t.get("bidang-tindak_pilih"), text: told::line(&r.ground.lines, "commitment", no) },
            Section { heading: t.get("bidang-alasan"), text: r.text("alasan") },
        ],
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("escalation", true, &letter));
    Act::new(Action::EscalateTo { no, body }, words)
}

fn give_up_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.select("tindak_pilih", g.open_commitments()), g.area("alasan")];
    fields.extend(g.news(A::GiveUpCommitment));
    fields
}

fn give_up(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::GiveUpCommitment { no: r.number("tindak_pilih"), reason: r.given("alasan") }, words)
}

fn close_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::CloseFollowUp).into_iter().chain([g.remark()]).collect()
}

fn close(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::CloseFollowUp, r.words())
}

fn delivery_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.field("pada", Shape::Date(When::Past)), g.area("penyampaian"), g.field("lampiran", Shape::Files).optional()]
}

fn delivery(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("penyampaian");
    Act::new(Action::RecordDelivery { proof: r.given("penyampaian"), on: r.day("pada")? }, words)
}

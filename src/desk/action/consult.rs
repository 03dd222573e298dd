//! Consultations: rows 3, 10 and 12. What complaints and consultations share stands with the complaints.

use super::field::Field;
use super::read::Read;
use super::{Act, Ground, Spec, paper};
use crate::case::action::{Action, ActionKind as A};
use crate::case::letter::{Letter, Section};

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::Answer, path: "jawab", fields: answer_fields, build: answer },
    Spec { kind: A::OfferConvert, path: "tawarkan-pengaduan", fields: offer_fields, build: offer },
    Spec { kind: A::Cancel, path: "batalkan", fields: cancel_fields, build: cancel },
];

fn answer_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("jawaban"), g.remark()]
}

fn answer(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.public = r.maybe("jawaban");
    Act::new(Action::Answer { text: r.given("jawaban") }, words)
}

fn offer_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.area("ringkasan")];
    fields.extend(g.news(A::OfferConvert));
    fields
}

fn offer(r: &mut Read<'_>) -> Option<Act> {
    let lang = r.ground.scene.reporter_lang();
    let t = lang.texts();
    let letter = Letter {
        title: t.get("meja-surat-summary"),
        facts: r.ground.letter_facts(lang),
        parts: vec![Section { heading: String::new(), text: r.text("ringkasan") }],
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("summary", false, &letter));
    Act::new(Action::OfferConvert { summary: r.given("ringkasan") }, words)
}

fn cancel_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("alasan")].into_iter().chain(g.news(A::Cancel)).collect()
}

fn cancel(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::Cancel { reason: r.given("alasan") }, words)
}

//! Referral to another body and what comes back: rows 9 to 12.

use super::field::{Field, Shape};
use super::read::Read;
use super::{Act, Ground, OUTWARD, Spec, paper};
use crate::case::action::{Action, ActionKind as A, Bounced};
use crate::case::letter::{Letter, Section};
use crate::case::state::Outcome;
use crate::i18n::Lang;
use crate::web::form::Choice;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::Refer, path: "teruskan", fields: refer_fields, build: refer },
    Spec { kind: A::Bounce, path: "kembali-dari-lembaga", fields: bounce_fields, build: bounce },
    Spec { kind: A::Arbitrate, path: "putuskan-lembaga", fields: arbitrate_fields, build: arbitrate },
    Spec { kind: A::RecordOutcome, path: "hasil-lembaga", fields: outcome_fields, build: outcome },
];

fn refer_fields(g: &Ground<'_>) -> Vec<Field> {
    let refused = &g.scene.case.facts.referral.refused;
    let bodies = g.targets.iter().filter(|target| !refused.contains(&target.code)).map(|target| {
        let id = g.scene.page.lang == Lang::Id;
        let (name, ground) =
            if id { (&target.name_id, &target.ground_id) } else { (&target.name_en, &target.ground_en) };
        Choice { text: ground.clone(), ..Choice::plain(target.code.clone(), name.clone()) }
    });
    let mut fields = vec![
        g.field("lembaga", Shape::Radios(bodies.collect())),
        g.line("dasar").optional(),
        g.area("ringkasan"),
        g.line("surat_nomor").optional(),
    ];
    if g.scene.case.facts.consent_share {
        fields.push(g.field("identitas", Shape::Tick).optional());
    }
    fields.extend(g.news(A::Refer));
    fields.push(g.remark());
    fields
}

fn refer(r: &mut Read<'_>) -> Option<Act> {
    let code = r.text("lembaga");
    let target = r.ground.targets.iter().find(|target| target.code == code)?;
    let t = OUTWARD.texts();
    let ground = r.maybe("dasar").unwrap_or_else(|| target.ground_id.clone());
    let letter = Letter {
        title: t.get("meja-surat-referral"),
        number: r.text("surat_nomor"),
        to: target.name_id.clone(),
        facts: r.ground.letter_facts(OUTWARD),
        parts: vec![
            Section { heading: t.get("meja-surat-dasar"), text: ground },
            Section { heading: t.get("meja-surat-perkara"), text: r.text("ringkasan") },
        ],
        closing: t.get("meja-surat-minta-jawaban"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("referral", false, &letter));
    words.data = serde_json::json!({ "receiver": target.name_id });
    let action = Action::Refer { ground: code.clone(), receiver: code, with_identity: r.yes("identitas") };
    Act::new(action, words)
}

fn bounce_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.field("sebab", Shape::Radios(g.coded("bidang-sebab", &["refused", "silent"])))];
    let paper = g.document_fields().into_iter().map(Field::optional);
    fields.extend(paper);
    fields.extend(g.news(A::Bounce));
    fields.push(g.remark());
    fields
}

fn bounce(r: &mut Read<'_>) -> Option<Act> {
    let why = if r.text("sebab") == "refused" { Bounced::Refused } else { Bounced::Silent };
    let mut words = r.words();
    words.data = serde_json::json!({ "document": { "number": r.text("dok_nomor"), "date": r.day("dok_tanggal") } });
    Act::new(Action::Bounce { why }, words)
}

fn arbitrate_fields(g: &Ground<'_>) -> Vec<Field> {
    let keeps = g.values.get("simpan") == "ya";
    let case = &g.scene.case;
    let mut fields = vec![
        g.field("simpan", Shape::Radios(g.coded("bidang-simpan", &["ya", "tidak"]))),
        g.area("alasan"),
        g.select("kategori", g.categories()).required_if(keeps).start(case.category.clone().unwrap_or_default()),
        g.field("bobot", Shape::Radios(g.severities()))
            .required_if(keeps)
            .start(case.severity.map(crate::case::state::Severity::code).unwrap_or_default()),
        g.select("penangan", g.officers(&["analyst"])).required_if(keeps),
    ];
    fields.extend(g.news(A::Arbitrate));
    fields
}

fn arbitrate(r: &mut Read<'_>) -> Option<Act> {
    let keep = r.yes("simpan");
    let mut words = r.words();
    words.note = r.maybe("alasan");
    let action = Action::Arbitrate {
        keep,
        reason: r.given("alasan"),
        category: r.ground.category(&r.text("kategori")).filter(|_| keep),
        severity: r.severity().filter(|_| keep),
        handler: r.taker("penangan").filter(|_| keep),
    };
    Act::new(action, words)
}

fn outcome_fields(g: &Ground<'_>) -> Vec<Field> {
    use Outcome::{Insufficient, NotProven, PartlyProven, Proven};
    let mut fields =
        vec![g.select("hasil", g.outcomes(&[Proven, PartlyProven, NotProven, Insufficient])), g.area("isi_hasil")];
    fields.extend(g.document_fields());
    fields.extend(g.news(A::RecordOutcome));
    fields.push(g.remark());
    fields
}

fn outcome(r: &mut Read<'_>) -> Option<Act> {
    let outcome = Outcome::from_code(&r.text("hasil"))?;
    let lang = r.ground.scene.reporter_lang();
    let t = lang.texts();
    let letter = Letter {
        title: t.get("meja-surat-outcome"),
        number: r.text("dok_nomor"),
        facts: r.ground.letter_facts(lang),
        parts: vec![
            Section { heading: t.get("meja-surat-putusan"), text: crate::desk::told::outcome(t, outcome) },
            Section { heading: t.get("meja-surat-isi"), text: r.text("isi_hasil") },
        ],
        closing: t.get("meja-surat-cara-keberatan"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("outcome", false, &letter));
    words.data = serde_json::json!({ "document": { "number": r.text("dok_nomor"), "date": r.day("dok_tanggal") } });
    Act::new(Action::RecordOutcome { outcome, text: r.given("isi_hasil") }, words)
}

//! First answer and clarification: rows 14 to 19.

use chrono::NaiveTime;
use i18n_embed_fl::fl;

use super::field::{Field, Shape, When};
use super::read::Read;
use super::{Act, Ground, OUTWARD, Spec, paper};
use crate::case::action::{Action, ActionKind as A};
use crate::case::letter::{Letter, Section};
use crate::case::state::{Side, Zone};
use crate::web::form::Choice;

pub(super) const SPECS: &[Spec] = &[
    Spec { kind: A::GiveFirstAnswer, path: "jawaban-pertama", fields: first_fields, build: first },
    Spec { kind: A::OpenClarification, path: "buka-klarifikasi", fields: open_fields, build: open },
    Spec { kind: A::RecordResponse, path: "catat-tanggapan", fields: response_fields, build: response },
    Spec { kind: A::SecondCall, path: "panggilan-kedua", fields: call_fields, build: call },
    Spec { kind: A::SetHearing, path: "jadwal-klarifikasi", fields: hearing_fields, build: hearing },
    Spec { kind: A::HoldHearing, path: "berita-acara", fields: minutes_fields, build: minutes },
    Spec { kind: A::RecordNoShow, path: "tidak-hadir", fields: absent_fields, build: absent },
    Spec { kind: A::ConcludeClarification, path: "tutup-klarifikasi", fields: close_fields, build: close },
];

fn first_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("jawaban"), g.field("terkait", Shape::Tick), g.remark()]
}

fn first(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.public = r.maybe("jawaban");
    Act::new(Action::GiveFirstAnswer { tied_to_allegations: r.given("terkait") }, words)
}

fn open_fields(g: &Ground<'_>) -> Vec<Field> {
    let known = g.lines_of("allegation");
    let to = g.scene.plain.agency.clone().unwrap_or_default();
    let mut fields = vec![g.field("kepada", Shape::Area(300, 2)).start(to), g.line("surat_nomor").optional()];
    for n in 1..=g.rows(known.len().max(2)) {
        let start = known.get(n - 1).map(|(_, text)| text.clone()).unwrap_or_default();
        let field = Field::row(g.t(), "dugaan", n, Shape::Area(2000, 3)).start(start);
        fields.push(field.required_if(n == 1));
    }
    fields.extend(g.news(A::OpenClarification));
    fields.push(g.remark());
    fields
}

fn open(r: &mut Read<'_>) -> Option<Act> {
    let items = r.rows("dugaan");
    let t = OUTWARD.texts();
    let part = |(no, (_, text)): (usize, &(usize, String))| Section {
        heading: fl!(t, "meja-surat-dugaan", n = no),
        text: text.clone(),
    };
    let letter = Letter {
        title: t.get("meja-surat-brief"),
        number: r.text("surat_nomor"),
        to: r.text("kepada"),
        facts: r.ground.letter_facts(OUTWARD),
        parts: (1..).zip(&items).map(part).collect(),
        closing: t.get("meja-surat-minta-tanggapan"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("brief", true, &letter));
    words.lines = (1..).zip(&items).map(|(no, (_, text))| ("allegation".to_owned(), no, text.clone())).collect();
    Act::new(Action::OpenClarification { items: u16::try_from(items.len()).unwrap_or_default() }, words)
}

fn response_fields(g: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![g.area("tanggapan")];
    fields.extend(g.document_fields());
    fields
}

fn response(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("tanggapan");
    words.data = r.document(Side::Respondent);
    words.on_behalf = Some(Side::Respondent);
    Act::new(Action::RecordResponse { text: r.given("tanggapan") }, words)
}

fn call_fields(g: &Ground<'_>) -> Vec<Field> {
    let to = g.scene.plain.agency.clone().unwrap_or_default();
    vec![g.field("kepada", Shape::Area(300, 2)).start(to), g.line("surat_nomor").optional(), g.remark()]
}

fn call(r: &mut Read<'_>) -> Option<Act> {
    let t = OUTWARD.texts();
    let letter = Letter {
        title: t.get("meja-surat-second-call"),
        number: r.text("surat_nomor"),
        to: r.text("kepada"),
        facts: r.ground.letter_facts(OUTWARD),
        parts: vec![Section { heading: String::new(), text: t.get("meja-surat-panggilan-kedua") }],
        closing: t.get("meja-surat-minta-tanggapan"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("summons", true, &letter));
    Act::new(Action::SecondCall, words)
}

fn hearing_fields(g: &Ground<'_>) -> Vec<Field> {
    let zones = Zone::ALL.iter().map(|zone| Choice::plain(zone.code(), zone.code())).collect();
    let to = g.scene.plain.agency.clone().unwrap_or_default();
    vec![
        g.field("tanggal", Shape::Date(When::Ahead)),
        g.field("jam", Shape::Time),
        g.select("zona", zones).start(g.scene.case.zone.code()),
        g.line("tempat"),
        g.field("kepada", Shape::Area(300, 2)).start(to),
        g.line("surat_nomor").optional(),
        g.remark(),
    ]
}

fn hearing(r: &mut Read<'_>) -> Option<Act> {
    let zone = Zone::from_code(&r.text("zona"))?;
    let (day, time): (_, NaiveTime) = (r.day("tanggal")?, r.time("jam")?);
    let at = zone.at(day, time);
    let t = OUTWARD.texts();
    let mut facts = r.ground.letter_facts(OUTWARD);
    facts.push((t.get("meja-surat-waktu"), format!("{}, {} {}", OUTWARD.date(day), time.format("%H.%M"), zone.code())));
    facts.push((t.get("meja-surat-tempat"), r.text("tempat")));
    let letter = Letter {
        title: t.get("meja-surat-summons"),
        number: r.text("surat_nomor"),
        to: r.text("kepada"),
        facts,
        parts: vec![Section { heading: String::new(), text: t.get("meja-surat-undangan") }],
        closing: t.get("meja-surat-undangan-penutup"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("summons", true, &letter));
    Act::new(Action::SetHearing { at, place: r.given("tempat") }, words)
}

fn minutes_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![
        g.line("surat_nomor").optional(),
        g.line("tempat"),
        g.field("hadir", Shape::Area(1000, 3)),
        g.area("uraian"),
        g.field("lampiran", Shape::Files).optional(),
        g.remark(),
    ]
}

fn minutes(r: &mut Read<'_>) -> Option<Act> {
    let t = OUTWARD.texts();
    let mut facts = r.ground.letter_facts(OUTWARD);
    if let Some(at) = r.ground.scene.case.facts.clarification.hearing_at {
        facts.push((t.get("meja-surat-waktu"), OUTWARD.moment(at, r.ground.scene.page.brand.zone)));
    }
    facts.push((t.get("meja-surat-tempat"), r.text("tempat")));
    let letter = Letter {
        title: t.get("meja-surat-minutes"),
        number: r.text("surat_nomor"),
        facts,
        parts: vec![
            Section { heading: t.get("meja-surat-hadir"), text: r.text("hadir") },
            Section { heading: t.get("meja-surat-uraian"), text: r.text("uraian") },
        ],
        closing: t.get("meja-surat-ba-penutup"),
        ..Letter::default()
    };
    let mut words = r.words();
    words.documents.push(paper("minutes", true, &letter));
    Act::new(Action::HoldHearing { minutes: r.given("uraian") }, words)
}

fn absent_fields(g: &Ground<'_>) -> Vec<Field> {
    vec![g.area("alasan")]
}

fn absent(r: &mut Read<'_>) -> Option<Act> {
    let mut words = r.words();
    words.note = r.maybe("alasan");
    Act::new(Action::RecordNoShow { reason: r.given("alasan") }, words)
}

fn close_fields(g: &Ground<'_>) -> Vec<Field> {
    g.news(A::ConcludeClarification).into_iter().chain([g.remark()]).collect()
}

fn close(r: &mut Read<'_>) -> Option<Act> {
    Act::new(Action::ConcludeClarification, r.words())
}

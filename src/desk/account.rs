//! The reporter's account as rows.

use i18n_embed_fl::fl;

use super::scene::Scene;
use crate::case::account::COLLEAGUE;
use crate::case::rough_day::RoughDay;
use crate::case::state::Kind;

/// The heading over the reporter's words.
pub fn heading(scene: &Scene) -> String {
    match scene.case.kind {
        Kind::Complaint if scene.case.facts.without_reporter => fl!(scene.t(), "meja-uraian-prakarsa"),
        Kind::Complaint => fl!(scene.t(), "meja-uraian"),
        Kind::Consultation => fl!(scene.t(), "meja-pertanyaan"),
    }
}

/// The reporter's words.
pub fn narrative(scene: &Scene) -> String {
    let account = &scene.secret.account;
    if scene.case.kind == Kind::Consultation { account.question.clone() } else { account.narrative.clone() }
}

/// Everything else that was filled in, as (label, value).
pub fn facts(scene: &Scene) -> Vec<(String, String)> {
    let (t, account) = (scene.t(), &scene.secret.account);
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: &str| {
        if !value.trim().is_empty() {
            rows.push((t.get(key), value.trim().to_owned()));
        }
    };
    let accused = match (account.accused_name.as_str(), account.accused_position.as_str()) {
        (name, "") => name.to_owned(),
        ("", position) => position.to_owned(),
        (name, position) => format!("{name}, {position}"),
    };
    add("meja-isi-terlapor", &accused);
    let agency = scene.plain.agency.clone().unwrap_or_else(|| account.agency_text.clone());
    add("meja-isi-instansi", &agency);
    add("meja-isi-waktu", &when(scene));
    add("meja-isi-tempat", &account.place);
    add("meja-isi-unit", &account.unit_text);
    add("meja-isi-nip", &account.accused_nip);
    let coded = |group: &str, code: &str| {
        if code.is_empty() { String::new() } else { t.get(&format!("meja-{group}-{code}")) }
    };
    add("meja-isi-status", &coded("status", &account.accused_status));
    let said = if account.relation == COLLEAGUE { "" } else { account.relation.as_str() };
    add("meja-isi-hubungan", &coded("hubungan", said));
    add("meja-isi-lain", &account.choice_other);
    add("meja-isi-orang", &account.others);
    add("meja-isi-kecuali", &account.excluded);
    add("meja-isi-saksi", &account.witnesses);
    add("meja-isi-tautan", &account.links);
    add("meja-isi-sebelumnya", &account.earlier_case);
    rows
}

fn when(scene: &Scene) -> String {
    let account = &scene.secret.account;
    if account.month == 0 {
        return String::new();
    }
    let text = RoughDay { day: account.day, month: account.month, year: account.year }.words(scene.page.lang);
    if account.ongoing { format!("{text}, {}", fl!(scene.t(), "meja-isi-berulang")) } else { text }
}

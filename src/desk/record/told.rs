//! What was told at the counter, in the shape of the reporter's own form.

use chrono::NaiveDate;
use i18n_embed_fl::fl;

use super::fields::{Form, Lists, OTHER};
use crate::case::account::{Account, Identity};
use crate::case::state::Mode;
use crate::desk::action::read::rough_day;
use crate::desk::action::values::Values;
use crate::vault::nip::{Nip, Phone};
use crate::web::{Page, Problems};

/// Longest title, in letters.
const TITLE: usize = 120;

/// How the reporter wishes to be known. Nobody stands behind the office's own initiative.
pub(super) fn mode(form: Form, values: &Values) -> Mode {
    let chosen = Mode::from_code(values.get("cara")).filter(|_| form == Form::For);
    chosen.unwrap_or(Mode::Anonymous)
}

/// How it came in.
pub(super) fn channel(form: Form, values: &Values) -> &'static str {
    match (form, values.get("saluran")) {
        (Form::Own, _) => "own_initiative",
        (Form::For, "phone") => "phone",
        (Form::For, "letter") => "letter",
        (Form::For, _) => "counter",
    }
}

/// What was told, in the fields of the reporter's own form.
pub(super) fn account(
    page: &Page,
    lists: &Lists,
    values: &Values,
    today: NaiveDate,
    problems: &mut Problems,
) -> Account {
    let text = |name: &str| values.get(name).to_owned();
    let when = rough_day(values, "kapan", today).ok();
    let typed = text("nip");
    let nip = if typed.is_empty() { None } else { Some(Nip::parse(&typed, today)) };
    if matches!(nip, Some(Err(_))) {
        problems.add("nip", fl!(page.t, "bidang-nip-salah"));
    }
    let chosen = values.get("instansi_id").parse().ok();
    let near = chosen.filter(|id| lists.agencies.iter().any(|agency| agency.id == *id));
    let agency = lists.named(values.get("instansi")).or(near);
    if agency.is_none() && !lists.agencies.is_empty() && values.get("instansi_id") != "lain" {
        problems.add("instansi", fl!(page.t, "bidang-instansi-g"));
    }
    let named = ["instansi", "bagian", "terlapor", "jabatan", "nip"];
    if named.iter().all(|name| values.get(name).trim().is_empty()) {
        problems.add("terlapor", fl!(page.t, "bidang-terlapor-g"));
    }
    Account {
        choice: text("jenis_laporan"),
        // words typed before another choice was made are not part of it
        choice_other: if values.get("jenis_laporan") == OTHER { text("jenis_lain") } else { String::new() },
        female_officer: !values.get("perempuan").is_empty(),
        relation: text("hubungan"),
        agency_text: text("instansi"),
        agency,
        unit_text: text("bagian"),
        accused_name: text("terlapor"),
        accused_position: text("jabatan"),
        accused_nip: nip.and_then(Result::ok).map(|nip| nip.digits().to_owned()).unwrap_or_default(),
        accused_status: text("status_asn"),
        others: text("lain"),
        excluded: text("kecuali"),
        day: when.and_then(|when| when.day),
        month: when.map_or(0, |when| when.month),
        year: when.map_or(0, |when| when.year),
        ongoing: !values.get("berulang").is_empty(),
        place: text("lokasi"),
        narrative: text("kejadian"),
        witnesses: text("saksi"),
        ..Account::default()
    }
}

/// Who speaks, sealed at once; nothing for an anonymous one.
pub(super) fn identity(page: &Page, mode: Mode, values: &Values, problems: &mut Problems) -> Option<Identity> {
    if mode == Mode::Anonymous {
        return None;
    }
    let typed = values.get("telepon");
    let phone = if typed.is_empty() { None } else { Some(Phone::parse(typed)) };
    if matches!(phone, Some(Err(_))) {
        problems.add("telepon", fl!(page.t, "bidang-telepon-salah"));
    }
    let phone = phone.and_then(Result::ok).map(|phone| phone.as_str().to_owned()).unwrap_or_default();
    Some(Identity {
        name: values.get("nama_pelapor").to_owned(),
        phone,
        contact: "page".to_owned(),
        ..Identity::default()
    })
}

/// Neutral, never a person's name.
pub(super) fn title(lists: &Lists, account: &Account) -> String {
    let choice = lists.choices.iter().find(|choice| choice.is(&account.choice)).map(|choice| choice.title.clone());
    let choice = choice.unwrap_or_else(|| account.choice.clone());
    let known = account.agency.and_then(|id| lists.agencies.iter().find(|agency| agency.id == id));
    let agency = known.map_or_else(|| account.agency_text.clone(), |agency| agency.name.clone());
    let text = if agency.is_empty() { choice } else { format!("{choice}: {agency}") };
    if text.chars().count() <= TITLE {
        return text;
    }
    text.chars().take(TITLE - 1).collect::<String>() + "…"
}

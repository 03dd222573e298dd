//! Sentences that several pages of the desk share.

use i18n_embed_fl::fl;

use crate::case::case::Clock;
use crate::case::db::{Document, Line, Proposal};
use crate::case::letter::Letter;
use crate::case::state::{ClockKind, Outcome, Zone};
use crate::i18n::Tr;
use crate::web::Page;

/// What an action is called.
pub fn action(t: Tr, code: &str) -> String {
    t.get(&format!("tindakan-{}", code.replace('_', "-")))
}

/// What an outcome is called.
pub fn outcome(t: Tr, outcome: Outcome) -> String {
    t.get(&format!("hasil-{}", outcome.code().replace('_', "-")))
}

/// What a clock is for, with the commitment or the side that it belongs to.
pub fn clock(t: Tr, kind: ClockKind, subject: &str) -> String {
    let name = t.get(&format!("jam-{}", kind.code().to_lowercase().replace('_', "-")));
    match subject {
        "" => name,
        "reporter" => format!("{name} ({})", fl!(t, "meja-pelapor")),
        "respondent" => format!("{name} ({})", fl!(t, "meja-terlapor")),
        no => format!("{name} {no}"),
    }
}

/// "25 November 2026", with what is special about it.
pub fn clock_end(page: &Page, zone: Zone, clock: &Clock) -> String {
    let day = page.lang.short_date(zone.day(clock.due_at));
    if clock.is_paused() {
        fl!(page.t, "meja-jam-jeda", tanggal = day)
    } else if clock.provisional {
        fl!(page.t, "meja-jam-sementara", tanggal = day)
    } else if clock.level > 0 {
        fl!(page.t, "meja-jam-tingkat", tanggal = day, tingkat = clock.level)
    } else {
        day
    }
}

/// "Diusulkan Rara 20 November 2026, gugur 27 November 2026".
pub fn proposed(page: &Page, proposal: &Proposal) -> String {
    let name = proposal.by.name.clone();
    let zone = page.brand.zone;
    fl!(
        page.t,
        "meja-usul-ringkas",
        nama = name,
        tanggal = page.lang.short_date(zone.day(proposal.created_at)),
        gugur = page.lang.short_date(zone.day(proposal.expires_at))
    )
}

/// "Tersimpan: Terima untuk ditelaah", or nothing for a code that is none.
pub fn done(t: Tr, code: &str) -> String {
    let (key, code) = code.strip_prefix("usul-").map_or(("meja-tersimpan", code), |code| ("meja-diusulkan", code));
    if crate::case::action::ActionKind::from_code(code).is_none() && code != "dispatch" {
        return String::new();
    }
    format!("{}: {}.", t.get(key), action(t, code))
}

/// What a letter is called: its own title, or the name of its kind.
pub fn letter(t: Tr, document: &Document) -> String {
    let title = Letter::of(&document.body).title;
    let key = format!("meja-surat-{}", document.kind);
    if title.is_empty() { t.get(if t.has(&key) { &key } else { "meja-surat" }) } else { title }
}

/// The words of a numbered line.
pub fn line(lines: &[Line], kind: &str, no: u16) -> String {
    let found = lines.iter().find(|line| line.kind == kind && line.no == i32::from(no));
    found.map(|line| line.text.clone()).unwrap_or_default()
}

//! The conflict set of an account: who must never hear of the case.

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::App;
use crate::case::account::Account;
use crate::case::case::Case;
use crate::case::db::{self, Conflict};
use crate::case::state::Kind;
use crate::db::Tx;
use crate::vault::nip::Nip;
use crate::vault::{Keys, index};

/// Keyed hashes of everybody whom the account names or excludes, and the agency complained about.
pub(super) fn conflict(keys: &Keys, kind: Kind, account: &Account, today: NaiveDate) -> Conflict {
    let named = [&account.accused_nip, &account.accused_name, &account.others];
    let mut excluded = names(keys, &account.excluded);
    excluded.extend(nips(keys, &account.excluded, today));
    Conflict {
        nips: named.iter().flat_map(|text| nips(keys, text, today)).collect(),
        names: named[1..].iter().flat_map(|text| names(keys, text)).collect(),
        excluded,
        agency: account.agency.filter(|_| kind == Kind::Complaint),
    }
}

/// Keyed hash of the NIP of the person named, for finding other cases about the same person.
pub(super) fn accused(keys: &Keys, account: &Account, today: NaiveDate) -> Option<Vec<u8>> {
    nips(keys, &account.accused_nip, today).into_iter().next()
}

/// Words that stand between two people.
const AND: [&str; 3] = ["dan", "and", "serta"];

/// People as reporters write them: one per line, with a number of the list or a NIP beside the name, or several with
/// commas, "dan", a slash or a dash between them, a position in brackets. A comma may as well stand before a degree or
/// between last and first name, so each line counts as a whole too.
fn names(keys: &Keys, text: &str) -> Vec<Vec<u8>> {
    let mut macs: Vec<Vec<u8>> = Vec::new();
    for line in text.to_lowercase().split(['\n', ';']) {
        let named = |word: &&str| word.chars().any(char::is_alphabetic);
        let whole: Vec<&str> = line.split_whitespace().filter(named).collect();
        let apart = |word| if named(&word) && !AND.contains(&word) { word } else { "/" };
        let parts = line.split_whitespace().map(apart).collect::<Vec<_>>().join(" ");
        let pieces = parts.split([',', '/', '&', '(', ')', ':', '–', '—']);
        let all = std::iter::once(whole.join(" ")).chain(pieces.map(str::to_owned));
        macs.extend(all.flat_map(|name| index::name_macs(keys, &name)).map(|mac| mac.to_vec()));
    }
    macs.sort();
    macs.dedup();
    macs
}

/// Digits of a NIP.
const NIP_DIGITS: usize = 18;

/// Every number in a text that can be a NIP: eighteen digits, whatever stands between their groups and beside them.
fn nips(keys: &Keys, text: &str, today: NaiveDate) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let between = |symbol: char| symbol.is_whitespace() || matches!(symbol, '.' | '-' | '‐' | '‑' | '–');
    for run in text.split(|symbol: char| !(symbol.is_ascii_digit() || between(symbol))) {
        let groups: Vec<&str> = run.split(between).filter(|group| !group.is_empty()).collect();
        for first in 0..groups.len() {
            let mut digits = String::new();
            for group in &groups[first..] {
                digits.push_str(group);
                if digits.len() >= NIP_DIGITS {
                    break;
                }
            }
            found.extend(Nip::parse(&digits, today).ok());
        }
    }
    found.iter().map(|nip| index::nip_mac(keys, nip).to_vec()).collect()
}

/// Computes the wall again after what is known has changed (rows 48, 11), and when a case comes back from its end. Walls
/// are only added: nobody who was kept out is let in by an amendment, and whom two let in is met by a new ground only. A
/// handler who is walled now loses the case, and so does a mediator. Says whether anything changed.
pub(super) async fn recompute(
    app: &App,
    tx: &mut Tx,
    after: &mut Case,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let Some(secret) = db::secret(tx, &app.keys, after.id).await? else { return Ok(false) };
    let mut conflict = conflict(&app.keys, after.kind, &secret.account, after.zone.day(now));
    conflict.agency = after.agency.filter(|_| after.kind == Kind::Complaint);
    let added = db::add_walls(tx, after.id, &conflict, now).await?;
    // also when nothing was added: somebody may have moved into a unit or agency that is kept out
    db::forget_notices(tx, after.id).await?;
    Ok(release(tx, after).await? || added)
}

/// Takes a case away from those in it whom its wall keeps out. Says whether there was anybody.
pub(super) async fn release(tx: &mut Tx, after: &mut Case) -> Result<bool, sqlx::Error> {
    let mediation = &after.facts.mediation;
    let mut near: Vec<_> = mediation.roster.clone();
    near.extend(after.handler);
    near.extend(mediation.mediator);
    near.extend(after.facts.verifier);
    let walled = db::walled_among(tx, after.id, &near).await?;
    if walled.is_empty() {
        return Ok(false);
    }
    let out = |officer: &uuid::Uuid| walled.contains(officer);
    after.handler = after.handler.filter(|officer| !out(officer));
    after.facts.verifier = after.facts.verifier.filter(|officer| !out(officer));
    after.facts.mediation.mediator = after.facts.mediation.mediator.filter(|officer| !out(officer));
    after.facts.mediation.roster.retain(|officer| !out(officer));
    db::release_walled(tx, after).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default()
    }

    #[test]
    fn people_are_found_as_reporters_write_them() {
        let keys = Keys::ephemeral_for_tests();
        for text in [
            "Budi Santoso",
            "Dr. Budi Santoso, S.H., M.Si.",
            "Santoso, Budi",
            "Siti Aminah, Budi Santoso",
            "Siti Aminah dan Pak Budi Santoso",
            "Sutrisno / Budi Santoso (Kepala Dinas)",
            "Sutrisno\nBudi Santoso",
            "Kepala dinas: Budi Santoso",
            "SITI AMINAH DAN BUDI SANTOSO",
            "Siti Aminah and Budi Santoso",
            "Budi Santoso 198609262015051001",
            "Budi Santoso (NIP 198609262015051001)",
            "1. Budi Santoso",
            "- Budi Santoso, S.Psi.",
            "Budi Santoso - Kepala Dinas",
            "Budi Santoso – Kepala Dinas",
        ] {
            let found = names(&keys, text);
            let budi = index::name_macs(&keys, "Budi Santoso");
            assert!(budi.iter().any(|mac| found.contains(&mac.to_vec())), "{text}");
        }
        assert!(names(&keys, " \n;").is_empty());
    }

    #[test]
    fn a_nip_is_found_inside_a_text() {
        let keys = Keys::ephemeral_for_tests();
        let nip = Nip::parse("198609262015051001", day()).unwrap_or_else(|error| panic!("{error}"));
        for text in [
            "198609262015051001",
            "Budi (19860926 201505 1 001)",
            "NIP.198609262015051001;x",
            "1. 198609262015051001",
            "2) 19860926.201505.1.001 ",
            "19860926\u{a0}201505\u{a0}1\u{a0}001",
        ] {
            assert_eq!(nips(&keys, text, day()), [index::nip_mac(&keys, &nip).to_vec()], "{text:?}");
        }
        let two = nips(&keys, "198609262015051001 197001011995031002", day());
        assert_eq!((two.len(), &two[0]), (2, &index::nip_mac(&keys, &nip).to_vec()));
        assert!(nips(&keys, "tel. 0812 3456 7890", day()).is_empty());
    }
}

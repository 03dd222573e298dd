//! People in what somebody typed: the hashes of names and numbers under which the wall looks for them.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use crate::vault::nip::Nip;
use crate::vault::{Keys, index, name};

/// Words that stand between two people, or between one and a number or what is said of them.
const AND: [&str; 16] = [
    "dan", "and", "serta", "nip", "nrp", "nik", "yang", "yg", "selaku", "sebagai", "bernama", "adalah", "yaitu", "di",
    "dari", "pada",
];
/// Words that stand before a number.
const NUMBER: [&str; 3] = ["no", "nomor", "number"];
/// The longest name, in words, that is looked for inside a line.
const LONGEST: usize = 5;
/// After so many hashes of one field nothing more is looked for inside its lines; whole lines always are.
const MOST: usize = 600;
/// The same for names in free text, before they are hashed.
const MOST_MENTIONED: usize = 2000;

/// People as reporters write them: one per line, with a number of the list or a NIP beside the name, or several with
/// commas, "dan", a slash or a dash between them, a position in brackets. A comma may as well stand before a degree or
/// between last and first name, so each line counts as a whole too; and so does whatever stands together in it, because
/// offices and sentences stand around names.
pub(super) fn names(keys: &Keys, text: &str) -> Vec<Vec<u8>> {
    let mut macs = BTreeSet::new();
    let mut pieces = Vec::new();
    for line in text.to_lowercase().split(['\n', ';']) {
        let named = |word: &&str| word.chars().any(char::is_alphabetic);
        let whole: Vec<&str> = line.split_whitespace().filter(named).collect();
        macs.extend(index::typed_macs(keys, &whole.join(" ")));
        let bare = |word: &str| AND.contains(&word.trim_end_matches('.'));
        let apart = |word| if named(&word) && !bare(word) { word } else { "/" };
        let parts = line.split_whitespace().map(apart).collect::<Vec<_>>().join(" ");
        pieces.extend(parts.split([',', '/', '&', '(', ')', ':', '–', '—']).map(str::to_owned));
    }
    for piece in &pieces {
        macs.extend(index::typed_macs(keys, piece));
    }
    for piece in &pieces {
        let words: Vec<&str> = piece.split_whitespace().collect();
        for part in windows(&words) {
            if macs.len() >= MOST {
                break;
            }
            macs.extend(index::typed_macs(keys, &part));
        }
    }
    macs.into_iter().map(|mac| mac.to_vec()).collect()
}

/// Whatever stands together, as long as a name may be. A form of address begins only the whole: "Pak Budi" of "Pak Budi
/// Santoso" is somebody else.
fn windows<'a>(words: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    (0..words.len()).flat_map(move |first| {
        let called = name::is_address(words[first].trim_end_matches('.'));
        (first + 2..=words.len().min(first + LONGEST))
            .filter(move |end| !called || (first == 0 && *end == words.len()))
            .map(move |end| words[first..end].join(" "))
    })
}

/// Numbers under which officers stand on the reporter's own page: "Petugas 07".
pub(super) fn aliases(text: &str) -> Vec<i32> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|symbol: char| !symbol.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if matches!(*word, "petugas" | "officer") {
            let rest = words[at + 1..].iter().filter(|word| !AND.contains(*word) && !NUMBER.contains(*word));
            found.extend(rest.map_while(|word| word.parse::<i32>().ok()));
        }
    }
    found
}

/// Who of the office is mentioned in free text: by NIP, or by what may be the name of an officer. `officers` are their
/// names, one a line; only what is made of their words is hashed, because a text has thousands.
pub(super) fn mentions(keys: &Keys, texts: &[&str], officers: &str, today: NaiveDate) -> Vec<Vec<u8>> {
    let known: HashSet<String> = officers.lines().flat_map(name::parts).collect();
    let mut names = BTreeSet::new();
    for sentence in texts.iter().flat_map(|text| text.split([',', ';', ':', '(', ')', '/', '!', '?', '–', '—'])) {
        let split = |symbol: char| symbol.is_whitespace() || matches!(symbol, '.' | '-');
        let words: Vec<String> = sentence.split(split).map(name::part).filter(|word| !word.is_empty()).collect();
        for run in runs(&words, &known) {
            names.extend(windows(&run));
        }
        if names.len() >= MOST_MENTIONED {
            break;
        }
    }
    let mut found: BTreeSet<Vec<u8>> = texts.iter().flat_map(|text| nips(keys, text, today)).collect();
    found.extend(names.iter().flat_map(|name| index::typed_macs(keys, name)).map(|mac| mac.to_vec()));
    found.into_iter().collect()
}

/// Words in a row of which each can stand in the name of somebody known.
fn runs<'a>(words: &'a [String], known: &HashSet<String>) -> Vec<Vec<&'a str>> {
    // "Nur Aini", where Nuraini is known
    let joined: Vec<bool> = words.windows(2).map(|pair| known.contains(&pair.concat())).collect();
    let with_next = |at: usize| joined.get(at).copied().unwrap_or_default();
    let fits = |at: usize, word: &str| {
        known.contains(word) || name::goes_with_names(word) || with_next(at) || (at > 0 && with_next(at - 1))
    };
    let mut runs = vec![Vec::new()];
    for (at, word) in words.iter().enumerate() {
        if fits(at, word) {
            if let Some(run) = runs.last_mut() {
                run.push(word.as_str());
            }
        } else if runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Vec::new());
        }
    }
    runs
}

/// Digits of a NIP.
const NIP_DIGITS: usize = 18;

/// Every number in a text that can be a NIP: eighteen digits, whatever stands between their groups and beside them.
pub(super) fn nips(keys: &Keys, text: &str, today: NaiveDate) -> Vec<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default()
    }

    /// Whether one of these hashes means an officer of this name.
    fn meets(keys: &Keys, found: &[Vec<u8>], name: &str) -> bool {
        index::name_macs(keys, name).iter().any(|mac| found.contains(&mac.to_vec()))
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
            "Budi Santoso NIP 198609262015051001",
            "Budi Santoso NIP. 198609262015051001",
            "Camat Budi Santoso",
            "Bapak Kadis Budi Santoso",
            "Budi Santoso selaku Kepala Dinas",
            "Budi Santoso yang menerima uangnya",
            "Petugas loket bernama Budi Santoso",
        ] {
            let found = names(&keys, text);
            assert!(meets(&keys, &found, "Budi Santoso"), "{text}");
        }
        for text in [
            "Camat Budi Santoso",
            "Pak Budi Santoso",
            "Budi Santoso yang menerima uangnya",
            "Budi Santoso NIP 198609262015051001",
        ] {
            assert!(!meets(&keys, &names(&keys, text), "Budi"), "{text}");
        }
        for text in ["Mulyadi NIP 198609262015051001", "Pak Mulyadi yang menerima uangnya", "Mulyadi selaku kepala"] {
            assert!(meets(&keys, &names(&keys, text), "Mulyadi, S.Psi."), "{text}");
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

    #[test]
    fn a_long_list_is_looked_into_only_so_far() {
        let keys = Keys::ephemeral_for_tests();
        let list: String =
            (0..400).fold(String::new(), |list, n| list + &format!("orang{n} umpama{n} yang ikut menerima\n"));
        let found = names(&keys, &(list + "Budi Santoso"));
        assert!(found.len() < 3 * 400 + MOST, "{}", found.len());
        assert!(meets(&keys, &found, "Budi Santoso"), "whole lines always count");
    }

    #[test]
    fn an_officer_is_known_by_the_number_that_reporters_see() {
        for (text, numbers) in [
            ("Petugas 07", &[7][..]),
            ("Budi Santoso\npetugas no. 12, verifikator", &[12]),
            ("Officer 07 and 09", &[7, 9]),
            ("Petugas 3 dan petugas 4", &[3, 4]),
            ("Petugas 198609262015051001", &[]),
            ("Petugas loket 7", &[]),
        ] {
            assert_eq!(aliases(text), numbers, "{text}");
        }
    }

    #[test]
    fn whoever_works_here_is_found_in_free_text_and_nobody_else_is_hashed() {
        let keys = Keys::ephemeral_for_tests();
        let officers = "Budi Santoso, S.H.\nSiti Nur'aini\nMuhammad Yusuf\nMulyadi, S.Psi.\nAchmad Fauzi";
        let found = |text: &str| mentions(&keys, &[text], officers, day());
        for (text, name) in [
            ("Bolehkah saya melaporkan Budi Santoso, konsultan di kantor ini?", "Budi Santoso, S.H."),
            ("uangnya diterima budi santoso-nya sendiri", "Budi Santoso, S.H."),
            ("Saya bertemu \u{201c}Budi\nSantoso\u{201d}.", "Budi Santoso, S.H."),
            ("kata Siti Nur Aini besok", "Siti Nur'aini"),
            ("oleh Sdr. Moh. Yusuf di loket", "Muhammad Yusuf"),
            ("kepada M.Yusuf", "Muhammad Yusuf"),
            ("Pak Mulyadi yang menerima", "Mulyadi, S.Psi."),
            ("ada Ahmad Fauzi juga", "Achmad Fauzi"),
        ] {
            assert!(meets(&keys, &found(text), name), "{text}");
        }
        assert!(found(&"Petugas loket meminta uang kepada Agus Mulyadi dan Budi. ".repeat(500)).is_empty());
        assert!(!meets(&keys, &found("Budi menelepon Pak Yusuf"), "Budi Santoso, S.H."));
        assert!(!meets(&keys, &found("kata Pak Mulyadi Santoso"), "Mulyadi, S.Psi."), "somebody with another name");
        let nip = Nip::parse("198609262015051001", day()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found("Pegawai, NIP 19860926 201505 1 001, menolak"), [index::nip_mac(&keys, &nip).to_vec()]);
    }
}

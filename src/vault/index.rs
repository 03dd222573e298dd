//! Blind indexes: keyed hashes under which equal values meet. They show nothing but equality (`security.md` §2.2).

use std::collections::BTreeSet;

use super::{keys::Keys, nip::Nip};

/// The hash of a NIP, 16 bytes: for the wall, for "the same person", never shown.
#[must_use]
pub fn nip_mac(keys: &Keys, nip: &Nip) -> [u8; 16] {
    keys.index().mac16("nip", &[nip.digits().as_bytes()])
}

/// The hashes of a person's name; two names mean the same person when they share one. Empty for a text without a name.
///
/// Case, punctuation, order and titles do not matter (`Dr. H. Budi Santoso, S.H., M.Si` = `santoso budi`), the spellings
/// of Muhammad are one, and a name is also known without initials, and without whatever follows it as degrees do.
#[must_use]
pub fn name_macs(keys: &Keys, name: &str) -> Vec<[u8; 16]> {
    let mut forms = BTreeSet::new();
    for (at, mut words) in [name_words(name), name_words(before_degrees(name))].into_iter().enumerate() {
        words.sort();
        let without_initials: Vec<_> = words.iter().filter(|word| word.chars().count() > 1).cloned().collect();
        // One word alone would wall off every officer who is called Budi.
        if without_initials.len() > 1 {
            forms.insert(without_initials.join(" "));
        }
        if at == 0 || words.len() > 1 {
            forms.insert(words.join(" "));
        }
    }
    forms.remove("");
    forms.iter().map(|form| keys.index().mac16("name", &[form.as_bytes()])).collect()
}

/// What stands before the first comma, or before the first word with a dot inside it: no list knows every degree.
fn before_degrees(name: &str) -> &str {
    let name = name.split(',').next().unwrap_or_default();
    let dotted = name.split_whitespace().find(|word| word.trim_matches('.').contains('.'));
    dotted.and_then(|word| name.split(word).next()).unwrap_or(name)
}

/// The hash under which a one-use key is remembered for 24 hours.
#[must_use]
pub fn idem_mac(keys: &Keys, one_use_key: &[u8; 32]) -> [u8; 32] {
    keys.idempotency().mac("one-use key", &[one_use_key])
}

/// The fingerprint of what was sent with a one-use key, to tell a retry from a changed text.
#[must_use]
pub fn body_mac(keys: &Keys, one_use_key: &[u8; 32], body: &[u8]) -> [u8; 32] {
    keys.idempotency().mac("body", &[one_use_key, body])
}

/// What the database keeps of a draft cookie's secret.
#[must_use]
pub fn cookie_mac(keys: &Keys, cookie: &[u8; 32]) -> [u8; 32] {
    keys.session_mac(&[b"draft cookie|", cookie.as_slice()].concat())
}

/// Titles before a name, without dots.
const BEFORE: &[&str] = &[
    "bapak", "bpk", "bu", "dr", "dra", "drg", "drh", "drs", "h", "haji", "hajah", "hj", "ibu", "ir", "kh", "ny", "pak",
    "prof", "sdr", "sdri", "tn", "ust", "ustadz",
];

/// Degrees after a name, without dots.
const AFTER: &[&str] = &[
    "ak", "amd", "amdkeb", "amk", "apt", "ba", "ca", "dea", "llm", "ma", "mag", "map", "mba", "mh", "mhum", "mip",
    "mk", "mkes", "mkom", "mkn", "mm", "mp", "mpa", "mpd", "mpdi", "mph", "mpp", "ms", "msc", "msi", "msos", "mt",
    "ners", "ns", "phd", "sag", "se", "sei", "sh", "shi", "shut", "si", "sik", "sip", "skep", "sked", "skm", "skom",
    "sos", "sp", "spd", "spdi", "spi", "spt", "sst", "ssi", "ssos", "sstp", "st", "stp",
];

const MUHAMMAD: &[&str] =
    &["m", "md", "moch", "mochamad", "mochammad", "moh", "mohamad", "mohammad", "muh", "muhamad", "muhammad"];

fn name_words(name: &str) -> Vec<String> {
    let name: String = name.chars().take(300).flat_map(char::to_lowercase).collect();
    let (front, back) = name.split_once(',').unwrap_or((&name, ""));
    let mut words = split_words(front, BEFORE, AFTER);
    let titles = words.iter().take_while(|word| BEFORE.contains(&word.as_str())).count();
    if titles < words.len() {
        words.drain(..titles);
    }
    while words.len() > 1 && words.last().is_some_and(|word| AFTER.contains(&word.as_str())) {
        words.pop();
    }
    // After a comma stand degrees, or the rest of a name that was written last name first.
    let rest = split_words(back, BEFORE, AFTER);
    words.extend(rest.into_iter().filter(|word| {
        word.chars().count() > 1 && !AFTER.contains(&word.as_str()) && !BEFORE.contains(&word.as_str())
    }));
    if words.len() > 1 && MUHAMMAD.contains(&words[0].as_str()) {
        "muhammad".clone_into(&mut words[0]);
    }
    words
}

/// Words of letters and digits. `s.h.` is one word when that is a title, otherwise dots separate as in `m.yusuf`.
fn split_words(text: &str, before: &[&str], after: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for piece in text.split(|symbol: char| symbol.is_whitespace() || "-,;/()\"".contains(symbol)) {
        let joined: String = piece.chars().filter(|symbol| symbol.is_alphanumeric()).collect();
        if before.contains(&joined.as_str()) || after.contains(&joined.as_str()) {
            words.push(joined);
            continue;
        }
        for part in piece.split('.') {
            let word: String = part.chars().filter(|symbol| symbol.is_alphanumeric()).collect();
            if !word.is_empty() {
                words.push(word);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn same(a: &str, b: &str) -> bool {
        let keys = Keys::ephemeral_for_tests();
        let (a, b) = (name_macs(&keys, a), name_macs(&keys, b));
        a.iter().any(|mac| b.contains(mac))
    }

    #[test]
    fn one_person_is_found_under_the_ways_a_name_is_written() {
        for (a, b) in [
            ("Budi Santoso", "BUDI  SANTOSO"),
            ("Dr. H. Budi Santoso, S.H., M.Si.", "budi santoso"),
            ("Drs. Budi Santoso, MM", "Budi Santoso SE"),
            ("Santoso, Budi", "Budi Santoso"),
            ("Pak Budi Santoso", "Budi Santoso S.Pd"),
            ("Prof. Dr. Ir. Siti Nur'aini", "Siti Nuraini"),
            ("M. Yusuf", "Muhammad Yusuf"),
            ("Moh.Yusuf", "Mohammad Yusuf, S. Sos., M. A. P."),
            ("Budi T. Santoso", "Budi Santoso"),
            ("Hj. Sri-Wahyuni", "Sri Wahyuni"),
            ("Sari Dewi, S.Psi.", "Sari Dewi"),
            ("Sari Dewi S.I.Kom", "Dewi Sari"),
            ("Andi Putra, S.Tr.IP., M.Si", "Andi Putra"),
            ("M. Andi Putra, S.Farm., Apt.", "Muhammad Andi Putra"),
            ("Budi T. Santoso, CGCAE", "Budi Santoso"),
            ("A. Santoso, S.Psi.", "A. Santoso"),
            ("Haji", "HAJI"),
        ] {
            assert!(same(a, b), "{a} / {b}: {:?} {:?}", name_words(a), name_words(b));
        }
    }

    #[test]
    fn other_people_are_not() {
        for (a, b) in [
            ("Budi Santoso", "Budi Susanto"),
            ("Budi", "Budi Santoso"),
            ("Budi S.", "Budi T."),
            ("Budi, S.Psi.", "Budi Santoso"),
            ("Budi, S.Psi.", "Budi"),
            ("Siti", "Hj."),
            ("", ""),
            (" .,- ", "Budi"),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn a_title_that_is_the_whole_name_stays_a_name() {
        assert_eq!(name_words("Ibu"), ["ibu"]);
        assert_eq!(name_words("Ma"), ["ma"]);
    }

    #[test]
    fn hashes_depend_on_the_key_and_on_what_they_are_for() {
        let (one, two) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let nip = Nip::parse("198609262015051001", NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()).unwrap();
        assert_eq!(nip_mac(&one, &nip), nip_mac(&one, &nip));
        assert_ne!(nip_mac(&one, &nip), nip_mac(&two, &nip));
        assert_ne!(nip_mac(&one, &nip), name_macs(&one, nip.digits())[0]);
        let key = [3; 32];
        assert_ne!(idem_mac(&one, &key), idem_mac(&two, &key));
        assert_ne!(body_mac(&one, &key, b"a"), body_mac(&one, &key, b"b"));
        assert_ne!(body_mac(&one, &key, b"a"), body_mac(&one, &[4; 32], b"a"));
        assert_ne!(cookie_mac(&one, &key), cookie_mac(&two, &key));
    }

    proptest! {
        #[test]
        fn no_name_panics(name in "\\PC{0,80}") {
            let words = name_words(&name);
            prop_assert!(words.iter().all(|word| !word.is_empty()), "{:?}", words);
        }
    }
}

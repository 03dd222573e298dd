//! Names of people, so that one person is met under the ways in which a name is written.

use std::collections::BTreeSet;

/// Counts changes of what meets what, here and where names are looked for in a text. Cases whose walls were computed
/// under another count are computed again at the start.
pub const NAMES_VERSION: i32 = 2;

/// The forms of a name; two names mean the same person when they share one. Empty for a text without a name.
///
/// Case, punctuation, order, titles and forms of address do not matter (`Dr. H. Budi Santoso, S.H., M.Si` = `Camat
/// santoso budi`), nor how Muhammad, Ahmad and Abdul are spelled; a name is also known without initials, without whatever
/// follows it as degrees do, and written in one word.
pub(super) fn forms(name: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    let (short, only_degrees) = before_degrees(name);
    // One word alone would wall off every officer who is called Budi, unless it is the whole name.
    for (words, whole) in [(name_words(name), true), (name_words(short), only_degrees)] {
        for words in [plain(&words), words] {
            add_forms(&mut forms, words, whole);
        }
    }
    forms
}

fn add_forms(forms: &mut BTreeSet<String>, mut words: Vec<String>, whole: bool) {
    if words.len() > 1 {
        forms.insert(words.concat());
    }
    words.sort();
    let without_initials: Vec<_> = words.iter().filter(|word| !is_initial(word)).cloned().collect();
    if without_initials.len() > 1 {
        forms.insert(without_initials.join(" "));
    }
    if words.len() > 1 || (whole && !words.is_empty()) {
        forms.insert(words.join(" "));
    }
}

/// First and last word of a longer name: how people are called who have three. Only of names of an office, never of what
/// somebody typed or of the register: there it would meet everybody with other words between the two.
pub(super) fn short_form(name: &str) -> Option<String> {
    let words = plain(&name_words(before_degrees(name).0));
    let words: Vec<&String> = words.iter().filter(|word| !is_initial(word)).collect();
    let [first, _, .., last] = words.as_slice() else { return None };
    let mut short = [first.as_str(), last.as_str()];
    short.sort_unstable();
    Some(short.join(" "))
}

/// The words of a name as they are looked for in a text, also two of them written as one.
pub fn parts(name: &str) -> Vec<String> {
    let words = split_words(&name.to_lowercase(), &[], &[]);
    let joined: Vec<String> = words.windows(2).map(<[String]>::concat).collect();
    words.into_iter().map(|word| spelling(&word).to_owned()).chain(joined).collect()
}

/// A word of a text as [`parts`] has it; empty for what is no word.
pub fn part(word: &str) -> String {
    let word: String = word.chars().filter(|symbol| symbol.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    spelling(&word).to_owned()
}

/// Whether a word may stand before any name, or in the place of one of its words.
#[must_use]
pub fn goes_with_names(word: &str) -> bool {
    is_initial(word) || is_address(word) || MUHAMMAD.contains(&word)
}

/// Whether a word is a title, an office or a form of address, without its dot.
#[must_use]
pub fn is_address(word: &str) -> bool {
    BEFORE.contains(&word) || ADDRESS.contains(&word)
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

/// What stands before the first comma, or before the first word with a dot inside it: no list knows every degree. And
/// whether everything else is written as degrees are.
fn before_degrees(name: &str) -> (&str, bool) {
    let name = name.split(',').next().unwrap_or_default();
    let dotted = |word: &&str| word.trim_matches('.').contains('.');
    match name.split_whitespace().find(dotted).and_then(|word| name.find(word)) {
        Some(at) => {
            let (front, back) = name.split_at(at);
            (front, back.split_whitespace().all(|word| word.contains('.')))
        }
        None => (name, true),
    }
}

/// A name without forms of address and offices before it, in one spelling.
fn plain(words: &[String]) -> Vec<String> {
    let called = words.iter().take_while(|word| is_address(word)).count();
    let words = if called < words.len() { &words[called..] } else { words };
    let mut plain: Vec<String> = words.iter().map(|word| spelling(word).to_owned()).collect();
    one_muhammad(&mut plain);
    plain
}

/// One spelling of the names that everybody spells as they like.
fn spelling(word: &str) -> &str {
    match word {
        "achmad" | "achmat" | "ahmat" | "akhmad" | "akhmat" => "ahmad",
        "abd" | "abdoel" => "abdul",
        // shorter ones stand for it at the beginning only
        long if long.len() > 2 && MUHAMMAD.contains(&long) => "muhammad",
        word => word,
    }
}

fn one_muhammad(words: &mut [String]) {
    if words.len() > 1 && MUHAMMAD.contains(&words[0].as_str()) {
        "muhammad".clone_into(&mut words[0]);
    }
}

/// Forms of address and offices before a name, which the lists of older releases did not know: the register still holds
/// names under which these are words like others.
const ADDRESS: &[&str] = &[
    "abang", "bang", "bp", "bupati", "camat", "gubernur", "kabag", "kabid", "kades", "kadis", "kakan", "kang", "kanit",
    "kapus", "kasi", "kasubag", "kasubbag", "kasubid", "kasubbid", "kepsek", "lurah", "mas", "mbak", "nona", "nyonya",
    "saudara", "saudari", "sekcam", "sekda", "sekdes", "sekdis", "tuan", "walikota",
];

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
    one_muhammad(&mut words);
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
    use proptest::prelude::*;

    /// Whether the first, as somebody typed it, means an officer with the second in their account.
    fn same(typed: &str, account: &str) -> bool {
        let known: BTreeSet<String> = forms(account).into_iter().chain(short_form(account)).collect();
        !forms(typed).is_disjoint(&known)
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
            ("Mas Budi Santoso", "Budi Santoso, S.E."),
            ("Mbak Siti Aminah", "Siti Aminah"),
            ("Saudara M. Yusuf", "Muhammad Yusuf"),
            ("Pak Camat Budi Santoso", "Budi Santoso"),
            ("Siti Nur Aini", "Siti Nur'aini"),
            ("Ahmad Fauzi", "Achmad Fauzi"),
            ("Abd. Rahman", "Abdul Rahman"),
            ("Mas Achmad Santosa", "Mas Achmad Santosa, S.H."),
            ("Pak Mulyadi", "Mulyadi, S.Psi."),
            ("Mulyadi", "Drs. Mulyadi S.Psi. M.A.P."),
            ("Budi, S.Psi.", "Budi"),
        ] {
            assert!(same(a, b) && same(b, a), "{a} / {b}: {:?} {:?}", forms(a), forms(b));
        }
    }

    #[test]
    fn other_people_are_not() {
        for (a, b) in [
            ("Budi Santoso", "Budi Susanto"),
            ("Budi", "Budi Santoso"),
            ("Budi S.", "Budi T."),
            ("Budi, S.Psi.", "Budi Santoso"),
            ("Budi T.H. Santoso", "Budi"),
            ("Siti Nur Rahmawati", "Siti Dwi Rahmawati"),
            ("Siti", "Hj."),
            ("", ""),
            (" .,- ", "Budi"),
        ] {
            assert!(!same(a, b) && !same(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn who_has_three_names_is_called_by_the_first_and_the_last() {
        assert!(same("Siti Rahmawati", "Siti Nur Rahmawati, S.Psi., M.Si."));
        assert!(same("Bu Siti Rahmawati", "Hj. Siti Nur Dwi Rahmawati"));
        assert!(!same("Siti Nur Rahmawati", "Siti Rahmawati"), "who types more means somebody with more");
        assert!(!same("Siti Nur", "Siti Nur Rahmawati") && !same("Budi Santoso", "Budi T. Wijaya"));
    }

    #[test]
    fn a_title_that_is_the_whole_name_stays_a_name() {
        assert_eq!(name_words("Ibu"), ["ibu"]);
        assert_eq!(name_words("Ma"), ["ma"]);
    }

    proptest! {
        #[test]
        fn no_name_panics(name in "\\PC{0,80}") {
            let words = name_words(&name);
            prop_assert!(words.iter().all(|word| !word.is_empty()), "{:?}", words);
            prop_assert!(forms(&name).iter().all(|form| !form.is_empty()));
        }
    }
}

//! Finding the agency that people mean: they type "dinas pendidikan kab umpama", the list has governments.

/// Longest search that is looked at, in words.
const MAX_WORDS: usize = 12;

/// Parts of a regional government, typed instead of its name. They say that a region is meant.
const LOCAL: &[&str] = &[
    "dinas",
    "disdik",
    "dinkes",
    "dispendik",
    "disdukcapil",
    "dukcapil",
    "bkd",
    "bkpsdm",
    "bapenda",
    "bpkad",
    "bappeda",
    "inspektorat",
    "sekda",
    "setda",
    "sekretariat",
    "kecamatan",
    "camat",
    "kelurahan",
    "lurah",
    "puskesmas",
    "rsud",
    "sd",
    "sdn",
    "smp",
    "smpn",
    "sma",
    "sman",
    "smk",
    "smkn",
    "sekolah",
    "satpol",
    "pemda",
    "samsat",
    "dishub",
    "dinsos",
    "guru",
    "pasar",
    "bupati",
    "walikota",
    "gubernur",
];

/// Words that say what kind of government it is.
const KINDS: &[&str] = &["kab", "kabupaten", "kota", "kotamadya", "prov", "provinsi", "pemkab", "pemkot", "pemprov"];

/// Words that stand in so many names that they say little.
const COMMON: &[&str] = &[
    "pemerintah",
    "kementerian",
    "badan",
    "lembaga",
    "kantor",
    "dan",
    "di",
    "republik",
    "indonesia",
    "daerah",
    "bagian",
    "bidang",
    "unit",
    "jenderal",
    "negara",
    "nasional",
    "wilayah",
];

/// A search for an agency, cut into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    words: Vec<String>,
    local: bool,
}

/// Lower case, letters and digits only, one space between words: the same as the column `words` has.
#[must_use]
pub fn normal(text: &str) -> String {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Search {
    /// Reads what was typed. Empty when it has no letter or digit.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let typed: String = typed.chars().take(200).collect();
        let all: Vec<String> = normal(&typed).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let local = all.iter().any(|word| LOCAL.contains(&word.as_str()));
        let words = all.into_iter().filter(|word| !LOCAL.contains(&word.as_str())).take(MAX_WORDS).collect();
        Self { words, local }
    }

    /// The words that a candidate must have one of: the telling ones, or all when none is.
    #[must_use]
    pub fn needles(&self) -> Vec<String> {
        let telling: Vec<String> = self.words.iter().filter(|word| weight(word) > 2).cloned().collect();
        if telling.is_empty() { self.words.clone() } else { telling }
    }

    /// How well an agency fits; 0 is not at all. `words` is the normalised name with aliases, `regional` whether it
    /// governs a region.
    #[must_use]
    pub fn score(&self, words: &str, regional: bool) -> u32 {
        let has: Vec<&str> = words.split_whitespace().collect();
        let fits: u32 = self
            .words
            .iter()
            .map(|word| {
                if has.contains(&word.as_str()) {
                    weight(word) * 4
                } else if has.iter().any(|other| other.starts_with(word.as_str())) {
                    weight(word) * 3
                } else {
                    0
                }
            })
            .sum();
        if fits == 0 { 0 } else { fits + if self.local && regional { 12 } else { 0 } }
    }
}

fn weight(word: &str) -> u32 {
    if COMMON.contains(&word) {
        1
    } else if KINDS.contains(&word) {
        2
    } else {
        4
    }
}

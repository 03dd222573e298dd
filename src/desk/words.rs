//! Codes in an officer's words: states, kinds, ways of reporting, and their colours.

use crate::i18n::Tr;

/// What a code is called, from the texts `meja-{group}-{code}`.
pub fn word(t: Tr, group: &str, code: &str) -> String {
    t.get(&format!("meja-{group}-{code}"))
}

/// The colour of a state's chip.
pub fn state_class(state: &str) -> &'static str {
    match state {
        "received" | "screening" | "review" | "scheduled" | "in_session" => "w-nila",
        "clarification" | "awaiting_reporter" | "objection" => "w-sogan",
        "mediation" | "referred" => "w-manggis",
        "deciding" | "resolved" | "follow_up" | "answered" => "w-daun",
        _ => "w-abu",
    }
}

/// The icon of a way of reporting.
pub fn mode_icon(mode: &str) -> &'static str {
    match mode {
        "anonymous" => "anonim",
        "confidential" => "kunci",
        _ => "orang",
    }
}

/// "Rara U.": enough for colleagues, short enough for a row.
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    match (words.next(), words.next().and_then(|word| word.chars().next())) {
        (Some(first), Some(letter)) => format!("{first} {letter}."),
        (Some(first), None) => first.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::state::{ClockKind, Kind, Mode, Outcome, Severity, State};
    use crate::i18n::Lang;

    #[test]
    fn every_code_has_its_word_in_both_languages() {
        let mut keys = Vec::new();
        keys.extend(State::ALL.iter().map(|code| format!("meja-tahap-{}", code.code())));
        keys.extend(Kind::ALL.iter().map(|code| format!("meja-jenis-{}", code.code())));
        keys.extend(Mode::ALL.iter().map(|code| format!("meja-cara-{}", code.code())));
        keys.extend(Severity::ALL.iter().map(|code| format!("meja-bobot-{}", code.code())));
        keys.extend(Outcome::ALL.iter().map(|code| format!("hasil-{}", code.code().replace('_', "-"))));
        keys.extend(ClockKind::ALL.iter().map(|code| format!("jam-{}", code.code().to_lowercase().replace('_', "-"))));
        for lang in Lang::ALL {
            for key in &keys {
                assert!(lang.texts().has(key), "{} lacks {key}", lang.code());
            }
        }
    }

    #[test]
    fn a_short_name_keeps_the_first_word() {
        assert_eq!(short_name("Rara Umpamani Sari"), "Rara U.");
        assert_eq!(short_name("Dewa"), "Dewa");
    }
}

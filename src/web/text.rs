//! Lengths of typed texts, in letters as people count them: Unicode scalar values of the trimmed text.

/// Letters without the white space around them.
#[must_use]
pub fn letters(typed: &str) -> usize {
    typed.trim().chars().count()
}

/// Whether a text is longer than `max` letters.
#[must_use]
pub fn long(typed: &str, max: usize) -> bool {
    letters(typed) > max
}

/// By how many letters a text is too long; for the sentence that says so.
#[must_use]
pub fn over(typed: &str, max: usize) -> i64 {
    i64::try_from(letters(typed).saturating_sub(max)).unwrap_or(i64::MAX)
}

/// At most `max` letters of a text, cut at a word where one ends in the last quarter.
#[must_use]
pub fn shorten(typed: &str, max: usize) -> String {
    let typed = typed.trim();
    if !long(typed, max) {
        return typed.to_owned();
    }
    let cut: String = typed.chars().take(max.saturating_sub(1)).collect();
    let end = cut.rfind(char::is_whitespace).filter(|end| *end * 4 > cut.len() * 3).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', '.', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_as_people_see_them() {
        assert_eq!(letters("  é ñ \n"), 3);
        assert!(!long("aaa ", 3) && long("aaaa", 3));
        assert_eq!((over("aaaa", 3), over("a", 3)), (1, 0));
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        assert_eq!(shorten("pendek", 20), "pendek");
        assert_eq!(shorten("satu dua tiga empat lima", 20), "satu dua tiga empat…");
        assert_eq!(shorten(&"x".repeat(30), 10).chars().count(), 10);
    }
}

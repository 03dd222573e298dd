//! File names: never a path, never a surprise on an officer's screen.

use super::kind::FileKind;
use std::fmt::Write;

/// Longest stored name, in characters.
const LONGEST: usize = 120;

/// A name as it may be stored and shown: the last part of a path, without control, direction and invisible characters,
/// at most 120 characters with the extension kept. `berkas` when nothing is left.
#[must_use]
pub fn clean(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().map(|symbol| if symbol.is_whitespace() { ' ' } else { symbol }).collect();
    let visible: String = visible.chars().filter(|&symbol| !symbol.is_control() && !hides(symbol)).collect();
    let words: Vec<&str> = visible.split(' ').filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() {
        return "berkas".to_owned();
    }
    shorten(name)
}

/// Characters that turn the direction of writing or cannot be seen: `foto\u{202e}gpj.exe` must not read as a picture.
fn hides(symbol: char) -> bool {
    matches!(
        symbol,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 10 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = LONGEST - extension.chars().count();
    let stem: String = stem.chars().take(room).collect();
    stem.trim_end_matches(['.', ' ']).to_owned() + &extension
}

/// The name that an officer's download gets: nothing of what the reporter called it. `KTG-7K2M9Q-bukti-3.jpg`.
#[must_use]
pub fn for_download(case_number: &str, position: usize, kind: FileKind) -> String {
    format!("{case_number}-bukti-{position}.{}", kind.extension())
}

/// `Content-Disposition` that makes every browser save instead of show (RFC 6266), with a plain name for old ones.
#[must_use]
pub fn disposition(name: &str) -> String {
    let name = clean(name);
    let plain: String = name
        .chars()
        .map(
            |symbol| {
                if symbol.is_ascii_graphic() && !"\"\\%;".contains(symbol) || symbol == ' ' { symbol } else { '_' }
            },
        )
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_keeps_what_people_read_and_loses_what_tricks_them() {
        for (given, kept) in [
            ("Surat Pernyataan.pdf", "Surat Pernyataan.pdf"),
            ("C:\\Users\\Siti\\foto.jpg", "foto.jpg"),
            ("../../etc/passwd", "passwd"),
            ("foto\u{202e}gpj.exe", "fotogpj.exe"),
            ("a\0b\r\nc\t d.png", "ab c d.png"),
            ("  ..  ", "berkas"),
            ("", "berkas"),
            ("kuitansi/", "berkas"),
            ("foto siang\u{200b}.jpg", "foto siang.jpg"),
        ] {
            assert_eq!(clean(given), kept, "{given:?}");
        }
        let long = clean(&format!("{}.jpeg", "é".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with("é.jpeg")), (LONGEST, true));
    }

    #[test]
    fn a_download_has_our_name_and_is_never_shown_in_the_page() {
        assert_eq!(for_download("KTG-7K2M9Q", 3, FileKind::Jpg), "KTG-7K2M9Q-bukti-3.jpg");
        assert_eq!(
            disposition("Bukti \"baru\" é.pdf"),
            "attachment; filename=\"Bukti _baru_ _.pdf\"; filename*=UTF-8''Bukti%20%22baru%22%20%C3%A9.pdf"
        );
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_header_and_a_short_line(given in "\\PC{0,200}") {
            let name = clean(&given);
            prop_assert!(!name.is_empty() && name.chars().count() <= LONGEST && !name.contains(['/', '\\']));
            prop_assert_eq!(clean(&name), name.clone());
            prop_assert!(disposition(&given).bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        }
    }
}

//! A search for many words in many encodings.

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use kentongan::vault::token;

/// The words, ready to be looked for.
pub struct Scan {
    /// Over the bytes in lower case.
    folded: (AhoCorasick, Vec<String>),
    /// Over the bytes as they are.
    exact: (AhoCorasick, Vec<String>),
}

impl Scan {
    pub fn of(words: &[String]) -> Self {
        let (mut folded, mut exact) = (Vec::new(), Vec::new());
        for word in words {
            for pattern in folding(word) {
                folded.push((word.clone(), pattern));
            }
            for pattern in base64s(word.as_bytes()).into_iter().chain(base64s(&utf16(word))) {
                exact.push((word.clone(), pattern.into_bytes()));
            }
            // a secret that is written in base64url is looked for as bytes too, and as hex
            if let Some(bytes) = token::from_base64url(word).filter(|bytes| bytes.len() >= 16) {
                folded.push((word.clone(), hex(&bytes).into_bytes()));
                exact.push((word.clone(), bytes));
            }
        }
        Self { folded: machine(folded), exact: machine(exact) }
    }

    /// The words that the bytes hold.
    pub fn find(&self, bytes: &[u8]) -> Vec<&str> {
        let folded = bytes.to_ascii_lowercase();
        let mut found: Vec<&str> = Vec::new();
        for ((machine, words), bytes) in [(&self.folded, &folded[..]), (&self.exact, bytes)] {
            found.extend(machine.find_iter(bytes).map(|hit| words[hit.pattern().as_usize()].as_str()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn machine(patterns: Vec<(String, Vec<u8>)>) -> (AhoCorasick, Vec<String>) {
    let (words, patterns): (Vec<String>, Vec<Vec<u8>>) = patterns.into_iter().unzip();
    (AhoCorasick::new(patterns).unwrap(), words)
}

/// As text, backwards, in UTF-16, in hex, in addresses and in forms, with and without JSON's escapes; lower case.
fn folding(word: &str) -> Vec<Vec<u8>> {
    let lower = word.to_lowercase();
    let percent = |keep: fn(u8) -> bool, space: &str| {
        lower
            .bytes()
            .map(|byte| match byte {
                b' ' => space.to_owned(),
                byte if keep(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02x}"),
            })
            .collect::<String>()
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut both_ends = utf16(&lower);
    both_ends.rotate_left(1);
    let mut patterns: Vec<Vec<u8>> = vec![
        lower.clone().into_bytes(),
        lower.chars().rev().collect::<String>().into_bytes(),
        utf16(&lower),
        both_ends[..both_ends.len() - 2].to_vec(),
        hex(lower.as_bytes()).into_bytes(),
        hex(word.as_bytes()).into_bytes(),
        hex(word.to_uppercase().as_bytes()).into_bytes(),
        percent(plain, "%20").into_bytes(),
        percent(plain, "+").into_bytes(),
        percent(|_| false, "%20").into_bytes(),
    ];
    patterns.sort();
    patterns.dedup();
    patterns
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn utf16(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The part of an encoding that does not depend on what stands before and after, at each of the three offsets.
fn base64s(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for offset in 0..3 {
        let padded = [&vec![0; offset][..], bytes].concat();
        let whole = padded.len() / 3 * 3;
        for engine in [&STANDARD, &URL_SAFE] {
            let text = engine.encode(&padded[..whole]);
            let own = text[if offset == 0 { 0 } else { 4 }..].to_owned();
            if own.len() >= 8 {
                found.push(own);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_search_finds_a_word_in_every_encoding() {
    let word = "kenari.surel@contoh.example";
    let scan = Scan::of(&[word.to_owned()]);
    let percent = word.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let hex = word.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
    for hidden in [
        word.as_bytes().to_vec(),
        word.to_uppercase().into_bytes(),
        utf16(word),
        word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        STANDARD.encode(word).into_bytes(),
        STANDARD.encode(format!("a{word}b")).into_bytes(),
        URL_SAFE.encode(format!("ab{word}")).into_bytes(),
        STANDARD.encode(utf16(word)).into_bytes(),
        hex.into_bytes(),
        percent.into_bytes(),
        b"surel=kenari.surel%40contoh.example&x=1".to_vec(),
        word.chars().rev().collect::<String>().into_bytes(),
    ] {
        let around = [b"\x01\x02", &hidden[..], b"\xff"].concat();
        assert_eq!(scan.find(&around), [word], "{:?}", String::from_utf8_lossy(&hidden));
    }
    assert_eq!(scan.find(b"nothing of the kind"), Vec::<&str>::new());
    let secret = token::base64url(&[0xA7; 32]);
    let scan = Scan::of(std::slice::from_ref(&secret));
    for hidden in
        [secret.clone().into_bytes(), vec![0xA7; 32], "a7".repeat(32).into_bytes(), "A7".repeat(32).into_bytes()]
    {
        assert_eq!(scan.find(&hidden), [secret.as_str()]);
    }
}

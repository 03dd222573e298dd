//! A heap of files that people, and people who mean harm, could send: each kind whole, broken, under a false name, or two
//! things at once. Every one of them has a word planted in it that no officer may read.

use std::collections::BTreeMap;
use std::fmt;

use axum::body::Bytes;
use futures_util::stream;
use kentongan::files::sandbox::Outcome;
use kentongan::files::store::PutError;
use kentongan::files::{Refusal, Store};

use super::looked::{in_parts, sandbox};
use super::planted::planted;

/// How many there are.
pub const WHOLE: usize = 2000;
/// Kinds that [`planted`] makes, and ways to spoil them.
const KINDS: usize = 13;
const WAYS: usize = 12;

/// How it is told that a planted word reached a copy.
const LEFT: &str = "A WORD IS LEFT IN";

/// A file as somebody would send it.
struct Sent {
    name: String,
    bytes: Vec<u8>,
    word: String,
}

/// File number `n`.
fn sent(n: usize) -> Sent {
    let file = planted(n);
    let (mut bytes, word, extension) = (file.bytes, file.word, file.kind.extension());
    let plain = format!("berkas.{extension}");
    let script = format!("<html><script>alert('{word}')</script></html>");
    let name = match n / KINDS % WAYS {
        0 => plain,
        1 => {
            bytes.truncate(bytes.len() * 2 / 3);
            plain
        }
        2 => {
            bytes.iter_mut().skip(64).step_by(97).for_each(|byte| *byte ^= 0x5a);
            plain
        }
        3 => format!("berkas.{}", if extension == "pdf" { "jpg" } else { "pdf" }),
        4 => format!("berkas.{extension}.exe"),
        5 => {
            bytes.extend(script.as_bytes());
            plain
        }
        6 => {
            bytes.extend(super::archive(&[("a.html", script.as_bytes())]));
            plain
        }
        7 => format!("../../etc/{}\u{202e}\r\nSet-Cookie: a=b;😀{}.{extension}", "a".repeat(300), n),
        8 => {
            bytes = format!("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><title>{word}</title></svg>")
                .into_bytes();
            if n.is_multiple_of(2) { "gambar.svg".to_owned() } else { plain }
        }
        9 => {
            bytes.truncate(n % 3);
            plain
        }
        10 => {
            bytes = [b"%PDF-1.4\n".as_slice(), &bytes].concat();
            plain
        }
        _ => {
            bytes = [b"MZ\x90\0".as_slice(), &bytes].concat();
            plain
        }
    };
    Sent { name, bytes, word }
}

/// What became of files.
#[derive(Debug, Default, Clone)]
pub struct Sorted(BTreeMap<String, usize>);

impl Sorted {
    /// How many there were.
    pub fn seen(&self) -> usize {
        self.0.values().sum()
    }

    /// Copies in which a planted word is left.
    pub fn telling(&self) -> usize {
        self.0.iter().filter(|(what, _)| what.starts_with(LEFT)).map(|(_, many)| many).sum()
    }

    /// Both together.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        other.0.iter().for_each(|(what, many)| *both.0.entry(what.clone()).or_default() += many);
        both
    }
}

impl fmt::Display for Sorted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files", self.seen())?;
        self.0.iter().try_for_each(|(what, many)| write!(f, "; {what}: {many}"))
    }
}

/// Lets the door take these files and the sandbox copy what it took. Panics when a child cannot be shut in or does
/// not end, and when the store fails.
pub async fn sort(store: &Store, numbers: impl Iterator<Item = usize>) -> Sorted {
    let mut sorted = Sorted::default();
    for n in numbers {
        let what = one(store, n).await;
        *sorted.0.entry(what).or_default() += 1;
    }
    sorted
}

async fn one(store: &Store, n: usize) -> String {
    let Sent { name, bytes, word } = sent(n);
    let pieces: Vec<_> = bytes.chunks(4096).map(|piece| Ok::<_, Refusal>(Bytes::copy_from_slice(piece))).collect();
    let stored = match store.put(&name, stream::iter(pieces)).await {
        Ok(stored) => stored,
        Err(PutError::Refused(refusal)) => return format!("refused, {refusal}"),
        Err(error) => panic!("{n}, {name}: {error}"),
    };
    assert!(!stored.name.contains(['/', '\n', '\u{202e}']), "{n}: {}", stored.name);
    let kind = stored.kind;
    let outcome = tokio::task::spawn_blocking(move || sandbox().scrub(kind, bytes)).await.expect("a child");
    match outcome.expect("a child") {
        Outcome::Clean(kind, copy) => {
            let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
            if holds(&copy) || in_parts(&copy, &holds) {
                return format!("{LEFT} a copy of {kind:?}, way {}", n / KINDS % WAYS);
            }
            "kept with a copy".to_owned()
        }
        Outcome::Unfit(why) => format!("kept without a copy, {}", why.code()),
        Outcome::Broken => "kept without a copy, the child fell over".to_owned(),
        other => panic!("{n}, {name}: {other:?}"),
    }
}

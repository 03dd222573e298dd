//! Looks at a whole file while it streams by: what its first bytes cannot tell.

use super::{
    kind::{FileKind, Refusal, Sniffed},
    office,
};

/// Watches the bytes of one upload. Keeps a bounded part of them.
pub(super) enum Inspector {
    /// The first bytes have told everything.
    Plain(FileKind),
    /// A PDF is protected when one of its trailers names an encryption dictionary.
    Pdf(Pdf),
    /// An archive: the directory at its end tells the kind.
    Archive(Archive),
}

impl Inspector {
    pub(super) fn new(sniffed: Sniffed) -> Self {
        match sniffed {
            Sniffed::Kind(FileKind::Pdf) => Self::Pdf(Pdf::default()),
            Sniffed::Kind(kind) => Self::Plain(kind),
            Sniffed::Archive(claimed) => Self::Archive(Archive { claimed, ..Archive::default() }),
        }
    }

    pub(super) fn see(&mut self, chunk: &[u8]) {
        match self {
            Self::Plain(_) => {}
            Self::Pdf(pdf) => pdf.see(chunk),
            Self::Archive(archive) => archive.see(chunk),
        }
    }

    /// The kind, once everything has gone by.
    pub(super) fn finish(self) -> Result<FileKind, Refusal> {
        match self {
            Self::Plain(kind) => Ok(kind),
            Self::Pdf(pdf) if pdf.protected => Err(Refusal::Protected),
            Self::Pdf(_) => Ok(FileKind::Pdf),
            Self::Archive(archive) => {
                let kind = office::kind(&archive.head, &archive.tail, archive.seen)?;
                if archive.claimed.is_none_or(|claimed| claimed == kind) { Ok(kind) } else { Err(Refusal::NotAccepted) }
            }
        }
    }
}

const ENCRYPT: &[u8] = b"/Encrypt";
/// White space between the name and its value that is still looked over.
const SPACES: usize = 8;

#[derive(Default)]
pub(super) struct Pdf {
    protected: bool,
    /// The end of the last chunk, in case the name lies across the border.
    carry: Vec<u8>,
}

impl Pdf {
    fn see(&mut self, chunk: &[u8]) {
        if self.protected {
            return;
        }
        let reach = ENCRYPT.len() + SPACES + 2;
        let border = [&self.carry, &chunk[..chunk.len().min(reach)]].concat();
        self.protected = names_encryption(&border) || names_encryption(chunk);
        let joined = [&self.carry, &chunk[chunk.len().saturating_sub(reach)..]].concat();
        self.carry = joined[joined.len().saturating_sub(reach)..].to_vec();
    }
}

/// `/Encrypt 12 0 R` or `/Encrypt<<…`, but not `/EncryptMetadata`.
fn names_encryption(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(slash) = rest.iter().position(|&byte| byte == b'/') {
        rest = &rest[slash..];
        if let Some(after) = rest.strip_prefix(ENCRYPT) {
            let spaces = after.iter().take(SPACES).take_while(|byte| byte.is_ascii_whitespace()).count();
            let value = &after[spaces..];
            if value.starts_with(b"<<") || (spaces > 0 && value.first().is_some_and(u8::is_ascii_digit)) {
                return true;
            }
        }
        rest = &rest[1..];
    }
    false
}

/// Most bytes kept from the end of an archive: room for the directory of 2,000 entries.
const TAIL: usize = 256 * 1024;
/// Bytes kept from the start: the type note and the first parts of an `OpenDocument` file.
const START: usize = 64 * 1024;

#[derive(Default)]
pub(super) struct Archive {
    claimed: Option<FileKind>,
    head: Vec<u8>,
    tail: Vec<u8>,
    seen: usize,
}

impl Archive {
    fn see(&mut self, chunk: &[u8]) {
        let room = START.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..room]);
        self.seen += chunk.len();
        self.tail.extend_from_slice(chunk);
        // Cut seldom, so that a file in small pieces does not move the tail with each of them.
        if self.tail.len() > 2 * TAIL {
            self.tail.drain(..self.tail.len() - TAIL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(text: &[u8], pieces: usize) -> Result<FileKind, Refusal> {
        let mut inspector = Inspector::new(Sniffed::Kind(FileKind::Pdf));
        text.chunks(pieces).for_each(|chunk| inspector.see(chunk));
        inspector.finish()
    }

    #[test]
    fn a_protected_pdf_is_noticed_however_the_upload_is_cut() {
        let plain =
            b"%PDF-1.7 /EncryptMetadata true /Encrypting (see /Encrypt) trailer << /Size 9 /Root 1 0 R >> %%EOF";
        let protected = b"%PDF-1.7 stream trailer << /Root 1 0 R /Encrypt  12 0 R >> startxref 99 %%EOF";
        let inline = b"%PDF-1.7 stream trailer << /Root 1 0 R/Encrypt<< /Filter /Standard >> >> %%EOF";
        for pieces in 1..protected.len() {
            assert_eq!(pdf(plain, pieces), Ok(FileKind::Pdf), "{pieces}");
            assert_eq!(pdf(protected, pieces), Err(Refusal::Protected), "{pieces}");
            assert_eq!(pdf(inline, pieces), Err(Refusal::Protected), "{pieces}");
        }
    }
}

//! Takes out of a file what tells who made it, where and with what: the copy that officers work with.
//!
//! Pure functions over bytes that somebody hostile may have made. They run in the sandbox only (see [`super::sandbox`]),
//! so an endless loop or a bomb costs one child process. `security.md` §2.10 is the source.

mod image;
mod iso;
mod matroska;
mod metafile;
mod mpeg;
mod office;
mod pdf;
mod picture;
mod sound;
mod xml;

use super::FileKind;

/// Why no copy without metadata can be made. The original is kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing here takes metadata out of this kind.
    #[error("metadata of this kind cannot be removed")]
    Kind,
    /// Not what its kind says, or cut off.
    #[error("damaged")]
    Damaged,
    /// Larger, deeper or more tightly packed than a real document.
    #[error("over the limits")]
    Limits,
    /// Locked, or built to mislead a reader.
    #[error("protected or unsafe")]
    Unsafe,
}

impl Unfit {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Damaged, Self::Limits, Self::Unsafe];

    /// Stable code, for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Damaged => "damaged",
            Self::Limits => "limits",
            Self::Unsafe => "unsafe",
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// The copy without metadata, and what kind it is: a picture may come out as another kind.
pub fn scrub(kind: FileKind, original: Vec<u8>) -> Result<(FileKind, Vec<u8>), Unfit> {
    let bytes = match kind {
        FileKind::Jpg | FileKind::Png | FileKind::Webp => return image::clean(kind, &original),
        FileKind::Heic => return Err(Unfit::Kind),
        FileKind::Pdf => pdf::clean(&original)?,
        FileKind::Docx | FileKind::Xlsx | FileKind::Odt => office::clean(kind, original)?,
        FileKind::Mp3 => mpeg::mp3(&original)?,
        FileKind::Ogg | FileKind::Opus => sound::ogg(original)?,
        FileKind::Wav => sound::wav(&original)?,
        FileKind::M4a | FileKind::Mp4 | FileKind::ThreeGp => iso::clean(original)?,
        FileKind::Webm => matroska::clean(original)?,
    };
    Ok((kind, bytes))
}

/// Big-endian number of `N` bytes at a place; `None` past the end.
fn be<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(N)?)?;
    Some(part.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

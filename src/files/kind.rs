//! The kinds of files that are accepted. The content decides; the extension must be of the same family.

use axum::{extract::multipart::MultipartError, http::StatusCode};

/// How many bytes from the start are looked at before anything is stored.
pub const HEAD: usize = 8 * 1024;

/// Why a file was not taken. Each has its own text on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Larger than [`super::MAX_BYTES`].
    #[error("larger than the limit")]
    TooLarge,
    /// Not a kind that is accepted, or its extension says another kind.
    #[error("not an accepted kind")]
    NotAccepted,
    /// No bytes.
    #[error("empty")]
    Empty,
    /// Locked with a password.
    #[error("protected with a password")]
    Protected,
    /// The connection broke during the upload.
    #[error("cut off")]
    CutOff,
    /// More than [`super::MAX_FILES`] files.
    #[error("too many files")]
    TooMany,
}

impl From<MultipartError> for Refusal {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::CutOff }
    }
}

/// A kind of file that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Photo, also `.jpeg`.
    Jpg,
    /// Picture.
    Png,
    /// Picture.
    Webp,
    /// Photo of an iPhone, also `.heif`.
    Heic,
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// `LibreOffice` text.
    Odt,
    /// Sound.
    Mp3,
    /// Sound in an MP4 container.
    M4a,
    /// Sound.
    Ogg,
    /// Sound, as in `WhatsApp` voice notes.
    Opus,
    /// Sound.
    Wav,
    /// Video.
    Mp4,
    /// Video of older phones.
    ThreeGp,
    /// Video.
    Webm,
}

impl FileKind {
    /// Every kind, in the order of the form's text.
    pub const ALL: [Self; 16] = [
        Self::Jpg,
        Self::Png,
        Self::Webp,
        Self::Heic,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Odt,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Opus,
        Self::Wav,
        Self::Mp4,
        Self::ThreeGp,
        Self::Webm,
    ];

    /// The extension that a download gets, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Odt => "odt",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Opus => "opus",
            Self::Wav => "wav",
            Self::Mp4 => "mp4",
            Self::ThreeGp => "3gp",
            Self::Webm => "webm",
        }
    }

    /// The content type that a download gets; never the browser's claim.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Opus => "audio/opus",
            Self::Wav => "audio/wav",
            Self::Mp4 => "video/mp4",
            Self::ThreeGp => "video/3gpp",
            Self::Webm => "video/webm",
        }
    }

    /// The kind with this content type, if there is one.
    #[must_use]
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mime() == mime)
    }

    /// The kind that an extension (any case) claims, if it is an accepted one.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        match extension.as_str() {
            "jpeg" => Some(Self::Jpg),
            "heif" => Some(Self::Heic),
            _ => Self::ALL.into_iter().find(|kind| kind.extension() == extension),
        }
    }

    /// What the first bytes must look like for this kind.
    pub(super) const fn family(self) -> Family {
        match self {
            Self::Jpg => Family::Jpeg,
            Self::Png => Family::Png,
            Self::Webp => Family::Webp,
            Self::Heic => Family::Heif,
            Self::Pdf => Family::Pdf,
            Self::Docx | Self::Xlsx | Self::Odt => Family::Zip,
            Self::Mp3 => Family::Mpeg,
            Self::M4a | Self::Mp4 | Self::ThreeGp => Family::Iso,
            Self::Ogg | Self::Opus => Family::Ogg,
            Self::Wav => Family::Wave,
            Self::Webm => Family::Matroska,
        }
    }
}

/// Containers whose kinds share an extension in everyday use (`.m4a` in `.mp4`, `.opus` in `.ogg`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Jpeg,
    Png,
    Webp,
    Heif,
    Pdf,
    /// Decided at the end, from the directory of the archive.
    Zip,
    Mpeg,
    Iso,
    Ogg,
    Wave,
    Matroska,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// A kind.
    Kind(FileKind),
    /// An archive; its directory will tell, and it must be what its name claims, if it claims anything.
    Archive(Option<FileKind>),
}

/// Looks at the first [`HEAD`] bytes (all of them when the file is shorter) and at the name.
pub(super) fn sniff(head: &[u8], name: &str) -> Result<Sniffed, Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    let claimed = match name.rsplit_once('.') {
        Some((_, extension)) => Some(FileKind::from_extension(extension.trim()).ok_or(Refusal::NotAccepted)?),
        // Some phones hand over files without an extension; the content is enough.
        None => None,
    };
    let found = match content(head) {
        Some(found) => found,
        None if locked_office(head, claimed) => return Err(Refusal::Protected),
        None => return Err(Refusal::NotAccepted),
    };
    let family = match found {
        Sniffed::Kind(kind) => kind.family(),
        Sniffed::Archive(_) => Family::Zip,
    };
    match claimed {
        None => Ok(found),
        Some(claimed) if claimed.family() != family => Err(Refusal::NotAccepted),
        Some(_) if family == Family::Zip => Ok(Sniffed::Archive(claimed)),
        // Within a family the extension says what people mean by it.
        Some(claimed) => Ok(Sniffed::Kind(claimed)),
    }
}

fn content(head: &[u8]) -> Option<Sniffed> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(Sniffed::Archive(None));
    }
    let kind = match infer::get(head).map(|found| found.mime_type()) {
        Some("image/jpeg") => FileKind::Jpg,
        Some("image/png") => FileKind::Png,
        Some("image/webp") if head.starts_with(b"RIFF") => FileKind::Webp,
        Some("application/pdf") => FileKind::Pdf,
        Some("audio/opus") => FileKind::Opus,
        Some("audio/ogg") => FileKind::Ogg,
        Some("audio/x-wav") => FileKind::Wav,
        _ => return iso(head).or_else(|| webm(head)).or_else(|| mp3(head)).map(Sniffed::Kind),
    };
    Some(Sniffed::Kind(kind))
}

/// ISO base media files name what they are in a list of brands.
fn iso(head: &[u8]) -> Option<FileKind> {
    let length = usize::try_from(u32::from_be_bytes(head.get(..4)?.try_into().ok()?)).ok()?;
    if head.get(4..8)? != b"ftyp" || !(16..=1024).contains(&length) {
        return None;
    }
    let brands = head.get(8..length)?;
    // The second group of four is a version, not a brand.
    let mut named = brands.chunks_exact(4).enumerate().filter(|(at, _)| *at != 1).map(|(_, brand)| brand);
    let first = named.next()?;
    std::iter::once(first).chain(named).find_map(|brand| match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(FileKind::Heic),
        b"M4A " | b"M4B " => Some(FileKind::M4a),
        [b'3', b'g', b'p' | b'g' | b'r' | b's', _] => Some(FileKind::ThreeGp),
        b"isom"
        | b"avc1"
        | b"mp41"
        | b"mp42"
        | b"mp4v"
        | b"dash"
        | b"MSNV"
        | b"M4V "
        | [b'i', b's', b'o', b'2'..=b'9'] => Some(FileKind::Mp4),
        _ => None,
    })
}

/// EBML with the document type `webm`, whatever length form its size is written in.
fn webm(head: &[u8]) -> Option<FileKind> {
    let start = &head[..head.len().min(256)];
    let typed = start.windows(2).position(|pair| pair == b"\x42\x82")?;
    let named = start[typed + 2..].windows(4).take(9).any(|word| word == b"webm");
    (start.starts_with(b"\x1a\x45\xdf\xa3") && named).then_some(FileKind::Webm)
}

/// An ID3 tag or the first frame of MPEG audio, layer III, with a bit rate and a sampling rate that exist.
fn mp3(head: &[u8]) -> Option<FileKind> {
    let frame = matches!(head, [0xff, second, third, ..]
        if second & 0xe6 == 0xe2 && second & 0x18 != 0x08
        && third & 0xf0 != 0xf0 && third & 0xf0 != 0 && third & 0x0c != 0x0c);
    (head.starts_with(b"ID3") || frame).then_some(FileKind::Mp3)
}

/// Word and Excel files with a password are not archives but OLE containers. An old `.doc` that was only renamed is one
/// too, and is known by the name of its stream.
fn locked_office(head: &[u8], claimed: Option<FileKind>) -> bool {
    let old = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        head.windows(wide.len()).any(|window| window == wide)
    };
    head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
        && matches!(claimed, Some(FileKind::Docx | FileKind::Xlsx))
        && !old("WordDocument")
        && !old("Workbook")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut box_ = u32::try_from(12 + brands.len() * 4).unwrap().to_be_bytes().to_vec();
        box_.extend_from_slice(b"ftyp");
        box_.extend_from_slice(brands[0]);
        box_.extend_from_slice(&[0, 0, 2, 0]);
        brands[1..].iter().for_each(|brand| box_.extend_from_slice(*brand));
        box_.resize(200, 0);
        box_
    }

    fn webm_head(doctype: &[u8]) -> Vec<u8> {
        let mut head = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84".to_vec();
        head.extend_from_slice(doctype);
        head.resize(300, 0);
        head
    }

    fn sample(kind: FileKind) -> Vec<u8> {
        match kind {
            FileKind::Jpg => b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(),
            FileKind::Png => b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            FileKind::Webp => b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(),
            FileKind::Heic => ftyp(&[b"mif1", b"mif1", b"heic"]),
            FileKind::Pdf => b"%PDF-1.7\n".to_vec(),
            FileKind::Docx | FileKind::Xlsx | FileKind::Odt => b"PK\x03\x04\x14\0".to_vec(),
            FileKind::Mp3 => b"ID3\x04\0\0\0\0\0\0".to_vec(),
            FileKind::M4a => ftyp(&[b"M4A ", b"mp42", b"isom"]),
            FileKind::Ogg => b"OggS\0\x02\0\0\0\0\0\0\0\0aaaa\0\0\0\0bbbb\x01\x1e\x01vorbis".to_vec(),
            FileKind::Opus => b"OggS\0\x02\0\0\0\0\0\0\0\0aaaa\0\0\0\0bbbb\x01\x13OpusHead\x01".to_vec(),
            FileKind::Wav => b"RIFF\x10\0\0\0WAVEfmt ".to_vec(),
            FileKind::Mp4 => ftyp(&[b"isom", b"iso2", b"avc1"]),
            FileKind::ThreeGp => ftyp(&[b"3gp4", b"isom"]),
            FileKind::Webm => webm_head(b"webm"),
        }
    }

    #[test]
    fn every_kind_is_known_by_its_content_and_goes_with_its_own_extension() {
        for kind in FileKind::ALL {
            let head = sample(kind);
            let found = sniff(&head, &format!("Foto bukti.{}", kind.extension().to_uppercase())).unwrap();
            let bare = sniff(&head, "foto").unwrap();
            let expected = match kind.family() {
                Family::Zip => (Sniffed::Archive(Some(kind)), Sniffed::Archive(None)),
                _ => (Sniffed::Kind(kind), Sniffed::Kind(kind)),
            };
            assert_eq!((found, bare), expected, "{kind:?}");
            assert_eq!(FileKind::from_mime(kind.mime()), Some(kind));
            assert_eq!(FileKind::from_extension(kind.extension()), Some(kind));
        }
    }

    #[test]
    fn content_of_one_family_under_the_extension_of_another_is_refused() {
        for kind in FileKind::ALL {
            for claimed in FileKind::ALL {
                let taken = sniff(&sample(kind), &format!("a.{}", claimed.extension()));
                assert_eq!(taken.is_ok(), kind.family() == claimed.family(), "{kind:?} as {claimed:?}");
            }
        }
    }

    #[test]
    fn what_is_not_on_the_list_is_refused_whatever_it_is_called() {
        let executable = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        let page = b"<!doctype html><script>".to_vec();
        let gif = b"GIF89a\x01\0\x01\0".to_vec();
        let mov = ftyp(&[b"qt  "]);
        let avif = ftyp(&[b"avif", b"mif1"]);
        let mkv = webm_head(b"matroska");
        let aac = b"\xff\xf1\x50\x80\x02\x1f\xfc".to_vec();
        for content in [executable, page, gif, mov, avif, mkv, aac, b"x".to_vec(), vec![0; 9000]] {
            for name in ["a.jpg", "a.pdf", "a.mp4", "a.mp3", "a.docx", "a.webm", "tanpa akhiran"] {
                assert_eq!(sniff(&content, name), Err(Refusal::NotAccepted), "{name}");
            }
        }
        for name in ["a.exe", "a.jpg.exe", "a.gif", "a.html", "a.", "a.jpg.zip"] {
            assert_eq!(sniff(&sample(FileKind::Jpg), name), Err(Refusal::NotAccepted), "{name}");
        }
        assert_eq!(sniff(b"", "a.jpg"), Err(Refusal::Empty));
    }

    #[test]
    fn everyday_synonyms_are_taken() {
        let kind = |kind, name: &str| sniff(&sample(kind), name);
        assert_eq!(kind(FileKind::Jpg, "IMG_1.JPEG"), Ok(Sniffed::Kind(FileKind::Jpg)));
        assert_eq!(kind(FileKind::Heic, "a.heif"), Ok(Sniffed::Kind(FileKind::Heic)));
        assert_eq!(kind(FileKind::Mp4, "rekaman.m4a"), Ok(Sniffed::Kind(FileKind::M4a)));
        assert_eq!(kind(FileKind::Opus, "PTT-2026.ogg"), Ok(Sniffed::Kind(FileKind::Ogg)));
        assert_eq!(sniff(b"\xff\xfb\x90\x44\0\0", "lagu.mp3"), Ok(Sniffed::Kind(FileKind::Mp3)));
    }

    #[test]
    fn a_word_file_with_a_password_is_told_from_an_old_one() {
        let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        let with = |stream: &str| {
            let mut head = ole.to_vec();
            head.resize(600, 0);
            head.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
            head.resize(2000, 0);
            head
        };
        assert_eq!(sniff(&with("EncryptedPackage"), "a.docx"), Err(Refusal::Protected));
        assert_eq!(sniff(&with("EncryptedPackage"), "a.xlsx"), Err(Refusal::Protected));
        assert_eq!(sniff(&with("WordDocument"), "a.docx"), Err(Refusal::NotAccepted));
        assert_eq!(sniff(&with("Workbook"), "a.xlsx"), Err(Refusal::NotAccepted));
        assert_eq!(sniff(&with("EncryptedPackage"), "a.pdf"), Err(Refusal::NotAccepted));
    }

    proptest! {
        #[test]
        fn no_content_panics(head in proptest::collection::vec(any::<u8>(), 0..600), start in 0_usize..16, name in "\\PC{0,20}") {
            let mut crafted = sample(FileKind::ALL[start]);
            crafted.extend_from_slice(&head);
            let _ = (sniff(&head, &name), sniff(&crafted, &name), sniff(&crafted[..crafted.len().min(start + 3)], "a"));
        }
    }
}

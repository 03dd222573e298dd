//! Word, Excel and `OpenDocument` files: archives whose directory at the end says what they are.
//!
//! Nothing is unpacked. Only the directory is read, within bounds (`security.md` §2.10: at most 2,000 entries and
//! 200 MiB unpacked), so that a crafted archive costs nothing.

use super::kind::{FileKind, Refusal};

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const MAX_ENTRIES: usize = 2000;
const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
const ODT_NOTE: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.textPK";

/// One line of the directory.
struct Entry<'a> {
    name: &'a [u8],
    encrypted: bool,
    stored: bool,
    unpacked: u64,
    /// Where the entry's own header starts, from the start of the file.
    at: usize,
}

/// The kind of an archive of `size` bytes, from its first and its last bytes.
pub(super) fn kind(head: &[u8], tail: &[u8], size: usize) -> Result<FileKind, Refusal> {
    let entries = directory(tail, size).ok_or(Refusal::NotAccepted)?;
    if entries.len() > MAX_ENTRIES || entries.iter().map(|entry| entry.unpacked).sum::<u64>() > MAX_UNPACKED {
        return Err(Refusal::NotAccepted);
    }
    if entries.iter().any(|entry| entry.encrypted) {
        return Err(Refusal::Protected);
    }
    let entry = |name: &[u8]| entries.iter().find(|entry| entry.name == name);
    // The first entry is the note of the type, stored as it is, with the name in its header at byte 30.
    if head.get(30..).is_some_and(|note| note.starts_with(ODT_NOTE)) {
        // A password encrypts the parts one by one, after packing: they are "stored" and do not start like XML. Since
        // LibreOffice 24.8 the whole package may be one encrypted part instead.
        let locked = |part: &Entry<'_>| {
            part.stored && part.name.ends_with(b".xml") && starts_like_xml(part, head, tail, size) == Some(false)
        };
        return match entry(b"content.xml") {
            _ if entry(b"encrypted-package").is_some() || entries.iter().any(locked) => Err(Refusal::Protected),
            Some(_) => Ok(FileKind::Odt),
            None => Err(Refusal::NotAccepted),
        };
    }
    let macros = entries.iter().any(|entry| entry.name.ends_with(b"vbaProject.bin"));
    if macros || entry(b"[Content_Types].xml").is_none() {
        return Err(Refusal::NotAccepted);
    }
    match (entry(b"word/document.xml"), entry(b"xl/workbook.xml")) {
        (Some(_), None) => Ok(FileKind::Docx),
        (None, Some(_)) => Ok(FileKind::Xlsx),
        _ => Err(Refusal::NotAccepted),
    }
}

/// Whether a stored part starts with a tag; `None` when it lies in neither of the kept ends.
fn starts_like_xml(part: &Entry<'_>, head: &[u8], tail: &[u8], size: usize) -> Option<bool> {
    let content = |bytes: &[u8], at: usize| {
        let local = bytes.get(at..)?.strip_prefix(LOCAL)?;
        let names = usize::from(u16_at(local, 22)?) + usize::from(u16_at(local, 24)?);
        let content = local.get(26 + names..26 + names + 4)?;
        Some(content.starts_with(b"<") || content.starts_with(b"\xef\xbb\xbf<"))
    };
    content(head, part.at).or_else(|| content(tail, part.at.checked_sub(size - tail.len())?))
}

/// The directory, when it lies in the kept end of the file as a whole.
fn directory(tail: &[u8], size: usize) -> Option<Vec<Entry<'_>>> {
    let end = tail.windows(END.len()).rposition(|window| window == END)?;
    let summary = &tail[end..];
    let count = usize::from(u16_at(summary, 10)?);
    let start = usize::try_from(u32_at(summary, 16)?).ok()?.checked_sub(size - tail.len())?;
    let mut rest = tail.get(start..end)?;
    let mut entries = Vec::with_capacity(count.min(MAX_ENTRIES));
    for _ in 0..count {
        let (entry, after) = parse(rest)?;
        entries.push(entry);
        rest = after;
    }
    Some(entries)
}

fn parse(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let entry = bytes.strip_prefix(ENTRY)?;
    let lengths = [u16_at(entry, 24)?, u16_at(entry, 26)?, u16_at(entry, 28)?].map(usize::from);
    let name = entry.get(42..42 + lengths[0])?;
    let parsed = Entry {
        name,
        encrypted: u16_at(entry, 4)? & 1 == 1,
        stored: u16_at(entry, 6)? == 0,
        unpacked: u64::from(u32_at(entry, 20)?),
        at: usize::try_from(u32_at(entry, 38)?).ok()?,
    };
    Some((parsed, entry.get(42 + lengths.iter().sum::<usize>()..)?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in crate::files) const NOTE: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.text");

    /// A real archive of stored parts. `flags` go into each entry.
    pub(in crate::files) fn archive(parts: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in parts {
            let at = u32::try_from(file.len()).unwrap();
            let (name_len, size) = (u16::try_from(name.len()).unwrap(), u32::try_from(content.len()).unwrap());
            let mut common = vec![20, 0];
            common.extend(flags.to_le_bytes());
            common.extend([0; 10]);
            common.extend([size.to_le_bytes(), size.to_le_bytes()].concat());
            common.extend(name_len.to_le_bytes());
            common.extend([0, 0]);
            file.extend([LOCAL, &common, name.as_bytes(), content].concat());
            directory.extend([ENTRY, &[20, 0], &common, &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat());
        }
        let (count, start) = (u16::try_from(parts.len()).unwrap(), u32::try_from(file.len()).unwrap());
        let length = u32::try_from(directory.len()).unwrap();
        file.extend(directory);
        file.extend([END, &[0; 4], &count.to_le_bytes(), &count.to_le_bytes()].concat());
        file.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
        file.extend([0, 0]);
        file
    }

    fn told(file: &[u8]) -> Result<FileKind, Refusal> {
        kind(&file[..file.len().min(128)], file, file.len())
    }

    const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    const WORD: (&str, &[u8]) = ("word/document.xml", b"<w/>");
    const EXCEL: (&str, &[u8]) = ("xl/workbook.xml", b"<x/>");

    #[test]
    fn the_directory_tells_what_an_archive_is() {
        assert_eq!(told(&archive(&[TYPES, WORD], 0)), Ok(FileKind::Docx));
        assert_eq!(told(&archive(&[EXCEL, TYPES], 0)), Ok(FileKind::Xlsx));
        assert_eq!(told(&archive(&[NOTE, ("content.xml", b"<?xml?>")], 0)), Ok(FileKind::Odt));
        for other in [
            &[("a.txt", &b"x"[..])][..],
            &[WORD],
            &[TYPES],
            &[TYPES, WORD, EXCEL],
            &[TYPES, WORD, ("word/vbaProject.bin", b"x")],
            &[("mimetype", b"application/vnd.oasis.opendocument.text-template"), ("content.xml", b"<x/>")],
            &[("content.xml", b"<x/>"), NOTE],
            &[NOTE],
        ] {
            assert_eq!(told(&archive(other, 0)), Err(Refusal::NotAccepted), "{:?}", other[0].0);
        }
    }

    #[test]
    fn passwords_are_noticed() {
        assert_eq!(told(&archive(&[TYPES, WORD], 1)), Err(Refusal::Protected));
        assert_eq!(told(&archive(&[NOTE, ("content.xml", b"\x93\x02cipher")], 0)), Err(Refusal::Protected));
        assert_eq!(told(&archive(&[NOTE, ("encrypted-package", b"\x93\x02")], 0)), Err(Refusal::Protected));
    }

    #[test]
    fn an_archive_that_was_cut_or_is_a_bomb_is_refused() {
        let whole = archive(&[TYPES, WORD], 0);
        for end in 0..whole.len() - 2 {
            assert_eq!(told(&whole[..end]), Err(Refusal::NotAccepted), "cut at {end}");
        }
        let many: Vec<_> = std::iter::repeat_n(TYPES, MAX_ENTRIES).chain([WORD]).collect();
        assert_eq!(told(&archive(&many, 0)), Err(Refusal::NotAccepted));
        let mut bomb = whole;
        let entry = bomb.windows(4).rposition(|window| window == ENTRY).unwrap();
        bomb[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(told(&bomb), Err(Refusal::NotAccepted));
    }

    proptest! {
        #[test]
        fn no_damaged_archive_panics(at in 0_usize..400, byte in any::<u8>(), cut in 0_usize..400) {
            let mut file = archive(&[NOTE, ("content.xml", b"cipher"), TYPES, WORD], 0);
            let at = at % file.len();
            file[at] = byte;
            let _ = told(&file);
            let kept = &file[cut.min(file.len())..];
            let _ = kind(&file[..at.min(128)], kept, file.len());
        }
    }
}

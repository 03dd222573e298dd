//! Sound: tags are taken off, what is heard stays byte for byte.

use std::io::Cursor;

use lofty::config::{ParseOptions, WriteOptions};
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, TagItem, TagType};

use super::{Unfit, be};

/// Vorbis comments and their pictures go. Chained streams, each with comments of its own, are left alone.
pub(super) fn ogg(original: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    if streams(&original)? != 1 {
        return Err(Unfit::Kind);
    }
    let mut file = Cursor::new(original);
    TagType::VorbisComments.remove_from(&mut file, WriteOptions::default()).map_err(|_| Unfit::Damaged)?;
    file.set_position(0);
    let options = ParseOptions::new().read_properties(false);
    let probe = Probe::new(&mut file).options(options).guess_file_type().map_err(|_| Unfit::Damaged)?;
    let read = probe.read().map_err(|_| Unfit::Damaged)?;
    // which program packed it stays; a comment packet cannot be without that
    let packer = |item: &TagItem| matches!(item.key(), ItemKey::EncoderSoftware);
    let empty = read.tags().iter().all(|tag| tag.items().all(packer) && tag.picture_count() == 0);
    if !empty || read.contains_tag_type(TagType::Id3v2) {
        return Err(Unfit::Kind);
    }
    Ok(file.into_inner())
}

/// How many streams begin in an Ogg file; every page must follow the one before it.
fn streams(bytes: &[u8]) -> Result<usize, Unfit> {
    let (mut at, mut begun) = (0, 0);
    while at < bytes.len() {
        let header = bytes.get(at..at + 27).filter(|page| page.starts_with(b"OggS")).ok_or(Unfit::Damaged)?;
        begun += usize::from(header[5] & 2 != 0);
        let segments = usize::from(header[26]);
        let table = bytes.get(at + 27..at + 27 + segments).ok_or(Unfit::Damaged)?;
        at += 27 + segments + table.iter().map(|&length| usize::from(length)).sum::<usize>();
    }
    Ok(begun)
}

/// Format, length and samples; every other chunk goes.
pub(super) fn wav(original: &[u8]) -> Result<Vec<u8>, Unfit> {
    if original.get(..4) != Some(b"RIFF") || original.get(8..12) != Some(b"WAVE") {
        return Err(Unfit::Damaged);
    }
    let (mut chunks, mut at, mut heard) = (Vec::with_capacity(original.len()), 12, false);
    while let Some(length) = be::<4>(original, at + 4) {
        let length = u32::try_from(length).unwrap_or_default().swap_bytes() as usize;
        let kind = &original[at..at + 4];
        // a recorder that was switched off leaves the length open
        let end = at.saturating_add(8).saturating_add(length).min(original.len());
        let body = &original[at + 8..end];
        if matches!(kind, b"fmt " | b"fact" | b"data") {
            heard |= kind == b"data";
            chunks.extend_from_slice(kind);
            chunks.extend_from_slice(&u32::try_from(body.len()).unwrap_or_default().to_le_bytes());
            chunks.extend_from_slice(body);
            if body.len() % 2 == 1 {
                chunks.push(0);
            }
        }
        at = end + length % 2;
    }
    if !heard {
        return Err(Unfit::Damaged);
    }
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&u32::try_from(chunks.len() + 4).unwrap_or_default().to_le_bytes());
    out.extend_from_slice(b"WAVE");
    out.extend_from_slice(&chunks);
    Ok(out)
}

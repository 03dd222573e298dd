//! Sound: tags are taken off, what is heard stays byte for byte.

use std::io::Cursor;

use lofty::config::{ParseOptions, WriteOptions};
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, TagItem, TagType};

use super::{Unfit, be};

/// Tags may lie in several layers, one behind the other.
const LAYERS: usize = 64;

/// Frames of MPEG sound; `ID3`, `APE` and `Lyrics3` tags go from both ends.
pub(super) fn mp3(original: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut sound = original;
    for _ in 0..LAYERS {
        let rest = behind_head(before_tail(sound)?)?;
        if rest.len() == sound.len() {
            let starts = matches!(sound, [0xff, second, ..] if second & 0xe0 == 0xe0);
            return if starts && !ends_in_a_tag(sound) { Ok(sound.to_vec()) } else { Err(Unfit::Kind) };
        }
        sound = rest;
    }
    Err(Unfit::Limits)
}

/// Without one `ID3v2` tag, whose length is written in seven bits a byte, or one `APE` tag at the start.
fn behind_head(bytes: &[u8]) -> Result<&[u8], Unfit> {
    let length = if bytes.starts_with(b"ID3") {
        let head = bytes.get(..10).ok_or(Unfit::Damaged)?;
        let size = head[6..].iter().fold(0, |size, &byte| size << 7 | usize::from(byte & 0x7f));
        10 + size + if head[5] & 0x10 == 0 { 0 } else { 10 }
    } else if bytes.starts_with(b"APETAGEX") {
        32 + little(bytes, 12)?
    } else {
        // players look over empty space before the first frame
        bytes.iter().take_while(|&&byte| byte == 0).count()
    };
    bytes.get(length..).ok_or(Unfit::Damaged)
}

/// Without one `ID3v1`, `APE` or `Lyrics3` tag at the end.
fn before_tail(bytes: &[u8]) -> Result<&[u8], Unfit> {
    let behind = |back: usize, mark: &[u8]| {
        bytes.len().checked_sub(back).and_then(|at| bytes.get(at..)).is_some_and(|tail| tail.starts_with(mark))
    };
    let length = if behind(128, b"TAG") {
        128
    } else if behind(227, b"TAG+") {
        227
    } else if behind(32, b"APETAGEX") {
        let at = bytes.len() - 32;
        little(bytes, at + 12)? + if bytes[at + 23] & 0x80 == 0 { 0 } else { 32 }
    } else if behind(9, b"LYRICS200") {
        let size = bytes.len().checked_sub(15).and_then(|at| std::str::from_utf8(&bytes[at..at + 6]).ok());
        15 + size.and_then(|size| size.parse::<usize>().ok()).ok_or(Unfit::Damaged)?
    } else {
        0
    };
    bytes.len().checked_sub(length).map(|end| &bytes[..end]).ok_or(Unfit::Damaged)
}

fn little(bytes: &[u8], at: usize) -> Result<usize, Unfit> {
    let number = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    number.and_then(|number| usize::try_from(number).ok()).ok_or(Unfit::Damaged)
}

/// Whether something that looks like a tag is left near the end.
fn ends_in_a_tag(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(512)..];
    [&b"APETAGEX"[..], b"LYRICSBEGIN", b"LYRICS200", b"3DI", b"TAG+"]
        .into_iter()
        .any(|mark| tail.windows(mark.len()).any(|window| window == mark))
}

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

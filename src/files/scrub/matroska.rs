//! `WebM`: what tells is overwritten where it lies, so that nothing moves and every index stays right.

use std::ops::Range;

use super::Unfit;

const HEADER: u64 = 0x1a45_dfa3;
const SEGMENT: u64 = 0x1853_8067;
const CLUSTER: u64 = 0x1f43_b675;
const INFO: u64 = 0x1549_a966;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK: u64 = 0xae;
const TRACK_TYPE: u64 = 0x83;
const CODEC_PRIVATE: u64 = 0x63a2;
const SEEK_HEAD: u64 = 0x114d_9b74;
const CUES: u64 = 0x1c53_bb6b;
const VOID: u8 = 0xec;

/// Of the general facts: the scale of time, the length, and two names that must be there but may be empty.
const FACTS: [u64; 2] = [0x002a_d7b1, 0x4489];
const NAMES: [u64; 2] = [0x4d80, 0x5741];
/// Of a track: its name, names of its codec, links to attachments, additions.
const TELLS: [u64; 9] = [0x536e, 0x0025_8688, 0x003a_9697, 0x003b_4040, 0x0026_b240, 0x7446, 0x41e4, 0xbf, VOID as u64];
/// How the packets begin in which `Vorbis` and `Theora` say who made them, and the whole of what FLAC needs.
const REMARKS: [&[u8]; 2] = [b"\x03vorbis", b"\x81theora"];
const FLAC: usize = 42;
/// What stands in a cluster of open length.
const IN_CLUSTER: [u64; 9] = [0xe7, 0xa3, 0xa0, 0xab, 0xa7, 0xec, 0xbf, 0xaf, 0x5854];

struct Element {
    id: u64,
    start: usize,
    body: Range<usize>,
    open: bool,
}

pub(super) fn clean(mut bytes: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let (mut at, mut segments) = (0, 0);
    while at < bytes.len() {
        let element = read(&bytes, at, bytes.len())?;
        match element.id {
            HEADER => {}
            SEGMENT => {
                segments += 1;
                segment(&mut bytes, element.body.clone())?;
            }
            _ => void(&mut bytes, &element)?,
        }
        at = element.body.end;
    }
    if segments == 1 { Ok(bytes) } else { Err(Unfit::Damaged) }
}

fn segment(bytes: &mut [u8], inside: Range<usize>) -> Result<(), Unfit> {
    let mut at = inside.start;
    while at < inside.end {
        let element = read(bytes, at, inside.end)?;
        let mut end = element.body.end;
        match element.id {
            CLUSTER if element.open => end = cluster_end(bytes, element.body.clone())?,
            CLUSTER | CUES | SEEK_HEAD => {}
            INFO => children(bytes, element.body.clone(), info)?,
            TRACKS => children(bytes, element.body.clone(), tracks)?,
            _ => void(bytes, &element)?,
        }
        at = end;
    }
    Ok(())
}

fn children(
    bytes: &mut [u8],
    inside: Range<usize>,
    each: fn(&mut [u8], &Element) -> Result<(), Unfit>,
) -> Result<(), Unfit> {
    let mut at = inside.start;
    while at < inside.end {
        let element = read(bytes, at, inside.end)?;
        each(bytes, &element)?;
        at = element.body.end;
    }
    Ok(())
}

fn info(bytes: &mut [u8], element: &Element) -> Result<(), Unfit> {
    if NAMES.contains(&element.id) {
        bytes[element.body.clone()].fill(0);
        Ok(())
    } else if FACTS.contains(&element.id) {
        Ok(())
    } else {
        void(bytes, element)
    }
}

fn tracks(bytes: &mut [u8], element: &Element) -> Result<(), Unfit> {
    if element.id == TRACK { children(bytes, element.body.clone(), track) } else { void(bytes, element) }
}

fn track(bytes: &mut [u8], element: &Element) -> Result<(), Unfit> {
    match element.id {
        // pictures and sound; texts and data of a device cannot be taken out of the clusters
        TRACK_TYPE if !matches!(bytes[element.body.clone()], [1 | 2]) => Err(Unfit::Kind),
        CODEC_PRIVATE => private(&mut bytes[element.body.clone()]),
        id if TELLS.contains(&id) => void(bytes, element),
        _ => Ok(()),
    }
}

/// What a codec needs to know. Some keep remarks there: the words are blanked where they stand.
fn private(body: &mut [u8]) -> Result<(), Unfit> {
    if body.starts_with(b"fLaC") && body.len() > FLAC {
        return Err(Unfit::Kind);
    }
    let begins = |at: usize| REMARKS.iter().find(|mark| body[at..].starts_with(mark)).map(|mark| at + mark.len());
    let Some(start) = (0..body.len()).find_map(begins) else { return Ok(()) };
    let mut at = blank(body, start).ok_or(Unfit::Kind)?;
    let many = little(body, at).ok_or(Unfit::Kind)?;
    at += 4;
    for _ in 0..many {
        at = blank(body, at).ok_or(Unfit::Kind)?;
    }
    Ok(())
}

/// Blanks words that their length stands before; says where they end.
fn blank(body: &mut [u8], at: usize) -> Option<usize> {
    let length = little(body, at)?;
    let start = at + 4;
    let end = start.checked_add(length)?;
    body.get_mut(start..end)?.fill(b' ');
    Some(end)
}

fn little(body: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = body.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

fn cluster_end(bytes: &[u8], inside: Range<usize>) -> Result<usize, Unfit> {
    let mut at = inside.start;
    while at < inside.end {
        let element = read(bytes, at, inside.end)?;
        if !IN_CLUSTER.contains(&element.id) {
            break;
        }
        at = element.body.end;
    }
    Ok(at)
}

/// Overwrites an element with empty space of the same length.
fn void(bytes: &mut [u8], element: &Element) -> Result<(), Unfit> {
    let place = bytes.get_mut(element.start..element.body.end).ok_or(Unfit::Damaged)?;
    let length = place.len();
    place.fill(0);
    place[0] = VOID;
    match length {
        0 | 1 => return Err(Unfit::Damaged),
        2..=9 => place[1] = 0x80 | u8::try_from(length - 2).map_err(|_| Unfit::Damaged)?,
        _ => {
            place[1..9].copy_from_slice(&(length as u64 - 9).to_be_bytes());
            place[1] = 1;
        }
    }
    Ok(())
}

fn read(bytes: &[u8], start: usize, limit: usize) -> Result<Element, Unfit> {
    let (id, body) = number(bytes, start, 4, true).ok_or(Unfit::Damaged)?;
    let (size, at) = number(bytes, body, 8, false).ok_or(Unfit::Damaged)?;
    let open = size == (1 << (7 * (at - body))) - 1;
    let end = if open {
        limit
    } else {
        usize::try_from(size).ok().and_then(|size| at.checked_add(size)).ok_or(Unfit::Damaged)?
    };
    if end > limit || (open && !matches!(id, SEGMENT | CLUSTER)) {
        return Err(Unfit::Damaged);
    }
    Ok(Element { id, start, body: at..end, open })
}

/// A number whose first byte says how long it is, and where it ends. An id keeps that mark.
fn number(bytes: &[u8], at: usize, longest: usize, marked: bool) -> Option<(u64, usize)> {
    let first = *bytes.get(at)?;
    let length = first.leading_zeros() as usize + 1;
    let part = bytes.get(at..at.checked_add(length)?).filter(|_| length <= longest)?;
    let whole = part.iter().fold(0, |number, &byte| number << 8 | u64::from(byte));
    Some((if marked { whole } else { whole & ((1 << (7 * length)) - 1) }, at + length))
}

//! MP4, M4A and 3GP: boxes that tell are turned into free space where they lie, so that no offset changes. Bytes of the
//! media area that no picture and no sound uses are wiped: locations are recorded there as a track of their own.

use std::ops::Range;

use super::{Unfit, be};

mod entry;

type Kind = [u8; 4];

/// Boxes that hold boxes.
const HOLDERS: [&Kind; 11] =
    [b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf", b"mfra"];
/// Boxes that playing needs; every other one is turned into free space.
const PLAYS: [&Kind; 43] = [
    b"ftyp", b"styp", b"mdat", b"sidx", b"pdin", b"wide", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd",
    b"nmhd", b"gmhd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stsh",
    b"sdtp", b"sbgp", b"sgpd", b"elst", b"dref", b"trex", b"mehd", b"mfhd", b"tfhd", b"tfdt", b"trun", b"saiz",
    b"saio", b"subs", b"padb", b"tfra", b"mfro", b"iods", b"tapt",
];
/// Boxes in one file, and levels of them.
const MOST: usize = 100_000;
const DEEPEST: usize = 8;
/// Samples in all tracks.
const SAMPLES: u64 = 4_000_000;

#[derive(Clone)]
struct Atom {
    kind: Kind,
    start: usize,
    body: Range<usize>,
}

#[derive(Default)]
struct Found {
    boxes: usize,
    /// Where pictures and sound lie.
    used: Vec<(usize, usize)>,
    media: Vec<Range<usize>>,
    /// Sample tables cannot tell what is used: the file came in fragments, or counts samples in another way.
    untold: bool,
    /// A track of something else than pictures and sound was taken out.
    dropped: bool,
    movie: bool,
    /// Whether the track that is walked through is sound.
    sound: bool,
    samples: u64,
}

pub(super) fn clean(mut bytes: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let mut found = Found::default();
    let whole = 0..bytes.len();
    walk(&mut bytes, whole, 0, &mut found)?;
    if !found.movie {
        return Err(Unfit::Damaged);
    }
    if found.untold {
        return if found.dropped { Err(Unfit::Kind) } else { Ok(bytes) };
    }
    wipe_unused(&mut bytes, &mut found);
    Ok(bytes)
}

fn walk(bytes: &mut [u8], inside: Range<usize>, depth: usize, found: &mut Found) -> Result<(), Unfit> {
    let mut at = inside.start;
    while at < inside.end {
        let atom = read(bytes, at, inside.end)?;
        found.boxes += 1;
        if found.boxes > MOST || depth > DEEPEST {
            return Err(Unfit::Limits);
        }
        at = atom.body.end;
        visit(bytes, &atom, depth, found)?;
    }
    Ok(())
}

fn visit(bytes: &mut [u8], atom: &Atom, depth: usize, found: &mut Found) -> Result<(), Unfit> {
    match &atom.kind {
        b"trak" => {
            if track(bytes, atom, found)? {
                walk(bytes, atom.body.clone(), depth + 1, found)?;
            } else {
                found.dropped = true;
                free(bytes, atom);
            }
        }
        kind if HOLDERS.contains(&kind) => {
            found.movie |= kind == b"moov";
            found.untold |= kind == b"moof";
            walk(bytes, atom.body.clone(), depth + 1, found)?;
        }
        b"mdat" => found.media.push(atom.body.clone()),
        b"mvhd" | b"tkhd" | b"mdhd" => times(bytes, atom),
        b"hdlr" => names(bytes, atom),
        b"dref" => within(bytes, atom)?,
        b"stsd" => entry::clean(bytes, atom, found.sound)?,
        kind if PLAYS.contains(&kind) => {}
        _ => free(bytes, atom),
    }
    Ok(())
}

fn read(bytes: &[u8], start: usize, limit: usize) -> Result<Atom, Unfit> {
    let short = be::<4>(bytes, start).ok_or(Unfit::Damaged)?;
    let kind: Kind = bytes.get(start + 4..start + 8).and_then(|kind| kind.try_into().ok()).ok_or(Unfit::Damaged)?;
    let (length, header) = match short {
        0 => (limit - start, 8),
        1 => (usize::try_from(be::<8>(bytes, start + 8).ok_or(Unfit::Damaged)?).map_err(|_| Unfit::Limits)?, 16),
        short => (usize::try_from(short).map_err(|_| Unfit::Limits)?, 8),
    };
    let end = start.checked_add(length).filter(|end| *end <= limit && length >= header).ok_or(Unfit::Damaged)?;
    Ok(Atom { kind, start, body: start + header..end })
}

fn child(bytes: &[u8], parent: &Atom, kind: &Kind) -> Result<Option<Atom>, Unfit> {
    let mut at = parent.body.start;
    while at < parent.body.end {
        let atom = read(bytes, at, parent.body.end)?;
        if &atom.kind == kind {
            return Ok(Some(atom));
        }
        at = atom.body.end;
    }
    Ok(None)
}

fn free(bytes: &mut [u8], atom: &Atom) {
    bytes[atom.start + 4..atom.start + 8].copy_from_slice(b"free");
    bytes[atom.body.clone()].fill(0);
}

/// When it was recorded. The numbers are longer in version 1.
fn times(bytes: &mut [u8], atom: &Atom) {
    let body = &mut bytes[atom.body.clone()];
    let until = if body.first() == Some(&1) { 20 } else { 12 };
    if let Some(times) = body.get_mut(4..until) {
        times.fill(0);
    }
}

/// Maker and name of the recorder, behind the kind of the track.
fn names(bytes: &mut [u8], atom: &Atom) {
    if let Some(names) = bytes[atom.body.clone()].get_mut(12..) {
        names.fill(0);
    }
}

/// Media that lies in another file names that file.
fn within(bytes: &[u8], atom: &Atom) -> Result<(), Unfit> {
    let mut at = atom.body.start + 8;
    while at < atom.body.end {
        let entry = read(bytes, at, atom.body.end)?;
        if entry.body.len() > 4 || be::<4>(bytes, entry.body.start).is_none_or(|flags| flags & 1 == 0) {
            return Err(Unfit::Kind);
        }
        at = entry.body.end;
    }
    Ok(())
}

/// Whether a track is pictures or sound; where its samples lie is written down then.
fn track(bytes: &[u8], atom: &Atom, found: &mut Found) -> Result<bool, Unfit> {
    let Some(media) = child(bytes, atom, b"mdia")? else { return Ok(false) };
    let Some(handler) = child(bytes, &media, b"hdlr")? else { return Ok(false) };
    match bytes[handler.body.clone()].get(8..12) {
        Some(b"vide") => found.sound = false,
        Some(b"soun") => found.sound = true,
        _ => return Ok(false),
    }
    let table = match child(bytes, &media, b"minf")? {
        Some(minf) => child(bytes, &minf, b"stbl")?,
        None => None,
    };
    match table {
        Some(table) => samples(bytes, &table, found)?,
        None => found.untold = true,
    }
    Ok(true)
}

fn samples(bytes: &[u8], table: &Atom, found: &mut Found) -> Result<(), Unfit> {
    let find = |kind| child(bytes, table, kind);
    let (offsets, wide) = match (find(b"stco")?, find(b"co64")?) {
        (Some(short), _) => (Some(short), false),
        (None, long) => (long, true),
    };
    let (Some(offsets), Some(runs), Some(sizes)) = (offsets, find(b"stsc")?, find(b"stsz")?) else {
        found.untold = true;
        return Ok(());
    };
    let number = |atom: &Atom, at: usize| be::<4>(&bytes[atom.body.clone()], at);
    let same = number(&sizes, 4).ok_or(Unfit::Damaged)?;
    // raw sound counts in single samples whose size is not what lies in the file
    found.untold |= (1..=8).contains(&same);
    let (chunks, steps) = (number(&offsets, 4).unwrap_or(0), number(&runs, 4).unwrap_or(0));
    let (mut step, mut sample, mut per_chunk) = (0_usize, 0_usize, 0);
    for chunk in 0..usize::try_from(chunks).map_err(|_| Unfit::Limits)? {
        while (step as u64) < steps && number(&runs, 8 + step * 12) == Some(chunk as u64 + 1) {
            per_chunk = number(&runs, 12 + step * 12).ok_or(Unfit::Damaged)?;
            step += 1;
        }
        let body = &bytes[offsets.body.clone()];
        let place = if wide { be::<8>(body, 8 + chunk * 8) } else { be::<4>(body, 8 + chunk * 4) };
        let start = usize::try_from(place.ok_or(Unfit::Damaged)?).map_err(|_| Unfit::Damaged)?;
        found.samples += per_chunk.max(1);
        if found.samples > SAMPLES {
            return Err(Unfit::Limits);
        }
        let mut length = 0;
        for _ in 0..per_chunk {
            length += if same == 0 { number(&sizes, 12 + sample * 4).ok_or(Unfit::Damaged)? } else { same };
            sample += 1;
        }
        let length = usize::try_from(length).map_err(|_| Unfit::Damaged)?;
        found.used.push((start, start.saturating_add(length)));
    }
    Ok(())
}

fn wipe_unused(bytes: &mut [u8], found: &mut Found) {
    found.used.sort_unstable();
    for media in &found.media {
        let mut at = media.start;
        for &(start, end) in found.used.iter().filter(|(start, end)| *end > media.start && *start < media.end) {
            if start > at {
                bytes[at..start].fill(0);
            }
            at = at.max(end.min(media.end));
        }
        bytes[at..media.end].fill(0);
    }
}

//! Sample descriptions: how pictures and sound are packed, and the names that a recorder leaves beside it.

use std::ops::Range;

use super::{Atom, Kind, free, read};
use crate::files::scrub::{Unfit, be};

/// Boxes that a player reads to unpack; every other one is turned into free space.
const CODEC: [&Kind; 23] = [
    b"avcC",
    b"hvcC",
    b"av1C",
    b"vpcC",
    b"esds",
    b"dOps",
    b"dac3",
    b"dec3",
    b"dfLa",
    b"alac",
    b"btrt",
    b"pasp",
    b"fiel",
    b"clap",
    b"clli",
    b"mdcv",
    b"dvcC",
    b"dvvC",
    b"chan",
    b"srat",
    b"frma",
    b"mp4a",
    b"\0\0\0\0",
];

/// Where the fields of an entry end that all pictures have.
const PICTURE: usize = 78;

/// Takes the names out of every entry of a table, of pictures or of sound.
pub(super) fn clean(bytes: &mut [u8], table: &Atom, sound: bool) -> Result<(), Unfit> {
    let extended = bytes[table.body.clone()].first() == Some(&1);
    let mut at = table.body.start + 8;
    while at < table.body.end {
        let entry = read(bytes, at, table.body.end)?;
        let fields = if sound { heard(bytes, &entry, extended)? } else { seen(bytes, &entry)? };
        inside(bytes, entry.body.start + fields..entry.body.end, 0)?;
        at = entry.body.end;
    }
    Ok(())
}

/// Maker and name of the program that packed the pictures.
fn seen(bytes: &mut [u8], entry: &Atom) -> Result<usize, Unfit> {
    let fields = bytes[entry.body.clone()].get_mut(..PICTURE).ok_or(Unfit::Damaged)?;
    fields[12..24].fill(0);
    fields[42..74].fill(0);
    Ok(PICTURE)
}

/// Maker of the program that packed the sound. How many fields there are depends on the version.
fn heard(bytes: &mut [u8], entry: &Atom, extended: bool) -> Result<usize, Unfit> {
    let length = match be::<2>(bytes, entry.body.start + 8) {
        Some(1) if !extended => 44,
        Some(2) if !extended => 64,
        _ => 28,
    };
    let fields = bytes[entry.body.clone()].get_mut(..length).ok_or(Unfit::Damaged)?;
    fields[12..16].fill(0);
    Ok(length)
}

fn inside(bytes: &mut [u8], place: Range<usize>, depth: usize) -> Result<(), Unfit> {
    let mut at = place.start;
    while at < place.end {
        // some close the list with a zero
        if place.end - at < 8 {
            bytes[at..place.end].fill(0);
            return Ok(());
        }
        let atom = read(bytes, at, place.end)?;
        at = atom.body.end;
        match &atom.kind {
            b"wave" if depth == 0 => inside(bytes, atom.body.clone(), 1)?,
            b"colr" if matches!(bytes[atom.body.clone()].get(..4), Some(b"nclx" | b"nclc")) => {}
            b"damr" | b"d263" => bytes[atom.body.clone()].get_mut(..4).ok_or(Unfit::Damaged)?.fill(0),
            b"free" | b"skip" => bytes[atom.body.clone()].fill(0),
            kind if CODEC.contains(&kind) => {}
            _ => free(bytes, &atom),
        }
    }
    Ok(())
}

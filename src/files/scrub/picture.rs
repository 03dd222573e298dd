//! Pictures inside documents: their segments are filtered, the pixels stay as they are, so that a page keeps its size.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use super::{Unfit, be, metafile};

/// Most memory for the pixels of a bitmap.
const MEMORY: u64 = 128 * 1024 * 1024;

/// A picture without its metadata; `None` when it is of a kind whose metadata cannot be told from its pixels.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes).ok(),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => png(bytes).ok(),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes),
        [b'B', b'M', ..] => bitmap(bytes),
        [0xd7, 0xcd, 0xc6, 0x9a, ..] | [1, 0, 9, 0, ..] => metafile::wmf(bytes),
        [1, 0, 0, 0, ..] if bytes.get(40..44) == Some(b" EMF") => metafile::emf(bytes),
        _ => None,
    }
}

/// Read and written anew: anything may begin like a bitmap, and stand behind one.
fn bitmap(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Bmp);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut out = Vec::new();
    reader.decode().ok()?.write_to(&mut Cursor::new(&mut out), ImageFormat::Bmp).ok()?;
    Some(out)
}

/// Keeps what decoding needs; drops every other application segment, comments, thumbnails and what follows the end.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    if bytes.get(..2) != Some(&[0xff, 0xd8]) {
        return Err(Unfit::Damaged);
    }
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..2]);
    let mut at = 2;
    loop {
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else { return Err(Unfit::Damaged) };
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, 0xd9]);
            return Ok(out);
        }
        if (0xd0..=0xd7).contains(&marker) || marker == 1 {
            out.extend_from_slice(&[0xff, marker]);
            at += 2;
            continue;
        }
        let length = usize::try_from(be::<2>(bytes, at + 2).ok_or(Unfit::Damaged)?).map_err(|_| Unfit::Damaged)?;
        let end = at + 2 + length;
        let segment = bytes.get(at..end).filter(|segment| segment.len() >= 4).ok_or(Unfit::Damaged)?;
        match marker {
            0xe0 => jfif(segment, &mut out),
            // Adobe's segment says how the colours are stored.
            0xee if segment[4..].starts_with(b"Adobe") && segment.len() <= 16 => out.extend_from_slice(segment),
            0xe1..=0xef | 0xfe => {}
            _ => out.extend_from_slice(segment),
        }
        at = end;
        if marker == 0xda {
            let scan = scan_end(bytes, at);
            out.extend_from_slice(&bytes[at..scan]);
            at = scan;
            if at == bytes.len() {
                // cut in the last scan: viewers show what is there
                out.extend_from_slice(&[0xff, 0xd9]);
                return Ok(out);
            }
        }
    }
}

/// The density survives, the thumbnail does not.
fn jfif(segment: &[u8], out: &mut Vec<u8>) {
    if segment[4..].starts_with(b"JFIF\0") && segment.len() >= 18 {
        out.extend_from_slice(&[0xff, 0xe0, 0, 16]);
        out.extend_from_slice(&segment[4..16]);
        out.extend_from_slice(&[0, 0]);
    }
}

/// Where the picture data that starts at `at` ends: before a marker that is neither stuffing nor a restart.
fn scan_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(step) = bytes[at..].iter().position(|&byte| byte == 0xff) {
        at += step;
        match bytes.get(at + 1) {
            None => return bytes.len(),
            Some(0 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
        }
    }
    bytes.len()
}

/// Chunks that draw; everything else tells something.
const DRAWS: [&[u8; 4]; 10] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"pHYs"];

fn png(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut out = bytes[..8].to_vec();
    let mut at = 8;
    loop {
        let length = usize::try_from(be::<4>(bytes, at).ok_or(Unfit::Damaged)?).map_err(|_| Unfit::Damaged)?;
        let end = at.checked_add(12).and_then(|least| least.checked_add(length)).ok_or(Unfit::Damaged)?;
        let chunk = bytes.get(at..end).ok_or(Unfit::Damaged)?;
        if DRAWS.iter().any(|kind| chunk[4..8] == kind[..]) {
            out.extend_from_slice(chunk);
        }
        if &chunk[4..8] == b"IEND" {
            return Ok(out);
        }
        at = end;
    }
}

/// Comments and application blocks go, except the one that says how often an animation runs.
fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |packed: u8| if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let start = at;
        let keep = match *bytes.get(at)? {
            0x3b => {
                out.push(0x3b);
                return Some(out);
            }
            0x2c => {
                at += 10;
                at += table(*bytes.get(at - 1)?) + 1;
                true
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                at += 2;
                label == 0xf9 || (label == 0xff && bytes.get(at + 1..at + 12)? == b"NETSCAPE2.0")
            }
            _ => return None,
        };
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
        if keep {
            out.extend_from_slice(bytes.get(start..at)?);
        }
    }
}

//! Windows metafiles inside documents: orders to draw stay, what is said beside them goes.

/// Orders of an enhanced metafile: the first, the last, and the highest that there is.
const HEADER: u32 = 1;
const END: u32 = 14;
const HIGHEST: u32 = 122;
/// A remark; newer programs hide a second drawing in remarks.
const REMARK: u32 = 70;
/// Orders that speak to a driver or name a file with colours.
const TELLS: [u32; 11] = [REMARK, 99, 102, 103, 104, 105, 106, 110, 112, 113, 122];
/// The order of an old metafile that speaks to a driver: remarks too.
const ESCAPE: u32 = 0x0626;

/// Enhanced metafile. `None` when a picture is packed in it, or when its remarks are all there is.
pub(super) fn emf(bytes: &[u8]) -> Option<Vec<u8>> {
    if holds_packed(bytes) {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut orders) = (0, 0_u32);
    loop {
        let (kind, size) = (le::<4>(bytes, at)?, le::<4>(bytes, at + 4)? as usize);
        let order = bytes.get(at..at.checked_add(size)?).filter(|_| size >= 8 && size % 4 == 0)?;
        at += size;
        match kind {
            HEADER if orders == 0 => head(order, &mut out)?,
            _ if orders == 0 => return None,
            REMARK if is_whole_drawing(order) => return None,
            kind if TELLS.contains(&kind) => continue,
            2..=HIGHEST => out.extend_from_slice(order),
            _ => return None,
        }
        orders += 1;
        if kind == END {
            break;
        }
    }
    let length = u32::try_from(out.len()).ok()?;
    out[48..52].copy_from_slice(&length.to_le_bytes());
    out[52..56].copy_from_slice(&orders.to_le_bytes());
    Some(out)
}

/// The sizes of the drawing, without its title and the name of the program.
fn head(order: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let title = le::<4>(order, 64)? as usize;
    let sizes = if title == 0 { 108 } else { title.clamp(88, 108) }.min(order.len());
    if sizes < 88 {
        return None;
    }
    out.extend_from_slice(order);
    out[sizes..].fill(0);
    out[60..68].fill(0);
    // the format of pixels stands behind the sizes
    if let Some(format) = out.get_mut(88..96) {
        format.fill(0);
    }
    Some(())
}

/// Whether a remark begins a drawing that stands nowhere else.
fn is_whole_drawing(order: &[u8]) -> bool {
    order.get(12..16) == Some(b"EMF+")
        && le::<2>(order, 16) == Some(0x4001)
        && le::<2>(order, 18).is_some_and(|it| it & 1 == 0)
}

/// Old metafile, with or without the header that says how large it is.
pub(super) fn wmf(bytes: &[u8]) -> Option<Vec<u8>> {
    if holds_packed(bytes) {
        return None;
    }
    let head = if bytes.starts_with(&[0xd7, 0xcd, 0xc6, 0x9a]) { 22 } else { 0 };
    let mut at = head + 18;
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let (words, kind) = (le::<4>(bytes, at)? as usize, le::<2>(bytes, at + 4)?);
        let order = bytes.get(at..at.checked_add(words.checked_mul(2)?)?).filter(|_| words >= 3)?;
        at += order.len();
        if kind != ESCAPE {
            out.extend_from_slice(order);
        }
        if kind == 0 {
            break;
        }
    }
    let words = u32::try_from((out.len() - head) / 2).ok()?;
    out.get_mut(head + 6..head + 10)?.copy_from_slice(&words.to_le_bytes());
    Some(out)
}

/// Whether the header of a bitmap says that it is packed as JPEG or PNG, with metadata of its own, or that a file with
/// colours belongs to it.
fn holds_packed(bytes: &[u8]) -> bool {
    let begins = |at: usize| matches!(bytes[at], 40 | 108 | 124) && bytes.get(at + 1..at + 4) == Some(&[0; 3]);
    (0..bytes.len()).filter(|&at| begins(at)).any(|at| {
        let packed = le::<2>(bytes, at + 12) == Some(1) && matches!(le::<4>(bytes, at + 16), Some(4 | 5));
        packed || bytes[at] == 124 && matches!(bytes.get(at + 56..at + 60), Some(b"KNIL" | b"DEBM"))
    })
}

/// Little-endian number of `N` bytes at a place; `None` past the end.
fn le<const N: usize>(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(N)?)?;
    Some(part.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: u32, body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("short");
        [&kind.to_le_bytes()[..], &size.to_le_bytes(), body].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// A drawing called after a file, with these orders in it.
    fn drawing(orders: &[Vec<u8>]) -> Vec<u8> {
        let title = wide("App\0C:\\Siti.ai\0\0");
        let mut head = vec![0; 100];
        head[32..36].copy_from_slice(b" EMF");
        head[52..56].copy_from_slice(&16_u32.to_le_bytes());
        head[56..60].copy_from_slice(&108_u32.to_le_bytes());
        [order(HEADER, &[head, title].concat()), orders.concat(), order(END, &[0; 12])].concat()
    }

    #[test]
    fn a_drawing_stays_and_its_title_and_remarks_go() {
        let line = order(54, &[7; 8]);
        let remark = order(REMARK, &[&20_u32.to_le_bytes()[..], b"Siti Aminah di rumah"].concat());
        let plain = emf(&[drawing(&[remark, line.clone()]), b"Siti".to_vec()].concat()).expect("a drawing");
        assert!(!plain.windows(8).any(|part| part == wide("Siti") || part == b"Siti Ami"));
        assert!(plain.windows(line.len()).any(|part| part == line));
        assert_eq!((le::<4>(&plain, 48), le::<4>(&plain, 52)), (u32::try_from(plain.len()).ok(), Some(3)));
        assert_eq!(emf(&plain), Some(plain), "once is enough");
    }

    #[test]
    fn a_drawing_that_hides_a_packed_picture_or_is_all_remarks_is_refused() {
        let header = [&40_u32.to_le_bytes()[..], &[0; 8], &[1, 0, 24, 0], &4_u32.to_le_bytes(), &[0; 20]].concat();
        assert_eq!(emf(&drawing(&[order(81, &header)])), None);
        let alone = [&8_u32.to_le_bytes()[..], b"EMF+", &[1, 0x40, 0, 0]].concat();
        assert_eq!(emf(&drawing(&[order(REMARK, &alone)])), None);
        assert_eq!(emf(&drawing(&[])[..150]), None, "cut");
    }

    #[test]
    fn an_old_drawing_loses_its_remarks() {
        let order = |kind: u16, body: &[u8]| {
            let words = u32::try_from(body.len() / 2 + 3).expect("short");
            [&words.to_le_bytes()[..], &kind.to_le_bytes(), body].concat()
        };
        let head = [&[1, 0, 9, 0, 0, 3][..], &[0; 12]].concat();
        let line = order(0x0213, &[1, 0, 2, 0]);
        let file = [head, order(0x0626, b"\x0f\0\x04\0Siti"), line.clone(), order(0, &[])].concat();
        let plain = wmf(&file).expect("a drawing");
        assert!(!plain.windows(4).any(|part| part == b"Siti"));
        assert!(plain.windows(line.len()).any(|part| part == line));
        assert_eq!(le::<4>(&plain, 6), Some(u32::try_from(plain.len() / 2).expect("short")));
    }
}

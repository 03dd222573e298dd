//! MPEG sound: frames of one stream are kept byte for byte. Whatever lies before, between or behind them goes, be it a tag
//! that we know (`ID3`, `APE`, `Lyrics3`) or words that somebody hung on.

use super::Unfit;

/// Tags may lie in several layers, one behind the other.
const LAYERS: usize = 64;

/// What all frames of a stream share: version and layer, and the sampling rate.
type Stream = (u8, u8);

/// Kilobits a second by table and index (ISO 11172-3 and 13818-3); index 0 is "free", which has no length.
const RATES: [[usize; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// The frames of a file.
pub(super) fn mp3(original: &[u8]) -> Result<Vec<u8>, Unfit> {
    let (mut sound, mut rest, mut stream) = (Vec::with_capacity(original.len()), original, None);
    let mut layers = 0;
    while !rest.is_empty() {
        if let Some((kind, length)) = frame(rest, stream) {
            stream = Some(kind);
            sound.extend_from_slice(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        layers += 1;
        if layers > LAYERS {
            return Err(Unfit::Limits);
        }
        rest = match tag(rest)? {
            0 => next(rest, stream),
            length => rest.get(length..).ok_or(Unfit::Damaged)?,
        };
    }
    if sound.is_empty() { Err(Unfit::Damaged) } else { Ok(sound) }
}

/// The whole frame that these bytes start with, if they do and it belongs to this stream: what it is of, and its length.
fn frame(bytes: &[u8], stream: Option<Stream>) -> Option<(Stream, usize)> {
    let &[0xff, second, third, _] = bytes.first_chunk::<4>()? else { return None };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    if second & 0xe0 != 0xe0 || version == 1 || layer == 0 {
        return None;
    }
    let kind = (second & 0xfe, third & 0x0c);
    if stream.is_some_and(|stream| stream != kind) {
        return None;
    }
    let table = match (version, layer) {
        (3, 3) => 0,
        (3, 2) => 1,
        (3, _) => 2,
        (_, 3) => 3,
        _ => 4,
    };
    let bits = *RATES[table].get(usize::from(third >> 4)).filter(|bits| **bits > 0)? * 1000;
    let samples = *[44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))?
        / match version {
            3 => 1,
            2 => 2,
            _ => 4,
        };
    let padding = usize::from(third >> 1 & 1);
    let length = match (layer, version) {
        (3, _) => (12 * bits / samples + padding) * 4,
        (1, 0 | 2) => 72 * bits / samples + padding,
        _ => 144 * bits / samples + padding,
    };
    (length > 4 && bytes.len() >= length).then_some((kind, length))
}

/// The length of the tag that these bytes start with; 0 when they start with none.
fn tag(bytes: &[u8]) -> Result<usize, Unfit> {
    if bytes.starts_with(b"ID3") {
        // the length is written in seven bits a byte
        let head = bytes.get(..10).ok_or(Unfit::Damaged)?;
        let size = head[6..].iter().fold(0, |size, &byte| size << 7 | usize::from(byte & 0x7f));
        return Ok(10 + size + if head[5] & 0x10 == 0 { 0 } else { 10 });
    }
    if bytes.starts_with(b"APETAGEX") {
        let size = bytes.get(12..16).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
        let size = size.and_then(|size| usize::try_from(size).ok()).ok_or(Unfit::Damaged)?;
        return Ok((32 + size).min(bytes.len()));
    }
    Ok(0)
}

/// From the next frame of the stream on that another one follows, or the end: in a picture inside a tag the mark of a frame
/// may stand by chance. Nothing when there is none.
fn next(bytes: &[u8], stream: Option<Stream>) -> &[u8] {
    let goes_on = |rest: &[u8]| {
        let Some((kind, length)) = frame(rest, stream) else { return false };
        let after = &rest[length..];
        after.is_empty() || frame(after, Some(kind)).is_some() || tag(after).is_ok_and(|length| length > 0)
    };
    let found = (1..bytes.len()).find(|&at| bytes[at] == 0xff && goes_on(&bytes[at..]));
    found.map_or(&[], |at| &bytes[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(frames: usize) -> Vec<u8> {
        [&[0xff, 0xfb, 0x90, 0x00][..], &[7; 413]].concat().repeat(frames)
    }

    #[test]
    fn whatever_is_hung_on_goes_and_every_frame_stays() {
        let words = b"<script>KenariSuara</script>";
        let id3 = [b"ID3\x03\0\0\0\0\0\x0b".as_slice(), b"KenariSuara"].concat();
        let old = [b"TAGKenariSuara".as_slice(), &[0; 114]].concat();
        let ape = [b"APETAGEX\xd0\x07\0\0\x0b\0\0\0".as_slice(), &[0; 16], b"KenariSuara"].concat();
        let lyrics = b"LYRICSBEGINKenariSuara000022LYRICS200";
        let cases: [[&[u8]; 3]; 4] =
            [[b"", b"", words], [&id3, &id3, &old], [&id3, words, lyrics], [&[0; 9], &[0; 100], &ape]];
        for [before, between, behind] in cases {
            let file = [before, sound(3).as_slice(), between, sound(2).as_slice(), behind].concat();
            assert_eq!(mp3(&file), Ok(sound(5)));
        }
    }

    #[test]
    fn a_mark_that_stands_by_chance_is_no_frame() {
        let chance = [b"KenariSuara".as_slice(), &[0xff, 0xfb, 0x90, 0], &[b'x'; 600]].concat();
        let file = [sound(2), chance, sound(2)].concat();
        assert_eq!(mp3(&file), Ok(sound(4)));
    }

    #[test]
    fn every_version_and_layer_has_its_length() {
        for (header, length) in [
            ([0xff, 0xfb, 0x90, 0], 417),
            ([0xff, 0xfb, 0x92, 0], 418),
            ([0xff, 0xf3, 0x40, 0], 104),
            ([0xff, 0xe3, 0x40, 0], 208),
            ([0xff, 0xfd, 0x90, 0], 522),
            ([0xff, 0xff, 0x90, 0], 312),
        ] {
            let bytes = [&header[..], &[0; 2000]].concat();
            assert_eq!(frame(&bytes, None).map(|(_, length)| length), Some(length), "{header:x?}");
        }
    }

    #[test]
    fn what_holds_no_sound_and_tags_without_end_are_told() {
        assert_eq!(mp3(b"ID3\x03\0\0\0\0\0\0").err(), Some(Unfit::Damaged));
        assert_eq!(mp3(&b"ID3\x03\0\0\0\0\0\0".repeat(70)).err(), Some(Unfit::Limits));
        assert_eq!(mp3(&sound(1)[..400]).err(), Some(Unfit::Damaged));
    }
}

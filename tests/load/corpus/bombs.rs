//! Files that a stranger would send to bring the server down (security.md T-29).
#![expect(clippy::cast_possible_truncation, clippy::format_collect, reason = "small files, made here")]

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use kentongan::files::FileKind;

use super::planted::page;
use super::{archive, atom, docx, element, pdf};

/// What it is, the kind it claims to be, its bytes.
pub type Bomb = (String, FileKind, Vec<u8>);

const BODY: &str = "<?xml version=\"1.0\"?><a/>";

/// Twenty families of three sizes: the smallest of each, or all.
pub fn bombs(all: bool) -> Vec<Bomb> {
    let sizes = if all { 1..=3 } else { 1..=1 };
    sizes.flat_map(|size| (0..20).map(move |family| bomb(family, size))).collect()
}

fn bomb(family: usize, size: usize) -> Bomb {
    let many = 10_usize.pow(size as u32 + 3);
    let (name, kind, bytes) = match family {
        0 => ("zip bomb", FileKind::Docx, docx(BODY, &[("word/a.xml", &vec![b' '; size * 80_000_000])])),
        1 => ("zip in zip", FileKind::Docx, nested(size)),
        2 => ("many parts", FileKind::Xlsx, parts(2_000 + size * 1_000)),
        3 => ("billion laughs", FileKind::Docx, docx(&laughs(size), &[])),
        4 => ("deep xml", FileKind::Docx, docx(&format!("{}{}", "<a>".repeat(many), "</a>".repeat(many)), &[])),
        5 => ("pixels in png", FileKind::Png, png(20_000 * size as u32, 65_535)),
        6 => ("packed png text", FileKind::Png, packed_text(size)),
        7 => ("pixels in jpeg", FileKind::Jpg, jpeg(size)),
        8 => ("pixels in webp", FileKind::Webp, webp(size)),
        9 => ("deep pdf", FileKind::Pdf, pdf(&[format!("{}{}", "[".repeat(many), "]".repeat(many))], "/A 5 0 R", "")),
        10 => ("pdf in a circle", FileKind::Pdf, pdf(&["<< /A 5 0 R >>".to_owned()], "/A 5 0 R", "/Prev 9")),
        11 => ("pages in a circle", FileKind::Pdf, circle(size)),
        12 => ("packed pdf", FileKind::Pdf, packed_pdf(size)),
        13 => ("deep boxes", FileKind::Mp4, film(&deep(many.min(20_000)))),
        14 => ("endless boxes", FileKind::Mp4, film(&atom(b"free", b"").repeat(many))),
        15 => ("endless samples", FileKind::Mp4, film(&samples())),
        16 => ("open elements", FileKind::Webm, matroska(many)),
        17 => ("endless pages", FileKind::Ogg, page(0, 1, b"").repeat(many)),
        18 => ("tags upon tags", FileKind::Mp3, b"ID3\x03\0\0\0\0\0\0".repeat(many)),
        _ => (
            "empty chunks",
            FileKind::Wav,
            [b"RIFF\xff\xff\xff\xffWAVE".as_slice(), &b"aaaa\0\0\0\0".repeat(many)].concat(),
        ),
    };
    (format!("{name} {size}"), kind, bytes)
}

fn nested(size: usize) -> Vec<u8> {
    let mut inner = vec![0; 1_000_000 * size];
    for _ in 0..6 {
        inner = archive(&[("a.zip", &inner), ("b.zip", &inner), ("c.zip", &inner)]);
    }
    docx(BODY, &[("word/embeddings/a.zip", &inner)])
}

fn parts(count: usize) -> Vec<u8> {
    let names: Vec<String> = (0..count).map(|at| format!("xl/{at}.xml")).collect();
    archive(&names.iter().map(|name| (name.as_str(), BODY.as_bytes())).collect::<Vec<_>>())
}

fn laughs(size: usize) -> String {
    let levels: String =
        (1..10 * size).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
    format!("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY l0 \"ha\">{levels}]><a>&l{};</a>", 10 * size - 1)
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    [&(body.len() as u32).to_be_bytes()[..], kind, body, &crc.sum().to_be_bytes()].concat()
}

fn packed(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; bytes]).expect("in memory");
    encoder.finish().expect("in memory")
}

fn png_of(width: u32, height: u32, before: &[u8]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &head),
        before,
        &chunk(b"IDAT", &packed(1_000_000)),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, b"")
}

fn packed_text(size: usize) -> Vec<u8> {
    let profile = [b"a\0\0".as_slice(), &packed(size * 150_000_000)].concat();
    png_of(600, 600, &chunk(b"iCCP", &profile))
}

/// A small picture whose header says otherwise.
fn jpeg(size: usize) -> Vec<u8> {
    let mut bytes = super::picture(image::ImageFormat::Jpeg, size);
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame header");
    let side = (20_000 + 15_000 * size as u32).min(65_500) as u16;
    bytes[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
    bytes
}

fn webp(size: usize) -> Vec<u8> {
    let side = (9_000 + 2_400 * size as u32).min(16_383);
    // a lossless picture: a mark, then fourteen bits each for width and height, less one
    let bits = (side - 1) | (side - 1) << 14;
    let body = [&[0x2f][..], &bits.to_le_bytes(), &[0; 64]].concat();
    let body = [b"WEBPVP8L".as_slice(), &(body.len() as u32).to_le_bytes(), &body, b"\0"].concat();
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn circle(size: usize) -> Vec<u8> {
    let pages: Vec<String> =
        (0..size * 50).map(|_| "<< /Type /Pages /Kids [2 0 R 5 0 R] /Parent 5 0 R /Count 9 >>".to_owned()).collect();
    pdf(&pages, "/Pages 5 0 R", "")
}

fn packed_pdf(size: usize) -> Vec<u8> {
    let body = packed(size * 200_000_000);
    let hex: String = body.iter().map(|byte| format!("{byte:02x}")).collect();
    let stream = format!(
        "<< /Type /ObjStm /N 1000000 /First 10 /Filter [/ASCIIHexDecode /FlateDecode] /Length {} >>\nstream\n{hex}>\nendstream",
        hex.len() + 1
    );
    pdf(&[stream], "/A 5 0 R", "")
}

fn film(inside: &[u8]) -> Vec<u8> {
    [atom(b"ftyp", b"isom\0\0\0\0isommp42"), atom(b"moov", inside)].concat()
}

fn deep(levels: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(levels * 8);
    for level in (1..=levels).rev() {
        out.extend(((level * 8) as u32).to_be_bytes());
        out.extend(b"trak");
    }
    out
}

/// Tables that claim four thousand million samples in as many chunks.
fn samples() -> Vec<u8> {
    let most = u32::MAX.to_be_bytes();
    let table = [
        atom(b"stsc", &[&[0; 4][..], &[0, 0, 0, 1], &[0, 0, 0, 1], &most, &[0; 4]].concat()),
        atom(b"stsz", &[&[0; 4][..], &[0, 0, 1, 0], &most].concat()),
        atom(b"stco", &[&[0; 4][..], &most, &[0; 4000]].concat()),
    ];
    let handler = atom(b"hdlr", &[&[0; 8][..], b"vide", &[0; 12]].concat());
    atom(b"trak", &atom(b"mdia", &[handler, atom(b"minf", &atom(b"stbl", &table.concat()))].concat()))
}

fn matroska(count: usize) -> Vec<u8> {
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    let open = [0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff].repeat(count);
    [head, element(&[0x18, 0x53, 0x80, 0x67], &open)].concat()
}

//! Real files of every kind, each with a word planted wherever such a file can tell who made it, where and with what.
#![expect(clippy::cast_possible_truncation, reason = "small files, made here")]

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::ImageFormat;
use kentongan::files::FileKind;

use super::planted_office::{open_text, sheet, word_document};
use super::{atom, element, pdf, picture};

/// A file, its kind, and the word that must not be in what officers get.
pub struct Planted {
    pub kind: FileKind,
    pub bytes: Vec<u8>,
    pub word: String,
}

/// File number `n`. The kinds take turns, so that any thirteen in a row have all of them.
pub fn planted(n: usize) -> Planted {
    let word = format!("KenariTanam{n:04}");
    let w = word.as_str();
    let (kind, bytes) = match n % 13 {
        0 => (FileKind::Jpg, jpeg(w, n)),
        1 => (FileKind::Png, png(w, n)),
        2 => (FileKind::Webp, webp(w, n)),
        3 => (FileKind::Pdf, document(w, n)),
        4 => (FileKind::Docx, word_document(w, n)),
        5 => (FileKind::Xlsx, sheet(w)),
        6 => (FileKind::Odt, open_text(w, n)),
        7 => (FileKind::Mp3, mp3(w)),
        8 => (FileKind::Opus, opus(w)),
        9 => (FileKind::Wav, wav(w)),
        10 => (FileKind::Mp4, mp4(w, b"isom")),
        11 => (FileKind::ThreeGp, mp4(w, b"3gp5")),
        _ => (FileKind::Webm, webm(w)),
    };
    Planted { kind, bytes, word }
}

fn xmp(word: &str) -> Vec<u8> {
    format!(
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf=\
         'http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>\
         <dc:creator><rdf:Seq><rdf:li>{word}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>\
         <?xpacket end='w'?>"
    )
    .into_bytes()
}

/// Artist, maker, serial number, and a place on earth; the picture lies on its side.
fn tiff(word: &str) -> Vec<u8> {
    let text = [word.as_bytes(), b"\0"].concat();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let length = text.len() as u32;
    let (gps_at, data) = (8 + 2 + 5 * 12 + 4, 8 + 2 + 5 * 12 + 4 + 2 + 4 * 12 + 4);
    let mut out = b"II*\0\x08\0\0\0\x05\0".to_vec();
    out.extend(entry(0x010f, 2, length, data));
    out.extend(entry(0x0112, 3, 1, 6));
    out.extend(entry(0x013b, 2, length, data));
    out.extend(entry(0x8825, 4, 1, gps_at));
    out.extend(entry(0xc62f, 2, length, data));
    out.extend([0; 4]);
    out.extend([4, 0]);
    out.extend(entry(1, 2, 2, u32::from(b'S')));
    out.extend(entry(2, 5, 3, data + length));
    out.extend(entry(3, 2, 2, u32::from(b'E')));
    out.extend(entry(4, 5, 3, data + length));
    out.extend([0; 4]);
    out.extend(&text);
    for number in [6_u32, 1, 12, 1, 34, 1] {
        out.extend(number.to_le_bytes());
    }
    out
}

pub(super) fn jpeg(word: &str, n: usize) -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg, n);
    let segment = |marker: u8, body: &[u8]| {
        [&[0xff, marker][..], &u16::try_from(body.len() + 2).expect("short").to_be_bytes(), body].concat()
    };
    let iptc = [b"\x1c\x02\x50\0".as_slice(), &[word.len() as u8], word.as_bytes()].concat();
    let photoshop =
        [b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0".as_slice(), &(iptc.len() as u16).to_be_bytes(), &iptc].concat();
    [
        &plain[..2],
        &segment(0xe1, &[b"Exif\0\0".as_slice(), &tiff(word)].concat()),
        &segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), &xmp(word)].concat()),
        &segment(0xed, &photoshop),
        &segment(0xfe, word.as_bytes()),
        &plain[2..],
        word.as_bytes(),
    ]
    .concat()
}

pub(super) fn png(word: &str, n: usize) -> Vec<u8> {
    let plain = picture(ImageFormat::Png, n);
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(body);
        [&(body.len() as u32).to_be_bytes()[..], kind, body, &crc.sum().to_be_bytes()].concat()
    };
    let text = [b"Author\0".as_slice(), word.as_bytes()].concat();
    let international = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &xmp(word)].concat();
    // after the header, which is 8 + 25 bytes long
    let chunks = [chunk(b"tEXt", &text), chunk(b"iTXt", &international), chunk(b"eXIf", &tiff(word))].concat();
    [&plain[..33], &chunks, &plain[33..], word.as_bytes()].concat()
}

fn riff(form: &[u8; 4], chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = form.to_vec();
    for (kind, bytes) in chunks {
        body.extend_from_slice(*kind);
        body.extend((bytes.len() as u32).to_le_bytes());
        body.extend(bytes);
        if bytes.len() % 2 == 1 {
            body.push(0);
        }
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn webp(word: &str, n: usize) -> Vec<u8> {
    let plain = picture(ImageFormat::WebP, n);
    let size = u32::from_le_bytes(plain[16..20].try_into().expect("four bytes")) as usize;
    let pixels = plain[20..20 + size].to_vec();
    // flags for EXIF and XMP, then the size of the picture less one
    let extended = vec![0x0c, 0, 0, 0, 31, 0, 0, 23, 0, 0];
    riff(b"WEBP", &[(b"VP8X", extended), (b"VP8L", pixels), (b"EXIF", tiff(word)), (b"XMP ", xmp(word))])
}

fn stream(entries: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    format!("<< {entries} /Length {} >>\nstream\n{text}\nendstream", text.len())
}

/// A profile of colours that is called after a screen.
fn profile(word: &str) -> Vec<u8> {
    let mut head = vec![0; 128];
    head[12..24].copy_from_slice(b"mntrRGB XYZ ");
    head[36..40].copy_from_slice(b"acsp");
    let described = [b"desc\0\0\0\0".as_slice(), &[0, 0, 0, word.len() as u8 + 1], word.as_bytes(), &[0; 79]].concat();
    let table = [&[0, 0, 0, 1][..], b"desc", &144_u32.to_be_bytes(), &(described.len() as u32).to_be_bytes()].concat();
    [head, table, described].concat()
}

fn document(word: &str, n: usize) -> Vec<u8> {
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::fast());
    write!(deflated, "{n}").expect("in memory");
    drop(deflated.finish());
    let objects = [
        format!("<< /Author ({word}) /Creator ({word}) /CreationDate (D:20260101) >>"),
        stream("/Type /Metadata /Subtype /XML", &xmp(word)),
        stream("/Type /EmbeddedFile", word.as_bytes()),
        format!("<< /Type /Filespec /F ({word}.txt) /EF << /F 7 0 R >> >>"),
        format!("<< /S /JavaScript /JS (app.alert\\('{word}'\\)) >>"),
        format!("<< /FT /Sig /T (f) /V << /Type /Sig /Name ({word}) /Reason ({word}) /ByteRange [0 1 2 3] >> >>"),
        stream("/N 3", &profile(word)),
        format!("<< /Type /Thread /I << /Author ({word}) /Title ({word}) >> /F 13 0 R >>"),
        "<< /Type /Bead /T 12 0 R >>".to_owned(),
        stream(
            &format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /OPI << /2.0 << /F (C:/Users/{word}/a.tif) >> >> \
                 /Ref << /F << /Type /Filespec /F ({word}.pdf) /UF ({word}.pdf) >> /Page 0 >>"
            ),
            b"q Q",
        ),
        format!("<< /Type /OCG /Name (L) /Usage << /User << /Type /Ind /Name ({word}) >> >> >>"),
    ];
    let catalogue = format!(
        "/Metadata 6 0 R /OpenAction 9 0 R /Names << /EmbeddedFiles << /Names [({word}) 8 0 R] >> \
         /JavaScript << /Names [(a) 9 0 R] >> >> /AF [8 0 R] /AcroForm << /Fields [10 0 R] /SigFlags 3 >> /PieceInfo << /X << /Private ({word}) >> >> \
         /Threads [12 0 R] /OCProperties << /OCGs [15 0 R] >> /Kept [14 0 R [/ICCBased 11 0 R]] \
         /StructTreeRoot << /Alt (C:\\\\Users\\\\{word}\\\\foto.png) >> /URI << /Base (file:///C:/{word}/) >>"
    );
    pdf(&objects, &catalogue, &format!("/Info 5 0 R /ID [({word}) ({word})]"))
}

fn mp3(word: &str) -> Vec<u8> {
    let frame = |id: &[u8; 4], body: &[u8]| [id.as_slice(), &(body.len() as u32).to_be_bytes(), &[0, 0], body].concat();
    let text = [b"\0".as_slice(), word.as_bytes()].concat();
    let frames = [frame(b"TIT2", &text), frame(b"TPE1", &text), frame(b"TENC", &text)].concat();
    let size = [
        (frames.len() >> 21) as u8 & 127,
        (frames.len() >> 14) as u8 & 127,
        (frames.len() >> 7) as u8 & 127,
        frames.len() as u8 & 127,
    ];
    let sound = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat().repeat(12);
    let mut old = b"TAG".to_vec();
    old.extend(word.as_bytes());
    old.resize(128, 0);
    [b"ID3\x03\0\0".as_slice(), &size, &frames, &sound, &old].concat()
}

/// One page of an Ogg file, with the checksum of its kind.
pub fn page(flags: u8, number: u32, packet: &[u8]) -> Vec<u8> {
    let mut table = vec![255_u8; packet.len() / 255];
    table.push((packet.len() % 255) as u8);
    let mut page = b"OggS\0".to_vec();
    page.push(flags);
    page.extend(u64::from(number).to_le_bytes());
    page.extend(7_u32.to_le_bytes());
    page.extend(number.to_le_bytes());
    page.extend([0; 4]);
    page.push(table.len() as u8);
    page.extend(&table);
    page.extend(packet);
    let sum = page.iter().fold(0_u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte) << 24, |sum, _| sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 })
    });
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

fn opus(word: &str) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let comments = [
        text("libopus"),
        2_u32.to_le_bytes().to_vec(),
        text(&format!("ARTIST={word}")),
        text(&format!("LOCATION={word}")),
    ];
    [
        page(2, 0, b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"),
        page(0, 1, &[b"OpusTags".as_slice(), &comments.concat()].concat()),
        page(4, 2, &[0xfc, 0xff, 0xfe]),
    ]
    .concat()
}

fn wav(word: &str) -> Vec<u8> {
    let format = [&[1, 0, 1, 0][..], &8000_u32.to_le_bytes(), &8000_u32.to_le_bytes(), &[1, 0, 8, 0]].concat();
    let list = [
        b"INFOIART".as_slice(),
        &(word.len() as u32).to_le_bytes(),
        word.as_bytes(),
        if word.len() % 2 == 1 { b"\0" } else { b"" },
    ]
    .concat();
    let mut broadcast = word.as_bytes().to_vec();
    broadcast.resize(602, 0);
    riff(b"WAVE", &[(b"fmt ", format), (b"bext", broadcast), (b"data", vec![128; 800]), (b"LIST", list)])
}

/// A film of one picture, told about in every place that films tell in, with a second track of locations.
fn mp4(word: &str, brand: &[u8; 4]) -> Vec<u8> {
    let (picture, place) = (b"PICTURE-".repeat(4), format!("{word}; -6.2,106.8").into_bytes());
    let head = atom(b"ftyp", &[brand.as_slice(), b"\0\0\0\0", brand, b"isom"].concat());
    let build = |picture_at: u32, place_at: u32| {
        let date = 0xe000_0000_u32.to_be_bytes();
        let movie = [&[0; 4][..], &date, &date, &1000_u32.to_be_bytes(), &[0; 84]].concat();
        let named = |text: &str| [&[0; 2][..], &(text.len() as u16).to_be_bytes(), text.as_bytes()].concat();
        let told = atom(
            b"udta",
            &[atom(b"\xa9xyz", &named(word)), atom(b"\xa9ART", &named(word)), atom(b"\xa9mak", &named(word))].concat(),
        );
        let meta = atom(b"meta", &[&[0; 4][..], &atom(b"xml ", word.as_bytes())].concat());
        let tracks = [
            track(b"vide", word, picture_at, picture.len() as u32),
            track(b"mett", word, place_at, place.len() as u32),
        ];
        atom(b"moov", &[atom(b"mvhd", &movie), tracks.concat(), told, meta].concat())
    };
    let start = (head.len() + build(0, 0).len() + 8) as u32;
    let movie = build(start, start + picture.len() as u32);
    let xmp_id = [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];
    let packet = atom(b"uuid", &[&xmp_id[..], &xmp(word)].concat());
    [head, movie, atom(b"mdat", &[picture, place].concat()), packet].concat()
}

fn track(handler: &[u8; 4], word: &str, at: u32, length: u32) -> Vec<u8> {
    let table = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    let named = [&[0; 8][..], handler, &[0; 12], word.as_bytes(), b"\0"].concat();
    let entry = if handler == b"vide" {
        let mut packer = word.as_bytes().to_vec();
        packer.resize(31, 0);
        let told = [atom(b"udta", word.as_bytes()), atom(b"colr", &[b"prof", word.as_bytes()].concat())].concat();
        let fields = [&[0; 6][..], &[0, 1], &[0; 34], &[word.len() as u8], &packer, &[0, 24, 255, 255], &told].concat();
        atom(b"avc1", &fields)
    } else {
        atom(b"mett", &[0; 10])
    };
    let samples = [
        atom(b"stsd", &[table(&[0, 1]), entry].concat()),
        atom(b"stts", &table(&[0, 1, 1, 1000])),
        atom(b"stsc", &table(&[0, 1, 1, 1, 1])),
        atom(b"stsz", &table(&[0, 0, 1, length])),
        atom(b"stco", &table(&[0, 1, at])),
    ];
    let inside = atom(b"dinf", &atom(b"dref", &[table(&[0, 1]), atom(b"url ", &[0, 0, 0, 1])].concat()));
    let media = [
        atom(b"mdhd", &[&[0; 4][..], &0xe000_0000_u32.to_be_bytes(), &[0; 16]].concat()),
        atom(b"hdlr", &named),
        atom(b"minf", &[atom(b"vmhd", &[0; 12]), inside, atom(b"stbl", &samples.concat())].concat()),
    ];
    atom(b"trak", &[atom(b"tkhd", &[0; 84]), atom(b"mdia", &media.concat()), atom(b"udta", word.as_bytes())].concat())
}

fn webm(word: &str) -> Vec<u8> {
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    let text = word.as_bytes();
    let info = [
        element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]),
        element(&[0x4d, 0x80], text),
        element(&[0x57, 0x41], text),
        element(&[0x7b, 0xa9], text),
        element(&[0x44, 0x61], &[1; 8]),
    ];
    let track = [
        element(&[0xd7], &[1]),
        element(&[0x73, 0xc5], &[1]),
        element(&[0x83], &[1]),
        element(&[0x86], b"V_VP8"),
        element(&[0x53, 0x6e], text),
    ];
    let told =
        [b"\x03vorbis\x04\0\0\0Lavf\x01\0\0\0".as_slice(), &(text.len() as u32).to_le_bytes(), text, &[1]].concat();
    let begins = [b"\x01vorbis".as_slice(), &[0; 23]].concat();
    let private = [&[2, begins.len() as u8, told.len() as u8], begins.as_slice(), &told, b"\x05vorbis"].concat();
    let sound = [
        element(&[0xd7], &[2]),
        element(&[0x73, 0xc5], &[2]),
        element(&[0x83], &[2]),
        element(&[0x86], b"A_VORBIS"),
        element(&[0x63, 0xa2], &private),
    ];
    let simple = element(&[0x67, 0xc8], &[element(&[0x45, 0xa3], b"ARTIST"), element(&[0x44, 0x87], text)].concat());
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], &element(&[0x73, 0x73], &simple));
    let cluster = element(
        &[0x1f, 0x43, 0xb6, 0x75],
        &[element(&[0xe7], &[0]), element(&[0xa3], &[0x81, 0, 0, 0x80, 0])].concat(),
    );
    let attached = [element(&[0x46, 0x6e], text), element(&[0x46, 0x5c], text)].concat();
    let attachments = element(&[0x19, 0x41, 0xa4, 0x69], &element(&[0x61, 0xa7], &attached));
    let inside = [
        element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()),
        element(
            &[0x16, 0x54, 0xae, 0x6b],
            &[element(&[0xae], &track.concat()), element(&[0xae], &sound.concat())].concat(),
        ),
        tags,
        attachments,
        cluster,
    ];
    [head, element(&[0x18, 0x53, 0x80, 0x67], &inside.concat())].concat()
}

//! Documents, films and pictures whose parts tell in ways that one does not see, and the parts that must stay.

use std::io::{Cursor, Read};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::ImageFormat;
use kentongan::files::FileKind;
use kentongan::files::sandbox::Outcome;
use kentongan::files::scrub::Unfit;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::Event;

use crate::load::corpus::looked::sandbox;
use crate::load::corpus::planted::planted;
use crate::load::corpus::{archive, docx, pdf, picture};

fn copy(kind: FileKind, file: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    match sandbox().scrub(kind, file).unwrap() {
        Outcome::Clean(found, copy) if found == kind => Ok(copy),
        Outcome::Unfit(reason) => Err(reason),
        other => panic!("{other:?}"),
    }
}

fn part(copy: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(copy)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// One part of a Word document, as it is in the copy.
fn in_word(name: &str, text: &str) -> Result<String, Unfit> {
    Ok(part(&copy(FileKind::Docx, docx("<?xml version=\"1.0\"?><a/>", &[(name, text.as_bytes())]))?, name))
}

fn in_excel(name: &str, text: &str) -> String {
    let types = b"<?xml version=\"1.0\"?><Types/>";
    let book = b"<?xml version=\"1.0\"?><workbook/>";
    let file = archive(&[("[Content_Types].xml", types), ("xl/workbook.xml", book), (name, text.as_bytes())]);
    part(&copy(FileKind::Xlsx, file).unwrap(), name)
}

fn in_text(text: &str) -> String {
    let note = b"application/vnd.oasis.opendocument.text";
    part(&copy(FileKind::Odt, archive(&[("mimetype", note), ("content.xml", text.as_bytes())])).unwrap(), "content.xml")
}

/// Every attribute of every element, as a reader of the document understands it.
fn read(part: &str) -> Vec<(String, String)> {
    let (mut reader, mut found) = (Reader::from_str(part), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute.expect("well-formed");
                    let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
                    found.push((attribute.key.0.to_owned(), value));
                }
            }
            _ => {}
        }
    }
}

#[test]
fn no_part_of_a_document_leads_outside_however_its_address_is_written() {
    for (what, link) in [
        ("plain", r#"<Relationship Id="r" Target="http://jahat.example/a.png" TargetMode="External"/>"#),
        ("in numbers", r#"<Relationship Id="r" Target="http&#58;//jahat.example/a.png" TargetMode="Extern&#97;l"/>"#),
        ("a share", r#"<Relationship Id="r" Target="&#92;&#92;jahat.example&#x5c;a.png"/>"#),
        ("a path", r#"<Relationship Id="r" Target="jahat.example/a.png" TargetMode="&#69;xternal"/>"#),
        ("inside another", r#"<Relationship Id='r" TargetMode="External" Target="http://jahat.example/a.png'/>"#),
    ] {
        let links = format!("<?xml version=\"1.0\"?><Relationships>{link}</Relationships>");
        let kept = in_word("word/_rels/document.xml.rels", &links).unwrap();
        let targets: Vec<_> = read(&kept).into_iter().filter(|(name, _)| name == "Target").collect();
        assert!(targets.iter().all(|(_, target)| target == "about:blank"), "{what}: {kept}");
        assert!(!kept.contains("TargetMode=\"External\" Target"), "{what}: {kept}");
    }
    let renamed = r#"<a xmlns:q="http://www.w3.org/1999/xlink"><d q:href="http&#58;//jahat.example"/><e q:href="Pictures/1.png"/></a>"#;
    let kept = in_text(renamed);
    assert!(!kept.contains("jahat") && kept.contains("Pictures/1.png"), "{kept}");
    let entity = "<Relationships><Relationship Target=\"&jahat;\"/></Relationships>";
    assert_eq!(in_word("word/_rels/document.xml.rels", entity), Err(Unfit::Unsafe));
}

#[test]
fn a_list_whose_bullet_is_a_quotation_mark_stays_a_list() {
    let kept = in_word("word/numbering.xml", "<w:lvlText w:val='\"'/>").unwrap();
    assert_eq!(read(&kept), [("w:val".to_owned(), "\"".to_owned())]);
}

#[test]
fn a_sheet_keeps_what_it_showed_and_asks_nobody_when_it_is_opened() {
    let sheet = r#"<sheetData><c r="A1"><f>_xlfn.WEBSERVICE(&quot;https://jahat.example&quot;)</f><v>41</v></c><c r="A2"><f>SUM(A1:A1)</f><v>42</v></c></sheetData>"#;
    let kept = in_excel("xl/worksheets/sheet1.xml", sheet);
    assert_eq!(kept, r#"<sheetData><c r="A1"><v>41</v></c><c r="A2"><f>SUM(A1:A1)</f><v>42</v></c></sheetData>"#);
    let dde =
        in_excel("xl/externalLinks/externalLink1.xml", r#"<externalLink><ddeLink ddeService="cmd"/></externalLink>"#);
    assert!(!dde.contains("cmd"), "{dde}");
    let source = r#"<connections><connection id="7" name="siti" type="6" odcFile="a"><textPr sourceFile="b"/></connection></connections>"#;
    let kept = in_excel("xl/connections.xml", source);
    assert_eq!(kept, r#"<connections><connection id="7" type="6"></connection></connections>"#);
}

#[test]
fn a_note_keeps_its_words_and_loses_who_wrote_them() {
    let notes =
        "<comments><authors><author>Siti Aminah</author></authors><t>Siti Aminah:</t><t>periksa: lagi</t></comments>";
    let kept = in_excel("xl/comments1.xml", notes);
    assert!(!kept.contains("Siti") && kept.contains("periksa: lagi"), "{kept}");
}

#[test]
fn what_was_struck_out_is_not_read_and_what_was_put_in_is() {
    let word = "<w:p><w:ins w:author=\"Siti\"><w:t>dua</w:t></w:ins><w:del><w:r><w:delText>satu</w:delText></w:r></w:del></w:p>";
    let kept = in_word("word/a.xml", word).unwrap();
    assert!(kept.contains("dua") && !kept.contains("satu") && !kept.contains("Siti"), "{kept}");
    let kept = in_text("<a><text:deletion><text:p>satu</text:p></text:deletion><text:p>dua</text:p></a>");
    assert!(kept.contains("dua") && !kept.contains("satu"), "{kept}");
    let kept = in_text(r#"<a officeooo:paragraph-rsid="00123abc" officeooo:rsid="1"><text:date>Senin</text:date></a>"#);
    assert!(kept.contains("Senin") && !kept.contains("rsid"), "{kept}");
}

#[test]
fn a_fraction_is_no_formula() {
    let kept = in_word("word/a.xml", "<m:f><m:num><m:t>|x|</m:t></m:num></m:f>").unwrap();
    assert!(kept.contains("|x|"), "{kept}");
}

/// The row says "metadata removed": an officer must not take a copy without its pictures for the whole document.
#[test]
fn a_document_whose_picture_cannot_be_stripped_leaves_only_the_original() {
    let photo = planted(0).bytes;
    let with = |name: &str, bytes: &[u8]| copy(FileKind::Docx, docx("<?xml version=\"1.0\"?><a/>", &[(name, bytes)]));
    assert!(with("word/media/image1.jpg", &photo).is_ok());
    assert!(with("word/media/image2.bmp", &picture(ImageFormat::Bmp, 1)).is_ok());
    assert_eq!(with("word/media/image1.tiff", b"II*\0KenariTanam").err(), Some(Unfit::Kind));
    assert_eq!(with("word/media/image1.bmp", b"BMKenariTanam").err(), Some(Unfit::Kind));
    assert_eq!(with("word/media/KTP Siti.jpg", &photo).err(), Some(Unfit::Kind), "its name would stay");
    let behind = [picture(ImageFormat::Bmp, 1), b"KenariTanam".to_vec()].concat();
    let kept = with("word/media/image1.bmp", &behind).unwrap();
    let mut picture = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(kept)).unwrap();
    archive.by_name("word/media/image1.bmp").unwrap().read_to_end(&mut picture).unwrap();
    assert!(image::load_from_memory_with_format(&picture, ImageFormat::Bmp).is_ok());
    assert!(!picture.windows(6).any(|part| part == b"Kenari"));
}

#[test]
fn a_film_loses_the_names_and_keeps_what_unpacks_it() {
    let film = planted(10);
    let kept = copy(FileKind::Mp4, film.bytes.clone()).unwrap();
    assert_eq!(kept.len(), film.bytes.len(), "nothing moved");
    assert!(kept.windows(4).any(|it| it == b"avc1") && kept.windows(8).any(|it| it == b"PICTURE-"));
    let film = planted(12);
    let kept = copy(FileKind::Webm, film.bytes.clone()).unwrap();
    assert_eq!(kept.len(), film.bytes.len(), "nothing moved");
    assert!(kept.windows(7).any(|it| it == b"\x05vorbis"));
}

#[test]
fn colours_are_said_without_the_screen_that_they_were_made_on() {
    let profile = |colours: &str| format!("<< {colours} /Length 9 >>\nstream\nKenari RGB\nendstream");
    let space = "<< /Spaces [[/ICCBased 6 0 R] [7 0 R 6 0 R] [/Indexed [/ICCBased 6 0 R] 1 <00>]] >>";
    let with =
        |colours| copy(FileKind::Pdf, pdf(&[space.into(), profile(colours), "/ICCBased".into()], "/Kept 5 0 R", ""));
    let kept = String::from_utf8_lossy(&with("/N 3").unwrap()).into_owned();
    assert_eq!(kept.matches("DeviceRGB").count(), 3, "{kept}");
    assert!(!kept.contains("Kenari") && !kept.contains("ICCBased"), "{kept}");
    assert_eq!(with("/N 7").err(), Some(Unfit::Kind));
}

#[test]
fn a_photo_among_the_orders_of_a_page_leaves_only_the_original() {
    let page = |orders: &str| format!("<< /Length {} >>\nstream\n{orders}\nendstream", orders.len());
    let with = |orders: &str| copy(FileKind::Pdf, pdf(&[page(orders)], "/Kept 5 0 R", "")).err();
    for told in ["q BI /W 1 /F /DCT ID x EI Q", "BI/W 1/F[/AHx/D#43T]ID x EI", "BI /Filter /DCTDecode ID x EI"] {
        assert_eq!(with(told), Some(Unfit::Kind), "{told}");
    }
    for plain in ["q BI /W 1 /F /AHx ID 00> EI Q", "/DCT gs BI /W 1 ID x EI"] {
        assert_eq!(with(plain), None, "{plain}");
    }
}

/// Two rows that take turns: hundreds of kilobytes that become a copy of many megabytes.
#[test]
fn a_small_picture_that_becomes_a_large_one_leaves_only_the_original() {
    let (width, height) = (5000_u32, 1000_u32);
    let mut seed = 1_u32;
    let mut row = || {
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        std::iter::once(0).chain((0..width * 3).map(|_| noise())).collect::<Vec<u8>>()
    };
    let rows = [row(), row()];
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    for at in 0..height {
        std::io::Write::write_all(&mut packed, &rows[at as usize % 2]).unwrap();
    }
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(body);
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], kind, body, &crc.sum().to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &packed.finish().unwrap()), chunk(b"IEND", &[])];
    let file = [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat();
    assert!(file.len() < 300_000, "{}", file.len());
    assert_eq!(copy(FileKind::Png, file).err(), Some(Unfit::Limits));
}

//! Files that people could upload, made by code, the same on every run.

/// Files that eat memory, time or disk.
pub mod bombs;
/// Files by the thousand: whole, broken, lying and two things at once.
pub mod heap;
/// What is left in copies.
pub mod looked;
/// Files with planted metadata.
pub mod planted;
/// Documents with planted metadata.
pub mod planted_office;

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Bytes of a small picture that differs from number to number.
pub fn picture(format: ImageFormat, number: usize) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "a shade of 256")]
    let shade = |x: u32, y: u32| Rgb([x, y, number as u32].map(|part| (part * 7 % 256) as u8));
    let mut bytes = Vec::new();
    let image = DynamicImage::from(RgbImage::from_fn(32, 24, shade));
    image.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

/// An archive of these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A Word document around a body and further parts.
pub fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let links = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", links.as_bytes()),
        ("word/document.xml", body.as_bytes()),
    ];
    parts.extend(more);
    archive(&parts)
}

/// A PDF of one page, with further objects and entries of its catalogue and trailer.
pub fn pdf(objects: &[String], catalogue: &str, trailer: &str) -> Vec<u8> {
    let mut all = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>".to_owned(),
        "<< /Length 8 >>\nstream\n0 0 m S \nendstream".to_owned(),
    ];
    all.extend_from_slice(objects);
    let (mut out, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (at, object) in all.iter().enumerate() {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", all.len() + 1).as_bytes());
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = all.len() + 1;
    out.extend_from_slice(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF").as_bytes(),
    );
    out
}

/// A box of an MP4 file.
pub fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).expect("a short box");
    [&length.to_be_bytes()[..], kind, body].concat()
}

/// An element of a Matroska file; its size takes eight bytes.
pub fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u64 | 1 << 56).to_be_bytes();
    [id, &size, body].concat()
}

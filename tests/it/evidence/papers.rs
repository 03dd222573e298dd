//! PDF files whose pictures, signatures and actions are wrapped in ways that real programs, and clever people, use.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use kentongan::files::FileKind;
use kentongan::files::sandbox::Outcome;
use kentongan::files::scrub::Unfit;

use crate::load::corpus::looked::sandbox;
use crate::load::corpus::pdf;
use crate::load::corpus::planted::planted;

fn hex(bytes: &[u8]) -> String {
    let mut text = bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    text.push('>');
    text
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A page's picture, packed by these filters.
fn picture(filter: &str, body: &str) -> String {
    format!(
        "<< /Type /XObject /Subtype /Image /Width 32 /Height 24 /ColorSpace /DeviceRGB /BitsPerComponent 8 \
         /Filter {filter} /Length {} >>\nstream\n{body}\nendstream",
        body.len()
    )
}

/// A document that holds the first of these objects, which are numbered from 5.
fn holding(objects: &[String]) -> Vec<u8> {
    pdf(objects, "/Kept 5 0 R", "")
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

fn copy(document: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    match sandbox().scrub(FileKind::Pdf, document).unwrap() {
        Outcome::Clean(FileKind::Pdf, copy) => Ok(copy),
        Outcome::Unfit(reason) => Err(reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_photo_in_a_document_loses_its_place_however_it_is_packed() {
    let photo = planted(0);
    let plain = hex(&photo.bytes);
    let packed = hex(&deflated(&photo.bytes));
    for (what, objects) in [
        ("in hexadecimal digits", vec![picture("[/ASCIIHexDecode /DCTDecode]", &plain)]),
        ("deflated", vec![picture("[/ASCIIHexDecode /FlateDecode /DCTDecode]", &packed)]),
        ("a filter elsewhere", vec![picture("6 0 R", &plain), "[/ASCIIHexDecode 7 0 R]".into(), "/DCTDecode".into()]),
    ] {
        let copy = copy(holding(&objects)).unwrap_or_else(|reason| panic!("{what}: {reason}"));
        let start = copy.windows(3).position(|window| window == [0xff, 0xd8, 0xff]);
        assert!(start.is_some(), "{what}: the picture is gone, or still packed");
        assert!(!holds(&copy, &photo.word), "{what}");
    }
}

#[test]
fn a_photo_whose_metadata_cannot_be_taken_out_leaves_only_the_original() {
    let photo = planted(0).bytes;
    let cut = hex(&photo[..photo.len() / 3]);
    let odd = hex(b"no picture at all");
    for (what, object) in [
        ("another family", picture("[/ASCIIHexDecode /JPXDecode]", &hex(&photo))),
        ("cut", picture("[/ASCIIHexDecode /DCTDecode]", &cut)),
        ("no picture", picture("[/ASCIIHexDecode /DCTDecode]", &odd)),
        ("packed by nobody knows what", picture("[/Crypt /DCTDecode]", &odd)),
        ("packed the wrong way round", picture("[/DCTDecode /ASCIIHexDecode]", &odd)),
        ("a filter that is nowhere", picture("90 0 R", &odd)),
    ] {
        assert_eq!(copy(holding(&[object])).err(), Some(Unfit::Kind), "{what}");
    }
}

/// The words that a signature holds: the signer's name, where and why, and the certificate with a number of a person.
#[test]
fn a_signature_no_longer_says_who_signed() {
    let told = "/Name (Siti Aminah) /Location (Kelurahan Umpama) /Reason (Saya saksinya) /ContactInfo (0812) \
                /M (D:20260101) /Contents <536974692041>";
    for (what, signature) in [
        ("told", format!("<< /Type /Sig /Filter /Adobe.PPKLite {told} >>")),
        ("untold", format!("<< /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] {told} >>")),
        ("told elsewhere", format!("<< /Type 8 0 R {told} >>")),
    ] {
        let field = format!("<< /FT /Sig /T (Tanda tangan) /V 7 0 R /SV << {told} >> >>");
        let copy = copy(holding(&["[6 0 R 7 0 R]".into(), field, signature, "/Sig".into()])).unwrap();
        for word in ["Siti", "Umpama", "saksinya", "0812", "D:2026", "536974692041"] {
            assert!(!holds(&copy, word), "{what}: {word}");
        }
        assert!(holds(&copy, "Tanda tangan"), "the field itself is part of the form");
    }
    let proofs = "<< /DSS << /Certs [6 0 R] >> >>".to_owned();
    let certificate = "<< /Length 11 >>\nstream\nSiti Aminah\nendstream".to_owned();
    assert!(!holds(&copy(holding(&[proofs, certificate])).unwrap(), "Siti"));
}

#[test]
fn an_action_is_known_wherever_its_kind_is_written() {
    for (what, action, elsewhere) in [
        ("here", "<< /S /Launch /F (kalkulator.exe) >>", "null"),
        ("elsewhere", "<< /S 6 0 R /F (kalkulator.exe) >>", "/Launch"),
        ("further", "<< /S 7 0 R /F (kalkulator.exe) >>", "/Launch"),
        ("in other letters", "<< /S /L#61unch /F (kalkulator.exe) >>", "null"),
    ] {
        let link = format!("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {action} >>");
        let copy = copy(holding(&[link, elsewhere.into(), "6 0 R".into()])).unwrap();
        assert!(!holds(&copy, "kalkulator"), "{what}");
    }
    let attached = "<< /Type /Annot /Subtype 6 0 R /Rect [0 0 9 9] /Contents (rahasia.txt) >>".to_owned();
    assert!(!holds(&copy(holding(&[attached, "/FileAttachment".into()])).unwrap(), "rahasia"));
}

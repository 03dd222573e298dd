//! A sheet as a PDF of one page, with the fonts that every reader has.
#![expect(clippy::many_single_char_names, reason = "points of curves have no better names")]

use pdf_writer::types::LineCapStyle;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::campaign::sheet::{Colour, Face, Seg, Shape, Sheet, runs};
use crate::web::qr::Qr;

/// Points in a millimetre.
const POINT: f32 = 72.0 / 25.4;

const FACES: [(Face, &[u8], &[u8]); 4] = [
    (Face::Serif, b"F1", b"Times-Bold"),
    (Face::Sans, b"F2", b"Helvetica"),
    (Face::SansBold, b"F3", b"Helvetica-Bold"),
    (Face::Mono, b"F4", b"Courier-Bold"),
];

/// The file.
pub(super) fn file(sheet: &Sheet, qr: &Qr, title: &str) -> Vec<u8> {
    let (catalog, tree, page_id, content_id, info) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let fonts = [Ref::new(6), Ref::new(7), Ref::new(8), Ref::new(9)];
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page_id]).count(1);
    pdf.document_info(info).title(TextStr(title));
    let (width, height) = sheet.size.paper();
    let mut page = pdf.page(page_id);
    page.media_box(Rect::new(0.0, 0.0, width * POINT, height * POINT)).parent(tree).contents(content_id);
    let mut resources = page.resources();
    let mut names = resources.fonts();
    for ((_, name, _), id) in FACES.iter().zip(fonts) {
        names.pair(Name(name), id);
    }
    names.finish();
    resources.finish();
    page.finish();
    for ((_, _, base), id) in FACES.iter().zip(fonts) {
        pdf.type1_font(id).base_font(Name(base)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(content_id, &content(sheet, qr, width, height));
    pdf.finish()
}

fn content(sheet: &Sheet, qr: &Qr, width: f32, height: f32) -> Vec<u8> {
    let mut out = Content::new();
    // From millimetres with the origin above to points with the origin below. A5 is the same drawing, smaller; a
    // sliver that its proportions leave is given to the foot.
    let (sx, sy) = (width / sheet.width * POINT, height / sheet.height * POINT);
    out.transform([sx, 0.0, 0.0, -sy, 0.0, height * POINT]);
    for shape in &sheet.shapes {
        match shape {
            Shape::Fill(segs, colour) => {
                fill(&mut out, *colour);
                trace(&mut out, segs);
                out.fill_nonzero();
            }
            Shape::Stroke(segs, width, colour) => {
                let [r, g, b] = share(*colour);
                out.set_stroke_rgb(r, g, b).set_line_width(*width).set_line_cap(LineCapStyle::RoundCap);
                trace(&mut out, segs);
                out.stroke();
            }
            Shape::Text { x, y, size, face, colour, text } => {
                fill(&mut out, *colour);
                let name = FACES.iter().find(|(known, ..)| known == face).map_or(&b"F2"[..], |(_, name, _)| *name);
                out.begin_text().set_font(Name(name), *size);
                // Text would stand on its head in a mirrored space.
                out.set_text_matrix([1.0, 0.0, 0.0, -1.0, *x, *y]).show(Str(&win_ansi(text))).end_text();
            }
            Shape::Code { x, y, side } => modules(&mut out, qr, (*x, *y), *side),
        }
    }
    out.finish().to_vec()
}

fn modules(out: &mut Content, qr: &Qr, (x, y): (f32, f32), side: f32) {
    fill(out, [0, 0, 0]);
    #[expect(clippy::cast_precision_loss, reason = "a QR code has at most 177 modules")]
    let module = side / qr.size as f32;
    for (column, row, length) in runs(qr) {
        // A hair of overlap, so that viewers draw no white lines between rows.
        out.rect(column.mul_add(module, x), row.mul_add(module, y), length * module, module + 0.02);
    }
    out.fill_nonzero();
}

fn share([r, g, b]: Colour) -> [f32; 3] {
    [r, g, b].map(|part| f32::from(part) / 255.0)
}

fn fill(out: &mut Content, colour: Colour) {
    let [r, g, b] = share(colour);
    out.set_fill_rgb(r, g, b);
}

fn trace(out: &mut Content, segs: &[Seg]) {
    for seg in segs {
        match *seg {
            Seg::Move(x, y) => out.move_to(x, y),
            Seg::Line(x, y) => out.line_to(x, y),
            Seg::Curve([a, b, c, d, e, f]) => out.cubic_to(a, b, c, d, e, f),
            Seg::Close => out.close_path(),
        };
    }
}

/// The bytes of Windows-1252, which the standard fonts know; other letters become question marks.
fn win_ansi(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
            '€' => 0x80,
            '…' => 0x85,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '•' => 0x95,
            '–' => 0x96,
            '—' => 0x97,
            _ => b'?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::draw;
    use crate::campaign::sheet::{Size, Words};
    use crate::i18n::Lang;
    use crate::web::qr::{Level, qr};

    #[test]
    fn quotes_and_dashes_survive_and_what_the_fonts_lack_is_marked() {
        assert_eq!(win_ansi("“Rp1.000” – é ꦲ"), b"\x93Rp1.000\x94 \x96 \xe9 ?");
    }

    #[test]
    fn each_size_is_one_page_of_its_paper() {
        let words =
            Words { brand: "Kentongan", headline: "Diminta uang?", body: "Laporkan.", address: "contoh.id/q/A123" };
        let code = qr("https://contoh.id/q/A123", Level::Quartile).unwrap();
        for (size, box_) in [(Size::A4, "595."), (Size::A5, "419."), (Size::Sticker, "226.")] {
            let file = file(&draw::sheet(size, &words, Lang::Id.texts()), &code, "Poster");
            let text = String::from_utf8_lossy(&file);
            assert!(text.starts_with("%PDF-1.7") && text.contains(&format!("/MediaBox [0 0 {box_}")), "{size:?}");
            assert!(text.contains("Diminta uang?") && text.contains("/Count 1"));
        }
    }
}

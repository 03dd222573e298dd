//! A sheet as SVG in millimetres; no style attributes, so the page's policy lets it through.

use std::fmt::Write as _;

use crate::campaign::sheet::{Colour, Face, Seg, Shape, Sheet};
use crate::web::qr::Qr;

/// The markup of a sheet.
pub(super) fn markup(sheet: &Sheet, qr: &Qr, code_label: &str) -> String {
    let mut out =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\">", sheet.width, sheet.height);
    for shape in &sheet.shapes {
        // Writing into a string cannot fail.
        let _ = match shape {
            Shape::Fill(segs, colour) => write!(out, "<path fill=\"{}\" d=\"{}\"/>", hex(*colour), outline(segs)),
            Shape::Stroke(segs, width, colour) => write!(
                out,
                "<path fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linecap=\"round\" d=\"{}\"/>",
                hex(*colour),
                outline(segs)
            ),
            Shape::Text { x, y, size, face, colour, text } => write!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{}\" {}>{}</text>",
                hex(*colour),
                font(*face),
                escaped(text)
            ),
            Shape::Code { x, y, side } => {
                #[expect(clippy::cast_precision_loss, reason = "a QR code has at most 177 modules")]
                let scale = side / qr.size as f32;
                write!(
                    out,
                    "<g transform=\"translate({x} {y}) scale({scale})\" role=\"img\" aria-label=\"{}\">\
                     <path shape-rendering=\"crispEdges\" d=\"{}\"/></g>",
                    escaped(code_label),
                    qr.path
                )
            }
        };
    }
    out.push_str("</svg>");
    out
}

fn hex([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

const fn font(face: Face) -> &'static str {
    match face {
        Face::Serif => "font-family=\"var(--judul,serif)\" font-weight=\"700\"",
        Face::Sans => "font-family=\"var(--sans,sans-serif)\"",
        Face::SansBold => "font-family=\"var(--sans,sans-serif)\" font-weight=\"700\"",
        Face::Mono => "font-family=\"var(--mono,monospace)\" font-weight=\"700\"",
    }
}

fn outline(segs: &[Seg]) -> String {
    let mut out = String::new();
    for seg in segs {
        let _ = match seg {
            Seg::Move(x, y) => write!(out, "M{} {}", short(*x), short(*y)),
            Seg::Line(x, y) => write!(out, "L{} {}", short(*x), short(*y)),
            Seg::Curve(points) => write!(out, "C{}", points.map(short).join(" ")),
            Seg::Close => write!(out, "z"),
        };
    }
    out
}

/// A hundredth of a millimetre is finer than any printer here.
fn short(value: f32) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_officer_typed_stays_text() {
        assert_eq!(escaped("<script>\"&'"), "&lt;script&gt;&quot;&amp;'");
        assert_eq!((short(2.5), short(3.0), short(0.125)), ("2.5".into(), "3".into(), "0.12".into()));
        assert_eq!(outline(&[Seg::Move(1.0, 2.0), Seg::Line(3.5, 4.0), Seg::Close]), "M1 2L3.5 4z");
    }
}

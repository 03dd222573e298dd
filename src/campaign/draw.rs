//! What stands where on a poster and on a sticker, in millimetres.
#![expect(clippy::many_single_char_names, reason = "points of curves have no better names")]

use i18n_embed_fl::fl;

use crate::campaign::sheet::{Colour, Face, HEADLINE_LINES, Seg, Shape, Sheet, Size, Words, headline, small, wrap};
use crate::i18n::Tr;

const INDIGO: Colour = [0x14, 0x48, 0x5c];
/// The kawung petals: seven percent white on the indigo.
const PETAL: Colour = [0x24, 0x55, 0x67];
const CLOTH: Colour = [0xfa, 0xf6, 0xee];
const SUNKEN: Colour = [0xf3, 0xec, 0xdf];
const BROWN: Colour = [0x86, 0x48, 0x0f];
const TURMERIC: Colour = [0xf4, 0xb9, 0x42];
const INK: Colour = [0x1c, 0x23, 0x26];
const SOFT: Colour = [0x3d, 0x44, 0x47];
const WHITE: Colour = [0xff, 0xff, 0xff];

/// Draws a sheet.
pub(super) fn sheet(size: Size, words: &Words<'_>, t: Tr) -> Sheet {
    let mut pen = Pen::default();
    let (width, height) = match size {
        Size::Sticker => {
            sticker(&mut pen, words);
            Size::Sticker.paper()
        }
        Size::A4 | Size::A5 => {
            poster(&mut pen, words, t);
            Size::A4.paper()
        }
    };
    Sheet { size, width, height, shapes: pen.0 }
}

#[derive(Default)]
struct Pen(Vec<Shape>);

impl Pen {
    fn rect(&mut self, [x, y, w, h]: [f32; 4], r: f32, colour: Colour) {
        self.0.push(Shape::Fill(rounded(x, y, w, h, r), colour));
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, face: Face, colour: Colour, text: impl Into<String>) {
        self.0.push(Shape::Text { x, y, size, face, colour, text: text.into() });
    }

    /// The drum of the brand, in a box of 48 units.
    fn drum(&mut self, x: f32, y: f32, scale: f32, [body, slit, waves]: [Colour; 3]) {
        let at = |px: f32, py: f32| (scale.mul_add(px, x), scale.mul_add(py, y));
        let curve = |points: [f32; 6]| {
            let ((a, b), (c, d), (e, f)) =
                (at(points[0], points[1]), at(points[2], points[3]), at(points[4], points[5]));
            Seg::Curve([a, b, c, d, e, f])
        };
        let start = |px, py| {
            let (a, b) = at(px, py);
            Seg::Move(a, b)
        };
        let loop_ = vec![start(16.0, 9.5), curve([16.0, 3.5, 24.0, 3.5, 24.0, 9.5])];
        self.0.push(Shape::Stroke(loop_, 2.4 * scale, body));
        let (bx, by) = at(10.0, 8.0);
        self.rect([bx, by, 20.0 * scale, 37.0 * scale], 10.0 * scale, body);
        let (sx, sy) = at(17.6, 14.5);
        self.rect([sx, sy, 4.8 * scale, 24.0 * scale], 2.4 * scale, slit);
        // Arcs of radius 9 and 15.5 as Bézier curves.
        let near = vec![start(34.0, 20.5), curve([37.05, 23.91, 37.05, 29.09, 34.0, 32.5])];
        let far = vec![start(39.0, 16.0), curve([44.46, 21.93, 44.46, 31.07, 39.0, 37.0])];
        self.0.push(Shape::Stroke(near, 3.0 * scale, waves));
        self.0.push(Shape::Stroke(far, 3.0 * scale, waves));
    }

    /// The kawung lattice over an area that begins in the corner.
    fn lattice(&mut self, width: f32, height: f32) {
        const CELL: f32 = 15.0;
        let (mut segs, mut y) = (Vec::new(), 0.0);
        while y < height {
            let mut x = 0.0;
            while x < width {
                for petal in PETALS {
                    segs.extend(petal.iter().map(|seg| shifted(*seg, x, y)));
                }
                x += CELL;
            }
            y += CELL;
        }
        self.0.push(Shape::Fill(segs, PETAL));
    }
}

/// The four petals of one cell of 15 mm (the mask of the web pages, 24 units, times 0.625).
const PETALS: [[Seg; 4]; 4] = [
    petal(1.0, 1.0, 11.0, 11.0),
    petal(23.0, 1.0, 13.0, 11.0),
    petal(1.0, 23.0, 11.0, 13.0),
    petal(23.0, 23.0, 13.0, 13.0),
];

const fn petal(x: f32, y: f32, to_x: f32, to_y: f32) -> [Seg; 4] {
    const S: f32 = 0.625;
    // A leaf between two corners: out along one side, back along the other.
    let (mx, my) = (x + (to_x - x) * 0.6, y + (to_y - y) * 0.4);
    let (nx, ny) = (x + (to_x - x) * 0.4, y + (to_y - y) * 0.6);
    [
        Seg::Move(x * S, y * S),
        Seg::Curve([mx * S, y * S, to_x * S, my * S, to_x * S, to_y * S]),
        Seg::Curve([nx * S, to_y * S, x * S, ny * S, x * S, y * S]),
        Seg::Close,
    ]
}

fn shifted(seg: Seg, x: f32, y: f32) -> Seg {
    match seg {
        Seg::Move(a, b) => Seg::Move(a + x, b + y),
        Seg::Line(a, b) => Seg::Line(a + x, b + y),
        Seg::Curve([a, b, c, d, e, f]) => Seg::Curve([a + x, b + y, c + x, d + y, e + x, f + y]),
        Seg::Close => Seg::Close,
    }
}

fn rounded(x: f32, y: f32, w: f32, h: f32, r: f32) -> Vec<Seg> {
    if r <= 0.0 {
        return vec![Seg::Move(x, y), Seg::Line(x + w, y), Seg::Line(x + w, y + h), Seg::Line(x, y + h), Seg::Close];
    }
    // How far a Bézier handle reaches for a quarter of a circle.
    let k = r * 0.447_715;
    vec![
        Seg::Move(x + r, y),
        Seg::Line(x + w - r, y),
        Seg::Curve([x + w - k, y, x + w, y + k, x + w, y + r]),
        Seg::Line(x + w, y + h - r),
        Seg::Curve([x + w, y + h - k, x + w - k, y + h, x + w - r, y + h]),
        Seg::Line(x + r, y + h),
        Seg::Curve([x + k, y + h, x, y + h - k, x, y + h - r]),
        Seg::Line(x, y + r),
        Seg::Curve([x, y + k, x + k, y, x + r, y]),
        Seg::Close,
    ]
}

/// A4: the indigo head with the question, the code across its edge, three steps, a foot about safety.
fn poster(pen: &mut Pen, words: &Words<'_>, t: Tr) {
    pen.rect([0.0, 0.0, 210.0, 297.0], 0.0, CLOTH);
    pen.rect([0.0, 0.0, 210.0, 149.0], 0.0, INDIGO);
    pen.lattice(210.0, 135.0);
    pen.drum(15.0, 16.0, 0.38, [TURMERIC, INDIGO, WHITE]);
    pen.text((36.0, 29.0), 8.6, Face::Serif, WHITE, words.brand);
    let lines = headline(words.headline).unwrap_or_else(|| vec![words.headline.to_owned()]);
    let mut y = if lines.len() > 2 { 53.0 } else { 61.0 };
    for line in lines {
        pen.text((18.0, y), 16.0, Face::Serif, WHITE, line);
        y += 19.0;
    }
    pen.text((18.0, y), 16.0, Face::Serif, TURMERIC, fl!(t, "kampanye-poster-ajakan"));
    y += 13.5;
    for line in small(words.body).unwrap_or_default() {
        pen.text((18.0, y), 6.3, Face::Sans, WHITE, line);
        y += 8.0;
    }
    code_and_address(pen, words, t);
    steps(pen, t);
    pen.rect([0.0, 268.0, 210.0, 29.0], 0.0, SUNKEN);
    pen.text((18.0, 278.0), 5.2, Face::SansBold, INK, fl!(t, "kampanye-poster-aman"));
    pen.text((18.0, 284.5), 4.4, Face::Sans, SOFT, fl!(t, "kampanye-poster-nanti"));
    pen.text((18.0, 290.5), 4.4, Face::Sans, SOFT, fl!(t, "kampanye-poster-kaki"));
}

fn code_and_address(pen: &mut Pen, words: &Words<'_>, t: Tr) {
    pen.rect([16.75, 132.75, 94.5, 94.5], 5.25, [0xde, 0xd4, 0xc3]);
    pen.rect([17.0, 133.0, 94.0, 94.0], 5.0, WHITE);
    pen.0.push(Shape::Code { x: 25.0, y: 141.0, side: 78.0 });
    let mut y = 167.0;
    for line in wrap(&fl!(t, "kampanye-poster-pindai"), 15, 3).unwrap_or_default() {
        pen.text((121.0, y), 9.2, Face::Serif, INK, line);
        y += 11.0;
    }
    pen.text((121.0, y + 2.0), 5.4, Face::Sans, SOFT, fl!(t, "kampanye-poster-atau"));
    y += 12.0;
    for line in address_lines(words.address, 20) {
        pen.text((121.0, y), 6.3, Face::Mono, INK, line);
        y += 8.5;
    }
    pen.text((121.0, 223.0), 5.0, Face::Sans, SOFT, fl!(t, "kampanye-poster-anonim"));
}

fn steps(pen: &mut Pen, t: Tr) {
    let steps = [
        (fl!(t, "kampanye-poster-pilih"), fl!(t, "kampanye-poster-pilih-teks")),
        (fl!(t, "kampanye-poster-cerita"), fl!(t, "kampanye-poster-cerita-teks")),
        (fl!(t, "kampanye-poster-simpan"), fl!(t, "kampanye-poster-simpan-teks")),
    ];
    let mut x = 18.0;
    for (name, text) in steps {
        pen.rect([x, 238.0, 2.6, 19.0], 1.3, BROWN);
        pen.text((x + 6.0, 244.0), 5.6, Face::SansBold, INK, name);
        let mut y = 250.6;
        for line in wrap(&text, 20, 2).unwrap_or_default() {
            pen.text((x + 6.0, y), 4.7, Face::Sans, SOFT, line);
            y += 6.0;
        }
        x += 61.0;
    }
}

/// A sticker of 8 × 8 cm: the question, the code, the address.
fn sticker(pen: &mut Pen, words: &Words<'_>) {
    pen.rect([0.0, 0.0, 80.0, 80.0], 0.0, INDIGO);
    pen.drum(3.0, 3.0, 0.2, [TURMERIC, INDIGO, WHITE]);
    pen.text((14.0, 9.5), 4.0, Face::Serif, WHITE, words.brand);
    let lines = headline(words.headline).unwrap_or_default();
    let mut y = 17.5;
    for line in lines.iter().take(HEADLINE_LINES) {
        pen.text((4.0, y), 5.0, Face::Serif, TURMERIC, line.clone());
        y += 5.6;
    }
    pen.rect([19.0, 31.0, 42.0, 42.0], 2.0, WHITE);
    pen.0.push(Shape::Code { x: 22.5, y: 34.5, side: 35.0 });
    pen.text((4.0, 78.0), 3.2, Face::Mono, WHITE, words.address);
}

/// An address in lines: broken at its slashes, and where nothing else helps.
fn address_lines(address: &str, width: usize) -> Vec<String> {
    let (host, path) =
        address.split_once('/').map_or((address, String::new()), |(host, path)| (host, format!("/{path}")));
    let mut lines = Vec::new();
    for part in [host, &path] {
        let letters: Vec<char> = part.chars().collect();
        lines.extend(letters.chunks(width).map(|line| line.iter().collect::<String>()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_broken_before_its_path() {
        assert_eq!(address_lines("lapor.contoh.go.id/q/UMPAMA26", 20), ["lapor.contoh.go.id", "/q/UMPAMA26"]);
        assert_eq!(address_lines("sangat-panjang-sekali.contoh.go.id/q/A", 20)[1], "i.contoh.go.id");
    }
}

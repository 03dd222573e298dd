//! The poster as a list of shapes in millimetres. One list, drawn twice: as SVG for the screen and the printer, and as
//! PDF (ui.md, Poster).

use crate::web::qr::Qr;

/// A colour, red, green, blue.
pub(super) type Colour = [u8; 3];

/// Letters of a line of the headline.
const HEADLINE_WIDTH: usize = 18;
/// Lines of the headline.
pub(super) const HEADLINE_LINES: usize = 3;
/// Letters of a line of the small text.
const SMALL_WIDTH: usize = 46;
/// Lines of the small text.
const SMALL_LINES: usize = 2;

/// A piece of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Seg {
    Move(f32, f32),
    Line(f32, f32),
    Curve([f32; 6]),
    Close,
}

/// One of the faces that every PDF reader has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Serif,
    Sans,
    SansBold,
    Mono,
}

/// Something on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Fill(Vec<Seg>, Colour),
    /// An outline with round ends and its width.
    Stroke(Vec<Seg>, f32, Colour),
    Text {
        x: f32,
        y: f32,
        size: f32,
        face: Face,
        colour: Colour,
        text: String,
    },
    /// The QR code at a corner, with its side.
    Code {
        x: f32,
        y: f32,
        side: f32,
    },
}

/// The sizes that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    A4,
    A5,
    Sticker,
}

impl Size {
    /// Reads the word in the address; anything else is A4.
    pub fn from_word(word: &str) -> Self {
        match word {
            "a5" => Self::A5,
            "stiker" => Self::Sticker,
            _ => Self::A4,
        }
    }

    /// The word in the address, which is also the class of the page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A5 => "a5",
            Self::Sticker => "stiker",
        }
    }

    /// Width and height of the paper in millimetres.
    pub const fn paper(self) -> (f32, f32) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::A5 => (148.0, 210.0),
            Self::Sticker => (80.0, 80.0),
        }
    }
}

/// A sheet: its drawing area and what is on it. An A5 sheet is the A4 drawing made smaller.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    pub size: Size,
    pub width: f32,
    pub height: f32,
    pub shapes: Vec<Shape>,
}

/// What a poster says.
pub(super) struct Words<'a> {
    pub brand: &'a str,
    pub headline: &'a str,
    pub body: &'a str,
    /// Host and path, without `https://`.
    pub address: &'a str,
}

/// The headline in lines; `None` when it does not fit.
pub(super) fn headline(text: &str) -> Option<Vec<String>> {
    wrap(text, HEADLINE_WIDTH, HEADLINE_LINES)
}

/// The small text in lines; `None` when it does not fit.
pub(super) fn small(text: &str) -> Option<Vec<String>> {
    wrap(text, SMALL_WIDTH, SMALL_LINES)
}

/// Words in lines of at most `width` letters, at most `most` of them.
pub(super) fn wrap(text: &str, width: usize, most: usize) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if letters > width {
            return None;
        }
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + letters <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    (lines.len() <= most).then_some(lines)
}

/// The stretches of dark modules of a code: column, row, length.
pub(super) fn runs(qr: &Qr) -> Vec<(f32, f32, f32)> {
    let number = |text: &str| text.parse::<f32>().unwrap_or_default();
    qr.path
        .split('M')
        .skip(1)
        .filter_map(|run| {
            let (corner, rest) = run.split_once('h')?;
            let (x, y) = corner.split_once(' ')?;
            Some((number(x), number(y), number(rest.split_once('v')?.0)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::qr::{Level, qr};

    #[test]
    fn a_headline_is_broken_at_words_and_refused_when_it_does_not_fit() {
        assert_eq!(headline("Diminta uang di loket ini?").unwrap(), ["Diminta uang di", "loket ini?"]);
        assert_eq!(headline("Pengadministrasian"), Some(vec!["Pengadministrasian".to_owned()]));
        assert_eq!(headline("Pengadministrasiannya"), None, "one word is too long");
        assert_eq!(headline("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"), None);
        assert_eq!(headline(""), Some(Vec::new()));
    }

    #[test]
    fn every_dark_module_is_in_one_run() {
        let code = qr("https://lapor.contoh.go.id/q/UMPAMA26", Level::Quartile).unwrap();
        let drawn = runs(&code);
        assert!(drawn.iter().all(|(x, y, n)| *n >= 1.0 && x + n <= 60.0 && *y < 60.0));
        assert_eq!(drawn[0], (0.0, 0.0, 7.0), "the finder pattern");
    }
}

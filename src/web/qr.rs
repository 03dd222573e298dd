//! QR codes: path data for an inline SVG, and PNG for posters.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use crate::error::Error;

/// Modules of quiet zone on each side; scanners need four.
const QUIET: usize = 4;

/// How much damage a code survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 15 %: screens and receipts.
    Medium,
    /// 25 %: posters.
    Quartile,
}

/// A code as a square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules on a side, without the quiet zone.
    pub size: usize,
    /// SVG path data of the dark modules in module units; the quiet zone is the template's padding or view box.
    pub path: String,
    dark: Vec<bool>,
}

/// Makes the code of a text.
pub fn qr(text: &str, level: Level) -> Result<Qr, Error> {
    let ecl = match level {
        Level::Medium => ECL::M,
        Level::Quartile => ECL::Q,
    };
    let code = QRBuilder::new(text).ecl(ecl).build().map_err(|_| Error::internal("text too long for a QR code"))?;
    let size = code.size;
    let dark: Vec<bool> = (0..size * size).map(|i| code[i / size][i % size].value()).collect();
    Ok(Qr { size, path: path(&dark, size), dark })
}

/// One closed run per row and stretch of dark modules.
fn path(dark: &[bool], size: usize) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for (y, row) in dark.chunks(size).enumerate() {
        let mut x = 0;
        while x < size {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    path
}

impl Qr {
    /// An SVG file of its own, quiet zone included.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.size + 2 * QUIET;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{QUIET} -{QUIET} {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M-{QUIET} -{QUIET}h{side}v{side}h-{side}z\"/><path d=\"{}\"/></svg>",
            self.path
        )
    }

    /// A grey PNG, quiet zone included, with `scale` pixels a module.
    pub fn png(&self, scale: usize) -> Result<Vec<u8>, Error> {
        let modules = self.size + 2 * QUIET;
        let side = modules * scale.max(1);
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let (row, column) = (y / scale.max(1), x / scale.max(1));
                let inside = (QUIET..QUIET + self.size).contains(&row) && (QUIET..QUIET + self.size).contains(&column);
                let dark = inside && self.dark[(row - QUIET) * self.size + column - QUIET];
                pixels.push(if dark { 0 } else { 255 });
            }
        }
        let width = u32::try_from(side).map_err(Error::internal)?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(Error::internal)?;
        writer.write_image_data(&pixels).map_err(Error::internal)?;
        writer.finish().map_err(Error::internal)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_reads_back_what_was_written() {
        let text = "https://lapor.example.id/lacak#7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E";
        for level in [Level::Medium, Level::Quartile] {
            let code = qr(text, level).unwrap();
            let file = code.png(4).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let (width, height) = (info.width as usize, info.height as usize);
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
            let grids = image.detect_grids();
            assert_eq!(grids[0].decode().unwrap().1, text);
        }
    }

    #[test]
    fn the_path_draws_exactly_the_dark_modules() {
        let code = qr("KTG-7K2M9Q", Level::Medium).unwrap();
        let drawn: usize = code
            .path
            .split('M')
            .skip(1)
            .map(|run| {
                let (_, rest) = run.split_once('h').unwrap();
                rest.split_once('v').unwrap().0.parse::<usize>().unwrap()
            })
            .sum();
        assert_eq!(drawn, code.dark.iter().filter(|dark| **dark).count());
    }
}

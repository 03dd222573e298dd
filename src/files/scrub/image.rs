//! Pictures: decoded with limits, turned the right way round, written anew. Nothing but pixels survives.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{FileKind, Unfit};

/// Most pixels: a photo of a good phone has 12 to 50 million.
const PIXELS: u64 = 50_000_000;
/// Most memory for the pixels, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// A copy may be this much larger than its original, when it is larger than [`SMALL`]: small files that unpack to large
/// ones would fill the disk.
const GROWTH: usize = 4;
const SMALL: usize = 8 * 1024 * 1024;
/// JPEG quality: text on a photographed page stays as sharp as it was.
const QUALITY: u8 = 88;

pub(super) fn clean(kind: FileKind, original: &[u8]) -> Result<(FileKind, Vec<u8>), Unfit> {
    let format = match kind {
        FileKind::Png => ImageFormat::Png,
        FileKind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(original), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(reason)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(Unfit::Limits);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(reason)?;
    image.apply_orientation(orientation);
    let (kind, bytes) = write(kind, plain(image))?;
    if bytes.len() > SMALL.max(original.len() * GROWTH) { Err(Unfit::Limits) } else { Ok((kind, bytes)) }
}

/// Eight bits a channel, grey where it was grey, transparent where it was transparent.
fn plain(image: DynamicImage) -> DynamicImage {
    let colour = image.color();
    match (colour.has_color(), colour.has_alpha()) {
        (false, false) => image.into_luma8().into(),
        (false, true) => image.into_luma_alpha8().into(),
        (true, false) => image.into_rgb8().into(),
        (true, true) => image.into_rgba8().into(),
    }
}

/// A WebP comes out as what every viewer opens: JPEG, or PNG when parts of it are transparent.
fn write(kind: FileKind, image: DynamicImage) -> Result<(FileKind, Vec<u8>), Unfit> {
    let mut bytes = Vec::new();
    if kind == FileKind::Png || image.color().has_alpha() {
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(reason)?;
        return Ok((FileKind::Png, bytes));
    }
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(reason)?;
    Ok((FileKind::Jpg, bytes))
}

fn reason(error: ImageError) -> Unfit {
    match error {
        ImageError::Limits(_) => Unfit::Limits,
        ImageError::Unsupported(_) => Unfit::Kind,
        _ => Unfit::Damaged,
    }
}

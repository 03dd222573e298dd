//! Word, Excel and `LibreOffice` files: an archive of parts, written anew. Properties are emptied, macros dropped, what
//! lies elsewhere is no longer named, pictures are cleaned.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{FileKind, Unfit, picture};

mod formula;
mod links;
mod telling;

/// Parts of one document.
const ENTRIES: usize = 2_000;
/// Bytes of all parts, unpacked.
const UNPACKED: u64 = 200 * 1024 * 1024;
/// Unpacked to packed; what unpacks to less than [`HARMLESS`] may be packed tighter.
const RATIO: u64 = 100;
const HARMLESS: u64 = 4 * 1024 * 1024;

const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>";
const APP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>";
const CUSTOM: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\"/>";
const META: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
    <office:document-meta xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.2\"/>";
const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
    <office:document-settings xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.2\"/>";

/// What becomes of a part.
enum Fit {
    Gone,
    Becomes(&'static str),
    /// Named from inside the document, so it stays, without its bytes.
    Empty,
    Xml,
    Links,
    Connections,
    /// A picture that is shown: without it the copy would say less than the original.
    Shown,
    Picture,
    Keep,
}

pub(super) fn clean(kind: FileKind, original: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let packed = original.len() as u64;
    let mut archive = ZipArchive::new(Cursor::new(original)).map_err(|_| Unfit::Damaged)?;
    if archive.len() > ENTRIES {
        return Err(Unfit::Limits);
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned))
        .collect::<Result<_, _>>()
        .map_err(|_| Unfit::Damaged)?;
    let gone = |name: &str| matches!(fit(kind, name), Fit::Gone);
    let mut room = UNPACKED.min((packed * RATIO).max(HARMLESS));
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, name) in names.iter().enumerate() {
        if gone(name) || name.ends_with('/') {
            continue;
        }
        let part = unpack(&mut archive, at, name, &mut room)?;
        let part = match fit(kind, name) {
            Fit::Gone => continue,
            Fit::Becomes(text) => text.as_bytes().to_vec(),
            Fit::Empty => Vec::new(),
            Fit::Xml => telling::clean(&part, kind == FileKind::Xlsx)?,
            Fit::Links => links::clean(&part, name, &gone)?,
            Fit::Connections => telling::connections(&part)?,
            Fit::Shown => shown(name, &part)?,
            Fit::Picture => picture::strip(&part).unwrap_or_default(),
            Fit::Keep => part,
        };
        // the first part of an OpenDocument file is read without unpacking
        let method = if name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        out.start_file(name.as_str(), options).map_err(|_| Unfit::Damaged)?;
        out.write_all(&part).map_err(|_| Unfit::Limits)?;
    }
    Ok(out.finish().map_err(|_| Unfit::Damaged)?.into_inner())
}

/// One part, as long as there is room. Sizes that the archive claims are not believed.
fn unpack(archive: &mut ZipArchive<Cursor<Vec<u8>>>, at: usize, name: &str, room: &mut u64) -> Result<Vec<u8>, Unfit> {
    let file = archive.by_index(at).map_err(|_| Unfit::Damaged)?;
    if file.encrypted() {
        return Err(Unfit::Unsafe);
    }
    if file.name().is_ok_and(|found| found != name) || file.size() > *room {
        return Err(Unfit::Limits);
    }
    let mut part = Vec::new();
    file.take(*room + 1).read_to_end(&mut part).map_err(|_| Unfit::Damaged)?;
    *room = room.checked_sub(part.len() as u64).ok_or(Unfit::Limits)?;
    Ok(part)
}

/// A picture of the document, under the name that a writer gave it.
fn shown(name: &str, part: &[u8]) -> Result<Vec<u8>, Unfit> {
    if !telling::is_numbered(name) {
        return Err(Unfit::Kind);
    }
    if part.is_empty() { Ok(Vec::new()) } else { picture::strip(part).ok_or(Unfit::Kind) }
}

fn fit(kind: FileKind, name: &str) -> Fit {
    let lower = name.to_ascii_lowercase();
    if lower.split('/').any(|part| part == "..") || lower.contains('\\') {
        return Fit::Gone;
    }
    if kind == FileKind::Odt { open_document(&lower) } else { office_open(&lower) }
}

fn office_open(name: &str) -> Fit {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let under = |folder: &str| name.starts_with(folder) || name.contains(&format!("/{folder}"));
    match name {
        "docprops/core.xml" => return Fit::Becomes(CORE),
        "docprops/app.xml" => return Fit::Becomes(APP),
        "docprops/custom.xml" => return Fit::Becomes(CUSTOM),
        "[content_types].xml" => return Fit::Links,
        _ => {}
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    if under("docprops/")
        || under("customxml/")
        || under("customui/")
        || under("docmetadata/")
        || under("_xmlsignatures/")
        || under("revisions/")
        || under("querytables/")
        || file.starts_with("vba")
        || file.contains("thumbnail")
        || extension == "rdf"
    {
        return Fit::Gone;
    }
    if under("embeddings/") || under("printersettings/") || (under("activex/") && extension == "bin") {
        return Fit::Empty;
    }
    if under("media/") {
        // a drawing stands beside a picture of it; what an effect was made from is not shown
        return if matches!(extension, "svg" | "wdp") { Fit::Empty } else { Fit::Shown };
    }
    match extension {
        "rels" => Fit::Links,
        "xml" if file.starts_with("connections") => Fit::Connections,
        "xml" | "vml" => Fit::Xml,
        "odttf" | "ttf" | "fntdata" => Fit::Keep,
        _ => Fit::Picture,
    }
}

fn open_document(name: &str) -> Fit {
    let file = name.rsplit('/').next().unwrap_or(name);
    let folder = name.split('/').next().unwrap_or("");
    match (folder, file) {
        ("mimetype", _) => Fit::Keep,
        ("thumbnails" | "basic" | "scripts" | "dialogs" | "configurations2", _) => Fit::Gone,
        (_, "layout-cache" | "manifest.rdf") => Fit::Gone,
        ("meta-inf", "manifest.xml") => Fit::Links,
        ("meta-inf", _) => Fit::Gone,
        (_, "meta.xml") => Fit::Becomes(META),
        (_, "settings.xml") => Fit::Becomes(SETTINGS),
        (_, file) if file.rsplit('.').next() == Some("xml") => Fit::Xml,
        ("fonts", _) => Fit::Keep,
        ("media", _) => Fit::Shown,
        _ if name.split('/').rev().nth(1) == Some("pictures") => Fit::Shown,
        ("object replacements" | "objectreplacements", _) => Fit::Empty,
        _ => Fit::Picture,
    }
}

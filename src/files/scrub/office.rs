//! Word, Excel and `LibreOffice` files: an archive of parts, written anew. Properties are emptied, macros dropped, what
//! lies elsewhere is no longer named, pictures are cleaned.

use std::io::{Cursor, Read, Write};

use quick_xml::events::BytesStart;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::xml::{Fate, Rules, local, rewrite, value};
use super::{FileKind, Unfit, picture};

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
            Fit::Xml => rewrite(&part, &Rules { drop: &dropped, blank: &BLANK, attribute: &attribute })?,
            Fit::Links => links(&part, name, &gone)?,
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
        || under("_xmlsignatures/")
        || under("revisions/")
        || file.starts_with("vba")
        || file.contains("thumbnail")
        || extension == "rdf"
    {
        return Fit::Gone;
    }
    if under("embeddings/") || under("printersettings/") || (under("activex/") && extension == "bin") {
        return Fit::Empty;
    }
    match extension {
        "rels" => Fit::Links,
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
        ("object replacements" | "objectreplacements", _) => Fit::Empty,
        _ => Fit::Picture,
    }
}

/// Text that names somebody or a moment, and what a field fetches; the result of a field stays.
const BLANK: [&str; 10] = [
    "author",
    "creator",
    "creator-initials",
    "initial-creator",
    "sender-initials",
    "lastModifiedBy",
    "dc:date",
    "date-string",
    "instrText",
    "delInstrText",
];

/// Elements that name a person, a place on a disk or something to be fetched, and nothing that is read.
fn dropped(element: &BytesStart<'_>) -> bool {
    matches!(
        local(element),
        "rsids"
            | "attachedTemplate"
            | "docVars"
            | "mailMerge"
            | "absPath"
            | "fileSharing"
            | "scripts"
            | "event-listeners"
            | "presenceInfo"
            | "printer-settings"
            // called after who made them
            | "customWorkbookViews"
            | "customSheetViews"
            | "version-entry"
    )
}

fn attribute(element: &BytesStart<'_>, prefix: &str, name: &str, value: &str) -> Fate {
    let outside = value.contains('\\') || value.contains(":/") || value.starts_with('/') || value.starts_with("..");
    match (local(element), name) {
        (_, _) if name.starts_with("rsid") => Fate::Gone,
        (_, "author" | "creator" | "initials" | "userId" | "userName" | "refreshedBy") => Fate::Becomes(""),
        (_, "providerId" | "displayName" | "lastModifiedBy") => Fate::Becomes(""),
        (_, "date") if prefix == "w" => Fate::Gone,
        (_, "dateUtc" | "refreshedDate" | "refreshedDateIso") => Fate::Gone,
        ("threadedComment", "dT") => Fate::Becomes("2000-01-01T00:00:00.00"),
        ("docPr" | "cNvPr", "descr" | "title" | "name") if outside => Fate::Becomes(""),
        ("dbPr" | "webPr" | "connection", "connection" | "command" | "url" | "sourceFile" | "odcFile") => {
            Fate::Becomes("")
        }
        ("connection", "refreshOnLoad" | "interval" | "background") => Fate::Gone,
        ("scenario", "user" | "comment") | ("protectedRange", "securityDescriptor") | ("permStart", "ed") => Fate::Gone,
        ("fldSimple", "instr") => Fate::Becomes(""),
        (_, "href") if prefix == "xlink" && outside => Fate::Becomes(""),
        (_, "href" | "src") if prefix == "o" => Fate::Becomes(""),
        _ => Fate::Keep,
    }
}

/// A list of what belongs together: parts that are gone are taken off it, and what lies outside is no longer named.
fn links(part: &[u8], name: &str, gone: &dyn Fn(&str) -> bool) -> Result<Vec<u8>, Unfit> {
    // `word/_rels/document.xml.rels` speaks of parts in `word/`
    let base = name.rsplit_once("_rels/").map_or("", |(base, _)| base);
    let names_gone = |element: &BytesStart<'_>| {
        let named = match local(element) {
            "Relationship" if !is_outside(element) => value(element, "Target"),
            "Override" => value(element, "PartName"),
            "file-entry" => value(element, "full-path"),
            _ => None,
        };
        named.is_some_and(|target| gone(&resolve(base, &target)))
    };
    let outside = |element: &BytesStart<'_>, _: &str, name: &str, value: &str| {
        let elsewhere = value.contains(':') || value.contains('\\') || value.starts_with("//") || is_outside(element);
        if local(element) == "Relationship" && name == "Target" && elsewhere {
            Fate::Becomes("about:blank")
        } else {
            Fate::Keep
        }
    };
    rewrite(part, &Rules { drop: &names_gone, blank: &[], attribute: &outside })
}

fn is_outside(element: &BytesStart<'_>) -> bool {
    value(element, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"))
}

fn resolve(base: &str, target: &str) -> String {
    let whole = if target.starts_with('/') { target.to_owned() } else { format!("{base}{target}") };
    let mut parts = Vec::new();
    for part in whole.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

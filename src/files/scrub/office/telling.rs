//! What tells in a document: which elements, texts and attributes name a person, a moment, a place on a disk or something
//! that is fetched when somebody opens it.

use std::cell::RefCell;

use quick_xml::events::BytesStart;

use super::formula;
use crate::files::scrub::Unfit;
use crate::files::scrub::xml::{Fate, Rules, Text, local, rewrite, value};

/// A part without what tells, of a workbook with formulas or of another document.
pub(super) fn clean(part: &[u8], workbook: bool) -> Result<Vec<u8>, Unfit> {
    // the authors of an Excel sheet's notes stand before the notes
    let authors = RefCell::new(Vec::new());
    let text = |name: &str, text: &str| match name.rsplit(':').next().unwrap_or(name) {
        "author" => {
            authors.borrow_mut().push(text.trim().to_owned());
            Text::Becomes(String::new())
        }
        "t" => note(text, &authors.borrow()),
        "title" | "desc" if is_path(text) || names_a_file(text) => Text::Becomes(String::new()),
        "title" | "desc" => Text::Keep,
        _ if workbook || name == "c:f" => formula::weigh(name, text),
        // a fraction is called like a formula
        _ => Text::Keep,
    };
    let rules = Rules { drop: &dropped, blank: &blank, attribute: &attribute, weighed: &WEIGHED, text: &text };
    rewrite(part, &rules)
}

/// The sources of an Excel sheet's data: that there are some, and not one word about them.
pub(super) fn connections(part: &[u8]) -> Result<Vec<u8>, Unfit> {
    let rules = Rules {
        drop: &|element| !matches!(local(element), "connections" | "connection"),
        blank: &|_| true,
        attribute: &|element, name, _| match (local(element), name) {
            ("connections", _) | (_, "id" | "type" | "refreshedVersion") => Fate::Keep,
            _ => Fate::Gone,
        },
        weighed: &[],
        text: &|_, _| Text::Keep,
    };
    rewrite(part, &rules)
}

/// Text that tells or not by what it says: formulas, notes, and the names and descriptions of pictures.
const WEIGHED: [&str; 11] = [
    "author",
    "t",
    "title",
    "desc",
    "f",
    "definedName",
    "formula",
    "formula1",
    "formula2",
    "calculatedColumnFormula",
    "totalsRowFormula",
];

/// Excel begins a note with the name of whoever writes it.
fn note(text: &str, authors: &[String]) -> Text {
    let named = |author: &String| text.trim_start().strip_prefix(author.as_str())?.strip_prefix(':');
    let author = |author: &&String| !author.is_empty();
    authors.iter().filter(author).find_map(named).map_or(Text::Keep, |rest| Text::Becomes(rest.to_owned()))
}

/// Text that names somebody or a moment, what a field fetches, and what was struck out; the result of a field stays.
fn blank(element: &BytesStart<'_>) -> bool {
    match local(element) {
        // a field that shows a day is part of what is read
        "date" => element.name().0 != "text:date",
        "creator" | "creator-initials" | "initial-creator" | "sender-initials" | "lastModifiedBy" | "date-string" => {
            true
        }
        "instrText" | "delInstrText" | "delText" => true,
        _ => false,
    }
}

/// Elements that name a person, a place on a disk or something to be fetched, and nothing that is read; and what was
/// struck out, which nobody was meant to read.
fn dropped(element: &BytesStart<'_>) -> bool {
    match local(element) {
        "rsids" | "docId" | "revisionPtr" | "attachedTemplate" | "docVars" | "mailMerge" | "absPath"
        | "fileSharing" => true,
        "scripts" | "event-listeners" | "presenceInfo" | "printer-settings" | "version-entry" => true,
        // called after who made them
        "customWorkbookViews" | "customSheetViews" => true,
        // another program is asked for what stands there
        "ddeLink" | "oleLink" | "dde-connection-decl" | "dde-connection-decls" | "dde-source" | "dde-link" => true,
        "del" | "moveFrom" | "moveFromRangeStart" | "moveFromRangeEnd" | "deletion" => true,
        // the drawing that stands beside a picture of it
        "svgBlip" => true,
        // called after the file that the data came from
        "definedName" => hidden(element) && value(element, "name").is_none_or(|name| !name.starts_with("_xlnm")),
        _ => false,
    }
}

fn hidden(element: &BytesStart<'_>) -> bool {
    value(element, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true")
}

fn attribute(element: &BytesStart<'_>, name: &str, value: &str) -> Fate {
    match (local(element), name) {
        (_, _) if name.contains("rsid") => Fate::Gone,
        (_, "author" | "creator" | "initials" | "userId" | "userName" | "refreshedBy") => Fate::Becomes(""),
        (_, "providerId" | "displayName" | "lastModifiedBy") => Fate::Becomes(""),
        (_, "date" | "dateUtc" | "refreshedDate" | "refreshedDateIso") => Fate::Gone,
        ("threadedComment", "dT") => Fate::Becomes("2000-01-01T00:00:00.00"),
        ("scenario", "user" | "comment") | ("protectedRange", "securityDescriptor") | ("permStart", "ed") => Fate::Gone,
        ("fldSimple", "instr") => Fate::Becomes(""),
        (_, "sourceFile" | "odcFile") | ("dbPr" | "oledbPr" | "webPr", "connection" | "command" | "url") => {
            Fate::Becomes("")
        }
        ("table", "tableType" | "connectionId") | ("tableColumn", "queryTableFieldId") => Fate::Gone,
        (_, "formula") if formula::fetches(value) => Fate::Gone,
        // a format of numbers may look like a place on a disk
        (_, "formatCode") => Fate::Keep,
        _ => picture(element, name, value),
    }
}

/// A picture is called after the file that it was, and says where it lay.
fn picture(element: &BytesStart<'_>, name: &str, value: &str) -> Fate {
    let told = || is_outside(value) || names_a_file(value);
    match (local(element), name) {
        ("docPr" | "cNvPr", "name") | ("imagedata" | "fill" | "stroke", "title" | "src" | "althref") => {
            Fate::Becomes("")
        }
        ("docPr" | "cNvPr", "descr" | "title") | (_, "alt") if told() => Fate::Becomes(""),
        ("frame" | "image", "name") | ("fill-image", "display-name") => Fate::Gone,
        ("hyperlink", "display" | "tooltip") if is_outside(value) => Fate::Becomes(""),
        (_, "href" | "src" | "althref") if is_outside(value) || has_scheme(value) => Fate::Becomes(""),
        _ if is_path(value) => Fate::Becomes(""),
        _ => Fate::Keep,
    }
}

/// An address, or a path that leads out of the document.
fn is_outside(value: &str) -> bool {
    let value = value.trim_start();
    value.contains('\\') || value.contains(":/") || value.starts_with('/') || value.starts_with("..")
}

fn has_scheme(value: &str) -> bool {
    !value.trim_start().starts_with('#') && value.contains(':')
}

/// Roots of the places where people keep their files.
const HOMES: [&str; 6] = ["/home/", "/users/", "/storage/", "/media/", "/mnt/", "/private/"];

/// A place on somebody's disk or in their network.
pub(super) fn is_path(value: &str) -> bool {
    if !value.contains(['\\', '/', ':']) {
        return false;
    }
    let lower = value.trim_start().to_ascii_lowercase();
    let drive = |at: usize, three: &[u8]| {
        three[0].is_ascii_lowercase()
            && three[1] == b':'
            && matches!(three[2], b'\\' | b'/')
            && at.checked_sub(1).is_none_or(|before| !lower.as_bytes()[before].is_ascii_alphanumeric())
    };
    lower.contains("file:")
        || lower.contains("\\\\")
        || lower.starts_with("content://")
        || HOMES.iter().any(|home| lower.starts_with(home))
        || lower.as_bytes().windows(3).enumerate().any(|(at, three)| drive(at, three))
}

const PICTURES: [&str; 14] = [
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".heif", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".pdf",
];
/// How telephones and cameras begin the names of what they record, before a number.
const CAMERAS: [&str; 11] =
    ["img", "dsc", "dscn", "dscf", "pxl", "vid", "mvimg", "screenshot", "screen shot", "whatsapp image", "photo"];

/// The name of a file with a picture.
fn names_a_file(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let numbered = |start: &&str| {
        let rest = lower.strip_prefix(*start).map(|rest| rest.trim_start_matches(['_', '-', ' ']));
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    PICTURES.iter().any(|ending| lower.ends_with(ending)) || CAMERAS.iter().any(numbered)
}

/// What writers call a picture inside a document: a word for it and a small number, or a long number of its own. A name that
/// somebody gave is another.
pub(super) fn is_numbered(name: &str) -> bool {
    const WORDS: [&str; 8] = ["", "image", "media", "picture", "pic", "graphic", "generated", "rid"];
    let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let (base, extension) = file.split_once('.').unwrap_or((&file, ""));
    let plain = |word: &str| {
        let digits = word.len() - word.trim_end_matches(|last: char| last.is_ascii_digit()).len();
        let own = word.len() >= 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        own || digits <= 4 && WORDS.contains(&&word[..word.len() - digits])
    };
    !base.is_empty() && base.split(['_', '-']).all(plain) && extension.len() <= 5 && !extension.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_a_disk_is_told_from_an_address_and_from_words() {
        for place in ["C:\\Users\\Siti\\a.csv", "Data Source=d:/kerja/b", "\\\\kantor\\x", "file:///a", "/home/siti/a"]
        {
            assert!(is_path(place), "{place}");
        }
        for other in ["http://schemas.example/a", "h:mm", "Sheet1!A1", "a/b", "urn:x:y", "xl/media/image1.png"] {
            assert!(!is_path(other), "{other}");
        }
    }

    #[test]
    fn what_a_writer_calls_a_picture_is_told_from_what_a_person_calls_it() {
        let long = "Pictures/10000001000002BC000001F4A1B2C3D4E5F60718.png";
        for plain in ["word/media/image1.png", "xl/media/image12.jpeg", "Pictures/1.png", "word/media/rId21.jpg", long]
        {
            assert!(is_numbered(plain), "{plain}");
        }
        let named = ["KTP Siti.jpg", "siti.png", "IMG_20240611_101112.jpg", "image1.siti.png", "DSC0001.JPG", ".png"];
        for named in named {
            assert!(!is_numbered(&format!("word/media/{named}")), "{named}");
        }
    }

    #[test]
    fn the_name_of_a_photo_is_told_from_what_a_picture_shows() {
        for file in ["KTP Siti.JPG", "IMG_2041", "Screenshot 2026-06-11", "WhatsApp Image 2026"] {
            assert!(names_a_file(file), "{file}");
        }
        for words in ["Papan pengumuman", "Photo of a board", "imgur"] {
            assert!(!names_a_file(words), "{words}");
        }
    }
}

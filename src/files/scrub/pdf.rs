//! PDF: read, stripped of what tells and of what acts, written anew from the pages that are reachable.

use lopdf::{Dictionary, Document, Object, Stream};

use super::{Unfit, picture};

/// Entries that tell about the author or the device, carry other files, or act without being asked.
const ENTRIES: [&[u8]; 17] = [
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"CreatorInfo",
    b"Thumb",
    b"AF",
    b"EmbeddedFiles",
    b"EF",
    b"JavaScript",
    b"JS",
    b"AA",
    b"OpenAction",
    b"XFA",
    b"Collection",
    b"SpiderInfo",
    b"OutputIntents",
    b"Perms",
];
/// Entries of a remark on a page: who wrote it and when.
const OF_REMARKS: [&[u8]; 5] = [b"M", b"CreationDate", b"NM", b"RC", b"T"];
/// Actions that run something, send something or open something elsewhere.
const ACTIONS: [&[u8]; 14] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"Rendition",
    b"Sound",
    b"Movie",
    b"GoToR",
    b"GoToE",
    b"URI",
    b"GoTo3DView",
    b"RichMediaExecute",
    b"SetOCGState",
    b"ResetForm",
];
/// Things on a page that carry a file or play something.
const CARRIERS: [&[u8]; 7] = [b"FileAttachment", b"Sound", b"Movie", b"Screen", b"RichMedia", b"3D", b"TrapNet"];
/// Levels of arrays and dictionaries inside one object.
const DEEPEST: usize = 64;
/// Objects in one document.
const MOST: usize = 400_000;

pub(super) fn clean(original: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut document = Document::load_mem(original).map_err(|_| Unfit::Damaged)?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Unfit::Unsafe);
    }
    if document.objects.len() > MOST {
        return Err(Unfit::Limits);
    }
    let root = document.trailer.get(b"Root").map_err(|_| Unfit::Damaged)?.clone();
    document.trailer = Dictionary::new();
    document.trailer.set("Root", root);
    for object in document.objects.values_mut() {
        strip(object, 0)?;
    }
    document.prune_objects();
    if document.get_pages().is_empty() {
        return Err(Unfit::Damaged);
    }
    let mut out = Vec::with_capacity(original.len());
    document.save_to(&mut out).map_err(|_| Unfit::Damaged)?;
    Ok(out)
}

fn strip(object: &mut Object, depth: usize) -> Result<(), Unfit> {
    if depth > DEEPEST {
        return Err(Unfit::Limits);
    }
    match object {
        Object::Array(items) => items.iter_mut().try_for_each(|item| strip(item, depth + 1)),
        Object::Dictionary(entries) => dictionary(entries, depth),
        Object::Stream(stream) => {
            dictionary(&mut stream.dict, depth)?;
            content(stream);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn dictionary(entries: &mut Dictionary, depth: usize) -> Result<(), Unfit> {
    if named(entries, b"S", &ACTIONS) {
        *entries = Dictionary::new();
        return Ok(());
    }
    for entry in ENTRIES {
        entries.remove(entry);
    }
    if entries.has(b"Subtype") && entries.has(b"Rect") {
        remark(entries);
    }
    entries.iter_mut().try_for_each(|(_, value)| strip(value, depth + 1))
}

/// A remark keeps its words and its place. What carries a file becomes a place that does nothing.
fn remark(entries: &mut Dictionary) {
    if named(entries, b"Subtype", &CARRIERS) {
        let place = entries.get(b"Rect").ok().cloned();
        *entries = Dictionary::new();
        entries.set("Type", Object::Name(b"Annot".to_vec()));
        entries.set("Subtype", Object::Name(b"Link".to_vec()));
        entries.set("Border", Object::Array(vec![0.into(), 0.into(), 0.into()]));
        if let Some(place) = place {
            entries.set("Rect", place);
        }
    } else if !named(entries, b"Subtype", &[b"Widget"]) {
        // a field of a form is called by its T
        for entry in OF_REMARKS {
            entries.remove(entry);
        }
    }
}

fn named(entries: &Dictionary, key: &[u8], names: &[&[u8]]) -> bool {
    entries.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
}

/// Photos inside a page have metadata of their own; descriptions and files that somebody kept by reference have nothing else.
fn content(stream: &mut Stream) {
    if named(&stream.dict, b"Type", &[b"Metadata", b"EmbeddedFile"]) {
        stream.set_content(Vec::new());
        return;
    }
    let filter = stream.dict.get(b"Filter").map(|filter| match filter {
        Object::Array(filters) if filters.len() == 1 => filters[0].clone(),
        other => other.clone(),
    });
    if filter.is_ok_and(|filter| filter.as_name().is_ok_and(|name| name == b"DCTDecode"))
        && let Ok(plain) = picture::jpeg(&stream.content)
    {
        stream.set_content(plain);
    }
}

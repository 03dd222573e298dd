//! PDF: read, stripped of what tells and of what acts, written anew from the pages that are reachable.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{Unfit, picture};

mod colour;

/// Entries that tell about the author or the device, carry other files, or act without being asked.
const ENTRIES: [&[u8]; 32] = [
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
    // what proves signatures: certificates with names and numbers of people; and what says that there are any
    b"DSS",
    b"SigFlags",
    // articles and who wrote them, pictures that lie elsewhere, who may see a layer
    b"Threads",
    b"OPI",
    b"Ref",
    b"Usage",
    b"Author",
    b"Creator",
    b"Producer",
    b"CreationDate",
    b"ModDate",
    b"UF",
    // what colours mean where nothing is said, as a profile that names a device
    b"DefaultGray",
    b"DefaultRGB",
    b"DefaultCMYK",
];
/// What a signature says of whoever signed, in a field of a form. How it looks on the page is part of the page.
const OF_SIGNATURES: [&[u8]; 3] = [b"V", b"DV", b"SV"];
/// Entries by which a thing is told; some programs write them as objects of their own.
const TELLING: [&[u8]; 5] = [b"S", b"Type", b"Subtype", b"FT", b"Filter"];
/// Words about a picture, which some programs fill with the path that it came from, and what addresses begin with.
const OF_PLACES: [&[u8]; 3] = [b"Alt", b"ActualText", b"Base"];
/// A file outside, and what it is called.
const FILES: [&[u8]; 2] = [b"Filespec", b"F"];
const OF_FILES: [&[u8]; 5] = [b"F", b"Desc", b"DOS", b"Mac", b"Unix"];
/// Entries of a remark on a page: who wrote it and when.
const OF_REMARKS: [&[u8]; 5] = [b"M", b"CreationDate", b"NM", b"RC", b"T"];
/// Actions that run something, send something or open something elsewhere.
const ACTIONS: [&[u8]; 15] = [
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
    b"Thread",
];
/// Things on a page that carry a file or play something.
const CARRIERS: [&[u8]; 7] = [b"FileAttachment", b"Sound", b"Movie", b"Screen", b"RichMedia", b"3D", b"TrapNet"];
/// Filters whose output is a photo's pixels, so that their input is a file that may tell more; the first two are one.
const PHOTOS: [&[u8]; 3] = [b"DCTDecode", b"DCT", b"JPXDecode"];
const JPEG: [&[u8]; 2] = [b"DCTDecode", b"DCT"];
/// Most words about a photo among orders.
const INLINE: usize = 100;
/// Most bytes of a photo once it is unpacked.
const UNPACKED: usize = 64 * 1024 * 1024;
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
    let names = names(&document);
    let profiles = colour::profiles(&document);
    for object in document.objects.values_mut() {
        strip(object, &names, 0)?;
        colour::plain(object, &names, &profiles)?;
    }
    document.prune_objects();
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object {
            content(stream)?;
        }
    }
    if document.get_pages().is_empty() {
        return Err(Unfit::Damaged);
    }
    let mut out = Vec::with_capacity(original.len());
    document.save_to(&mut out).map_err(|_| Unfit::Damaged)?;
    Ok(out)
}

type Names = HashMap<ObjectId, Object>;

/// Names, and short lists, that are objects of their own, also where a chain of references ends at one.
fn names(document: &Document) -> Names {
    let named = |(id, object): (&ObjectId, &Object)| {
        let (_, end) = document.dereference(object).ok()?;
        let tells = match end {
            Object::Name(_) => true,
            Object::Array(items) => items.len() <= Stream::MAX_FILTERS,
            _ => false,
        };
        tells.then(|| (*id, end.clone()))
    };
    document.objects.iter().filter_map(named).collect()
}

fn strip(object: &mut Object, names: &Names, depth: usize) -> Result<(), Unfit> {
    if depth > DEEPEST {
        return Err(Unfit::Limits);
    }
    match object {
        Object::Array(items) => items.iter_mut().try_for_each(|item| strip(item, names, depth + 1)),
        Object::Dictionary(entries) => dictionary(entries, names, depth),
        Object::Stream(stream) => dictionary(&mut stream.dict, names, depth),
        _ => Ok(()),
    }
}

fn dictionary(entries: &mut Dictionary, names: &Names, depth: usize) -> Result<(), Unfit> {
    for key in TELLING {
        put_in(entries, key, names);
    }
    if named(entries, b"S", &ACTIONS) || named(entries, b"Type", &[b"Thread"]) || is_signature(entries) {
        *entries = Dictionary::new();
        return Ok(());
    }
    for entry in ENTRIES {
        entries.remove(entry);
    }
    for entry in OF_PLACES {
        if entries.get(entry).and_then(Object::as_str).is_ok_and(is_place) {
            entries.remove(entry);
        }
    }
    // a name for a file; flags and filters are called F too
    if entries.get(b"F").is_ok_and(|name| matches!(name, Object::String(..))) || named(entries, b"Type", &FILES) {
        for entry in OF_FILES {
            entries.remove(entry);
        }
    }
    if named(entries, b"Type", &[b"Page"]) {
        entries.remove(b"B");
    }
    if named(entries, b"FT", &[b"Sig"]) {
        for entry in OF_SIGNATURES {
            entries.remove(entry);
        }
    }
    if entries.has(b"Subtype") && entries.has(b"Rect") {
        remark(entries);
    }
    entries.iter_mut().try_for_each(|(_, value)| strip(value, names, depth + 1))
}

/// A path or an address, in one byte or two per letter.
fn is_place(text: &[u8]) -> bool {
    let plain: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let begins = plain.strip_prefix(b"\xFE\xFF").unwrap_or(&plain).starts_with(b"/");
    begins || plain.contains(&b'\\') || plain.windows(2).any(|pair| pair == b":/")
}

/// Puts what stands elsewhere in its place, so that it can be read here.
fn put_in(entries: &mut Dictionary, key: &[u8], names: &Names) {
    let plain = |object: &Object| object.as_reference().ok().and_then(|id| names.get(&id).cloned());
    let Ok(value) = entries.get_mut(key) else { return };
    if let Some(name) = plain(value) {
        *value = name;
    }
    if let Object::Array(items) = value {
        for item in items {
            if let Some(name) = plain(item) {
                *item = name;
            }
        }
    }
}

/// The dictionary of a signature, which need not say what it is: it covers a range of bytes.
fn is_signature(entries: &Dictionary) -> bool {
    named(entries, b"Type", &[b"Sig", b"DocTimeStamp"]) || entries.has(b"ByteRange")
}

/// A remark keeps its words and its place. What carries a file becomes a place that does nothing.
fn remark(entries: &mut Dictionary) {
    let untold = entries.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_err());
    if untold || named(entries, b"Subtype", &CARRIERS) {
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

/// Photos inside a page have metadata of their own; descriptions and files that somebody kept by reference have nothing
/// else. Where those of a photo cannot be taken out, there is no copy of the document.
fn content(stream: &mut Stream) -> Result<(), Unfit> {
    if named(&stream.dict, b"Type", &[b"Metadata", b"EmbeddedFile"]) {
        stream.set_content(Vec::new());
        return Ok(());
    }
    let packed = !stream.dict.get(b"Filter").map_or(true, Object::is_null);
    let filters: Vec<Vec<u8>> = if packed {
        stream.filters().map_err(|_| Unfit::Kind)?.into_iter().map(<[u8]>::to_vec).collect()
    } else {
        Vec::new()
    };
    let Some(photo) = filters.iter().position(|filter| PHOTOS.contains(&filter.as_slice())) else {
        return orders(stream, &filters);
    };
    if !JPEG.contains(&filters[photo].as_slice()) || photo + 1 != filters.len() {
        return Err(Unfit::Kind);
    }
    let packed = if photo == 0 { stream.content.clone() } else { unpack(stream, &filters[..photo])? };
    let plain = picture::jpeg(&packed).map_err(|_| Unfit::Kind)?;
    if photo > 0 {
        let how = stream.dict.get(b"DecodeParms").and_then(Object::as_array).ok().and_then(|each| each.get(photo));
        match how.filter(|how| !how.is_null()).cloned() {
            Some(how) => stream.dict.set("DecodeParms", how),
            None => drop(stream.dict.remove(b"DecodeParms")),
        }
        stream.dict.set("Filter", Object::Name(b"DCTDecode".to_vec()));
    }
    stream.set_content(plain);
    Ok(())
}

/// A small photo may stand among the orders that draw a page. It tells as much as a large one.
fn orders(stream: &Stream, filters: &[Vec<u8>]) -> Result<(), Unfit> {
    if named(&stream.dict, b"Subtype", &[b"Image"]) {
        return Ok(());
    }
    let unpacked = if filters.is_empty() { None } else { Some(unpack(stream, filters)?) };
    let between = |byte: &u8| byte.is_ascii_whitespace() || b"\0/[]<>()%".contains(byte);
    let orders = unpacked.as_deref().unwrap_or(&stream.content);
    let mut words = orders.split(between).filter(|word| !word.is_empty());
    while words.by_ref().any(|word| word == b"BI") {
        let mut told = words.by_ref().take_while(|word| *word != b"ID").take(INLINE);
        if told.any(is_photo) {
            return Err(Unfit::Kind);
        }
    }
    Ok(())
}

/// Whether this is the name of a photo's filter; its letters may be written as numbers.
fn is_photo(name: &[u8]) -> bool {
    let (mut plain, mut rest) = (Vec::with_capacity(name.len()), name);
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'#').and_then(|two| std::str::from_utf8(two).ok());
        let letter = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        plain.push(letter.unwrap_or(first));
        rest = if letter.is_some() { &after[2..] } else { after };
    }
    PHOTOS.contains(&plain.as_slice())
}

/// What is left of a stream once its first filters are undone.
fn unpack(stream: &Stream, filters: &[Vec<u8>]) -> Result<Vec<u8>, Unfit> {
    let names = filters.iter().map(|name| Object::Name(name.clone())).collect();
    let mut outer = Stream::new(Dictionary::new(), stream.content.clone());
    outer.dict.set("Filter", Object::Array(names));
    if let Ok(how) = stream.dict.get(b"DecodeParms") {
        outer.dict.set("DecodeParms", how.clone());
    }
    outer.decompressed_content_with_limit(UNPACKED).map_err(|_| Unfit::Kind)
}

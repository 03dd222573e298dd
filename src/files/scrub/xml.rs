//! One part of an office document, read and written again without what tells about a person or a device.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::Unfit;

/// Levels of elements.
const DEEPEST: usize = 512;

/// What one kind of part does with its elements.
pub(super) struct Rules<'a> {
    /// Elements that go, with everything in them (local names).
    pub drop: &'a dyn Fn(&BytesStart<'_>) -> bool,
    /// Elements whose text goes (local names, or with their prefix).
    pub blank: &'a [&'a str],
    /// What becomes of an attribute: its element, prefix and local name, value as written.
    pub attribute: &'a dyn Fn(&BytesStart<'_>, &str, &str, &str) -> Fate,
}

/// What becomes of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Keep,
    Gone,
    Becomes(&'static str),
}

/// Reads and writes a part. A document type is refused: nothing here expands an entity.
pub(super) fn rewrite(part: &[u8], rules: &Rules<'_>) -> Result<Vec<u8>, Unfit> {
    let text = std::str::from_utf8(part.strip_prefix(b"\xef\xbb\xbf").unwrap_or(part)).map_err(|_| Unfit::Kind)?;
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::with_capacity(part.len()));
    // how deep we are, since which level everything goes, and since which level text goes
    let (mut depth, mut gone, mut mute) = (0_usize, None, None);
    loop {
        let event = reader.read_event().map_err(|_| Unfit::Damaged)?;
        let silent = gone.is_some();
        match event {
            Event::Eof if depth == 0 => return Ok(writer.into_inner()),
            Event::Eof => return Err(Unfit::Damaged),
            Event::DocType(_) => return Err(Unfit::Unsafe),
            Event::GeneralRef(ref entity) => {
                let known = entity.is_char_ref() || matches!(&**entity, "lt" | "gt" | "amp" | "apos" | "quot");
                if !known {
                    return Err(Unfit::Unsafe);
                }
                if !silent && mute.is_none() {
                    write(&mut writer, event)?;
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Unfit::Limits);
                }
                if !silent && (rules.drop)(&element) {
                    gone = Some(depth);
                } else if !silent {
                    let named = |name: &&str| *name == local(&element) || *name == element.name().0;
                    if mute.is_none() && rules.blank.iter().any(named) {
                        mute = Some(depth);
                    }
                    write(&mut writer, Event::Start(rewritten(&element, rules)?))?;
                }
            }
            Event::End(_) => {
                if !silent {
                    write(&mut writer, event)?;
                }
                gone = gone.filter(|level| *level != depth);
                mute = mute.filter(|level| *level != depth);
                depth = depth.checked_sub(1).ok_or(Unfit::Damaged)?;
            }
            Event::Empty(element) => {
                if !silent && !(rules.drop)(&element) {
                    write(&mut writer, Event::Empty(rewritten(&element, rules)?))?;
                }
            }
            Event::Text(_) | Event::CData(_) => {
                if !silent && mute.is_none() {
                    write(&mut writer, event)?;
                }
            }
            Event::Decl(_) => write(&mut writer, event)?,
        }
    }
}

fn write(writer: &mut Writer<Vec<u8>>, event: Event<'_>) -> Result<(), Unfit> {
    writer.write_event(event).map_err(|_| Unfit::Damaged)
}

/// The name without its prefix.
pub(super) fn local<'a>(element: &'a BytesStart<'_>) -> &'a str {
    element.local_name().into_inner()
}

/// The value of an attribute by its local name, as written.
pub(super) fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| split(attribute.key.0).1 == name)?;
    Some(found.value.into_owned())
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn rewritten(element: &BytesStart<'_>, rules: &Rules<'_>) -> Result<BytesStart<'static>, Unfit> {
    let name = element.name().0.to_owned();
    let mut out = BytesStart::new(name);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Unfit::Damaged)?;
        let (prefix, key) = split(attribute.key.0);
        match (rules.attribute)(element, prefix, key, &attribute.value) {
            Fate::Gone => {}
            Fate::Becomes(value) => out.push_attribute((attribute.key.0, value)),
            // already escaped as it was read
            Fate::Keep => out.push_attribute(Attribute { key: attribute.key, value: attribute.value }),
        }
    }
    Ok(out)
}

//! One part of an office document, read and written again without what tells about a person or a device.

use std::borrow::Cow;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use super::Unfit;

/// Levels of elements.
const DEEPEST: usize = 512;

/// What one kind of part does with its elements. Names are local: which prefix stands before them is up to the document.
pub(super) struct Rules<'a> {
    /// Elements that go, with everything in them.
    pub drop: &'a dyn Fn(&BytesStart<'_>) -> bool,
    /// Elements whose text goes.
    pub blank: &'a dyn Fn(&BytesStart<'_>) -> bool,
    /// What becomes of an attribute: its element, its name, and its value as a reader of the document understands it.
    pub attribute: &'a dyn Fn(&BytesStart<'_>, &str, &str) -> Fate,
    /// Elements whose text decides, and what becomes of it: the name with its prefix, the whole text.
    pub weighed: &'a [&'a str],
    pub text: &'a dyn Fn(&str, &str) -> Text,
}

/// What becomes of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Keep,
    Gone,
    Becomes(&'static str),
}

/// What becomes of a text that was weighed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text {
    Keep,
    /// It goes, and its element with it.
    Gone,
    Becomes(String),
}

/// Reads and writes a part. A document type is refused: nothing here expands an entity.
pub(super) fn rewrite(part: &[u8], rules: &Rules<'_>) -> Result<Vec<u8>, Unfit> {
    let text = std::str::from_utf8(part.strip_prefix(b"\xef\xbb\xbf").unwrap_or(part)).map_err(|_| Unfit::Kind)?;
    let mut reader = Reader::from_str(text);
    let mut copy = Copy::new(rules, part.len());
    loop {
        match reader.read_event().map_err(|_| Unfit::Damaged)? {
            Event::Eof if copy.depth == 0 => return Ok(copy.writer.into_inner()),
            Event::Eof => return Err(Unfit::Damaged),
            Event::DocType(_) => return Err(Unfit::Unsafe),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Decl(declaration) => copy.declare(declaration)?,
            Event::Start(element) => copy.open(&element)?,
            Event::End(element) => copy.close(element)?,
            Event::Empty(element) => copy.single(&element)?,
            Event::GeneralRef(entity) => copy.entity(entity)?,
            Event::Text(words) => copy.words(&words.borrow(), Event::Text(words.borrow()))?,
            Event::CData(words) => copy.words(&words.borrow(), Event::CData(words.borrow()))?,
        }
    }
}

/// The part as far as it is written.
struct Copy<'a> {
    rules: &'a Rules<'a>,
    writer: Writer<Vec<u8>>,
    depth: usize,
    /// Since which level everything goes, and since which level text goes.
    gone: Option<usize>,
    mute: Option<usize>,
    /// Open elements whose text is weighed, and the text of the outermost of them.
    weighed: Vec<Weighed>,
    text: String,
}

struct Weighed {
    name: String,
    depth: usize,
    /// Where the element begins in what was written, where its inside does, and where its text does.
    start: usize,
    inside: usize,
    text: usize,
}

impl<'a> Copy<'a> {
    fn new(rules: &'a Rules<'a>, length: usize) -> Self {
        let writer = Writer::new(Vec::with_capacity(length));
        Self { rules, writer, depth: 0, gone: None, mute: None, weighed: Vec::new(), text: String::new() }
    }

    /// What is read here in one way must not be read in another by whoever opens the copy.
    fn declare(&mut self, declaration: BytesDecl<'_>) -> Result<(), Unfit> {
        match declaration.encoding() {
            None => {}
            Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => {}
            Some(_) => return Err(Unfit::Kind),
        }
        self.write(Event::Decl(declaration))
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Unfit> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unfit::Limits);
        }
        if self.gone.is_some() {
            return Ok(());
        }
        if (self.rules.drop)(element) {
            self.gone = Some(self.depth);
            return Ok(());
        }
        if self.mute.is_none() && (self.rules.blank)(element) {
            self.mute = Some(self.depth);
        }
        let start = self.written();
        self.write(Event::Start(rewritten(element, self.rules)?))?;
        if self.rules.weighed.contains(&local(element)) {
            let (name, inside) = (element.name().0.to_owned(), self.written());
            self.weighed.push(Weighed { name, depth: self.depth, start, inside, text: self.text.len() });
        }
        Ok(())
    }

    fn close(&mut self, element: BytesEnd<'_>) -> Result<(), Unfit> {
        let depth = self.depth;
        self.depth = depth.checked_sub(1).ok_or(Unfit::Damaged)?;
        let silent = self.gone.is_some();
        self.gone = self.gone.filter(|level| *level != depth);
        self.mute = self.mute.filter(|level| *level != depth);
        if silent {
            return Ok(());
        }
        if let Some(weighed) = self.weighed.pop_if(|weighed| weighed.depth == depth) {
            let becomes = (self.rules.text)(&weighed.name, &self.text[weighed.text..]);
            if self.weighed.is_empty() {
                self.text.clear();
            }
            match becomes {
                Text::Keep => {}
                Text::Gone => {
                    self.writer.get_mut().truncate(weighed.start);
                    return Ok(());
                }
                Text::Becomes(words) => {
                    self.writer.get_mut().truncate(weighed.inside);
                    self.write(Event::Text(BytesText::new(&words)))?;
                }
            }
        }
        self.write(Event::End(element))
    }

    fn single(&mut self, element: &BytesStart<'_>) -> Result<(), Unfit> {
        if self.gone.is_some() || (self.rules.drop)(element) {
            return Ok(());
        }
        self.write(Event::Empty(rewritten(element, self.rules)?))
    }

    fn entity(&mut self, entity: BytesRef<'_>) -> Result<(), Unfit> {
        let meant = match &*entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => entity.resolve_char_ref().ok().flatten().ok_or(Unfit::Unsafe)?,
        };
        self.words(meant.encode_utf8(&mut [0; 4]), Event::GeneralRef(entity))
    }

    fn words(&mut self, meant: &str, event: Event<'_>) -> Result<(), Unfit> {
        if self.gone.is_some() || self.mute.is_some() {
            return Ok(());
        }
        if !self.weighed.is_empty() {
            self.text.push_str(meant);
        }
        self.write(event)
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Unfit> {
        self.writer.write_event(event).map_err(|_| Unfit::Damaged)
    }

    fn written(&self) -> usize {
        self.writer.get_ref().len()
    }
}

/// The name without its prefix.
pub(super) fn local<'a>(element: &'a BytesStart<'_>) -> &'a str {
    element.local_name().into_inner()
}

/// The value of an attribute by its local name, as a reader of the document understands it.
pub(super) fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    meant(&found).ok().map(Cow::into_owned)
}

/// A value whose references are resolved: `&#92;` is a backslash to everybody who reads it.
fn meant<'a>(attribute: &Attribute<'a>) -> Result<Cow<'a, str>, Unfit> {
    attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| Unfit::Unsafe)
}

fn rewritten(element: &BytesStart<'_>, rules: &Rules<'_>) -> Result<BytesStart<'static>, Unfit> {
    let mut out = BytesStart::new(element.name().0.to_owned());
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Unfit::Damaged)?;
        let (key, read) = (attribute.key, meant(&attribute)?);
        let fate = match key.as_namespace_binding() {
            Some(_) => Fate::Keep,
            None => (rules.attribute)(element, key.local_name().into_inner(), &read),
        };
        match fate {
            Fate::Gone => {}
            Fate::Becomes(value) => out.push_attribute((key.0, value)),
            Fate::Keep => out.push_attribute(Attribute { key, value: quoted(attribute.value) }),
        }
    }
    Ok(out)
}

/// Escaped already as it was read, but perhaps between other quotation marks than those it is written in.
fn quoted(value: Cow<'_, str>) -> Cow<'_, str> {
    if value.contains(['"', '<']) { value.replace('"', "&quot;").replace('<', "&lt;").into() } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(part: &str) -> Result<String, Unfit> {
        let attribute = |_: &BytesStart<'_>, _: &str, value: &str| {
            if value.contains("rahasia") { Fate::Becomes("") } else { Fate::Keep }
        };
        let text = |_: &str, text: &str| match text {
            "rahasia" => Text::Gone,
            "setengah" => Text::Becomes("<1/2>".to_owned()),
            _ => Text::Keep,
        };
        let rules = Rules {
            drop: &|element| local(element) == "del",
            blank: &|element| local(element) == "by",
            attribute: &attribute,
            weighed: &["f"],
            text: &text,
        };
        rewrite(part.as_bytes(), &rules).map(|part| String::from_utf8(part).expect("text"))
    }

    #[test]
    fn a_value_stays_one_value_whichever_marks_it_stood_in() {
        assert_eq!(kept(r#"<a b='1" c="2'/>"#).as_deref(), Ok(r#"<a b="1&quot; c=&quot;2"/>"#));
        assert_eq!(
            kept(r#"<a b='"' c='it&apos;s &amp; &#34;'/>"#).as_deref(),
            Ok(r#"<a b="&quot;" c="it&apos;s &amp; &#34;"/>"#)
        );
    }

    #[test]
    fn a_value_is_judged_as_it_is_read_and_one_that_nobody_can_read_is_refused() {
        assert_eq!(kept(r#"<a b="r&#97;h&#x61;sia"/>"#).as_deref(), Ok(r#"<a b=""/>"#));
        assert_eq!(kept(r#"<a b="&dunia;"/>"#), Err(Unfit::Unsafe));
        assert_eq!(kept("<a>&dunia;</a>"), Err(Unfit::Unsafe));
    }

    #[test]
    fn a_text_is_weighed_as_a_whole() {
        assert_eq!(kept("<a><f>raha&#115;<![CDATA[ia]]></f>x</a>").as_deref(), Ok("<a>x</a>"));
        assert_eq!(kept("<a><q:f>setengah</q:f></a>").as_deref(), Ok("<a><q:f>&lt;1/2&gt;</q:f></a>"));
        assert_eq!(
            kept("<a><f>tidak rahasia</f><f><f>rahasia</f></f></a>").as_deref(),
            Ok("<a><f>tidak rahasia</f></a>")
        );
        assert_eq!(
            kept("<a><del><f>x</f></del><by>x<f>rahasia</f></by></a>").as_deref(),
            Ok("<a><by><f></f></by></a>")
        );
    }

    #[test]
    fn a_part_in_other_letters_than_it_was_read_in_is_refused() {
        assert_eq!(kept(r#"<?xml version="1.0" encoding="UTF-7"?><a/>"#), Err(Unfit::Kind));
        assert!(kept(r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?><a/>"#).is_ok());
    }
}

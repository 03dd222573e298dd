//! Lists of what belongs together in a document: relationships, content types, a manifest.

use quick_xml::events::BytesStart;

use crate::files::scrub::Unfit;
use crate::files::scrub::xml::{Fate, Rules, Text, local, rewrite, value};

/// Parts that are gone are taken off a list, and what lies outside is no longer named.
pub(super) fn clean(part: &[u8], name: &str, gone: &dyn Fn(&str) -> bool) -> Result<Vec<u8>, Unfit> {
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
    let outside = |element: &BytesStart<'_>, name: &str, value: &str| {
        let elsewhere = value.contains([':', '\\']) || value.trim_start().starts_with("//") || is_outside(element);
        if local(element) == "Relationship" && name == "Target" && elsewhere {
            Fate::Becomes("about:blank")
        } else {
            Fate::Keep
        }
    };
    let rules =
        Rules { drop: &names_gone, blank: &|_| false, attribute: &outside, weighed: &[], text: &|_, _| Text::Keep };
    rewrite(part, &rules)
}

fn is_outside(element: &BytesStart<'_>) -> bool {
    value(element, "TargetMode").is_some_and(|mode| mode.trim().eq_ignore_ascii_case("external"))
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

//! A page that prints (brief, summons, minutes, outcome, recommendation, agreement, notice), as it is sealed in the case.
//!
//! The desk writes it; the desk and the reporter read the same parts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The parts of a letter. Empty parts are left out on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// Heading.
    pub title: String,
    /// The office's own number of the letter, if it has one.
    pub number: String,
    /// To whom.
    pub to: String,
    /// Rows of label and value: case number, dates, places.
    pub facts: Vec<(String, String)>,
    /// Sections.
    pub parts: Vec<Section>,
    /// Last sentence: how to object, where to ask.
    pub closing: String,
    /// Why it cannot be processed, as half a sentence ("bukan tentang ASN"); only in a refusal.
    pub reason: String,
    /// The door that is open instead, as half a sentence; only in a refusal.
    pub other_door: String,
}

/// A heading with its text; line breaks count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// May be empty.
    pub heading: String,
    /// The words.
    pub text: String,
}

impl Letter {
    /// The letter in a document's body. A body of another shape still shows its texts, one section for each.
    #[must_use]
    pub fn of(body: &Value) -> Self {
        match serde_json::from_value::<Self>(body.clone()) {
            Ok(letter) if letter != Self::default() => letter,
            _ => Self { parts: texts("", body), ..Self::default() },
        }
    }

    /// The body to be sealed.
    #[must_use]
    pub fn body(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

fn texts(heading: &str, body: &Value) -> Vec<Section> {
    match body {
        Value::String(text) if !text.is_empty() => {
            vec![Section { heading: heading.to_owned(), text: text.clone() }]
        }
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| texts(name, value)).collect(),
        Value::Array(items) => items.iter().flat_map(|value| texts(heading, value)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_letter_comes_back_as_it_was_sealed() {
        let part = Section { heading: "Putusan".into(), text: "Terbukti".into() };
        let letter = Letter { title: "Surat hasil".into(), parts: vec![part], ..Letter::default() };
        assert_eq!(Letter::of(&letter.body()), letter);
    }

    #[test]
    fn a_body_of_another_shape_still_shows_its_words() {
        let letter = Letter::of(&json!({ "putusan": "Terbukti", "dasar": ["PP 94/2021", 7] }));
        let words: Vec<&str> = letter.parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(words, ["PP 94/2021", "Terbukti"]);
    }
}

//! The words that go with an act.

use serde_json::json;

use crate::case::act::{NewDocument, Words};
use crate::case::letter::{Letter, Section};
use crate::case::state::Side;

pub(super) fn say(text: &str) -> Words {
    Words { public: Some(text.to_owned()), ..Words::default() }
}

pub(super) fn rated(score: i16) -> Words {
    Words { data: json!({ "score": score, "safe": "yes" }), ..Words::default() }
}

pub(super) fn document(kind: &str, desk_only: bool, title: &str, text: &str) -> Words {
    let parts = vec![Section { heading: String::new(), text: text.to_owned() }];
    paper(kind, desk_only, &Letter { title: title.to_owned(), parts, ..Letter::default() })
}

pub(super) fn paper(kind: &str, desk_only: bool, letter: &Letter) -> Words {
    let document = NewDocument { kind: kind.to_owned(), desk_only, body: letter.body() };
    Words { documents: vec![document], ..Words::default() }
}

pub(super) fn on_behalf() -> Words {
    let data = json!({ "number": "B-12/UM/2026", "date": "2026-11-02" });
    Words { on_behalf: Some(Side::Respondent), data, ..Words::default() }
}

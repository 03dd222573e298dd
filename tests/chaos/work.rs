//! Proof of work, as the script of the page does it.

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::{Engine, prelude::BASE64_STANDARD};
use scraper::{Html, Selector};

use super::load::http::Answer;

/// The solution that an answer asks for, if it asks.
pub fn of(answer: &Answer) -> Option<String> {
    if answer.status != 429 {
        return None;
    }
    let form = Selector::parse("form[data-kerja]").expect("a selector");
    let page = Html::parse_document(&answer.text());
    let challenge = page.select(&form).next()?.value().attr("data-kerja")?.to_owned();
    let challenge: Challenge = serde_json::from_str(&challenge).expect("a challenge");
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).expect("sound").expect("in time");
    let payload = serde_json::to_vec(&Payload { challenge, solution }).expect("JSON");
    Some(BASE64_STANDARD.encode(payload))
}

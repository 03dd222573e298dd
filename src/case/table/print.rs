//! The table as people read it.

use super::{From, Row, Second, To, rows};
use crate::case::state::{Kind, State};

/// One arrow of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// From this state; `None` is the beginning.
    pub from: Option<State>,
    /// To this state.
    pub to: State,
    /// Codes of the actions on it.
    pub actions: Vec<&'static str>,
}

/// The table of a kind as Markdown, one line per row.
#[must_use]
pub fn markdown(kind: Kind) -> String {
    let head = "| # | from | action | to | who | clocks |\n|---|---|---|---|---|---|\n";
    rows(kind).iter().fold(head.to_owned(), |text, row| text + &line(row))
}

fn line(row: &Row) -> String {
    format!("| {} | {} | `{}` | {} | {} | {} |\n", row.no, from(row), row.action.code(), to(row), who(row), clocks(row))
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn from(row: &Row) -> String {
    match row.from {
        From::Nothing => "–".to_owned(),
        From::AnyOpen => "any open".to_owned(),
        From::Any => "any".to_owned(),
        From::AnyBut(state) => format!("any but {}", state.code()),
        From::Places(places) => list(places.iter().map(|place| match place.resume {
            Some(resume) => format!("{} (from {})", place.state.code(), resume.code()),
            None => place.state.code().to_owned(),
        })),
    }
}

fn to(row: &Row) -> String {
    let words = row.to.iter().map(|to| match to {
        To::Same => "same".to_owned(),
        To::Resume => "where it came from".to_owned(),
        To::Named => "as named".to_owned(),
        To::State(state) => state.code().to_owned(),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn who(row: &Row) -> String {
    let seconds = match row.second {
        Second::None => "",
        Second::One => " +S",
        Second::Two => " +S+S",
        Second::FromFourthRound => " (+S from the fourth round)",
    };
    list(row.who.iter().map(|role| role.code().to_owned())) + seconds
}

fn clocks(row: &Row) -> String {
    let all = |kinds: &[crate::case::state::ClockKind]| {
        if kinds.len() == crate::case::state::ClockKind::ALL.len() {
            return "what does not fit".to_owned();
        }
        list(kinds.iter().map(|kind| kind.code().to_owned()))
    };
    let mut parts = Vec::new();
    for (verb, kinds) in [("start", row.clocks.starts), ("meet", row.clocks.meets), ("void", row.clocks.voids)] {
        if !kinds.is_empty() {
            parts.push(format!("{verb} {}", all(kinds)));
        }
    }
    for (verb, cause) in [("pause", row.clocks.pauses), ("un-pause", row.clocks.unpauses)] {
        if let Some(cause) = cause {
            parts.push(format!("{verb} ({})", cause.code()));
        }
    }
    parts.join("; ")
}

/// The arrows between states, actions on the same arrow together. Repairs are left out: they lead everywhere.
#[must_use]
pub fn edges(kind: Kind) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for row in rows(kind) {
        for (from, to) in arrows(kind, row) {
            match edges.iter_mut().find(|edge| edge.from == from && edge.to == to) {
                Some(edge) => edge.actions.push(row.action.code()),
                None => edges.push(Edge { from, to, actions: vec![row.action.code()] }),
            }
        }
    }
    edges
}

fn arrows(kind: Kind, row: &Row) -> Vec<(Option<State>, State)> {
    let begins: Vec<(Option<State>, Option<State>)> = match row.from {
        From::Nothing => vec![(None, None)],
        From::Places(places) => places.iter().map(|place| (Some(place.state), place.resume)).collect(),
        From::AnyOpen => open(kind).map(|state| (Some(state), None)).collect(),
        From::Any | From::AnyBut(_) => Vec::new(),
    };
    let ends = |resume: Option<State>, from: Option<State>| {
        row.to.iter().flat_map(move |to| match to {
            To::State(state) => vec![*state],
            To::Resume => resumes(from, resume),
            To::Same | To::Named => Vec::new(),
        })
    };
    begins.into_iter().flat_map(|(from, resume)| ends(resume, from).map(move |to| (from, to))).collect()
}

fn open(kind: Kind) -> impl Iterator<Item = State> {
    State::of(kind).iter().copied().filter(|state| !state.is_final())
}

/// Where an interruption may have come from.
fn resumes(from: Option<State>, resume: Option<State>) -> Vec<State> {
    match (from, resume) {
        (_, Some(resume)) => vec![resume],
        (Some(State::AwaitingReporter), None) => vec![State::Screening, State::Review, State::Clarification],
        (Some(State::Objection), None) => vec![State::Resolved, State::FollowUp],
        (Some(State::Referred), None) => vec![State::Screening, State::Review],
        (Some(_) | None, None) => Vec::new(),
    }
}

/// The diagram as Mermaid text for the README.
#[must_use]
pub fn mermaid(kind: Kind) -> String {
    let mut text = "stateDiagram-v2\n".to_owned();
    for edge in edges(kind) {
        let from = edge.from.map_or("[*]", State::code);
        let arrow = format!("    {from} --> {}: {}\n", edge.to.code(), edge.actions.join(", "));
        text.push_str(&arrow);
    }
    for state in State::of(kind).iter().filter(|state| state.is_final()) {
        let end = format!("    {} --> [*]\n", state.code());
        text.push_str(&end);
    }
    text
}

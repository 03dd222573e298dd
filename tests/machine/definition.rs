//! Walks the definition itself: no unreachable states, dead roles, states without a clock, rows without words.

use std::collections::{BTreeMap, BTreeSet};

use kentongan::case::action::ActionKind;
use kentongan::case::refusal::Guard;
use kentongan::case::state::{ClockKind, Kind, Outcome, Role, State};
use kentongan::case::table::{From, Row, Tells, To, clocks_of, edges, markdown, mermaid, rows};

const ID: &str = include_str!("../../src/i18n/id/kentongan.ftl");
const EN: &str = include_str!("../../src/i18n/en/kentongan.ftl");

fn all() -> impl Iterator<Item = &'static Row> {
    rows(Kind::Complaint).iter().chain(rows(Kind::Consultation))
}

#[track_caller]
fn has_words(key: &str) {
    for (language, text) in [("id", ID), ("en", EN)] {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        assert!(line.is_some_and(|words| !words.trim().is_empty()), "{key} has no words in {language}");
    }
}

#[test]
fn every_state_is_reachable_by_arrows_alone() {
    for kind in Kind::ALL {
        let arrows = edges(*kind);
        let mut reached: BTreeSet<State> =
            arrows.iter().filter(|edge| edge.from.is_none()).map(|edge| edge.to).collect();
        loop {
            let before = reached.len();
            reached.extend(
                arrows
                    .iter()
                    .filter(|e| e.from.is_some_and(|from| reached.contains(&from)))
                    .map(|e| e.to)
                    .collect::<Vec<_>>(),
            );
            if reached.len() == before {
                break;
            }
        }
        let wanted: BTreeSet<State> = State::of(*kind).iter().copied().collect();
        assert_eq!(reached, wanted);
    }
    let named: BTreeSet<State> = Kind::ALL.iter().flat_map(|kind| State::of(*kind)).copied().collect();
    assert_eq!(named.len(), State::ALL.len(), "every state belongs to a kind");
}

#[test]
fn every_open_state_has_an_exit_and_a_clock_and_only_final_ones_have_no_way_on() {
    for kind in Kind::ALL {
        for state in State::of(*kind) {
            let leaves = edges(*kind).iter().any(|edge| edge.from == Some(*state) && edge.to != *state);
            assert!(leaves || state.is_final(), "{state:?} has no exit");
            assert!(!clocks_of(*state).is_empty(), "{state:?} has no clock");
        }
    }
}

#[test]
fn every_clock_kind_is_started_by_a_row_and_met_or_voided_by_another() {
    for kind in ClockKind::ALL {
        assert!(all().any(|row| row.clocks.starts.contains(kind)), "nothing starts {kind:?}");
        let ends = |row: &&Row| {
            row.clocks.meets.contains(kind) || (row.clocks.voids.contains(kind) && row.action != ActionKind::Repair)
        };
        assert!(all().any(|row| ends(&row)), "nothing ends {kind:?}");
    }
}

#[test]
fn every_action_has_one_row_an_actor_and_a_label_in_every_language() {
    for action in ActionKind::ALL {
        let found: Vec<&Row> = all().filter(|row| row.action == *action).collect();
        assert!(!found.is_empty(), "{action:?} is in no row");
        has_words(&action.label_key());
    }
    for kind in Kind::ALL {
        let mut seen = BTreeSet::new();
        for row in rows(*kind) {
            assert!(!row.who.is_empty(), "row {} has no actor", row.no);
            assert!(seen.insert(row.action), "{:?} has two rows", row.action);
        }
    }
}

#[test]
fn every_row_tells_the_reporter_or_says_why_not() {
    for row in all() {
        match row.tells {
            Tells::Note => has_words(&row.note_key().expect("a note has a key")),
            Tells::Nothing(_) => assert_eq!(row.note_key(), None),
        }
    }
}

#[test]
fn every_move_is_told_unless_the_reporter_made_it() {
    for row in all() {
        let moves = row.to.iter().any(|to| !matches!(to, To::Same));
        let told = row.tells == Tells::Note;
        assert!(!moves || told || row.who.contains(&Role::Reporter), "row {} moves in silence", row.no);
    }
}

#[test]
fn every_state_clock_outcome_role_and_refusal_has_words() {
    for state in State::ALL {
        has_words(&state.text_key());
    }
    for clock in ClockKind::ALL {
        has_words(&format!("jam-{}", clock.code().to_lowercase().replace('_', "-")));
    }
    for outcome in Outcome::ALL {
        has_words(&format!("hasil-{}", outcome.code().replace('_', "-")));
    }
    for role in Role::ALL {
        has_words(&format!("peran-{}", role.code()));
    }
    for guard in Guard::ALL {
        has_words(&kentongan::case::decide::Refusal::Guard(*guard).text_key());
    }
    for key in ["tolak-not-now", "tolak-not-yours", "tolak-walled"] {
        has_words(key);
    }
}

#[test]
fn no_role_is_dead_but_those_that_the_definition_names_as_such() {
    let used: BTreeSet<Role> = all().flat_map(|row| row.who).copied().collect();
    let dead: Vec<Role> = Role::ALL.iter().copied().filter(|role| !used.contains(role)).collect();
    assert_eq!(dead, [Role::Custodian, Role::Auditor, Role::Admin]);
    let clerks: Vec<&str> = all().filter(|row| row.who.contains(&Role::Clerk)).map(|row| row.no).collect();
    assert_eq!(clerks, ["1", "1"], "a clerk only enters");
}

#[test]
fn rows_stand_in_the_order_of_the_definition() {
    let mut numbers: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for row in all() {
        let of_kind = numbers.entry(row.kind).or_default();
        if of_kind.last() != Some(&row.no) {
            of_kind.push(row.no);
        }
    }
    let complaint: Vec<String> = (1..=55)
        .flat_map(|n| match n {
            13 => vec!["13".into(), "13b".into()],
            36 => vec!["36".into(), "36b".into()],
            n => vec![n.to_string()],
        })
        .collect();
    assert_eq!(numbers[&Kind::Complaint], complaint);
    assert_eq!(
        numbers[&Kind::Consultation],
        ["1", "2", "3", "4", "5", "6", "7", "7b", "8", "9", "10", "11", "12", "13", "14", "15", "16"]
    );
}

#[test]
fn a_row_names_only_states_of_its_kind() {
    for row in all() {
        let of_kind = State::of(row.kind);
        if let From::Places(places) = row.from {
            for place in places {
                assert!(of_kind.contains(&place.state) && place.resume.is_none_or(|from| of_kind.contains(&from)));
            }
        }
        for to in row.to {
            assert!(!matches!(to, To::State(state) if !of_kind.contains(state)), "row {}", row.no);
        }
    }
}

#[test]
fn the_printed_tables_are_these() {
    insta::assert_snapshot!("complaint", markdown(Kind::Complaint));
    insta::assert_snapshot!("consultation", markdown(Kind::Consultation));
}

#[test]
fn the_diagrams_are_these() {
    insta::assert_snapshot!("complaint_diagram", mermaid(Kind::Complaint));
    insta::assert_snapshot!("consultation_diagram", mermaid(Kind::Consultation));
}

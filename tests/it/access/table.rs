//! The two tables: how they are read, compared and written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use scraper::Html;

use super::ground::{OUTSIDERS, PEOPLE, Subject};
use super::leads_below;

/// One visitor in one state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub state: String,
    pub who: &'static str,
}

/// Answers by route.
pub type Got = BTreeMap<String, BTreeMap<Cell, String>>;

/// A line of `routes.txt`.
struct Rule {
    answer: String,
    who: Vec<String>,
    /// Empty: in every state.
    states: Vec<String>,
}

impl Rule {
    fn parse(line: &str) -> Self {
        let mut words = line.split_whitespace().peekable();
        let mut answer = words.next().expect("an answer").to_owned();
        if let Some(to) = words.next_if(|word| word.starts_with('/') || word.contains("://")) {
            answer = format!("{answer} {to}");
        }
        let mut rule = Self { answer, who: Vec::new(), states: Vec::new() };
        let mut into_states = false;
        for word in words.map(|word| word.trim_end_matches(',')) {
            match (word, into_states) {
                ("in", _) => into_states = true,
                (_, false) => rule.who.push(word.to_owned()),
                (_, true) => rule.states.push(word.to_owned()),
            }
        }
        assert!(!rule.who.is_empty(), "nobody gets “{line}”");
        rule
    }

    fn fits(&self, cell: &Cell, offers: &Offers) -> bool {
        let here = self.states.is_empty() || self.states.contains(&cell.state);
        here && self.who.iter().any(|who| match who.as_str() {
            "others" => true,
            "officers" => PEOPLE.contains(&cell.who),
            "outsiders" => OUTSIDERS.contains(&cell.who),
            "readers" => offers.reads(cell),
            name => name == cell.who,
        })
    }
}

/// `routes.txt`.
pub struct Expected(BTreeMap<String, Vec<Rule>>);

impl Expected {
    pub fn parse(text: &str) -> Self {
        let mut routes: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
        let mut block: Vec<String> = Vec::new();
        let mut ruled = false;
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if line.starts_with(' ') {
                ruled = true;
                for route in &block {
                    routes.get_mut(route).expect("a route first").push(Rule::parse(line));
                }
                continue;
            }
            if std::mem::take(&mut ruled) {
                block.clear();
            }
            assert!(routes.insert(line.to_owned(), Vec::new()).is_none(), "{line} twice");
            block.push(line.to_owned());
        }
        Self(routes)
    }

    /// What is not as written, with the lines that would say what is.
    pub fn differences(&self, got: &Got, offers: &Offers) -> Vec<String> {
        let mut wrong = Vec::new();
        for (route, cells) in got {
            let rules = self.0.get(route).map(Vec::as_slice).unwrap_or_default();
            let mut here = Vec::new();
            for (cell, answer) in cells {
                let rule = rules.iter().find(|rule| rule.fits(cell, offers));
                let wanted = rule.map_or("405", |rule| rule.answer.as_str());
                if answer != wanted {
                    here.push(format!("    # {} in {}: {answer} instead of {wanted}", cell.who, cell.state));
                }
            }
            if !here.is_empty() {
                here.truncate(6);
                wrong.push(format!("{route}\n{}\n{}", here.join("\n"), written(cells, offers)));
            }
        }
        wrong.extend(self.0.keys().filter(|route| !got.contains_key(*route)).map(|r| format!("{r} is not an address")));
        wrong
    }
}

/// The lines that describe these answers.
fn written(cells: &BTreeMap<Cell, String>, offers: &Offers) -> String {
    let mut by_answer: BTreeMap<&str, BTreeSet<&Cell>> = BTreeMap::new();
    for (cell, answer) in cells {
        by_answer.entry(answer).or_default().insert(cell);
    }
    let usual = by_answer.iter().max_by_key(|(_, cells)| cells.len()).map(|(answer, _)| *answer).unwrap_or_default();
    let mut text = String::new();
    for (answer, own) in by_answer.iter().filter(|(answer, _)| **answer != usual) {
        let readers: BTreeSet<&Cell> = cells.keys().filter(|cell| offers.reads(cell)).collect();
        if *own == readers {
            let _ = writeln!(text, "    {answer} readers");
            continue;
        }
        let all: BTreeSet<&str> = cells.keys().map(|cell| cell.state.as_str()).collect();
        let mut by_people: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
        for state in all.iter().copied() {
            let who: Vec<&str> = own.iter().filter(|cell| cell.state == state).map(|cell| cell.who).collect();
            if !who.is_empty() {
                by_people.entry(who).or_default().push(state);
            }
        }
        for (who, states) in by_people {
            let asked = |state: &&str| cells.keys().any(|cell| cell.state == **state && who.contains(&cell.who));
            let everywhere = all.iter().filter(|state| asked(state)).count() == states.len();
            let _ = write!(text, "    {answer} {}", grouped(&who));
            let _ = if everywhere { writeln!(text) } else { writeln!(text, " in {}", states.join(" ")) };
        }
    }
    text + &format!("    {usual} others")
}

fn grouped(who: &[&str]) -> String {
    for (name, group) in [("officers", &PEOPLE[..]), ("outsiders", &OUTSIDERS[..])] {
        if group.iter().all(|one| who.contains(one)) {
            let rest: Vec<&str> = who.iter().copied().filter(|one| !group.contains(one)).collect();
            return format!("{name} {}", rest.join(" ")).trim_end().to_owned();
        }
    }
    who.join(" ")
}

/// `cases.txt`: by state, who reads the case, and which acts its page offers to each of them.
#[derive(Default)]
pub struct Offers(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

/// Parts of a case that are read, not done.
const READ: [&str; 4] = ["jejak", "isi", "akses", "hasil"];

impl Offers {
    pub fn parse(text: &str) -> Self {
        let mut all = Self::default();
        let mut state = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let here = all.0.entry(if line.starts_with(' ') { state.clone() } else { line.to_owned() }).or_default();
            if let Some(readers) = line.trim().strip_prefix("reads ") {
                here.extend(readers.split_whitespace().map(|who| (who.to_owned(), BTreeSet::new())));
            } else if let Some((who, acts)) = line.trim().split_once(':') {
                let acts = acts.split_whitespace().map(str::to_owned);
                here.get_mut(who).unwrap_or_else(|| panic!("{who} does not read {state}")).extend(acts);
            } else {
                line.clone_into(&mut state);
            }
        }
        all
    }

    /// Notes down what a case's page offers.
    pub fn note(&mut self, subject: &Subject, who: &str, template: &str, page: &Html) {
        let base = template.replace("{nomor}", &subject.number);
        let acts = leads_below(page, &base).filter(|act| !READ.contains(&act.as_str()) && !act.starts_with("surat/"));
        self.0.entry(subject.state.clone()).or_default().entry(who.to_owned()).or_default().extend(acts);
    }

    /// Whether an officer may read a case in that state.
    fn reads(&self, cell: &Cell) -> bool {
        PEOPLE.contains(&cell.who) && self.0.get(&cell.state).is_some_and(|here| here.contains_key(cell.who))
    }

    /// What is not as written, with the lines that would say what is.
    pub fn differences(&self, got: &Self) -> Vec<String> {
        let states: BTreeSet<&String> = self.0.keys().chain(got.0.keys()).collect();
        let mut wrong = Vec::new();
        for state in states {
            let nobody = BTreeMap::new();
            let (wanted, here) = (self.0.get(state).unwrap_or(&nobody), got.0.get(state).unwrap_or(&nobody));
            if wanted == here {
                continue;
            }
            let mut lines = format!("{state}\n    reads {}", here.keys().cloned().collect::<Vec<_>>().join(" "));
            for (who, acts) in here.iter().filter(|(_, acts)| !acts.is_empty()) {
                let _ = write!(lines, "\n    {who}: {}", acts.iter().cloned().collect::<Vec<_>>().join(" "));
            }
            wrong.push(lines);
        }
        wrong
    }
}

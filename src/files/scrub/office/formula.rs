//! Formulas that fetch: opening a sheet must ask no server and start no program. What a formula gave last time stays.

use super::telling::is_path;
use crate::files::scrub::xml::Text;

/// Functions that ask a server or another program.
const FETCH: [&str; 14] = [
    "IMAGE",
    "WEBSERVICE",
    "RTD",
    "DDE",
    "CALL",
    "EXEC",
    "REGISTER",
    "REGISTER.ID",
    "SQL.REQUEST",
    "STOCKHISTORY",
    "IMPORTDATA",
    "IMPORTXML",
    "IMPORTHTML",
    "IMPORTRANGE",
];

/// A chart cannot be without the place of its numbers, a cell can.
pub(super) fn weigh(name: &str, formula: &str) -> Text {
    match fetches(formula) {
        false => Text::Keep,
        true if name == "c:f" => Text::Becomes(String::new()),
        true => Text::Gone,
    }
}

/// Whether a formula names something outside of its document.
pub(super) fn fetches(formula: &str) -> bool {
    let named = |word: &str| {
        let word = word.to_ascii_uppercase();
        FETCH
            .iter()
            .any(|name| word.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.')))
    };
    // every second part stands in quotation marks
    let asks = |part: &str| {
        let mut words = part.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.');
        // `program|topic!item` is how a formula speaks to another program
        part.contains('|') || words.any(named)
    };
    formula.contains("://") || is_path(formula) || formula.split('"').step_by(2).any(asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_asks_a_server_or_a_program_is_told_from_one_that_counts() {
        for asks in [
            "_xlfn.IMAGE(A1&A2)",
            "_xlfn.WEBSERVICE (A1)",
            "of:=COM.MICROSOFT.WEBSERVICE([.A1])",
            "MAP(A1:A3,_xlfn.WEBSERVICE)",
            "HYPERLINK(\"https://contoh.example\",\"klik\")",
            "cmd|'/C calc'!A0",
            "'C:\\Users\\Siti\\[a.xlsx]S'!A1",
        ] {
            assert!(fetches(asks), "{asks}");
        }
        for counts in
            ["SUM(A1:A9)", "A1&\" | \"&B1", "IF(A1=\"image\",1,2)", "[1]Sheet1!$A$1", "TEXT(A1,\"#\\-0\")", "CALLS+1"]
        {
            assert!(!fetches(counts), "{counts}");
        }
    }
}

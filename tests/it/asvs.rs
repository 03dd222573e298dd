//! docs/asvs.md names evidence that exists, and counts what it says.

use std::fs;
use std::path::Path;

use crate::architecture::sources;

/// Cells of the table's rows.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .filter(|line| line.starts_with("| ") && line[2..].starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

#[test]
fn everything_that_the_asvs_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/asvs.md")).unwrap();
    let rows = rows(&text);
    assert_eq!(rows.len(), 267);
    let mut code: String =
        ["src", "tests"].iter().flat_map(|folder| sources(folder, "rs")).map(|(_, text)| text).collect();
    code += &sources("tests/browser", "mjs").into_iter().map(|(_, text)| text).collect::<String>();
    let mut wrong = Vec::new();
    for row in &rows {
        let [id, level, _, status, evidence] = row[..] else { panic!("{row:?}") };
        assert!(["1", "2", "3"].contains(&level) && ["✔", "part", "✘", "n-a"].contains(&status), "{id}");
        assert!(!evidence.is_empty(), "{id} says nothing");
        for named in evidence.split('`').skip(1).step_by(2) {
            let is_test = named.matches('_').count() >= 2
                && named.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit());
            let is_file = Path::new(named).extension().is_some() && !named.contains(' ') && !named.starts_with('/');
            let there = match (is_test, is_file) {
                (true, _) => code.contains(&format!("fn {named}(")),
                (_, true) => root.join(named).exists(),
                _ => true,
            };
            if !there {
                wrong.push(format!("{id}: {named}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (status, label) in
        [("✔", "✔ holds"), ("part", "*part*"), ("✘", "✘ does not hold"), ("n-a", "there is no such thing here")]
    {
        let count = rows.iter().filter(|row| row[3] == status).count();
        assert!(text.contains(&format!("{label}: {count}.")), "{label}: {count}");
    }
    let [one, two, three] = ["1", "2", "3"].map(|level| rows.iter().filter(|row| row[1] == level).count());
    let levels = format!("{one} of level 1, {two} of level 2 and the {three} of level 3");
    assert!(text.contains(&levels) && text.contains(&format!("\n{} rows of", rows.len())), "{levels}");
}

//! What the folders promise, kept by reading the sources themselves.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder of the repository with this ending: (path from the root, text).
pub fn sources(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut folders) = (Vec::new(), vec![root.join(folder)]);
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == ending) {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 5, "nothing was read below {folder}");
    found
}

/// A source without its comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether a text holds a word that does not go on to the left: `rand::` is not in `brand::`.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Fails with the names of the files outside `allowed` whose code holds one of the words.
#[track_caller]
fn only(allowed: impl Fn(&str) -> bool, words: &[&str], why: &str) {
    let mut seen = false;
    let mut wrong = Vec::new();
    for (name, text) in sources("src", "rs") {
        if !name.ends_with("tests.rs") && words.iter().any(|word| holds(&code(&text), word)) {
            seen = true;
            wrong.extend(Some(name.clone()).filter(|_| !allowed(&name)));
        }
    }
    assert!(seen, "{words:?} is nowhere, so this test says nothing");
    assert_eq!(wrong, Vec::<String>::new(), "{why}");
}

#[test]
fn sql_stands_in_database_files_only() {
    only(
        |name| name.ends_with("/db.rs") || name.contains("/db/") || name.starts_with("src/jobs/"),
        &["sqlx::query", "sqlx::raw_sql", "query_as(", "query_scalar(", "raw_sql("],
        "statements belong into db.rs",
    );
}

#[test]
fn only_the_one_door_may_write_as_the_door() {
    only(|name| name.starts_with("src/case/act/"), &["elevate()"], "nothing else may call Tx::elevate");
}

#[test]
fn only_the_clock_reads_the_clock() {
    only(|name| name == "src/clock.rs", &["Utc::now(", "Local::now(", "SystemTime::now("], "take `now` as an argument");
}

#[test]
fn randomness_comes_from_the_vault() {
    only(|name| name.starts_with("src/vault/"), &["rand::"], "ask the vault");
}

/// A page of the desk that printed a moment or a name by itself would tell when a reporter was there, or who it was.
#[test]
fn the_desk_prints_moments_and_names_of_files_in_one_place() {
    const PLACES: [&str; 2] = ["src/desk/time.rs", "src/desk/slip.rs"];
    only(
        |name| !name.starts_with("src/desk/") || PLACES.contains(&name),
        &["page.moment(", "page.stamp(", "lang.time("],
        "ask time::Moment, which knows what officers may not know",
    );
    // what an officer chose in a form of their own goes by the name that they know
    let own = |name: &str| name.starts_with("src/desk/action/") || name == "src/desk/proposals.rs";
    only(
        |name| !name.starts_with("src/desk/") || own(name),
        &["meta.name"],
        "ask evidence::name, which tells nothing of what a reporter called a file",
    );
}

#[test]
fn the_rules_of_a_case_know_no_database_and_no_web() {
    let pure = |name: &str| {
        name.starts_with("src/case/")
            && !name.contains("/act/")
            && !name.contains("/db/")
            && name != "src/case/policies.rs"
    };
    let mut checked = 0;
    for (name, text) in sources("src", "rs").into_iter().filter(|(name, _)| pure(name)) {
        checked += 1;
        for word in ["sqlx", "axum", "askama", "tokio", "crate::db", "crate::web", "crate::app"] {
            assert!(!code(&text).contains(word), "{name} is a rule and names {word}");
        }
    }
    assert!(checked > 10, "the rules have moved");
}

#[test]
fn slices_do_not_import_one_another() {
    // what admin, demo and the console need of accounts stands in account/mod.rs, which is below the slices
    const SLICES: [&str; 7] = ["intake", "follow", "desk", "custody", "campaign", "admin", "site"];
    for (name, text) in sources("src", "rs") {
        let Some(own) = SLICES.iter().find(|slice| name.starts_with(&format!("src/{slice}/"))) else { continue };
        for other in SLICES.iter().filter(|slice| *slice != own) {
            assert!(!code(&text).contains(&format!("crate::{other}::")), "{name} imports {other}");
        }
    }
}

#[test]
fn every_template_has_its_page() {
    let templates = sources("templates", "html");
    let rust: String = sources("src", "rs").into_iter().map(|(_, text)| text).collect();
    let everything: String = templates.iter().map(|(_, text)| text.as_str()).chain([rust.as_str()]).collect();
    let named = |name: &str| everything.contains(&format!("\"{name}\""));
    let unused: Vec<_> = templates.iter().filter(|(name, _)| !named(name.trim_start_matches("templates/"))).collect();
    assert!(unused.is_empty(), "nothing renders {:?}", unused.iter().map(|(name, _)| name).collect::<Vec<_>>());
}

#[test]
fn no_page_holds_a_script_or_a_style_of_its_own() {
    for (name, text) in sources("templates", "html") {
        for word in [" style=\"", "<style", " onclick=", " onsubmit=", " onchange=", "javascript:"] {
            assert!(!text.contains(word), "{name} has {word}, which the browser refuses");
        }
        for script in text.split("<script").skip(1) {
            let (head, rest) = script.split_once('>').unwrap_or_default();
            let holds_code = !rest.trim_start().starts_with("</script");
            assert!(head.contains("src=") && !holds_code, "{name} has a script of its own");
        }
    }
}

/// Cargo is told each test program by name, so one that is left out would fail silently.
#[test]
fn every_test_program_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for folder in fs::read_dir(root.join("tests")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let told = manifest.contains(&format!("path = \"tests/{name}/main.rs\""));
        assert_eq!(folder.join("main.rs").exists(), told, "tests/{name} in Cargo.toml");
    }
}

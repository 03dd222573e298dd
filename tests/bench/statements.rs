//! What the program really asks its database for one press, learned from the database's own log, as a `pgbench` script.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection};

/// One statement of the log with the values that it was run with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    sql: String,
    /// Values by number, as PostgreSQL prints them; `None` is null.
    values: BTreeMap<usize, Option<String>>,
}

/// A script and the values that it is given on the command line.
pub struct Script {
    pub text: String,
    pub values: Vec<(String, String)>,
}

/// Lets the database write down every statement of the program, with its values, or stops that. New connections only.
pub async fn write_down(database: &kentongan::pg::Managed, on: bool) {
    let mut admin = database.options().connect().await.expect("the superuser");
    let settings: &[(&str, &str)] =
        &[("log_statement", "'all'"), ("log_error_verbosity", "'default'"), ("log_parameter_max_length", "-1")];
    for (name, value) in settings {
        let change = if on { format!("set {name} = {value}") } else { format!("reset {name}") };
        let statement = format!("alter role {} {change}", kentongan::pg::APP);
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut admin).await.expect("a setting");
    }
    admin.close().await.expect("a clean end");
}

/// The log of a managed database, and how much of it was read.
pub struct Log {
    path: PathBuf,
    read: usize,
}

impl Log {
    pub fn of(directory: &Path) -> Self {
        let path = directory.join("postgres.log");
        let read = fs::read(&path).map_or(0, |log| log.len());
        Self { path, read }
    }

    /// Statements since the last look.
    pub fn more(&mut self) -> Vec<Statement> {
        let log = fs::read(&self.path).expect("the database's log");
        let text = String::from_utf8_lossy(&log[self.read..]).into_owned();
        self.read = log.len();
        statements(&text)
    }
}

fn statements(log: &str) -> Vec<Statement> {
    // a line that begins with a tab continues the one before
    let entries = log.replace("\n\t", " ");
    let mut found: Vec<Statement> = Vec::new();
    for line in entries.lines() {
        let Some((_, said)) = line.split_once("] ") else { continue };
        if let Some(sql) = said.strip_prefix("LOG:  statement: ") {
            found.push(Statement { sql: sql.to_owned(), values: BTreeMap::new() });
        } else if let Some((_, sql)) = said.strip_prefix("LOG:  execute ").and_then(|said| said.split_once(": ")) {
            found.push(Statement { sql: sql.to_owned(), values: BTreeMap::new() });
        } else if let (Some(values), Some(last)) = (said.strip_prefix("DETAIL:  parameters: "), found.last_mut()) {
            last.values = parameters(values);
        }
    }
    found
}

/// `$1 = 'a''b', $2 = NULL`.
fn parameters(mut text: &str) -> BTreeMap<usize, Option<String>> {
    let mut values = BTreeMap::new();
    while let Some((number, rest)) = text.strip_prefix('$').and_then(|text| text.split_once(" = ")) {
        let number = number.parse().expect("a number");
        let Some(quoted) = rest.strip_prefix('\'') else {
            values.insert(number, None);
            text = rest.split_once(", ").map_or("", |(_, rest)| rest);
            continue;
        };
        let mut value = String::new();
        let mut chars = quoted.char_indices().peekable();
        let mut end = quoted.len();
        while let Some((at, c)) = chars.next() {
            if c != '\'' {
                value.push(c);
            } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
                value.push('\'');
            } else {
                end = at + 1;
                break;
            }
        }
        values.insert(number, Some(value));
        text = quoted[end..].strip_prefix(", ").unwrap_or("");
    }
    values
}

/// The script of one press, given two presses: what differs between them and is a key is made anew each time.
pub fn script(first: &[Statement], second: &[Statement]) -> Script {
    let sql = |statements: &[Statement]| statements.iter().map(|s| s.sql.clone()).collect::<Vec<_>>();
    assert_eq!(sql(first), sql(second), "two presses ran different statements");
    let mut script = Script { text: "\\set r random(0, 140737488355327)\n".to_owned(), values: Vec::new() };
    for (no, (a, b)) in first.iter().zip(second).enumerate() {
        let sql = a.sql.trim_end_matches(';');
        if sql.contains(';') {
            // one round trip there, one round trip here
            let parts: Vec<&str> = sql.split(';').map(str::trim).collect();
            script.text += &format!("\\startpipeline\n{};\n\\endpipeline\n", parts.join(";\n"));
        } else {
            script.text += &format!("{};\n", script.values.fill(no, sql, a, b));
        }
    }
    script
}

trait Fill {
    fn fill(&mut self, no: usize, sql: &str, a: &Statement, b: &Statement) -> String;
}

impl Fill for Vec<(String, String)> {
    /// Puts variables, keys and nulls in the place of `$1`, `$2` …
    fn fill(&mut self, no: usize, sql: &str, a: &Statement, b: &Statement) -> String {
        let mut filled = sql.to_owned();
        for (number, value) in a.values.iter().rev() {
            let expression = match value {
                None => "null".to_owned(),
                Some(value) => {
                    let anew = sql.contains("insert into cases") && b.values.get(number) != Some(&Some(value.clone()));
                    key(value, *number).filter(|_| anew).unwrap_or_else(|| {
                        let name = format!("v{no}_{number}");
                        self.push((name.clone(), value.clone()));
                        format!(":{name}{}", cast(value))
                    })
                }
            };
            // from the largest number down, so that $1 is not found in $12
            filled = filled.replace(&format!("${number}"), &expression);
        }
        filled
    }
}

/// A cheap expression that is different for each transaction, for what must be unique.
fn key(value: &str, number: usize) -> Option<String> {
    if is_uuid(value) {
        Some(format!("('0000{number:04}-0000-7000-8000-' || lpad(to_hex(:r::bigint), 12, '0'))::uuid"))
    } else if value.starts_with("\\x") && value.len() == 2 + 64 {
        Some(format!("(int8send(:r::bigint) || decode('{number:048}', 'hex'))"))
    } else if value.starts_with("KTG-") {
        Some("('KTG-' || to_hex(:r::bigint))".to_owned())
    } else {
        None
    }
}

/// The type that the program itself declares for such a value.
fn cast(value: &str) -> &'static str {
    let starts = |pattern: &str| {
        value.len() >= pattern.len()
            && pattern.bytes().zip(value.bytes()).all(|(p, v)| if p == b'0' { v.is_ascii_digit() } else { p == v })
    };
    if is_uuid(value) {
        "::uuid"
    } else if value.starts_with("\\x") {
        "::bytea"
    } else if starts("0000-00-00 00:00:00") {
        "::timestamptz"
    } else if starts("0000-00-00") {
        "::date"
    } else if value.starts_with("{\"") && value.contains("\":") {
        "::jsonb"
    } else if value.starts_with('{') {
        "" // arrays are cast where they stand, or known from a function's argument
    } else if value == "t" || value == "f" {
        "::boolean"
    } else if value.parse::<i32>().is_ok() {
        "::integer"
    } else {
        "::text"
    }
}

fn is_uuid(value: &str) -> bool {
    value.len() == 36 && value.parse::<uuid::Uuid>().is_ok()
}

//! The README shows the workflow as the table in code has it.

use kentongan::case::state::Kind;
use kentongan::case::table::{markdown, mermaid};

const BEGIN: &str = "<!-- workflow:begin -->\n";
const END: &str = "<!-- workflow:end -->";

fn generated() -> String {
    let mut text = String::new();
    for (title, kind) in [("Complaints", Kind::Complaint), ("Consultations", Kind::Consultation)] {
        text += &format!(
            "### {title}\n\n```mermaid\n{}\n```\n\n<details><summary>Every row</summary>\n\n{}\n\n</details>\n\n",
            mermaid(kind).trim_end(),
            markdown(kind).trim_end()
        );
    }
    text
}

/// With `UPDATE_README=1` the test writes the section instead of comparing it.
#[test]
fn the_readme_shows_the_machine_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("a README");
    let (before, rest) = readme.split_once(BEGIN).expect("the begin mark");
    let (shown, after) = rest.split_once(END).expect("the end mark");
    let fresh = generated();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{fresh}{END}{after}")).expect("a writable README");
    } else {
        assert_eq!(shown, fresh, "run the test once with UPDATE_README=1");
    }
}

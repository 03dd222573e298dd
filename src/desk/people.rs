//! Colleagues, as a form offers them.

use i18n_embed_fl::fl;

use super::db::Person;
use crate::web::Page;
use crate::web::form::Choice;

/// Officers as options, with their roles and units; `empty` puts "Pilih…" first.
pub fn choices(page: &Page, people: &[Person], empty: bool) -> Vec<Choice> {
    let first = empty.then(|| Choice::plain("", fl!(page.t, "bidang-pilih")));
    first
        .into_iter()
        .chain(people.iter().map(|person| Choice::plain(person.id.to_string(), line(page, person))))
        .collect()
}

/// One officer with roles and units.
pub fn line(page: &Page, person: &Person) -> String {
    let roles: Vec<String> = person.roles.iter().map(|code| page.t.get(&format!("peran-{code}"))).collect();
    let mut text = format!("{}, {}", person.name, roles.join("/"));
    if !person.units.is_empty() {
        text = format!("{text} ({})", person.units.join(", "));
    }
    text
}

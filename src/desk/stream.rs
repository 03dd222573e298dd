//! Messages, notes, letters and steps of a case in one stream, oldest first.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::evidence;
use super::folder::Folder;
use super::scene::Scene;
use super::time::{By, Moment};
use crate::case::db::{Author, Document, EventEntry, Message, SETTLES};
use crate::case::letter::Letter;
use crate::case::state::State;
use crate::web::Page;

/// What the stream is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    #[default]
    All,
    Reporter,
    Notes,
    Letters,
}

impl Only {
    /// The tabs with their codes.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::All, "semua"), (Self::Reporter, "pelapor"), (Self::Notes, "catatan"), (Self::Letters, "surat")];

    /// From an address.
    pub fn parse(code: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == code).map_or(Self::All, |(only, _)| *only)
    }
}

/// One entry.
pub struct Entry {
    at: DateTime<Utc>,
    /// `sistem`, `pesan`, `pesan saya` or `pesan intern`.
    pub class: &'static str,
    pub author: String,
    pub note: bool,
    pub waiting: bool,
    pub stamp: String,
    pub when: String,
    pub text: String,
    pub href: String,
    pub files: Vec<(String, String)>,
}

/// Steps that say nothing beside the message or the file that came with them.
const SPOKEN: [&str; 5] = ["message", "note", "add_evidence", "dispatch", SETTLES];

/// The stream.
pub fn merge(scene: &Scene, folder: &Folder, only: Only) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let letters_only = only == Only::Letters;
    if !letters_only {
        entries.extend(folder.messages.iter().filter(|m| wanted(m, only)).map(|m| message(scene, folder, m)));
    }
    if only == Only::All {
        entries.extend(folder.events.iter().filter_map(|event| step(scene, &folder.names, event)));
    }
    if matches!(only, Only::All | Only::Letters) {
        entries.extend(folder.documents.iter().map(|document| letter(scene, document)));
    }
    entries.sort_by_key(|entry| entry.at);
    mark_waiting(scene, &mut entries);
    entries
}

fn wanted(message: &Message, only: Only) -> bool {
    match only {
        Only::All => true,
        Only::Reporter => !message.desk_only,
        Only::Notes => message.desk_only,
        Only::Letters => false,
    }
}

/// The question that the reporter has not answered yet.
fn mark_waiting(scene: &Scene, entries: &mut [Entry]) {
    if scene.case.state == State::AwaitingReporter
        && let Some(last) = entries.iter().rev().find(|entry| entry.waiting)
    {
        let at = last.at;
        entries.iter_mut().filter(|entry| entry.at != at).for_each(|entry| entry.waiting = false);
    } else {
        entries.iter_mut().for_each(|entry| entry.waiting = false);
    }
}

fn message(scene: &Scene, folder: &Folder, message: &Message) -> Entry {
    let page = &scene.page;
    let (class, author) = match (message.author, &message.officer) {
        (Author::Reporter, _) => ("pesan", fl!(page.t, "meja-penulis-pelapor")),
        (Author::System, _) => ("pesan saya", fl!(page.t, "meja-penulis-sistem")),
        (Author::Officer, Some(officer)) if message.desk_only => ("pesan intern", officer.name.clone()),
        (Author::Officer, Some(officer)) => {
            let alias = format!("{:02}", officer.alias);
            if officer.id == scene.officer.id {
                ("pesan saya", fl!(page.t, "meja-penulis-anda", nomor = alias))
            } else {
                let name = officer.name.clone();
                ("pesan saya", fl!(page.t, "meja-penulis-petugas", nomor = alias, nama = name))
            }
        }
        (Author::Officer, None) => ("pesan saya", fl!(page.t, "meja-penulis-sistem")),
    };
    let files = folder
        .evidence
        .iter()
        .enumerate()
        .filter(|(_, file)| file.message_id == Some(message.id))
        .map(|(at, file)| (format!("{}/bukti/{}", scene.href(), file.id), evidence::name(scene, at, file)))
        .collect();
    let mut entry = bare(scene, message.at, By::author(message.author), class);
    entry.author = author;
    entry.note = message.desk_only;
    entry.waiting = message.kind == "ask_reporter" && !message.desk_only;
    entry.text.clone_from(&message.body);
    entry.files = files;
    entry
}

fn step(scene: &Scene, names: &HashMap<Uuid, String>, event: &EventEntry) -> Option<Entry> {
    if SPOKEN.contains(&event.action.as_str()) {
        return None;
    }
    let payload = event.payload.as_ref()?;
    let who = actor(&scene.page, names, &payload.actor);
    let what = scene.t().get(&format!("tindakan-{}", event.action.replace('_', "-")));
    let moved = match (payload.data.get("from"), payload.data.get("to")) {
        (Some(from), Some(to)) if from != to => {
            to.as_str().map(|code| scene.t().get(&format!("meja-tahap-{code}"))).unwrap_or_default()
        }
        _ => String::new(),
    };
    let mut entry = bare(scene, payload.at, By::actor(&payload.actor), "sistem");
    entry.text = if moved.is_empty() { format!("{who}: {what}.") } else { format!("{who}: {what} → {moved}.") };
    Some(entry)
}

/// The name behind `role:id`, `reporter` or `system` in the record.
pub fn actor(page: &Page, names: &HashMap<Uuid, String>, actor: &str) -> String {
    match actor.split_once(':') {
        Some((role, id)) => id
            .parse()
            .ok()
            .and_then(|id: Uuid| names.get(&id).cloned())
            .unwrap_or_else(|| page.t.get(&format!("peran-{role}"))),
        None => page.t.get(&format!("peran-{actor}")),
    }
}

/// Officers whom the record names.
pub fn officers(events: &[EventEntry]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> =
        events.iter().filter_map(|event| event.payload.as_ref()?.actor.split_once(':')?.1.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn letter(scene: &Scene, document: &Document) -> Entry {
    let letter = Letter::of(&document.body);
    let by = if document.officer.is_some() { By::Officer } else { By::Others };
    let mut entry = bare(scene, document.at, by, "sistem");
    let title = super::told::letter(scene.t(), document);
    entry.text = if letter.number.is_empty() { title } else { format!("{title} {}", letter.number) };
    if let Some(dispatch) = &document.dispatch {
        entry.text = format!("{}. {}", entry.text, super::letter::sent(&scene.page, dispatch));
    }
    entry.href = format!("{}/surat/{}", scene.href(), document.id);
    entry
}

fn bare(scene: &Scene, at: DateTime<Utc>, by: By, class: &'static str) -> Entry {
    let moment = Moment::of(&scene.page, scene.case.mode, by, at);
    Entry {
        at,
        class,
        author: String::new(),
        note: false,
        waiting: false,
        stamp: moment.stamp(&scene.page),
        when: moment.fully(&scene.page, scene.now),
        text: String::new(),
        href: String::new(),
        files: Vec::new(),
    }
}

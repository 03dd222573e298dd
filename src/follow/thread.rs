//! The conversation and the way of the case, as the reporter reads them.

use chrono::{DateTime, NaiveDate, Utc};
use i18n_embed_fl::fl;

use crate::case::action::ActionKind;
use crate::case::db::{Author, EventEntry, Evidence, Message};
use crate::case::state::{Mode, State};
use crate::follow::mine::Mine;
use crate::web::Page;
use crate::web::view::Moment;

/// One entry of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A new day begins.
    Day(String),
    /// Somebody wrote.
    Said(Said),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// "Anda", "Petugas 07" or "Pemberitahuan".
    pub(super) by: String,
    /// Whether the reporter wrote it.
    pub(super) own: bool,
    /// The question that waits for an answer.
    pub(super) open_question: bool,
    /// The result stands here, and it was not opened yet.
    pub(super) sealed: bool,
    /// When, for machines.
    pub(super) stamp: String,
    /// When, in words.
    pub(super) time: String,
    /// The words.
    pub(super) body: String,
    /// Names of the files that came with it.
    pub(super) files: Vec<String>,
}

/// Messages that carry the result.
const RESULT: [ActionKind; 3] = [ActionKind::Decide, ActionKind::Refuse, ActionKind::RecordOutcome];

/// The conversation, oldest first, with a line for each day.
pub(super) fn entries(
    page: &Page,
    mine: &Mine,
    messages: Vec<Message>,
    files: &[Evidence],
    unread: bool,
) -> Vec<Entry> {
    let asked = (mine.case.state == State::AwaitingReporter)
        .then(|| messages.iter().rev().find(|message| message.kind == ActionKind::AskReporter.code()))
        .flatten()
        .map(|message| message.id);
    let mut entries = Vec::new();
    let mut day: Option<NaiveDate> = None;
    for message in messages {
        let today = page.brand.zone.day(message.at);
        if day.replace(today) != Some(today) {
            entries.push(Entry::Day(page.date(today)));
        }
        let with = files.iter().filter(|file| file.message_id == Some(message.id) && file.author == Author::Reporter);
        entries.push(Entry::Said(Said {
            by: match (&message.author, &message.officer) {
                (Author::Reporter, _) => fl!(page.t, "kasus-anda"),
                (Author::Officer, Some(officer)) => Mine::officer(page, officer.alias),
                (Author::Officer | Author::System, _) => fl!(page.t, "kasus-sistem"),
            },
            own: message.author == Author::Reporter,
            open_question: asked == Some(message.id),
            sealed: unread && RESULT.iter().any(|kind| kind.code() == message.kind),
            stamp: page.stamp(message.at),
            time: page.lang.time(message.at, page.brand.zone),
            files: with.map(|file| file.meta.name.clone()).collect(),
            body: message.body,
        }));
    }
    entries
}

/// The steps that a reporter is told of, newest first. Notes, links and the conversation itself are left out: a step
/// without a text is not theirs.
pub(super) fn journey(page: &Page, mine: &Mine, events: &[EventEntry]) -> Vec<Moment> {
    events
        .iter()
        .rev()
        .filter_map(|event| {
            let text = words(page, mine, &event.action)?;
            let (stamp, when) = match &event.payload {
                Some(payload) => (page.stamp(payload.at), page.moment(payload.at)),
                None => (event.day.to_string(), page.lang.short_date(event.day)),
            };
            Some(Moment { text, stamp, when })
        })
        .collect()
}

fn words(page: &Page, mine: &Mine, action: &str) -> Option<String> {
    let plain = format!("kasus-waktu-{}", action.replace('_', "-"));
    let anonymous = mine.case.mode == Mode::Anonymous;
    let own = if mine.consults() { format!("{plain}-konsultasi") } else { format!("{plain}-anonim") };
    let key = if (mine.consults() || anonymous) && page.t.has(&own) { own } else { plain };
    page.t.has(&key).then(|| page.t.get(&key))
}

/// When the reporter last did something: the time of the notice after sending.
pub(super) fn last_own(events: &[EventEntry]) -> Option<DateTime<Utc>> {
    events
        .iter()
        .rev()
        .filter_map(|event| event.payload.as_ref())
        .find(|payload| payload.actor == "reporter")
        .map(|payload| payload.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    /// Steps that are not the reporter's matter, or that the conversation shows already.
    const UNTOLD: [ActionKind; 12] = [
        ActionKind::Link,
        ActionKind::Message,
        ActionKind::Note,
        ActionKind::Purge,
        ActionKind::ExpireSurvey,
        // live consultations come with their desk
        ActionKind::Schedule,
        ActionKind::Start,
        ActionKind::DeskClosed,
        ActionKind::NoShow,
        ActionKind::Missed,
        ActionKind::End,
        ActionKind::Expire,
    ];

    #[test]
    fn every_other_step_has_words_in_both_languages() {
        for lang in Lang::ALL {
            for action in ActionKind::ALL {
                let key = format!("kasus-waktu-{}", action.code().replace('_', "-"));
                assert_eq!(lang.texts().has(&key), !UNTOLD.contains(action), "{key}");
            }
        }
    }
}

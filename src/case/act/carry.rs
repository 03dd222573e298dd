//! From effects to rows: what the machine decided is written here, and nowhere else.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ActError, Deed, Done, NewReceipt, Scene, Who, Words, beyond, custody, second, tick, viewers, wall};
use crate::app::App;
use crate::case::action::{Action, ActionKind};
use crate::case::case::Case;
use crate::case::db::{self, Line, NewMessage};
use crate::case::effect::{Effect, Target, apply};
use crate::case::event::Payload;
use crate::case::state::{Mode, Role, Side, State};
use crate::db::Tx;
use crate::i18n::Lang;

/// How the record names an actor.
pub(super) fn actor_name(who: Who, role: &str) -> String {
    match who {
        Who::Reporter => "reporter".to_owned(),
        Who::System => "system".to_owned(),
        Who::Officer(officer) => format!("{role}:{officer}"),
    }
}

/// Carries a decided act out inside the door's transaction.
pub(super) async fn out(
    app: &App,
    tx: &mut Tx,
    scene: Scene,
    deed: Deed,
    now: DateTime<Utc>,
) -> Result<Done, ActError> {
    if let Some(needed) = deed.effects.iter().find_map(|effect| match effect {
        Effect::Propose { needed } => Some(*needed),
        _ => None,
    }) {
        return second::propose(app, tx, &scene, &deed, needed, now).await;
    }
    let mut after = scene.case.clone();
    apply(&mut after, &deed.effects, now);
    if deed.action == Action::ShareIdentity {
        // A released name is what makes a report open; there is no way back (ui.md §9.1).
        after.mode = if deed.words.released_name.is_some() { Mode::Open } else { Mode::Confidential };
    }
    after.revision += 1;
    let touched = (deed.action.kind() != ActionKind::Breach).then_some(now);
    if !db::save(tx, &scene.case, &after, touched).await? {
        return Err(ActError::Moved);
    }
    write_words(app, tx, &scene, &deed, now).await?;
    tell_reporter(tx, &scene, &deed, now).await?;
    write_marks(tx, &scene.case, &after, &deed, now).await?;
    if deed.action.kind() == ActionKind::Accept {
        db::count_verified(tx, after.id, after.zone.day(now)).await?;
    }
    let data = json!({ "action": deed.action, "words": spoken(&deed.words), "from": scene.case.state,
                       "to": after.state, "proposal": deed.proposal });
    let entry = Entry { who: deed.who, role: deed.player.role, action: deed.action.kind().code(), data };
    record(tx, &scene, entry, is_desks(&deed), now).await?;
    let done = beyond::reach(app, tx, &scene, &mut after, &deed, now).await?;
    if scene.case.state.is_final() && !after.state.is_final() {
        // people may have come since it ended
        wall::recompute(app, tx, &mut after, now).await?;
    }
    if unsettles(&scene.case, &after, &deed) {
        lapse_proposals(tx, after.id, deed.proposal, now).await?;
    }
    notify(tx, &scene.case, &after, &deed, now).await?;
    if app.config.mail.on() && waits_for_reporter(&deed) {
        db::enqueue(tx, after.id, after.revision, now).await?;
    }
    viewers::keep(tx, &after, now).await?;
    if deed.effects.contains(&Effect::Try(ActionKind::Lapse)) {
        // row 31: nothing may be left to wait for
        match Box::pin(beyond::act_within(app, tx, after.id, Action::Lapse, now)).await {
            Ok(()) | Err(ActError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done.unwrap_or(Done::Moved(after.state)))
}

/// Lapses every open proposal but the one that is being carried out, and tells who proposed.
pub(super) async fn lapse_proposals(
    tx: &mut Tx,
    case: Uuid,
    keep: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    for officer in db::lapse_others(tx, case, keep, now).await? {
        db::insert_notice(tx, officer, case, "proposal_lapsed", now).await?;
    }
    Ok(())
}

/// Whether an act changes what a second person looked at: the state, a party's answer, the wall (workflow.md, "Second
/// person"). Every open proposal lapses then.
fn unsettles(before: &Case, after: &Case, deed: &Deed) -> bool {
    let answered = matches!(
        deed.action,
        Action::Answer { .. }
            | Action::RecordResponse { .. }
            | Action::RecordConsent { .. }
            | Action::ConsentShare { .. }
            | Action::ProposeTerm { .. }
            | Action::AcceptTerm { .. }
            | Action::RefuseTerm { .. }
            | Action::WantMoreTime { .. }
            | Action::MediationLapse
    );
    let walled = deed
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::RecomputeWall | Effect::WallOfficer { .. } | Effect::LapseProposals));
    answered || walled || before.state != after.state || before.resume != after.resume
}

/// Whether the reporter finds something new on the page of the case that somebody else put there.
fn waits_for_reporter(deed: &Deed) -> bool {
    let said = deed.words.public.as_deref().is_some_and(|text| !text.is_empty());
    let letter = deed.words.documents.iter().any(|document| !document.desk_only);
    let told = deed.effects.iter().any(|effect| matches!(effect, Effect::TellReporter(_)));
    deed.who != Who::Reporter && (said || letter || told)
}

/// What the record keeps of the words: everything but what only the custodians may open.
fn spoken(words: &Words) -> Value {
    json!({ "public": words.public, "note": words.note, "documents": words.documents, "lines": words.lines,
            "files": words.files.iter().map(|file| &file.meta.sha256).collect::<Vec<_>>(), "title": words.title,
            "data": words.data })
}

/// Whether the payload of an act holds what only officers read. A reporter's own acts never do; the findings that a
/// supervisor has yet to decide on do.
fn is_desks(deed: &Deed) -> bool {
    let words = &deed.words;
    let tells = deed.effects.iter().any(|effect| matches!(effect, Effect::TellReporter(_)));
    let inner = words.note.is_some()
        || !words.data.is_null()
        || words.documents.iter().any(|document| document.desk_only)
        || matches!(deed.action, Action::ProposeOutcome { .. });
    deed.who != Who::Reporter && (inner || !tells)
}

async fn write_words(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (case, key, words) = (scene.case.id, &scene.key, &deed.words);
    let kind = deed.action.kind().code();
    let mut message = None;
    for (text, desk_only, kind) in [(&words.public, false, kind), (&words.note, true, "note")] {
        if let Some(body) = text.as_deref().filter(|body| !body.is_empty()) {
            let new = NewMessage { author: deed.who.author(), officer: deed.who.officer(), desk_only, kind, body };
            let id = db::insert_message(tx, key, case, &new, now).await?;
            message = message.or(Some(id));
        }
    }
    let theirs = deed.who == Who::Reporter || words.on_behalf == Some(Side::Reporter);
    let author = if theirs { "reporter" } else { "officer" };
    for file in &words.files {
        let by = (author, deed.who.officer(), message);
        db::insert_evidence(tx, key, case, (file.id, &file.meta, &file.identity), by, now).await?;
    }
    for document in &words.documents {
        let new = (document.kind.as_str(), document.desk_only, &document.body);
        db::insert_document(tx, key, case, new, deed.who.officer(), now).await?;
    }
    for (kind, no, text) in &words.lines {
        db::put_line(tx, key, case, &Line { kind: kind.clone(), no: *no, text: text.clone() }).await?;
    }
    if let Some(title) = &words.title {
        db::set_title(tx, key, case, title).await?;
    }
    if let Some(name) = &words.released_name {
        db::set_released_name(tx, key, case, name).await?;
    }
    if let Some(new) = &words.identity {
        custody::keep(app, tx, scene, new, now).await?;
    }
    if let Some(NewReceipt { lookup, session, own, anew }) = &words.new_receipt {
        db::replace_receipt(tx, case, lookup, Some(session), now).await?;
        // whoever has the code has not lost it
        db::void_codes(tx, case, now).await?;
        db::rewrap_copy(tx, case, own, anew.is_none()).await?;
        if let Some(wrap) = anew {
            db::keep_own_key(tx, session, wrap).await?;
        }
    }
    Ok(())
}

/// The fixed note of the row, when nobody wrote one in its place: what the worker does, and what was done with one press.
async fn tell_reporter(tx: &mut Tx, scene: &Scene, deed: &Deed, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let key = deed.effects.iter().find_map(|effect| match effect {
        Effect::TellReporter(key) => Some(key),
        _ => None,
    });
    let Some(key) = key.filter(|_| deed.words.public.as_deref().is_none_or(str::is_empty)) else { return Ok(()) };
    let lang = Lang::from_code(&db::locale(tx, scene.case.id).await?).unwrap_or_default();
    let body = lang.texts().get(key);
    let kind = deed.action.kind().code();
    let new = NewMessage { author: Who::System.author(), officer: None, desk_only: false, kind, body: &body };
    db::insert_message(tx, &scene.key, scene.case.id, &new, now).await.map(drop)
}

/// "Pelapor membalas": set when the reporter writes, cleared when somebody writes back or moves the case.
async fn write_marks(
    tx: &mut Tx,
    before: &Case,
    after: &Case,
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let spoke = deed.words.public.is_some() || !deed.words.files.is_empty();
    let moved = before.state != after.state || deed.action == Action::Take;
    match deed.who {
        Who::Reporter if spoke => db::mark_reporter(tx, before.id, Some(now)).await,
        Who::Officer(_) if moved || deed.words.public.is_some() => db::mark_reporter(tx, before.id, None).await,
        _ => Ok(()),
    }
}

/// What is added to the record.
pub(super) struct Entry<'a> {
    pub(super) who: Who,
    pub(super) role: Role,
    pub(super) action: &'a str,
    pub(super) data: Value,
}

/// Appends to the record; `desk` keeps the payload from the reporter.
pub(super) async fn record(
    tx: &mut Tx,
    scene: &Scene,
    entry: Entry<'_>,
    desk: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let actor = actor_name(entry.who, entry.role.code());
    let payload = Payload { at: now, actor, action: entry.action.to_owned(), data: entry.data };
    db::append_event(tx, &scene.key, scene.case.id, scene.case.zone.day(now), &payload, desk).await
}

/// Tells the handler what others did, a proposer that it was carried out, and the supervisors that only they can still go
/// on with a case that was withdrawn.
async fn notify(tx: &mut Tx, before: &Case, after: &Case, deed: &Deed, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let me = deed.who.officer();
    if let Some(proposer) = me.filter(|_| deed.proposal.is_some()) {
        db::insert_notice(tx, proposer, after.id, "proposal_approved", now).await?;
    }
    if before.state != State::Withdrawn && after.state == State::Withdrawn {
        for head in tick::above(tx, after, Target::Supervisors).await?.0 {
            db::insert_notice(tx, head, after.id, "withdrawn", now).await?;
        }
    }
    let Some(handler) = after.handler.filter(|handler| Some(*handler) != me) else { return Ok(()) };
    let key = if before.handler != after.handler {
        "assigned"
    } else if deed.who == Who::Reporter {
        "reporter_wrote"
    } else if before.state != after.state {
        "moved"
    } else {
        return Ok(());
    };
    db::insert_notice(tx, handler, after.id, key, now).await
}

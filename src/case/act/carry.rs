//! From effects to rows: what the machine decided is written here, and nowhere else.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ActError, Deed, Done, Scene, Who, Words, choose, copy, enter, second, tick, viewers, wall};
use crate::app::App;
use crate::case::action::{Action, ActionKind};
use crate::case::actor::Approvals;
use crate::case::case::Case;
use crate::case::db::{self, Line, NewMessage};
use crate::case::effect::{Effect, apply};
use crate::case::event::Payload;
use crate::case::state::{Mode, Role};
use crate::db::Tx;

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
    let kind = deed.action.kind();
    let lapses = deed.effects.contains(&Effect::LapseProposals);
    after.revision = scene.case.revision + i64::from(lapses);
    let touched = (kind != ActionKind::Breach).then_some(now);
    if !db::save(tx, &scene.case, &after, touched).await? {
        return Err(ActError::Moved);
    }
    write_words(tx, &scene, &deed, now).await?;
    write_marks(tx, &scene.case, &deed, kind, now).await?;
    let data = json!({ "action": deed.action, "words": spoken(&deed.words), "from": scene.case.state,
                       "to": after.state, "proposal": deed.proposal });
    record(tx, &scene, deed.who, deed.player.role, kind.code(), data, now).await?;
    let done = side_effects(app, tx, &scene, &mut after, &deed, now).await?;
    if lapses {
        for (_, action, officer) in db::lapse_others(tx, after.id, deed.proposal, now).await? {
            tracing::debug!(action, "proposal lapsed because the case moved");
            db::insert_notice(tx, officer, after.id, "proposal_lapsed", now).await?;
        }
    }
    notify(tx, &scene.case, &after, &deed, now).await?;
    viewers::keep(tx, &after, now).await?;
    if deed.effects.contains(&Effect::Try(ActionKind::Lapse)) {
        // row 31: nothing may be left to wait for
        match Box::pin(act_within(app, tx, after.id, Action::Lapse, now)).await {
            Ok(()) | Err(ActError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done.unwrap_or(Done::Moved(after.state)))
}

/// What the record keeps of the words: everything but what only the custodians may open.
fn spoken(words: &Words) -> Value {
    json!({ "public": words.public, "note": words.note, "documents": words.documents, "lines": words.lines,
            "files": words.files.iter().map(|file| &file.meta.sha256).collect::<Vec<_>>(), "title": words.title,
            "data": words.data })
}

async fn write_words(tx: &mut Tx, scene: &Scene, deed: &Deed, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
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
    let author = if deed.who == Who::Reporter { "reporter" } else { "officer" };
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
    if let Some(sealed) = &words.sealed_identity {
        db::insert_identity(tx, case, sealed, now).await?;
    }
    if let Some(lookup) = &words.new_receipt {
        db::replace_receipt(tx, case, lookup, false, now).await?;
    }
    Ok(())
}

/// "Pelapor membalas": set when the reporter writes, cleared when somebody writes back or moves the case.
async fn write_marks(
    tx: &mut Tx,
    case: &Case,
    deed: &Deed,
    kind: ActionKind,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let spoke = deed.words.public.is_some() || !deed.words.files.is_empty();
    match deed.who {
        Who::Reporter if spoke => db::mark_reporter(tx, case.id, Some(now)).await,
        Who::Officer(_) if spoke || kind == ActionKind::Take => db::mark_reporter(tx, case.id, None).await,
        _ => Ok(()),
    }
}

/// Appends to the record.
pub(super) async fn record(
    tx: &mut Tx,
    scene: &Scene,
    who: Who,
    role: Role,
    action: &str,
    data: Value,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let payload = Payload { at: now, actor: actor_name(who, role.code()), action: action.to_owned(), data };
    db::append_event(tx, &scene.key, scene.case.id, scene.case.zone.day(now), &payload).await
}

/// Effects that reach beyond the row: walls, other cases, erasure.
async fn side_effects(
    app: &App,
    tx: &mut Tx,
    scene: &Scene,
    after: &mut Case,
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<Option<Done>, ActError> {
    let mut done = None;
    for effect in &deed.effects {
        match effect {
            Effect::RecomputeWall => wall::recompute(app, tx, after, now).await?,
            Effect::WallOfficer { officer } => db::wall_officer(tx, after.id, *officer, "declared", now).await?,
            Effect::NewLinkedCase { kind, without_reporter, relation } => {
                let new = copy::Linked { kind: *kind, without_reporter: *without_reporter, relation };
                done = Some(Done::Opened(copy::open(app, tx, scene, new, deed, now).await?));
            }
            Effect::JoinTo { parent } => {
                db::insert_link(tx, after.id, *parent, "parent", now).await?;
                db::count_joined(tx, *parent, 1).await?;
            }
            Effect::LeaveParent { parent } => db::count_joined(tx, *parent, -1).await?,
            Effect::ReleaseJoined => {
                for child in db::joined_to(tx, after.id).await? {
                    Box::pin(act_within(app, tx, child, Action::Release { parent: after.state }, now)).await?;
                }
            }
            Effect::Breach { id, level, target } => tick::tell(tx, after, (*id, *level, *target), now).await?,
            Effect::Purge => db::erase_content(tx, after.id).await?,
            // the case itself holds these already, or they are done around this function
            Effect::Move { .. }
            | Effect::SetResume(_)
            | Effect::SetOutcome(_)
            | Effect::StartClock { .. }
            | Effect::MeetClock { .. }
            | Effect::VoidClock { .. }
            | Effect::PauseClock { .. }
            | Effect::UnpauseClock { .. }
            | Effect::SetFacts(_)
            | Effect::Assign { .. }
            | Effect::SetUnit { .. }
            | Effect::SetCategory { .. }
            | Effect::SetSeverity { .. }
            | Effect::SetAgency { .. }
            | Effect::TellReporter(_)
            | Effect::LapseProposals
            | Effect::Try(_)
            | Effect::Propose { .. } => {}
        }
    }
    match deed.action {
        Action::Link { other } => db::insert_link(tx, after.id, other, "related", now).await?,
        Action::Rate { score } => {
            let said = |name: &str| deed.words.data[name].as_str().unwrap_or_default();
            db::insert_rating(tx, &scene.key, after.id, (score, said("safe"), said("text")), now).await?;
        }
        _ => {}
    }
    Ok(done)
}

/// A system act on another case, inside the same transaction.
async fn act_within(app: &App, tx: &mut Tx, case: Uuid, action: Action, now: DateTime<Utc>) -> Result<(), ActError> {
    let Some(scene) = enter(app, tx, Who::System, case).await? else { return Ok(()) };
    let (player, effects) = choose(app, tx, &scene, (Who::System, None), &action, Approvals::None, now).await?;
    let deed = Deed { who: Who::System, player, action, words: Words::default(), effects, proposal: None };
    out(app, tx, scene, deed, now).await.map(drop)
}

/// Row 11 of consultations: the consultation becomes the complaint that was just filed in this transaction.
pub(super) async fn convert(app: &App, tx: &mut Tx, consultation: Uuid, now: DateTime<Utc>) -> Result<(), ActError> {
    let Some(scene) = enter(app, tx, Who::Reporter, consultation).await? else { return Err(ActError::NotFound) };
    let action = Action::Convert { agreed: true };
    let (player, mut effects) = choose(app, tx, &scene, (Who::Reporter, None), &action, Approvals::None, now).await?;
    // the new case is there already, with everything that the reporter checked
    effects.retain(|effect| !matches!(effect, Effect::NewLinkedCase { .. }));
    let deed = Deed { who: Who::Reporter, player, action, words: Words::default(), effects, proposal: None };
    out(app, tx, scene, deed, now).await.map(drop)
}

/// Tells the handler what others did.
async fn notify(tx: &mut Tx, before: &Case, after: &Case, deed: &Deed, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let mut tell: Vec<(Uuid, &str)> = Vec::new();
    if let Some(handler) = after.handler.filter(|handler| Some(*handler) != deed.who.officer()) {
        if before.handler != after.handler {
            tell.push((handler, "assigned"));
        } else if deed.who == Who::Reporter {
            tell.push((handler, "reporter_wrote"));
        } else if before.state != after.state {
            tell.push((handler, "moved"));
        }
    }
    for (officer, key) in tell {
        db::insert_notice(tx, officer, after.id, key, now).await?;
    }
    Ok(())
}

//! Effects that reach beyond the case's own rows: walls, other cases, breaches, erasure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ActError, Deed, Done, Scene, Who, Words, carry, choose, copy, enter, tick, viewers, wall};
use crate::app::App;
use crate::case::action::Action;
use crate::case::actor::Approvals;
use crate::case::case::Case;
use crate::case::db;
use crate::case::effect::Effect;
use crate::db::Tx;

/// Does what the rows of the case itself do not hold.
pub(super) async fn reach(
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
            Effect::RecomputeWall => drop(wall::recompute(app, tx, after, now).await?),
            Effect::WallOfficer { officer } => db::wall_officer(tx, after.id, *officer, "declared", now).await?,
            Effect::NewLinkedCase { kind, relation, .. } => {
                done = Some(Done::Opened(copy::open(app, tx, scene, (*kind, *relation), deed, now).await?));
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
            Effect::ForgetTalks => db::forget_talks(tx, &scene.key, after.id).await?,
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

/// A system act on another case, or on this one again, inside the same transaction.
pub(super) async fn act_within(
    app: &App,
    tx: &mut Tx,
    case: Uuid,
    action: Action,
    now: DateTime<Utc>,
) -> Result<(), ActError> {
    let Some(scene) = enter(app, tx, Who::System, case).await? else { return Ok(()) };
    let (player, effects) = choose(app, tx, &scene, (Who::System, None), &action, Approvals::None, now).await?;
    let deed = Deed { who: Who::System, player, action, words: Words::default(), effects, proposal: None };
    carry::out(app, tx, scene, deed, now).await.map(drop)
}

/// Row 11 of consultations: the consultation becomes the complaint that was just filed in this transaction. `false`: it can
/// no longer.
pub(super) async fn convert(
    app: &App,
    tx: &mut Tx,
    consultation: Uuid,
    complaint: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, ActError> {
    let Some(mut scene) = enter(app, tx, Who::System, consultation).await? else { return Ok(false) };
    // whom the complaint names must not learn from the consultation that there is one
    db::inherit_walls(tx, consultation, complaint, now).await?;
    wall::release(tx, &mut scene.case).await?;
    let action = Action::Convert { agreed: true };
    let chosen = choose(app, tx, &scene, (Who::Reporter, None), &action, Approvals::None, now).await;
    let (player, mut effects) = match chosen {
        Err(ActError::Refused(_)) => {
            viewers::keep(tx, &scene.case, now).await?;
            return Ok(false);
        }
        chosen => chosen?,
    };
    // the new case is there already, with everything that the reporter checked
    effects.retain(|effect| !matches!(effect, Effect::NewLinkedCase { .. }));
    let deed = Deed { who: Who::Reporter, player, action, words: Words::default(), effects, proposal: None };
    carry::out(app, tx, scene, deed, now).await.map(|_| true)
}

//! Hands over everything that an officer holds, when they are ill or leave. The administrator sees no case: the door
//! assigns each one as the system, with the administrator's order in its record.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Administrator, db, parse, saved};
use crate::app::App;
use crate::case::act::{ActError, Who, Words, act};
use crate::case::action::{Action, Taker};
use crate::case::db::is_walled;
use crate::db::{Actor, log_act};
use crate::error::Error;
use crate::i18n::Lang;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// Roles that hold cases.
const HOLDERS: [&str; 3] = ["verifier", "analyst", "consultant"];

/// What was typed; an empty `kepada` is everybody in turn.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    kepada: String,
    alasan: String,
}

#[derive(Template)]
#[template(path = "admin/handover.html")]
struct HandoverPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    id: Uuid,
    name: String,
    takers: Vec<Choice>,
    /// Some cases stayed where they were.
    left: bool,
}

/// GET `/petugas/kelola/pengguna/{id}/serah`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    answer(&app, page, &who, id, Draft::default(), Problems::none(), false).await
}

/// POST `/petugas/kelola/pengguna/{id}/serah`.
pub async fn send(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Path(id): Path<Uuid>,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let today = page.brand.zone.day(crate::clock::now());
    let mut problems = Problems::none();
    let reason = parse::text(page.t, &mut problems, "alasan", &draft.alasan, 5, 300);
    let mut tx = app.db.begin(who.actor()).await?;
    let officer = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let first = draft.kepada.parse::<Uuid>().ok();
    if !draft.kepada.is_empty() && !takers(&mut tx, id, today).await?.iter().any(|taker| taker.is(&draft.kepada)) {
        problems.add("kepada", fl!(page.t, "kelola-galat-pilih"));
    }
    if problems.any() {
        tx.commit().await?;
        return answer(&app, page, &who, id, draft, problems, false).await;
    }
    let object = format!("Petugas {:02}", officer.alias);
    log_act(&mut tx, Some(who.id), "officer_handed_over", &object, crate::clock::now()).await?;
    tx.commit().await?;
    if hand_over(&app, id, first, today, &words(&who, &reason)).await? {
        return Ok(saved(&format!("/petugas/kelola/pengguna/{id}")).into_response());
    }
    answer(&app, page, &who, id, draft, Problems::none(), true).await
}

/// What each case's record says, in the language of the office.
fn words(who: &SignedIn, reason: &str) -> Words {
    let (alias, reason) = (format!("{:02}", who.alias), reason.to_owned());
    let note = fl!(Lang::Id.texts(), "kelola-serah-catatan", alias = alias, reason = reason);
    Words { note: Some(note), data: json!({ "administrator": who.id }), ..Words::default() }
}

/// Gives every open case of `from` to `first`, or to the next in turn who holds the needed role in its unit and may know
/// of it. `false` when some case found nobody.
async fn hand_over(app: &App, from: Uuid, first: Option<Uuid>, today: NaiveDate, words: &Words) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::System).await?;
    let cases = db::held(&mut tx, from).await?;
    let people = db::present(&mut tx, today).await?;
    tx.commit().await?;
    let mut all = true;
    for (turn, case) in cases.into_iter().enumerate() {
        let fits = |unit: &Option<Uuid>, role: &str| *unit == case.unit_id && role == case.needed;
        let mut takers: Vec<Uuid> =
            people.iter().filter(|(id, unit, role)| *id != from && fits(unit, role)).map(|(id, _, _)| *id).collect();
        takers.dedup();
        if !takers.is_empty() {
            let start = turn % takers.len();
            takers.rotate_left(start);
        }
        // the chosen one is asked first, wherever the turn stands
        takers.sort_by_key(|taker| Some(*taker) != first);
        all &= give(app, case.id, &takers, words).await?;
    }
    Ok(all)
}

/// Gives one case to the first who may hold it.
async fn give(app: &App, case: Uuid, takers: &[Uuid], words: &Words) -> Result<bool, Error> {
    for officer in takers {
        let mut tx = app.db.begin(Actor::System).await?;
        let walled = is_walled(&mut tx, case, *officer).await?;
        tx.commit().await?;
        let action = Action::Assign { to: Taker { officer: *officer, walled } };
        match act(app, Who::System, case, action, words.clone()).await {
            Ok(_) => return Ok(true),
            Err(ActError::Refused(_)) => {}
            // it moved or ended meanwhile: somebody else is at work on it
            Err(ActError::Moved | ActError::NotFound) => return Ok(false),
            Err(error @ ActError::Db(_)) => return Err(error.into()),
        }
    }
    Ok(false)
}

/// Who could take cases of this officer: whoever is present and holds a role that the officer holds, in the same unit.
async fn takers(tx: &mut sqlx::PgConnection, from: Uuid, today: NaiveDate) -> Result<Vec<Choice>, sqlx::Error> {
    let mine = db::roles(tx, from).await?;
    let present = db::present(tx, today).await?;
    let shares = |id: Uuid| {
        present.iter().any(|(other, unit, role)| {
            *other == id && HOLDERS.contains(&role.as_str()) && mine.contains(&(*unit, role.clone()))
        })
    };
    let officers = db::officers(tx).await?;
    let chosen = officers.into_iter().filter(|officer| officer.id != from && shares(officer.id));
    Ok(chosen.map(|officer| Choice::plain(officer.id.to_string(), officer.name)).collect())
}

async fn answer(
    app: &App,
    page: Page,
    who: &SignedIn,
    id: Uuid,
    draft: Draft,
    problems: Problems,
    left: bool,
) -> Result<Response, Error> {
    let today = page.brand.zone.day(crate::clock::now());
    let mut tx = app.db.begin(who.actor()).await?;
    let name = db::officer(&mut tx, id).await?.ok_or(Error::NotFound)?.name;
    let mut options = vec![Choice::plain("", fl!(page.t, "kelola-serah-bergiliran"))];
    options.extend(takers(&mut tx, id, today).await?);
    tx.commit().await?;
    let shown = HandoverPage { page, desk: Desk::from(who), problems, draft, id, name, takers: options, left };
    Ok((shown.problems.status(), Html(shown)).into_response())
}

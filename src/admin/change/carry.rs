//! Carrying out what two administrators agreed on. Whatever it is, the officer's sessions end in the same transaction.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{db as office, roles};
use super::{Change, NipWish, Proposal, Standing, Wanted, db, object, propose};
use crate::account::{self, News};
use crate::app::App;
use crate::custody;
use crate::db::log_act;
use crate::vault::index::name_macs;
use crate::vault::token;
use crate::web::session;

/// What came of it.
pub struct Carried {
    /// Whom it is about.
    pub officer: Uuid,
    /// That person's name.
    pub name: String,
    /// The token of an invitation.
    pub token: Option<String>,
}

/// Whether everything is as it was when it was proposed: the officer, the units of new roles, and the proposer's own role;
/// and whether the roles may be held together.
pub async fn still_fits(conn: &mut PgConnection, proposal: &Proposal) -> Result<bool, sqlx::Error> {
    let now = match proposal.officer {
        Some(id) => Standing::of(conn, id).await?,
        None => None,
    };
    // one from before words were asked for
    if proposal.change.invites() && proposal.word.is_none() {
        return Ok(false);
    }
    if now != proposal.standing || !propose::fits(&proposal.change, now.as_ref()) {
        return Ok(false);
    }
    if let Change::Add(wanted) | Change::Alter(wanted) = &proposal.change {
        let units = office::units(conn).await?;
        let held = now.map(|standing| standing.roles).unwrap_or_default();
        let usable = |unit: &Option<Uuid>| unit.is_none_or(|id| units.iter().any(|u| u.id == id && u.active));
        let unusable = wanted.roles.iter().any(|role| !held.contains(role) && !usable(&role.0));
        if unusable || roles::are_mixed(&wanted.roles) {
            return Ok(false);
        }
    }
    db::is_administrator(conn, proposal.proposed_by).await
}

/// Carries it out. A sign-in name that was taken since is a unique violation.
pub async fn out(
    app: &App,
    conn: &mut PgConnection,
    proposal: &Proposal,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<Carried, sqlx::Error> {
    let officer = proposal.officer.unwrap_or_else(Uuid::new_v4);
    let (action, news) = match &proposal.change {
        Change::Add(_) => ("officer_added", None),
        Change::Alter(wanted) => ("officer_changed", Some(told_of(wanted, proposal.standing.as_ref()))),
        Change::Invite => ("officer_invited", Some(News::Invited)),
        Change::Stop => ("officer_stopped", None),
        Change::Start => ("officer_started", Some(News::Started)),
        Change::TakeKey => ("custody_removed", Some(News::KeyTaken)),
    };
    match &proposal.change {
        Change::Add(wanted) | Change::Alter(wanted) => write(app, conn, officer, wanted, proposal, now).await?,
        Change::Invite => {}
        Change::Stop => {
            account::void_invitations(conn, officer, now).await?;
            office::set_active(conn, officer, false).await?;
        }
        Change::Start => office::set_active(conn, officer, true).await?,
        Change::TakeKey => {
            if !custody::take_key(conn, officer, now).await? {
                return Err(sqlx::Error::RowNotFound);
            }
        }
    }
    session::end_others(conn, None, officer).await?;
    let row = office::officer(conn, officer).await?.ok_or(sqlx::Error::RowNotFound)?;
    let token = if proposal.change.invites() {
        Some(account::invite_with(conn, officer, proposal.word.as_deref(), now).await?)
    } else {
        None
    };
    // who never signed in has nothing to compare with
    if let Some(news) = news.filter(|_| row.joined) {
        account::tell(conn, officer, news, Some(by), now).await?;
    }
    log_act(conn, Some(by), action, &object(Some(row.alias)), now).await?;
    Ok(Carried { officer, name: row.name, token })
}

fn told_of(wanted: &Wanted, standing: Option<&Standing>) -> News {
    let sorted = |roles: &[(Option<Uuid>, String)]| {
        let mut roles = roles.to_vec();
        roles.sort();
        roles
    };
    let same = standing.is_some_and(|standing| sorted(&standing.roles) == sorted(&wanted.roles));
    if same { News::Details } else { News::Roles }
}

async fn write(
    app: &App,
    conn: &mut PgConnection,
    id: Uuid,
    wanted: &Wanted,
    proposal: &Proposal,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let name_macs = name_macs(&app.keys, &wanted.name).into_iter().map(|mac| mac.to_vec()).collect();
    let person = office::Person {
        id,
        sign_in: &wanted.sign_in,
        name: &wanted.name,
        locale: &wanted.locale,
        agency: wanted.agency,
        name_macs,
    };
    if proposal.officer.is_some() {
        office::change_officer(conn, &person).await?;
    } else {
        office::add_officer(conn, &person, now).await?;
    }
    match &wanted.nip {
        NipWish::Keep => {}
        NipWish::Remove => office::set_nip(conn, id, None).await?,
        NipWish::Put(mac) => {
            let mac = token::from_base64url(mac).and_then(|mac| mac.try_into().ok());
            office::set_nip(conn, id, mac).await?;
        }
    }
    let roles: Vec<(Option<Uuid>, &str)> = wanted.roles.iter().map(|(unit, role)| (*unit, role.as_str())).collect();
    office::set_roles(conn, id, &roles).await
}

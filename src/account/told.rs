//! What happened to an officer's own account, told on every page until the officer has read it (ASVS 6.3.7).

use axum::extract::State;
use axum::response::Redirect;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::db;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::web::Pressed;
use crate::web::session::SignedIn;

/// What an officer must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Other roles.
    Roles,
    /// Another name, sign-in name, language, agency or NIP.
    Details,
    /// A new invitation link was made.
    Invited,
    /// Let in again.
    Started,
    /// The custodian's key was deleted.
    KeyTaken,
    /// The password was changed.
    Password,
    /// The second step was installed, changed or taken off.
    SecondStep,
    /// The account at the identity provider was linked or unlinked.
    Provider,
    /// A passkey was stopped, because there seem to be two of it.
    Copied,
    /// Somebody kept trying wrong passwords.
    Attacked,
    /// Put down as absent, or not any more.
    Absent,
    /// For administrators: a unit went out of use, or into use again.
    Unit,
    /// For administrators: the staff register lost people, or says something else of them.
    Register,
}

impl News {
    const fn code(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::Details => "details",
            Self::Invited => "invited",
            Self::Started => "started",
            Self::KeyTaken => "key_taken",
            Self::Password => "password",
            Self::SecondStep => "second_step",
            Self::Provider => "provider",
            Self::Copied => "copied",
            Self::Attacked => "attacked",
            Self::Absent => "absent",
            Self::Unit => "unit",
            Self::Register => "register",
        }
    }
}

/// Tells an officer; `by` is who did it, unless that was the officer, the console or a stranger.
pub async fn tell(
    conn: &mut PgConnection,
    officer: Uuid,
    what: News,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    db::tell(conn, officer, what.code(), by, now).await
}

/// Tells every administrator but the one who did it.
pub async fn tell_administrators(
    conn: &mut PgConnection,
    what: News,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    for officer in db::administrators(conn).await?.into_iter().filter(|officer| *officer != by) {
        db::tell(conn, officer, what.code(), Some(by), now).await?;
    }
    Ok(())
}

/// POST `/petugas/akun/kabar`: read, all of it.
pub async fn read(State(app): State<App>, officer: SignedIn, _: Pressed) -> Result<Redirect, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    db::read_news(&mut tx, clock::now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/petugas/akun"))
}

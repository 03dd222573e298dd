//! Sessions: an officer who signed in, a citizen who opened a case. The table keeps only hashes of tokens.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::case::state::Role;
use crate::db::Actor;
use crate::error::Error;
use crate::vault::custody::IdentityKey;
use crate::vault::token;
use crate::web::cookies::Name;
use crate::web::db;

/// After this long without a request a session is over.
pub const IDLE: Duration = Duration::minutes(15);
/// An officer signs in anew after this long (security.md §2.5).
pub const OFFICER_ABSOLUTE: Duration = Duration::hours(8);
/// So long counts that an officer proved who they are, for what is most dangerous: opening identities, exports, changes of
/// roles and of how one signs in (security.md §2.6).
pub const CONFIRMED_FOR: Duration = Duration::minutes(5);
/// A citizen types the code anew after this long.
pub const CITIZEN_ABSOLUTE: Duration = Duration::hours(2);

/// What a session's cookie holds. Keys are wrapped under it while the session lasts; the table has only its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(pub [u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// The token in a request's cookie.
    #[must_use]
    pub fn read(headers: &HeaderMap, name: Name, secure: bool) -> Option<Self> {
        token::from_base64url(name.read(headers, secure)?)?.try_into().ok().map(Self)
    }

    /// The hash under which the table keeps the session. A cookie of the https site opens nothing at the onion service,
    /// which speaks http, and the other way round.
    #[must_use]
    pub fn hash(&self, secure: bool) -> [u8; 32] {
        if secure { token::sha256(&self.0) } else { token::sha256(&[b"http|", &self.0[..]].concat()) }
    }
}

/// The newest of what an officer was told of the own account.
#[derive(Debug, Clone)]
pub struct Told {
    /// As the table `account_news` names it.
    pub what: String,
    /// Who did it, unless that was the officer, the console or a stranger.
    pub by: Option<String>,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// How many more there are.
    pub more: i64,
}

/// With what a session was opened besides the password, or proved since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// With nothing: a second step is not set up yet.
    Password,
    /// With a recovery code.
    Recovery,
    /// With a code of the authenticator app.
    Code,
    /// With a passkey.
    Passkey,
}

impl Factor {
    /// All of them, weakest first.
    pub const ALL: &'static [Self] = &[Self::Password, Self::Recovery, Self::Code, Self::Passkey];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Recovery => "recovery",
            Self::Code => "code",
            Self::Passkey => "passkey",
        }
    }

    /// The weakest, when it is unknown.
    fn from_code(code: &str) -> Self {
        Self::ALL.iter().copied().find(|factor| factor.code() == code).unwrap_or(Self::Password)
    }
}

/// Roles that sign in with a passkey only, because a code can be talked out of somebody (security.md §2.6).
const PASSKEY_ROLES: [Role; 3] = [Role::Admin, Role::Supervisor, Role::Custodian];

/// Where an officer sets a second step up.
pub const SET_UP: &str = "/petugas/akun/langkah-kedua";

/// An officer with a live session who has proved with a second step who they are, as their roles ask for it. Without a
/// session the request goes to the sign-in page, without the second step to [`SET_UP`]. In DEMO the password is enough.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The officer.
    pub id: Uuid,
    /// The name that colleagues see.
    pub name: String,
    /// Citizens read "Petugas 07".
    pub alias: i32,
    /// Roles, with the unit that each is held in.
    pub roles: Vec<(Option<Uuid>, Role)>,
    /// Until when it counts that the officer proved who they are.
    pub step_up_until: Option<DateTime<Utc>>,
    /// Signing in asks for a code of the authenticator app.
    pub app: bool,
    /// How many passkeys the officer has, stopped ones included: signing in goes on asking for more than the password.
    pub passkeys: i64,
    /// How many of them open anything.
    pub usable: i64,
    /// With what this session was proved.
    pub factor: Factor,
    /// Hash of this session's token, to end the others.
    pub session: [u8; 32],
    /// The token itself.
    pub token: Token,
    /// Notices not read yet, counted to 100.
    pub unread: i64,
    /// Requests that wait for this custodian; 0 for anybody else.
    pub custody: i64,
    /// Requests to take a wall down that wait for this officer's decision.
    pub walls: i64,
    /// What happened to the account and was not read yet.
    pub told: Option<Told>,
}

impl SignedIn {
    /// Whether the officer holds a role anywhere.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.iter().any(|(_, held)| *held == role)
    }

    /// Whether the officer proved who they are within [`CONFIRMED_FOR`]: by signing in, or at `/petugas/konfirmasi`.
    #[must_use]
    pub fn is_confirmed(&self, now: DateTime<Utc>) -> bool {
        self.step_up_until.is_some_and(|until| now < until)
    }

    /// Whether a role of the officer asks for a passkey.
    #[must_use]
    pub fn needs_passkey(&self) -> bool {
        PASSKEY_ROLES.iter().any(|role| self.is(*role))
    }

    /// Whether the second step of this session is enough for the officer's roles.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        match self.factor {
            Factor::Passkey => true,
            Factor::Code | Factor::Recovery => !self.needs_passkey(),
            Factor::Password => false,
        }
    }

    /// 403 unless the officer holds one of these roles.
    pub fn require(&self, any: &[Role]) -> Result<(), Error> {
        if any.iter().any(|role| self.is(*role)) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Who asks the database.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Officer(self.id)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Entering(officer) = Entering::from_request_parts(parts, app).await?;
        if app.config.demo || officer.is_proven() { Ok(officer) } else { Err(Error::SecondStep) }
    }
}

/// An officer with a live session, whatever it was opened with: only for the pages where the second step is set up or
/// proved, and for leaving. Everything else asks for [`SignedIn`].
pub struct Entering(pub SignedIn);

impl FromRequestParts<App> for Entering {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let token = Token::read(&parts.headers, Name::Officer, app.secure).ok_or(Error::SignIn)?;
        let session = token.hash(app.secure);
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let row = db::session(&mut tx, &session, crate::clock::now(), IDLE, OFFICER_ABSOLUTE).await?;
        let Some((id, step_up_until)) = row.and_then(|row| Some((row.officer_id?, row.step_up_until))) else {
            tx.commit().await?;
            return Err(Error::SignIn);
        };
        let officer = db::officer(&mut tx, id, &session, crate::clock::now()).await?.ok_or(Error::SignIn)?;
        let roles = db::roles(&mut tx, id).await?;
        tx.commit().await?;
        let roles = roles.into_iter().filter_map(|(unit, code)| Some((unit, Role::from_code(&code)?))).collect();
        let told = officer.told();
        let db::OfficerRow { name, alias, unread, custody, walls, app, passkeys, usable, factor, .. } = officer;
        let factor = Factor::from_code(factor.as_deref().unwrap_or_default());
        Ok(Self(SignedIn {
            id,
            name,
            alias,
            roles,
            step_up_until,
            app,
            passkeys,
            usable,
            factor,
            session,
            token,
            unread,
            custody,
            walls,
            told,
        }))
    }
}

/// The page where a code is changed; the only one that a code seen by a clerk opens, whatever the method.
pub const CHANGE_CODE: &str = "/kasus/kode";

/// A citizen who opened a case with its code. One that is locked again goes to `/lacak`, a browser without any to `/`.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// The case.
    pub case: Uuid,
    /// Hash of this session's token.
    pub session: [u8; 32],
    /// The token itself.
    pub token: Token,
    /// A clerk has seen the code.
    pub code_was_seen: bool,
}

impl Opened {
    /// Who asks the database.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Citizen(self.case)
    }
}

impl FromRequestParts<App> for Opened {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let token = Token::read(&parts.headers, Name::Case, app.secure).ok_or(Error::NothingOpen)?;
        let session = token.hash(app.secure);
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let row = db::session(&mut tx, &session, crate::clock::now(), IDLE, CITIZEN_ABSOLUTE).await?;
        tx.commit().await?;
        let row = row.ok_or(Error::Locked)?;
        if row.code_was_seen && parts.uri.path() != CHANGE_CODE {
            return Err(Error::CodeSeen);
        }
        Ok(Self { case: row.case_id.ok_or(Error::Locked)?, session, token, code_was_seen: row.code_was_seen })
    }
}

/// The draft secret in a request's cookie; `name` is [`Name::Draft`] or [`Name::Question`].
#[must_use]
pub fn draft(name: Name, headers: &HeaderMap, secure: bool) -> Option<[u8; 32]> {
    token::from_base64url(name.read(headers, secure)?)?.try_into().ok()
}

/// Whether a draft secret still opens a draft.
pub async fn holds_draft(app: &App, secret: &[u8; 32]) -> Result<bool, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    Ok(db::has_draft(&mut tx, &draft_lookup(secret), crate::clock::now()).await?)
}

/// The cookie that gives a browser its draft secret.
#[must_use]
pub fn draft_cookie(name: Name, secret: &[u8; 32], secure: bool) -> HeaderValue {
    name.set(&token::base64url(secret), secure)
}

/// Opens a session for an officer who proved who they are; the cookie goes into the answer. The proof counts as a
/// confirmation too.
pub async fn sign_in(
    conn: &mut PgConnection,
    officer: Uuid,
    factor: Factor,
    now: DateTime<Utc>,
    secure: bool,
) -> Result<HeaderValue, sqlx::Error> {
    let secret = token::random_token();
    let hash = Token(secret).hash(secure);
    db::open(conn, &hash, Some(officer), None, now).await?;
    db::prove(conn, &hash, factor.code()).await?;
    db::renew(conn, &hash, &hash, Some(now + CONFIRMED_FOR)).await?;
    Ok(Name::Officer.set(&token::base64url(&secret), secure))
}

/// What an officer's browser needs after its session got another token.
pub struct Renewed {
    /// Goes into the answer.
    pub cookie: HeaderValue,
    /// The token for forms of that answer: those made for the request are void with the old cookie.
    pub form_token: String,
    /// Hash of the new token, to end the other sessions.
    pub session: [u8; 32],
}

/// Notes with what the officer of a session has proved who they are.
pub async fn prove(conn: &mut PgConnection, session: &[u8; 32], factor: Factor) -> Result<(), sqlx::Error> {
    db::prove(conn, session, factor.code()).await
}

/// Gives a session another token; `confirmed_until` is set when its officer proved who they are, otherwise it stays. What was
/// asked in this session to be opened goes along.
pub async fn renew(
    conn: &mut PgConnection,
    app: &App,
    officer: &SignedIn,
    confirmed_until: Option<DateTime<Utc>>,
) -> Result<Renewed, Error> {
    let secret = token::random_token();
    let hash = Token(secret).hash(app.secure);
    if !db::renew(conn, &officer.session, &hash, confirmed_until).await? {
        return Err(Error::SignIn);
    }
    for (reveal, wrapped) in db::reveals(conn, &hash, crate::clock::now()).await? {
        // what another session of this officer asked stays with that one
        let Ok(key) = IdentityKey::unwrap_by_session(&officer.token.0, reveal, &wrapped) else { continue };
        let wrapped = key.wrap_for_session(&secret, reveal).map_err(Error::internal)?;
        db::rewrap(conn, &hash, reveal, &wrapped).await?;
    }
    let value = token::base64url(&secret);
    let form_token = crate::web::token::issue_to(&app.keys, &value, crate::clock::now());
    Ok(Renewed { cookie: Name::Officer.set(&value, app.secure), form_token, session: hash })
}

/// Opens a session for a citizen who typed the right code; the cookie goes into the answer.
pub async fn open_case(
    conn: &mut PgConnection,
    case: Uuid,
    now: DateTime<Utc>,
    secure: bool,
) -> Result<HeaderValue, sqlx::Error> {
    let secret = token::random_token();
    db::open(conn, &Token(secret).hash(secure), None, Some(case), now).await?;
    Ok(Name::Case.set(&token::base64url(&secret), secure))
}

/// Whether a session of this officer still goes on.
pub async fn lives(
    conn: &mut PgConnection,
    session: &[u8; 32],
    officer: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let row = db::session(conn, session, now, IDLE, OFFICER_ABSOLUTE).await?;
    Ok(row.is_some_and(|row| row.officer_id == Some(officer)))
}

/// Ends the session that a cookie names, if any.
pub async fn end(conn: &mut PgConnection, session: &[u8; 32]) -> Result<(), sqlx::Error> {
    db::end(conn, session).await
}

/// Ends every other session of an officer: new password, fewer roles.
pub async fn end_others(conn: &mut PgConnection, keep: Option<&[u8; 32]>, officer: Uuid) -> Result<(), sqlx::Error> {
    db::end_others(conn, keep.map(<[u8; 32]>::as_slice), officer).await
}

/// Ends what a browser has open: the case and the draft's copy of its key. An officer's session is not a citizen's
/// matter and stays.
pub async fn forget(conn: &mut PgConnection, headers: &HeaderMap, secure: bool) -> Result<(), sqlx::Error> {
    if let Some(session) = hash(headers, Name::Case, secure) {
        db::end(conn, &session).await?;
    }
    for name in [Name::Draft, Name::Question] {
        if let Some(secret) = draft(name, headers, secure) {
            db::forget_draft(conn, &draft_lookup(&secret)).await?;
        }
    }
    Ok(())
}

/// Under which hash `draft.cookie_lookup` keeps a browser's draft secret.
#[must_use]
pub fn draft_lookup(secret: &[u8; 32]) -> [u8; 32] {
    token::sha256(secret)
}

/// The hash under which the table keeps the session of a cookie.
#[must_use]
pub fn hash(headers: &HeaderMap, name: Name, secure: bool) -> Option<[u8; 32]> {
    Token::read(headers, name, secure).map(|token| token.hash(secure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use crate::pg::testing::fresh_database;

    fn browser(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        [(axum::http::header::COOKIE, HeaderValue::from_str(pair).unwrap())].into_iter().collect()
    }

    #[tokio::test]
    async fn an_opened_case_locks_when_idle_or_old_and_at_once_when_told() {
        let database = fresh_database().await;
        let db = Db::new(database.app_options(), 2);
        let mut tx = db.begin(Actor::Anonymous).await.unwrap();
        let (case, start) = (Uuid::new_v4(), crate::clock::now());
        let cookie = open_case(&mut tx, case, start, false).await.unwrap();
        let session = hash(&browser(&cookie), Name::Case, false).unwrap();
        let mut at = start;
        // Somebody who keeps reading: the case stays open, but not for ever.
        while at < start + CITIZEN_ABSOLUTE - Duration::minutes(10) {
            at += Duration::minutes(10);
            let row = db::session(&mut tx, &session, at, IDLE, CITIZEN_ABSOLUTE).await.unwrap();
            assert_eq!(row.and_then(|row| row.case_id), Some(case), "after {}", at - start);
        }
        let late = db::session(&mut tx, &session, start + CITIZEN_ABSOLUTE, IDLE, CITIZEN_ABSOLUTE).await.unwrap();
        assert!(late.is_none(), "two hours are the end");

        let cookie = open_case(&mut tx, case, start, false).await.unwrap();
        let session = hash(&browser(&cookie), Name::Case, false).unwrap();
        let idle = db::session(&mut tx, &session, start + IDLE, IDLE, CITIZEN_ABSOLUTE).await.unwrap();
        assert!(idle.is_none(), "fifteen quiet minutes lock");

        let cookie = open_case(&mut tx, case, start, false).await.unwrap();
        let headers = browser(&cookie);
        forget(&mut tx, &headers, false).await.unwrap();
        let session = hash(&headers, Name::Case, false).unwrap();
        assert!(db::session(&mut tx, &session, start, IDLE, CITIZEN_ABSOLUTE).await.unwrap().is_none());
    }
}

//! Wrong passwords and codes, counted where all nodes see them.
//!
//! Strangers who keep trying a name must not hold its owner out. A browser in which somebody signed in keeps a mark for that
//! name, which says nothing to anybody but us; with it, failures are counted apart, where no stranger's failures count.
//! The marks travel beside the handlers, because every step of signing in counts.

use std::future::Future;
use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::db;
use super::delay::Failures;
use super::told::{News, tell};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::vault::token;
use crate::web::cookies::{self, Name};

/// So many officers may share one browser: a whole shift at the desk's one computer.
const MARKS: usize = 16;
/// Random bytes of a mark; the rest of its 32 is a keyed hash of them and the name.
const NONCE: usize = 12;
/// Failures after which the officer and the administrators are told (security.md §2.6).
const ALARM: i32 = 10;

tokio::task_local! {
    static BROWSER: Arc<Browser>;
}

/// The browser that asks.
struct Browser {
    /// Its marks, as the cookie holds them.
    marks: String,
    /// The name that it signed in with in this request.
    signed_in: OnceLock<String>,
}

/// Reads the marks of a browser that signs in, and gives it one when it did.
pub async fn known_browsers(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/petugas/") {
        return next.run(request).await;
    }
    let marks = Name::Known.read(request.headers(), app.secure).unwrap_or_default().to_owned();
    let browser = Arc::new(Browser { marks, signed_in: OnceLock::new() });
    let (mut response, new) = BROWSER
        .scope(browser, async {
            let response = next.run(request).await;
            let new = BROWSER.with(|browser| browser.signed_in.get().and_then(|name| with_mark(&app, browser, name)));
            (response, new)
        })
        .await;
    if let Some(marks) = new {
        cookies::put(response.headers_mut(), Name::Known.keep(&marks, app.secure));
    }
    response
}

/// Does what counts tries in a task of its own: a browser that hangs up meanwhile must not leave a failure uncounted, nor a
/// sign-in half done.
pub async fn to_its_end<T: Send + 'static>(
    app: &App,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let work = clock::carried(work);
    let done = match BROWSER.try_with(Arc::clone) {
        Ok(browser) => app.tasks.spawn(BROWSER.scope(browser, work)),
        Err(_) => app.tasks.spawn(work),
    };
    done.await.map_err(Error::internal)?
}

/// Remembers the browser: its owner has signed in with this name. Outside of a request there is none to remember.
pub(super) fn remember(name: &str) {
    drop(BROWSER.try_with(|browser| browser.signed_in.set(name.to_owned())));
}

/// The cookie's marks with one for this name; none when it has one.
fn with_mark(app: &App, browser: &Browser, name: &str) -> Option<String> {
    if mark(app, &browser.marks, name).is_some() {
        return None;
    }
    let nonce = &token::random_token()[..NONCE];
    let new = token::base64url(&[nonce, &seal(app, nonce, name)].concat());
    let old = browser.marks.split('.').filter(|part| token::decode(part).is_some()).take(MARKS - 1);
    Some(std::iter::once(new.as_str()).chain(old).collect::<Vec<_>>().join("."))
}

/// The random part of the browser's mark for this name.
fn mark(app: &App, marks: &str, name: &str) -> Option<Vec<u8>> {
    let parts = marks.split('.').take(MARKS).filter_map(token::decode);
    let mut own = parts.filter(|mark| token::same(&mark[NONCE..], &seal(app, &mark[..NONCE], name)));
    own.next().map(|mark| mark[..NONCE].to_vec())
}

fn seal(app: &App, nonce: &[u8], name: &str) -> [u8; 32 - NONCE] {
    let mac = app.keys.session_mac(&[b"known browser|", nonce, name.as_bytes()].concat());
    let mut seal = [0; 32 - NONCE];
    seal.copy_from_slice(&mac[..32 - NONCE]);
    seal
}

/// What was tried for a sign-in name lately: by strangers, or by one browser that its owner has signed in with. Or for a
/// custodian's passphrase, by whoever is signed in as that person.
pub struct Tries {
    /// Whose; none where nobody signs in.
    name: Option<String>,
    bucket: i32,
    failures: Option<Failures>,
}

impl Tries {
    /// As counted for a name, whether somebody has it or not.
    pub(super) async fn of(app: &App, conn: &mut PgConnection, name: &str) -> Result<Self, sqlx::Error> {
        let known = BROWSER.try_with(|browser| mark(app, &browser.marks, name)).ok().flatten();
        let bucket = bucket(app, "sign-in", name.as_bytes(), known.as_deref());
        Ok(Self { name: Some(name.to_owned()), bucket, failures: db::failures(conn, bucket).await? })
    }

    /// As counted for a custodian's passphrase.
    pub async fn of_passphrase(app: &App, conn: &mut PgConnection, officer: Uuid) -> Result<Self, sqlx::Error> {
        let bucket = bucket(app, "passphrase", officer.as_bytes(), None);
        Ok(Self { name: None, bucket, failures: db::failures(conn, bucket).await? })
    }

    /// Until when nothing more is judged.
    #[must_use]
    pub fn until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.failures.and_then(|failures| failures.until(now))
    }

    /// Counts a failure; the tenth is told to the officer and noted for the administrators.
    pub async fn one_more(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        let count = db::count_failure(&mut *conn, self.bucket, now).await?;
        if count == ALARM
            && let Some(name) = &self.name
            && let Some(account) = db::by_name(&mut *conn, name).await?
        {
            tell(&mut *conn, account.id, News::Attacked, None, now).await?;
            log_act(conn, None, "sign_in_attacked", "", now).await?;
        }
        Ok(())
    }

    /// Forgets them after a success, and remembers the browser.
    pub async fn forget(self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        db::forget_failures(conn, self.bucket).await?;
        if let Some(name) = &self.name {
            remember(name);
        }
        Ok(())
    }
}

/// The place where failures are counted. Keyed, so that nobody outside can aim at another's place; known browsers have places
/// of their own.
fn bucket(app: &App, what: &str, whose: &[u8], known: Option<&[u8]>) -> i32 {
    let mac = app.keys.session_mac(&[what.as_bytes(), b"|", whose, known.unwrap_or_default()].concat());
    let place = i32::from(u16::from_be_bytes([mac[0], mac[1]]));
    if known.is_some() { i32::from(u16::MAX) + 1 + place } else { place }
}

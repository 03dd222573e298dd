//! What a browser carries while it is away at the identity provider: a sealed cookie, so that nothing is stored for those
//! who never come back, and nobody comes back with another browser's errand.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::vault::{Place, token};
use crate::web::cookies::Name;

/// So long may it take there.
const LASTS: Duration = Duration::minutes(10);

/// What it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum For {
    /// Signing in.
    SignIn,
    /// Linking the account there with the officer of this session.
    Link {
        /// Who.
        officer: Uuid,
        /// Hash of the session's token.
        session: [u8; 32],
    },
    /// Back from there: this officer proved it, and the second step follows.
    Proved {
        /// Who.
        officer: Uuid,
    },
}

/// One way to the provider and back.
#[derive(Serialize, Deserialize)]
pub(super) struct Errand {
    pub(super) what: For,
    /// Comes back in the address (RFC 6749, §10.12).
    pub(super) state: String,
    /// Comes back in the token (OpenID Connect Core 1.0, §3.1.2.1).
    pub(super) nonce: String,
    /// Proves to the provider that the code is ours (RFC 7636).
    pub(super) verifier: String,
    until: DateTime<Utc>,
}

impl Errand {
    pub(super) fn new(what: For, now: DateTime<Utc>) -> Self {
        let random = || token::base64url(&token::random_token());
        Self { what, state: random(), nonce: random(), verifier: random(), until: now + LASTS }
    }

    /// The cookie that goes with the browser.
    pub(super) fn cookie(&self, app: &App) -> HeaderValue {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        Name::Errand.set(&token::base64url(&app.keys.content().seal(PLACE, &plain)), app.secure)
    }

    /// What the browser carries, if it is ours and not too old.
    pub(super) fn read(app: &App, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Self> {
        let sealed = token::from_base64url(Name::Errand.read(headers, app.secure)?)?;
        let plain = app.keys.content().open(PLACE, &sealed).ok()?;
        serde_json::from_slice::<Self>(&plain).ok().filter(|errand| now < errand.until)
    }

    /// Whether the address it came back with is the one it left for.
    pub(super) fn is_answered_by(&self, state: &str) -> bool {
        token::same(self.state.as_bytes(), state.as_bytes())
    }

    /// Under which the table remembers that it came back.
    pub(super) fn hash(&self) -> [u8; 32] {
        token::sha256(self.state.as_bytes())
    }
}

/// How old a remembered errand may be before it is of no use: its cookie is too old by then.
pub(super) fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - LASTS
}

const PLACE: Place = Place { table: "cookie", column: "errand", row: Uuid::nil(), case: Uuid::nil() };

//! The few cookies there are. All `HttpOnly`, and all but an officer's mark without a lifetime: closing the browser forgets
//! them.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// An officer's session.
    Officer,
    /// A citizen's opened case.
    Case,
    /// The secret of an unfinished complaint.
    Draft,
    /// The secret of an unfinished question.
    Question,
    /// The chosen language; not a secret.
    Language,
    /// How many receipt codes matched nothing lately; signed, says nothing else.
    Tries,
    /// That an officer has signed in with this browser before; names nobody.
    Known,
    /// What a browser carries while it is away at the identity provider; sealed.
    Errand,
}

impl Name {
    /// Those that end with quick exit.
    pub const SECRETS: [Self; 4] = [Self::Officer, Self::Case, Self::Draft, Self::Question];

    const fn plain(self) -> &'static str {
        match self {
            Self::Officer => "sid",
            Self::Case => "kasus",
            Self::Draft => "draf",
            Self::Question => "tanya",
            Self::Language => "bhs",
            Self::Tries => "coba",
            Self::Known => "kenal",
            Self::Errand => "utusan",
        }
    }

    /// The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
    fn full(self, secure: bool) -> String {
        if secure { format!("__Host-{}", self.plain()) } else { self.plain().to_owned() }
    }

    /// The value that the browser sent.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, secure: bool) -> Option<&str> {
        let name = self.full(secure);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// A `Set-Cookie` value. `value` must be plain ASCII without `;` (our tokens are base64url).
    #[must_use]
    pub fn set(self, value: &str, secure: bool) -> HeaderValue {
        self.header(value, secure, "")
    }

    /// A `Set-Cookie` value that outlives the browser, for half a year.
    #[must_use]
    pub fn keep(self, value: &str, secure: bool) -> HeaderValue {
        self.header(value, secure, "; Max-Age=15552000")
    }

    /// A `Set-Cookie` value that makes the browser forget it.
    #[must_use]
    pub fn clear(self, secure: bool) -> HeaderValue {
        self.header("", secure, "; Max-Age=0")
    }

    fn header(self, value: &str, secure: bool, extra: &str) -> HeaderValue {
        let name = self.full(secure);
        // The language may follow a link from another site, and the identity provider leads back; the secrets may not.
        let site = if matches!(self, Self::Language | Self::Errand) { "Lax" } else { "Strict" };
        let lock = if secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite={site}{lock}{extra}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Adds a `Set-Cookie` line to a response's headers.
pub fn put(headers: &mut HeaderMap, cookie: HeaderValue) {
    headers.append(SET_COOKIE, cookie);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_strict_and_prefixed_when_the_site_is_https() {
        assert_eq!(Name::Draft.set("abc", false), "draf=abc; Path=/; HttpOnly; SameSite=Strict");
        assert_eq!(Name::Officer.set("abc", true), "__Host-sid=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
        assert_eq!(Name::Case.clear(false), "kasus=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("x=1; __Host-sid=s3cret; __Host-bhs=en"));
        assert_eq!(Name::Officer.read(&headers, true), Some("s3cret"));
        assert_eq!(Name::Officer.read(&headers, false), None);
        assert_eq!(Name::Language.read(&headers, true), Some("en"));
    }
}

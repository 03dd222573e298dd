//! Codes that matched nothing, counted in the browser's own cookie: nothing about the visitor is stored (ui.md §13).
//!
//! With 115 random bits in a code the count guards the reader's patience and the server's load, not the secret.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Duration, Utc};

use crate::vault::{Keys, token};
use crate::web::cookies::Name;

/// Misses before the pause.
const ALLOWED: u8 = 5;
/// How long the pause is, and how long a miss is remembered.
const PAUSE: Duration = Duration::minutes(15);

/// The misses of one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    misses: u8,
    last: DateTime<Utc>,
}

impl Tries {
    /// What the browser brings; a forged or old count is none.
    pub(super) fn read(headers: &HeaderMap, keys: &Keys, secure: bool, now: DateTime<Utc>) -> Self {
        Name::Tries
            .read(headers, secure)
            .and_then(|text| Self::decode(text, keys))
            .filter(|tries| now < tries.last + PAUSE && tries.last <= now)
            .unwrap_or(Self { misses: 0, last: now })
    }

    /// Until when no further code is looked up.
    pub(super) fn paused_until(self) -> Option<DateTime<Utc>> {
        (self.misses >= ALLOWED).then(|| self.last + PAUSE)
    }

    /// One more code that matched nothing.
    pub(super) const fn missed(self, now: DateTime<Utc>) -> Self {
        Self { misses: self.misses.saturating_add(1), last: now }
    }

    /// The cookie that keeps the count.
    pub(super) fn cookie(self, keys: &Keys, secure: bool) -> HeaderValue {
        let mut bytes = self.plain().to_vec();
        bytes.extend_from_slice(&Self::mac(&self.plain(), keys));
        Name::Tries.set(&token::base64url(&bytes), secure)
    }

    fn plain(self) -> [u8; 9] {
        let mut bytes = [self.misses; 9];
        bytes[1..].copy_from_slice(&self.last.timestamp().to_be_bytes());
        bytes
    }

    fn mac(plain: &[u8], keys: &Keys) -> [u8; 32] {
        keys.session_mac(&[b"tries|".as_slice(), plain].concat())
    }

    fn decode(text: &str, keys: &Keys) -> Option<Self> {
        let bytes = token::from_base64url(text)?;
        let (plain, mac) = bytes.split_first_chunk::<9>()?;
        let seconds = i64::from_be_bytes(plain[1..].try_into().ok()?);
        let last = DateTime::from_timestamp(seconds, 0)?;
        token::same(mac, &Self::mac(plain, keys)).then_some(Self { misses: plain[0], last })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn browser(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, pair.parse().unwrap());
        headers
    }

    #[test]
    fn the_fifth_miss_begins_a_pause_that_ends() {
        let keys = Keys::ephemeral_for_tests();
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let mut headers = HeaderMap::new();
        for miss in 1..=5 {
            let tries = Tries::read(&headers, &keys, false, now);
            assert_eq!(tries.paused_until(), None, "before miss {miss}");
            headers = browser(&tries.missed(now).cookie(&keys, false));
        }
        assert_eq!(Tries::read(&headers, &keys, false, now).paused_until(), Some(now + PAUSE));
        assert_eq!(Tries::read(&headers, &keys, false, now + PAUSE).paused_until(), None);
    }

    #[test]
    fn a_count_that_was_not_ours_is_none() {
        let (ours, theirs) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let five = Tries { misses: 5, last: now };
        assert_eq!(Tries::read(&browser(&five.cookie(&theirs, false)), &ours, false, now).misses, 0);
        assert_eq!(Tries::read(&browser(&five.cookie(&ours, false)), &ours, false, now), five);
        assert_eq!(Tries::read(&browser(&HeaderValue::from_static("coba=AAAA; x")), &ours, false, now).misses, 0);
    }
}

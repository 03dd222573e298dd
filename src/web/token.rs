//! Form tokens: bound to the browser's session or draft and to the day, masked per response.

use axum::http::HeaderMap;
use chrono::{DateTime, Duration, Utc};

use crate::i18n::Zone;
use crate::vault::{Keys, token as secret};
use crate::web::cookies::Name;

/// The field that carries it.
pub const FIELD: &str = "token";

/// A new token for a page: 64 bytes in base64url, a mask and the masked MAC (so that compression of
/// the page says nothing about it).
#[must_use]
pub fn issue(keys: &Keys, headers: &HeaderMap, secure: bool, now: DateTime<Utc>) -> String {
    issue_to(keys, owners(headers, secure).next().unwrap_or_default(), now)
}

/// A new token for a page that goes out together with a new cookie of this value.
#[must_use]
pub fn issue_to(keys: &Keys, owner: &str, now: DateTime<Utc>) -> String {
    let mac = mac(keys, owner, now);
    let mask = secret::random_token();
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&mask);
    for (slot, (a, b)) in bytes[32..].iter_mut().zip(mac.iter().zip(&mask)) {
        *slot = a ^ b;
    }
    secret::base64url(&bytes)
}

/// Whether a token was issued to this browser today or yesterday.
#[must_use]
pub fn check(keys: &Keys, headers: &HeaderMap, secure: bool, now: DateTime<Utc>, token: &str) -> bool {
    let Some(bytes) = secret::from_base64url(token).filter(|bytes| bytes.len() == 64) else {
        return false;
    };
    let (mask, masked) = bytes.split_at(32);
    let given: Vec<u8> = mask.iter().zip(masked).map(|(a, b)| a ^ b).collect();
    let mut owners: Vec<&str> = owners(headers, secure).collect();
    if owners.is_empty() {
        owners.push("");
    }
    let days = [now, now - Duration::days(1)];
    owners.iter().any(|owner| days.iter().any(|day| secret::same(&mac(keys, owner, *day), &given)))
}

/// What the browser proves itself with, strongest first. A page is bound to the strongest; a form is
/// taken when it is bound to any, because a draft may begin or a case be opened in another tab.
fn owners(headers: &HeaderMap, secure: bool) -> impl Iterator<Item = &str> {
    Name::SECRETS.into_iter().filter_map(move |name| name.read(headers, secure)).filter(|value| !value.is_empty())
}

fn mac(keys: &Keys, owner: &str, day: DateTime<Utc>) -> [u8; 32] {
    keys.session_mac(format!("form|{owner}|{}", Zone::Wib.day(day)).as_bytes())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::COOKIE;

    use super::*;

    fn browser(cookie: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(cookie));
        headers
    }

    #[test]
    fn a_token_is_good_for_its_own_browser_for_a_day() {
        let keys = Keys::ephemeral_for_tests();
        let now = crate::clock::now();
        let (mine, other, none) = (browser("draf=aaa"), browser("draf=bbb"), HeaderMap::new());
        let token = issue(&keys, &mine, false, now);
        assert_ne!(token, issue(&keys, &mine, false, now), "masked anew");
        assert!(check(&keys, &mine, false, now, &token));
        assert!(check(&keys, &mine, false, now + Duration::days(1), &token));
        assert!(!check(&keys, &mine, false, now + Duration::days(2), &token));
        assert!(!check(&keys, &other, false, now, &token));
        assert!(!check(&keys, &none, false, now, &token));
        assert!(!check(&keys, &mine, false, now, "x"));
        assert!(!check(&keys, &mine, false, now, &issue(&keys, &none, false, now)));
    }
}

//! Keys that come from what only the citizen holds: the cookie, the draft code, the one-use key of a form, the receipt.

use super::{
    code::{DraftCode, ReceiptCode},
    mac,
    seal::{FieldKey, SealError},
};
use std::ops::Deref;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The key of one draft: random, wrapped by the cookie's secret and, for "teruskan nanti", also by a draft code.
#[derive(Debug, PartialEq)]
pub struct DraftKey(FieldKey);

impl DraftKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(FieldKey::generate())
    }

    /// Wraps the key for the browser that holds `cookie` (32 random bytes).
    #[must_use]
    pub fn wrap_for_cookie(&self, cookie: &[u8; 32], draft: Uuid) -> Vec<u8> {
        by_cookie(cookie).wrap_key("draft", draft, &self.0)
    }

    /// Opens what [`Self::wrap_for_cookie`] made.
    pub fn unwrap_by_cookie(cookie: &[u8; 32], draft: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        by_cookie(cookie).unwrap_key("draft", draft, blob).map(Self)
    }

    /// Wraps the key for whoever types the draft code.
    #[must_use]
    pub fn wrap_for_code(&self, code: &DraftCode, draft: Uuid) -> Vec<u8> {
        by_code(code).wrap_key("draft", draft, &self.0)
    }

    /// Opens what [`Self::wrap_for_code`] made.
    pub fn unwrap_by_code(code: &DraftCode, draft: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        by_code(code).unwrap_key("draft", draft, blob).map(Self)
    }

    /// The one-use key of filing this draft: the same on every retry, so that one draft can only make one case.
    #[must_use]
    pub fn one_use_key(&self) -> Zeroizing<[u8; 32]> {
        mac::derive(self.0.bytes(), "draft one-use key")
    }
}

impl Deref for DraftKey {
    type Target = FieldKey;

    fn deref(&self) -> &FieldKey {
        &self.0
    }
}

fn by_cookie(cookie: &[u8; 32]) -> FieldKey {
    FieldKey::new(mac::derive(cookie, "draft cookie"))
}

fn by_code(code: &DraftCode) -> FieldKey {
    FieldKey::new(mac::derive(code.bytes(), "draft code"))
}

/// Seals the stored reply (the receipt code) of a filing, so that only a retry with the same one-use key reads it.
#[derive(Debug)]
pub struct ReplyKey(FieldKey);

impl ReplyKey {
    /// The key that belongs to a one-use key: [`DraftKey::one_use_key`] or the random one of another form.
    #[must_use]
    pub fn of(one_use_key: &[u8; 32]) -> Self {
        Self(FieldKey::new(mac::derive(one_use_key, "stored reply")))
    }
}

impl Deref for ReplyKey {
    type Target = FieldKey;

    fn deref(&self) -> &FieldKey {
        &self.0
    }
}

/// Seals the reporter's own copy of what nobody else may read: random, kept only under the receipt code and, while a
/// session lasts, under what the browser's cookie holds. The server at rest has neither.
#[derive(Debug, PartialEq)]
pub struct OwnKey(FieldKey);

impl OwnKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(FieldKey::generate())
    }

    /// Wraps the key for whoever types the receipt code.
    #[must_use]
    pub fn wrap_for_code(&self, code: &ReceiptCode, case: Uuid) -> Vec<u8> {
        own_code(code).wrap_key("reporter's copy", case, &self.0)
    }

    /// Opens what [`Self::wrap_for_code`] made.
    pub fn unwrap_by_code(code: &ReceiptCode, case: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        own_code(code).unwrap_key("reporter's copy", case, blob).map(Self)
    }

    /// Wraps the key for the browser that holds the session's token.
    #[must_use]
    pub fn wrap_for_session(&self, token: &[u8; 32], case: Uuid) -> Vec<u8> {
        own_session(token).wrap_key("reporter's copy", case, &self.0)
    }

    /// Opens what [`Self::wrap_for_session`] made.
    pub fn unwrap_by_session(token: &[u8; 32], case: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        own_session(token).unwrap_key("reporter's copy", case, blob).map(Self)
    }
}

fn own_code(code: &ReceiptCode) -> FieldKey {
    FieldKey::new(mac::derive(code.bytes(), "reporter's copy, by code"))
}

fn own_session(token: &[u8; 32]) -> FieldKey {
    FieldKey::new(mac::derive(token, "reporter's copy, by session"))
}

impl Deref for OwnKey {
    type Target = FieldKey;

    fn deref(&self) -> &FieldKey {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Place, token::random_token};

    const DRAFT: Uuid = Uuid::from_u128(4);

    #[test]
    fn a_draft_opens_by_its_cookie_or_its_code_and_by_no_other() {
        let (key, cookie, code) = (DraftKey::generate(), random_token(), DraftCode::generate());
        let (for_cookie, for_code) = (key.wrap_for_cookie(&cookie, DRAFT), key.wrap_for_code(&code, DRAFT));
        assert_eq!(DraftKey::unwrap_by_cookie(&random_token(), DRAFT, &for_cookie), Err(SealError));
        assert_eq!(DraftKey::unwrap_by_cookie(&cookie, Uuid::nil(), &for_cookie), Err(SealError));
        assert_eq!(DraftKey::unwrap_by_code(&DraftCode::generate(), DRAFT, &for_code), Err(SealError));
        assert_eq!(DraftKey::unwrap_by_cookie(&cookie, DRAFT, &for_code), Err(SealError));
        assert_eq!(DraftKey::unwrap_by_code(&code, DRAFT, &for_code).as_ref(), Ok(&key));
        assert_eq!(DraftKey::unwrap_by_cookie(&cookie, DRAFT, &for_cookie), Ok(key));
    }

    #[test]
    fn every_retry_of_one_draft_reads_the_same_reply() {
        let key = DraftKey::generate();
        let at = Place { table: "submission", column: "reply", row: DRAFT, case: Uuid::nil() };
        let stored = ReplyKey::of(&key.one_use_key()).seal(at, b"7KQ4");
        assert_eq!(ReplyKey::of(&key.one_use_key()).open(at, &stored).unwrap(), b"7KQ4");
        assert!(ReplyKey::of(&DraftKey::generate().one_use_key()).open(at, &stored).is_err());
    }

    #[test]
    fn the_reporters_copy_opens_with_the_code_as_typed_or_in_the_open_session() {
        let (key, code, token) = (OwnKey::generate(), ReceiptCode::generate(), random_token());
        let (by_code, by_session) = (key.wrap_for_code(&code, DRAFT), key.wrap_for_session(&token, DRAFT));
        let typed = ReceiptCode::parse(&code.show().to_lowercase()).unwrap();
        assert_eq!(OwnKey::unwrap_by_code(&typed, DRAFT, &by_code).as_ref(), Ok(&key));
        assert_eq!(OwnKey::unwrap_by_session(&token, DRAFT, &by_session).as_ref(), Ok(&key));
        assert!(OwnKey::unwrap_by_code(&ReceiptCode::generate(), DRAFT, &by_code).is_err());
        assert!(OwnKey::unwrap_by_session(&random_token(), DRAFT, &by_session).is_err());
        assert!(OwnKey::unwrap_by_code(&code, Uuid::nil(), &by_code).is_err());
    }
}

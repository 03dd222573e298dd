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

/// Seals the reporter's own copy of what nobody else may read; comes from the receipt code and is never stored.
#[derive(Debug)]
pub struct OwnKey(FieldKey);

impl OwnKey {
    /// The key that belongs to a receipt code.
    #[must_use]
    pub fn of(code: &ReceiptCode) -> Self {
        Self(FieldKey::new(mac::derive(code.bytes(), "reporter's copy")))
    }
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
    fn the_reporters_copy_opens_with_the_receipt_code_as_typed() {
        let code = ReceiptCode::generate();
        let at = Place { table: "identity", column: "own_copy", row: DRAFT, case: DRAFT };
        let sealed = OwnKey::of(&code).seal(at, b"Siti");
        let typed = ReceiptCode::parse(&code.show().to_lowercase()).unwrap();
        assert_eq!(OwnKey::of(&typed).open(at, &sealed).unwrap(), b"Siti");
        assert!(OwnKey::of(&ReceiptCode::generate()).open(at, &sealed).is_err());
    }
}

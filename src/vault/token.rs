//! Random tokens, their text form, and comparison without a clock to read.

use super::crockford;
use super::keys::Keys;
use super::mac::MacKey;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

/// 32 random bytes: session tokens, cookie secrets, idempotency keys, invitations.
#[must_use]
pub fn random_token() -> [u8; 32] {
    let mut token = [0; 32];
    rand::fill(&mut token);
    token
}

/// base64url without padding: how tokens travel in cookies, forms and one-time links.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text; `None` when it is not one.
#[must_use]
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// Small hexadecimal digits: how a fingerprint of a file is written.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The token that [`base64url`] wrote; `None` for anything that is not exactly 32 bytes.
#[must_use]
pub fn decode(text: &str) -> Option<[u8; 32]> {
    // 32 bytes are 43 letters; longer input is not worth decoding.
    (text.len() == 43).then(|| from_base64url(text)?.try_into().ok())?
}

/// SHA-256: what the database keeps of a token that has 256 random bits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A keyed hash, for keys that live in memory only.
#[must_use]
pub fn keyed_hash(key: &Zeroizing<[u8; 32]>, of: &[u8]) -> [u8; 32] {
    MacKey::new(key.clone()).mac("memory", &[of])
}

/// The passphrase under which a file that may do harm is handed out: 120 bits in groups, the same as long as the `session`
/// key and the request are.
#[must_use]
pub fn file_passphrase(keys: &Keys, request: Uuid, file: Uuid) -> String {
    let mac = keys.session_mac(&[b"file passphrase|", request.as_bytes().as_slice(), file.as_bytes()].concat());
    crockford::grouped(&crockford::from_bytes(&mac[..15]))
}

/// Equality that takes the same time wherever the difference is.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Six symbols that name one failure in the log and on the page; easy to read out.
#[must_use]
pub fn incident() -> String {
    crockford::text(&crockford::random::<6>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_form_and_nothing_else_is_one() {
        let token = random_token();
        assert_ne!(token, random_token());
        assert_eq!(decode(&base64url(&token)), Some(token));
        for bad in ["", "abc", &base64url(&[1; 31]), &base64url(&[1; 33]), &"*".repeat(43)] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_dangerous_file_has_a_passphrase_of_its_request_and_its_own() {
        let keys = Keys::ephemeral_for_tests();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let said = file_passphrase(&keys, one, other);
        assert_eq!((said.len(), said.clone()), (29, file_passphrase(&keys, one, other)));
        assert_ne!(said, file_passphrase(&keys, other, one));
        assert_ne!(said, file_passphrase(&keys, one, one));
    }

    #[test]
    fn an_incident_has_six_symbols() {
        assert_eq!(incident().len(), 6);
        assert_ne!(incident(), incident());
    }

    #[test]
    fn comparison_and_hash_are_the_usual_ones() {
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"abcd"));
        assert_eq!(sha256(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}

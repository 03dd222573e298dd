//! Recovery codes: ten of them open an officer's account once each when the authenticator app is lost.

use uuid::Uuid;

use super::crockford;
use super::keys::Keys;

/// Symbols of a code: 80 bits, so that a keyed hash is enough to keep it.
const SYMBOLS: usize = 16;

/// One code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; SYMBOLS]);

impl RecoveryCode {
    /// A new random code.
    #[must_use]
    pub fn generate() -> Self {
        Self(crockford::random())
    }

    /// A code as somebody types it.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        crockford::values(typed)?.try_into().ok().map(Self)
    }

    /// In groups of four, to be written down.
    #[must_use]
    pub fn show(&self) -> String {
        crockford::grouped(&self.0)
    }

    /// Under which keyed hash it is kept for an officer.
    #[must_use]
    pub fn mac(&self, keys: &Keys, officer: Uuid) -> [u8; 32] {
        keys.session_mac(&[b"recovery|".as_slice(), officer.as_bytes(), &self.0].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_shown_and_belongs_to_one_officer() {
        let (code, keys) = (RecoveryCode::generate(), Keys::ephemeral_for_tests());
        let typed = code.show().to_lowercase().replace('-', " ");
        assert!(RecoveryCode::parse(&typed) == Some(code.clone()));
        assert!(RecoveryCode::parse(&typed[1..]).is_none() && RecoveryCode::parse("123456").is_none());
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_ne!(code.mac(&keys, one), code.mac(&keys, other));
    }
}

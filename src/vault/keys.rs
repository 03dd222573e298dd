//! The server's keys.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The server's keys.
pub struct Keys {
    session: [u8; 32],
}

impl Keys {
    /// Keys that end with the test.
    #[must_use]
    pub fn ephemeral_for_tests() -> Self {
        Self { session: super::token::random_token() }
    }

    /// HMAC-SHA-256 under the session key: form tokens.
    #[must_use]
    pub fn session_mac(&self, message: &[u8]) -> [u8; 32] {
        // HMAC pads a key shorter than its block of 64 bytes with zeros, so this is the same key.
        let mut key = [0; 64];
        key[..32].copy_from_slice(&self.session);
        Hmac::<Sha256>::new((&key).into()).chain_update(message).finalize().into_bytes().into()
    }
}

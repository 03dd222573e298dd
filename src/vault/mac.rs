//! HMAC-SHA-256 and HKDF-SHA-256 with labels, so that one key never says the same thing in two places.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A 32-byte key for keyed hashes. Wiped when dropped; cannot be printed.
pub(super) struct MacKey(Zeroizing<[u8; 32]>);

impl MacKey {
    pub(super) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The keyed hash of `parts` under `label`. Each part is preceded by its length, so `ab|c` and `a|bc` differ.
    pub(super) fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC fills a short key up with zeros to the block size itself; doing it here makes the call infallible.
        let mut block = Zeroizing::new([0_u8; 64]);
        block[..32].copy_from_slice(&*self.0);
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The first half of [`Self::mac`]: enough for equality searches (`security.md` §2.2).
    pub(super) fn mac16(&self, label: &str, parts: &[&[u8]]) -> [u8; 16] {
        let full = self.mac(label, parts);
        let mut half = [0; 16];
        half.copy_from_slice(&full[..16]);
        half
    }
}

/// A 32-byte key for `purpose` from a secret that is already strong (at least 112 bits of entropy).
#[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8160 bytes and 32 are asked for: cannot fail")]
pub(super) fn derive(secret: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(b"kentongan/v1"), secret)
        .expand(purpose.as_bytes(), &mut *key)
        .expect("32 bytes are within the limit of HKDF");
    key
}

/// Random bytes for a new key.
pub(super) fn random32() -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(&mut *key);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyed_hash_is_plain_hmac_over_length_prefixed_parts() {
        let key = MacKey::new(Zeroizing::new([7; 32]));
        let mut plain = Hmac::<Sha256>::new_from_slice(&[7; 32]).unwrap();
        plain.update(&[0, 0, 0, 0, 0, 0, 0, 1, b'l', 0, 0, 0, 0, 0, 0, 0, 2, b'a', b'b']);
        assert_eq!(key.mac("l", &[b"ab"]), <[u8; 32]>::from(plain.finalize().into_bytes()));
    }

    #[test]
    fn moving_a_border_between_parts_changes_the_hash() {
        let key = MacKey::new(random32());
        assert_ne!(key.mac("l", &[b"ab", b"c"]), key.mac("l", &[b"a", b"bc"]));
        assert_ne!(key.mac("l", &[b"ab"]), key.mac("m", &[b"ab"]));
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        assert_ne!(*derive(b"secret", "one"), *derive(b"secret", "two"));
        assert_ne!(*derive(b"secret", "one"), *derive(b"other", "one"));
    }
}

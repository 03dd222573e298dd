//! Field blobs: `version 1 | key id, 4 bytes | nonce, 24 bytes | XChaCha20-Poly1305 ciphertext and tag`.
//!
//! Every blob is bound to its table, column, row and case, so that ciphertexts cannot be swapped between rows, and
//! padded to a size class. `security.md` §2.2 is the source.

use super::{keys::Keys, mac, pad};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, ops::Deref};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const HEADER: usize = 1 + 4 + 24;

/// Where a sealed value lives. Opening it anywhere else is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Table name.
    pub table: &'static str,
    /// Column name.
    pub column: &'static str,
    /// The row's own id.
    pub row: Uuid,
    /// The case that the row hangs on; nil for rows that hang on no case.
    pub case: Uuid,
}

impl Place {
    fn aad(&self) -> String {
        format!("kentongan/v1|{}|{}|{}|{}", self.table, self.column, self.row, self.case)
    }
}

/// A sealed value could not be opened. One error for every cause: wrong key, wrong place, damaged, cut, not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value could not be opened")]
pub struct SealError;

/// A key for sealing fields. Wiped when dropped; cannot be printed.
pub struct FieldKey {
    bytes: Zeroizing<[u8; 32]>,
    /// A fingerprint stamped into every blob, so that a stray key is told from a damaged value.
    id: u32,
}

impl fmt::Debug for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldKey")
    }
}

impl FieldKey {
    pub(super) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        let print = mac::derive(&*bytes, "key id");
        let id = u32::from_be_bytes([print[0], print[1], print[2], print[3]]);
        Self { bytes, id }
    }

    pub(super) fn generate() -> Self {
        Self::new(mac::random32())
    }

    /// The fingerprint that stands in every blob of this key.
    pub(super) const fn print(&self) -> u32 {
        self.id
    }

    /// The fingerprint in a blob; none when it is no blob.
    pub(super) fn print_of(blob: &[u8]) -> Option<u32> {
        let header: [u8; 4] = blob.get(1..5)?.try_into().ok()?;
        (blob[0] == VERSION).then(|| u32::from_be_bytes(header))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Seals `plain` for one place. Two calls never give the same blob.
    #[must_use]
    pub fn seal(&self, at: Place, plain: &[u8]) -> Vec<u8> {
        self.encrypt(&at.aad(), &pad::pad(plain))
    }

    /// Opens what [`Self::seal`] made for the same place.
    pub fn open(&self, at: Place, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut plain = self.decrypt(&at.aad(), blob)?;
        let len = pad::unpadded_len(&plain).ok_or(SealError)?;
        plain.truncate(len);
        Ok(plain)
    }

    /// Seals a value as JSON. Fails only for values that JSON cannot write.
    pub fn seal_json<T: Serialize + ?Sized>(&self, at: Place, value: &T) -> Result<Vec<u8>, SealError> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError)?);
        Ok(self.seal(at, &plain))
    }

    /// Opens a value that [`Self::seal_json`] made.
    pub fn open_json<T: DeserializeOwned>(&self, at: Place, blob: &[u8]) -> Result<T, SealError> {
        let plain = Zeroizing::new(self.open(at, blob)?);
        serde_json::from_slice(&plain).map_err(|_| SealError)
    }

    /// Wraps another key for one place: 77 bytes, not padded because every key is 32 bytes long.
    pub(super) fn wrap_key(&self, purpose: &str, owner: Uuid, key: &Self) -> Vec<u8> {
        self.encrypt(&format!("kentongan/v1/key|{purpose}|{owner}"), &*key.bytes)
    }

    /// Opens what [`Self::wrap_key`] made for the same purpose and owner.
    pub(super) fn unwrap_key(&self, purpose: &str, owner: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        let plain = Zeroizing::new(self.decrypt(&format!("kentongan/v1/key|{purpose}|{owner}"), blob)?);
        let mut bytes = Zeroizing::new([0; 32]);
        if plain.len() != bytes.len() {
            return Err(SealError);
        }
        bytes.copy_from_slice(&plain);
        Ok(Self::new(bytes))
    }

    #[expect(clippy::expect_used, reason = "the cipher refuses only messages above 256 GiB: cannot fail here")]
    fn encrypt(&self, aad: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 24];
        rand::fill(&mut nonce);
        let sealed = XChaCha20Poly1305::new((&*self.bytes).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: aad.as_bytes() })
            .expect("shorter than 256 GiB");
        let mut blob = Vec::with_capacity(HEADER + sealed.len());
        blob.push(VERSION);
        blob.extend_from_slice(&self.id.to_be_bytes());
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(&sealed);
        blob
    }

    fn decrypt(&self, aad: &str, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let (header, sealed) = blob.split_at_checked(HEADER).ok_or(SealError)?;
        let nonce: [u8; 24] = header[5..].try_into().map_err(|_| SealError)?;
        if header[0] != VERSION || header[1..5] != self.id.to_be_bytes() {
            return Err(SealError);
        }
        XChaCha20Poly1305::new((&*self.bytes).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: aad.as_bytes() })
            .map_err(|_| SealError)
    }
}

impl PartialEq for FieldKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes[..].ct_eq(&other.bytes[..]).into()
    }
}

/// The key of one case. Everything secret about the case is sealed with it; destroying its wrapped form erases it all.
#[derive(Debug, PartialEq)]
pub struct CaseKey(FieldKey);

impl CaseKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(FieldKey::generate())
    }

    /// Wraps the key under the server's content key, bound to its case.
    #[must_use]
    pub fn wrap(&self, keys: &Keys, case: Uuid) -> Vec<u8> {
        keys.content().wrap_key("case", case, &self.0)
    }

    /// Opens what [`Self::wrap`] made for the same case.
    pub fn unwrap(keys: &Keys, case: Uuid, blob: &[u8]) -> Result<Self, SealError> {
        keys.content().unwrap_key("case", case, blob).map(Self)
    }
}

impl Deref for CaseKey {
    type Target = FieldKey;

    fn deref(&self) -> &FieldKey {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place() -> Place {
        Place { table: "message", column: "text", row: Uuid::from_u128(1), case: Uuid::from_u128(2) }
    }

    #[test]
    fn two_keys_are_not_one() {
        let key = |byte| FieldKey::new(Zeroizing::new([byte; 32]));
        assert!(key(1) == key(1) && key(1) != key(2));
    }

    #[test]
    fn a_blob_moved_to_any_other_place_is_refused() {
        let key = CaseKey::generate();
        let blob = key.seal(place(), b"Pungli di loket dua");
        assert_eq!(key.open(place(), &blob).unwrap(), b"Pungli di loket dua");
        for wrong in [
            Place { table: "note", ..place() },
            Place { column: "title", ..place() },
            Place { row: Uuid::from_u128(3), ..place() },
            Place { case: Uuid::from_u128(3), ..place() },
        ] {
            assert_eq!(key.open(wrong, &blob), Err(SealError), "{wrong:?}");
        }
        assert_eq!(CaseKey::generate().open(place(), &blob), Err(SealError));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_refused() {
        let key = CaseKey::generate();
        let blob = key.seal(place(), b"rahasia");
        for at in 0..blob.len() {
            for bit in 0..8 {
                let mut bad = blob.clone();
                bad[at] ^= 1 << bit;
                assert_eq!(key.open(place(), &bad), Err(SealError), "byte {at} bit {bit}");
            }
            assert_eq!(key.open(place(), &blob[..at]), Err(SealError), "cut at {at}");
        }
    }

    #[test]
    fn a_wrapped_case_key_opens_only_for_its_case_and_under_its_server_key() {
        let keys = Keys::ephemeral_for_tests();
        let (key, case) = (CaseKey::generate(), Uuid::from_u128(9));
        let wrapped = key.wrap(&keys, case);
        assert_eq!(wrapped.len(), 77);
        assert_eq!(CaseKey::unwrap(&keys, case, &wrapped), Ok(key));
        assert_eq!(CaseKey::unwrap(&keys, Uuid::from_u128(8), &wrapped), Err(SealError));
        assert_eq!(CaseKey::unwrap(&Keys::ephemeral_for_tests(), case, &wrapped), Err(SealError));
    }

    #[test]
    fn json_comes_back_and_the_same_text_never_gives_the_same_blob() {
        let key = CaseKey::generate();
        let value = vec![("nama".to_owned(), 3)];
        let blob = key.seal_json(place(), &value).unwrap();
        assert_eq!(key.open_json::<Vec<(String, i32)>>(place(), &blob), Ok(value.clone()));
        assert_eq!(key.open_json::<Vec<i32>>(place(), &blob), Err(SealError));
        assert_ne!(key.seal_json(place(), &value).unwrap(), blob);
        assert_eq!(format!("{key:?}"), "CaseKey(FieldKey)");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_only_its_size_class_shows(plain in proptest::collection::vec(any::<u8>(), 0..6000)) {
            let key = CaseKey::generate();
            let blob = key.seal(place(), &plain);
            prop_assert_eq!(blob.len(), HEADER + pad::pad(&plain).len() + 16);
            prop_assert_eq!(key.open(place(), &blob).unwrap(), plain);
        }

        #[test]
        fn no_bytes_of_a_stranger_open_or_panic(blob in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(CaseKey::generate().open(place(), &blob), Err(SealError));
        }
    }
}

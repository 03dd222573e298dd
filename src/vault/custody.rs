//! The identity key of a case: an age key whose secret half exists only in shares.
//!
//! Made at filing and dropped at once. Its secret is dealt two-of-n to the custodians (Shamir, over GF(256)), each share
//! sealed to one custodian and bound to its case, and sealed whole to the offline recovery recipient. So no custodian, no
//! administrator and nobody with the database in hand opens an identity alone.

use super::identity::{self, IdentityError, IdentityRecipient};
use super::seal::{FieldKey, SealError};
use super::{mac, pad};
use age::secrecy::ExposeSecret;
use bech32::{Bech32, Hrp};
use blahaj::Sharks;
use uuid::Uuid;
use zeroize::Zeroizing;

/// So many shares open.
pub const NEEDED: u8 = 2;
/// How age begins the text of a secret key.
const PREFIX: Hrp = Hrp::parse_unchecked("age-secret-key-");
/// Bytes of a share: its place on the line and one byte for each byte of the key.
const SHARE: usize = 33;

/// The secret half of an age key pair: of a case, of a custodian, or of the recovery recipient.
pub struct IdentityKey(age::x25519::Identity);

impl std::fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityKey")
    }
}

impl IdentityKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Its public half.
    #[must_use]
    pub fn recipient(&self) -> IdentityRecipient {
        IdentityRecipient::of(&self.0)
    }

    /// The key as the `age` program reads it, `AGE-SECRET-KEY-1…`.
    #[must_use]
    pub fn export(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Reads what [`Self::export`] wrote.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        text.trim().parse().map(Self).map_err(|_| IdentityError::Open)
    }

    pub(super) fn bytes(&self) -> Result<Zeroizing<[u8; 32]>, IdentityError> {
        let (_, data) = bech32::decode(&self.export()).map_err(|_| IdentityError::Open)?;
        let data = Zeroizing::new(data);
        let mut bytes = Zeroizing::new([0; 32]);
        if data.len() != bytes.len() {
            return Err(IdentityError::Open);
        }
        bytes.copy_from_slice(&data);
        Ok(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, IdentityError> {
        if bytes.len() != 32 {
            return Err(IdentityError::Open);
        }
        let text = bech32::encode_upper::<Bech32>(PREFIX, bytes).map_err(|_| IdentityError::Open)?;
        Self::parse(&Zeroizing::new(text))
    }

    /// Opens a sealed identity.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
        let mut plain = self.open_secret(sealed)?;
        let len = pad::unpadded_len(&plain).ok_or(IdentityError::Open)?;
        plain.truncate(len);
        Ok(plain)
    }

    /// Opens what [`identity::seal_secret`] made.
    pub fn open_secret(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
        identity::decrypt(&self.0, sealed)
    }

    /// Deals the key anew to these custodians: one sealed share for each. Shares of an earlier dealing do not fit to
    /// these, so that who was left out holds nothing any more. Fewer than two custodians get nothing.
    pub fn deal(&self, case: Uuid, to: &[IdentityRecipient]) -> Result<Vec<Vec<u8>>, IdentityError> {
        if to.len() < usize::from(NEEDED) || to.len() > 255 {
            return Ok(Vec::new());
        }
        let bytes = self.bytes()?;
        let shares = Sharks(NEEDED).dealer(&*bytes);
        shares.zip(to).map(|(share, to)| Share { case, bytes: Zeroizing::new(Vec::from(&share)) }.seal(to)).collect()
    }

    /// Seals the whole key of a case to the recovery recipient.
    pub fn seal_whole(&self, case: Uuid, recovery: &IdentityRecipient) -> Result<Vec<u8>, IdentityError> {
        let plain = Zeroizing::new([case.as_bytes().as_slice(), &*self.bytes()?].concat());
        identity::seal_secret(&[recovery], &plain)
    }

    /// Opens what [`Self::seal_whole`] made for the same case, with the recovery key. A key from before names no case: its
    /// public half must be compared.
    pub fn open_whole(recovery: &Self, case: Uuid, sealed: &[u8]) -> Result<Self, IdentityError> {
        let plain = recovery.open_secret(sealed)?;
        match plain.split_at_checked(16) {
            Some((of, key)) if plain.len() == 48 => {
                if of == case.as_bytes() {
                    Self::from_bytes(key)
                } else {
                    Err(IdentityError::Open)
                }
            }
            _ => Self::from_bytes(&plain),
        }
    }

    /// Wraps a key that lives as long as a session does, for the browser that holds the session's token.
    pub fn wrap_for_session(&self, token: &[u8; 32], row: Uuid) -> Result<Vec<u8>, IdentityError> {
        Ok(by_session(token).wrap_key("reveal", row, &FieldKey::new(self.bytes()?)))
    }

    /// Opens what [`Self::wrap_for_session`] made.
    pub fn unwrap_by_session(token: &[u8; 32], row: Uuid, blob: &[u8]) -> Result<Self, IdentityError> {
        let key = by_session(token).unwrap_key("reveal", row, blob).map_err(|SealError| IdentityError::Open)?;
        Self::from_bytes(key.bytes())
    }
}

fn by_session(token: &[u8; 32]) -> FieldKey {
    FieldKey::new(mac::derive(token, "reveal, by session"))
}

/// One custodian's part of the key of one case.
pub struct Share {
    case: Uuid,
    bytes: Zeroizing<Vec<u8>>,
}

impl Share {
    /// Opens a custodian's share. A share of another case is refused, wherever somebody may have put it.
    pub fn open(custodian: &IdentityKey, case: Uuid, sealed: &[u8]) -> Result<Self, IdentityError> {
        let plain = custodian.open_secret(sealed)?;
        let (of, share) = plain.split_at_checked(16).ok_or(IdentityError::Open)?;
        if of != case.as_bytes() || share.len() != SHARE {
            return Err(IdentityError::Open);
        }
        Ok(Self { case, bytes: Zeroizing::new(share.to_vec()) })
    }

    /// Seals the share to one recipient.
    pub fn seal(&self, to: &IdentityRecipient) -> Result<Vec<u8>, IdentityError> {
        let plain = Zeroizing::new([self.case.as_bytes().as_slice(), &self.bytes].concat());
        identity::seal_secret(&[to], &plain)
    }
}

/// Puts two shares of a case together. Fails unless the key is the one whose public half is `expected`.
pub fn combine(shares: &[Share], expected: &IdentityRecipient) -> Result<IdentityKey, IdentityError> {
    let parts: Result<Vec<_>, _> = shares.iter().map(|share| blahaj::Share::try_from(share.bytes.as_slice())).collect();
    let parts = parts.map_err(|_| IdentityError::Open)?;
    let secret = Sharks(NEEDED).recover(&parts).map_err(|_| IdentityError::Open)?;
    let key = IdentityKey::from_bytes(&Zeroizing::new(secret))?;
    if key.recipient() == *expected { Ok(key) } else { Err(IdentityError::Open) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: Uuid = Uuid::from_u128(7);

    fn custodians(n: usize) -> (Vec<IdentityKey>, Vec<IdentityRecipient>) {
        let keys: Vec<_> = (0..n).map(|_| IdentityKey::generate()).collect();
        let recipients = keys.iter().map(IdentityKey::recipient).collect();
        (keys, recipients)
    }

    #[test]
    fn more_than_255_shares_are_not_dealt() {
        let (_, recipients) = custodians(1);
        let key = IdentityKey::generate();
        for (many, dealt) in [(1, 0), (2, 2), (255, 255), (256, 0)] {
            assert_eq!(key.deal(CASE, &vec![recipients[0].clone(); many]).unwrap().len(), dealt);
        }
    }

    fn opened(keys: &[IdentityKey], sealed: &[Vec<u8>]) -> Vec<Share> {
        keys.iter().zip(sealed).map(|(key, blob)| Share::open(key, CASE, blob).unwrap()).collect()
    }

    #[test]
    fn any_two_custodians_open_and_one_alone_does_not() {
        let case = IdentityKey::generate();
        let (keys, to) = custodians(4);
        let shares = opened(&keys, &case.deal(CASE, &to).unwrap());
        for one in 0..4 {
            assert!(combine(&shares[one..=one], &case.recipient()).is_err(), "one share opens nothing");
            for other in (0..4).filter(|other| *other != one) {
                let two = [reseal(&shares[one]), reseal(&shares[other])];
                assert_eq!(*combine(&two, &case.recipient()).unwrap().export(), *case.export());
            }
        }
        let twice = [reseal(&shares[0]), reseal(&shares[0])];
        assert!(combine(&twice, &case.recipient()).is_err(), "the same share twice is one share");
    }

    /// A share as it arrives at somebody else.
    fn reseal(share: &Share) -> Share {
        let to = IdentityKey::generate();
        Share::open(&to, CASE, &share.seal(&to.recipient()).unwrap()).unwrap()
    }

    #[test]
    fn a_share_opens_for_its_custodian_and_its_case_only() {
        let (keys, to) = custodians(2);
        let sealed = IdentityKey::generate().deal(CASE, &to).unwrap();
        assert!(Share::open(&keys[1], CASE, &sealed[0]).is_err());
        assert!(Share::open(&keys[0], Uuid::from_u128(8), &sealed[0]).is_err());
        let mut damaged = sealed[0].clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(Share::open(&keys[0], CASE, &damaged).is_err());
    }

    #[test]
    fn a_share_from_before_does_not_fit_to_the_new_ones() {
        let case = IdentityKey::generate();
        let (keys, to) = custodians(2);
        let mut old = opened(&keys, &case.deal(CASE, &to).unwrap());
        let new = opened(&keys, &case.deal(CASE, &to).unwrap());
        old.truncate(1);
        assert!(combine(&[reseal(&old[0]), reseal(&new[1])], &case.recipient()).is_err());
        assert!(combine(&new, &IdentityKey::generate().recipient()).is_err(), "another case's key");
    }

    #[test]
    fn fewer_than_two_custodians_get_nothing_and_recovery_opens_alone() {
        let (case, recovery) = (IdentityKey::generate(), IdentityKey::generate());
        assert!(case.deal(CASE, &custodians(1).1).unwrap().is_empty());
        let whole = case.seal_whole(CASE, &recovery.recipient()).unwrap();
        assert_eq!(*IdentityKey::open_whole(&recovery, CASE, &whole).unwrap().export(), *case.export());
        assert!(IdentityKey::open_whole(&case, CASE, &whole).is_err());
        assert!(IdentityKey::open_whole(&recovery, Uuid::from_u128(8), &whole).is_err(), "it lies at another case");
        let before = identity::seal_secret(&[&recovery.recipient()], &*case.bytes().unwrap()).unwrap();
        assert_eq!(*IdentityKey::open_whole(&recovery, CASE, &before).unwrap().export(), *case.export());
    }

    #[test]
    fn a_key_of_a_session_opens_with_its_token_and_row_only() {
        let (key, token, row) = (IdentityKey::generate(), [7; 32], Uuid::from_u128(3));
        let wrapped = key.wrap_for_session(&token, row).unwrap();
        assert_eq!(*IdentityKey::unwrap_by_session(&token, row, &wrapped).unwrap().export(), *key.export());
        assert!(IdentityKey::unwrap_by_session(&[8; 32], row, &wrapped).is_err());
        assert!(IdentityKey::unwrap_by_session(&token, Uuid::nil(), &wrapped).is_err());
        assert_eq!(format!("{key:?}"), "IdentityKey");
    }
}

//! A custodian's own key: its secret half lies in the database under a passphrase that only the custodian knows.
//!
//! Argon2id (64 MiB, three passes, one lane) over the passphrase, then XChaCha20-Poly1305 (security.md §2.2). The public
//! half carries a MAC of the server, so that nobody with the database in hand puts a key of their own in its place.

use super::custody::IdentityKey;
use super::identity::IdentityRecipient;
use super::keys::Keys;
use super::seal::FieldKey;
use super::token;
use argon2::{Algorithm, Argon2, Params, Version};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Memory of one unlocking in KiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes over it.
const PASSES: u32 = 3;
/// Bytes of the salt.
const SALT: usize = 16;
/// The form of what is stored.
const VERSION: u8 = 1;
/// The shortest passphrase, in letters.
pub const SHORTEST: usize = 12;
/// The longest passphrase, in letters.
pub const LONGEST: usize = 256;

/// The passphrase does not open the key, or what is stored is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the custodian's key could not be opened")]
pub struct Locked;

/// Locks a key under a passphrase. Takes 64 MiB and a good part of a second: one at a time, off the request's thread.
pub fn lock(key: &IdentityKey, officer: Uuid, passphrase: &str) -> Result<Vec<u8>, Locked> {
    let mut salt = [0; SALT];
    rand::fill(&mut salt);
    let secret = FieldKey::new(key.bytes().map_err(|_| Locked)?);
    let sealed = by_passphrase(passphrase, &salt)?.wrap_key("custodian", officer, &secret);
    Ok([&[VERSION], salt.as_slice(), &sealed].concat())
}

/// Opens what [`lock`] made for the same officer.
pub fn unlock(stored: &[u8], officer: Uuid, passphrase: &str) -> Result<IdentityKey, Locked> {
    let (&version, rest) = stored.split_first().ok_or(Locked)?;
    let (salt, sealed) = rest.split_at_checked(SALT).ok_or(Locked)?;
    if version != VERSION {
        return Err(Locked);
    }
    let key = by_passphrase(passphrase, salt)?.unwrap_key("custodian", officer, sealed).map_err(|_| Locked)?;
    IdentityKey::from_bytes(key.bytes()).map_err(|_| Locked)
}

fn by_passphrase(passphrase: &str, salt: &[u8]) -> Result<FieldKey, Locked> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| Locked)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| Locked)?;
    Ok(FieldKey::new(key))
}

/// The server's MAC of a custodian's public key.
#[must_use]
pub fn recipient_mac(keys: &Keys, officer: Uuid, recipient: &IdentityRecipient) -> [u8; 32] {
    keys.session_mac(&[b"custodian|".as_slice(), officer.as_bytes(), recipient.as_str().as_bytes()].concat())
}

/// A custodian's public key as it is stored; `None` when it was put there by somebody else.
#[must_use]
pub fn recipient(keys: &Keys, officer: Uuid, text: &str, mac: &[u8]) -> Option<IdentityRecipient> {
    let recipient = IdentityRecipient::parse(text)?;
    token::same(&recipient_mac(keys, officer, &recipient), mac).then_some(recipient)
}

/// What is wrong with a new passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer letters than [`SHORTEST`].
    Short,
    /// More letters than [`LONGEST`].
    Long,
    /// One or two letters again and again.
    Guessable,
}

/// Judges a new passphrase. Length is what counts.
pub fn judge(passphrase: &str) -> Result<(), Weak> {
    let letters = passphrase.chars().count();
    if letters < SHORTEST {
        return Err(Weak::Short);
    }
    if letters > LONGEST {
        return Err(Weak::Long);
    }
    let mut different: Vec<char> = passphrase.to_lowercase().chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 { Err(Weak::Guessable) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(5);

    #[test]
    fn only_the_passphrase_opens_and_only_for_its_officer() {
        let key = IdentityKey::generate();
        let stored = lock(&key, ME, "sawah hijau pagi").unwrap();
        assert_eq!(*unlock(&stored, ME, "sawah hijau pagi").unwrap().export(), *key.export());
        assert!(unlock(&stored, ME, "sawah hijau sore").is_err());
        assert!(unlock(&stored, Uuid::nil(), "sawah hijau pagi").is_err());
        assert!(unlock(&stored[..20], ME, "sawah hijau pagi").is_err() && unlock(&[], ME, "").is_err());
        assert_ne!(lock(&key, ME, "sawah hijau pagi").unwrap()[..17], stored[..17], "each has its own salt");
    }

    #[test]
    fn a_public_key_that_somebody_put_there_is_not_dealt_to() {
        let (keys, key) = (Keys::ephemeral_for_tests(), IdentityKey::generate());
        let mine = key.recipient();
        let mac = recipient_mac(&keys, ME, &mine);
        assert_eq!(recipient(&keys, ME, mine.as_str(), &mac), Some(mine.clone()));
        let other = IdentityKey::generate().recipient();
        assert_eq!(recipient(&keys, ME, other.as_str(), &mac), None);
        assert_eq!(recipient(&keys, Uuid::nil(), mine.as_str(), &mac), None);
        assert_eq!(recipient(&keys, ME, "age1nonsense", &mac), None);
    }

    #[test]
    fn a_passphrase_is_long_and_not_one_letter() {
        assert_eq!(judge("dua belas hr"), Ok(()));
        assert_eq!(judge("sebelas hrf"), Err(Weak::Short));
        assert_eq!((judge(&"abcde".repeat(51)), judge(&"abcd".repeat(64))), (Ok(()), Err(Weak::Guessable)));
        assert_eq!((judge(&"abcdefgh".repeat(32)), judge(&"a".repeat(257))), (Ok(()), Err(Weak::Long)));
        assert_eq!(judge(&"ab cd ef ".repeat(40)), Err(Weak::Long));
        assert_eq!(judge("aaaaaaaaaaaaaaaa"), Err(Weak::Guessable));
    }
}

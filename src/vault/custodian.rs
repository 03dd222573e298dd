//! A custodian's own key: its secret half lies in the database under a passphrase that only the custodian knows.
//!
//! Argon2id (64 MiB, three passes, one lane) over the passphrase, mixed with a keyed hash of the server, then
//! XChaCha20-Poly1305 (security.md §2.2): whoever has the database without the keys guesses no passphrase. The public half
//! carries a MAC of the server, so that nobody with the database in hand puts a key of their own in its place. Both come
//! from the custody key, which does nothing else; in an older release they came from the session key.

use super::custody::IdentityKey;
use super::identity::IdentityRecipient;
use super::keys::Keys;
use super::mac;
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
const VERSION: u8 = 3;
/// The form of an older release: with a part of the session key.
const BY_SESSION: u8 = 2;
/// The form of the oldest: the passphrase alone.
const BEFORE: u8 = 1;

/// The passphrase does not open the key, or what is stored is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the custodian's key could not be opened")]
pub struct Locked;

/// Locks a key under a passphrase. Takes 64 MiB and a good part of a second: one at a time, off the request's thread.
pub fn lock(keys: &Keys, key: &IdentityKey, officer: Uuid, passphrase: &str) -> Result<Vec<u8>, Locked> {
    let mut salt = [0; SALT];
    rand::fill(&mut salt);
    let secret = FieldKey::new(key.bytes().map_err(|_| Locked)?);
    let sealed = mixed(&ours(keys, officer), passphrase, &salt)?.wrap_key("custodian", officer, &secret);
    Ok([&[VERSION], salt.as_slice(), &sealed].concat())
}

/// Opens what [`lock`] made for the same officer.
pub fn unlock(keys: &Keys, stored: &[u8], officer: Uuid, passphrase: &str) -> Result<IdentityKey, Locked> {
    let (&version, rest) = stored.split_first().ok_or(Locked)?;
    let (salt, sealed) = rest.split_at_checked(SALT).ok_or(Locked)?;
    let lock = match version {
        VERSION => mixed(&ours(keys, officer), passphrase, salt)?,
        BY_SESSION => mixed(&Zeroizing::new(keys.session_mac(&for_lock(officer))), passphrase, salt)?,
        BEFORE => FieldKey::new(by_passphrase(passphrase, salt)?),
        _ => return Err(Locked),
    };
    let key = lock.unwrap_key("custodian", officer, sealed).map_err(|_| Locked)?;
    IdentityKey::from_bytes(key.bytes()).map_err(|_| Locked)
}

/// Whether this was locked by an older release, without the custody key, and should be locked anew.
#[must_use]
pub fn is_old(stored: &[u8]) -> bool {
    matches!(stored.first(), Some(&(BEFORE | BY_SESSION)))
}

fn for_lock(officer: Uuid) -> Vec<u8> {
    [b"custodian lock|".as_slice(), officer.as_bytes()].concat()
}

/// What only the server knows.
fn ours(keys: &Keys, officer: Uuid) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(keys.custody_mac(&for_lock(officer)))
}

/// What locks: the passphrase, and what only the server knows.
fn mixed(ours: &[u8; 32], passphrase: &str, salt: &[u8]) -> Result<FieldKey, Locked> {
    let typed = by_passphrase(passphrase, salt)?;
    let both = Zeroizing::new([*typed, *ours].concat());
    Ok(FieldKey::new(mac::derive(&both, "custodian lock")))
}

fn by_passphrase(passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, Locked> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| Locked)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| Locked)?;
    Ok(key)
}

/// The server's MAC of a custodian's public key.
#[must_use]
pub fn recipient_mac(keys: &Keys, officer: Uuid, recipient: &IdentityRecipient) -> [u8; 32] {
    keys.custody_mac(&of_recipient(officer, recipient))
}

fn of_recipient(officer: Uuid, recipient: &IdentityRecipient) -> Vec<u8> {
    [b"custodian|".as_slice(), officer.as_bytes(), recipient.as_str().as_bytes()].concat()
}

/// The server's MAC, and the one that the release before looks at, which may still run beside this one.
#[must_use]
pub fn macs(keys: &Keys, officer: Uuid, recipient: &IdentityRecipient) -> [[u8; 32]; 2] {
    [recipient_mac(keys, officer, recipient), keys.session_mac(&of_recipient(officer, recipient))]
}

/// The MAC of a public key that an older release vouched for with the session key; `None` when it did not.
#[must_use]
pub fn taken_over(keys: &Keys, officer: Uuid, text: &str, mac: &[u8]) -> Option<[u8; 32]> {
    let [ours, before] = macs(keys, officer, &IdentityRecipient::parse(text)?);
    token::same(&before, mac).then_some(ours)
}

/// A custodian's public key as it is stored; `None` when it was put there by somebody else.
#[must_use]
pub fn recipient(keys: &Keys, officer: Uuid, text: &str, mac: &[u8]) -> Option<IdentityRecipient> {
    let recipient = IdentityRecipient::parse(text)?;
    token::same(&recipient_mac(keys, officer, &recipient), mac).then_some(recipient)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(5);

    #[test]
    fn only_the_passphrase_opens_and_only_for_its_officer() {
        let (keys, key) = (Keys::ephemeral_for_tests(), IdentityKey::generate());
        let stored = lock(&keys, &key, ME, "sawah hijau pagi").unwrap();
        assert_eq!(*unlock(&keys, &stored, ME, "sawah hijau pagi").unwrap().export(), *key.export());
        assert!(unlock(&keys, &stored, ME, "sawah hijau sore").is_err());
        assert!(unlock(&keys, &stored, Uuid::nil(), "sawah hijau pagi").is_err());
        assert!(unlock(&keys, &stored[..20], ME, "sawah hijau pagi").is_err() && unlock(&keys, &[], ME, "").is_err());
        assert_ne!(lock(&keys, &key, ME, "sawah hijau pagi").unwrap()[..17], stored[..17], "each has its own salt");
    }

    #[test]
    fn the_passphrase_opens_nothing_without_the_keys_of_the_server() {
        let (keys, key) = (Keys::ephemeral_for_tests(), IdentityKey::generate());
        let stored = lock(&keys, &key, ME, "sawah hijau pagi").unwrap();
        assert!(!is_old(&stored) && unlock(&Keys::ephemeral_for_tests(), &stored, ME, "sawah hijau pagi").is_err());
        for version in [BEFORE, BY_SESSION] {
            let as_before = [&[version], &stored[1..]].concat();
            assert!(
                unlock(&keys, &as_before, ME, "sawah hijau pagi").is_err(),
                "nobody takes the server's part out again"
            );
        }
    }

    #[test]
    fn what_was_locked_before_still_opens() {
        let (keys, key, salt) = (Keys::ephemeral_for_tests(), IdentityKey::generate(), [7; SALT]);
        let lock = FieldKey::new(by_passphrase("sawah hijau pagi", &salt).unwrap());
        let sealed = lock.wrap_key("custodian", ME, &FieldKey::new(key.bytes().unwrap()));
        let stored = [&[BEFORE], salt.as_slice(), &sealed].concat();
        assert!(is_old(&stored));
        assert_eq!(*unlock(&keys, &stored, ME, "sawah hijau pagi").unwrap().export(), *key.export());

        let session = keys.session_mac(&for_lock(ME));
        let sealed = mixed(&session, "sawah hijau pagi", &salt).unwrap();
        let sealed = sealed.wrap_key("custodian", ME, &FieldKey::new(key.bytes().unwrap()));
        let stored = [&[BY_SESSION], salt.as_slice(), &sealed].concat();
        assert!(is_old(&stored));
        assert_eq!(*unlock(&keys, &stored, ME, "sawah hijau pagi").unwrap().export(), *key.export());
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
        // with the session key, which forms and passkeys need too
        let [_, by_session] = macs(&keys, ME, &mine);
        assert_eq!(recipient(&keys, ME, mine.as_str(), &by_session), None);
        assert_eq!(taken_over(&keys, ME, mine.as_str(), &by_session), Some(mac), "once, after an upgrade");
        assert_eq!(taken_over(&keys, ME, other.as_str(), &by_session), None);
    }
}

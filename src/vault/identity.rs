//! The reporter's identity, sealed with age to a key pair whose secret half this server never holds in the clear.
//!
//! The secret half lies in `keys/identity.age` under a passphrase that is shown once. Both files open with the ordinary
//! `age` program on any machine: `age -d identity.age > key; age -d -i key sealed`.

use super::{
    crockford,
    keys::{KeyError, KeyPlace},
    pad,
};
use age::secrecy::{ExposeSecret, SecretString};
use std::{io::Read, iter};
use zeroize::Zeroizing;

/// Every identity is padded to this many bytes, so that its blob tells nothing of its length.
const PADDED: usize = 8 * 1024;

/// 2^15 × 1 KiB = 32 MiB for scrypt. The passphrase has 160 random bits, so a costlier setting would add nothing and
/// would take the memory of the server at its first start.
const SCRYPT_LOG_N: u8 = 15;

/// Something about the identity did not work.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// More than 8 KiB; the forms' own limits are far below.
    #[error("the identity does not fit into 8 KiB")]
    TooLong,
    /// age could not encrypt.
    #[error("the identity could not be sealed")]
    Seal(#[from] age::EncryptError),
    /// Wrong passphrase, wrong key or a damaged blob.
    #[error("the identity could not be opened")]
    Open,
    /// The key files could not be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// The public half: seals, opens nothing.
pub struct IdentityRecipient {
    recipient: age::x25519::Recipient,
    text: String,
}

impl IdentityRecipient {
    pub(super) fn of(secret: &age::x25519::Identity) -> Self {
        let recipient = secret.to_public();
        let text = recipient.to_string();
        Self { recipient, text }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let recipient: age::x25519::Recipient = text.trim().parse().ok()?;
        let text = recipient.to_string();
        Some(Self { recipient, text })
    }

    /// The recipient as age writes it, `age1…`; public.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Seals an identity (at most 8191 bytes). The length of the blob says nothing about it (age itself adds a header of
    /// random length). Nothing in this server opens it.
    pub fn seal(&self, identity: &[u8]) -> Result<Vec<u8>, IdentityError> {
        let padded = pad::pad_to(identity, PADDED).ok_or(IdentityError::TooLong)?;
        Ok(age::encrypt(&self.recipient, &padded)?)
    }
}

/// A new identity pair, ready to be written.
pub(super) struct Pair {
    pub(super) recipient: IdentityRecipient,
    /// `identity.age`: the secret half under the passphrase.
    pub(super) secret: Vec<u8>,
    pub(super) passphrase: Zeroizing<String>,
}

impl Pair {
    pub(super) fn generate(passphrase: Option<&str>) -> Result<Self, age::EncryptError> {
        let passphrase = passphrase.map_or_else(|| crockford::grouped(&crockford::random::<32>()), str::to_owned);
        let identity = age::x25519::Identity::generate();
        let mut guard = age::scrypt::Recipient::new(SecretString::from(passphrase.clone()));
        guard.set_work_factor(SCRYPT_LOG_N);
        let text = Zeroizing::new(format!("{}\n", identity.to_string().expose_secret()));
        let secret = age::encrypt(&guard, text.as_bytes())?;
        Ok(Self { recipient: IdentityRecipient::of(&identity), secret, passphrase: Zeroizing::new(passphrase) })
    }
}

/// Opens a sealed identity with the passphrase, for the command line and for tests; the web server never calls this.
pub fn open_with(passphrase: &str, place: &KeyPlace, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
    let path = place.dir.join("identity.age");
    let locked = std::fs::read(&path).map_err(|source| KeyError::Io { path, source })?;
    let guard = age::scrypt::Identity::new(SecretString::from(as_shown(passphrase)));
    let text = decrypt(&guard, &locked)?;
    let text = std::str::from_utf8(&text).map_err(|_| IdentityError::Open)?;
    let identity: age::x25519::Identity = text.trim().parse().map_err(|_| IdentityError::Open)?;
    let mut plain = decrypt(&identity, sealed)?;
    let len = pad::unpadded_len(&plain).ok_or(IdentityError::Open)?;
    plain.truncate(len);
    Ok(plain)
}

/// A random passphrase as it was shown, however it was typed; any other passphrase stays as it is.
fn as_shown(typed: &str) -> String {
    let values: Option<Vec<u8>> =
        typed.chars().filter(|&symbol| !crockford::separates(symbol)).map(crockford::value).collect();
    values.filter(|values| values.len() == 32).map_or_else(|| typed.to_owned(), |values| crockford::grouped(&values))
}

fn decrypt(identity: &dyn age::Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| IdentityError::Open)?;
    let mut reader = decryptor.decrypt(iter::once(identity)).map_err(|_| IdentityError::Open)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(PADDED));
    reader.read_to_end(&mut plain).map_err(|_| IdentityError::Open)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Fresh, Keys};

    #[test]
    fn only_the_passphrase_opens_a_sealed_identity() {
        let data = std::env::temp_dir().join(format!("kentongan-identity-{}", uuid::Uuid::new_v4()));
        let place = KeyPlace { dir: data.join("keys"), credentials: None };
        let mut passphrase = String::new();
        let mut announce = |said: &str| said.clone_into(&mut passphrase);
        let keys = Keys::load_or_create(&place, Fresh::Create { passphrase: None, announce: &mut announce }).unwrap();

        let sealed = keys.identity().seal("Siti Aminah, 081234567890".as_bytes()).unwrap();
        let typed = passphrase.to_lowercase().replace('-', " ");
        assert_eq!(*open_with(&typed, &place, &sealed).unwrap(), b"Siti Aminah, 081234567890");
        assert!(matches!(open_with("salah", &place, &sealed), Err(IdentityError::Open)));
        let foreign = Keys::ephemeral_for_tests().identity().seal(b"Siti").unwrap();
        assert!(matches!(open_with(&passphrase, &place, &foreign), Err(IdentityError::Open)));
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(matches!(open_with(&passphrase, &place, &damaged), Err(IdentityError::Open)));
        std::fs::remove_dir_all(data).unwrap();
    }

    /// What follows the line of the header's MAC.
    fn body_len(sealed: &[u8]) -> usize {
        let mac = sealed.windows(4).position(|window| window == b"--- ").unwrap();
        let line = sealed[mac..].iter().position(|&byte| byte == b'\n').unwrap();
        sealed.len() - mac - line - 1
    }

    #[test]
    fn a_short_and_a_long_identity_look_alike() {
        let keys = Keys::ephemeral_for_tests();
        let short = keys.identity().seal(b"A").unwrap();
        assert_eq!(body_len(&short), PADDED + 16 + 16, "nonce, padded text, tag");
        assert_eq!(body_len(&keys.identity().seal(&[b'x'; PADDED - 1]).unwrap()), body_len(&short));
        assert!(matches!(keys.identity().seal(&[b'x'; PADDED]), Err(IdentityError::TooLong)));
        assert_ne!(keys.identity().seal(b"A").unwrap(), short);
    }
}

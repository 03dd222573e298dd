//! Sealing with age to public keys: what is sealed here, this server cannot read back.
//!
//! Two kinds of recipients: the identity key of a case (`custody`), whose secret half is dealt in shares, and the offline
//! recovery recipient, whose public half is `keys/identity.pub`. Its secret half is three shares on paper (`paper`); in
//! offices from before it lies in `keys/identity.age` under a passphrase. All of it opens with the ordinary `age` program.

use super::{
    crockford,
    custody::IdentityKey,
    keys::{KeyError, KeyPlace},
    pad, paper,
};
use age::secrecy::SecretString;
use std::{
    io::{Read, Write},
    iter,
};
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
    /// The memory to write to was refused.
    #[error("the identity could not be written")]
    Write(#[from] std::io::Error),
    /// The key files could not be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// The public half: seals, opens nothing.
#[derive(Clone)]
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

    /// A recipient as age writes it; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let recipient: age::x25519::Recipient = text.trim().parse().ok()?;
        let text = recipient.to_string();
        Some(Self { recipient, text })
    }

    /// The recipient as age writes it, `age1…`; public.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Debug for IdentityRecipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for IdentityRecipient {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Seals an identity (at most 8191 bytes) so that each recipient alone can open it. The length of the blob says nothing
/// about it (age itself adds a header of random length).
pub fn seal(to: &[&IdentityRecipient], identity: &[u8]) -> Result<Vec<u8>, IdentityError> {
    let padded = Zeroizing::new(pad::pad_to(identity, PADDED).ok_or(IdentityError::TooLong)?);
    seal_secret(to, &padded)
}

/// Seals a key, a share or the secret of a file: things of one length, which need no padding.
pub fn seal_secret(to: &[&IdentityRecipient], secret: &[u8]) -> Result<Vec<u8>, IdentityError> {
    let recipients = to.iter().map(|recipient| &recipient.recipient as &dyn age::Recipient);
    let mut sealed = Vec::with_capacity(secret.len() + 512);
    let mut writer = age::Encryptor::with_recipients(recipients)?.wrap_output(&mut sealed)?;
    writer.write_all(secret)?;
    writer.finish()?;
    Ok(sealed)
}

/// A new recovery pair, ready to be written.
pub(super) struct Pair {
    pub(super) recipient: IdentityRecipient,
    /// `identity.age`: the secret half under a given passphrase; none when it goes to paper.
    pub(super) secret: Option<Vec<u8>>,
    /// What the operator must keep: the passphrase, or the three shares, one on each line.
    pub(super) told: Zeroizing<String>,
}

impl Pair {
    pub(super) fn generate(passphrase: Option<&str>) -> Result<Self, IdentityError> {
        let key = IdentityKey::generate();
        let recipient = key.recipient();
        let Some(passphrase) = passphrase else {
            let told = Zeroizing::new(paper::split(&key)?.join("\n"));
            return Ok(Self { recipient, secret: None, told });
        };
        let mut guard = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
        guard.set_work_factor(SCRYPT_LOG_N);
        let text = Zeroizing::new(format!("{}\n", *key.export()));
        let secret = Some(age::encrypt(&guard, text.as_bytes())?);
        Ok(Self { recipient, secret, told: Zeroizing::new(passphrase.to_owned()) })
    }
}

/// Whether the recovery key still lies under a passphrase on this machine.
#[must_use]
pub fn has_passphrase(place: &KeyPlace) -> bool {
    place.dir.join("identity.age").exists()
}

/// The recovery key from `identity.age`, for the ceremony that splits it; the web server never calls this.
pub fn unlock_with(passphrase: &str, place: &KeyPlace) -> Result<IdentityKey, IdentityError> {
    let path = place.dir.join("identity.age");
    let locked = std::fs::read(&path).map_err(|source| KeyError::Io { path, source })?;
    let guard = age::scrypt::Identity::new(SecretString::from(as_shown(passphrase)));
    let text = decrypt(&guard, &locked)?;
    IdentityKey::parse(std::str::from_utf8(&text).map_err(|_| IdentityError::Open)?)
}

/// Takes `identity.age` away, once its key is on paper.
pub fn remove_passphrase(place: &KeyPlace) -> Result<(), KeyError> {
    let path = place.dir.join("identity.age");
    std::fs::remove_file(&path)
        .and_then(|()| std::fs::File::open(&place.dir)?.sync_all())
        .map_err(|source| KeyError::Io { path, source })
}

/// A random passphrase as it was shown, however it was typed; any other passphrase stays as it is.
fn as_shown(typed: &str) -> String {
    let values = crockford::values(typed).filter(|values| values.len() == 32);
    values.map_or_else(|| typed.to_owned(), |values| crockford::grouped(&values))
}

pub(super) fn decrypt(identity: &dyn age::Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
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
    fn only_the_passphrase_opens_what_an_old_office_sealed() {
        let data = std::env::temp_dir().join(format!("kentongan-identity-{}", uuid::Uuid::new_v4()));
        let place = KeyPlace { dir: data.join("keys"), credentials: None };
        let shown = crockford::grouped(&crockford::random::<32>());
        let fresh = Fresh::Create { passphrase: Some(&shown), announce: &mut |_| {} };
        let keys = Keys::load_or_create(&place, fresh).unwrap();
        let sealed = seal(&[keys.identity()], b"Siti Aminah, 081234567890").unwrap();
        let typed = shown.to_lowercase().replace('-', " ");
        let key = unlock_with(&typed, &place).unwrap();
        assert_eq!(*key.open(&sealed).unwrap(), b"Siti Aminah, 081234567890");
        assert!(matches!(unlock_with("salah", &place), Err(IdentityError::Open)));
        let foreign = seal(&[Keys::ephemeral_for_tests().identity()], b"Siti").unwrap();
        assert!(matches!(key.open(&foreign), Err(IdentityError::Open)));
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(matches!(key.open(&damaged), Err(IdentityError::Open)));
        remove_passphrase(&place).unwrap();
        assert!(!has_passphrase(&place) && unlock_with(&typed, &place).is_err());
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
        let to = [keys.identity()];
        let short = seal(&to, b"A").unwrap();
        assert_eq!(body_len(&short), PADDED + 16 + 16, "nonce, padded text, tag");
        assert_eq!(body_len(&seal(&to, &[b'x'; PADDED - 1]).unwrap()), body_len(&short));
        assert!(matches!(seal(&to, &[b'x'; PADDED]), Err(IdentityError::TooLong)));
        assert_ne!(seal(&to, b"A").unwrap(), short);
    }

    #[test]
    fn each_recipient_alone_opens_and_nobody_else() {
        let (case, recovery) = (IdentityKey::generate(), IdentityKey::generate());
        let sealed = seal(&[&case.recipient(), &recovery.recipient()], b"Siti").unwrap();
        assert_eq!(*case.open(&sealed).unwrap(), b"Siti");
        assert_eq!(*recovery.open(&sealed).unwrap(), b"Siti");
        assert!(IdentityKey::generate().open(&sealed).is_err());
        assert!(seal(&[], b"Siti").is_err(), "to nobody is no sealing");
    }
}

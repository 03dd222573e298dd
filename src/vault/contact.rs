//! Addresses for notices: the web side only seals them, the mailer alone opens them (`security.md` §2.2, tier N).
//!
//! An age pair: `contact` holds the secret half and belongs on the machine of the mailer, `contact.pub` the public half.

use super::{keys, pad};
use age::secrecy::ExposeSecret;
use std::{io::Read, iter};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Every address is padded to this many bytes: e-mail addresses have at most 254.
const PADDED: usize = 512;

/// An address could not be sealed or opened: too long, wrong key, another case's, damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a contact address could not be sealed or opened")]
pub struct ContactError;

/// The public half: seals, opens nothing.
pub struct ContactRecipient {
    recipient: age::x25519::Recipient,
    text: String,
}

impl ContactRecipient {
    fn of(secret: &age::x25519::Identity) -> Self {
        let recipient = secret.to_public();
        Self { text: recipient.to_string(), recipient }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let recipient: age::x25519::Recipient = text.trim().parse().ok()?;
        Some(Self { text: recipient.to_string(), recipient })
    }

    /// As age writes it; public.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Name and fingerprint: `contact-1a2b3c4d`.
    #[must_use]
    pub fn id(&self) -> String {
        keys::public_id("contact", &self.text)
    }

    /// Seals the address of one case (at most 495 bytes).
    pub fn seal(&self, case: Uuid, address: &str) -> Result<Vec<u8>, ContactError> {
        let plain = Zeroizing::new([case.as_bytes(), address.as_bytes()].concat());
        let padded = pad::pad_to(&plain, PADDED).ok_or(ContactError)?;
        age::encrypt(&self.recipient, &padded).map_err(|_| ContactError)
    }
}

/// The secret half, only in the mailer's hands.
pub struct ContactKey(age::x25519::Identity);

impl ContactKey {
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    pub(super) fn recipient(&self) -> ContactRecipient {
        ContactRecipient::of(&self.0)
    }

    /// Name and fingerprint of the pair.
    #[must_use]
    pub fn id(&self) -> String {
        self.recipient().id()
    }

    /// Opens what [`ContactRecipient::seal`] made for the same case.
    pub fn open(&self, case: Uuid, sealed: &[u8]) -> Result<Zeroizing<String>, ContactError> {
        let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| ContactError)?;
        let key: &dyn age::Identity = &self.0;
        let mut reader = decryptor.decrypt(iter::once(key)).map_err(|_| ContactError)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(PADDED));
        reader.read_to_end(&mut plain).map_err(|_| ContactError)?;
        let len = pad::unpadded_len(&plain).ok_or(ContactError)?;
        let address = plain[..len].strip_prefix(case.as_bytes()).ok_or(ContactError)?;
        std::str::from_utf8(address).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| ContactError)
    }
}

/// A new pair: the secret half as its file holds it, and the public half.
pub(super) fn generate() -> (Zeroizing<String>, ContactRecipient) {
    let secret = age::x25519::Identity::generate();
    let text = Zeroizing::new(format!("{}\n", secret.to_string().expose_secret()));
    (text, ContactRecipient::of(&secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_with_its_key_for_its_case_only() {
        let (secret, recipient) = generate();
        let (key, case) = (ContactKey::parse(&secret).unwrap(), Uuid::from_u128(7));
        assert_eq!(key.id(), recipient.id());
        let sealed = recipient.seal(case, "sari@contoh.id").unwrap();
        assert_eq!(*key.open(case, &sealed).unwrap(), "sari@contoh.id");
        assert_eq!(key.open(Uuid::nil(), &sealed), Err(ContactError));
        assert_eq!(ContactKey::parse(&generate().0).unwrap().open(case, &sealed), Err(ContactError));
        assert!(recipient.seal(case, &"x".repeat(600)).is_err());
    }
}

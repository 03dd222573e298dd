//! Blind indexes: keyed hashes under which equal values meet. They show nothing but equality (`security.md` §2.2).

use std::collections::BTreeSet;

use super::{keys::Keys, name, nip::Nip};

/// The hash of a NIP, 16 bytes: for the wall, for "the same person", never shown.
#[must_use]
pub fn nip_mac(keys: &Keys, nip: &Nip) -> [u8; 16] {
    keys.index().mac16("nip", &[nip.digits().as_bytes()])
}

/// The hashes of an officer's name; they mean whoever is typed or registered with one of them. Empty for a text without a
/// name.
#[must_use]
pub fn name_macs(keys: &Keys, name: &str) -> Vec<[u8; 16]> {
    let mut forms = name::forms(name);
    forms.extend(name::short_form(name));
    hashes(keys, &forms)
}

/// The hashes of a name as somebody typed it, or as the register has it.
#[must_use]
pub fn typed_macs(keys: &Keys, name: &str) -> Vec<[u8; 16]> {
    hashes(keys, &name::forms(name))
}

fn hashes(keys: &Keys, forms: &BTreeSet<String>) -> Vec<[u8; 16]> {
    forms.iter().map(|form| keys.index().mac16("name", &[form.as_bytes()])).collect()
}

/// The hash under which a one-use key is remembered for 24 hours.
#[must_use]
pub fn idem_mac(keys: &Keys, one_use_key: &[u8; 32]) -> [u8; 32] {
    keys.idempotency().mac("one-use key", &[one_use_key])
}

/// The fingerprint of what was sent with a one-use key, to tell a retry from a changed text.
#[must_use]
pub fn body_mac(keys: &Keys, one_use_key: &[u8; 32], body: &[u8]) -> [u8; 32] {
    keys.idempotency().mac("body", &[one_use_key, body])
}

/// What the database keeps of a draft cookie's secret.
#[must_use]
pub fn cookie_mac(keys: &Keys, cookie: &[u8; 32]) -> [u8; 32] {
    keys.session_mac(&[b"draft cookie|", cookie.as_slice()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn hashes_depend_on_the_key_and_on_what_they_are_for() {
        let (one, two) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let nip = Nip::parse("198609262015051001", NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()).unwrap();
        assert_eq!(nip_mac(&one, &nip), nip_mac(&one, &nip));
        assert_ne!(nip_mac(&one, &nip), nip_mac(&two, &nip));
        assert_ne!(nip_mac(&one, &nip), name_macs(&one, nip.digits())[0]);
        let key = [3; 32];
        assert_ne!(idem_mac(&one, &key), idem_mac(&two, &key));
        assert_ne!(body_mac(&one, &key, b"a"), body_mac(&one, &key, b"b"));
        assert_ne!(body_mac(&one, &key, b"a"), body_mac(&one, &[4; 32], b"a"));
        assert_ne!(cookie_mac(&one, &key), cookie_mac(&two, &key));
    }
}

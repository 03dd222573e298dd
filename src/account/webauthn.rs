//! The rules of passkeys (WebAuthn), by webauthn-rs: which site, which keys, what an answer must hold.

use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::error::Error;
use crate::vault::token;

/// The passkeys of this site. Impossible when its address is a number: browsers bind passkeys to a name.
pub struct Passkeys(Option<Webauthn>);

/// What a script hands to the browser.
pub(super) type Options = Value;

impl Passkeys {
    /// For the address that people type.
    #[must_use]
    pub fn at(public_url: &str) -> Self {
        let site = Url::parse(public_url).ok();
        let built = site.as_ref().and_then(|url| {
            let builder = WebauthnBuilder::new(url.domain()?, url).ok()?;
            builder.rp_name("Kentongan").build().ok()
        });
        Self(built)
    }

    /// Whether this site can have passkeys at all.
    #[must_use]
    pub const fn possible(&self) -> bool {
        self.0.is_some()
    }

    fn engine(&self) -> Result<&Webauthn, Error> {
        self.0.as_ref().ok_or(Error::NotFound)
    }

    /// Asks for a new one. `names`: the sign-in name and the person's; `office`: the name that the browser shows.
    pub(super) fn begin_new(
        &self,
        officer: Uuid,
        names: (&str, &str),
        office: &str,
        known: &[Passkey],
    ) -> Result<(Options, PasskeyRegistration), Error> {
        let known = known.iter().map(|key| key.cred_id().clone()).collect();
        let begun = self.engine()?.start_passkey_registration(officer, names.0, names.1, Some(known));
        let (asked, state) = begun.map_err(Error::internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
        options["rp"]["name"] = office.into();
        // one that the device finds by itself signs in without a name being typed
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok((options, state))
    }

    /// Takes a new one, if the answer fits the question.
    pub(super) fn finish_new(
        &self,
        answer: &RegisterPublicKeyCredential,
        state: &PasskeyRegistration,
    ) -> Result<Option<Passkey>, Error> {
        Ok(self.engine()?.finish_passkey_registration(answer, state).ok())
    }

    /// Asks for one of these, or for any that the device knows for this site when there is none. The person must be
    /// verified (PIN, finger, face) each time.
    pub(super) fn begin(&self, known: &[Passkey]) -> Result<(Options, DiscoverableAuthentication), Error> {
        let (asked, state) = self.engine()?.start_discoverable_authentication().map_err(Error::internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
        let known = known.iter().map(|key| json!({ "type": "public-key", "id": token::base64url(key.cred_id()) }));
        options["allowCredentials"] = known.collect();
        Ok((options, state))
    }

    /// Judges an answer with the key that it names, as it is stored now: its counter must have moved on.
    pub(super) fn finish(
        &self,
        answer: &PublicKeyCredential,
        state: DiscoverableAuthentication,
        key: &Passkey,
    ) -> Result<Result<AuthenticationResult, WebauthnError>, Error> {
        Ok(self.engine()?.finish_discoverable_authentication_v2(answer, state, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_with_a_name_has_passkeys_and_one_with_a_number_has_none() {
        for good in ["http://localhost:8080", "https://lapor.example.go.id", "https://lapor.example.go.id:8443"] {
            assert!(Passkeys::at(good).possible(), "{good}");
        }
        for bad in ["http://127.0.0.1:8080", "https://10.0.0.7", "http://[::1]:8080", "lapor.example.go.id", ""] {
            assert!(!Passkeys::at(bad).possible(), "{bad}");
        }
    }
}

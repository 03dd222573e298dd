//! The conversation with the identity provider: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636) and nonce.

use std::io;

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, TokenResponse,
};

use super::BACK;
use super::errand::Errand;
use super::wire::{self, Wire};
use crate::app::App;
use crate::vault::keys::KeyPlace;

/// What a provider may sign with. `none` and everything with a shared secret is refused (ASVS 9.1.2).
const SIGNED_WITH: [Algorithm; 4] =
    [Algorithm::RsaSsaPkcs1V15Sha256, Algorithm::RsaSsaPssSha256, Algorithm::EcdsaP256Sha256, Algorithm::EdDsa];
/// A token that was made longer ago than this is not of this errand, whatever its end says.
const FRESH: Duration = Duration::minutes(10);
/// Clocks of two machines differ by so much at most.
const SKEW: Duration = Duration::minutes(2);

/// Why somebody was not let in. For the log: no token, no name.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The provider or the way to it.
    #[error("the identity provider cannot be used: {0}")]
    Away(String),
    /// It answered, and the answer is not believed.
    #[error("the identity provider's answer is refused: {0}")]
    Refused(String),
}

/// Who somebody is there.
pub(super) struct Somebody {
    pub(super) issuer: String,
    pub(super) subject: String,
}

/// The provider that the settings name.
pub(super) struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    wire: Wire,
}

impl Provider {
    /// `None` in an office without one. Its client secret, where it has one, is the file `oidc` beside the keys.
    pub(super) fn of(app: &App) -> Result<Option<Self>, Failure> {
        let settings = &app.config.oidc;
        let (Some(issuer), Some(client)) = (&settings.issuer, &settings.client) else { return Ok(None) };
        let away = |error: &dyn std::fmt::Display| Failure::Away(error.to_string());
        let secret = KeyPlace::under(&app.config.data).secret_text("oidc").map_err(|error| away(&error))?;
        Ok(Some(Self {
            issuer: IssuerUrl::new(issuer.clone()).map_err(|error| away(&error))?,
            client: ClientId::new(client.clone()),
            secret: secret.map(|text| ClientSecret::new(text.trim().to_owned())),
            back: RedirectUrl::new(format!("{}{BACK}", app.public_url)).map_err(|error| away(&error))?,
            wire: Wire::new(),
        }))
    }

    /// The issuer as it calls itself.
    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    async fn describe(&self) -> Result<CoreProviderMetadata, Failure> {
        CoreProviderMetadata::discover_async(self.issuer.clone(), &self.wire).await.map_err(|error| away(&error))
    }

    /// The address there that the browser goes to.
    pub(super) async fn address(&self, errand: &Errand) -> Result<String, Failure> {
        let client = CoreClient::from_provider_metadata(self.describe().await?, self.client.clone(), None)
            .set_redirect_uri(self.back.clone());
        let verifier = PkceCodeVerifier::new(errand.verifier.clone());
        let (state, nonce) = (errand.state.clone(), errand.nonce.clone());
        let (address, ..) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        let address = String::from(address);
        let safe = address.parse().is_ok_and(|address| wire::is_safe(&address));
        if safe { Ok(address) } else { Err(Failure::Refused("its page is reached without TLS".to_owned())) }
    }

    /// Gives the code for a token, and believes the token only when all of it is right: signature by a key of the issuer,
    /// issuer, audience, nonce, times, and that it belongs to the access token it came with.
    pub(super) async fn ask(&self, errand: &Errand, code: String, now: DateTime<Utc>) -> Result<Somebody, Failure> {
        let described = self.describe().await?;
        let client = CoreClient::from_provider_metadata(described, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| away(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(errand.verifier.clone()))
            .request_async(&self.wire)
            .await
            .map_err(|error| Failure::Refused(kind(&error)))?;
        let token = answer.id_token().ok_or_else(|| Failure::Refused("no identity token".to_owned()))?;
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(SIGNED_WITH)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |made| {
                let fresh = now - FRESH <= made && made <= now + SKEW;
                if fresh { Ok(()) } else { Err("made at another time".to_owned()) }
            });
        let claims = token
            .claims(&verifier, &Nonce::new(errand.nonce.clone()))
            .map_err(|error| Failure::Refused(error.to_string()))?;
        // OpenID Connect Core 1.0, §3.1.3.7 (5)
        if claims.authorized_party().is_some_and(|party| *party != self.client) {
            return Err(Failure::Refused("it was made for another office".to_owned()));
        }
        if let Some(expected) = claims.access_token_hash() {
            let real = token.signing_alg().and_then(|algorithm| {
                let key = token.signing_key(&verifier)?;
                Ok(openidconnect::AccessTokenHash::from_token(answer.access_token(), algorithm, key))
            });
            if !matches!(real, Ok(Ok(real)) if real == *expected) {
                return Err(Failure::Refused("it belongs to another access token".to_owned()));
            }
        }
        Ok(Somebody { issuer: claims.issuer().to_string(), subject: claims.subject().to_string() })
    }
}

fn away(error: &dyn std::fmt::Display) -> Failure {
    Failure::Away(error.to_string())
}

/// What kind of failure the exchange was; its text could hold what the provider sent.
fn kind<E>(error: &openidconnect::RequestTokenError<io::Error, E>) -> String
where
    E: openidconnect::ErrorResponse,
{
    use openidconnect::RequestTokenError as Error;
    match error {
        Error::ServerResponse(_) => "it did not take the code",
        Error::Request(_) => "it did not answer",
        Error::Parse(..) => "its answer cannot be read",
        Error::Other(_) => "something else",
    }
    .to_owned()
}

//! Forms: a limit, the token, and a decoding that never fails on content.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Error;
use crate::web::{limit, token};

/// The largest form without files, in bytes: the longest account, 8,000 letters, in a script whose letters take nine bytes
/// each on the way here, and twelve for the rarest.
pub const LIMIT: usize = 128 * 1024;

/// A decoded form whose token was right. `T` has only `String`, `Vec<String>` and `Option<String>`
/// fields and `#[serde(default)]`; numbers and dates are the page's own `parse()`.
///
/// Refuses with [`Error::TooLong`], [`Error::Malformed`] (not a form, or a single field sent twice)
/// or [`Error::Expired`] (the token).
#[derive(Debug)]
pub struct Form<T>(pub T);

/// A form that only says "pressed": the token was right and nothing else is read.
#[derive(Debug, serde::Deserialize)]
pub struct Pressed {}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        decode(&checked(request, app).await?).map(Form)
    }
}

impl FromRequest<App> for Pressed {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        checked(request, app).await.map(|_| Self {})
    }
}

/// One option of a select or of a group of choice cards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What stands there, bold on a card.
    pub title: String,
    /// The sentence on a card, or empty.
    pub text: String,
    /// The card's icon, or empty.
    pub icon: &'static str,
    /// The icon's colour class, or empty.
    pub class: &'static str,
}

impl Choice {
    /// An option without a sentence or an icon.
    #[must_use]
    pub fn plain(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self { value: value.into(), title: title.into(), ..Self::default() }
    }

    /// Whether it is the chosen one.
    #[must_use]
    pub fn is(&self, value: &str) -> bool {
        self.value == value
    }
}

/// What a form says, from its fields.
pub fn decode<T: DeserializeOwned>(fields: &[(String, String)]) -> Result<T, Error> {
    let text = serde_html_form::to_string(fields).map_err(|_| Error::Malformed)?;
    serde_html_form::from_str(&text).map_err(|_| Error::Malformed)
}

/// The fields of a form, cleaned, once its token is found right.
pub async fn checked(request: Request, app: &App) -> Result<Vec<(String, String)>, Error> {
    let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    if !kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
        return Err(Error::Malformed);
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LIMIT).await.map_err(|_| Error::TooLong)?;
    let mut fields: Vec<(String, String)> = serde_html_form::from_bytes(&body).map_err(|_| Error::Malformed)?;
    for (_, value) in &mut fields {
        *value = clean(value);
    }
    let given = fields.iter().find(|(name, _)| name == token::FIELD).map(|(_, value)| value.as_str());
    let right =
        given.is_some_and(|given| token::check(&app.keys, &parts.headers, app.secure, crate::clock::now(), given));
    if right {
        fields.retain(|(name, _)| name != token::FIELD);
        limit::pass(app, &parts, &mut fields).await?;
        Ok(fields)
    } else {
        let secret = fields.iter().any(|(name, _)| is_secret(name));
        fields.retain(|(name, _)| name != token::FIELD && !is_secret(name));
        Err(Error::Expired { fields, upload: false, secret })
    }
}

/// Fields that are never echoed into a page.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.starts_with("sandi") || name.contains("password")
}

/// What a person typed, without what `PostgreSQL` and readers cannot take: control characters go,
/// line ends become `\n`.
#[must_use]
pub fn clean(typed: &str) -> String {
    typed
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_ends_are_one() {
        assert_eq!(clean("a\r\nb\rc\0d\u{1b}[31m\te"), "a\nb\ncd[31m\te");
    }

    #[test]
    fn passwords_are_not_echoed() {
        assert!(is_secret("sandi") && is_secret("sandi_baru") && !is_secret("uraian"));
    }
}

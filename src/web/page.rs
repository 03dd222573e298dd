//! The page around a template.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::error::Error;
use crate::i18n::{Lang, Tr};
use crate::web::brand::Brand;
use crate::web::cookies::Name;
use crate::web::view::Due;
use crate::web::{assets, token};

/// What every page knows about its reader and its office. Templates call it `page`.
#[derive(Clone)]
pub struct Page {
    /// The reader's language.
    pub lang: Lang,
    /// The texts of that language, for `fl!`.
    pub t: Tr,
    /// The path of this page, without a query.
    pub path: String,
    /// Its query, as it was sent.
    pub query: String,
    /// The office: name, contact, exit address.
    pub brand: Arc<Brand>,
    /// The form token, masked anew for each response.
    pub token: String,
    /// Whether this is the demo office, which says so on every page.
    pub demo: bool,
    /// Whether reporters can have notices by e-mail.
    pub mail: bool,
    /// Whether the browser holds the cookie of an opened case (it may have expired since).
    pub opened: bool,
}

impl Page {
    /// Reads what a request says about its reader.
    #[must_use]
    pub fn of(app: &App, uri: &Uri, headers: &HeaderMap) -> Self {
        let lang = language(headers);
        Self {
            lang,
            t: lang.texts(),
            // an address that begins with two slashes would lead a link to another site
            path: format!("/{}", uri.path().trim_start_matches('/')),
            query: uri.query().unwrap_or_default().to_owned(),
            brand: app.brand.current(app),
            token: token::issue(&app.keys, headers, app.secure, crate::clock::now()),
            demo: app.config.demo,
            mail: app.config.mail.on(),
            opened: Name::Case.read(headers, app.secure).is_some_and(|value| !value.is_empty()),
        }
    }

    /// The address of a static file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::link(name)
    }

    /// This page in the other language.
    #[must_use]
    pub fn switch(&self) -> String {
        let join = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{join}bhs={}", self.path, self.query, self.lang.other().code())
    }

    /// Whether this page is `path` or lies under it, for `aria-current`.
    #[must_use]
    pub fn under(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The line under the office's name.
    #[must_use]
    pub fn tagline(&self) -> &str {
        self.brand.tagline(self.lang)
    }

    /// A deadline chip's words.
    #[must_use]
    pub fn due(&self, due: &Due) -> String {
        due.text(self.lang)
    }

    /// "Paling banyak 8.000 huruf". Takes what a template has: a number or a reference to one.
    #[must_use]
    pub fn limit(&self, max: impl Display) -> String {
        let max = max.to_string().parse::<i64>().unwrap_or_default();
        fl!(self.t, "umum-paling-banyak", max = self.lang.number(max))
    }

    /// The words that the script fills in while one types.
    #[must_use]
    pub fn countdown(&self) -> String {
        fl!(self.t, "umum-sisa-huruf", n = "{n}", max = "{max}")
    }

    /// A day in words.
    #[must_use]
    pub fn date(&self, day: chrono::NaiveDate) -> String {
        self.lang.date(day)
    }

    /// A day and time in words, in the office's zone.
    #[must_use]
    pub fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        self.lang.moment(at, self.brand.zone)
    }

    /// A machine-readable moment for `<time datetime>`.
    #[must_use]
    pub fn stamp(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        self.brand.zone.local(at).format("%Y-%m-%dT%H:%M%:z").to_string()
    }
}

fn language(headers: &HeaderMap) -> Lang {
    // under https it is prefixed; which of the two it is matters to nobody
    let kept = [true, false].iter().find_map(|secure| Name::Language.read(headers, *secure));
    if let Some(lang) = kept.and_then(Lang::from_code) {
        return lang;
    }
    headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Lang::accepted).unwrap_or_default()
}

/// `GET /…` without a cookie: which language the reader asks for.
#[must_use]
pub(super) fn language_of(headers: &HeaderMap) -> Lang {
    language(headers)
}

impl FromRequestParts<App> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        // The edge has made it already; only a router without the edge makes it here.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::of(app, &parts.uri, &parts.headers)))
    }
}

/// Answers with a rendered template; a template that fails to render is a 500.
pub struct Html<T>(pub T);

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => {
                let mut response = Response::new(Body::from(text));
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
                response
            }
            Err(error) => Error::internal(error).into_response(),
        }
    }
}

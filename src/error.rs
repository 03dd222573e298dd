//! Everything that can end a request early. Few cases; the edge renders them in the reader's
//! language, logs the internal ones once, and never shows their text.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use crate::db::is_away;
use crate::web::limit::Proof;
use crate::web::session::{CHANGE_CODE, SET_UP};

/// Why a request ended early. The doc of each case names its status.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: not a form of ours.
    #[error("malformed request")]
    Malformed,
    /// 400: the form token is missing or old; the page offers the typed values again.
    #[error("form expired")]
    Expired {
        /// What was typed, without secrets; empty when it was an upload.
        fields: Vec<(String, String)>,
        /// It carried files, which cannot be offered again.
        upload: bool,
        /// It carried a password, which is not echoed.
        secret: bool,
    },
    /// 303 to the sign-in page: no officer's session.
    #[error("not signed in")]
    SignIn,
    /// 401: the officer's session ended while something was typed; the page keeps it until it is sent once more.
    #[error("signed out meanwhile")]
    SignedOut {
        /// What was typed, without secrets.
        fields: Vec<(String, String)>,
        /// It carried files, which cannot be kept.
        upload: bool,
    },
    /// 303 to `/lacak`: the opened case is locked again.
    #[error("case locked")]
    Locked,
    /// 303 to `/`: this browser has no case open. After a quick exit, Back finds no more than the home page (ui.md §16).
    #[error("no case open")]
    NothingOpen,
    /// 303 to the page where a code is changed: a clerk has seen it, so it opens nothing else.
    #[error("code must be changed first")]
    CodeSeen,
    /// 303 to the page where a second step is set up: without it nothing else opens.
    #[error("no second step")]
    SecondStep,
    /// 303 to `/petugas/konfirmasi`: the officer must prove anew who they are, and comes back afterwards.
    #[error("must be confirmed first")]
    Confirm {
        /// Path and query of the page to come back to.
        back: String,
    },
    /// 403: the reader may not do this.
    #[error("forbidden")]
    Forbidden,
    /// 403: another site sent this form.
    #[error("cross-site request")]
    CrossSite,
    /// 404: nothing here, or nothing that the reader may know of.
    #[error("not found")]
    NotFound,
    /// 405: the address exists, the method does not.
    #[error("method not allowed")]
    Method,
    /// 409: somebody was faster.
    #[error("moved meanwhile")]
    Moved,
    /// 410: the draft was deleted.
    #[error("gone")]
    Gone,
    /// 413: the file is larger than we take.
    #[error("too large")]
    TooLarge,
    /// 413: the words of a form are longer than we take.
    #[error("too long")]
    TooLong,
    /// 429: too many tries, until the given moment.
    #[error("too many tries")]
    TooMany {
        /// When to try again.
        until: DateTime<Utc>,
        /// What was typed, without secrets.
        fields: Vec<(String, String)>,
        /// Its files are too many, the words are not.
        upload: bool,
    },
    /// 429: only after some work of the browser's, or a short wait.
    #[error("proof of work needed")]
    Prove(Box<Proof>),
    /// 503: the database does not answer.
    #[error("unavailable: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 503: the request took longer than we wait.
    #[error("timed out")]
    TimedOut,
    /// 500: our fault.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Wraps a failure that is ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed | Self::Expired { .. } => StatusCode::BAD_REQUEST,
            Self::SignIn
            | Self::Locked
            | Self::NothingOpen
            | Self::CodeSeen
            | Self::SecondStep
            | Self::Confirm { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Moved => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Self::TooLarge | Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } | Self::Prove(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<sqlx::Error> for Error {
    /// A lookup answers `Option`, so `RowNotFound` is our fault like any other; a database that is
    /// away is not, and neither are two people who store the same thing at once.
    fn from(error: sqlx::Error) -> Self {
        let taken = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        match error {
            error if is_away(&error) => Self::Unavailable(Box::new(error)),
            _ if taken => Self::Moved,
            error => Self::Internal(Box::new(error)),
        }
    }
}

impl From<axum::extract::rejection::PathRejection> for Error {
    /// A path that does not fit its route names nothing.
    fn from(_: axum::extract::rejection::PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<axum::extract::rejection::QueryRejection> for Error {
    fn from(_: axum::extract::rejection::QueryRejection) -> Self {
        Self::Malformed
    }
}

impl IntoResponse for Error {
    /// An empty answer that carries the error; the edge fills in the page, because only it knows the reader.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::SignIn => {
                headers.insert(LOCATION, HeaderValue::from_static("/petugas/masuk"));
            }
            Self::Locked => {
                headers.insert(LOCATION, HeaderValue::from_static("/lacak"));
            }
            Self::NothingOpen => {
                headers.insert(LOCATION, HeaderValue::from_static("/"));
            }
            Self::CodeSeen => {
                headers.insert(LOCATION, HeaderValue::from_static(CHANGE_CODE));
            }
            Self::SecondStep => {
                headers.insert(LOCATION, HeaderValue::from_static(SET_UP));
            }
            Self::Confirm { back } => {
                let query = serde_html_form::to_string([("ke", back)]).unwrap_or_default();
                if let Ok(value) = HeaderValue::from_str(&format!("/petugas/konfirmasi?{query}")) {
                    headers.insert(LOCATION, value);
                }
            }
            Self::TooMany { until, .. } => {
                let seconds = (*until - crate::clock::now()).num_seconds().max(1);
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::Prove(proof) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(if proof.full { "60" } else { "5" }));
            }
            Self::Unavailable(_) | Self::TimedOut => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
            }
            _ => {}
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

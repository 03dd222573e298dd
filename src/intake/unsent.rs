//! When nothing can be saved and not even the draft can be read: one page that keeps the press, so that the next one
//! sends the same complaint under the same key.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::case::state::Kind;
use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "intake/unsent.html")]
struct UnsentPage {
    page: Page,
    send: &'static str,
}

/// The page, 503.
pub(super) fn show(page: Page, kind: Kind) -> Response {
    let send = match kind {
        Kind::Complaint => "/lapor/kirim",
        Kind::Consultation => "/konsultasi/tulis/kirim",
    };
    (StatusCode::SERVICE_UNAVAILABLE, Html(UnsentPage { page, send })).into_response()
}

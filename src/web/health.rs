//! Addresses for machines.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{Months, SecondsFormat};

use crate::app::App;
use crate::web::{Routes, assets};

/// Health, readiness, security contact and static files.
pub fn routes() -> Routes {
    Routes::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/.well-known/security.txt", get(security))
        .route("/aset/{name}", get(assets::serve))
}

/// The process answers.
async fn alive() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n")
}

/// The database answers too; migrations and keys were checked before the door opened.
async fn ready(State(app): State<App>) -> impl IntoResponse {
    let (status, word) = match app.brand.refresh(&app).await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database\n"),
    };
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], word)
}

/// RFC 9116.
async fn security(State(app): State<App>) -> impl IntoResponse {
    let brand = app.brand.current(&app);
    let url = &app.public_url;
    let contact = if brand.email.is_empty() { format!("{url}/bantuan") } else { format!("mailto:{}", brand.email) };
    let until = crate::clock::now().checked_add_months(Months::new(6)).unwrap_or_default();
    let until = until.to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = format!(
        "Contact: {contact}\nExpires: {until}\nPreferred-Languages: id, en\nCanonical: {url}/.well-known/security.txt\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

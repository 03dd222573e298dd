//! Sessions of officers end after a quarter of an hour without a request, also while somebody types a long form. What was
//! typed stays on the page, to be sent once more after signing in beside it.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Error;
use crate::web::Upload;
use crate::web::cookies::Name;
use crate::web::form::is_secret;
use crate::web::session::Entering;

/// Below these nobody needs a session.
const OPEN: [&str; 2] = ["/petugas/masuk", "/petugas/undangan/"];
/// Most of a form that is read when it cannot be taken, in bytes; its files are not kept.
const LARGEST: usize = 256 * 1024 * 1024;

/// Middleware: a form of the desk whose session has ended comes back with what was typed instead of leading to the sign-in
/// page. A form without anything in it still leads there.
pub async fn keep_words(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let typed = *request.method() == Method::POST
        && path.starts_with("/petugas/")
        && !OPEN.iter().any(|open| path.starts_with(open))
        && Name::Officer.read(request.headers(), app.secure).is_some();
    if !typed {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let ended = matches!(Entering::from_request_parts(&mut parts, &app).await, Err(Error::SignIn));
    if !ended {
        return next.run(Request::from_parts(parts, body)).await;
    }
    match words_of(Request::from_parts(parts.clone(), body), &app).await {
        Some(kept) => kept.into_response(),
        None => next.run(Request::from_parts(parts, Body::empty())).await,
    }
}

/// The error that carries what was typed; none when that is nothing.
async fn words_of(mut request: Request, app: &App) -> Option<Error> {
    DefaultBodyLimit::max(LARGEST).apply(&mut request);
    let (mut fields, upload) = match Upload::from_request(request, app).await {
        Ok(mut upload) => (upload.texts().await, upload.has_files()),
        Err(Error::Expired { fields, upload, .. }) => (fields, upload),
        Err(_) => return None,
    };
    fields.retain(|(name, _)| !is_secret(name));
    let anything = fields.iter().any(|(_, value)| !value.trim().is_empty());
    anything.then_some(Error::SignedOut { fields, upload })
}

//! `/kasus/tutup`: locks the case in this browser.

use axum::extract::State;
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::db::Actor;
use crate::error::Error;
use crate::web::cookies::{self, Name};
use crate::web::{Pressed, session};

/// POST `/kasus/tutup`. Ends the session and leads to the neutral home page.
pub(super) async fn lock(State(app): State<App>, headers: HeaderMap, _: Pressed) -> Result<Response, Error> {
    if let Some(session) = session::hash(&headers, Name::Case, app.secure) {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        session::end(&mut tx, &session).await?;
        tx.commit().await?;
    }
    let mut response = Redirect::to("/").into_response();
    cookies::put(response.headers_mut(), Name::Case.clear(app.secure));
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    Ok(response)
}

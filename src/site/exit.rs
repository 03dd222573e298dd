//! Quick exit (ui.md §19): the server's side of it.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::{HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::db::Actor;
use crate::web::cookies::{self, Name};
use crate::web::session;

/// How long the reader waits for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// GET: without JavaScript. Ends the case and the draft, then leads to a dull page. When another site or a prefetch asks,
/// it only leads there: nobody else may take a draft or an unread receipt away.
pub async fn leave(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut response = if meant(&headers) {
        forget(&app, &headers, StatusCode::SEE_OTHER).await
    } else {
        StatusCode::SEE_OTHER.into_response()
    };
    let exit = &app.brand.current(&app).exit_url;
    let target = HeaderValue::from_str(exit).unwrap_or(HeaderValue::from_static("about:blank"));
    response.headers_mut().insert(LOCATION, target);
    response
}

/// POST: the beacon that the script sends when the page is gone already.
pub async fn beacon(State(app): State<App>, headers: HeaderMap) -> Response {
    forget(&app, &headers, StatusCode::NO_CONTENT).await
}

/// Whether the person pressed it on a page of ours or typed it in. Old browsers do not say.
fn meant(headers: &HeaderMap) -> bool {
    let from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    matches!(from, None | Some(b"same-origin" | b"none")) && !headers.contains_key("sec-purpose")
}

/// Nothing may hold the exit back: a database that is away is only logged, one that does not answer goes on without the
/// reader, and the cookies go in any case.
async fn forget(app: &App, headers: &HeaderMap, status: StatusCode) -> Response {
    let ending = end(app.clone(), headers.clone());
    let _ = tokio::time::timeout(PATIENCE, app.tasks.spawn(ending)).await;
    let mut response = status.into_response();
    let out = response.headers_mut();
    for name in [Name::Case, Name::Draft, Name::Question, Name::Language] {
        cookies::put(out, name.clear(app.secure));
    }
    // An officer who presses it on a citizen's page stays signed in: `"cookies"` would sign out the desk too, so it is
    // only said when no officer's session is there.
    let all = Name::Officer.read(headers, app.secure).is_none();
    let clear = if all { "\"cache\", \"cookies\", \"storage\"" } else { "\"cache\", \"storage\"" };
    out.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static(clear));
    response
}

async fn end(app: App, headers: HeaderMap) {
    let ended = async {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        session::forget(&mut tx, &headers, app.secure).await?;
        tx.commit().await
    };
    if let Err(error) = ended.await {
        tracing::warn!(%error, "quick exit could not end the session");
    }
}

//! Answers that are files: never run, never shown by the browser itself unless the page says so.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::Response;
use futures_util::Stream;

use crate::error::Error;
use crate::files::name::disposition;

/// A file of this type; `size` in bytes when it is known.
pub fn file(
    bytes: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    mime: &'static str,
    size: Option<u64>,
) -> Response {
    let mut response = Response::new(Body::from_stream(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime));
    if let Some(size) = size {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}

/// The same, to be saved under a name.
pub fn saved_as(mut response: Response, name: &str) -> Result<Response, Error> {
    let value = HeaderValue::from_str(&disposition(name)).map_err(Error::internal)?;
    response.headers_mut().insert(CONTENT_DISPOSITION, value);
    Ok(response)
}

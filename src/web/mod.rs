//! The web kit: what every page shares. A slice's page is a struct, a template and a handler;
//! everything between the socket and the handler lives here.

/// Static files, named by their content, compressed once.
pub mod assets;
/// Name, contact and exit address of the office that runs this.
pub mod brand;
/// Name and contact.
pub mod contact;
/// Reading and setting cookies.
pub mod cookies;
mod db;
/// What the officer's shell shows around a page.
pub mod desk;
/// Answers that are files.
pub mod download;
mod edge;
/// What an officer typed while the session ended.
mod ended;
mod failure;
/// Counts that may be shown.
pub mod figure;
/// One-use form tokens and cross-site refusals.
pub mod form;
mod headers;
mod health;
mod origin;
/// How often somebody may ask.
pub mod limit;
/// The page around a template: language, texts, brand, form token.
pub mod page;
/// Bodies of uploads, a portion at a time.
mod portions;
/// First problem per field, in field order.
pub mod problems;
/// Public pages from memory.
pub mod public;
/// QR codes as SVG path data and PNG.
pub mod qr;
/// Which addresses there are.
mod routes;
/// Listening, answering, stopping.
pub mod serve;
/// Sessions of officers and of citizens who opened their case.
pub mod session;
/// Lengths of texts.
pub mod text;
/// Form tokens.
pub mod token;
/// Multipart forms with files.
pub mod upload;
/// Chips, stages and other words of the pages.
pub mod view;

#[cfg(test)]
mod tests;

use axum::response::Redirect;
use axum::routing::{MethodRouter, get};

/// GET of an address that otherwise only answers forms: a choice of language or a second try leads there, and this
/// leads on to the page that has the form.
pub fn leads_to<S: Clone + Send + Sync + 'static>(page: &'static str) -> MethodRouter<S> {
    get(move || async move { Redirect::to(page) })
}

pub use edge::edge;
pub use ended::keep_words;
pub use form::{Form, Pressed};
pub use health::routes as health;
pub use page::{Html, Page};
pub use portions::File;
pub use problems::Problems;
pub use routes::Routes;
pub use upload::{Part, Upload};

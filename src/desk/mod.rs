//! The officer's desk: the queue, the case, every act.

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

mod assign;
mod db;
mod people;
mod queue;
mod time;
mod words;

/// Addresses of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/petugas", get(queue::show))
        .route("/petugas/ambil", post(assign::take))
        .route("/petugas/tugaskan", post(assign::assign))
}

//! The public pages around the work: home, safety, privacy, figures, help, quick exit.

use axum::routing::get;

use crate::web::Routes;

mod db;
mod exit;
mod figures;
mod home;
mod prose;

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route("/", get(home::show))
        .route("/aman", get(prose::safety))
        .route("/bantuan", get(prose::help))
        .route("/privasi", get(prose::privacy))
        .route("/aksesibilitas", get(prose::accessibility))
        .route("/tentang", get(prose::about))
        .route("/angka", get(figures::show))
        .route("/keluar", get(exit::leave).post(exit::beacon))
}

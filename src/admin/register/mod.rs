//! `/petugas/kelola/pegawai`: the organisation register: who works where and under whom. The wall reads it. People stand
//! in it as keyed hashes, so it can be asked about a person and cannot be read out.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::web::Routes;

mod db;
mod import;
mod person;
mod row;

/// Addresses of the register.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas/kelola/pegawai", get(person::show).post(person::save))
        .route("/petugas/kelola/pegawai/cari", post(person::find))
        .route("/petugas/kelola/pegawai/hapus", post(person::remove))
        .route("/petugas/kelola/pegawai/contoh", get(import::sample))
        .route(
            "/petugas/kelola/pegawai/impor",
            get(import::show).post(import::save).layer(DefaultBodyLimit::max(import::LIMIT)),
        )
}

//! The officer's desk: the queue, the case, every act.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::files::{MAX_BYTES, MAX_FILES};
use crate::web::{Routes, leads_to};

mod account;
mod action;
mod assign;
mod bell;
mod db;
mod details;
mod evidence;
mod flow;
mod folder;
mod letter;
mod people;
mod proposals;
mod queue;
mod record;
mod row;
mod scene;
mod search;
mod show;
mod slip;
mod stage;
mod stream;
mod time;
mod told;
mod trail;
mod wall;
mod words;

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas", get(queue::show))
        .route("/petugas/ambil", post(assign::take))
        .route("/petugas/tugaskan", leads_to("/petugas").post(assign::assign))
        .route("/petugas/kasus/{nomor}", get(show::show))
        .route("/petugas/kasus/{nomor}/jejak", get(trail::show))
        .route("/petugas/kasus/{nomor}/dinding", get(wall::show).post(wall::ask))
        .route("/petugas/kasus/{nomor}/dinding/putusan", get(wall::back).post(wall::decide))
        .route("/petugas/kasus/{nomor}/bukti/{id}", get(evidence::show).post(evidence::save))
        .route("/petugas/kasus/{nomor}/bukti/{id}/gambar", get(evidence::image))
        .route("/petugas/kasus/{nomor}/surat/{id}", get(letter::show).post(letter::dispatch))
        .route("/petugas/cari", leads_to("/petugas").post(search::find))
        .route("/petugas/notis", get(bell::show).post(bell::read))
        .route("/petugas/alur", get(flow::show))
        .route("/petugas/persetujuan", get(proposals::list))
        .route("/petugas/persetujuan/{id}", get(proposals::show).post(proposals::decide))
        .merge(acts())
}

/// Pages whose forms carry files.
fn acts() -> Routes {
    let most = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_mul(MAX_FILES + 1);
    Routes::new()
        .route("/petugas/catat", get(record::show).post(record::send))
        .route("/petugas/kasus/{nomor}/{tindakan}", get(action::page::show).post(action::page::send))
        .route(
            "/petugas/kasus/{nomor}/pelapor/{tindakan}",
            get(action::page::show_for_reporter).post(action::page::send_for_reporter),
        )
        .layer(DefaultBodyLimit::max(most))
}

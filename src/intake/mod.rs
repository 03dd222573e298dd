//! The citizen files: a complaint in six pages, a written question in three, from the start page, a poster's QR code, or
//! a case that is open already.
//!
//! Nothing is a case before the check page is sent. Until then everything lies in a draft that only this browser opens.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::web::{Routes, leads_to};

mod accused;
mod agency;
/// The office's choices of the form, remembered for a minute.
pub mod catalogue;
mod check;
mod choice;
mod contact;
mod db;
mod draft;
mod event;
mod evidence;
mod landing;
mod later;
mod link;
mod mode;
mod question;
mod receipt;
mod resume;
mod send;
mod stage;
mod start;
mod steps;
mod title;
mod unsent;

/// What the file inputs offer; the store judges by content.
const ACCEPT: &str =
    ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf,.docx,.xlsx,.odt,.mp3,.m4a,.ogg,.opus,.wav,.mp4,.3gp,.webm";

/// Addresses of this slice.
pub fn routes() -> Routes {
    let uploads = DefaultBodyLimit::max(stage::BODY_MAX);
    Routes::new()
        // a complaint
        .route("/lapor", get(start::complaint))
        .route("/lapor/cara", get(mode::ask).post(mode::choose))
        .route("/lapor/kontak", get(contact::ask_reporter).post(contact::save_reporter))
        .route("/lapor/jenis", get(choice::ask).post(choice::choose))
        .route("/lapor/terlapor", get(accused::ask).post(accused::save))
        .route("/lapor/kejadian", get(event::ask).post(event::save))
        .route("/lapor/bukti", get(evidence::ask).post(evidence::save).layer(uploads))
        .route("/lapor/bukti/{id}/hapus", post(evidence::remove))
        .route("/lapor/periksa", get(check::complaint))
        .route("/lapor/kirim", leads_to("/lapor/periksa").post(send::complaint))
        .route("/lapor/diterima", get(receipt::complaint).post(receipt::close_complaint))
        .route("/lapor/diterima/periksa", leads_to("/lapor/diterima").post(receipt::check_complaint))
        .route("/lapor/nanti", get(later::complaint).post(later::save_complaint))
        .route("/lapor/hapus", get(later::ask_discard_complaint).post(later::discard_complaint))
        .route("/lanjut", get(resume::ask).post(resume::open))
        // a question
        .route("/konsultasi", get(start::consultation))
        .route("/konsultasi/tulis", get(question::ask_topic).post(question::choose_topic))
        .route("/konsultasi/tulis/kontak", get(contact::ask_asker).post(contact::save_asker))
        .route("/konsultasi/tulis/pertanyaan", get(question::ask).post(question::save).layer(uploads))
        .route("/konsultasi/tulis/lampiran/{id}/hapus", post(question::remove))
        .route("/konsultasi/tulis/periksa", get(check::consultation))
        .route("/konsultasi/tulis/kirim", leads_to("/konsultasi/tulis/periksa").post(send::consultation))
        .route("/konsultasi/tulis/diterima", get(receipt::consultation).post(receipt::close_consultation))
        .route(
            "/konsultasi/tulis/diterima/periksa",
            leads_to("/konsultasi/tulis/diterima").post(receipt::check_consultation),
        )
        .route("/konsultasi/tulis/nanti", get(later::consultation).post(later::save_consultation))
        .route("/konsultasi/tulis/hapus", get(later::ask_discard_consultation).post(later::discard_consultation))
        // from elsewhere
        .route("/lapor/pembalasan", post(link::retaliation))
        .route("/lapor/dari-konsultasi", post(link::conversion))
        .route("/q/{kode}", get(landing::show).post(landing::begin))
        .route("/api/instansi", get(agency::suggest))
}

//! QR campaigns: posters whose code opens a form that is partly filled in. The officers' side; where the code leads is
//! the intake's landing page. Counted are days and stages, never people.

use axum::routing::get;

use crate::case::state::Role;
use crate::web::Routes;

mod db;
mod draw;
mod figure;
mod list;
mod new;
mod pdf;
mod sheet;
mod show;
mod svg;

/// Who makes and stops campaigns.
const WHO: &[Role] = &[Role::Supervisor, Role::Admin];

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas/kampanye", get(list::show))
        .route("/petugas/kampanye/baru", get(new::ask).post(new::make))
        .route("/petugas/kampanye/{kode}", get(show::show))
        .route("/petugas/kampanye/{kode}/henti", get(show::ask_stop).post(show::stop))
        .route("/petugas/kampanye/{kode}/poster", get(show::poster))
        .route("/petugas/kampanye/{kode}/poster.pdf", get(show::poster_pdf))
        .route("/petugas/kampanye/{kode}/qr.svg", get(show::qr_svg))
        .route("/petugas/kampanye/{kode}/qr.png", get(show::qr_png))
}

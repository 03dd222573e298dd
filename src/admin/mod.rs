//! Kelola: what an administrator keeps: people, units, agencies, categories, calendars, deadlines, the office's name.
//! Never a case.

use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Redirect;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::web::Routes;
use crate::web::session::SignedIn;

mod absence;
mod access;
mod agencies;
mod agency;
mod agency_import;
mod brand;
mod calendar;
mod change;
mod choices;
mod db;
mod deadlines;
mod handover;
mod home;
mod log;
mod mail;
mod names;
mod officer;
mod officers;
mod parse;
mod register;
mod roles;
mod sheet;
mod units;
mod violations;
mod words;

pub use home::integrity_lacks;
pub use names::learn_names;

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas/kelola", get(home::show))
        .merge(people())
        .merge(catalogues())
        .merge(register::routes())
        .route("/petugas/kelola/merek", get(brand::show).post(brand::save))
        .route("/petugas/kelola/surel", get(mail::show).post(mail::again))
        .route("/petugas/jejak", get(log::show))
}

fn people() -> Routes {
    Routes::new()
        .route("/petugas/kelola/pengguna", get(officers::list))
        .route("/petugas/kelola/pengguna/baru", get(officer::blank).post(officer::create))
        .route("/petugas/kelola/pengguna/{id}", get(officer::show).post(officer::save))
        .route("/petugas/kelola/pengguna/{id}/akses", post(access::ask))
        .route("/petugas/kelola/pengguna/{id}/absen", get(absence::show).post(absence::save))
        .route("/petugas/kelola/pengguna/{id}/serah", get(handover::show).post(handover::send))
        .route("/petugas/kelola/usulan", get(change::list))
        .route("/petugas/kelola/usulan/{id}", post(change::decide))
        .route("/petugas/kelola/unit", get(units::list))
        .route("/petugas/kelola/unit/baru", get(units::blank).post(units::create))
        .route("/petugas/kelola/unit/{id}", get(units::show).post(units::save))
}

fn catalogues() -> Routes {
    Routes::new()
        .route("/petugas/kelola/instansi", get(agencies::list))
        .route("/petugas/kelola/instansi/unduh", get(agencies::download))
        .route("/petugas/kelola/instansi/baru", get(agency::blank).post(agency::create))
        .route(
            "/petugas/kelola/instansi/impor",
            get(agency_import::show).post(agency_import::save).layer(DefaultBodyLimit::max(agency_import::LIMIT)),
        )
        .route("/petugas/kelola/instansi/{id}", get(agency::show).post(agency::save))
        .route("/petugas/kelola/kategori", get(violations::list))
        .route("/petugas/kelola/kategori/baru", get(violations::blank).post(violations::create))
        .route("/petugas/kelola/kategori/{code}", get(violations::show).post(violations::save))
        .route("/petugas/kelola/pilihan", get(choices::list))
        .route("/petugas/kelola/pilihan/baru", get(choices::blank).post(choices::create))
        .route("/petugas/kelola/pilihan/{code}", get(choices::show).post(choices::save))
        .route("/petugas/kelola/libur", get(calendar::list))
        .route("/petugas/kelola/libur/{year}", get(calendar::show).post(calendar::save))
        .route("/petugas/kelola/tenggat", get(deadlines::show).post(deadlines::save))
}

/// A signed-in officer who holds the role `admin`; anybody else gets 403, a stranger the sign-in page.
pub struct Administrator(pub SignedIn);

impl FromRequestParts<App> for Administrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = SignedIn::from_request_parts(parts, app).await?;
        officer.require(&[Role::Admin])?;
        Ok(Self(officer))
    }
}

/// What a redirect after a form says: the page shows that it was saved.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    tersimpan: Option<String>,
}

impl Flash {
    const fn saved(&self) -> bool {
        self.tersimpan.is_some()
    }
}

/// Back to a page of this slice, which says that it was saved.
fn saved(path: &str) -> Redirect {
    Redirect::to(&format!("{path}?tersimpan=1"))
}

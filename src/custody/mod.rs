//! Keys of identities: the custodian's own page, the page of a case's identity, new codes for lost ones, and what an
//! administrator keeps of it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};

use crate::app::App;
use crate::case::act::reveal::{RevealError, Why};
use crate::case::state::Role;
use crate::error::Error;
use crate::web::session::SignedIn;
use crate::web::{Routes, leads_to};

mod code;
mod db;
mod dealing;
mod enrol;
mod home;
mod identity;
mod key;
mod original;
mod people;
mod slip;
/// The recovery ceremony at the console.
pub mod recovery;

pub(crate) use db::remove as take_key;
pub use enrol::enrol_for_demo;

/// Where custodians are at home.
const HOME: &str = "/petugas/kustodian";

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route(HOME, get(home::show).post(home::find))
        .route("/petugas/kustodian/daftar", leads_to(HOME).post(enrol::enrol))
        .route("/petugas/kustodian/frasa", leads_to(HOME).post(enrol::change))
        .route("/petugas/kustodian/minta", post(dealing::ask))
        .route("/petugas/kustodian/serah", leads_to(HOME).post(dealing::hand))
        .route("/petugas/kustodian/bagi", leads_to(HOME).post(dealing::deal))
        .route("/petugas/kasus/{nomor}/identitas", get(identity::show).post(identity::ask))
        .route("/petugas/kasus/{nomor}/identitas/setuju", get(identity::back).post(identity::agree))
        .route("/petugas/kasus/{nomor}/identitas/buka", get(identity::back).post(identity::open))
        .route("/petugas/kasus/{nomor}/identitas/berkas", get(identity::back).post(original::save))
        .route("/petugas/kode-hilang", get(code::seek).post(code::find))
        .route("/petugas/kasus/{nomor}/kode", get(code::show).post(code::ask))
        .route("/petugas/kasus/{nomor}/kode/setuju", get(code::back).post(code::approve))
        .route("/petugas/kasus/{nomor}/kode/cetak", get(code::back).post(code::print))
        .route("/petugas/kelola/kustodian", get(people::show))
}

/// A signed-in officer who holds the role `custodian`, enrolled or not; anybody else gets 403.
struct Custodian(SignedIn);

impl FromRequestParts<App> for Custodian {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = SignedIn::from_request_parts(parts, app).await?;
        officer.require(&[Role::Custodian])?;
        Ok(Self(officer))
    }
}

/// The rule that said no; everything else goes to the edge.
fn refusal(error: RevealError) -> Result<Why, Error> {
    match error {
        RevealError::Refused(why) => Ok(why),
        RevealError::Act(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_refusal_has_its_sentence() {
        for lang in Lang::ALL {
            for why in Why::ALL {
                assert!(lang.texts().has(why.text_key()), "{} lacks {}", lang.code(), why.text_key());
            }
        }
    }
}

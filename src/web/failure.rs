//! The error pages (ui.md §18): what happened, what is safe, a way on.

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::error::Error;
use crate::web::limit::Proof;
use crate::web::page::{Html, Page};

/// The page of any error that has one.
#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    /// The reader.
    page: Page,
    /// What happened.
    error: Arc<Error>,
    /// Six symbols that a citizen can read out and an officer can find in the log. Only on 500.
    incident: Option<String>,
}

/// The page that asks for work before a form is taken.
#[derive(Template)]
#[template(path = "web/prove.html")]
struct ProvePage<'a> {
    page: Page,
    proof: &'a Proof,
}

/// The page of an error.
pub fn page_of(page: Page, error: Arc<Error>, incident: Option<String>) -> Response {
    match &*error {
        Error::Prove(proof) => Html(ProvePage { page, proof }).into_response(),
        _ => Html(ErrorPage { page, error, incident }).into_response(),
    }
}

impl ErrorPage {
    fn heading(&self) -> String {
        let t = self.page.t;
        match &*self.error {
            Error::Malformed => fl!(t, "galat-rusak"),
            Error::Expired { .. } => fl!(t, "galat-kedaluwarsa"),
            Error::Forbidden => fl!(t, "galat-dilarang"),
            Error::CrossSite => fl!(t, "galat-situs-lain"),
            Error::NotFound
            | Error::SignIn
            | Error::Locked
            | Error::NothingOpen
            | Error::CodeSeen
            | Error::SecondStep
            | Error::Confirm { .. } => {
                fl!(t, "galat-tidak-ada")
            }
            Error::Method => fl!(t, "galat-cara"),
            Error::Moved => fl!(t, "galat-keduluan"),
            Error::SignedOut { .. } => fl!(t, "galat-sesi"),
            Error::Gone => fl!(t, "galat-draf-hilang"),
            Error::TooLarge => fl!(t, "galat-terlalu-besar"),
            Error::TooLong => fl!(t, "galat-terlalu-panjang"),
            Error::TooMany { .. } => fl!(t, "galat-terlalu-sering"),
            Error::Prove(_) => fl!(t, "kerja-judul"),
            Error::Unavailable(_) | Error::TimedOut => fl!(t, "galat-tutup-sebentar"),
            Error::Internal(_) => fl!(t, "galat-gangguan"),
        }
    }

    fn explanation(&self) -> String {
        let t = self.page.t;
        match &*self.error {
            Error::Malformed => fl!(t, "galat-rusak-teks"),
            Error::Expired { upload: true, .. } if self.again().is_some() => fl!(t, "galat-kedaluwarsa-lampiran"),
            Error::Expired { upload: true, .. } => fl!(t, "galat-kedaluwarsa-berkas"),
            Error::Expired { secret: true, .. } => fl!(t, "galat-kedaluwarsa-sandi"),
            Error::Expired { .. } => fl!(t, "galat-kedaluwarsa-teks"),
            Error::Forbidden => fl!(t, "galat-dilarang-teks"),
            Error::CrossSite => fl!(t, "galat-situs-lain-teks"),
            Error::NotFound
            | Error::SignIn
            | Error::Locked
            | Error::NothingOpen
            | Error::CodeSeen
            | Error::SecondStep
            | Error::Confirm { .. } => {
                fl!(t, "galat-tidak-ada-teks")
            }
            Error::Method => fl!(t, "galat-cara-teks"),
            Error::Moved => fl!(t, "galat-keduluan-teks"),
            Error::SignedOut { upload: true, .. } => fl!(t, "galat-sesi-lampiran"),
            Error::SignedOut { .. } => fl!(t, "galat-sesi-teks"),
            Error::Gone => fl!(t, "galat-draf-hilang-teks"),
            Error::TooLarge => fl!(t, "galat-terlalu-besar-teks"),
            Error::TooLong => fl!(t, "galat-terlalu-panjang-teks"),
            Error::TooMany { until, upload, .. } => {
                let time = self.page.lang.time(*until, self.page.brand.zone);
                if *upload {
                    fl!(t, "galat-terlalu-sering-berkas", time = time)
                } else {
                    fl!(t, "galat-terlalu-sering-teks", time = time)
                }
            }
            Error::Prove(_) => fl!(t, "kerja-teks"),
            // elsewhere there may be no case at all, and nobody should believe that there is
            Error::Unavailable(_) | Error::TimedOut if self.page.under("/kasus") => fl!(t, "galat-tutup-sebentar-teks"),
            Error::Internal(_) if self.page.under("/kasus") => fl!(t, "galat-gangguan-kasus"),
            // only what is typed there is kept as a draft
            Error::Internal(_) if self.page.under("/lapor") || self.page.under("/konsultasi") => {
                fl!(t, "galat-gangguan-teks")
            }
            Error::Unavailable(_) | Error::TimedOut | Error::Internal(_) => fl!(t, "galat-tutup-sebentar-umum"),
        }
    }

    /// What was typed, to be sent once more. Not when a password is missing from it, nor when all there was were files.
    fn again(&self) -> Option<&[(String, String)]> {
        match &*self.error {
            Error::Expired { fields, upload: false, secret: false }
            | Error::TooMany { fields, upload: false, .. }
            | Error::SignedOut { fields, .. } => Some(fields),
            Error::Expired { fields, upload: true, .. } | Error::TooMany { fields, upload: true, .. } => {
                Some(fields.as_slice()).filter(|fields| !fields.is_empty())
            }
            _ => None,
        }
    }

    /// Whether the reader signs in first, beside this page.
    fn signs_in(&self) -> bool {
        matches!(*self.error, Error::SignedOut { .. })
    }

    /// Where to go from here.
    fn ways(&self) -> Vec<(&str, String)> {
        let t = self.page.t;
        let officer = self.page.under("/petugas");
        match &*self.error {
            Error::TooMany { upload: true, .. } if self.again().is_none() => {
                vec![(self.page.path.as_str(), fl!(t, "galat-coba-lagi"))]
            }
            Error::Expired { .. } | Error::TooMany { .. } | Error::Prove(_) | Error::SignedOut { .. } => Vec::new(),
            Error::Gone => {
                let first = if self.page.under("/konsultasi") { "/konsultasi" } else { "/lapor" };
                vec![(first, fl!(t, "galat-mulai-lagi"))]
            }
            Error::Unavailable(_) | Error::TimedOut | Error::Internal(_) | Error::Moved => {
                vec![(self.page.path.as_str(), fl!(t, "galat-coba-lagi"))]
            }
            _ if officer => vec![("/petugas", fl!(t, "galat-ke-antrean"))],
            _ => vec![("/", fl!(t, "galat-kembali-beranda")), ("/lacak", fl!(t, "galat-ke-lacak"))],
        }
    }
}

//! The office's own name, letterhead, contact and exit address.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::{Administrator, Flash, parse, saved, words};
use crate::app::App;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::{Tr, Zone};
use crate::reference::db::edit::save_setting;
use crate::web::brand::Brand;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    nama: String,
    semboyan_id: String,
    semboyan_en: String,
    kantor: String,
    kop: String,
    alamat: String,
    telepon: String,
    surel: String,
    jam: String,
    data: String,
    sumber: String,
    keluar: String,
    zona: String,
}

impl From<&Brand> for Draft {
    fn from(brand: &Brand) -> Self {
        Self {
            nama: brand.name.clone(),
            semboyan_id: brand.tagline_id.clone(),
            semboyan_en: brand.tagline_en.clone(),
            kantor: brand.office.clone(),
            kop: brand.letterhead.clone(),
            alamat: brand.address.clone(),
            telepon: brand.phone.clone(),
            surel: brand.email.clone(),
            jam: brand.hours.clone(),
            data: brand.data_contact.clone(),
            sumber: brand.source_url.clone(),
            keluar: brand.exit_url.clone(),
            zona: brand.zone.name().to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "admin/brand.html")]
struct BrandPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    draft: Draft,
    done: bool,
}

/// GET `/petugas/kelola/merek`.
pub async fn show(page: Page, Administrator(who): Administrator, Query(flash): Query<Flash>) -> Response {
    let draft = Draft::from(&*page.brand);
    answer(page, &who, draft, Problems::none(), flash.saved())
}

/// POST `/petugas/kelola/merek`.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let mut problems = Problems::none();
    let brand = judge(page.t, &mut problems, &draft);
    if problems.any() {
        return Ok(answer(page, &who, draft, problems, false));
    }
    let now = crate::clock::now();
    let value = serde_json::to_value(&brand).map_err(Error::internal)?;
    let mut tx = app.db.begin(who.actor()).await?;
    save_setting(&mut tx, "brand", &value, now).await?;
    log_act(&mut tx, Some(who.id), "brand_saved", "", now).await?;
    tx.commit().await?;
    app.brand.refresh(&app).await?;
    app.public.clear();
    Ok(saved("/petugas/kelola/merek").into_response())
}

fn judge(t: Tr, problems: &mut Problems, draft: &Draft) -> Brand {
    let name = parse::text(t, problems, "nama", &draft.nama, 2, 40);
    let tagline_id = parse::text(t, problems, "semboyan_id", &draft.semboyan_id, 0, 60);
    let tagline_en = parse::text(t, problems, "semboyan_en", &draft.semboyan_en, 0, 60);
    let office = parse::text(t, problems, "kantor", &draft.kantor, 3, 200);
    let letterhead = parse::text(t, problems, "kop", &draft.kop, 0, 500);
    let address = parse::text(t, problems, "alamat", &draft.alamat, 0, 300);
    let phone = parse::text(t, problems, "telepon", &draft.telepon, 0, 60);
    let email = parse::text(t, problems, "surel", &draft.surel, 0, 254);
    if !email.is_empty() && !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        problems.add("surel", fl!(t, "kelola-galat-surel"));
    }
    let hours = parse::text(t, problems, "jam", &draft.jam, 0, 200);
    let data_contact = parse::text(t, problems, "data", &draft.data, 0, 300);
    let source_url = draft.sumber.trim().to_owned();
    if !source_url.is_empty() && !is_https(&source_url) {
        problems.add("sumber", fl!(t, "kelola-galat-alamat"));
    }
    let exit_url = draft.keluar.trim().to_owned();
    if !is_https(&exit_url) {
        problems.add("keluar", fl!(t, "kelola-galat-alamat"));
    }
    let zone = parse::choice(t, problems, "zona", &draft.zona, &words::zones());
    Brand {
        name,
        tagline_id,
        tagline_en,
        office,
        address,
        phone,
        email,
        hours,
        letterhead,
        data_contact,
        source_url,
        exit_url,
        zone: Zone::from_name(&zone).unwrap_or_default(),
    }
}

/// A whole https address without user name, short enough for a header.
fn is_https(typed: &str) -> bool {
    let fits = typed.len() <= 300 && typed.is_ascii() && !typed.contains(['"', '\'', '<', '>', '@', ' ']);
    fits && typed
        .parse::<Uri>()
        .is_ok_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some_and(|host| host.contains('.')))
}

fn answer(page: Page, who: &SignedIn, draft: Draft, problems: Problems, done: bool) -> Response {
    let shown = BrandPage { page, desk: Desk::from(who), problems, draft, done };
    (shown.problems.status(), Html(shown)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_https_addresses_are_taken() {
        for good in ["https://www.bmkg.go.id/cuaca/prakiraan-cuaca", "https://example.id"] {
            assert!(is_https(good), "{good}");
        }
        for bad in [
            "",
            "http://a.id",
            "javascript:alert(1)",
            "https://",
            "https://a b.id",
            "//a.id",
            "https://x@a.id",
            "https://localhost",
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }
}

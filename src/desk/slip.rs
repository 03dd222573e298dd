//! The slip that a clerk hands over: number, code and QR, shown once.

use askama::Template;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::Filed;
use crate::error::Error;
use crate::web::Page;
use crate::web::qr::{Level, Qr, qr};

/// The slip.
#[derive(Template)]
#[template(path = "desk/slip.html")]
pub struct SlipPage {
    page: Page,
    number: String,
    groups: Vec<String>,
    qr: Option<Qr>,
    at: String,
    due: String,
    address: String,
    own: bool,
}

/// The slip of what was just filed; an own initiative has no code to hand over.
pub fn slip(app: &App, page: Page, own: bool, filed: &Filed) -> Result<SlipPage, Error> {
    let code = filed.code.show();
    let address = format!("{}/lacak", app.public_url);
    let picture = if own { None } else { Some(qr(&format!("{address}#{code}"), Level::Medium)?) };
    Ok(SlipPage {
        number: filed.number.clone(),
        groups: if own { Vec::new() } else { code.split('-').map(str::to_owned).collect() },
        qr: picture,
        at: page.moment(filed.at),
        due: filed.due_at.map(|due| page.date(page.brand.zone.day(due))).unwrap_or_default(),
        address,
        own,
        page,
    })
}

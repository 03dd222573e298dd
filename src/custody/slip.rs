//! The slip with a new code, handed to the reporter: shown once.

use askama::Template;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::act::code::Printed;
use crate::error::Error;
use crate::web::Page;
use crate::web::qr::{Level, Qr, qr};

/// The slip.
#[derive(Template)]
#[template(path = "custody/slip.html")]
pub(super) struct SlipPage {
    page: Page,
    number: String,
    groups: Vec<String>,
    qr: Qr,
    at: String,
    address: String,
}

/// The slip of a code that was just printed.
pub(super) fn slip(app: &App, page: Page, printed: &Printed) -> Result<SlipPage, Error> {
    let code = printed.code.show();
    let address = format!("{}/lacak", app.public_url);
    Ok(SlipPage {
        number: printed.number.clone(),
        groups: code.split('-').map(str::to_owned).collect(),
        qr: qr(&format!("{address}#{code}"), Level::Medium)?,
        at: page.moment(printed.at),
        address,
        page,
    })
}

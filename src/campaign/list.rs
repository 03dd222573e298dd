//! `/petugas/kampanye`: every campaign with its two most telling figures.

use askama::Template;
use axum::extract::State;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::campaign::figure::{Figure, Standing};
use crate::campaign::{WHO, db};
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// A line of the table.
struct Line {
    name: String,
    code: String,
    standing: Standing,
    scan: Figure,
    sent: Figure,
}

#[derive(Template)]
#[template(path = "campaign/list.html")]
struct ListPage {
    page: Page,
    desk: Desk,
    lines: Vec<Line>,
}

/// `GET /petugas/kampanye`.
pub(super) async fn show(State(app): State<App>, page: Page, officer: SignedIn) -> Result<Html<impl Template>, Error> {
    officer.require(WHO)?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let today = page.brand.zone.day(crate::clock::now());
    let lines = db::all(&mut tx)
        .await?
        .into_iter()
        .map(|campaign| Line {
            standing: Standing::of(&campaign, today),
            scan: Figure(campaign.scan),
            sent: Figure(campaign.sent),
            name: campaign.name,
            code: campaign.code,
        })
        .collect();
    Ok(Html(ListPage { page, desk: Desk::from(&officer), lines }))
}

//! One campaign: figures, what is filled in, poster and QR, stopping it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::campaign::db::{self, Campaign, Day};
use crate::campaign::figure::{Figure, Standing};
use crate::campaign::sheet::{Sheet, Size, Words};
use crate::campaign::{WHO, draw, pdf, svg};
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Lang;
use crate::web::desk::Desk;
use crate::web::form::Pressed;
use crate::web::qr::{self, Level, Qr};
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// A day with its four figures.
struct DayLine {
    day: String,
    figures: [Figure; 4],
}

#[derive(Template)]
#[template(path = "campaign/show.html")]
struct ShowPage {
    page: Page,
    desk: Desk,
    campaign: Campaign,
    standing: Standing,
    figures: [Figure; 4],
    days: Vec<DayLine>,
    choice: String,
    from: String,
    until: String,
    address: String,
    preview: String,
    /// It was made a moment ago.
    fresh: bool,
}

/// Says that the campaign was just made.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fresh {
    baru: String,
}

async fn find(app: &App, officer: &SignedIn, code: &str) -> Result<Campaign, Error> {
    officer.require(WHO)?;
    let mut tx = app.db.begin(officer.actor()).await?;
    db::find(&mut tx, code).await?.ok_or(Error::NotFound)
}

/// The address behind the QR code.
fn link(app: &App, campaign: &Campaign) -> String {
    format!("{}/q/{}", app.public_url, campaign.code)
}

/// The address as it is typed.
fn address(link: &str) -> &str {
    link.split_once("://").map_or(link, |(_, rest)| rest)
}

fn code_of(app: &App, campaign: &Campaign) -> Result<Qr, Error> {
    qr::qr(&link(app, campaign), Level::Quartile)
}

fn drawn(app: &App, page: &Page, campaign: &Campaign, size: Size) -> Result<(Sheet, Qr), Error> {
    let link = link(app, campaign);
    let words =
        Words { brand: &page.brand.name, headline: &campaign.headline, body: &campaign.body, address: address(&link) };
    Ok((draw::sheet(size, &words, page.t), code_of(app, campaign)?))
}

fn as_svg(app: &App, page: &Page, campaign: &Campaign, size: Size) -> Result<String, Error> {
    let (sheet, qr) = drawn(app, page, campaign, size)?;
    let link = link(app, campaign);
    Ok(svg::markup(&sheet, &qr, &fl!(page.t, "kampanye-poster-qr-teks", address = address(&link))))
}

/// `GET /petugas/kampanye/{kode}`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(code): Path<String>,
    Query(query): Query<Fresh>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let days = db::days(&mut tx, campaign.id).await?;
    let choice = match page.lang {
        Lang::Id => campaign.choice_id.clone(),
        Lang::En => campaign.choice_en.clone(),
    };
    let link = link(&app, &campaign);
    let view = ShowPage {
        standing: Standing::of(&campaign, page.brand.zone.day(clock::now())),
        figures: [campaign.scan, campaign.start, campaign.sent, campaign.verified].map(Figure),
        days: days.into_iter().map(|day| line(&page, &day)).collect(),
        choice: choice.unwrap_or_else(|| fl!(page.t, "kampanye-jenis-bebas")),
        from: page.lang.short_date(campaign.starts_on),
        until: page.lang.short_date(campaign.ends_on),
        address: address(&link).to_owned(),
        preview: as_svg(&app, &page, &campaign, Size::A4)?,
        fresh: !query.baru.is_empty(),
        desk: Desk::from(&officer),
        page,
        campaign,
    };
    Ok(Html(view).into_response())
}

fn line(page: &Page, day: &Day) -> DayLine {
    DayLine { day: page.lang.short_date(day.day), figures: [day.scan, day.start, day.sent, day.verified].map(Figure) }
}

#[derive(Template)]
#[template(path = "campaign/stop.html")]
struct StopPage {
    page: Page,
    desk: Desk,
    campaign: Campaign,
}

/// `GET /petugas/kampanye/{kode}/henti`.
pub(super) async fn ask_stop(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    Ok(Html(StopPage { page, desk: Desk::from(&officer), campaign }).into_response())
}

/// `POST /petugas/kampanye/{kode}/henti`.
pub(super) async fn stop(
    State(app): State<App>,
    officer: SignedIn,
    Path(code): Path<String>,
    _: Pressed,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    let mut tx = app.db.begin(officer.actor()).await?;
    if db::stop(&mut tx, &campaign.code, clock::now()).await? {
        log_act(&mut tx, Some(officer.id), "campaign_stop", &campaign.code, clock::now()).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/petugas/kampanye/{}", campaign.code)).into_response())
}

/// Which paper.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Paper {
    ukuran: String,
}

#[derive(Template)]
#[template(path = "campaign/poster.html")]
struct PosterPage {
    page: Page,
    name: String,
    code: String,
    size: Size,
    svg: String,
}

/// `GET /petugas/kampanye/{kode}/poster?ukuran=a4|a5|stiker`: one page for the printer.
pub(super) async fn poster(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(code): Path<String>,
    Query(paper): Query<Paper>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    let size = Size::from_word(&paper.ukuran);
    let svg = as_svg(&app, &page, &campaign, size)?;
    Ok(Html(PosterPage { page, name: campaign.name, code: campaign.code, size, svg }).into_response())
}

/// `GET /petugas/kampanye/{kode}/poster.pdf?ukuran=`.
pub(super) async fn poster_pdf(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(code): Path<String>,
    Query(paper): Query<Paper>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    let size = Size::from_word(&paper.ukuran);
    let (sheet, qr) = drawn(&app, &page, &campaign, size)?;
    let title = fl!(page.t, "kampanye-poster-judul", name = campaign.name.as_str());
    let name = format!("poster-{}-{}.pdf", campaign.code, size.word());
    Ok(download("application/pdf", &name, pdf::file(&sheet, &qr, &title)))
}

/// `GET /petugas/kampanye/{kode}/qr.svg`.
pub(super) async fn qr_svg(
    State(app): State<App>,
    officer: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    let svg = code_of(&app, &campaign)?.svg();
    Ok(download("image/svg+xml", &format!("qr-{}.svg", campaign.code), svg.into_bytes()))
}

/// `GET /petugas/kampanye/{kode}/qr.png`.
pub(super) async fn qr_png(
    State(app): State<App>,
    officer: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let campaign = find(&app, &officer, &code).await?;
    // About 1000 pixels on a side: sharp on 8 cm at 300 dots an inch.
    let png = code_of(&app, &campaign)?.png(24)?;
    Ok(download("image/png", &format!("qr-{}.png", campaign.code), png))
}

/// A file with a name; the code in it is letters and digits only.
fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_do_not_type_the_scheme() {
        assert_eq!(address("https://lapor.contoh.id/q/AMAN"), "lapor.contoh.id/q/AMAN");
    }
}

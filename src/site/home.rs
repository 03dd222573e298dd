//! The home page.

use askama::Template;
use axum::extract::State;
use i18n_embed_fl::fl;

use crate::app::App;
use crate::site::figures::{Figures, Number};
use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    page: Page,
    numbers: [Number; 3],
}

/// GET `/`. A database that is away costs the figures, not the page: the emergency numbers must stay readable.
pub async fn show(State(app): State<App>, page: Page) -> Html<impl Template> {
    let figures = Figures::read(&app).await.unwrap_or_default();
    let numbers = figures.headline(&page);
    Html(HomePage { page, numbers })
}

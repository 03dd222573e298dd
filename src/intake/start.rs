//! The pages before the forms: `/lapor` with what keeps one safe (ui.md §9.0), `/konsultasi` with its one open door.

use askama::Template;
use i18n_embed_fl::fl;

use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "intake/start.html")]
struct StartPage {
    page: Page,
}

/// `GET /lapor`.
pub(super) async fn complaint(page: Page) -> Html<impl Template> {
    Html(StartPage { page })
}

#[derive(Template)]
#[template(path = "intake/consultation.html")]
struct ConsultationPage {
    page: Page,
}

/// `GET /konsultasi`.
pub(super) async fn consultation(page: Page) -> Html<impl Template> {
    Html(ConsultationPage { page })
}

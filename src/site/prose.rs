//! Pages of prose, one template per language.

use askama::Template;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::i18n::Lang;
use crate::web::{Html, Page};

/// Makes a page that exists as two templates of prose.
macro_rules! prose {
    ($(#[$doc:meta])* $handler:ident, $id:ident = $id_path:literal, $en:ident = $en_path:literal) => {
        #[derive(Template)]
        #[template(path = $id_path)]
        struct $id {
            page: Page,
        }

        #[derive(Template)]
        #[template(path = $en_path)]
        struct $en {
            page: Page,
        }

        $(#[$doc])*
        pub async fn $handler(page: Page) -> Response {
            match page.lang {
                Lang::Id => Html($id { page }).into_response(),
                Lang::En => Html($en { page }).into_response(),
            }
        }
    };
}

prose! {
    /// GET `/aman`.
    safety, SafetyId = "site/safety.id.html", SafetyEn = "site/safety.en.html"
}
prose! {
    /// GET `/bantuan`.
    help, HelpId = "site/help.id.html", HelpEn = "site/help.en.html"
}
prose! {
    /// GET `/privasi`.
    privacy, PrivacyId = "site/privacy.id.html", PrivacyEn = "site/privacy.en.html"
}
prose! {
    /// GET `/aksesibilitas`.
    accessibility, AccessibilityId = "site/accessibility.id.html", AccessibilityEn = "site/accessibility.en.html"
}
prose! {
    /// GET `/tentang`.
    about, AboutId = "site/about.id.html", AboutEn = "site/about.en.html"
}

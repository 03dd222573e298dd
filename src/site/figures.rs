//! Open figures: what the worker counted, with small numbers left out.

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Lang;
use crate::site::db;
use crate::web::figure::{STEP, told};
use crate::web::{Html, Page};

/// A figure in words, if it may be shown, and what it counts.
pub type Number = (Option<String>, String);

/// The figures as the worker last counted them (`jobs`): this year's, and `open` and `overdue` as of now. `choice:…`
/// and `outcome:…` have the code behind the colon.
#[derive(Default)]
pub struct Figures(Vec<db::Figure>);

impl Figures {
    /// Reads them; an office that has counted nothing yet has none.
    pub async fn read(app: &App) -> Result<Self, Error> {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let figures = db::figures(&mut tx).await?;
        tx.commit().await?;
        Ok(Self(figures))
    }

    fn raw(&self, key: &str) -> Option<i64> {
        self.0.iter().find(|figure| figure.key == key).map(|figure| figure.value)
    }

    /// A count in words, rounded down, unless it is too small to be shown.
    #[must_use]
    pub fn count(&self, key: &str, lang: Lang) -> Option<String> {
        self.raw(key).and_then(told).map(|n| lang.number(n))
    }

    /// A share in whole per cent of at least five cases. Neither side of it may be smaller than five, because the
    /// rest would then be countable.
    #[must_use]
    pub fn share(&self, part: &str, whole: &str) -> Option<String> {
        let (part, whole) = (self.raw(part)?, self.raw(whole)?);
        let shown = whole >= STEP && (part >= STEP || part == 0) && (whole - part >= STEP || whole == part);
        shown.then(|| format!("{}%", part * 100 / whole))
    }

    /// The median in days, when at least five cases are behind it.
    #[must_use]
    pub fn median(&self, lang: Lang) -> Option<String> {
        self.raw("closed").filter(|n| *n >= STEP)?;
        self.raw("median_days").map(|days| lang.days(days))
    }

    /// The average rating, one decimal, when at least five people rated.
    #[must_use]
    pub fn rating(&self, lang: Lang) -> Option<String> {
        let rated = self.raw("rated").filter(|n| *n >= STEP)?;
        let tenths = self.raw("rating_sum")? * 10 / rated;
        let mark = if lang == Lang::Id { ',' } else { '.' };
        Some(format!("{}{mark}{}", tenths / 10, tenths % 10))
    }

    /// The figures of `/angka`.
    #[must_use]
    pub fn all(&self, page: &Page) -> Vec<Number> {
        let (t, lang) = (page.t, page.lang);
        let mut all = self.headline(page).to_vec();
        all.extend([
            (self.count("complaints", lang), fl!(t, "situs-angka-pengaduan")),
            (self.count("consultations", lang), fl!(t, "situs-angka-konsultasi")),
            (self.count("open", lang), fl!(t, "situs-angka-terbuka-kini")),
            (self.count("overdue", lang), fl!(t, "situs-angka-lewat")),
            (self.count("closed", lang), fl!(t, "situs-angka-selesai")),
            (self.rating(lang), fl!(t, "situs-angka-nilai")),
            (self.count("waived", lang), fl!(t, "situs-angka-tanpa-rekomendasi")),
            (self.count("given_up", lang), fl!(t, "situs-angka-dilepas")),
            (self.count("repaired", lang), fl!(t, "situs-angka-dibetulkan")),
        ]);
        all
    }

    /// The three figures of the home page; each is left out when it is too small.
    #[must_use]
    pub fn headline(&self, page: &Page) -> [Number; 3] {
        let (t, lang) = (page.t, page.lang);
        [
            (self.count("received", lang), fl!(t, "situs-angka-diterima")),
            (self.share("screened_in_time", "screened"), fl!(t, "situs-angka-tepat")),
            (self.median(lang), fl!(t, "situs-angka-tengah")),
        ]
    }

    /// When they were counted.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        self.0.iter().map(|figure| figure.at).max()
    }
}

/// A table: its title, and rows of a name and a count, if it may be shown.
struct Table {
    title: String,
    rows: Vec<(String, Option<String>)>,
}

#[derive(Template)]
#[template(path = "site/figures.html")]
struct FiguresPage {
    page: Page,
    /// When it was counted, in words.
    counted: Option<String>,
    numbers: Vec<Number>,
    tables: Vec<Table>,
}

/// GET `/angka`.
pub async fn show(State(app): State<App>, page: Page) -> Result<Html<impl Template>, Error> {
    let figures = Figures::read(&app).await?;
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let choices = db::choices(&mut tx).await?;
    tx.commit().await?;
    let lang = page.lang;
    let kinds = choices.into_iter().map(|(code, id, en)| {
        let label = if lang == Lang::Id { id } else { en };
        (label, figures.count(&format!("choice:{code}"), lang))
    });
    let row = |key: &str, label: String| (label, figures.count(key, lang));
    let t = page.t;
    let outcomes = vec![
        row("outcome:proven", fl!(t, "situs-angka-terbukti")),
        row("outcome:partly_proven", fl!(t, "situs-angka-sebagian")),
        row("outcome:not_proven", fl!(t, "situs-angka-tidak-terbukti")),
        row("outcome:settled", fl!(t, "situs-angka-damai")),
        row("outcome:insufficient", fl!(t, "situs-angka-kurang-bukti")),
        row("outcome:out_of_jurisdiction", fl!(t, "situs-angka-bukan-wewenang")),
        row("outcome:duplicate", fl!(t, "situs-angka-sama")),
        row("outcome:withdrawn", fl!(t, "situs-angka-dicabut")),
    ];
    let tables = vec![
        Table { title: fl!(t, "situs-angka-menurut-jenis"), rows: kinds.collect() },
        Table { title: fl!(t, "situs-angka-menurut-hasil"), rows: outcomes },
    ];
    let (counted, numbers) = (figures.at().map(|at| page.moment(at)), figures.all(&page));
    Ok(Html(FiguresPage { page, counted, numbers, tables }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(pairs: &[(&str, i64)]) -> Figures {
        let at = crate::clock::now();
        Figures(pairs.iter().map(|(key, value)| db::Figure { key: (*key).to_owned(), value: *value, at }).collect())
    }

    #[test]
    fn small_cells_and_what_would_reveal_them_are_left_out() {
        let f = figures(&[
            ("received", 1284),
            ("closed", 4),
            ("median_days", 19),
            ("screened", 100),
            ("screened_in_time", 97),
        ]);
        assert_eq!(f.count("received", Lang::Id).as_deref(), Some("1.280"), "in steps of five");
        assert_eq!(f.count("closed", Lang::Id), None);
        assert_eq!(f.median(Lang::Id), None);
        assert_eq!(f.share("screened_in_time", "screened"), None, "three late cases would be countable");
        let f = figures(&[("screened", 100), ("screened_in_time", 87), ("closed", 5), ("median_days", 19)]);
        assert_eq!(f.share("screened_in_time", "screened").as_deref(), Some("87%"));
        assert_eq!(f.median(Lang::En).as_deref(), Some("19 days"));
        let f = figures(&[("rated", 7), ("rating_sum", 29)]);
        assert_eq!(f.rating(Lang::Id).as_deref(), Some("4,1"));
        assert_eq!(figures(&[("rated", 4), ("rating_sum", 20)]).rating(Lang::Id), None);
    }
}

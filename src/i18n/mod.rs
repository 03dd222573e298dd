//! The two languages, Indonesian first. Texts are Fluent messages checked by the compiler (`fl!`).

mod dates;

use std::sync::LazyLock;

use i18n_embed::LanguageLoader;
use i18n_embed::fluent::FluentLanguageLoader;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

pub use dates::Zone;

/// Looks texts up: `fl!(page.t, "key", n = 3)`.
pub type Tr = &'static FluentLanguageLoader;

#[derive(RustEmbed)]
#[folder = "src/i18n"]
struct Texts;

static INDONESIAN: LazyLock<FluentLanguageLoader> = LazyLock::new(|| loader(Lang::Id));
static ENGLISH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| loader(Lang::En));

/// A language that every page exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Bahasa Indonesia, the default.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// The code used in `lang`, in the cookie and in `?bhs=`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// Reads a code; anything unknown is `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The one to offer in the header.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    /// The texts of this language.
    #[must_use]
    pub fn texts(self) -> Tr {
        match self {
            Self::Id => &INDONESIAN,
            Self::En => &ENGLISH,
        }
    }

    /// The best of our languages for an `Accept-Language` header: the first one named that we have
    /// (weights are ignored on purpose: browsers send the list in order).
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| {
            let tag = part.split(';').next()?.trim();
            let primary = tag.split('-').next()?;
            // `in` is what old Android WebViews still send for Indonesian.
            if primary.eq_ignore_ascii_case("in") || primary.eq_ignore_ascii_case("ms") {
                return Some(Self::Id);
            }
            Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.code()))
        })
    }
}

fn loader(lang: Lang) -> FluentLanguageLoader {
    let fallback = LanguageIdentifier::from_bytes(b"id").unwrap_or_default();
    let wanted = LanguageIdentifier::from_bytes(lang.code().as_bytes()).unwrap_or_default();
    let loader = FluentLanguageLoader::new("kentongan", fallback);
    if let Err(error) = loader.load_languages(&Texts, &[wanted]) {
        // The files are embedded and a test loads them all, so this is a programming error.
        tracing::error!(%error, lang = lang.code(), "texts do not load");
    }
    loader.set_use_isolating(false);
    loader
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(lang: Lang) -> BTreeSet<String> {
        let file = Texts::get(&format!("{}/kentongan.ftl", lang.code())).expect("embedded");
        let text = String::from_utf8(file.data.into_owned()).expect("utf-8");
        let mut keys = BTreeSet::new();
        for line in text.lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#', '-'])) {
                assert!(keys.insert(key.to_owned()), "{} has {key} twice", lang.code());
            }
        }
        keys
    }

    #[test]
    fn every_language_has_the_same_keys() {
        let (id, en) = (keys(Lang::Id), keys(Lang::En));
        assert_eq!(id.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in English");
        assert_eq!(en.difference(&id).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in Indonesian");
        for lang in Lang::ALL {
            for key in &id {
                assert!(lang.texts().has(key), "{} does not load {key}", lang.code());
            }
        }
    }

    #[test]
    fn the_browser_s_first_known_language_wins() {
        assert_eq!(Lang::accepted("fr-FR,en-GB;q=0.8,id;q=0.5"), Some(Lang::En));
        assert_eq!(Lang::accepted("in-ID,en;q=0.5"), Some(Lang::Id));
        assert_eq!(Lang::accepted("fr, *"), None);
    }
}

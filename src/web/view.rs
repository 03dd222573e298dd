//! Small words and pictures of the pages: icons, deadline chips, stages.

use std::cmp::Ordering;

use i18n_embed_fl::fl;

use crate::i18n::Lang;
use crate::web::Page;

/// A deadline as an officer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The clock stands still.
    Paused,
    /// Over by this many working days.
    Late(i64),
    /// Due today.
    Today,
    /// This many working days are left.
    Left(i64),
}

impl Due {
    /// The chip's classes.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Paused => "w-manggis",
            Self::Late(_) => "gawat pekat",
            Self::Today | Self::Left(..=2) => "w-sogan",
            Self::Left(_) => "w-abu",
        }
    }

    /// The chip's icon.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Paused => "jeda",
            Self::Late(_) => "awas",
            Self::Today | Self::Left(_) => "jam",
        }
    }

    /// The chip's words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let t = lang.texts();
        match self {
            Self::Paused => fl!(t, "umum-dijeda"),
            Self::Late(days) => fl!(t, "umum-lewat", span = lang.days(days)),
            Self::Today => fl!(t, "umum-hari-ini"),
            Self::Left(days) => fl!(t, "umum-sisa", span = lang.days(days)),
        }
    }
}

/// A stage of the bar over a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub label: String,
    /// Where the case stands to it.
    pub at: At,
}

/// Where a case stands to a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Behind it.
    Done,
    /// In it.
    Now,
    /// Not yet there.
    Later,
}

impl From<std::cmp::Ordering> for At {
    /// Where the stage stands to the case: before it is done.
    fn from(order: std::cmp::Ordering) -> Self {
        match order {
            std::cmp::Ordering::Less => Self::Done,
            std::cmp::Ordering::Equal => Self::Now,
            std::cmp::Ordering::Greater => Self::Later,
        }
    }
}

impl Stage {
    /// Whether the case has passed it.
    #[must_use]
    pub fn done(&self) -> bool {
        self.at == At::Done
    }

    /// Whether the case is in it.
    #[must_use]
    pub fn now(&self) -> bool {
        self.at == At::Now
    }
}

/// Where a reader is in a form of several pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The current step, from 1.
    pub now: usize,
    /// How many there are.
    pub total: usize,
    /// The current step's name.
    pub name: String,
}

impl Steps {
    /// "Langkah 4 dari 6: Kejadian".
    #[must_use]
    pub fn words(&self, page: &Page) -> String {
        fl!(page.t, "umum-langkah", n = self.now, total = self.total, name = self.name.clone())
    }

    /// The class of each slit of the bar.
    #[must_use]
    pub fn bar(&self) -> Vec<&'static str> {
        (1..=self.total)
            .map(|step| match step.cmp(&self.now) {
                Ordering::Less => "sudah",
                Ordering::Equal => "kini",
                Ordering::Greater => "",
            })
            .collect()
    }
}

/// One line of a timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// What happened.
    pub text: String,
    /// When, for machines.
    pub stamp: String,
    /// When, in words.
    pub when: String,
}

/// A file size in words.
#[must_use]
pub fn size(lang: Lang, bytes: u64) -> String {
    lang.size(bytes)
}

/// The strokes of an icon on a grid of 24, for `ui::ik`. A test keeps the templates to known names.
#[must_use]
pub fn icon(name: &str) -> &'static str {
    ICONS.iter().find(|(known, _)| *known == name).map_or("", |(_, strokes)| strokes)
}

const ICONS: &[(&str, &str)] = &[
    (
        "anonim",
        r#"<path d="M4 4l16 16M9.9 5.8A9.6 9.6 0 0 1 12 5.5c5 0 8.3 4 9.5 6.5a14 14 0 0 1-3 3.9M6.2 7.7A13.5 13.5 0 0 0 2.5 12c1.2 2.5 4.5 6.5 9.5 6.5 1.6 0 3-.4 4.2-1M10 10a2.9 2.9 0 0 0 4 4"/>"#,
    ),
    ("orang", r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>"#),
    ("jam", r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>"#),
    ("jeda", r#"<circle cx="12" cy="12" r="8.5"/><path d="M9.8 8.5v7M14.2 8.5v7"/>"#),
    ("keluar", r#"<path d="M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M15 8l4 4-4 4M19 12H9.5"/>"#),
    (
        "kunci",
        r#"<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2"/>"#,
    ),
    ("kalender", r#"<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>"#),
    ("lonceng", r#"<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>"#),
    ("obrol", r#"<path d="M20 14a2 2 0 0 1-2 2H9l-4 4V6a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2zM9 9h7M9 12h4"/>"#),
    (
        "berkas",
        r#"<path d="M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5"/>"#,
    ),
    ("surat", r#"<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>"#),
    ("kembali", r#"<path d="m15 5-7 7 7 7"/>"#),
    ("buku", r#"<path d="M5 4.5h11a2 2 0 0 1 2 2v13H7a2 2 0 0 1-2-2zM5 17.5a2 2 0 0 1 2-2h11M9 8.5h5"/>"#),
    ("lainnya", r#"<path d="M5 12v.1M12 12v.1M19 12v.1"/>"#),
    ("grafik", r#"<path d="M4.5 19.5v-6M9.5 19.5V9M14.5 19.5v-8M19.5 19.5v-15"/>"#),
    ("atur", r#"<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>"#),
    ("qr", r#"<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v6h-6M17.5 17.5v.1"/>"#),
    (
        "antrean",
        r#"<path d="M4 13.5 6.5 5h11l2.5 8.5V18a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18zM4 13.5h4.5l1.5 2.5h4l1.5-2.5H20"/>"#,
    ),
    ("kirim", r#"<path d="M4 12 20 4.5 15.5 20l-4-6.5zM20 4.5l-8.5 9"/>"#),
    ("unduh", r#"<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15"/>"#),
    ("awas", r#"<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1"/>"#),
    (
        "gambar",
        r#"<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4 17.5 5-4 3.5 2.5 3.5-3.5 4.5 4"/>"#,
    ),
    (
        "lampir",
        r#"<path d="m19.5 11-7.7 7.7a4.5 4.5 0 0 1-6.4-6.4l8-8a3 3 0 0 1 4.3 4.3l-8 8a1.5 1.5 0 0 1-2.1-2.1l7-7"/>"#,
    ),
    (
        "cetak",
        r#"<path d="M7 9V4h10v5M7 17.5H5A1.5 1.5 0 0 1 3.5 16v-5.5A1.5 1.5 0 0 1 5 9h14a1.5 1.5 0 0 1 1.5 1.5V16a1.5 1.5 0 0 1-1.5 1.5h-2M7 14h10v6.5H7z"/>"#,
    ),
    ("tambah", r#"<path d="M12 5v14M5 12h14"/>"#),
    ("suara", r#"<path d="M12 3.5v17M8 7v10M16 7v10M4 10v4M20 10v4"/>"#),
    (
        "salin",
        r#"<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5V6a1.5 1.5 0 0 0-1.5-1.5H6A1.5 1.5 0 0 0 4.5 6v8A1.5 1.5 0 0 0 6 15.5h2.5"/>"#,
    ),
    ("video", r#"<rect x="3.5" y="6.5" width="12" height="11" rx="2"/><path d="m15.5 11 5-3v8l-5-3"/>"#),
    ("centang", r#"<path d="m4.5 12.5 5 5 10-11"/>"#),
    ("pengeras", r#"<path d="M4 10v4a1 1 0 0 0 1 1h3l8 4V5L8 9H5a1 1 0 0 0-1 1zM19.5 9.5a4 4 0 0 1 0 5"/>"#),
    ("perisai", r#"<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6zM9 12l2.2 2.2L15.2 10"/>"#),
    ("info", r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>"#),
    (
        "alur",
        r#"<circle cx="5.5" cy="6" r="2"/><circle cx="18.5" cy="12" r="2"/><circle cx="5.5" cy="18" r="2"/><path d="M7.5 6H12a2 2 0 0 1 2 2v2a2 2 0 0 0 2 2h.5M7.5 18H12a2 2 0 0 0 2-2v-2a2 2 0 0 1 2-2"/>"#,
    ),
    ("cari", r#"<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>"#),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_says_its_words() {
        assert_eq!(Due::Late(1).text(Lang::Id), "Lewat 1 hari");
        assert_eq!(Due::Late(2).text(Lang::En), "2 days overdue");
        assert_eq!(Due::Today.text(Lang::Id), "Hari ini");
        assert_eq!(Due::Left(3).text(Lang::Id), "Sisa 3 hari");
        assert_eq!((Due::Left(2).class(), Due::Left(3).class()), ("w-sogan", "w-abu"));
    }

    #[test]
    fn templates_name_only_known_icons() {
        fn walk(folder: &std::path::Path, seen: &mut usize) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, seen);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for rest in text.split("ik(\"").skip(1) {
                    let name = rest.split('"').next().unwrap();
                    assert!(!icon(name).is_empty(), "{} names the unknown icon {name}", path.display());
                    *seen += 1;
                }
            }
        }
        let mut seen = 0;
        walk(std::path::Path::new("templates"), &mut seen);
        assert!(seen > 5);
    }
}

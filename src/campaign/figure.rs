//! A campaign's figures in words, and how it stands.

use chrono::NaiveDate;
use i18n_embed_fl::fl;

use crate::campaign::db::Campaign;
use crate::web::Page;
use crate::web::figure::told;

/// A count that may be too small to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure(pub i64);

impl Figure {
    /// The number, rounded down, or that it is small.
    pub fn words(self, page: &Page) -> String {
        told(self.0).map_or_else(|| fl!(page.t, "kampanye-kecil"), |count| page.lang.number(count))
    }
}

/// How a campaign stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Coming,
    Active,
    Ended,
    Stopped,
}

impl Standing {
    /// From its dates.
    pub fn of(campaign: &Campaign, today: NaiveDate) -> Self {
        if campaign.stopped_at.is_some() {
            Self::Stopped
        } else if today < campaign.starts_on {
            Self::Coming
        } else if today <= campaign.ends_on {
            Self::Active
        } else {
            Self::Ended
        }
    }

    /// The chip's class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Active => "w-daun",
            Self::Coming => "w-nila",
            Self::Ended | Self::Stopped => "w-abu",
        }
    }

    /// The chip's words.
    pub fn words(self, page: &Page) -> String {
        match self {
            Self::Coming => fl!(page.t, "kampanye-akan"),
            Self::Active => fl!(page.t, "kampanye-aktif"),
            Self::Ended => fl!(page.t, "kampanye-berakhir"),
            Self::Stopped => fl!(page.t, "kampanye-dihentikan"),
        }
    }

    /// Whether it can still be stopped.
    pub const fn can_stop(self) -> bool {
        matches!(self, Self::Coming | Self::Active)
    }
}

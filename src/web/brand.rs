//! The office's own name and addresses: nothing that names an agency is in code.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::Actor;
use crate::i18n::{Lang, Zone};

/// How old the copy in memory may be. Another node's change shows within this time.
const FRESH: Duration = Duration::from_secs(5);

/// What an administrator sets under Kelola, Merek. Kept as JSON in `setting`, key `brand`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brand {
    /// The name in the header and in titles.
    pub name: String,
    /// One line under the name, Indonesian.
    pub tagline_id: String,
    /// One line under the name, English.
    pub tagline_en: String,
    /// The office that runs the portal; empty until an administrator writes it.
    pub office: String,
    /// Street address for letters and visitors.
    pub address: String,
    /// Telephone of the office.
    pub phone: String,
    /// E-mail of the office.
    pub email: String,
    /// Opening hours, in words.
    pub hours: String,
    /// Further lines of the letterhead.
    pub letterhead: String,
    /// Who answers for personal data (UU 27/2022), in words.
    pub data_contact: String,
    /// Where the running source code can be had (AGPL, section 13).
    pub source_url: String,
    /// Where quick exit leads: a dull page of somebody else.
    pub exit_url: String,
    /// The office's clock.
    pub zone: Zone,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Kentongan".into(),
            tagline_id: "Pengaduan & konsultasi ASN".into(),
            tagline_en: "Civil service complaints".into(),
            office: String::new(),
            address: String::new(),
            phone: String::new(),
            email: String::new(),
            hours: String::new(),
            letterhead: String::new(),
            data_contact: String::new(),
            source_url: String::new(),
            exit_url: "https://www.bmkg.go.id/cuaca/prakiraan-cuaca".into(),
            zone: Zone::Wib,
        }
    }
}

impl Brand {
    /// The line under the name.
    #[must_use]
    pub fn tagline(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.tagline_id,
            Lang::En => &self.tagline_en,
        }
    }
}

/// The brand in memory, looked up again when it is older than five seconds.
#[derive(Debug)]
pub struct BrandCache(RwLock<(Arc<Brand>, Option<Instant>)>);

impl Default for BrandCache {
    fn default() -> Self {
        Self(RwLock::new((Arc::default(), None)))
    }
}

impl BrandCache {
    /// The brand as last read; starts a refresh behind the request when it is old.
    #[must_use]
    pub fn current(&self, app: &App) -> Arc<Brand> {
        let (brand, read) = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if read.is_none_or(|at| at.elapsed() > FRESH) {
            // Claimed before the task runs, so that a burst of requests starts one refresh.
            self.0.write().unwrap_or_else(PoisonError::into_inner).1 = Some(Instant::now());
            let app = app.clone();
            tokio::spawn(async move {
                if let Err(error) = app.brand.refresh(&app).await {
                    tracing::warn!(%error, "brand not read");
                }
            });
        }
        brand
    }

    /// Reads the brand now: at start, and after an administrator changed it.
    pub async fn refresh(&self, app: &App) -> Result<(), sqlx::Error> {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        let found = super::db::brand(&mut tx).await?;
        tx.commit().await?;
        let brand = found.and_then(|json| serde_json::from_value(json).ok()).unwrap_or_default();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (Arc::new(brand), Some(Instant::now()));
        Ok(())
    }
}

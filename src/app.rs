//! What every handler shares, and the site map.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tokio_util::task::TaskTracker;

use crate::account::Passkeys;
use crate::case::policies::Policies;
use crate::config::Config;
use crate::db::Db;
use crate::error::Error;
use crate::files::Store;
use crate::intake::catalogue::Catalogue;
use crate::vault::Keys;
use crate::web::Routes;
use crate::web::brand::BrandCache;
use crate::web::limit::{Lanes, Limits};
use crate::{account, admin, campaign, custody, desk, follow, intake, site, web};

/// The running program. Cheap to clone; nothing in it is missed by another node.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts of [`App`].
pub struct Inner {
    /// The only way to the database.
    pub db: Db,
    /// Settings given at start.
    pub config: Config,
    /// The server's keys.
    pub keys: Arc<Keys>,
    /// Deadlines and calendars by version.
    pub policies: Arc<Policies>,
    /// Where evidence lies.
    pub store: Arc<Store>,
    /// Work that a lost connection must not cancel; shutdown waits for it.
    pub tasks: TaskTracker,
    /// The choices of the complaint form, as last read.
    pub choices: Arc<Catalogue>,
    /// The office's name and addresses, as last read.
    pub brand: Arc<BrandCache>,
    /// How often somebody may ask.
    pub limits: Arc<Limits>,
    /// The slow lanes of this door.
    pub lanes: Lanes,
    /// The passkeys of this address.
    pub passkeys: Passkeys,
    /// Public pages as last rendered.
    pub public: web::public::Cache,
    /// Whether this is the site as its onion service shows it.
    pub onion: bool,
    /// Whether the site is https: Secure cookies, HSTS.
    pub secure: bool,
    /// The address that people type, without a trailing slash.
    pub public_url: String,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(config: Config, db: Db, keys: Keys, store: Store) -> Self {
        let (secure, public_url) = (config.secure(), config.public_url());
        Self(Arc::new(Inner {
            db,
            keys: Arc::new(keys),
            policies: Arc::default(),
            store: Arc::new(store),
            tasks: TaskTracker::new(),
            choices: Arc::default(),
            brand: Arc::default(),
            limits: Arc::new(Limits::new(&config.door)),
            lanes: Lanes::default(),
            passkeys: Passkeys::at(&public_url),
            public: web::public::Cache::default(),
            onion: false,
            secure,
            public_url,
            config,
        }))
    }

    /// The same office as its onion service shows it, when it has one: its own address, no HSTS, cookies that need no TLS
    /// because Tor encrypts.
    #[must_use]
    pub fn as_onion(&self) -> Option<Self> {
        let public_url = self.config.door.onion_url()?;
        Some(Self(Arc::new(Inner {
            db: self.db.clone(),
            config: self.config.clone(),
            keys: Arc::clone(&self.keys),
            policies: Arc::clone(&self.policies),
            store: Arc::clone(&self.store),
            tasks: self.tasks.clone(),
            choices: Arc::clone(&self.choices),
            brand: Arc::clone(&self.brand),
            limits: Arc::clone(&self.limits),
            lanes: Lanes::default(),
            passkeys: Passkeys::at(&public_url),
            public: web::public::Cache::default(),
            onion: true,
            secure: false,
            public_url,
        })))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Every address of the site.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .merge(intake::routes())
        .merge(campaign::routes())
        .merge(account::routes())
        .merge(custody::routes())
        .merge(desk::routes())
        .merge(follow::routes())
        .merge(site::routes())
        .merge(admin::routes())
        .merge(web::health())
}

/// What answers at them, behind the edge. Tests and the public cache call it directly.
pub fn router(app: App) -> Router {
    routes()
        .into_router()
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::Method)
        .layer(DefaultBodyLimit::max(web::form::LIMIT))
        .layer(from_fn_with_state(app.clone(), web::keep_words))
        .layer(from_fn_with_state(app.clone(), account::known_browsers))
        .layer(from_fn_with_state(app.clone(), web::edge))
        .with_state(app)
}

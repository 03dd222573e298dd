//! An office for one test: its own database, its own keys, its own folder.

mod browser;
mod filing;
mod form;
mod map;
mod office;
mod wire;

use std::path::{Path, PathBuf};

use kentongan::app::App;
use kentongan::config::{Config, EvidenceConfig, Unscanned};
use kentongan::db::Db;
use kentongan::files::Store;
use kentongan::pg::testing::{TestDb, fresh_database};
use kentongan::vault::Keys;
use kentongan::web::public::Front;
use sqlx::{ConnectOptions, PgConnection};

pub use browser::Browser;
pub use office::PASSWORD;
pub use wire::Wire;

/// The running office. Dropping it takes its folder and its database along.
pub struct World {
    pub app: App,
    front: Front,
    folder: PathBuf,
    database: TestDb,
}

impl World {
    /// Opens an office with the reference data and nobody in it.
    pub async fn open() -> Self {
        Self::open_with(EvidenceConfig { unscanned: Unscanned::Read, ..EvidenceConfig::default() }).await
    }

    /// The same with a virus scanner, or with the choice to do without one.
    pub async fn open_with(evidence: EvidenceConfig) -> Self {
        let database = fresh_database().await;
        let folder = std::env::temp_dir().join(format!("kentongan-it-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let sandbox = Some(env!("CARGO_BIN_EXE_kentongan").into());
        let config = Config { evidence: EvidenceConfig { sandbox, ..evidence }, ..settings(&folder) };
        let store = Store::on_disk(&folder).expect("a store");
        let app = App::new(config, Db::new(database.app_options(), 6), Keys::ephemeral_for_tests(), store);
        Self { front: Front::new(app.clone()), app, folder, database }
    }

    /// A connection of the owner of the tables, for tests that do what only somebody with the database in hand can do.
    pub async fn owner(&self) -> PgConnection {
        self.database.owner_options().connect().await.expect("the owner's connection")
    }

    /// The site itself, for requests that no browser makes.
    pub fn front(&self) -> Front {
        self.front.clone()
    }

    /// Somebody's browser, fresh from the shop: no cookies, Indonesian.
    pub fn browser(&self) -> Browser {
        Browser::new(self.front.clone())
    }
}

/// The settings of an office in a folder.
pub fn settings(folder: &Path) -> Config {
    Config {
        listen: "127.0.0.1:8080".parse().expect("an address"),
        data: folder.to_owned(),
        public_url: Some("http://kentongan.test".to_owned()),
        database_url: None,
        demo: false,
        db_connections: 6,
        no_worker: true,
        // nobody scans, and the office says so openly
        evidence: EvidenceConfig { unscanned: Unscanned::Read, ..EvidenceConfig::default() },
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

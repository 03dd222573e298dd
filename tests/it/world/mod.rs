//! An office for one test: its own database, its own keys, its own folder.

mod authenticator;
mod browser;
pub mod filing;
mod folder;
mod form;
mod map;
mod office;
mod wire;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use kentongan::app::App;
use kentongan::clock;
use kentongan::config::{Config, DoorConfig, EvidenceConfig, Mail, OidcConfig, Unscanned};
use kentongan::db::Db;
use kentongan::files::Store;
use kentongan::i18n::Zone;
use kentongan::pg::testing::{TestDb, fresh_database};
use kentongan::vault::{Fresh, KeyPlace, Keys};
use kentongan::web::limit::Caller;
use kentongan::web::public::Front;
use sqlx::{ConnectOptions, PgConnection};

pub use authenticator::{Answer, CodeApp, PRESENT, SecurityKey, VERIFIED, decode, encode};
pub use browser::Browser;
pub use folder::Folder;
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
        Self::open_with(Keys::ephemeral_for_tests()).await
    }

    /// The same with keys whose recovery papers somebody holds.
    pub async fn open_with(keys: Keys) -> Self {
        let folder = new_folder();
        Self::with(settings(&folder), keys).await
    }

    /// The same with key files, so that addresses for notices can be opened, and a mail server.
    pub async fn with_mail(mail: Mail) -> Self {
        let folder = new_folder();
        let place = KeyPlace { dir: folder.join("keys"), credentials: None };
        let fresh = Fresh::Create { passphrase: Some("perahu"), announce: &mut |_| {} };
        let keys = Keys::load_or_create(&place, fresh).expect("new keys");
        Self::with(Config { mail, ..settings(&folder) }, keys).await
    }

    /// The same behind a certain door.
    pub async fn behind(door: DoorConfig) -> Self {
        let folder = new_folder();
        Self::with(Config { door, ..settings(&folder) }, Keys::ephemeral_for_tests()).await
    }

    /// The same behind a certain door, as people find it over TLS.
    pub async fn over_tls(door: DoorConfig) -> Self {
        let folder = new_folder();
        let public_url = Some("https://kentongan.test".to_owned());
        Self::with(Config { door, public_url, ..settings(&folder) }, Keys::ephemeral_for_tests()).await
    }

    /// The same with a virus scanner, or with the choice to do without one.
    pub async fn scanning(evidence: EvidenceConfig) -> Self {
        let folder = new_folder();
        let settings = settings(&folder);
        let evidence = EvidenceConfig { sandbox: settings.evidence.sandbox.clone(), ..evidence };
        Self::with(Config { evidence, ..settings }, Keys::ephemeral_for_tests()).await
    }

    /// The same with an identity provider, and the secret that the two share.
    pub async fn with_provider(oidc: OidcConfig, secret: &str) -> Self {
        let folder = new_folder();
        std::fs::create_dir_all(folder.join("keys")).expect("a folder");
        let file = folder.join("keys/oidc");
        std::fs::write(&file, secret).expect("a file");
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("its mode");
        Self::with(Config { oidc, ..settings(&folder) }, Keys::ephemeral_for_tests()).await
    }

    /// The same at another address.
    pub async fn at(public_url: &str) -> Self {
        let folder = new_folder();
        let config = Config { public_url: Some(public_url.to_owned()), ..settings(&folder) };
        Self::with(config, Keys::ephemeral_for_tests()).await
    }

    /// The same as DEMO.
    pub async fn demo() -> Self {
        let folder = new_folder();
        Self::with(Config { demo: true, ..settings(&folder) }, Keys::ephemeral_for_tests()).await
    }

    async fn with(config: Config, keys: Keys) -> Self {
        let database = fresh_database().await;
        let folder = config.data.clone();
        let store = Store::on_disk(&folder).expect("a store");
        let app = App::new(config, Db::new(database.app_options(), 6), keys, store);
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

    /// A browser whose network the office can see.
    pub fn browser_at(&self, address: &str) -> Browser {
        Browser::new(self.front.clone().asked_by(Caller::at(address.parse().expect("an address"))))
    }

    /// A browser that comes through the onion service.
    pub fn browser_over_tor(&self) -> Browser {
        Browser::new(Front::new(self.app.as_onion().expect("an onion service")))
    }

    /// Somebody's browser, fresh from the shop: no cookies, Indonesian.
    pub fn browser(&self) -> Browser {
        Browser::new(self.front.clone())
    }
}

/// The day where the office is, which from 17:00 UTC on is another than UTC's.
pub fn today() -> NaiveDate {
    Zone::Wib.day(clock::now())
}

fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("kentongan-it-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
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
        print_shares: false,
        mail: Mail::default(),
        door: DoorConfig::default(),
        // nobody scans, and the office says so openly
        evidence: EvidenceConfig {
            unscanned: Unscanned::Read,
            sandbox: Some(env!("CARGO_BIN_EXE_kentongan").into()),
            ..EvidenceConfig::default()
        },
        oidc: OidcConfig::default(),
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

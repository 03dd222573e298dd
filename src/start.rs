//! From settings to a running program: database, migrations, reference data, keys.

use std::fs;
use std::io::{ErrorKind, IsTerminal, stdout};
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock;
use crate::config::Config;
use crate::db::{self, Actor, Db, MIGRATOR, is_away};
use crate::jobs;
use crate::keyring::{self, KeyringError};
use crate::mail::{self, MailError, Mailer};
use crate::pg::{self, Managed, PgError};
use crate::reference::db::load::load;
use crate::reference::db::setting;
use crate::vault::identity::has_passphrase;
use crate::vault::{Fresh, KeyError, KeyPlace, Keys};
use crate::web::serve::Door;

/// Why the program does not start; each is one sentence for the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The private database, or the external one's roles.
    #[error(transparent)]
    Database(#[from] PgError),
    /// A statement failed while starting.
    #[error("the database refused while starting: {0}")]
    Sql(#[from] sqlx::Error),
    /// A migration failed; nothing of it was kept.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Keys are missing, of a wrong size, or not those of this database.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A command needs keys that no server has made yet.
    #[error("this office has no keys yet: `kentongan keys make` makes them")]
    NoKeys,
    /// The shares would be recorded where nobody wants them.
    #[error(
        "this office has no keys yet, and its three recovery shares would be printed where this output is recorded: run \
         `kentongan keys make` at a terminal first, as the account and with the settings of the service (docs/install.md)"
    )]
    Unseen,
    /// What the database knows of the keys.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The mail server's settings.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// A folder or socket could not be used.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A recovery ceremony ended without a result.
    #[error("{0}")]
    Ceremony(#[from] crate::custody::recovery::CeremonyError),
    /// The settings contradict themselves.
    #[error("{0}")]
    Settings(String),
}

impl StartError {
    /// Whether it may be over without anybody's doing: a database that is not up yet, a command that still holds the
    /// office, a port in use, a full disk.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Database(PgError::Busy { .. } | PgError::DidNotStart { .. }) | Self::Io(_) => true,
            Self::Database(PgError::Sql(error)) | Self::Sql(error) => is_away(error),
            Self::Database(PgError::Directory { source, .. }) => source.kind() == ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// A database that is ready for the program.
pub struct Store {
    /// The only way in.
    pub db: Db,
    /// The private server, if we run it.
    pub managed: Option<Managed>,
    /// Whether no officer exists yet: a new office.
    pub empty: bool,
    /// Names of the keys that this database knows; none before the first start of a server.
    pub knows: Vec<String>,
    /// The proofs of these keys as an older release kept them.
    pub canary: Option<String>,
}

/// Opens the private or the external database and brings its schema and reference data up to date.
pub async fn database(config: &Config, mode: pg::Mode) -> Result<Store, StartError> {
    KeyPlace::under(&config.data).check_owner()?;
    let (managed, owner, app) = if let Some(url) = &config.database_url {
        let external = pg::external(url).await?;
        (None, external.owner, external.app)
    } else {
        let managed = pg::start(&config.data, pg::Durability::Durable, mode).await?;
        let (owner, app) = (managed.owner_options(), managed.app_options());
        (Some(managed), owner, app)
    };
    let mut conn = owner.connect().await?;
    if config.database_url.is_some() {
        refuse_forgetful_server(&mut conn).await?;
    }
    let empty = migrate(&mut conn).await?;
    let canary = setting(&mut conn, CANARY).await?.and_then(|value| value.as_str().map(str::to_owned));
    let knows = keyring::db::known(&mut conn).await?.into_iter().map(|key| key.name).collect();
    conn.close().await?;
    Ok(Store { knows, db: Db::new(app, config.db_connections), managed, empty, canary })
}

/// Migrations and reference data; says whether the office is new.
pub async fn migrate(conn: &mut PgConnection) -> Result<bool, StartError> {
    MIGRATOR.run(&mut *conn).await?;
    let mut tx = conn.begin().await?;
    load(&mut tx, clock::now()).await.map_err(|error| StartError::Settings(error.to_string()))?;
    tx.commit().await?;
    Ok(db::has_no_officer(conn).await?)
}

/// A receipt may be shown only when a commit waits for the disk (security.md §2.4, boot guard).
async fn refuse_forgetful_server(conn: &mut PgConnection) -> Result<(), StartError> {
    for (setting, good) in
        [("fsync", &["on"][..]), ("full_page_writes", &["on"]), ("synchronous_commit", &["on", "remote_apply"])]
    {
        let value = db::server_setting(conn, setting).await?;
        if !good.contains(&value.as_str()) {
            return Err(StartError::Settings(format!(
                "the database has {setting}={value}, so an acknowledged complaint could be lost; set it to {}",
                good[0]
            )));
        }
    }
    Ok(())
}

/// The passphrase of the recovery key in DEMO, where nothing is secret.
pub const DEMO_PASSPHRASE: &str = "DEMO DEMO DEMO DEMO";

/// Where an older release remembered which keys are the right ones.
const CANARY: &str = "key_canary";

/// What to do in an office that has no keys yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewKeys {
    /// A command that works with keys makes none.
    Never,
    /// A server makes them where a terminal shows the shares, or where it was told to print them anyway.
    IfSeen,
    /// They are what was asked for.
    Asked,
}

/// The server's keys: made when this database has never had any, otherwise they must be there and be the right ones.
pub async fn keys(config: &Config, store: &Store, new: NewKeys) -> Result<Keys, StartError> {
    let place = KeyPlace::under(&config.data);
    let first = store.canary.is_none() && store.knows.is_empty();
    if first && new == NewKeys::Never {
        return Err(StartError::NoKeys);
    }
    if first && place.is_empty()? && !config.demo && !may_show(config.print_shares || new == NewKeys::Asked) {
        return Err(StartError::Unseen);
    }
    let mut announce = |told: &str| println!("{}", announcement(told, &place.dir));
    let fresh = if first {
        Fresh::Create { passphrase: config.demo.then_some(DEMO_PASSPHRASE), announce: &mut announce }
    } else {
        Fresh::Refuse
    };
    if new != NewKeys::Never {
        Keys::make_missing(&place, |name| store.knows.iter().any(|known| known == name))?;
    }
    let keys = Keys::load_or_create(&place, fresh)?;
    keyring::settle(&store.db, &keys, store.canary.as_deref()).await?;
    Ok(keys)
}

/// What is said once, when keys were made in `dir`: the shares or the passphrase, and what to do.
fn announcement(told: &str, dir: &Path) -> String {
    let secret = if told == DEMO_PASSPHRASE {
        format!("The recovery key of the demonstration lies in identity.age; passphrase: {told}")
    } else {
        crate::custody::recovery::printed(told)
    };
    format!(
        "{secret}\nThe keys of this office were made in {}. Without them nothing that people report can ever be read again: \
         copy that folder to two carriers, kept apart from the backups of the database (docs/keys.md).\n",
        dir.display()
    )
}

/// Whether the shares may be printed: to a terminal; to a file or a pipe when that was `asked` for; never to the journal.
fn may_show(asked: bool) -> bool {
    let journal = std::env::var("JOURNAL_STREAM").unwrap_or_default();
    let here = fs::metadata("/proc/self/fd/1").map(|to| format!("{}:{}", to.dev(), to.ino()));
    stdout().is_terminal() || (asked && here.is_ok_and(|here| here != journal))
}

/// Opens everything that a long-running process needs.
async fn open(config: &Config) -> Result<(App, Option<Managed>, Option<Mailer>), StartError> {
    if let Some(refusal) = config.refusal() {
        return Err(StartError::Settings(refusal.to_owned()));
    }
    let store = database(config, pg::Mode::Serve).await?;
    let keys = keys(config, &store, NewKeys::IfSeen).await?;
    let place = KeyPlace::under(&config.data);
    if config.demo && !store.empty && !has_passphrase(&place) {
        return Err(StartError::Settings(
            "this office was opened without --demo and has officers: drop it, or name another KENTONGAN_DATA"
                .to_owned(),
        ));
    }
    if !config.no_worker {
        // the mailer's half must be there before somebody gives an address that nobody could open
        place.contact_key(&keys.contact().id())?;
    }
    let mailer = Mailer::open(&config.mail, place)?;
    let app = App::new(config.clone(), store.db, keys, crate::files::Store::on_disk(&config.data)?);
    if config.demo && store.empty {
        println!("Filling an empty office for the demonstration; this takes a moment.");
        crate::demo::fill(&app).await.map_err(|error| StartError::Settings(error.to_string()))?;
    }
    crate::admin::learn_names(&app).await?;
    warn_of_few(&app).await?;
    Ok((app, store.managed, mailer))
}

/// An office without its integrity desk starts, because it must be furnished first, but it is told (workflow.md, Second
/// person).
async fn warn_of_few(app: &App) -> Result<(), StartError> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let lacks = crate::admin::integrity_lacks(&mut tx).await?;
    tx.commit().await?;
    if lacks > 0 {
        tracing::warn!(
            lacks,
            "the integrity desk has fewer than four people, so that some cases cannot end; an administrator gives the role \
             at /petugas/kelola/pengguna"
        );
    }
    Ok(())
}

/// The web server, with the worker unless the settings say otherwise. Ends on SIGTERM or Ctrl-C.
pub async fn serve(config: Config) -> Result<(), StartError> {
    let (app, managed, mailer) = open(&config).await?;
    let doors = doors(&app, &config)?;
    let stop = CancellationToken::new();
    let worker = (!config.no_worker).then(|| tokio::spawn(work(app.clone(), mailer, stop.clone())));
    let keys = tokio::spawn(keyring::watch(app.clone(), stop.clone()));
    println!("Kentongan listens on {} - open {}", config.listen, config.public_url());
    if !app.passkeys.possible() {
        println!(
            "Administrators, supervisors and custodians sign in with passkeys, which browsers bind to a name and never to an \
             IP address: give the site a name with --public-url (KENTONGAN_PUBLIC_URL), for instance \
             https://lapor.example.go.id."
        );
    }
    let asked = stop.clone();
    let result = crate::web::serve::serve(doors, async move {
        told_to_stop().await;
        asked.cancel();
    })
    .await;
    stop.cancel();
    drop(keys.await);
    if let Some(worker) = worker {
        drop(worker.await);
    }
    close(app, managed).await;
    Ok(result?)
}

/// Jobs and mail side by side: a mail server that hangs holds no clock up.
async fn work(app: App, mailer: Option<Mailer>, stop: CancellationToken) {
    let mail = async {
        if let Some(mailer) = mailer {
            mail::run(app.clone(), mailer, stop.clone()).await;
        }
    };
    tokio::join!(jobs::run(app.clone(), stop.clone()), mail);
}

/// The sockets to listen on: the clear one, and the onion service's when there is one.
fn doors(app: &App, config: &Config) -> Result<Vec<Door>, StartError> {
    let mut doors = vec![Door { listener: bind(config.listen)?, app: app.clone() }];
    if let (Some(listen), Some(onion)) = (config.door.onion_listen, app.as_onion()) {
        println!("Tor finds the office on {listen}; it opens at {}", onion.public_url);
        doors.push(Door { listener: bind(listen)?, app: onion });
    }
    Ok(doors)
}

/// Connections that may wait to be greeted. The usual 1,024 is less than a crowd that comes at once: whoever does not fit
/// is answered seconds later.
const CROWD: u32 = 4096;

fn bind(at: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if at.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(at)?;
    socket.listen(CROWD)
}

/// Only the worker. Ends on SIGTERM or Ctrl-C.
pub async fn worker(config: Config) -> Result<(), StartError> {
    let (app, managed, mailer) = open(&config).await?;
    let stop = CancellationToken::new();
    let running = tokio::spawn(work(app.clone(), mailer, stop.clone()));
    let keys = tokio::spawn(keyring::watch(app.clone(), stop.clone()));
    told_to_stop().await;
    stop.cancel();
    drop((running.await, keys.await));
    close(app, managed).await;
    Ok(())
}

async fn close(app: App, managed: Option<Managed>) {
    app.tasks.close();
    app.tasks.wait().await;
    app.db.close().await;
    if let Some(managed) = managed {
        managed.stop().await;
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return drop(tokio::signal::ctrl_c().await) };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

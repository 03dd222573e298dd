//! Commands of the console.

use std::process::ExitCode;

use clap::Subcommand;

use crate::app::App;
use crate::config::Config;
use crate::custody::recovery::{self, CeremonyError};
use crate::db::{Actor, Db};
use crate::files;
use crate::keyring;
use crate::pg;
use crate::start::{self, NewKeys, StartError};
use crate::vault::{KeyPlace, Keys};

/// Brings the schema up to date.
pub async fn migrate(config: &Config) -> Result<(), StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    println!("The schema is up to date.");
    end(store).await;
    Ok(())
}

/// What needs the console because nobody can sign in yet.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Makes an administrator, or finds the one of that name, and prints a link that works once, for 24 hours.
    Invite {
        /// Name to sign in with: small letters, digits, dots, dashes.
        #[arg(long)]
        sign_in: String,
        /// Name of the person; the sign-in name when it is not given.
        #[arg(long)]
        name: Option<String>,
    },
    /// The recovery key of identities, on three papers.
    Recovery {
        /// What to do.
        #[command(subcommand)]
        step: Recovery,
    },
}

/// Steps of the recovery ceremony.
#[derive(Debug, Subcommand)]
pub enum Recovery {
    /// Puts the recovery key of an office from before on three papers, and removes it from this machine.
    Split,
    /// With two papers: deals every case to the present custodians.
    Open {
        /// Instead, takes the identity key of this case out, for use with the `age` program.
        #[arg(long, requires = "to")]
        case: Option<String>,
        /// Where the sealed identity of that case is written.
        #[arg(long)]
        to: Option<std::path::PathBuf>,
    },
}

/// `kentongan admin ...`
pub async fn admin(command: Admin, config: &Config) -> Result<(), StartError> {
    match command {
        Admin::Invite { sign_in, name } => invite(sign_in, name, config).await,
        Admin::Recovery { step } => recovery(step, config).await,
    }
}

/// The people at the console type what stands on their papers.
async fn recovery(step: Recovery, config: &Config) -> Result<(), StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    let done = match (start::keys(config, &store, NewKeys::Never).await, step) {
        (Ok(keys), step) => ceremony(step, config, &store.db, keys).await,
        // what the papers open of one case needs no key of the server
        (Err(error), Recovery::Open { case: Some(number), to: Some(to) }) => {
            println!("{error}.\nThe papers alone open this case all the same.");
            salvage(config, &store.db, &number, &to).await
        }
        (Err(error), _) => {
            end(store).await;
            return Err(error);
        }
    };
    end(store).await;
    Ok(done?)
}

async fn salvage(config: &Config, db: &Db, number: &str, to: &std::path::Path) -> Result<(), CeremonyError> {
    let (mut input, mut out) = (std::io::BufReader::new(std::io::stdin()), std::io::stdout());
    let key = recovery::two_papers(None, &mut input, &mut out)?;
    recovery::salvage((db, &files::Store::on_disk(&config.data)?), &key, number, to, &mut out).await
}

async fn ceremony(step: Recovery, config: &Config, db: &Db, keys: Keys) -> Result<(), CeremonyError> {
    let (mut input, mut out) = (std::io::BufReader::new(std::io::stdin()), std::io::stdout());
    let (case, to) = match step {
        Recovery::Split => return recovery::split(&keys, &KeyPlace::under(&config.data), &mut input, &mut out),
        Recovery::Open { case, to } => (case, to),
    };
    let key = recovery::two_papers(keys.identity(), &mut input, &mut out)?;
    let app = App::new(config.clone(), db.clone(), keys, files::Store::on_disk(&config.data)?);
    match case.zip(to) {
        Some((number, to)) => recovery::export(&app, &key, &number, &to, &mut out).await,
        None => recovery::open(&app, &key, &mut out).await.map(drop),
    }
}

async fn invite(sign_in: String, name: Option<String>, config: &Config) -> Result<(), StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    let mut tx = store.db.begin(Actor::Anonymous).await?;
    let name = name.as_deref().unwrap_or(&sign_in);
    let token = crate::account::invite_administrator(&mut tx, &sign_in, name, crate::clock::now()).await?;
    tx.commit().await?;
    println!("Within 24 hours, once: {}/petugas/undangan/{token}", config.public_url());
    end(store).await;
    Ok(())
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Makes the keys of a new office and prints its three recovery shares, once.
    Make,
    /// Names every key, what it does now, and since when.
    List,
    /// Makes a new content or contact key, which writes from now on.
    Add {
        /// `content` or `contact`.
        name: String,
        /// Let it only read until `keys use`: time to copy its file to other nodes.
        #[arg(long)]
        later: bool,
    },
    /// Lets a key write that was added with `--later`.
    Use {
        /// As `keys list` names it.
        id: String,
    },
    /// Puts everything that older keys hold under the keys that write; may be stopped and run again.
    Rewrap {
        /// Values in one transaction.
        #[arg(long, default_value_t = 500)]
        batch: u32,
    },
    /// Sets a key aside that nothing needs any more.
    Retire {
        /// As `keys list` names it.
        id: String,
    },
}

/// `kentongan keys ...`
pub async fn keys(command: KeysCommand, config: &Config) -> Result<(), StartError> {
    if matches!(command, KeysCommand::Make) {
        return make_keys(config).await;
    }
    let store = start::database(config, pg::Mode::Join).await?;
    let keys = start::keys(config, &store, NewKeys::Never).await?;
    let (db, place) = (&store.db, KeyPlace::under(&config.data));
    match command {
        KeysCommand::Make => {} // done above
        KeysCommand::List => print!("{}", keyring::list(db).await?),
        KeysCommand::Add { name, later } => {
            let id = keyring::add(db, &place, &name, later).await?;
            println!("{id} lies in {}. Back it up now, apart from the database (docs/keys.md).", place.dir.display());
        }
        KeysCommand::Use { id } => {
            keyring::write_with(db, &id).await?;
            println!("{id} writes from now on; running servers follow within seconds.");
        }
        KeysCommand::Rewrap { batch } => {
            let moved = keyring::rewrap(db, &keys, &place, i64::from(batch)).await?;
            println!("{moved} values moved; nothing is left under an older key but what is being written this moment.");
        }
        KeysCommand::Retire { id } => match keyring::retire(db, &place, &id).await? {
            Some(kept) => println!(
                "{id} is retired and lies in {}. Backups of the last 35 days still need it; destroy it after them.",
                kept.display()
            ),
            None => println!("{id} is retired. Its file is the service manager's: take it out of the unit."),
        },
    }
    end(store).await;
    Ok(())
}

/// Opens an office that is not there yet: at a terminal, before a service does it whose output is kept.
async fn make_keys(config: &Config) -> Result<(), StartError> {
    let store = start::database(config, pg::Mode::Serve).await?;
    if store.knows.is_empty() && store.canary.is_none() {
        drop(start::keys(config, &store, NewKeys::Asked).await?);
    } else {
        println!("This office has its keys; nothing was made.");
    }
    end(store).await;
    Ok(())
}

/// Walks every chain and looks at every file. Exit code 1 when something does not hold.
pub async fn verify(config: &Config) -> Result<ExitCode, StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    let keys = start::keys(config, &store, NewKeys::Never).await?;
    let report = crate::ledger::verify(&store.db, &keys, &files::Store::on_disk(&config.data)?).await?;
    println!("{report}");
    let holds = report.faults.is_empty();
    end(store).await;
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn end(store: start::Store) {
    store.db.close().await;
    if let Some(managed) = store.managed {
        managed.stop().await;
    }
}

//! Commands of the console.

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Config;
use crate::db::Actor;
use crate::files;
use crate::pg;
use crate::start::{self, StartError};

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
}

/// `kentongan admin ...`
pub async fn admin(command: Admin, config: &Config) -> Result<(), StartError> {
    let Admin::Invite { sign_in, name } = command;
    let store = start::database(config, pg::Mode::Join).await?;
    let mut tx = store.db.begin(Actor::Anonymous).await?;
    let name = name.as_deref().unwrap_or(&sign_in);
    let token = crate::account::invite_administrator(&mut tx, &sign_in, name, crate::clock::now()).await?;
    tx.commit().await?;
    println!("Within 24 hours, once: {}/petugas/undangan/{token}", config.public_url());
    end(store).await;
    Ok(())
}

/// Walks every chain and looks at every file. Exit code 1 when something does not hold.
pub async fn verify(config: &Config) -> Result<ExitCode, StartError> {
    let store = start::database(config, pg::Mode::Join).await?;
    let keys = start::keys(config, &store).await?;
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

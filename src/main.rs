//! The program: serve, worker, migrate, admin, verify. It reads settings and starts; everything else is in the library.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kentongan::config::Config;
use kentongan::start::StartError;
use kentongan::{command, quiet, start};
use tracing_subscriber::EnvFilter;

/// Pengaduan dan konsultasi tentang perilaku ASN.
#[derive(Parser)]
#[command(name = "kentongan", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The web server, with the worker unless told not to.
    Serve(Config),
    /// Only the worker: clocks, clean-up, figures.
    Worker(Config),
    /// Brings the schema up to date and ends.
    Migrate(Config),
    /// First administrator, and what else needs the console.
    Admin {
        /// What to do.
        #[command(subcommand)]
        command: command::Admin,
        /// Where the office is.
        #[command(flatten)]
        config: Config,
    },
    /// Makes, names, adds, rewraps and retires keys.
    Keys {
        /// What to do.
        #[command(subcommand)]
        command: command::KeysCommand,
        /// Where the office is.
        #[command(flatten)]
        config: Config,
    },
    /// Walks the record of every case and its files, and names the first break; ends with 1 when there is one.
    Verify(Config),
    /// The worker starts this for every file; it reads and writes pipes.
    #[command(hide = true)]
    Sandbox,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    if matches!(command, Command::Sandbox) {
        // before any thread is there, and without a runtime
        return kentongan::files::sandbox::child::run();
    }
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(start(command)),
        Err(error) => {
            eprintln!("kentongan: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start(command: Command) -> ExitCode {
    let filter = EnvFilter::try_from_env("KENTONGAN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    if let Err(error) = quiet::keep_memory_to_ourselves() {
        eprintln!("kentongan: the system does not keep our memory private: {error}");
        return ExitCode::from(78);
    }
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kentongan: {error}");
            // EX_TEMPFAIL: trying again may do; EX_CONFIG: the operator has to change something
            ExitCode::from(if error.may_pass() { 75 } else { 78 })
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, StartError> {
    match command {
        Command::Serve(config) => start::serve(config).await.map(|()| ExitCode::SUCCESS),
        Command::Worker(config) => start::worker(config).await.map(|()| ExitCode::SUCCESS),
        Command::Migrate(config) => command::migrate(&config).await.map(|()| ExitCode::SUCCESS),
        Command::Admin { command, config } => command::admin(command, &config).await.map(|()| ExitCode::SUCCESS),
        Command::Keys { command, config } => command::keys(command, &config).await.map(|()| ExitCode::SUCCESS),
        Command::Verify(config) => command::verify(&config).await,
        // answered before anything else was started
        Command::Sandbox => Ok(ExitCode::FAILURE),
    }
}

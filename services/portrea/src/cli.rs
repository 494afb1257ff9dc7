//! What can be typed after `portrea`.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use portrea_domain::person::{EmailAddress, Role};
use portrea_domain::territory::{EpciCode, Territory};
use portrea_startup::{Settings, install_crypto, install_log};

use crate::commands;
use crate::compose::Service;

/// portrea: the working tool of a PORTREA territory
#[derive(Parser, Debug)]
#[command(version, about, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Set up a demonstration on real Breton places and fictional people, and serve it
    Demo(DemoArgs),
    /// Serve, all services or some
    Serve(ServeArgs),
    /// Bring the schema and the reference geography up to date
    Migrate,
    /// Look after people
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Keep the inventory true
    #[command(subcommand)]
    Freshness(FreshnessCommand),
    /// Take the inventory out to a file, or bring one in
    #[command(subcommand)]
    Inventory(InventoryCommand),
    /// Look after the mail that waits
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Read a mail that came back, on standard input, and note what it says
    Bounce,
    /// Measure
    #[command(subcommand)]
    Bench(BenchCommand),
}

#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// SIREN of the EPCI whose portrait is opened
    #[arg(long, default_value = "200038990", value_name = "CODE")]
    pub epci: EpciCode,
    /// Address to listen on
    #[arg(
        long,
        env = "PORTREA_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDR"
    )]
    pub listen: SocketAddr,
    /// Prepare only, then end
    #[arg(long)]
    pub no_serve: bool,
    /// Leave out the fictional week: nobody has answered or declared anything
    #[arg(long)]
    pub empty: bool,
    /// In how many days the collaborative day takes place (1: tomorrow), to try its door out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(0..=365))]
    pub day_in: Option<i64>,
}

#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// Address to listen on
    #[arg(
        long,
        env = "PORTREA_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDR"
    )]
    pub listen: SocketAddr,
    /// Only these services
    #[arg(long, value_delimiter = ',', value_name = "a,b")]
    pub only: Vec<Service>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum AdminCommand {
    /// Give somebody the keys of a territory's desk, and send them
    Invite {
        /// Their mail address
        email: EmailAddress,
        /// As what: referent or hub
        #[arg(long)]
        role: Role,
        /// Where: SIREN of an EPCI, or region-53
        #[arg(long)]
        territory: Territory,
        /// Their name
        #[arg(long, default_value = "")]
        name: String,
        /// Do not ask before writing to them
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum FreshnessCommand {
    /// Ask whoever must be asked about what may have changed
    Run {
        /// As if today were this day
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// Only list
        #[arg(long)]
        dry_run: bool,
        /// Form of the list
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum InventoryCommand {
    /// Every place of a territory, with every answer
    Export {
        /// Where: INSEE code of a commune, SIREN of an EPCI, departement-22 or region-53
        #[arg(long, value_name = "CODE")]
        territory: Territory,
        /// Form of the file
        #[arg(long, value_enum, default_value_t = InventoryForm::Portrea)]
        format: InventoryForm,
        /// The file; standard output if none
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Add new places and complete known ones; what somebody verified stays. Prints what could not be taken
    Import {
        /// A file made by `export`, or by hand with the same headings
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// Only tell what would happen
        #[arg(long)]
        dry_run: bool,
    },
}

/// Form of a file of the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InventoryForm {
    /// CSV, one line a place
    Portrea,
    /// JSON, one object a place
    Json,
}

/// Form of a printed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for the eye
    Table,
    /// One JSON list
    Json,
}

#[derive(Subcommand, Debug)]
pub(crate) enum OutboxCommand {
    /// How many messages wait, left, or were stopped, and how mail leaves
    Status,
    /// Stop every mailer before its next mail; what people ask for this very minute leaves all the same
    Pause,
    /// What will leave in the days to come, if nobody answers; sends nothing
    Forecast {
        /// How many days
        #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// Form of the list
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Look up what receivers look up before they trust a mail: SPF, DKIM, DMARC, MX of the sender
    Names,
    /// Let mail leave again, after a pause or after a restored backup held it
    Resume,
}

#[derive(Subcommand, Debug)]
pub(crate) enum BenchCommand {
    /// Send a letter to a list through the real outbox; run again, it goes on where it was
    Mail(BenchMailArgs),
}

#[derive(Args, Debug)]
pub(crate) struct BenchMailArgs {
    /// CSV with columns email, prenom, nom; the others are fields of the letter
    #[arg(long, value_name = "FILE")]
    pub recipients: PathBuf,
    /// Folder with the letter: invite.subject, invite.txt, invite.html
    #[arg(long, value_name = "DIR")]
    pub templates: PathBuf,
    /// Where it is sent: on this machine only
    #[arg(long, value_name = "URL")]
    pub smtp: String,
    /// Connections at once
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub connections: usize,
    /// Sign with a key of this kind, given by --dkim-key
    #[arg(long, value_enum)]
    pub dkim: Option<Dkim>,
}

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dkim {
    /// Short and quick
    Ed25519,
    /// What every receiver reads
    Rsa,
}

/// Does what was typed.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    install_log(&cli.settings.log);
    install_crypto();
    let settings = cli.settings;
    match cli.command {
        Command::Demo(args) => commands::demo::run(&settings, args).await,
        Command::Serve(args) => commands::serve::run(&settings, args).await,
        Command::Migrate => commands::migrate::run(&settings).await,
        Command::Admin(command) => commands::admin::run(&settings, command).await,
        Command::Freshness(command) => commands::freshness::run(&settings, command).await,
        Command::Inventory(command) => commands::inventory::run(&settings, command).await,
        Command::Outbox(command) => commands::outbox::run(&settings, command).await,
        Command::Bounce => commands::bounce::run(&settings).await,
        Command::Bench(BenchCommand::Mail(args)) => {
            commands::bench_mail::run(&settings, args).await
        }
    }
}

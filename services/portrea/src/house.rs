//! Opening the house: data folder, database, secret, settings, made into one [`App`].

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use portrea_actions::{App, House, Secret};
use portrea_domain::Clock;
use portrea_startup::{DataFolder, OsEntropy, Settings};
use portrea_storage::{Durability, Storage};

/// An open house.
#[derive(Debug)]
pub struct Opened {
    /// What actions are given.
    pub app: App,
    /// Where its files are.
    pub folder: DataFolder,
}

/// Opens the house described by the settings. `demo` is for a demonstration; `listen` is where it would serve.
pub async fn open_house(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    listen: SocketAddr,
    demo: bool,
) -> anyhow::Result<Opened> {
    let folder = DataFolder::prepare(&settings.data_dir)?;
    let url = settings
        .database_url
        .clone()
        .unwrap_or_else(|| folder.database_url());
    let storage = Storage::open(&url, Durability::Full).await?;
    let secret = match settings.given_secret()? {
        Some(secret) => secret,
        None => folder.secret(&OsEntropy)?,
    };
    let mailbox = demo || settings.smtp_url.is_none();
    let house = House {
        secret: Secret::new(secret),
        public_url: settings.site(listen)?,
        mail_from: settings.sender()?,
        demo,
        // Behind a reverse proxy the listener is on the loopback too: the public address decides.
        shows_mailbox: demo
            || (mailbox && listen.ip().is_loopback() && settings.public_url.is_none()),
        telegram_bot: None,
        source_url: settings
            .source_url
            .clone()
            .unwrap_or_else(|| "/methode#code-source".to_owned()),
    };
    let app = App {
        storage,
        clock,
        entropy: Arc::new(OsEntropy),
        house: Arc::new(house),
    };
    Ok(Opened { app, folder })
}

/// Refuses to go on with a base whose schema is not this version's.
pub(crate) async fn require_ready(app: &App) -> anyhow::Result<()> {
    if app.storage.is_ready().await {
        Ok(())
    } else {
        Err(anyhow::anyhow!(
            "this base is not set up for this version: run `portrea migrate` first"
        ))
        .context("database")
    }
}

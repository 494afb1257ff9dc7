//! Opening the house: data folder, database, secret, settings, made into one [`App`].

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use portrea_actions::{App, House, Secret, csrf_token, hash_token};
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
    // A demonstration stays one, whatever command opens it.
    let demo = demo || is_demo(&storage).await;
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

/// Refuses to go on with a base whose schema is not this version's, or whose links were made with another secret.
pub(crate) async fn require_ready(app: &App) -> anyhow::Result<()> {
    if !app.storage.is_ready().await {
        return Err(anyhow::anyhow!(
            "this base is not set up for this version: run `portrea migrate` first"
        ))
        .context("database");
    }
    require_secret(app).await
}

/// Where a base says what it is.
const KIND: &str = "house.kind";
const DEMO: &str = "demo";
/// Where a base keeps the mark of the secret its links were made with.
const SECRET_MARK: &str = "house.secret";

async fn is_demo(storage: &Storage) -> bool {
    // A base without tables yet is nothing yet.
    match storage.read().await {
        Ok(mut tx) => tx
            .operations()
            .setting(KIND)
            .await
            .is_ok_and(|kind| kind.as_deref() == Some(DEMO)),
        Err(_unreadable) => false,
    }
}

/// Makes a base a demonstration, unless real people are in it already.
pub(crate) async fn require_demo(app: &App) -> anyhow::Result<()> {
    let mut tx = app.storage.begin().await?;
    if tx.operations().setting(KIND).await?.as_deref() == Some(DEMO) {
        return Ok(());
    }
    if !tx.portraits().list().await?.is_empty() || tx.people().any().await? {
        anyhow::bail!(
            "this base holds a real house: choose another folder for the demonstration with --data-dir"
        );
    }
    tx.operations().set_setting(KIND, DEMO).await?;
    Ok(tx.commit().await?)
}

/// Refuses a secret other than the one the base's links were made with: they would all be dead.
pub(crate) async fn require_secret(app: &App) -> anyhow::Result<()> {
    let mark = hash_token(&csrf_token(&app.house.secret, SECRET_MARK));
    let held = app
        .storage
        .read()
        .await?
        .operations()
        .setting(SECRET_MARK)
        .await?;
    match held {
        Some(held) if held == mark => Ok(()),
        Some(_other) => anyhow::bail!(
            "the links of this base were made with another secret: give it by PORTREA_SECRET, or bring back the file \
             `secret` of its data folder"
        ),
        None => {
            let mut tx = app.storage.begin().await?;
            tx.operations().set_setting(SECRET_MARK, &mark).await?;
            Ok(tx.commit().await?)
        }
    }
}

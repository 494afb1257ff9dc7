//! `portrea migrate`: schema and reference geography, up to date.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use portrea_actions::{App, load_reference};
use portrea_domain::SystemClock;
use portrea_startup::Settings;

use crate::house::{open_house, require_secret};
use crate::out;

/// Where commands that do not serve pretend to listen.
pub(crate) const NOWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    bring_up_to_date(&opened.app).await
}

/// Brings a base up to date, saying what is done.
pub(crate) async fn bring_up_to_date(app: &App) -> anyhow::Result<()> {
    app.storage.migrate().await?;
    require_secret(app).await?;
    let loaded = load_reference(app, &|step| out::note(&format!("  {step}…"))).await?;
    match loaded {
        Some(counts) => out::note(&format!(
            "Reference geography loaded: {} communes, {} EPCI, {} boundaries.",
            counts.communes, counts.epci, counts.shapes
        )),
        None => out::note("Schema and reference geography are up to date."),
    }
    Ok(())
}

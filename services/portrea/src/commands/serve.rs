//! `portrea serve`: all services, or some.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use portrea_bot::Telegram;
use portrea_domain::SystemClock;
use portrea_intake::Locator;
use portrea_mailer::Transport;
use portrea_outside::{Allowed, Geocoder, Limits, Outside};
use portrea_startup::{Metrics, Settings};
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::compose::{Composition, compose};
use crate::house::{Opened, open_house, require_ready};
use crate::mail::transport;
use crate::out;

pub(crate) async fn run(settings: &Settings, args: ServeArgs) -> anyhow::Result<()> {
    let schedule = schedule(settings)?;
    let locator = locator(settings)?;
    let listener = listen(args.listen).await?;
    let address = listener.local_addr()?;
    let opened = open_house(settings, Arc::new(SystemClock), address, false).await?;
    require_ready(&opened.app).await?;
    opened
        .app
        .storage
        .forget_rehearsals()
        .context("what a forecast left behind cannot be removed")?;
    let (mail, why) = transport(settings, &opened)?;
    if let Some(why) = why {
        out::note(&format!(
            "{why}: mails are written in the data folder and reach nobody."
        ));
    }
    out::note(&format!(
        "portrea answers at {}",
        opened.app.house.public_url
    ));
    let composition = Composition {
        locator,
        ..composition(settings, opened, mail, schedule, args.only)
    };
    compose(composition, listener).await
}

/// When freshness is checked; what is no cron expression is refused before anything else.
pub(crate) fn schedule(settings: &Settings) -> anyhow::Result<String> {
    let text = settings
        .freshness_cron
        .as_deref()
        .unwrap_or(portrea_freshness::DAILY);
    text.parse::<portrea_freshness::Schedule>()
        .context("PORTREA_FRESHNESS_CRON")?;
    Ok(text.to_owned())
}

/// Takes the address to serve at.
pub(crate) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: is something else running there? Choose another address with --listen")
    })
}

/// The composition of an open house; what puts addresses on the map is added to it.
pub(crate) fn composition(
    settings: &Settings,
    opened: Opened,
    mail: Transport,
    schedule: String,
    only: Vec<crate::compose::Service>,
) -> Composition {
    let telegram = settings.telegram().map(Telegram::new);
    Composition {
        folder: opened.folder.path().to_owned(),
        app: opened.app,
        only,
        mail,
        telegram,
        locator: Locator::default(),
        schedule,
        metrics: Metrics::install(),
    }
}

/// What puts addresses on the map; what is no address of a geocoder is refused before anything else.
pub(crate) fn locator(settings: &Settings) -> anyhow::Result<Locator> {
    let Some(base) = &settings.outside.geocoder_url else {
        return Ok(Locator::default());
    };
    let allowed = settings
        .outside
        .outside_allow
        .as_deref()
        .unwrap_or_default();
    let allowed: Allowed = allowed
        .parse()
        .map_err(anyhow::Error::msg)
        .context("PORTREA_OUTSIDE_ALLOW")?;
    let outside = Outside::new(allowed, Limits::default())?;
    let geocoder = Geocoder::new(outside, base).context("PORTREA_GEOCODER_URL")?;
    Ok(Locator::new(Some(geocoder)))
}

//! Composing services: one router, and a set of tasks.

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use clap::ValueEnum;
use portrea_actions::App;
use portrea_bot::Telegram;
use portrea_intake::Locator;
use portrea_mailer::Transport;
use portrea_startup::{Lifecycle, Metrics};
use tokio::net::TcpListener;

use crate::health;

/// A service that can be run by itself with `serve --only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// Map, listings, territories, method, data.
    Atlas,
    /// The référent's desk.
    Desk,
    /// Forms behind a link.
    Intake,
    /// Invitations and their answers.
    Invitations,
    /// The chat.
    Bot,
    /// The periodic checker.
    Freshness,
    /// The sender of mails.
    Mailer,
}

/// What is composed.
#[derive(Debug)]
pub struct Composition {
    /// What actions are given.
    pub app: App,
    /// Which services; all when empty.
    pub only: Vec<Service>,
    /// How mail leaves.
    pub mail: Transport,
    /// The Telegram bot, if any.
    pub telegram: Option<Telegram>,
    /// Puts addresses on the map.
    pub locator: Locator,
    /// When freshness is checked.
    pub schedule: String,
    /// Counters.
    pub metrics: Metrics,
    /// Where mailers take their slots.
    pub folder: std::path::PathBuf,
}

impl Composition {
    fn has(&self, service: Service) -> bool {
        self.only.is_empty() || self.only.contains(&service)
    }

    /// Every page of the chosen services, dressed.
    pub fn router(&self) -> Router {
        let app = &self.app;
        let mut router = health::router(self.metrics.clone()).merge(portrea_web::assets());
        if self.has(Service::Atlas) {
            router = router.merge(portrea_atlas::router(app));
        }
        if self.has(Service::Desk) {
            router = router.merge(portrea_desk::router(app));
        }
        if self.has(Service::Intake) {
            router = router.merge(portrea_intake::router(app, self.locator.clone()));
        }
        if self.has(Service::Invitations) {
            router = router.merge(portrea_invitations::router(app));
        }
        if self.has(Service::Bot) {
            router = router.merge(portrea_bot::router(self.telegram.as_ref()));
        }
        if self.has(Service::Mailer) {
            router = router.merge(portrea_mailer::router(app, &self.mail));
        }
        portrea_web::dress(router, app)
    }
}

/// Runs a composition on a listener until it is asked to stop.
pub async fn compose(composition: Composition, listener: TcpListener) -> anyhow::Result<()> {
    let router = composition.router();
    let mut lifecycle = Lifecycle::default();
    let stop = lifecycle.stop_token();
    let app = &composition.app;
    if composition.has(Service::Mailer) {
        let (app, mail, folder) = (
            app.clone(),
            composition.mail.clone(),
            composition.folder.clone(),
        );
        lifecycle.spawn(
            "mailer",
            portrea_mailer::run(app, mail, folder, stop.clone()),
        );
    }
    if composition.has(Service::Invitations) {
        lifecycle.spawn(
            "invitations",
            portrea_invitations::run(app.clone(), stop.clone()),
        );
    }
    if composition.has(Service::Freshness) {
        lifecycle.spawn(
            "freshness",
            portrea_freshness::run(app.clone(), composition.schedule.clone(), stop.clone()),
        );
    }
    if composition.has(Service::Freshness) {
        lifecycle.spawn(
            "retention",
            portrea_freshness::run_sweeper(app.clone(), stop.clone()),
        );
    }
    if composition.has(Service::Bot)
        && let Some(telegram) = composition.telegram.clone()
    {
        lifecycle.spawn(
            "bot",
            portrea_bot::run(
                app.clone(),
                telegram,
                composition.folder.clone(),
                stop.clone(),
            ),
        );
    }
    lifecycle.spawn("web", async move {
        // Whoever asks is known by their network address: tries of short codes are counted by it.
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, router)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
    });
    lifecycle
        .run()
        .await
        .map_err(anyhow::Error::msg)
        .context("a service stopped")
}

//! `portrea outbox`: the mail that waits, and how it leaves.

use std::sync::Arc;

use portrea_actions::App;
use portrea_domain::clock::PARIS;
use portrea_domain::mail_names::{MailNames, NameVerdict};
use portrea_domain::message::{Channel, MessageState};
use portrea_domain::{SystemClock, Timestamp};
use portrea_startup::Settings;

use crate::cli::OutboxCommand;
use crate::commands::forecast;
use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::mail::transport;
use crate::out;

pub(crate) async fn run(settings: &Settings, command: OutboxCommand) -> anyhow::Result<()> {
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    let app = &opened.app;
    require_ready(app).await?;
    match command {
        OutboxCommand::Status => {
            status(app).await?;
            let (transport, why) = transport(settings, &opened)?;
            for line in transport.describe() {
                out::line(&format!("  {line}"));
            }
            if let Some(why) = why {
                out::note(&format!("{why}: mail reaches nobody."));
            }
        }
        OutboxCommand::Names => {
            let (transport, why) = transport(settings, &opened)?;
            match transport.look(app).await {
                Some(found) => {
                    portrea_mailer::keep_names(app, &found).await?;
                    names(&found);
                }
                None => out::note(&format!(
                    "Nothing to look up: {}.",
                    why.unwrap_or("no name server is known")
                )),
            }
        }
        OutboxCommand::Pause => {
            portrea_mailer::pause(app).await?;
            out::note(
                "Paused: only what people ask for this very minute leaves (keys to the desk, confirmations). \
                 `portrea outbox resume` ends the pause.",
            );
        }
        OutboxCommand::Forecast { days, format } => forecast::run(app, days, format).await?,
        OutboxCommand::Resume => {
            portrea_mailer::resume(app).await?;
            out::note("Mail may leave again.");
        }
    }
    Ok(())
}

async fn status(app: &App) -> anyhow::Result<()> {
    let now = app.now();
    let mut tx = app.storage.read().await?;
    for fate in tx.outbox().all_fates(Channel::Mail).await? {
        out::line(&format!("{:<12} {}", fate.state.as_str(), fate.count));
    }
    let uncertain = MessageState::Uncertain.as_str();
    let mut campaign = String::new();
    for (label, state, count) in tx.journal().by_campaign(Channel::Mail).await? {
        if label != campaign {
            out::line(&format!("campaign “{label}”"));
            campaign = label;
        }
        let mark = if state == uncertain {
            "  may have left: ask, or send again by hand"
        } else {
            ""
        };
        out::line(&format!("  {state:<12} {count}{mark}"));
    }
    if let Some(since) = tx.journal().oldest_due(Channel::Mail, now).await? {
        let minutes = (now.millis() - since.millis()) / 60_000;
        out::line(&format!("oldest due   for {minutes} min"));
    }
    let beats = tx.operations().beats().await?;
    let beat = beats.into_iter().find(|(job, _)| job == "mailer");
    out::line(&match beat {
        Some((_, at)) => format!("last sign of life of a mailer: {}", moment(at)),
        None => "no mailer has given a sign of life yet".to_owned(),
    });
    drop(tx);
    if portrea_mailer::is_held(app).await? {
        out::note(
            "Sending is held since a restore: `portrea outbox resume` lets mail leave again.",
        );
    }
    if portrea_mailer::is_paused(app).await? {
        out::note("Sending is paused: `portrea outbox resume` ends the pause.");
    }
    Ok(())
}

fn names(found: &MailNames) {
    for record in &found.records {
        let verdict = format!("{:?}", record.verdict).to_lowercase();
        let kind = format!("{:?}", record.kind).to_uppercase();
        out::line(&format!("{kind:<6}{verdict:<12}{}", record.name));
        for text in &record.found {
            out::line(&format!("        found   {text}"));
        }
        if let Some(wanted) = record
            .wanted
            .as_ref()
            .filter(|_| record.verdict != NameVerdict::Good)
        {
            out::line(&format!("        wanted  {wanted}"));
        }
    }
}

fn moment(at: Timestamp) -> String {
    at.local(PARIS).format("%Y-%m-%d %H:%M:%S").to_string()
}

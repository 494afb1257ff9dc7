//! `portrea outbox`: the mail that waits.

use std::sync::Arc;

use portrea_domain::SystemClock;
use portrea_domain::message::Channel;
use portrea_startup::Settings;

use crate::cli::OutboxCommand;
use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::out;

pub(crate) async fn run(settings: &Settings, command: OutboxCommand) -> anyhow::Result<()> {
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    let app = &opened.app;
    require_ready(app).await?;
    match command {
        OutboxCommand::Status => {
            let fates = app
                .storage
                .read()
                .await?
                .outbox()
                .all_fates(Channel::Mail)
                .await?;
            for fate in fates {
                out::line(&format!("{:<12} {}", fate.state.as_str(), fate.count));
            }
            if portrea_mailer::is_held(app).await? {
                out::note(
                    "Sending is held since a restore: `portrea outbox resume` lets mail leave again.",
                );
            }
        }
        OutboxCommand::Resume => {
            portrea_mailer::resume(app).await?;
            out::note("Mail may leave again.");
        }
    }
    Ok(())
}

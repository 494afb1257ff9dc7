//! `portrea admin`: people and their roles.

use std::sync::Arc;

use portrea_actions::{ActionError, invite_referent};
use portrea_domain::SystemClock;
use portrea_startup::Settings;

use crate::cli::AdminCommand;
use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::out;

pub(crate) async fn run(settings: &Settings, command: AdminCommand) -> anyhow::Result<()> {
    let AdminCommand::Invite {
        email,
        role,
        territory,
        name,
        yes,
    } = command;
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    require_ready(&opened.app).await?;
    if !yes
        && !out::confirm(&format!(
            "Write to 1 person ({email}) with a key to the desk of {territory}?"
        ))
    {
        anyhow::bail!("nothing was done");
    }
    match invite_referent(&opened.app, &email, role, &territory, &name, false).await {
        Ok(_person) => out::line(&format!(
            "{email} is {} of {territory}; a key waits in the outbox.",
            role.as_str()
        )),
        Err(ActionError::Missing("territory")) => {
            anyhow::bail!("no commune belongs to “{territory}”: check the code")
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

//! Telling Telegram what the bot can do, and where updates are to go.

use std::time::Duration;

use portrea_actions::App;
use teloxide::payloads::SetWebhookSetters as _;
use teloxide::requests::Requester as _;
use teloxide::types::BotCommand;
use teloxide::{Bot, RequestError};
use tokio_util::sync::CancellationToken;

use super::poll::{KINDS, kind};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Introduces the bot, as many times as it takes, until `stop`.
pub(super) async fn introduce(
    app: &App,
    bot: &Bot,
    webhook_secret: Option<&str>,
    stop: &CancellationToken,
) {
    let mut wait = FIRST_WAIT;
    while let Err(error) = once(app, bot, webhook_secret).await {
        tracing::warn!(problem = kind(&error), "telegram.introduce");
        let pause = if let RequestError::RetryAfter(seconds) = error {
            seconds.duration()
        } else {
            wait
        };
        wait = (wait * 2).min(LONGEST_WAIT);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
    tracing::info!(webhook = webhook_secret.is_some(), "telegram.ready");
}

async fn once(app: &App, bot: &Bot, webhook_secret: Option<&str>) -> Result<(), RequestError> {
    match webhook_secret.zip(webhook_secret.and_then(|secret| address(app, secret))) {
        Some((secret, url)) => {
            bot.set_webhook(url)
                .secret_token(secret.to_owned())
                .allowed_updates(KINDS)
                .await?;
        }
        // A webhook left from before would forbid polling; what waits there is kept.
        None => {
            bot.delete_webhook().await?;
        }
    }
    let commands = [
        BotCommand::new("menu", "Vos fiches et vos réunions"),
        BotCommand::new("aide", "Comment ça marche"),
        BotCommand::new("stop", "Faire une pause"),
    ];
    bot.set_my_commands(commands).await?;
    Ok(())
}

fn address(app: &App, secret: &str) -> Option<reqwest::Url> {
    format!("{}/telegram/{secret}", app.house.public_url)
        .parse()
        .ok()
}

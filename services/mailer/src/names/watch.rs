//! The look of a running mailer at the names of its house, four times a day.

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_storage::StorageError;
use tokio::task::JoinHandle;

use super::{Names, keep_names};
use crate::seal::Seal;
use crate::transport::Transport;

/// How often it looks.
const LOOK_HOURS: i64 = 6;
/// How often it is asked whether somebody looked lately.
const LOOK_MINUTES: i64 = 10;

/// Looks at the names of the house beside the mails, which never wait for a name server.
pub(crate) struct Watch {
    asks: Option<(Names, Seal)>,
    looking: Option<JoinHandle<()>>,
    looked_at: Option<Timestamp>,
}

impl Watch {
    /// Watches over what receivers find of mails by this transport.
    pub(crate) fn new(transport: &Transport) -> Self {
        let names = transport.names().filter(|_| !transport.is_mailbox());
        Self {
            asks: names.map(|names| (names.clone(), transport.seal().clone())),
            looking: None,
            looked_at: None,
        }
    }

    /// Looks, if nobody did lately; never waits for it.
    pub(crate) fn look(&mut self, app: &App) {
        let now = app.now();
        let is_recent = self
            .looked_at
            .is_some_and(|last| last <= now && now < last.plus_minutes(LOOK_MINUTES));
        let is_looking = self
            .looking
            .as_ref()
            .is_some_and(|task| !task.is_finished());
        let Some((names, seal)) = self.asks.clone().filter(|_| !is_recent && !is_looking) else {
            return;
        };
        self.looked_at = Some(now);
        let app = app.clone();
        self.looking = Some(tokio::spawn(async move {
            if let Err(error) = look_if_due(&app, &names, &seal).await {
                tracing::error!(%error, "mail.names");
            }
        }));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(task) = &self.looking {
            task.abort();
        }
    }
}

/// Looks when it is time, and keeps what was found. Another mailer may have looked meanwhile.
async fn look_if_due(app: &App, names: &Names, seal: &Seal) -> Result<(), StorageError> {
    let now = app.now();
    let last = app.storage.read().await?.operations().mail_names().await?;
    let sender = app.house.mail_from.domain();
    let is_recent = last.is_some_and(|last| {
        last.sender == sender && last.at <= now && now < last.at.plus_hours(LOOK_HOURS)
    });
    if !is_recent {
        let found = names.look(sender, seal, now).await;
        keep_names(app, &found).await?;
        if !found.is_good() {
            tracing::warn!(mail.sender = sender, "mail.names");
        }
    }
    Ok(())
}

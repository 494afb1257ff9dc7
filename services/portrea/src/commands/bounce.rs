//! `portrea bounce < message.eml`: a mail that came back, as a mail server hands it over.

use std::io::Read as _;
use std::sync::Arc;

use anyhow::Context as _;
use portrea_actions::{BounceKind, BounceNoted};
use portrea_domain::SystemClock;
use portrea_mailer::{Bounced, take_bounce};
use portrea_startup::Settings;

use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::out;

/// The longest mail read: reports return headers, or a mail of ours.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    require_ready(&opened.app).await?;
    let mut raw = Vec::new();
    std::io::stdin()
        .take(MOST_BYTES)
        .read_to_end(&mut raw)
        .context("standard input")?;
    let taken = take_bounce(&opened.app, &raw).await?;
    out::line(&said(&taken));
    Ok(())
}

fn said(taken: &Bounced) -> String {
    match taken {
        Bounced::Noted(id, BounceKind::Hard, BounceNoted::Stopped) => {
            format!(
                "message {id}: the address does not work; nothing is sent there until it is corrected"
            )
        }
        Bounced::Noted(id, BounceKind::Soft, BounceNoted::Stopped) => {
            format!("message {id}: the address failed too often; nothing is sent there for a while")
        }
        Bounced::Noted(id, _, BounceNoted::Counted(count)) => {
            format!("message {id}: a passing failure, {count} lately")
        }
        Bounced::Noted(id, _, BounceNoted::Unknown) => {
            format!(
                "message {id}: another address than the reader’s failed; nothing is held against theirs"
            )
        }
        Bounced::Policy(id, reason) => {
            format!("message {id}: the server will not have our mail, whoever it is for: {reason}")
        }
        Bounced::NoBounce(why) => format!("not a bounce: {why}"),
        Bounced::Stranger => "a report about no message of this house".to_owned(),
    }
}

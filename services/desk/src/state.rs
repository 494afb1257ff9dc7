//! `/bureau/etat`: whether the house is alive, whether its mail leaves, and whether receivers trust it.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;
use portrea_domain::mail_names::{NameRecord, NameVerdict};
use portrea_domain::message::Channel;
use portrea_storage::{OUTBOX_HELD, OUTBOX_PAUSED};
use portrea_web::{Desk, Html, Page, PageError};

use crate::mailings::moment;
use crate::words::number;

/// A job that has been silent for longer than this has stopped.
const SILENCE_HOURS: i64 = 26;

#[derive(Template)]
#[template(path = "pages/desk/state.html")]
struct StatePage {
    page: Page,
    /// What holds mail back, in words.
    held: Option<&'static str>,
    /// How many mails are in each state.
    mails: Vec<(&'static str, String)>,
    jobs: Vec<Job>,
    names: Option<Names>,
}

/// A periodic job and its last sign of life.
struct Job {
    name: String,
    last: String,
    is_silent: bool,
}

/// What receivers find under the names of the sender.
struct Names {
    sender: String,
    looked_at: String,
    is_good: bool,
    records: Vec<Line>,
}

struct Line {
    label: &'static str,
    record: NameRecord,
    verdict: &'static str,
    is_good: bool,
    /// What to publish; nothing when all is well.
    wanted: Option<String>,
}

/// The state of the house, as its jobs left it: reading it asks nobody anything.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
) -> Result<impl IntoResponse, PageError> {
    let now = app.now();
    let mut tx = app.storage.read().await?;
    let is_on = |value: Option<String>| value.as_deref() == Some("1");
    let held = if is_on(tx.operations().setting(OUTBOX_HELD).await?) {
        Some(
            "Cette base vient d’une sauvegarde. Aucun mail ne part tant que la personne qui tient le serveur ne l’a pas confirmé.",
        )
    } else if is_on(tx.operations().setting(OUTBOX_PAUSED).await?) {
        Some(
            "L’envoi est en pause. Seuls partent les clés du bureau et les confirmations demandées à l’instant.",
        )
    } else {
        None
    };
    let fates = tx.outbox().all_fates(Channel::Mail).await?;
    let mails = fates
        .into_iter()
        .map(|fate| {
            let count = usize::try_from(fate.count).unwrap_or_default();
            (fate.state.label(), number(count))
        })
        .collect();
    let beats = tx.operations().beats().await?;
    let jobs = beats.into_iter().map(|(name, at)| job(&name, at, now));
    let names = tx.operations().mail_names().await?.map(|found| Names {
        looked_at: moment(found.at, now, PARIS),
        is_good: found.is_good(),
        sender: found.sender,
        records: found.records.into_iter().map(line).collect(),
    });
    Ok(Html(StatePage {
        page: desk.page(&app),
        held,
        mails,
        jobs: jobs.collect(),
        names,
    }))
}

fn job(name: &str, at: Timestamp, now: Timestamp) -> Job {
    Job {
        name: match name {
            "mailer" => "Envoi des mails".to_owned(),
            "freshness" => "Vérification des fiches".to_owned(),
            "reminders" => "Relances".to_owned(),
            other => other.to_owned(),
        },
        last: moment(at, now, PARIS),
        is_silent: at.plus_hours(SILENCE_HOURS) < now,
    }
}

fn line(record: NameRecord) -> Line {
    let is_good = record.verdict == NameVerdict::Good;
    Line {
        label: record.kind.label(),
        verdict: record.verdict.label(),
        is_good,
        wanted: record.wanted.clone().filter(|_| !is_good),
        record,
    }
}

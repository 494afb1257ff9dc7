//! A decided send: how long it can be called back, and what became of it, person by person.

use askama::Template;
use portrea_actions::App;
use portrea_domain::mailing::{Decision, MailingState};
use portrea_domain::message::MessageState;
use portrea_domain::{PersonId, Timestamp};
use portrea_storage::PromptFate;
use portrea_web::{Desk, Html, Page, PageError};

use super::draft::how_many;
use super::fates::{Counts, FateRow, rows};
use super::held::{Head, Held};
use super::show::Said;
use super::when::{moment, remaining};
use crate::words::{counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/mailings/sent.html")]
pub(super) struct SentPage {
    page: Page,
    head: Head,
    said: Said,
    /// « Envoi décidé lundi 2 novembre à 9 h par Camille: 12 invitations. »
    decided: String,
    /// When the first mail leaves, and how long is left until then.
    leaves: Option<(String, String)>,
    /// What was called back, and what had left.
    called_back: Option<String>,
    /// Mails that still wait: they can be called back.
    waiting: usize,
    waiting_words: String,
    counts: Vec<(&'static str, usize)>,
    rows: Vec<FateRow>,
}

pub(super) async fn page(
    app: &App,
    desk: &Desk,
    held: Held,
    said: Said,
) -> Result<Html<SentPage>, PageError> {
    let (now, zone) = (app.now(), held.portrait.zone);
    let mut tx = app.storage.read().await?;
    let fates = tx.mailings().fates(held.mailing.id).await?;
    let contacts = tx.contacts().of_portrait(held.portrait.id).await?;
    let decider = match held.mailing.state.decision() {
        Some(decision) => decider(&mut tx, decision.by).await?,
        None => None,
    };
    let counts = Counts::of(&fates);
    let called_back = match held.mailing.state {
        MailingState::CalledBack { at, .. } => Some(called_back(&counts, &moment(at, now, zone))),
        MailingState::Draft | MailingState::Decided(_) => None,
    };
    Ok(Html(SentPage {
        page: desk.page(app),
        decided: decided(&held, decider, now),
        leaves: first_leaving(&fates, now).map(|at| (moment(at, now, zone), remaining(now, at))),
        called_back,
        waiting: counts.waiting,
        waiting_words: counted(
            counts.waiting,
            "mail attend encore",
            "mails attendent encore",
        ),
        counts: counts.tiles(),
        rows: rows(&fates, &contacts, now, zone),
        head: held.head(),
        said,
    }))
}

async fn decider(
    tx: &mut portrea_storage::Tx,
    by: PersonId,
) -> Result<Option<String>, portrea_storage::StorageError> {
    Ok(tx.people().get(by).await?.map(|person| name_of(&person)))
}

/// Who decided it, when, for how many.
fn decided(held: &Held, by: Option<String>, now: Timestamp) -> String {
    let Some(Decision { at, size, .. }) = held.mailing.state.decision() else {
        return String::new();
    };
    let size = usize::try_from(size).unwrap_or_default();
    format!(
        "{} décidée{} {}{}.",
        how_many(held.mailing.kind, size),
        if size < 2 { "" } else { "s" },
        moment(at, now, held.portrait.zone),
        by.map_or_else(String::new, |name| format!(" par {name}")),
    )
}

/// When the first mail leaves, as long as none has.
fn first_leaving(fates: &[PromptFate], now: Timestamp) -> Option<Timestamp> {
    let all_wait = fates
        .iter()
        .all(|fate| fate.state == Some(MessageState::Queued));
    let first = fates.iter().map(|fate| fate.at).min()?;
    (all_wait && first > now).then_some(first)
}

fn called_back(counts: &Counts, when: &str) -> String {
    let stopped = counted(
        counts.called_back,
        "mail a été arrêté avant de partir",
        "mails ont été arrêtés avant de partir",
    );
    let left = match counts.left() {
        0 => "aucun n’était parti".to_owned(),
        left => counted(left, "était déjà parti", "étaient déjà partis"),
    };
    format!("Envoi rappelé {when}\u{a0}: {stopped}, {left}.")
}

//! What became of each person’s mail in a send, in words, and the same as a table for a spreadsheet.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use portrea_actions::App;
use portrea_domain::message::{MessageState, StopReason};
use portrea_domain::{PersonId, Timestamp};
use portrea_standards::table::csv_of;
use portrea_storage::{ContactRow, PromptFate};
use portrea_web::{Desk, PageError};

use super::held::Held;
use super::when::moment;
use crate::words::number;

/// One person’s part in a send.
pub(super) struct FateRow {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) organisation: String,
    /// In a word or two.
    pub(super) state: &'static str,
    /// Why, in the words of the server or of the rule.
    pub(super) why: String,
    pub(super) when: String,
    pub(super) answered: String,
    /// Whether their mail can still be read before it leaves.
    pub(super) waits: bool,
}

/// How many met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) waiting: usize,
    pub(super) leaving: usize,
    pub(super) sent: usize,
    pub(super) refused: usize,
    pub(super) stopped: usize,
    pub(super) called_back: usize,
    pub(super) given_up: usize,
    pub(super) uncertain: usize,
    pub(super) answered: usize,
}

impl Counts {
    pub(super) fn of(fates: &[PromptFate]) -> Self {
        let mut counts = Self::default();
        for fate in fates {
            counts.answered += usize::from(fate.answered_at.is_some());
            *counts.place(fate) += 1;
        }
        counts
    }

    fn place(&mut self, fate: &PromptFate) -> &mut usize {
        match fate.state {
            // Taken out of a message that carried something else too.
            None => &mut self.called_back,
            Some(MessageState::Queued) => &mut self.waiting,
            Some(MessageState::Claimed | MessageState::Handed) => &mut self.leaving,
            Some(MessageState::Accepted) => &mut self.sent,
            Some(MessageState::Refused) => &mut self.refused,
            Some(MessageState::Suppressed) if fate.reason == StopReason::CalledBack.label() => {
                &mut self.called_back
            }
            Some(MessageState::Suppressed) => &mut self.stopped,
            Some(MessageState::GivenUp) => &mut self.given_up,
            Some(MessageState::Uncertain) => &mut self.uncertain,
        }
    }

    /// Mails a server has, or may have.
    pub(super) const fn left(&self) -> usize {
        self.leaving + self.sent + self.refused + self.uncertain
    }

    /// What there is to count, in the order of a mail’s life.
    pub(super) fn tiles(&self) -> Vec<(&'static str, usize)> {
        let all = [
            (self.waiting, "en attente", "en attente"),
            (self.leaving, "en cours d’envoi", "en cours d’envoi"),
            (self.sent, "envoyé", "envoyés"),
            (self.answered, "a répondu", "ont répondu"),
            (self.refused, "refusé", "refusés"),
            (self.stopped, "non envoyé", "non envoyés"),
            (self.called_back, "rappelé", "rappelés"),
            (self.given_up, "abandonné", "abandonnés"),
            (self.uncertain, "incertain", "incertains"),
        ];
        let met = all.into_iter().filter(|(count, ..)| *count > 0);
        met.map(|(count, one, many)| (if count < 2 { one } else { many }, count))
            .collect()
    }

    /// The same in one line: « 12 envoyés, 3 ont répondu ».
    pub(super) fn line(&self) -> String {
        let words = self.tiles().into_iter();
        words
            .map(|(label, count)| format!("{} {label}", number(count)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Every part of a send, by name.
pub(super) fn rows(
    fates: &[PromptFate],
    contacts: &[ContactRow],
    now: Timestamp,
    zone: Tz,
) -> Vec<FateRow> {
    let known: BTreeMap<PersonId, &ContactRow> =
        contacts.iter().map(|row| (row.person.id, row)).collect();
    let row = |fate: &PromptFate| {
        let (state, why) = in_words(fate);
        let contact = known.get(&fate.person_id);
        FateRow {
            person: fate.person_id.to_string(),
            name: if fate.name.trim().is_empty() {
                "personne sans nom".to_owned()
            } else {
                fate.name.clone()
            },
            organisation: contact
                .map(|row| row.contact.organisation.clone())
                .unwrap_or_default(),
            state,
            why,
            when: moment(fate.at, now, zone),
            answered: fate
                .answered_at
                .map(|at| moment(at, now, zone))
                .unwrap_or_default(),
            waits: fate.state == Some(MessageState::Queued),
        }
    };
    fates.iter().map(row).collect()
}

/// A fate, and why.
fn in_words(fate: &PromptFate) -> (&'static str, String) {
    let Some(state) = fate.state else {
        return (
            "rappelé",
            "retiré d’un mail qui portait autre chose".to_owned(),
        );
    };
    let why = match state {
        MessageState::Uncertain => {
            "La liaison a été coupée après le dernier mot\u{a0}: ce mail est peut-être arrivé. Il ne repartira pas tout seul.".to_owned()
        }
        MessageState::Refused => format!("Le serveur a répondu\u{a0}: {}", fate.reason),
        _ => fate.reason.clone(),
    };
    (state.label(), why)
}

/// `GET …/envois/{mailing}/destinataires.csv`.
pub(super) async fn table(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let mut tx = app.storage.read().await?;
    let fates = tx.mailings().fates(held.mailing.id).await?;
    let contacts = tx.contacts().of_portrait(held.portrait.id).await?;
    drop(tx);
    let heads = [
        "Nom",
        "Organisation",
        "Mail",
        "Pourquoi",
        "Quand",
        "A répondu",
    ];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for row in rows(&fates, &contacts, app.now(), held.portrait.zone) {
        lines.push(vec![
            row.name,
            row.organisation,
            row.state.to_owned(),
            row.why,
            row.when,
            row.answered,
        ]);
    }
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"destinataires.csv\"",
        ),
    ];
    Ok((heads, csv_of(lines.iter().map(Vec::as_slice))).into_response())
}
